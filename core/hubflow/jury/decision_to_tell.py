"""Decide which decision a venture may be told: the latest that the hub released."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from hubflow.engine.call.call_progress import STAYS_IN
from hubflow.engine.pipeline.case_source import DecisionRecord
from hubflow.model.call import UNDATED
from hubflow.text.spoken import say, say_word


def decision_to_tell(
    decisions: Sequence[DecisionRecord], today: dt.date
) -> tuple[DecisionRecord | None, str]:
    """Return the decision that a venture may be told on a day, or None with the reason.

    ``decisions`` are all on the venture, in order. It is the latest one that is released by
    ``today``, unless a later decision on the same phase is not: what was overtaken is not told.
    Nor is a venture that has left its call told that it goes on. Whom a body put out of the race,
    as late, inadmissible or excluded, is told that.
    """
    known = [one for one in decisions if one.date <= today]
    out = next((one for one in known if one.puts_out), None)
    if out is not None and out.released is not None:
        return out, ""
    known = [one for one in known if not one.puts_out]
    if out is not None and not known:
        return None, _out_of_call(out)
    released = [one for one in known if one.released is not None and one.released <= today]
    if not known:
        return None, say("office.nobody_decided")
    if not released:
        return None, say("office.not_released")
    last = released[-1]
    later = known[known.index(last) + 1:]
    if any(one.phase == last.phase and one not in released for one in later):
        return None, say("office.later_not_released")
    if last.out is not None and last.decision in STAYS_IN:
        return None, _out_of_call(last)
    return last, ""


def not_released_after(
    decisions: Sequence[DecisionRecord], told: DecisionRecord, today: dt.date
) -> DecisionRecord | None:
    """Return the latest decision on a venture after one that it was told, if it is not released.

    Arguments as for :func:`decision_to_tell`.
    """
    later = [one for one in decisions[decisions.index(told) + 1:]
             if one.date <= today and not one.puts_out]
    waits = bool(later) and (later[-1].released is None or later[-1].released > today)
    return later[-1] if waits else None


def _out_of_call(told: DecisionRecord) -> str:
    assert told.out is not None
    standing = say_word(told.out.standing or "")
    undated = told.out.date is None or told.out.standing in UNDATED
    return (say("office.out_of_call", standing=standing) if undated else
            say("office.out_of_call_since", standing=standing, since=told.out.date))
