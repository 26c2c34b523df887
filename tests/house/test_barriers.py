"""What shuts somebody out of a page is found on whatever screen it shows (:mod:`tests.browser`)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page
from tests.browser import barriers, barriers_everywhere, chromium

PAGE = """<!doctype html><html lang="en"><head><title>Page</title>
<meta name="viewport" content="width=device-width"><style>
body {{ background: #fff; color: #111 }} .narrow {{ display: none }}
@media (prefers-color-scheme: dark) {{ body {{ background: #111; color: #eee }} }} {style}
@media (max-width: 500px) {{ .narrow {{ display: block }} }}
</style></head><body><main><h1>Heading</h1><p>A text.</p>{more}</main></body></html>"""

SPOILT = {
    "360, light: color-contrast": (".narrow { color: #ddd }", "<p class='narrow'>Faint text</p>"),
    "1280, dark: color-contrast": (
        "@media (prefers-color-scheme: dark) { .box p { color: #222 } }",
        "<p>As others.</p><div class='box'><p>Faint text</p></div>"),
    "1280, light: label": ("", "<input name='unlabelled'>"),
    "360, light: meta-refresh": ("", "<meta http-equiv='refresh' content='60; url=/next'>"),
    "360, light: wider than the screen": (".wide { width: 900px }", "<p class='wide'>Wide</p>"),
}
"""What is found, and the style and the markup of a page that gives it."""


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with chromium() as browser:
        page = browser.new_page()
        yield page
        page.close()


def test_barriers_of_each_screen_and_scheme_are_found(page: Page) -> None:
    page.set_content(PAGE.format(style="", more="<p class='narrow'>More</p>"))
    assert barriers_everywhere(page) == []
    for found, (style, more) in SPOILT.items():
        page.set_content(PAGE.format(style=style, more=more))
        assert any(each.startswith(found) for each in barriers_everywhere(page)), found


ROW = """<tr><th scope='row'><a href='/{at}'>Venture {at}</a></th>
<td><label for='score-{at}'>Score</label> <input id='score-{at}'></td>
<td><dl><div><dt>Cost</dt><dd>{at}</dd></div></dl><ul><li>one</li><li>two</li></ul></td>
<td><p>It is not <a href='/why' style='color: #111'>known</a> yet.</p></td></tr>"""
ROWS = "<table>" + "".join(ROW.format(at=at) for at in range(1, 10)) + "</table>"


@pytest.mark.parametrize(("found", "part", "spoilt"), [
    ("label", "for='score-7'", "for='score-x'"),
    ("link-name", "Venture 7", "<span></span>"),
    ("color-contrast", "<a href='/7'>", "<a href='/7' style='color: #ccc'>"),
    ("definition-list", "<dd>7</dd>", "<p>7</p>"),
    ("list", "<dd>7</dd></div></dl><ul>", "<dd>7</dd></div></dl><ul><p>none</p>"),
    ("td-headers-attr", "<td><label for='score-7'",
     "<td id='own' headers='own'><label for='score-7'"),
    ("aria-allowed-attr", "<a href='/7'", "<a aria-checked=true href='/7'"),
])
def test_what_spoils_one_row_of_many_alike_is_found(
    page: Page, found: str, part: str, spoilt: str
) -> None:
    page.set_content(PAGE.format(style="a { text-decoration: underline }", more=ROWS))
    assert barriers(page) == []
    assert part in ROWS
    page.set_content(PAGE.format(style="a { text-decoration: underline }",
                                 more=ROWS.replace(part, spoilt)))
    for _ in range(2):  # what was found once is found again
        assert [each.partition(":")[0] for each in barriers(page)] == [found]
