"""A first map of a form's answers, to be checked and completed by whoever knows the form."""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from hubflow.model.methodology import Methodology, text_in
from hubflow.reading.records.model_keys import held_at
from hubflow.reading.values.cell_table import CellTable
from hubflow.reading.values.cell_values import blank
from hubflow.reading.values.conventions import PossibleReading, manners_shown
from hubflow.reading.values.date_reading import day_readings
from hubflow.reading.values.normal_text import folded
from hubflow.reading.values.number_reading import number_readings
from hubflow.text.catalogue import customary_headings, entries, languages
from hubflow.text.vocabulary import key_words
from hubflow.workbook.questions.dossier_template import text

_NEAR = 0.72
_MAPPED = re.compile(r"^(?!sources|conflicts|decisions|id$)")


def draft_map(export: CellTable, methodology: Methodology | None) -> str:
    """A map in TOML: columns whose key can be told by their heading, the others as comments."""
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
    known = _known(methodology)
    guesses = {number: _guess(heading, known) for number, heading in export.headings.items()
               if heading not in personal}
    sure = {guess.key for guess in guesses.values() if guess.sure}
    taken: set[str] = set()
    for number, guess in guesses.items():
        mapped = guess.sure and guess.key not in taken
        taken.add(guess.key)
        key = guess.key if mapped or guess.key not in sure else ""
        mark = "" if mapped else "# "
        yield ""
        yield f"{mark}[[columns]]"
        yield f"{mark}heading = {text(export.headings[number])}"
        yield f"{mark}key = {text(key)}"
        yield from _unclear(export, number)


@functools.cache
def _personal() -> re.Pattern[str]:
    """What headings say that ask for personal data, in every language."""
    signs = (sign for language in languages() for sign in entries(language, "intake")["personal"])
    return re.compile(rf"\b({'|'.join(signs)})\b", re.IGNORECASE)


class _Guess(NamedTuple):
    """A key that a heading may mean, none if it is empty; ``sure`` enough to be mapped."""

    key: str
    sure: bool


def _known(methodology: Methodology | None) -> Mapping[str, frozenset[str]]:
    """What may be asked, as it is compared, with the keys that it may be asked for."""
    keys: dict[str, set[str]] = {}

    def add(key: str, *phrases: str) -> None:
        for phrase in filter(None, map(_compared, phrases)):
            keys.setdefault(phrase, set()).add(key)

    for path, about in ((path, about) for language in languages()
                        for path, about in key_words(language).items()):
        held = held_at(tuple(path.split(".")))
        if held is not None and held.kind is not None and _MAPPED.match(path):
            add(path, about, held.about, path.rpartition(".")[2].replace("_", " "), path)
    if methodology is not None:
        hub = methodology.hub
        for fact in methodology.facts:
            add(f"hubs.{hub.id}.{fact.id}", text_in(fact.description, hub.language, fact.id),
                fact.id.replace("_", " "))
    place = methodology.hub.place.name if methodology is not None else ""
    for key, headings in customary_headings().items():
        for phrase in headings:
            # What forms often mean by it counts more than where else it may be asked.
            keys[_compared(phrase.format(place=place))] = {key}
    return {phrase: frozenset(found) for phrase, found in keys.items()}


def _guess(heading: str, known: Mapping[str, frozenset[str]]) -> _Guess:
    """The key that a heading asks for, as far as that can be told.

    A single word, and words that are asked for several keys, are too little to map a column.
    """
    asked = _compared(heading)
    if " " not in asked:
        keys = known.get(asked, frozenset())
    else:
        phrases = [phrase for phrase in known if " " in phrase]
        near = difflib.get_close_matches(asked, phrases, n=1, cutoff=_NEAR)
        keys = known[near[0]] if near else frozenset()
    return _Guess(min(keys), sure=" " in asked) if len(keys) == 1 else _Guess("", sure=False)


def _compared(phrase: str) -> str:
    return folded(phrase).rstrip(".?:* ")


def _unclear(export: CellTable, number: int) -> Iterator[str]:
    """What the column's cells leave open, as something to say."""
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
