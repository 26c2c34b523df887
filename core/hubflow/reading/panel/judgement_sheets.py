"""Sheets of a jury: what each says, and what is wrong with it under a methodology."""

from __future__ import annotations

import abc
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from hubflow.model.input_problems import Problem
from hubflow.model.judgements import Judgement, SheetCount
from hubflow.model.methodology import Methodology
from hubflow.model.values import Kind
from hubflow.reading.panel.assessor_names import with_conflicts
from hubflow.reading.panel.judged_scales import on_scale, scale_in
from hubflow.reading.panel.judgement_checks import JudgementRules, ambiguous, place_of
from hubflow.reading.panel.score_reading import Score, score_for
from hubflow.reading.records.legal import RefusedError, shown
from hubflow.reading.records.nearest import did_you_mean
from hubflow.reading.values.cell_table import CellTable, TableRow, read_cell_table
from hubflow.reading.values.cell_values import conventions_of, value_of
from hubflow.reading.values.conventions import Conventions
from hubflow.reading.values.normal_text import name_key
from hubflow.text.spoken import say

REQUIRED = ("venture", "phase", "criterion", "assessor", "score")
OPTIONAL = ("note", "conflict", "date", "hub")
SCALE = ("scale", "edition")
"""The headings of the scale and edition by which a row was judged."""

GROUP = "group"
"""The heading of an assessor's group, where the panel has groups."""


def optional_headings(rules: JudgementRules | None) -> tuple[str, ...]:
    """Return the headings that a sheet may have, without those of scales."""
    return OPTIONAL if rules is not None and not rules.groups else (*OPTIONAL, GROUP)


_YES_NO, _DAY = Kind("yes_no", gap=False), Kind("date", gap=False)


@attrs.frozen(eq=False, repr=False)
class SheetScores:
    """The judgements of a jury's sheet; none may be used as long as there are ``problems``.

    ``counts`` tell how far a scoring sheet is filled in, or what else is to be said of a table.
    """

    judgements: tuple[Judgement, ...] = ()
    problems: tuple[Problem, ...] = ()
    counts: tuple[SheetCount, ...] = ()


class JudgementSheet(abc.ABC):
    """A file in which a jury's judgements stand."""

    @abc.abstractmethod
    def scores(
        self, hub_id: str, rules: JudgementRules | None, ventures: Collection[str]
    ) -> SheetScores:
        """Return what it says for a hub.

        ``rules`` tell each criterion's scale; ``ventures`` are those that codes may stand for.
        Raises :class:`BadInput` where it cannot be read.
        """

    def notes(self) -> list[tuple[int, str]] | None:
        """Return the texts that people wrote in it, each with its row; None for all its cells."""
        return None


class JudgementTable(JudgementSheet):
    """A table with a row for each judgement: CSV, or the first sheet of a workbook."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def table(self) -> CellTable:
        """Return the cells."""
        return read_cell_table(self.path)

    def scores(
        self, hub_id: str, rules: JudgementRules | None, ventures: Collection[str]  # noqa: ARG002
    ) -> SheetScores:
        """Return the judgements of the rows that name the hub, or none."""
        table = self.table()
        headings = optional_headings(rules)
        unused = table.unused((*REQUIRED, *headings, *SCALE))
        rows = [row for row in table.records(REQUIRED, (*headings, *SCALE))
                if row.text("hub").casefold() in ("", hub_id.casefold())]
        written = conventions_of((row.cell(key) for row in rows for key in ("score", "date")),
                                 rules.language if rules else "")
        judgements, problems = judgements_of_rows(rows, rules, written)
        return SheetScores(tuple(judgements), tuple(problems),
                           tuple(self._counts(unused, judgements)))

    def _counts(
        self, unused: Sequence[str], judgements: Iterable[Judgement]
    ) -> Iterator[SheetCount]:
        """Yield which columns are not used, and each assessor's conflicts of interest."""
        if unused:
            yield SheetCount(str(self.path), "", 0, 0, (), unused=tuple(unused))
        conflicts: dict[str, dict[str, None]] = {}
        for said in judgements:
            if said.conflict:
                conflicts.setdefault(said.assessor, {})[said.venture] = None
        for assessor, ventures in conflicts.items():
            yield SheetCount(str(self.path), assessor, 0, 0, tuple(ventures))


class JudgementRecords(JudgementTable):
    """Judgements as plain data, such as a plugin reads from a file of its own kind."""

    def __init__(self, path: Path, records: Iterable[Mapping[str, Any]]) -> None:
        super().__init__(path)
        self.records = [{str(key): value for key, value in record.items()} for record in records]

    def table(self) -> CellTable:
        """Return the records as cells; the number of a record is its row's."""
        keys = dict.fromkeys((*REQUIRED, *(key for record in self.records for key in record)))
        columns = {key: column for column, key in enumerate(keys, start=1)}
        return CellTable(str(self.path), 0, {column: key for key, column in columns.items()}, tuple(
            (number, {columns[key]: value for key, value in record.items()})
            for number, record in enumerate(self.records, start=1)))

    def notes(self) -> list[tuple[int, str]] | None:
        """Return the notes of the records."""
        return [(number, str(record["note"])) for number, record in enumerate(self.records, start=1)
                if record.get("note")]


def judgements_of_rows(
    rows: Iterable[TableRow], rules: JudgementRules | None, written: Conventions
) -> tuple[list[Judgement], list[Problem]]:
    """Return the judgements in rows of a table, and the problems of their cells."""
    read = [_judgement(row, rules, written) for row in rows]
    return ([judgement for judgement, _ in read],
            [problem for _, problems in read for problem in problems])


def check_panel(
    judgements: Sequence[Judgement], ventures: Collection[str] | None, methodology: Methodology
) -> list[Problem]:
    """Return what is wrong with judgements.

    That is unknown ventures, phases and criteria, scores off the scale, and two judgements by one
    assessor on one criterion without dates that tell which one counts.

    ``ventures`` are all that the sheets may speak of, None for any. A name that is unknown is told
    once a file. Who abstains from a venture need not score it.
    """
    rules, judgements = JudgementRules.of(methodology), with_conflicts(judgements)
    told: set[tuple[str, str, str]] = set()
    problems = []
    for judgement in judgements:
        for key, what, to_do in _row_problems(judgement, ventures, rules):
            file, line = place_of(judgement)
            sheet = file.partition(": ")[0]
            if key == "score" or (sheet, key, what) not in told:
                told.add((sheet, key, what))
                problems.append(Problem(file, line, key, what, to_do))
    for earlier, later in ambiguous(judgements):
        file, line = place_of(later)
        problems.append(Problem(
            file, line, "assessor", say("reading-problems.has_judged_of_already",
                                        assessor=later.assessor, criterion=later.criterion,
                                        venture=later.venture, where=earlier.where),
            say("reading-problems.leave_one_out_or_date_them"),
        ))
    return problems


def _row_problems(
    judgement: Judgement, ventures: Collection[str] | None, rules: JudgementRules
) -> Iterator[tuple[str, str, str]]:
    if ventures is not None and judgement.venture not in ventures:
        yield ("venture", say("reading-problems.no_dossier_has_the_id", venture=judgement.venture),
               did_you_mean(judgement.venture, sorted(ventures)))
    yield from rules.problems(judgement)


def _judgement(
    row: TableRow, rules: JudgementRules | None, written: Conventions
) -> tuple[Judgement, list[Problem]]:
    problems: list[Problem] = []
    said = {key: row.text(key) for key in (*REQUIRED, "scale")}
    conflict = bool(_cell(row, "conflict", _YES_NO, written, problems))
    declares = conflict and not any(said[key] for key in ("phase", "criterion", "score"))
    for key in ("venture", "assessor") if declares else REQUIRED[:4]:
        if not name_key(said[key]):
            problems.append(row.problem(key, say("reading-problems.is_blank")))
    score: Score = None
    scale = scale_in(said["scale"]) if said["scale"] else ()
    if said["scale"] and not scale:
        problems.append(row.problem("scale", say("reading-problems.is_no_scale",
                                                 row=shown(said["scale"])),
                                    say("reading-problems.write_its_ends_such_as_to")))
    try:
        rule = rules.find(said["phase"], said["criterion"]) if rules else None
        score = score_for(on_scale(rule, scale), row.cell("score"), written)
    except RefusedError as refused:
        problems.append(row.problem("score", refused.what, refused.to_do))
    return Judgement(
        venture=said["venture"], phase=said["phase"], criterion=said["criterion"],
        assessor=said["assessor"], score=score, note=row.text("note") or None,
        date=_cell(row, "date", _DAY, written, problems),
        conflict=conflict, where=row.where, scale=scale, edition=row.text("edition"),
        group=row.text(GROUP) if GROUP in optional_headings(rules) else "",
    ), problems


def _cell(
    row: TableRow, key: str, kind: Kind, written: Conventions, problems: list[Problem]
) -> Any:
    """The value of a cell; None for a blank one, and for one that cannot be read."""
    raw = row.cell(key)
    try:
        return None if raw is None else value_of(kind, raw, written)
    except RefusedError as refused:
        problems.append(row.problem(key, refused.what, refused.to_do))
        return None
