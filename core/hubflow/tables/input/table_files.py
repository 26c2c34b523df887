"""Read tables in CSV, Parquet and NDJSON, on disk or in object storage, in parts."""

from __future__ import annotations

import glob
import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import attrs
import polars as pl

from hubflow.model.input_problems import BadInput, Problem, one_problem
from hubflow.reading.dossiers.file_patterns import matching
from hubflow.reading.table_names import FORMATS, part_files
from hubflow.reading.values.cell_table import delimiter_of
from hubflow.reading.values.conventions import PLAIN, Conventions
from hubflow.tables.input.object_storage import Address, path_or_address
from hubflow.text.spoken import say

Location = Path | Address
"""Where a table lies."""

_BLOCK = 1 << 20
_HEAD = 1 << 16
"""How much of a file shows what stands between its cells."""


@attrs.frozen(eq=False, repr=False)
class TableFile:
    """One file of a table. ``rows`` is None if only reading it shows how many there are.

    ``written`` is how its texts write numbers and days.
    """

    path: Location
    format: str
    lazy: pl.LazyFrame
    schema: pl.Schema
    rows: int | None
    written: Conventions = PLAIN

    def batches(self, columns: Sequence[str], size: int) -> Iterator[pl.DataFrame]:
        """Yield the rows in order, at most ``size`` at a time, only with ``columns``.

        There is always one batch; it is empty where the file has no rows. Raises
        :class:`BadInput` where the file turns out to be damaged.
        """
        empty = True
        try:
            for batch in self.lazy.select(columns).collect_batches(
                chunk_size=size, maintain_order=True
            ):
                empty = False
                yield batch
            if empty:
                yield self.lazy.select(columns).head(0).collect()
        except (pl.exceptions.PolarsError, OSError) as error:
            raise damage_error(self, error) from None

    def count_rows(self) -> int:
        """Return how many rows there are, by reading the file if it does not say.

        Raises :class:`BadInput` where it is damaged.
        """
        if self.rows is not None:
            return self.rows
        return int(self.collected(self.lazy.select(pl.len())).item())

    def collected(self, rows: pl.LazyFrame) -> pl.DataFrame:
        """Return rows that are made of this file's. Raise :class:`BadInput` if it is damaged."""
        try:
            return rows.collect()
        except (pl.exceptions.PolarsError, OSError) as error:
            raise damage_error(self, error) from None

    def line(self, row: int) -> int:
        """Return a row's number for messages: a CSV file's first line is its headings."""
        return row + (2 if self.format == "csv" else 1)


def expand_patterns(paths: Sequence[Path]) -> list[Location]:
    """Return the files that names, folders and patterns such as ``calls/*.parquet`` stand for.

    Each file comes once, those of a folder in the order of their numbers. What was an address
    before it was taken for a path is one again. Raises :class:`BadInput` with every name that
    stands for no file.
    """
    found: dict[Location, None] = {}
    problems: list[Problem] = []
    for path in paths:
        try:
            place = path_or_address(path)
            matches = place.matches() if isinstance(place, Address) else _files(place)
        except BadInput as bad:
            problems += bad.problems
            continue
        if not matches:
            problems.append(Problem(str(place), 0, "", say("tables.no_file")))
        found.update(dict.fromkeys(matches))
    if problems:
        raise BadInput(problems)
    return list(found)


def _files(path: Path) -> list[Path]:
    found = []
    for each in matching(path):
        parts = part_files(each) if each.is_dir() else [each]
        if not parts:
            raise one_problem(str(each), say("tables.no_part"),
                              say("tables.files_end_in", endings=", ".join(FORMATS)))
        found += parts
    return found


def full_name(place: Location) -> str:
    """Return the name by which a file is found from any folder."""
    return str(place if isinstance(place, Address) else place.absolute())


def size_of(place: Location) -> int:
    """Return a table's size in bytes. Raise :class:`BadInput` if it cannot be read."""
    if isinstance(place, Address):
        return place.size()
    if not place.is_file():
        raise one_problem(str(place), say("tables.not_there"))
    return place.stat().st_size


def open_table(place: Location) -> TableFile:
    """Return a table with its schema, without its rows. Raise :class:`BadInput` if unreadable."""
    format = FORMATS.get(place.suffix.lower(), "")
    if not format:
        raise one_problem(str(place), say("tables.no_table"),
                          say("tables.beside_table", endings=", ".join(FORMATS)))
    if size_of(place) == 0:
        raise one_problem(str(place), say("tables.empty"))
    if format != "parquet" and b"\0" in _first_line(place):
        raise one_problem(str(place), say("tables.not_utf8"), say("tables.save_in_utf8"))
    try:
        delimiter = _delimiter(place) if format == "csv" else ","
        lazy = _scan(place, format, delimiter)
        schema = lazy.collect_schema()
        rows = lazy.select(pl.len()).collect().item() if format == "parquet" else None
    except (pl.exceptions.PolarsError, OSError) as error:
        raise _damaged(place, format, error) from None
    return TableFile(place, format, lazy, schema, rows)


def _delimiter(place: Location) -> str:
    """Return the mark between cells, from the headings and the first rows."""
    first = next(_chunks(place), b"").decode("utf-8", errors="replace")[:_HEAD]
    whole, end, _ = first.rpartition("\n")
    return delimiter_of(whole if end else first, str(place))


def _scan(place: Location, format: str, delimiter: str) -> pl.LazyFrame:
    source = full_name(place)
    if format == "parquet":
        # of a name that is no pattern; that of an object is none either
        return pl.scan_parquet(source, glob=False)
    if format == "csv":
        return pl.scan_csv(source, separator=delimiter, infer_schema=False, glob=False)
    # types may change from line to line, so every value is read as it is written
    source = glob.escape(source)
    names = pl.scan_ndjson(source, infer_schema_length=None).collect_schema().names()
    return pl.scan_ndjson(source, schema=dict.fromkeys(names, pl.String))


def _first_line(place: Location) -> bytes:
    first = b""
    for chunk in _chunks(place):
        first += chunk
        if b"\n" in chunk:
            break
    return first.partition(b"\n")[0]


def _chunks(place: Location) -> Iterator[bytes]:
    if isinstance(place, Address):
        yield from place.chunks()
        return
    with place.open("rb") as file:
        while chunk := file.read(_BLOCK):
            yield chunk


def digest(places: Sequence[Location]) -> str:
    """Return the sha256 of the files' contents, in order."""
    total = hashlib.sha256()
    for place in places:
        one = hashlib.sha256()
        for chunk in _chunks(place):
            one.update(chunk)
        total.update(one.digest())
    return total.hexdigest()


def damage_error(file: TableFile, error: Exception) -> BadInput:
    """Return the error for a file that proves damaged while it is read."""
    return _damaged(file.path, file.format, error)


def _damaged(place: Location, format: str, error: Exception) -> BadInput:
    names = {"csv": "CSV", "parquet": "Parquet", "ndjson": "NDJSON"}
    first = str(error).strip().split("\n")[0]
    if "invalid utf-8" in first.lower():
        return one_problem(str(place), say("tables.not_utf8"), say("tables.save_in_utf8"))
    return one_problem(str(place), say("tables.damaged", format=names[format], why=first),
                       say(f"tables.damaged_{format}"))
