"""Find names that may be one person's: accents, a slip of the hand, other order, initials."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
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
    return sorted(found)


def _words(key: str) -> tuple[str, ...]:
    """Return the words of a name without accents and signs."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", key)
                    if not unicodedata.combining(sign))
    return tuple(re.findall(r"[^\W_]+", plain)) or (key,)


def _has_initial(words: tuple[str, ...]) -> bool:
    return any(len(word) == 1 and word.isalpha() for word in words)


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
