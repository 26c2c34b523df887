"""The node of an explanation."""

from __future__ import annotations

from typing import Any

import attrs


@attrs.frozen(kw_only=True)
class Node:
    """One step of an explanation; its children are what it rests on.

    ``kind`` is standing, stage, phase, gate, rank, requirement, group, criterion, value, judgement,
    fact, parameter, instrument, line, mechanism, step, need, source or note; ``value`` is what it
    came to, None where that is not known.
    """

    kind: str
    id: str
    text: str
    value: Any = None
    assumption: bool = False
    children: tuple[Node, ...] = ()
