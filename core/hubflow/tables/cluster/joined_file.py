"""One file of the pieces that workers wrote, the same that one process would have written."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from hubflow.tables.cluster.parquet import Joined, joinable
from hubflow.tables.cluster.pieces import Piece, whole_pieces
from hubflow.tables.input.table_files import FORMATS
from hubflow.tables.output.table_writer import write_parts, write_whole


def write_pieces(path: Path, pieces: Iterator[Piece], rows: int) -> None:
    """Write the pieces of so many rows, whole or not at all.

    Raises as :func:`hubflow.tables.output.table_writer.write_parts` does.
    """
    format = FORMATS[path.suffix.lower()]
    data = whole_pieces(pieces, rows, format)
    if format == "parquet":
        first = next(data)
        data = itertools.chain([first], data)
        if not joinable(first):
            # another version of Polars may write what is not known here: written once more
            write_parts(path, (pl.read_parquet(io.BytesIO(each)) for each in data), rows)
            return
    write_whole(path, lambda draft: _put(draft, data, format))


def _put(path: Path, data: Iterator[bytes], format: str) -> None:
    with path.open("wb") as out:
        if format == "parquet":
            joined = Joined(out)
            for each in data:
                joined.add(each)
            joined.close()
        else:
            for each in data:
                out.write(each)
