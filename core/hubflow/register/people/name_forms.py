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
_UPPER = "".join(filter(str.isupper, _LETTERS))
_PARTICLE = rf"(?:{'|'.join(sorted(_PARTICLES - {'e'}))})\b"
"""Not `e`: it joins two people more often than two names of one."""
_CAPITAL = rf"(?<!\w)(?-i:[{_UPPER}])(?:[\w'\u2019\u0300-\u036f]|[-\u2010\u2011](?=\w))*\.?"
"""A word with a capital, or an initial with its dot."""
_HYPHEN, _SPACE = "[-\u2010\u2011]", r"[^\S\n]+"
_AFTER = re.compile(rf"(?:{_HYPHEN}|{_SPACE}(?:{_PARTICLE}{_SPACE})*){_CAPITAL}"
                    rf"(?:{_SPACE}(?:{_PARTICLE}{_SPACE})*{_CAPITAL})*")
_BEFORE = re.compile(rf"{_CAPITAL}(?:{_SPACE}{_CAPITAL})*(?P<joint>{_HYPHEN}|{_SPACE})\Z")
_TITLE = re.compile(r"(?:m(?:r|rs|s|iss)|dra?|srta?|sra?|profa?|eng[aª]?|arq[aª]?|d|dona|don|doña|"
                    r"senhora?|señora?|doutora?|professora?|presidente|chair|director|directora|"
                    r"diretora?)\.?", re.IGNORECASE)
_LONGEST_BEFORE = 100
_SENTENCES = re.compile(
    r"reasons?|notes?|learning|learnt|summary|description|purpose|what")
"""Keys of values that hold sentences, so that a capital may open one."""
_KEY = re.compile(r"(\w+)\s*=[^=\n]*\Z")
"""The key before a value in TOML."""
_SHORTEST_ALONE = 3
"""Letters that a given name has at the least to be looked for by itself."""


def name_pattern(
    person: str, between: str = r"\s+", *, every_form: bool = True, middle_names: bool = False
) -> re.Pattern[str]:
    """Return a pattern that finds a name in capitals or small letters, with accents or without.

    ``between`` is what may stand between its words. With ``middle_names`` it also finds up to
    three other names between the given and the family name. With ``every_form`` it finds these,
    too, and the given name by itself (with a capital), the family name first, initials, and e-mail
    addresses made of the name.
    """
    words = person.split()
    forms = [between.join(map(_spelt, words))]
    if len(words) > 1 and (every_form or middle_names):
        forms += _with_middle_names(words, between)
    if every_form and len(words) > 1:
        forms += _forms(words, between)
    return re.compile(rf"(?<![\w@])(?:{'|'.join(forms)})(?!\w)", re.IGNORECASE)


def longer_name(text: str, start: int, end: int, key: str = "") -> str | None:
    """Return the longer name of which the name at a place of a text is a part; None if of none.

    ``key`` is that of the text. Names that follow belong to it. Those before it do unless they are
    a title, or open a sentence.
    """
    after = None if text[start:end].endswith(".") or "@" in text[start:end] else (
        _AFTER.match(text, end))
    before = _BEFORE.search(text[max(start - _LONGEST_BEFORE, 0):start])
    if before and not _is_of_name(text, start - len(before[0]), before, end, key):
        before = None
    if not (before or after):
        return None
    return (before[0] if before else "") + text[start:after.end() if after else end]


def _is_of_name(text: str, at: int, before: re.Match[str], end: int, key: str) -> bool:
    """Return whether words with capitals before a name are names as well."""
    if _TITLE.fullmatch(before[0].split()[-1]):
        return False
    head = text[:at].rstrip()
    if re.fullmatch(_HYPHEN, before["joint"]):
        return True
    if not head or head[-1] in "\"'|":
        # a value: a name by itself, or a sentence
        found = _KEY.search(head)
        return not _SENTENCES.fullmatch(found[1] if found else key.rpartition(".")[2]) and bool(
            re.match(r"\s*(?:[\"'|;]|\Z)", text[end:]))
    return head[-1] not in ".!?:;\n" and "\n" not in text[len(head):at]


def id_pattern(person: str) -> re.Pattern[str] | None:
    """Return a pattern of the ids that are made of a name; None of a name of one word.

    Such as rosa, rosa-pereira, rosa.pereira, rpereira.
    """
    given, family = _ends(person.split())
    if given == family:
        return None
    first, last, initial = _spelt(given), _spelt(family), _spelt(given[0])
    return re.compile(
        rf"{first}(?:[-._]\w+){{0,3}}?[-._]?{last}|{last}[-._]?{first}|{initial}[-._]?{last}"
        rf"|{last}[-._]?{initial}|{first}", re.IGNORECASE)


def _ends(words: list[str]) -> tuple[str, str]:
    """Return the given and the family name."""
    names = [word for word in words if word.casefold().strip(".") not in _PARTICLES] or words
    return names[0], names[-1]


def _with_middle_names(words: list[str], between: str) -> Iterator[str]:
    """Yield the given and the family name with up to three names between them.

    In small letters these are names only where nothing else stands in the value.
    """
    given, family = _ends(words)
    if given == family:
        return
    first, last, joint = _spelt(given), _spelt(family), rf"(?:{between}|{_HYPHEN})"
    yield rf"{first}(?:{joint}(?:{_CAPITAL}|{_PARTICLE})){{0,3}}{joint}{last}"
    yield (rf"(?:(?<=[\"'|;])|(?<![\s\S])){first}(?:{joint}(?!e\b)\w+){{1,3}}{joint}{last}"
           r"(?=[\"'|;]|\Z)")


def _forms(words: list[str], between: str) -> Iterator[str]:
    """Yield the other forms, longer ones before those that they begin with."""
    names = [word for word in words if word.casefold().strip(".") not in _PARTICLES]
    given, family = _ends(words)
    first, last = _spelt(given), _spelt(family)
    letters = "|".join((rf"{first}[._-]?{last}", rf"{last}[._-]?{first}",
                        rf"{_spelt(given[0])}[._-]?{last}", rf"{last}[._-]?{_spelt(given[0])}",
                        rf"{first}[._-]?{_spelt(family[0])}", first))
    yield rf"(?:{letters})[\d._+-]*@[\w-]+(?:\.[\w-]+)+"
    if len(names) > 1:
        rest = between.join(map(_spelt, words[:-1]))
        more = rf"(?:{between}(?:{_PARTICLE}{between})?{_CAPITAL}){{0,3}}"
        initials = rf"(?:\s?(?-i:[{_UPPER}])\.){{0,3}}"
        yield rf"{last},{between}(?:{rest}|{first}){more}"
        yield rf"{last}{between}(?:{rest}|{first})"
        yield rf"{_spelt(given[0])}\.{initials}{more}{between}{last}"
        yield rf"{first}{initials}{between}{_spelt(family[0])}\."
        yield rf"(?-i:{_capital(given[0])}\.){initials}\s?(?-i:{_capital(family[0])}\.)"
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
