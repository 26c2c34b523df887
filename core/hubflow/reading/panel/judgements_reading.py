"""Read the jury's sheets (CSV or Excel) and check them against a methodology."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

import attrs

from hubflow.jury.sheets.scoring_sheet_reading import SheetScores, scores_of
from hubflow.model.input_problems import BadInput, Problem
from hubflow.model.judgements import Judgement, SheetCount
from hubflow.model.methodology import Methodology
from hubflow.reading.panel.judgement_checks import JudgementRules, ambiguous
from hubflow.reading.panel.panel_files import panel_files
from hubflow.reading.records.nearest import did_you_mean
from hubflow.reading.toml.source import true_path
from hubflow.reading.values.panel_words import a_day, a_score, a_yes, score_for
from hubflow.reading.values.sheet_rows import Cell, SheetRow, read_sheet
from hubflow.reading.values.workbook_file import is_workbook, read_workbook

REQUIRED = ("venture", "phase", "criterion", "assessor", "score")
OPTIONAL = ("note", "conflict", "date", "hub")


@attrs.frozen(eq=False, repr=False)
class PanelReading:
    """What a jury's sheets say; ``counts`` tells how far each scoring sheet is filled in."""

    judgements: tuple[Judgement, ...]
    counts: tuple[SheetCount, ...]


def load_panel(
    paths: Sequence[Path], hub_id: str, *, methodology: Methodology | None = None,
    ventures: Collection[str] = (),
) -> tuple[Judgement, ...]:
    """The judgements in jury sheets: those of :func:`hear_panel`."""
    return hear_panel(paths, hub_id, methodology=methodology, ventures=ventures).judgements


def hear_panel(
    paths: Sequence[Path], hub_id: str, *, methodology: Methodology | None = None,
    ventures: Collection[str] = (),
) -> PanelReading:
    """The judgements in jury sheets; rows of other hubs are left out.

    A sheet is CSV in UTF-8, its cells divided by comma, semicolon or tab, with the headings
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
    for path in {true_path(path): path for path in reversed(panel_files(paths))}.values():
        try:
            scores = _scores(path, rules, ventures)
            rows = [] if scores else read_sheet(path, REQUIRED, OPTIONAL)
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
        for row in rows:
            if row.text("hub").casefold() in ("", hub_id.casefold()):
                judgement, wrong = _judgement(row, rules)
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
    """What is wrong with judgements: unknown ventures, phases and criteria, scores off the scale,
    two by one assessor on one criterion without dates that tell which one counts.

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


def _judgement(row: SheetRow, rules: JudgementRules | None) -> tuple[Judgement, list[Problem]]:
    problems: list[Problem] = []
    for key in ("venture", "phase", "criterion", "assessor"):
        if not row.text(key):
            problems.append(row.problem(key, "is blank"))
    conflict = _cell(row, "conflict", a_yes, problems)
    date = _cell(row, "date", a_day, problems)
    cell = row.text("score")
    score = a_score(cell)
    if rules is not None:
        score = score_for(rules.find(row.text("phase"), row.text("criterion")), cell)
    return Judgement(
        venture=row.text("venture"), phase=row.text("phase"), criterion=row.text("criterion"),
        assessor=row.text("assessor"), score=score, note=row.text("note") or None, date=date,
        conflict=bool(conflict), where=row.where,
    ), problems


def _cell(
    row: SheetRow, key: str, read: Callable[[str], Cell], problems: list[Problem]
) -> Cell | None:
    try:
        return read(row.text(key))
    except ValueError as error:
        problems.append(row.problem(key, str(error)))
        return None
