"""``hubflow register show``: Show where a venture stands, and why."""

from __future__ import annotations

import datetime as dt
import textwrap
from typing import TYPE_CHECKING, Any

import click

from hubflow.cli.shared_options import as_json
from hubflow.register.office.register_options import NamedRegister, register_options

if TYPE_CHECKING:
    from hubflow.register.standing.dues import Due
    from hubflow.register.standing.venture_standing import VentureStanding
    from hubflow.register.storage.entries import JournalEntry


@click.command(name="show")
@click.argument("venture")
@register_options("hub")
@as_json
def command(venture: str, register: NamedRegister, as_json: bool) -> None:
    """Show where a venture stands, and why.

    Its decisions, the latest recommendation, what is due, what money came, and what ventures
    before it learnt on the same challenge.
    """
    from hubflow.cli.to_json import print_json
    from hubflow.register.recording.learning import notes_on
    from hubflow.register.recording.steps import call_progress, mark_of
    from hubflow.register.standing.standing_table import known_standing
    from hubflow.register.storage.entries import effective

    with register.reading() as journal:
        chosen = register.hub_in(journal, venture)
        standing = known_standing(journal, chosen, venture)
        entries = effective(journal.read(hub=chosen, subject=venture))
        notes = list(notes_on(journal, chosen, standing.challenge, venture)
                     ) if standing.challenge else []
        mark = mark_of(journal, chosen, standing.call)
        taken = call_progress(journal, chosen, standing.call).furthest if standing.call else None
        step = taken.step if taken is not None else None
    if as_json:
        print_json(_data(standing, notes, step, mark))
    else:
        _show(standing, entries, notes, mark)


def _show(
    standing: VentureStanding, entries: list[JournalEntry], notes: list[tuple[str, str]], mark: str
) -> None:
    from hubflow.cli.terminal_text import one_line, strong, width
    from hubflow.register.agenda.dues_words import due_sentence
    from hubflow.register.office.register_words import change_lines, where
    from hubflow.register.standing.dues import dues_of

    def line(text: str, indent: int = 0) -> None:
        click.echo(textwrap.fill(one_line(text), width(), initial_indent=" " * indent,
                                 subsequent_indent=" " * (indent + 2)))

    click.echo(strong(one_line(standing.name)))
    about = [standing.hub, f"edition {standing.edition}"]
    about += [f"call {standing.call}"] if standing.call else []
    about += [f"challenge {standing.challenge}"] if standing.challenge else []
    line(" · ".join(about))
    line(f"It {where(standing)}. In the register since {standing.begun}.")
    if mark:
        line(f"Its call: {mark}.")
    if standing.recommendation:
        line(f"Recommended on {standing.recommended_on}: "
             f"{standing.recommendation.replace('_', ' ')} (entry {standing.run}). No body has "
             "decided on it yet.")
    decided = [entry for entry in entries
               if entry.kind in ("decision", "pause", "resume", "close")]
    if decided:
        click.echo("Decided:")
    told = {entry.body["decision"]: entry.on for entry in entries if entry.kind == "release"}
    for entry in decided:
        word = entry.body.get("decision", entry.kind)
        departs = " (departs from the recommendation)" if entry.body.get("departs") else ""
        reasons = f": {entry.personal['reasons']}" if entry.personal.get("reasons") else ""
        line(f"{entry.on} {entry.body['phase']}: {word}, by {entry.personal['body']}"
             f"{departs}{reasons}"
             + (f" (may be told since {told[entry.seq]})" if entry.seq in told else ""), 2)
        changed = list(change_lines(entry.body.get("changed", ())))
        if changed:
            line("What had changed since the decision before:", 4)
        for text in changed:
            line(text, 4)
    money = [entry for entry in entries if entry.kind == "award"]
    if money:
        click.echo("Awarded:")
    for entry in money:
        line(f"{entry.on} {entry.personal['funder']}: {entry.body['amount']:,.2f} "
             f"{entry.body.get('currency') or ''}", 2)
    due = dues_of(standing)
    if due:
        click.echo("Due:")
    for item in due:
        since = "since" if item.on <= dt.date.today() else "from"
        line(f"{since} {item.on}: {due_sentence(*_words(item, entries))}", 2)
    if notes:
        click.echo("Learnt before on this challenge:")
    for venture, note in notes:
        line(f"{venture}: {note}", 2)


def _words(due: Due, entries: list[JournalEntry]) -> tuple[str, str, str, str]:
    """Return what a due says, with whose award it is of."""
    from hubflow.register.standing.dues import award_entry, award_words

    seq = award_entry(due.what, due.detail)
    award = next((award_words(entry) for entry in entries if entry.seq == seq), "")
    return due.what, due.detail, "en", award


def _data(
    standing: VentureStanding, notes: list[tuple[str, str]], step: str | None, mark: str
) -> dict[str, Any]:
    from hubflow.register.standing.dues import dues_of
    from hubflow.register.standing.venture_standing import as_row

    return {
        **as_row(standing), "begun": standing.begun.isoformat(), "run": standing.run,
        "passed": list(standing.passed), "step": step, "call_is": mark,
        "due": [{"on": due.on.isoformat(), "what": due.what, "detail": due.detail}
                for due in dues_of(standing)],
        "learning": [{"venture": venture, "note": note} for venture, note in notes],
    }
