"""Make model records of TOML data, and collect every problem."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from hubflow.model.input_problems import BadInput, Problem
from hubflow.reading.records.converter import converter
from hubflow.reading.records.flaws import FlawedError, RecordFlaw, flaws_at
from hubflow.reading.records.legal import RefusedError
from hubflow.reading.records.model_keys import content_at
from hubflow.reading.toml.key_paths import KeyPath
from hubflow.reading.toml.source import TomlFile
from hubflow.text.spoken import spoken_language
from hubflow.text.vocabulary import key_words, method_key_words

T = TypeVar("T")

_DEEPEST = 32
"""No record nests deeper; what lies below is shared, not copied, when data are mended."""

_ROUNDS = 8
"""Dropping a value can leave its record without a key it needs, and so on outwards."""


def structure(
    data: Any, cls: type[T], file: TomlFile, at: KeyPath = (), *, language: str = "en"
) -> T:
    """Return a ``cls`` made of ``data``, which stands at the key path ``at`` of ``file``.

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
    """Return flaws as problems of ``file``; ``where`` turns the data's paths into the file's."""
    return [file.problem(at := where(flaw.path), flaw.what, _to_do(flaw, at)) for flaw in flaws]


def _to_do(flaw: RecordFlaw, at: KeyPath) -> str:
    """Return what to do; of a missing key what it asks, in the spoken language."""
    names = tuple(part for part in at if isinstance(part, str))
    content = content_at(names) if flaw.missing and names else None
    if content is None or content.about != flaw.to_do:
        return (method_key_words(spoken_language()).get(flaw.to_do, flaw.to_do) if flaw.missing
                else flaw.to_do)
    return key_words(spoken_language()).get(".".join(names), flaw.to_do)


def attempt(
    data: Any, cls: type[T], language: str = "en"
) -> tuple[T | None, tuple[RecordFlaw, ...]]:
    """Return a ``cls`` made of ``data``, or None with every flaw."""
    try:
        return converter(language).hook(cls)(data), ()
    except (FlawedError, RefusedError) as error:
        return None, tuple(flaws_at(None, error))


def salvage(
    data: dict[str, Any],
    cls: type[T],
    flaws: tuple[RecordFlaw, ...],
    language: str = "en",
    placeholders: Mapping[str, Any] | None = None,
) -> T | None:
    """Return a ``cls`` made of the sound part of ``data``, or None where nothing is sound.

    It is only good for finding further problems of the same input, to tell them together with
    ``flaws``. Unsound values are dropped from ``data``, in place, as is a list's entry that lacks
    a key it needs, unless ``placeholders`` has a value for that key.
    """
    made: T | None = None
    for _ in range(_ROUNDS):
        if not _drop_unsound(data, flaws, placeholders or {}):
            return None
        made, flaws = attempt(data, cls, language)
        if made is not None:
            break
    return made


def copy_data(data: Any, depth: int = 0) -> Any:
    """Return a copy of tables and lists, so that changes leave the file's own data alone."""
    if depth < _DEEPEST:
        if isinstance(data, dict):
            return {key: copy_data(value, depth + 1) for key, value in data.items()}
        if isinstance(data, list):
            return [copy_data(value, depth + 1) for value in data]
    return data


def _drop_unsound(
    data: dict[str, Any], flaws: tuple[RecordFlaw, ...], placeholders: Mapping[str, Any]
) -> bool:
    """Remove unsound values from the data; return whether anything was removed."""
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
