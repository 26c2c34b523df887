"""Trying a draft out: every check, the hub's own cases, and last year's call under it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hubflow.model.input_problems import BadInput
from hubflow.plugins.markers import hookimpl
from hubflow.plugins.workbench.workbench_page import PageAnswer, PageRequest, WorkbenchPage
from hubflow.serve.drafting.draft_access import FOLDER, came_to, case_key, draft_title, of_draft
from hubflow.serve.screen_parts import command_line, not_found, titles
from hubflow.text.catalogue import words

if TYPE_CHECKING:
    from hubflow.register.storage.journal import Journal
    from hubflow.serve.drafting.draft_trials import VentureTrial
    from hubflow.serve.drafting.method_drafts import MethodDraft


@hookimpl
def hubflow_page() -> WorkbenchPage:
    """Return the screen."""
    return WorkbenchPage(
        path="/{hub}/method/drafts/{draft}/trial", title=titles("trial"), roles=("author",),
        answer=of_draft(_trial), folder=FOLDER)


def _trial(request: PageRequest, draft: MethodDraft) -> PageAnswer:
    from hubflow.serve.across_places import StillComputing, one_at_a_time

    what = request.query.get("what", "")
    try:
        if what == "check":
            with one_at_a_time():
                return _checked(request, draft)
        if what == "cases":
            with one_at_a_time():
                return _cases(request, draft)
        if what == "call":
            with one_at_a_time():
                return _past_call(request, draft)
    except StillComputing:
        told = words(request.language, "serve")
        return PageAnswer(template="refused.html.j2", status=503, values={
            "why": told["across_busy"], "detail": "", "what_to_do": ""})
    return _page(request, draft)


def _page(
    request: PageRequest, draft: MethodDraft, *command: str, status: int = 200, **values: Any
) -> PageAnswer:
    from hubflow.serve.call_runs import calls_of

    with request.register.reading() as journal:
        calls = [id for id, _ in calls_of(journal, request.hub)]
    return PageAnswer(
        title=draft_title(request, draft), template="trial.html.j2", status=status,
        command=command_line("hubflow", *command) if command else "",
        values={"draft": draft, "version": draft.latest(), "calls": calls,
                "what": request.query.get("what", ""), "call": request.query.get("call", ""),
                "problems": (), "report": None, "trial": None, "phases": None, **values})


def _checked(request: PageRequest, draft: MethodDraft) -> PageAnswer:
    from hubflow.register.recording.editions import stored_edition
    from hubflow.serve.drafting.draft_trials import whole_check

    with request.register.reading() as journal:
        before = str(stored_edition(journal, draft.hub, draft.edition).body["text"])
    report = whole_check(draft, draft.latest().text, before)
    return _page(request, draft, "check", str(draft.folder), "--against", draft.hub,
                 report=report)


def _cases(request: PageRequest, draft: MethodDraft) -> PageAnswer:
    from hubflow.serve.drafting.draft_trials import tried_cases

    return _page(request, draft, "test", "-p", str(draft.folder),
                 trial=tried_cases(draft, draft.latest().text), came_to=came_to, case_key=case_key)


def _past_call(request: PageRequest, draft: MethodDraft) -> PageAnswer:
    from hubflow.documents.result_words import ResultWords
    from hubflow.serve.drafting.draft_trials import backtest, draft_hub

    call = request.query.get("call", "")
    command: tuple[str, ...] = ()
    try:
        with request.register.reading() as journal:
            from hubflow.serve.call_runs import calls_of

            if call not in {id for id, _ in calls_of(journal, request.hub)}:
                return not_found(request)
            command = _call_command(journal, draft, call)
            hub = draft_hub(journal, draft, draft.latest().text, request.register.plugin_hub)
            found = list(backtest(journal, hub, call, request.register.plugin_hub,
                                  request.language))
    except BadInput as bad:
        return _page(request, draft, *command, problems=bad.problems, status=422)
    return _page(request, draft, *command, phases=_by_phase(found, hub, request.language),
                 showing=ResultWords(request.language))


def _call_command(journal: Journal, draft: MethodDraft, call: str) -> tuple[str, ...]:
    """Return the command that compares the edition and a draft over a call.

    A draft that nobody changed yet is run alone: two identical methods are not compared.
    """
    from hubflow.register.recording.editions import stored_edition

    of_call = ("--register", "--hub", draft.hub, "--call", call)
    kept = str(stored_edition(journal, draft.hub, draft.edition).body["text"])
    if draft.folder_text() == kept:
        return ("run", "-p", str(draft.folder), *of_call)
    return ("compare", "-p", draft.hub, "-p", str(draft.folder), *of_call, "--all")


def _by_phase(
    found: Sequence[VentureTrial], hub: Any, language: str
) -> Sequence[Mapping[str, Any]]:
    """Return the ventures by phase, in the draft's order: what changed, what stays, and counts."""
    from hubflow.model.methodology import text_in

    names = {one.id: text_in(one.name, language, one.id)
             for one in hub.methodology.methodology.phases}
    order = [*names, *dict.fromkeys(one.phase for one in found if one.phase not in names)]
    parts = []
    for phase in order:
        own = sorted((one for one in found if one.phase == phase),
                     key=lambda one: (not one.differs, not one.departs, one.name))
        if own:
            parts.append({
                "name": names.get(phase, phase), "of": len(own),
                "changed": [one for one in own if one.differs or one.departs],
                "same": [one for one in own if not one.differs and not one.departs],
                "differs": sum(one.differs for one in own),
                "departs": sum(one.departs for one in own),
                "decided": sum(bool(one.decision) for one in own)})
    return parts
