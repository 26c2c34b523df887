"""Make rows of a panel's sheets: tables as they are, and what plugins read from other files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from hubflow.model.input_problems import Problem
from hubflow.model.judgements import Judgement, SheetCount
from hubflow.model.methodology import Methodology
from hubflow.plugins.importers import imported_sheet
from hubflow.plugins.manager import LoadedHub
from hubflow.reading.panel.judgement_checks import JudgementRules
from hubflow.reading.panel.judgement_sheets import (
    GROUP,
    OPTIONAL,
    REQUIRED,
    SCALE,
    JudgementTable,
    optional_headings,
)
from hubflow.reading.values.cell_table import heading_problems
from hubflow.reading.values.normal_text import folded
from hubflow.reading.values.workbook_names import is_workbook
from hubflow.tables.input.table_files import TableFile, open_table
from hubflow.tables.output.zero import one_zero

_SCHEMA = pl.Schema({
    "_row": pl.Int64, **dict.fromkeys((*REQUIRED, *OPTIONAL, GROUP), pl.String),
    "_number": pl.Float64, "_file": pl.Int64})


def rows_of_sheet(
    path: Path, number: int, methodology: Methodology, hub: LoadedHub | None,
    problems: list[Problem], counts: list[SheetCount],
) -> pl.DataFrame | None:
    """Return the rows of one sheet about this hub, with every cell as text; None if it is bad.

    The first plugin of ``hub`` that knows a file reads it. ``number`` marks the sheet's rows.
    Problems of the whole sheet are added to ``problems``; how far a scoring sheet is filled in, and
    which columns of a table are not used, to ``counts``. Raises :class:`BadInput` where it cannot
    be read at all.
    """
    read, rules = imported_sheet(path, hub), JudgementRules.of(methodology)
    headings = optional_headings(rules)
    file = open_table(path) if type(read) is JudgementTable and not is_workbook(path) else None
    if file is not None and not {*map(folded, file.schema)} & {*SCALE}:
        # a table may be long: its rows stay a table
        wrong = list(heading_problems(
            str(path), 0, list(map(folded, file.schema)), REQUIRED, headings))
        problems += wrong
        unused = [name for name in file.schema if folded(name) not in (*REQUIRED, *headings)]
        if unused and not wrong:
            counts.append(SheetCount(str(path), "", 0, 0, (), unused=tuple(unused)))
        return None if wrong else _sheet(file, number, methodology.hub.id, headings)
    scores = read.scores(methodology.hub.id, rules, ())
    counts += [count for count in scores.counts if count.asked or not count.conflicts]
    found = scores.problems or [each for said in scores.judgements
                                for each in rules.scale_problems(said)]
    problems += found
    return None if found else judgement_rows(rules.on_own_scales(scores.judgements), number)


def judgement_rows(judgements: Sequence[Judgement], number: int) -> pl.DataFrame:
    """Return judgements as rows of a sheet with this number."""
    return pl.DataFrame([_row(each, number) for each in judgements], _SCHEMA, orient="row")


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
        pl.lit(number, pl.Int64).alias("_file"))
    mine = pl.col("hub").is_null() | (pl.col("hub").str.to_lowercase() == hub.casefold())
    return file.collected(rows.filter(mine))
