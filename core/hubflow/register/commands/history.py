"""``hubflow register history``: Show all that was recorded, in order."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import click

from hubflow.cli.shared_options import as_json
from hubflow.register.office.register_options import NamedRegister, register_options
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.register.storage.entries import JournalEntry

_WHOLE = 10**6
"""In a pipe each entry is one line, however long."""


@click.command(name="history")
@click.argument("venture")
@click.option("--names", is_flag=True, help="With the names of assessors and of those who "
              "recorded; with --json also the dossiers' texts, which name leaders.")
@register_options("hub")
@as_json
def command(venture: str, names: bool, register: NamedRegister, as_json: bool) -> None:
    """Show everything that was recorded of a venture, a challenge or a call, in order.

    What was corrected or withdrawn stays, and is marked.
    """
    from hubflow.cli.to_json import print_json
    from hubflow.register.office.entry_words import entry_titles, entry_words
    from hubflow.register.standing.standing_table import unknown_venture
    from hubflow.register.storage.entries import effective

    with register.reading() as journal:
        chosen = register.hub_in(journal, venture)
        entries = journal.read(hub=chosen, subject=venture)
        if not entries:
            raise unknown_venture(journal, chosen, venture)
        titles = {} if as_json else entry_titles(journal, chosen, venture)
    counted = {entry.seq: entry for entry in effective(entries)}
    if as_json:
        print_json([_data(entry, names) for entry in entries])
        return
    from hubflow.cli.terminal_text import one_line, width
    from hubflow.text.numbers import moment_in_words
    from hubflow.text.spoken import spoken_language

    days = {entry.on: moment_in_words(entry.on, spoken_language()) for entry in entries}
    longest = max(map(len, days.values()))

    for entry in entries:
        mark = ""
        if entry.kind != "correction":
            now = counted.get(entry.seq)
            mark = (say("kinds.mark_withdrawn") if now is None else
                    say("kinds.mark_corrected") if now.corrected else "")
        content = entry_words(entry, names=names, titles=titles)
        text = one_line(f"{say(f'kinds.{entry.kind}')}{mark}: {content}").rstrip(": ")
        click.echo(textwrap.fill(
            f"{days[entry.on]:<{longest}}  {entry.seq:>5}  {text}", width(in_a_pipe=_WHOLE),
            subsequent_indent=" " * (longest + 9), break_long_words=False,
            break_on_hyphens=False))


def _data(entry: JournalEntry, names: bool) -> dict[str, Any]:
    personal = dict(entry.personal)
    if not names:
        # a dossier's and a call's text name leaders
        for key in ("by", "assessor", "assessors", "text", "letters"):
            personal.pop(key, None)
    return {"seq": entry.seq, "kind": entry.kind, "hub": entry.hub, "subject": entry.subject,
            "on": entry.on.isoformat(), "at": entry.at, "digest": entry.digest,
            "redacted": entry.redacted, "body": entry.body, "personal": personal}
