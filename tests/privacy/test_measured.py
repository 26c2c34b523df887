"""The look for signs held to the sentences in ``sentences.toml``, and to texts of any length."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from scripts.measure_privacy import (
    BLIND,
    LATER,
    LATEST,
    SENTENCES,
    Sentence,
    measure,
    sentences,
    table,
)

ALL = list(sentences())
ASIDE = [sentence for sentence in ALL if sentence.aside]
LATER_ONES = list(sentences(LATER))
LATEST_ONES = list(sentences(LATEST))
BLIND_ONES = list(sentences(BLIND))
KINDS = list(dict.fromkeys(sentence.kind for sentence in ALL))


def test_the_set_is_whole() -> None:
    assert len(ALL) == 400 == len({sentence.text for sentence in ALL})
    assert sum(bool(sentence.signs) for sentence in ALL) == 200
    assert all(len([s for s in ALL if s.kind == kind]) == 40 for kind in KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_nine_of_ten_are_found_and_alarms_are_seldom_false(kind: str) -> None:
    some = [sentence for sentence in ALL if sentence.kind == kind]
    measured = measure(some)
    assert measured.recall >= 0.9, table(some)
    assert measured.precision >= 0.95, table(some)


@pytest.mark.parametrize(
    ("title", "some"),
    [("kept aside", ASIDE), ("later", LATER_ONES), ("latest", LATEST_ONES)])
def test_sentences_that_patterns_were_not_adjusted_to(title: str, some: list[Sentence]) -> None:
    print(title, table(some), sep="\n")
    measured = measure(some)
    assert measured.recall >= 0.9, table(some)
    assert measured.precision >= 0.95, table(some)


def test_of_sentences_that_nothing_was_adjusted_to_four_of_five_are_found() -> None:
    measured = measure(BLIND_ONES)
    assert measured.recall >= 0.8, table(BLIND_ONES)
    assert measured.precision >= 0.95, table(BLIND_ONES)


def test_a_name_that_the_dossier_gives_may_stand_as_a_whole_in_any_case_of_the_word(
    look: Callable[[str], tuple[object, ...]]
) -> None:
    text = ("id = 'x'\nname = 'X'\nsummary = \"{}\"\n"
            "[incubate]\nleader = {{ name = 'Emma-Louise Carter' }}\n")
    assert not look(text.format("Emma-Louise Carter's bakery opens. We met Emma-Louise Carter."))
    assert look(text.format("Emma-Louise opens the bakery."))


@pytest.mark.parametrize("piece", [
    "two girls ", "ANA SILVA ", "Rua Aaa de ", "Maria-", "Maria's ", "case 1/", "her son ana ",
    "she lives at Aa ", "one of the girls ", "@ana.b ", "x#1", "Insta: a.b ", "\nAna said\n",
    "a 15-year-old boy ", "LAC/0331 ", "she a ", "her sons, 8 and 9 ", "at 15 she ", "a mãe a ",
    "in her ", "her school, Aa ", ".\nLives at Aa ", "conta dela como ", "aos 15 anos ", "1 ",
    "(0) ", "a.", "«a ",
    "a@", "0121 ", "born 1.1.", "One girl was ", "e ", "spent a at ", "processo dela ",
    "two of them are ", "três das nove são ", "'a b ", "she was born in ", "\nBorn in May 20",
    "call him on 0", "07700 9", "Mill Lane ", "o T", "Mr T. ", "her friend of 20 ", "vitamin D. ",
    "a ministra da Saúde ", "mayor of Aa Ana Silva ", "a tia, 12", "ëë",
])
def test_time_grows_with_the_length_and_no_faster(
    seen: Callable[[str], list[str]], piece: str
) -> None:
    """A text of double length takes double the time, and four times if time were quadratic."""
    def seconds(length: int) -> float:
        text = piece * (length // len(piece)) + " joana@example.pt"
        start = time.process_time()
        assert "HF707" in seen(text)
        return time.process_time() - start

    doublings = 3
    ratios = ((seconds(16_000) / seconds(16_000 >> doublings)) ** (1 / doublings)
              for _ in range(5))
    assert any(ratio < 3 for ratio in ratios)


def test_what_is_wrong_can_be_told() -> None:
    missed = Sentence("k", "a kind", "Nothing is in it.", frozenset({"HF701"}), False)
    assert not missed.is_right()
    assert measure([missed]).recall == 0
    assert "| a kind | 1 | 0 | 0 | 0% | 0% |" in table([missed])


def test_the_documentation_tells_the_figures() -> None:
    page = (SENTENCES.parents[2] / "docs" / "explanation" / "privacy.md").read_text("utf-8")
    assert table(BLIND_ONES) in page
    for some in (ALL, ASIDE, LATER_ONES, LATEST_ONES):
        assert table(some).rpartition("| all")[2] in page
