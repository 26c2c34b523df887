"""``hubflow check``: Check a hub's plugin: file, code, laws, cases, comparability."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hubflow.cli.shared_options import (
    as_json,
    note_language_source,
    plugin_option,
    shared_language,
)
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.kit.checking.findings import Report


@click.command(name="check")
@click.argument("hubs", nargs=-1, metavar="[HUB|FOLDER|DOSSIER]...")
@click.option("--privacy", is_flag=True, help="Look through dossiers, and folders of them, for "
              "what they must never hold of the people served. With -p the least count that may "
              "be shown is that hub's.")
@plugin_option
@click.option("--against", metavar="OLD", help="An older edition: a folder, an installed hub, or a "
              "methodology.toml. Tells what vanished or changed its meaning.")
@click.option("--watch", is_flag=True, help="Check again whenever a file is saved; end with "
              "Ctrl-C.")
@click.option("--seconds", type=click.FloatRange(min=0, min_open=True), default=60.0,
              show_default=True, help="How long one call of a plugin's code may take.")
@as_json
def command(
    hubs: tuple[str, ...],
    privacy: bool,
    plugin: str | None,
    against: str | None,
    watch: bool,
    seconds: float,
    as_json: bool,
) -> None:
    """Check hubs' plugins: file, code, laws, their own cases, comparability.

    A HUB is an installed one, a module, or a folder with a methodology.toml; without any, all
    that are installed. The plugin's code is executed, with your rights, in a process of
    its own. `hubflow explain HF101` tells more of a finding. Ends with 0 where all holds and 1
    where something was found.

    With --privacy it looks through dossiers instead, and the jury's sheets beside them.
    """
    if not privacy:
        note_language_source(lambda: shared_language(hubs or _installed()))
    if privacy:
        if against is not None or watch:
            raise click.UsageError(say("kit.privacy_alone"))
        if not hubs:
            raise click.UsageError(say("kit.name_the_dossiers"))
        from hubflow.privacy.check_privacy import check_privacy

        raise click.exceptions.Exit(check_privacy([Path(hub) for hub in hubs], plugin, as_json))
    if plugin is not None:
        raise click.UsageError(say("kit.p_with_privacy"))
    if against is not None and len(hubs) != 1:
        raise click.UsageError(say("kit.against_one"))
    if watch and (as_json or len(hubs) != 1):
        raise click.UsageError(say("kit.watch_one"))
    if watch:
        from hubflow.kit.file_watch import watch_hub

        watch_hub(hubs[0], against, seconds)
        return
    from hubflow.cli.progress import progress
    from hubflow.kit.show_check import report_lines

    with progress() as tell:
        reports = [_check(hub, against, seconds, tell) for hub in hubs or _installed()]
    if as_json:
        from hubflow.cli.to_json import print_json

        rows = [report.data() for report in reports]
        print_json(rows[0] if len(hubs) == 1 else rows)
    else:
        for number, report in enumerate(reports):
            click.echo("\n".join([*([""] if number else []), *report_lines(report)]))
    if not all(report.holds for report in reports):
        raise click.exceptions.Exit(1)


def _check(hub: str, against: str | None, seconds: float, tell: Callable[[str], None]) -> Report:
    from hubflow.kit.checking.plugin_check import check_hub
    from hubflow.plugins.check_catalogue import check_named, name_of_level

    return check_hub(hub, against=against, seconds=seconds,
                     tell=lambda id: tell(f"{hub}: {name_of_level(check_named(id).level)}"))


def _installed() -> list[str]:
    """Return the names of all installed hubs, each once."""
    from hubflow.plugins.discovery import installed_hubs

    names = list(dict.fromkeys(hub.name for hub in installed_hubs()))
    if not names:
        from hubflow.model.input_problems import one_problem

        raise one_problem("hubflow check", say("kit.no_hub_installed"), say("kit.name_a_folder"))
    return names


