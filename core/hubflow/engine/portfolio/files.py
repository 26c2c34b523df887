"""Tables on disk: CSV, Parquet and NDJSON, read in parts."""

from __future__ import annotations

import glob
import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import attrs
import polars as pl

from hubflow.model.problems import BadInput, Problem, one_problem

FORMATS = {".csv": "csv", ".parquet": "parquet", ".pq": "parquet", ".ndjson": "ndjson",
           ".jsonl": "ndjson"}
"""The format of a table, by the ending of its file's name."""

_DELIMITERS = (",", ";", "\t")


@attrs.frozen(eq=False, repr=False)
class TableFile:
    """One file of a table. ``rows`` is None where only reading it tells how many there are."""

    path: Path
    format: str
    lazy: pl.LazyFrame
    schema: pl.Schema
    rows: int | None

    def batches(self, columns: Sequence[str], size: int) -> Iterator[pl.DataFrame]:
        """The rows in order, at most ``size`` at a time; only ``columns``.

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
        except pl.exceptions.PolarsError as error:
            raise damaged(self, error) from None

    def counted(self) -> int:
        """How many rows there are; the file is gone through where it does not say.

        Raises :class:`BadInput` where it is damaged.
        """
        if self.rows is not None:
            return self.rows
        try:
            return int(self.lazy.select(pl.len()).collect().item())
        except pl.exceptions.PolarsError as error:
            raise damaged(self, error) from None

    def line(self, row: int) -> int:
        """The number that a message gives for a row: a CSV file's first line is its headings."""
        return row + (2 if self.format == "csv" else 1)


def is_table(path: Path) -> bool:
    """Whether a path, or the files that a pattern stands for, are tables by their ending."""
    return path.suffix.lower() in FORMATS


_REMOTE = re.compile(r"[a-z][a-z0-9]+:/(?!/)")
"""How an address such as s3://bucket/calls.parquet begins once it is taken for a path."""


def expanded(paths: Sequence[Path]) -> list[Path]:
    """The files that paths and patterns such as ``calls/*.parquet`` stand for, each once."""
    found: dict[Path, None] = {}
    problems = []
    for path in paths:
        if _REMOTE.match(str(path)) and not path.exists():
            problems.append(Problem(
                str(path).replace(":/", "://", 1), 0, "", "is an address, and tables are files",
                "Mount the bucket as a folder, or copy the table to one."))
            continue
        if path.exists() or not glob.has_magic(str(path)):
            found[path] = None
            continue
        root = Path(path.anchor) if path.anchor else Path()
        matches = sorted(root.glob(str(path.relative_to(path.anchor))))
        if not matches:
            problems.append(Problem(str(path), 0, "", "no file has such a name"))
        found.update(dict.fromkeys(matches))
    if problems:
        raise BadInput(problems)
    return list(found)


def open_table(path: Path) -> TableFile:
    """A table's schema, without its rows; raises :class:`BadInput` where it cannot be read."""
    format = FORMATS.get(path.suffix.lower(), "")
    if not format:
        raise one_problem(str(path), "this is not a table",
                          f"Beside a table, give one that ends in {', '.join(FORMATS)}.")
    if not path.is_file():
        what = "is a folder" if path.is_dir() else "there is no such file"
        raise one_problem(str(path), what)
    if path.stat().st_size == 0:
        raise one_problem(str(path), "the file is empty")
    try:
        lazy = _scan(path.absolute(), format)
        schema = lazy.collect_schema()
        rows = lazy.select(pl.len()).collect().item() if format == "parquet" else None
    except (pl.exceptions.PolarsError, OSError) as error:
        raise _damaged(path, format, error) from None
    return TableFile(path, format, lazy, schema, rows)


def _scan(path: Path, format: str) -> pl.LazyFrame:
    if format == "parquet":
        return pl.scan_parquet(path)
    if format == "csv":
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            first = file.readline()
        return pl.scan_csv(path, separator=max(_DELIMITERS, key=first.count),
                           infer_schema=False)
    # types may change from line to line, so every value is read as it is written
    names = pl.scan_ndjson(path, infer_schema_length=None).collect_schema().names()
    return pl.scan_ndjson(path, schema=dict.fromkeys(names, pl.String))


def digest(files: Sequence[Path]) -> str:
    """The sha256 of the files' contents, in order."""
    total = hashlib.sha256()
    for path in files:
        with path.open("rb") as file:
            total.update(hashlib.file_digest(file, "sha256").digest())
    return total.hexdigest()


def damaged(file: TableFile, error: Exception) -> BadInput:
    """What to say where a file turns out to be damaged while it is read."""
    return _damaged(file.path, file.format, error)


def _damaged(path: Path, format: str, error: Exception) -> BadInput:
    names = {"csv": "CSV", "parquet": "Parquet", "ndjson": "NDJSON"}
    first = str(error).strip().split("\n")[0]
    to_do = {"csv": "Each row needs as many cells as there are headings, in UTF-8.",
             "parquet": "Was it copied whole?",
             "ndjson": "Each line must be one JSON object."}[format]
    return one_problem(str(path), f"cannot be read as {names[format]}: {first}", to_do)
