"""Tell which exceptions rules read, whether the panel grants them, who says so and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import attrs

from hubflow.engine.method.compiled import Compiled
from hubflow.engine.pipeline.column_names import exception_column
from hubflow.engine.pipeline.judging import CombinedJudgement
from hubflow.engine.results.phase_results import ResultContext
from hubflow.model.methodology import ExceptionRule, Phase, text_in
from hubflow.model.plain_record import once_for_each
from hubflow.model.results import ExceptionResult, InstrumentResult

_NOT_JUDGED = CombinedJudgement(None, None, ())


def phase_exceptions(context: ResultContext, phase: Phase) -> tuple[ExceptionResult, ...]:
    """Return the exceptions that a phase's panel may grant."""
    return tuple(_result(context, phase, rule) for rule in phase.exceptions)


def exceptions_read(context: ResultContext, reads: Iterable[str]) -> tuple[ExceptionResult, ...]:
    """Return the exceptions among the names that a rule reads."""
    return tuple(_results(context, reads))


def with_exceptions(
    context: ResultContext, instruments: Iterable[InstrumentResult]
) -> tuple[InstrumentResult, ...]:
    """Return instruments with the exceptions that their conditions and amounts read."""
    if not _exceptions(context.compiled):
        return tuple(instruments)
    reads = {plan.instrument.id: [name for each in (plan.eligible, plan.amount) if each is not None
                                  for name in each.reads]
             for plan in context.compiled.instruments}
    return tuple(attrs.evolve(each, exceptions=found) if found else each for each in instruments
                 for found in [exceptions_read(context, reads[each.id])])


def _results(context: ResultContext, reads: Iterable[str]) -> Iterator[ExceptionResult]:
    rules = _exceptions(context.compiled)
    named = set(reads) & rules.keys() if rules else ()
    for column, (phase, rule) in rules.items() if named else ():
        if column in named:
            yield _result(context, phase, rule)


@once_for_each
def _exceptions(compiled: Compiled) -> Mapping[str, tuple[Phase, ExceptionRule]]:
    """Return the exceptions of a method with their phases, by their columns."""
    return {exception_column(rule.id): (phase, rule)
            for phase in compiled.methodology.phases for rule in phase.exceptions}


def _result(context: ResultContext, phase: Phase, rule: ExceptionRule) -> ExceptionResult:
    judged = context.judged.get((context.case.id, phase.id, rule.id), _NOT_JUDGED)
    # an exception that no rule reads has no column
    granted = context.row.get(exception_column(rule.id), False)
    return ExceptionResult(
        id=rule.id,
        phase=phase.id,
        text=text_in(rule.says, context.language, rule.id),
        granted=granted,
        assessments=judged.assessments,
        assessor_groups=judged.groups,
        source=rule.source,
        assumption=context.compiled.methodology.is_assumption(rule.source),
    )
