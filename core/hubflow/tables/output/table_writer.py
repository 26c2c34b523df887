"""Write a table whose rows come part by part, to a file or a folder: whole, or not at all."""

from __future__ import annotations

import io
import itertools
import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import polars as pl
from polars.io.plugins import register_io_source

from hubflow.cli.atomic_file import draft_folder, put
from hubflow.model.input_problems import one_problem
from hubflow.reading.table_names import FORMATS
from hubflow.reading.values.formula_mark import FORMULA_PATTERN
from hubflow.text.spoken import say

ROW_GROUP = 250_000
"""How many rows a Parquet file has in a row group."""

_PART = re.compile(r"part-[0-9]{5,}\.[a-z]+")


def write_table(path: Path, parts: Iterator[pl.DataFrame], *, as_parts: bool = False) -> None:
    """Write the parts, one after the other, in the format that the path's name ends with.

    As one file the same rows give the same bytes, in whatever parts they come; ``as_parts`` writes
    a folder with a file for each part. Raises what ``parts`` raises and what :func:`write_whole`
    raises; then nothing is left behind.
    """
    if as_parts:
        format = FORMATS[path.suffix.lower()]
        write_part_files(path, (encoded(part, format) for part in parts))
        return
    pieces = in_pieces(parts, ROW_GROUP)
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
    write_whole(path, lambda draft: _sink(lazy, draft, FORMATS[path.suffix.lower()]))


def write_part_files(path: Path, parts: Iterable[bytes]) -> None:
    """Write a folder with a file for each part: ``part-00000.parquet`` and so on.

    A file that lies there, or an earlier folder of parts, is replaced; raises
    :class:`hubflow.model.input_problems.BadInput` where the folder holds anything else.
    """
    if path.is_dir() and (other := _other_than_parts(path)):
        raise one_problem(str(path), say("tables.holds_other_file", name=other),
                          say("tables.another_folder"))

    def write(draft: Path) -> None:
        draft.mkdir()
        for number, content in enumerate(parts):
            (draft / f"part-{number:05}{path.suffix.lower()}").write_bytes(content)

    write_whole(path, write)


def encoded(table: pl.DataFrame, format: str) -> bytes:
    """Return a table as the bytes of a file of that format."""
    data = io.BytesIO()
    if format == "parquet":
        table.write_parquet(data, row_group_size=ROW_GROUP)
    elif format == "csv":
        with_marks(table).write_csv(data)
    else:
        table.write_ndjson(data)
    return data.getvalue()


_Table = TypeVar("_Table", pl.DataFrame, pl.LazyFrame)


def with_marks(table: _Table) -> _Table:
    """Return a table whose texts are marked where a spreadsheet would take them for formulas."""
    return table.with_columns(pl.col(pl.String).str.replace(f"^({FORMULA_PATTERN})", "'${1}"))


def write_whole(path: Path, write: Callable[[Path], None]) -> None:
    """Let ``write`` make a file or folder beside its place, and put it there when all went well.

    Raises :class:`hubflow.model.input_problems.BadInput` where it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # in a folder of its own, since what writes may go on for a moment after an interruption
        with draft_folder(path.parent) as folder:
            write(folder / path.name)
            put(folder / path.name, path)
    except (OSError, pl.exceptions.ComputeError) as error:
        why = _refused_by_the_system(error)
        if why is None:
            raise
        raise one_problem(str(path), say("tables.cannot_write", why=why),
                          say("tables.another_out")) from None


def _other_than_parts(folder: Path) -> str | None:
    """Return the name of a file in a folder that no writer of parts made."""
    return next((path.name for path in sorted(folder.iterdir())
                 if not _PART.fullmatch(path.name)), None)


def _refused_by_the_system(error: Exception) -> str | None:
    """Return the system's message from an error of Polars, which hides it in a text."""
    found = re.search(r"\(os error (\d+)\)", str(error))
    if found is not None:
        return os.strerror(int(found[1]))
    return error.strerror or str(error) if isinstance(error, OSError) else None


def in_pieces(parts: Iterator[pl.DataFrame], rows: int) -> Iterator[pl.DataFrame]:
    """Yield the same rows in pieces of ``size``; only the last one may be smaller."""
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


def _sink(lazy: pl.LazyFrame, path: Path, format: str) -> None:
    if format == "parquet":
        lazy.sink_parquet(path, row_group_size=ROW_GROUP)
    elif format == "csv":
        with_marks(lazy).sink_csv(path)
    else:
        lazy.sink_ndjson(path)
