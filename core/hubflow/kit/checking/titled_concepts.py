"""Find criteria whose title says one thing and whose concept another.

The rule is meant to raise few false alarms. It looks for whole names of shared concepts in titles.
A title that consists of several names has to have them all among its concepts. Any other title is
found only if none of its own concepts is named in it, or is near to one that is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Set
from typing import Any

from hubflow.engine.method.rules import MethodRule
from hubflow.model.values import Texts
from hubflow.text.vocabulary import concepts, near

CONNECTIVE = 3
"""The most letters of a word that joins two names: and, e, y."""


def misnamed(rule: MethodRule[Any]) -> Iterator[str]:
    """Yield the shared concepts that a criterion's title names and its concepts leave out."""
    titles: Texts = getattr(rule.part, "title", {})
    for language, title in titles.items():
        found = tuple(_left_out(_words(title), language, rule.concepts.keys()))
        if found:
            yield from found
            return


def _left_out(title: tuple[str, ...], language: str, own: Set[str]) -> Iterator[str]:
    """Yield the concepts that a title names and that are not among the rule's own."""
    named = _named(title, language)
    others = [id for id in named if id not in own]
    if _is_list(title, named):
        yield from others
    elif len(others) == len(named) and own <= concepts().keys():
        yield from (id for id in others if not any(near(id, mine) for mine in own))


def _named(title: tuple[str, ...], language: str) -> Mapping[str, tuple[str, ...]]:
    """Return the concepts whose names stand in a title, but for those within a longer name."""
    found = {}
    for id, concept in concepts().items():
        name = _words(concept.name.get(language, ""))
        if name and _within(name, title):
            found[id] = name
    return {id: name for id, name in found.items() if not any(
        name != longer and _within(name, longer) for longer in found.values())}


def _is_list(title: tuple[str, ...], named: Mapping[str, tuple[str, ...]]) -> bool:
    """Return whether a title is several names of concepts, and words that join them alone."""
    left = list(title)
    for name in named.values():
        for word in name:
            if word in left:
                left.remove(word)
    joined = len(left) < len(named) and all(len(word) <= CONNECTIVE for word in left)
    return len(named) > 1 and joined


def _within(part: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    return any(whole[at:at + len(part)] == part for at in range(len(whole) - len(part) + 1))


def _words(text: str) -> tuple[str, ...]:
    """Return the words of a text in small letters without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return tuple(re.findall(r"[^\W_]+", "".join(c for c in plain if not unicodedata.combining(c))))
