"""Months of test trading that are pasted, and the method beside its file."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from starlette.testclient import TestClient
from tests.serve.conftest import FIRST, MECHANISM, Desk, add_mechanism

from hubflow.reading.values.normal_text import folded
from hubflow.register.accounts.account_words import spoken_figures
from hubflow.register.agenda.dues_words import due_sentence
from hubflow.register.recording.money import PlannedReport, PlannedTranche, award
from hubflow.register.standing import dues
from hubflow.register.storage.entries import FIGURES
from hubflow.text.catalogue import languages, words
from hubflow.text.numbers import day

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


def test_months_are_typed_into_a_grid(desk: Desk) -> None:
    person = trading(desk)
    page = person.get(TRADING).text
    assert 'name="cell-2025-01-sales"' in page
    assert page.count("<tr data-month=") == 12
    typed = {"cell-2025-01-sales": "1.200,50", "cell-2025-01-costs": "900", "grid": "1"}
    for field, text in (("cell-2025-03-jobs", "dois"), ("cell-2025-04-sales", "-5")):
        refused = person.post(TRADING, data=typed | {field: text})
        assert refused.status_code == 422
        assert f'id="{field}-wrong"' in refused.text
        assert 'value="1.200,50"' in refused.text
    assert person.post(TRADING, data={"grid": "1"}).status_code == 422
    sound = typed | {"cell-2025-03-jobs": "2"}
    assert person.post(TRADING, data=sound).headers["location"].endswith("recorded=2")
    with desk.bench.register.reading() as journal:
        first, second = journal.read(subject=FIRST, kinds=["ledger"])
    assert (first.body["sales"], first.body["costs"]) == (1200.5, 900)
    assert (second.body["start"], second.body["jobs"]) == ("2025-03-01", 2)
    page = person.get(TRADING).text
    assert 'name="cell-2025-01-sales"' not in page
    assert page.count("<svg") >= 2
    assert 'aria-labelledby="says"' in page
    twice = person.post(TRADING, data=sound)
    assert twice.status_code == 422
    assert "recorded already" in twice.text


@pytest.mark.parametrize("language", languages())
def test_the_headings_that_a_page_names_are_read_in_its_language(
    reading_desk: Desk, language: str
) -> None:
    told = words(language, "serve")
    assert spoken_figures()[folded(told["month"])] == "month"
    for figure in FIGURES:
        assert spoken_figures()[folded(told[f"figure_{figure}"])] == figure
    person = reading_desk.person("secretary")
    person.get(f"/language/{language}")
    page = person.get(TRADING).text
    assert "; ".join([told["month"], *(told[f"figure_{each}"] for each in FIGURES)]) in page


def test_what_is_wrong_with_pasted_months_is_told_by_line_and_column(desk: Desk) -> None:
    person = trading(desk)
    person.get("/language/pt")
    page = person.post(TRADING, data={
        "months": "Mês\tVendas\tDestinatários\n2025-01\tmuito\t3\nxx\t5\t\n"}).text
    assert "<li>Linha 2, Vendas: tem de ser um número" in page
    assert "<li>Linha 3, Mês: tem de ser um mês" in page
    assert ">janeiro de 2025<" in page
    done = person.post(TRADING, data={
        "months": "Destinatários\tMês\tVendas\n3\t2025-01\t1.200,50\n"})
    assert done.headers["location"].endswith("recorded=1")


def awarded(desk: Desk) -> None:
    """Record an award in two tranches, with a report."""
    with desk.bench.register.writing() as journal:
        award(journal, "porto", FIRST, funder="The fund", amount=1000, on=dt.date.today(),
              by="tests", id="F-1", tranches=[
                  PlannedTranche(600, dt.date.today()), PlannedTranche(400, None, "a report")],
              reports=[PlannedReport(dt.date.today(), "the first half")])


def test_tranches_are_paid_and_reports_sent(desk: Desk) -> None:
    awarded(desk)
    person = desk.person("secretary")
    page = person.get(TRADING).text
    assert f"<h3>The fund, €1,000, {day(dt.date.today(), 'en')}</h3>" in page
    assert "tranche 1 of the award (The fund)" in page
    assert "a report" in page
    (seen, *_) = re.findall(r'name="seen" value="(\d+)"', page)
    (key, *_) = re.findall(r'name="award" value="(\d+)"', page)
    today = dt.date.today().isoformat()
    form = {"part": "tranches", "award": key, "number": "1", "seen": seen, "on": today}
    for wrong in ({"amount": "lots"}, {"amount": "601"}, {"on": "someday"}, {"number": "9"},
                  {"award": "x"}, {"on": "2999-01-01"}, {"note": "For Rosa, 912 345 678"}):
        refused = person.post(TRADING, data=form | wrong)
        assert refused.status_code == 422, wrong
        if wrong.keys() <= {"amount", "on", "note"}:
            assert next(iter(wrong.values())) in refused.text
    assert person.post(TRADING, data=form | {"amount": "200"}).status_code == 303
    assert person.post(TRADING, data=form | {"amount": "200"}).status_code == 409  # sent twice
    assert person.post(TRADING, data=form | {"seen": "1"}).status_code == 303
    done = person.post(TRADING, data=form | {"seen": "2", "part": "reports"})
    assert done.status_code == 303, done.text
    with desk.bench.register.reading() as journal:
        paid = journal.read(subject=FIRST, kinds=["payment"])
        (sent,) = journal.read(subject=FIRST, kinds=["report"])
    assert [entry.body["amount"] for entry in paid] == [200, 400]
    assert sent.personal["by"] == "Ana Sample (secretary)"
    assert "register pay" not in desk.person("body").get(TRADING).text
    audit = html.unescape(desk.person("auditor").get(f"/porto/audit?id={FIRST}").text)
    assert f"of the award (The fund, €1,000, {day(dt.date.today(), 'en')})" in audit
    for by, name in (("venture", FIRST), ("funder", "The fund"), ("year", f"{dt.date.today():%Y}")):
        page = desk.person("body").get(f"/porto/money?by={by}").text
        assert name in page
        for amount in ("€1,000", "€600", "€400"):  # of the group, and of all
            assert page.count(amount) == 2, (by, amount)


def test_an_award_is_recorded_with_its_tranches_and_reports(desk: Desk) -> None:
    office, today = desk.person("secretary"), dt.date.today().isoformat()
    form = {"new-award": "1", "seen": "", "award-funder": "The <fund>", "award-amount": "1.000,50",
            "award-on": today, "award-tranche-1": "40%", "award-due-1": today,
            "award-condition-1": "the first report", "award-tranche-3": "600,30",
            "award-due-3": today, "award-report-1": today, "award-tells-1": "people served"}
    for name, wrong in (("funder", " "), ("amount", ""), ("amount", "lots"), ("amount", "0"),
                        ("on", "someday"), ("on", "2999-01-01"), ("tranche-1", "101%"),
                        ("tranche-3", ""), ("due-3", "someday"), ("report-1", ""),
                        ("purpose", "For Rosa, 912 345 678")):
        field = f"award-{name}"
        refused = office.post(TRADING, data=form | {field: wrong})
        assert refused.status_code == 422, (field, wrong)
        assert f'id="{field}-wrong"' in refused.text, (field, wrong)
        assert (name == "funder") == ('value="The &lt;fund&gt;"' not in refused.text)
    assert office.post(TRADING, data=form | {"award-tranche-3": "900"}).status_code == 422
    assert desk.person("body").post(TRADING, data=form).status_code == 403
    assert office.post(TRADING, data=form).status_code == 303
    assert office.post(TRADING, data=form).status_code == 409  # sent twice
    with desk.bench.register.reading() as journal:
        (found,) = journal.read(subject=FIRST, kinds=["award"])
    assert (found.body["amount"], found.personal["funder"]) == (1000.5, "The <fund>")
    assert [part["amount"] for part in found.body["tranches"]] == [400.2, 600.3]
    assert found.personal["conditions"] == ["the first report", ""]
    assert found.personal["reports"] == ["people served"]
    assert found.personal["by"] == "Ana Sample (secretary)"
    second = form | {"seen": str(found.seq)}
    same = office.post(TRADING, data=second)
    assert same.status_code == 422
    assert 'id="new-award-wrong"' in same.text or 'id="award-id-wrong"' in same.text
    assert office.post(TRADING, data=second | {"award-again": "1"}).status_code == 303
    assert "register award" not in desk.person("body").get(TRADING).text


def test_the_board_is_narrowed_to_what_one_looks_for(desk: Desk) -> None:
    awarded(desk)
    person = desk.person("body")
    whole = person.get("/porto/board").text
    assert whole.count("tranche 1") == 1
    money = person.get("/porto/board?due=money").text
    due = money.split('id="due"')[1]
    assert due.count('<tr><th scope="row">') == 2
    assert FIRST in person.get("/porto/board?call=labis-2023&phase=candidatura").text
    for none in ("call=nosuch", "state=closed", "phase=nosuch"):
        assert "There are no ventures here." in person.get(f"/porto/board?{none}").text, none


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


def test_an_award_that_a_dossier_states_is_named_by_its_funder_and_day(desk: Desk) -> None:
    add_mechanism(desk.url)
    page = html.unescape(desk.person("body").get(f"/porto/ventures/{MECHANISM}/trading").text)
    assert ("<h3>Parcerias para a Inovação Social (illustrative), €80,000, 1 March 2025</h3>"
            ) in page
