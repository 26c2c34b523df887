"""What a command says, in the language of those who read it: ``say("register.resumed")``.

A command's language is known once for the whole command (or one request of the workbench), so
nothing hands it on: ``say`` asks for it when the sentence is made. Sentences are for people alone:
no word by which a program or a later run decides is made here.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar

_ENGLISH = "en"


def _english() -> str:
    return _ENGLISH


_LANGUAGE: ContextVar[Callable[[], str]] = ContextVar("spoken_language", default=_english)
_ON_PAGE: ContextVar[bool] = ContextVar("spoken_on_page", default=False)


@contextlib.contextmanager
def speaking(language: Callable[[], str], *, on_page: bool = False) -> Iterator[None]:
    """Say all sentences in a language, which is asked for when the first one is made.

    ``on_page``: they are read in a browser, where one clicks and types no commands.
    """
    before, medium = _LANGUAGE.set(language), _ON_PAGE.set(on_page)
    try:
        yield
    finally:
        _LANGUAGE.reset(before)
        _ON_PAGE.reset(medium)


def speak(language: Callable[[], str]) -> None:
    """Say all sentences from here on in a language, until the ``speaking`` around it ends."""
    _LANGUAGE.set(language)


def spoken_language() -> str:
    """Return the language in which sentences are made now: English where nobody says another."""
    return _LANGUAGE.get()()


def is_on_page() -> bool:
    """Return whether sentences are read in a browser."""
    return _ON_PAGE.get()


def say(name: str, /, **values: object) -> str:
    """Return a sentence in the spoken language: ``name`` is ``file.key`` of the words.

    Numbers with a format and days are written as the language writes them. With ``n`` a key that
    ends in ``_one`` is taken for a single thing, where the words have one; on a page one that ends
    in ``_page``.

    >>> say("register.months_recorded", n=1), say("register.months_recorded", n=24)
    ('1 month recorded.', '24 months recorded.')
    """
    return say_in(spoken_language(), name, **values)


def say_in(language: str, name: str, /, **values: object) -> str:
    """Return a sentence as :func:`say` does, in a language."""
    from hubflow.text.sentence_format import SentenceFormatter

    of, _, key = name.partition(".")
    texts = words_here(language, of)
    if values.get("n") in (1, "1") and f"{key}_one" in texts:
        key = f"{key}_one"
    return SentenceFormatter(language).vformat(texts[key], (), values)


def words_here(language: str, of: str = "common") -> Mapping[str, str]:
    """Return the words of a part in a language, with the forms for pages where a page is made.

    >>> with speaking(lambda: "en", on_page=True):
    ...     "--" in words_here("en", "compare")["all_ventures"]
    False
    """
    from hubflow.text.catalogue import words

    texts = words(language, of)
    return _Paged(texts) if _ON_PAGE.get() else texts


class _Paged(Mapping[str, str]):
    """Words of which a form for pages, where there is one, stands in for the one of commands."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    def __getitem__(self, key: str) -> str:
        """Return what a page says."""
        return self._texts[f"{key}_page" if f"{key}_page" in self._texts else key]

    def __iter__(self) -> Iterator[str]:
        """Yield the keys."""
        return iter(self._texts)

    def __len__(self) -> int:
        """Return how many keys there are."""
        return len(self._texts)


def say_word(word: str) -> str:
    """Return a recorded word, such as ``advance``, in the spoken language; else the word itself."""
    language = spoken_language()
    plain = word.replace("_", " ")
    return plain if language == _ENGLISH else next(words_for(plain, language), plain)


def say_amount(amount: float, currency: str | None) -> str:
    """Return an amount of money in the spoken language; a number alone without a currency.

    >>> say_amount(30000, "EUR"), say_amount(10.5, None)
    ('€30,000', '10.5')
    """
    from hubflow.text.numbers import money, number

    language = spoken_language()
    return money(amount, currency, language) if currency else number(amount, language, 2)


def words_for(word: str, language: str) -> Iterator[str]:
    """Yield the words for a recorded word in a language; the first is what commands say."""
    from hubflow.text.catalogue import words
    from hubflow.text.vocabulary import label_words

    key = word.replace(" ", "_")
    for texts, wanted in ((label_words(language), word), (words(language, "call"), word),
                          (words(language), key), (words(language, "kinds"), key),
                          (words(language, "lists"), word)):
        if isinstance(said := texts.get(wanted), str) and "{" not in said:
            yield said
