"""A dossier to be filled in, with what one hub's method reads and nothing else."""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from hubflow.documents.questions import asked_in, comment, hub_block, proposal_answers
from hubflow.documents.wording import words
from hubflow.engine.asks import PROPOSAL, SECTIONS, Ask, asks, keys_of
from hubflow.engine.compiled import Compiled
from hubflow.engine.expressions import Expression
from hubflow.loading.converter import kind_of, toml_key
from hubflow.model.dossier import Dossier
from hubflow.model.methodology import text_in
from hubflow.model.values import Kind

Question = tuple[str, ...]
"""The lines of comment that ask one thing."""


def dossier_template(compiled: Compiled, id: str) -> str:
    """A dossier in TOML that loads as it is, its questions in the hub's language."""
    return "\n".join(_Template(compiled, id).lines()).rstrip("\n") + "\n"


@attrs.frozen(eq=False, repr=False)
class _Slot:
    """A place in a section that can be filled in: a value, a record or a list of records."""

    name: str
    hint: Any
    many: bool
    fields: tuple[str, ...]


class _Template:
    def __init__(self, compiled: Compiled, id: str) -> None:
        self.compiled = compiled
        self.id = id
        self.hub = compiled.methodology.hub
        self.words = words(self.hub.language, "dossier")
        self.asked = asks(compiled, self.hub.language)
        self.questions: dict[str, list[Question]] = {}
        for ask in _told_once(self.asked):
            self._add(ask.keys, tuple(asked_in(ask, self.words)))
        self._offers()
        for section in compiled.methodology.proposal.sections:
            if not section.answer.startswith(f"{PROPOSAL}."):
                text = text_in(section.asks or section.heading, self.hub.language, section.id)
                self._add((section.answer,), tuple(comment(text)))

    def _add(self, keys: Iterable[str], question: Question) -> None:
        for key in keys:
            if question not in self.questions.setdefault(key, []):
                self.questions[key].append(question)

    def _offers(self) -> None:
        """What finance plan, sections and instruments read beside the phases."""
        compiled, language = self.compiled, self.hub.language
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
            self._add((key,), tuple(comment(self.words[word].format(names="; ".join(found)))))

    def lines(self) -> Iterator[str]:
        """The whole file."""
        hub = self.hub
        name = text_in(hub.name, hub.language, hub.id)
        yield from comment(self.words["template_top"].format(hub=name))
        yield "#"
        yield from comment(self.words["template_people"].format(
            least=f"{self.compiled.methodology.privacy.least_count:g}"))
        yield ""
        yield f"id = {text(self.id)}"
        yield from comment(self.words["template_name"])
        yield f"name = {text(self.id)}"
        yield from self._questions(["name", "summary"])
        yield '# summary = ""'
        place = {"name": hub.place.name, "country": hub.place.country, "code": hub.place.code}
        told = ", ".join(f"{key} = {text(value)}" for key, value in place.items() if value)
        yield f"place = {{ {told} }}"
        yield f"language = {text(hub.language)}"
        yield f"currency = {text(hub.currency)}"
        yield from comment(self.words["template_challenge"])
        yield '# challenge = ""'
        yield ""
        for section in SECTIONS:
            yield from self._section(section)
        yield from hub_block(self.compiled.methodology, self.asked, self.words)

    def _questions(self, keys: Iterable[str], said: set[Question] | None = None) -> Iterator[str]:
        told: set[Question] = set() if said is None else said
        for key in keys:
            for question in self.questions.get(key, ()):
                if question not in told:
                    told.add(question)
                    yield from question

    def _section(self, section: str) -> Iterator[str]:
        """A section: its values first, then its records and lists."""
        keys = [key for key in self.questions if key.split(".")[0] == section]
        slots = [slot for slot in _slots(section, keys) if f"{section}.{slot.name}" != PROPOSAL]
        proposal = section == "incubate" and bool(self.compiled.methodology.proposal.sections)
        if not slots and not proposal:
            return
        yield from comment(f"{'=' * 64} {section}")
        yield f"[{section}]"
        said: set[Question] = set()
        for slot in sorted(slots, key=lambda slot: bool(slot.fields) or slot.many):
            path = f"{section}.{slot.name}"
            yield from self._questions(
                [key for key in keys if key == path or key.startswith(f"{path}.")], said)
            yield from self._slot(path, slot)
        yield ""
        if proposal:
            yield from self._questions([PROPOSAL], said)
            yield from proposal_answers(self.compiled.methodology, self.words)

    def _slot(self, path: str, slot: _Slot) -> Iterator[str]:
        if not attrs.has(slot.hint):
            yield f"# {slot.name} = {_blank(slot.name, slot.hint, many=slot.many)}"
            return
        yield f"# [[{path}]]" if slot.many else f"# [{path}]"
        hints = _hints(slot.hint)
        for name in slot.fields:
            hint, many = hints[name]
            yield f"# {name} = {_blank(name, hint, many=many)}"


def _told_once(asked: Iterable[Ask]) -> Iterator[Ask]:
    """What several phases ask alike, once with all their names."""
    alike: dict[tuple[str, str, tuple[str, ...]], list[Ask]] = {}
    for ask in asked:
        alike.setdefault((ask.text, ask.to_do, ask.keys), []).append(ask)
    for found in alike.values():
        phases = dict.fromkeys(ask.phase for ask in found)
        yield attrs.evolve(found[0], phase=" + ".join(phases))


def _slots(section: str, keys: Iterable[str]) -> Iterator[_Slot]:
    """What can be filled in of a section, as the model has it, for these keys."""
    read: dict[str, set[str]] = {}
    for key in keys:
        _, name, *more = key.split(".")
        read.setdefault(name, set()).update(more[:1])
    holder, _ = _hints(Dossier)[section]
    for name, (hint, many) in _hints(holder).items():
        if name not in read:
            continue
        fields: tuple[str, ...] = ()
        if attrs.has(hint):
            needed = {toml_key(f) for f in attrs.fields(hint) if f.default is attrs.NOTHING}
            wanted = needed | read[name]
            if not wanted:
                wanted = set(_hints(hint))
            fields = tuple(each for each in _hints(hint) if each in wanted)
        yield _Slot(name, hint, many, fields)


def _hints(cls: Any) -> Mapping[str, tuple[Any, bool]]:
    """The keys of a record with what each holds, and whether it holds many."""
    attrs.resolve_types(cls)
    return {toml_key(field): _unwrapped(field.type) for field in attrs.fields(cls)}


def _unwrapped(hint: Any) -> tuple[Any, bool]:
    if kind_of(hint) is not None:
        return hint, False
    origin, parts = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return _unwrapped(next(part for part in parts if part is not type(None)))
    if origin is tuple:
        return parts[0], True
    return hint, False


def _blank(name: str, hint: Any, *, many: bool) -> str:
    """An open value, and what may stand there."""
    kind = kind_of(hint)
    if many:
        return "[]" + (f"  # {' / '.join(kind.labels)}" if kind and kind.labels else "")
    if kind is None:
        return '""' if hint is str else "{}" if attrs.has(hint) else ""
    if kind.type in ("label", "text"):
        return '""' + (f"  # {' / '.join(kind.labels)}" if kind.labels else "")
    day = "2025-01-01" if name == "start" else "2025-12-31"
    return {"yes_no": " # true / false", "date": f" # {day}"}.get(
        kind.type, f" # {_range(kind)}")


def _range(kind: Kind) -> str:
    number = "0" if kind.whole else "0.0"
    if kind.low is not None and kind.high is not None:
        return f"{number}, {kind.low:g}–{kind.high:g}"
    return f"{number}, ≥ {kind.low:g}" if kind.low is not None else number


def text(value: str) -> str:
    """A text as TOML writes it."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


