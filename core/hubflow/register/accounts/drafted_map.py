"""Draft the map of an accountant's file for people to check and complete."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from hubflow.model.input_problems import one_problem
from hubflow.model.values import is_number
from hubflow.reading.records.legal import RefusedError
from hubflow.reading.toml.toml_output import toml_text
from hubflow.reading.values.cell_table import Cells, cell_rows
from hubflow.reading.values.cell_values import blank, month_of_cell, text_of
from hubflow.reading.values.conventions import manners_shown
from hubflow.reading.values.normal_text import folded
from hubflow.reading.values.number_reading import number_readings
from hubflow.register.accounts.account_words import figure_of_code, meanings
from hubflow.register.storage.entries import FIGURES
from hubflow.text.spoken import say

_COLUMNS = 96
"""How long a line of a comment is."""

_LOOKED_AT = 30
"""Lines from the top among which the headings are looked for."""


class _Head(NamedTuple):
    """Where the headings stand, and what each means: a month, a word of accountants, or nothing."""

    line: int
    texts: dict[int, str]
    meant: dict[int, str]


class _Item(NamedTuple):
    """Something with amounts: its name, the figure it may be, and whether that is a guess."""

    name: str
    figure: str
    amounts: list[float]


def draft_account_map(path: Path, language: str) -> str:
    """Return a map in TOML; ``language`` is the hub's, whose country's code of accounts is known.

    What is not evident stands in it as a comment, never as a guess.

    Raises :class:`BadInput` where no line of headings is found.
    """
    rows = cell_rows(path)
    head = next(filter(None, (_head(line, cells) for line, cells in rows[:_LOOKED_AT])), None)
    if head is None:
        raise one_problem(str(path), say("register-problems.no_line_of_headings_was_found"),
                          say("register-problems.it_needs_a_column_of_months"))
    below = [cells for line, cells in rows if line > head.line]
    return "\n".join(_lines(head, below, language)) + "\n"


def _head(line: int, cells: Cells) -> _Head | None:
    """Return a line as headings; None where it is none."""
    texts = {column: " ".join(text_of(raw).split()) for column, raw in cells.items()
             if not blank(raw)}
    meant = {column: "a month" if _is_month(cells[column]) else meanings().get(folded(text), "")
             for column, text in texts.items()}
    found = list(meant.values())
    figures = any(meaning in FIGURES for meaning in found)
    columns = found.count("a month") > 1 or {"a month", "account"} <= {*found}
    is_head = ("month" in found and figures) or columns or (
        {"debit", "credit"} <= {*found} or {"account", "amount"} <= {*found})
    return _Head(line, texts, meant) if is_head else None


def _is_month(raw: Any) -> bool:
    """Return whether a cell means a month: a number alone means none."""
    if isinstance(raw, int | float) or (isinstance(raw, str) and number_readings(raw)):
        return False
    try:
        month_of_cell(raw)
    except RefusedError:
        return False
    return True


def _lines(head: _Head, below: Sequence[Cells], language: str) -> Iterator[str]:
    meant = [*head.meant.values()]
    yield from textwrap.wrap(say("register.draft_is_read_so"), _COLUMNS, initial_indent="# ",
                             subsequent_indent="# ")
    if "month" in meant:
        layout, columns = "months in rows", {"month": _the(head, "month")}
        items = [_column_item(head, column, below) for column in head.texts
                 if head.meant[column] != "month"]
    else:
        layout = "months in columns" if "a month" in meant else "one month"
        columns = {"account": _account_column(head)}
        items = _account_items(head, below, language)
    yield f'layout = "{layout}"'
    yield f"headings = {head.line}"
    yield from _decimal(below)
    for key, heading in columns.items():
        yield _said(key, heading) if heading else f'# {key} = ""'
    if layout == "one month":
        yield from _amount_columns(head)
    yield from _named(items, [heading for column, heading in head.texts.items()
                              if layout == "months in columns"
                              and head.meant[column] == "total"])


def _the(head: _Head, meaning: str) -> str:
    """Return the one heading that means something; empty where none or several do."""
    found = [head.texts[column] for column, each in head.meant.items() if each == meaning]
    return found[0] if len(found) == 1 else ""


def _account_column(head: _Head) -> str:
    """Return the heading of accounts: the first of several, which has their numbers."""
    found = [head.texts[column] for column in sorted(head.meant) if head.meant[column] == "account"]
    first = min(head.texts)
    return found[0] if found else "" if head.meant[first] else head.texts[first]


def _amount_columns(head: _Head) -> Iterator[str]:
    """Yield which columns have the amounts of a month; where several may, all as comments."""
    for keys in (("debit", "credit"), ("amount",)):
        found = {key: _the(head, key) for key in keys}
        if all(found.values()):
            yield from (_said(key, heading) for key, heading in found.items())
            return
    yield f"# {say('register.draft_which_columns')}"
    yield from (f"# {_said(meaning, head.texts[column])}"
                for column, meaning in head.meant.items()
                if meaning in ("debit", "credit", "amount"))


def _decimal(below: Sequence[Cells]) -> Iterator[str]:
    texts = [number_readings(raw) for cells in below for raw in cells.values()
             if isinstance(raw, str)]
    doubtful = [readings for readings in texts if len(readings) > 1]
    if doubtful and not manners_shown(texts):
        ways = " / ".join(f"{reading.value:g}" for reading in doubtful[0])
        yield f"# {say('register.draft_two_ways', ways=ways)}"
        yield '# decimal = "comma"'


def _column_item(head: _Head, column: int, below: Sequence[Cells]) -> _Item:
    return _Item(head.texts[column], head.meant[column],
                 list(_numbers(cells.get(column) for cells in below)))


def _account_items(
    head: _Head, below: Sequence[Cells], language: str
) -> list[_Item]:
    """Return the accounts of the rows with amounts, each with the figure of its number or name."""
    heading = _account_column(head)
    column = next((column for column, text in head.texts.items() if text == heading), 0)
    amounts = [each for each, meaning in head.meant.items()
               if meaning in ("a month", "debit", "credit", "amount")]
    items = []
    for cells in below:
        name = text_of(cells.get(column) or "")
        numbers = list(_numbers(cells.get(each) for each in amounts))
        if name and numbers:
            items.append(_Item(name, _figure_of(name, cells, language), numbers))
    return list(_without_doubles(items))


def _without_doubles(items: Sequence[_Item]) -> Iterator[_Item]:
    """Yield the accounts; those that stand for others, or whose sum another has, are left out.

    A class of one digit is a sum of its accounts, and an account of more digits is a part of the
    one whose number its own begins with.
    """
    numbers = {item.name for item in items if item.name.isdigit()}
    for item in items:
        others = numbers - {item.name}
        is_sum = len(item.name) == 1 and any(other.startswith(item.name) for other in others)
        is_part = any(len(other) > 1 and item.name.startswith(other) for other in others)
        counted = item.name.isdigit() and (is_sum or is_part)
        yield item._replace(figure="total") if counted else item


def _figure_of(name: str, cells: Cells, language: str) -> str:
    number = name.split()[0].rstrip(".-:") if name.split() else ""
    words = [text_of(raw) for raw in cells.values() if isinstance(raw, str)]
    return figure_of_code(number, language) or next(
        (found for word in (name, *words, name.removeprefix(number).strip(" -–.:"))
         if (found := meanings().get(folded(word), ""))), "")


def _numbers(raws: Any) -> Iterator[float]:
    for raw in raws:
        if isinstance(raw, str):
            readings = number_readings(raw)
            if readings:
                yield readings[0].value
        elif is_number(raw):
            yield float(raw)


def _named(items: Sequence[_Item], totals: Sequence[str]) -> Iterator[str]:
    items = [item for item in items if item.amounts]
    minus = []
    for figure in FIGURES:
        mine = [item for item in items if item.figure == figure]
        if mine:
            yield _said(figure, list(dict.fromkeys(item.name for item in mine)))
            amounts = [amount for item in mine for amount in item.amounts]
            if figure == "costs" and max(amounts) <= 0 and min(amounts) < 0:
                minus.append(figure)
    if minus:
        yield _said("minus", minus)
    left = [*totals, *(item.name for item in items if item.figure == "total")]
    if left:
        yield _said("left_out", list(dict.fromkeys(left)))
    for item in items:
        if item.figure not in (*FIGURES, "total", "a month"):
            yield f"# {say('register.draft_unknown', name=repr(item.name))}"


def _said(key: str, value: Any) -> str:
    return toml_text({key: value}).strip()
