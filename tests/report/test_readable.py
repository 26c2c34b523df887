"""Charts are read without a glass: 12 pixels on a screen, 9 points on paper, at every width."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import pytest
from tests.report.test_hubs import report as compared

from .conftest import Opened, club_page

SIZES = """() => [...document.querySelectorAll(".drawing.chart svg text")]
  .filter((text) => text.getBoundingClientRect().width > 0)
  .map((text) => { const at = text.getScreenCTM();
    return [parseFloat(getComputedStyle(text).fontSize) * Math.hypot(at.a, at.b),
            text.textContent]; })"""
"""Each text of a drawing with the size in which it is seen, in pixels."""

ON_PAPER = 688
"""The pixels across a printed page of A4 within its margins."""

MAPS = """() => [...document.querySelectorAll("figure.across.tall .drawing")]
  .filter((drawing) => drawing.getBoundingClientRect().height > 0).length"""


@pytest.fixture(scope="module", params=["trading", "call", "hubs"])
def page(request: pytest.FixtureRequest) -> bytes:
    if request.param == "trading":
        return club_page("pt", dt.date(2026, 11, 1))
    if request.param == "call":
        return bytes(request.getfixturevalue("labis_page"))
    return compared("girls-club-porto.toml")


def test_type_in_charts_is_never_small(opened: Opened, page: bytes) -> None:
    shown = opened(page)
    shown.evaluate("document.querySelectorAll('.away').forEach((e) => e.classList.remove('away'))")
    media: Literal["screen", "print"]
    for width, media in ((390, "screen"), (1280, "screen"), (ON_PAPER, "print")):
        shown.set_viewport_size({"width": width, "height": 900})
        shown.emulate_media(media=media)
        sizes = shown.evaluate(SIZES)
        assert sizes
        assert [each for each in sizes if each[0] < 11.99] == [], (width, media)
    assert shown.evaluate(MAPS) == 0, "what is too high for a page is printed as a list"


def test_key_figures_come_first(page: bytes) -> None:
    text = page.decode()
    if 'class="figures"' in text:
        assert text.index('class="figures"') < text.index("<nav")
    else:
        assert "porto" in text, "of several hubs the comparison comes first"
