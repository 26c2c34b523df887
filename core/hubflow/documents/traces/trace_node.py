"""The node of an explanation."""

from __future__ import annotations

from typing import Any

import attrs


@attrs.frozen(kw_only=True)
class Node:
    """One step of an explanation; its children are what it rests on.

    ``kind`` is standing, stage, phase, gate, rank, requirement, group, criterion, value, judgement,
    fact, parameter, instrument, line, mechanism, step, need, source or note; ``value`` is what it
    came to, None where that is not known, and ``said`` the same in words: pages show it, with as
    many digits as :meth:`ResultWords.figure` gives. ``rule`` is what works it out, as the method or
    a fact has it; it names facts by their keys, so that pages for everybody leave it out.
    """

    kind: str
    id: str
    text: str
    value: Any = None
    said: str = attrs.field()
    assumption: bool = False
    rule: str = ""
    children: tuple[Node, ...] = ()

    @said.default
    def _text(self) -> str:
        return "" if self.value is None else str(self.value)

    @property
    def written(self) -> str:
        """The text with its rule, for those who write methods."""
        if not self.rule:
            return self.text
        return f"{self.text} = {self.rule}" if self.kind == "fact" else f"{self.text} [{self.rule}]"
