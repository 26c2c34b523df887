"""Note what plugins' hooks change in a run, so that results can say it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hubflow.model.methodology import Methodology
from hubflow.model.results import PluginChange
from hubflow.reading.records.plain_data import plain_data


class PluginChanges:
    """The changes that each plugin's hook made so far, each once."""

    def __init__(self) -> None:
        self._noted: dict[tuple[str, str], dict[str, None]] = {}

    def note(self, plugin: str, hook: str, *what: str) -> None:
        """Note what a plugin's hook changed."""
        self._noted.setdefault((plugin, hook), {}).update(dict.fromkeys(what))

    def all(self) -> tuple[PluginChange, ...]:
        """Return the changes by plugin and hook, in the order in which they were noted."""
        return tuple(PluginChange(plugin=plugin, hook=hook, what=tuple(what))
                     for (plugin, hook), what in self._noted.items())


def changed_keys(before: Methodology, after: Methodology) -> Iterator[str]:
    """Yield the keys of a methodology that were changed, with single values before and after."""
    yield from _changed("", plain_data(before), plain_data(after))


def _changed(key: str, before: Any, after: Any) -> Iterator[str]:
    old, new = _by_name(before), _by_name(after)
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for name in dict.fromkeys((*old, *new)):
            inner = f"{key}.{name}" if key else str(name)
            if name not in new:
                yield f"{inner} (removed)"
            elif name not in old:
                yield f"{inner} (added)"
            else:
                yield from _changed(inner, old[name], new[name])
        if list(old) != list(new) and set(old) == set(new) and isinstance(after, list):
            yield f"{key} (another order)"
    elif before != after:
        single = not isinstance(before, Mapping | list) and not isinstance(after, Mapping | list)
        yield f"{key} ({before} → {after})" if single else key


def _by_name(value: Any) -> Any:
    """Return a list of tables by their ids, or else by their places; anything else as it is."""
    if not isinstance(value, list) or not all(isinstance(each, Mapping) for each in value):
        return value
    return {str(each.get("id", number)): each for number, each in enumerate(value, start=1)}
