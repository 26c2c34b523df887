"""Import what screens import when they are first opened, before somebody waits for it."""

from __future__ import annotations

import ast
import contextlib
import importlib
from collections.abc import Iterator
from pathlib import Path

from hubflow.serve.page_rendering import compile_templates

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def warm_up() -> None:
    """Import what the workbench's functions import, and compile its templates.

    A module that wants an extra is left to the screen that needs it, which says so.
    """
    for name in sorted(set(late_imports())):
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    compile_templates()


def late_imports() -> Iterator[str]:
    """Yield the modules of hubflow that functions of the workbench import."""
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(function, _FUNCTIONS):
                yield from (found.module for found in ast.walk(function)
                            if isinstance(found, ast.ImportFrom) and found.module
                            and found.module.startswith("hubflow."))
