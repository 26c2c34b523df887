"""Decide which decision a venture may be told: the latest that the hub released."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from hubflow.engine.pipeline.case_source import DecisionRecord


def decision_to_tell(
    decisions: Sequence[DecisionRecord], today: dt.date
) -> tuple[DecisionRecord | None, str]:
    """Return the decision that a venture may be told on a day, or None with the reason.

    ``decisions`` are all on the venture, in order. It is the latest one that is released by
    ``today``, unless a later decision on the same phase is not: what was overtaken is not told.
    """
    known = [one for one in decisions if one.date <= today]
    released = [one for one in known if one.released is not None and one.released <= today]
    if not known:
        return None, "nobody decided"
    if not released:
        return None, "the decision is not released"
    last = released[-1]
    later = known[known.index(last) + 1:]
    if any(one.phase == last.phase and one not in released for one in later):
        return None, "a later decision on the same phase is not released"
    return last, ""
