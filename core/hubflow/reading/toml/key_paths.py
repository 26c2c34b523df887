"""Key paths: where a value stands in a TOML file, a methodology or a dossier."""

from __future__ import annotations

from collections.abc import Sequence

KeyPath = tuple[str | int, ...]
"""The keys and positions in lists that lead to a value, from the outermost on."""


def shown_key(path: Sequence[str | int]) -> str:
    """Return a key path as people read it: ``stages.identify.criteria[1].weight``."""
    shown = ""
    for part in path:
        if isinstance(part, int):
            shown += f"[{part}]"
        else:
            shown += f".{part}" if shown else part
    return shown
