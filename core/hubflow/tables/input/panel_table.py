"""Read a panel's judgements as a table: checked, and combined by the hub's panel rules.

Which of them count is what :mod:`hubflow.engine.pipeline.judging` says of single judgements.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
import polars as pl

from hubflow.engine.pipeline.column_names import PhaseColumns
from hubflow.engine.pipeline.combining import (
    combined,
    has_labels,
    latest,
    needs_note,
    position_of,
    why_not_counted,
)
from hubflow.model.input_problems import Problem
from hubflow.model.judgements import Judgement, SheetCount
from hubflow.model.methodology import Criterion, Methodology, Panel, Requirement
from hubflow.model.values import Kind
from hubflow.plugins.importers import unused_in
from hubflow.plugins.manager import LoadedHub
from hubflow.reading.method.criterion_checks import STEP_TOLERANCE
from hubflow.reading.panel.judgement_checks import JudgementRules, place_of
from hubflow.reading.panel.judgement_sheets import check_panel
from hubflow.reading.panel.panel_files import assessors_of, panel_files
from hubflow.reading.panel.score_reading import score_for, score_kind
from hubflow.reading.records.legal import RefusedError
from hubflow.reading.values.cell_values import conventions_of, value_of
from hubflow.reading.values.conventions import Conventions
from hubflow.tables.input.panel_people import abstaining, problems_of_groups, with_people
from hubflow.tables.input.panel_rows import PanelSheet, judgements_in, panel_sheet

Rule = Criterion | Requirement

_KEY = ("venture", "phase", "criterion")
_DAY, _YES_NO = Kind("date", gap=False), Kind("yes_no", gap=False)

_ID = "_id"
"""The number of a row among those of all sheets."""

_DECLARES = pl.col("conflict") & pl.all_horizontal(
    pl.col("phase", "criterion", "score", "_number").is_null())
"""Whether a row only declares a conflict of interest."""


@attrs.frozen(eq=False, repr=False)
class PanelTable:
    """A panel's combined judgements, one row for each venture; ``count`` counts all problems.

    ``sheets`` tell how far scoring sheets are filled in, and of tables unused columns and
    conflicts.

    ``combined`` has `venture` and the judged columns of every phase (see
    :meth:`hubflow.engine.pipeline.column_names.PhaseColumns.judged`).
    """

    combined: pl.DataFrame
    problems: Sequence[Problem]
    count: int
    sheets: Sequence[SheetCount] = ()


def read_panel_table(
    paths: Sequence[Path], methodology: Methodology, most: int, hub: LoadedHub | None = None
) -> PanelTable:
    """Return the judgements of several sheets together, with at most ``most`` problems in words.

    Columns are read at once. Rows in which something is wrong are read again as those of single
    judgements are (:mod:`hubflow.reading.panel.judgement_sheets`), which says what. Plugins of
    ``hub`` read sheets of kinds of their own. Raises
    :class:`hubflow.model.input_problems.BadInput` where a sheet cannot be read at all.
    """
    paths = panel_files(paths)
    problems: list[Problem] = []
    lists = assessors_of(paths)
    counts = list(unused_in(lists))
    sheets = [panel_sheet(path, number, methodology, hub, problems, counts)
              for number, path in enumerate(paths)]
    read = [sheet for sheet in sheets if sheet is not None]
    if problems:
        return PanelTable(pl.DataFrame(), problems, len(problems))
    rows, names, near = with_people(pl.concat([sheet.rows for sheet in read]), paths, lists)
    groups = methodology.panel.group_ids
    near += [flaw for each in lists for flaw in each.unknown_groups(groups)]
    panel = _Panel(methodology, rows.with_row_index(_ID), {
        number: conventions_of([*sheet.rows["score"].unique(), *sheet.rows["date"].unique()],
                               methodology.hub.language) for number, sheet in enumerate(read)})
    table = panel.table()
    counts += _conflicts(panel.read.head(sum(sheet.rows.height for sheet in read)), paths, counts)
    if groups:
        near += problems_of_groups(panel.read, paths, names, groups)
    wrong = [*near, *panel.problems(read)]
    return PanelTable(table, wrong[:most], len(wrong), counts)


def _conflicts(
    rows: pl.DataFrame, paths: Sequence[Path], counts: Sequence[SheetCount]
) -> Iterator[SheetCount]:
    """Yield the conflicts of interest of each sheet and assessor that no count tells yet."""
    known = {count.file for count in counts if count.conflicts}
    declared = rows.filter(pl.col("conflict")).unique(
        ["_file", "assessor", "venture"], maintain_order=True)
    for (file, assessor), own in declared.group_by(["_file", "assessor"], maintain_order=True):
        path = str(paths[int(str(file))])
        if path not in known:
            yield SheetCount(path, str(assessor), 0, 0, tuple(own["venture"]))


class _Panel:
    """The rows of all sheets, and those of them in which something may be wrong.

    ``written`` tells how each sheet writes numbers and days. In ``read`` conflicts and days are
    read.
    """

    def __init__(
        self, methodology: Methodology, rows: pl.DataFrame, written: Mapping[int, Conventions]
    ) -> None:
        self.methodology = methodology
        self.rules = JudgementRules.of(methodology)
        self.rows = rows
        self.written = written
        self.doubtful: list[pl.Series] = []
        conflicts = self.with_values(rows, "conflict", pl.Boolean, _conflict).drop(
            "conflict").rename({"_value": "conflict"})
        self.read = self.with_values(conflicts.with_columns(pl.col("conflict").fill_null(False)),
                                     "date", pl.Date, _day).rename({"_value": "_day"})

    def table(self) -> pl.DataFrame:
        """Return a row for each venture, with the two columns of each judged criterion."""
        rows = self.read
        repeats = _repeats(rows)
        if repeats.any():
            # one file may say the same twice
            rows = rows.unique([name for name in rows.columns
                                if name not in (_ID, "_row", "_at", "date", "hub", "group")],
                               keep="first", maintain_order=True)
            repeats = _repeats(rows)
        rows = abstaining(rows)
        repeated = rows.filter(repeats)
        self.doubt(_undecided(repeated))
        for key in (*_KEY, "assessor"):
            self.doubt(_blank(rows, key))
        table = rows.select("venture").unique(maintain_order=True).sort("venture")
        for (phase, criterion), part in rows.partition_by(
            "phase", "criterion", as_dict=True, maintain_order=True
        ).items():
            rule = self.rules.find(str(phase), str(criterion))
            if rule is None or not rule.judged:
                self.doubt(part)
                continue
            scored = self.with_positions(part, str(phase), rule)
            frame = _combined(scored, str(phase), rule, self.methodology.panel,
                              once=repeated.is_empty())
            table = table.join(frame, on="venture", how="left", maintain_order="left")
        return table

    def doubt(self, rows: pl.DataFrame) -> None:
        """Note rows in which something may be wrong."""
        self.doubtful.append(rows[_ID])

    def problems(self, sheets: Sequence[PanelSheet]) -> list[Problem]:
        """Return what is wrong with the rows in doubt, and with others that say the same."""
        found = pl.concat(self.doubtful)
        if found.is_empty():
            return []
        one = [*_KEY, "assessor"]
        doubtful = self.rows.join(self.rows.filter(pl.col(_ID).is_in(found.implode())),
                                  on=one, how="semi", nulls_equal=True)
        barred = abstaining(self.read).filter(pl.col("conflict"))[_ID]
        said, problems = [], []
        for conflict in (True, False):
            rows = doubtful.filter(pl.col(_ID).is_in(barred.implode()) == conflict)
            own, wrong = judgements_in(rows, sheets, self.rules, self.written)
            said += [attrs.evolve(each, conflict=conflict or each.conflict) for each in own]
            problems += wrong
        told = {(problem.file, problem.line) for problem in problems}
        whole = sorted((each for each in said if place_of(each) not in told), key=place_of)
        return sorted([*problems, *check_panel(whole, None, self.methodology)],
                      key=lambda problem: (problem.file, problem.line))

    def with_positions(self, rows: pl.DataFrame, phase: str, rule: Rule) -> pl.DataFrame:
        """Return the rows with their scores as positions on a rule's scale.

        A text is read as a cell of a sheet is; a number on a scale of numbers stands for itself.
        """
        def read(text: str, conventions: Conventions) -> float | None:
            score = score_for(rule, text, conventions)
            for _, what, to_do in self.rules.problems(
                    Judgement(venture="", phase=phase, criterion=rule.id, score=score)):
                raise RefusedError(what, to_do)
            return position_of(score, rule)

        self.doubt(rows.filter(pl.col("score").is_null() & pl.col("_number").is_null()
                               & ~pl.col("conflict")))
        fits: pl.Expr = pl.lit(None, pl.Float64)
        if isinstance(rule, Criterion) and not rule.ordinal:
            kind = score_kind(rule)
            fitting = pl.col("_number").is_between(kind.low, kind.high)
            if kind.step is not None:
                fitting &= _is_step(pl.col("_number"), kind.low or 0.0, kind.step)
            fits = pl.when(fitting).then("_number")
        rows = rows.with_columns(fits.alias("position"))
        if not rows["position"].null_count():
            return rows
        # a number that is off the scale or its steps, or on one of labels, is read as its text
        rows = rows.with_columns(pl.coalesce("score", pl.when(pl.col("position").is_null()).then(
            pl.col("_number").cast(pl.String))).alias("score"))
        made = self.with_values(rows, "score", pl.Float64, read)
        return made.with_columns(pl.coalesce("position", "_value").alias("position"))

    def with_values(
        self, rows: pl.DataFrame, column: str, dtype: type[pl.DataType],
        read: Callable[[str, Conventions], Any],
    ) -> pl.DataFrame:
        """Return the rows with their texts' values in ``_value``; each text is read once a file.

        Texts that are refused mean nothing, and their rows are doubtful.
        """
        texts = rows.select("_file", column).filter(pl.col(column).is_not_null()).unique(
            maintain_order=True)
        if texts.is_empty():
            return rows.with_columns(pl.lit(None, dtype).alias("_value"))
        values: list[Any] = []
        for number, text in texts.rows():
            try:
                values.append(read(text, self.written[number]))
            except RefusedError:
                values.append(None)
                self.doubt(rows.filter(pl.col("_file") == number, pl.col(column) == text))
        made = texts.with_columns(pl.Series("_value", values, dtype))
        return rows.join(made, on=["_file", column], how="left", maintain_order="left")


def _conflict(text: str, conventions: Conventions) -> bool:
    return bool(value_of(_YES_NO, text, conventions))


def _day(text: str, conventions: Conventions) -> dt.date | None:
    day: dt.date | None = value_of(_DAY, text, conventions)
    return day


def _blank(rows: pl.DataFrame, key: str) -> pl.DataFrame:
    """Return the rows that say nothing under a key that they need."""
    nothing = ~pl.col(key).str.contains(r"[^\p{Cf}\s]").fill_null(False)
    if key in ("phase", "criterion"):
        nothing &= ~_DECLARES
    return rows.filter(nothing)


def _is_step(score: pl.Expr, low: float, step: float) -> pl.Expr:
    """Return whether a score is a whole number of steps above the low end of its scale."""
    steps = (score - low) / step
    return (steps - steps.round()).abs() < STEP_TOLERANCE


def _combined(
    rows: pl.DataFrame, phase: str, rule: Rule, panel: Panel, *, once: bool
) -> pl.DataFrame:
    said = rows.rename({"_day": "day"})
    if not once:
        said = latest(said.lazy(), "venture").collect()
    justified = pl.when(pl.col("position") > 0).then(needs_note(rule, True)).otherwise(
        needs_note(rule, False))
    counted = said.filter(why_not_counted(justified, panel).is_null())
    lower, upper = PhaseColumns(phase).judged(rule.id)
    return combined(
        counted.lazy().select("venture", "position", "group"), "venture", panel,
        labels=has_labels(rule),
    ).rename({"lower": lower, "upper": upper}).collect()


def _repeats(rows: pl.DataFrame) -> pl.Series:
    """Return whether an assessor judges a venture's criterion more than once (or seems to)."""
    marks = rows.select(pl.struct(*_KEY, "assessor").hash(seed=7)).to_series()
    if marks.n_unique() == marks.len():
        return pl.repeat(False, marks.len(), eager=True)
    return marks.is_duplicated()


def _undecided(repeated: pl.DataFrame) -> pl.DataFrame:
    """Return rows of one assessor on one criterion for which no date may say which counts."""
    one = [*_KEY, "assessor"]
    undated = pl.col("_day").is_null().any().over(one)
    return repeated.filter(~_DECLARES & (undated | pl.struct(*one, "_day").is_duplicated()))
