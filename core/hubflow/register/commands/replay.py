"""``hubflow register replay``: Recompute every recorded decision from its receipt."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from hubflow.cli.shared_options import as_json, plugin_option
from hubflow.register.office.register_options import NamedRegister, register_options
from hubflow.text.spoken import say, say_word, spoken_language

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
    from hubflow.register.standing.standing_table import names_of

    plugin_hub = load_hub(plugin) if plugin else None
    with register.reading() as journal, progress() as done:
        chosen = register.hub_in(journal, plugin_hub=plugin_hub)
        found = replay(journal, chosen, plugin_hub, done)
        names = names_of(journal, chosen, {each.venture for each in found.differences})
    if as_json:
        print_json(found)
    else:
        for difference in found.differences:
            click.echo(say("register.replay_differs", seq=difference.seq,
                           venture=names[difference.venture], what=say_word(difference.what),
                           recorded=repr(difference.recorded),
                           recomputed=repr(difference.recomputed)))
        for seq, why in found.failed:
            click.echo(say("register.replay_failed", seq=seq, why=why))
        for line in dict.fromkeys(_plugin_lines(found)):
            click.echo(line)
        if found.other_code:
            click.echo(say("register.other_code",
                           entries=", ".join(map(str, found.other_code))))
        click.echo(say(
            "register.replayed", runs=say("register.n_runs", n=found.runs),
            recommendations=say("register.n_recommendations", n=found.recommendations),
            decisions=say("register.n_decisions", n=found.decisions),
            differences=say("register.n_differences", n=len(found.differences))
            if found.differences else say("register.no_differences")))
    if found.differences or found.failed:
        sys.exit(1)


def _plugin_lines(found: Replay) -> Iterator[str]:
    """Yield which add-ons are gone or other ones, and what plugins changed in the runs."""
    from hubflow.documents.result_words import ResultWords

    for other in found.other_add_ons:
        told = {"plugin": other.then.plugin, "seq": other.seq}
        if other.here is None:
            yield say("register.add_on_absent", **told)
        elif other.here.version != other.then.version:
            yield say("register.add_on_version", version=other.here.version, **told)
        else:
            yield say("register.add_on_code", **told)
    words = ResultWords(spoken_language())
    for change in found.changes:
        yield say("register.run_changes", seq=change.seq,
                  changes="".join(words.changes([change.then])))
        if change.now != change.then:
            now = ("".join(words.changes([change.now])) if change.now
                   else say("register.nothing_of_it"))
            yield say("register.run_changes_now", seq=change.seq, changes=now)
