"""``hubflow register show``: Show where a venture stands, and why."""

from __future__ import annotations

import datetime as dt
import textwrap
from typing import TYPE_CHECKING, Any

import click

from hubflow.cli.shared_options import as_json
from hubflow.model.input_problems import BadInput
from hubflow.register.office.register_options import NamedRegister, register_options
from hubflow.text.spoken import say, say_amount, say_word, spoken_language

if TYPE_CHECKING:
    from hubflow.model.methodology import Methodology
    from hubflow.register.standing.dues import Due
    from hubflow.register.standing.edition_phases import EditionNames
    from hubflow.register.standing.venture_standing import VentureStanding
    from hubflow.register.storage.entries import JournalEntry
    from hubflow.register.storage.journal import Journal


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
    from hubflow.register.recording.editions import stored_edition
    from hubflow.register.recording.learning import named_notes, notes_on
    from hubflow.register.recording.steps import call_progress, mark_of
    from hubflow.register.standing.edition_phases import names_of_edition
    from hubflow.register.standing.standing_table import known_standing
    from hubflow.register.storage.entries import effective

    with register.reading() as journal:
        chosen = register.hub_in(journal, venture)
        standing = known_standing(journal, chosen, venture)
        entries = effective(journal.read(hub=chosen, subject=venture))
        notes = list(notes_on(journal, chosen, standing.challenge, venture)
                     ) if standing.challenge else []
        named = (list(named_notes(journal, chosen, standing.challenge, venture))
                 if standing.challenge else [])
        mark = mark_of(journal, chosen, standing.call)
        taken = call_progress(journal, chosen, standing.call).furthest if standing.call else None
        step = taken.step if taken is not None else None
        edition = stored_edition(journal, chosen, standing.edition)
        names = names_of_edition(edition, spoken_language())
        about = _about(journal, standing, names.hub)
    if as_json:
        print_json(_data(standing, notes, step, mark))
    else:
        _show(standing, entries, named, mark, about, names, edition)


def _readable(edition: JournalEntry) -> Methodology | None:
    """Return an edition's methodology; None if this hubflow cannot read it any more."""
    from hubflow.register.recording.editions import methodology_of

    try:
        return methodology_of(edition)
    except BadInput:
        return None


def _about(journal: Journal, standing: VentureStanding, hub: str) -> str:
    """Return the hub, edition, call and challenge of a venture, by their names."""
    from hubflow.register.calls.call_entries import call_title
    from hubflow.register.standing.standing_table import standing_of

    about = [hub, say("register.edition", edition=standing.edition)]
    if standing.call:
        about.append(call_title(journal, standing.hub, standing.call))
    if standing.challenge:
        above = standing_of(journal, standing.hub, standing.challenge)
        about.append(say("register.challenge",
                         challenge=above.name if above else standing.challenge))
    return " · ".join(about)


def _show(
    standing: VentureStanding, entries: list[JournalEntry], notes: list[tuple[str, str]],
    mark: str, about: str, names: EditionNames, edition: JournalEntry,
) -> None:
    from hubflow.cli.terminal_text import one_line, strong, width
    from hubflow.register.agenda.dues_words import due_sentence, due_word
    from hubflow.register.office.register_words import change_lines, where
    from hubflow.register.standing.award_plan import awards_of
    from hubflow.register.standing.dues import dues_of

    def line(text: str, indent: int = 0) -> None:
        click.echo(textwrap.fill(one_line(text), width(), initial_indent=" " * indent,
                                 subsequent_indent=" " * (indent + 2)))

    click.echo(strong(one_line(standing.name)))
    line(about)
    line(say("register.stands_since", where=where(standing), begun=standing.begun))
    if mark:
        line(say("register.its_call", mark=mark))
    if standing.recommendation:
        line(say("register.recommended_on", on=standing.recommended_on, run=standing.run,
                 recommendation=say_word(standing.recommendation)))
    decided = [entry for entry in entries
               if entry.kind in ("decision", "pause", "resume", "close")]
    if decided:
        click.echo(say("register.decided"))
    told = {entry.body["decision"]: entry.on for entry in entries if entry.kind == "release"}
    for entry in decided:
        said = entry.personal
        line(say("register.decided_line", on=entry.on,
                 phase=standing.phase_names.get(entry.body["phase"], entry.body["phase"]),
                 word=say_word(str(entry.body.get("decision", entry.kind))), body=said["body"],
                 departs=say("register.departs") if entry.body.get("departs") else "",
                 reasons=f": {said['reasons']}" if said.get("reasons") else "",
                 released=say("register.may_be_told_since", day=told[entry.seq])
                 if entry.seq in told else ""), 2)
        differs = entry.body.get("changed", ())
        changed = list(change_lines(differs, _readable(edition) if differs else None))
        if changed:
            line(say("register.changed_since_decision"), 4)
        for text in changed:
            line(text, 4)
    money = [entry for entry in entries if entry.kind == "award"]
    if money:
        click.echo(say("register.awarded"))
    currencies = {one.seq: one.currency for one in awards_of(standing.entries)}
    for entry in money:
        line(say("register.award_line", on=entry.on, funder=entry.personal["funder"],
                 amount=say_amount(entry.body["amount"], currencies.get(entry.seq))), 2)
    due = dues_of(standing)
    if due:
        click.echo(say("register.due"))
    for item in due:
        word = due_word(item.what, item.on, dt.date.today())
        line(say(f"register.due_{word}", on=item.on,
                 what=due_sentence(item.what, item.detail, spoken_language(), *(
                     (names.criteria_named(item.detail),) if item.what == "judge"
                     else _award(item, entries)))), 2)
    if notes:
        click.echo(say("register.learnt_before"))
    for venture, note in notes:
        line(f"{venture}: {note}", 2)


def _award(due: Due, entries: list[JournalEntry]) -> tuple[str, str]:
    """Return whose award a due is of, and what a report is on."""
    from hubflow.register.standing.dues import award_entry, award_words, report_words

    seq = award_entry(due.what, due.detail)
    return next(((award_words(entry), report_words(entry, due.what, due.detail))
                 for entry in entries if entry.seq == seq), ("", ""))


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
