"""The engine on this machine alone: the files read one after the other, part by part."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import attrs

from hubflow.tables.input.portfolio import PART, Portfolio
from hubflow.tables.output.table_writer import write_table
from hubflow.tables.part_work import PartContext, PartOutcome, PartStep, Work

GivenOf = Callable[[int, int], PartContext | None]
"""What rows are given: so many, with so many before them; None where they are only looked at."""


@attrs.frozen
class PartStart:
    """Where a part begins: in which file, after how many rows of it, and of the portfolio."""

    file: int
    within: int
    before: int


class Engine(Protocol):
    """Where the parts of a portfolio are worked on."""

    def holds(self, portfolio: Portfolio, size: int | None) -> bool:
        """Whether all rows are to be held at once; ``size`` is that of parts, where it is asked."""

    def rows(self, portfolio: Portfolio) -> int | None:
        """How many rows there are, where that is known before they are read."""

    def write(self, out: Path, results: Iterator[Any], *, as_parts: bool) -> None:
        """Write the rows of :class:`~hubflow.tables.part_work.Results`, as a file or as a folder.

        Raises as :func:`hubflow.tables.output.table_writer.write_table` does.
        """

    def each(
        self, portfolio: Portfolio, work: Work, step: PartStep, given: GivenOf, *, first: bool,
        size: int | None,
    ) -> Iterator[tuple[PartStart, PartOutcome]]:
        """A step taken with every part, told in the order of the rows.

        Raises :class:`hubflow.model.input_problems.BadInput` where a file is damaged.
        """


class Local:
    """Works on one part after the other, each on all processors."""

    def holds(self, portfolio: Portfolio, size: int | None) -> bool:
        """Whether they are few enough."""
        return size is None and portfolio.small

    def rows(self, portfolio: Portfolio) -> int | None:
        """As the files say it."""
        return portfolio.rows

    def each(
        self, portfolio: Portfolio, work: Work, step: PartStep, given: GivenOf, *, first: bool,
        size: int | None,
    ) -> Iterator[tuple[PartStart, PartOutcome]]:
        """The parts of all files, one after the other."""
        before = 0
        for index, file in enumerate(portfolio.files):
            within = 0
            for raw in file.batches(work.columns(file, first=first), size or PART):
                place = PartStart(index, within, before)
                yield place, work.done(raw, step, given(before, raw.height), first=first)
                within += raw.height
                before += raw.height

    def write(self, out: Path, results: Iterator[Any], *, as_parts: bool) -> None:
        """Lay results out and write them here."""
        write_table(out, (shaped.table() for shaped in results), as_parts=as_parts)
