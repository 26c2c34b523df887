"""Writing a table whose rows come part by part: whole, or not at all."""

from __future__ import annotations

import itertools
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

import polars as pl
from polars.io.plugins import register_io_source

from hubflow.engine.portfolio.files import FORMATS
from hubflow.model.problems import one_problem


def write_parts(path: Path, parts: Iterator[pl.DataFrame]) -> None:
    """Write the parts, one after the other, in the format that the file's name ends with.

    They are written beside the file, which is put in its place when all are there. Whatever
    ``parts`` raises is raised, and nothing is left behind. Raises
    :class:`hubflow.model.problems.BadInput` where the file cannot be written.
    """
    first = next(parts, None)
    if first is None:
        raise ValueError("there is nothing to write")
    rest = itertools.chain([first], parts)

    def source(
        with_columns: list[str] | None, predicate: pl.Expr | None, n_rows: int | None,  # noqa: ARG001
        batch_size: int | None,  # noqa: ARG001
    ) -> Iterator[pl.DataFrame]:
        for part in rest:
            yield part if with_columns is None else part.select(with_columns)

    lazy = register_io_source(source, schema=first.schema)
    # in a folder of its own, since what writes may go on for a moment after an interruption;
    # its name is known before it is made, so that it is always found again
    folder = path.parent / f".hubflow-{secrets.token_hex(8)}"
    try:
        folder.mkdir(parents=True)
        draft = folder / path.name
        _sink(lazy, draft, FORMATS[path.suffix.lower()])
        draft.replace(path)
    except OSError as error:
        raise one_problem(str(path), f"cannot be written: {error.strerror or error}",
                          "Choose another file with --out.") from None
    finally:
        try:
            shutil.rmtree(folder, ignore_errors=True)
        except KeyboardInterrupt:
            # an interruption may be told twice, by Polars and by Python itself
            shutil.rmtree(folder, ignore_errors=True)
            raise


def _sink(lazy: pl.LazyFrame, path: Path, format: str) -> None:
    if format == "parquet":
        lazy.sink_parquet(path)
    elif format == "csv":
        lazy.sink_csv(path)
    else:
        lazy.sink_ndjson(path)
