"""What a fact is, in the language of a reader."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path

import tomli

from hubflow.engine.facts.fact import Fact
from hubflow.model.vocabulary import indicators, key_words, label_words

_CHANNEL = "identify.reached_through."
_PLACE = "place."
_REACHED = {"pt": "Chega-se ao grupo através de: {channel}?"}


def about_fact(fact: Fact, language: str) -> str:
    """The fact's sentence; in English where hubflow does not speak the language."""
    if fact.name.startswith(_PLACE):
        about = indicators()[fact.name.removeprefix(_PLACE)].about
        return about.get(language, fact.about)
    if fact.name.startswith(_CHANNEL) and language in _REACHED:
        english = fact.name.removeprefix(_CHANNEL).replace("_", " ")
        return _REACHED[language].format(channel=label_words(language).get(english, english))
    derived = _texts(f"{language}.toml")
    said = derived if fact.derived else {**key_words(language), **derived}
    return said.get(fact.name, fact.about)


def rule_of_fact(fact: Fact, language: str) -> str:
    """How the fact is worked out, empty where a dossier states it; otherwise as the sentence.

    Names of facts and keys of a dossier stay as they are written there.
    """
    return _texts(f"rules-{language}.toml").get(fact.derived, fact.derived)


@functools.cache
def _texts(name: str) -> Mapping[str, str]:
    file = Path(__file__).parent / name
    return tomli.loads(file.read_text("utf-8")) if file.exists() else {}
