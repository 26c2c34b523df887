"""What is to be checked: an installed hub, a module, a folder with a methodology, or a project."""

from __future__ import annotations

from pathlib import Path

import attrs
import tomli

from hubflow.loading.methodology import FILE_NAME
from hubflow.loading.nearest import did_you_mean
from hubflow.loading.toml_file import short_path, true_path
from hubflow.model.problems import BadInput, Problem, one_problem
from hubflow.plugins.discovery import HUBS, installed_hubs, methodology_of


class NotThere(BadInput):
    """Raised where ``spec`` names nothing at all: a mistake of whoever asks, not of a plugin."""


class Doubled(BadInput):
    """Raised where several plugins go by the one name."""


@attrs.frozen
class Target:
    """Where a plugin's methodology and code are.

    ``plugin`` is its name for messages, ``methodology`` the file, ``module`` its code, empty where
    the method is data alone; ``path`` is the folder to import it from where it is not installed.
    """

    plugin: str
    methodology: Path
    module: str = ""
    path: str = ""


def target_of(spec: str) -> Target:
    """The plugin that ``spec`` names, found without importing it; its path as people read it.

    Raises :class:`NotThere` where there is no such name or folder, :class:`Doubled` where several
    go by it, and :class:`BadInput` where what is there is no plugin.
    """
    if "/" in spec or "\\" in spec or spec in (".", "..") or spec.endswith(".toml"):
        return _in_folder(Path(spec), spec)
    named = installed_hubs(spec)
    if named:
        hub = named[0]
        plugin = f"{hub.distribution} {hub.version}"
        if hub.problem or hub.methodology is None:
            kind = Doubled if len({other.distribution for other in named}) > 1 else BadInput
            raise kind([Problem(f"plugin {hub.name} ({plugin})", 0, "", hub.problem)])
        return Target(plugin, short_path(hub.methodology), hub.module.split(":")[0])
    return _module(spec)


def _module(name: str) -> Target:
    try:
        path = methodology_of(name)
    except (ImportError, ValueError):
        near = did_you_mean(name, [hub.name for hub in installed_hubs()])
        folder = f"A folder is written with a slash: ./{name}." if Path(name).is_dir() else ""
        raise NotThere([Problem(name, 0, "", "no such hub is installed",
                                folder or near or "`hubflow plugins` lists those that are.")
                        ]) from None
    if path is None:
        raise one_problem(f"module {name}", "has no methodology.toml beside it")
    return Target(f"module {name}", short_path(path), name)


def _in_folder(folder: Path, spec: str) -> Target:
    if folder.name == FILE_NAME and folder.is_file():
        folder = folder.parent
    if folder.is_file():
        raise NotThere([Problem(spec, 0, "", "this is a file, and a hub is a folder", "If it is a "
                                "dossier, add --privacy, which looks through dossiers.")])
    if not folder.is_dir():
        raise NotThere([Problem(spec, 0, "", "there is no such folder", "A hub is a folder, or the "
                                "name of an installed one: `hubflow plugins` lists them.")])
    if not (folder / FILE_NAME).is_file():
        return _project(folder, spec)
    for hub in installed_hubs():
        if hub.methodology and true_path(hub.methodology) == true_path(folder / FILE_NAME):
            return Target(f"{hub.distribution} {hub.version}", folder / FILE_NAME,
                          hub.module.split(":")[0])
    if (folder / "__init__.py").is_file():
        whole = folder.resolve()
        return Target(spec, folder / FILE_NAME, whole.name, str(whole.parent))
    return Target(spec, folder / FILE_NAME)


def _project(folder: Path, spec: str) -> Target:
    """A project that is to become a distribution: its pyproject.toml names the module."""
    none = one_problem(spec, f"the folder holds no {FILE_NAME}",
                       "Name the folder that does; `hubflow new` makes one.")
    try:
        project = tomli.loads((folder / "pyproject.toml").read_text("utf-8"))
        entries = project["project"]["entry-points"][HUBS]
        modules = [str(value).split(":")[0] for value in entries.values()]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise none from None
    found = [(module, base) for module in modules for base in (folder, folder / "src")
             if (base.joinpath(*module.split(".")) / FILE_NAME).is_file()]
    if not found:
        raise BadInput([Problem(str(folder / "pyproject.toml"), 0, f"project.entry-points.{HUBS}",
                                f"module {', '.join(modules)} has no {FILE_NAME} beside its code")])
    if len(found) > 1:
        raise one_problem(spec, "this project offers several hubs", "Name the folder of one of "
                          f"them: {', '.join(module for module, _ in found)}.")
    module, base = found[0]
    return Target(spec, base.joinpath(*module.split(".")) / FILE_NAME, module,
                  str(base.resolve()))
