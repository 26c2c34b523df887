"""From TOML data to a model record, with every problem found on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

import attrs
from cattrs.errors import (
    AttributeValidationNote,
    BaseValidationError,
    ClassValidationError,
    ForbiddenExtraKeysError,
    IterableValidationNote,
)

from hubflow.model.input_problems import BadInput, Problem
from hubflow.reading.records.converter import converter, toml_key
from hubflow.reading.records.legal import RefusedError
from hubflow.reading.records.nearest import did_you_mean
from hubflow.reading.toml.key_paths import KeyPath
from hubflow.reading.toml.source import TomlFile

T = TypeVar("T")

_DEEPEST = 32
"""No record nests deeper; what lies below is shared, not copied, when data are mended."""

_ROUNDS = 8
"""Dropping a value can leave its record without a key it needs, and so on outwards."""


@attrs.frozen
class RecordFlaw:
    """Something wrong at a key path of the data."""

    path: KeyPath
    what: str
    to_do: str = ""
    missing: bool = False


def structure(
    data: Any, cls: type[T], file: TomlFile, at: KeyPath = (), *, language: str = "en"
) -> T:
    """A ``cls`` made of ``data``, which stands at the key path ``at`` of ``file``.

    ``language`` is that of texts given without one. Raises :class:`BadInput` with every problem.
    """
    made, flaws = attempt(data, cls, language)
    if flaws or made is None:
        raise BadInput(problems_of(file, flaws, lambda path: (*at, *path)))
    return made


def problems_of(
    file: TomlFile, flaws: Iterable[RecordFlaw],
    where: Callable[[KeyPath], KeyPath] = lambda path: path,
) -> list[Problem]:
    """The flaws as problems of ``file``; ``where`` turns a path in the data into one in it."""
    return [file.problem(where(flaw.path), flaw.what, flaw.to_do) for flaw in flaws]


def attempt(
    data: Any, cls: type[T], language: str = "en"
) -> tuple[T | None, tuple[RecordFlaw, ...]]:
    """A ``cls`` made of ``data``, or None and everything that is wrong with them."""
    try:
        return converter(language).structure(data, cls), ()
    except (BaseValidationError, RefusedError) as error:
        return None, tuple(_flaws(error, ()))


def mended(
    data: dict[str, Any],
    cls: type[T],
    flaws: tuple[RecordFlaw, ...],
    language: str = "en",
    placeholders: Mapping[str, Any] | None = None,
) -> T | None:
    """A ``cls`` made of what is sound in ``data``, or None where nothing is.

    It is only good for finding further problems of the same input, to tell them together with
    ``flaws``. Unsound values are dropped from ``data``, in place, as is a list's entry that lacks
    a key it needs, unless ``placeholders`` has a value for that key.
    """
    made: T | None = None
    for _ in range(_ROUNDS):
        if not _mend(data, flaws, placeholders or {}):
            return None
        made, flaws = attempt(data, cls, language)
        if made is not None:
            break
    return made


def copied(data: Any, depth: int = 0) -> Any:
    """Tables and lists copied, so that mending them leaves the file's own data alone."""
    if depth < _DEEPEST:
        if isinstance(data, dict):
            return {key: copied(value, depth + 1) for key, value in data.items()}
        if isinstance(data, list):
            return [copied(value, depth + 1) for value in data]
    return data


def _mend(
    data: dict[str, Any], flaws: tuple[RecordFlaw, ...], placeholders: Mapping[str, Any]
) -> bool:
    """Drop what is unsound; whether anything could be done about it."""
    drop: set[KeyPath] = set()
    done = False
    for flaw in flaws:
        path = flaw.path
        if flaw.missing and path[-1] in placeholders:
            _at(data, path[:-1])[path[-1]] = placeholders[str(path[-1])]
            done = True
        elif len(path) > 1 or not flaw.missing:
            drop.add(path[:-1] if flaw.missing else path)
    # Last entries of a list first, so that the positions of the others stay true.
    for path in sorted(drop, key=lambda path: [str(p).rjust(9) for p in path], reverse=True):
        if path and not any(path[:length] in drop for length in range(1, len(path))):
            del _at(data, path[:-1])[path[-1]]
            done = True
    return done


def _at(data: Any, path: KeyPath) -> Any:
    for part in path:
        data = data[part]
    return data


def _flaws(error: BaseException, path: KeyPath, cls: Any = None) -> Iterator[RecordFlaw]:
    """Every flaw in the tree of errors that cattrs raises."""
    if isinstance(error, BaseValidationError):
        owner = error.cl if isinstance(error, ClassValidationError) else None
        for inner in error.exceptions:
            yield from _flaws(inner, (*path, *_step(inner, owner)), owner)
    elif isinstance(error, ForbiddenExtraKeysError):
        known = [toml_key(field) for field in attrs.fields(error.cl)]
        for key in sorted(error.extra_fields):
            yield RecordFlaw((*path, key), "unknown key", did_you_mean(key, known))
    elif isinstance(error, RefusedError):
        yield RecordFlaw(path, error.what, error.to_do)
    elif isinstance(error, KeyError) and cls is not None:
        yield RecordFlaw(path, "is missing", _about(cls, path[-1]), missing=True)
    else:
        raise error


def _step(error: BaseException, owner: Any) -> KeyPath:
    """The key or position at which an error arose, in the words of the file."""
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, AttributeValidationNote):
            field = attrs.fields_dict(owner).get(note.name)
            return (toml_key(field) if field else note.name,)
        if isinstance(note, IterableValidationNote):
            return (note.index,)
    return ()


def _about(cls: Any, key: str | int) -> str:
    for field in attrs.fields(cls):
        if toml_key(field) == key:
            return str(field.metadata.get("about", ""))
    return ""
