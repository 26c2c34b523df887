"""Resolve a hub's name or folder, the same way for every command, without importing it."""

from __future__ import annotations

import os
from pathlib import Path

from hubflow.model.files import METHODOLOGY
from hubflow.model.input_problems import BadInput, Problem, one_problem
from hubflow.model.plain_record import PlainRecord
from hubflow.plugins.discovery import (
    HUBS,
    InstalledHub,
    installed_at,
    installed_hubs,
    methodology_of,
)
from hubflow.reading.records.nearest import did_you_mean
from hubflow.reading.toml.source import is_folder, recorded_toml
from hubflow.text.spoken import say


class PluginNotFound(BadInput):
    """Raised where ``spec`` names nothing at all: a mistake of whoever asks, not of a plugin."""


class AmbiguousPlugin(BadInput):
    """Raised where several plugins go by the one name."""


class PluginTarget(PlainRecord):
    """Where a plugin's methodology and code are.

    ``plugin`` is its name for messages, ``methodology`` the file, ``module`` its code, empty where
    the method is data alone. ``folder`` is the package's own, for one that is not installed.
    """

    plugin: str
    methodology: Path
    module: str = ""
    folder: Path | None = None


def is_path(spec: str | os.PathLike[str]) -> bool:
    """Return whether ``spec`` names a hub by its path: with a slash, or as a TOML file."""
    text = os.fspath(spec)
    return (isinstance(spec, os.PathLike) or "/" in text or os.sep in text
            or text in {".", ".."} or text.endswith(".toml"))


def target_of(spec: str | os.PathLike[str]) -> PluginTarget:
    """Return the plugin that ``spec`` names, without importing it.

    A path is the folder of a methodology, its ``methodology.toml``, or a project whose
    ``pyproject.toml`` says where its package is. Anything else is the name of an installed hub,
    or of a module. A folder has code where it is a package, with an ``__init__.py``; the folder of
    an installed plugin is that plugin.

    Raises :class:`PluginNotFound` where there is no such name or folder, :class:`AmbiguousPlugin`
    where several go by it, and :class:`BadInput` where what is there is no plugin.
    """
    text = os.fspath(spec)
    if is_path(spec):
        return _in_folder(Path(text), text)
    named = installed_hubs(text)
    if named:
        return installed_target(named[0])
    return _module(text)


def installed_target(hub: InstalledHub) -> PluginTarget:
    """Return the place of an installed hub; raises :class:`BadInput` where it cannot be used."""
    plugin = f"{hub.distribution} {hub.version}"
    if hub.problem or hub.methodology is None:
        doubled = len({each.distribution for each in installed_hubs(hub.name)}) > 1
        raise (AmbiguousPlugin if doubled else BadInput)([Problem(
            f"plugin {hub.name} ({plugin})", 0, "", hub.problem,
            say("plugin-problems.ask_its_authors"))])
    return PluginTarget(plugin, hub.methodology, hub.module.split(":")[0])


def methodology_file(spec: str) -> Path:
    """Return the methodology of a hub, or the file itself that ``spec`` names.

    Raises as :func:`target_of` does.
    """
    path = Path(spec)
    return path if is_path(spec) and path.is_file() else target_of(spec).methodology


def _module(name: str) -> PluginTarget:
    folder = say("plugin-problems.with_a_slash", name=name) if is_folder(Path(name)) else ""
    try:
        path = methodology_of(name)
    except (ImportError, ValueError):
        near = did_you_mean(name, [hub.name for hub in installed_hubs()])
        raise PluginNotFound([Problem(
            name, 0, "", say("plugin-problems.no_such_hub"),
            folder or near or say("plugin-problems.listed_or_with_a_slash", name=name))]) from None
    if path is None:
        raise one_problem(f"module {name}",
                          say("plugin-problems.has_no_file_beside", file=METHODOLOGY), folder)
    return PluginTarget(f"module {name}", path, name)


def _in_folder(folder: Path, spec: str) -> PluginTarget:
    if folder.name == METHODOLOGY and folder.is_file():
        folder = folder.parent
    if os.path.isfile(folder):  # noqa: PTH113 - a name that no file can have is none
        raise PluginNotFound([Problem(spec, 0, "", say("plugin-problems.file_not_folder"),
                                      say("plugin-problems.add_privacy"))])
    if not is_folder(folder):
        raise PluginNotFound(
            [
                Problem(spec, 0, "", say("plugin-problems.no_such_folder"),
                        say("plugin-problems.folder_or_name"))
            ]
        )
    if not (folder / METHODOLOGY).is_file():
        return _project(folder, spec)
    return _package(folder, spec)


def _package(folder: Path, spec: str) -> PluginTarget:
    """Return the plugin of a folder with a methodology."""
    path = folder / METHODOLOGY
    hub = installed_at(path)
    if hub is not None:
        return PluginTarget(f"{hub.distribution} {hub.version}", path, hub.module.split(":")[0])
    if (folder / "__init__.py").is_file():
        whole = folder.resolve()
        return PluginTarget(spec, path, whole.name, whole)
    return PluginTarget(spec, path)


def _project(folder: Path, spec: str) -> PluginTarget:
    """Return the plugin of an uninstalled project; its pyproject.toml names the module."""
    none = one_problem(spec, say("plugin-problems.folder_without_file", file=METHODOLOGY),
                       say("plugin-problems.name_or_make_one"))
    try:
        project = recorded_toml((folder / "pyproject.toml").read_text("utf-8"))
        entries = project["project"]["entry-points"][HUBS]
        modules = [str(value).split(":")[0] for value in entries.values()]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, BadInput):
        raise none from None
    found = [(module, base) for module in modules for base in (folder, folder / "src")
             if (base.joinpath(*module.split(".")) / METHODOLOGY).is_file()]
    if not found:
        raise BadInput([Problem(str(folder / "pyproject.toml"), 0, f"project.entry-points.{HUBS}",
                                say("plugin-problems.module_without_file",
                                    modules=", ".join(modules), file=METHODOLOGY))])
    if len(found) > 1:
        raise one_problem(spec, say("plugin-problems.offers_several"),
                          say("plugin-problems.name_one_of_them",
                              modules=", ".join(module for module, _ in found)))
    module, base = found[0]
    return _package(base.joinpath(*module.split(".")), spec)
