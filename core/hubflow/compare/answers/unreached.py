"""What a hub would say in the phases that a venture has not reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hubflow.compare.kept_run import KeptRun
from hubflow.compare.variants import Variants, recommendations
from hubflow.engine.gate.windows import has_windows
from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.pipeline.column_names import is_carried


def would_be(run: KeptRun, venture: str) -> Mapping[str, str]:
    """Return what each phase would recommend that a venture has not reached, as if it had.

    All that is known of the venture counts as it is; in a ranked phase it competes with those of
    its call that reached it.
    """
    plans = {plan.phase.id: plan for plan in run.prepared.compiled.phases}
    row = run.row(venture)
    return {phase.phase: recommendations(run.table, plans[phase.phase].names, [row])[0]
            if _said_in_run(run, plans[phase.phase])
            else Variants.of(run, plans[phase.phase], venture).recommended([{}])[0]
            for phase in run.ventures[venture].own_phases
            if phase.recommendation == "not_reached"}


def _said_in_run(run: KeptRun, plan: PhasePlan) -> bool:
    """Return whether a run's table tells what a phase would recommend to whoever gets there.

    So it does where the phase rests on the venture's own facts and judgements alone: on no other
    venture, on no earlier phase, and on no hook, which may ask who reached it.
    """
    return not (plan.ranked or has_windows(plan) or run.prepared.hooks.read_tables
                or any(map(is_carried, plan.reads)))


def first_obstacle(recommendations: Iterable[str]) -> str:
    """Return the first recommendation that is not to advance; advance if all are, or none."""
    return next((word for word in recommendations if word != "advance"), "advance")
