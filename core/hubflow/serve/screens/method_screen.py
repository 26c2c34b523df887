"""The method: its published rules as the handbook prints them, beside the file that holds them."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from hubflow.plugins.markers import hookimpl
from hubflow.plugins.workbench.workbench_page import (
    PageAnswer,
    PageRequest,
    Role,
    WorkbenchPage,
)
from hubflow.serve.screen_parts import LAYOUT, command_line, not_found, titles

if TYPE_CHECKING:
    from hubflow.engine.method.compiled import Compiled
    from hubflow.plugins.document import Block
    from hubflow.register.recording.editions import StoredEdition

_KEPT = 8
"""Handbooks that are kept at most, each of a method, a language and a day."""


@hookimpl
def hubflow_page() -> Iterator[WorkbenchPage]:
    """Yield the screen, and the file of an edition."""
    roles: tuple[Role, ...] = ("author", "secretary", "body", "auditor")
    yield WorkbenchPage(path="/{hub}/method", title=titles("method"), roles=roles, answer=_method,
                        folder=LAYOUT, menu=70)
    yield WorkbenchPage(path="/{hub}/method/file", title=titles("method"), roles=roles,
                        answer=_file, folder=LAYOUT)


def _edition(request: PageRequest) -> tuple[StoredEdition | None, list[str]]:
    """Return the edition that is asked for, else the newest, and the names of all."""
    from hubflow.register.recording.editions import editions, hub_of

    with request.register.reading() as journal:
        found = editions(journal, request.hub)
        chosen = request.query.get("edition") or next(reversed(found), "")
        if chosen not in found:
            return None, list(found)
        return hub_of(found[chosen], request.register.plugin_hub), list(found)


@functools.lru_cache(maxsize=_KEPT)
def _handbook(
    method: Compiled, language: str, on: dt.date, code: Sequence[str]
) -> tuple[str, Sequence[Block]]:
    """Return the handbook of a method on a day: its title, and its blocks without it."""
    from hubflow.documents.handbook import handbook_document
    from hubflow.documents.publishing.blocks import untitled_blocks

    document = handbook_document(method, language, on, code)
    return document.title, untitled_blocks(document.markdown).blocks


def _method(request: PageRequest) -> PageAnswer:
    from hubflow.engine.method.prepared_method import code_of, compiled_method

    kept, names = _edition(request)
    if kept is None:
        return not_found(request)
    about = kept.hub.methodology.methodology.hub
    title, blocks = _handbook(compiled_method(kept.hub), request.language, dt.date.today(),
                              tuple(code_of(kept.hub)))
    return PageAnswer(
        title=title, template="method.html.j2",
        command=command_line("hubflow", "handbook", "-p", request.hub),
        values={"blocks": blocks,
                "text": kept.hub.methodology.file.text, "edition": about.edition,
                "editions": names, "digest": kept.entry.body["methodology"]})


def _file(request: PageRequest) -> PageAnswer:
    """Return the edition's methodology.toml, byte by byte as the register keeps it."""
    kept, _ = _edition(request)
    if kept is None:
        return not_found(request)
    return PageAnswer(file=kept.hub.methodology.file.text.encode(), file_name="methodology.toml")
