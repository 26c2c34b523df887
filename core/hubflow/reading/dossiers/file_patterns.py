"""Expand patterns of file names, such as ``calls/*.csv``."""

from __future__ import annotations

import glob
from pathlib import Path


def matching(path: Path) -> list[Path]:
    """Return the files that a pattern matches, sorted by name.

    A path that exists, or that is no pattern, is returned as it is.
    """
    if path.exists() or not glob.has_magic(str(path)):
        return [path]
    root = Path(path.anchor) if path.anchor else Path()
    return sorted(root.glob(str(path.relative_to(path.anchor))))
