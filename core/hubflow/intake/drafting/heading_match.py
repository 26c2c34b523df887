"""Find the key that a form's heading asks for, by the words it shares with known questions.

Headings and known questions are compared as sets of words, each weighted by how rare it is among
the known questions. Of a word its beginning counts, or what it means together with its synonyms
(``[synonyms]`` in ``intake.toml`` of each language). The cosine of two such sets is 1 for the same
words and 0 for none in common (Salton and Buckley 1988, https://doi.org/10.1016/0306-4573(88)90021-0).
"""

from __future__ import annotations

import collections
import functools
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from hubflow.reading.values.normal_text import folded, unaccented
from hubflow.text.catalogue import entries, languages

SURE = 0.66
"""The likeness from which a heading is taken for a known question.

Chosen on the headings in tests/sheets/forms/known; words were not chosen by those in forms/blind.
"""
MARGIN = 0.04
"""How much more it must be like this question than like any of another key."""

_LIKELY, _EVIDENT, _EXACT = 0.5, 0.85, 0.999

_STEM = 5
"""The letters of a word that are compared: "beneficiary" and "beneficiaries" are one."""


@attrs.frozen
class AnswerUse:
    """The key that a question's answers go to; empty where no key answers it.

    ``entry`` is what else stands in the same entry of the key's list, in order, ``prefix`` what
    stands before each answer.
    """

    key: str
    entry: tuple[tuple[str, Any], ...] = ()
    prefix: str = ""


@attrs.frozen
class HeadingMatch:
    """The likeliest use of a heading's answers, and whether it is ``sure`` enough to map it."""

    use: AnswerUse
    sure: bool
    likeness: float = 0.0

    @property
    def evident(self) -> bool:
        """Whether the heading says nearly the same as a known question."""
        return self.sure and self.likeness >= _EVIDENT


_NONE = HeadingMatch(AnswerUse(""), sure=False)


Questions = Iterable[tuple[str, str, AnswerUse]]
"""Questions, each with its language and the use of its answers."""


class KnownQuestions:
    """Questions with their keys; of those with the same words the last source's count."""

    def __init__(self, *sources: Questions) -> None:
        self._uses: dict[frozenset[str], set[AnswerUse]] = {}
        for questions in sources:
            found: dict[frozenset[str], set[AnswerUse]] = {}
            for text, language, use in questions:
                found.setdefault(stems(text, language), set()).add(use)
            self._uses |= found
        self._uses.pop(frozenset(), None)
        counts = collections.Counter(word for words in self._uses for word in words)
        self._rarity = {word: math.log(1 + len(self._uses) / count)
                        for word, count in counts.items()}
        self._unknown = 0.7 * math.log(1 + len(self._uses))
        """A word that no question has says little: it may be an example or a name."""
        self._lengths = {words: self._length(words) for words in self._uses}
        self._by_word: dict[str, list[frozenset[str]]] = {}
        for words in self._uses:
            for word in words:
                self._by_word.setdefault(word, []).append(words)

    def _length(self, words: Iterable[str]) -> float:
        return math.sqrt(sum(self._rarity.get(word, self._unknown) ** 2 for word in words))

    def match(self, heading: str, language: str = "") -> HeadingMatch:
        """Return the likeliest use of a heading, read in a language or else in any."""
        own, words = self._match(stems(heading, language)), stems(heading)
        if own.sure or not language or len(words) == 1:
            return own
        return max(own, self._match(words), key=lambda found: (found.sure, found is own))

    def _match(self, words: frozenset[str]) -> HeadingMatch:
        likeness = self._likeness(words)
        if not likeness:
            return _NONE
        best, second = self._best_two(likeness)
        use, value = best
        if value < _LIKELY:
            return _NONE
        least = _EXACT if len(words) == 1 else SURE
        sure = value >= least and value - second >= MARGIN
        return HeadingMatch(use, sure and bool(use.key), value)

    def _likeness(self, words: frozenset[str]) -> Mapping[AnswerUse, float]:
        """Return how like the words are to the likest question of each use."""
        found: dict[AnswerUse, float] = {}
        length = self._length(words)
        for question in {each for word in words for each in self._by_word.get(word, ())}:
            if len(question & words) == 1 and question != words:
                continue  # one word is no question unless it is the whole heading
            shared = sum(self._rarity[word] ** 2 for word in words & question)
            value = shared / (length * self._lengths[question])
            for use in self._uses[question]:
                found[use] = max(value, found.get(use, 0.0))
        return found

    @staticmethod
    def _best_two(likeness: Mapping[AnswerUse, float]) -> tuple[tuple[AnswerUse, float], float]:
        """Return the likest use with its likeness, and the likeness of the next key."""
        ranked = sorted(likeness.items(), key=lambda found: (-found[1], found[0].key,
                                                             found[0].entry, found[0].prefix))
        best = ranked[0]
        return best, next((value for use, value in ranked if use.key != best[0].key), 0.0)


_NUMBER_SIGN = re.compile(r"\bn\.?\s?[º°]\.?|\bno\.|\bno$", re.IGNORECASE)


@functools.lru_cache(maxsize=20_000)
def stems(text: str, language: str = "") -> frozenset[str]:
    """Return the telling words of a text in a language, or in any: their beginnings or meanings.

    What stands in brackets, numbers in front and words that say nothing alone are passed over.

    >>> sorted(stems("3.2 Who are your service users? (max. 500 words)", "en"))
    ['=beneficiaries', 'servi', 'who']
    """
    plain = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", " ", _NUMBER_SIGN.sub(" número ", text))
    words = [unaccented(word) for word in re.findall(r"[^\W\d_]+", folded(plain or text))]
    telling = [word for word in words if word not in _silent_words(language)]
    meanings = _meanings(language)
    return frozenset(meanings.get(word, word[:_STEM])
                     for word in telling or words if len(word) > 1)


@functools.cache
def _silent_words(language: str) -> frozenset[str]:
    """Return the words that say nothing alone, without accents."""
    return frozenset(_plain(word) for each in _languages(language)
                     for word in entries(each, "intake")["silent"])


@functools.cache
def _meanings(language: str) -> Mapping[str, str]:
    """Return what words mean that have synonyms, without accents."""
    return {_plain(word): f"={meaning}" for each in _languages(language)
            for meaning, found in entries(each, "intake")["synonyms"].items() for word in found}


def _languages(language: str) -> Iterable[str]:
    return (language,) if language else languages()


def _plain(word: str) -> str:
    return unaccented(folded(word))
