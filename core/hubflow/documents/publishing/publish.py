"""The documents of a venture in the formats that were asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hubflow.documents.publishing.document import Document, documents_for
from hubflow.documents.publishing.templates import template_of
from hubflow.model.problems import one_problem
from hubflow.model.results import RunResult, VentureResult
from hubflow.plugins.crash import PluginCrash
from hubflow.plugins.manager import LoadedHub

FORMATS = ("md", "html", "docx", "pdf")
"""What hubflow itself writes. Those beyond Markdown need the extra ``documents``."""

LIBRARIES = ("docx", "markdown_it", "mdit_py_plugins", "typst")
"""What the extra ``documents`` brings."""


def published(
    hub: LoadedHub, result: RunResult, venture: VentureResult, formats: Sequence[str]
) -> Iterator[tuple[str, bytes]]:
    """Each document in each format, by its file's name.

    The hub's own renderer is asked first. Raises :class:`BadInput` where nobody knows a format or
    a template fails, and :class:`PluginCrash` where the hub's hook does.
    """
    for document in documents_for(hub, venture, result):
        for format in formats:
            made = ask(hub, "hubflow_render", format, document=document.name, result=result,
                       venture=venture.id)
            if made is None and format in FORMATS:
                made = rendered(hub, document, format)
            if made is None:
                raise one_problem(f"--format {format}", f"no plugin of {hub.id} offers this format",
                                  f"hubflow itself writes {', '.join(FORMATS)}.")
            yield f"{document.name}.{format}", made


def rendered(hub: LoadedHub, document: Document, format: str) -> bytes:
    """A document in one of hubflow's own formats."""
    if format == "md":
        return document.markdown.encode()
    from hubflow.documents.publishing.blocks import blocks_of

    blocks = blocks_of(document.markdown)
    template = template_of(hub, document.name, format)
    if format == "docx":
        from hubflow.documents.publishing.word import word

        return word(document, blocks, template)
    if format == "pdf":
        from hubflow.documents.publishing.pdf import pdf

        return pdf(document, blocks, template)
    from hubflow.documents.publishing.web import web

    return web(document, blocks)


def ask(hub: LoadedHub, hook: str, format: str, **given: object) -> bytes | None:
    """What a plugin makes in a format, or None where none offers it."""
    try:
        made = getattr(hub.manager.hook, hook)(format=format, **given)
    except Exception as error:
        raise PluginCrash(hub.plugin, hook, f"{type(error).__name__}: {error}",
                          hub=hub.id) from error
    if made is None or isinstance(made, bytes):
        return made
    return str(made).encode()
