"""The forms in which a text may hold a person's name, as one pattern."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator

_LETTERS = [chr(code) for code in (*range(0x41, 0x250), *range(0x1E00, 0x1F00))]
_ACCENT = "[\u0300-\u036f]*"
_PARTICLES = frozenset({"da", "de", "do", "das", "dos", "e", "van", "von", "bin", "al", "el"})
_SHORTEST_ALONE = 3
"""Letters that a given name has at the least to be looked for by itself."""


def name_pattern(
    person: str, between: str = r"\s+", *, every_form: bool = True
) -> re.Pattern[str]:
    """Return a pattern that finds a name in capitals or small letters, with accents or without.

    ``between`` is what may stand between its words. With ``every_form`` it also finds the given
    name by itself (with a capital), the family name first, initials, and e-mail addresses made of
    the name.
    """
    words = person.split()
    forms = [between.join(map(_spelt, words))]
    if every_form and len(words) > 1:
        forms += _forms(words, between)
    return re.compile(rf"(?<![\w@])(?:{'|'.join(forms)})(?!\w)", re.IGNORECASE)


def _forms(words: list[str], between: str) -> Iterator[str]:
    """Yield the other forms, longer ones before those that they begin with."""
    names = [word for word in words if word.casefold().strip(".") not in _PARTICLES]
    given, family = names[0], names[-1]
    first, last = _spelt(given), _spelt(family)
    letters = "|".join((rf"{first}[._-]?{last}", rf"{last}[._-]?{first}",
                        rf"{_spelt(given[0])}[._-]?{last}", rf"{last}[._-]?{_spelt(given[0])}",
                        rf"{first}[._-]?{_spelt(family[0])}", first))
    yield rf"(?:{letters})[\d._+-]*@[\w-]+(?:\.[\w-]+)+"
    if len(names) > 1:
        rest = between.join(map(_spelt, words[:-1]))
        yield rf"{last},?{between}(?:{rest}|{first})"
        yield rf"{first}{between}{last}"
        yield rf"{_spelt(given[0])}\.{between}{last}"
        yield rf"{first}{between}{_spelt(family[0])}\."
        every = r"\.\s?".join(_capital(name[0]) for name in names)
        ends = rf"{_capital(given[0])}\.\s?{_capital(family[0])}"
        yield rf"(?-i:(?:{every}|{ends})\.)"
    if len(given) >= _SHORTEST_ALONE:
        yield rf"(?-i:{_capital(given[0])})(?:{_spelt(given[1:])})"


def _spelt(word: str) -> str:
    """A word with each letter in any accent, as one character or two."""
    return "".join(_letter(plain) for plain in _plain(word))


def _plain(word: str) -> Iterator[str]:
    yield from (letter for letter in unicodedata.normalize("NFD", word)
                if not unicodedata.combining(letter))


def _letter(letter: str) -> str:
    return f"[{re.escape(letter)}{''.join(_accented(letter))}]{_ACCENT}"


def _capital(letter: str) -> str:
    return _letter(next(_plain(letter.upper())))


@functools.cache
def _accented(letter: str) -> tuple[str, ...]:
    """The letters that are this one with an accent."""
    return tuple(other for other in _LETTERS if letter.isalpha() and other != letter
                 and next(_plain(other)) == letter)
