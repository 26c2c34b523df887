"""``hubflow inputs``: List what a method reads, and what a dossier still lacks."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Iterable
from pathlib import Path

import click

from hubflow.cli.case_options import CaseArguments, CaseCommand, case_options, named_hub
from hubflow.cli.panel_option import panel_option
from hubflow.cli.shared_options import as_json, as_of_option, language_option, plugin_option
from hubflow.cli.terminal_text import width
from hubflow.text.spoken import say


@click.command(name="inputs", cls=CaseCommand)
@plugin_option
@case_options("DOSSIER|FOLDER")
@panel_option
@as_of_option()
@language_option()
@as_json
def command(
    plugin: str | None,
    cases: CaseArguments,
    panel: tuple[Path, ...],
    as_of: dt.date | None,
    language: str | None,
    as_json: bool,
) -> None:
    """List what a method reads, and what a dossier still lacks.

    Without a dossier: everything that each phase reads or has judged, with the key where the
    answer goes. With one: what is missing, most valuable first, in the phases that it reached and
    then in later ones, and the requirements that do not hold.
    """
    from hubflow.cli.to_json import print_json
    from hubflow.documents.inputs import answers_of, gap_lines, gaps_of, input_lines, inputs_of
    from hubflow.engine.method.prepared_method import compiled_method
    from hubflow.engine.pipeline.case_source import one_set
    from hubflow.model.methodology import text_in
    from hubflow.plugins.manager import load_hub

    if panel and not cases.given:
        raise click.UsageError(say("commands.panel_needs_dossier"))
    cases.check(required=False, sheets=bool(panel))
    found = None
    if cases.given:
        with cases.source(named_hub(plugin), as_of=as_of) as source:
            found = one_set(source)
    compiled = compiled_method(load_hub(plugin) if found is None else found.hub)
    about = compiled.methodology.hub
    spoken = language or about.language
    data: dict[str, object] = {"hub": about.id, "edition": about.edition, "language": spoken}
    lines: Iterable[tuple[int, str]]
    if found is not None:
        prepared = found.prepared(panel=panel, language=spoken)
        result = found.result(prepared)
        prepared.hooks.finished(result)
        lacks = gaps_of(compiled, result)
        data |= {"as_of": result.as_of, "notes": result.notes, "ventures": lacks}
        lines = [*gap_lines(lacks, spoken), *((0, note) for note in result.notes)]
    else:
        phases, answers = inputs_of(compiled, spoken), answers_of(compiled, spoken)
        data |= {"phases": phases, "proposal": answers}
        lines = input_lines(phases, answers, text_in(about.name, spoken, about.id), spoken)
    if as_json:
        print_json(data)
    else:
        _show(lines)


def _show(lines: Iterable[tuple[int, str]]) -> None:
    from hubflow.documents.safe_markdown import one_line

    for depth, text in lines:
        indent = "  " * depth
        click.echo(textwrap.fill(one_line(text), width(), initial_indent=indent,
                                 subsequent_indent=f"{indent}  " if depth else "",
                                 break_long_words=False, break_on_hyphens=False))
