"""What a cell asks and what may stand in it, in the hub's words."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from hubflow.model.methodology import LocalFact
from hubflow.model.values import Gap, Kind
from hubflow.reading.records.model_keys import held_at
from hubflow.reading.values.vocabulary_words import said
from hubflow.text.catalogue import words
from hubflow.text.locales import locale_of
from hubflow.text.vocabulary import key_words
from hubflow.workbook.reading.workbook_marks import dotted


@attrs.frozen
class CellQuestions:
    """Questions, hints and choices in one language."""

    language: str

    @property
    def words(self) -> Mapping[str, str]:
        """The words of the workbook."""
        return words(self.language, "workbook")

    @property
    def dossier(self) -> Mapping[str, str]:
        """The words of a dossier in TOML."""
        return words(self.language, "dossier")

    def about(self, path: tuple[str, ...]) -> str:
        """What a key of the model asks."""
        held = held_at(path)
        if held is not None and not held.about:
            return path[-1]
        return key_words(self.language).get(dotted(path), held.about if held else path[-1])

    def choices(self, kind: Kind, *, many: bool = False) -> tuple[str, ...]:
        """The words that may stand in a cell; none where it is no matter of words."""
        labels = ("yes", "no") if kind.type == "yes_no" else kind.labels
        if not labels:
            return ()
        none = (locale_of(self.language).none_of_these,) if many else ()
        return (*(said(label, self.language) for label in labels), *none, *self.gaps(kind))

    def gaps(self, kind: Kind) -> tuple[str, ...]:
        """The words for a value that is not there."""
        return tuple(said(gap.value, self.language) for gap in Gap) if kind.gap else ()

    def hint(self, kind: Kind, *, many: bool = False) -> str:
        """What may stand in a cell, in words."""
        name = "whole" if kind.whole else "label" if kind.labels else kind.type
        told = self.words[f"kind {name}"]
        if kind.low is not None and kind.high is not None:
            told += f", {kind.low:g}–{kind.high:g}"
        elif kind.low is not None:
            told += f", {self.words['at_least'].format(low=f'{kind.low:g}')}"
        elif kind.high is not None:
            told += f", {self.words['at_most_n'].format(high=f'{kind.high:g}')}"
        if many:
            told += f"; {self.words['several_lines']}"
        gaps = ", ".join(self.gaps(kind))
        return f"{told}; {self.words['or_gap'].format(gaps=gaps)}" if gaps else told


def local_kind(fact: LocalFact) -> Kind:
    """What a hub's own fact may hold; of ticked labels, what each of them may be."""
    type = "label" if fact.type == "labels" else fact.type
    return Kind(type, low=fact.low, high=fact.high, labels=fact.labels,  # type: ignore[arg-type]
                unit=fact.unit or "", gap=True)
