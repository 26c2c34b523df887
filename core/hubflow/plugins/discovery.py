"""Find the installed hubs without importing any of them."""

from __future__ import annotations

import functools
import importlib.util
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import attrs

from hubflow.model.files import METHODOLOGY
from hubflow.model.input_problems import BadInput
from hubflow.model.results import add_on_name
from hubflow.reading.toml.source import recorded_toml, resolved_path
from hubflow.text.entry_points import EntryPoint, entry_points

HUBS = "hubflow"
"""The entry point group of hubs: ``name = "package"`` with a methodology.toml in the package."""

ADD_ONS = "hubflow.addons"
"""The entry point group of add-ons, which join every hub."""


@attrs.frozen(eq=False, repr=False)
class InstalledHub:
    """A hub as its distribution declares it. ``problem`` says why it cannot be used.

    ``title`` is its name in its own language, ``names`` are those that it has by language.
    """

    name: str
    distribution: str
    version: str
    module: str
    methodology: Path | None = None
    title: str = ""
    edition: str = ""
    place: str = ""
    language: str = ""
    currency: str = ""
    problem: str = ""
    names: Mapping[str, str] = attrs.field(factory=dict, eq=False)

    def title_in(self, language: str) -> str:
        """Return its name in a language; without one that of its own."""
        return self.names.get(language, self.title)


def installed_hubs(name: str | None = None) -> tuple[InstalledHub, ...]:
    """Return every installed hub, or those of one name; broken ones with their problem."""
    points = entry_points(HUBS)
    wanted = sorted((p for p in points if name in (None, p.name)), key=lambda point: point.name)
    return tuple(_without_doubles([_describe(point, about=name is None) for point in wanted]))


def installed_at(path: Path) -> InstalledHub | None:
    """Return the installed hub whose methodology is this file; None where there is none."""
    wanted = resolved_path(path)
    hubs = (_describe(point, about=False) for point in entry_points(HUBS))
    return next((hub for hub in hubs
                 if hub.methodology is not None and resolved_path(hub.methodology) == wanted), None)


class InstalledAddOn(EntryPoint):
    """An add-on as its distribution declares it, not yet loaded."""

    @property
    def plugin(self) -> str:
        """Its name in messages, which says who offers it."""
        return add_on_name(self.name, self.distribution, self.version)


def add_ons() -> tuple[InstalledAddOn, ...]:
    """Return the installed add-ons in the order of calling: by name, then by distribution.

    The order is that of the names alone, wherever on the path a distribution lies.
    """
    found = (InstalledAddOn(*point) for point in entry_points(ADD_ONS))
    return tuple(sorted(found, key=lambda each: (each.name, each.distribution, each.version,
                                                 each.target)))


def _describe(point: EntryPoint, *, about: bool) -> InstalledHub:
    """Return what is declared of a hub; with ``about`` also what its methodology says of it."""
    hub = InstalledHub(point.name, point.distribution, point.version, point.target)
    module = point.module
    try:
        path = methodology_of(module)
    except (ImportError, ValueError) as error:
        return attrs.evolve(hub, problem=f"module {module} cannot be found: {error}")
    if path is None:
        return attrs.evolve(hub, problem=f"module {module} has no {METHODOLOGY} beside it")
    return attrs.evolve(hub, methodology=path, **(_about(path) if about else {}))


def methodology_of(module: str) -> Path | None:
    """Return the methodology.toml of a module, found without importing it; None if there is none.

    Raises ImportError where there is no such module.
    """
    top, *inner = module.split(".")
    spec = importlib.util.find_spec(top)
    if spec is None:
        raise ModuleNotFoundError(f"no module named {top!r}")
    if spec.submodule_search_locations is None:
        folders: Iterable[str] = [str(Path(spec.origin).parent)] if spec.origin else []
    else:
        folders = spec.submodule_search_locations
    for folder in folders:
        path = Path(folder).joinpath(*inner, METHODOLOGY)
        if path.is_file():
            return path
    return None


def _about(path: Path) -> Mapping[str, Any]:
    """Return the description of the hub in a methodology's head, or that the file is broken."""
    try:
        return _head_of(path.read_text("utf-8"), path.name)
    except BadInput as bad:
        return {"problem": str(bad)}
    except (OSError, ValueError) as error:
        return {"problem": f"{path.name} cannot be read: {error}"}


@functools.lru_cache(maxsize=32)
def _head_of(text: str, name: str) -> Mapping[str, Any]:
    """Return the description of the hub in a methodology's text; raises :class:`BadInput`."""
    hub = recorded_toml(text, name).get("hub")
    hub = hub if isinstance(hub, dict) else {}
    language = str(hub.get("language", ""))
    called = hub.get("name", "")
    title = (called.get(language) or next(iter(called.values()), "") if isinstance(called, dict)
             else called)
    place = hub.get("place")
    return {
        "title": str(title),
        "edition": str(hub.get("edition", "")),
        "place": str(place.get("name", "")) if isinstance(place, dict) else "",
        "language": language,
        "currency": str(hub.get("currency", "")),
        "names": {key: str(each) for key, each in called.items()}
        if isinstance(called, dict) else {},
    }


def _without_doubles(hubs: list[InstalledHub]) -> Iterable[InstalledHub]:
    for hub in hubs:
        others = sorted({h.distribution for h in hubs if h.name == hub.name} - {hub.distribution})
        if others:
            problem = f"{', '.join(others)} also offers a hub called {hub.name}"
            hub = attrs.evolve(hub, problem=problem)
        yield hub
