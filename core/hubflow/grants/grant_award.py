"""Turn one grant of a package into an award of a dossier, with its recipient."""

from __future__ import annotations

import re
from typing import Any

import attrs

from hubflow.grants.normal_form import Taker
from hubflow.grants.organisations import Organisation, organisation
from hubflow.grants.published_grants import PublishedGrant
from hubflow.reading.toml.key_paths import KeyPath
from hubflow.text.spoken import say

Data = dict[str, Any]

NO_PLACE = "a dossier has no place for it"
CONTACT = "a dossier holds no contacts and addresses"
NOT_REPEATED = "(not repeated here)"
_CONTACT_KEY = re.compile(r"contact|phone|mobile|fax|e-?mail|street ?address|post(?:al)? ?code",
                          re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@]@[^\s@]+\.[^\s@]")


@attrs.frozen(eq=False, repr=False)
class ReadAward:
    """An award in a dossier's form, its recipient, and the place where it is spent."""

    given: PublishedGrant
    taker: Taker
    award: Data
    recipient: Organisation
    places: list[Data]


def read_award(taker: Taker) -> ReadAward | None:
    """Return a grant's award and recipient; None for a grant to a person, or one with a problem."""
    id = taker.needed("id")
    if taker.given.data.get("recipientIndividual"):
        taker.left_out((), "(the whole grant)", "a grant to an individual; a dossier tells of no "
                       "persons")
        return None
    recipient = organisation(taker, "recipientOrganization")
    funder = organisation(taker, "fundingOrganization")
    amount = taker.amount("amountAwarded")
    if amount is None and taker.raw("amountAwarded") is None:
        taker.problem(("amountAwarded",), say("grants.is_missing"),
                      say("grants.required_of_every_grant"))
    award = {
        "id": id,
        "title": taker.text("title"),
        "funder": funder and funder.name,
        "funder_identifier": funder and funder.identifier,
        "amount": amount,
        "amount_requested": taker.amount("amountAppliedFor"),
        "currency": taker.currency(),
        "date": taker.day("awardDate"),
        "purpose": taker.text("description"),
        "programme": taker.text("grantProgramme", 0, "title"),
        "open_call": taker.yes_no("fromOpenCall"),
        "start": taker.day("plannedDates", 0, "startDate"),
        "end": taker.day("plannedDates", 0, "endDate"),
        "months": taker.months("plannedDates", 0, "duration"),
    }
    places = [place for number in range(taker.count("beneficiaryLocation"))
              if (place := _place(taker, number))]
    for path, value in taker.rest():
        before, why = not_carried(path, value)
        taker.left_out(path, before, why)
    if recipient is None or funder is None or amount is None or id is None:
        return None
    return ReadAward(taker.given, taker, without_empty(award), recipient, places)


def _place(taker: Taker, number: int) -> Data:
    at = ("beneficiaryLocation", number)
    name = taker.text(*at, "name")
    country, code = taker.country(*at, "countryCode"), taker.text(*at, "geoCode")
    if name is None and (code or country):
        name = code or country or ""
        taker.changed((*at, "name"), "(none)", name, "a place needs a name: its code")
    return without_empty({"name": name, "country": country, "code": code})


def not_carried(path: KeyPath, value: Any) -> tuple[Any, str]:
    """Return why a value of a grant has no place in a dossier, for the report.

    A contact is not repeated: the report lies beside the dossiers, which hold none.
    """
    contact = any(_CONTACT_KEY.search(str(part)) for part in path) or (
        isinstance(value, str) and _EMAIL.search(value) is not None)
    return (NOT_REPEATED, CONTACT) if contact else (value, _why_not(path))


def _why_not(path: KeyPath) -> str:
    if len(path) > 2 and path[1] != 0 and path[0] in ("recipientOrganization",
                                                      "fundingOrganization", "plannedDates"):
        return "an award has one of it"
    return NO_PLACE


def without_empty(data: Data) -> Data:
    """Return a mapping without its empty values."""
    return {key: value for key, value in data.items() if value not in (None, "", [])}
