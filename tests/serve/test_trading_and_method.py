"""Months of test trading that are pasted, and the method beside its file."""

from __future__ import annotations

import datetime as dt
import html

import pytest
from starlette.testclient import TestClient
from tests.serve.conftest import FIRST, Desk

from hubflow.register.agenda.dues_words import due_sentence
from hubflow.register.standing import dues

TRADING = f"/porto/ventures/{FIRST}/trading"


def trading(desk: Desk) -> TestClient:
    """An office, after the first venture began to trade."""
    person = desk.person("secretary")
    address = f"/porto/ventures/{FIRST}/dossier?phase=all"
    done = person.post(address, data={
        "version": "1", "answer-trade.start": "2025-01-01", "answer-trade.opening_cash": "1000"})
    assert done.status_code == 303, done.text
    return person


def test_months_that_are_pasted_are_recorded_once(desk: Desk) -> None:
    person = trading(desk)
    pasted = "month\tsales\tcosts\tgrants\n2025-01\t1.200,50\t900\t\n2025-02\t1.300\t950\t100\n"
    assert person.post(TRADING, data={"months": pasted}).headers["location"].endswith("recorded=2")
    with desk.bench.register.reading() as journal:
        first, second = journal.read(subject=FIRST, kinds=["ledger"])
    assert (first.body["start"], first.body["sales"]) == ("2025-01-01", 1200.5)
    assert second.body["grants"] == 100
    assert first.personal["by"] == "Ana Sample (secretary)"
    page = person.get(TRADING).text
    assert "2025-02" in page
    again = person.post(TRADING, data={"months": pasted})
    assert again.status_code == 422
    assert "recorded already" in again.text
    assert "1.200,50" in again.text


def test_what_is_due_is_told_in_the_language_of_the_visitor(
    reading_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dues, "dues_of", lambda _: [
        dues.Due(dt.date(2025, 2, 1), "ledger", "2025-01"),
        dues.Due(dt.date(2025, 7, 1), "checkpoint", "month 6")])
    person = reading_desk.person("secretary")
    for language in ("en", "pt"):
        person.get(f"/language/{language}")
        page = html.unescape(person.get(TRADING).text)
        assert due_sentence("ledger", "2025-01", language) in page
        assert due_sentence("checkpoint", "month 6", language) in page


@pytest.mark.parametrize("pasted", [
    "", "month\tsales", "month\tsales\n2025-01\tmany", "month\tsales\nJanuray\t5",
    "month\tprofit\n2025-01\t5", "month\tsales\n2999-01\t5"])
def test_months_that_cannot_be_taken_are_told_and_stay(desk: Desk, pasted: str) -> None:
    person = trading(desk)
    refused = person.post(TRADING, data={"months": pasted})
    assert refused.status_code == 422
    assert "tmp" not in refused.text
    with desk.bench.register.reading() as journal:
        assert not journal.read(kinds=["ledger"])


def test_the_method_stands_beside_its_file(reading_desk: Desk) -> None:
    person = reading_desk.person("author")
    page = person.get("/porto/method").text
    assert "Degree of innovation" in page
    assert "rank_by" in page
    file = person.get("/porto/method/file")
    assert b'id = "porto"' in file.content
    assert person.get("/porto/method?edition=1900").status_code == 404
