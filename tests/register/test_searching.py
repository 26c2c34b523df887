"""Texts are found by the beginnings of their words, as they are now, on both databases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from tests.register.conftest import server, url  # noqa: F401 - fixtures

from hubflow.register.searching.search import search, ventures_with
from hubflow.register.searching.search_words import words_in
from hubflow.register.storage.deriving import derive
from hubflow.register.storage.entries import Draft
from hubflow.register.storage.journal import Journal
from hubflow.register.storage.opening import Register, init_register
from hubflow.register.storage.proof import verify

DAY = dt.date(2026, 3, 1)


def dossier(venture: str, name: str, text: str, kind: str = "venture") -> Draft:
    return Draft(kind="dossier", hub="h", subject=venture, on=DAY, body={
        "kind": kind, "edition": "2026", "call": None, "challenge": None, "decisions": []},
        personal={"name": name, "text": text, "by": "tests"})


@pytest.fixture
def journal(url: str) -> Iterator[Journal]:  # noqa: F811
    """A journal with two ventures, a challenge and a decision."""
    register: Register
    register, _ = init_register(url, DAY, "tests")
    with register.writing() as found:
        found.append([
            dossier("coro", "Coro de São João", 'summary = "Vozes que visitam pessoas idosas."'),
            dossier("horta", "Horta", 'summary = "Uma horta para o bairro."'),
            dossier("solidao", "Solidão", 'summary = "Pessoas idosas sozinhas."', "challenge")])
        found.append([dossier("horta", "Horta", 'summary = "Um pomar para o bairro."')])
        derive(found)
        yield found
    register.close()


def found_by(journal: Journal, *words: str) -> list[str]:
    return [hit.venture for hit in search(journal, ["h"], words)]


def test_words_are_found_by_their_beginnings_without_accents_in_the_newest_text(
    journal: Journal
) -> None:
    assert found_by(journal, "SAO", "joão") == ["coro"]
    assert found_by(journal, "idos") == ["coro", "solidao"]
    assert found_by(journal, "dosas") == []
    assert found_by(journal, "idosas", "bairro") == []
    assert found_by(journal, "pomar") == ["horta"]
    assert found_by(journal, "horta", "uma") == []  # so said an earlier version
    assert found_by(journal, '"*', "' OR") == []
    (hit,) = search(journal, ["h"], ["vozes"])
    assert "Vozes que visitam" in hit.excerpt
    assert found_by(journal, "pomar") == [one.venture for one in search(journal, ["h", "i"], [
        "pomar"])]


def test_a_search_of_the_board_names_ventures_by_words_and_ids_up_to_a_number(
    journal: Journal
) -> None:
    assert ventures_with(journal, "h", "idosas", 5) == (["coro"], False)
    assert ventures_with(journal, "h", "ort", 5) == (["horta"], False)
    assert ventures_with(journal, "h", "summary", 1)[1]
    assert ventures_with(journal, "other", "idosas", 5) == ([], False)


def test_the_words_can_be_made_again_and_are_verified(journal: Journal) -> None:
    assert verify(journal).findings == ()
    journal.connection.execute(sa.text("UPDATE searched SET words = 'nothing'"))
    assert len([one for one in verify(journal).findings if "by its words" in one]) == 3
    derive(journal)
    assert verify(journal).findings == ()
    assert found_by(journal, "vozes") == ["coro"]


@given(st.text(max_size=60))
def test_a_text_is_found_by_each_part_of_it_however_it_is_written(text: str) -> None:
    for part in text.split():
        assert set(words_in(part)) <= set(words_in(text))
