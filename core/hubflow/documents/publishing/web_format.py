"""Write a document as one web page: no script, no request, light and dark, fit to print."""

from __future__ import annotations

import base64
import functools
import hashlib
from pathlib import Path

import jinja2
from markupsafe import Markup

from hubflow.documents.design.palette import root_style
from hubflow.plugins.document import RIGHT_TO_LEFT, Blocks, Document, DocumentLook
from hubflow.plugins.markers import hookimpl

FORMAT = "html"
LIBRARIES = ("markdown_it", "mdit_py_plugins")

LAYOUT = Path(__file__).parent / "layout"


@hookimpl(trylast=True)
def hubflow_render(page: Document, blocks: Blocks) -> bytes:
    """Write the document as HTML.

    Its policy for content allows its own style sheet and nothing else.
    """
    style = root_style(page.look) + (LAYOUT / "page.css").read_text("utf-8")
    return templates(LAYOUT).get_template("page.html.j2").render(
        document=page, blocks=blocks, style=Markup(style), style_digest=digest(style),
        logo=data_url(page.look),
        picture=image_url(page.picture.content, page.picture.format) if page.picture else "",
        direction="rtl" if page.language in RIGHT_TO_LEFT else "ltr",
    ).encode()


def data_url(look: DocumentLook) -> str:
    """Return a hub's logo as the address of an image in the page itself; empty without one."""
    return image_url(look.logo, look.logo_format) if look.logo_format else ""


def image_url(content: bytes, format: str) -> str:
    """Return the address of an image, `png` or `jpg`, that stands in the page itself."""
    kind = {"png": "png", "jpg": "jpeg"}[format]
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


@functools.cache
def templates(*folders: Path) -> jinja2.Environment:
    """Return the templates of web pages in these folders; all that they print is escaped."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(folders), autoescape=True, trim_blocks=True,
        lstrip_blocks=True, undefined=jinja2.StrictUndefined,
    )


def digest(text: str) -> str:
    """Return the digest of a style or script for a page's content security policy."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
