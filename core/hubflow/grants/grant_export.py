"""Turn the awards in dossiers into grants of the 360Giving Data Standard."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from hubflow.grants.organisations import numbers
from hubflow.grants.standard import Grant, countries, currencies, lacking
from hubflow.model.business import Award, Party
from hubflow.model.dossier import Dossier
from hubflow.model.identity import Place
from hubflow.model.input_problems import BadInput, Problem
from hubflow.model.values import Gap
from hubflow.reading.dossiers.load import InputEntry
from hubflow.reading.toml.key_paths import KeyPath
from hubflow.reading.values.normal_text import folded
from hubflow.text.spoken import say

_IMPLEMENTS = "implementing organisation"
_OWN = "360G-"

_TO_DO = {
    "description": "description", "currency": "currency", "amountAwarded": "amount",
    "awardDate": "date", "fundingOrganization.id": "funder_id",
    "recipientOrganization.id": "recipient_id",
}
"""The ends of the words' keys that say what to do where a field is missing."""
_KEYS = {
    "description": "purpose", "currency": "currency", "amountAwarded": "amount",
    "awardDate": "date", "fundingOrganization.id": "funder_identifier",
}


@attrs.frozen(eq=False)
class ExportDefaults:
    """Values that dossiers may lack: the publisher's prefix, identifiers by name."""

    prefix: str | None = None
    identifiers: Mapping[str, str] = attrs.field(factory=dict)

    def of(self, name: str) -> str | None:
        """Return the identifier of an organisation by its name."""
        return next((id for known, id in self.identifiers.items()
                     if folded(known) == folded(name)), None)


@attrs.frozen(eq=False)
class ExportedGrants:
    """The grants, and those whose identifiers hubflow made.

    ``faults`` are the problems of the ``left_out`` awards.
    """

    grants: tuple[Grant, ...]
    made_ids: tuple[str, ...]
    faults: tuple[Problem, ...] = ()
    left_out: int = 0


def grants_of(
    entries: Iterable[InputEntry], supplied: ExportDefaults, funders: Collection[str] = ()
) -> ExportedGrants:
    """Return a grant for each award, in order; with ``funders`` only for their awards.

    An award that does not say what the standard requires is left out. Raises :class:`BadInput` with
    all problems where no award is left.
    """
    wanted = {folded(name) for name in funders}
    problems: list[Problem] = []
    grants: list[Grant] = []
    made: list[str] = []
    left_out = 0
    first: dict[str, str] = {}
    for entry in entries:
        for number, award in enumerate(entry.dossier.incubate.awards):
            if wanted and folded(award.funder) not in wanted:
                continue
            maker = _Maker(entry, award, number, supplied)
            grant = maker.grant()
            wrong = [*maker.problems, *maker.said_before(grant, first)]
            if wrong:
                problems += wrong
                left_out += 1
                continue
            grants.append(grant)
            if award.id is None and "id" in grant:
                made.append(str(grant["id"]))
    if problems and not grants:
        raise BadInput(problems)
    return ExportedGrants(
        tuple(grants), tuple(made), tuple(sorted(set(problems))), left_out)


@attrs.define(eq=False)
class _Maker:
    """Makes the grant of one award."""

    entry: InputEntry
    award: Award
    number: int
    supplied: ExportDefaults
    problems: list[Problem] = attrs.field(factory=list)

    @property
    def dossier(self) -> Dossier:
        return self.entry.dossier

    def grant(self) -> dict[str, Any]:
        """Return the grant, without unknown values; ``problems`` lists them."""
        award, dossier = self.award, self.dossier
        recipient = self._recipient()
        funder = {"id": award.funder_identifier or self._known(award.funder),
                  "name": award.funder}
        places = award.places or ((dossier.place,) if dossier.place else ())
        planned = _stated({"startDate": award.start and award.start.isoformat(),
                           "endDate": award.end and award.end.isoformat(),
                           "duration": _number(award.months)})
        grant = _stated({
            "id": self._id(),
            "title": award.title or dossier.name,
            "description": award.purpose or dossier.summary,
            "currency": award.currency or dossier.currency,
            "amountAppliedFor": _number(award.amount_requested),
            "amountAwarded": _number(award.amount),
            "awardDate": award.date and award.date.isoformat(),
            "plannedDates": [planned] if planned else None,
            "recipientOrganization": [_stated(recipient)] if recipient else None,
            "fundingOrganization": [_stated(funder)],
            "beneficiaryLocation": [_place(place) for place in places],
            "grantProgramme": [{"title": award.programme}] if award.programme else None,
            "fromOpenCall": ("Yes" if award.open_call else "No")
            if isinstance(award.open_call, bool) else None,
        })
        self._check(grant, places)
        return grant

    def _id(self) -> str | None:
        """Return the award's identifier, or one made from the venture and the day."""
        award, prefix = self.award, self.supplied.prefix
        if award.id is not None and award.id.startswith(_OWN):
            return award.id
        if prefix is None:
            self._problem(("id",), say("grants.prefix_missing"), say("grants.write_prefix"))
            return None
        if award.id is None and award.date is None:
            return None
        own = award.id or f"{self.dossier.id}-{award.date}"
        return f"{prefix}-{re.sub(r'[^0-9A-Za-z_.-]+', '_', own)}"

    def said_before(self, grant: Grant, first: dict[str, str]) -> Iterator[Problem]:
        """Return whether an earlier award has the same identifier."""
        id = grant.get("id")
        if id is None:
            return
        where = f"{self.entry.file.name}: incubate.awards[{self.number}]"
        if id in first:
            yield self.entry.file.problem(
                (*self._at(), "id"), say("grants.also_identifier_of", id=id, other=first[id]),
                say("grants.give_each_its_id"))
        first.setdefault(id, where)

    def _recipient(self) -> dict[str, Any] | None:
        party = self._party()
        if party is None:
            return None
        identifier = party.identifier or self.supplied.of(party.name)
        name = self.award.published_recipient or party.name
        return {"id": identifier, "name": name, **(numbers(identifier) if identifier
                                                         else {})}

    def _party(self) -> Party | None:
        """Return the party that received the award."""
        parties = self.dossier.incubate.parties
        if self.award.recipient:
            named = [each for each in parties
                     if folded(each.name) == folded(self.award.recipient)]
            if not named:
                self._problem(
                    ("recipient",),
                    say("grants.not_among_parties", recipient=self.award.recipient),
                    say("grants.add_to_parties"))
            return named[0] if named else None
        implementing = [each for each in parties if each.role == _IMPLEMENTS]
        if len(implementing) != 1:
            several = ("grants.several_implement", "grants.say_which_one")
            what, to_do = several if implementing else (
                "grants.nobody_implements", "grants.add_with_role")
            self._problem(("recipient",), say(what), say(to_do, role=_IMPLEMENTS))
            return None
        return implementing[0]

    def _known(self, name: str) -> str | None:
        """Return a funder's identifier by its name: from the dossier's parties, or supplied."""
        incubate = self.dossier.incubate
        known: Sequence[Any] = (*incubate.parties, *incubate.cofunders)
        said = next((each.identifier for each in known
                     if folded(each.name) == folded(name) and each.identifier), None)
        return said or self.supplied.of(name)

    def _check(self, grant: Grant, places: Iterable[Place]) -> None:
        for key in lacking(grant):
            if key in ("id", "recipientOrganization"):
                continue  # said where it was looked for; without a day there is no id, either
            at: KeyPath = (*self._at(), _KEYS.get(key, key))
            if key == "recipientOrganization.id":
                at = ("incubate", "parties", self._position(), "identifier")
            self.problems.append(self.entry.file.problem(
                at, say("grants.required_and_not_said", key=key),
                say(f"grants.to_do_{_TO_DO[key]}")))
        currency = grant.get("currency")
        if currency and currency not in currencies():
            self._problem(("currency",), say("grants.no_currency_in_use", currency=currency),
                          say("grants.write_iso_4217"))
        for place in places:
            if place.country and place.country not in countries():
                self._problem(("places",), say("grants.no_country", place=place.name,
                                               country=place.country),
                              say("grants.write_iso_3166"))

    def _position(self) -> int:
        party = self._party()
        return self.dossier.incubate.parties.index(party) if party is not None else 0

    def _at(self) -> KeyPath:
        return ("incubate", "awards", self.number)

    def _problem(self, key: tuple[str, ...], what: str, to_do: str) -> None:
        self.problems.append(self.entry.file.problem((*self._at(), *key), what, to_do))


def _place(place: Place) -> dict[str, Any]:
    return _stated({"name": place.name, "countryCode": place.country, "geoCode": place.code})


def _number(value: float | Gap | None) -> float | int | None:
    """Return a number, as an integer if it is whole; None for None and for unknown ones."""
    if value is None or isinstance(value, Gap):
        return None
    return int(value) if value == int(value) else value


def _stated(data: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value not in (None, "", [], {})}

