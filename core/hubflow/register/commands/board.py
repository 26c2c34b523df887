"""``hubflow register board``: The hub's wall: who is where, and what is due."""

from __future__ import annotations

import datetime as dt

import click

from hubflow.cli.shared_options import Day, as_json
from hubflow.register.office.register_options import NamedRegister, register_options
from hubflow.text.spoken import spoken_language


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
    from hubflow.cli.terminal_text import width
    from hubflow.cli.to_json import as_data, print_json
    from hubflow.engine.results.engine_words import proof_sentence
    from hubflow.register.agenda.board_page import board_page
    from hubflow.register.calls.call_entries import name_of_call
    from hubflow.register.standing.edition_phases import hub_names
    from hubflow.register.standing.wall import CARDS, DUES, board

    cards, due = (10**6, 10**6) if everything or as_json else (CARDS, DUES)
    with register.reading() as journal:
        hubs = register.hubs_in(journal)
        wall = board(journal, hubs, on or dt.date.today(), cards=cards, due=due)
        language = spoken_language()
        names = {call: next((name for hub in hubs
                             if (name := name_of_call(journal, hub, call)) != call), call)
                 for call, _ in wall.calls}
        called = hub_names(journal, hubs, language) if len(hubs) > 1 else {}
        proof = proof_sentence(journal.proof(), language)
    if as_json:
        print_json({**as_data(wall), "proof": proof})
    else:
        click.echo(board_page(wall, language, width(), names, called))
        click.echo(f"\n{proof}")
