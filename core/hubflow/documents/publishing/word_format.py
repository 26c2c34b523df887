"""Write Word files, drawn by :mod:`hubflow.documents.publishing.word`, in a hub's own template."""

from __future__ import annotations

from pathlib import Path

from hubflow.plugins.document import Blocks, Document
from hubflow.plugins.markers import hookimpl

FORMAT = "docx"
LIBRARIES = ("markdown_it", "mdit_py_plugins", "docx")


@hookimpl(trylast=True)
def hubflow_render(page: Document, blocks: Blocks, template: Path | None) -> bytes:
    """Write the document as a Word file."""
    from hubflow.documents.publishing.word import word

    return word(page, blocks, template)
