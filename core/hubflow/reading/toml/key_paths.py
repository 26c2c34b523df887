"""Name places in a TOML file, a methodology or a dossier by their key paths."""

from __future__ import annotations

from collections.abc import Sequence

KeyPath = tuple[str | int, ...]
"""The keys and positions in lists that lead to a value, from the outermost on."""


def key_parts(key: str) -> tuple[str, ...]:
    """Return the parts of a dotted key of a dossier: ``test.pilots`` has two."""
    return tuple(key.split("."))


def lies_within(key: str, outer: str) -> bool:
    """Return whether a dotted key is ``outer``, or lies within it."""
    return key == outer or key.startswith(f"{outer}.")


def shown_key(path: Sequence[str | int]) -> str:
    """Return a key path as people read it: ``stages.identify.criteria[1].weight``."""
    shown = ""
    for part in path:
        if isinstance(part, int):
            shown += f"[{part}]"
        else:
            shown += f".{part}" if shown else part
    return shown
