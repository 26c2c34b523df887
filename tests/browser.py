"""A browser for tests of pages, and what it finds that would shut somebody out."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

CHROMIUM = next(filter(None, map(shutil.which, (
    "chromium-headless-shell", "chromium", "chromium-browser"))), None)
"""Its shell without windows, if there is one: that takes a quarter of the time for each page."""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
NARROW, WIDE = 360, 1280
"""Widths of a telephone's screen and of a desk's, in pixels."""
Scheme = Literal["light", "dark"]
LOOKS: Sequence[tuple[int, Scheme]] = ((WIDE, "dark"), (NARROW, "light"), (WIDE, "light"))


class _Shared:
    """The browser of this process: Playwright can be driven once in it, so all share one."""

    playwright: Playwright
    browser: Browser
    users = 0


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; without it the tests are skipped, which the summary of the run says."""
    if CHROMIUM is None:
        pytest.skip("no chromium")
    if not _Shared.users:
        _Shared.playwright = sync_playwright().start()
        _Shared.browser = _Shared.playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    _Shared.users += 1
    try:
        yield _Shared.browser
    finally:
        _Shared.users -= 1
        if not _Shared.users:
            _Shared.browser.close()
            _Shared.playwright.stop()


_MARK = (Path(__file__).parent / "barriers.js").read_text("utf-8")

_ASK_OF_MARKED = """() => {
    for (const rule of axe._audit.rules) {
        const marked = rule.id === "color-contrast" ? "[data-contrast]" : "[data-shape]";
        rule.selector = rule.selector.split(/,(?![^(]*[)])/).map(one => one + marked).join(",");
    }
}"""
"""Ask each rule only of the elements that are marked for it; axe sees the whole page all the same.
"""

_VIOLATED = """impacts => axe.run("html", {
    resultTypes: ["violations"], selectors: false, preload: false,
    runOnly: axe._audit.rules.filter(rule => impacts.includes(rule.impact) && rule.enabled
        && !rule.tags.includes("experimental") && document.querySelector(rule.selector))
        .map(rule => rule.id),
}).then(done => done.violations.filter(one => impacts.includes(one.impact))
    .map(one => `${one.id}: ${one.nodes[0].html}`))"""
"""Without what axe would only tell of what it found, and without files that no rule asks for.

Rules of colours lay out the whole page anew, however few elements they are asked of.
"""

_UNMARK = """() => ["data-shape", "data-contrast"].forEach(
    mark => document.querySelectorAll(`[${mark}]`).forEach(one => one.removeAttribute(mark)))"""

_faultless: set[str] = set()
"""The kinds of elements in which nothing was found: see barriers.js."""


def barriers(page: Page, *, colours_only: bool = False) -> list[str]:
    """What axe finds serious or critical on a page as it is shown.

    What this process looked at without a finding, on whichever page, is not looked at again.
    """
    page.wait_for_load_state()  # a page that has just begun may not have its colours yet
    kinds = page.evaluate(_MARK, [sorted(_faultless), colours_only])
    if not kinds:
        return []
    if page.evaluate("() => !window.axe"):
        page.evaluate(AXE_SCRIPT)
        page.evaluate(_ASK_OF_MARKED)
    found: list[str] = page.evaluate(_VIOLATED, ["serious", "critical"])
    page.evaluate(_UNMARK)
    if not found:
        _faultless.update(kinds)
    return found


def barriers_in(page: Page, width: int, scheme: Scheme) -> list[str]:
    """What :func:`barriers` finds at a width; in the dark, colours alone are another matter."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    return barriers(page, colours_only=scheme == "dark")


def barriers_everywhere(page: Page) -> list[str]:
    """What is found on a desk's and a telephone's screen, by day and in the dark."""
    return _barriers_in(page, LOOKS)


def barriers_on_a_telephone(page: Page) -> list[str]:
    """What is found on a telephone's screen, by day and in the dark."""
    return _barriers_in(page, ((NARROW, "dark"), (NARROW, "light")))


def _barriers_in(page: Page, looks: Sequence[tuple[int, Scheme]]) -> list[str]:
    found = []
    for width, scheme in looks:
        found += [f"{width}, {scheme}: {one}" for one in barriers_in(page, width, scheme)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{width}, {scheme}: wider than the screen")
    return found
