"""Fill names into sentences as a language writes them: "do júri", not "de O júri"."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping

from hubflow.text.catalogue import entries

_NAME = "\x00"
"""Marks where a name begins while a sentence is put together; it is in no text of a dossier."""


def filled_sentence(
    sentence: str, language: str, bodies: Mapping[str, str], **values: str
) -> str:
    """Return a sentence with its values; the article of a body follows the preposition before it.

    Inside a sentence the article of a body's name is small, and melts with a preposition where the
    language has it so. A name that begins with a noun which has an article in such sentences, as a
    town hall in Portuguese, gets it where it was typed without. Other values, such as a venture's
    name, stand as they are.

    >>> filled_sentence("A decisão de {by}.", "pt", {"by": "O júri"})
    'A decisão do júri.'
    >>> filled_sentence("A decisão de {by}.", "pt", {"by": "Câmara Municipal de Aveiro"})
    'A decisão da Câmara Municipal de Aveiro.'
    >>> filled_sentence("{by} decided; for {by}.", "en", {"by": "The board"})
    'The board decided; for the board.'
    """
    text = sentence.format(
        **values, **{key: f"{_NAME}{_with_article(value, language)}"
                     for key, value in bodies.items()})
    for pattern, instead in _patterns(language):
        text = pattern.sub(instead, text)
    return text.replace(_NAME, "")


def _with_article(name: str, language: str) -> str:
    first = re.split(r"[\s,.;:]", name, maxsplit=1)[0].casefold()
    return f"{article} {name}" if (article := _nouns(language).get(first)) else name


@functools.cache
def _nouns(language: str) -> Mapping[str, str]:
    """Return the nouns of bodies by which a name may begin, with their articles."""
    pairs = (line.split(" ", 1) for line in entries(language, "articles")["nouns"])
    return {noun.casefold(): article for article, noun in pairs}


@functools.cache
def _patterns(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    said = entries(language, "articles")
    found = []
    for line in said["contractions"]:
        before, _, instead = line.partition(" = ")
        preposition, article = before.split()
        found.append((re.compile(rf"\b{preposition} {_NAME}{article}(?= )"), instead))
        first = preposition[0].upper() + preposition[1:]
        found.append((re.compile(rf"\b{first} {_NAME}{article}(?= )"),
                      instead[0].upper() + instead[1:]))
    for article in said["articles"]:
        found.append((re.compile(rf"(?<=[\w,;] ){_NAME}{article}(?= )"), article.lower()))
    return tuple(found)
