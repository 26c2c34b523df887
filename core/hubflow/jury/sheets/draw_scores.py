"""Draw the sheet on which an assessor writes scores, notes, and conflicts of interest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from hubflow.jury.assessor_task import ScoringSheet, Task
from hubflow.jury.jury_questions import JuryQuestion
from hubflow.jury.sheets.draw_rubric import scale_of
from hubflow.jury.sheets.scoring_marks import CONFLICT, CRITERION, DAY, NOTE, PHASE, SCORE, VENTURE
from hubflow.model.values import Kind
from hubflow.reading.values.workbook_file import letters
from hubflow.workbook.drawing import looks
from hubflow.workbook.drawing.cell_rules import CellRules
from hubflow.workbook.drawing.cell_writing import put, put_text

_TITLES, _FIRST = 5, 6
_WIDTHS = {"A": 3.0, "B": 3.0, "C": 3.0, "D": 48.0, "E": 20.0, "F": 16.0, "G": 52.0, "H": 15.0}
_KEYS = "ABC"
_YES_NO, _DAY = Kind("yes_no", gap=False), Kind("date", gap=False)
_GREY = PatternFill("solid", bgColor="E3E6E8")
_ASKS_NOTE = PatternFill("solid", bgColor="FBD9B5")
_FADED = Font(color="9AA3AA")


def draw_scores(sheet: Worksheet, contents: ScoringSheet, rules: CellRules) -> None:
    """Draw a block for each venture: a row for the conflict of interest, then its criteria."""
    words = contents.words
    sheet.sheet_view.showGridLines = False
    for letter, width in _WIDTHS.items():
        sheet.column_dimensions[letter].width = width
        sheet.column_dimensions[letter].hidden = letter in _KEYS
    put_text(sheet.cell(1, VENTURE), contents.mark.text(), looks.KEY_FONT)
    put_text(sheet.cell(1, 4), f"{words['scores']}: {contents.assessor}", looks.TITLE)
    put_text(sheet.cell(2, 4), f"{contents.about.rstrip('.')}. {words['scores_about']}",
             looks.SUBTITLE)
    for row, height in ((1, 28.0), (2, 18.0)):
        sheet.cell(row, 4).alignment = looks.ONE_LINE
        sheet.cell(row, VENTURE).alignment = looks.ONE_LINE
        sheet.row_dimensions[row].height = height
    _day(sheet, words, rules)
    for column, key in ((4, "what"), (5, "scale"), (SCORE, "score"), (NOTE, "note"),
                        (CONFLICT, "conflict")):
        cell = sheet.cell(_TITLES, column)
        cell.value = looks.heading(words[key], words["conflict_hint"] if key == "conflict" else "")
        cell.fill, cell.alignment, cell.font = looks.fill(""), looks.TOP_LEFT, looks.HEADING
    sheet.row_dimensions[_TITLES].height = 44
    row = _FIRST
    for task in contents.tasks:
        row = _venture(sheet, row, task, contents, rules)
    sheet.freeze_panes = f"E{_FIRST}"
    sheet.print_title_rows = f"{_TITLES}:{_TITLES}"
    sheet.print_area = f"D1:{letters(CONFLICT)}{row - 1}"
    looks.set_print_layout(sheet, contents.proof)


def _day(sheet: Worksheet, words: Mapping[str, str], rules: CellRules) -> None:
    put_text(sheet.cell(3, VENTURE), DAY, looks.KEY_FONT)
    put_text(sheet.cell(3, 4), words["day"], looks.TEXT)
    cell = sheet.cell(3, SCORE)
    _open(cell)
    cell.number_format = "yyyy-mm-dd"
    rules.put(sheet, cell.coordinate, cell.coordinate, _DAY, (), "2024-06-30")


def _venture(
    sheet: Worksheet, first: int, task: Task, told: ScoringSheet, rules: CellRules
) -> int:
    """Draw the block of a venture from a row on; return the row after it."""
    words = told.words
    last = first + len(task.questions.rules)
    _keys(sheet, first, task, "")
    put_text(sheet.cell(first, 4), f"{task.title}\n{task.questions.phase.name}", looks.BLOCK)
    for column in range(4, CONFLICT + 1):
        sheet.cell(first, column).fill = looks.BLOCK_FILL
    score, note, conflict = (sheet.cell(first, column) for column in (SCORE, NOTE, CONFLICT))
    open_rows = [] if task.abstains else [
        row for row, rule in enumerate(task.questions.rules, first + 1)
        if rule.expected]
    if open_rows:
        cells = ",".join(f"F{row}" for row in open_rows)
        score.value = f'=COUNTA({cells})&" {words["done"]} {len(open_rows)}"'
        score.font, score.alignment = looks.SUBTITLE, looks.ANSWER
    if task.abstains:
        put_text(note, words["abstains"], looks.HINT)
        put(conflict, words["yes"])
    else:
        _open(conflict)
        rules.put(sheet, conflict.coordinate, conflict.coordinate, _YES_NO,
                  (words["yes"], words["no"]), words["conflict_hint"])
    conflict.font, conflict.alignment = looks.BOLD, looks.TOP_CENTRE
    conflict.border = looks.BORDER
    sheet.row_dimensions[first].height = looks.height(
        [(f"{task.title}\n{task.questions.phase.name}", 40.0)], 34)
    for row, rule in enumerate(task.questions.rules, first + 1):
        _rule(sheet, row, rule, task, told, rules)
    _greyed(sheet, first, last, words["yes"])
    return last + 1


def _keys(sheet: Worksheet, row: int, task: Task, criterion: str) -> None:
    for column, text in ((VENTURE, task.key), (PHASE, task.questions.phase.phase),
                         (CRITERION, criterion)):
        if text:
            put_text(sheet.cell(row, column), text, looks.KEY_FONT)
            sheet.cell(row, column).alignment = looks.ONE_LINE


def _rule(
    sheet: Worksheet, row: int, rule: JuryQuestion, task: Task, told: ScoringSheet, rules: CellRules
) -> None:
    words = told.words
    closed = task.abstains or rule.applies is False
    what, scale, score, note = (sheet.cell(row, column) for column in (4, 5, SCORE, NOTE))
    details = (*((words["note_asked"],) if rule.justified and not closed else ()),
               *((words["exception_asked"],) if rule.exception and not closed else ()),
               *((words["may_apply"],) if rule.applies is None else ()))
    what.value, what.alignment = looks.question(rule.title, details, soft=closed), looks.TOP_LEFT
    put_text(scale, words["not_for_venture"] if rule.applies is False else scale_of(rule, told),
             looks.HINT)
    score.font, score.alignment = looks.TEXT, looks.ANSWER
    note.font, note.alignment = looks.TEXT, looks.TOP_LEFT
    note.number_format = "@"
    if not closed:
        _keys(sheet, row, task, rule.id)
        _open(score)
        _open(note)
        _hold(sheet, score.coordinate, rule, told, rules)
        if rule.justified or rule.exception:
            asks = f'="{words["yes"]}"' if rule.exception else '<>""'
            _when(sheet, note.coordinate,
                  f'AND({score.coordinate}{asks},TRIM({note.coordinate})="")', fill=_ASKS_NOTE)
    elif task.abstains and rule.applies is not False:
        _keys(sheet, row, task, rule.id)
    for cell in (what, scale, score, note, sheet.cell(row, CONFLICT)):
        cell.border = looks.BORDER
    sheet.row_dimensions[row].height = max(
        20.0, looks.question_height(rule.title, details, 46.0),
        looks.height([(str(scale.value), 20.0)]))


def _hold(
    sheet: Worksheet, cell: str, rule: JuryQuestion, told: ScoringSheet, rules: CellRules
) -> None:
    """Restrict a cell to its scale."""
    if rule.levels:
        kind = Kind("label", labels=rule.levels, gap=False)
    else:
        kind = Kind("number", low=rule.low, high=rule.high, step=rule.step, gap=False)
    rules.put(sheet, cell, cell, kind, rule.levels, scale_of(rule, told))


def _open(cell: object) -> None:
    """Return a cell that assessors may fill in."""
    cell.fill, cell.protection = looks.ANSWER_FILL, looks.OPEN  # type: ignore[attr-defined]
    cell.border = looks.BORDER  # type: ignore[attr-defined]


def _greyed(sheet: Worksheet, first: int, last: int, yes: str) -> None:
    """Grey out a venture's rows if a conflict is declared: nothing in them counts."""
    area = f"{letters(4)}{first + 1}:{letters(NOTE)}{last}"
    _when(sheet, area, f'$H${first}="{yes}"', fill=_GREY, font=_FADED)


def _when(sheet: Worksheet, area: str, formula: str, **looks_then: Any) -> None:
    """Give cells another look if a formula holds."""
    rule = FormulaRule(formula=[formula], **looks_then)  # type: ignore[no-untyped-call]
    sheet.conditional_formatting.add(area, rule)
