"""Write a draft as TOML, with comments where the answers go."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from hubflow.adapt.draft.carried_dossier import CarriedDossier
from hubflow.engine.method.asks import Ask
from hubflow.model.dossier import SECTIONS
from hubflow.model.methodology import Methodology
from hubflow.reading.toml.toml_output import toml_text
from hubflow.workbook.questions.toml_questions import (
    comment,
    hub_block,
    proposal_answers,
    question_comment,
)

_SHORT, _KEPT = 40, 2_000
"""Characters of texts, and such texts, whose TOML is kept at most."""

OPEN: Mapping[str, tuple[tuple[str, str], ...]] = {
    "identify": (
        ("identify.group_size", "0"), ("identify.reached_through", "[]"),
        ("identify.hard_to_reach", '""'), ("identify.implemented_in_place", ""),
        ("identify.authority", '{ name = "", support = "" }'),
        ("identify.responses", '[{ who = "", how = "", gap = "" }]'),
        ("identify.problems.causes", ""), ("identify.problems.effects", ""),
    ),
    "understand": (("understand.needs", ""),),
    "solution": (("solution.complements", '""'), ("solution.components.delivered_by", ""),
                 ("solution.mechanism", "")),
    "test": (("test.plan", '""'),),
}
"""What a draft leaves open although every venture has it, with the value to be filled in."""


def draft_text(
    carried: CarriedDossier, asked: Iterable[Ask], target: Methodology, words: Mapping[str, str]
) -> str:
    """Return the draft: what travels as TOML, the rest as comments in the new hub's language.

    It loads as it is: nothing that a comment asks for has been answered.
    """
    writer = _Writer(carried, tuple(asked), target, words)
    lines = [*writer.top(), *writer.identity()]
    for section in SECTIONS:
        lines += writer.section(section)
    lines += hub_block(target, writer.asked, words)
    return "\n".join(lines).rstrip("\n") + "\n"


@attrs.frozen(eq=False, repr=False)
class _Writer:
    carried: CarriedDossier
    asked: tuple[Ask, ...]
    target: Methodology
    words: Mapping[str, str]

    @property
    def _names(self) -> dict[str, str]:
        return {"there": self.carried.place, "here": self.target.hub.place.name}

    def top(self) -> Iterator[str]:
        yield from comment(self.words["draft_top"].format(name=self.carried.name, **self._names))
        yield ""

    def identity(self) -> Iterator[str]:
        data = self.carried.data
        for key, value in data.items():
            if key not in SECTIONS and key != "sources":
                yield f"{key} = {inline(value)}"
        yield from comment(self.words["draft_language"].format(**self._names))
        yield ""
        yield from tables("sources", data["sources"])

    def section(self, name: str) -> Iterator[str]:
        data = self.carried.data.get(name, {})
        yield from comment(f"{'=' * 64} {name}")
        yield f"[{name}]"
        if name == "identify":
            yield from comment(self.words["taken_over"].format(**self._names))
        lists: dict[str, list[dict[str, Any]]] = {}
        for key, value in data.items():
            if isinstance(value, list) and key != "indicators":
                lists[key] = value
            elif key != "indicators":
                yield f"{key} = {inline(value)}"
        yield from self.open_keys(name)
        yield from self.asks(name)
        if data.get("indicators"):
            yield from self.indicators(data["indicators"])
        yield ""
        if name == "incubate":
            yield from proposal_answers(self.target, self.words)
        for key, entries in lists.items():
            yield from tables(f"{name}.{key}", entries)

    def open_keys(self, section: str) -> Iterator[str]:
        for path, blank in OPEN.get(section, ()):
            if path == "solution.mechanism" and not self.carried.data[section].get("mechanism"):
                continue
            remark = self.carried.remarks.get(path, "")
            told = self.words["in_there"].format(**self._names, told=remark.rstrip(".")) if (
                remark) else ""
            yield from comment(f"{self.words[f'open_{path}'].format(**self._names)} {told}")
            if blank:
                yield f"# {path.rpartition('.')[2]} = {blank}"

    def asks(self, section: str) -> Iterator[str]:
        seen = set()
        for ask in self.asked:
            if ask.section == section and (ask.text, ask.keys) not in seen:
                seen.add((ask.text, ask.keys))
                yield from question_comment(ask, self.words)
                yield from comment(f"-> {', '.join(ask.keys)}", inside="  ", later="     ")

    def indicators(self, entries: list[dict[str, Any]]) -> Iterator[str]:
        stand_in = {i.area for i in self.target.indicators if i.national}
        yield from comment(self.words["draft_indicators"].format(**self._names))
        yield "indicators = ["
        area = None
        for entry in entries:
            if entry["area"] != area:
                area = entry["area"]
                note = self.words["national"] if area in stand_in else ""
                yield from comment(f"{area} {note}", first="  ")
            yield f"  {inline(entry)},"
        yield "]"


def tables(name: str, entries: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the lines of an array of tables, each key on a line of its own.

    Tables within an entry follow it, in arrays of their own.
    """
    for entry in entries:
        inner = {key: value for key, value in entry.items()
                 if isinstance(value, list) and value and isinstance(value[0], Mapping)}
        yield f"[[{name}]]"
        for key, value in entry.items():
            if key not in inner:
                yield f"{key} = {inline(value)}"
        yield ""
        for key, value in inner.items():
            yield from tables(f"{name}.{key}", value)


def inline(value: Any) -> str:
    """Return a value as TOML writes it on one line."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {inline(part)}" for key, part in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(inline(part) for part in value) + "]"
    return _word(value) if isinstance(value, str) and len(value) <= _SHORT else _plain(value)


def _plain(value: Any) -> str:
    return toml_text({"v": value}).removeprefix("v = ").rstrip("\n")


@functools.lru_cache(maxsize=_KEPT)
def _word(value: str) -> str:
    """Return a short text as TOML writes it: ids and areas come again with each figure."""
    return _plain(value)
