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
from hubflow.text.spoken import say, say_amount


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
        raise one_problem(venture,
                          say("register-problems.no_tranche_is_planned_of_this", name=of.name),
                          say("register-problems.say_how_much_was_paid"), key="--amount")
    left = tranche["amount"] if tranche else not_paid(of)
    paid = left if amount is None else amount
    if in_cents(paid) < 1:
        raise one_problem(venture, say("register-problems.is_less_than_a_cent", paid=paid),
                          say("register-problems.say_how_much_was_paid"),
                          key="--amount")
    if in_cents(paid) > in_cents(left):
        whole = (say("register-problems.tranche_number", number=tranche["number"]) if tranche
                 else say("register-problems.what_is_left_of_the_award"))
        raise one_problem(venture,
                          say("register-problems.is_more_than", whole=whole,
                              paid=say_amount(paid, of.currency),
                              left=say_amount(left, of.currency)),
                          say("register-problems.record_what_was_paid_of_each"), key="--amount")
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
    names = ", ".join(_described(award) for award in awards)
    if not awards:
        what, to_do = (say("register-problems.no_award_is_recorded"),
                       say("register-problems.record_it_first"))
    elif len(found) == 1:
        what, to_do = (say("register-problems.award_without_reference"),
                       say("register-problems.give_it_an_id_in_the_dossier"))
    elif named is None:
        what, to_do = (say("register-problems.it_has_several_awards"),
                       say("register-problems.name_one", names=names))
    else:
        what, to_do = (say("register-problems.it_has_no_award", named=named),
                       say("register-problems.its_awards", names=names))
    raise one_problem(venture, what, to_do, key="--award")


def _described(award: RecordedAward) -> str:
    reference = f" ({award.reference})" if award.reference and award.seq else ""
    name = str(award.seq or award.reference) if award.seq or award.reference else say(
        "register-problems.one_without_a_reference")
    return say("register-problems.award_of_amount", name=name, reference=reference,
               amount=say_amount(award.amount, award.currency))


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
    key = {"tranches": "--tranche", "reports": "--report"}[part]
    planned = [item for item in award.plan[part] if "number" in item]
    if not planned:
        return one_problem(venture, say(f"register-problems.no_{part}_is_planned", name=award.name),
                           say("register-problems.plan_it_where_the_award_is"), key=key)
    rest = ", ".join(str(item["number"]) for item in open_now)
    return one_problem(
        venture, say(f"register-problems.{part}_is_not_open", number=number)
        if number and open_now else say(f"register-problems.every_{part}"),
        say("register-problems.open", rest=rest) if open_now
        else say("register-problems.mend_a_wrong_entry_with_hubflow"),
        key=key)
