"""Who is in the race for each phase of a call, and as of when each venture's result is told.

A venture leaves the race for a phase when a body stops it there, when it rests, is taken over or
closed, and when its call's office says that it withdrew, declined or is excluded. The last three
give back the place that they took in the phase passed last; in all other phases that it passed a
venture keeps its place. A venture that is late or inadmissible is in no race, nor one
that withdrew or is excluded on no known day.

A result is told as of the last day on which the venture was in the race: the day on which it was
decided on, or on which it left, else the day of the run. So those who left before count in it no
more, and those who left later still count. Who left and came back counts on the days on which it
was in the race. Ventures of one such moment form a round.

The decisions in a table have no day. They count as taken together, before the day of the run.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from hubflow.model.call import GIVES_PLACE_BACK, NEVER_IN_RACE, Absence, CallMember
from hubflow.model.identity import PASSES, Decision
from hubflow.model.plain_record import PlainRecord

ROUND, LAST_ROUND, AWAY = "round", "round.last", "round.away"
"""A phase's columns: a row's round, the last one that it competes in, and those between in which it
was away, where somebody came back."""

_DAY = dt.timedelta(1)


class RacePart(PlainRecord):
    """A venture's part in the race for one phase.

    ``until`` is the last day on which it competes, None where it does not leave; ``as_of`` the
    day as of which its result is told, None for the day of the run. ``absent``: it never
    competes. ``away`` are the times between for which it did not, each by the last day before it
    and its own last day.
    """

    until: dt.date | None = None
    as_of: dt.date | None = None
    absent: bool = False
    away: tuple[tuple[dt.date, dt.date], ...] = ()


def race_parts(
    phases: Sequence[str], decisions: Mapping[str, Decision], whole: Decision | None,
    member: CallMember, absences: Sequence[Absence] = (),
) -> list[RacePart]:
    """Return a venture's part in the race for each phase.

    ``decisions`` are the latest on each phase, ``whole`` a pause or adoption that holds,
    ``absences`` the times after which it came back. The date of ``member`` is the day since which
    it has been out of the race.
    """
    passed = _passed(phases, decisions)
    parts = []
    for at, phase in enumerate(phases):
        decision = decisions.get(phase)
        left = _left(phase, at, passed, decisions, whole, member)
        if _never_competes(member, at, passed):
            parts.append(RacePart(absent=True))
        elif decision is not None and at == passed - 1 and member.standing in GIVES_PLACE_BACK:
            parts.append(RacePart(until=max(_day_before(member), decision.date),
                                  as_of=decision.date))
        elif decision is not None and decision.decision in PASSES:
            parts.append(RacePart(as_of=decision.date))
        elif left is not None:
            on = decision.date if decision and decision.decision == "stop" else left
            parts.append(RacePart(until=left, as_of=min(on, left)))
        else:
            parts.append(RacePart())
    return [part if part.absent else part.replace(
        away=tuple(_away(at, phases, decisions, absences)))
        for at, part in enumerate(parts)]


def _away(
    at: int, phases: Sequence[str], decisions: Mapping[str, Decision], absences: Sequence[Absence]
) -> Iterator[tuple[dt.date, dt.date]]:
    """Yield the times for which a venture did not compete for a phase, as `away` has them."""
    for each in absences:
        before = {phase: said for phase, said in decisions.items() if said.date < each.since}
        passed = _passed(phases, before)
        if at >= passed or (at == passed - 1 and each.gives_place_back):
            yield _eve(each.since), _eve(each.back)


def _eve(day: dt.date) -> dt.date:
    return day - _DAY if day > dt.date.min else day


def _never_competes(member: CallMember, at: int, passed: int) -> bool:
    """Return whether a venture was never in the race for a phase, as far as is known."""
    if member.standing in NEVER_IN_RACE:
        return True
    return member.date is None and (member.standing == "excluded" or (
        member.standing == "withdrawn" and at >= passed))


def _passed(phases: Sequence[str], decisions: Mapping[str, Decision]) -> int:
    """Return how many phases decisions led past, from the first on."""
    for at, phase in enumerate(phases):
        if phase not in decisions or decisions[phase].decision not in PASSES:
            return at
    return len(phases)


def _left(
    phase: str, at: int, passed: int, decisions: Mapping[str, Decision], whole: Decision | None,
    member: CallMember,
) -> dt.date | None:
    """Return the last day on which a venture competed for a phase; None if it still does."""
    days = []
    if not member.in_race and at >= passed:
        days.append(_day_before(member))
    if whole is not None and at >= passed:
        days.append(whole.date - _DAY)
    decision = decisions.get(phase)
    if decision is not None and decision.decision == "stop":
        days.append(decision.date)
    return min(days, default=None)


def _day_before(member: CallMember) -> dt.date:
    """Return the last day on which a member that has left was in the race."""
    return (member.date or dt.date.min + _DAY) - _DAY


def rounds(calls: Sequence[str | None], parts: Sequence[RacePart]) -> dict[str, pl.Series] | None:
    """Return a phase's columns of the race, a row a venture; None where nobody left.

    Rounds are numbered from 0; those who never compete have round -1.
    """
    days: dict[str, set[dt.date]] = {}
    for call, part in zip(calls, parts, strict=True):
        changes = {day for time in part.away for day in time}
        changes |= {part.until} if part.until is not None else set()
        if call is not None and changes:
            days.setdefault(call, set()).update(changes)
    if not days and not any(part.absent for part in parts):
        return None
    ends = {call: sorted(found) for call, found in days.items()}
    own: list[int] = []
    last: list[int | None] = []
    away: list[list[int]] = []
    for call, part in zip(calls, parts, strict=True):
        untils = ends.get(call or "", [])
        if part.absent:
            own.append(-1)
            last.append(-1)
            away.append([])
            continue
        own.append(len(untils) if part.as_of is None else bisect_left(untils, part.as_of))
        last.append(bisect_left(untils, part.until) if call and part.until else None)
        away.append([number for start, end in (part.away if call else ()) for number in range(
            bisect_left(untils, start) + 1, bisect_left(untils, end) + 1)])
    found = {ROUND: pl.Series(own, dtype=pl.Int64), LAST_ROUND: pl.Series(last, dtype=pl.Int64)}
    return {**found, AWAY: pl.Series(away, dtype=pl.List(pl.Int64))} if any(away) else found


def rounds_without_days(decision: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Return a phase's columns of the race for decisions in a table, as :func:`rounds` names them.

    Those who were stopped or led on stand in round 0, among all; the others in round 1, among
    those who were not stopped.
    """
    decided = decision.is_in(["stop", *PASSES]).fill_null(False)
    return (pl.when(decided).then(pl.lit(0, pl.Int64)).otherwise(pl.lit(1, pl.Int64)),
            pl.when(decision == "stop").then(pl.lit(0, pl.Int64)))


def takes_part(
    number: int, own: pl.Expr, last: pl.Expr, away: pl.Expr | None = None
) -> pl.Expr:
    """Return whether a row takes part in a round, from its columns of the race.

    What comes out for a row is told of its own round, even if it was away then.
    """
    if number < 0:
        return own == number
    here = last.is_null() | (last >= number)
    return here if away is None else (here & ~away.list.contains(number)) | (own == number)
