"""Read the jury's sheets (CSV or Excel) and check them against a methodology."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs

from hubflow.jury.sheets.scoring_sheet_reading import SheetScores, scores_of
from hubflow.model.input_problems import BadInput, Problem
from hubflow.model.judgements import Judgement, SheetCount
from hubflow.model.methodology import Methodology
from hubflow.model.values import Kind
from hubflow.reading.panel.judgement_checks import JudgementRules, ambiguous
from hubflow.reading.panel.panel_files import panel_files
from hubflow.reading.panel.score_reading import Score, score_for
from hubflow.reading.records.legal import RefusedError
from hubflow.reading.records.nearest import did_you_mean
from hubflow.reading.toml.source import resolved_path
from hubflow.reading.values.cell_table import TableRow, read_cell_table
from hubflow.reading.values.cell_values import conventions_of, value_of
from hubflow.reading.values.conventions import Conventions
from hubflow.reading.values.workbook_file import is_workbook, read_workbook

REQUIRED = ("venture", "phase", "criterion", "assessor", "score")
OPTIONAL = ("note", "conflict", "date", "hub")

_YES_NO, _DAY = Kind("yes_no", gap=False), Kind("date", gap=False)


@attrs.frozen(eq=False, repr=False)
class PanelReading:
    """The content of a jury's sheets; ``counts`` tells how far each scoring sheet is filled in."""

    judgements: tuple[Judgement, ...]
    counts: tuple[SheetCount, ...]


def load_panel(
    paths: Sequence[Path], hub_id: str, *, methodology: Methodology | None = None,
    ventures: Collection[str] = (),
) -> tuple[Judgement, ...]:
    """Return the judgements in jury sheets, without the other results of :func:`read_panel`."""
    return read_panel(paths, hub_id, methodology=methodology, ventures=ventures).judgements


def read_panel(
    paths: Sequence[Path], hub_id: str, *, methodology: Methodology | None = None,
    ventures: Collection[str] = (),
) -> PanelReading:
    """Return the judgements in jury sheets for this hub, without other hubs' rows.

    A sheet is CSV, its cells divided by comma, semicolon or tab, with the headings
    venture, phase, criterion, assessor and score, and if wanted note, conflict, date and hub, in
    any order; or the first sheet of an Excel workbook (.xlsx) with them; or a filled scoring sheet
    of a jury's pack. A folder stands for the sheets in it, a pattern for those that fit it. With
    ``methodology`` a score is read as its criterion's scale says; without it a
    number, yes/no, or label is told by its look. ``ventures`` are those that the codes of a blind
    pack may stand for. Raises :class:`BadInput` with all problems of all sheets.
    """
    rules = JudgementRules.of(methodology) if methodology else None
    judgements: list[Judgement] = []
    counts: list[SheetCount] = []
    problems: list[Problem] = []
    for path in {resolved_path(path): path for path in reversed(panel_files(paths))}.values():
        try:
            scores = _scores(path, rules, ventures)
            rows = [] if scores else [
                row for row in read_cell_table(path).records(REQUIRED, OPTIONAL)
                if row.text("hub").casefold() in ("", hub_id.casefold())]
        except BadInput as bad:
            problems += bad.problems
            continue
        if scores is not None and scores.mark.hub != hub_id:
            counts.append(SheetCount(str(path), scores.mark.assessor, 0, 0, (),
                                     other_hub=scores.mark.hub))
        elif scores is not None:
            judgements += scores.judgements
            counts.append(scores.count)
            problems += scores.problems
        written = conventions_of((row.cell(key) for row in rows for key in ("score", "date")),
                                 rules.language if rules else "")
        for row in rows:
            judgement, wrong = _judgement(row, rules, written)
            problems += wrong
            judgements.append(judgement)
    if problems:
        raise BadInput(problems)
    return PanelReading(tuple(sorted(judgements, key=_place)),
                 tuple(sorted(counts, key=lambda count: count.file)))


def _scores(
    path: Path, rules: JudgementRules | None, ventures: Collection[str]
) -> SheetScores | None:
    return scores_of(path, read_workbook(path), rules, ventures) if is_workbook(path) else None


def check_panel(
    judgements: Sequence[Judgement], ventures: Collection[str], methodology: Methodology
) -> list[Problem]:
    """Return what is wrong with judgements as a whole.

    Unknown ventures, phases and criteria; scores off the scale; two judgements by one assessor
    on one criterion without dates that tell which one counts.

    ``ventures`` are all that the sheets may speak of. A name that is unknown is told once a file.
    """
    rules = JudgementRules.of(methodology)
    told: set[tuple[str, str, str]] = set()
    problems = []
    for judgement in judgements:
        for key, what, to_do in _row_problems(judgement, ventures, rules):
            file, line = _where(judgement)
            sheet = file.partition(": ")[0]
            if key == "score" or (sheet, key, what) not in told:
                told.add((sheet, key, what))
                problems.append(Problem(file, line, key, what, to_do))
    for earlier, later in ambiguous(judgements):
        file, line = _where(later)
        problems.append(Problem(
            file, line, "assessor", f'"{later.assessor}" has judged {later.criterion} of '
            f"{later.venture} already ({earlier.where})",
            "Leave one out, or date them: the latest counts.",
        ))
    return problems


def _row_problems(
    judgement: Judgement, ventures: Collection[str], rules: JudgementRules
) -> Iterator[tuple[str, str, str]]:
    if judgement.venture not in ventures:
        yield ("venture", f'no dossier has the id "{judgement.venture}"',
               did_you_mean(judgement.venture, sorted(ventures)))
    yield from rules.problems(judgement)


def _place(judgement: Judgement) -> tuple[str, int]:
    return _where(judgement)


def _where(judgement: Judgement) -> tuple[str, int]:
    file, _, line = judgement.where.rpartition(":")
    return (file, int(line)) if line.isdecimal() else (judgement.where, 0)


def _judgement(
    row: TableRow, rules: JudgementRules | None, written: Conventions
) -> tuple[Judgement, list[Problem]]:
    problems: list[Problem] = []
    for key in ("venture", "phase", "criterion", "assessor"):
        if not row.text(key):
            problems.append(row.problem(key, "is blank"))
    score: Score = None
    try:
        rule = rules.find(row.text("phase"), row.text("criterion")) if rules else None
        score = score_for(rule, row.cell("score"), written)
    except RefusedError as refused:
        problems.append(row.problem("score", refused.what, refused.to_do))
    return Judgement(
        venture=row.text("venture"), phase=row.text("phase"), criterion=row.text("criterion"),
        assessor=row.text("assessor"), score=score, note=row.text("note") or None,
        date=_cell(row, "date", _DAY, written, problems),
        conflict=bool(_cell(row, "conflict", _YES_NO, written, problems)), where=row.where,
    ), problems


def _cell(
    row: TableRow, key: str, kind: Kind, written: Conventions, problems: list[Problem]
) -> Any:
    """Return a cell's value; None for a blank one, and for one that cannot be read."""
    raw = row.cell(key)
    try:
        return None if raw is None else value_of(kind, raw, written)
    except RefusedError as refused:
        problems.append(row.problem(key, refused.what, refused.to_do))
        return None
