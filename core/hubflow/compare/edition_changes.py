"""Find the recommendations that another edition of a method would change, phase by phase."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from hubflow.compare.kept_run import KeptRun
from hubflow.model.results import DecisionResult, PhaseResult, Possible, VentureResult


@attrs.frozen(kw_only=True)
class EditionChange:
    """One phase in which two editions recommend different things for a venture.

    ``said_a`` and ``said_b`` are the recommendations, "" where the edition lacks the phase.
    ``decision`` is the one that a body recorded: a venture goes on from there under either edition,
    whatever is recommended.
    """

    venture: str
    name: str
    phase: str
    said_a: str
    said_b: str
    decision: DecisionResult | None


@attrs.frozen(kw_only=True)
class EditionChanges:
    """The changes between two editions of one hub's method, over ``of`` ventures."""

    a: str
    b: str
    of: int
    changed: tuple[EditionChange, ...]

    @property
    def ventures(self) -> int:
        """How many ventures something changes for."""
        return len({change.venture for change in self.changed})


def changes(a: KeptRun, b: KeptRun) -> EditionChanges | None:
    """Return what changes between two editions; None if the methods are of different hubs."""
    if a.prepared.hub.id != b.prepared.hub.id:
        return None
    return EditionChanges(a=a.name, b=b.name, of=len(a.result.ventures), changed=tuple(
        change for venture in a.result.ventures
        for change in _changes(venture, b.ventures[venture.id])))


def _changes(a: VentureResult, b: VentureResult) -> Iterator[EditionChange]:
    """Yield the phases that differ, without those that one edition no longer reaches therefore."""
    by_a, by_b = ({phase.phase: phase for phase in venture.phases} for venture in (a, b))
    parted = False
    for id in in_order(list(by_a), list(by_b)):
        one, other = by_a.get(id), by_b.get(id)
        said = _said(one), _said(other)
        if said[0] == said[1] or (parted and "not_reached" in (said[0][0], said[1][0])):
            continue
        parted = True
        phase = one or other
        assert phase is not None
        yield EditionChange(venture=a.id, name=a.name, phase=phase.name, said_a=said[0][0],
                            said_b=said[1][0], decision=phase.decision)


def in_order(a: Sequence[str], b: Sequence[str]) -> list[str]:
    """Return the phases of both editions: the later one's, each that it lacks at its old place."""
    merged = list(b)
    for before, id in zip(["", *a], a, strict=False):
        if id not in merged:
            merged.insert(merged.index(before) + 1 if before else 0, id)
    return merged


def _said(phase: PhaseResult | None) -> tuple[str, tuple[Possible, ...]]:
    return ("", ()) if phase is None else (phase.recommendation, phase.possible)
