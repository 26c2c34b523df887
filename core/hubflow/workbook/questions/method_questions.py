"""What a method says of each key of a dossier, and which keys of the model it thereby reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from hubflow.engine.expressions.expression import Expression
from hubflow.engine.method.asks import PROPOSAL, Ask, keys_of
from hubflow.engine.method.compiled import Compiled
from hubflow.model.dossier import Dossier
from hubflow.model.methodology import text_in
from hubflow.reading.records.converter import toml_key
from hubflow.reading.records.model_keys import keys_within
from hubflow.workbook.questions.toml_questions import question_of


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


def told_of_keys(
    compiled: Compiled, asked: Iterable[Ask], words: Mapping[str, str]
) -> dict[str, list[KeyUse]]:
    """What phases, finance plan, instruments and proposal say of each key that they read."""
    told: dict[str, list[KeyUse]] = {}

    def add(keys: Iterable[str], said: KeyUse) -> None:
        for key in keys:
            if said not in told.setdefault(key, []):
                told[key].append(said)

    for ask in _told_once(asked):
        add(ask.keys, KeyUse(question_of(ask, words), asked=True))
    for key, text in _offers(compiled, words):
        add((key,), KeyUse(text))
    for section in compiled.methodology.proposal.sections:
        if not section.answer.startswith(f"{PROPOSAL}."):
            language = compiled.methodology.hub.language
            add((section.answer,), KeyUse(text_in(section.asks or section.heading, language,
                                                section.id)))
    return told


def _offers(compiled: Compiled, words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What finance plan, sections and instruments read beside the phases."""
    language = compiled.methodology.hub.language
    read: list[tuple[str, str, Expression | None]] = [
        *(("finance_reads", text_in(f.line.name, language, f.line.id), f.amount)
          for f in compiled.finance),
        ("total_reads", "", compiled.total),
        *(("section_reads", text_in(s.section.heading, language, s.section.id), s.applies)
          for s in compiled.sections),
        *(("instrument_reads", text_in(i.instrument.name, language, i.instrument.id), e)
          for i in compiled.instruments for e in (i.eligible, i.amount)),
    ]
    names: dict[tuple[str, str], dict[str, None]] = {}
    for word, name, expression in read:
        for key in keys_of(compiled, expression.reads) if expression else ():
            names.setdefault((key, word), {})[name] = None
    for (key, word), found in names.items():
        yield key, words[word].format(names="; ".join(found))


def _told_once(asked: Iterable[Ask]) -> Iterator[Ask]:
    """What several phases ask alike, once with all their names."""
    alike: dict[tuple[str, str, tuple[str, ...]], list[Ask]] = {}
    for ask in asked:
        alike.setdefault((ask.text, ask.to_do, ask.keys), []).append(ask)
    for found in alike.values():
        phases = dict.fromkeys(ask.phase for ask in found)
        yield attrs.evolve(found[0], phase=" + ".join(phases))


def slots_of(section: str, keys: Iterable[str]) -> Iterator[KeySlot]:
    """What can be filled in of a section, as the model has it, for these keys."""
    read: dict[str, set[str]] = {}
    for key in keys:
        _, name, *more = key.split(".")
        read.setdefault(name, set()).update(more[:1])
    holder = keys_within(Dossier)[section].hint
    for name, held in keys_within(holder).items():
        if name not in read:
            continue
        fields: tuple[str, ...] = ()
        if held.record:
            needed = {toml_key(f) for f in attrs.fields(held.hint) if f.default is attrs.NOTHING}
            wanted = needed | read[name]
            if not wanted:
                wanted = set(keys_within(held.hint))
            fields = tuple(each for each in keys_within(held.hint) if each in wanted)
        yield KeySlot(name, held.hint, held.many, fields)
