"""Give a part of a table its types, and check it by the legal values of each column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs
import polars as pl

from hubflow.engine.pipeline.column_names import DTYPES
from hubflow.model.characters import FORBIDDEN_IN_TABLES, LEFTOVERS_IN_TABLES
from hubflow.model.input_problems import Problem
from hubflow.model.values import RESERVED, Kind
from hubflow.reading.records.legal import RefusedError, shown
from hubflow.reading.records.nearest import did_you_mean
from hubflow.reading.text_gate import delete_it, text_flaw
from hubflow.reading.values.cell_values import value_of
from hubflow.reading.values.conventions import Conventions
from hubflow.reading.values.vocabulary_words import gap_of, label_meant
from hubflow.reading.values.yes_no import yes_or_no_of
from hubflow.tables.input.table_columns import TableColumn
from hubflow.tables.input.table_files import TableFile
from hubflow.tables.output.zero import one_zero
from hubflow.text.spoken import say

_ORDERED = (("identify.age_from", "identify.age_to"),
            ("test.safeguarding.people_checked", "test.safeguarding.people_in_contact"))
"""Pairs of facts: the first is never greater than the second, as in a dossier."""
_NO_DECIMALS = r"\.(?:[eE]|$)"
"""A decimal point without decimals: Polars reads it as a number, a workbook's cell is none."""
_WORDS = {"number": "numbers", "yes_no": "yes_no", "label": "texts", "text": "texts",
          "date": "dates"}


def column_problems(file: TableFile, known: Mapping[str, TableColumn]) -> Iterator[Problem]:
    """Yield a problem for each column that is unknown, or whose type can hold no legal value."""
    where = str(file.path)
    for name, dtype in file.schema.items():
        column = known.get(name)
        if column is None and (again := _again(name, file.schema)):
            yield Problem(where, 0, again, say("tables.heading_twice"),
                          say("tables.leave_one_out"))
        elif column is None:
            yield Problem(where, 0, name, say("tables.unknown_column"),
                          did_you_mean(name, known) or say("tables.facts_lists"))
        elif not _fits(dtype, column):
            yield Problem(where, 0, name, say(
                "tables.holds_others", holds=_name(dtype),
                must=say(f"tables.type_{_WORDS[column.kind.type]}")))
    if "id" not in file.schema:
        yield Problem(where, 0, "id", say("tables.no_such_column"),
                      say("tables.needs_id"))


def _again(name: str, schema: pl.Schema) -> str | None:
    """Return the heading that occurs twice, from the name that polars gives the second column."""
    first, between, number = name.rpartition("_duplicated_")
    return first if between and number.isdigit() and first in schema else None


def _fits(dtype: pl.DataType, column: TableColumn) -> bool:
    if dtype == pl.Null or (dtype == pl.String and column.kind.type in ("label", "text")):
        return True
    return {
        "number": dtype.is_numeric() or dtype == pl.String,
        "yes_no": dtype in (pl.Boolean, pl.String),
        "label": dtype in (pl.Categorical, pl.Enum),
        "text": dtype in (pl.Categorical, pl.Enum),
        "date": dtype in (pl.Date, pl.String) or dtype == pl.Datetime,
    }[column.kind.type]


def _name(dtype: pl.DataType) -> str:
    if dtype.is_numeric():
        return say("tables.type_numbers")
    names = {pl.Boolean: "yes_no", pl.String: "texts", pl.Date: "dates"}
    return next((say(f"tables.type_{name}") for each, name in names.items() if dtype == each),
                str(dtype))


@attrs.frozen(eq=False, repr=False)
class IllegalValues:
    """The rows of a part with an illegal value in one column; messages are made later.

    ``beside`` are the values of another column that it does not agree with. There are ``count``
    such rows, of which the first are at hand.
    """

    column: TableColumn
    rows: pl.Series
    values: pl.Series
    count: int
    beside: pl.Series | None = None

    def first(self, most: int) -> IllegalValues:
        """Return the same with only the first rows."""
        beside = None if self.beside is None else self.beside.head(most)
        return attrs.evolve(self, rows=self.rows.head(most), values=self.values.head(most),
                            beside=beside)

    def problems(self, file: TableFile, offset: int) -> Iterator[Problem]:
        """Yield the problems, row by row; ``offset`` rows of the file come before."""
        others = self.values if self.beside is None else self.beside
        for row, value, other in zip(self.rows, self.values, others, strict=True):
            what, to_do = _why(self.column, value, file.written)
            if self.beside is not None:
                what = say("tables.less_than_other", value=f"{value:g}", other=f"{other:g}",
                           column=others.name)
                to_do = ""
            yield Problem(str(file.path), file.line(offset + row), self.column.name, what, to_do)


def with_types(
    part: pl.DataFrame, columns: Mapping[str, TableColumn], *, look: bool = True
) -> tuple[pl.DataFrame, list[IllegalValues]]:
    """Return the part with its columns' types, and with ``look`` also its illegal values.

    An empty cell, or one of the words that stand in a value's place, is missing.
    """
    known = {name: columns[name] for name in part.columns}
    made = part.select(_as_typed(part[name], column).alias(name)
                       for name, column in known.items())
    if not look:
        return made, []
    suspects = _suspects(part, made, known)
    found = [_wrong(part[name], made[name], known[name]) for name in suspects]
    found += [_disordered(made, first, known[last]) for first, last in _ORDERED
              if first in known and last in known]
    return made, [wrong for wrong in found if wrong is not None]


def _as_typed(raw: pl.Series, column: TableColumn) -> pl.Expr:
    kind, value = column.kind, pl.col(raw.name)
    dtype = DTYPES[kind.type]
    if raw.dtype in (pl.Categorical, pl.Enum):
        raw, value = raw.cast(pl.String), value.cast(pl.String)
    if raw.dtype != pl.String:
        typed = value.cast(dtype, strict=False)
        return one_zero(typed) if raw.dtype.is_float() else typed
    if kind.type == "number":
        text = value.str.strip_chars()
        return one_zero(pl.when(~text.str.contains(_NO_DECIMALS)).then(
            text.cast(dtype, strict=False)))
    if kind.type == "date":
        return value.str.strip_chars().str.to_date("%Y-%m-%d", strict=False)
    if kind.type == "yes_no":
        answers = {word: yes_or_no_of(word) for word in raw.drop_nulls().unique()}
        return value.replace_strict(answers, default=None, return_dtype=dtype)
    if kind.type == "label" or kind.gap:
        words = _words(kind, raw.drop_nulls().unique())
        return value.replace(words) if words else value
    if raw.str.contains("|".join(LEFTOVERS_IN_TABLES)).any():
        for pattern, instead in LEFTOVERS_IN_TABLES.items():
            value = value.str.replace_all(pattern, instead)
    return pl.when(value != "").then(value)


def _words(kind: Kind, texts: pl.Series) -> Mapping[str, str | None]:
    """Return the texts that are read as another one: blank ones, gaps, words of other languages."""
    found: dict[str, str | None] = {}
    for text in texts:
        if not text.strip() or (kind.gap and gap_of(text)):
            found[text] = None
        elif (label := label_meant(text, kind)) not in (None, text):
            found[text] = label
    return found


def _suspects(
    part: pl.DataFrame, made: pl.DataFrame, columns: Mapping[str, TableColumn]
) -> list[str]:
    """Return columns that may hold an illegal value, found by a few figures for each column."""
    found: list[pl.Expr] = []
    for name, column in columns.items():
        value, kind = pl.col(name), column.kind
        parts: list[pl.Expr] = []
        if kind.type == "number":
            parts.append(~value.sum().is_finite())
            if kind.low is not None:
                parts.append(value.min() < kind.low)
            if kind.high is not None:
                parts.append(value.max() > kind.high)
            if kind.whole:
                parts.append((value.floor() != value).any())
        elif kind.type == "label":
            parts.append(~value.is_in(kind.labels).all())
        elif kind.pattern:
            parts.append((~_has_form(kind, value)).any())
        elif kind.type == "text":
            parts.append(value.str.contains(FORBIDDEN_IN_TABLES).any())
        if name == "id":
            parts.append(value.is_null().any())
        if parts:
            found.append(pl.any_horizontal(p.fill_null(False) for p in parts).alias(name))
    looked = made.lazy().select(found).collect()
    lost = {name for name in columns
            if made[name].null_count() > part[name].null_count() and part[name].dtype == pl.String}
    flagged = {name for name in looked.columns if looked[name][0]} if found else set()
    return [name for name in columns if name in flagged | lost]


def _has_form(kind: Kind, value: pl.Expr) -> pl.Expr:
    """Return where a text has the form, the length and no reserved name."""
    form = value.str.contains(f"^(?:{kind.pattern})$")
    if kind.longest:
        form &= value.str.len_chars() <= kind.longest
    return form & ~value.str.contains(RESERVED) if kind.names_files else form


def _wrong(raw: pl.Series, made: pl.Series, column: TableColumn) -> IllegalValues | None:
    kind, value = column.kind, pl.col("made")
    parts = []
    if kind.type == "number":
        parts.append(~value.is_finite())
        parts += [value < kind.low] if kind.low is not None else []
        parts += [value > kind.high] if kind.high is not None else []
        parts += [value.floor() != value] if kind.whole else []
    elif kind.type == "label":
        parts.append(~value.is_in(kind.labels))
    elif kind.pattern:
        parts.append(~_has_form(kind, value))
    elif kind.type == "text":
        parts.append(value.str.contains(FORBIDDEN_IN_TABLES))
    if column.name == "id":
        parts.append(value.is_null())
    if raw.dtype == pl.String:
        lost = raw.filter(made.is_null()).unique()
        blank = [text for text in lost.drop_nulls()
                 if not text.strip() or (kind.gap and gap_of(text))]
        parts.append(value.is_null() & ~pl.col("raw").is_in(blank))
    if not parts:
        return None
    frame = pl.DataFrame({"raw": raw, "made": made}).with_row_index("row")
    bad = frame.filter(pl.any_horizontal(p.fill_null(False) for p in parts))
    return IllegalValues(column, bad["row"], bad["raw"], bad.height) if bad.height else None


def _disordered(made: pl.DataFrame, first: str, last: TableColumn) -> IllegalValues | None:
    """Return the rows in which a number is less than its lower bound in another column."""
    if not (made[first] > made[last.name]).any():
        return None
    bad = made.select(first, last.name).with_row_index("row").filter(
        pl.col(first) > pl.col(last.name))
    return IllegalValues(last, bad["row"], bad[last.name], bad.height, bad[first])


def _why(column: TableColumn, value: object, written: Conventions) -> tuple[str, str]:
    """Return what is wrong with a value, as the reader of values says it of a cell."""
    if value is None:
        return say("tables.blank"), say("tables.needs_id")
    if isinstance(value, str) and (flaw := text_flaw(value)):
        return flaw, delete_it()
    try:
        value_of(column.kind, value, written)
    except RefusedError as error:
        return error.what, error.to_do
    return say("tables.not_legal", value=shown(value)), ""
