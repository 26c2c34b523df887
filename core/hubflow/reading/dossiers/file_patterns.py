"""Patterns of file names, such as ``calls/*.csv``."""

from __future__ import annotations

import glob
from pathlib import Path


def matching(path: Path) -> list[Path]:
    """The files that a pattern stands for, in the order of their names; a path that is there, or is
    no pattern, stands for itself."""
    if path.exists() or not glob.has_magic(str(path)):
        return [path]
    root = Path(path.anchor) if path.anchor else Path()
    return sorted(root.glob(str(path.relative_to(path.anchor))))
