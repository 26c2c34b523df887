"""Find names that may be one person's: accents, slips, other order, initials, a part of a name."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

_LEAST_LETTERS = 6
"""Names shorter than this are not compared for slips: Ana and Ann are two."""


def near_pairs(keys: Iterable[str]) -> list[tuple[str, str]]:
    """Return the pairs of different keys (see `name_key`) that may be one person's names.

    >>> near_pairs(["inês costa", "ines costa", "i. costa", "rui"])
    [('i. costa', 'ines costa'), ('i. costa', 'inês costa'), ('ines costa', 'inês costa')]
    """
    words = {key: _words(key) for key in sorted(set(keys))}
    buckets: defaultdict[tuple[str, object], list[str]] = defaultdict(list)
    for key, said in words.items():
        buckets["same words", tuple(sorted(said))].append(key)
        buckets["initials", tuple(sorted(word[0] for word in said))].append(key)
        text = " ".join(said)
        if len(text) >= _LEAST_LETTERS:
            for cut in {text, *(text[:at] + text[at + 1:] for at in range(len(text)))}:
                buckets["one letter", cut].append(key)
    found: set[tuple[str, str]] = set()
    for (how, _), members in buckets.items():
        if how == "initials" and not any(_has_initial(words[key]) for key in members):
            continue
        for one, other in combinations(members, 2):
            if (one, other) not in found and _alike(words[one], words[other]):
                found.add((one, other))
    return sorted(found | {(min(pair), max(pair)) for pair in _parts_of_others(words)})


def _parts_of_others(words: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    """Yield each key with one that has all its words or their initials, and perhaps more."""
    holders: defaultdict[str, list[str]] = defaultdict(list)
    shortened: defaultdict[str, list[str]] = defaultdict(list)
    for key, said in words.items():
        for word in {*said}:
            (shortened if _has_initial(said) else holders)[word].append(key)
    for key, said in words.items():
        full = [word for word in said if not _is_initial(word)]
        # who writes all words in full has each of these: those who have the rarest are enough
        others = {*min((holders[word] for word in full), key=len, default=[])}
        for other in others.union(*(shortened[word] for word in full)):
            if other != key and len(words[other]) >= len(said) and _part_of(said, words[other]):
                yield key, other


def _words(key: str) -> tuple[str, ...]:
    """Return the words of a name without accents and signs."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", key)
                    if not unicodedata.combining(sign))
    return tuple(re.findall(r"[^\W_]+", plain)) or (key,)


def _has_initial(words: tuple[str, ...]) -> bool:
    return any(_is_initial(word) for word in words)


def _is_initial(word: str) -> bool:
    return len(word) == 1 and word.isalpha()


def _part_of(part: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    """Return whether each word of a name is one of the other name, or an initial of one.

    Numbers tell people apart: "jury" and "jury 2" are two.
    """
    left, right = Counter(part) - Counter(whole), Counter(whole) - Counter(part)
    if any(not word.isalpha() for word in (*left, *right)):
        return False
    return not (_letters(left, initials=True) - _letters(right, initials=False)
                or _letters(left, initials=False) - _letters(right, initials=True))


def _letters(words: Counter[str], *, initials: bool) -> Counter[str]:
    """Return the first letters of the words that are initials, or of those that are not."""
    return Counter(word[0] for word in words.elements() if _is_initial(word) is initials)


def _alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if sorted(one) == sorted(other):
        return True
    return _shortened(one, other) or _slip(one, other)


def _shortened(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Return whether one name has an initial where the other has a word, and the rest is equal."""
    if len(one) != len(other):
        return False
    left = sorted(set(one) - set(other))
    right = sorted(set(other) - set(one))
    return (len(left) == len(right) == 1 and left[0].isalpha() and right[0].isalpha()
            and min(len(left[0]), len(right[0])) == 1 and left[0][0] == right[0][0]
            and max(len(left[0]), len(right[0])) > 1)


def _slip(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Return whether one letter too many, too few, wrong or swapped tells two names apart.

    Numbers tell people apart, and so do words of one or two letters.
    """
    left, right = " ".join(one), " ".join(other)
    if min(len(left), len(right)) < _LEAST_LETTERS or not _one_edit(left, right):
        return False
    if re.findall(r"\d+", left) != re.findall(r"\d+", right):
        return False
    unlike = {*one} ^ {*other}
    return all(len(word) > 2 for word in unlike)


def _one_edit(left: str, right: str) -> bool:
    if abs(len(left) - len(right)) > 1:
        return False
    at = next((at for at, (a, b) in enumerate(zip(left, right, strict=False)) if a != b),
              min(len(left), len(right)))
    if len(left) > len(right):
        return left[at + 1:] == right[at:]
    if len(left) < len(right):
        return left[at:] == right[at + 1:]
    swapped = left[at:at + 2][::-1] == right[at:at + 2] and left[at + 2:] == right[at + 2:]
    return left[at + 1:] == right[at + 1:] or swapped
