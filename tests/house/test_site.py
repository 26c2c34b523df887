"""The site of the documents: built as `make docs` builds it, whole, and complete in itself."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from tests.browser import barriers_everywhere, barriers_on_a_telephone, chromium

REPO = Path(__file__).parents[2]
DOCS = REPO / "docs"
KINDS = ("index.html", "search.html", "tutorial.html", "commands.html")
"""The start, the search, a page of text and blocks of code, and one of the reference."""


class Requests(HTMLParser):
    """Collects what a browser fetches by itself when it opens a page; links are not followed."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the address that a tag makes the browser fetch."""
        given = dict(attrs)
        if tag in {"script", "img", "iframe", "source", "video", "audio", "embed"}:
            self.found.append(given.get("src") or "")
        if tag == "link" and given.get("rel") in {"stylesheet", "icon", "preload", "preconnect",
                                                  "dns-prefetch", "manifest"}:
            self.found.append(given.get("href") or "")


def build(docs: Path, site: Path) -> subprocess.CompletedProcess[str]:
    """Build with the command of the Makefile."""
    (line,) = re.findall(r"^\t\$\(BIN\)/python (-m sphinx [^\n]+) docs \$\(OUT\)/site$",
                         (REPO / "Makefile").read_text("utf-8"), re.MULTILINE)
    return subprocess.run([sys.executable, *line.split(), str(docs), str(site)],
                          capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built without a warning."""
    folder = tmp_path_factory.mktemp("site")
    done = build(DOCS, folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_every_document_is_a_page_that_can_be_found(site: Path) -> None:
    start = (site / "index.html").read_text("utf-8")
    for document in DOCS.rglob("*.md"):
        page = document.relative_to(DOCS).with_suffix(".html")
        assert (site / page).is_file()
        assert page.name == "index.html" or f'href="{page.as_posix()}"' in start, page


def test_no_page_has_a_serious_barrier(site: Path) -> None:
    """All pages on a telephone, by day and in the dark, and one of each kind on a desk.

    What stands around a page is the same on all; its own tables and blocks of code are boxes that
    can be moved where the screen is narrow.
    """
    found: list[str] = []
    with chromium() as browser:
        page = browser.new_page()
        for file in sorted(site.rglob("*.html")):
            page.goto(file.as_uri())
            barriers = barriers_everywhere if file.name in KINDS else barriers_on_a_telephone
            found += [f"{file.name}, {barrier}" for barrier in barriers(page)]
    assert found == []


def test_pages_ask_no_other_host_for_anything(site: Path) -> None:
    for page in site.rglob("*.html"):
        asked = Requests()
        asked.feed(page.read_text("utf-8"))
        assert not [address for address in asked.found if re.match(r"(\w+:)?//", address)], page
    for style in site.rglob("*.css"):
        assert not re.search(r"(@import|url\()\s*['\"]?(https?:)?//", style.read_text("utf-8"))


def test_broken_links_and_a_page_that_nothing_leads_to_fail(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    shutil.copy(DOCS / "conf.py", docs)
    shutil.copytree(DOCS / "_static", docs / "_static")
    (docs / "index.md").write_text("# Start\n\n```{toctree}\npage\n```\n", "utf-8")
    (docs / "page.md").write_text("# A page\n\n## A heading\n\n[This](#a-heading) is there, and "
                                  "[that](index.md#start).\n", "utf-8")
    done = build(docs, tmp_path / "whole")
    assert done.returncode == 0, done.stderr
    with (docs / "page.md").open("a", encoding="utf-8") as page:
        page.write("\n[a page](nowhere.md) and [a heading](index.md#never) not there\n")
    (docs / "forgotten.md").write_text("# Forgotten\n", "utf-8")
    done = build(docs, tmp_path / "site")
    assert done.returncode == 1
    warnings = [line for line in done.stderr.splitlines() if "WARNING: " in line]
    assert len(warnings) == 3, warnings
    for file, what in (("page.md", "nowhere"), ("page.md", "never"), ("forgotten.md", "")):
        assert [line for line in warnings if file in line and what in line], (what, warnings)
