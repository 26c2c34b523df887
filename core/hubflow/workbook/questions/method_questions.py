"""What a method says of each key of a dossier, and which keys of the model it thereby reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from hubflow.engine.method.asks import Ask
from hubflow.engine.method.compiled import Compiled
from hubflow.engine.method.rules import PROPOSAL
from hubflow.model.dossier import Dossier
from hubflow.model.methodology import text_in
from hubflow.reading.records.converter import toml_key
from hubflow.reading.records.model_keys import keys_within
from hubflow.workbook.questions.toml_questions import question_of

_OFFERS = {"line": "finance_reads", "proposal": "total_reads", "section": "section_reads",
           "instrument": "instrument_reads"}
"""The kinds of rules outside the phases that read a dossier, with the words that say so."""


@attrs.frozen
class KeyUse:
    """One thing that a method says of a key; ``asked``: by a rule of a phase."""

    text: str
    asked: bool = False


@attrs.frozen(eq=False, repr=False)
class KeySlot:
    """A place in a section that can be filled in: a value, a record or a list of records."""

    name: str
    hint: Any
    many: bool
    fields: tuple[str, ...]


def uses_of_keys(
    compiled: Compiled, asked: Iterable[Ask], words: Mapping[str, str]
) -> dict[str, list[KeyUse]]:
    """Return what phases, finance plan, instruments and proposal say of each key they read."""
    uses: dict[str, dict[KeyUse, None]] = {}
    for ask in _once(asked):
        for key in ask.keys:
            uses.setdefault(key, {})[KeyUse(question_of(ask, words), asked=True)] = None
    for key, text in (*_offers(compiled, words), *_answers(compiled)):
        uses.setdefault(key, {})[KeyUse(text)] = None
    return {key: list(found) for key, found in uses.items()}


def _offers(compiled: Compiled, words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each key that finance plan, sections and instruments read, with those that do."""
    names: dict[tuple[str, str], dict[str, None]] = {}
    for kind, word in _OFFERS.items():
        for rule in (rule for rule in compiled.rules if rule.kind == kind):
            for key in rule.keys:
                name = rule.text(compiled.methodology.hub.language)
                names.setdefault((key, word), {})[name] = None
    for (key, word), found in names.items():
        yield key, words[word].format(names="; ".join(found))


def _answers(compiled: Compiled) -> Iterator[tuple[str, str]]:
    """Yield the texts outside the proposal's own that its sections print."""
    language = compiled.methodology.hub.language
    for section in compiled.methodology.proposal.sections:
        if not section.answer.startswith(f"{PROPOSAL}."):
            yield section.answer, text_in(section.asks or section.heading, language, section.id)


def _once(asked: Iterable[Ask]) -> Iterator[Ask]:
    """Yield what several phases ask alike once, with the names of all of them."""
    alike: dict[tuple[str, str, tuple[str, ...]], list[Ask]] = {}
    for ask in asked:
        alike.setdefault((ask.text, ask.to_do, ask.keys), []).append(ask)
    for found in alike.values():
        yield attrs.evolve(found[0], phase=" + ".join(dict.fromkeys(ask.phase for ask in found)))


def slots_of(section: str, keys: Iterable[str]) -> Iterator[KeySlot]:
    """Yield what can be filled in of a section, as the model has it, for these keys."""
    read: dict[str, set[str]] = {}
    for key in keys:
        _, name, *more = key.split(".")
        read.setdefault(name, set()).update(more[:1])
    for name, held in keys_within(keys_within(Dossier)[section].hint).items():
        if name in read:
            fields: tuple[str, ...] = ()
            if held.record:
                within = keys_within(held.hint)
                needed = {toml_key(field) for field in attrs.fields(held.hint)
                          if field.default is attrs.NOTHING}
                wanted = needed | read[name] or set(within)
                fields = tuple(each for each in within if each in wanted)
            yield KeySlot(name, held.hint, held.many, fields)
