"""Put what phases came to into sentences of a hub's proposal: `{phases.<id>.score}`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

_PLACE = re.compile(r"\{([A-Za-z_]\w*\.[^{}]*)\}")
"""A name with a dot in braces. Other braces are a text's own."""

_FORM = re.compile(r"phases\.\w+\.(score|rank|groups\.\w+)")


def names_in_texts(texts: Iterable[Mapping[str, str] | None]) -> tuple[str, ...]:
    """Return the names in braces in texts of all languages, each once."""
    return tuple(dict.fromkeys(
        name.strip() for each in texts if each for text in each.values()
        for name in _PLACE.findall(text)))


def flaws_in_text(text: Mapping[str, str] | None, known: Iterable[str]) -> Iterator[str]:
    """Yield the names in braces that are nothing that a phase comes to."""
    can_be_read = {name for name in known if _FORM.fullmatch(name)}
    for name in names_in_texts([text]):
        if name not in can_be_read:
            yield name


def filled(text: str, words_of: Callable[[str], str]) -> str:
    """Return a text with what ``words_of`` says of each name in braces."""
    return _PLACE.sub(lambda found: words_of(found[1].strip()), text)
