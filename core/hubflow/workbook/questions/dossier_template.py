"""Write an empty dossier with the keys that one hub's method reads, and no others."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from hubflow.engine.method.asks import asks
from hubflow.engine.method.compiled import Compiled
from hubflow.engine.method.rules import PROPOSAL
from hubflow.model.dossier import SECTIONS
from hubflow.model.methodology import text_in
from hubflow.reading.records.model_keys import KeyContent, keys_within
from hubflow.reading.toml.key_paths import key_parts, lies_within
from hubflow.text.catalogue import words
from hubflow.workbook.questions.blanks import blank
from hubflow.workbook.questions.cell_questions import CellQuestions
from hubflow.workbook.questions.method_questions import KeySlot, slots_of, uses_of_keys
from hubflow.workbook.questions.toml_questions import comment, hub_block, proposal_answers

Question = tuple[str, ...]
"""The lines of comment that ask one thing."""


def dossier_template(compiled: Compiled, id: str) -> str:
    """Return an empty dossier in TOML that loads as it is, with the hub's questions."""
    return "\n".join(_Template(compiled, id).lines()).rstrip("\n") + "\n"


class _Template:
    def __init__(self, compiled: Compiled, id: str) -> None:
        self.compiled = compiled
        self.id = id
        self.hub = compiled.methodology.hub
        self.asking = CellQuestions(self.hub.language)
        self.words = words(self.hub.language, "dossier")
        self.asks = asks(compiled, self.hub.language)
        self.questions = {
            key: [tuple(comment(use.text, later="  " if use.by_rule else "")) for use in uses]
            for key, uses in uses_of_keys(compiled, self.asks, self.words).items()}

    def lines(self) -> Iterator[str]:
        """Yield the lines of the whole file."""
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
        yield from self._questions(["name"], set())
        yield from self._about("summary")
        yield from self._questions(["summary"], set())
        yield '# summary = ""'
        place = {"name": hub.place.name, "country": hub.place.country, "code": hub.place.code}
        filled = ", ".join(f"{key} = {text(value)}" for key, value in place.items() if value)
        yield f"place = {{ {filled} }}"
        yield f"language = {text(hub.language)}"
        yield f"currency = {text(hub.currency)}"
        yield from comment(self.words["template_challenge"])
        yield '# challenge = ""'
        yield ""
        for section in SECTIONS:
            yield from self._section(section)
        yield from hub_block(self.compiled.methodology, self.asks, self.words)

    def _questions(self, keys: Iterable[str], written: set[Question]) -> Iterator[str]:
        """Yield the questions of keys, without those ``written`` already."""
        for key in keys:
            for question in self.questions.get(key, ()):
                if question not in written:
                    written.add(question)
                    yield from question

    def _section(self, section: str) -> Iterator[str]:
        """Yield a section: its values first, then its records and lists."""
        keys = [key for key in self.questions if key_parts(key)[0] == section]
        slots = [slot for slot in slots_of(section, keys) if f"{section}.{slot.name}" != PROPOSAL]
        proposal = section == "incubate" and bool(self.compiled.methodology.proposal.sections)
        if not slots and not proposal:
            return
        yield from comment(f"{'=' * 64} {section}")
        yield f"[{section}]"
        written: set[Question] = set()
        for slot in sorted(slots, key=lambda slot: bool(slot.fields) or slot.many):
            path = f"{section}.{slot.name}"
            yield from self._about(path)
            yield from self._questions(
                [key for key in keys if lies_within(key, path)], written)
            yield from self._slot(path, slot)
        yield ""
        if proposal:
            yield from self._questions([PROPOSAL], written)
            yield from proposal_answers(self.compiled.methodology, self.words)

    def _slot(self, path: str, slot: KeySlot) -> Iterator[str]:
        if not attrs.has(slot.hint):
            yield self._open(slot.name, slot.hint, many=slot.many)
            return
        yield f"# [[{path}]]" if slot.many else f"# [{path}]"
        within = keys_within(slot.hint)
        lists = [name for name in slot.fields if within[name].record and within[name].many]
        for name in slot.fields:
            if name not in lists:
                yield from self._about(f"{path}.{name}")
                yield self._open(name, within[name].hint, many=within[name].many)
        for name in lists:
            inner = within[name].hint
            yield from self._about(f"{path}.{name}")
            yield from self._slot(f"{path}.{name}",
                                  KeySlot(name, inner, True, tuple(keys_within(inner))))

    def _about(self, path: str) -> Iterator[str]:
        """Yield a key's general question; the workbook asks the same."""
        about = self.asking.about(key_parts(path))
        if about != path.rpartition(".")[2]:
            yield from comment(about)

    def _open(self, name: str, hint: Any, *, many: bool) -> str:
        """Return the line where a key waits for its answer."""
        kind = KeyContent(hint, many).kind
        if kind is None:
            value = "[]" if many else "{}" if attrs.has(hint) else ""
        else:
            day = "2025-01-01" if name == "start" else "2025-12-31"
            value = blank(kind, self.asking, many=many, day=day)
        return f"# {name} = {value}"


def text(value: str) -> str:
    """Return a text as TOML writes it."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
