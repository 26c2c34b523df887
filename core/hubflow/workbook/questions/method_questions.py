"""Find the keys of a dossier that a method reads, and what it says about each."""

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
from hubflow.reading.toml.key_paths import key_parts
from hubflow.workbook.questions.toml_questions import question_of

_WORDS_BY_KIND = {"line": "finance_reads", "proposal": "total_reads", "section": "section_reads",
           "instrument": "instrument_reads"}
"""The kinds of rules outside the phases that read a dossier, with the words that say so."""


@attrs.frozen
class KeyUse:
    """One remark of a method on a key; ``by_rule``: a rule of a phase asks for it."""

    text: str
    by_rule: bool = False


@attrs.frozen(eq=False, repr=False)
class KeySlot:
    """A place in a section that can be filled in: a value, a record or a list of records."""

    name: str
    hint: Any
    many: bool
    fields: tuple[str, ...]


def uses_of_keys(
    compiled: Compiled, asks: Iterable[Ask], words: Mapping[str, str]
) -> dict[str, list[KeyUse]]:
    """Return the remarks of phases, finance plan, instruments and proposal on keys they read."""
    uses: dict[str, dict[KeyUse, None]] = {}
    for ask in _merged_asks(asks):
        for key in ask.keys:
            uses.setdefault(key, {})[KeyUse(question_of(ask, words), by_rule=True)] = None
    for key, text in (*_uses_outside_phases(compiled, words), *_answers(compiled)):
        uses.setdefault(key, {})[KeyUse(text)] = None
    return {key: list(found) for key, found in uses.items()}


def _uses_outside_phases(compiled: Compiled, words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield keys that finance plan, sections and instruments read, with their names."""
    names: dict[tuple[str, str], dict[str, None]] = {}
    for kind, word in _WORDS_BY_KIND.items():
        for rule in (rule for rule in compiled.rules if rule.kind == kind):
            for key in rule.keys:
                name = rule.text(compiled.methodology.hub.language)
                names.setdefault((key, word), {})[name] = None
    for (key, word), found in names.items():
        yield key, words[word].format(names="; ".join(found))


def _answers(compiled: Compiled) -> Iterator[tuple[str, str]]:
    """Yield the texts that the proposal prints from other parts of a dossier."""
    language = compiled.methodology.hub.language
    for section in compiled.methodology.proposal.sections:
        if section.path and not section.path.startswith(f"{PROPOSAL}."):
            yield section.path, text_in(section.asks or section.heading, language, section.id)


def _merged_asks(asks: Iterable[Ask]) -> Iterator[Ask]:
    """Yield questions that several phases share as one, with the names of all of them."""
    alike: dict[tuple[str, str, tuple[str, ...]], list[Ask]] = {}
    for ask in asks:
        alike.setdefault((ask.text, ask.to_do, ask.keys), []).append(ask)
    for found in alike.values():
        yield attrs.evolve(found[0], phase=" + ".join(dict.fromkeys(ask.phase for ask in found)))


def slots_of(section: str, keys: Iterable[str]) -> Iterator[KeySlot]:
    """Yield the places of a section for these keys, in the model's order."""
    read: dict[str, set[str]] = {}
    for key in keys:
        _, name, *more = key_parts(key)
        read.setdefault(name, set()).update(more[:1])
    for name, content in keys_within(keys_within(Dossier)[section].hint).items():
        if name in read:
            fields: tuple[str, ...] = ()
            if content.record:
                within = keys_within(content.hint)
                required = {toml_key(field) for field in attrs.fields(content.hint)
                            if field.default is attrs.NOTHING}
                shown = required | read[name] or set(within)
                fields = tuple(each for each in within if each in shown)
            yield KeySlot(name, content.hint, content.many, fields)
