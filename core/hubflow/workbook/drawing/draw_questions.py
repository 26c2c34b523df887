"""Draw a sheet of questions."""

from __future__ import annotations

from collections.abc import Mapping

from openpyxl.worksheet.worksheet import Worksheet

from hubflow.workbook.drawing import looks
from hubflow.workbook.drawing.cell_rules import CellRules, word_count
from hubflow.workbook.drawing.cell_writing import link, put, put_text
from hubflow.workbook.drawing.workbook_plan import Link, PlanLine, Questions
from hubflow.workbook.reading.workbook_marks import KEY

KEYS = "D"
"""The column of keys."""

_WIDTHS = {"A": 62.0, "B": 54.0, "C": 34.0, KEYS: 30.0}
_TOP = 4


def draw_questions(
    sheet: Worksheet, page: Questions, rules: CellRules, words: Mapping[str, str]
) -> None:
    """Draw questions with their answers, the values that are allowed, and the keys."""
    sheet.sheet_view.showGridLines = False
    for letter, width in _WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    looks.title(sheet, page.heading, page.about, sum(_WIDTHS.values()))
    sheet.merge_cells("A2:D2")
    headings = (words["question"], words["answer"], words["may_stand"], KEY)
    for column, heading in enumerate(headings, 1):
        cell = sheet.cell(_TOP, column)
        put_text(cell, heading, looks.HEADING)
        cell.fill = looks.fill(page.stage)
    sheet.freeze_panes = f"A{_TOP + 1}"
    row = _TOP
    for block in page.blocks:
        if block.heading:
            row += 1
            _block(sheet, row, block.heading, block.details)
        for line in block.lines:
            row += 1
            if isinstance(line, Link):
                _link(sheet, row, line, words)
            else:
                _line(sheet, row, line, rules, words)
    sheet.print_title_rows = f"{_TOP}:{_TOP}"
    looks.set_print_layout(sheet)


def _block(sheet: Worksheet, row: int, heading: str, details: tuple[str, ...]) -> None:
    cell = sheet.cell(row, 1)
    cell.value, cell.alignment = looks.question(heading, details), looks.TOP_LEFT
    for column in range(1, 5):
        sheet.cell(row, column).fill = looks.BLOCK_FILL
    sheet.row_dimensions[row].height = max(
        24.0, looks.question_height(heading, details, _WIDTHS["A"]))


def _link(sheet: Worksheet, row: int, line: Link, words: Mapping[str, str]) -> None:
    cell = sheet.cell(row, 1)
    cell.value, cell.alignment = looks.question(line.question, line.details), looks.TOP_LEFT
    link(sheet.cell(row, 3), words["see_sheet"].format(title=line.to), line.to)
    for column in range(1, 5):
        sheet.cell(row, column).border = looks.BORDER
    sheet.row_dimensions[row].height = max(
        34.0, looks.question_height(line.question, line.details, _WIDTHS["A"]))


def _line(
    sheet: Worksheet, row: int, line: PlanLine, rules: CellRules, words: Mapping[str, str]
) -> None:
    question, answer, hint, key = (sheet.cell(row, column) for column in range(1, 5))
    question.value = looks.question(line.question, line.details, soft=line.again)
    question.alignment = looks.TOP_LEFT
    put(answer, line.cell)
    answer.font, answer.alignment = looks.TEXT, looks.ANSWER
    answer.fill, answer.protection = looks.ANSWER_FILL, looks.OPEN
    if line.kind.type == "text" and not line.choices:
        answer.number_format = "@"
    elif line.kind.type == "date":
        answer.number_format = "yyyy-mm-dd"
    rules.put(sheet, answer.coordinate, answer.coordinate, line.kind, line.choices, line.hint)
    put_text(hint, line.hint, looks.HINT)
    if line.max_words is not None:
        rules.longest(sheet, answer.coordinate, line.max_words)
        hint.value = (f'={word_count(answer.coordinate)}&" {words["words_of"]} '
                      f'{line.max_words}"')
    put_text(key, line.mark, looks.KEY_FONT)
    for cell in (question, answer, hint, key):
        cell.border = looks.BORDER
    least = 120 if line.max_words or line.long else 18
    sheet.row_dimensions[row].height = max(
        looks.question_height(line.question, line.details, _WIDTHS["A"]),
        looks.height([(str(line.cell or ""), _WIDTHS["B"]), (line.hint, _WIDTHS["C"] * 1.3)],
                     least))
