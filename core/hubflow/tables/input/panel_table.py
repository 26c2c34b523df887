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
from hubflow.reading.panel.judgement_checks import JudgementRules
from hubflow.reading.panel.panel_files import assessors_of, panel_files
from hubflow.reading.panel.score_reading import Score, score_for, score_kind
from hubflow.reading.records.legal import RefusedError, shown
from hubflow.reading.values.cell_values import conventions_of, value_of
from hubflow.reading.values.conventions import Conventions
from hubflow.tables.input.panel_people import abstaining, problems_of_groups, with_people
from hubflow.tables.input.panel_rows import rows_of_sheet

Rule = Criterion | Requirement

_KEY = ("venture", "phase", "criterion")
_DAY, _YES_NO = Kind("date", gap=False), Kind("yes_no", gap=False)


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

    Plugins of ``hub`` read sheets of kinds of their own. Raises
    :class:`hubflow.model.input_problems.BadInput` where a sheet cannot be read at all.
    """
    paths = panel_files(paths)
    problems: list[Problem] = []
    parts = []
    lists = assessors_of(paths)
    counts = list(unused_in(lists))
    for number, path in enumerate(paths):
        part = rows_of_sheet(path, number, methodology, hub, problems, counts)
        if part is not None:
            parts.append(part)
    if problems:
        return PanelTable(pl.DataFrame(), problems, len(problems))
    rows = pl.concat(parts)
    height = rows.height
    log = _PanelProblems(paths, most)
    rows, names, near = with_people(rows, paths, lists)
    groups = methodology.panel.group_ids
    near += [flaw for each in lists for flaw in each.unknown_groups(groups)]
    log.add_all(near)
    written = {number: conventions_of(
        [*part["score"].unique(), *part["date"].unique()], methodology.hub.language)
        for number, part in enumerate(parts)}
    rows = _with_days(_with_conflicts(rows, written, log), written, log)
    counts += _conflicts(rows.head(height), paths, counts)
    if groups:
        log.add_all(problems_of_groups(rows, paths, names, groups))
    repeats = _repeats(rows)
    if repeats.any():
        # one file may say the same twice
        rows = rows.unique([name for name in rows.columns
                            if name not in ("_row", "date", "hub", "group")],
                           keep="first", maintain_order=True)
        repeats = _repeats(rows)
    rows = abstaining(rows)
    repeated = rows.filter(repeats)
    frames = _judged(rows, methodology, written, log, once=repeated.is_empty())
    log.add(_ambiguous(repeated), "assessor", "{} has judged {criterion} of {venture} already",
             "Leave one out, or date them: the latest counts.")
    table = rows.select("venture").unique(maintain_order=True).sort("venture")
    for frame in frames:
        table = table.join(frame, on="venture", how="left", maintain_order="left")
    return PanelTable(table, log.problems, log.count, counts)


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


@attrs.define(eq=False, repr=False)
class _PanelProblems:
    """Collects problems: the first ones in words, the others counted."""

    paths: Sequence[Path]
    most: int
    problems: list[Problem] = attrs.field(factory=list)
    count: int = 0

    def add_all(self, problems: Sequence[Problem]) -> None:
        """Add problems that are in words already."""
        self.count += len(problems)
        self.problems += problems[:max(0, self.most - len(self.problems))]

    def add(self, bad: pl.DataFrame, key: str, what: str, to_do: str = "") -> None:
        """Add rows with one problem; ``{}`` in ``what`` is the cell, ``{criterion}`` its column."""
        self.count += bad.height
        for row in bad.head(max(0, self.most - len(self.problems))).iter_rows(named=True):
            said = what.replace("{}", shown(row[key]))
            for column in ("criterion", "venture"):
                said = said.replace(f"{{{column}}}", str(row[column]))
            self.problems.append(
                Problem(str(self.paths[row["_file"]]), row["_row"], key, said, to_do))


def _with_conflicts(
    rows: pl.DataFrame, written: Mapping[int, Conventions], log: _PanelProblems
) -> pl.DataFrame:
    """Return the rows with whether a conflict of interest is declared."""
    def read(text: str, conventions: Conventions) -> bool:
        return bool(value_of(_YES_NO, text, conventions))

    made = _with_values(rows, "conflict", pl.Boolean, read, written, log)
    return made.drop("conflict").rename({"_value": "conflict"}).with_columns(
        pl.col("conflict").fill_null(False))


def _with_days(
    rows: pl.DataFrame, written: Mapping[int, Conventions], log: _PanelProblems
) -> pl.DataFrame:
    """Return the rows with their dates as days."""
    def read(text: str, conventions: Conventions) -> dt.date | None:
        day: dt.date | None = value_of(_DAY, text, conventions)
        return day

    return _with_values(rows, "date", pl.Date, read, written, log).rename({"_value": "_day"})


def _with_positions(
    rows: pl.DataFrame, phase: str, rule: Rule, rules: JudgementRules,
    written: Mapping[int, Conventions], log: _PanelProblems,
) -> pl.DataFrame:
    """Return the rows with their scores as positions on a rule's scale; report others.

    A text is read as a cell of a sheet is; a number on a scale of numbers stands for itself.
    """
    def read(text: str, conventions: Conventions) -> float | None:
        score = score_for(rule, text, conventions)
        for _, what, to_do in rules.problems(judgement(score)):
            raise RefusedError(what, to_do)
        return position_of(score, rule)

    def judgement(score: Score) -> Judgement:
        return Judgement(venture="", phase=phase, criterion=rule.id, score=score)

    blank = rows.filter(pl.col("score").is_null() & pl.col("_number").is_null()
                        & ~pl.col("conflict"))
    for key, what, to_do in rules.problems(judgement(None)):
        log.add(blank, key, what, to_do)
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
    made = _with_values(rows, "score", pl.Float64, read, written, log)
    return made.with_columns(pl.coalesce("position", "_value").alias("position"))


def _is_step(score: pl.Expr, low: float, step: float) -> pl.Expr:
    """Return whether a score is a whole number of steps above the low end of its scale."""
    steps = (score - low) / step
    return (steps - steps.round()).abs() < STEP_TOLERANCE


def _with_values(
    rows: pl.DataFrame, column: str, dtype: type[pl.DataType],
    read: Callable[[str, Conventions], Any], written: Mapping[int, Conventions],
    log: _PanelProblems,
) -> pl.DataFrame:
    """Return the rows with their texts' values in ``_value``; each text is read once for a file.

    Texts that are refused are log, and mean nothing.
    """
    texts = rows.select("_file", column).filter(pl.col(column).is_not_null()).unique(
        maintain_order=True)
    if texts.is_empty():
        return rows.with_columns(pl.lit(None, dtype).alias("_value"))
    values: list[Any] = []
    for number, text in texts.rows():
        try:
            values.append(read(text, written[number]))
        except RefusedError as refused:
            values.append(None)
            log.add(rows.filter(pl.col("_file") == number, pl.col(column) == text), column,
                     refused.what.replace(shown(text), "{}"), refused.to_do)
    made = texts.with_columns(pl.Series("_value", values, dtype))
    return rows.join(made, on=["_file", column], how="left", maintain_order="left")


def _judged(
    rows: pl.DataFrame, methodology: Methodology, written: Mapping[int, Conventions],
    log: _PanelProblems, *, once: bool,
) -> Iterator[pl.DataFrame]:
    """Return for each judged criterion a frame of ventures with its two columns."""
    declares = pl.col("conflict") & pl.all_horizontal(
        pl.col("phase", "criterion", "score", "_number").is_null())
    for key in (*_KEY, "assessor"):
        blank = pl.col(key).is_null()
        log.add(rows.filter(blank & ~declares if key in ("phase", "criterion") else blank), key,
                "is blank")
    rules = JudgementRules.of(methodology)
    frames = []
    for (phase, criterion), part in rows.partition_by(
        "phase", "criterion", as_dict=True, maintain_order=True
    ).items():
        if phase is None or criterion is None:
            continue
        rule = rules.find(str(phase), str(criterion))
        if rule is None or not rule.judged:
            judgement = Judgement(venture="", phase=str(phase), criterion=str(criterion))
            key, what, to_do = next(iter(rules.problems(judgement)))
            log.add(part, key, what, to_do)
            continue
        scored = _with_positions(part, str(phase), rule, rules, written, log)
        frames.append(_combined(scored, str(phase), rule, methodology.panel, once=once))
    return iter(frames)


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
        counted.select("venture", "position", "group"), "venture", panel, labels=has_labels(rule),
    ).rename({"lower": lower, "upper": upper})


def _repeats(rows: pl.DataFrame) -> pl.Series:
    """Return whether an assessor judges a venture's criterion more than once (or seems to)."""
    marks = rows.select(pl.struct(*_KEY, "assessor").hash(seed=7)).to_series()
    if marks.n_unique() == marks.len():
        return pl.repeat(False, marks.len(), eager=True)
    return marks.is_duplicated()


def _ambiguous(repeated: pl.DataFrame) -> pl.DataFrame:
    """Return rows of one assessor on one criterion without a date that says which counts."""
    one = [*_KEY, "assessor"]
    undated = pl.col("_day").is_null()
    before = pl.int_range(pl.len()).over(one)
    same_day = pl.int_range(pl.len()).over([*one, "_day"]) > 0
    undated_before = (undated.cum_sum().over(one) - undated.cast(pl.UInt32)) > 0
    return repeated.filter(same_day | undated_before | (undated & (before > 0)))
