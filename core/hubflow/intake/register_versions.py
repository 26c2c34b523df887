"""Hold answers against the dossiers of a register, and mark changed ones as new versions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import attrs

from hubflow.cli.terminal_text import with_id
from hubflow.intake.again import differences_of, laid_over
from hubflow.reading.dossiers.key_questions import KeyQuestions
from hubflow.reading.dossiers.roles import HANDED_OUT
from hubflow.text.spoken import say

_IN_REGISTER = "hubflow.register.office.recorded_dossiers"
"""What reads the dossiers of a register: loaded where one is named."""

Recorded = Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any]]]
"""The data of ventures' latest dossiers with the mark of its version, by the ventures' ids."""


def recorded_versions(url: str, hub: str | None) -> Recorded:
    """Return the ventures of a register; raises :class:`BadInput` where there is none."""
    found: Recorded = import_module(_IN_REGISTER).recorded_versions(url, hub)
    return found


def recorded_call_text(url: str, hub: str | None, call: str) -> str:
    """Return a register's call as a ``call.toml``; raises :class:`BadInput` where it has none."""
    text: str = import_module(_IN_REGISTER).call_text_in_register(url, hub, call)
    return text


@attrs.define(eq=False)
class RegisterVersions:
    """What became of answers whose ventures the register has; ``questions`` say what changed."""

    questions: KeyQuestions
    same: int = 0
    names: dict[str, str] = attrs.field(factory=dict)
    changed: dict[str, tuple[str, ...]] = attrs.field(factory=dict)

    def held_against(self, recorded: Recorded, data: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Return the dossier to be written for answers; None where the register has them all."""
        id = str(data["id"])
        if id not in recorded:
            return data
        before, mark = recorded[id]
        differences = tuple(self.questions.change(*each)
                            for each in differences_of(before, data))
        if not differences:
            self.same += 1
            return None
        self.changed[id] = differences
        self.names[id] = str(data.get("name") or "")
        return {**laid_over(before, data), HANDED_OUT: dict(mark)}

    def lines(self) -> Iterator[str]:
        """Yield how many answers the register has already, and what changed in the others."""
        if self.same:
            yield say("office.in_the_register_already", n=self.same)
        for id, differences in self.changed.items():
            yield say("office.update_records", name=with_id(self.names[id], id))
            yield from (f"  {line}" for line in differences)
