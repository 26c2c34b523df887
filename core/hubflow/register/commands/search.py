"""``hubflow register search``: Find words over all ventures."""

from __future__ import annotations

import click

from hubflow.cli.shared_options import as_json
from hubflow.register.office.register_options import (
    NamedRegister,
    NonBlankText,
    register_options,
)
from hubflow.text.spoken import say


@click.command(name="search")
@click.argument("words", nargs=-1, required=True, type=NonBlankText())
@register_options("hub", "all-hubs")
@as_json
def command(words: tuple[str, ...], register: NamedRegister, as_json: bool) -> None:
    """Find words in the dossiers, reasons, notes and complaints of all ventures.

    Every word must stand in the same text, at least as the beginning of a word; case and accents
    do not count.
    """
    from hubflow.cli.to_json import print_json
    from hubflow.register.searching.search import search
    from hubflow.register.standing.standing_table import names_of

    with register.reading() as journal:
        hits = list(search(journal, register.hubs_in(journal), words))
        names = {hub: names_of(journal, hub, {hit.venture for hit in hits if hit.hub == hub})
                 for hub in {hit.hub for hit in hits}}
    if as_json:
        print_json(hits)
        return
    from hubflow.cli.terminal_text import one_line, with_id

    for hit in hits:
        click.echo(say("register.found", venture=with_id(names[hit.hub][hit.venture], hit.venture),
                       kind=say(f"kinds.{hit.kind}"), seq=hit.seq, excerpt=one_line(hit.excerpt)))
    click.echo(say("register.n_found", n=len(hits)))
