"""Hold the dossiers of a form that is exported again against those that are there already.

A dossier that intake writes says in its first line the digest of the rest, so that one which
somebody edited since is known from one which nobody touched.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from hubflow.model.input_problems import BadInput
from hubflow.reading.dossiers.key_questions import KeyQuestions
from hubflow.reading.toml.key_paths import KeyPath
from hubflow.reading.toml.source import parse_toml

_MARK = "# from a form, as answered: "


@attrs.frozen(eq=False)
class AnsweredAgain:
    """The dossiers of an export beside those of a folder.

    ``changed`` are answered otherwise than the file says, with what differs; ``edited`` of them
    were changed by somebody since they were made.
    """

    new: Mapping[str, bytes]
    same: tuple[str, ...]
    changed: Mapping[str, tuple[str, ...]]
    edited: frozenset[str]


def marked(content: str) -> bytes:
    """Return a dossier's text with the line that shows whether somebody edited it."""
    return f"{_MARK}{_digest(content)}\n{content}".encode()


def answered_again(
    folder: Path, files: Mapping[str, tuple[str, Mapping[str, Any]]], questions: KeyQuestions
) -> AnsweredAgain:
    """Return how the dossiers of an export, text and data by file name, compare with a folder's.

    ``questions`` say what differs.
    """
    new: dict[str, bytes] = {}
    same: list[str] = []
    changed: dict[str, tuple[str, ...]] = {}
    edited: set[str] = set()
    for name, (text, data) in files.items():
        path = folder / name
        if not path.exists():
            new[name] = marked(text)
            continue
        there = path.read_bytes().decode("utf-8", "replace")
        differences = tuple(questions.change(*each)
                            for each in differences_of(_data(there, name), data))
        if not is_untouched(there):
            edited.add(name)
        if differences:
            changed[name] = differences
        else:
            same.append(name)
    return AnsweredAgain(new, tuple(same), changed, frozenset(edited & changed.keys()))


def _digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def is_untouched(text: str) -> bool:
    """Return whether a dossier's text is as it was made from a form: nobody edited it since."""
    first, _, rest = text.replace("\r\n", "\n").partition("\n")
    return first == f"{_MARK}{_digest(rest)}"


def _data(text: str, name: str) -> Mapping[str, Any]:
    """Return what a dossier says; nothing where somebody left it broken."""
    try:
        return parse_toml(text, name).data
    except BadInput:
        return {}


def laid_over(before: Any, after: Any) -> Any:
    """Return what was known with what a form says now laid over it, entries of lists by number.

    >>> laid_over({"a": 1, "b": [{"c": 2, "d": 3}]}, {"b": [{"c": 4}]})
    {'a': 1, 'b': [{'c': 4, 'd': 3}]}
    """
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return {**before, **{key: laid_over(before.get(key), value)
                             for key, value in after.items()}}
    if isinstance(before, list) and isinstance(after, list) and after and all(
            isinstance(each, Mapping) for each in (*before, *after)):
        shared = [laid_over(one, other) for one, other in zip(before, after, strict=False)]
        return [*shared, *before[len(shared):], *after[len(shared):]]
    return after


def differences_of(
    before: Any, after: Any, at: KeyPath = ()
) -> Iterator[tuple[KeyPath, Any, Any]]:
    """Yield the key, what was known and what an export says of each value that it says otherwise.

    What only the dossier holds is no difference.

    >>> list(differences_of({"identify": {"group_size": 40}}, {"identify": {"group_size": 45}}))
    [(('identify', 'group_size'), 40, 45)]
    """
    if isinstance(after, Mapping) and isinstance(before, Mapping):
        for key, value in after.items():
            yield from differences_of(before.get(key), value, (*at, key))
    elif isinstance(after, list) and isinstance(before, list) and after and all(
            isinstance(each, Mapping) for each in after):
        for number, value in enumerate(after):
            yield from differences_of(before[number] if number < len(before) else None, value,
                                      (*at, number + 1))
    elif before is None and isinstance(after, Mapping):
        for key, value in after.items():
            yield from differences_of(None, value, (*at, key))
    elif before != after:
        yield at, before, after
