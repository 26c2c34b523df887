"""``hubflow why``: Explain each recommendation, down to the sources."""

from __future__ import annotations

import datetime as dt
import itertools
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hubflow.cli.case_options import CaseArguments, CaseCommand, case_options, named_hub
from hubflow.cli.panel_option import panel_option
from hubflow.cli.shared_options import (
    as_json,
    as_of_option,
    language_option,
    plugin_option,
    rate_option,
)
from hubflow.model.method.pipeline_stages import STAGES
from hubflow.model.rates import Rate

if TYPE_CHECKING:
    from rich.tree import Tree

    from hubflow.documents.result_words import ResultWords
    from hubflow.documents.traces.trace_node import Node
    from hubflow.model.results import RunResult
    from hubflow.reading.dossiers.load import Inputs


@click.command(name="why", cls=CaseCommand)
@plugin_option
@case_options("DOSSIER")
@click.option("--stage", type=click.Choice(STAGES), help="Only this stage.")
@panel_option
@as_of_option()
@rate_option
@language_option("The language of the texts.")
@as_json
def command(
    plugin: str | None,
    cases: CaseArguments,
    stage: str | None,
    panel: tuple[Path, ...],
    as_of: dt.date | None,
    rates: tuple[tuple[str, Rate], ...],
    language: str | None,
    as_json: bool,
) -> None:
    """Explain each recommendation, down to the sources.

    From a gate to its criteria and requirements, to measures and judgements, to facts and
    parameters, to sources: every number that took part, where it came from, and which of them is
    an assumption.
    """
    from hubflow.documents.traces.trace_tree import why
    from hubflow.engine.pipeline.case_source import one_set
    from hubflow.engine.pipeline.run import run_table
    from hubflow.engine.results.shown_decimals import named_numbers

    cases.check(sheets=bool(panel))
    with cases.source(named_hub(plugin), as_of=as_of) as source:
        found = one_set(source)
    prepared = found.prepared(panel=panel, rates=dict(rates), language=language)
    finished = run_table(prepared)
    result = found.result(prepared, finished)
    among = found.whole().result(prepared, finished).ventures
    dossiers = {entry.dossier.id: entry.dossier for entry in found.inputs.entries}
    trees = {
        venture.id: why(venture, dossiers[venture.id], prepared.methodology,
                        result.hub.language, stage, among,
                        named=named_numbers(prepared.compiled),
                        person=str if as_json else _assessor_names(found.inputs))
        for venture in result.ventures
    }
    for note in result.notes if as_json else ():
        click.echo(f"Note: {_line(note)}", err=True)
    if result.tells_of_assessors:
        trees = _with_severity(trees, result)
    if as_json:
        from hubflow.cli.to_json import print_json

        print_json(trees)
        return
    from rich.console import Console
    from rich.tree import Tree

    from hubflow.documents.design.assumption_mark import legend
    from hubflow.documents.result_words import ResultWords

    showing = ResultWords(result.hub.language)
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else 80, highlight=False)
    for venture in result.ventures:
        tree = Tree(_line(venture.name), guide_style="dim")
        for node in trees[venture.id]:
            _grow(tree, node, showing)
        console.print(tree)
    if any(map(_rests, itertools.chain.from_iterable(trees.values()))):
        console.print(legend(result.hub.language))
    for note in result.notes:
        console.print(_line(note))


def _assessor_names(inputs: Inputs) -> Callable[[str], str]:
    """Return what gives an assessor's name by the lists of the calls; else what stands there."""
    names = {one.id: one.name for entry in inputs.entries if entry.call is not None
             for one in entry.call.assessors if one.name}
    return lambda said: names.get(said, said)


def _rests(node: Node) -> bool:
    """Return whether anything in a tree rests on an assumption."""
    return node.assumption or any(map(_rests, node.children))


def _with_severity(
    trees: Mapping[str, tuple[Node, ...]], result: RunResult
) -> dict[str, tuple[Node, ...]]:
    """Return the explanations, each with whether its recommendations hang on who judged."""
    from hubflow.documents.severity_page import severity_sentences
    from hubflow.documents.traces.trace_node import Node
    from hubflow.engine.severity.severity_records import severity_of

    return {venture.id: (*trees[venture.id], *(
                Node(kind="note", id="who-judged", text=said) for said in severity_sentences(
                    severity_of(result), result.hub.language, venture)))
            for venture in result.ventures}


def _grow(tree: Tree, node: Node, showing: ResultWords) -> None:
    from rich.text import Text

    from hubflow.documents.design.assumption_mark import MARK

    label = Text(_line(node.written))
    if node.kind in {"fact", "parameter", "value"}:
        label = Text.assemble((f"{node.id} ", "bold"), label)
    if node.value is not None:
        label.append(f": {_line(node.said)}", "bold")
    elif node.kind in {"fact", "parameter", "value"}:
        label.append(f": {showing.words['missing_short']}", "cyan")
    if node.assumption:
        label.append(MARK, "yellow")
    branch = tree.add(label)
    for child in node.children:
        _grow(branch, child, showing)


def _line(text: str) -> str:
    """Return text on one line, free of control characters."""
    from hubflow.documents.safe_markdown import plain

    return " ".join(plain(text).split())
