"""Find out what a form's own words mean: which label, yes, no or word for a missing value."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping

from hubflow.intake.drafting.heading_match import stems
from hubflow.model.values import Gap, Kind
from hubflow.reading.records.legal import AmbiguousError, RefusedError
from hubflow.reading.values.cell_values import conventions_of, text_of, value_of
from hubflow.reading.values.normal_text import folded
from hubflow.reading.values.vocabulary_words import gap_of, is_none_of_these, word_in
from hubflow.text.catalogue import entries, languages

MOST_WORDS = 40
"""A column with more different words than these is running text, whose words mean nothing alone."""


def unread_words(kind: Kind, cells: Iterable[object], language: str) -> tuple[str, ...]:
    """Return the different words of cells that are not read as values of a kind."""
    texts = list(cells)
    conventions = conventions_of(texts, language)
    found: dict[str, None] = {}
    for cell in texts:
        try:
            value_of(kind, cell, conventions)
        except RefusedError as refused:
            if not is_none_of_these(text_of(cell)) and not isinstance(refused, AmbiguousError):
                found[text_of(cell)] = None
    return tuple(found)


def meaning_of(word: str, kind: Kind) -> str | bool | None:
    """Return the label, yes or no, or gap that a word most likely means; None if it is open."""
    possible = [*kind.labels, *(("yes", "no") if kind.type == "yes_no" else ()),
                *((gap.value for gap in Gap) if kind.gap else ())]
    own = gap_of(word) if kind.gap else None
    if own is not None:
        return own.value
    exact = [label for label in possible if folded(word) in _names_of(label, kind)]
    found = exact or _nearest(stems(word), possible, kind)
    if len(found) != 1:
        return None
    return found[0] == "yes" if found[0] in ("yes", "no") else found[0]


def _nearest(words: frozenset[str], labels: Iterable[str], kind: Kind) -> list[str]:
    """Return the labels of which one name's words all stand in the words, the longest names."""
    lengths: Mapping[str, int] = {
        label: max((len(stems(name)) for name in _names_of(label, kind) if stems(name) <= words),
                   default=0)
        for label in labels}
    longest = max(lengths.values(), default=0)
    return [label for label, length in lengths.items() if length == longest] if longest else []


def _names_of(label: str, kind: Kind) -> frozenset[str]:
    """Return every name of a label, with those that a hub gives its own."""
    return _names(label) | {folded(one.text) for one in kind.names if one.label == label}


@functools.cache
def _names(label: str) -> frozenset[str]:
    """Return every name of a label, folded: in each language, and what else people call it."""
    return frozenset(folded(name) for language in languages()
                     for name in (label, word_in(label, language),
                                  *entries(language, "intake")["answers"].get(label, ())))
