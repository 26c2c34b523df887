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
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import ModuleType

from hubflow.model.input_problems import BadInput, Problem
from hubflow.plugins.target import PluginTarget
from hubflow.plugins.trust.load_options import load_options
from hubflow.plugins.trust.python_files import python_files, syntax_tree
from hubflow.reading.toml.source import short_path
from hubflow.text.spoken import say

_PRIVATE = "_hubflow_folder_"
_NAMED = 6


def code_of(target: PluginTarget) -> ModuleType | None:
    """Return the module with a plugin's hooks; None for a method that is data alone.

    A folder's Python is announced before it runs.

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
    announce_code(target)
    return from_folder(target.folder)


def announce_code(target: PluginTarget) -> None:
    """Announce that a folder's Python is about to run."""
    if target.folder is not None and target.module:
        files = [path.relative_to(target.folder).as_posix()
                 for path in python_files(target.folder)]
        load_options().announce(say("plugin-problems.running_python", plugin=target.plugin,
                                    files=_shortened(files)))


def _shortened(files: Sequence[str]) -> str:
    """Return the names of files, at most so many as one reads."""
    more = len(files) - _NAMED
    return ", ".join(files[:_NAMED]) + (
        say("plugin-problems.and_more", n=more) if more > 0 else "")


def digest_of(folder: Path | None) -> str:
    """Return the sha256 over a plugin's Python files; that of nothing where there are none."""
    return _digest(python_files(folder) if folder else [], folder)


def digest_of_module(module: str) -> str:
    """Return the sha256 over the Python files of an installed module's package, or of its file.

    It is found without importing it; the digest of nothing where there is no such module.
    """
    folders, file = module_place(module)
    files = [path for folder in folders for path in python_files(folder)]
    return _digest(files or ([file] if file else []), folders[0] if folders else None)


def _digest(files: Iterable[Path], folder: Path | None) -> str:
    total = hashlib.sha256()
    for path in files:
        inside = folder is not None and path.is_relative_to(folder)
        total.update(str(path.relative_to(folder) if inside and folder else path.name).encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def module_place(module: str) -> tuple[list[Path], Path | None]:
    """Return the folders of a module's top package, and its file where it is a single one."""
    try:
        spec = importlib.util.find_spec(module.split(".")[0])
    except (ImportError, ValueError):
        return [], None
    if spec is None:
        return [], None
    if spec.submodule_search_locations is not None:
        return [Path(folder) for folder in spec.submodule_search_locations], None
    return [], Path(spec.origin) if spec.origin else None


def source_text(code: ModuleType | None) -> str:
    """Return the text of a plugin's Python files; empty where there are none."""
    file = getattr(code, "__file__", None)
    if file is None:
        return ""
    path = Path(file)
    files = python_files(path.parent) if path.name == "__init__.py" else [path]
    return "\n".join(each.read_text("utf-8", "replace") for each in files)


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
    for path in python_files(folder):
        tree = syntax_tree(path)
        for node in ast.walk(tree) if tree else ():
            if not isinstance(node, ast.Import | ast.ImportFrom):
                continue
            names = [alias.name for alias in node.names]
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""] if not node.level else []
            for name in names:
                if name.split(".")[0] == top:
                    yield Problem(str(short_path(path)), node.lineno, name,
                                  say("plugin-problems.imports_itself"),
                                  say("plugin-problems.relative_or_install"))
