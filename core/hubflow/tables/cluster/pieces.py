"""The pieces of a file of results, each written by itself, so that many may write at once.

All pieces hold the results of as many ventures, counted over the whole portfolio; only the last one
may be smaller. What one part of the portfolio holds of a piece travels as a table.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import attrs
import polars as pl


@attrs.frozen(eq=False, repr=False)
class Piece:
    """A whole piece as the file's bytes, or some of its rows as a table."""

    rows: pl.DataFrame | None = None
    data: bytes = b""


def pieces_of(table: pl.DataFrame, before: int, rows: int, format: str) -> Iterator[Piece]:
    """The pieces of a table of results before which so many rows come; ``rows`` make a piece."""
    start = min(-before % rows, table.height)
    if start:
        yield Piece(table.head(start))
    for at in range(start, table.height - rows + 1, rows):
        yield Piece(data=encoded(table.slice(at, rows), format, first=before + at == 0))
    rest = (table.height - start) % rows
    if rest or not table.height:
        yield Piece(table.tail(rest))


def whole_pieces(pieces: Iterator[Piece], rows: int, format: str) -> Iterator[bytes]:
    """The file's bytes, piece by piece; those that came as tables are put together."""
    held: list[pl.DataFrame] = []
    first = True
    for piece in pieces:
        if piece.rows is None:
            yield piece.data
            first = False
            continue
        held.append(piece.rows)
        if sum(each.height for each in held) == rows:
            yield encoded(pl.concat(held), format, first=first)
            held, first = [], False
    if held and (first or any(each.height for each in held)):
        yield encoded(pl.concat(held), format, first=first)


def encoded(table: pl.DataFrame, format: str, *, first: bool) -> bytes:
    """A table as it stands in a file; headings come with the ``first`` piece alone."""
    data = io.BytesIO()
    table = table.rechunk()
    if format == "parquet":
        table.write_parquet(data, row_group_size=max(1, table.height))
    elif format == "csv":
        table.write_csv(data, include_header=first)
    else:
        table.write_ndjson(data)
    return data.getvalue()
