"""Commands of the office say nothing in literal English: each sentence stands in the words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from hubflow.text import catalogue

CORE = Path(catalogue.__file__).parents[1]

ROOMS = ("adapt", "cli", "compare", "documents", "draw", "engine/call", "engine/expressions",
         "engine/gate", "engine/method", "engine/pipeline", "engine/selection", "form",
         "grants", "intake", "jury", "kit", "lists", "plugins", "privacy", "reading/dossiers",
         "reading/method", "reading/panel", "reading/records", "reading/toml", "reading/values",
         "register", "repeats", "report", "serve", "tables", "trading", "weigh", "workbook")
"""The packages whose commands an office or an author gives: they speak the hub's language."""

EXCEPT = {
    "cli/commands/plugins.py": "for those who write plugins",
    "intake/drafting/draft_map.py": "comments of a map in TOML, whose keys are English",
    "form/form_map.py": "the first line of such a map",
    "plugins/trust/record_types.py": "types of Python, for those who write plugins",
    "tables/input/table_columns.py": "what columns are, beside the facts' English",
    "grants/grant_dossiers.py": "why a value was changed, which is printed as JSON, too",
    **{f"serve/{name}.py": "for whoever runs the server" for name in (
        "commands/serve", "entrance/accounts", "entrance/listening", "entrance/provider",
        "entrance/seals")},
}
"""Files that may say English, and why."""

SPEAKS = {"echo", "UsageError", "BadParameter", "fail", "one_problem", "Problem", "problem",
          "refuse_to_overwrite", "BadInput", "confirm", "prompt", "DatabaseFailure", "append",
          "note_problem", "_wrong", "_problem", "RefusedError", "TemplateError", "RecordFlaw",
          "Advice", "ExpressionFlaw", "flaw", "Finding", "finding", "not_run", "_filled", "Goal"}
"""The last names of calls whose texts people read."""

ENGLISH = frozenset({
    "the", "is", "are", "not", "of", "has", "have", "it", "was", "and", "with", "which", "this",
    "that", "to", "by", "from", "for", "must", "no", "a", "an", "or", "as", "there", "after",
    "before", "in", "on", "at", "go", "goes", "needs", "ends", "choose", "written"})


NAMES = re.compile(r"belongs to|--[a-z]+ \{\}")
"""What is no sentence: a column of a sheet by its key, an option with its value."""


def literal(node: ast.AST) -> str:
    """The text that stands in a string, with marks where values are filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}"
                       for part in node.values)
    return ""


def spoken_in(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Each literal sentence in English that a call tells people, or a generator of lines yields."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            parts = [*node.args, *(each.value for each in node.keywords)] if name in SPEAKS else []
        elif isinstance(node, ast.Yield) and node.value is not None:
            parts = [node.value]
        else:
            continue
        for part in parts:
            yield from sentences(part)


def sentences(part: ast.AST) -> Iterator[tuple[int, str]]:
    """The English sentences in an expression, without those that ``say`` looks up."""
    if isinstance(part, ast.Call) and getattr(part.func, "id", "").startswith("say"):
        return
    text = literal(part)
    if NAMES.fullmatch(text):
        return
    if " " in text.strip() and ENGLISH & set(re.findall(r"[a-z]+", text.casefold())):
        yield part.lineno, text  # type: ignore[attr-defined]
    elif not text:
        for inner in ast.iter_child_nodes(part):
            yield from sentences(inner)


@pytest.mark.parametrize("room", ROOMS)
def test_what_an_office_reads_stands_in_the_words(room: str) -> None:
    found = [f"{path.relative_to(CORE)}:{line}: {text}"
             for path in sorted((CORE / room).rglob("*.py"))
             if str(path.relative_to(CORE)) not in EXCEPT
             for line, text in spoken_in(ast.parse(path.read_text("utf-8")))]
    assert found == []


def test_a_literal_sentence_is_seen() -> None:
    tree = ast.parse('click.echo(f"Written to {out}.")\n'
                     'raise one_problem(x, say("a.b"), "Choose another file.")\n'
                     'click.echo(say("office.written", out="the file is here"))\n')
    assert [line for line, _ in spoken_in(tree)] == [1, 2]
