"""A dossier to be filled in, with what one hub's method reads and nothing else."""

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
from hubflow.text.catalogue import words
from hubflow.workbook.questions.blanks import blank
from hubflow.workbook.questions.cell_questions import CellQuestions
from hubflow.workbook.questions.method_questions import KeySlot, slots_of, uses_of_keys
from hubflow.workbook.questions.toml_questions import comment, hub_block, proposal_answers

Question = tuple[str, ...]
"""The lines of comment that ask one thing."""


def dossier_template(compiled: Compiled, id: str) -> str:
    """A dossier in TOML that loads as it is, its questions in the hub's language."""
    return "\n".join(_Template(compiled, id).lines()).rstrip("\n") + "\n"


class _Template:
    def __init__(self, compiled: Compiled, id: str) -> None:
        self.compiled = compiled
        self.id = id
        self.hub = compiled.methodology.hub
        self.asking = CellQuestions(self.hub.language)
        self.words = words(self.hub.language, "dossier")
        self.asked = asks(compiled, self.hub.language)
        self.questions = {
            key: [tuple(comment(said.text, later="  " if said.asked else "")) for said in found]
            for key, found in uses_of_keys(compiled, self.asked, self.words).items()}

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
        yield from self._questions(["name"])
        yield from self._about("summary")
        yield from self._questions(["summary"])
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
        slots = [slot for slot in slots_of(section, keys) if f"{section}.{slot.name}" != PROPOSAL]
        proposal = section == "incubate" and bool(self.compiled.methodology.proposal.sections)
        if not slots and not proposal:
            return
        yield from comment(f"{'=' * 64} {section}")
        yield f"[{section}]"
        said: set[Question] = set()
        for slot in sorted(slots, key=lambda slot: bool(slot.fields) or slot.many):
            path = f"{section}.{slot.name}"
            yield from self._about(path)
            yield from self._questions(
                [key for key in keys if key == path or key.startswith(f"{path}.")], said)
            yield from self._slot(path, slot)
        yield ""
        if proposal:
            yield from self._questions([PROPOSAL], said)
            yield from proposal_answers(self.compiled.methodology, self.words)

    def _slot(self, path: str, slot: KeySlot) -> Iterator[str]:
        if not attrs.has(slot.hint):
            yield self._open(slot.name, slot.hint, many=slot.many)
            return
        yield f"# [[{path}]]" if slot.many else f"# [{path}]"
        within = keys_within(slot.hint)
        for name in slot.fields:
            held = within[name]
            yield from self._about(f"{path}.{name}")
            yield self._open(name, held.hint, many=held.many)

    def _about(self, path: str) -> Iterator[str]:
        """What a key asks, whoever reads it; the workbook asks the same."""
        asked = self.asking.about(tuple(path.split(".")))
        if asked != path.rpartition(".")[2]:
            yield from comment(asked)

    def _open(self, name: str, hint: Any, *, many: bool) -> str:
        """The line where a key waits for its answer."""
        kind = KeyContent(hint, many).kind
        if kind is None:
            value = "[]" if many else "{}" if attrs.has(hint) else ""
        else:
            day = "2025-01-01" if name == "start" else "2025-12-31"
            value = blank(kind, self.asking, many=many, day=day)
        return f"# {name} = {value}"


def text(value: str) -> str:
    """A text as TOML writes it."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
