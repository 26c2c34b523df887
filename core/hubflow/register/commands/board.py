"""``hubflow register board``: The hub's wall: who is where, and what is due."""

from __future__ import annotations

import datetime as dt
import textwrap
from typing import TYPE_CHECKING

import click

from hubflow.cli.shared_options import Day, as_json
from hubflow.register.office.register_options import NamedRegister, register_options

if TYPE_CHECKING:
    from hubflow.register.standing.wall import Board


@click.command(name="board")
@click.option("--on", "on", type=Day(), help="The wall as far as days go: how long, what is due.")
@click.option("--all", "everything", is_flag=True, help="List every venture and all that is due.")
@register_options("hub", "all-hubs")
@as_json
def command(
    on: dt.date | None, everything: bool, register: NamedRegister, as_json: bool
) -> None:
    """Show where every venture stands, for how long, and what is due.

    Due are gates to take, months missing in ledgers, checkpoints of the two years of test
    trading, and commitment letters that expire.
    """
    from hubflow.cli.to_json import as_data, print_json
    from hubflow.engine.results.engine_words import proof_sentence
    from hubflow.register.standing.wall import board

    limits = {"cards": 10**6, "due": 10**6} if everything or as_json else {}
    with register.reading() as journal:
        hubs = register.hubs_in(journal)
        wall = board(journal, hubs, on or dt.date.today(), **limits)
        proof = proof_sentence(journal.proof(), "en")
    if as_json:
        print_json({**as_data(wall), "proof": proof})
    else:
        _show(wall, several=len(hubs) > 1)
        click.echo(f"\n{proof}")


def _show(wall: Board, *, several: bool) -> None:
    from hubflow.cli.terminal_text import cut, one_line, strong, width
    from hubflow.register.office.register_words import DUES, out_in_words

    columns = width()
    if not wall.columns:
        click.echo("There are no ventures here.")
    for column in wall.columns:
        hub = f"{column.hub} · " if several else ""
        click.echo(strong(f"{hub}{column.title} ({column.count})"))
        for card in column.cards:
            days = f"{card.days} day{'' if card.days == 1 else 's'}"
            where = f"{card.phase}, " if card.phase else ""
            advice = f" · {_advice(card.recommendation)}" if card.recommendation else ""
            out = f" · {out_in_words(card.out_as, card.out_since)}" if card.out_as else ""
            click.echo(cut(f"  {card.venture}: {where}{days}{out or advice}", columns))
        if column.count > len(column.cards):
            click.echo(f"  and {column.count - len(column.cards)} more")
    if wall.due or wall.calls or wall.freed:
        click.echo("")
    if wall.due:
        click.echo(strong(f"Due ({wall.due_count})"))
    for item in wall.due:
        late = "since" if item.on <= wall.on else "from"
        what = DUES[item.what].format(detail=one_line(item.detail))
        click.echo(cut(f"  {late} {item.on}  {item.venture}: {what}", columns))
    if wall.due_count > len(wall.due):
        click.echo(f"  and {wall.due_count - len(wall.due)} more; --all lists them")
    if wall.calls:
        click.echo(strong("Calls that are not final"))
    for call, told in wall.calls:
        click.echo(cut(f"  {call}: {told}", columns))
    if wall.freed:
        click.echo(strong("Places that became free"))
    for _, told in wall.freed:
        click.echo(textwrap.fill(one_line(told), columns, initial_indent="  ",
                                 subsequent_indent="    "))


def _advice(recommendation: str) -> str:
    """Return what a run recommended, in words."""
    known = recommendation in ("advance", "revise", "stop")
    return f"{recommendation} recommended" if known else recommendation.replace("_", " ")
