"""The core's own words in documents and on the terminal, in the languages that it speaks."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path

import tomli

LANGUAGES = ("en", "pt")


@functools.cache
def words(language: str) -> Mapping[str, str]:
    """The words by key; English where the core does not speak the language."""
    spoken = language if language in LANGUAGES else "en"
    text = (Path(__file__).parent / "words" / f"{spoken}.toml").read_text("utf-8")
    loaded: dict[str, str] = tomli.loads(text)
    return loaded
