"""Make rows of a panel's sheets: tables as they are, and what plugins read from other files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
import polars as pl

from hubflow.model.input_problems import BadInput, Problem
from hubflow.model.judgements import Judgement, SheetCount
from hubflow.model.methodology import Methodology
from hubflow.model.plain_record import PlainRecord
from hubflow.plugins.importers import imported_sheet
from hubflow.plugins.manager import LoadedHub
from hubflow.reading.panel.judgement_checks import JudgementRules
from hubflow.reading.panel.judgement_sheets import (
    GROUP,
    OPTIONAL,
    REQUIRED,
    SCALE,
    JudgementSheet,
    JudgementTable,
    judgements_of_rows,
    optional_headings,
)
from hubflow.reading.values.cell_table import CellTable, TableRow, heading_problems
from hubflow.reading.values.conventions import Conventions
from hubflow.reading.values.normal_text import folded
from hubflow.reading.values.workbook_names import is_workbook
from hubflow.tables.input.table_files import TableFile, open_table
from hubflow.tables.output.zero import one_zero

_SCHEMA = pl.Schema({
    "_row": pl.Int64, **dict.fromkeys((*REQUIRED, *OPTIONAL, GROUP), pl.String),
    "_number": pl.Float64, "_file": pl.Int64, "_at": pl.Int64})


class ColumnTable(JudgementTable):
    """A table of typed columns with a row for each judgement: Parquet or NDJSON."""

    def table(self) -> CellTable:
        """Return the values as cells."""
        file = open_table(self.path)
        rows = file.collected(file.lazy)
        return CellTable(str(self.path), 0, dict(enumerate(rows.columns, 1)), tuple(
            (file.line(number), dict(enumerate(cells, 1)))
            for number, cells in enumerate(rows.iter_rows())))


class PanelSheet(PlainRecord):
    """One sheet: its rows about the hub, with every cell as text.

    ``said`` are its judgements if it was read cell by cell; `_at` of a row is the place in it.
    """

    path: Path
    rows: pl.DataFrame
    said: Sequence[Judgement] = ()


def panel_sheet(
    path: Path, number: int, methodology: Methodology, hub: LoadedHub | None,
    problems: list[Problem], counts: list[SheetCount],
) -> PanelSheet | None:
    """Return the rows of one sheet about this hub; None if it is bad.

    The first plugin of ``hub`` that knows a file reads it. ``number`` marks the sheet's rows.
    Problems of the whole sheet are added to ``problems``; how far a scoring sheet is filled in, and
    which columns of a table are not used, to ``counts``. Raises :class:`BadInput` where it cannot
    be read at all.
    """
    read, rules = imported_sheet(path, hub), JudgementRules.of(methodology)
    rows = _by_columns(path, read, number, methodology, counts)
    if rows is not None:
        return PanelSheet(path, rows)
    scores = read.scores(methodology.hub.id, rules, ())
    counts += [count for count in scores.counts if count.asked or not count.conflicts]
    found = scores.problems or [each for said in scores.judgements
                                for each in rules.scale_problems(said)]
    problems += found
    if found:
        return None
    said = rules.on_own_scales(scores.judgements)
    return PanelSheet(path, judgement_rows(said, number), said)


def _by_columns(
    path: Path, read: JudgementSheet, number: int, methodology: Methodology,
    counts: list[SheetCount],
) -> pl.DataFrame | None:
    """Return the rows of a table that may be long; None for a sheet that is read cell by cell.

    So is a table in which something is wrong, for the reader of cells says what.
    """
    if type(read) not in (JudgementTable, ColumnTable) or is_workbook(path):
        return None
    headings = optional_headings(JudgementRules.of(methodology))
    try:
        file = open_table(path)
        keys = [folded(name) for name in file.schema]
        if {*keys} & {*SCALE} or any(heading_problems(str(path), 0, keys, REQUIRED, headings)):
            return None
        rows = _sheet(file, number, methodology.hub.id, headings)
    except BadInput:
        if type(read) is ColumnTable:
            raise
        return None
    unused = [name for name in file.schema if folded(name) not in (*REQUIRED, *headings)]
    if unused:
        counts.append(SheetCount(str(path), "", 0, 0, (), unused=tuple(unused)))
    return rows


def judgement_rows(judgements: Sequence[Judgement], number: int) -> pl.DataFrame:
    """Return judgements as rows of a sheet with this number."""
    return pl.DataFrame([{**_row(each, number), "_at": at} for at, each in enumerate(judgements)],
                        _SCHEMA, orient="row")


def judgements_in(
    rows: pl.DataFrame, sheets: Sequence[PanelSheet], rules: JudgementRules,
    written: Mapping[int, Conventions],
) -> tuple[list[Judgement], list[Problem]]:
    """Return the judgements in rows of sheets, read cell by cell, and the problems of their cells.

    ``written`` tells how each sheet writes numbers and days.
    """
    judgements: list[Judgement] = []
    problems: list[Problem] = []
    for number, sheet in enumerate(sheets):
        own = list(rows.filter(pl.col("_file") == number).iter_rows(named=True))
        if sheet.said:
            judgements += [attrs.evolve(
                sheet.said[row["_at"]], assessor=row["assessor"] or "", group=row[GROUP] or "")
                for row in own]
            continue
        found, wrong = judgements_of_rows([TableRow(
            str(sheet.path), row["_row"],
            row if row["_number"] is None else {**row, "score": row["_number"]})
            for row in own], rules, written[number])
        judgements += found
        problems += wrong
    return judgements, problems


def _row(said: Judgement, file: int) -> dict[str, Any]:
    """Return a judgement as a row: texts, and a score that is a number as one."""
    line = said.where.rpartition(":")[2]
    number = (float(said.score) if isinstance(said.score, int | float)
              and not isinstance(said.score, bool) else None)
    text = ("yes" if said.score else "no") if isinstance(said.score, bool) else said.score
    return {"_row": int(line) if line.isdecimal() else 0, "venture": said.venture or None,
            "phase": said.phase or None, "criterion": said.criterion or None,
            "assessor": said.assessor or None,
            "score": text if number is None else None, "note": said.note,
            "conflict": "yes" if said.conflict else None,
            "date": said.date.isoformat() if said.date else None, "hub": None,
            GROUP: said.group or None,
            "_number": number, "_file": file}


def _sheet(
    file: TableFile, number: int, hub: str, headings: Sequence[str]
) -> pl.DataFrame:
    """Return one sheet's rows about this hub, with every cell as text."""
    names = {folded(name): name for name in file.schema}
    cells = [
        (pl.col(names[heading]).cast(pl.String).str.strip_chars()
         if heading in names and heading in (*REQUIRED, *headings)
         else pl.lit(None, pl.String)).replace("", None).alias(heading)
        for heading in (*REQUIRED, *OPTIONAL, GROUP)
    ]
    first = file.line(0)
    score = names["score"]
    rows = file.lazy.with_row_index("_row", offset=first)
    # numbers are taken as they are; texts are read as one reads a sheet
    number_of = pl.lit(None, pl.Float64)
    if file.schema[score].is_numeric():
        cells[REQUIRED.index("score")] = pl.lit(None, pl.String).alias("score")
        number_of = one_zero(pl.col(score).cast(pl.Float64))
    rows = rows.select(
        pl.col("_row").cast(pl.Int64), *cells, number_of.alias("_number"),
        pl.lit(number, pl.Int64).alias("_file"), pl.lit(None, pl.Int64).alias("_at"))
    mine = pl.col("hub").is_null() | (pl.col("hub").str.to_lowercase() == hub.casefold())
    return file.collected(rows.filter(mine))
