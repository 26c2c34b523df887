"""``hubflow register replay``: Recompute every recorded decision from its receipt."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from hubflow.cli.shared_options import as_json, plugin_option
from hubflow.register.office.register_options import NamedRegister, register_options

if TYPE_CHECKING:
    from hubflow.register.standing.recomputation import Replay


@click.command(name="replay")
@plugin_option
@register_options("hub")
@as_json
def command(plugin: str | None, register: NamedRegister, as_json: bool) -> None:
    """Recompute every recorded run and decision from its receipt.

    Each as of its day, by the edition of that time, which the register keeps. Ends with code 1
    where any differs, or cannot be recomputed here.
    """
    from hubflow.cli.progress import progress
    from hubflow.cli.to_json import print_json
    from hubflow.plugins.manager import load_hub
    from hubflow.register.standing.recomputation import replay

    plugin_hub = load_hub(plugin) if plugin else None
    with register.reading() as journal, progress() as done:
        chosen = register.hub_in(journal, plugin_hub=plugin_hub)
        found = replay(journal, chosen, plugin_hub, done)
    if as_json:
        print_json(found)
    else:
        from hubflow.cli.terminal_text import counted

        for difference in found.differences:
            click.echo(f"Entry {difference.seq}, {difference.venture}: {difference.what} was "
                       f"{difference.recorded!r}, and is {difference.recomputed!r} now.")
        for seq, why in found.failed:
            click.echo(f"Entry {seq} cannot be recomputed here: {why}")
        for line in dict.fromkeys(_plugin_lines(found)):
            click.echo(line)
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


def _plugin_lines(found: Replay) -> Iterator[str]:
    """Yield which add-ons are gone or other ones, and what plugins changed in the runs."""
    from hubflow.documents.result_words import ResultWords
    from hubflow.text.catalogue import ENGLISH

    for other in found.other_add_ons:
        if other.here is None:
            state = "takes no part here"
        elif other.here.version != other.then.version:
            state = f"is here in version {other.here.version}"
        else:
            state = "has other code now"
        yield f"The add-on {other.then.plugin} of the run of entry {other.seq} {state}."
    words = ResultWords(ENGLISH)
    for change in found.changes:
        yield f"Run of entry {change.seq}: {''.join(words.changes([change.then]))}."
        if change.now != change.then:
            now = "".join(words.changes([change.now])) if change.now else "nothing of it"
            yield f"Run of entry {change.seq}, recomputed: {now}."
