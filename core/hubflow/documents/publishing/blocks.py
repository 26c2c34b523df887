"""Parse a document's Markdown into blocks that every format can draw."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Literal

import attrs
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.footnote import footnote_plugin

from hubflow.documents.safe_markdown import plain
from hubflow.plugins.document import (
    Align,
    Block,
    Blocks,
    Heading,
    Line,
    Listing,
    Paragraph,
    Quote,
    Rule,
    Span,
    Table,
    Verbatim,
    plain_text,
)

_BREAK = re.compile(r"<br ?/?>")
_IN_AMOUNTS = re.compile(r"(?<=\d) (?=\d{3}(?!\d)|[€%])")
"""The spaces within an amount, at which no line ends."""


def untitled_blocks(markdown: str) -> Blocks:
    """Return the blocks of a Markdown document without its title, where the page shows one."""
    blocks = blocks_of(markdown)
    return attrs.evolve(blocks, blocks=blocks.blocks[1:])


def blocks_of(markdown: str) -> Blocks:
    """Return the blocks of a Markdown document. HTML stays text, but for a ``<br>`` in a line."""
    parser = MarkdownIt("commonmark").enable("table").disable("html_block").use(footnote_plugin)
    root = SyntaxTreeNode(parser.parse(plain(markdown.replace("\r", "\n"))))
    body = [node for node in root.children if node.type != "footnote_block"]
    notes = [note for node in root.children if node.type == "footnote_block"
             for note in node.children]
    return Blocks(
        blocks=tuple(_with_remarks(tuple(_blocks(body)))),
        notes=tuple(tuple(_merged_runs(span for inner in note.children for span in _inline(inner)))
                    for note in notes),
    )


def _blocks(nodes: Sequence[SyntaxTreeNode]) -> Iterator[Block]:
    for node in nodes:
        if node.type == "heading":
            yield Heading(level=int(node.tag[1]), spans=_line(node))
        elif node.type == "paragraph":
            spans = _line(node)
            said = [span for span in spans if span.text.strip()]
            yield Paragraph(spans=spans, remark=bool(said) and all(one.italic for one in said))
        elif node.type in ("bullet_list", "ordered_list"):
            yield Listing(ordered=node.type == "ordered_list",
                          start=int(node.attrs.get("start", 1)),
                          items=tuple(tuple(_blocks(item.children)) for item in node.children))
        elif node.type == "blockquote":
            yield Quote(blocks=tuple(_blocks(node.children)))
        elif node.type == "table":
            yield _table(node)
        elif node.type in ("fence", "code_block"):
            yield Verbatim(text=node.content.rstrip("\n"))
        elif node.type == "hr":
            yield Rule()


def _with_remarks(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the blocks; a paragraph stays with a remark about it and with what it introduces.

    A remark under a heading is about what follows.
    """
    before: Block | None = None
    for block, after in zip_longest(blocks, blocks[1:]):
        begins = isinstance(before, Heading) and isinstance(block, Paragraph) and block.remark
        holds = (isinstance(after, Listing) or (isinstance(after, Paragraph) and after.remark)
                 or (isinstance(after, Table) and after.short))
        if isinstance(block, Paragraph) and after is not None and (begins or holds):
            yield attrs.evolve(block, keep=True)
        elif isinstance(block, Quote):
            yield attrs.evolve(block, blocks=tuple(_with_remarks(block.blocks)))
        else:
            yield block
        before = block


def _table(node: SyntaxTreeNode) -> Table:
    rows = [row.children for part in node.children for row in part.children]
    lines = tuple(tuple(_line(cell) for cell in row) for row in rows)
    aligns: tuple[Align, ...] = tuple(
        "right" if "right" in str(cell.attrs.get("style", "")) else "left" for cell in rows[0]
    )
    shares, type_size = _shares(lines)
    heights = _heights(lines, shares)
    return Table(aligns=aligns, shares=shares, type_size=type_size, head=lines[0], rows=lines[1:],
                 short=sum(heights) <= _SHORT, whole_rows=max(heights) <= _SHORT,
                 folds=_folds(lines))


_SHORT = 22
"""A table, or a row of one, of at most so many lines of text, by a rough reckoning, stays on one
page."""
_ACROSS = 90
"""So many characters about, in the type of tables, go across a page."""


def _heights(rows: Sequence[Sequence[Line]], shares: Sequence[float]) -> list[int]:
    """Return the heights of a table's rows in lines of text, roughly."""
    return [max(math.ceil(max(len(plain_text(cell)), 1) / (share * _ACROSS))
                for cell, share in zip(row, shares, strict=True)) for row in rows]


_ROOM = 82
"""So many characters, with the room between columns, surely go across in every typeface."""
_BETWEEN, _BOLD = 3, 1.2
"""The room between two columns, in characters, and how much wider bold letters are."""
_LEAST_TYPE = 0.75


def _shares(rows: Sequence[Sequence[Line]]) -> tuple[tuple[float, ...], float]:
    """Return the widths of columns, and the size of the type in which no word breaks.

    Where all lines go across, each column has room for its longest; else each has room for its
    longest word, and long texts share the rest. The size is 1 for that of other tables.
    """
    columns = list(zip(*rows, strict=True))
    words = [max(_widest(cells, "word"), 4) + _BETWEEN for cells in columns]
    lines = [max(_widest(cells, "line") + _BETWEEN, word)
             for cells, word in zip(columns, words, strict=True)]
    if sum(lines) <= _ROOM:
        return tuple(line / sum(lines) for line in lines), 1.0
    rest = max(_ROOM - sum(words), 0.0)
    more = [line - word for line, word in zip(lines, words, strict=True)]
    wanted = [word + rest * extra / (sum(more) or 1)
              for word, extra in zip(words, more, strict=True)]
    return (tuple(width / sum(wanted) for width in wanted),
            max(_LEAST_TYPE, min(1.0, _ROOM / sum(words))))


_ON_TELEPHONE, _PADDING = 52, 1.2
"""So many characters of a table's smaller type go across a telephone of 390 points, and how many of
them the room between two columns takes."""
_LONG = 34
"""A text with more characters makes a column of a table too narrow there."""


def _folds(rows: Sequence[Sequence[Line]]) -> bool:
    """Return whether a table is too wide for a telephone, where each row then becomes a card."""
    columns = list(zip(*rows, strict=True))
    width = sum(_widest(cells, "word") + _PADDING for cells in columns)
    return len(columns) > 2 and (
        width > _ON_TELEPHONE or any(_widest(cells, "line") > _LONG for cells in columns))


def _widest(cells: Sequence[Line], unit: Literal["word", "line"]) -> float:
    """Return the width of a column's longest word or line; the first cell is its heading."""
    found = 0.0
    for number, cell in enumerate(cells):
        bold = number == 0 or any(span.bold for span in cell)
        for text in plain_text(cell).split("\n"):
            parts = text.split(" ") if unit == "word" else [text]
            longest = min(max(map(len, parts)), 24 if unit == "word" else 120)
            found = max(found, longest * (_BOLD if bold else 1))
    return found


def _line(node: SyntaxTreeNode) -> Line:
    return tuple(_merged_runs(span for child in node.children for span in _inline(child)))


def _merged_runs(spans: Iterator[Span]) -> Iterator[Span]:
    """Yield runs in which neighbours of the same style are joined into one."""
    last: Span | None = None
    for span in spans:
        if last is not None and not last.note and attrs.evolve(
            span, text="", note=0) == attrs.evolve(last, text=""):
            last = attrs.evolve(last, text=last.text + span.text, note=span.note)
            continue
        if last is not None:
            yield last
        last = span
    if last is not None and (last.text.strip() or last.note):
        yield last


def _inline(node: SyntaxTreeNode, style: Span | None = None) -> Iterator[Span]:
    style = style or Span(text="")
    if node.type == "text":
        yield attrs.evolve(style, text=_IN_AMOUNTS.sub("\u00a0", node.content))
    elif node.type == "code_inline":
        yield attrs.evolve(style, text=node.content, code=True)
    elif node.type == "html_inline":
        made = "\n" if _BREAK.fullmatch(node.content) else node.content
        yield attrs.evolve(style, text=made)
    elif node.type in ("softbreak", "hardbreak"):
        yield attrs.evolve(style, text=" " if node.type == "softbreak" else "\n")
    elif node.type == "footnote_ref":
        yield attrs.evolve(style, text="", note=int(node.meta["id"]) + 1)
    elif node.type != "footnote_anchor":
        inner = _styled(node, style)
        for child in node.children:
            yield from _inline(child, inner)


def _styled(node: SyntaxTreeNode, style: Span) -> Span:
    if node.type == "strong":
        return attrs.evolve(style, bold=True)
    if node.type == "em":
        return attrs.evolve(style, italic=True)
    if node.type == "link":
        href = str(node.attrs.get("href", ""))
        # a link that a reader may follow; others, such as javascript:, stay text
        return attrs.evolve(style, link=href) if re.match(r"(https?|mailto):", href) else style
    return style
