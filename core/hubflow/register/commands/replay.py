"""``hubflow register replay``."""

from __future__ import annotations

import json
import sys

import attrs
import click

from hubflow.cli.shared_options import as_json, plugin_option
from hubflow.register.commands.register_options import (
    hub_option,
    open_named_register,
    register_option,
)


@click.command(name="replay")
@plugin_option
@hub_option
@register_option
@as_json
def command(plugin: str | None, hub: str | None, url: str, as_json: bool) -> None:
    """Recompute every recorded run and decision from its receipt.

    Each as of its day, by the edition of that time, which the register keeps. Ends with code 1
    where any differs, or cannot be recomputed here.
    """
    from hubflow.cli.progress import progress

    register = open_named_register(url)
    from hubflow.plugins.manager import load_hub
    from hubflow.register.standing.recomputation import replay
    from hubflow.register.standing.register_hubs import chosen_hub

    plugin_hub = load_hub(plugin) if plugin else None
    with register.reading() as journal, progress() as done:
        chosen = chosen_hub(journal, hub or (plugin_hub.id if plugin_hub else None))
        found = replay(journal, chosen, plugin_hub, done)
    if as_json:
        sys.stdout.write(json.dumps(attrs.asdict(found), ensure_ascii=False, indent=2) + "\n")
    else:
        from hubflow.cli.terminal_text import counted

        for difference in found.differences:
            click.echo(f"Entry {difference.seq}, {difference.venture}: {difference.what} was "
                       f"{difference.recorded!r}, and is {difference.recomputed!r} now.")
        for seq, why in found.failed:
            click.echo(f"Entry {seq} cannot be recomputed here: {why}")
        if found.other_code:
            click.echo("The hub had other code at the runs of entries "
                       f"{', '.join(map(str, found.other_code))}.")
        differ = counted(len(found.differences), "difference") if found.differences else (
            "no difference")
        click.echo(f"{counted(found.runs, 'run')} with "
                   f"{counted(found.recommendations, 'recommendation')}, and "
                   f"{counted(found.decisions, 'decision')}: {differ}.")
    if found.differences or found.failed:
        sys.exit(1)
