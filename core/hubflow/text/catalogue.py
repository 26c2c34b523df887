"""The core's own words in documents and on the terminal, in the languages that it speaks."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path

import tomli

LANGUAGES = ("en", "pt")


@functools.cache
def words(language: str, of: str = "common") -> Mapping[str, str]:
    """The words by key; English where the core does not speak the language.

    ``of`` names the file of the language's folder; without it, the words that all parts share.
    """
    spoken = language if language in LANGUAGES else "en"
    text = (Path(__file__).parent / spoken / f"{of}.toml").read_text("utf-8")
    loaded: dict[str, str] = tomli.loads(text)
    return loaded


@functools.cache
def customary_headings() -> Mapping[str, tuple[str, ...]]:
    """How forms often head what goes to a key, in all languages; ``{place}`` is the hub's place."""
    found: dict[str, tuple[str, ...]] = {}
    for language in LANGUAGES:
        file = Path(__file__).parent / language / "headings.toml"
        for key, headings in tomli.loads(file.read_text("utf-8")).items():
            found[key] = (*found.get(key, ()), *headings)
    return found
