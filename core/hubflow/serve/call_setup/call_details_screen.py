"""Calls: each with its deadline, a new one, and what a call is called and until when it is open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hubflow.plugins.markers import hookimpl
from hubflow.plugins.workbench.workbench_page import PageAnswer, PageRequest, WorkbenchPage
from hubflow.serve.screen_parts import LAYOUT, not_found, titles
from hubflow.text.catalogue import words


@hookimpl
def hubflow_page() -> Iterator[WorkbenchPage]:
    """Yield the screen of all calls, and that of one call's name and deadline."""
    yield WorkbenchPage(path="/{hub}/calls", title=titles("calls"), roles=("secretary",),
                        answer=_calls, folder=LAYOUT, writes=True)
    yield WorkbenchPage(path="/{hub}/calls/{call}/details", title=titles("call_details"),
                        roles=("secretary",), answer=_details, folder=LAYOUT, writes=True)


def _calls(request: PageRequest) -> PageAnswer:
    """Show the hub's calls; begin one."""
    from hubflow.serve.call_setup.call_fields import CallRefused, record_call
    from hubflow.serve.forms.people_signs import SignsOfPeople
    from hubflow.serve.page_rendering import link

    with request.register.reading() as journal:
        if request.register.method_of(journal, request.hub) is None:
            return not_found(request)
    if request.form is None:
        return _calls_page(request)
    try:
        call, _ = record_call(request, request.form.get("id", "").strip(), begin=True)
    except CallRefused as refused:
        return _calls_page(request, refused.problems)
    except SignsOfPeople as found:
        return _calls_page(request, found.problems, signs=True)
    return PageAnswer(to=link(request.hub, "calls", call, begun=1))


def _calls_page(
    request: PageRequest, problems: Mapping[str, str] | None = None, *, signs: bool = False
) -> PageAnswer:
    from hubflow.register.calls.call_entries import recorded_call
    from hubflow.serve.call_runs import calls_of
    from hubflow.serve.call_setup.call_fields import call_command, free_id, usual_zone, zones
    from hubflow.text.deadlines import deadline_in_words

    form = dict(request.form or {})
    with request.register.reading() as journal:
        calls = [(recorded_call(journal, request.hub, id), count)
                 for id, count in calls_of(journal, request.hub)]
        name = form.get("name", "").strip()
        id = form.get("id", "").strip() or (free_id(journal, request.hub, name) if name else "")
        form.setdefault("zone", usual_zone(journal, request.hub))
    return PageAnswer(
        template="calls.html.j2", status=422 if problems else 200,
        command=call_command(request, id or "CALL", begin=True),
        values={"calls": calls, "form": form, "zones": zones(), "problems": problems or {},
                "signs": signs, "deadline": deadline_in_words})


def _details(request: PageRequest) -> PageAnswer:
    """Show a call's name and deadline; record what is changed."""
    from hubflow.register.recording.steps import check_call
    from hubflow.serve.call_setup.call_fields import CallRefused, record_call
    from hubflow.serve.forms.people_signs import SignsOfPeople

    call = request.path["call"]
    with request.register.reading() as journal:
        check_call(journal, request.hub, call)
    if request.form is None:
        return _details_page(request)
    try:
        _, lines = record_call(request, call)
    except CallRefused as refused:
        return _details_page(request, refused.problems,
                             status=409 if "" in refused.problems else 422)
    except SignsOfPeople as found:
        return _details_page(request, found.problems, status=422, signs=True)
    return _details_page(request, saved=True, lines=lines)


def _details_page(
    request: PageRequest, problems: Mapping[str, str] | None = None, *, status: int = 200,
    signs: bool = False, saved: bool = False, lines: Sequence[str] = (),
) -> PageAnswer:
    from hubflow.register.calls.call_details import details_of
    from hubflow.serve.call_setup.call_fields import call_command, call_mark, shown_fields, zones

    call = request.path["call"]
    with request.register.reading() as journal:
        shown = shown_fields(details_of(journal, request.hub, call))
        seen = call_mark(journal, request.hub, call)
    told = words(request.language, "serve")
    return PageAnswer(
        title=f"{request.register.call_name(request.hub, call)}: {told['title_call_details']}",
        template="call-details.html.j2", status=status, command=call_command(request, call),
        values={"call": call, "form": {**shown, **(request.form or {})} if problems else shown,
                "seen": seen, "zones": zones(), "problems": problems or {},
                "signs": signs, "saved": saved, "lines": lines})
