"""Registers of organisations: their codes, and how their numbers look."""

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs
import tomli


@attrs.frozen
class NumberForm:
    """How the numbers of a register of organisations look: a pattern, and in words."""

    of: str
    form: str
    like: str


@functools.cache
def register_codes() -> frozenset[str]:
    """Return the codes of registers of organisations in the United Kingdom and Portugal."""
    return frozenset(_lists()["codes"])


@functools.cache
def number_forms() -> Mapping[str, NumberForm]:
    """Return how numbers look, by the code of their register, where that is known."""
    return {code: NumberForm(**entry) for code, entry in _lists()["forms"].items()}


def _lists() -> dict[str, Any]:
    return tomli.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
