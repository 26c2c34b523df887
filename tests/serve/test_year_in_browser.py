"""A call's year in the browser: from the form's answers to the auditor's archive.

The hub in `market_hall` is made up, and so is everything that people type. What has no screen is
done by the command, and a comment says so.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect
from tests.browser import chromium
from tests.register.conftest import Hubflow, hubflow  # noqa: F401 - a fixture
from tests.serve.served import invited, page_of, serving

from hubflow.register.storage.entries import JournalEntry
from hubflow.register.storage.locking import Patience
from hubflow.register.storage.opening import open_register

HUB = Path(__file__).with_name("market_hall")
HALL = "/market-hall"
CALL = f"{HALL}/calls/spring"
ANSWERS = """Sent;Stall;In short;Phone
{day} 09:00;Repair table;Broken things are mended with those who bring them;1
{day} 10:00;Soup of the day;What the market does not sell becomes soup;2
{day} 11:00;Second sails;Bags are sewn from old sails;3
{day} 12:00;Letters read aloud;Official letters are read together;4
{day} 13:00;Night bakery;Bread is baked at night;5
"""
SCORES = {  # of need and offer: two stalls are equal at the second and last place
    "Bea": {"Repair table": "55", "Soup of the day": "44", "Second sails": "33",
            "Letters read aloud": "", "Night bakery": "11"},
    "Carl": {"Repair table": "54", "Soup of the day": "33", "Second sails": "44",
             "Letters read aloud": "22", "Night bakery": "12"}}
OFFICE = "Ana (secretary)"
TIED = ("Soup of the day", "Second sails")
MONTHS = 24
"""Nobody leaves test trading before so many are on record."""


@attrs.frozen
class Year:
    """The workbench over an empty register, and everybody at work in a browser of their own."""

    base: str
    register: str
    people: dict[str, Page]
    faults: list[str]
    hubflow: Hubflow

    def open(self, who: str, address: str) -> Page:
        page = self.people[who]
        page.goto(f"{self.base}{address}")
        return page

    def command(self, *words: str) -> str:
        """Run a command of the register."""
        return self.hubflow("register", *words, "--register", self.register).out

    def entries(self, kind: str = "") -> list[JournalEntry]:
        """Return what the register holds, or what is of one kind."""
        register = open_register(self.register, Patience(20))
        with register.reading() as journal:
            found = [entry for entry in journal.read(hub="market-hall")
                     if kind in ("", entry.kind)]
        register.close()
        return found


@pytest.fixture
def year(hubflow: Hubflow, tmp_path: Path) -> Iterator[Year]:  # noqa: F811
    register = tmp_path / "hub.db"
    hubflow("register", "init", "--register", f"sqlite:///{register}")
    with chromium() as browser, serving(register, "-p", str(HUB)) as (base, address):
        faults: list[str] = []
        people = {"office": page_of(browser, address, faults)}
        for name, role in (("Bea", "assessor"), ("Carl", "assessor"), ("Dora", "body"),
                           ("Emil", "auditor")):
            people[name] = page_of(browser, invited(
                people["office"], f"{base}{HALL}/people", name, role), faults)
        yield Year(base, f"sqlite:///{register}", people, faults, hubflow)
        for page in people.values():
            page.context.close()


@pytest.mark.long
def test_a_year_in_the_browser(year: Year, tmp_path: Path) -> None:
    applications(year)
    assignment(year)
    judging(year)
    panel(year)
    lists_and_a_complaint(year)
    decisions(year)
    letters(year)
    money_and_trading(year)
    closure(year)
    audit(year, tmp_path)
    assert not year.faults


def button(page: Page | Locator, name: str) -> None:
    """Press the first button of a name."""
    page.get_by_role("button", name=name, exact=True).first.click()


def said(page: Page, text: str) -> None:
    """Expect the page to say something."""
    expect(page.get_by_text(text).first).to_be_visible()


def downloaded(page: Page, link: Locator) -> bytes:
    """Return the file that a link leads to."""
    with page.expect_download() as file:
        link.click()
    return Path(file.value.path()).read_bytes()


def step(year: Year, name: str, body: str) -> None:
    page = year.open("office", CALL)
    page.locator("summary", has_text="Record a step").click()
    page.select_option("#step", label=name)
    page.fill("#body", body)
    button(page.locator("section", has=page.locator("#steps")), "Record")
    said(page, "The step is recorded.")


def run(year: Year) -> Page:
    page = year.open("office", CALL)
    button(page, "Record the recommendations")
    said(page, "recommendations recorded. A body decides.")
    return page


def applications(year: Year) -> None:
    """The form's answers are mapped, looked at, and taken in; with them the call begins."""
    page = year.open("office", f"{HALL}/intake")
    yesterday = dt.date.today() - dt.timedelta(1)
    page.set_input_files("#export", files=FilePayload(
        name="answers.csv", mimeType="text/csv",
        buffer=ANSWERS.format(day=f"{yesterday:%d/%m/%Y}").encode()))
    button(page, "Read it")
    for heading, key in (("Stall", "name"), ("In short", "summary"), ("Phone", "-")):
        column = page.locator("section.column", has=page.get_by_role("heading", name=heading))
        column.locator("select[name^=key-]").select_option(key)
    page.fill("#map-id", "{Stall}")
    page.fill("#same-call", "spring")
    page.select_option("#map-received", label="Sent")
    said(page, "All answers are read: 5 applications.")
    button(page, "Go on to the applications")
    said(page, "New: 5.")
    button(page, "Take in what is chosen")
    said(page, "Taken in: 5 new")
    step(year, "Applications received", "The office")


def assignment(year: Year) -> None:
    """Two assessors read everything: it is proposed, looked at, and recorded."""
    page = year.open("office", f"{CALL}/assignment")
    for at, name in enumerate(SCORES):
        page.fill(f"#name-{at}", name)
    page.fill("#per_venture", "2")
    button(page, "Propose who reads what")
    said(page, "5 applications, readers of each: 2; readings that are new: 10.")
    button(page, "Record this assignment")
    said(page, "2 assessors recorded.")


def judging(year: Year) -> None:
    """Each judges by keyboard; one declares a conflict on the screen of that application."""
    for who, scores in SCORES.items():
        page = year.open(who, f"{CALL}/assess")
        page.get_by_role("link", name="Judge the next one").click()
        for _ in scores:
            said(page, "of 5")
            here, keys = page.url, scores[page.locator("h1").inner_text()]
            if keys:
                page.wait_for_load_state("load")
                for key in keys:
                    page.keyboard.press(key)
                expect(page.locator("fieldset :checked")).to_have_count(len(keys))
                page.keyboard.press("Enter")
            else:
                page.locator("summary", has_text="conflict").click()
                page.locator("[name=conflict]").click()
            page.wait_for_function("here => location.href !== here", arg=here)
        said(page, "All done. Thank you.")
    said(year.open("office", CALL), "5 of 5")
    assert {one.subject for one in year.entries("judgement") if one.body.get("conflict")} == {
        "letters-read-aloud"}


def panel(year: Year) -> None:
    """What is recommended shows the tie; what another number of places would change is not kept."""
    run(year)
    before = len(year.entries())
    page = year.open("Dora", f"{CALL}/panel")
    for name in TIED:
        row = page.locator("#ranking tr", has_text=name)
        expect(row.get_by_text("2–3", exact=True)).to_be_visible()
        expect(row.get_by_text("undecided")).to_be_visible()
    page.locator("summary", has_text="What if?").click()
    page.locator("#places-0").fill("3")
    page.locator("tr.changed").first.wait_for()
    for name in TIED:
        expect(page.locator("tr.changed", has_text=name).get_by_text("advance")).to_be_visible()
    assert len(year.entries()) == before


def lists_and_a_complaint(year: Year) -> None:
    """The preliminary list is looked at; who complains is answered before the final list."""
    step(year, "Preliminary list", "The jury")
    page = year.open("office", f"{CALL}/lists")
    said(page, "Preliminary")
    complaints = f"{HALL}/ventures/second-sails/complaints"
    page = year.open("office", complaints)
    page.fill("#says", "Ours was the better offer.")
    page.fill("#answer-by", (dt.date.today() + dt.timedelta(10)).isoformat())
    button(page, "Record the complaint")
    said(page, "The complaint is recorded.")
    page = year.open("Dora", complaints)
    page.get_by_role("radio", name="refused", exact=True).check()
    page.get_by_label("The body that answered").fill("The jury")
    page.get_by_label("Reasons").fill("Both sheets are complete.")
    button(page, "Record the answer")
    said(page, "The answer is recorded.")
    step(year, "Final list", "The jury")


def decide(page: Page, venture: str, word: str, reasons: str = "", learning: str = "") -> None:
    page.check(f"[name=decision-{venture}][value={word}]")
    fields = page.locator("details", has=page.locator(f"#reasons-{venture}"))
    if not fields.evaluate("one => one.open"):
        fields.locator("summary").click()
    page.fill(f"#reasons-{venture}", reasons)
    page.fill(f"#learning-{venture}", learning)


def decisions(year: Year) -> None:
    """The board decides on all at once; without the reasons of a departure nothing is recorded."""
    page = year.open("Dora", f"{CALL}/decide")
    page.fill("#body", "The board")
    decide(page, "repair-table", "advance")
    decide(page, "soup-of-the-day", "advance", "The lot fell on it.")
    decide(page, "second-sails", "revise", "The lot fell on the other.")
    decide(page, "letters-read-aloud", "revise")
    decide(page, "night-bakery", "stop", learning="Ask first who is awake.")
    button(page, "Record the decisions")
    expect(page.locator("#reasons-night-bakery-wrong")).to_have_text(
        '"stop" departs from the recommendation "revise". Say why in the field "Reasons".')
    assert not year.entries("decision")
    page.fill("#reasons-night-bakery", "The hall is shut at night.")
    button(page, "Record the decisions")
    said(page, "5 decisions recorded.")
    minutes = downloaded(page, page.get_by_role("link", name="md", exact=True)).decode()
    (row,) = [line for line in minutes.splitlines() if line.startswith("| Night bakery")]
    assert "| revise | stop (departs) |" in row
    assert "The hall is shut at night." in minutes
    abstained = minutes.partition("## Abstained, for a conflict of interest")[2]
    assert abstained.split("\n")[2:4] == ["- Letters read aloud: Bea", ""]
    assert [one.subject for one in year.entries("decision") if one.body["departs"]] == [
        "night-bakery"]


def letters(year: Year) -> None:
    """What was decided is released; the final list and the letters are downloaded."""
    step(year, "Ratified", "The town")
    page = year.open("office", f"{CALL}/lists")
    page.locator("summary", has_text="Release decisions").click()
    page.fill("#body", "The board")
    box = page.locator("[name^=tell-]").first
    box.uncheck()
    expect(page.get_by_role("button", name="Release 4 decisions")).to_be_visible()
    box.check()
    button(page, "Release 5 decisions")
    said(page, "5 decisions released: their letters can be sent.")
    listed = downloaded(page, page.get_by_role("link", name="csv", exact=True)).decode("utf-8-sig")
    assert "Repair table" in listed
    with zipfile.ZipFile(io.BytesIO(downloaded(
            page, page.get_by_role("link", name="html (zip)")))) as archive:
        assert len(archive.namelist()) == 5


def money_and_trading(year: Year) -> None:
    """A tranche is paid; a year's figures are pasted, looked at, and decided on."""
    trading = f"{HALL}/ventures/repair-table/trading"
    page = year.open("office", trading)
    page.locator("summary", has_text="Record an award").click()
    for field, typed in (("funder", "The town"), ("amount", "1000"), ("tranche-1", "50%"),
                         ("due-1", dt.date.today().isoformat())):
        page.fill(f"#award-{field}", typed)
    button(page, "Record the award")
    said(page, "Recorded.")
    page = year.open("office", trading)
    page.locator("summary", has_text="Record that it was paid").click()
    button(page.get_by_role("region", name="Money that was awarded"), "Record")
    said(page, "Recorded.")
    months = _months_before_now()
    page = year.open("office", f"{HALL}/ventures/repair-table/dossier?phase=all")
    page.fill("[name='answer-trade.start']", f"{months[0]}-01")
    page.select_option("[name='answer-trade.legal_form']", "cooperative")
    button(page, "Record this version")
    said(page, "Version 2 is recorded.")
    page = year.open("office", trading)
    for first in range(0, MONTHS, 12):
        _paste(page, "\n".join(f"{month}\t{100 + 10 * at}\t\t\t\t90" for at, month in
                               enumerate(months[first:first + 12], first)))
        button(page, "Record the months")
        said(page, "12 months recorded.")
    checkpoint = page.get_by_role("region", name="What can be said of it")
    expect(checkpoint.get_by_text("holds: Every month up to here is on record.")).to_be_visible()
    run(year)
    page = year.open("Dora", f"{CALL}/decide")
    page.fill("#body", "The board")
    decide(page, "repair-table", "advance")
    button(page, "Record the decisions")
    said(page, "1 decision recorded.")


def _months_before_now() -> list[str]:
    """Return the last months that are over, as 2026-01, in order."""
    now = dt.date.today().year * 12 + dt.date.today().month - 1
    return [f"{month // 12}-{month % 12 + 1:02d}" for month in range(now - MONTHS, now)]


def _paste(page: Page, cells: str) -> None:
    """Paste cells into the first field of the grid, by keyboard."""
    page.wait_for_load_state()  # the page's script reads what is pasted
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("cells => navigator.clipboard.writeText(cells)", cells)
    page.locator("[data-grid] input").first.press("Control+v")
    said(page, "Pasted. Cells that found no place: 0.")


def closure(year: Year) -> None:
    """One stall ends; the board says so at once."""
    # That a venture ends has no screen.
    year.command("close", "soup-of-the-day", "--by", "The board", "--reasons", "The cook moved.",
                 "--learning", "Have two cooks.")
    said(year.open("office", f"{HALL}/ventures/soup-of-the-day"), "closed")


def audit(year: Year, folder: Path) -> None:
    """The auditor finds nothing changed, in the browser and by the commands."""
    count = len(year.entries())
    page = year.open("Emil", f"{HALL}/audit")
    button(page, "Verify the chain")
    said(page, f"{count + 1} entries, nothing changed.")  # the register's own is the first
    button(page, "Repeat")
    said(page, "differences: 0.")
    page.fill("#id", "repair-table")
    button(page, "Show")
    archive = folder / "repair-table.zip"
    archive.write_bytes(downloaded(
        page, page.get_by_role("link", name="with its proof")))
    assert "nothing changed" in year.hubflow("register", "verify", "--archive", str(archive)).out
    assert f"{count + 1} entries, nothing changed." in year.command("verify")
    assert not json.loads(year.command("replay", "-p", str(HUB), "--json"))["differences"]
    recorded: dict[str, set[str]] = {}
    for entry in year.entries():
        recorded.setdefault(entry.kind, set()).add(entry.personal["by"])
    assert {kind: recorded.pop(kind) for kind in ("judgement", "decision")} == {
        "judgement": {"Bea (assessor)", "Carl (assessor)"}, "decision": {"Dora (body)"}}
    del recorded["answer"], recorded["close"]  # by commands that name a body and their user
    assert set().union(*recorded.values()) == {OFFICE}
