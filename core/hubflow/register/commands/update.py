"""``hubflow register update``: Record new versions of dossiers."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from hubflow.cli.shared_options import author_option, plugin_option
from hubflow.register.office.dossier_files import PATHS, print_recorded, read_dossiers
from hubflow.register.office.register_options import NamedRegister, register_options
from hubflow.text.spoken import say


@click.command(name="update")
@plugin_option
@PATHS
@click.option("--yes", is_flag=True, help="Record it without asking.")
@click.option("--with", "parts", multiple=True, metavar="PART",
              help="Also take this from the files: judgements, decisions, awards, ledger, pauses, "
                   "resources; names where one was taken out. May be given several times.")
@click.option("--made-from", "made_from", type=click.IntRange(1), metavar="VERSION",
              help="The version that the files were made from, if they carry no mark of it.")
@click.option("--closed", is_flag=True, help="Also update ventures that are closed or adopted.")
@author_option
@register_options("accept", "on", "by")
def command(
    plugin: str | None, paths: tuple[Path, ...], yes: bool, parts: tuple[str, ...],
    made_from: int | None, closed: bool, author: str | None, register: NamedRegister,
) -> None:
    """Record new versions of dossiers and challenges; the earlier versions stay.

    What changes against the version in force is shown, and asked about. Facts and answers are taken
    from the files; judgements, decisions and records of the office stay as they are, and a file
    that states others is refused, unless --with names them. A file that was made from an earlier
    version is merged with what others changed since, or refused where both changed the same.
    """
    from hubflow.cli.terminal_text import confirmed
    from hubflow.model.input_problems import one_problem
    from hubflow.plugins.manager import load_hub
    from hubflow.register.office.accepted_signs import accepted_files
    from hubflow.register.office.people_served import files_of
    from hubflow.register.office.register_words import update_lines
    from hubflow.register.office.updates import WITH, UpdateRules, planned_updates
    from hubflow.register.recording.adding import add

    unknown = [part for part in parts if part not in WITH]
    if unknown:
        raise click.BadParameter(say("register-problems.it_takes", unknown=", ".join(unknown),
                                     parts=", ".join(WITH)),
                                 param_hint="'--with'")
    hub = load_hub(plugin)
    inputs = read_dossiers(hub, paths, author, register)
    rules = UpdateRules(frozenset(parts), closed, made_from)
    with register.reading() as journal:
        plan = planned_updates(journal, hub.id, inputs, rules)
    for update in plan.updates:
        for line in update_lines(update, hub.methodology.methodology):
            click.echo(line)
    accepted = (accepted_files(files_of(plan.inputs), [], hub.methodology.methodology,
                               register.accept) if plan.changed else {})
    if plan.changed and not yes:
        if not sys.stdin.isatty():
            raise one_problem("register update",
                              say("register-problems.nobody_is_there_to_be_asked"),
                              say("register-problems.look_at_it_and_say_yes"))
        if not confirmed(say("register.record_this")):
            click.echo(say("register.nothing_was_recorded"))
            return
    with register.writing() as journal:
        again = planned_updates(journal, hub.id, inputs, rules)
        if again.updates != plan.updates:
            raise one_problem("register update",
                              say("register-problems.somebody_recorded_another_version_meanwhile"),
                              say("register-problems.look_again_run_the_command_once"))
        added = add(journal, hub, again.inputs, on=register.day, by=register.recorder,
                    update=True, accepted=accepted)
    print_recorded(one for one in added if not one.unchanged)
