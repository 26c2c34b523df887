"""``hubflow register pause``, ``resume`` and ``close``."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import click

from hubflow.register.commands.register_options import (
    NonBlankText,
    day,
    entry_options,
    open_named_register,
    user,
)
from hubflow.register.office.people_served import check_texts

_BODY = click.option("--by", "body", required=True, metavar="BODY", type=NonBlankText(),
                     help="The body that decided.")


@click.command(name="pause")
@click.argument("venture")
@_BODY
@click.option("--reasons", required=True, type=NonBlankText(), help="Why it rests.")
@entry_options
def pause(
    venture: str, body: str, reasons: str, accept: str, hub: str | None,
    on: dt.date | None, url: str,
) -> None:
    """Record that a venture pauses.

    In test trading a pause stops the clock: months that it covers do not count.
    """
    _act("pause", venture, body, reasons, "", accept, hub, on, url)


@click.command(name="resume")
@click.argument("venture")
@_BODY
@click.option("--reasons", default="", help="Why it goes on.")
@entry_options
def resume(
    venture: str, body: str, reasons: str, accept: str, hub: str | None,
    on: dt.date | None, url: str,
) -> None:
    """Record that a paused venture resumes; --on is the first day after the pause."""
    _act("resume", venture, body, reasons, "", accept, hub, on, url)


@click.command(name="close")
@click.argument("venture")
@_BODY
@click.option("--reasons", required=True, type=NonBlankText(), help="Why it ends.")
@click.option(
    "--learning", required=True, type=NonBlankText(),
    help="What later ventures on the same problem should know.",
)
@entry_options
def close(
    venture: str, body: str, reasons: str, learning: str, accept: str,
    hub: str | None, on: dt.date | None, url: str,
) -> None:
    """Record that a venture ends outside a gate, why, and what was learnt."""
    _act("close", venture, body, reasons, learning, accept, hub, on, url)


def _act(
    kind: Literal["pause", "resume", "close"], venture: str, body: str, reasons: str,
    learning: str, accept: str, hub: str | None, on: dt.date | None, url: str,
) -> None:
    register = open_named_register(url)
    from hubflow.register.commands.register_words import where
    from hubflow.register.recording.deciding import act
    from hubflow.register.standing.register_hubs import chosen_hub
    from hubflow.register.standing.standings import known_standing

    with register.writing() as journal:
        chosen = chosen_hub(journal, hub, venture)
        before = known_standing(journal, chosen, venture)
        accepted = check_texts(journal, chosen, venture,
                               {"--reasons": reasons, "--learning": learning}, accept, by=body,
                               standing=before)
        standing = act(journal, kind, before, body=body, on=day(on), by=user(),
                       reasons=reasons, learning=learning, accepted=accepted)
    click.echo(f"{venture}: recorded. It {where(standing)}.")
