"""Read which hooks a plugin's Python answers, without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import attrs

from hubflow.plugins import hookspecs
from hubflow.plugins.misuse import PREFIX
from hubflow.plugins.trust.python_files import python_files, syntax_tree

HOOKS = frozenset(name for name in vars(hookspecs) if name.startswith(PREFIX))
"""The hooks that there are."""


@attrs.frozen
class WrittenHook:
    """A place in a plugin's Python that names a hook."""

    hook: str
    file: str
    line: int

    def __str__(self) -> str:
        """Return the hook with its place."""
        return f"{self.hook} ({self.file}:{self.line})"


def written_hooks(folder: Path) -> Iterator[WrittenHook]:
    """Yield where the Python in a folder defines, imports or names a hook: each hook once a file.

    It is read and not run, so a hook whose name is put together as the code runs is not seen.
    Python that cannot be read would fail before it had a hook.
    """
    for path in python_files(folder):
        tree = syntax_tree(path)
        seen: set[str] = set()
        for node in ast.walk(tree) if tree else ():
            for hook in _named(node):
                if hook in HOOKS and hook not in seen:
                    seen.add(hook)
                    yield WrittenHook(hook, path.relative_to(folder).as_posix(),
                                      getattr(node, "lineno", 0))


def _named(node: ast.AST) -> Iterator[str]:
    """Yield the names that a part of the code gives to something, and the texts in it."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield node.name
        case ast.alias():
            yield (node.asname or node.name).split(".")[-1]
        case ast.Name(ctx=ast.Store()):
            yield node.id
        case ast.Constant(value=str(text)):
            yield text
