"""Describe ventures and entries in the output of the register's commands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hubflow.cli.terminal_text import one_line
from hubflow.model.method.pipeline_stages import STAGES

if TYPE_CHECKING:
    from hubflow.register.office.updates import DossierUpdate
    from hubflow.register.standing.venture_standing import VentureStanding

_SHOWN = 8

_ENDS = {
    "established": "is established: it has passed every phase",
    "adopted": "was adopted by a public body",
    "closed": "is closed",
    "done": "has passed every phase that looks at challenges",
}

ANSWERS = {
    "rfc3161": "a time stamp (RFC 3161) on this line",
    "opentimestamps": "a proof of OpenTimestamps on this line",
    "file": "a file, of which the register keeps the digest",
}
"""The kinds of answers to an anchor's line, as people read them."""


def where(standing: VentureStanding) -> str:
    """Return where a venture stands, as the rest of a sentence whose subject is the venture."""
    if standing.state == "established" and standing.stage != STAGES[-1]:
        return f"has passed {standing.stage}, the last stage here (since {standing.since})"
    if standing.state in _ENDS:
        return f"{_ENDS[standing.state]} (since {standing.since})"
    name = standing.phase_name or standing.stage
    word = "is paused" if standing.state == "paused" else "stands"
    out = ("" if standing.in_race
           else f"; {out_in_words(standing.call_standing, standing.out_since)}")
    return f"{word} in {standing.stage}, {name} (since {standing.since}){out}"


def out_in_words(standing: str, since: dt.date | None) -> str:
    """Return how a venture stands that is out of the race of its call, and since when."""
    return f"{standing} in its call" + (f" since {since}" if since is not None else "")


def value(value: Any) -> str:
    """Return a recorded value for people to read; an interval with equal ends is one number."""
    if value is None:
        return "not known"
    if isinstance(value, list):
        return one_line(" to ".join(dict.fromkeys(map(str, value))))
    return one_line(value)


def rank(value: Any) -> str:
    """Return a recorded rank, which is its best, its worst and among how many."""
    if value is None:
        return "no rank"
    best, worst, of = value
    return f"{best if best == worst else f'{best}–{worst}'} of {of}"


def change_lines(
    changed: Sequence[Mapping[str, Any]], most: int | None = _SHOWN
) -> Iterator[str]:
    """Yield a line for each difference between two runs; of many the first few."""
    for change in changed[:most]:
        name = " ".join(part for part in (change["what"], change["id"]) if part)
        told = rank if change["what"] == "rank" else value
        yield f"- {one_line(name)}: {told(change['before'])} → {told(change['after'])}"
    if most is not None and len(changed) > most:
        yield f"- and {len(changed) - most} more"


def update_lines(update: DossierUpdate) -> Iterator[str]:
    """Yield what a new version changes: a line a value, and of a list a line an entry."""
    from hubflow.reading.dossiers.versions import ABSENT, same
    from hubflow.reading.toml.key_paths import shown_key
    from hubflow.register.office.updates import shown

    what = "" if update.kind == "venture" else f" ({update.kind})"
    if not update.changes:
        yield f"{update.id}{what}: as the register has it; nothing to record."
        return
    version = f", against version {update.version}" if update.version else ""
    yield f"{update.id}{what}{version}:"
    if update.merged:
        yield f"  made from version {update.merged}; what others changed since stays"
    for change in update.changes:
        key = shown_key(change.unit)
        before, after = ([] if side is ABSENT else side for side in (change.before, change.after))
        if isinstance(before, list) and isinstance(after, list) and [*before, *after]:
            for sign, some, others in (("-", before, after), ("+", after, before)):
                for entry in some:
                    if not any(same(entry, other) for other in others):
                        yield "  " + one_line(f"{key}: {sign} {shown(entry)}")
        else:
            yield "  " + one_line(f"{key}: {shown(change.before)} → {shown(change.after)}")
    for name in update.kept:
        yield f"  {name}: kept as the register has them"
