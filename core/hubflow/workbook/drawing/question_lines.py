"""Plan the cells of questions; their values leave the rest of the dossier's data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs

from hubflow.model.methodology import Hub, LocalFact, Section, text_in
from hubflow.model.values import Gap, Kind
from hubflow.reading.records.model_keys import content_at, keys_within
from hubflow.reading.toml.key_paths import lies_within
from hubflow.reading.values.vocabulary_words import (
    gap_of,
    is_none_of_these,
    label_in,
    word_in,
)
from hubflow.text.locales import locale_of
from hubflow.workbook.drawing.cells import Cell, cell_of, key_of
from hubflow.workbook.drawing.workbook_plan import PlanLine
from hubflow.workbook.questions.cell_questions import CellQuestions
from hubflow.workbook.questions.method_questions import KeySlot, KeyUse

_ROWS_MOST = 8
"""Rows that are offered for ticked labels, if there are so many labels."""

Path = tuple[str, ...]


@attrs.define(eq=False)
class Remaining:
    """The values of a dossier that no cell holds yet."""

    data: dict[str, Any]

    def at(self, path: Path) -> Any:
        """Return the value at a path; None where there is none."""
        here: Any = self.data
        for part in path:
            here = here.get(part) if isinstance(here, Mapping) else None
        return here

    def remove(self, path: Path) -> None:
        """Remove a value, and tables that become empty."""
        here: Any = self.data
        holders = []
        for part in path[:-1]:
            holders.append((here, part))
            here = here[part]
        del here[path[-1]]
        for holder, part in reversed(holders):
            if not holder[part]:
                del holder[part]

    def rest(self) -> Iterator[tuple[Path, Any]]:
        """Yield the remaining values, each with its path."""
        yield from _leaves(self.data, ())


def _leaves(data: Mapping[str, Any], at: Path) -> Iterator[tuple[Path, Any]]:
    for key, value in data.items():
        if isinstance(value, Mapping) and value:
            yield from _leaves(value, (*at, key))
        else:
            yield (*at, key), value


@attrs.frozen(eq=False)
class LineMaker:
    """Makes the lines of keys."""

    asking: CellQuestions
    remaining: Remaining
    uses: Mapping[str, Sequence[KeyUse]]

    def details(self, path: Path) -> tuple[str, ...]:
        """Return the method's remarks on a key and on keys within it, each once."""
        key = ".".join(path)
        return tuple(dict.fromkeys(
            use.text for each, uses in self.uses.items() for use in uses
            if lies_within(each, key)))

    def of_key(self, path: Path, details: tuple[str, ...] = ()) -> Iterator[PlanLine]:
        """Yield the lines of one key of the model: several where it holds several values."""
        content = content_at(path)
        assert content is not None
        assert content.kind is not None
        yield from self._lines(key_of(path), path, content.kind, self.asking.about(path), details,
                               many=content.many)

    def of_record(self, path: Path, slot: KeySlot) -> Iterator[PlanLine]:
        """Yield the lines of a record's keys, further keys of the dossier included."""
        given = self.remaining.at(path)
        fields = [*slot.fields, *(given if isinstance(given, Mapping) else ())]
        for name in keys_within(slot.hint):
            if name in fields:
                yield from self.of_key((*path, name))

    def of_local(self, hub: Hub, fact: LocalFact, details: tuple[str, ...]) -> Iterator[PlanLine]:
        """Yield the lines of a hub's own fact."""
        path = ("hubs", hub.id, fact.id)
        question = fact.question(self.asking.language, hub.currency)
        yield from self._lines(f"{key_of(path)}: {fact.type}", path, fact.kind, question,
                               details, many=fact.type == "labels", plain=True)

    def of_answer(self, section: Section) -> Iterator[PlanLine]:
        """Yield the line of an answer of the proposal."""
        path = tuple(section.path.split(".", 2))
        language = self.asking.language
        asks = text_in(section.asks, language) if section.asks else ""
        kind = Kind("text", gap=False)
        yield PlanLine(key_of(path), kind, text_in(section.heading, language, section.id),
                   (asks,) if asks else (), self.asking.words["kind text"],
                   self._one(path, kind), max_words=section.max_words)

    def of_judged(self, path: Path, question: str, detail: str) -> PlanLine:
        """Return the line of a free text about what the jury scores."""
        kind = Kind("text", gap=False)
        return PlanLine(f"{key_of(path)}: text", kind, question, (detail,) if detail else (),
                        self.asking.words["kind text"], self._one(path, kind), long=True)

    def _lines(
        self, mark: str, path: Path, kind: Kind, question: str, details: tuple[str, ...],
        *, many: bool, plain: bool = False,
    ) -> Iterator[PlanLine]:
        # What a hub's own labels are is not known when a workbook is read: they stand as they are.
        encode = attrs.evolve(kind, type="text", labels=()) if plain and kind.labels else kind
        cells = self._several(path, encode) if many else (self._one(path, encode),)
        if plain:
            details = (*details, *(f"{label}: {name}" for label in kind.labels if (
                name := label_in(label, kind, self.asking.language)) != label))
        choices = self.asking.choices(attrs.evolve(kind, names=()) if plain else kind, many=many)
        rows = max(1, len(cells), min(_ROWS_MOST, len(kind.labels))) if many else 1
        for number in range(rows):
            first = number == 0
            yield PlanLine(mark, kind, question if first else self.asking.words["again"],
                       details if first else (), self.asking.hint(kind, rows=many) if first else "",
                       cells[number] if number < len(cells) else None, choices,
                       again=not first)

    def _one(self, path: Path, kind: Kind) -> Cell | None:
        value = self.remaining.at(path)
        cell = None if value is None else cell_of(kind, value, self.asking.language)
        if cell is not None:
            self.remaining.remove(path)
        return cell

    def _several(self, path: Path, kind: Kind) -> tuple[Cell | None, ...]:
        """Return the cells of a list; none where they do not read back."""
        values = self.remaining.at(path)
        language = self.asking.language
        cells: list[Cell | None] = []
        if isinstance(values, str) and values in list(Gap):
            cells = [word_in(values, language)]
        elif values == []:
            cells = [locale_of(language).none_of_these]
        elif isinstance(values, list):
            cells = [cell_of(kind, value, language) for value in values]
            texts = [str(value) for value in values]
            # One such word alone would be read as the word for the whole list.
            alone = kind.type == "text" and len(texts) == 1 and gap_of(texts[0]) is not None
            if alone or None in cells or any(map(is_none_of_these, texts)):
                cells = []
        if cells:
            self.remaining.remove(path)
        return tuple(cells)
