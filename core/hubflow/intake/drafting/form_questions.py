"""Gather the questions whose answers have a key: the model's, a method's own, and usual ones."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import tomli

from hubflow.engine.method.asks import asks
from hubflow.engine.method.compiled import Compiled
from hubflow.intake.drafting.heading_match import AnswerUse, KnownQuestions, stems
from hubflow.model.methodology import text_in
from hubflow.reading.records.model_keys import content_at
from hubflow.reading.toml.key_paths import key_parts
from hubflow.text.catalogue import ENGLISH, customary_headings, entries, languages
from hubflow.text.vocabulary import key_words

APPLICANTS_KEY = re.compile(
    r"^(?!sources|conflicts|decisions|handed_out|incubate\.awards|(challenge|call)$)"
    r"(?!(.*\.)?(id|source|here_source)$)")
"""Keys that an applicant's form may ask for; what others decide and record is not among them."""


def known_questions(compiled: Compiled | None) -> KnownQuestions:
    """Return the questions that a form's headings are compared with."""
    return KnownQuestions(_of_model(), _customary(compiled, varied=True),
                          _customary(compiled, varied=False), _of_method(compiled))


def _of_model() -> Iterator[tuple[str, str, AnswerUse]]:
    """Yield what the model asks for each key, in every language."""
    for language in languages():
        for path, about in key_words(language).items():
            content = content_at(key_parts(path))
            if content is None or content.kind is None or not APPLICANTS_KEY.match(path):
                continue
            for text, spoken in ((about, language), (content.about, ENGLISH), (path, ENGLISH)):
                if len(stems(text, spoken)) > 1:  # one word is asked for many keys
                    yield text, spoken, AnswerUse(path)


def _customary(
    compiled: Compiled | None, *, varied: bool
) -> Iterator[tuple[str, str, AnswerUse]]:
    """Yield what forms often ask, ``varied`` by choices or as it stands, which counts more."""
    hub = compiled.methodology.hub if compiled else None
    uses = entry_uses(hub.language if hub else ENGLISH)
    place = hub.place.name if hub else ""
    for language in languages():
        for key, headings in customary_headings(language).items():
            for heading in (each for written in headings if ("[" in written) is varied
                            for each in wordings(written)):
                yield heading.format(place=place), language, uses.get(key, AnswerUse(key))


def wordings(heading: str) -> Iterator[str]:
    """Yield what a customary heading stands for: one wording for each choice in square brackets.

    >>> list(wordings("[Name|Title] of the [|new ]project"))[:2]
    ['Name of the project', 'Name of the new project']
    """
    parts = [part.split("|") for part in re.split(r"[\[\]]", heading)]
    for words in itertools.product(*parts):
        yield "".join(words)


@functools.cache
def entry_uses(language: str) -> Mapping[str, AnswerUse]:
    """Return the uses of answers that go into an entry of a list, by their names."""
    described = tomli.loads((Path(__file__).parent / "list_entries.toml").read_text("utf-8"))
    texts = entries(language, "intake")["entry_texts"]
    return {name: AnswerUse(
        use["key"], tuple((key, value.format(**texts)) for key, value in use["entry"].items()),
        use.get("prefix", "")) for name, use in described.items()}


def _of_method(compiled: Compiled | None) -> Iterator[tuple[str, str, AnswerUse]]:
    """Yield the method's own questions: of its facts, its rules that read one key, its proposal."""
    if compiled is None:
        return
    methodology, hub = compiled.methodology, compiled.methodology.hub
    for fact in methodology.facts:
        use = AnswerUse(f"hubs.{hub.id}.{fact.id}")
        for language, text in fact.description.items():
            yield text, language, use
        for text in (fact.id, fact.question(hub.language, "")):
            yield text, hub.language, use
    for ask in asks(compiled, hub.language):
        content = content_at(key_parts(ask.keys[0])) if len(ask.keys) == 1 else None
        if content is not None and content.kind is not None and not ask.judged:
            yield ask.text, hub.language, AnswerUse(ask.keys[0])
    for section in methodology.proposal.sections:
        if section.answer:
            for words in (section.heading, section.asks or {}):
                yield (text_in(words, hub.language, section.id), hub.language,
                       AnswerUse(section.answer))


@functools.cache
def personal_data() -> re.Pattern[str]:
    """Return a pattern for headings that ask for personal data, in every language."""
    signs = (sign for language in languages() for sign in entries(language, "intake")["personal"])
    return re.compile(rf"\b({'|'.join(signs)})\b", re.IGNORECASE)
