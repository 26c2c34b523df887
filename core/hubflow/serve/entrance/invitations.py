"""Make invitations to the workbench, and withdraw them."""

from __future__ import annotations

import attrs

from hubflow.plugins.workbench.workbench_page import RoleGrant, Visitor
from hubflow.serve.entrance.accounts import Account, Accounts
from hubflow.serve.entrance.made_invitations import (
    MadeInvitation,
    made_invitations,
    note_invitation,
)
from hubflow.serve.entrance.seals import SealKeeper, withdrawal_of


@attrs.frozen
class Invitations:
    """Invitations under the address at which the workbench is reached.

    ``accounts`` are those of people who sign in again by themselves, where the workbench has any.
    With ``provider`` they may do so at one, whose name it is.
    """

    keeper: SealKeeper
    origin: str
    accounts: Accounts | None = None
    provider: str = ""

    def make(self, visitor: Visitor, days: float, email: str = "") -> tuple[str, str]:
        """Return the address that lets a person in once, within so many days, and its number.

        Whoever has verified ``email`` at the provider gets in without it, until it is withdrawn.
        """
        sealed = self.keeper.seal("invitation", visitor, days)
        seal = self.keeper.opened("invitation", sealed)
        assert seal is not None
        note_invitation(self.keeper, seal)
        if email and self.accounts is not None:
            self.accounts.add(Account(seal.number, visitor, email))
        return f"{self.origin}/enter/{sealed}", seal.number

    def withdraw(self, number: str) -> None:
        """End an invitation, and every session that came from it."""
        self.keeper.end(withdrawal_of(number))
        if self.accounts is not None:
            self.accounts.unbind(number)

    def made(self, hub: str) -> list[MadeInvitation]:
        """Return the invitations to roles of a hub, the newest first."""
        return made_invitations(self.keeper, hub)

    def people(self, hub: str) -> list[tuple[Account, int]]:
        """Return the accounts with a role of a hub, each with its number of passkeys."""
        if self.accounts is None:
            return []
        return [(one, len(self.accounts.passkeys(one.id))) for one in self.accounts.all()
                if any(grant.hub in ("", hub) for grant in one.visitor.grants)
                and not self.keeper.has_ended(withdrawal_of(one.id))]


def owner(name: str) -> Visitor:
    """Return the person at their own machine, who may do all but judge as an assessor."""
    return Visitor(name=name, grants=tuple(
        RoleGrant(role=role) for role in ("secretary", "body", "auditor", "author")))
