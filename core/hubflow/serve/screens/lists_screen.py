"""Lists and letters of a call: look at them, release decisions, download."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from hubflow.model.input_problems import BadInput
from hubflow.plugins.markers import hookimpl
from hubflow.plugins.workbench.workbench_page import PageAnswer, PageRequest, WorkbenchPage
from hubflow.serve.screen_parts import (
    LAYOUT,
    LONGEST_LINE,
    command_line,
    form_day,
    not_found,
    one_line_of,
    signers_in,
    titles,
)
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
    yield WorkbenchPage(path=f"{_PATH}/letters/{{venture}}", title=titles("letter"),
                        roles=("secretary",), answer=_letter, folder=LAYOUT)


def _lists(request: PageRequest) -> PageAnswer:
    if request.form is None:
        return _page(request)
    if request.grant.role != "secretary":
        return _page(request, problems={"body": words(request.language, "serve")["not_yours"]},
                     status=403)
    return _released(request, request.form)


def _released(request: PageRequest, form: Mapping[str, str]) -> PageAnswer:
    """Record that the hub may tell what was chosen, as `register release` does."""
    from hubflow.serve.forms.people_signs import SignsOfPeople
    from hubflow.serve.forms.release_choice import ReleaseRefused, release_chosen
    from hubflow.serve.page_rendering import link

    call = request.path["call"]
    try:
        with request.register.writing() as journal:
            count = release_chosen(journal, request.hub, call, form, by=request.recorder,
                                   told=words(request.language, "serve"))
    except ReleaseRefused as refused:
        return _page(request, form, refused.problems, status=422)
    except SignsOfPeople as found:
        return _page(request, form, found.problems, status=422, signs=True)
    return PageAnswer(to=link(request.hub, "calls", call, "lists",
                              **_asked(request), released=count))


def _asked(request: PageRequest) -> dict[str, str]:
    """Return the list that is asked for, as every link of the page hands it on."""
    place = one_line_of(request.query.get("place", ""))
    until, signers = _until(request), signers_in(request.query.get("sign", ""))
    return {**{key: request.query[key] for key in ("phase", "kind", "anonymous", "anew")
               if key in request.query},
            **({"place": place[:LONGEST_LINE]} if place else {}),
            **({"sign": "\n".join(signers)} if signers else {}),
            **({"until": until.isoformat()} if until else {}),
            **({"on": on.isoformat()} if (on := form_day(request.query.get("on", ""))) else {})}


def _until(request: PageRequest) -> dt.date | None:
    """Return the last day for complaints that was typed; None where it is no day."""
    return form_day(request.query.get("until", ""))


def _page(
    request: PageRequest, form: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None, *, status: int = 200, signs: bool = False,
) -> PageAnswer:
    from hubflow.documents.publishing.blocks import untitled_blocks
    from hubflow.lists.call_list import KINDS
    from hubflow.lists.list_document import list_document
    from hubflow.register.standing.standing_table import ids_of
    from hubflow.serve.forms.release_choice import chosen_of
    from hubflow.serve.page_rendering import link

    call = request.path["call"]
    told = words(request.language, "serve")
    with request.register.reading() as journal:
        if not ids_of(journal, request.hub, call=call):
            return _no_applications(journal, request)
        made, why_none, letters, names, waiting, phases = request.register.kept(
            journal, ("lists", request.hub, call, request.language, *(
                f"{key}={value}" for key, value in sorted(_asked(request).items()))),
            request.hub, call, lambda: _content(journal, request))
    phase = made.phase if made else request.query.get("phase", "")
    asked_until = _until(request)
    return PageAnswer(
        title=f"{told['title_lists']}: {request.register.call_name(request.hub, call)}",
        template="lists.html.j2", status=status,
        command=_command(request, phase),
        values={
            "call": call, "kinds": KINDS, "kind": made.found.kind if made else "",
            "list": untitled_blocks(list_document(
                made.layout, made.found, made.publication).markdown).blocks if made else None,
            "list_title": made.found.title if made else "",
            "since": made.since() if made else "",
            "changed": made.changed() if made else (), "published": (
                link(request.hub, "calls", call, "lists",
                     **{key: value for key, value in _asked(request).items() if key != "anew"})
                if made and made.corrected else ""),
            "why_none": why_none, "letters": letters, "called": names, "phase": phase,
            "asked": {**_asked(request), **({"phase": phase} if phase else {})},
            "phases": phases, "until": request.query.get("until", "").strip(),
            "wrong_day": told["day_wrong"] if request.query.get("until", "").strip() and (
                _until(request) is None) else "",
            "letters_command": command_line(
                "hubflow", "letters", "--register", "--call", call, "--hub", request.hub,
                *(("--complaints-until", asked_until.isoformat()) if asked_until else ()),
                "--out", "letters"),
            "waiting": waiting, "chosen": None if form is None else chosen_of(form),
            "formats": LIST_FORMATS, "letter_formats": LETTER_FORMATS, "form": form or {},
            "problems": problems or {}, "signs": signs,
            "released": request.query.get("released", "")})


def _no_applications(journal: Journal, request: PageRequest) -> PageAnswer:
    """Return the page of a call that has begun and has no applications yet."""
    from hubflow.register.recording.steps import check_call

    check_call(journal, request.hub, request.path["call"])
    return PageAnswer(
        title=request.register.call_name(request.hub, request.path["call"]),
        template="refused.html.j2", values={
            "why": words(request.language, "serve")["no_ventures"], "detail": "",
            "what_to_do": ""})


def _command(request: PageRequest, phase: str) -> str:
    """Return the command that shows the same list."""
    asked = _asked(request)
    options = {"--phase": phase, "--kind": asked.get("kind", ""),
               "--published-at": asked.get("place", ""), "--published-on": asked.get("on", ""),
               "--complaints-until": asked.get("until", "")}
    return command_line(
        "hubflow", "list", "--register", "--call", request.path["call"], "--hub", request.hub,
        *(word for option, value in options.items() if value for word in (option, value)),
        *(word for signer in signers_in(asked.get("sign", "")) for word in ("--sign", signer)),
        *(f"--{key}" for key in ("anonymous", "anew") if key in asked))


def _content(journal: Journal, request: PageRequest) -> tuple[Collection[str], tuple[Any, ...]]:
    """Return the ventures of the call, and what the page has of them.

    That is the list or why there is none, the letters, and what waits for a release.
    """
    from hubflow.jury.letter_files import letters_from
    from hubflow.serve.forms.release_choice import phases_of_call, waiting_decisions

    source, today = _source(journal, request), dt.date.today()
    names = {one.venture: one.name for one in source.standings}
    waiting = waiting_decisions(journal, request.hub, request.path["call"], today, names)
    whole = words(request.language, "serve")["whole_venture"]
    return frozenset(names), (
        *_made(source, request), letters_from(source, today, language=request.language,
                                               until=_until(request)),
        names, waiting, phases_of_call(source.standings, waiting, whole))


def _source(journal: Journal, request: PageRequest, venture: str = "") -> RegisterCases:
    """Return the ventures of the call as `list` and `letters` take them from a register.

    With ``venture`` that one alone, if it is in the call.
    """
    from hubflow.register.standing.run_selection import standings_asked_for
    from hubflow.register.standing.standing_table import ids_of, standing_of
    from hubflow.serve.kept_cases import PageCases

    call, hub, shared = request.path["call"], request.hub, request.register
    if venture:
        alone = standing_of(journal, hub, venture)
        found = [] if alone is None else [alone]
    else:
        journal.gather(hub, ids_of(journal, hub, call=call))
        found = standings_asked_for(journal, hub, [], call)
    return PageCases(
        journal, hub, hub, [one for one in found if one.kind == "venture" and one.call == call],
        shared.plugin_hub, dt.date.today(), shared.kept_runs(journal, hub),
        None if venture else (request.language, lambda: shared.call_run(
            journal, hub, call, request.language)))


def _made(source: RegisterCases, request: PageRequest) -> tuple[MadeList | None, str]:
    """Return the list that is asked for, or why there is none."""
    from hubflow.lists.call_list import KINDS
    from hubflow.lists.list_files import ListRequest, make_list

    asked = request.query.get("kind", "")
    kind: ListKind | None = next((one for one in KINDS if one == asked), None)
    try:
        return make_list(source, ListRequest(
            kind=kind, phase=request.query.get("phase") or None,
            anonymous="anonymous" in request.query, until=_until(request),
            place=_asked(request).get("place", ""), on=form_day(request.query.get("on", "")),
            signers=signers_in(request.query.get("sign", "")),
            anew="anew" in request.query),
            language=request.language), ""
    except BadInput as bad:
        return None, bad.words()


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
    name = "corrected" if made.corrected else made.found.kind
    return PageAnswer(file=made.written(format),
                      file_name=f"{name}-{request.path['call']}.{format}")


def _letter_files(request: PageRequest) -> PageAnswer:
    """Return all letters that may be sent, in one archive."""
    from hubflow.jury.letter_files import letters_from

    format = request.query.get("format", "")
    if format not in LETTER_FORMATS:
        return not_found(request)
    archive = io.BytesIO()
    with request.register.reading() as journal:
        letters = letters_from(_source(journal, request), dt.date.today(),
                               language=request.query.get("language") or None,
                               again="again" in request.query, until=_until(request))
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as files:
            for one in letters.written.values():
                for name, content in one.formats([format]).items():
                    files.writestr(name, content)
    if not letters.written:
        return not_found(request)
    return PageAnswer(file=archive.getvalue(), file_name=f"letters-{request.path['call']}.zip")


def _letter(request: PageRequest) -> PageAnswer:
    """Show the letter to a venture: the one that may be sent, or what a release would tell."""
    from hubflow.documents.publishing.blocks import untitled_blocks
    from hubflow.jury.decision_to_tell import decision_to_tell
    from hubflow.jury.letter import letter_document
    from hubflow.jury.letter_files import letters_on

    venture = request.path["venture"]
    with request.register.reading() as journal:
        source = _source(journal, request, venture)
        if not source.standings:
            return not_found(request)
        waits = source.as_if_released(venture)
        told = waits or decision_to_tell(source.decisions()[venture], dt.date.today())[0]
        if told is None:
            return not_found(request)
        told = told.replace(complaints_until=_until(request) or told.complaints_until)
        (made,) = letters_on(source, [told], language=request.query.get("language") or None)
    document = letter_document(made.layout, made.letter, made.about)
    return PageAnswer(
        title=document.title, template="letter.html.j2",
        values={"call": request.path["call"], "letter": untitled_blocks(document.markdown).blocks,
                "waits": waits is not None, "draft": document.draft, "asked": _asked(request)})
