"""Check a dossier's values against each other: no more people may come than were invited.

Works on the file's data and passes over whatever has not the right type, which structuring tells,
so that every problem is told once and all are told together.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hubflow.reading.dossiers.checks.ledger_checks import ledger_flaws
from hubflow.reading.records.flaws import RecordFlaw
from hubflow.reading.toml.key_paths import KeyPath
from hubflow.reading.toml.raw_tables import date, number, table, tables
from hubflow.text.spoken import say

_PILOT = (("invited", "came"), ("came", "stayed"), ("stayed", "completed"), ("came", "completed"))


def dossier_flaws(data: dict[str, Any]) -> Iterator[RecordFlaw]:
    """Yield the contradictions between two values of a dossier or challenge."""
    for at, decision in tables(data, "decisions"):
        yield from _order(at, decision, "date", "released")
    identify = table(data, "identify")
    yield from _order(("identify",), identify, "age_from", "age_to")
    for at, activity in tables(data, "understand", "activities"):
        yield from _within(at, activity, "people", "service_users")
    for at, pilot in tables(data, "test", "pilots"):
        yield from _pilot(at, pilot)
    if table(data, "solution").get("mechanism"):
        from hubflow.reading.dossiers.checks.mechanism_checks import mechanism_flaws

        yield from mechanism_flaws(data)
    safeguarding = table(data, "test", "safeguarding")
    yield from _within(("test", "safeguarding"), safeguarding, "people_in_contact",
                       "people_checked")
    for at, funder in tables(data, "incubate", "cofunders"):
        yield from _order(at, funder, "date", "expires")
    for at, award in tables(data, "incubate", "awards"):
        yield from _order(at, award, "start", "end")
        yield from _tranches(at, award)
    yield from ledger_flaws(table(data, "trade"))


def _pilot(at: KeyPath, pilot: dict[str, Any]) -> Iterator[RecordFlaw]:
    yield from _order(at, pilot, "start", "end")
    told: set[str] = set()
    for whole, part in _PILOT:
        for flaw in () if part in told else _within(at, pilot, whole, part):
            told.add(part)
            yield flaw


def _within(at: KeyPath, entry: dict[str, Any], whole: str, part: str) -> Iterator[RecordFlaw]:
    """Yield a flaw where more people are counted under ``part`` than under ``whole``."""
    most, value = number(entry.get(whole)), number(entry.get(part))
    if most is not None and value is not None and value > most:
        yield RecordFlaw((*at, part), say("reading-problems.is_more_than_the_of", value=value,
                                          most=most, whole=whole))


def _order(at: KeyPath, entry: dict[str, Any], first: str, last: str) -> Iterator[RecordFlaw]:
    """Yield a flaw where the first of two numbers or dates is greater than the last."""
    low, high = number(entry.get(first)), number(entry.get(last))
    if low is not None and high is not None and low > high:
        yield RecordFlaw((*at, last), say("reading-problems.is_less_than_the_of", high=high,
                                          low=low, first=first))
    start, end = date(entry.get(first)), date(entry.get(last))
    if start is not None and end is not None and start > end:
        yield RecordFlaw((*at, last), say("reading-problems.is_before_the_of", end=end, start=start,
                                          first=first))


def _tranches(at: KeyPath, award: dict[str, Any]) -> Iterator[RecordFlaw]:
    amounts = [number(tranche.get("amount")) for _, tranche in tables(award, "tranches")]
    awarded = number(award.get("amount"))
    for place, tranche in tables(award, "tranches"):
        paid, given = date(tranche.get("paid")), date(award.get("date"))
        if paid is not None and given is not None and paid < given:
            yield RecordFlaw((*at, *place, "paid"), say(
                "reading-problems.is_before_the_of_the_award", paid=paid, given=given))
    # Cents, so that sums of money compare exactly.
    total = sum(round(amount * 100) for amount in amounts if amount is not None)
    if awarded is not None and total > round(awarded * 100):
        yield RecordFlaw((*at, "tranches"), say("reading-problems.add_up_to_more_than_the",
                                                total=total / 100, awarded=awarded))
