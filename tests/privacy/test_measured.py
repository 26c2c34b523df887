"""The look for signs held to the sentences in ``sentences.toml``, and to texts of any length."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from scripts.measure_privacy import SENTENCES, Sentence, measure, sentences, table

ALL = list(sentences())
KINDS = list(dict.fromkeys(sentence.kind for sentence in ALL))


def test_the_set_is_whole() -> None:
    assert len(ALL) == 400 == len({sentence.text for sentence in ALL})
    assert sum(bool(sentence.signs) for sentence in ALL) == 200
    assert all(len([s for s in ALL if s.kind == kind]) == 40 for kind in KINDS)


@pytest.mark.parametrize("aside", [False, True], ids=["adjusted to", "kept aside"])
def test_nine_of_ten_are_found_and_alarms_are_seldom_false(aside: bool) -> None:
    some = [sentence for sentence in ALL if sentence.aside == aside]
    measured = measure(some)
    assert measured.recall >= 0.9, table(some)
    assert measured.precision >= 0.95, table(some)


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_is_left_behind(kind: str) -> None:
    some = [sentence for sentence in ALL if sentence.kind == kind]
    measured = measure(some)
    assert measured.recall >= 0.85, table(some)
    assert measured.precision >= 0.9, table(some)


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
    "a 15-year-old boy ", "LAC/0331 ",
])
def test_time_grows_with_the_length_and_no_faster(
    seen: Callable[[str], list[str]], piece: str
) -> None:
    """Quadratic, each would take minutes."""
    assert "HF707" in seen(piece * (60_000 // len(piece)) + " joana@example.pt")


def test_what_is_wrong_can_be_told() -> None:
    missed = Sentence("k", "a kind", "Nothing is in it.", frozenset({"HF701"}), False)
    assert not missed.is_right()
    assert measure([missed]).recall == 0
    assert "| a kind | 1 | 0 | 0 | 0% | 0% |" in table([missed])


def test_the_documentation_tells_the_figures() -> None:
    page = (SENTENCES.parents[2] / "docs" / "explanation" / "privacy.md").read_text("utf-8")
    for aside in (False, True):
        assert table(sentence for sentence in ALL if sentence.aside == aside) in page
