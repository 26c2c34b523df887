"""Write a document as PDF, set by Typst.

Typst reads the document as data (JSON), so no text of a dossier can be taken for markup. The fonts
are those that Typst brings along; for scripts that these lack it takes fonts of the system.
"""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from typing import Any

import attrs

from hubflow.documents.design.palette import colours
from hubflow.documents.publishing.hub_templates import TemplateError, beside
from hubflow.documents.publishing.typst_process import TypstFailure, pdf_within_limits
from hubflow.plugins.document import RIGHT_TO_LEFT, Blocks, Document, Heading, plain_text
from hubflow.plugins.markers import hookimpl
from hubflow.reading.limits import TEMPLATE_SIZE
from hubflow.text.spoken import say

FORMAT = "pdf"
LIBRARIES = ("markdown_it", "mdit_py_plugins", "typst")

LAYOUT = Path(__file__).parent / "layout"

_PACKAGE = re.compile(r'"(?:@|\\u\{0*40\})')
_PLACE = re.compile(r"([^/\\\s]+\.typ):(\d+)")
"""A file and line as Typst names them."""
_LONG_WORD = re.compile(r"\S{31,}")
_PART = re.compile(r"\S{10}(?=\S)")
"""A part of a long word that goes on a line in any type, headings and narrow columns among them."""


@hookimpl(trylast=True)
def hubflow_render(page: Document, blocks: Blocks, template: Path | None) -> bytes:
    """Write the document as PDF; the same document gives the same bytes.

    ``template`` is a hub's own Typst file; it may import ``hubflow.typ``, and files that lie beside
    it. Raises :class:`TemplateError` where it fails.
    """
    import typst

    with tempfile.TemporaryDirectory(prefix="hubflow-") as made:
        folder = Path(made)
        for path in LAYOUT.glob("*.typ"):
            (folder / path.name).write_bytes(path.read_bytes())
        data = json.dumps(_data(page, blocks), ensure_ascii=False)
        (folder / "document.json").write_text(data, "utf-8")
        if page.picture is not None:
            (folder / _picture_name(page)).write_bytes(page.picture.content)
        if page.look.logo_format:
            (folder / _logo_name(page)).write_bytes(page.look.logo)
        main = folder / "document.typ"
        if template is not None:
            for path in beside(template):
                if not (folder / path.name).exists():
                    (folder / path.name).write_bytes(path.read_bytes())
            TEMPLATE_SIZE.check(template.stat().st_size, str(template))
            _without_packages(template)
            main.write_bytes(template.read_bytes())
        if template is None:
            return bytes(typst.compile(str(main), root=str(folder), format="pdf", timestamp=0))
        try:
            return pdf_within_limits(main, folder)
        except TypstFailure as failure:
            raise _template_error(template, failure) from None


def _without_packages(template: Path) -> None:
    """Raise if a template imports a package, which Typst would fetch from the network."""
    for path in beside(template):
        if path.suffix == ".typ":
            for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
                if _PACKAGE.search(line):
                    raise TemplateError(path, number, say("office.template_no_network"))


def _data(document: Document, blocks: Blocks) -> dict[str, Any]:
    """Return the document as the layout reads it; its title stands in the head."""
    shown = list(blocks.blocks)
    title = document.title
    if shown and isinstance(shown[0], Heading) and shown[0].level == 1:
        title = plain_text(shown[0].spans)
        shown = shown[1:]
    data = attrs.asdict(Blocks(blocks=tuple(shown), notes=blocks.notes))
    _mark_repeated(data["blocks"], set())
    _breakable(data)
    return {
        "title": title, "shown_title": _parted(title),
        "language": document.language, "about": document.about,
        "draft": document.draft, "colours": colours(document.look),
        "typeface": document.look.typeface, "logo": _logo_name(document),
        "picture": _picture_name(document), "compact": document.compact,
        "caption": document.picture.caption if document.picture else "",
        "right_to_left": document.language in RIGHT_TO_LEFT,
        **data,
    }


def _logo_name(document: Document) -> str:
    """Return the name of the file of the hub's logo beside the document; empty without one."""
    format = document.look.logo_format
    return f"hubflow-logo.{format}" if format else ""


def _picture_name(document: Document) -> str:
    """Return the name of the file of the picture beside the document; empty without one."""
    return f"hubflow-picture.{document.picture.format}" if document.picture else ""


def _breakable(part: Any) -> None:
    """Mark where long words may break: Typst breaks a word only where it knows syllables."""
    if isinstance(part, dict):
        if part.get("text") and not part.get("link"):
            part["text"] = _parted(part["text"])
        for inner in part.values():
            _breakable(inner)
    elif isinstance(part, list | tuple):
        for inner in part:
            _breakable(inner)


def _parted(text: str) -> str:
    return _LONG_WORD.sub(lambda word: _PART.sub("\\g<0>\u200b", word[0]), text)


def _mark_repeated(part: Any, seen: set[int]) -> None:
    """Mark each reference to a note that an earlier reference has named."""
    if isinstance(part, dict):
        if "note" in part:
            part["again"] = part["note"] in seen
            seen.add(part["note"])
        for inner in part.values():
            _mark_repeated(inner, seen)
    elif isinstance(part, list | tuple):
        for inner in part:
            _mark_repeated(inner, seen)


def _template_error(template: Path, failure: TypstFailure) -> TemplateError:
    """Return the error with the file and line that it names first among the hub's own."""
    own = {path.name: path for path in beside(template)} | {"document.typ": template}
    for name, line in _PLACE.findall(failure.where):
        if name in own:
            return TemplateError(own[name], int(line), failure.message)
    return TemplateError(template, 0, failure.message)
