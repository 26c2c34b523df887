"""The forms in which a text may hold a person's name, as one pattern."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator

_LETTERS = [chr(code) for code in (*range(0x41, 0x250), *range(0x1E00, 0x1F00))]
_ACCENT = "[\u0300-\u036f\u00ad\u200b-\u200d]*"
"""What may follow a letter: accents of their own, and signs that nobody sees."""

_STROKES = str.maketrans("øłđħŧıØŁĐĦŦ", "oldhtiOLDHT")
_DOUBLE = {"ss": "ßẞ", "ae": "æÆ", "oe": "œŒ"}
"""Pairs of letters, and the one letter in whose place they are written."""
_PAIRS = {ord(one): pair for pair, ones in _DOUBLE.items() for one in ones}

_SIGNS = {sign: pattern for signs, pattern in (
    ("'\u2019\u02bc`\u00b4", "['\u2019\u02bc`\u00b4]?"),
    ("-\u2010\u2011\u2013", r"[-\u2010\u2011\u2013\s]")) for sign in signs}
"""Apostrophes and hyphens, which people type in several ways."""
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
    plain = "".join(_plain(word.translate(_PAIRS)))
    return "".join(
        f"(?:[{_DOUBLE[piece.lower()]}]|{letters})" if piece.lower() in _DOUBLE else letters
        for piece in re.split(f"(?i)({'|'.join(_DOUBLE)})", plain)
        for letters in ["".join(map(_letter, piece))])


def _plain(word: str) -> Iterator[str]:
    yield from (letter for letter in unicodedata.normalize("NFD", word).translate(_STROKES)
                if not unicodedata.combining(letter))


def _letter(letter: str) -> str:
    if letter in _SIGNS:
        return _SIGNS[letter]
    return f"[{re.escape(letter)}{''.join(_accented(letter))}]{_ACCENT}"


def _capital(letter: str) -> str:
    return _letter(next(_plain(letter.upper())))


@functools.cache
def _accented(letter: str) -> tuple[str, ...]:
    """The letters that are this one with an accent."""
    return tuple(other for other in _LETTERS if letter.isalpha() and other != letter
                 and next(_plain(other)) == letter)
