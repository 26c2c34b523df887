"""The site of these documents, built by Sphinx: `make docs`."""

from __future__ import annotations

import re
from typing import Any

from sphinx.application import Sphinx

project = "hubflow"
author = "The hubflow authors"
project_copyright = author
language = "en"

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["conf.py"]
nitpicky = True

# Headings can be linked to as on a repository's pages: [what](page.md#heading-in-small-letters)
myst_heading_anchors = 4
myst_url_schemes = ["https", "http"]

html_theme = "furo"
html_title = "hubflow"
html_show_sphinx = False
html_show_copyright = False
html_copy_source = False
html_show_sourcelink = False
html_static_path = ["_static"]
html_css_files = ["site.css"]
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "github-dark"

NAMED = re.compile(r'^```(\w+) (file|add)=(\S+)(?: above="([^"]+)")?$', re.MULTILINE)
"""The beginning of a block that is a file: see tests/house/documents.py."""


def _caption(begin: re.Match[str]) -> str:
    language, how, name, above = begin.groups()
    told = f", above “{above}”" if above else ", at the end" if how == "add" else ""
    if language == "diff":
        told = ", changed"
    return f"```{{code-block}} {language}\n:caption: {name}{told}\n"


def _name_files(app: Sphinx, docname: str, source: list[str]) -> None:  # noqa: ARG001
    """Show the name of a file above its block."""
    source[0] = NAMED.sub(_caption, source[0])


_FOR_ALL = {
    '<p class="caption" role="heading">': '<p class="caption" role="heading" aria-level="2">',
    "<pre>": '<pre tabindex="0">',
    '<div class="table-wrapper': '<div tabindex="0" class="table-wrapper',
}
"""What a reader without a mouse needs: levels of headings, and boxes that arrow keys can move."""


def _open_to_all(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object  # noqa: ARG001
) -> None:
    """Add to a page what Sphinx and its theme leave out."""
    for part in ("body", "furo_navigation_tree"):
        for less, more in _FOR_ALL.items():
            context[part] = context.get(part, "").replace(less, more)


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.connect("source-read", _name_files)
    app.connect("html-page-context", _open_to_all, priority=900)  # behind the theme
