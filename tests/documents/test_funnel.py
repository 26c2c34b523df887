"""A funnel counts who reached a phase, whoever left later, as the figures of a table do."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hubflow.documents.funnel import funnel

RULES = """
[stages.identify]
gate = { advance = { when = "identify.age_from > 5" }, source = "rules" }
"""


def test_who_left_counts_where_it_was_and_who_was_late_counts_nowhere(run_method: Any) -> None:
    stop = {"hub": "testhub", "phase": "identify", "decision": "stop", "by": "The board",
            "date": dt.date(2024, 3, 1)}
    ventures: list[dict[str, Any]] = [
        {"id": id, "identify": {"age_from": age}} for id, age in (
            ("goes-on", 6), ("stays", 4), ("stopped", 4), ("late", 9))]
    ventures[2]["decisions"] = [stop]
    call = {"id": "spring", "hub": "testhub", "members": [{"id": "late", "standing": "late"}]}
    first = next(funnel(run_method(RULES, ventures, call=call).ventures))
    assert (first.reached, first.advanced, first.undecided) == (3, 1, 0)
