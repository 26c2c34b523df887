"""The vocabularies that all hubs share: what a criterion is about, and figures on a place."""

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs
import tomli

from hubflow.model.values import Texts

_HERE = Path(__file__).parent


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Concept:
    """What a criterion or requirement is about, so that methods can be laid side by side."""

    id: str
    name: Texts
    about: Texts


@attrs.frozen(kw_only=True, eq=False, repr=False)
class IndicatorKind:
    """A figure on a place, under an id that hubs and dossiers share.

    ``asks`` is there where definitions differ between countries: the question to ask in place of
    comparing the figures. ``channel`` is the way of reaching people that the figure tells of.
    """

    id: str
    name: Texts
    unit: str
    about: Texts
    asks: Texts | None = None
    channel: str = ""


@functools.cache
def concepts() -> Mapping[str, Concept]:
    """The shared concepts by id."""
    return {id: Concept(id=id, name=entry["name"], about=entry["about"])
            for id, entry in _read("concepts.toml").items()}


@functools.cache
def indicators() -> Mapping[str, IndicatorKind]:
    """The shared indicators by id."""
    return {id: IndicatorKind(id=id, **entry) for id, entry in _read("indicators.toml").items()}


def _read(file: str) -> dict[str, Any]:
    return tomli.loads((_HERE / file).read_text("utf-8"))


@attrs.frozen
class NumberForm:
    """How the numbers of a register of organisations look: a pattern, and in words."""

    of: str
    form: str
    like: str


@functools.cache
def register_codes() -> frozenset[str]:
    """The codes of registers of organisations in the United Kingdom and Portugal."""
    return frozenset(_read("org_id_lists.toml")["codes"])


@functools.cache
def number_forms() -> Mapping[str, NumberForm]:
    """How numbers look, by the code of their register, where that is known."""
    return {code: NumberForm(**entry)
            for code, entry in _read("org_id_lists.toml")["forms"].items()}


@functools.cache
def label_words(language: str) -> Mapping[str, str]:
    """Labels, the words for a value that is not there, ``yes`` and ``no``, by their English words.

    Empty for English, and for a language that the core does not speak.
    """
    spoken: Mapping[str, str] = _read("labels.toml").get(language, {})
    return spoken


@functools.cache
def key_words(language: str) -> Mapping[str, str]:
    """What each key of a dossier asks, by its dotted path, in languages other than English."""
    file = _HERE / f"keys.{language}.toml"
    return tomli.loads(file.read_text("utf-8")) if file.exists() else {}


def spoken_languages() -> tuple[str, ...]:
    """The languages other than English that labels have words in."""
    return tuple(_read("labels.toml"))
