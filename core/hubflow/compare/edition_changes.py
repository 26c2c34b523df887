"""Find the recommendations that another edition of a method would change."""

from __future__ import annotations

import attrs

from hubflow.compare.agreement import last_reached, phase_and_word
from hubflow.compare.kept_run import KeptRun
from hubflow.model.results import PhaseResult


@attrs.frozen(kw_only=True)
class EditionChange:
    """One venture whose recommendation differs under the later edition.

    ``said_a`` and ``said_b`` are the last phase that it reaches with what is recommended there;
    empty where it reaches none.
    """

    venture: str
    name: str
    said_a: str
    said_b: str


@attrs.frozen(kw_only=True)
class EditionChanges:
    """The changes between two editions of one hub's method, over ``of`` ventures."""

    a: str
    b: str
    of: int
    changed: tuple[EditionChange, ...]


def changes(a: KeptRun, b: KeptRun) -> EditionChanges | None:
    """Return what changes between two editions; None if the methods are of different hubs."""
    if a.prepared.hub.id != b.prepared.hub.id:
        return None
    found = []
    for venture in a.result.ventures:
        ends = last_reached(venture), last_reached(b.ventures[venture.id])
        if _said(ends[0]) != _said(ends[1]):
            found.append(EditionChange(venture=venture.id, name=venture.name,
                                said_a=phase_and_word(ends[0]), said_b=phase_and_word(ends[1])))
    return EditionChanges(a=a.name, b=b.name, of=len(a.result.ventures), changed=tuple(found))


def _said(phase: PhaseResult | None) -> tuple[str, str, tuple[str, ...]]:
    return ("", "", ()) if phase is None else (phase.phase, phase.recommendation, phase.possible)
