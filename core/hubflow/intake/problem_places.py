"""Say where in an export a problem is, and what it is, in the language of the hub."""

from __future__ import annotations

import functools
from collections.abc import Mapping

import attrs

from hubflow.intake.answers_table import SHEET_ROWS
from hubflow.model.input_problems import Problem
from hubflow.reading.records.model_keys import content_at
from hubflow.reading.toml.key_paths import key_parts
from hubflow.reading.values.cell_table import CellTable
from hubflow.reading.values.normal_text import folded
from hubflow.reading.values.workbook_file import letters
from hubflow.text.catalogue import ENGLISH, entries
from hubflow.text.vocabulary import key_words


@attrs.frozen(eq=False)
class ProblemPlaces:
    """Names the places of problems with an export: row, column's letter, heading and venture."""

    export: CellTable
    language: str
    ventures: Mapping[int, str]
    """The names of ventures by their rows."""

    def told(self, problem: Problem) -> Problem:
        """Return a problem with its place in words; those of other files keep theirs."""
        words = entries(self.language or ENGLISH, "intake")["places"]
        what = in_language(problem.what, self.language)
        to_do = in_language(problem.to_do, self.language)
        if problem.file != self.export.name or not problem.line:
            return attrs.evolve(problem, what=what, to_do=to_do)
        number, heading, rest = self.column(problem.key)
        place = words["cell" if number else "row"].format(
            row=problem.line % SHEET_ROWS, heading=heading,
            column=letters(number) if number else "")
        name = self.ventures.get(problem.line)
        parts = (f"{place} ({name})" if name else place, rest)
        return Problem(problem.file, 0, ": ".join(filter(None, parts)), what, to_do)

    def column(self, key: str) -> tuple[int, str, str]:
        """Return the column that a problem's key begins with, its heading, and the rest."""
        for number, heading in sorted(self.export.headings.items(), key=lambda at: -len(at[1])):
            if folded(key) == folded(heading) or key.startswith(f"{heading}: "):
                return number, heading, key[len(heading):].removeprefix(": ")
        return 0, "", key


def in_language(message: str, language: str) -> str:
    """Return what a key asks, which a problem may repeat, in a language; else the message itself.

    >>> in_language("must be yes or no", "pt")
    'must be yes or no'
    """
    if not message or language in ("", ENGLISH):
        return message
    return _abouts(language).get(message, message)


@functools.cache
def _abouts(language: str) -> Mapping[str, str]:
    """Return what keys ask in a language by what they ask in English."""
    return {content.about: about for path, about in key_words(language).items()
            if (content := content_at(key_parts(path))) is not None and content.about}
