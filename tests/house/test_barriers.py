"""What shuts somebody out of a page is found on whatever screen it shows (:mod:`tests.browser`)."""

from __future__ import annotations

from tests.browser import barriers_everywhere, chromium

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
    "360, light: wider than the screen": (".wide { width: 900px }", "<p class='wide'>Wide</p>"),
}
"""What is found, and the style and the markup of a page that gives it."""


def test_barriers_of_each_screen_and_scheme_are_found() -> None:
    with chromium() as browser:
        page = browser.new_page()
        page.set_content(PAGE.format(style="", more="<p class='narrow'>More</p>"))
        assert barriers_everywhere(page) == []
        for found, (style, more) in SPOILT.items():
            page.set_content(PAGE.format(style=style, more=more))
            assert any(each.startswith(found) for each in barriers_everywhere(page)), found
        page.close()
