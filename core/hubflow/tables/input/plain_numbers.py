"""Convert numbers and days of a CSV table from people's notation into plain ones.

A table is data, so its numbers have a decimal point and its days are year-month-day, and Polars
reads them by the column. A spreadsheet's export may show otherwise: where a cell holds a comma or a
slash, every text of the file's columns is read once, as the file itself shows how it is written.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs
import polars as pl

from hubflow.model.input_problems import Problem
from hubflow.model.values import Kind
from hubflow.reading.records.legal import RefusedError
from hubflow.reading.values.cell_values import A_DAY, A_NUMBER, conventions_of
from hubflow.reading.values.conventions import Conventions, chosen
from hubflow.reading.values.date_reading import day_readings
from hubflow.reading.values.number_reading import number_readings, share_readings
from hubflow.tables.input.table_columns import TableColumn
from hubflow.tables.input.table_files import TableFile

_SHOWN = 20
"""Rows that are told of a file whose numbers may mean two things."""

_MARKS = {"number": ",", "date": "/"}
"""What a cell holds that is written otherwise than data is."""


def with_plain_values(
    file: TableFile, known: Mapping[str, TableColumn]
) -> tuple[TableFile, list[Problem]]:
    """Return the file with plain numbers and days, and the cells that may mean two things."""
    if file.format != "csv" or not isinstance(file.path, Path):
        return file, []
    marks = [mark for mark in _MARKS.values() if _may_hold(file, mark)]
    kinds = {name: known[name].kind for name, dtype in file.schema.items()
             if name in known and dtype == pl.String
             and _MARKS.get(known[name].kind.type) in marks}
    if not kinds or not _holds_marks(file, kinds):
        return file, []
    texts = _texts(file, list(kinds))
    written = conventions_of(text for each in texts.values() for text in each)
    plain: dict[str, dict[str, str]] = {name: {} for name in kinds}
    refused: dict[str, dict[str, RefusedError]] = {name: {} for name in kinds}
    for name, kind in kinds.items():
        for text in texts[name]:
            try:
                plain[name] |= {text: made} if (made := _plain(kind, text, written)) else {}
            except RefusedError as error:
                refused[name][text] = error
    lazy = file.lazy.with_columns(
        pl.col(name).replace(made) for name, made in plain.items() if made)
    return attrs.evolve(file, lazy=lazy), list(_problems(file, refused))


def _may_hold(file: TableFile, mark: str) -> bool:
    """Return whether the file's bytes have a mark between two digits.

    This spares a file without one a further look at its columns.
    """
    path = file.path
    if not isinstance(path, Path):
        return False
    # what divides cells stands within one in quotes alone
    form = rb'"[^"\n,]{0,20}\d,\d' if mark == file.delimiter else (
        mark.encode() + rb"(?<=\d.)\d")
    with path.open("rb") as opened, mmap.mmap(
            opened.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return re.search(form, content) is not None


def _holds_marks(file: TableFile, kinds: Mapping[str, Kind]) -> bool:
    """Return whether a cell of these columns holds a mark that plain data never has."""
    return bool(file.lazy.select(pl.any_horizontal(
        pl.col(name).str.contains(_MARKS[kind.type], literal=True).any()
        for name, kind in kinds.items())).collect().item())


def _texts(file: TableFile, names: list[str]) -> Mapping[str, list[str]]:
    """Return every text of each column, once."""
    found = file.lazy.select(
        pl.col(name).drop_nulls().unique().sort().implode() for name in names).collect()
    return {name: found[name][0].to_list() for name in names}


def _plain(kind: Kind, text: str, written: Conventions) -> str | None:
    """Return a text in plain notation; None if it is no number or day, which is reported later."""
    if kind.type == "date":
        days = day_readings(text)
        return chosen(kind, text, days, written, "a date", A_DAY).isoformat() if days else None
    numbers = share_readings(text) if kind.unit == "share" else number_readings(text)
    return repr(chosen(kind, text, numbers, written, "a number", A_NUMBER)) if numbers else None


def _problems(
    file: TableFile, refused: Mapping[str, Mapping[str, RefusedError]]
) -> Iterator[Problem]:
    """Yield the cells with a refused text, the first ones in the order of the file."""
    columns = [name for name, texts in refused.items() if texts]
    if not columns:
        return
    rows = file.lazy.select(columns).with_row_index("row").filter(pl.any_horizontal(
        pl.col(name).is_in(list(refused[name])) for name in columns)).head(_SHOWN).collect()
    row: dict[str, Any]
    for row in rows.iter_rows(named=True):
        for name in columns:
            error = refused[name].get(row[name])
            if error is not None:
                yield Problem(str(file.path), file.line(row["row"]), name, error.what, error.to_do)
