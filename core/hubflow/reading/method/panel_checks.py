"""Check how a panel combines judgements: its groups, their weights, and what is trimmed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hubflow.reading.records.flaws import RecordFlaw
from hubflow.reading.toml.key_paths import KeyPath
from hubflow.reading.toml.raw_tables import number, table, tables

_TRIMMED = "trimmed mean"


def panel_flaws(data: dict[str, Any]) -> Iterator[RecordFlaw]:
    """Yield the flaws of the panel's rules."""
    panel = table(data, "panel")
    yield from _trim_flaws(("panel",), panel)
    for at, group in tables(panel, "groups", at=("panel",)):
        yield from _trim_flaws(at, group)
        weight = number(group.get("weight"))
        if weight is not None and not weight > 0:
            yield RecordFlaw((*at, "weight"), f"must be more than 0, not {weight:g}",
                             "Leave out a group whose scores count for nothing.")


def _trim_flaws(at: KeyPath, rule: dict[str, Any]) -> Iterator[RecordFlaw]:
    """Yield a flaw where a share is trimmed without a trimmed mean, or the other way round."""
    share = number(rule.get("trim"))
    if rule.get("combine") == _TRIMMED and "trim" not in rule:
        yield RecordFlaw((*at, "combine"), "does not say how much is trimmed",
                         "Add the share of the scores left out at each end, such as `trim = 0.2`.")
    if "trim" in rule and rule.get("combine") != _TRIMMED:
        yield RecordFlaw((*at, "trim"), "belongs to a trimmed mean",
                         f'Write `combine = "{_TRIMMED}"` beside it, or leave it out.')
    if share is not None and round(share, 3) != share:
        yield RecordFlaw((*at, "trim"), f"has more than three decimals: {share!r}",
                         "Write a share such as 0.125.")
