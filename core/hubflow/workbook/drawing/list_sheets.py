"""Plan the sheets of lists; their values leave the rest of the dossier's data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs

from hubflow.engine.method.asks import Ask
from hubflow.model.input_problems import as_sentence
from hubflow.model.judgements import OwnJudgement
from hubflow.model.values import Kind
from hubflow.reading.dossiers.inheriting import JUDGEMENTS
from hubflow.reading.records.model_keys import KeyContent, keys_within
from hubflow.workbook.drawing.cells import Cell, cell_of, keeps, key_of, lines_of
from hubflow.workbook.drawing.question_lines import Path, Remaining
from hubflow.workbook.drawing.workbook_plan import Entries, ListColumn
from hubflow.workbook.questions.cell_questions import CellQuestions
from hubflow.workbook.reading.workbook_lists import entry_fields, jury_answer
from hubflow.workbook.reading.workbook_marks import INFO, JURY_ANSWER, PREFILLED

_NUMBERED = 20
"""Rows that have a number beforehand."""

_SCORES = ("score", "level", "holds")


@attrs.frozen(eq=False)
class ListSheets:
    """Plans the sheets of lists."""

    asking: CellQuestions
    remaining: Remaining

    def of_key(
        self, path: Path, read: Sequence[str], details: tuple[str, ...], title: str, back: str,
        stage: str = "",
    ) -> Iterator[Entries]:
        """Yield the sheet of a list of the model, and those of lists within its entries.

        Its columns are the keys in ``read``, and further keys of the dossier's entries.
        """
        fields = entry_fields(path)
        entries = self.remaining.at(path) or []
        used = {key for entry in entries for key in entry}
        names = [name for name in fields if name in read or name in used]
        inner = [name for name in names if fields[name].record]
        names = [name for name in names if name not in inner]
        rows = self._rows(fields, names, inner, entries)
        nested = {name: self._nested(path, name, entries) for name in inner}
        if rows is None or None in nested.values():
            rows, nested = (), {name: ([], []) for name in inner}
        elif self.remaining.at(path) is not None:
            self.remaining.remove(path)
        yield Entries(
            title=title, mark=f"[[{key_of(path)}]]", heading=title.partition(" ")[2] or title,
            details=(self.asking.about(path), *details),
            columns=tuple(self._column((*path, name), fields[name]) for name in names),
            rows=rows, numbers=tuple(range(1, max(_NUMBERED, len(rows) + 10) + 1)),
            numbered=self.asking.words["number_no"], back=back, stage=stage)
        for name, found in nested.items():
            assert found is not None
            yield self._inner((*path, name), title, back, stage, *found)

    def _column(self, path: Path, content: KeyContent) -> ListColumn:
        kind = content.kind
        return ListColumn(
            path[-1], kind, self.asking.about(path),
            self.asking.hint(kind, many=content.many) if kind else "",
            self.asking.choices(kind) if kind and not content.many else (), content.many)

    def _rows(
        self,
        fields: Mapping[str, KeyContent],
        names: Sequence[str],
        inner: Sequence[str],
        entries: Any,
    ) -> tuple[tuple[Cell | None, ...], ...] | None:
        """Return a row for each entry; None where they do not all read back."""
        rows = []
        for entry in entries:
            row: list[Cell | None] = []
            for name in names:
                value = entry.get(name)
                cell = None if value in (None, []) else self._cell(fields[name], value)
                if cell is None and value not in (None, []):
                    return None
                row.append(cell)
            if all(cell is None for cell in row) or set(entry) - {*names, *inner}:
                return None
            rows.append(tuple(row))
        return tuple(rows)

    def _cell(self, content: KeyContent, value: Any) -> Cell | None:
        kind = content.kind
        if kind is None:
            return value if keeps(value) and not isinstance(value, Mapping | list) else None
        if content.many:
            return lines_of(kind, value, self.asking.language)
        return cell_of(kind, value, self.asking.language)

    def _nested(
        self, path: Path, name: str, entries: Any
    ) -> tuple[list[tuple[Cell | None, ...]], list[Cell]] | None:
        """Return the rows of a list within entries, each with the number of its entry."""
        fields = entry_fields((*path, name))
        rows: list[tuple[Cell | None, ...]] = []
        numbers: list[Cell] = []
        for number, entry in enumerate(entries, 1):
            found = self._rows(fields, tuple(fields), (), entry.get(name, []))
            if found is None or entry.get(name) == []:
                return None
            rows += found
            numbers += [number] * len(found)
        return rows, numbers

    def _inner(
        self, path: Path, list_title: str, back: str, stage: str,
        rows: list[tuple[Cell | None, ...]], numbers: list[Cell],
    ) -> Entries:
        words = self.asking.words
        return Entries(
            title=f"{list_title.split(' ')[0]} {words[f'tab {key_of(path)}']}",
            mark=f"[[{key_of(path)}]]", heading=words[f"tab {key_of(path)}"],
            details=(self.asking.about(path),),
            columns=tuple(self._column((*path, name), content)
                          for name, content in entry_fields(path).items()),
            rows=tuple(rows), numbers=tuple(numbers),
            numbered=words["of_number"].format(list=list_title), back=back, stage=stage)

    def judgements(self, hub: str, asked: Sequence[Ask], title: str, back: str) -> Entries:
        """Return the sheet of a hub's judgements, those still open included."""
        path = ("hubs", hub, JUDGEMENTS)
        entries = self.remaining.at(path)
        # an empty list is kept as it stands: no row of the sheet could say it
        found = self._judged(entries) if isinstance(entries, list) and entries else None
        if found is not None:
            self.remaining.remove(path)
        rows = found or []
        by_place = {(ask.phase_id, ask.id): ask for ask in asked}
        there = {(row[0], row[1]) for row in rows}
        rows += [[phase, id, None, None, *[None] * 4] for phase, id in by_place
                 if (phase, id) not in there]
        own: dict[tuple[int, int], tuple[Kind, tuple[str, ...]]] = {}
        for number, row in enumerate(rows):
            ask = by_place.get((str(row[0]), str(row[1])))
            if ask is not None:
                row[2] = self.asking.words["jury_row"].format(
                    text=f"{as_sentence(ask.text)} {ask.to_do}".strip(), phase=ask.phase)
                own[number, 3] = self._scale(ask)
        return Entries(
            title=title, mark=f"[[{key_of(path)}]]", heading=self.asking.words["jury_title"],
            details=(self.asking.words["jury_about"],), columns=tuple(self._judgement_columns()),
            rows=tuple(tuple(row) for row in rows), numbers=(),
            numbered=self.asking.words["number_no"], back=back, own=own)

    def _judgement_columns(self) -> Iterator[ListColumn]:
        words, fields = self.asking.words, keys_within(OwnJudgement)
        for key in ("phase", "criterion"):
            yield ListColumn(f"{key}{PREFILLED}", fields[key].kind, words[f"judgement {key}"])
        yield ListColumn(INFO, None, words["judgement info"], locked=True)
        yield ListColumn(JURY_ANSWER, None, words["judgement answer"])
        for key in ("note", "assessor", "date", "conflict"):
            kind = fields[key].kind
            assert kind is not None
            yield ListColumn(key, kind, words[f"judgement {key}"], self.asking.hint(kind),
                             self.asking.choices(kind))

    def _scale(self, ask: Ask) -> tuple[Kind, tuple[str, ...]]:
        """Return the kind and the choices of the jury's answer."""
        if not ask.scale:
            kind = Kind("yes_no", gap=False)
            return kind, self.asking.choices(kind)
        if isinstance(ask.scale[0], str):
            labels = tuple(map(str, ask.scale))
            return Kind("label", labels=labels, gap=False), labels
        low, high = (float(str(end)) for end in ask.scale)
        return Kind("number", low=low, high=high, step=ask.step, gap=False), ()

    def _judged(self, entries: Sequence[Any]) -> list[list[Cell | None]] | None:
        """Return a row for each judgement; None where they do not all read back."""
        fields, rows = keys_within(OwnJudgement), []
        for entry in entries:
            if not isinstance(entry, Mapping):
                return None
            answers = [key for key in _SCORES if key in entry]
            texts = ("phase", "criterion", "note", "assessor", "date", "conflict")
            row = {key: self._judgement_cell(fields, key, entry[key])
                   for key in texts if key in entry}
            answer = None
            if answers:
                answer = _answer_cell(answers[0], entry[answers[0]], self.asking)
            filled = answer is not None or any(key in row for key in texts[2:])
            if (len(answers) > 1 or None in row.values() or (answers and answer is None)
                    or set(entry) - {*texts, *_SCORES} or not filled):
                return None
            rows.append([row.get("phase"), row.get("criterion"), None, answer,
                         *(row.get(key) for key in texts[2:])])
        return rows

    def _judgement_cell(
        self, fields: Mapping[str, KeyContent], key: str, value: Any
    ) -> Cell | None:
        kind = fields[key].kind
        assert kind is not None
        return cell_of(kind, value, self.asking.language)


def _answer_cell(key: str, value: Any, asking: CellQuestions) -> Cell | None:
    """Return the cell of a score, a level or yes/no; None where it does not read back."""
    cell: Cell | None = value
    if isinstance(value, bool):
        cell = cell_of(Kind("yes_no", gap=False), value, asking.language)
    if not keeps(cell):
        return None
    return cell if jury_answer(cell) == (key, value) else None
