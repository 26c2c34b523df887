"""Reports on a telephone: nothing is lost at the right edge, and nobody is shut out."""

from __future__ import annotations

import datetime as dt
import subprocess
from pathlib import Path

import pytest
from tests.browser import NARROW, barriers_in
from tests.quick_start import hubflow_command
from tests.report.test_hubs import report as compared

from hubflow.documents.publishing.publish import published
from hubflow.plugins.manager import load_hub

from .conftest import DAY, Opened, club_page, taken

BEYOND = """() => [...document.querySelectorAll(".panel *")].filter((part) => {
  if (part.closest(".tabs, .drawing.wide, [popover]")) return false;
  const box = part.getBoundingClientRect();
  return box.width > 0 && box.right > innerWidth + 1;
}).map((part) => part.outerHTML.slice(0, 80))"""
"""What reaches beyond the right edge, but for the issue map, which is moved sideways."""


LATER = dt.date(2026, 11, 1)
"""A day on which the club trades for test."""


@pytest.fixture(scope="module", params=["venture", "trading", "call", "hubs"])
def report(request: pytest.FixtureRequest) -> bytes:
    if request.param in {"venture", "trading"}:
        return club_page("pt", LATER if request.param == "trading" else DAY)
    if request.param == "call":
        return bytes(request.getfixturevalue("small_call"))
    return compared("girls-club-porto.toml")


def test_everything_is_on_the_screen_and_no_barrier_is_serious(
    opened: Opened, report: bytes
) -> None:
    page = opened(report)
    for tab in page.locator("[role=tab]").all():
        tab.click()
        assert barriers_in(page, NARROW, "dark") == []
        assert barriers_in(page, NARROW, "light") == []
        assert page.evaluate(BEYOND) == []
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW


@pytest.mark.parametrize("hub", ["porto", "westmidlands"])
def test_documents_and_the_handbook_have_no_serious_barrier(
    opened: Opened, hub: str, tmp_path: Path
) -> None:
    run = taken(hub, "girls-club-porto.toml", language=None).result
    pages = [page for _, page in published(load_hub(hub), run, run.ventures[0], ["html"])]
    rules = tmp_path / "rules.html"
    subprocess.run([*hubflow_command(), "handbook", "-p", hub, "--out", rules], check=True)
    for content in (*pages, rules.read_bytes()):
        page = opened(content)
        assert barriers_in(page, NARROW, "light") == []
        assert barriers_in(page, NARROW, "dark") == []


def test_a_row_is_a_card_and_still_a_row_of_a_table(opened: Opened) -> None:
    page = opened(compared("girls-club-porto.toml"))
    page.set_viewport_size({"width": 360, "height": 800})
    table = page.locator("table.side").first
    cell = table.locator("tbody td").first
    heading = cell.evaluate("(cell) => getComputedStyle(cell, '::before').content")
    assert heading == '"LAB.IS"'
    row, cells = table.locator("tbody tr").first, table.locator("tbody tr").first.locator("td")
    assert {each.bounding_box()["x"] for each in cells.all() if each.bounding_box()} == {  # type: ignore[index]
        row.locator("th").bounding_box()["x"]}  # type: ignore[index]
    assert page.get_by_role("rowheader").count() > 0
    page.set_viewport_size({"width": 1200, "height": 800})
    assert cell.evaluate("(cell) => getComputedStyle(cell, '::before').content") == "none"
