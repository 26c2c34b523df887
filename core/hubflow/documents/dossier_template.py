"""A dossier to be filled in, with what one hub's method reads and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from hubflow.documents.asked_keys import Slot, slots_of, told_of_keys
from hubflow.documents.questions import comment, hub_block, proposal_answers
from hubflow.documents.wording import words
from hubflow.engine.asks import PROPOSAL, SECTIONS, asks
from hubflow.engine.compiled import Compiled
from hubflow.loading.converter import kind_of
from hubflow.loading.model_keys import keys_within
from hubflow.model.methodology import text_in
from hubflow.model.values import Kind

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
        self.words = words(self.hub.language, "dossier")
        self.asked = asks(compiled, self.hub.language)
        self.questions = {
            key: [tuple(comment(said.text, later="  " if said.asked else "")) for said in found]
            for key, found in told_of_keys(compiled, self.asked, self.words).items()}

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
        slots = [slot for slot in slots_of(section, keys) if f"{section}.{slot.name}" != PROPOSAL]
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

    def _slot(self, path: str, slot: Slot) -> Iterator[str]:
        if not attrs.has(slot.hint):
            yield f"# {slot.name} = {_blank(slot.name, slot.hint, many=slot.many)}"
            return
        yield f"# [[{path}]]" if slot.many else f"# [{path}]"
        within = keys_within(slot.hint)
        for name in slot.fields:
            held = within[name]
            yield f"# {name} = {_blank(name, held.hint, many=held.many)}"


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


