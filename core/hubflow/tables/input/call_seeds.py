"""Find calls for whose draw a table names two seeds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from hubflow.model.input_problems import Problem
from hubflow.tables.input.table_columns import SEED
from hubflow.tables.input.table_files import TableFile
from hubflow.text.spoken import say

_TYPES = {"call": pl.String, "column": pl.String, "seed": pl.String, "row": pl.UInt32}


def seeds_of(part: pl.DataFrame) -> pl.DataFrame:
    """Return the seeds of a part's calls: `call`, `column`, `seed`, and the first `row` with it."""
    named = [name for name in part.columns if name.startswith(SEED)]
    if not named or "call" not in part.columns or not part.height:
        return pl.DataFrame(schema=_TYPES)
    rows = part.select("call", *named).with_row_index("row").drop_nulls("call")
    return pl.concat([
        rows.select("call", pl.lit(name).alias("column"), pl.col(name).alias("seed"), "row")
        .drop_nulls("seed").group_by("call", "column", "seed", maintain_order=True)
        .agg(pl.col("row").min()) for name in named]).cast(_TYPES)  # type: ignore[arg-type]


def several_seeds(found: Sequence[tuple[TableFile, int, pl.DataFrame]]) -> Iterator[Problem]:
    """Yield a problem for each draw of a call with several seeds, at the first that differs.

    ``found`` has for each part its file, the rows of the file before it, and its seeds.
    """
    first: dict[tuple[str, str], tuple[str, str]] = {}
    told: set[tuple[str, str]] = set()
    for file, within, seeds in found:
        for call, column, seed, row in seeds.sort("row").iter_rows():
            line = file.line(within + row)
            known, where = first.setdefault((call, column), (seed, f"{file.path}:{line}"))
            if seed != known and (call, column) not in told:
                told.add((call, column))
                yield Problem(
                    str(file.path), line, column,
                    say(
                        "tables.several_seeds", call=call, seed=seed, known=known, where=where),
                    say("tables.one_seed"))
