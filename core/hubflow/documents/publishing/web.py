"""A document as one web page: no script, no request, light and dark, and fit to print."""

from __future__ import annotations

import base64
import functools
import hashlib
from pathlib import Path

import jinja2
from markupsafe import Markup

from hubflow.documents.publishing.blocks import Blocks
from hubflow.documents.publishing.document import RIGHT_TO_LEFT, Document

LAYOUT = Path(__file__).parent / "layout"


def web(document: Document, blocks: Blocks, template: Path | None = None) -> bytes:  # noqa: ARG001
    """The document as HTML. Its policy for content allows its own style sheet and nothing else.

    Web pages have no template of a hub's own; ``template`` stands for the other formats' sake.
    """
    style = (LAYOUT / "page.css").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return _template().render(
        document=document, blocks=blocks, style=Markup(style), style_hash=f"sha256-{digest}",
        direction="rtl" if document.language in RIGHT_TO_LEFT else "ltr",
    ).encode()


@functools.cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(LAYOUT), autoescape=True, trim_blocks=True,
        lstrip_blocks=True, undefined=jinja2.StrictUndefined,
    )
    return environment.get_template("page.html.j2")
