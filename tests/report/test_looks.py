"""How pages look: on a narrow screen, in the map's cards, on paper, in Portuguese."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.quick_start import hubflow_here

from hubflow.documents.publishing.publish import published
from hubflow.plugins.manager import load_hub

from .conftest import ROOT, Opened, Text, club_page, taken

BROKEN = """() => {
  const broken = [];
  for (const cell of document.querySelectorAll("th, td, .way span")) {
    const walk = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode())
      for (const word of node.textContent.matchAll(/[\\p{L}]{2,24}/gu)) {
        const range = document.createRange();
        range.setStart(node, word.index);
        range.setEnd(node, word.index + word[0].length);
        if (range.getClientRects().length > 1) broken.push(word[0]);
      }
  }
  return broken;
}"""
"""The words in cells that go over two lines."""

OUTSIDE = """() => [...document.querySelectorAll("#map svg g")].flatMap((card) => {
  const box = card.querySelector("rect").getBoundingClientRect();
  return [...card.querySelectorAll("text")].filter((text) => {
    const at = text.getBoundingClientRect();
    return at.right > box.right || at.bottom > box.bottom + 1;
  }).map((text) => text.textContent);
})"""
"""The lines on the map that reach beyond their cards."""


@pytest.fixture(scope="module")
def club() -> bytes:
    return club_page("pt")


def test_on_a_narrow_screen_tabs_stand_in_one_row_and_words_stay_whole(
    opened: Opened, club: bytes
) -> None:
    page = opened(club)
    page.set_viewport_size({"width": 390, "height": 800})
    tabs = page.locator("[role=tab]")
    assert len({tab.bounding_box()["y"] for tab in tabs.all()}) == 1  # type: ignore[index]
    for tab in tabs.all():
        tab.click()
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        assert page.evaluate(BROKEN) == []
    assert tabs.last.bounding_box()["x"] < 390  # type: ignore[index]


@pytest.mark.parametrize("width", [390, 1200])
def test_a_documents_words_stay_whole(opened: Opened, width: int) -> None:
    run = taken("porto", "girls-club-porto.toml", language="pt").result
    for name, content in published(load_hub("porto"), run, run.ventures[0], ["html"]):
        page = opened(content)
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(BROKEN) == [], name
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_what_the_map_says_stays_in_its_cards(opened: Opened, club: bytes) -> None:
    assert opened(club, "#map").evaluate(OUTSIDE) == []


def test_numbers_and_kinds_of_sources_are_told_in_the_hubs_language(club: bytes) -> None:
    text = str(Text(club))
    assert re.search(r"\d,\d", text)
    assert not re.search(r"\b16\.6", text)
    assert "(publicado)" in text
    assert "(published)" not in text


def test_a_gate_is_told_once_in_each_phase(club: bytes) -> None:
    way = club.decode().partition('id="journey"')[2].partition("</section>")[0]
    assert way.count("avançam até 10 equipas") == 1


def test_of_several_drawings_all_are_written_or_none(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    done = hubflow_here("map", ROOT / "examples/percursos.toml", "--out", "map.svg", "--out",
                        "taken/map.svg", cwd=tmp_path)
    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]
