"""Write Markdown, from which all other formats are made."""

from __future__ import annotations

from hubflow.plugins.document import Document
from hubflow.plugins.markers import hookimpl

FORMAT = "md"
LIBRARIES: tuple[str, ...] = ()


@hookimpl(trylast=True)
def hubflow_render(page: Document) -> str:
    """Write the document's Markdown as it is."""
    return page.markdown
