"""Awards in a register: tranches, payments, reports to funders, and what it all comes to."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import icalendar
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubflow.documents.figures.award_money import GROUPS, money_lines, money_sums, totals
from hubflow.model.business import Award, Incubate, Tranche
from hubflow.model.dossier import Dossier
from hubflow.register.money.money_page import csv_rows
from hubflow.register.standing.award_plan import with_recorded
from hubflow.register.storage.entries import JournalEntry

from .conftest import Hubflow, begin_register, set_up_once
from .test_commands import dossier, method

PLAN = ("--tranche", "2026-10-01 = 10000", "--tranche", "2026-12-15 = 20000: interim report",
        "--report", "2026-12-01: people served")


@set_up_once
def oak(hubflow: Hubflow, tmp_path: Path) -> None:
    """A register with one venture that was awarded money in two tranches."""
    hub = method(tmp_path / "hub")
    begin_register()
    hubflow("register", "add", "-p", hub, dossier(tmp_path, "oak", 'currency = "GBP"\n'),
            "--on", "2026-01-10")
    hubflow("register", "award", "oak", "--funder", "A foundation", "--amount", "30000",
            "--requested", "40000", "--programme", "Streets", "--id", "R-1", *PLAN,
            "--on", "2026-09-01")


def due(hubflow: Hubflow, what: str) -> list[tuple[str, str]]:
    """When something is due of the venture, and what."""
    wall = json.loads(hubflow("register", "board", "--on", "2026-11-30", "--json").out)
    return [(item["on"], item["detail"]) for item in wall["due"] if item["what"] == what]


def money(hubflow: Hubflow, *options: str) -> dict[str, Any]:
    return dict(json.loads(hubflow("register", "money", "--json", *options).out))


def test_a_tranche_is_due_until_it_is_paid_whole(oak: Hubflow) -> None:
    assert due(oak, "tranche") == [
        ("2026-10-01", "1; 10000.00; GBP; entry 4"),
        ("2026-12-15", "2; 20000.00; GBP; entry 4")]
    oak("register", "pay", "oak", "--amount", "4000", "--on", "2026-10-02")
    assert due(oak, "tranche")[0] == ("2026-10-01", "1; 6000.00; GBP; entry 4")
    assert "0.001 is less than a cent" in oak("register", "pay", "oak", "--amount", "0.001",
                                              code=2).err
    (line,) = money(oak)["lines"]
    assert (line["asked"], line["awarded"], line["paid"], line["outstanding"], line["due"]) == (
        40000, 30000, 4000, 26000, "2026-10-01")
    oak("register", "pay", "oak", "--award", "R-1", "--on", "2026-10-05")
    oak("register", "pay", "oak", "--award", "4", "--tranche", "2", "--on", "2026-11-05")
    assert due(oak, "tranche") == []
    assert money(oak)["totals"][0]["outstanding"] == 0
    oak("register", "verify")


def test_a_brief_and_pages_of_a_call_and_a_venture_are_made_of_the_register(oak: Hubflow) -> None:
    told = oak("brief", "--register", "--funder", "a foundation").out
    assert "£30,000" in told
    assert "£40,000" in told
    assert "none recorded" in told
    oak("register", "pay", "oak", "--amount", "4000", "--on", "2026-10-02")
    made = oak("brief", "--register", "oak", "--out", "b.html", "--out", "b.pdf", "--out", "b.docx")
    assert "Written to b.html, b.pdf, b.docx." in made.out
    assert "£26,000" in Path("b.html").read_text("utf-8")
    assert "no award of this funder" in oak("brief", "--register", "--funder", "X", code=2).err
    assert "goes with --picture" in oak("brief", "--register", "--caption", "X", code=2).err
    Path("p.txt").write_text("x", "utf-8")
    assert "no image in PNG or JPEG" in oak("brief", "--register", "--picture", "p.txt", code=2).err
    oak("report", "--register", "oak", "--out", "oak.html")
    assert "<h1>The oak</h1>" in Path("oak.html").read_text("utf-8")


def test_what_is_paid_and_sent_names_its_award(oak: Hubflow) -> None:
    oak("register", "pay", "oak", "--amount", "4000", "--on", "2026-10-02")
    oak("register", "pay", "oak", "--award", "R-1", "--amount", "1000", "--on", "2026-10-05")
    oak("register", "reported", "oak", "--on", "2026-11-20")
    told = " ".join(oak("register", "history", "oak").out.split())
    assert told.count("of the award (Streets") == 2
    assert "report 1 on the award (Streets" in told


def test_a_report_is_due_until_it_is_sent(oak: Hubflow) -> None:
    assert due(oak, "report") == [("2026-12-01", "1; entry 4")]
    oak("register", "reported", "oak", "--on", "2026-11-20")
    assert due(oak, "report") == []
    assert "every report of this award was sent" in oak("register", "reported", "oak", code=2).err


@pytest.mark.parametrize(("options", "said"), [
    (("--amount", "10001"), "--amount: £10,001 is more than tranche 1 (£10,000)"),
    (("--tranche", "3"), "--tranche: tranche 3 of this award is not open. Open: 1, 2."),
    (("--award", "9"), '--award: it has no award "9". Its awards: 4 (R-1) of £30,000.'),
    (("--on", "2026-08-01"), "--on: 2026-08-01 is before the 2026-09-01 of the award's `date`"),
    (("--on", "2099-01-01"), "is in the future"),
])
def test_what_was_not_awarded_is_not_paid(
    oak: Hubflow, options: tuple[str, ...], said: str
) -> None:
    before = oak("register", "history", "oak", "--json").out
    assert said in oak("register", "pay", "oak", *options, code=2).err
    assert oak("register", "history", "oak", "--json").out == before


def test_dues_are_a_list_a_calendar_and_reminders(oak: Hubflow, tmp_path: Path) -> None:
    dues = ("register", "dues", "--on", "2026-11-30")
    text = oak(*dues).out
    assert ("since 1 October 2026 · The oak [oak]: £10,000 to be paid: tranche 1 of the award "
            "(A foundation, Streets)") in text
    assert ("by 1 December 2026 · The oak [oak]: report 1 to be sent to the funder: people served "
            "(award: A foundation, Streets)") in " ".join(text.split())
    assert "by 15 December" not in oak(*dues, "--ahead", "1").out
    oak(*dues, "--ics", "dues.ics")
    first = (tmp_path / "dues.ics").read_bytes()
    events: list[Any] = icalendar.Calendar.from_ical(first).walk("VEVENT")
    assert [str(event["summary"]) for event in events][-1] == (
        "The oak: £20,000 to be paid: tranche 2 of the award (A foundation, Streets)")
    assert "people served" in str([event["summary"] for event in events])
    assert "funder: people served" in " ".join(oak("register", "show", "oak").out.split())
    assert "funder: people served" in " ".join(oak("register", "board").out.split())
    oak(*dues, "--ics", "dues.ics")
    file = tmp_path / "dues.ics"
    again: list[Any] = icalendar.Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    assert [event["uid"] for event in again] == [event["uid"] for event in events]
    oak("register", "pay", "oak", "--amount", "4000", "--on", "2026-10-02")
    oak(*dues, "--ics", "dues.ics")
    paid: list[Any] = icalendar.Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    assert {event["uid"] for event in paid} == {event["uid"] for event in events}
    (tmp_path / "notes.txt").write_text("what I must not lose", "utf-8")
    assert "says something else" in oak(*dues, "--ics", "notes.txt", code=2).err
    assert (tmp_path / "notes.txt").read_text("utf-8") == "what I must not lose"
    reminder = oak(*dues, "--reminders").out
    assert reminder.startswith("The oak: please see to this.\n- report 1 to be sent to the funder: "
                               "people served (award: A foundation, Streets) (by 1 December 2026)")
    assert "to be paid" not in reminder, "that is the hub's own to do"
    assert "£ a pagar: parcela 1 do apoio (A foundation, Streets)" in oak(*dues, "--lang", "pt").out


def test_tranches_beyond_the_award_are_refused(oak: Hubflow) -> None:
    told = oak("register", "award", "oak", "--funder", "B", "--amount", "5", "--tranche",
               "2026-12-01=6", code=2).err
    assert "--tranche: add up to 6.00, more than the award of 5.00" in told
    assert 'names no amount. Write it as "2026-03-01 = 10000"' in " ".join(oak(
        "register", "award", "oak", "--funder", "B", "--amount", "5", "--tranche", "2026-12-01",
        code=2).err.split())


def test_an_award_without_a_plan_is_paid_by_amounts(oak: Hubflow) -> None:
    oak("register", "award", "oak", "--funder", "B", "--amount", "500", "--on", "2026-09-02")
    several = oak("register", "pay", "oak", code=2).err
    assert "it has several awards. Name one: 4 (R-1) of £30,000, 5 of £500." in several
    assert "Say how much was paid" in oak("register", "pay", "oak", "--award", "5", code=2).err
    oak("register", "pay", "oak", "--award", "5", "--amount", "300", "--on", "2026-09-03")
    again = oak("register", "pay", "oak", "--award", "5", "--amount", "300", code=2).err
    assert "£300 is more than what is left of the award (£200)" in again
    assert [(one["group"], one["paid"]) for one in money(oak, "--by", "funder")["sums"]] == [
        ("A foundation", 0), ("B", 300)]


def test_a_payment_is_mended_and_rests_on_its_award(oak: Hubflow) -> None:
    oak("register", "pay", "oak", "--on", "2026-10-02")
    assert "rests on it" in oak("register", "correct", "4", "--withdraw", "--reasons", "r",
                                code=2).err
    oak("register", "correct", "5", "--set", "amount=9000", "--reasons", "r")
    assert money(oak)["totals"][0]["paid"] == 9000
    oak("register", "correct", "5", "--withdraw", "--reasons", "r")
    assert money(oak)["totals"][0]["paid"] == 0


def test_what_a_dossier_states_of_an_award_is_paid_and_due_too(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    hub = method(tmp_path / "hub")
    begin_register()
    hubflow("register", "add", "-p", hub, dossier(tmp_path, "elm", """
[[incubate.awards]]
id = "X"
funder = "F"
amount = 100
tranches = [
    { amount = 60, date = 2026-03-01, paid = 2026-03-02 }, { amount = 40, date = 2026-09-01 }]
reports = [{ date = 2026-10-01 }]
"""), "--on", "2026-01-10")
    assert due(hubflow, "tranche") == [("2026-09-01", "2; 40.00; ; X")]
    hubflow("register", "pay", "elm", "--on", "2026-09-09")
    hubflow("register", "reported", "elm", "--on", "2026-09-30")
    assert due(hubflow, "tranche") == due(hubflow, "report") == []
    assert money(hubflow)["totals"][0]["paid"] == 100
    hubflow("register", "verify")


def test_the_table_opens_with_sums_and_charts(oak: Hubflow, tmp_path: Path) -> None:
    oak("register", "pay", "oak", "--on", "2026-10-02")
    oak("register", "money", "--out", "money.xlsx")
    book = openpyxl.load_workbook(io.BytesIO((tmp_path / "money.xlsx").read_bytes()))
    assert book.sheetnames == ["Money", "Venture", "Funder", "Instrument or programme", "Year"]
    assert [cell.value for cell in book["Funder"][2]] == [
        "A foundation", "GBP", 1, 40000, 30000, 10000, 20000, 0]
    with zipfile.ZipFile(tmp_path / "money.xlsx") as parts:
        assert sum(name.startswith("xl/charts/chart") for name in parts.namelist()) == 4
    oak("register", "money", "--out", "money.csv")
    assert "The oak,A foundation,Streets,2026,R-1,GBP" in (
        tmp_path / "money.csv").read_text("utf-8-sig")
    page = oak("register", "money", "--by", "year").out
    assert page.splitlines()[:3] == [
        "By year", "Year  Awards  Asked for  Awarded     Paid  Outstanding".replace(
            "Year  ", "Year      "),
        "2026           1    £40,000  £30,000  £10,000      £20,000"]


def test_what_a_closed_venture_was_not_paid_is_no_longer_outstanding(oak: Hubflow) -> None:
    oak("register", "pay", "oak", "--amount", "4000", "--on", "2026-10-02")
    oak("register", "close", "oak", "--by", "The board", "--reasons", "x", "--learning", "y",
        "--on", "2026-10-03")
    (line,) = money(oak)["lines"]
    assert (line["paid"], line["outstanding"], line["lapsed"], line["due"]) == (
        4000, 0, 26000, None)
    (total,) = money(oak)["totals"]
    assert (total["outstanding"], total["lapsed"]) == (0, 26000)
    page = oak("register", "money").out
    assert page.splitlines()[1].split()[-2:] == ["Outstanding", "Lapsed"]
    assert "it is no longer to be paid" in page
    brief = oak("brief", "--register").out
    assert "Lapsed" in brief
    assert "£26,000" in brief
    assert due(oak, "tranche") == []


DAY = dt.date(2026, 1, 1)
AMOUNTS = st.integers(1, 10**6).map(lambda cents: cents / 100)


@given(st.lists(AMOUNTS, min_size=1, max_size=4), st.lists(
    st.tuples(st.integers(0, 5), AMOUNTS), max_size=6))
def test_a_plan_loses_and_makes_no_money(
    planned: list[float], payments: list[tuple[int, float]]
) -> None:
    entries = [JournalEntry(
        seq=seq, kind="payment", hub="h", subject="v", on=DAY, at="", digest="", personal={},
        body={"award": 1, "number": number, "amount": amount, "date": "2026-01-01"})
        for seq, (number, amount) in enumerate(payments, 2)]
    plan = {"tranches": [{"number": at, "amount": amount} for at, amount in enumerate(planned, 1)]}
    now = with_recorded(plan, entries, 1, "")["tranches"]
    paid = sum(round(part["amount"] * 100) for part in now if "paid" in part)
    assert paid == sum(round(amount * 100) for _, amount in payments)
    for at, amount in enumerate(planned, 1):
        parts = [part for part in now if part.get("number") == at]
        if all("paid" not in part for part in parts):
            assert [part["amount"] for part in parts] == [amount]
        assert sum(round(part["amount"] * 100) for part in parts) >= round(amount * 100)


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["EUR", "GBP"]), AMOUNTS,
                          st.booleans()), max_size=8))
def test_sums_of_every_group_are_the_totals(
    awards: list[tuple[str, str, float, bool]]
) -> None:
    lines = money_lines([_with(awards)], "EUR", ())
    whole = {one.currency: (one.awarded, one.paid, one.outstanding) for one in totals(lines)}
    for by in GROUPS:
        for currency, found in whole.items():
            parts = [one for one in money_sums(lines, by) if one.currency == currency]
            assert round(sum(one.awarded for one in parts), 2) == found[0]
            assert round(sum(one.paid for one in parts), 2) == found[1]
    assert len(csv_rows(lines, "en")) == len(lines) + 1


def _with(awards: list[tuple[str, str, float, bool]]) -> Dossier:
    return Dossier(id="v", name="V", incubate=Incubate(awards=tuple(
        Award(funder=funder, currency=currency, amount=amount, tranches=(
            Tranche(amount=amount, paid=DAY if paid else None),))
        for funder, currency, amount, paid in awards)))
