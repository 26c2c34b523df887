"""Find the phase of a call that was judged last, and put its ventures into the order of rank."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from hubflow.model.call import IN_RACE, OUT_OF_RACE
from hubflow.model.results import PhaseResult, RunResult, VentureResult

Standing = tuple[VentureResult, PhaseResult]
"""A venture with its result in the phase that is looked at."""


def judged_phase(ventures: Sequence[VentureResult]) -> str:
    """Return the id of the phase judged last; empty where no venture has reached any.

    It is the last phase in which a judgement of somebody counts; where nobody judged, the last one
    with a known score, else with ranks, else the last that was reached.
    """
    reached = [phase for venture in ventures for phase in venture.phases
               if phase.recommendation != "not_reached"]
    for is_it in (_is_judged, _is_scored, _is_ranked, lambda _: True):
        found = {phase.phase for phase in reached if is_it(phase)}
        if found:
            return [phase.phase for phase in ventures[0].phases if phase.phase in found][-1]
    return ""


def judged_phases(result: RunResult) -> Mapping[str, str]:
    """Return the phase judged last of each call in which a judgement counts."""
    found = {}
    for call in {venture.call for venture in result.ventures if venture.call}:
        phases = [phase for venture in result.ventures if venture.call == call
                  for phase in venture.phases]
        judged = {phase.phase for phase in phases if _is_judged(phase)}
        if judged:
            order = list(dict.fromkeys(phase.phase for phase in phases))
            found[call] = max(judged, key=order.index)
    return found


def ranking(ventures: Iterable[VentureResult], phase: str) -> list[Standing]:
    """Return the ventures that compete in a phase, in the order of rank; else by their score.

    Where each group has a list of its own, group by group.
    """
    found = [(venture, at) for venture in ventures
             if (at := venture.phase(phase)) is not None and competes(venture, at)]
    return sorted(found, key=_order)


def competes(venture: VentureResult, at: PhaseResult) -> bool:
    """Return whether a venture has a place in the order of a phase: it is ranked or scored there,
    lacks no requirement, and did not leave the race by itself or by exclusion.

    Whom a body stopped stays in the order.
    """
    ranked = at.rank is not None or (not _lacks_requirement(at) and at.score is not None)
    standing = venture.member.standing if venture.member is not None else IN_RACE
    return (ranked and at.recommendation != "not_reached"
            and standing not in OUT_OF_RACE)


def _order(standing: Standing) -> tuple[bool, str, int, int, float, str]:
    """Return where a venture comes: who has no rank comes after those who have one."""
    venture, at = standing
    rank = at.rank
    score = -at.score.lower if at.score is not None else 0.0
    if rank is None:
        return True, "", 0, 0, score, venture.id
    return False, rank.group or "", rank.best, rank.worst, score, venture.id


def _lacks_requirement(phase: PhaseResult) -> bool:
    return any(rule.status == "fails" for rule in phase.requirements)


def _is_judged(phase: PhaseResult) -> bool:
    """Return whether a judgement of a phase counts for a venture that reached it."""
    return phase.recommendation != "not_reached" and any(
        said.counted for rules in (phase.criteria, phase.requirements) for rule in rules
        for said in rule.assessments)


def _is_scored(phase: PhaseResult) -> bool:
    return phase.score is not None and phase.score.lower == phase.score.upper


def _is_ranked(phase: PhaseResult) -> bool:
    return phase.rank is not None
