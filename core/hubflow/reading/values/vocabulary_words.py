"""Translate labels and the words for a missing value, from and into every language."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping

from hubflow.model.methodology import text_in
from hubflow.model.values import Gap, Kind
from hubflow.reading.values.normal_text import folded
from hubflow.text.catalogue import languages
from hubflow.text.locales import locales
from hubflow.text.spoken import words_for
from hubflow.text.vocabulary import label_words


def gap_of(text: str) -> Gap | None:
    """Return the gap that a word means, in any language of hubs; None for other words."""
    found = label_of(text, [gap.value for gap in Gap])
    return None if found is None else Gap(found)


def label_of(text: str, labels: Iterable[str]) -> str | None:
    """Return which of ``labels`` a text means, in English or another language of hubs."""
    return _labels_by_word(tuple(labels)).get(folded(text))


def label_meant(text: str, kind: Kind) -> str | None:
    """Return which label of a kind a text means: also by what a hub calls its own, in any
    language. A label as it is written means itself.
    """
    own = {folded(one.text): one.label for one in kind.names}
    return text if text in kind.labels else (
        own.get(folded(text)) or label_of(text, kind.labels))


def is_none_of_these(text: str) -> bool:
    """Return whether a text says that a list was answered and is empty."""
    return folded(text) in {folded(own.none_of_these) for own in locales().values()}


def word_in(word: str, language: str) -> str:
    """Return a label, a word for a missing value, ``yes`` or ``no`` in a language."""
    return label_words(language).get(word, word)


def label_in(label: str, kind: Kind, language: str) -> str:
    """Return what a label of a kind is called in a language; a hub's own by the hub's words."""
    own = {one.language: one.text for one in kind.names if one.label == label}
    return text_in(own, language, label) if own else word_in(label, language)


def recorded_words(recorded: Iterable[str]) -> Mapping[str, str]:
    """Return recorded words, such as ``advance``, by all words for them, folded.

    Those are what sheets, lists and commands call them in every language of hubs; a word that
    stands for two of them is left out.
    """
    recorded = tuple(recorded)
    found: dict[str, set[str]] = {}
    for word in recorded:
        for language in languages():
            for spoken in words_for(word, language):
                found.setdefault(folded(spoken), set()).add(word)
    return {spoken: next(iter(of)) for spoken, of in found.items() if len(of) == 1} | {
        folded(word): word for word in recorded}


@functools.cache
def _labels_by_word(labels: tuple[str, ...]) -> Mapping[str, str]:
    words = {folded(word_in(label, language)): label
             for language in languages() for label in labels}
    return words | {folded(label): label for label in labels}
