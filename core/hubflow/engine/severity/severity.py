"""Say how strict each assessor is, and which recommendations hang on who judged.

Nothing here changes a score: the phase is run again beside the result, with the severity of the
assessors taken out, and under other draws of assessors from the same panel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import attrs
import polars as pl

from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.pipeline.prepare import Prepared
from hubflow.engine.severity.main_effects import (
    MainEffects,
    connected_assessors,
    main_effects,
    spare_scores,
)
from hubflow.engine.severity.other_draws import PanelDraws
from hubflow.engine.severity.panel_scores import CallPanel, call_panels, judged_numbers
from hubflow.engine.severity.severity_records import (
    AssessorSeverity,
    JudgedRunResult,
    LevelledVenture,
    PhaseSeverity,
)
from hubflow.engine.severity.shifted_phase import ShiftedPhase, Shifts
from hubflow.model.methodology import text_in
from hubflow.model.results import Interval, PhaseResult, RunResult
from hubflow.model.results.venture_results import RECOMMENDED

CONFIDENCE = 0.95
DRAWS = 400
HANGS_FROM = 0.03
"""The share of other draws from which on a recommendation hangs on who judged.

Chosen by simulation (`tests/jury/panel_simulation.py`): of the recommendations that another draw of
assessors changed, at least 95 of 100 are named.
"""


def with_severity(
    result: RunResult, prepared: Prepared, finished: pl.DataFrame,
    shown: Callable[[str], bool] = lambda _: True,
) -> RunResult:
    """Return the result with what can be told of its assessors; the same if there is nothing.

    ``shown`` says which ventures are told of; all count.
    """
    found = tuple(
        attrs.evolve(each, ventures=tuple(one for one in each.ventures if shown(one.venture)))
        for plan in prepared.compiled.phases
        for each in _phase(result, prepared, finished, plan))
    if not found:
        return result
    fields = {field.name: getattr(result, field.name) for field in attrs.fields(RunResult)}
    return JudgedRunResult(**fields, severity=found)


def _phase(
    result: RunResult, prepared: Prepared, finished: pl.DataFrame, plan: PhasePlan
) -> Iterator[PhaseSeverity]:
    if not judged_numbers(plan):
        return
    panels = [_Judged.of(panel, prepared, plan)
              for panel in call_panels(prepared, finished, plan)
              if len({venture for venture, _ in panel.scores}) > 1
              or len({assessor for _, assessor in panel.scores}) > 1]
    fitted = [panel for panel in panels if panel.draws is not None]
    ventures = _levelled(fitted, result, prepared, finished, plan) if fitted else {}
    for panel in panels:
        yield attrs.evolve(panel.severity, ventures=tuple(
            ventures[id] for id in sorted({venture for venture, _ in panel.panel.scores})
            if id in ventures))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class _Judged:
    """A panel, what can be told of its assessors, and its draws where that can be told."""

    panel: CallPanel
    severity: PhaseSeverity
    draws: PanelDraws | None = None

    @classmethod
    def of(cls, panel: CallPanel, prepared: Prepared, plan: PhasePlan) -> _Judged:
        groups = tuple(connected_assessors(panel.scores))
        severity = PhaseSeverity(
            phase=plan.phase.id, call=panel.call, groups=groups, in_part=panel.in_part,
            name=text_in(plan.phase.name, prepared.language, plan.phase.id),
            confidence=CONFIDENCE, why_not=(
                "not_connected" if len(groups) > 1 else
                "one_assessor" if len(groups[0]) == 1 else
                "too_few" if spare_scores(panel.scores) < 1 else ""))
        if severity.why_not:
            return cls(panel=panel, severity=severity)
        fit = main_effects(panel.scores)
        draws = PanelDraws(scores=panel.scores, fit=fit, conflicts=panel.conflicts,
                           median=prepared.methodology.panel.combine == "median")
        return cls(panel=panel, draws=draws, severity=attrs.evolve(
            severity, assessors=tuple(_assessors(panel, fit)), degrees=fit.degrees, draws=DRAWS,
            spread=round(fit.variance ** 0.5, 6)))


def _assessors(panel: CallPanel, fit: MainEffects) -> Iterator[AssessorSeverity]:
    for assessor, effect in sorted(fit.effects.items(), key=lambda each: (each[1], each[0])):
        lower, upper = fit.interval(assessor, CONFIDENCE)
        yield AssessorSeverity(
            assessor=assessor, ventures=sum(who == assessor for _, who in panel.scores),
            effect=round(effect, 6), lower=round(lower, 6), upper=round(upper, 6))


def _levelled(
    panels: Sequence[_Judged], result: RunResult, prepared: Prepared, finished: pl.DataFrame,
    plan: PhasePlan,
) -> Mapping[str, LevelledVenture]:
    """Return the ventures of a phase under levelled scores and other draws, by their ids."""
    draws = [each.draws for each in panels if each.draws is not None]
    level = _together([each.levelling() for each in draws])
    others = [_together(moves) for moves in zip(*(
        each.draws.shifts(DRAWS, f"{plan.phase.id}/{each.panel.call}")
        for each in panels if each.draws is not None), strict=True)]
    phase = ShiftedPhase.of(prepared, finished, plan)
    first, *rest = phase.under([level, *(each for each in others if any(each.values()))])
    height = finished.height
    levelled, own = first[:height], _flags(finished, plan)
    changed = [0] * height
    for table in (first[height:], *rest):
        for place, flags in enumerate(_flags(table, plan)):
            changed[place % height] += flags != own[place % height]
    judges = {venture: tuple(sorted(who for id, who in panel.panel.scores if id == venture))
              for panel in panels for venture, _ in panel.panel.scores}
    phases = {one.id: next(each for each in one.phases if each.phase == plan.phase.id)
              for one in result.ventures if one.id in judges}
    after = _flags(levelled, plan)
    return {
        case.id: _venture(
            phases[case.id], case.id, judges[case.id], level[case.id],
            _score(levelled, plan, row),
            None if after[row] == own[row] else after[row], changed[row] / DRAWS)
        for row, case in enumerate(prepared.cases) if case.id in phases}


def _venture(
    phase: PhaseResult, venture: str, assessors: tuple[str, ...], shift: float,
    levelled: Interval | None, other: tuple[bool, ...] | None, share: float,
) -> LevelledVenture:
    """Return one venture; ``other`` is what is possible levelled, None for the same."""
    becomes = phase.recommendation
    if other is not None:
        possible = [word for word, yes in zip(RECOMMENDED, other, strict=True) if yes]
        becomes = possible[0] if len(possible) == 1 else "undecided"
    return LevelledVenture(
        venture=venture, assessors=assessors, shift=round(shift, 6) + 0.0, score=phase.score,
        levelled=levelled, recommendation=phase.recommendation, levelled_recommendation=becomes,
        other_draws=share, hangs=share >= HANGS_FROM or other is not None)


def _together(shifts: Sequence[Shifts]) -> Shifts:
    return {venture: move for each in shifts for venture, move in each.items()}


def _flags(table: pl.DataFrame, plan: PhasePlan) -> list[tuple[bool, ...]]:
    return table.select(plan.names.of(word) for word in RECOMMENDED).rows()


def _score(table: pl.DataFrame, plan: PhasePlan, row: int) -> Interval | None:
    lower, upper = (table[plan.names.of(f"score.{end}")][row] for end in ("lower", "upper"))
    if lower is None or upper is None:
        return None
    return Interval(lower=round(lower, 6), upper=round(upper, 6), decimals=1)
