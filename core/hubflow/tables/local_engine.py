"""The engine on this machine: it reads one file after the other, part by part."""

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
    """The start of a part: its file, and the rows before it in the file and in the portfolio."""

    file: int
    within: int
    before: int


class Engine(Protocol):
    """A place that works on the parts of a portfolio."""

    def holds(self, portfolio: Portfolio, size: int | None) -> bool:
        """Return whether all rows are held at once; ``size`` is that of parts, if one is set."""

    def rows(self, portfolio: Portfolio) -> int | None:
        """Return how many rows there are, if that is known before they are read."""

    def write(self, out: Path, results: Iterator[Any], *, as_parts: bool) -> None:
        """Write the rows of :class:`~hubflow.tables.part_work.Results`, as a file or as a folder.

        Raises as :func:`hubflow.tables.output.table_writer.write_table` does.
        """

    def each(
        self, portfolio: Portfolio, work: Work, step: PartStep, given: GivenOf, *, first: bool,
        size: int | None,
    ) -> Iterator[tuple[PartStart, PartOutcome]]:
        """Do a step with every part; yield the outcomes in the order of the rows.

        Raises :class:`hubflow.model.input_problems.BadInput` where a file is damaged.
        """


class Local:
    """Works on one part after the other, each on all processors."""

    def holds(self, portfolio: Portfolio, size: int | None) -> bool:
        """Return whether the rows are few enough to hold at once."""
        return size is None and portfolio.small

    def rows(self, portfolio: Portfolio) -> int | None:
        """Return how many rows the files state."""
        return portfolio.rows

    def each(
        self, portfolio: Portfolio, work: Work, step: PartStep, given: GivenOf, *, first: bool,
        size: int | None,
    ) -> Iterator[tuple[PartStart, PartOutcome]]:
        """Yield the outcome of each part, one file after the other."""
        before = 0
        for index, file in enumerate(portfolio.files):
            within = 0
            for raw in file.batches(work.columns(file, first=first), size or PART):
                place = PartStart(index, within, before)
                yield place, work.done(raw, step, given(before, raw.height), first=first)
                within += raw.height
                before += raw.height

    def write(self, out: Path, results: Iterator[Any], *, as_parts: bool) -> None:
        """Lay out the results and write them."""
        write_table(out, (shaped.table() for shaped in results), as_parts=as_parts)
