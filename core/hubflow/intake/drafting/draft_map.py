"""Draft a map of a form's answers for people who know the form to check and complete."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from hubflow.engine.method.compiled import Compiled
from hubflow.intake.drafting.answer_words import MOST_WORDS, meaning_of, unread_words
from hubflow.intake.drafting.form_questions import known_questions, personal_data
from hubflow.intake.drafting.heading_match import AnswerUse, HeadingMatch, KnownQuestions, stems
from hubflow.intake.heading_names import choice_in, question_in
from hubflow.intake.intake_targets import content_of_key
from hubflow.intake.toml_inline import inline_table
from hubflow.model.methodology import Methodology
from hubflow.model.values import Gap, Kind
from hubflow.reading.records.model_keys import KeyContent
from hubflow.reading.values.cell_table import CellTable
from hubflow.reading.values.cell_values import blank, text_of
from hubflow.reading.values.conventions import PossibleReading, manners_shown
from hubflow.reading.values.date_reading import day_readings, month_readings
from hubflow.reading.values.number_reading import number_readings
from hubflow.reading.values.yes_no import yes_or_no_of
from hubflow.workbook.questions.dossier_template import text

_TOP = (
    "# Which column goes to which key of a dossier. Check each, and complete those with #, whose",
    "# key is open or no more than likely. `hubflow inputs` and `hubflow schema dossier` show the",
    "# keys, `hubflow schema intake` what else may be said here.")
_FITS = 0.5
"""The share of a column's cells that must be values of its key, at least."""


def draft_map(export: CellTable, compiled: Compiled | None) -> str:
    """Return a map in TOML: columns with an evident key, and the others as comments."""
    return "\n".join(_Draft(export, compiled).lines()) + "\n"


def likely_keys(export: CellTable, compiled: Compiled | None) -> Mapping[int, str]:
    """Return by column the key that its answers may go to where the draft does not map it."""
    draft = _Draft(export, compiled)
    return {each.number: each.use.key for each in draft.proposals()
            if not each.mapped and each.use.key and each.content is not None}


@attrs.frozen(eq=False)
class _Proposal:
    """What the draft says of one column: its likely use, and whether it is mapped."""

    number: int
    heading: str
    match: HeadingMatch
    content: KeyContent | None
    adds: str = ""
    mapped: bool = False

    @property
    def use(self) -> AnswerUse:
        return self.match.use


class _Draft:
    def __init__(self, export: CellTable, compiled: Compiled | None) -> None:
        self.export = export
        self.method: Methodology | None = compiled.methodology if compiled else None
        self.language = self.method.hub.language if self.method else ""
        self.known = known_questions(compiled)
        self.personal: list[str] = []

    def lines(self) -> Iterator[str]:
        """Yield the lines of the map."""
        proposals = list(self.proposals())
        yield from _TOP
        if self.method is not None:
            yield f"hub = {text(self.method.hub.id)}"
        yield f"id = {text(self._id(proposals))}"
        yield f"left_out = [{', '.join(map(text, self.personal))}]"
        if _is_of_r(self.export):
            yield 'blanks = ["NA"]'
        times = [each.heading for each in proposals if each.mapped and each.use.key == "date"
                 and any(re.search(r"\d:\d\d", text_of(raw)) for raw in self._cells(each.number))]
        if times:
            yield f"received = [{', '.join(map(text, times))}]"
        yield ""
        yield "[dossier]"
        if self.method is not None:
            hub = self.method.hub
            yield f"language = {text(hub.language)}"
            yield f"currency = {text(hub.currency)}"
            if not any(each.mapped and each.use.key == "place.name" for each in proposals):
                yield f"place = {{ name = {text(hub.place.name)} }}"
        entries: dict[str, list[Mapping[str, Any]]] = {}
        for proposal in proposals:
            yield ""
            yield from self._column(proposal, entries)

    def proposals(self) -> Iterator[_Proposal]:
        """Yield a proposal for each column that does not ask for personal data."""
        keys: set[tuple[AnswerUse, str]] = set()
        for number, heading in self.export.headings.items():
            found = self._proposal(number, heading, self.known)
            told_apart = found.match.evident and len(stems(heading)) > 1
            if personal_data().search(heading) and not told_apart:
                self.personal.append(heading)
                continue
            taken = (attrs.evolve(found.use, prefix=""), found.adds)
            yield attrs.evolve(found, mapped=found.mapped and taken not in keys)
            if found.mapped:
                keys.add(taken)

    def _proposal(self, number: int, heading: str, known: KnownQuestions) -> _Proposal:
        whole = known.match(heading, self.language)
        match = whole if whole.sure else known.match(question_in(heading), self.language)
        content = content_of_key(match.use.key, self.method) if match.use.key else None
        found = _Proposal(number, heading, match, content)
        kind = content.kind if content else None
        if kind is None or content is None:
            return found
        cells = self._cells(number)
        choice = choice_in(heading)
        if content.many and kind.labels and choice and all(map(_is_tick, cells)):
            adds = meaning_of(choice, kind)
            return attrs.evolve(found, adds=str(adds or ""), mapped=match.sure and bool(adds))
        if cells:
            fits = _share_read(kind, cells, self.language) >= _FITS
        else:  # one word says too little of a number or a day without any answer to look at
            fits = kind.type not in ("number", "date") or " " in heading.strip()
        return attrs.evolve(found, mapped=match.sure and fits)

    def _cells(self, number: int) -> list[Any]:
        blanks = ("NA",) if _is_of_r(self.export) else ()
        return [raw for _, cells in self.export.rows
                if not blank(raw := cells.get(number)) and raw not in blanks]

    def _id(self, proposals: Sequence[_Proposal]) -> str:
        """Return the pattern of ids: a name that differs in all rows, else the row's number."""
        named = [each for each in proposals if each.mapped and each.use.key == "name"]
        for each in named:
            names = [text_of(raw).casefold() for raw in self._cells(each.number)]
            if len(names) == len(set(names)) == len(self.export.rows):
                return f"{{{each.heading}}}"
        return "answer-{row}"

    def _column(
        self, proposal: _Proposal, entries: dict[str, list[Mapping[str, Any]]]
    ) -> Iterator[str]:
        """Yield the lines of one column, as comments where it is not mapped."""
        mark = "" if proposal.mapped else "# "
        use, kind = proposal.use, proposal.content.kind if proposal.content else None
        cells = self._cells(proposal.number)
        yield f"{mark}[[columns]]"
        yield f"{mark}heading = {text(proposal.heading)}"
        yield f"{mark}key = {text(_numbered(use, entries) if proposal.mapped else use.key)}"
        if use.entry:
            yield f"{mark}entry = {inline_table(dict(use.entry))}"
        if use.prefix:
            yield f"{mark}prefix = {text(use.prefix)}"
        if proposal.adds:
            yield f"{mark}adds = {text(proposal.adds)}"
        elif kind is not None and proposal.content is not None:
            yield from _means(kind, cells, self.language, mark, many=proposal.content.many)
            if kind.type == "date":
                yield from _months(use.key, cells, mark)
        yield from _ambiguities(cells)


def _numbered(use: AnswerUse, entries: dict[str, list[Mapping[str, Any]]]) -> str:
    """Return the key with the number of its entry, where a list has entries of several kinds."""
    if not use.entry:
        return use.key
    path, _, name = use.key.rpartition(".")
    kinds = entries.setdefault(path, [])
    entry = dict(use.entry)
    if entry not in kinds:
        kinds.append(entry)
    number = kinds.index(entry) + 1
    return use.key if number == 1 else f"{path}.{number}.{name}"


def _is_tick(raw: Any) -> bool:
    return yes_or_no_of(text_of(raw)) is not None or len(text_of(raw)) > 1


def _share_read(kind: Kind, cells: Sequence[Any], language: str) -> float:
    """Return the share of cells that are values of a kind, or words whose meaning is evident."""
    if kind.type == "text":
        plain = [raw for raw in cells if isinstance(raw, str) and not number_readings(raw)
                 and yes_or_no_of(raw) is None]
        return 1.0 if kind.pattern else len(plain) / len(cells)
    if kind.labels:  # the form may have words of its own, but not for all that it asks
        parts = _parts(cells)
        unread = unread_words(kind, parts, language)
        understood = any(meaning_of(word, kind) is not None for word in unread)
        return 1.0 if understood or len(unread) < len(set(parts)) else 0.0
    if kind.type == "date":
        cells = [raw for raw in cells if not (isinstance(raw, str) and month_readings(raw))]
    open_words = {word for word in unread_words(kind, cells, language)
                  if meaning_of(word, kind) is None}
    return 1 - sum(text_of(raw) in open_words for raw in cells) / len(cells) if cells else 1.0


def _means(
    kind: Kind, cells: Sequence[Any], language: str, mark: str, *, many: bool
) -> Iterator[str]:
    """Yield what the column's own words mean; a word whose meaning is open as a comment."""
    if kind.type == "text" and not kind.labels:
        return
    words = unread_words(kind, _parts(cells) if many else cells, language)
    if not words or len(words) > MOST_WORDS:
        return
    known = {word: meaning for word in words if (meaning := meaning_of(word, kind)) is not None}
    if known:
        yield f"{mark}means = {inline_table(known)}"
    if len(known) < len(words):
        yield f"# means: {'; '.join(text(word) for word in words if word not in known)}"
        yield f"# each is one of {', '.join(map(json.dumps, _possible(kind)))}"


def _parts(cells: Sequence[Any]) -> list[str]:
    """Return the answers in cells that may hold several."""
    return [part.strip() for raw in cells for part in re.split(r"[;\n]", text_of(raw))
            if part.strip()]


def _possible(kind: Kind) -> tuple[str, ...]:
    gaps = tuple(gap.value for gap in Gap) if kind.gap else ()
    return (*kind.labels, *gaps)


def _months(key: str, cells: Sequence[Any], mark: str) -> Iterator[str]:
    """Yield which day a month stands for, where the cells are months."""
    if any(isinstance(raw, str) and not day_readings(raw) and month_readings(raw)
           for raw in cells):
        last = key.rpartition(".")[2] in ("end", "expires", "by")
        yield f'{mark}months = "{"last" if last else "first"} day"'


def _is_of_r(export: CellTable) -> bool:
    """Return whether R wrote the table: a first column without a heading counts the rows."""
    if 1 not in export.unheaded:
        return False
    names = [text_of(cells.get(1, "")) for _, cells in export.rows]
    return names == [str(number) for number in range(1, len(names) + 1)] and any(
        raw == "NA" for _, cells in export.rows for raw in cells.values())


def _ambiguities(cells: Sequence[Any]) -> Iterator[str]:
    """Yield a comment for each convention that the column's cells leave open."""
    texts = [value for value in cells if isinstance(value, str)]
    offers: tuple[tuple[Callable[[str], tuple[PossibleReading[Any], ...]], str], ...] = (
        (day_readings, '# dates = "day first"  # or "month first"'),
        (number_readings, '# decimal = "comma"  # or "point"'))
    for read, offer in offers:
        found = [read(each) for each in texts]
        open_cell = next((each for each, options in zip(texts, found, strict=True)
                          if len({option.value for option in options}) > 1), None)
        if open_cell is not None and all(found) and not manners_shown(found):
            yield f"{offer}: {open_cell} may mean two things"
