"""What a hub would say in the phases that a venture has not reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hubflow.compare.kept_run import KeptRun
from hubflow.compare.variants import Variants


def would_be(run: KeptRun, venture: str) -> Mapping[str, str]:
    """Return what each phase would recommend that a venture has not reached, as if it had.

    All that is known of the venture counts as it is; in a ranked phase it competes with those of
    its call that reached it.
    """
    plans = {plan.phase.id: plan for plan in run.prepared.compiled.phases}
    return {phase.phase: Variants.of(run, plans[phase.phase], venture).recommended([{}])[0]
            for phase in run.ventures[venture].own_phases
            if phase.recommendation == "not_reached"}


def first_obstacle(recommendations: Iterable[str]) -> str:
    """Return the first recommendation that is not to advance; advance if all are, or none."""
    return next((word for word in recommendations if word != "advance"), "advance")
