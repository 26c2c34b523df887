"""Write the pages of ``docs/reference`` that are made from the code, so that the two cannot part.

A test makes them again and compares. After a change of what they tell, run, from the repository:

    python -m scripts.make_reference [FOLDER]
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import click
from scripts.reference_methodology import methodology_page

import hubflow
from hubflow.cli.main import EXIT_CODES, cli, commands
from hubflow.engine.facts import registry
from hubflow.model.dossier import FACT_SECTIONS
from hubflow.plugins import hookspecs
from hubflow.plugins.check_catalogue import LEVELS, checks_of_levels, name_of_level
from hubflow.text.frameworks import (
    FAMILY,
    frameworks,
    level_name,
    mappings,
    place_name,
    places_in_order,
)
from hubflow.text.vocabulary import concepts, indicators

FOLDER = Path(__file__).parent.parent / "docs" / "reference"
NOTE = "<!-- Made from the code by `python -m scripts.make_reference`; edits here are lost. -->\n\n"


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """A Markdown table."""
    heads = list(heads)
    for cells in (heads, ["---"] * len(heads), *rows):
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def told(text: str | None) -> str:
    """A docstring as Markdown."""
    plain = re.sub(r":\w+:`~?([^`]+)`", r"`\1`", inspect.cleandoc(text or ""))
    return plain.replace("``", "`")


def facts_page() -> Iterator[str]:
    """Every fact, section by section."""
    yield from (
        "# Facts", "",
        "All that expressions of a methodology can read, beside a hub's own facts (`local.…`) and "
        "parameters (`parameters.…`). `hubflow facts` lists the same.", "",
        "A *given* fact that a dossier does not state is missing. A *record* that is not there is "
        "none: 0 or no. Amounts are in the hub's currency.",
    )
    for section in FACT_SECTIONS:
        facts = [fact for fact in registry().values() if fact.name.startswith(f"{section}.")]
        yield from ("", f"## {section}", "")
        yield from table(("fact", "type", "kind", "what it is"), (
            (f"`{fact.name}`", _fact_type(fact.type, fact.unit), fact.kind, " ".join(filter(None, (
                fact.about, f"Worked out: {fact.derived}." if fact.derived else "",
                f"One of: {', '.join(fact.labels)}." if fact.labels else ""))))
            for fact in facts))


def _fact_type(type: str, unit: str) -> str:
    return ", ".join(filter(None, (type.replace("_", "/"), unit)))


def hooks_page() -> Iterator[str]:
    """Every hook with its signature as it stands in the code."""
    yield from (
        "# Hooks, one by one", "",
        "[Hooks](../hooks.md) tells how they are written. An implementation takes only the "
        "arguments it wants.",
    )
    for name, signature in signatures(hookspecs):
        hook = getattr(hookspecs, name)
        first = hook.hubflow_spec["firstresult"]
        yield from (
            "", f"## `{name}`", "", "```python", *signature, "    ...", "```", "",
            told(hook.__doc__), "",
            "The first answer that is not None counts; the hub is asked before add-ons." if first
            else "All plugins are asked.",
        )


def signatures(module: ModuleType) -> Iterator[tuple[str, list[str]]]:
    """The functions of a module as they are written there, down to the colon."""
    source = inspect.getsource(module)
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("hubflow_"):
            yield node.name, source.splitlines()[node.lineno - 1: node.body[0].lineno - 1]


def commands_page() -> Iterator[str]:
    """The help of every command, and what its exit code says."""
    yield from ("# Commands", "", "What `--help` prints.", "", "## hubflow", "",
                *_help(cli, "hubflow"))
    for name in commands():
        command = cli.get_command(click.Context(cli), name)
        assert command is not None, name
        yield from ("", f"## hubflow {name}", "", *_help(command, f"hubflow {name}"))
        if isinstance(command, click.Group):
            for inner in command.list_commands(click.Context(command)):
                found = command.get_command(click.Context(command), inner)
                assert found is not None, inner
                whole = f"hubflow {name} {inner}"
                yield from ("", f"### {whole}", "", *_help(found, whole))
    yield from ("", "## Exit codes", "")
    yield from table(("code", "meaning"),
                     ((str(code), meaning) for code, meaning in EXIT_CODES.items()))


def _help(command: click.Command, name: str) -> Iterator[str]:
    context = click.Context(command, info_name=name, terminal_width=80, max_content_width=80)
    yield from ("```text", command.get_help(context), "```")


def checks_page() -> Iterator[str]:
    """Every check of `hubflow check`, level by level."""
    yield from ("# Checks", "",
                "What `hubflow check` looks at. A finding names its check; `hubflow explain ID` "
                "prints what stands here of it.")
    for level in LEVELS:
        name = name_of_level(level)
        yield from ("", f"## Level {level}: {name[0].lower()}{name[1:]}")
        for check in checks_of_levels(level):
            yield from ("", f"### {check.id}", "", f"**{check.title}**", "", told(check.about), "",
                        f"*Why:* {told(check.why)}", "", f"*What to do:* {told(check.to_do)}")
            for how, example in (("Wrong", check.wrong), ("Right", check.right)):
                if example:
                    yield from ("", f"{how}:", "", "```text", example, "```")


def vocabulary_page() -> Iterator[str]:
    """The words that hubs share."""
    yield from (
        "# Concepts and indicators", "",
        "The vocabularies that all hubs share, by which methods can be compared.", "",
        "## Concepts", "",
        "What a criterion or requirement is about: its `concept`. What no word here fits is "
        "`local:…`, and is compared with nothing.", "",
    )
    head = ("concept", "English", "português", "what it is about", "part of", "related")
    yield from table(head, (
        (f"`{each.id}`", each.name["en"], each.name["pt"], each.about["en"],
         f"`{each.broader}`" if each.broader else "",
         ", ".join(f"`{other}`" for other in sorted(each.related)))
        for each in concepts().values()))
    yield from _structure()
    yield from (
        "", "## Indicators", "",
        "Figures on a place: the `id` of a dossier's or a hub's `[[indicators]]`, read as "
        "`place.<id>`.", "",
    )
    yield from table(("indicator", "English", "português", "unit", "what it is"), (
        (f"`{each.id}`", each.name["en"], each.name["pt"], each.unit, each.about["en"])
        for each in indicators().values()))


def _structure() -> Iterator[str]:
    """The families of concepts, and the dimensions of frameworks that concepts are mapped to."""
    yield from ("", "## Families", "",
                "Every concept belongs to one family. Relations and families are hubflow's own, "
                "made by hand from the definitions above.", "")
    yield from table(("family", "English", "português", "concepts"), (
        (f"`{family}`", place_name(family, FAMILY, "en"), place_name(family, FAMILY, "pt"),
         ", ".join(f"`{each.id}`" for each in concepts().values() if each.family == family))
        for family in places_in_order(FAMILY)))
    yield from (
        "", "## Frameworks that others use", "",
        "By these, methods can be lined up that name different concepts. Every mapping was made "
        "by hand by hubflow's authors; no owner of a framework made or approved one. They are "
        "data, in SSSOM's form: `core/hubflow/model/mappings.sssom.tsv` in the source. A related "
        "match alone lines nothing up. A concept that has several dimensions of a framework is "
        "shared out evenly.")
    for framework in frameworks():
        yield from ("", f"### {framework}: {level_name(framework, 'en')}", "")
        yield from table(("dimension", "concept", "match", "why", "the framework's definition"), (
            (each.object_label, f"`{each.concept}`", each.predicate_id.removeprefix("skos:"),
             each.comment, each.object_source)
            for place in places_in_order(framework) for each in mappings()
            if each.object_id == place))


def schemas_page() -> Iterator[str]:
    """The schemas that can be printed, and the records in each."""
    yield from ("# JSON Schemas", "",
                "`hubflow schema NAME` prints a schema (JSON Schema, draft 2020-12) by which "
                "editors complete and check files, and programs read results.")
    for name, schema in _schemas().items():
        yield from ("", f"## hubflow schema {name}", "", f"{schema['title']}.", "")
        yield from table(("record", "what it is"), (
            (f"`{record}`", told(inner.get("description", "")).split("\n\n")[0].replace("\n", " "))
            for record, inner in schema["$defs"].items()))


def _schemas() -> Mapping[str, dict[str, Any]]:
    """Every schema by its name, as the command prints it."""
    import json

    from click.testing import CliRunner

    from hubflow.kit.commands.schema import command

    (what,) = (each for each in command.params if isinstance(each.type, click.Choice))
    assert isinstance(what.type, click.Choice)
    return {name: json.loads(CliRunner().invoke(command, [name], catch_exceptions=False).stdout)
            for name in what.type.choices}


def python_page() -> Iterator[str]:
    """What ``import hubflow`` gives to plugins and programs."""
    yield from ("# From Python", "",
                "All that plugins and programs may import, from `hubflow` itself. Everything else "
                "may change between versions.")
    for name in hubflow.__all__:
        thing = getattr(hubflow, name)
        if name.startswith("__"):
            continue
        yield from ("", f"## `{name}`", "")
        if inspect.isfunction(thing):
            yield from ("```python", *_defined(thing), "```", "")
        yield told(thing.__doc__)
        if attrs.has(thing):
            fields = ", ".join(f"`{field.name}`" for field in attrs.fields(thing))
            yield from ("", f"Its fields: {fields}.")


def _defined(function: Callable[..., Any]) -> list[str]:
    source = inspect.getsource(function)
    (node,) = ast.parse(source).body
    assert isinstance(node, ast.FunctionDef)
    return [*source.splitlines()[node.lineno - 1: node.body[0].lineno - 1], "    ..."]


PAGES: Mapping[str, Callable[[], Iterable[str]]] = {
    "methodology": lambda: [methodology_page().rstrip("\n")],
    "facts": facts_page,
    "vocabulary": vocabulary_page,
    "commands": commands_page,
    "checks": checks_page,
    "schemas": schemas_page,
    "hooks": hooks_page,
    "python": python_page,
}


def main(folder: Path) -> None:
    """Write every page."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        text = NOTE + "\n".join(line.rstrip() for part in page() for line in part.split("\n"))
        (folder / f"{name}.md").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
