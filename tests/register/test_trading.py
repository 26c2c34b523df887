"""Test trading of ventures in the register: board, dues and reports say the same."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from hubflow.engine.facts.trading_ledger import day_of, days_of, read_ledger
from hubflow.model.business import Pause, Trade
from hubflow.register.standing.dues import dues_of
from hubflow.register.standing.edition_phases import EditionPhase
from hubflow.register.standing.venture_standing import fold
from hubflow.register.storage import database_tables as schema
from hubflow.register.storage.database_connection import engine_for
from hubflow.register.storage.entries import JournalEntry

from .conftest import Hubflow, begin_register, set_up_once
from .test_commands import dossier, method

MORE = """
[[stages.trade.requirements]]
id = "sells"
holds = "trade.earned_income > 0"
says = "It sells."
source = "s"
[[checkpoints]]
month = 4
source = "s"
[[checkpoints.rules]]
id = "cash"
holds = "trade.cash > 0"
says = "There is cash."
source = "s"
[[checkpoints]]
month = 9
source = "s"
[[instruments]]
id = "match"
stage = "trade"
name = "Match"
amount = "100"
eligible = "trade.formed"
open = { from = 2020-01-01 }
source = "s"
"""
TRADING = """currency = "GBP"
[[sources]]
id = "seen"
title = "Made up to show the way"
status = "illustrative"
[trade]
legal_form = "association"
start = 2025-01-15
opening_cash = 50
"""


@set_up_once
def oak(hubflow: Hubflow, tmp_path: Path) -> None:
    """A register with one venture in test trading, under a method with checkpoints of its own."""
    hub = method(tmp_path / "hub")
    with (tmp_path / "hub" / "methodology.toml").open("a", encoding="utf-8") as file:
        file.write(MORE)
    begin_register()
    hubflow("register", "add", "-p", hub, dossier(tmp_path, "oak", TRADING), "--on", "2025-01-10")
    for _ in range(4):
        hubflow("register", "decide", "oak", "recognised", "--by", "B", "--reasons", "r",
                "--evidence", "seen", "--on", "2025-01-11")


def due(hubflow: Hubflow, what: str) -> tuple[str, str] | None:
    """From when, and of which month, something is due of the venture."""
    wall = json.loads(hubflow("register", "board", "--on", "2026-11-01", "--json").out)
    return next(((item["on"], item["detail"]) for item in wall["due"] if item["what"] == what),
                None)


def report(hubflow: Hubflow, on: str = "2025-10-15") -> dict[str, object]:
    """What is reported of the venture's test trading."""
    (found,) = json.loads(hubflow("trading", "--register", "--as-of", on, "--paths", "100",
                                  "--json").out)
    (venture,) = found["ventures"]
    return dict(venture)


def next_day(point: object) -> str:
    """The day after a checkpoint's."""
    assert isinstance(point, dict)
    return (dt.date.fromisoformat(point["day"]) + dt.timedelta(1)).isoformat()


def test_board_and_report_agree(oak: Hubflow) -> None:
    months = ("2025-01", "2025-02", "2025-04")
    for month in months:
        oak("register", "ledger", "oak", "--month", month, "--sales", "10", "--costs", "20",
            "--grants", "0", "--on", "2025-05-01")
    oak("register", "pause", "oak", "--by", "B", "--reasons", "r", "--on", "2025-05-31")
    oak("register", "resume", "oak", "--by", "B", "--on", "2025-08-01")
    found = report(oak)
    points = found["checkpoints"]
    assert isinstance(points, list)
    assert [(point["month"], point["day"]) for point in points] == [
        (4, "2025-04-30"), (9, "2025-11-30")]
    assert found["unrecorded"] == ["2025-03", "2025-05", "2025-08", "2025-09"]
    assert due(oak, "ledger") == ("2025-04-01", "2025-03")
    assert due(oak, "checkpoint") == (next_day(points[0]), "month 4")
    # a run after the day has looked at it; the next one is due then
    oak("register", "run", "-p", "./hub", "oak", "--on", "2025-10-15")
    assert due(oak, "checkpoint") == (next_day(points[1]), "month 9")
    assert "checkpoint of test trading: month 9" in oak("register", "show", "oak").out


def test_what_was_paid_by_an_instrument_stands_beside_its_rule(oak: Hubflow) -> None:
    resource = ("register", "resource", "oak", "--on", "2025-03-01")
    assert 'Did you mean "match"?' in oak(*resource, "--kind", "grant", "--amount", "60",
                                          "--instrument", "macth", code=2).err
    assert "only a grant" in oak(*resource, "--kind", "space", "--months", "1", "--instrument",
                                 "match", code=2).err
    oak(*resource, "--kind", "grant", "--amount", "60", "--instrument", "match")
    found = report(oak)["instruments"]
    assert isinstance(found, list)
    (paid,) = found
    assert (paid["paid"], paid["left"]) == (60, 40)


def test_a_report_is_written_and_unknown_ventures_are_told(oak: Hubflow, tmp_path: Path) -> None:
    oak("trading", "--register", "--out", "out", "--paths", "100", "--as-of", "2025-10-15")
    assert "The oak" in (tmp_path / "out" / "oak" / "trading.md").read_text("utf-8")
    assert 'Did you mean "oak"?' in oak("trading", "--register", "okk", code=2).err
    page = oak("trading", "--register", "--as-of", "2025-10-15", "--paths", "100").out
    assert "2025-01 to 2025-09 (9 months)" in " ".join(page.split())


def test_what_an_earlier_version_worked_out_is_worked_out_anew(oak: Hubflow) -> None:
    engine = engine_for("sqlite:///hub.db")
    with engine.begin() as connection:
        connection.execute(sa.update(schema.dues).where(schema.dues.c.what == "checkpoint").values(
            detail="month 6", due_on="2025-07-01"))
    engine.dispose()
    assert "what is due is not what its entries come to" in oak("register", "verify", code=1).out
    oak("register", "init")
    oak("register", "verify")
    assert due(oak, "checkpoint") == ("2025-05-01", "month 4")


DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2027, 12, 31))
PAUSES = st.lists(st.tuples(DAYS, st.integers(0, 200)), max_size=4)
END = dt.date(2035, 12, 31)


@given(DAYS, PAUSES, st.integers(1, 30))
def test_a_month_of_trading_is_that_of_the_clock(
    start: dt.date, rests: list[tuple[dt.date, int]], month: int
) -> None:
    trade = Trade(legal_form="association", start=start, pauses=tuple(
        Pause(start=day, end=day + dt.timedelta(days)) for day, days in rests))
    last = days_of(read_ledger(trade, END).clock[month - 1])[1]
    assert day_of(trade, month) == day_of(trade, month, start) == last


@given(DAYS, PAUSES, st.sets(st.integers(1, 30), min_size=1), DAYS)
def test_the_checkpoint_due_is_the_first_that_no_run_followed(
    start: dt.date, rests: list[tuple[dt.date, int]], months: set[int], ran: dt.date
) -> None:
    trade = Trade(legal_form="association", start=start, pauses=tuple(
        Pause(start=day, end=day + dt.timedelta(days)) for day, days in rests))
    body = {"kind": "venture", "edition": "1", "trade_start": start.isoformat(), "decisions": [],
            "pauses": [[p.start.isoformat(), p.end.isoformat()] for p in trade.pauses if p.end]}
    day = dt.date(2024, 1, 1)
    way = EditionPhase(stage="trade", id="t", name="T", checkpoints=tuple(sorted(months)))
    entries = [
        JournalEntry(seq=1, kind="dossier", hub="h", subject="v", on=day, at="", body=body,
              personal={"name": "V"}, digest=""),
        JournalEntry(seq=2, kind="recommendation", hub="h", subject="v", on=ran, at="", personal={},
              body={"phase": "t", "recommendation": "revise"}, digest=""),
    ]
    standing = fold(entries, (), {"1": [way]})
    assert standing is not None
    found = [(item.detail, item.on) for item in dues_of(standing) if item.what == "checkpoint"]
    ends = [(month, day_of(trade, month)) for month in sorted(months)]
    wanted = [(f"month {month}", end + dt.timedelta(1)) for month, end in ends
              if end is not None and end >= ran]
    assert found == wanted[:1]


def test_a_sheets_problems_are_told_where_they_stand(hubflow: Hubflow, tmp_path: Path) -> None:
    hub = method(tmp_path / "hub")
    begin_register()
    business = dossier(tmp_path, "biz", '[trade]\nstart = 2024-01-01\nlegal_form = "charity"\n')
    hubflow("register", "add", "-p", hub, business, "--on", "2024-01-01")
    (tmp_path / "months.csv").write_text(
        "month,sales,outcome_payments\n2024-01,-5,\n2024-02,1,-0.5\n2024-03,1,\n2024-03,2,\n",
        "utf-8")
    told = hubflow("register", "ledger", "biz", "--from", "months.csv", code=2).err.splitlines()
    assert told == [
        "months.csv:2: biz: 2024-01: sales must be 0 or more, not -5.",
        "months.csv:3: biz: 2024-02: outcome payments must be 0 or more, not -0.5.",
        "months.csv:5: biz: 2024-03: this month is given twice here. Give it once.",
        "3 problems; nothing was done.",
    ]
