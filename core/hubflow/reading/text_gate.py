"""Let texts in: tell the characters that no text may hold, take out leftovers of other programs.

Everything that reads texts comes by here: TOML, CSV, workbooks, JSON, tables, what plugins import,
and the register. ``docs/writing-dossiers.md`` says which characters are told, and which go.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hubflow.model.characters import forbidden, forbidden_in, harmless, without_leftovers
from hubflow.reading.toml.key_paths import KeyPath
from hubflow.text.spoken import say

REPLACEMENT = "\ufffd"
"""Stands for a forbidden character in what was recorded before hubflow refused it."""


def delete_it() -> str:
    """Return what to do about a forbidden character."""
    return say("reading-problems.delete_the_character")


def text_flaw(text: str) -> str:
    """Return what is wrong with the characters of a text; empty if nothing is."""
    found = forbidden_in(text)
    return say("commands.holds_a_forbidden_character", name=found) if found else ""


def admitted(data: Any) -> Any:
    """Return plain data without the leftovers of other programs in its texts."""
    return _mapped(data, without_leftovers)


def as_recorded(data: Any) -> Any:
    """Return plain data that a register holds, each forbidden character replaced.

    What was recorded can no longer be refused.
    """
    return _mapped(data, lambda text: forbidden().sub(REPLACEMENT, without_leftovers(text)))


def printable(data: Any) -> Any:
    """Return plain data for a file, each forbidden character in its texts written as an escape."""
    return _mapped(data, harmless)


def flaws_of(data: Any, at: KeyPath = ()) -> Iterator[tuple[KeyPath, str]]:
    """Yield the key path of each text with a forbidden character, and what is wrong with it."""
    if isinstance(data, str):
        if flaw := text_flaw(data):
            yield at, flaw
    elif isinstance(data, dict):
        for key, value in data.items():
            if isinstance(key, str) and (flaw := text_flaw(key)):
                yield (*at, key), f"its key {flaw}"
            yield from flaws_of(value, (*at, key))
    elif isinstance(data, list | tuple):
        for number, value in enumerate(data):
            yield from flaws_of(value, (*at, number))


def _mapped(data: Any, clean: Any) -> Any:
    if isinstance(data, str):
        return clean(data)
    if isinstance(data, dict):
        return {clean(key) if isinstance(key, str) else key: _mapped(value, clean)
                for key, value in data.items()}
    if isinstance(data, list | tuple):
        return type(data)(_mapped(value, clean) for value in data)
    return data
