"""The steps of a call, from the first dossier to the final list."""

from __future__ import annotations

import attrs

from hubflow.model.values import Identifier, Texts, optional, required


@attrs.frozen(kw_only=True, eq=False, repr=False)
class CallStep:
    """A step of a call."""

    id: Identifier = required("Its name.")
    name: Texts = required("The hub's name for it.")
    says: Texts | None = optional("What happens at it.")
    optional: bool = optional("True where a call may go on without it.", default=False)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class CallRules:
    """How a call proceeds in the register. A hub without it has the common steps."""

    steps: tuple[CallStep, ...] = required("The steps, in the order in which they are taken.")
    final: Identifier = required(
        "The step with the list that is final. Until then whatever is shown of the call is "
        "preliminary, and nobody is led on; after the last step it stands."
    )
    source: Identifier = required("The id of the source of the steps.")

    def position(self, id: str) -> int:
        """Return the index of a step; -1 for an unknown one."""
        return next((at for at, step in enumerate(self.steps) if step.id == id), -1)
