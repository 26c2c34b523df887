"""Find names and initials of persons in running text.

A name that lists know (``listed_names.py``) is found wherever it stands with a capital, and in
small letters behind a word for a person. A name that is in no list is found where a word beside it
says that a person is meant. There is no language model behind it: what is looked for can be read
here and in ``privacy.toml`` of each language. Every pattern is bounded, so a text of double length
takes double the time.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Set

from hubflow.privacy.listed_names import is_given, names_person
from hubflow.privacy.sign_words import lists, sign_pattern
from hubflow.privacy.signs import SignHit, masked
from hubflow.text.spoken import say

_LATIN = [chr(code) for code in (*range(0x250), *range(0x1E00, 0x1F00))]
_UP = "".join(letter for letter in _LATIN if letter.isupper())
_LOW = "".join(letter for letter in _LATIN if letter.islower())
_MARK = "['’-]"

_CAP = rf"[{_UP}][{_LOW}]+(?:{_MARK}[{_UP}{_LOW}]?[{_LOW}]+){{0,3}}"
"""A word with a capital."""

_TOKEN = (rf"[{_UP}](?:{_MARK}[{_UP}])?[{_UP}{_LOW}]+"
          rf"(?:{_MARK}[{_UP}{_LOW}]+){{0,3}}{_MARK}?")
"""A word with a capital or in capitals; what stands behind an apostrophe belongs to it."""

_RUN = re.compile(rf"(?<!\w){_TOKEN}(?: (?:(?:d[aeo]s?|e|D[AEO]S?|E) )?{_TOKEN}){{0,11}}")
_TOKENS = re.compile(_TOKEN)
_WORD = re.compile(r"[^\W\d_]+")
_POSSESSIVE = re.compile(r"(?:['’][sS]?|-)$")

_NAME = rf"({_CAP}(?: {_CAP}){{0,4}})"
_ONE = sign_pattern("one")
_TITLE = re.compile(rf"\b{sign_pattern('title')}\b\.?ª? {_NAME}")
_PERSON_NAMED = re.compile(rf"\b{sign_pattern('one_called')} {_NAME}")
_PERSON_NAME = re.compile(rf"\b{_ONE},? {_NAME}")
_CALLS_HERSELF = re.compile(rf"\b{sign_pattern('name_is')} {_NAME}")
_SPOKE = re.compile(rf"\b{sign_pattern('spoke')} ({_CAP})")
_OF_NAME = re.compile(rf"(?<!\w)([{_UP}][{_LOW}]+(?:-[{_UP}]?[{_LOW}]+)?)(?:['’]s?) "
                      rf"{sign_pattern('name_s')}")
_NAME_OF = re.compile(rf"\b(?i:{sign_pattern('before_name')}) {_NAME}")
_NAME_DOES = re.compile(rf"(?<!\w)({_CAP}) {sign_pattern('name_does')}")
_SHORT_NAME = re.compile(
    rf"(?<!\w){sign_pattern('before_short_name')} "
    rf"([{_UP}][{_LOW}]{{0,2}}[éóôêú](?:-{_CAP})?)(?![\w-])")
_SMALL_LETTERS = re.compile(
    rf"\b(?i:{sign_pattern('beside_name')}) ([{_LOW}]{{3,}}(?:-[{_LOW}]+)?)(?!\w)")

_INITIALS = (
    re.compile(rf"\b(?:{_ONE},?|{sign_pattern('title')}\b\.?ª?) ((?:[A-ZÀ-Ý]\. ?){{1,4}})(?!\w)"),
    re.compile(rf"(?<![\w.])([A-ZÀ-Ý]\.),? (?:\(?\d{{1,2}}\b|{sign_pattern('does')}\b)"),
    re.compile(r"(?<![\w.])((?:[A-ZÀ-Ý]\.){2,4})(?![\w.])"),
)

_LETTERED = re.compile(rf"\b{sign_pattern('lettered')} $", re.IGNORECASE)
_OFFICE = re.compile(rf"(?<!\w){sign_pattern('public_office')}(,? )$")
_OFFICE_BEHIND = re.compile(rf"[ ,]{{1,2}}{sign_pattern('office_behind')}\b")
_LONGEST_OFFICE = 80
"""So many characters before a name are looked at for its bearer's public office."""

_BEFORE = 40
"""So many characters before a name are looked at."""

_ACRONYM = 4
"""Up to so many letters a word in capitals may be an acronym: alone it is no name."""


@functools.cache
def _plain() -> re.Pattern[str]:
    """A run of words as names are written: one capital each."""
    return re.compile(rf"{_CAP}(?: (?:(?:d[aeo]s?|e) )?{_CAP}){{0,11}}")


def whole_names(text: str) -> Iterator[str]:
    """The names in what stands where a name belongs; no given name by itself, if there is more.

    >>> list(whole_names("Ana Silva, founder")), list(whole_names("Ana, founder"))
    (['Ana Silva'], [])
    """
    for found in _plain().finditer(text):
        alone = " " not in found[0] and is_given(found[0].casefold())
        if not alone or found[0] == text.strip():
            yield found[0]


def _without(text: str, known: Set[str]) -> str:
    """The text with each known name struck out, where it is no part of a longer one."""
    if not known:
        return text
    names = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    whole = re.compile(rf"(?<![\w-])(?:{names})(?![\w-])(?! (?:(?:d[aeo]s?|e) )?{_CAP})")
    return whole.sub(lambda found: "·" * len(found[0]), text)


def name_hits(text: str, known: Set[str]) -> Iterator[SignHit]:
    """Yield names and initials in a text.

    ``known`` are names that may stand in it, each as a whole: those of the venture's own people,
    of organisations and places.
    """
    text = _without(text, known)
    for pattern in (_TITLE, _PERSON_NAMED, _CALLS_HERSELF, _PERSON_NAME, _SPOKE, _OF_NAME, _NAME_OF,
                    _NAME_DOES, _SHORT_NAME):
        for found in pattern.finditer(text):
            words = _words(found[1])
            if not _of_organisation(words) and words[0] not in lists().no_name:
                sure = pattern in (_PERSON_NAMED, _CALLS_HERSELF)
                seen = say(f"signs.{'names_person' if sure else 'name'}", seen=masked(found[1]))
                yield SignHit("HF701", *found.span(1), seen, sure)
    for found in _SMALL_LETTERS.finditer(text):
        if is_given(found[1]):
            yield _looks_named(found.span(1), found[1])
    for found in _RUN.finditer(text):
        begins = _listed(found, text)
        if begins is not None and not _holds_office(text, found.start() + begins, found.end()):
            name = found[0][begins:]
            yield _looks_named((found.start(), found.end()), name)
    for pattern in _INITIALS:
        for found in pattern.finditer(text):
            before = text[max(0, found.start(1) - _BEFORE):found.start(1)]
            if found[1].strip() not in lists().no_initials and not _LETTERED.search(before):
                yield SignHit("HF702", *found.span(1), say(
                    "signs.initials", seen=masked(found[1])))


def _holds_office(text: str, start: int, end: int) -> bool:
    """Return whether a whole name is that of somebody in a public office: ``minister Ana Silva``.

    Behind a comma only an apposition counts, which a comma or bracket ends.
    """
    name = text[start:end]
    if " " not in name:
        return False
    office = _OFFICE.search(text[max(0, start - _LONGEST_OFFICE):start])
    if office and (office[1] == " " or text[end:end + 1] in {",", ")", "."}):
        return True
    return bool(re.search(rf" {sign_pattern('office_behind')}$", name)
                or _OFFICE_BEHIND.match(text, end))


def _looks_named(span: tuple[int, int], name: str) -> SignHit:
    return SignHit("HF701", *span, say("signs.name", seen=masked(name)))


def _listed(found: re.Match[str], text: str) -> int | None:
    """Return where in a run of words with capitals a person's name begins, if there is one."""
    tokens = list(_TOKENS.finditer(found[0]))
    if _part_of_name(text[max(0, found.start() - _BEFORE):found.start()], len(tokens) == 1):
        return None
    words = [_POSSESSIVE.sub("", token[0]) for token in tokens]
    region = re.search(r" e ", found[0])  # "Tâmega e Sousa" is a region
    loud = all(word.isupper() for word in words)
    if not loud and _of_organisation(_words(found[0])):
        return None
    if loud and len(words) == 1 and len(words[0]) <= _ACRONYM:
        return None
    low = [word.casefold() for word in words]
    start = 0
    while (begins := names_person(low[start:])) is not None:
        at = start + begins
        beside = low[max(0, at - 1):at + 4] if loud else ()
        alone = len(words) == 1 or not region or is_given(low[at])
        if alone and not _of_organisation(list(beside)):
            return tokens[at].start()
        start = at + 1
    return None


def _of_organisation(words: list[str]) -> bool:
    """Return whether the words name an organisation or place."""
    return bool(lists().organisation & set(words))


def _part_of_name(before: str, alone: bool) -> bool:
    """Whether the words before it make it a part of a longer name: ``escola de``.

    ``alone``: a single word, which may be a person's behind ``um projeto da``.
    """
    *first, last = ["", "", *_WORD.findall(before[-30:])][-2:]
    if not before or before.rstrip().endswith((".", ":", ",")):
        return False
    own = alone and last in {"da", "do"} and first[0].islower()
    joined = last.casefold() in {"de", "do", "da"} and not own
    return _of_organisation([last.casefold(), *(first[0].casefold() if joined else "",)])


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]
