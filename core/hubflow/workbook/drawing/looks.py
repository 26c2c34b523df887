"""Define the looks of a dossier's workbook: colours, fonts, widths."""

from __future__ import annotations

import textwrap
from copy import copy
from typing import Any

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.colors import Color
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from hubflow.model.characters import harmless

STAGE_COLOURS = {
    "": "3B4A54", "identify": "2F6B8A", "understand": "3D7A5F", "test": "7A6A2F",
    "incubate": "8A4F2F", "trade": "7A3B5E", "scale": "4B4A8A",
}

_LINE = Side(style="thin", color="C9CED2")
BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
TOP_LEFT = Alignment(wrap_text=True, vertical="top")
TOP_RIGHT = Alignment(wrap_text=True, vertical="top", horizontal="right", indent=1)
"""For numbers: apart from the text of the next column."""
TOP_CENTRE = Alignment(wrap_text=True, vertical="top", horizontal="center")
ANSWER = Alignment(wrap_text=True, vertical="top", horizontal="left")
ONE_LINE = Alignment(wrap_text=False, vertical="top")
TITLE = Font(name="Calibri", size=18, bold=True)
SUBTITLE = Font(name="Calibri", size=11, color="55606A")
HEADING = Font(name="Calibri", size=11, bold=True, color="FFFFFF")
BLOCK = Font(name="Calibri", size=12, bold=True, color="22303A")
TEXT = Font(name="Calibri", size=11)
BOLD = Font(name="Calibri", size=11, bold=True)
HINT = Font(name="Calibri", size=9, italic=True, color="66717B")
KEY_FONT = Font(name="Consolas", size=8, color="9AA3AA")
LINK_FONT = Font(name="Calibri", size=11, underline="single", color="1F5FA8")
DAY_FORMAT = "d mmm yyyy"
"""Days of which nobody reads the first number as the month, in the language of who looks at them.
"""
MONTH_FORMAT = "mmm yyyy"
ANSWER_FILL = PatternFill("solid", fgColor="FFF9E5")
BLOCK_FILL = PatternFill("solid", fgColor="E9EDF0")
OPEN = Protection(locked=False)


def fill(stage: str) -> PatternFill:
    """Return the colour of a stage's headings."""
    return PatternFill("solid", fgColor=STAGE_COLOURS[stage])


def look_of(cell: Any) -> Any:
    """Return a cell's look, for :func:`take_look`."""
    return copy(cell._style)


def take_look(cell: Any, look: Any) -> None:
    """Give a cell the look of another one of its workbook.

    That is a third of the time of a long list: the workbook need not look for each cell whether
    it has its font, fill and border.
    """
    cell._style = copy(look)


def question(text: str, details: tuple[str, ...], *, soft: bool = False) -> CellRichText:
    """Return a question in bold, with the method's remarks below it."""
    colour = Color("FF9AA3AA" if soft else "FF22303A")
    bold = InlineFont(rFont="Calibri", sz=11, b=not soft, color=colour)
    small = InlineFont(rFont="Calibri", sz=9, color=Color("FF55606A"))
    parts = [TextBlock(bold, harmless(text))]
    parts += [TextBlock(small, harmless(f"\n{detail}")) for detail in details]
    return CellRichText(*parts)


def heading(text: str, hint: str) -> CellRichText:
    """Return a column's heading, with the values that are allowed below it."""
    bold = InlineFont(rFont="Calibri", sz=11, b=True, color=Color("FFFFFFFF"))
    small = InlineFont(rFont="Calibri", sz=8, i=True, color=Color("FFE3E8EB"))
    parts = [TextBlock(bold, harmless(text))]
    if hint:
        parts.append(TextBlock(small, harmless(f"\n{hint}")))
    return CellRichText(*parts)


def title(sheet: Worksheet, text: str, about: str, width: float) -> None:
    """Write the first two rows of a sheet: its title and its purpose, ``width`` characters wide."""
    first, second = sheet.cell(1, 1), sheet.cell(2, 1)
    first.value, first.font, first.alignment = harmless(text), TITLE, ONE_LINE
    second.value, second.font, second.alignment = harmless(about), SUBTITLE, TOP_LEFT
    sheet.row_dimensions[1].height = 28
    sheet.row_dimensions[2].height = height([(about, width)])


def height(texts: list[tuple[str, float]], least: float = 18.0) -> float:
    """Return the height of a row in points; each text has a column width in characters."""
    lines = [sum(_lines(part, max(1, int(width))) for part in text.split("\n"))
             for text, width in texts]
    return min(400.0, max([least, *(15.0 * count + 3 for count in lines)]))


def _lines(text: str, width: int) -> int:
    """Return the lines of a text in a cell, where a word that is too long begins a new line."""
    wrapped = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    return max(1, sum(-(-len(line) // width) for line in wrapped))


def question_height(question: str, details: tuple[str, ...], width: float) -> float:
    """Return the height in points of a question with remarks in a smaller font."""
    return height([(question, width)]) + (
        sum(height([(detail, width * 1.2)], 0) - 5 for detail in details))


def set_print_layout(sheet: Worksheet, footer_text: str = "") -> None:
    """Print a sheet on A4 in landscape, its columns on one page, with page numbers.

    ``footer_text`` stands small at the left of each page's end.
    """
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.6, footer=0.3)
    footer = HeaderFooterItem()
    footer.center.text = "&P / &N"
    if footer_text:
        footer.left.text, footer.left.size = footer_text.replace("&", "&&"), 7
    sheet.HeaderFooter.oddFooter = footer
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
