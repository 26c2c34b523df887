"""Write the money of ventures as a page of the terminal, and as a table for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hubflow.documents.figures.award_money import (
    AMOUNTS,
    GROUPS,
    AwardMoney,
    GroupBy,
    MoneySum,
    money_sums,
    shown_amounts,
    totals,
)
from hubflow.text.catalogue import words
from hubflow.text.numbers import money

COLUMNS = ("name", "funder", "instrument", "year", "reference", "currency", *AMOUNTS, "due", "id")
SUM_COLUMNS = ("currency", "lines", *AMOUNTS)


def line_row(line: AwardMoney, texts: Mapping[str, str]) -> list[Any]:
    """Return one line as a row under :data:`COLUMNS`; what is not known is blank."""
    return [line.funder or texts["hub"] if key == "funder" else
            line.venture if key == "id" else getattr(line, key) for key in COLUMNS]


def group_name(
    group: str, by: GroupBy, texts: Mapping[str, str], lines: Sequence[AwardMoney]
) -> str:
    """Return a group as people read it: a venture's name; a blank funder is the hub, another blank
    is not stated.
    """
    if by == "venture":
        return next((line.name for line in lines if line.venture == group), group)
    return group or texts["hub" if by == "funder" else "none"]


def money_page(lines: Sequence[AwardMoney], by: GroupBy, language: str, columns: int) -> str:
    """Return the sums by group as a table of text, ``columns`` characters wide at most."""
    texts = words(language, of="money")
    if not lines:
        return texts["no_money"] + "\n"
    sums = money_sums(lines, by)
    keys = shown_amounts(lines)
    head = [texts[by], texts["lines"], *(texts[key] for key in keys)]
    rows = [[group_name(one.group, by, texts, lines), *_cells(one, keys, language)]
            for one in sums]
    rows += [[texts["total"], *_cells(one, keys, language)] for one in totals(lines)]
    return "\n".join([texts[f"by_{by}"], *_aligned([head, *rows], columns), "",
                      *_remarks(lines, texts)]) + "\n"


def _cells(one: MoneySum, keys: Sequence[str], language: str) -> list[str]:
    return [str(one.lines), *("–" if key == "asked" and not one.asked_lines
                              else money(getattr(one, key), one.currency, language)
                              for key in keys)]


def _remarks(lines: Sequence[AwardMoney], texts: Mapping[str, str]) -> Iterator[str]:
    """Yield what a reader has to know of the figures."""
    yield texts["paid_says"]
    if "lapsed" in shown_amounts(lines):
        yield texts["lapsed_says"]
    stated = sum(line.asked is not None for line in lines)
    if stated < len(lines):
        yield texts["asked_says"].format(stated=stated, lines=len(lines))


def _aligned(rows: Sequence[Sequence[str]], columns: int) -> Iterator[str]:
    """Yield the rows with their columns aligned; the first column gives way where it is narrow."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    first = max(8, min(widths[0], columns - sum(widths[1:]) - 2 * len(widths[1:])))
    for row in rows:
        name = row[0] if len(row[0]) <= first else f"{row[0][:first - 1]}…"
        yield "  ".join([name.ljust(first), *(cell.rjust(width) for cell, width in
                                              zip(row[1:], widths[1:], strict=True))]).rstrip()


def csv_rows(lines: Sequence[AwardMoney], language: str) -> list[list[Any]]:
    """Return the lines as rows with their headings."""
    texts = words(language, of="money")
    return [[texts[key] for key in COLUMNS],
            *(["" if cell is None else cell for cell in line_row(line, texts)] for line in lines)]


def sums_by_group(lines: Sequence[AwardMoney]) -> dict[GroupBy, list[MoneySum]]:
    """Return the sums by each group."""
    return {by: money_sums(lines, by) for by in GROUPS}
