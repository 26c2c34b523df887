"""``hubflow register run``: Record what the method recommends where ventures stand."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from hubflow.cli.shared_options import as_json, plugin_option, rate_option
from hubflow.model.rates import Rate
from hubflow.register.office.register_options import NamedRegister, register_options
from hubflow.text.spoken import say, say_word, spoken_language

if TYPE_CHECKING:
    from hubflow.register.recording.editions import StoredEdition
    from hubflow.register.standing.running import RecordedRun
    from hubflow.register.standing.venture_standing import VentureStanding


@click.command(name="run")
@plugin_option
@click.argument("ventures", nargs=-1, metavar="[VENTURE]...")
@click.option("--call", "call", metavar="ID", help="Only this call's ventures.")
@rate_option
@click.option("--what-if", "what_if", is_flag=True, help="Only show it; record nothing.")
@register_options("hub", "on", "by")
@as_json
def command(
    plugin: str | None, ventures: tuple[str, ...], call: str | None,
    rates: tuple[tuple[str, Rate], ...], what_if: bool, register: NamedRegister, as_json: bool,
) -> None:
    """Record what the method recommends for ventures in their present phases.

    Takes the current phase of every venture of the hub that goes on, a call's together, or of
    those named. Each is judged by the edition that it is pinned to, as the register has it; -p HUB
    names the hub, and brings its code where that is not installed. Nothing moves by it: a body
    decides, with `hubflow register decide`.
    """
    from hubflow.cli.to_json import print_json
    from hubflow.engine.results.engine_words import proof_sentence
    from hubflow.plugins.manager import load_hub
    from hubflow.register.calls.call_entries import call_title
    from hubflow.register.recording.editions import hub_of, stored_edition
    from hubflow.register.recording.steps import mark_of
    from hubflow.register.standing.run_selection import standings_asked_for, ventures_to_run
    from hubflow.register.standing.running import cohorts, notify_observers, run_cohort

    if not what_if:
        register.check_day()
    plugin_hub = load_hub(plugin) if plugin else None
    scope = register.reading() if what_if else register.writing()
    with scope as journal:
        hub = plugin_hub.id if plugin_hub else register.hub_in(
            journal, ventures[0] if ventures else None, call=call)
        standings = standings_asked_for(journal, hub, ventures, call)
        wanted = ventures_to_run(standings, ventures, call, register.day)
        ran = [
            run_cohort(journal, hub, cohort, register.day, register.recorder, dict(rates),
                       plugin_hub, record=not what_if, language=register.language)
            for cohort in cohorts(standings, wanted)
        ]
        kept = {edition: hub_of(stored_edition(journal, hub, edition), plugin_hub)
                for edition in dict.fromkeys(one.cohort.edition for one in ran)}
        steps = {one.cohort.call: mark_of(journal, hub, one.cohort.call, register.day)
                 for one in ran}
        calls = {one.cohort.call: call_title(journal, hub, one.cohort.call) for one in ran
                 if one.cohort.call}
        proof = proof_sentence(journal.proof(), spoken_language())
        resting = [s for s in standings if s.venture in wanted and not (s.open and s.in_race)]
    if not what_if:
        notify_observers(ran, kept.__getitem__)
    if as_json:
        print_json([{**one, "proof": proof} for one in _data(ran, steps)])
        return
    _show(ran, resting, steps, calls, kept, what_if=what_if)
    click.echo(proof)


def _show(
    ran: Sequence[RecordedRun],
    resting: Sequence[VentureStanding],
    steps: Mapping[str, str],
    calls: Mapping[str, str],
    kept: Mapping[str, StoredEdition],
    *,
    what_if: bool,
) -> None:
    from hubflow.cli.terminal_text import one_line, strong, width, with_id
    from hubflow.documents.result_words import ResultWords
    from hubflow.register.office.register_words import change_lines, where
    from hubflow.register.standing.outcome import current_phase
    from hubflow.text.numbers import day as in_words

    words = ResultWords(spoken_language())
    for one in ran:
        about = one.result.hub
        call = f" · {calls[one.cohort.call]}" if one.cohort.call else ""
        on = in_words(dt.date.fromisoformat(one.result.as_of), spoken_language())
        click.echo(strong(say("register.run_title", name=about.name, edition=about.edition,
                              on=on) + call))
        if steps[one.cohort.call]:
            click.echo(f"  {steps[one.cohort.call][0].upper()}{steps[one.cohort.call][1:]}.")
        for venture in one.result.ventures:
            phase = current_phase(venture)
            if venture.id not in one.changed or phase is None:
                continue
            score = ""
            if phase.score is not None:
                score = f" · {words.full_score(phase)}"
            click.echo(f"  {with_id(venture.name, venture.id)}: {one_line(phase.name)}: "
                       f"{say_word(phase.recommendation)}{score}")
            if phase.recommendation != "advance":
                for reason in phase.reasons:
                    click.echo(f"    - {one_line(reason.text)}")
            if one.changed[venture.id]:
                click.echo(say("register.changed_since_run"))
            method = kept[one.cohort.edition].hub.methodology.methodology
            for told in change_lines(one.changed[venture.id], method):
                click.echo(f"    {told}")
        for venture in one.result.ventures:
            if venture.id in one.cohort.recorded and venture.id not in one.changed:
                click.echo(say("register.member_not_run",
                               venture=with_id(venture.name, venture.id),
                               standing=one_line(words.member(venture))))
        for note in one.result.notes:
            click.echo(textwrap.fill(one_line(note), width(), initial_indent="  ",
                                     subsequent_indent="  "))
    for standing in resting:
        click.echo(say("register.resting_not_run",
                       venture=with_id(standing.name, standing.venture),
                       where=where(standing)))
    if not ran and not resting:
        click.echo(say("register.nothing_to_run"))
    elif what_if:
        click.echo(say("register.nothing_recorded"))
    elif ran:
        click.echo(say("register.recommendations_recorded",
                       n=sum(len(one.changed) for one in ran)))


def _data(ran: Sequence[RecordedRun], steps: Mapping[str, str]) -> list[dict[str, Any]]:
    from hubflow.cli.to_json import as_data

    return [
        {"edition": one.cohort.edition, "call": one.cohort.call,
         "call_is": steps[one.cohort.call], "entry": one.seq,
         "recorded": list(one.changed), "changed": one.changed, "result": as_data(one.result)}
        for one in ran
    ]
