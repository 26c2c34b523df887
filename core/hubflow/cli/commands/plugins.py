"""``hubflow plugins``: List the hubs and add-ons that are installed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import attrs
import click

from hubflow.cli.shared_options import as_json, plugin_option
from hubflow.text.catalogue import ENGLISH

if TYPE_CHECKING:
    from hubflow.plugins.manager import LoadedHub

WORKS = {
    "hubflow_amend_methodology": "once a run",
    "hubflow_facts": "a case at a time: called for each dossier, and for each row of a table with "
                     "a dossier that states what the row states",
    "hubflow_score_phase": "on the whole table, at its speed; the table is then held in memory",
    "hubflow_recommend": "on the whole table, at its speed; the table is then held in memory",
    "hubflow_explain": "a case at a time, where the same plugin scored or recommended; not called "
                       "for tables",
    "hubflow_build_proposal": "a case at a time; not called for tables, which have no texts",
    "hubflow_render": "a case at a time; not called for tables",
    "hubflow_export": "once a run; not called for tables",
    "hubflow_import": "once a file",
    "hubflow_import_judgements": "once a sheet",
    "hubflow_run_finished": "once a run; not called for tables",
    "hubflow_page": "once, when the workbench starts",
}
"""How each hook works: on a whole table, case by case, or once."""

OWN = "hubflow's own alone"


@click.command(name="plugins")
@plugin_option
@click.option("--trace", is_flag=True, help="Load the hub; say where its code is, and list who "
              "answers each hook, in order of calling: the hub, add-ons, hubflow's own plugins. A "
              "folder without __init__.py is data alone. Where no hub is named and several or "
              "none are installed: hubflow's own plugins.")
@as_json
def command(plugin: str | None, trace: bool, as_json: bool) -> None:
    """List the hubs, the add-ons and the language packs that are installed.

    Nothing of a plugin is run for this list: it is read from what the plugins declare. With --trace
    it also says what add-ons and the hub's own code change in the method.
    """
    from hubflow.plugins.code import digest_of_module
    from hubflow.plugins.discovery import add_ons, installed_hubs

    if trace:
        _trace(plugin)
        return
    hubs = [hub for hub in installed_hubs() if plugin in (None, hub.name)]
    if plugin is not None and not hubs:
        raise click.UsageError(f"No hub called {plugin!r} is installed. Without -p all that are "
                               "stand here; with --trace, -p may also be a folder.")
    if as_json:
        from hubflow.cli.to_json import print_json

        rows = [{"kind": "hub", **attrs.asdict(hub), "methodology": str(hub.methodology or "")}
                for hub in hubs]
        if plugin is None:
            rows += [{"kind": "add-on", "name": each.name, "distribution": each.distribution,
                      "version": each.version, "module": each.module,
                      "digest": digest_of_module(each.module)} for each in add_ons()]
        print_json(rows)
        return
    if not hubs:
        click.echo("No hub is installed. Install one (such as hubflow-porto), or name a folder "
                   "with a methodology.toml: hubflow run -p ./my-hub …")
    for hub in hubs:
        click.echo(f"{hub.name}  {hub.title}" if hub.title else hub.name)
        if hub.problem:
            click.echo(f"    cannot be used: {hub.problem}")
        else:
            click.echo(f"    {hub.place} · edition {hub.edition} · {hub.language} · "
                       f"{hub.currency}")
        click.echo(f"    from {hub.distribution} {hub.version}")
    if plugin is None:
        for number, each in enumerate(add_ons(), start=1):
            click.echo(f"{each.name}  an add-on, which joins every hub; called as number {number}")
            click.echo(f"    from {each.distribution} {each.version}, code "
                       f"{digest_of_module(each.module)[:12]}")
        _show_language_packs()


def _show_language_packs() -> None:
    """List the language packs that are installed, and what each language lacks."""
    from hubflow.text.catalogue import OWN, lacking_words, languages, packs

    for pack in packs():
        if pack.name == OWN:
            continue
        click.echo(f"{pack.language}  a language pack, from {pack.name}")
        if pack.language not in languages():
            click.echo("    does not bring a whole language, and there is none to change words of")
        for file, keys in lacking_words(pack.language).items():
            click.echo(f"    lacks in {file}.toml: {', '.join(keys)}")


def _amendments(hub: LoadedHub) -> Iterator[str]:
    """Yield what plugins change in the method, before any dossier is read."""
    from hubflow.documents.result_words import ResultWords
    from hubflow.engine.method.prepared_method import prepare_method
    from hubflow.plugins.crash import PluginCrash

    try:
        changes = prepare_method(hub).hooks.changes
    except PluginCrash as crash:
        yield f"cannot be told: {crash}"
    else:
        yield from ResultWords(ENGLISH).changes(changes)


def _trace_own() -> None:
    """Show hubflow's own plugins, and the capabilities that answer its commands."""
    from hubflow.cli.capabilities.capability_calls import capability_speakers
    from hubflow.plugins.built_in import own_plugins

    click.echo("hubflow's own plugins, without a hub; -p HUB shows a hub's and the add-ons' too")
    answered = [(hook, impl.plugin) for hook in WORKS
                for impl in getattr(own_plugins(hook).hook, hook).get_hookimpls()[::-1]]
    for hook, speaker in (*answered, *capability_speakers()):
        click.echo(f"  {hook}  {speaker.plugin}  {getattr(speaker.code, '__file__', '')}")


def _trace(plugin: str | None) -> None:
    """Show what one hub loads, and from where; without a hub hubflow's own plugins."""
    from hubflow.plugins.discovery import installed_hubs
    from hubflow.plugins.manager import load_hub

    if plugin is None and len(installed_hubs()) != 1:
        _trace_own()
        return
    hub = load_hub(plugin)
    click.echo(f"{hub.id}: {hub.plugin}")
    click.echo(f"  methodology  {hub.methodology.file.path}")
    own = hub.manager.get_plugin(hub.plugin)
    code = str(own.code.__file__) if own else "none: the method is data alone"
    click.echo(f"  code         {'not run (--no-code)' if hub.unrun else code}")
    for each in hub.add_ons:
        click.echo(f"  add-on       {each.name} ({each.distribution} {each.version}), code "
                   f"{each.digest[:12]}")
    for name, why in hub.left_out.items():
        click.echo(f"  left out     {name}: {why}")
    for line in _amendments(hub):
        click.echo(f"  changes      {line}")
    if not any(map(hub.implements, WORKS)):
        click.echo("  hooks        none but hubflow's own: every rule works on whole tables, "
                   "at their speed")
    for hook, how in WORKS.items():
        for number, speaker in enumerate(hub.speakers(hook)):
            click.echo(f"  {hook}  {speaker.plugin}  {getattr(speaker.code, '__file__', '')}")
            if number == 0:
                click.echo(f"      {how if hub.implements(hook) else OWN}")
