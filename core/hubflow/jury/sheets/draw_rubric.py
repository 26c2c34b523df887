"""Draw the two sheets of a scoring workbook that assessors only read: the guide and the rubric."""

from __future__ import annotations

from collections.abc import Iterator

from openpyxl.worksheet.worksheet import Worksheet

from hubflow.documents.design.assumption_mark import MARK, legend
from hubflow.jury.assessor_task import ScoringSheet
from hubflow.jury.jury_questions import JuryQuestion, JuryQuestions
from hubflow.text.numbers import in_steps, number, percent
from hubflow.workbook.drawing import looks
from hubflow.workbook.drawing.cell_writing import put_text

_STEPS = ("guide_1", "guide_2", "guide_3", "guide_4", "guide_5", "guide_6", "guide_7", "guide_8")
_WIDTHS = (30.0, 46.0, 13.0, 46.0, 14.0, 40.0)


def draw_guide(sheet: Worksheet, contents: ScoringSheet) -> None:
    """Draw how to fill in the workbook, and which ventures the assessor reads."""
    words = contents.words
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 4, 60
    sheet.column_dimensions["C"].width = 44
    put_text(sheet.cell(2, 2), words["guide_title"].format(assessor=contents.assessor), looks.TITLE)
    sheet.cell(2, 2).alignment = looks.ONE_LINE
    sheet.row_dimensions[2].height = 28
    put_text(sheet.cell(3, 2), contents.about, looks.SUBTITLE)
    sheet.merge_cells("B3:C3")
    put_text(sheet.cell(5, 2), words["guide_how"], looks.BLOCK)
    row = 5
    for key in _STEPS:
        if key == "guide_6" and not any(rule.justified for task in contents.tasks
                                        for rule in task.questions.rules):
            continue
        row += 1
        cell = sheet.cell(row, 1, row - 5)
        cell.font, cell.alignment = looks.HINT, looks.TOP_LEFT
        key = "guide_1_blind" if key == "guide_1" and contents.mark.blind else key
        text = words[key].format(rubric=words["rubric"], scores=words["scores"],
                                 yes=words["yes"])
        _across(sheet, row, text)
    for heading, abstains in (("guide_yours", False), ("guide_nothing", True)):
        tasks = [task for task in contents.tasks if task.abstains is abstains]
        if not tasks:
            continue
        row += 2
        put_text(sheet.cell(row, 2), words[heading], looks.BLOCK)
        for task in tasks:
            row += 1
            put_text(sheet.cell(row, 2), task.title, looks.TEXT)
            put_text(sheet.cell(row, 3), task.questions.phase.name if abstains else task.file,
                     looks.SUBTITLE)
            sheet.row_dimensions[row].height = looks.height([(task.title, 58.0),
                                                             (task.file, 42.0)])
    looks.set_print_layout(sheet, contents.proof)


def _across(sheet: Worksheet, row: int, text: str) -> None:
    sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=3)
    put_text(sheet.cell(row, 2), text, looks.TEXT)
    sheet.row_dimensions[row].height = looks.height([(text, 106)])


def draw_rubric(sheet: Worksheet, contents: ScoringSheet) -> None:
    """Draw each criterion: what it looks at, its scale, its levels, its weight, its source."""
    words = contents.words
    sheet.sheet_view.showGridLines = False
    for letter, width in zip("ABCDEF", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    row = 0
    for asked in _phases(contents):
        row += 1
        put_text(sheet.cell(row, 1), asked.phase.name, looks.TITLE)
        sheet.cell(row, 1).alignment = looks.ONE_LINE
        sheet.row_dimensions[row].height = 28
        row += 1
        put_text(sheet.cell(row, 1), words["rubric_about"].format(phase=asked.phase.name),
                 looks.SUBTITLE)
        sheet.cell(row, 1).alignment = looks.ONE_LINE
        row += 1
        for column, key in enumerate(("criterion", "asks", "scale", "levels", "weight", "source"),
                                     1):
            cell = sheet.cell(row, column)
            put_text(cell, words[f"rubric_{key}"], looks.HEADING)
            cell.fill = looks.fill("identify")
        for rule in asked.rules:
            row += 1
            cells = list(_cells(rule, contents))
            for column, text in enumerate(cells, 1):
                cell = sheet.cell(row, column)
                put_text(cell, text, looks.BOLD if column == 1 else looks.TEXT)
                cell.border = looks.BORDER
            sheet.row_dimensions[row].height = looks.height(
                [(text, width * 0.95) for text, width in zip(cells, _WIDTHS, strict=True)])
        row += 1
    if any(rule.assumed for asked in _phases(contents) for rule in asked.rules):
        put_text(sheet.cell(row + 1, 1), legend(contents.language), looks.SUBTITLE)
        sheet.cell(row + 1, 1).alignment = looks.ONE_LINE
    looks.set_print_layout(sheet, contents.proof)


def _phases(told: ScoringSheet) -> Iterator[JuryQuestions]:
    """Return each phase that is judged, once."""
    seen = set()
    for task in told.tasks:
        if task.questions.phase.phase not in seen:
            seen.add(task.questions.phase.phase)
            yield task.questions


def _cells(rule: JuryQuestion, told: ScoringSheet) -> Iterator[str]:
    words = told.words
    condition = rule.levels == (words["yes"], words["no"])
    yield rule.title
    yield rule.says or "–"
    yield scale_of(rule, told)
    yield "\n".join(f"{level}: {meaning}" for level, meaning in rule.meaning) or (
        "–" if condition else words["rubric_no_levels"])
    assumed = MARK if rule.assumed else ""
    if rule.exception:
        yield words["exception"]
    elif condition:
        yield words["condition"]
    elif rule.weight is None:
        yield words["levels_counted"] if rule.levels else "–"
    else:
        yield percent(rule.weight, told.language) + assumed
    yield rule.source + assumed


def scale_of(rule: JuryQuestion, contents: ScoringSheet) -> str:
    """Return a scale from its worst to its best."""
    if rule.levels:
        return " / ".join(rule.levels)
    ends = contents.words["from_to"].format(low=number(rule.low, contents.language),
                                            high=number(rule.high, contents.language))
    return in_steps(ends, rule.step, contents.language)
