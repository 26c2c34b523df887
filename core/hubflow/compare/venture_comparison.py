"""Compare one venture under several methods: stage by stage, and what flips the recommendation."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import attrs

from hubflow.compare.answers.unreached import first_obstacle, would_be
from hubflow.compare.carried_judgements import indicative_phases
from hubflow.compare.kept_run import KeptRun
from hubflow.model.methodology import STAGES, Stage
from hubflow.model.results import (
    CriterionResult,
    DecisionResult,
    Interval,
    Missing,
    PhaseResult,
    RankInterval,
    Reason,
    StageResult,
    VentureResult,
)

ORDER = ("advance", "undecided", "revise", "stop", "not_reached")
"""Recommendations from the one that leads furthest to the one that leads nowhere."""


@attrs.frozen(kw_only=True)
class Flip:
    """The reason why one hub's recommendation differs from another's, and its source."""

    hub: str
    than: str
    phase: str
    kind: str
    text: str
    what_to_do: str
    source: str
    assumption: bool


@attrs.frozen(kw_only=True)
class PhaseCell:
    """The result of one hub in one phase."""

    phase: str
    name: str
    recommendation: str
    score: Interval | None
    rank: RankInterval | None
    levels: Mapping[str, str]
    decision: DecisionResult | None
    missing: tuple[Missing, ...]
    indicative: bool
    points: Interval | None = None
    total: float | None = None
    would_be: str = ""


@attrs.frozen(kw_only=True)
class StageCell:
    """The result of one hub in one stage.

    ``would_be`` is what the hub would recommend in a stage that is not reached, as if it were;
    empty in a stage that is, and of ventures of which least changes are not told.
    """

    recommendation: str
    phases: tuple[PhaseCell, ...]
    indicative: bool
    would_be: str = ""


@attrs.frozen(kw_only=True)
class StageRow:
    """One stage under every hub; ``flip`` if those that use it differ.

    A hub that does not use the stage has a cell without phases.
    """

    stage: Stage
    cells: Mapping[str, StageCell]
    flip: Flip | None

    @property
    def used(self) -> Mapping[str, StageCell]:
        """The cells of the hubs that use the stage."""
        return {name: cell for name, cell in self.cells.items() if cell.phases}

    def phase_name(self, flip: Flip) -> str:
        """Return what the phase of a flip is called."""
        return next(each.name for each in self.cells[flip.hub].phases if each.phase == flip.phase)

    def differs(self, hubs: Collection[str]) -> bool:
        """Return whether those of the hubs that use the stage recommend different things."""
        return len({cell.recommendation for name, cell in self.used.items() if name in hubs}) > 1


@attrs.frozen(kw_only=True)
class VentureComparison:
    """One venture under every hub; ``call_name`` is what people call its call."""

    id: str
    name: str
    call: str | None
    call_name: str | None
    currency: str | None
    states: Mapping[str, str]
    stages: tuple[StageRow, ...]

    def used(self, hub: str) -> tuple[Stage, ...]:
        """Return the stages that a hub uses."""
        return tuple(row.stage for row in self.stages if row.cells[hub].phases)


def compare_ventures(
    runs: Sequence[KeptRun], in_detail: Collection[str] = ()
) -> tuple[VentureComparison, ...]:
    """Return each venture under each hub, in the order of the first hub's results.

    Of the ventures ``in_detail`` phases that they have not reached are told as if they had.
    """
    indicative = {t.name: indicative_phases(t.result.ventures, t.carried) for t in runs}
    return tuple(_venture(venture.id, runs, indicative, in_detail=venture.id in in_detail)
                 for venture in runs[0].result.ventures)


def _venture(
    id: str, runs: Sequence[KeptRun], indicative: Mapping[str, frozenset[tuple[str, str]]], *,
    in_detail: bool,
) -> VentureComparison:
    ahead = {run.name: would_be(run, id) if in_detail else {} for run in runs}
    results = {run.name: run.ventures[id] for run in runs}
    first = results[runs[0].name]
    stages = []
    for stage in STAGES:
        cells = {
            name: _cell(result.at_stage(stage), id, indicative[name], ahead[name])
            for name, result in results.items()
        }
        if any(cell.phases for cell in cells.values()):  # a stage that some hub uses
            stages.append(StageRow(stage=stage, cells=cells, flip=_flip(stage, runs, id)))
    return VentureComparison(
        id=id, name=first.name, call=first.call, call_name=first.call_name,
        currency=first.currency,
        states={name: result.state for name, result in results.items()}, stages=tuple(stages),
    )


def _cell(
    stage: StageResult, venture: str, indicative: frozenset[tuple[str, str]],
    ahead: Mapping[str, str],
) -> StageCell:
    phases = tuple(
        PhaseCell(
            phase=p.phase, name=p.name, recommendation=p.recommendation, score=p.score,
            rank=p.rank, levels={c.title: _span(c) for c in p.criteria
                                 if c.lower_label is not None and c.applies is not False},
            decision=p.decision, missing=p.missing,
            indicative=(venture, p.phase) in indicative, points=p.points, total=p.total,
            would_be=ahead.get(p.phase, ""),
        )
        for p in stage.phases
    )
    return StageCell(recommendation=stage.recommendation, phases=phases,
                     indicative=any(phase.indicative for phase in phases),
                     would_be=first_obstacle(phase.would_be for phase in phases if phase.would_be)
                     if stage.recommendation == "not_reached" and phases and ahead else "")


def _span(criterion: CriterionResult) -> str:
    low, high = criterion.lower_label or "", criterion.upper_label or ""
    return low if low == high else f"{low} – {high}"


def _flip(stage: Stage, runs: Sequence[KeptRun], venture: str) -> Flip | None:
    """Return the first obstacle under the hub that is least favourable, if hubs differ.

    Of hubs that say the same the one with the last name counts, so that their order is no matter.
    Where that hub has not got to the stage, what held the venture up in the stage before is
    already told there. A hub that does not use the stage says nothing.
    """
    stages = {run.name: run.ventures[venture].at_stage(stage) for run in runs}
    using = [run for run in runs if stages[run.name].phases]
    ranked = sorted(using, key=lambda t: (ORDER.index(stages[t.name].recommendation), t.name))
    best, worst = ranked[0], ranked[-1]
    said = stages[worst.name].recommendation
    if said in {stages[best.name].recommendation, "not_reached"}:
        return None
    for phase in stages[worst.name].phases:
        if phase.recommendation in {"advance", "not_reached"}:
            continue
        reason = first_reason(phase)
        if reason is not None:
            return _flip_by(reason, phase.phase, worst, best)
    return None


def held_up(venture: VentureResult) -> tuple[PhaseResult, Reason | None] | None:
    """Return the first phase that keeps a venture from going on, with why; None if there is none.
    """
    phase = next((one for one in venture.phases
                  if one.recommendation not in {"advance", "not_reached"}), None)
    return None if phase is None else (phase, first_reason(phase))


def _flip_by(reason: Reason, phase: str, worst: KeptRun, best: KeptRun) -> Flip:
    methodology = worst.prepared.methodology
    return Flip(
        hub=worst.name, than=best.name, phase=phase, kind=reason.kind, text=reason.text,
        what_to_do=reason.what_to_do, source=methodology.source_title(reason.source),
        assumption=methodology.is_assumption(reason.source))


def first_reason(phase: PhaseResult) -> Reason | None:
    """Return the first of a phase's reasons that keeps the venture from advancing."""
    rules = ("requirement", "guarantee", "floor", "threshold", "missing", "tie", "rank",
             "gate", "hook", "decision")
    told = [r for r in phase.reasons if r.kind in rules]
    return min(told, key=lambda r: rules.index(r.kind), default=None)
