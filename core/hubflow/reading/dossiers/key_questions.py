"""Put keys and values of a dossier into words: the question of a key, and its answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from hubflow.model.methodology import LocalFact, Methodology, text_in
from hubflow.reading.dossiers.inheriting import ANSWERS
from hubflow.reading.dossiers.versions import ABSENT
from hubflow.reading.records.model_keys import PROPOSAL, content_at
from hubflow.reading.values.vocabulary_words import word_in
from hubflow.text.numbers import day, number
from hubflow.text.spoken import say_in
from hubflow.text.vocabulary import key_words

_LONGEST = 90


def key_question(path: tuple[str, ...], language: str) -> str:
    """Return what a key of the model asks; its last part where the model says nothing of it."""
    content = content_at(path)
    if content is not None and not content.about:
        return path[-1]
    return key_words(language).get(".".join(path), content.about if content else path[-1])


@attrs.frozen(eq=False)
class KeyQuestions:
    """The questions of a dossier in one language, a hub's own ones among them."""

    language: str
    method: Methodology | None = None

    def change(self, key: Sequence[str | int], before: Any, after: Any) -> str:
        """Return a line on one value that changed."""
        return self._line(key, f"{self.value(key, before)} → {self.value(key, after)}")

    def entry(self, key: Sequence[str | int], sign: str, entry: Any) -> str:
        """Return a line on an entry that a list gained (``+``) or lost (``-``)."""
        return self._line(key, f"{sign} {self.value(key, entry)}")

    def question(self, key: Sequence[str | int]) -> str:
        """Return what a key asks; entries of lists are told apart by their numbers."""
        names = tuple(part for part in map(str, key) if not part.isdigit())
        numbered = [(place, part) for place, part in enumerate(map(str, key)) if part.isdigit()]
        if numbered and numbered[0][0] < len(key) - 1:
            place, part = numbered[0]
            return f"{self.question(key[:place])}, {part}: {self.question(names)}"
        return (self._own(names) or key_question(names, self.language)).rstrip(". ")

    def value(self, key: Sequence[str | int], value: Any) -> str:
        """Return a value in words; a long text is cut."""
        if value is None or value is ABSENT:
            return say_in(self.language, "register.nothing")
        if isinstance(value, Mapping):
            return "; ".join(self._line((*key, name), self.value((*key, name), inner))
                             for name, inner in value.items())
        if isinstance(value, list):
            return ", ".join(self.value(key, inner) for inner in value) or self.value(key, None)
        text = self._plain(key, value)
        return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"

    def _plain(self, key: Sequence[str | int], value: Any) -> str:
        if isinstance(value, bool):
            return word_in("yes" if value else "no", self.language)
        if isinstance(value, int | float):
            return number(float(value), self.language)
        if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
            return day(value, self.language)
        fact = self._fact(tuple(part for part in map(str, key) if not part.isdigit()))
        if fact is not None and value in fact.labels:
            return fact.label_name(value, self.language)
        content = content_at(tuple(part for part in map(str, key) if not part.isdigit()))
        labels = content.kind.labels if content is not None and content.kind else ()
        return word_in(value, self.language) if value in labels else f'"{value}"'

    def _line(self, key: Sequence[str | int], what: str) -> str:
        question = self.question(key)
        return f"{question} {what}" if question.endswith("?") else f"{question}: {what}"

    def _fact(self, names: tuple[str, ...]) -> LocalFact | None:
        """Return the hub's own fact that a key states; None for any other key."""
        if self.method is None or names[:1] == () or names[0] not in ("local", "hubs"):
            return None
        own = ("local",) if names[0] == "local" else ("hubs", self.method.hub.id)
        id = names[len(own)] if names[:len(own)] == own and len(names) == len(own) + 1 else ""
        return next((fact for fact in self.method.facts if fact.id == id), None)

    def _own(self, names: tuple[str, ...]) -> str:
        """Return what a key asks that is the hub's own: a fact, or a section of its proposal."""
        if self.method is None or not names:
            return ""
        if (fact := self._fact(names)) is not None:
            return fact.question(self.language, self.method.hub.currency)
        if len(names) == 4 and names[:3] == ("hubs", self.method.hub.id, ANSWERS):
            return next((text_in(getattr(rule, "title", rule.says) or {}, self.language, rule.id)
                         for phase in self.method.phases for rule in phase.judged
                         if rule.id == names[3]), "")
        if names[:-1] == PROPOSAL:
            return next((text_in(section.heading, self.language, section.id)
                         for section in self.method.proposal.sections
                         if section.path == ".".join(names)), "")
        return ""
