"""Turn a table's numbers and days, as people write them, into the notation of data.

Polars reads a column of plain texts at once: numbers with a decimal point, days as 2024-06-30.
Every other text is read by :func:`~hubflow.reading.values.cell_values.value_of`, as in a workbook
or a jury's sheet, once for a file, whatever the number of its rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs
import polars as pl

from hubflow.model.input_problems import Problem
from hubflow.model.values import Gap, Kind
from hubflow.reading.records.legal import RefusedError
from hubflow.reading.values.cell_values import blank, conventions_of, readings_of, value_of
from hubflow.reading.values.conventions import Conventions, Manner
from hubflow.tables.input.table_columns import TableColumn
from hubflow.tables.input.table_files import TableFile, damage_error

_GAPS = tuple(gap.value for gap in Gap)

_READ = ("number", "date")

_SHOWN = 20
"""The number of rows listed for a file whose values may mean two things."""

_OPEN = r"\.(?:\d{3})?$|\.[eE]"
"""What a number holds that Polars reads, and that may be none or two as people write them."""

_JSON: tuple[Manner, ...] = ("decimal point",)
"""How JSON writes numbers, which come as texts."""


def with_plain_values(
    file: TableFile, known: Mapping[str, TableColumn], language: str = ""
) -> tuple[TableFile, list[Problem]]:
    """Return the file with plain values, and the cells that may mean two things.

    ``language`` is the hub's; its customs count where the file does not show how it is written.
    A text that means no legal value stays, for the check of the rows. Raises :class:`BadInput`
    where the file is damaged.
    """
    kinds = {name: known[name].kind for name, dtype in file.schema.items()
             if name in known and dtype == pl.String and known[name].kind.type in _READ}
    if not kinds:
        return file, []
    try:
        texts = _texts(file, {name: ~_is_plain(name, kind) for name, kind in kinds.items()})
        if not any(texts.values()):
            return file, []
        return _converted(file, kinds, texts, _written(file, kinds, texts, language))
    except (pl.exceptions.PolarsError, OSError) as error:
        raise damage_error(file, error) from None


def _is_plain(name: str, kind: Kind) -> pl.Expr:
    """Return whether a cell is in the notation that Polars reads; None for an empty one."""
    text = pl.col(name)
    if kind.type == "date":
        return text.str.contains(r"^\d{4}-\d{2}-\d{2}$")
    return _as_number(name).is_not_null() & ~text.str.contains(_OPEN)


def _as_number(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.Float64, strict=False)


def _texts(file: TableFile, which: Mapping[str, pl.Expr]) -> Mapping[str, list[str]]:
    """Return the texts of each column for which an expression holds, once; no blank ones."""
    found = file.lazy.select(
        pl.col(name).filter(wanted).unique().sort().implode()
        for name, wanted in which.items()).collect()
    return {name: [text for text in found[name][0] if not blank(text) and text not in _GAPS]
            for name in which}


def _written(
    file: TableFile, kinds: Mapping[str, Kind], odd: Mapping[str, list[str]], language: str
) -> Conventions:
    """Return how the file writes numbers and days.

    Of the plain numbers it is enough to see one with a decimal point, and one of a thousand or
    more: that is all that plain numbers can show.
    """
    texts = [text for each in odd.values() for text in each]
    numbers = [name for name, kind in kinds.items() if kind.type == "number"]
    shown = {f"{name}{at}": pl.col(name).filter(_is_plain(name, kinds[name]) & shows).first()
             for name in numbers
             for at, shows in enumerate((pl.col(name).str.contains(".", literal=True),
                                         _as_number(name).abs() >= 1000))}
    if shown:
        (row,) = file.lazy.select(**shown).collect().rows()
        texts += [text for text in row if text is not None]
    conventions = conventions_of(texts, language)
    return conventions.with_stated(_JSON) if file.format == "ndjson" else conventions


def _converted(
    file: TableFile, kinds: Mapping[str, Kind], texts: Mapping[str, list[str]],
    written: Conventions,
) -> tuple[TableFile, list[Problem]]:
    plain: dict[str, dict[str, str]] = {name: {} for name in kinds}
    refused: dict[str, dict[str, RefusedError]] = {name: {} for name in kinds}
    for name, kind in kinds.items():
        for text in texts[name]:
            try:
                plain[name][text] = str(value_of(kind, text, written))
            except RefusedError as error:
                if len({reading.value for reading in readings_of(kind, text)}) > 1:
                    refused[name][text] = error
    lazy = file.lazy.with_columns(
        pl.col(name).replace(made) for name, made in plain.items() if made)
    return attrs.evolve(file, lazy=lazy, written=written), list(_problems(file, refused))


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
