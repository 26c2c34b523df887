"""Labels, and the words for a value that is not there, in every language."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping

from hubflow.model.values import Gap
from hubflow.reading.values.normal_text import folded
from hubflow.text.catalogue import languages
from hubflow.text.locales import locales
from hubflow.text.vocabulary import label_words


def gap_of(text: str) -> Gap | None:
    """The word for a value that is not there, in any language of hubs; None for other words."""
    found = label_of(text, [gap.value for gap in Gap])
    return None if found is None else Gap(found)


def label_of(text: str, labels: Iterable[str]) -> str | None:
    """Which of ``labels`` a text means, written in English or another language of hubs."""
    return _meant(tuple(labels)).get(folded(text))


def is_none_of_these(text: str) -> bool:
    """Whether the text says that a list was answered and is empty."""
    return folded(text) in {folded(own.none_of_these) for own in locales().values()}


def said(word: str, language: str) -> str:
    """A label, a word for a value that is not there, ``yes`` or ``no``, in a language."""
    return label_words(language).get(word, word)


@functools.cache
def _meant(labels: tuple[str, ...]) -> Mapping[str, str]:
    meant = {folded(said(label, language)): label
             for language in languages() for label in labels}
    return meant | {folded(label): label for label in labels}
