"""A browser for tests of pages, and what it finds that would shut somebody out."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator, Sequence
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


_VIOLATED = """([context, options]) => axe.run(context, options).then(done => done.violations
    .filter(one => ["serious", "critical"].includes(one.impact))
    .map(one => `${one.id}: ${one.nodes[0].html}`))"""

_QUICKLY = {"resultTypes": ["violations"], "selectors": False, "preload": False}
"""Without what axe would only tell of what it found, and without files that no rule asks for."""

_MARK_NEW_LOOKS = """seen => {
    const known = new Set(seen), chains = new Map([[null, ""]]), found = new Map();
    const chain = element => {
        if (!chains.has(element)) {
            const style = getComputedStyle(element);
            chains.set(element, [
                chain(element.parentElement), style.backgroundColor, style.backgroundImage,
                style.opacity, style.filter, style.mixBlendMode,
                style.position === "static" ? "" : style.position].join("|"));
        }
        return chains.get(element);
    };
    const words = node => node.nodeType === Node.TEXT_NODE && /[\\p{L}\\p{N}]{2}/u.test(node.data);
    for (const element of document.body.querySelectorAll("*")) {
        const {color, fontSize, fontWeight, textShadow} = getComputedStyle(element);
        const look = [chain(element), color, fontSize, fontWeight, textShadow].join("|");
        const measured = element.matches("input, select, textarea")
            || [...element.childNodes].some(words);
        const times = found.get(look) || 0;
        if (!measured || times === 3 || known.has(look) || !element.checkVisibility()) continue;
        found.set(look, times + 1);
        element.setAttribute("data-contrast", "");
    }
    return [...found.keys()];
}"""
"""Mark three elements of each look that is not known: their text and all behind it have one style.

Three, since axe leaves open what it cannot measure, such as a text under another element; it
measures no single characters.
"""


def barriers(page: Page, *, seen: set[str] | None = None, colours_only: bool = False) -> list[str]:
    """What axe finds serious or critical on a page as it is shown.

    Contrast takes most of axe's time: it is measured for each look that text has, on few
    elements of it, and not for looks that are in ``seen``, which those of this page join.
    """
    page.wait_for_load_state()  # a page that has just begun may not have its colours yet
    if page.evaluate("() => !window.axe"):
        page.evaluate(AXE_SCRIPT)
    seen = set() if seen is None else seen
    found: list[str] = []
    if not colours_only:
        found += page.evaluate(_VIOLATED, [
            "html", {**_QUICKLY, "rules": {"color-contrast": {"enabled": False}}}])
    looks = page.evaluate(_MARK_NEW_LOOKS, sorted(seen))
    if looks:
        found += page.evaluate(_VIOLATED, [
            "[data-contrast]", {**_QUICKLY, "runOnly": ["color-contrast"]}])
        page.evaluate("""() => document.querySelectorAll("[data-contrast]").forEach(
            one => one.removeAttribute("data-contrast"))""")
    seen.update(looks)
    return found


def barriers_in(page: Page, width: int, scheme: Scheme, seen: set[str] | None = None) -> list[str]:
    """What :func:`barriers` finds at a width; in the dark, colours alone are another matter."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    return barriers(page, seen=seen, colours_only=scheme == "dark")


def barriers_everywhere(page: Page, seen: set[str] | None = None) -> list[str]:
    """What is found on a desk's and a telephone's screen, by day and in the dark."""
    return _barriers_in(page, LOOKS, seen)


def barriers_on_a_telephone(page: Page, seen: set[str] | None = None) -> list[str]:
    """What is found on a telephone's screen, by day and in the dark."""
    return _barriers_in(page, ((NARROW, "dark"), (NARROW, "light")), seen)


def _barriers_in(
    page: Page, looks: Sequence[tuple[int, Scheme]], seen: set[str] | None
) -> list[str]:
    seen = set() if seen is None else seen
    found = []
    for width, scheme in looks:
        found += [f"{width}, {scheme}: {one}" for one in barriers_in(page, width, scheme, seen)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{width}, {scheme}: wider than the screen")
    return found
