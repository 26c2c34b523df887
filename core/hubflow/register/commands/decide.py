"""``hubflow register decide``: Record what a body decided; only this moves a venture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hubflow.cli.shared_options import plugin_option
from hubflow.register.office.accepted_signs import accepted_rows, accepted_texts
from hubflow.register.office.acts import unpaid_sentences
from hubflow.register.office.register_options import (
    ENTRY,
    NamedRegister,
    NonBlankText,
    register_options,
)
from hubflow.register.office.spoken_choice import SpokenChoice
from hubflow.text.spoken import say, say_word

if TYPE_CHECKING:
    from hubflow.plugins.manager import LoadedHub


@click.command(name="decide")
@click.argument("venture", required=False)
@click.argument("decision", metavar="[DECISION]", required=False,
                type=SpokenChoice(["advance", "revise", "stop", "recognised", "adopt"]))
@click.option("--call", "call", metavar="ID", help="With --as-recommended: all ventures of this "
              "call that wait for a decision in the phase.")
@click.option("--as-recommended", "as_recommended", is_flag=True,
              help="With --call: decide as the method recommends.")
@click.option("--except", "excepted", multiple=True, metavar="VENTURE",
              help="With --as-recommended: leave this venture out. May be given several times.")
@click.option("--sheet", "sheet", metavar="FILE",
              type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help="Record a filled sheet of `hubflow register decision-sheet`.")
@click.option("--by", "body", required=True, metavar="BODY", type=NonBlankText(),
              help="The body that decided.")
@click.option("--reasons", default="", help="Why; needed where it departs from what was "
              "recommended.")
@click.option("--learning", default="", help="With a stop: what later ventures on the same "
              "problem should know. With --as-recommended of all that are stopped.")
@click.option("--evidence", multiple=True, metavar="SOURCE", help="A source of the dossier that "
              "the decision rests on; needed to recognise what was passed elsewhere.")
@click.option("--phase", help="The phase decided on, to make sure: it must be the one at hand.")
@plugin_option
@register_options(*ENTRY)
def command(
    venture: str | None, decision: str | None, call: str | None, as_recommended: bool,
    excepted: tuple[str, ...], sheet: Path | None, body: str, reasons: str, learning: str,
    evidence: tuple[str, ...], phase: str | None, plugin: str | None, register: NamedRegister,
) -> None:
    """Record what a body decided; only decisions move a venture.

    DECISION is advance, revise (the same phase again), stop, recognised (the phase was passed
    elsewhere, with evidence) or adopt (a public body took the venture over). A recommendation
    must have been recorded; nobody is led past what hubflow guarantees. Reasons and what was learnt
    are looked through for people who are served, as in `add`.

    Many at once: `--call ID --as-recommended`, or a filled `--sheet`. All of them are recorded, or
    none and every problem is named.
    """
    from hubflow.plugins.manager import load_hub

    ways = [bool(venture and decision), as_recommended, sheet is not None]
    if sum(ways) != 1 or (venture and not ways[0]):
        raise click.UsageError(say("register-problems.name_a_venture_and_a_decision"))
    if as_recommended != (call is not None) or (excepted and not as_recommended):
        raise click.UsageError(say("register-problems.call_and_as_recommended"))
    plugin_hub = load_hub(plugin) if plugin else None
    if venture and decision:
        _decide_one(venture, decision, body, reasons, learning, evidence, phase, register,
                    plugin_hub)
        return
    if reasons or evidence or (sheet and (learning or phase)):
        raise click.UsageError(say("register-problems.with_many_at_once_each_decision"))
    _decide_many(call or "", phase, excepted, learning, sheet, body, register, plugin_hub)


def _decide_one(
    venture: str, decision: str, body: str, reasons: str, learning: str, evidence: tuple[str, ...],
    phase: str | None, register: NamedRegister, plugin_hub: LoadedHub | None,
) -> None:
    from hubflow.register.calls.call_places import call_result, overfull_since
    from hubflow.register.calls.freed_place_notes import freed_by
    from hubflow.register.office.register_words import where
    from hubflow.register.recording.deciding import decide
    from hubflow.register.standing.standing_table import known_standing

    with register.writing() as journal:
        chosen = register.hub_in(journal, venture, plugin_hub)
        before = known_standing(journal, chosen, venture)
        accepted = accepted_texts(register, journal, chosen, venture,
                               {"--reasons": reasons, "--learning": learning}, by=body,
                               standing=before)
        standing = decide(
            journal, before, decision, body=body, on=register.day, by=register.recorder,
            reasons=reasons, evidence=evidence, learning=learning, phase=phase,
            plugin_hub=plugin_hub, accepted=accepted)
        lines = []
        if decision in ("stop", "adopt"):
            lines = freed_by(journal, before, register.day, plugin_hub)
            lines += unpaid_sentences(journal, chosen, venture) if decision == "stop" else []
        elif decision != "revise" and before.recommendation != "advance":
            lines = overfull_since(None, call_result(journal, before, register.day, plugin_hub))
    click.echo(say("register.decision_recorded", venture=standing.name, decision=say_word(decision),
                   where=where(standing)))
    for line in lines:
        click.echo(line)


def _decide_many(
    call: str, phase: str | None, excepted: tuple[str, ...], learning: str, sheet: Path | None,
    body: str, register: NamedRegister, plugin_hub: LoadedHub | None,
) -> None:
    from hubflow.cli.extras import needs
    from hubflow.register.standing.standing_table import names_of
    from hubflow.register.together import wanted_decisions as together

    with register.writing() as journal:
        chosen = register.hub_in(journal, plugin_hub=plugin_hub, call=call or None)
        if sheet is not None:
            needs("sheets", "openpyxl")
            from hubflow.register.together.decision_sheet import read_decision_sheet

            wanted = read_decision_sheet(journal, chosen, sheet)
        else:
            wanted = together.as_recommended(
                together.standings_in(journal, chosen, call, phase), excepted, learning=learning)
        names = names_of(journal, chosen, excepted)
        accepted = accepted_rows(
            register, journal, chosen, [
                (one.standing, {"reasons": one.reasons, "learning": one.learning})
                for one in wanted], by=body)
        together.decide_together(
            journal, chosen, wanted, body=body, on=register.day, by=register.recorder,
            accepted=accepted, plugin_hub=plugin_hub)
        lines = together.places_after(journal, wanted, register.day, plugin_hub)
        lines += [f"{one.standing.name}: {unpaid}" for one in wanted if one.word == "stop"
                  for unpaid in unpaid_sentences(journal, chosen, one.standing.venture)]
    click.echo(say("register.decisions_recorded", n=len(wanted), counts=together.count_of(wanted)))
    departing = [one for one in wanted if one.word != one.standing.recommendation]
    for one in departing:
        recommended = one.standing.recommendation
        click.echo(say(
            "register.departing", venture=one.standing.name, word=say_word(one.word),
            recommendation=say_word(recommended) if recommended else say("register.nothing")))
    if excepted:
        click.echo(say("register.left_out", names=", ".join(names.values())))
    for line in lines:
        click.echo(line)
