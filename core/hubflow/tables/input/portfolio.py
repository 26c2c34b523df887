"""Open the files of a portfolio as one table, check them, and read them in parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import attrs
import polars as pl

from hubflow.model.input_problems import BadInput, Problem
from hubflow.reading.panel.judgement_sheets import REQUIRED
from hubflow.tables.input.plain_values import with_plain_values
from hubflow.tables.input.problem_log import SHOWN, ProblemLog
from hubflow.tables.input.table_columns import TableColumn
from hubflow.tables.input.table_files import TableFile, expand_patterns, open_table, size_of
from hubflow.tables.input.value_checks import column_problems
from hubflow.text.spoken import say

_WHOLE_ROWS = 1_000_000
_WHOLE_BYTES = 200_000_000
PART = 500_000
"""A portfolio of more than a million rows is read in parts of so many."""


@attrs.frozen(eq=False, repr=False)
class Portfolio:
    """The opened files of a portfolio; ``known`` are all columns that a table may have."""

    files: tuple[TableFile, ...]
    known: Mapping[str, TableColumn]

    @property
    def columns(self) -> frozenset[str]:
        """The columns that any of the files has."""
        return frozenset(name for file in self.files for name in file.schema)

    @property
    def rows(self) -> int | None:
        """How many rows there are, if that is known before they are read."""
        counts = [file.rows for file in self.files]
        return None if None in counts else sum(count or 0 for count in counts)

    @property
    def small(self) -> bool:
        """Whether all of it may be held in memory at once."""
        if self.rows is not None:
            return self.rows <= _WHOLE_ROWS
        return sum(size_of(file.path) for file in self.files) <= _WHOLE_BYTES

    def find_repeated(self, hashes: pl.Series, problem_log: ProblemLog) -> None:
        """Report every id that occurs twice, whatever its capitals, by reading the files again."""
        first: dict[str, str] = {}
        for file in self.files:
            within = 0
            for raw in file.batches(["id"], PART):
                ids = raw.with_row_index("row").with_columns(pl.col("id").cast(pl.String))
                for row, id in ids.filter(pl.col("id").str.to_lowercase().hash(
                        seed=7).is_in(hashes.implode())).rows():
                    place = f"{file.path}:{file.line(within + row)}"
                    if id.lower() in first:
                        many = not problem_log.keep_all and len(problem_log.problems) >= 2 * SHOWN
                        problem_log.add_worded([] if many else [Problem(
                            str(file.path), file.line(within + row), "id",
                            say("tables.id_twice", id=id, where=first[id.lower()]),
                            say("tables.own_id"))], "id", 1)
                    first.setdefault(id.lower(), place)
                within += raw.height


def open_portfolio(
    paths: Sequence[Path], known: Mapping[str, TableColumn], language: str = ""
) -> Portfolio:
    """Return the files with checked columns; ``language`` is the hub's.

    Raises :class:`BadInput` with all problems of columns, and with the cells that may mean two
    things.
    """
    files = []
    problems: list[Problem] = []
    for path in expand_patterns(paths):
        try:
            file, unclear = with_plain_values(open_table(path), known, language)
        except BadInput as bad:
            problems += bad.problems
            continue
        if {name.strip().casefold() for name in file.schema}.issuperset(REQUIRED):
            problems.append(Problem(str(path), 0, "", say("tables.jury_sheet"),
                                    say("tables.jury_sheet_to_do")))
            continue
        files.append(file)
        problems += unclear
        problems += column_problems(file, known)
    if problems:
        raise BadInput(problems)
    return Portfolio(tuple(files), known)
