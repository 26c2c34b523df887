"""Phrase a cell's question and the values that it accepts, in the hub's language."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from hubflow.model.values import Gap, Kind
from hubflow.reading.dossiers.key_questions import key_question
from hubflow.reading.values.vocabulary_words import label_in, word_in
from hubflow.text.catalogue import words
from hubflow.text.locales import locale_of


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
        """Return the question for a key of the model."""
        return key_question(path, self.language)

    def choices(self, kind: Kind, *, many: bool = False) -> tuple[str, ...]:
        """Return the words that a cell accepts; none where it holds no words."""
        labels = ("yes", "no") if kind.type == "yes_no" else kind.labels
        if not labels:
            return ()
        none = (locale_of(self.language).none_of_these,) if many else ()
        return (*(label_in(label, kind, self.language) for label in labels), *none,
                *self.gaps(kind))

    def gaps(self, kind: Kind) -> tuple[str, ...]:
        """Return the words for a missing value."""
        return tuple(word_in(gap.value, self.language) for gap in Gap) if kind.gap else ()

    def hint(self, kind: Kind, *, many: bool = False, rows: bool = False) -> str:
        """Return a description of the values that a cell accepts.

        ``many`` stand in one cell, a line each; with ``rows`` each has a cell of its own.
        """
        name = "whole" if kind.whole else "label" if kind.labels else kind.type
        hint = self.words[f"kind {name}"]
        if kind.low is not None and kind.high is not None:
            hint += f", {kind.low:g}–{kind.high:g}"
        elif kind.low is not None:
            hint += f", {self.words['at_least'].format(low=f'{kind.low:g}')}"
        elif kind.high is not None:
            hint += f", {self.words['at_most_n'].format(high=f'{kind.high:g}')}"
        if many:
            hint += f"; {self.words['several_lines']}"
        if rows and kind.labels:
            word = locale_of(self.language).none_of_these
            hint += f"; {self.words['none_applies'].format(word=word)}"
        gaps = ", ".join(self.gaps(kind))
        return f"{hint}; {self.words['or_gap'].format(gaps=gaps)}" if gaps else hint
