"""Import what screens import when they are first opened, before somebody waits for it."""

from __future__ import annotations

import ast
import contextlib
import gc
import importlib
from collections.abc import Iterator
from pathlib import Path

from hubflow.serve.page_rendering import compile_templates

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


_GARBAGE = (10_000, 20, 50)
"""When a server looks for garbage: each time among few objects, so that no request waits for it.

A command looks after many more (:mod:`hubflow.cli`), as it ends before there are so many.
"""


def warm_up() -> None:
    """Import what the workbench's functions import, and compile its templates.

    What cannot be had now, as a module that wants an extra, is left to the screen that needs it,
    which says so. From then on garbage is collected in small portions.
    """
    with contextlib.suppress(Exception):
        for name in sorted(set(late_imports())):
            with contextlib.suppress(Exception):
                importlib.import_module(name)
    with contextlib.suppress(Exception):
        compile_templates()
    gc.set_threshold(*_GARBAGE)


def late_imports() -> Iterator[str]:
    """Yield the modules of hubflow that functions of the workbench import."""
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(function, _FUNCTIONS):
                yield from (found.module for found in ast.walk(function)
                            if isinstance(found, ast.ImportFrom) and found.module
                            and found.module.startswith("hubflow."))
