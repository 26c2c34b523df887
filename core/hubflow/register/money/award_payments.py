"""Record that a tranche of an award was paid, and that a report on an award was sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from hubflow.engine.facts.arithmetic import in_cents
from hubflow.model.input_problems import BadInput, one_problem
from hubflow.register.recording.money import recorded_money
from hubflow.register.standing.award_plan import (
    RECORDED_BY,
    PlanPart,
    RecordedAward,
    awards_of,
    not_paid,
    open_parts,
)
from hubflow.register.standing.standing_table import known_standing
from hubflow.register.storage.entries import Draft, with_accepted
from hubflow.register.storage.journal import Journal


def pay(
    journal: Journal, hub: str, venture: str, *, award: str | None, number: int | None,
    amount: float | None, on: dt.date, by: str, note: str = "", accepted: str = "",
) -> float:
    """Record a payment of an award and return its amount.

    ``award`` is the number of its entry or the funder's reference; it may be left out where the
    venture has one. ``number`` is the tranche's, without it the first that is not paid. ``amount``
    is the whole tranche unless it says less, and has to be said where no tranche is planned.
    Raises :class:`BadInput` where that does not fit the award.
    """
    of = _award(journal, hub, venture, award)
    planned = number is not None or any("number" in part for part in of.plan["tranches"])
    tranche = _part(venture, of, "tranches", number) if planned else None
    if tranche is None and amount is None:
        raise one_problem(venture, f"no tranche is planned of this award ({of.name})",
                          "Say how much was paid.", key="--amount")
    left = tranche["amount"] if tranche else not_paid(of)
    paid = left if amount is None else amount
    if in_cents(paid) < 1:
        raise one_problem(venture, f"{paid:g} is less than a cent", "Say how much was paid.",
                          key="--amount")
    if in_cents(paid) > in_cents(left):
        whole = f"tranche {tranche['number']}" if tranche else "what is left of the award"
        raise one_problem(venture, f"{paid:,.2f} is more than {whole} ({left:,.2f})",
                          "Record what was paid of each.", key="--amount")
    _record(journal, hub, venture, "tranches", of, tranche, on, note, accepted, by,
            {"amount": paid})
    return float(paid)


def report(
    journal: Journal, hub: str, venture: str, *, award: str | None, number: int | None,
    on: dt.date, by: str, note: str = "", accepted: str = "",
) -> int:
    """Record that a report on an award was sent to its funder, and return its number.

    ``award`` and ``number`` are chosen as :func:`pay` does. Raises :class:`BadInput` where the
    award has no such report to be sent.
    """
    of = _award(journal, hub, venture, award)
    owed = _part(venture, of, "reports", number)
    _record(journal, hub, venture, "reports", of, owed, on, note, accepted, by, {})
    return int(owed["number"])


def _record(
    journal: Journal, hub: str, venture: str, part: PlanPart, award: RecordedAward,
    item: Mapping[str, Any] | None, on: dt.date, note: str, accepted: str, by: str,
    more: Mapping[str, Any],
) -> None:
    recorded_money(journal, hub, venture, Draft(
        kind=RECORDED_BY[part], hub=hub, subject=venture, on=on,
        body={"award": award.seq, "number": item["number"] if item else 0,
              "date": on.isoformat(), **({} if award.seq else {"id": award.reference}), **more},
        personal=with_accepted({"by": by, "note": note}, accepted)))


def _award(journal: Journal, hub: str, venture: str, named: str | None) -> RecordedAward:
    """Return the award that a text names: by its entry or the funder's reference, or the only one.
    """
    awards = awards_of(known_standing(journal, hub, venture).entries)
    found = [award for award in awards
             if named is None or named in (award.reference, str(award.seq))]
    if len(found) == 1 and (found[0].seq or found[0].reference):
        return found[0]
    names = ", ".join(_described(award) for award in awards) or "none"
    if not awards:
        what, to_do = "no award is recorded", "Record it first: hubflow register award."
    elif len(found) == 1:
        what = "the award stands in its dossier without the funder's reference"
        to_do = "Give it an `id` in the dossier, then `hubflow register update`."
    elif named is None:
        what, to_do = "it has several awards", f"Name one: {names}."
    else:
        what, to_do = f'it has no award "{named}"', f"Its awards: {names}."
    raise one_problem(venture, what, to_do, key="--award")


def _described(award: RecordedAward) -> str:
    reference = f" ({award.reference})" if award.reference and award.seq else ""
    name = award.name.removeprefix("entry ") or "one without a reference"
    return f"{name}{reference} of {award.amount:,.2f}"


def _part(
    venture: str, award: RecordedAward, part: PlanPart, number: int | None
) -> Mapping[str, Any]:
    """Return the planned tranche or report of a number; the first open one without it."""
    open_now = list(open_parts(award, part))
    found = next((item for item in open_now if number in (None, item["number"])), None)
    if found is not None:
        return found
    raise _none_open(venture, award, part, number, open_now)


def _none_open(
    venture: str, award: RecordedAward, part: PlanPart, number: int | None,
    open_now: Sequence[Mapping[str, Any]],
) -> BadInput:
    word, done, key = {"tranches": ("tranche", "paid", "--tranche"),
                       "reports": ("report", "sent", "--report")}[part]
    planned = [item for item in award.plan[part] if "number" in item]
    if not planned:
        return one_problem(venture, f"no {word} is planned of this award ({award.name})",
                           "Plan it where the award is recorded.", key=key)
    rest = ", ".join(str(item["number"]) for item in open_now)
    return one_problem(
        venture, f"{word} {number} of this award is not open" if number and open_now
        else f"every {word} of this award was {done}",
        f"Open: {rest}." if open_now else "Mend a wrong entry with `hubflow register correct`.",
        key=key)
