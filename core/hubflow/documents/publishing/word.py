"""Draw a document as a Word file that people can edit: real headings, lists, tables, notes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.image.exceptions import (
    InvalidImageStreamError,
    UnexpectedEndOfFileError,
    UnrecognizedImageError,
)
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import _Header
from docx.shape import InlineShape
from docx.shared import Emu, Length, Mm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run

from hubflow.documents.design.palette import colours
from hubflow.documents.publishing.hub_templates import TemplateError
from hubflow.documents.publishing.office_file import MADE, without_time_stamps
from hubflow.model.input_problems import BadInput, one_problem
from hubflow.plugins.document import (
    RIGHT_TO_LEFT,
    Block,
    Blocks,
    Document,
    Heading,
    Line,
    Listing,
    Paragraph,
    Picture,
    Quote,
    Rule,
    Table,
    Verbatim,
)
from hubflow.reading.toml.source import read_bytes
from hubflow.reading.values.packed_file import check_office_file
from hubflow.text.spoken import say

WIDTH = Mm(166)
PICTURE = Mm(45)
"""How high a picture is."""

REMARK = "Remark"
"""The name of the style of what is said about the text, such as a section's question."""

_PROPERTY = 255
"""The most characters that a Word file's property holds."""

_AFTER_BIDI = ("w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing",
               "w:mirrorIndents", "w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment",
               "w:textboxTightWrap", "w:outlineLvl", "w:divId", "w:cnfStyle", "w:rPr", "w:sectPr",
               "w:pPrChange")
_AFTER_SHADE = ("w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:wordWrap", "w:overflowPunct",
                "w:topLinePunct", "w:autoSpaceDE", "w:autoSpaceDN", "w:bidi", *_AFTER_BIDI)
"""What follows in the properties of a paragraph (ECMA-376 part 1, 17.3.1.26)."""


def word(document: Document, blocks: Blocks, template: Path | None = None) -> bytes:
    """Return the document as a .docx file; the same document gives the same bytes.

    ``template`` is a hub's own Word file: its styles, page, header and footer are kept, and the
    document follows what stands in it. Raises :class:`TemplateError` where it is none.
    """
    return without_time_stamps(_Writer(document, blocks, template).written())


class _Writer:
    def __init__(self, document: Document, blocks: Blocks, template: Path | None) -> None:
        self.document = document
        self.blocks = blocks
        self.own = template is not None
        self.file = _opened(template)
        self.width = _text_width(self.file) if self.own else Mm(174) if document.compact else WIDTH
        self.after_table = False
        self.colours = {name: colour[1:].upper() for name, colour in colours(document.look).items()}
        self.accent = self._colour("accent")

    def written(self) -> bytes:
        properties = self.file.core_properties
        properties.title = self.document.title[:_PROPERTY]
        properties.language = self.document.language
        properties.author = properties.last_modified_by = ""
        properties.created = properties.modified = MADE
        properties.revision = 1
        if not self.own:
            self._styles()
            self._page()
        self.styles = self._style_ids()
        if self.document.draft:
            self._draft_mark()
        if self.document.look.logo_format and not self.own:
            self._logo()
        for number, block in enumerate(self.blocks.blocks):
            self._block(block)
            if number == 0 and self.document.picture is not None:
                self._picture(self.document.picture)
        self._notes()
        made = io.BytesIO()
        self.file.save(made)
        return made.getvalue()

    def _logo(self) -> None:
        """Put the hub's logo at the head of the first page; a hub's own Word file has its own."""
        paragraph = self.file.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        height = Mm(12 if self.document.compact else 16)
        _add_image(paragraph, self.document.look.logo, height, "[hub.look] logo")
        if self.document.compact:
            paragraph.paragraph_format.space_after = Pt(0)

    def _picture(self, picture: Picture) -> None:
        """Put a picture below the title, no wider than the text."""
        paragraph = self._paragraph()
        shape = _add_image(paragraph, picture.content, PICTURE, "--picture")
        if shape.width > self.width:
            shape.height = Emu(int(shape.height * self.width / shape.width))
            shape.width = Emu(int(self.width))
        shape._inline.docPr.set("descr", picture.caption)
        if picture.caption:
            paragraph.paragraph_format.keep_with_next = True
            self._paragraph(REMARK).add_run(picture.caption)

    def _styles(self) -> None:
        normal = self._style("Normal")
        self.typeface = self.document.look.typeface or "Calibri"
        normal.font.name, normal.font.size = self.typeface, Pt(10.5)
        normal.paragraph_format.space_after = Pt(6)
        normal.paragraph_format.line_spacing = 1.1
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), self.document.language)
        normal.element.get_or_add_rPr().append(language)
        compact = self.document.compact
        for name, size, before in (("Title", 17 if compact else 22, 0),
                                   ("Heading 1", 13 if compact else 15, 8 if compact else 18),
                                   ("Heading 2", 12, 12),
                                   ("Heading 3", 11, 10)):
            style = self._style(name)
            style.font.name, style.font.size, style.font.bold = self.typeface, Pt(size), True
            style.font.color.rgb = self.accent
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{theme}"), None)
            style.paragraph_format.space_before = Pt(before)
            style.paragraph_format.space_after = Pt(4)
            style.paragraph_format.keep_with_next = True
        for edge in self._style("Title").element.iter(qn("w:bottom")):
            edge.set(qn("w:color"), self.colours["accent"])
            edge.attrib.pop(qn("w:themeColor"), None)
        remark = self.file.styles.add_style(REMARK, WD_STYLE_TYPE.PARAGRAPH)
        remark.base_style = normal
        remark.font.size, remark.font.italic = Pt(8.5 if compact else 9.5), True
        remark.font.color.rgb = self._colour("faint")

    def _colour(self, name: str) -> RGBColor:
        return RGBColor.from_string(self.colours[name])

    def _style(self, name: str) -> Any:
        return self.file.styles[name]

    def _style_ids(self) -> dict[str, str | None]:
        """Return the id of each style of paragraphs by its name; None for the default style.

        python-docx looks through all styles for each paragraph: most of a document's time.
        """
        default = self.file.styles.default(WD_STYLE_TYPE.PARAGRAPH)
        return {style.name: None if default is not None and style.style_id == default.style_id
                else style.style_id
                for style in self.file.styles if style.type == WD_STYLE_TYPE.PARAGRAPH}

    def _page(self) -> None:
        section = self.file.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        compact = self.document.compact
        section.left_margin = section.right_margin = Mm(18 if compact else 22)
        section.top_margin, section.bottom_margin = Mm(15 if compact else 24), Mm(
            17 if compact else 22)
        if compact:
            section.header_distance = section.footer_distance = Mm(8)
        footer = section.footer.paragraphs[0]
        self._style("Footer").paragraph_format.tab_stops.clear_all()
        footer.paragraph_format.tab_stops.add_tab_stop(WIDTH, WD_TAB_ALIGNMENT.RIGHT)
        footer.add_run(f"{self.document.about}\t")
        for field in ("PAGE", "NUMPAGES"):
            if field == "NUMPAGES":
                footer.add_run(" / ")
            _add_field(footer, field)
        for run in footer.runs:
            run.font.size = Pt(8.5)

    def _draft_mark(self) -> None:
        """Put the mark on every page, also on first and even pages with their own header."""
        for number, section in enumerate(self.file.sections):
            headers = [section.header]
            if section.different_first_page_header_footer:
                headers.append(section.first_page_header)
            if self.file.settings.odd_and_even_pages_header_footer:
                headers.append(section.even_page_header)
            for header in headers:
                if number == 0 or not header.is_linked_to_previous:
                    self._mark(header)

    def _mark(self, header: _Header) -> None:
        """Add the mark in a line of its own below a hub's own header."""
        bare = len(header.paragraphs) == 1 and not header.paragraphs[0].text
        paragraph = header.paragraphs[0] if bare else header.add_paragraph()
        run = paragraph.add_run(self.document.draft)
        run.bold, run.font.size, run.font.color.rgb = True, Pt(14), self._colour("warm")
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT

    def _block(self, block: Block) -> None:
        if isinstance(block, Heading):
            style = "Title" if block.level == 1 else f"Heading {min(block.level - 1, 9)}"
            self._line(self._paragraph(style), block.spans)
        elif isinstance(block, Paragraph):
            paragraph = self._paragraph(REMARK if block.remark else "Normal")
            if block.keep:
                paragraph.paragraph_format.keep_with_next = True
            self._line(paragraph, block.spans)
        elif isinstance(block, Listing):
            self._listing(block)
        elif isinstance(block, Quote):
            self._quote(block)
        elif isinstance(block, Table):
            self._table(block)
        elif isinstance(block, Verbatim):
            run = self._paragraph().add_run(block.text)
            run.font.name, run.font.size = "Consolas", Pt(9)
        elif isinstance(block, Rule):
            _border(self._paragraph(), "bottom", self.colours["line"], 4)

    def _paragraph(self, style: str = "Normal") -> WordParagraph:
        paragraph = self.file.add_paragraph()
        if style in self.styles:
            paragraph._p.style = self.styles[style]
        if self.after_table and not style.startswith(("Title", "Heading")):
            paragraph.paragraph_format.space_before = Pt(8)
        self.after_table = False
        if self.document.language in RIGHT_TO_LEFT:
            _put(paragraph.paragraph_format.element.get_or_add_pPr(), OxmlElement("w:bidi"),
                 _AFTER_BIDI)
        return paragraph

    def _listing(self, block: Listing, depth: int = 1) -> None:
        kind = "List Number" if block.ordered else "List Bullet"
        number_of_list = self._numbering(kind, block.start) if block.ordered else None
        for item in block.items:
            for number, inner in enumerate(item):
                if isinstance(inner, Listing):
                    self._listing(inner, min(depth + 1, 3))
                elif isinstance(inner, Paragraph) and not number:
                    style = kind if depth == 1 else f"{kind} {depth}"
                    paragraph = self._paragraph(style)
                    if number_of_list is not None:
                        properties = paragraph.paragraph_format.element.get_or_add_pPr()
                        properties.get_or_add_numPr().get_or_add_numId().val = number_of_list
                    self._line(paragraph, inner.spans)
                else:
                    self._block(inner)

    def _numbering(self, style: str, start: int) -> int | None:
        """Return a new numbering for a list, so that it does not continue the list before it."""
        properties = self._style(style).element.pPr if style in self.styles else None
        if properties is None or properties.numPr is None or properties.numPr.numId is None:
            return None
        numbering = self.file.part.numbering_part.element
        like = numbering.num_having_numId(properties.numPr.numId.val)
        own = numbering.add_num(like.abstractNumId.val)
        own.add_lvlOverride(ilvl=0).add_startOverride(start)
        return int(own.numId)

    def _quote(self, block: Quote) -> None:
        """Add set-off text, with a line and a shade, as ordinary paragraphs."""
        before = len(self.file.paragraphs)
        for inner in block.blocks:
            self._block(inner)
        for paragraph in self.file.paragraphs[before:]:
            _border(paragraph, "left", self.colours["warm"], 18)
            _shade(paragraph.paragraph_format.element.get_or_add_pPr(), self.colours["warm-shade"],
                   _AFTER_SHADE)

    def _table(self, block: Table) -> None:
        if self.after_table:  # or Word would make one table of two
            self._paragraph()
        table = self.file.add_table(rows=0, cols=len(block.head))
        table.autofit = False
        _table_lines(table, self.colours["line"])
        for column, share in zip(table.columns, block.shares, strict=True):
            column.width = Emu(int(self.width * share))
        for number, cells in enumerate((block.head, *block.rows)):
            row = table.add_row()
            properties = row._tr.get_or_add_trPr()
            properties.append(OxmlElement("w:cantSplit"))
            if number == 0:
                properties.append(OxmlElement("w:tblHeader"))
            if not any(cells):
                row.height = Mm(10)
            together = number == 0 or (block.short and number < len(block.rows))
            for cell, spans, align, share in zip(row.cells, cells, block.aligns, block.shares,
                                                 strict=True):
                cell.width = Emu(int(self.width * share))
                self._cell(cell, spans, align, Pt(9.5 * block.type_size), head=number == 0)
                if together:
                    cell.paragraphs[0].paragraph_format.keep_with_next = True
        self.after_table = True

    def _cell(
        self, cell: _Cell, spans: Line, align: str, size: Length, *, head: bool
    ) -> None:
        paragraph = cell.paragraphs[0]
        space = Pt(1 if self.document.compact else 2)
        paragraph.paragraph_format.space_after = paragraph.paragraph_format.space_before = space
        if align == "right":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self._line(paragraph, spans)
        for run in _runs(paragraph):
            run.font.size = size
            if head:
                run.bold, run.font.color.rgb = True, self.accent
        if head:
            _shade(cell._tc.get_or_add_tcPr(), self.colours["shade"])

    def _line(self, paragraph: WordParagraph, spans: Line) -> None:
        remark = REMARK in self.styles and paragraph._p.style == self.styles[REMARK]
        for span in spans:
            run = (_linked(paragraph, span.link, span.text, self.accent) if span.link
                   else paragraph.add_run(span.text))
            run.bold, run.italic = span.bold or None, (span.italic and not remark) or None
            if span.code:
                run.font.name, run.font.size = "Consolas", Pt(9)
            if span.note:
                mark = paragraph.add_run(str(span.note))
                mark.font.superscript = True

    def _notes(self) -> None:
        """Add the notes under a line at the end, each with its number in the text."""
        if not self.blocks.notes:
            return
        _border(self._paragraph(), "bottom", self.colours["line"], 4)
        for number, spans in enumerate(self.blocks.notes, 1):
            paragraph = self._paragraph()
            paragraph.paragraph_format.space_after = Pt(2)
            paragraph.add_run(str(number)).font.superscript = True
            paragraph.add_run(" ")
            self._line(paragraph, spans)
            for run in _runs(paragraph):
                run.font.size = Pt(8.5)


def _runs(paragraph: WordParagraph) -> Iterator[Run]:
    """Yield all runs, including those of links."""
    for part in paragraph.iter_inner_content():
        yield from [part] if isinstance(part, Run) else part.runs


def _add_image(paragraph: WordParagraph, image: bytes, height: Length, what: str) -> InlineShape:
    """Add an image to a paragraph. Raise :class:`BadInput` where it cannot be read."""
    try:
        return paragraph.add_run().add_picture(io.BytesIO(image), height=height)
    except (UnrecognizedImageError, UnexpectedEndOfFileError, InvalidImageStreamError):
        raise one_problem(what, say("office.image_not_read"), say("office.save_as_png")) from None


def _opened(template: Path | None) -> WordDocument:
    if template is None:
        return docx.Document()
    try:
        check_office_file(read_bytes(template), str(template))
        return docx.Document(str(template))
    except BadInput:
        raise
    except Exception as error:
        raise TemplateError(template, 0, say("office.template_no_word", error=error)) from None


def _text_width(file: WordDocument) -> int:
    """Return the width between the margins of a hub's own page, or of hubflow's."""
    section = file.sections[-1]
    parts = (section.page_width, section.left_margin, section.right_margin)
    if None in parts:
        return WIDTH
    page, left, right = (int(one or 0) for one in parts)
    return page - left - right


def _add_field(paragraph: WordParagraph, name: str) -> None:
    """Add a number that Word computes, for example that of the page."""
    for kind in ("begin", "instr", "end"):
        run = paragraph.add_run()
        if kind == "instr":
            text = OxmlElement("w:instrText")
            text.set(qn("xml:space"), "preserve")
            text.text = name
            run._r.append(text)
        else:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)


def _linked(paragraph: WordParagraph, address: str, text: str, colour: RGBColor) -> Run:
    """Add a run that links to an address."""
    id = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), id)
    run = paragraph.add_run(text)
    run.font.color.rgb, run.font.underline = colour, True
    link.append(run._r)
    paragraph._p.append(link)
    return run


def _border(paragraph: WordParagraph, side: str, colour: str, size: int) -> None:
    borders = OxmlElement("w:pBdr")
    borders.append(_edge(side, colour, size))
    _put(paragraph.paragraph_format.element.get_or_add_pPr(), borders, ("w:shd", *_AFTER_SHADE))


def _edge(side: str, colour: str, size: int) -> Any:
    edge = OxmlElement(f"w:{side}")
    for key, value in (("val", "single"), ("sz", str(size)), ("space", "4"), ("color", colour)):
        edge.set(qn(f"w:{key}"), value)
    return edge


def _shade(properties: Any, colour: str, before: tuple[str, ...] = ()) -> None:
    shade = OxmlElement("w:shd")
    for key, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{key}"), value)
    _put(properties, shade, before)


def _table_lines(table: Any, colour: str) -> None:
    borders = OxmlElement("w:tblBorders")
    for side in ("bottom", "insideH"):
        borders.append(_edge(side, colour, 4))
    _put(table._tbl.tblPr, borders, ("w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook"))


def _put(parent: Any, element: Any, before: tuple[str, ...]) -> None:
    """Insert an element where the format's schema requires it: before all of these."""
    parent.insert_element_before(element, *before)
