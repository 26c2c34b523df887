"""The documents of a venture in the formats that were asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from hubflow.documents.publishing.hub_templates import template_of
from hubflow.documents.publishing.published_document import Document, documents_for
from hubflow.model.input_problems import one_problem
from hubflow.model.results import RunResult, VentureResult
from hubflow.plugins.calling import instance_of
from hubflow.plugins.manager import LoadedHub

if TYPE_CHECKING:
    from hubflow.documents.publishing.blocks import Blocks

    Writer = Callable[[Document, Blocks, Path | None], bytes]


@attrs.frozen
class Format:
    """A format that hubflow itself writes: a function of its own name in a module of this package,
    and the ``libraries`` of the extra ``documents`` that it needs.
    """

    module: str
    writes: str
    libraries: tuple[str, ...]

    def writer(self) -> Writer:
        """The function; imported here, as it brings its libraries."""
        module = import_module(f"hubflow.documents.publishing.{self.module}")
        made: Writer = getattr(module, self.writes)
        return made


_BLOCKS = ("markdown_it", "mdit_py_plugins")

FORMATS: Mapping[str, Format | None] = {
    "md": None,
    "html": Format("web", "web", _BLOCKS),
    "docx": Format("word", "word", (*_BLOCKS, "docx")),
    "pdf": Format("pdf", "pdf", (*_BLOCKS, "typst")),
}
"""What hubflow itself writes. Markdown is what the others are made of."""


def libraries_for(formats: Sequence[str]) -> tuple[str, ...]:
    """What must be installed to write these formats, beyond what hubflow brings."""
    known = [format for name in formats if (format := FORMATS.get(name)) is not None]
    return tuple(dict.fromkeys(library for format in known for library in format.libraries))


def published(
    hub: LoadedHub, result: RunResult, venture: VentureResult, formats: Sequence[str]
) -> Iterator[tuple[str, bytes]]:
    """Each document in each format, by its file's name.

    The hub's own renderer is asked first. Raises :class:`BadInput` where nobody knows a format or
    a template fails, and :class:`hubflow.plugins.crash.PluginCrash` where the hub's hook does.
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
    known = FORMATS[format]
    if known is None:
        return document.markdown.encode()
    from hubflow.documents.publishing.blocks import blocks_of

    template = template_of(hub, document.name, format)
    return known.writer()(document, blocks_of(document.markdown), template)


def in_formats(
    hub: LoadedHub, document: Document, formats: Sequence[str]
) -> Iterator[tuple[str, bytes]]:
    """A document in hubflow's own formats alone, each by its name.

    So are those made that must show less than a run's result holds, which a hub's renderer is
    given. Raises :class:`BadInput` for other formats.
    """
    for format in dict.fromkeys(formats):
        if format not in FORMATS:
            raise one_problem(f"--format {format}", "this document is not written in this format",
                              f"Its formats: {', '.join(FORMATS)}.")
        yield format, rendered(hub, document, format)


def ask(hub: LoadedHub, hook: str, format: str, **given: object) -> bytes | None:
    """Return what a plugin makes in a format, or None where none offers it."""
    made = hub.ask_first(hook, {"format": format, **given}, read=instance_of(bytes, str))
    if made is None or isinstance(made.value, bytes):
        return None if made is None else made.value
    return str(made.value).encode()
