"""``hubflow register add`` and ``update``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from hubflow.cli.shared_options import plugin_option
from hubflow.register.commands.register_options import (
    accept_option,
    act_options,
    by_option,
    day,
    open_named_register,
    register_option,
    user,
)
from hubflow.register.office.people_served import check_people, files_of

_PATHS = click.argument("paths", nargs=-1, required=True, metavar="DOSSIER|CHALLENGE|FOLDER...",
                        type=click.Path(path_type=Path))


@click.command(name="add")
@plugin_option
@_PATHS
@click.option("--call", "call", metavar="ID", help="The call that they compete in.")
@accept_option
@act_options
@by_option
@register_option
def command(
    plugin: str | None, paths: tuple[Path, ...], call: str | None, accept: str,
    on: dt.date | None, by: str | None, url: str,
) -> None:
    """Bring ventures into the register.

    With each dossier come the challenge that it names and, from a folder with a call.toml, the
    call and the jury's sheets. A venture is pinned to the edition of the method that it begins
    under. What a dossier must never hold of the people served is looked for first, as `hubflow
    check --privacy` does: where something is found nothing is recorded, unless it is accepted.
    """
    _record(plugin, paths, call, accept, on, by, url, update=False)


@click.command(name="update")
@plugin_option
@_PATHS
@accept_option
@act_options
@by_option
@register_option
def update(
    plugin: str | None, paths: tuple[Path, ...], accept: str, on: dt.date | None, by: str | None,
    url: str,
) -> None:
    """Record new versions of dossiers and challenges; the earlier versions stay."""
    _record(plugin, paths, None, accept, on, by, url, update=True)


def _record(
    plugin: str | None, paths: tuple[Path, ...], call: str | None, accept: str,
    on: dt.date | None, by: str | None, url: str, *, update: bool,
) -> None:
    from hubflow.cli.command_inputs import read_any
    from hubflow.plugins.manager import load_hub

    register = open_named_register(url)
    from hubflow.register.recording.adding import add

    hub = load_hub(plugin)
    inputs = read_any(hub, paths)
    methodology = hub.methodology.methodology
    accepted = {} if inputs.problems else check_people(
        files_of(inputs), [] if update else [sheet for sheet, of in inputs.panel
                                             if of in (None, methodology.hub.id)],
        methodology, accept)
    with register.writing() as journal:
        added = add(journal, hub, inputs, on=day(on), by=by or user(), call=call, update=update,
                    accepted=accepted)
    for one in added:
        if one.unchanged:
            if one.kind == "venture" or update:
                click.echo(f"{one.id}: as the register has it; nothing recorded.")
            continue
        what = "" if one.kind == "venture" else f" ({one.kind})"
        click.echo(f"{one.id}{what}: recorded, version {one.version}.")
        for venture, note in one.learning:
            click.echo(f"  Learnt before on this challenge ({venture}): {note}")
