"""The issue map as a sheet of three columns: what it is, in a few words, what it belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from hubflow.documents.safe_markdown import one_line
from hubflow.model.input_problems import BadInput, Problem
from hubflow.reading.records.nearest import did_you_mean
from hubflow.reading.values.cell_table import TableRow, read_cell_table
from hubflow.reading.values.csv_output import csv_bytes
from hubflow.reading.values.formula_mark import unmarked
from hubflow.reading.values.normal_text import folded
from hubflow.report.issue_map.issue import KINDS, PROBLEM_KINDS, IssueMap, Item, Kind
from hubflow.text.catalogue import languages, words
from hubflow.text.spoken import say

COLUMNS = ("what", "text", "belongs to")
"""The headings by which the columns are known here; people see those of their language."""
SHEETS = (".csv", ".xlsx")
"""The endings that a sheet's name may have."""

STAR = "*"
"""Marks a need that the place lacks, before or after its text."""

ROOM: Mapping[Kind, int] = {"group": 1, "problem": 2, "cause": 5, "effect": 4, "responder": 5,
                            "left-out": 4, "evidence": 5, "solution": 2,
                            "step": 6, "need": 12, "change": 2}
"""How many rows a blank sheet has for each kind."""


def read_map(path: Path, title: str) -> IssueMap:
    """Return the map that a sheet describes.

    Headings, and what the first column says a row is, are in English or Portuguese; the
    third repeats the text of another row, several apart by ``;``. A row without a text is left
    out. A need with a star is missing. Raises :class:`BadInput` with every problem.
    """
    table = read_cell_table(path)
    rows = [row for row in table.records(COLUMNS, (), _columns()) if _said(row, "text")]
    if not rows:
        raise BadInput([Problem(str(path), 0, say("map.column_text"),
                                say("map.refused_nothing_filled_in"),
                                say("map.refused_write_a_few_words"))])
    written = [one_line(_said(row, "text")) for row in rows]
    # a text as it stands, else the first that differs by capitals and spaces alone
    texts = {folded(text): text for text in reversed(written)} | {text: text for text in written}
    problems: list[Problem] = []
    items = [item for row in rows if (item := _item(row, texts, problems)) is not None]
    if problems:
        raise BadInput(problems)
    return IssueMap(title=title, items=tuple(items))


def unused_columns(path: Path) -> list[str]:
    """Return the headings of a sheet that a map does not use."""
    return read_cell_table(path).unused(COLUMNS, _columns())


def _item(row: TableRow, texts: Mapping[str, str], problems: list[Problem]) -> Item | None:
    named = _names()
    kind = named.get(folded(row.text("what")))
    if kind is None:
        problems.append(row.problem(
            "what", say("map.refused_unknown_word", word=row.text("what")),
            did_you_mean(row.text("what"), list(named)) or say(
                "map.refused_known_words",
                words=", ".join(say(f"map.row_{each}") for each in KINDS))))
        return None
    about = []
    whole = _said(row, "belongs to")
    # a text that holds the mark itself is looked for as it stands
    parts = [whole] if folded(whole) in texts else whole.split(";")
    for said in filter(None, map(one_line, parts)):
        if folded(said) in texts:
            about.append(texts.get(said) or texts[folded(said)])
        else:
            problems.append(row.problem(
                "belongs to", say("map.refused_no_row", text=said),
                did_you_mean(said, list(texts.values())) or say("map.refused_repeat_a_text")))
    text = one_line(_said(row, "text"))
    if kind == "need" and (bare := text.strip(f"{STAR} ")) and STAR in (text[0], text[-1]):
        return Item(kind=kind, text=bare, about=tuple(about), mark="missing")
    return Item(kind=kind, text=text, about=tuple(about))


def sheet_of(map: IssueMap, language: str, ending: str = ".csv") -> bytes:
    """Return a map as a sheet; ``ending`` is one of :data:`SHEETS`."""
    texts = words(language, of="map")
    return _written(ending, language, [
        [texts[f"row_{item.kind}"], f"{item.text} {STAR}" if item.mark == "missing" else item.text,
         "; ".join(item.about)] for item in map.items])


def blank_sheet(
    language: str, ending: str = ".csv", kinds: Sequence[Kind] = PROBLEM_KINDS
) -> bytes:
    """Return a sheet to be filled in; ``ending`` is one of :data:`SHEETS`."""
    texts = words(language, of="map")
    return _written(ending, language, [[texts[f"row_{kind}"], "", ""]
                                       for kind in kinds for _ in range(ROOM[kind])])


def _written(ending: str, language: str, rows: Sequence[Sequence[str]]) -> bytes:
    headings = _headings(language)
    if ending == ".csv":
        return csv_bytes([headings, *rows], for_spreadsheets=True)
    from hubflow.report.issue_map.map_workbook import sheet_workbook

    return sheet_workbook(headings, rows, language)


def _headings(language: str) -> list[str]:
    texts = words(language, of="map")
    return [texts[f"column_{column}"] for column in COLUMNS]


def _columns() -> Mapping[str, str]:
    """The columns by their headings in each language."""
    return {heading: column for language in languages()
            for heading, column in zip(_headings(language), COLUMNS, strict=True)}


def _said(row: TableRow, heading: str) -> str:
    """A cell's text, without the mark that kept it from being a formula."""
    return unmarked(row.text(heading))


def _names() -> Mapping[str, Kind]:
    """Return the kinds of rows by their words in each language."""
    return {folded(words(language, of="map")[f"row_{kind}"]): kind
            for language in languages() for kind in KINDS} | {kind: kind for kind in KINDS}
