"""A report as one HTML file, with its panels, its cards, its style and script."""

from __future__ import annotations

import functools
from pathlib import Path

import attrs
import jinja2
from markupsafe import Markup

from hubflow.documents.design.assumption_mark import legend
from hubflow.documents.design.palette import root_style
from hubflow.documents.figures.brief_document import FigureLine
from hubflow.documents.publishing.web_format import LAYOUT as TEXTS
from hubflow.documents.publishing.web_format import data_url, digest, templates
from hubflow.model.characters import harmless
from hubflow.plugins.document import RIGHT_TO_LEFT, Blocks, DocumentLook, Heading, plain_text
from hubflow.report.number_trace import SourceCard, TraceLine
from hubflow.text.catalogue import words

LAYOUT = Path(__file__).parent / "layout"


@attrs.frozen(kw_only=True)
class PagePanel:
    """One part of a report: a tab where the page's script runs, a section where it does not."""

    id: str
    title: str
    body: Markup


@attrs.frozen(kw_only=True)
class Page:
    """The content of a report; ``about`` are the lines under its title."""

    title: str
    kind: str
    about: tuple[str, ...]
    language: str
    panels: tuple[PagePanel, ...]
    cards: tuple[SourceCard, ...]
    foot: str
    look: DocumentLook | None = None
    figures: tuple[FigureLine, ...] = ()


def rendered(page: Page) -> bytes:
    """Return the report as HTML.

    Its policy for content allows its own style sheet and script, by their digests, and nothing
    else: no request, no script of a dossier, no style in an attribute.
    """
    style = page_style(page.look)
    script = (LAYOUT / "report.js").read_text("utf-8")
    marked = any(_MARK in panel.body for panel in page.panels) or any(
        one.assumption or any(map(_marked, one.lines)) for one in page.cards) or any(
        one.assumption for one in page.figures)
    return harmless(environment().get_template("report.html.j2").render(
        page=page, legend=legend(page.language) if marked else "",
        w=words(page.language), r=words(page.language, of="report"),
        style=Markup(style), script=Markup(script), style_digest=digest(style),
        script_digest=digest(script), logo=data_url(page.look) if page.look else "",
        direction="rtl" if page.language in RIGHT_TO_LEFT else "ltr",
    )).encode()


_MARK = 'class="dagger"'
"""Stands in a page's own tags alone: the text of a dossier is escaped."""


def _marked(line: TraceLine) -> bool:
    return line.assumption or any(map(_marked, line.lines))


def page_style(look: DocumentLook | None = None) -> str:
    """Return the style sheet of reports and screens, in a hub's look."""
    return root_style(look) + (LAYOUT / "report.css").read_text("utf-8")


def part(template: str, language: str, /, **given: object) -> Markup:
    """Return part of the page from a template, which escapes all values."""
    return Markup(environment().get_template(template).render(
        w=words(language), r=words(language, of="report"), **given))


@functools.cache
def environment() -> jinja2.Environment:
    """The templates of the page, and those of documents, whose blocks it draws, too."""
    made = templates(LAYOUT, TEXTS)
    made.filters["safe_link"] = followed
    return made


def followed(address: str) -> str:
    """Return an address that a reader may follow, or nothing if it is of another kind."""
    return address if address.startswith(("https://", "http://")) else ""


def without(blocks: Blocks, heading: str) -> Blocks:
    """A document without the section of a heading."""
    kept, away = [], False
    for block in blocks.blocks:
        if isinstance(block, Heading):
            away = plain_text(block.spans) == heading
        if not away:
            kept.append(block)
    return attrs.evolve(blocks, blocks=tuple(kept))
