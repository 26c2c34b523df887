"""The invitations that were made: for whom, in which roles, and what became of them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any, Literal

import attrs

from hubflow.plugins.workbench.workbench_page import RoleGrant, Visitor
from hubflow.reading.json_file import plain_json
from hubflow.serve.entrance.seals import Seal, SealKeeper, withdrawal_of

InvitationState = Literal["waiting", "taken", "withdrawn", "expired"]


@attrs.frozen(kw_only=True)
class MadeInvitation:
    """An invitation, without what lets a person in: its number, whose it is, when it was made."""

    number: str
    visitor: Visitor
    made: dt.datetime
    until: dt.datetime
    state: InvitationState


def note_invitation(keeper: SealKeeper, seal: Seal) -> None:
    """Keep who is invited, where the keeper keeps what was used up."""
    keeper.keep_note(seal.number, json.dumps({
        "name": seal.visitor.name, "until": seal.until,
        "made": dt.datetime.now(dt.UTC).timestamp(),
        "grants": [attrs.asdict(grant) for grant in seal.visitor.grants]}, ensure_ascii=False))


def made_invitations(keeper: SealKeeper, hub: str) -> list[MadeInvitation]:
    """Return the invitations to roles of a hub, the newest first."""
    return sorted(_of_hub(keeper, hub), key=lambda one: (one.made, one.number), reverse=True)


def _of_hub(keeper: SealKeeper, hub: str) -> Iterator[MadeInvitation]:
    for number, text in keeper.notes().items():
        about = plain_json(text)
        grants = tuple(RoleGrant(**grant) for grant in about["grants"])
        if any(grant.hub == hub for grant in grants):
            made, until = (_moment(about[key]) for key in ("made", "until"))
            yield MadeInvitation(number=number, visitor=Visitor(name=about["name"], grants=grants),
                                 made=made, until=until, state=_state(keeper, number, until))


def _moment(seconds: Any) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


def _state(keeper: SealKeeper, number: str, until: dt.datetime) -> InvitationState:
    if keeper.has_ended(withdrawal_of(number)):
        return "withdrawn"
    if keeper.has_ended(number):
        return "taken"
    return "waiting" if until > dt.datetime.now(dt.UTC) else "expired"
