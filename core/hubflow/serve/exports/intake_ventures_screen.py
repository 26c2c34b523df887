"""The ventures of an export beside the register: what is to be settled, and taking them in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

from hubflow.plugins.markers import hookimpl
from hubflow.plugins.workbench.workbench_page import PageAnswer, PageRequest, WorkbenchPage
from hubflow.serve.screen_parts import LAYOUT, command_line, not_found, titles
from hubflow.text.catalogue import words

if TYPE_CHECKING:
    from hubflow.intake.intake import AnswersRead
    from hubflow.intake.intake_map import LoadedMap
    from hubflow.model.call import Call
    from hubflow.register.storage.journal import Journal
    from hubflow.serve.exports.export_work import ExportWork
    from hubflow.serve.exports.intake_recording import AnswerChoice, IntakeCounts
    from hubflow.serve.exports.intake_review import IntakeReview


@hookimpl
def hubflow_page() -> WorkbenchPage:
    """Return the screen."""
    return WorkbenchPage(path="/{hub}/intake/{export}/ventures", title=titles("intake"),
                         roles=("secretary",), answer=_ventures, folder=LAYOUT, writes=True)


def _ventures(request: PageRequest) -> PageAnswer:
    """Show the ventures of an export beside the register; record those that are chosen."""
    from hubflow.serve.exports.export_work import answers_of, export_work
    from hubflow.serve.exports.intake_recording import IntakeRefused
    from hubflow.serve.page_rendering import link

    work = export_work(request)
    if work is None:
        return not_found(request)
    loaded, read, wrong = answers_of(request, work)
    if loaded is None or read is None or wrong:
        return PageAnswer(to=link(request.hub, "intake", work.kept.number))
    problems: Mapping[str, str] = {}
    if request.form is not None:
        try:
            counts = _recorded(request, work, read, loaded, request.form)
        except IntakeRefused as refused:
            problems = refused.problems
        else:
            work.kept.forget()
            return PageAnswer(to=link(request.hub, "intake", new=counts.new,
                                      updated=counts.updated))
    with request.register.reading() as journal:
        call = _call(journal, request, work)
        review = _review(journal, request, work, read, loaded, call)
    return _page(request, work, loaded, read, review, call, problems)


def _call(journal: Journal, request: PageRequest, work: ExportWork) -> Call | None:
    from hubflow.register.calls.call_entries import recorded_call

    named = str(work.data.get("dossier", {}).get("call", "")).strip()
    return recorded_call(journal, request.hub, named) if named else None


def _review(
    journal: Journal, request: PageRequest, work: ExportWork, read: AnswersRead, loaded: LoadedMap,
    call: Call | None,
) -> IntakeReview:
    from hubflow.serve.exports.intake_review import reviewed

    return reviewed(journal, request.hub, read, loaded, call, work.compiled.methodology)


def _recorded(
    request: PageRequest, work: ExportWork, read: AnswersRead, loaded: LoadedMap,
    form: Mapping[str, str],
) -> IntakeCounts:
    from hubflow.serve.exports.intake_recording import record_answers

    with request.register.writing() as journal:
        call = _call(journal, request, work)
        review = _review(journal, request, work, read, loaded, call)
        return record_answers(
            journal, work.hub, review, _choices(form), call, on=dt.date.today(),
            by=request.recorder, told=words(request.language, "serve"))


def _choices(form: Mapping[str, str]) -> dict[str, AnswerChoice]:
    from hubflow.serve.exports.intake_recording import AnswerChoice

    takes = {"yes": True, "no": False}
    return {name.removeprefix("seen-"): AnswerChoice(
        takes.get(form.get(name.replace("seen", "take", 1), "")),
        form.get(name.replace("seen", "accept", 1), ""), seen)
        for name, seen in form.items() if name.startswith("seen-")}


def _page(
    request: PageRequest, work: ExportWork, loaded: LoadedMap, read: AnswersRead,
    review: IntakeReview, call: Call | None, problems: Mapping[str, str],
) -> PageAnswer:
    from hubflow.intake.intake_targets import unmapped_headings
    from hubflow.register.office import people_served
    from hubflow.serve.forms.people_signs import sign_sentence
    from hubflow.text.deadlines import deadline_in_words

    named = [] if call is None else ["--call", call.id]
    until = "" if call is None else deadline_in_words(
        call.deadline, call.grace_minutes, request.language)
    more = command_line("hubflow", "register", "add", "dossiers", "-p", request.hub, *named)
    return PageAnswer(
        title=work.kept.name, template="intake-ventures.html.j2", status=422 if problems else 200,
        command=f"{work.command} && {more}",
        values={
            "until": until,
            "kept": work.kept, "review": review, "call": call, "problems": problems,
            "form": request.form or {}, "looked": people_served.can_look(),
            "sign_sentence": sign_sentence,
            "unseen_arrivals": "; ".join(loaded.map.received) if (
                call is not None and call.deadline is not None
                and not any(one.received for one in review.answers)) else "",
            "unmapped": unmapped_headings(loaded, read.export)})
