"""Draft a map of a form's answers for people who know the form to check and complete."""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from hubflow.model.methodology import Methodology, text_in
from hubflow.reading.records.model_keys import content_at
from hubflow.reading.toml.key_paths import key_parts
from hubflow.reading.values.cell_table import CellTable
from hubflow.reading.values.cell_values import blank
from hubflow.reading.values.conventions import PossibleReading, manners_shown
from hubflow.reading.values.date_reading import day_readings
from hubflow.reading.values.normal_text import folded
from hubflow.reading.values.number_reading import number_readings
from hubflow.text.catalogue import customary_headings, entries, languages
from hubflow.text.vocabulary import key_words
from hubflow.workbook.questions.dossier_template import text

_NEAR, _NEAR_WORD = 0.72, 0.8
_MAPPED = re.compile(r"^(?!sources|conflicts|decisions|incubate\.awards|id$)")
"""Keys that an applicant's form may ask for; what others decide and record is not among them."""


def draft_map(export: CellTable, methodology: Methodology | None) -> str:
    """Return a map in TOML: columns with an evident key, and the others as comments."""
    return "\n".join(_lines(export, methodology)) + "\n"


def _lines(export: CellTable, methodology: Methodology | None) -> Iterator[str]:
    yield "# Which column goes to which key of a dossier. Check each, and complete those with #,"
    yield "# whose key is open or no more than likely."
    yield "# `hubflow inputs` and `hubflow schema dossier` tell the keys, `hubflow schema intake`"
    yield "# what else may be said here."
    if methodology is not None:
        yield f"hub = {text(methodology.hub.id)}"
    yield 'id = "answer-{row}"'
    personal = [heading for heading in export.headings.values() if _personal().search(heading)]
    yield f"left_out = [{', '.join(text(heading) for heading in personal)}]"
    yield ""
    yield "[dossier]"
    if methodology is not None:
        hub = methodology.hub
        yield f"language = {text(hub.language)}"
        yield f"currency = {text(hub.currency)}"
        yield f"place = {{ name = {text(hub.place.name)} }}"
    keys_by_phrase = _keys_by_phrase(methodology)
    guesses = {number: _guess(heading, keys_by_phrase)
               for number, heading in export.headings.items() if heading not in personal}
    sure = {guess.key for guess in guesses.values() if guess.sure}
    mapped_keys: set[str] = set()
    for number, guess in guesses.items():
        mapped = guess.sure and guess.key not in mapped_keys
        mapped_keys.add(guess.key)
        key = guess.key if mapped or guess.key not in sure else ""
        mark = "" if mapped else "# "
        yield ""
        yield f"{mark}[[columns]]"
        yield f"{mark}heading = {text(export.headings[number])}"
        yield f"{mark}key = {text(key)}"
        yield from _ambiguities(export, number)


@functools.cache
def _personal() -> re.Pattern[str]:
    """Return a pattern for headings that ask for personal data, in every language."""
    signs = (sign for language in languages() for sign in entries(language, "intake")["personal"])
    return re.compile(rf"\b({'|'.join(signs)})\b", re.IGNORECASE)


class _Guess(NamedTuple):
    """The likely key for a heading, empty if there is none; ``sure`` enough to map it."""

    key: str
    sure: bool


def _keys_by_phrase(methodology: Methodology | None) -> Mapping[str, frozenset[str]]:
    """Return the phrases that forms may use, in comparable form, with their keys."""
    keys: dict[str, set[str]] = {}

    def add(key: str, *phrases: str) -> None:
        for phrase in filter(None, map(_comparable, phrases)):
            keys.setdefault(phrase, set()).add(key)

    for path, about in ((path, about) for language in languages()
                        for path, about in key_words(language).items()):
        content = content_at(key_parts(path))
        if content is not None and content.kind is not None and _MAPPED.match(path):
            add(path, about, content.about, path.rpartition(".")[2].replace("_", " "), path)
    if methodology is not None:
        hub = methodology.hub
        for fact in methodology.facts:
            add(f"hubs.{hub.id}.{fact.id}", text_in(fact.description, hub.language, fact.id),
                fact.id.replace("_", " "))
    place = methodology.hub.place.name if methodology is not None else ""
    for key, headings in customary_headings().items():
        for phrase in headings:
            # What forms often mean by it counts more than where else it may be asked.
            keys[_comparable(phrase.format(place=place))] = {key}
    return {phrase: frozenset(found) for phrase, found in keys.items()}


def _guess(heading: str, keys_by_phrase: Mapping[str, frozenset[str]]) -> _Guess:
    """Return the likely key for a heading: one whose phrase has the same words, however inflected.

    A single word, and words that are asked for several keys, are too little to map a column.
    """
    question = _comparable(heading)
    keys = keys_by_phrase.get(question, frozenset())
    if not keys and " " in question:
        phrases = [phrase for phrase in keys_by_phrase if " " in phrase]
        near = [phrase for phrase in difflib.get_close_matches(
            question, phrases, n=3, cutoff=_NEAR) if _same_words(question, phrase)]
        keys = keys_by_phrase[near[0]] if near else frozenset()
    return _Guess(min(keys), sure=" " in question) if len(keys) == 1 else _Guess("", sure=False)


def _same_words(one: str, other: str) -> bool:
    """Return whether each long word of a phrase is much like one of the other phrase."""
    words, others = ([word for word in re.findall(r"\w+", phrase) if len(word) > 2]
                     for phrase in (one, other))
    return all(difflib.get_close_matches(word, there, n=1, cutoff=_NEAR_WORD)
               for here, there in ((words, others), (others, words)) for word in here)


def _comparable(phrase: str) -> str:
    return folded(phrase).rstrip(".?:* ")


def _ambiguities(export: CellTable, number: int) -> Iterator[str]:
    """Yield a comment for each convention that the column's cells leave open."""
    texts = [value for _, cells in export.rows
             if isinstance(value := cells.get(number), str) and not blank(value)]
    offers: tuple[tuple[Callable[[str], tuple[PossibleReading[Any], ...]], str], ...] = (
        (day_readings, '# dates = "day first"  # or "month first"'),
        (number_readings, '# decimal = "comma"  # or "point"'))
    for read, offer in offers:
        found = [read(each) for each in texts]
        open_cell = next((each for each, options in zip(texts, found, strict=True)
                          if len({option.value for option in options}) > 1), None)
        if open_cell is not None and all(found) and not manners_shown(found):
            yield f"{offer}: {open_cell} may mean two things"
