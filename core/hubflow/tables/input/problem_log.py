"""Collect a portfolio's problems: the first ones in words, all of them counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import attrs
import polars as pl

from hubflow.model.input_problems import BadInput, Problem
from hubflow.tables.input.call_seeds import several_seeds
from hubflow.tables.input.table_files import TableFile
from hubflow.tables.input.value_checks import IllegalValues
from hubflow.text.spoken import say

SHOWN = 20
"""So many problems are shown; a file of all of them can be asked for."""

EVERY = 10**9


@attrs.define(eq=False, repr=False)
class ProblemLog:
    """Collects problems of values. ``keep_all`` keeps every one of them in words."""

    keep_all: bool = False
    problems: list[Problem] = attrs.field(factory=list)
    counts: Counter[str] = attrs.field(factory=Counter)
    _ids: list[pl.Series] = attrs.field(factory=list)
    _folded_ids: list[pl.Series] = attrs.field(factory=list)
    _seeds: list[tuple[TableFile, int, pl.DataFrame]] = attrs.field(factory=list)

    @property
    def most(self) -> int:
        """How many problems of a column one part reports in words."""
        return EVERY if self.keep_all else SHOWN

    @property
    def bad(self) -> bool:
        """Whether there are any problems so far."""
        return bool(self.counts)

    def add(self, wrongs: Iterable[IllegalValues], file: TableFile, offset: int) -> None:
        """Add the problems of one part of a file."""
        for wrong in wrongs:
            self.counts[wrong.column.name] += wrong.count
            self.problems += wrong.problems(file, offset)
        if not self.keep_all:
            self.problems = sorted(self.problems)[:SHOWN]

    def add_worded(self, problems: Iterable[Problem], key: str, count: int) -> None:
        """Add problems that are already in words; ``count`` includes those left out."""
        self.problems += problems
        if count:
            self.counts[key] += count

    def add_ids(self, ids: pl.Series, folded: pl.Series) -> None:
        """Remember the hashes of a part's ids, as they are and in small letters.

        They are eight bytes each; by them ids that occur twice are found.
        """
        self._ids.append(ids)
        self._folded_ids.append(folded)

    def add_seeds(self, file: TableFile, within: int, seeds: pl.DataFrame) -> None:
        """Remember the seeds of draws in a part of a file, with ``within`` rows before it."""
        if seeds.height:
            self._seeds.append((file, within, seeds))

    def report_seeds(self) -> None:
        """Report draws of a call that have several seeds."""
        for problem in several_seeds(self._seeds):
            self.add_worded([problem], problem.key, 1)

    def repeated(self) -> pl.Series:
        """Return the hashes, in small letters, of ids that occur more than once."""
        if not self._folded_ids:
            return pl.Series([], dtype=pl.UInt64)
        hashes = pl.concat(self._folded_ids)
        if hashes.n_unique() == hashes.len():
            return hashes.clear()
        return hashes.filter(hashes.is_duplicated()).unique()

    def add_unknown_ventures(self, ventures: pl.Series) -> None:
        """Report ventures that the panel judged and no row is about."""
        ids = pl.concat(self._ids) if self._ids else pl.Series([], dtype=pl.UInt64)
        strange = ventures.filter(~ventures.hash(seed=7).is_in(ids.implode()))
        most = strange.len() if self.keep_all else SHOWN
        self.add_worded([Problem("--panel", 0, "venture", say(
            "tables.no_row_has_id", id=id))
                   for id in strange.head(most)], say("tables.panels_ventures"), strange.len())

    def error(self, rows: int) -> BadInput:
        """Return all problems as one error."""
        shown = sorted(set(self.problems))
        total = self.counts.total()
        by_key = ", ".join(say("tables.n_in_key", n=f"{n:,}", key=key)
                           for key, n in self.counts.most_common(5))
        more = ("" if len(self.counts) <= 5
                else say("tables.more_columns", n=len(self.counts) - 5))
        closing = say("tables.closing", problems=say("tables.n_problems", n=total),
                      rows=say("tables.n_rows", n=rows), by_key=by_key, more=more)
        if total > len(shown[:SHOWN]):
            closing += say("tables.problems_to_file")
        return BadInput(shown[:SHOWN], closing=closing, every=shown)
