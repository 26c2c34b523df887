"""Restrict what a spreadsheet program accepts in a cell: types, ranges, lists of words."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from hubflow.model.values import Kind
from hubflow.reading.method.criterion_checks import STEP_TOLERANCE

LISTS = "lists"
"""The hidden sheet of the words that cells offer."""


@attrs.define(eq=False)
class CellRules:
    """Rules for the cells of one workbook; a hidden sheet holds the words to choose from."""

    lists: Worksheet
    words: Mapping[str, str]
    gaps: tuple[str, ...]
    _ranges: dict[tuple[str, ...], str] = attrs.field(factory=dict)

    def choices(self, choices: tuple[str, ...]) -> str:
        """Return the range that holds these words."""
        if choices not in self._ranges:
            column = len(self._ranges) + 1
            for row, choice in enumerate(choices, 1):
                self.lists.cell(row, column, choice)
            letter = get_column_letter(column)
            self._ranges[choices] = f"{LISTS}!${letter}$1:${letter}${len(choices)}"
        return self._ranges[choices]

    def put(
        self, sheet: Worksheet, cells: str, first: str, kind: Kind, choices: tuple[str, ...],
        hint: str,
    ) -> None:
        """Restrict ``cells``, the first of which is ``first``, to a kind of value."""
        rule = self._rule(first, kind, choices)
        if rule is None:
            return
        rule.errorTitle, rule.error = self.words["wrong_title"], hint[:250]
        rule.showErrorMessage, rule.allow_blank = True, True
        rule.add(cells)
        sheet.add_data_validation(rule)

    def _rule(self, first: str, kind: Kind, choices: tuple[str, ...]) -> DataValidation | None:
        if choices:
            return DataValidation("list", formula1=f"={self.choices(choices)}")
        typed = _typed(first, kind)
        if typed is None:
            return None
        if kind.gap:
            typed = f"OR(COUNTIF({self.choices(self.gaps)},{first})>0,{typed})"
        return DataValidation("custom", formula1=f"={typed}")

    def longest(self, sheet: Worksheet, cell: str, most: int) -> None:
        """Warn where a text has more words than a form allows."""
        rule = DataValidation("custom", formula1=f"={word_count(cell)}<={most}",
                              errorStyle="warning", allow_blank=True, showErrorMessage=True,
                              errorTitle=self.words["too_long_title"],
                              error=self.words["too_long"].format(n=most))
        rule.add(cell)
        sheet.add_data_validation(rule)


def word_count(cell: str) -> str:
    """Return a formula that counts the words of a cell."""
    text = f'TRIM(SUBSTITUTE({cell},CHAR(10)," "))'
    return f'IF({text}="",0,LEN({text})-LEN(SUBSTITUTE({text}," ",""))+1)'


def _typed(cell: str, kind: Kind) -> str | None:
    if kind.type == "date":
        return f"AND(ISNUMBER({cell}),{cell}>=61,{cell}=INT({cell}))"
    if kind.type != "number":
        return None
    parts = [f"ISNUMBER({cell})"]
    if kind.low is not None:
        parts.append(f"{cell}>={kind.low:g}")
    if kind.high is not None:
        parts.append(f"{cell}<={kind.high:g}")
    if kind.whole:
        parts.append(f"{cell}=INT({cell})")
    if kind.step is not None:
        steps = f"({cell}-{kind.low or 0:g})/{kind.step:g}"
        parts.append(f"ABS({steps}-ROUND({steps},0))<{STEP_TOLERANCE:f}")
    return f"AND({','.join(parts)})"
