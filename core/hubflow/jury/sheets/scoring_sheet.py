"""Write one assessor's scoring sheet as an Excel workbook: the guide, the rubric, the scores."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from hubflow.documents.publishing.office_file import workbook_bytes
from hubflow.jury.assessor_task import ScoringSheet
from hubflow.jury.sheets.draw_rubric import draw_guide, draw_rubric
from hubflow.jury.sheets.draw_scores import draw_scores
from hubflow.workbook.drawing.cell_rules import LISTS, CellRules


def scoring_workbook(sheet: ScoringSheet) -> bytes:
    """Return the workbook as the bytes of an .xlsx file."""
    workbook = Workbook()
    guide = workbook.active
    assert isinstance(guide, Worksheet)
    guide.title = sheet.words["read_first"]
    rubric = workbook.create_sheet(sheet.words["rubric"])
    scores = workbook.create_sheet(sheet.words["scores"])
    lists = workbook.create_sheet(LISTS)
    draw_guide(guide, sheet)
    draw_rubric(rubric, sheet)
    draw_scores(scores, sheet, CellRules(lists, sheet.words, ()))
    lists.sheet_state = "hidden"
    for page in workbook.worksheets:
        _protect(page)
    return workbook_bytes(workbook)


def _protect(sheet: Worksheet) -> None:
    """Lock the cells that nobody fills in, without a password; widths and heights stay free."""
    sheet.protection.sheet = True
    for free in ("formatColumns", "formatRows"):
        setattr(sheet.protection, free, False)
