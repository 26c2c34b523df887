"""Load one hub: its methodology and its hooks, with a plugin manager of its own."""

from __future__ import annotations

import hashlib
import importlib
import os
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import pluggy

from hubflow.loading.methodology import LoadedMethodology, read_methodology
from hubflow.loading.nearest import did_you_mean
from hubflow.model.problems import BadInput, Problem, one_problem
from hubflow.plugins import hookspecs
from hubflow.plugins.crash import PluginCrash
from hubflow.plugins.discovery import InstalledHub, add_ons, installed_hubs, methodology_of
from hubflow.plugins.markers import PROJECT
from hubflow.plugins.misuse import misuses_in


@attrs.frozen(eq=False, repr=False)
class LoadedHub:
    """A hub ready to run. ``plugin`` says where it comes from; ``hooks_digest`` is of its code."""

    methodology: LoadedMethodology
    manager: pluggy.PluginManager
    plugin: str
    hooks_digest: str

    @property
    def id(self) -> str:
        """The hub's id."""
        return self.methodology.methodology.hub.id

    def implements(self, hook: str) -> bool:
        """Whether any plugin of this hub implements a hook."""
        return bool(self.manager.get_plugins() and getattr(self.manager.hook, hook).get_hookimpls())


class NoSuchHub(BadInput):
    """Raised for a name that is neither an installed hub's nor a module's."""


def load_hub(spec: str | os.PathLike[str] | None = None) -> LoadedHub:
    """The hub that ``spec`` names.

    A folder (anything with a path separator) that holds a ``methodology.toml``; else the name of
    an installed hub; else a module with a ``methodology.toml`` beside it. Without ``spec`` the
    one hub that is installed. Raises :class:`BadInput` with what is wrong and what to do, and
    :class:`PluginCrash` where the plugin's own code fails.
    """
    if spec is None:
        return _load_installed(_the_only_one())
    text = os.fspath(spec)
    if isinstance(spec, os.PathLike) or "/" in text or os.sep in text or text in {".", ".."}:
        return _load_folder(Path(text), text)
    named = installed_hubs(text)
    if named:
        return _load_installed(named[0])
    return _load_module(text)


def _the_only_one() -> InstalledHub:
    hubs = installed_hubs()
    if len(hubs) == 1:
        return hubs[0]
    if not hubs:
        raise one_problem("-p", "no hub is installed",
                          "Install one (such as hubflow-porto), or name a folder: -p ./folder.")
    names = ", ".join(hub.name for hub in hubs)
    raise one_problem("-p", "several hubs are installed and none is chosen",
                      f"Choose one with -p: {names}.")


def _load_folder(folder: Path, text: str) -> LoadedHub:
    if folder.is_file() and folder.name == "methodology.toml":
        folder = folder.parent
    if not folder.is_dir():
        raise one_problem(text, "there is no such folder", "A hub is a folder, or the name of an "
                          "installed one: `hubflow plugins` lists them.")
    if not (folder / "methodology.toml").is_file():
        raise one_problem(text, "the folder holds no methodology.toml")
    return LoadedHub(read_methodology(folder), _manager(None, text), text, _digest(None))


def _load_installed(hub: InstalledHub) -> LoadedHub:
    if hub.problem:
        raise one_problem(f"plugin {hub.name} ({hub.distribution} {hub.version})", hub.problem,
                          "Ask its authors, or uninstall it.")
    plugin = f"{hub.distribution} {hub.version}"
    assert hub.methodology is not None
    return _load_package(hub.module.split(":")[0], hub.methodology, plugin)


def _load_module(name: str) -> LoadedHub:
    try:
        path = methodology_of(name)
    except (ImportError, ValueError):
        known = [hub.name for hub in installed_hubs()]
        near = did_you_mean(name, known)
        raise NoSuchHub([Problem(f"-p {name}", 0, "", "no such hub is installed",
                                 near or "`hubflow plugins` lists those that are; a folder is "
                                 f"written with a slash: -p ./{name}.")]) from None
    if path is None:
        raise one_problem(f"-p {name}", "the module has no methodology.toml beside it",
                          f"A folder is written with a slash: -p ./{name}.")
    return _load_package(name, path, f"module {name}")


def _load_package(module: str, path: Path, plugin: str) -> LoadedHub:
    methodology = read_methodology(path)
    try:
        code = importlib.import_module(module)
    except Exception as error:
        raise PluginCrash(plugin, "import", f"{type(error).__name__}: {error}") from error
    return load_code(code, methodology, plugin)


def load_code(
    code: ModuleType | None, methodology: LoadedMethodology, plugin: str
) -> LoadedHub:
    """A hub of a methodology and the module with its hooks; None where it is data alone.

    Raises :class:`BadInput` with every misuse of a hook.
    """
    folder = None if code is None else methodology.file.path.parent
    return LoadedHub(methodology, _manager(code, plugin), plugin, _digest(folder))


def _manager(code: ModuleType | None, plugin: str) -> pluggy.PluginManager:
    """A manager with the add-ons and this one hub, every misuse of a hook reported."""
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(hookspecs)
    problems: list[Problem] = []
    for point in add_ons():
        try:
            add_on = point.load()
        except Exception as error:
            raise PluginCrash(point.name, "import", f"{type(error).__name__}: {error}") from error
        problems += _register(manager, add_on, point.name)
    if code is not None:
        problems += _register(manager, code, plugin)
    if problems:
        raise BadInput(problems)
    return manager


def _register(manager: pluggy.PluginManager, code: Any, plugin: str) -> list[Problem]:
    problems = [misuse.problem for misuse in misuses_in(code, plugin)]
    if not problems:
        try:
            manager.register(code, name=plugin)
            manager.check_pending()
        except pluggy.PluginValidationError as error:
            problems.append(Problem(f"plugin {plugin}", 0, "", str(error).split("\n")[0]))
    return problems


def _digest(folder: Path | None) -> str:
    """The sha256 over a plugin's Python files; of nothing where there are none."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")) if folder else []:
        total.update(str(path.relative_to(folder or path)).encode())
        total.update(path.read_bytes())
    return total.hexdigest()
