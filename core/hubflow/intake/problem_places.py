"""Say where in an export a problem is, and what it is, in the language of the hub."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping

import attrs

from hubflow.intake.answers_table import SHEET_ROWS
from hubflow.model.input_problems import Problem
from hubflow.reading.records.model_keys import content_at
from hubflow.reading.toml.key_paths import key_parts
from hubflow.reading.values.cell_table import CellTable
from hubflow.reading.values.normal_text import folded
from hubflow.reading.values.vocabulary_words import word_in
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
        to_do = " ".join(in_language(sentence, self.language)
                         for sentence in _sentences(problem.to_do))
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


def _sentences(text: str) -> Iterator[str]:
    yield from re.split(r"(?<=[.?!])\s+(?=[A-Z])", text)


def in_language(message: str, language: str) -> str:
    """Return a message in a language; in English where the language has no words for it.

    >>> in_language('must be yes or no, not "Talvez"', "pt")
    'tem de ser sim ou não, e não "Talvez"'
    """
    if not message or language in ("", ENGLISH):
        return message
    for key, form, words in _messages(language):
        found = form.fullmatch(message)
        if found:
            values = found.groups()
            return words.format(*(_labels_in(value, language) for value in values)
                                if key in _LABELLED else values)
    return _abouts(language).get(message, message)


_LABELLED = frozenset({"do_known", "do_mean", "do_number_or_gap"})
"""Messages that name labels or words for a missing value."""


def _labels_in(text: str, language: str) -> str:
    """Return a list of labels in a language, each in quotes or not as it was."""
    return ", ".join(f'"{word_in(label.strip(chr(34)), language)}"' if '"' in label
                     else word_in(label, language) for label in text.split(", "))


@functools.cache
def _abouts(language: str) -> Mapping[str, str]:
    """Return what keys ask in a language by what they ask in English."""
    return {content.about: about for path, about in key_words(language).items()
            if (content := content_at(key_parts(path))) is not None and content.about}


@functools.cache
def _messages(language: str) -> tuple[tuple[str, re.Pattern[str], str], ...]:
    """Return the messages that a language has words for, as patterns of the English ones."""
    own, english = (entries(each, "intake")["messages"] for each in (language, ENGLISH))
    return tuple((key, re.compile("(.+)".join(map(re.escape, english[key].split("{}"))), re.DOTALL),
                  own[key]) for key in english)
