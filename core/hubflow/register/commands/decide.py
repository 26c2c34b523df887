"""``hubflow register decide``: Record what a body decided; only this moves a venture."""

from __future__ import annotations

import click

from hubflow.cli.shared_options import plugin_option
from hubflow.register.office.accepted_signs import accepted_texts
from hubflow.register.office.register_options import (
    ENTRY,
    NamedRegister,
    NonBlankText,
    register_options,
)


@click.command(name="decide")
@click.argument("venture")
@click.argument("decision", metavar="DECISION",
                type=click.Choice(["advance", "revise", "stop", "recognised", "adopt"]))
@click.option("--by", "body", required=True, metavar="BODY", type=NonBlankText(),
              help="The body that decided.")
@click.option("--reasons", default="", help="Why; needed where it departs from what was "
              "recommended.")
@click.option("--learning", default="", help="With a stop: what later ventures on the same "
              "problem should know.")
@click.option("--evidence", multiple=True, metavar="SOURCE", help="A source of the dossier that "
              "the decision rests on; needed to recognise what was passed elsewhere.")
@click.option("--phase", help="The phase decided on, to make sure: it must be the one at hand.")
@plugin_option
@register_options(*ENTRY)
def command(
    venture: str, decision: str, body: str, reasons: str, learning: str, evidence: tuple[str, ...],
    phase: str | None, plugin: str | None, register: NamedRegister,
) -> None:
    """Record what a body decided; only decisions move a venture.

    DECISION is advance, revise (the same phase again), stop, recognised (the phase was passed
    elsewhere, with evidence) or adopt (a public body took the venture over). A recommendation
    must have been recorded; nobody is led past what hubflow guarantees. Reasons and what was learnt
    are looked through for people who are served, as in `add`.
    """
    from hubflow.plugins.manager import load_hub
    from hubflow.register.calls.call_places import call_result, overfull_since
    from hubflow.register.calls.freed_place_notes import freed_by
    from hubflow.register.office.register_words import where
    from hubflow.register.recording.deciding import decide
    from hubflow.register.standing.standing_table import known_standing

    plugin_hub = load_hub(plugin) if plugin else None
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
        elif decision != "revise" and before.recommendation != "advance":
            lines = overfull_since(None, call_result(journal, before, register.day, plugin_hub))
    click.echo(f"{venture}: {decision} recorded. It {where(standing)}.")
    for line in lines:
        click.echo(line)
