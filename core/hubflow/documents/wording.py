"""The core's own words in documents and on the terminal, in the languages that it speaks."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path

import tomli

LANGUAGES = ("en", "pt")


@functools.cache
def words(language: str, of: str = "") -> Mapping[str, str]:
    """The words by key; English where the core does not speak the language.

    ``of`` names the command whose own words they are; without it they are those of all.
    """
    spoken = language if language in LANGUAGES else "en"
    text = (Path(__file__).parent / "words" / of / f"{spoken}.toml").read_text("utf-8")
    loaded: dict[str, str] = tomli.loads(text)
    return loaded


@functools.cache
def customary_headings() -> Mapping[str, tuple[str, ...]]:
    """How forms often head what goes to a key, in all languages; ``{place}`` is the hub's place."""
    found: dict[str, tuple[str, ...]] = {}
    for language in LANGUAGES:
        file = Path(__file__).parent / "words" / "headings" / f"{language}.toml"
        for key, headings in tomli.loads(file.read_text("utf-8")).items():
            found[key] = (*found.get(key, ()), *headings)
    return found
