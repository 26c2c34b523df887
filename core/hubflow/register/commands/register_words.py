"""Describe ventures and entries in the output of the register's commands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hubflow.cli.terminal_text import one_line

if TYPE_CHECKING:
    from hubflow.register.standing.standing import Standing

_SHOWN = 8

_ENDS = {
    "established": "is established: it has passed every phase",
    "adopted": "was adopted by a public body",
    "closed": "is closed",
    "done": "has passed every phase that looks at challenges",
}

DUES = {
    "gate": "gate to take: {detail} is recommended",
    "run": "no recommendation yet",
    "ledger": "ledger missing from {detail} on",
    "checkpoint": "checkpoint of test trading: {detail}",
    "letter": "commitment letter expires: {detail}",
}
"""What is due, as people read it."""


def where(standing: Standing) -> str:
    """Return where a venture stands, as the rest of a sentence whose subject is the venture."""
    if standing.state in _ENDS:
        return f"{_ENDS[standing.state]} (since {standing.since})"
    name = standing.phase_name or standing.stage
    if standing.state == "paused":
        return f"is paused in {standing.stage}, {name} (since {standing.since})"
    return f"stands in {standing.stage}, {name} (since {standing.since})"


def value(value: Any) -> str:
    """Return a recorded value for people to read; an interval with equal ends is one number."""
    if value is None:
        return "not known"
    if isinstance(value, list):
        return one_line(" to ".join(dict.fromkeys(map(str, value))))
    return one_line(value)


def change_lines(
    changed: Sequence[Mapping[str, Any]], most: int | None = _SHOWN
) -> Iterator[str]:
    """Yield a line for each difference between two runs; of many the first few."""
    for change in changed[:most]:
        name = " ".join(part for part in (change["what"], change["id"]) if part)
        yield f"- {one_line(name)}: {value(change['before'])} → {value(change['after'])}"
    if most is not None and len(changed) > most:
        yield f"- and {len(changed) - most} more"
