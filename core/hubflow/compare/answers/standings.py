"""Where one venture would stand under each hub, from the hub that it gets furthest with."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from hubflow.compare.agreement import last_reached
from hubflow.compare.kept_run import KeptRun
from hubflow.compare.venture_comparison import ORDER, first_reason
from hubflow.model.methodology import STAGES, Stage
from hubflow.model.results import Interval, PhaseResult, VentureResult

MANY = 4
"""From so many hubs on, a venture's standing under each is told in lines in place of columns."""


@attrs.frozen(kw_only=True)
class Standing:
    """A venture's standing under one hub: the last stage and phase that it reached.

    ``passed`` are the stages with rules of the hub's own that it passed. ``obstacle`` is the first
    reason why it gets no further, ``what_to_do`` what would help; both are empty without one.
    ``fitting`` are the hub's instruments for that stage that fit the venture and are not closed,
    ``perhaps_fitting`` those of which it is not known.
    """

    hub: str
    passed: tuple[Stage, ...]
    asked: tuple[Stage, ...]
    stage: Stage | None
    phase: str
    recommendation: str
    score: Interval | None
    points: Interval | None
    total: float | None
    obstacle: str
    what_to_do: str
    fitting: tuple[str, ...] = ()
    perhaps_fitting: tuple[str, ...] = ()

    @property
    def reach(self) -> tuple[float, int]:
        """How far it gets: the share of the hub's own stages, then the recommendation."""
        return -len(self.passed) / (len(self.asked) or 1), ORDER.index(self.recommendation)


def standings(runs: Sequence[KeptRun], venture: str) -> tuple[Standing, ...]:
    """Return a venture's standing under each hub, in an order that the hubs' order has no say in.

    Whoever passes the larger share of a hub's own stages comes first, then the better
    recommendation, then the hub's name.
    """
    found = [_standing(run.name, run.ventures[venture]) for run in runs]
    return tuple(sorted(found, key=lambda each: (each.reach, each.hub)))


def _standing(hub: str, venture: VentureResult) -> Standing:
    asked = tuple(stage for stage in STAGES if any(
        _has_rules(phase) for phase in venture.at_stage(stage).phases))
    passed = tuple(stage for stage in asked
                   if venture.at_stage(stage).recommendation == "advance")
    reached = [(stage, phase) for stage in asked for phase in venture.at_stage(stage).phases
               if phase.recommendation != "not_reached" and _has_rules(phase)]
    # what holds it up may be a guarantee in a stage for which the hub has no rules of its own
    held = last_reached(venture)
    reason = None if held is None or held.recommendation == "advance" else first_reason(held)
    obstacle, what_to_do = (reason.text, reason.what_to_do) if reason else ("", "")
    if not reached:
        return Standing(hub=hub, passed=passed, asked=asked, stage=None, phase="",
                        recommendation="not_reached", score=None, points=None, total=None,
                        obstacle=obstacle, what_to_do=what_to_do)
    stage, last = reached[-1]
    return Standing(
        hub=hub, passed=passed, asked=asked, stage=stage, phase=last.name,
        recommendation=last.recommendation, score=last.score, points=last.points,
        total=last.total, obstacle=obstacle, what_to_do=what_to_do,
        fitting=_instruments(venture, stage, "yes"),
        perhaps_fitting=_instruments(venture, stage, "unknown"))


def _instruments(venture: VentureResult, stage: Stage, fits: str) -> tuple[str, ...]:
    """Return the names of the instruments for a stage that fit, or of which it is not known."""
    return tuple(each.name for each in venture.instruments
                 if each.stage == stage and each.fits == fits and each.open != "closed")


def _has_rules(phase: PhaseResult) -> bool:
    """Return whether a phase asks anything beside what all hubs guarantee."""
    return bool(phase.criteria) or any(not rule.guarantee for rule in phase.requirements)
