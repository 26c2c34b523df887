"""Import a plugin's Python: by name where it is installed, else from its folder.

Two editions of one package may be looked at side by side, so a folder's code never takes the
package's own name: each is a module of a private name, which no import statement can mean.
"""

from __future__ import annotations

import ast
import hashlib
import importlib
import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from hubflow.model.input_problems import BadInput, Problem
from hubflow.plugins.target import PluginTarget
from hubflow.reading.toml.source import short_path

_PRIVATE = "_hubflow_folder_"


def code_of(target: PluginTarget) -> ModuleType | None:
    """Return the module with a plugin's hooks; None for a method that is data alone.

    Raises :class:`BadInput` where it cannot be loaded from its folder, and whatever the plugin's
    own code raises.
    """
    if not target.module:
        return None
    if target.folder is None:
        return importlib.import_module(target.module)
    problems = list(_imports_of_itself(target.folder, target.module))
    if problems:
        raise BadInput(problems)
    return from_folder(target.folder)


def digest_of(folder: Path | None) -> str:
    """Return the sha256 over a plugin's Python files; that of nothing where there are none."""
    total = hashlib.sha256()
    for path in _files(folder) if folder else []:
        total.update(str(path.relative_to(folder or path)).encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def _files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.py"))


def from_folder(folder: Path) -> ModuleType:
    """Return the package in a folder; the same module until one of its files changes."""
    place = hashlib.sha256(str(folder).encode()).hexdigest()
    name = f"{_PRIVATE}{place[:12]}_{digest_of(folder)[:12]}"
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(
        name, folder / "__init__.py", submodule_search_locations=[str(folder)])
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        for loaded in [each for each in sys.modules if each.split(".")[0] == name]:
            del sys.modules[loaded]
        raise
    return module


def is_from_folder(module: ModuleType) -> bool:
    """Return whether a module was loaded by :func:`from_folder`."""
    return module.__name__.startswith(_PRIVATE)


def _imports_of_itself(folder: Path, module: str) -> Iterator[Problem]:
    """Yield imports of the package by its own name, which would import another copy or none."""
    top = module.split(".")[0]
    for path in _files(folder):
        try:
            tree = ast.parse(path.read_bytes())
        except (SyntaxError, ValueError):
            continue  # told when it is imported
        for node in ast.walk(tree):
            if not isinstance(node, ast.Import | ast.ImportFrom):
                continue
            names = [alias.name for alias in node.names]
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""] if not node.level else []
            for name in names:
                if name.split(".")[0] == top:
                    yield Problem(
                        str(short_path(path)), node.lineno, name,
                        "a plugin that is not installed cannot import itself by its name",
                        "Write `from . import …`, which always works, or install the plugin: "
                        "pip install -e FOLDER.")
