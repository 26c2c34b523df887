"""A draft as TOML text, with comments where the answers go."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs
import tomli_w

from hubflow.compare.adapting.carry import Carried
from hubflow.compare.adapting.texts import one_line
from hubflow.engine.asks import HUB, PROPOSAL, SECTIONS, Ask
from hubflow.model.methodology import LocalFact, Methodology, text_in

_WIDTH = 96

OPEN: Mapping[str, tuple[tuple[str, str], ...]] = {
    "identify": (
        ("identify.group_size", "0"), ("identify.reached_through", "[]"),
        ("identify.hard_to_reach", '""'), ("identify.implemented_in_place", ""),
        ("identify.authority", '{ name = "", support = "" }'),
        ("identify.responses", '[{ who = "", how = "", gap = "" }]'),
        ("identify.problems.causes", ""), ("identify.problems.effects", ""),
    ),
    "understand": (("understand.needs", ""),),
    "solution": (("solution.complements", '""'), ("solution.components.delivered_by", "")),
    "test": (("test.plan", '""'),),
}
"""What a draft leaves open although every venture has it, with the value to be filled in."""


def draft_text(
    carried: Carried, asked: Iterable[Ask], target: Methodology, words: Mapping[str, str]
) -> str:
    """The draft: what travels as TOML, the rest as comments in the new hub's language.

    It loads as it is: nothing that a comment asks for has been answered.
    """
    writer = _Writer(carried, tuple(asked), target, words)
    lines = [*writer.top(), *writer.identity()]
    for section in SECTIONS:
        lines += writer.section(section)
    lines += writer.hub_block()
    return "\n".join(lines).rstrip("\n") + "\n"


@attrs.frozen(eq=False, repr=False)
class _Writer:
    carried: Carried
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
            yield from self.proposal()
        for key, entries in lists.items():
            yield from tables(f"{name}.{key}", entries)

    def open_keys(self, section: str) -> Iterator[str]:
        for path, blank in OPEN.get(section, ()):
            there = self.carried.there.get(path, "")
            told = self.words["in_there"].format(**self._names, told=there.rstrip(".")) if (
                there) else ""
            yield from comment(f"{self.words[f'open_{path}'].format(**self._names)} {told}")
            if blank:
                yield f"# {path.rpartition('.')[2]} = {blank}"

    def asks(self, section: str) -> Iterator[str]:
        seen = set()
        for ask in self.asked:
            if ask.section == section and (ask.text, ask.keys) not in seen:
                seen.add((ask.text, ask.keys))
                yield from self.asked_in(ask)
                yield from comment(f"-> {', '.join(ask.keys)}", inside="  ", later="     ")

    def asked_in(self, ask: Ask) -> Iterator[str]:
        said = self.words["asked_in"].format(phase=ask.phase, text=ask.text)
        between = ": " if ask.scale and ask.to_do else " "
        yield from comment(f"{said}{between}{ask.to_do}".rstrip(), later="  ")

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

    def proposal(self) -> Iterator[str]:
        sections = self.target.proposal.sections
        if sections:
            yield "# [incubate.proposal]"
        for section in sections:
            language = self.target.hub.language
            told = text_in(section.heading, language, section.id)
            told += f": {text_in(section.asks, language)}" if section.asks else ""
            if section.max_words is not None:
                told += f" ({self.words['at_most'].format(n=section.max_words)})"
            yield from comment(told)
            if section.answer.startswith(f"{PROPOSAL}."):
                yield f'# {section.answer.removeprefix(f"{PROPOSAL}.")} = ""'
        if sections:
            yield ""

    def hub_block(self) -> Iterator[str]:
        hub = self.target.hub
        asked = [ask for ask in self.asked if ask.section == HUB]
        if not (self.target.facts or asked):
            return
        yield from comment(f"{'=' * 64} {hub.id}")
        yield from comment(self.words["hub_block"].format(hub=hub.id))
        yield f"# [hubs.{hub.id}]"
        for fact in self.target.facts:
            yield from comment(text_in(fact.description, hub.language, fact.id))
            yield f"# {fact.id} = {_blank(fact)}"
        for ask in asked:
            if not ask.judged:
                yield from self.asked_in(ask)
        judged = [ask for ask in asked if ask.judged]
        if judged:
            yield "#"
            yield from comment(self.words["judged"])
        for ask in judged:
            yield f"# [[hubs.{hub.id}.judgements]]"
            yield f'# phase = "{ask.phase_id}"'
            yield f'# criterion = "{ask.id}"'
            yield from comment(f"{ask.text.rstrip('.')}. {ask.to_do}".rstrip())
            if not ask.scale:
                yield "# holds ="
            elif isinstance(ask.scale[0], str):
                yield from comment(f'level = ""  # {" / ".join(map(str, ask.scale))}')
            else:
                yield f"# score =  # {ask.scale[0]:g} – {ask.scale[1]:g}"


def _blank(fact: LocalFact) -> str:
    labels = " / ".join(fact.labels)
    shown = f"  # {labels}" if labels else ""
    return {"labels": "[]", "label": '""', "text": '""'}.get(fact.type, "") + shown


def comment(
    text: str, first: str = "", inside: str = "", later: str = ""
) -> Iterator[str]:
    """Text as lines of comment, none of which can end early.

    ``first`` stands before the mark of a comment, ``inside`` after it on the first line, and
    ``later`` on those that follow.
    """
    yield from textwrap.wrap(one_line(text), _WIDTH, initial_indent=f"{first}# {inside}",
                             subsequent_indent=f"{first}# {later}", break_long_words=False,
                             break_on_hyphens=False)


def tables(name: str, entries: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """An array of tables, each with its keys on lines of their own."""
    for entry in entries:
        yield f"[[{name}]]"
        for key, value in entry.items():
            yield f"{key} = {inline(value)}"
        yield ""


def inline(value: Any) -> str:
    """A value as TOML writes it on one line."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {inline(part)}" for key, part in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(inline(part) for part in value) + "]"
    return tomli_w.dumps({"v": value}).removeprefix("v = ").rstrip("\n")
