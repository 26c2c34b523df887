"""Find the Python files in a folder, and read them without running them."""

from __future__ import annotations

import ast
from pathlib import Path


def python_files(folder: Path) -> list[Path]:
    """Return the Python files in a folder and below, in one order."""
    return sorted(path for path in folder.rglob("*.py") if path.is_file())


def syntax_tree(path: Path) -> ast.Module | None:
    """Return a file's syntax tree; None for Python that cannot be read, nor imported."""
    try:
        return ast.parse(path.read_bytes())
    except (SyntaxError, ValueError, OSError, RecursionError, MemoryError):
        return None
