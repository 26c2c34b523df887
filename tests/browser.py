"""A browser for tests of pages, and what it finds that would shut somebody out."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
NARROW, WIDE = 360, 1280
"""Widths of a telephone's screen and of a desk's, in pixels."""


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


def barriers(page: Page, *rules: str) -> list[str]:
    """What axe finds serious or critical on a page, by all of its rules or by some."""
    options = {"resultTypes": ["violations"], **({"runOnly": rules} if rules else {})}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found
            if one["impact"] in {"serious", "critical"}]


def barriers_in(page: Page, width: int, scheme: Literal["light", "dark"]) -> list[str]:
    """What :func:`barriers` finds at a width; in the dark, colours alone are another matter."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    return barriers(page, *["color-contrast"] * (scheme == "dark"))
