"""The site of these documents, built by Sphinx: `make docs`."""

from __future__ import annotations

import re

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
pygments_style = "friendly"
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


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.connect("source-read", _name_files)
