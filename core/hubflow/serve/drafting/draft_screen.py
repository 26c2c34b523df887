"""Drafts of the method: begun from an edition, edited with checks as one types, tried out."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from hubflow.model.input_problems import BadInput
from hubflow.plugins.markers import hookimpl
from hubflow.plugins.workbench.workbench_page import PageAnswer, PageRequest, WorkbenchPage
from hubflow.serve.drafting.draft_access import (
    FOLDER,
    came_to,
    case_key,
    draft_title,
    no_drafts,
    of_draft,
)
from hubflow.serve.screen_parts import command_line, not_found, titles
from hubflow.text.catalogue import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hubflow.kit.checking.findings import Finding
    from hubflow.register.storage.journal import Journal
    from hubflow.serve.drafting.draft_trials import TrialOfCases
    from hubflow.serve.drafting.method_drafts import DraftVersion, MethodDraft

_SHOWN = 12
"""Versions whose changes are shown."""


@hookimpl
def hubflow_page() -> Iterator[WorkbenchPage]:
    """Yield the list of drafts, the editor, and the draft's folder as an archive."""
    path = "/{hub}/method/drafts"
    yield WorkbenchPage(path=path, title=titles("drafts"), roles=("author",), answer=_list,
                        folder=FOLDER, menu=72, writes=True)
    yield WorkbenchPage(path=f"{path}/{{draft}}", title=titles("drafts"), roles=("author",),
                        answer=of_draft(_editor), folder=FOLDER, writes=True)
    yield WorkbenchPage(path=f"{path}/{{draft}}/folder", title=titles("drafts"),
                        roles=("author",), answer=of_draft(_folder), folder=FOLDER)


def _list(request: PageRequest) -> PageAnswer:
    if request.drafts is None:
        return no_drafts(request)
    form = request.form
    if form is None:
        return _list_page(request, {})
    try:
        draft = _begun(request, form)
    except BadInput as bad:
        return _list_page(request, form, {
            "name": bad.words()})
    return _to(draft)


def _begun(request: PageRequest, form: Mapping[str, str]) -> MethodDraft:
    """Begin a draft from an edition in the register, with the other files of the hub's folder."""
    from hubflow.plugins.target import target_of
    from hubflow.register.recording.editions import stored_edition

    with request.register.reading() as journal:
        entry = stored_edition(journal, request.hub, form.get("edition", ""))
    named = request.register.plugin_hub
    beside: Path | None = None
    if named is not None and named.id == request.hub:
        beside = named.methodology.file.path.parent
    else:
        # a hub that is not installed has its text in the register, and no more
        with contextlib.suppress(BadInput):
            beside = target_of(request.hub).methodology.parent
    found: MethodDraft = request.drafts.begin(
        request.hub, form.get("name", "").strip(), entry.subject, str(entry.body["text"]), beside,
        request.recorder)
    return found


def _list_page(
    request: PageRequest, form: Mapping[str, str], problems: Mapping[str, str] | None = None
) -> PageAnswer:
    from hubflow.register.recording.editions import editions

    with request.register.reading() as journal:
        names = list(editions(journal, request.hub))
    if not names:
        return not_found(request)
    return PageAnswer(
        template="drafts.html.j2", status=422 if problems else 200,
        values={"drafts": [(one, one.latest()) for one in request.drafts.of_hub(request.hub)],
                "editions": names, "form": form, "problems": problems or {}})


def _to(draft: MethodDraft, *, saved: int | None = None) -> PageAnswer:
    from hubflow.serve.page_rendering import link

    more = {} if saved is None else {"saved": saved}
    return PageAnswer(to=link(draft.hub, "method", "drafts", draft.name, **more))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class _Desk:
    """What the editor shows: a text, the version that it is made from, and what came meanwhile.

    ``joined``: another's changes are in the text already. ``theirs`` are the changes of others
    that touch the same lines.
    """

    text: str
    made_from: DraftVersion
    joined: bool = False
    theirs: Sequence[str] = ()
    problems: Sequence[str] = ()
    trial: TrialOfCases | None = None
    status: int = 200


def _editor(request: PageRequest, draft: MethodDraft) -> PageAnswer:
    form, latest = request.form, draft.latest()
    if form is None:
        return _page(request, draft, _Desk(text=_asked_for(request, draft, latest),
                                           made_from=latest))
    text = form.get("text", "")
    seen = draft.version(form.get("version", ""))
    if seen is None:
        return not_found(request)
    if request.partial or "check" in form:
        return _page(request, draft, _Desk(text=text, made_from=seen))
    if "cases" in form:
        return _with_cases(request, draft, text, seen)
    if "write" in form:
        draft.write_folder(latest)
        return _to(draft)
    return _saved(request, draft, text, seen)


def _with_cases(
    request: PageRequest, draft: MethodDraft, text: str, seen: DraftVersion
) -> PageAnswer:
    """Run the hub's cases under what was typed, and show them beside it."""
    from hubflow.serve.across_places import StillComputing, one_at_a_time
    from hubflow.serve.drafting.draft_trials import tried_cases

    try:
        with one_at_a_time():
            trial = tried_cases(draft, text)
    except StillComputing:
        told = words(request.language, "serve")["across_busy"]
        return _page(request, draft, _Desk(text=text, made_from=seen, problems=[told], status=503))
    return _page(request, draft, _Desk(text=text, made_from=seen, trial=trial))


def _asked_for(request: PageRequest, draft: MethodDraft, latest: DraftVersion) -> str:
    """Return the text to edit: the newest version, an older one, or that of the folder's file."""
    if "outside" in request.query:
        return draft.folder_text() or latest.text
    older = draft.version(request.query.get("from", ""))
    return latest.text if older is None else older.text


def _saved(
    request: PageRequest, draft: MethodDraft, text: str, seen: DraftVersion
) -> PageAnswer:
    """Save what was typed; if somebody saved another version, join both or show theirs."""
    from hubflow.serve.drafting.line_merge import changed_lines, merged
    from hubflow.serve.drafting.method_drafts import DraftMoved

    try:
        made = draft.save(text, seen.number, request.recorder)
    except DraftMoved:
        latest = draft.latest()
        joined = merged(seen.text, text, latest.text)
        theirs = () if joined is not None else changed_lines(seen.text, latest.text)
        return _page(request, draft, _Desk(
            text=text if joined is None else joined, made_from=latest, joined=joined is not None,
            theirs=theirs, status=409))
    except BadInput as bad:
        return _page(request, draft, _Desk(
            text=text, made_from=seen, status=422,
            problems=[one.words() for one in bad.problems]))
    return _to(draft, saved=made.number)


def _page(request: PageRequest, draft: MethodDraft, desk: _Desk) -> PageAnswer:
    from hubflow.serve.drafting.draft_trials import quick_check
    from hubflow.serve.drafting.line_merge import changed_lines

    report, latest = quick_check(draft, desk.text), draft.latest()
    versions = [] if request.partial else draft.versions()
    changes = [(one, changed_lines(before.text, one.text)) for before, one in itertools.pairwise(
        versions)]
    return PageAnswer(
        title=draft_title(request, draft),
        status=422 if report.findings and "check" in (request.form or {}) else desk.status,
        template="draft-state.html.j2" if request.partial else "draft.html.j2",
        command=command_line("hubflow", "check", str(draft.folder)),
        values={
            "draft": draft, "desk": desk, "report": report, "trial": desk.trial,
            "came_to": came_to, "case_key": case_key, "latest": latest,
            "lines": _by_line(report.findings, desk.text),
            "blocks": [] if report.findings else _handbook(request, draft, desk.text),
            "versions": changes[::-1][:_SHOWN], "first": versions[0] if versions else None,
            "saved": request.query.get("saved", ""),
            "outside": not request.partial and draft.folder_text() != latest.text})


def _by_line(
    findings: Sequence[Finding], text: str
) -> list[tuple[int, str, list[Finding]]]:
    """Return what is wrong by the line that it is about: its number, what stands there, findings.
    """
    written = text.split("\n")
    found: dict[int, list[Finding]] = {}
    for one in findings:
        found.setdefault(one.line, []).append(one)
    return [(line, written[line - 1] if 0 < line <= len(written) else "", told)
            for line, told in sorted(found.items())]


def _handbook(request: PageRequest, draft: MethodDraft, text: str) -> Sequence[Any]:
    """Return a text as published rules, made once; nothing if its code or its rules fail."""
    key = "handbook", draft.hub, draft.name, draft.edition, text, request.language
    with request.register.reading() as journal:
        found: Sequence[Any] = request.register.kept(
            journal, key, draft.hub, "",
            lambda: ((), _published(journal, request, draft, text)))
    return found


def _published(
    journal: Journal, request: PageRequest, draft: MethodDraft, text: str
) -> Sequence[Any]:
    import datetime as dt

    from hubflow.documents.handbook import handbook_document
    from hubflow.documents.publishing.blocks import untitled_blocks
    from hubflow.engine.method.prepared_method import code_of, compiled_method
    from hubflow.plugins.crash import PluginCrash
    from hubflow.serve.drafting.draft_trials import draft_hub

    try:
        hub = draft_hub(journal, draft, text, request.register.plugin_hub)
        document = handbook_document(compiled_method(hub), request.language, dt.date.today(),
                                     code_of(hub))
    except (BadInput, PluginCrash):
        return []
    return untitled_blocks(document.markdown).blocks


def _folder(_: PageRequest, draft: MethodDraft) -> PageAnswer:
    """Return the draft's folder as an archive, with the newest version."""
    from hubflow.register.archives.archive import zip_of

    files = draft.files(draft.latest().text)
    return PageAnswer(file=zip_of({f"{draft.name}/{name}": content
                                   for name, content in files.items()}),
                      file_name=f"{draft.hub}-{draft.name}.zip")
