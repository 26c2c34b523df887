"""Find the phases of a method that wait for a call's list, and the steps that none can take."""

from __future__ import annotations

from collections.abc import Iterator

from hubflow.model.call import CallRules
from hubflow.model.methodology import Methodology, Phase


def waits_for_list(methodology: Methodology, phase: str) -> bool:
    """Return whether nobody is led past a phase before a list of the call is final.

    Phases that look at challenges wait for none, nor do those before the first one in which
    ventures are scored, judged or compete: they only admit. A method without such a phase waits in
    all. A phase that is not one of the method's waits.
    """
    return phase not in _admitting(methodology)


def locked_steps(methodology: Methodology, rules: CallRules) -> Iterator[tuple[int, str, str]]:
    """Yield the index of each step that cannot be taken, with the earlier phase and its list.

    The step of a phase waits until ventures are there. They get there by decisions on every earlier
    phase, and these wait for that phase's final list.
    """
    admitting = _admitting(methodology)
    order = [phase.id for phase in methodology.phases]
    for position, step in enumerate(rules.steps):
        before = order[:order.index(step.phase)] if step.phase in order else []
        for earlier in before:
            final = rules.final_for(earlier)
            if earlier not in admitting and rules.position(final) >= position:
                yield position, earlier, final
                break


def _admitting(methodology: Methodology) -> frozenset[str]:
    """Return the phases that lead on without any list."""
    of_ventures = [phase for phase in methodology.phases if phase.subject == "venture"]
    first = next((at for at, phase in enumerate(of_ventures) if _selects(phase)), 0)
    of_challenges = [phase for phase in methodology.phases if phase.subject != "venture"]
    return frozenset(phase.id for phase in (*of_challenges, *of_ventures[:first]))


def _selects(phase: Phase) -> bool:
    """Return whether ventures are scored or judged in a phase, or compete for places or money."""
    return bool(phase.criteria or phase.judged or any(
        rule.places or rule.budget for rule in phase.gate.advance))
