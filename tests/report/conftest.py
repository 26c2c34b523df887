"""Reports of the examples, and a browser to open them in."""

from __future__ import annotations

import datetime as dt
import functools
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from tests.browser import chromium

from hubflow.compare.kept_run import KeptRun, run_hub
from hubflow.engine.pipeline.case_source import CaseSet
from hubflow.plugins.importers import load_inputs
from hubflow.plugins.manager import load_hub
from hubflow.report.report_document import call_report, venture_report

ROOT = Path(__file__).parents[2]
DAY = dt.date(2024, 12, 11)

Opened = Callable[..., Page]


def taken(
    hub: str, *paths: str | Path, language: str | None = "en", day: dt.date = DAY
) -> KeptRun:
    """A hub's run over examples, as the report takes it."""
    return run_hub(hub, CaseSet.of(
        load_hub(hub), load_inputs([ROOT / "examples" / p for p in paths]), day),
                    language=language)


@functools.cache
def club_page(language: str | None = "en", day: dt.date = DAY) -> bytes:
    """The report on the club by Porto's hub; made once for all tests that look at it."""
    return venture_report(taken("porto", "girls-club-porto.toml", language=language, day=day))


def drawn_text(svg: str) -> str:
    """All text of a drawing, which must be well-formed XML."""
    return " ".join(" ".join(ET.fromstring(svg).itertext()).split())


class Text(HTMLParser):
    """The text of a page, and what its tags name."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.text: list[str] = []
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.attributes: set[str] = set()
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            self.attributes.add(f"{tag} {name}")
            if name == "id":
                self.ids.append(value or "")
            if name in {"popovertarget", "aria-labelledby", "aria-describedby"}:
                self.targets.append(value or "")

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def __str__(self) -> str:
        return " ".join(" ".join(self.text).split())


@pytest.fixture(scope="session")
def labis() -> KeptRun:
    """Porto's run over the example call with all its ventures."""
    return taken("porto", "call-labis-2023")


@pytest.fixture(scope="session")
def labis_page(labis: KeptRun) -> bytes:
    """The page on the example call with all its ventures."""
    return call_report(labis)


@pytest.fixture(scope="session")
def small_call(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The page on the example call with twelve of its ventures, which looks as that with all."""
    folder = tmp_path_factory.mktemp("small-call")
    for file in ("call.toml", *(f"candidatura-{number:02}.toml" for number in range(1, 13))):
        shutil.copy(ROOT / "examples/call-labis-2023" / file, folder)
    return call_report(taken("porto", folder, "challenges"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests of reports."""
    with chromium() as opened:
        yield opened


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Opened]:
    """Open a page; when the test ends, nothing was requested and nothing complained."""
    told: list[str] = []
    context = browser.new_context(viewport={"width": 1200, "height": 900})

    def open_page(html: bytes, fragment: str = "") -> Page:
        file = tmp_path / "report.html"
        file.write_bytes(html)
        page = context.new_page()
        page.on("console", lambda message: told.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: told.append(f"error: {error}"))
        page.on("request", lambda request: None if request.url.startswith(file.as_uri())
                else told.append(f"request: {request.url}"))
        page.goto(file.as_uri() + fragment)
        return page

    yield open_page
    context.close()
    assert not told
