"""The rules of the 360Giving Data Standard, from the data beside this module."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomli

Grant = Mapping[str, Any]
"""A grant as the standard's JSON has it."""


@functools.cache
def _said() -> Mapping[str, Any]:
    return tomli.loads(Path(__file__).with_name("standard.toml").read_text("utf-8"))


def version() -> str:
    """Return the version of the standard that packages are written in."""
    return str(_said()["version"])


@functools.cache
def currencies() -> frozenset[str]:
    """Return the codes of currencies (ISO 4217) that the standard knows."""
    return frozenset(_said()["currencies"].split())


@functools.cache
def countries() -> frozenset[str]:
    """Return the codes of countries (ISO 3166-1) that the standard knows."""
    return frozenset(_said()["countries"].split())


@functools.cache
def common_words() -> frozenset[str]:
    """Return the words that say nothing of who an organisation is, without accents."""
    return frozenset(_said()["common_words"].split())


def titles() -> Mapping[str, str]:
    """Return the headings of a grant's own keys."""
    titles: Mapping[str, str] = _said()["titles"]
    return titles


def parts() -> Mapping[str, str]:
    """Return the names of a grant's parts in headings, such as its recipient."""
    parts: Mapping[str, str] = _said()["parts"]
    return parts


def part_titles(part: str) -> Mapping[str, str]:
    """Return the headings of the keys of a part."""
    titles: Mapping[str, str] = _said()["part_titles"]
    url = _said()["url_titles"].get(part)
    return {**titles, "url": url} if url else titles


def lacking(grant: Grant) -> tuple[str, ...]:
    """Return the keys that the standard requires and a grant to an organisation does not have."""
    found = [key for key in _said()["required"] if grant.get(key) in (None, "", [])]
    for part in ("fundingOrganization", "recipientOrganization"):
        found += [f"{part}.{key}" for organisation in grant.get(part) or ()
                  for key in _said()["required_of_organisations"] if not organisation.get(key)]
    return tuple(found)
