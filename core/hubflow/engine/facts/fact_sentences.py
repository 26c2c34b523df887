"""Describe facts in the language of a reader.

The English sentences stand beside the facts themselves.
"""

from __future__ import annotations

from hubflow.engine.facts.fact import Fact
from hubflow.model.methodology import text_in
from hubflow.text.catalogue import entries
from hubflow.text.vocabulary import indicators, key_words, label_words

_CHANNEL = "identify.reached_through."
_PLACE = "place."


def about_fact(fact: Fact, language: str) -> str:
    """Return the fact's sentence; in English where hubflow does not speak the language."""
    if fact.name.startswith(_PLACE):
        return text_in(indicators()[fact.name.removeprefix(_PLACE)].about, language, fact.about)
    derived = entries(language, "facts")
    if fact.name.startswith(_CHANNEL) and _CHANNEL + "*" in derived:
        english = fact.name.removeprefix(_CHANNEL).replace("_", " ")
        channel = label_words(language).get(english, english)
        return str(derived[_CHANNEL + "*"]).format(channel=channel)
    stated = fact.about if fact.derived else key_words(language).get(fact.name, fact.about)
    return str(derived.get(fact.name, stated))


def rule_of_fact(fact: Fact, language: str) -> str:
    """Return how the fact is worked out, empty if a dossier states it; otherwise as the sentence.

    Names of facts and keys of a dossier stay as they are written there.
    """
    rules = entries(language, "facts").get("rules", {})
    return str(rules.get(fact.derived, fact.derived))
