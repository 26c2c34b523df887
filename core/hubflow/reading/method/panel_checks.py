"""Check how a panel combines judgements: its groups, their weights, and what is trimmed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hubflow.reading.records.flaws import RecordFlaw
from hubflow.reading.toml.key_paths import KeyPath
from hubflow.reading.toml.raw_tables import number, table, tables
from hubflow.text.spoken import say

_TRIMMED = "trimmed mean"


def panel_flaws(data: dict[str, Any]) -> Iterator[RecordFlaw]:
    """Yield the flaws of the panel's rules."""
    panel = table(data, "panel")
    yield from _trim_flaws(("panel",), panel)
    for at, group in tables(panel, "groups", at=("panel",)):
        yield from _trim_flaws(at, group)
        weight = number(group.get("weight"))
        if weight is not None and not weight > 0:
            yield RecordFlaw((*at, "weight"), say("method-checks.more_than_0", value=weight),
                             say("method-checks.group_for_nothing"))


def _trim_flaws(at: KeyPath, rule: dict[str, Any]) -> Iterator[RecordFlaw]:
    """Yield a flaw where a share is trimmed without a trimmed mean, or the other way round."""
    share = number(rule.get("trim"))
    if rule.get("combine") == _TRIMMED and "trim" not in rule:
        yield RecordFlaw((*at, "combine"), say("method-checks.how_much_trimmed"),
                         say("method-checks.add_the_share"))
    if "trim" in rule and rule.get("combine") != _TRIMMED:
        yield RecordFlaw((*at, "trim"), say("method-checks.of_a_trimmed_mean"),
                         say("method-checks.combine_or_leave_out", combine=_TRIMMED))
    if share is not None and round(share, 3) != share:
        yield RecordFlaw((*at, "trim"), say("method-checks.three_decimals", share=repr(share)),
                         say("method-checks.share_such_as"))
