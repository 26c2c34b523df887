"""Describe a dossier's workbook before it is drawn: its sheets, blocks and cells."""

from __future__ import annotations

from typing import Any

import attrs

from hubflow.model.values import Kind
from hubflow.workbook.drawing.cells import Cell


@attrs.frozen
class PlanLine:
    """One cell for an answer, with its question; ``mark`` is its key.

    ``choices`` are all the words that the cell accepts, if it holds words; ``again`` means that
    the line continues the question above. A ``long`` one leaves room for several sentences.
    """

    mark: str
    kind: Kind
    question: str
    details: tuple[str, ...] = ()
    hint: str = ""
    cell: Cell | None = None
    choices: tuple[str, ...] = ()
    max_words: int | None = None
    again: bool = False
    long: bool = False


@attrs.frozen
class Link:
    """A question with its answers on the sheet of a list."""

    question: str
    details: tuple[str, ...]
    to: str


@attrs.frozen
class Block:
    """A group of lines, with or without a heading."""

    heading: str
    details: tuple[str, ...]
    lines: tuple[PlanLine | Link, ...]


@attrs.frozen
class Questions:
    """A sheet of questions."""

    title: str
    heading: str
    about: str
    blocks: tuple[Block, ...]
    stage: str = ""

    @property
    def answers(self) -> int:
        """The number of answers that the sheet asks for; a list is one."""
        return sum(not (isinstance(line, PlanLine) and line.again)
                   for block in self.blocks for line in block.lines)


@attrs.frozen
class ListColumn:
    """A column of a list: its key, the kind of its values, and its question.

    ``locked``: it is filled in beforehand and only for reading.
    """

    mark: str
    kind: Kind | None
    heading: str
    hint: str = ""
    choices: tuple[str, ...] = ()
    many: bool = False
    locked: bool = False


@attrs.frozen
class Entries:
    """A sheet of a list; ``numbers`` stand in its first column.

    ``own`` has the kinds of single cells, by row and column from 0, where rows differ.
    """

    title: str
    mark: str
    heading: str
    details: tuple[str, ...]
    columns: tuple[ListColumn, ...]
    rows: tuple[tuple[Cell | None, ...], ...]
    numbers: tuple[Cell, ...]
    numbered: str
    back: str
    stage: str = ""
    own: dict[tuple[int, int], tuple[Kind, tuple[str, ...]]] = attrs.field(factory=dict)


@attrs.frozen
class Lists:
    """A sheet with several lists, one below the other."""

    title: str
    heading: str
    about: str
    lists: tuple[Entries, ...]
    stage: str = ""


Page = Questions | Entries | Lists


@attrs.frozen
class Book:
    """A whole workbook; ``rest`` are keys without another place, with their values in TOML.

    Without ``guide`` there is no first sheet that explains it, and the rest is hidden.
    """

    guide: tuple[str, ...]
    pages: tuple[Page, ...]
    rest: tuple[tuple[str, str], ...]
    words: dict[str, Any]
