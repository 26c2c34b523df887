"""The audit: proof of the chain, runs repeated, and all that was recorded, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from hubflow.plugins.markers import hookimpl
from hubflow.plugins.workbench.workbench_page import (
    PageAnswer,
    PageRequest,
    Role,
    WorkbenchPage,
)
from hubflow.serve.screen_parts import LAYOUT, command_line, not_found, titles
from hubflow.text.catalogue import words

if TYPE_CHECKING:
    from hubflow.register.storage.entries import JournalEntry
    from hubflow.register.storage.journal import Journal

_LATEST = 30
"""Entries that are shown without a subject."""


@hookimpl
def hubflow_page() -> Iterator[WorkbenchPage]:
    """Yield the screen, and the archive."""
    roles: tuple[Role, ...] = ("auditor", "secretary")
    yield WorkbenchPage(path="/{hub}/audit", title=titles("audit"), roles=roles, answer=_audit,
                        folder=LAYOUT, menu=90)
    yield WorkbenchPage(path="/{hub}/audit/archive", title=titles("audit"), roles=roles,
                        answer=_archive, folder=LAYOUT)


def _audit(request: PageRequest) -> PageAnswer:
    from hubflow.register.standing.recomputation import replay
    from hubflow.register.storage.proof import verify
    from hubflow.serve.across_places import names_of
    from hubflow.serve.forms.known_names import known_subjects

    asked, expect = (request.query.get(key, "").strip() for key in ("id", "expect"))
    expect = expect.lower() if re.fullmatch("[0-9a-fA-F]{16}|[0-9a-fA-F]{64}", expect) else ""
    proof, repeated = None, None
    with request.register.reading() as journal:
        known = known_subjects(journal, request.hub, asked)
        subject = known.find(asked) or asked
        command = "hubflow register " + (
            f"history {command_line(subject)} --names" if subject else "verify")
        if "verify" in request.query:
            proof = verify(journal, expect or None)
            command = "hubflow register verify" + (f" --expect {expect}" if expect else "")
        if "replay" in request.query:
            repeated = replay(journal, request.hub, request.register.plugin_hub)
            command = f"hubflow register replay --hub {command_line(request.hub)}"
        rows = _rows(journal, request.hub, subject)
        names = names_of(journal, request.hub, {row["entry"].subject for row in rows})
    return PageAnswer(
        template="audit.html.j2", command="" if subject and not rows else command,
        status=404 if subject and not rows else 200,
        values={"proof": proof, "replay": repeated, "rows": rows, "subject": subject,
                "called": names, "expect": expect, "known": known.labels.values(),
                "near": () if rows else known.near(asked),
                "typed": known.labels.get(subject, asked), "whole": _whole(request)})


def _whole(request: PageRequest) -> bool:
    """Return whether a visitor may have the archive of all: their role is not of one hub of many.
    """
    return not request.grant.hub or request.register.hubs() == [request.hub]


def _archive(request: PageRequest) -> PageAnswer:
    """Return an archive of one venture with its proof, or of the whole register."""
    from hubflow.register.archives.archive import register_archive, venture_archive, zip_of
    from hubflow.register.office.venture_files import venture_files
    from hubflow.register.standing.standing_table import standing_of
    from hubflow.serve.across_places import StillComputing, one_at_a_time

    venture = request.query.get("id", "")
    try:
        with request.register.reading() as journal, one_at_a_time():
            if not venture:
                return PageAnswer(file=zip_of(register_archive(journal)), file_name="register.zip"
                                  ) if _whole(request) else not_found(request)
            if standing_of(journal, request.hub, venture) is None:
                return not_found(request)
            files = {**venture_archive(journal, request.hub, venture), **venture_files(
                journal, request.hub, venture, request.register.plugin_hub)}
    except StillComputing:
        return PageAnswer(template="refused.html.j2", status=503, values={
            "why": words(request.language, "serve")["across_busy"], "detail": "",
            "what_to_do": ""})
    return PageAnswer(file=zip_of(files), file_name=f"{venture}.zip")


def _rows(journal: Journal, hub: str, subject: str) -> list[dict[str, Any]]:
    """Return the entries on a subject in order, or the latest of the hub."""
    from hubflow.register.office.entry_words import entry_titles, entry_words
    from hubflow.register.storage.entries import effective
    from hubflow.text.spoken import say

    found = journal.read(hub=hub, subject=subject) if subject else _latest(journal, hub)
    counted = {entry.seq: entry for entry in effective(found)} if subject else None

    titles = {id: entry_titles(journal, hub, id) for id in {one.subject for one in found}}

    def mark(entry: JournalEntry) -> str:
        if counted is None or entry.kind == "correction":
            return ""
        now = counted.get(entry.seq)
        return "entry_withdrawn" if now is None else "entry_corrected" if now.corrected else ""

    return [{"entry": entry, "kind": say(f"kinds.{entry.kind}"), "mark": mark(entry),
             "says": entry_words(entry, names=False, assessor=True, titles=titles[entry.subject]),
             "by": entry.personal.get("by", "")}
            for entry in found]


def _latest(journal: Journal, hub: str) -> list[JournalEntry]:
    import sqlalchemy as sa

    from hubflow.register.storage.database_tables import entries
    from hubflow.register.storage.journal import entry_of

    rows = journal.connection.execute(sa.select(entries).where(entries.c.hub == hub).order_by(
        entries.c.seq.desc()).limit(_LATEST)).mappings()
    return [entry_of(row) for row in rows]
