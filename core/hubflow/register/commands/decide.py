"""``hubflow register decide``."""

from __future__ import annotations

import datetime as dt

import click

from hubflow.cli.shared_options import plugin_option
from hubflow.register.commands.register_options import (
    NonBlankText,
    day,
    entry_options,
    open_named_register,
    user,
)
from hubflow.register.office.people_served import check_texts


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
@entry_options
def command(
    venture: str, decision: str, body: str, reasons: str, learning: str,
    evidence: tuple[str, ...], phase: str | None, accept: str, plugin: str | None,
    hub: str | None, on: dt.date | None, url: str,
) -> None:
    """Record what a body decided; only decisions move a venture.

    DECISION is advance, revise (the same phase again), stop, recognised (the phase was passed
    elsewhere, with evidence) or adopt (a public body took the venture over). A recommendation
    must have been recorded; nobody is led past what hubflow guarantees. Reasons and what was learnt
    are looked through for people who are served, as in `add`.
    """
    register = open_named_register(url)
    from hubflow.plugins.manager import load_hub
    from hubflow.register.commands.register_words import where
    from hubflow.register.recording.deciding import decide
    from hubflow.register.standing.register_hubs import chosen_hub
    from hubflow.register.standing.standings import known_standing

    plugin_hub = load_hub(plugin) if plugin else None
    with register.writing() as journal:
        chosen = chosen_hub(journal, hub or (plugin_hub.id if plugin_hub else None), venture)
        before = known_standing(journal, chosen, venture)
        accepted = check_texts(journal, chosen, venture,
                               {"--reasons": reasons, "--learning": learning}, accept, by=body,
                               standing=before)
        standing = decide(
            journal, before, decision, body=body, on=day(on), by=user(),
            reasons=reasons, evidence=evidence, learning=learning, phase=phase,
            plugin_hub=plugin_hub, accepted=accepted)
    click.echo(f"{venture}: {decision} recorded. It {where(standing)}.")
