"""Writing a table whose rows come part by part: whole, or not at all."""

from __future__ import annotations

import itertools
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
from polars.io.plugins import register_io_source

from hubflow.model.input_problems import one_problem
from hubflow.tables.input.table_files import FORMATS

PIECE = 250_000
"""A Parquet file's row groups have so many rows, or about so many."""


def write_parts(path: Path, parts: Iterator[pl.DataFrame], piece: int = PIECE) -> None:
    """Write the parts, one after the other, in the format that the file's name ends with.

    The same rows give the same bytes, in whatever parts they come: in pieces of as many rows as
    ``piece`` says. They are written beside the file, which is put in its place when all are there.
    Whatever ``parts`` raises is raised, and nothing is left behind. Raises
    :class:`hubflow.model.input_problems.BadInput` where the file cannot be written.
    """
    pieces = in_pieces(parts, piece)
    first = next(pieces, None)
    if first is None:
        raise ValueError("there is nothing to write")
    rest = itertools.chain([first], pieces)

    def source(
        with_columns: list[str] | None, predicate: pl.Expr | None, n_rows: int | None,  # noqa: ARG001
        batch_size: int | None,  # noqa: ARG001
    ) -> Iterator[pl.DataFrame]:
        for part in rest:
            yield part if with_columns is None else part.select(with_columns)

    lazy = register_io_source(source, schema=first.schema)
    write_whole(path, lambda draft: _sink(lazy, draft, FORMATS[path.suffix.lower()], piece))


def write_whole(path: Path, write: Callable[[Path], None]) -> None:
    """Let ``write`` make the file beside its place; it is put there when all went well.

    Raises :class:`hubflow.model.input_problems.BadInput` where it cannot be written.
    """
    # in a folder of its own, since what writes may go on for a moment after an interruption;
    # its name is known before it is made, so that it is always found again
    folder = path.parent / f".hubflow-{secrets.token_hex(8)}"
    try:
        folder.mkdir(parents=True)
        draft = folder / path.name
        write(draft)
        draft.replace(path)
    except (OSError, pl.exceptions.ComputeError) as error:
        why = _refused_by_the_system(error)
        if why is None:
            raise
        raise one_problem(str(path), f"cannot be written: {why}",
                          "Choose another file with --out.") from None
    finally:
        try:
            shutil.rmtree(folder, ignore_errors=True)
        except KeyboardInterrupt:
            # an interruption may be told twice, by Polars and by Python itself
            shutil.rmtree(folder, ignore_errors=True)
            raise


def _refused_by_the_system(error: Exception) -> str | None:
    """What the system said; Polars has it in a text, and for Parquet in an error of its own."""
    found = re.search(r"\(os error (\d+)\)", str(error))
    if found is not None:
        return os.strerror(int(found[1]))
    return error.strerror or str(error) if isinstance(error, OSError) else None


def in_pieces(parts: Iterator[pl.DataFrame], rows: int) -> Iterator[pl.DataFrame]:
    """The same rows in pieces of so many; only the last one may be smaller."""
    held: list[pl.DataFrame] = []
    for part in parts:
        held.append(part)
        total = sum(each.height for each in held)
        if total < rows:
            continue
        table = pl.concat(held)
        for start in range(0, total - rows + 1, rows):
            yield table.slice(start, rows).rechunk()
        held = [table.slice(total - total % rows)] if total % rows else []
    if held:
        yield pl.concat(held, rechunk=True)


def _sink(lazy: pl.LazyFrame, path: Path, format: str, piece: int) -> None:
    if format == "parquet":
        lazy.sink_parquet(path, row_group_size=piece)
    elif format == "csv":
        lazy.sink_csv(path)
    else:
        lazy.sink_ndjson(path)
