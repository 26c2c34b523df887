"""Make invitations to the workbench, and withdraw them."""

from __future__ import annotations

import attrs

from hubflow.plugins.workbench.workbench_page import RoleGrant, Visitor
from hubflow.serve.entrance.seals import SealKeeper, withdrawal_of


@attrs.frozen
class Invitations:
    """Invitations under the address at which the workbench is reached."""

    keeper: SealKeeper
    origin: str

    def make(self, visitor: Visitor, days: float) -> tuple[str, str]:
        """Return the address that lets a person in once, within so many days, and its number."""
        sealed = self.keeper.seal("invitation", visitor, days)
        seal = self.keeper.opened("invitation", sealed)
        assert seal is not None
        return f"{self.origin}/enter/{sealed}", seal.number

    def withdraw(self, number: str) -> None:
        """End an invitation, and every session that came from it."""
        self.keeper.end(withdrawal_of(number))


def owner(name: str) -> Visitor:
    """Return the person at their own machine, who may do all but judge as an assessor."""
    return Visitor(name=name, grants=tuple(
        RoleGrant(role=role) for role in ("secretary", "body", "auditor", "author")))
