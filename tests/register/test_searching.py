"""Texts are found by the beginnings of their words, as they are now, on both databases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from tests.register.conftest import Hubflow, server, url  # noqa: F401 - fixtures

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


def note(venture: str, text: str) -> Draft:
    return Draft(kind="judgement", hub="h", subject=venture, on=DAY, body={
        "phase": "jury", "criterion": "need", "score": 3, "conflict": False},
        personal={"assessor": "a1", "note": text, "by": "tests"})


def filled(journal: Journal) -> None:
    """Record two ventures, one of them again, and a challenge."""
    journal.append([
        dossier("coro", "Coro de São João", 'summary = "Vozes que visitam pessoas idosas."'),
        dossier("horta", "Horta", 'summary = "Uma horta para o bairro."'),
        dossier("solidao", "Solidão", 'summary = "Pessoas idosas sozinhas."', "challenge")])
    journal.append([dossier("horta", "Horta", 'summary = "Um pomar para o bairro."')])


@pytest.fixture
def journal(url: str) -> Iterator[Journal]:  # noqa: F811
    """A journal with two ventures and a challenge."""
    register: Register
    register, _ = init_register(url, DAY, "tests")
    with register.writing() as found:
        filled(found)
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
    assert hit.excerpt == "Vozes que visitam pessoas idosas.", "the answer, without its key"
    assert [one.excerpt for one in search(journal, ["h"], ["coro"], keys=False)] == [
        "Coro de São João"]
    assert found_by(journal, "summary")
    assert not list(search(journal, ["h"], ["summary"], keys=False)), "only keys have the word"
    assert found_by(journal, "pomar") == [one.venture for one in search(journal, ["h", "i"], [
        "pomar"])]
    journal.append([note("coro", "Sala a 20 ℃, som Vocal™")])
    assert found_by(journal, "c", "VOCALTM") == ["coro"]


def test_a_search_of_the_board_names_ventures_by_words_and_ids_up_to_a_number(
    journal: Journal
) -> None:
    assert ventures_with(journal, "h", "idosas", 5) == (["coro"], False)
    assert ventures_with(journal, "h", "idosas", 1) == (["coro"], False)  # challenges are none
    assert ventures_with(journal, "h", "ORT", 5) == (["horta"], False)
    assert ventures_with(journal, "h", "summary", 1)[1]
    journal.append([dossier("Oak-1", "Tree", "")])
    derive(journal)
    assert ventures_with(journal, "h", "oak-", 5) == (["Oak-1"], False)  # on both databases
    assert ventures_with(journal, "other", "idosas", 5) == ([], False)


def test_a_venture_of_many_notes_hides_no_other(journal: Journal) -> None:
    journal.append([note("coro", "Para toda a equipa")] * 20)
    found, more = ventures_with(journal, "h", "para", 4)
    assert (sorted(found), more) == (["coro", "horta"], False)


def test_an_older_register_is_searched_after_init(
    url: str, hubflow: Hubflow  # noqa: F811
) -> None:
    register, _ = init_register(url, DAY, "tests")
    with register.writing() as journal:
        filled(journal)
        run = journal.connection.exec_driver_sql
        if journal.connection.dialect.name == "sqlite":
            run("DROP TABLE searched_words")
        run("DROP TABLE searched")
        run("UPDATE alembic_version SET version_num = '0001'")
    register.close()
    older = hubflow("register", "search", "vozes", "--register", url, code=2)
    assert "register init" in older.err
    hubflow("register", "init", "--register", url, "--by", "tests")
    assert "coro" in hubflow("register", "search", "vozes", "--register", url, "--json").out
    hubflow("register", "verify", "--register", url)


def test_the_words_can_be_made_again_and_are_verified(journal: Journal) -> None:
    assert verify(journal).findings == ()
    journal.connection.execute(sa.text("UPDATE searched SET words = 'nothing'"))
    assert len([one for one in verify(journal).findings if "by its words" in one]) == 3
    derive(journal)
    assert verify(journal).findings == ()
    assert found_by(journal, "vozes") == ["coro"]


def test_the_words_of_the_longest_text_go_into_an_index_of_postgresql(journal: Journal) -> None:
    letters = [chr(0x20000 + at) for at in range(11_000)]  # four bytes each
    text = " ".join(letter * 60 for letter in letters)
    size = len(" ".join(words_in(text)).encode())
    assert size < 2**20
    journal.append([note("horta", text)])
    assert found_by(journal, letters[5] * 3) == ["horta"]


@given(st.text(max_size=60))
def test_a_text_is_found_by_each_part_of_it_however_it_is_written(text: str) -> None:
    for part in text.split():
        assert set(words_in(part)) <= set(words_in(text))
