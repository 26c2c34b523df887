"""Lists and letters of a call: look at them, release decisions, download."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from hubflow.model.input_problems import BadInput
from hubflow.plugins.markers import hookimpl
from hubflow.plugins.workbench.workbench_page import PageAnswer, PageRequest, WorkbenchPage
from hubflow.serve.screen_parts import LAYOUT, command_line, not_found, titles
from hubflow.text.catalogue import words

if TYPE_CHECKING:
    from hubflow.lists.call_list import ListKind
    from hubflow.lists.list_files import MadeList
    from hubflow.register.standing.register_cases import RegisterCases
    from hubflow.register.storage.journal import Journal

LIST_FORMATS = ("docx", "pdf", "html", "xlsx", "csv")
LETTER_FORMATS = ("docx", "pdf", "html")
"""The formats of letters, all of which go into one archive."""

_PATH = "/{hub}/calls/{call}/lists"


@hookimpl
def hubflow_page() -> Iterator[WorkbenchPage]:
    """Yield the screen, and the files that it offers."""
    yield WorkbenchPage(path=_PATH, title=titles("lists"), roles=("secretary", "body"),
                        answer=_lists, folder=LAYOUT, writes=True)
    yield WorkbenchPage(path=f"{_PATH}/file", title=titles("lists"), roles=("secretary", "body"),
                        answer=_list_file, folder=LAYOUT)
    yield WorkbenchPage(path=f"{_PATH}/letters", title=titles("lists"), roles=("secretary",),
                        answer=_letter_files, folder=LAYOUT)


def _lists(request: PageRequest) -> PageAnswer:
    if request.form is None:
        return _page(request)
    if request.grant.role != "secretary":
        return _page(request, problems={"body": words(request.language, "serve")["not_yours"]},
                     status=403)
    return _released(request, request.form)


def _released(request: PageRequest, form: Mapping[str, str]) -> PageAnswer:
    """Record that the hub may tell what was decided, as `register release --call` does."""
    from hubflow.register.recording import releasing
    from hubflow.serve.forms.people_signs import SignsOfPeople, accepted_texts_of
    from hubflow.serve.page_rendering import link

    call, today = request.path["call"], dt.date.today()
    body, note = form.get("body", "").strip(), form.get("note", "").strip()
    if not body:
        told = words(request.language, "serve")["body_needed"]
        return _page(request, form, {"body": told}, status=422)
    try:
        with request.register.writing() as journal:
            names = releasing.awaiting_release(journal, request.hub, call)
            left = releasing.untold(journal, request.hub, names, today)
            names = [name for name in names if name not in left]
            accepted = accepted_texts_of(journal, request.hub, call, {"note": note}, by=body,
                                         accept=form.get("accept", ""))
            count = len(releasing.release(
                journal, request.hub, names, body=body, on=today, by=request.recorder, note=note,
                accepted=accepted)) if names else 0
    except BadInput as bad:
        return _page(request, form, {"body": " ".join(
            f"{one.file}: {one.what}. {one.to_do}".strip() for one in bad.problems)}, status=422)
    except SignsOfPeople as found:
        return _page(request, form, found.problems, status=422, signs=True)
    return PageAnswer(to=link(request.hub, "calls", call, "lists", released=count))


def _page(
    request: PageRequest, form: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None, *, status: int = 200, signs: bool = False,
) -> PageAnswer:
    from hubflow.jury.letter_files import letters_from
    from hubflow.lists.call_list import KINDS
    from hubflow.lists.list_document import list_document
    from hubflow.register.recording.releasing import awaiting_release

    call, today = request.path["call"], dt.date.today()
    with request.register.reading() as journal:
        source = _source(journal, request)
        made, why_none = _made(source, request)
        letters = letters_from(source, today, language=request.language)
        waiting = awaiting_release(journal, request.hub, call)
    return PageAnswer(
        title=f"{words(request.language, 'serve')['title_lists']}: {call}",
        template="lists.html.j2", status=status,
        command=command_line("hubflow", "list", "--register", "--call", call, "--hub",
                             request.hub),
        values={
            "call": call, "kinds": KINDS, "kind": made.found.kind if made else "",
            "list": _drawn(list_document(made.layout, made.found, made.publication).markdown
                           ) if made else None,
            "why_none": why_none, "letters": letters, "waiting": waiting,
            "called": {one.venture: one.name for one in source.standings},
            "formats": LIST_FORMATS, "letter_formats": LETTER_FORMATS, "form": form or {},
            "problems": problems or {}, "signs": signs,
            "released": request.query.get("released", "")})


def _drawn(markdown: str) -> Any:
    """Return a document as the blocks that templates draw, without its own title."""
    from hubflow.documents.publishing.blocks import blocks_of
    from hubflow.report.report_page import untitled

    return untitled(blocks_of(markdown)).blocks


def _source(journal: Journal, request: PageRequest) -> RegisterCases:
    """Return the ventures of the call as `list` and `letters` take them from a register."""
    from hubflow.register.standing.register_cases import RegisterCases
    from hubflow.register.standing.run_selection import standings_asked_for

    call = request.path["call"]
    found = standings_asked_for(journal, request.hub, [], call)
    return RegisterCases(
        journal, request.hub, request.hub,
        [one for one in found if one.kind == "venture" and one.call == call],
        request.register.plugin_hub, dt.date.today())


def _made(source: RegisterCases, request: PageRequest) -> tuple[MadeList | None, str]:
    """Return the list that is asked for, or why there is none."""
    from hubflow.lists.call_list import KINDS
    from hubflow.lists.list_files import ListRequest, make_list

    asked = request.query.get("kind", "")
    kind: ListKind | None = next((one for one in KINDS if one == asked), None)
    try:
        return make_list(source, ListRequest(
            kind=kind, phase=request.query.get("phase") or None,
            anonymous="anonymous" in request.query), language=request.language), ""
    except BadInput as bad:
        return None, " ".join(f"{one.what}. {one.to_do}".strip() for one in bad.problems)


def _list_file(request: PageRequest) -> PageAnswer:
    format = request.query.get("format", "")
    if format not in LIST_FORMATS:
        return not_found(request)
    with request.register.reading() as journal:
        made, why_none = _made(_source(journal, request), request)
    if made is None:
        return PageAnswer(title=words(request.language, "serve")["not_there_title"],
                          template="refused.html.j2", status=404,
                          values={"why": why_none, "detail": "", "what_to_do": ""})
    return PageAnswer(file=made.written(format),
                      file_name=f"{made.found.kind}-{request.path['call']}.{format}")


def _letter_files(request: PageRequest) -> PageAnswer:
    """Return all letters that may be sent, in one archive."""
    from hubflow.jury.letter_files import letters_from

    format = request.query.get("format", "")
    if format not in LETTER_FORMATS:
        return not_found(request)
    archive = io.BytesIO()
    with request.register.reading() as journal:
        letters = letters_from(_source(journal, request), dt.date.today(),
                               language=request.query.get("language") or None)
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as files:
            for one in letters.written.values():
                for name, content in one.formats([format]).items():
                    files.writestr(name, content)
    if not letters.written:
        return not_found(request)
    return PageAnswer(file=archive.getvalue(), file_name=f"letters-{request.path['call']}.zip")
