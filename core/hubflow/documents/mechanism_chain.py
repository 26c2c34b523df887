"""The chain of a mechanism: what each step leads to, and what hangs on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from hubflow.model.dossier import Dossier
from hubflow.model.solution import MechanismStep, StepNeed


@attrs.frozen
class Hanging:
    """What hangs on a step: steps (by id), parts of the solution and outcomes, by their names."""

    steps: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()


@attrs.frozen(eq=False)
class StepChain:
    """The mechanism of a dossier as a chain of steps."""

    steps: tuple[MechanismStep, ...]
    roles: Mapping[str, str]

    @classmethod
    def of(cls, dossier: Dossier) -> StepChain:
        """Return the chain of a dossier; without steps if the dossier states no mechanism."""
        return cls(dossier.solution.mechanism,
                   {part.name: str(part.role or "") for part in dossier.solution.components})

    def carries_effect(self, step: MechanismStep) -> bool:
        """Return whether the effect hangs on a step: its part is not said to be adaptable."""
        return self.roles.get(step.component or "") != "adaptable"

    def hanging_on(self, step: MechanismStep) -> Hanging:
        """Return the step itself and all that it leads to, in the order of the chain.

        A step that leads to a part of the solution carries the steps which that part brings about.
        """
        by_id = {each.id: each for each in self.steps}
        reached, named = {step.id}, set[str]()
        waiting = [step]
        while waiting:
            for link in waiting.pop().leads_to:
                named.add(link)
                following = [by_id[link]] if link in by_id else [
                    each for each in self.steps if each.component == link]
                waiting += [each for each in following if each.id not in reached]
                reached |= {each.id for each in following}
        steps = tuple(each for each in self.steps if each.id in reached)
        parts = named | {each.component for each in steps if each.component}
        return Hanging(tuple(each.id for each in steps),
                       tuple(part for part in self.roles if part in parts),
                       tuple(sorted(named - set(by_id) - set(self.roles))))

    def ends(self, step: MechanismStep) -> bool:
        """Return whether a step leads to no other step, nor to a part that brings one about."""
        return len(self.hanging_on(step).steps) == 1

    def needs(self) -> Iterator[tuple[MechanismStep, StepNeed]]:
        """Yield every need with its step."""
        for step in self.steps:
            for need in step.needs:
                yield step, need
