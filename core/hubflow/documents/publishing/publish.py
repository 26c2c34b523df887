"""Publish the documents of a venture in the formats that were asked for."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import Protocol, cast

import attrs

from hubflow.documents.publishing.hub_look import look_of
from hubflow.documents.publishing.hub_templates import template_of
from hubflow.documents.publishing.published_document import documents_for
from hubflow.model.input_problems import one_problem
from hubflow.model.results import RunResult, VentureResult
from hubflow.plugins.built_in import built_in_modules
from hubflow.plugins.calling import Late, Speaker, instance_of
from hubflow.plugins.document import Blocks, Document
from hubflow.plugins.manager import LoadedHub
from hubflow.text.spoken import say

HOOK = "hubflow_render"


class OwnFormat(Protocol):
    """A format that hubflow itself writes: a module with its name and required libraries."""

    FORMAT: str
    LIBRARIES: tuple[str, ...]


@functools.cache
def own_formats() -> Mapping[str, OwnFormat]:
    """Return the modules of the formats that hubflow itself writes, by format."""
    modules = [cast("OwnFormat", import_module(name)) for name in built_in_modules(HOOK).values()]
    return {module.FORMAT: module for module in modules}


def libraries_for(formats: Sequence[str]) -> tuple[str, ...]:
    """Return what must be installed to write these formats, beyond what hubflow brings."""
    known = own_formats()
    return tuple(dict.fromkeys(library for format in formats if format in known
                               for library in known[format].LIBRARIES))


def published(
    hub: LoadedHub, result: RunResult, venture: VentureResult, formats: Sequence[str]
) -> Iterator[tuple[str, bytes]]:
    """Yield each document in each format, by its file's name; the hub's own renderer comes first.

    Raises :class:`BadInput` where nobody knows a format or a template fails, and
    :class:`hubflow.plugins.crash.PluginCrash` where the hub's hook does.
    """
    for document in documents_for(hub, venture, result):
        for format in formats:
            made = ask(hub, HOOK, format, only=functools.partial(_may_write, format),
                       **render_arguments(hub, document, format, result, venture.id))
            if made is None:
                raise one_problem(
                    f"--format {format}", say("office.no_plugin_of_offers_this_format", id=hub.id),
                    say("office.hubflow_itself_writes", formats=", ".join(own_formats())))
            yield f"{document.name}.{format}", made


def rendered(hub: LoadedHub, document: Document, format: str) -> bytes:
    """Return a document in one of hubflow's own formats; no renderer of a hub is asked."""
    made = ask(hub, HOOK, format, only=functools.partial(_writes, format),
               **render_arguments(hub, document, format, None, ""))
    assert made is not None
    return made


def _writes(format: str, speaker: Speaker) -> bool:
    """Return whether a plugin of hubflow's own writes a format."""
    return speaker.built_in and getattr(speaker.code, "FORMAT", "") == format


def _may_write(format: str, speaker: Speaker) -> bool:
    """Return whether a plugin is asked for a format: hubs, add-ons, and hubflow's own writer."""
    return speaker.is_guest() or _writes(format, speaker)


def render_arguments(
    hub: LoadedHub, document: Document, format: str, result: RunResult | None, venture: str
) -> dict[str, object]:
    """Return what ``hubflow_render`` is handed, but for the format."""
    page = attrs.evolve(document, look=look_of(hub))
    return {"document": document.name, "page": page, "result": result, "venture": venture,
            "blocks": Late(lambda: _blocks(document.markdown)),
            "template": Late(lambda: template_of(hub, document.name, format))}


def _blocks(markdown: str) -> Blocks:
    from hubflow.documents.publishing.blocks import blocks_of

    return blocks_of(markdown)


def in_formats(
    hub: LoadedHub, document: Document, formats: Sequence[str]
) -> Iterator[tuple[str, bytes]]:
    """Yield a document in hubflow's own formats alone, each by its name.

    Documents that must show less than a run's result are made so, as a hub's renderer is given
    the whole result. Raises :class:`BadInput` for other formats.
    """
    for format in dict.fromkeys(formats):
        if format not in own_formats():
            raise one_problem(f"--format {format}", say("office.not_in_this_format"),
                              say("office.its_formats", formats=", ".join(own_formats())))
        yield format, rendered(hub, document, format)


def ask(
    hub: LoadedHub, hook: str, format: str, *, only: Callable[[Speaker], bool] | None = None,
    **given: object,
) -> bytes | None:
    """Return what a plugin makes in a format, or None where none offers it."""
    made = hub.ask_first(hook, {"format": format, **given}, read=instance_of(bytes, str), only=only)
    if made is None or isinstance(made.value, bytes):
        return None if made is None else made.value
    return str(made.value).encode()
