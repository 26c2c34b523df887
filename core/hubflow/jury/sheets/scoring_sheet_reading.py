"""Read the filled scoring sheets of `hubflow jury-pack`: judgements, each with its cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from pathlib import Path

import attrs

from hubflow.engine.pipeline.combining import needs_note
from hubflow.jury.sheets.jury_codes import ventures_of
from hubflow.jury.sheets.scoring_marks import (
    CONFLICT,
    CRITERION,
    DAY,
    NOTE,
    PHASE,
    SCALE,
    SCORE,
    VENTURE,
    ScoringMark,
    scoring_mark,
)
from hubflow.model.input_problems import Problem
from hubflow.model.judgements import Judgement, SheetCount
from hubflow.model.methodology import Criterion, JudgedException
from hubflow.model.values import Kind
from hubflow.reading.panel.judged_scales import on_scale, scale_in
from hubflow.reading.panel.judgement_checks import JudgementRules
from hubflow.reading.panel.judgement_sheets import JudgementSheet, SheetScores
from hubflow.reading.panel.score_reading import Score, score_for
from hubflow.reading.records.legal import RefusedError, shown
from hubflow.reading.values.cell_values import blank, conventions_of, text_of, value_of
from hubflow.reading.values.conventions import PLAIN, Conventions
from hubflow.reading.values.workbook_file import WorkbookSheet, letters, read_workbook
from hubflow.text.catalogue import languages, words
from hubflow.text.numbers import number
from hubflow.text.spoken import say

_YES_NO, _DAY = Kind("yes_no", gap=False), Kind("date", gap=False)


def filled_scoring_sheet(path: Path) -> FilledScoringSheet | None:
    """Return the scoring sheet in a workbook; None where it holds none."""
    for sheet in read_workbook(path).sheets:
        mark = scoring_mark(sheet.cells.get((1, 1)))
        if mark is not None:
            return FilledScoringSheet(path, sheet, mark)
    return None


@attrs.frozen(eq=False, repr=False)
class FilledScoringSheet(JudgementSheet):
    """A scoring sheet of a jury's pack, filled in by one assessor for one hub."""

    path: Path
    sheet: WorkbookSheet
    mark: ScoringMark

    def scores(
        self, hub_id: str, rules: JudgementRules | None, ventures: Collection[str]
    ) -> SheetScores:
        """Return the judgements in it; none where it was made for another hub."""
        if self.mark.hub != hub_id:
            return SheetScores(counts=(SheetCount(
                str(self.path), self.mark.assessor, 0, 0, (), other_hub=self.mark.hub),))
        return _Reading(str(self.path), self.sheet, self.mark, rules, ventures).scores()

    def notes(self) -> list[tuple[int, str]]:
        """Return the notes, each with its row."""
        cells = self.sheet.cells
        about = {row for row, column in cells if column == PHASE}
        return [(row, text_of(cell)) for (row, column), cell in cells.items()
                if column == NOTE and row in about]


def _scale_texts(rule: Criterion) -> Iterator[str]:
    """Yield the ways in which sheets show a criterion's scale."""
    if rule.ordinal:
        yield " / ".join(map(str, rule.scale))
        return
    for language in languages():
        yield words(language, "jury")["from_to"].format(
            low=number(rule.scale[0], language), high=number(rule.scale[1], language))


@attrs.define(eq=False, repr=False)
class _Reading:
    file: str
    sheet: WorkbookSheet
    mark: ScoringMark
    rules: JudgementRules | None
    ventures: Collection[str]
    problems: list[Problem] = attrs.field(factory=list)
    names: dict[str, str] = attrs.field(factory=dict)
    written: Conventions = PLAIN

    def scores(self) -> SheetScores:
        rows = list(self._rows())
        self.written = conventions_of(
            (cell for (_, column), cell in self.sheet.cells.items() if column == SCORE),
            self.rules.language if self.rules else "")
        day = self._day()
        conflicts = self._conflicts(rows)
        judgements, asked, judged, unjustified = [], 0, 0, 0
        for row, venture, phase, criterion in rows:
            if not criterion:
                continue
            conflict = (venture, phase) in conflicts
            score, note = self._score(row, phase, criterion), self._note(row)
            expected = not conflict and not self._exception(phase, criterion)
            asked += expected
            if score is None and not conflict:
                continue
            judged += expected
            unjustified += (not conflict and not note
                            and self._justified(phase, criterion, score))
            judgements.append(Judgement(
                venture=self._venture(venture, row), phase=phase, criterion=criterion,
                assessor=self.mark.assessor, score=score, note=note or None, date=day,
                conflict=conflict, where=f"{self.file}: {self._cell(row, SCORE)}",
                scale=self._scale(row, phase, criterion), edition=self.mark.edition))
            self._off_scale(judgements[-1], row)
        self._strays({row for row, *_ in rows})
        count = SheetCount(
            self.file, self.mark.assessor, asked, judged,
            tuple(dict.fromkeys(self.names.get(venture, venture) for venture, _ in conflicts)),
            unjustified)
        return SheetScores(tuple(judgements), tuple(self.problems), (count,))

    def _rows(self) -> Iterator[tuple[int, str, str, str]]:
        """Rows about a venture, in order: row, venture or code, phase, criterion."""
        for row in sorted({row for row, column in self.sheet.cells if column == PHASE}):
            told = [self.sheet.cells.get((row, column)) for column in (VENTURE, PHASE, CRITERION)]
            yield row, *("" if blank(cell) else text_of(cell) for cell in told)  # type: ignore[misc]

    def _conflicts(self, rows: list[tuple[int, str, str, str]]) -> dict[tuple[str, str], None]:
        """Ventures, and their phases, with a declared conflict of interest."""
        found: dict[tuple[str, str], None] = {}
        for row, venture, phase, _ in rows:
            cell = self._value(row, CONFLICT)
            if cell is None:
                continue
            try:
                declared = value_of(_YES_NO, cell)
            except RefusedError as refused:
                self._wrong(row, CONFLICT, str(refused), say("jury.refused_conflict_answer"))
                continue
            if declared:
                self._venture(venture, row)
                found[venture, phase] = None
        return found

    def _score(self, row: int, phase: str, criterion: str) -> Score:
        cell = self._value(row, SCORE)
        rule = self.rules.find(phase, criterion) if self.rules else None
        try:
            scale = self._scale(row, phase, criterion)
            return score_for(on_scale(rule, scale), cell, self.written)
        except RefusedError as refused:
            self._wrong(row, SCORE, refused.what, refused.to_do)
            return None

    def _scale(self, row: int, phase: str, criterion: str) -> tuple[float | str, ...]:
        """Return the scale by which a row was judged; empty if the sheet does not say it."""
        marked = self.mark.scales.get(phase, {}).get(criterion)
        if marked is not None:
            return tuple(marked)
        # sheets of an older hubflow show it beside the score and nowhere else
        rule = self.rules.find(phase, criterion) if self.rules else None
        cell = self.sheet.cells.get((row, SCALE))
        if not isinstance(rule, Criterion) or blank(cell):
            return ()
        text = text_of(cell)
        return () if text in _scale_texts(rule) else scale_in(text)

    def _off_scale(self, judgement: Judgement, row: int) -> None:
        """Report a score off its scale, together with the sheet's other problems."""
        for key, what, to_do in self.rules.problems(judgement) if self.rules else ():
            if key == "score":
                self._wrong(row, SCORE, what, to_do)

    def _note(self, row: int) -> str:
        cell = self._value(row, NOTE)
        return "" if cell is None else text_of(cell)

    def _justified(self, phase: str, criterion: str, score: Score) -> bool:
        rule = self.rules.find(phase, criterion) if self.rules else None
        return rule is not None and needs_note(rule, score)

    def _exception(self, phase: str, criterion: str) -> bool:
        rule = self.rules.find(phase, criterion) if self.rules else None
        return isinstance(rule, JudgedException)

    def _day(self) -> dt.date | None:
        """Return the day on which the sheet was filled in, if it says so."""
        for (row, column), cell in self.sheet.cells.items():
            if column == VENTURE and cell == DAY:
                told = self._value(row, SCORE)
                try:
                    day: dt.date | None = None if told is None else value_of(
                        _DAY, told, self.written)
                except RefusedError as refused:
                    self._wrong(row, SCORE, str(refused), refused.to_do)
                    return None
                return day
        return None

    def _value(self, row: int, column: int) -> object | None:
        """Return the value of a cell to fill in; None if it is blank, or unusable and reported."""
        place = row, column
        if place in self.sheet.broken:
            self._wrong(row, column, *self.sheet.broken[place].problem())
        elif place in self.sheet.merged:
            self._wrong(row, column, say("reading-problems.is_merged_with_another_cell"),
                        say("reading-problems.take_the_merged_cells_apart_and"))
        cell = self.sheet.cells.get(place)
        return None if blank(cell) else cell

    def _venture(self, told: str, row: int) -> str:
        """Return the id of the venture that a row is about."""
        if not self.mark.blind:
            return told
        if told not in self.names:
            found = ventures_of(told, self.ventures) if self.ventures else [told]
            if len(found) > 1:
                self._wrong(row, VENTURE, say("jury.refused_code_stands_for", code=shown(told),
                                              ventures=", ".join(found)),
                            say("jury.refused_run_those_alone"))
            self.names[told] = found[0] if len(found) == 1 else told
        return self.names[told]

    def _strays(self, known: set[int]) -> None:
        """Report cells that were filled in below the first venture, but beside no criterion."""
        first = min(known, default=0)
        for row, column in self.sheet.cells:
            if first and row > first and row not in known and column in (SCORE, NOTE, CONFLICT):
                self._wrong(row, column, say("jury.refused_stray_cell"),
                            say("jury.refused_move_it_to_its_row"))

    def _cell(self, row: int, column: int) -> str:
        title = self.sheet.title
        plain = title.replace("_", "").isalnum()
        return f"{title if plain else repr(title)}!{letters(column)}{row}"

    def _wrong(self, row: int, column: int, what: str, to_do: str = "") -> None:
        self.problems.append(Problem(self.file, 0, self._cell(row, column), what, to_do))
