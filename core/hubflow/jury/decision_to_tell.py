"""Decide which decision a venture may be told: the latest that the hub released."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from hubflow.engine.call.call_progress import LEADS_ON
from hubflow.engine.pipeline.case_source import DecisionRecord
from hubflow.text.spoken import say, say_word


def decision_to_tell(
    decisions: Sequence[DecisionRecord], today: dt.date
) -> tuple[DecisionRecord | None, str]:
    """Return the decision that a venture may be told on a day, or None with the reason.

    ``decisions`` are all on the venture, in order. It is the latest one that is released by
    ``today``, unless a later decision on the same phase is not: what was overtaken is not told.
    Nor is a venture that has left its call told that it goes on.
    """
    known = [one for one in decisions if one.date <= today]
    released = [one for one in known if one.released is not None and one.released <= today]
    if not known:
        return None, say("office.nobody_decided")
    if not released:
        return None, say("office.not_released")
    last = released[-1]
    later = known[known.index(last) + 1:]
    if any(one.phase == last.phase and one not in released for one in later):
        return None, say("office.later_not_released")
    if last.out is not None and last.decision in LEADS_ON:
        standing = say_word(last.out.standing or "")
        return None, (say("office.out_of_call", standing=standing) if last.out.date is None else
                      say("office.out_of_call_since", standing=standing, since=last.out.date))
    return last, ""
