"""A call: its steps, its members, how far the jury is, and the run that a body decides on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hubflow.model.input_problems import BadInput
from hubflow.plugins.markers import hookimpl
from hubflow.plugins.workbench.workbench_page import PageAnswer, PageRequest, WorkbenchPage
from hubflow.serve.screen_parts import (
    LAYOUT,
    LONGEST_LINE,
    command_line,
    form_day,
    one_line_of,
    signers_in,
    titles,
)
from hubflow.text.catalogue import words
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.engine.call.call_progress import CallProgress
    from hubflow.model.call import CallStep
    from hubflow.register.storage.journal import Journal
    from hubflow.serve.call_runs import CallRun
    from hubflow.serve.forms.member_standing import StandingRecorded
    from hubflow.serve.jury_work import AssessorWork, VentureTask


@hookimpl
def hubflow_page() -> WorkbenchPage:
    """Return the screen."""
    return WorkbenchPage(
        path="/{hub}/calls/{call}", title=titles("call"), roles=("secretary", "body", "auditor"),
        answer=_call, folder=LAYOUT, writes=True)


def _call(request: PageRequest) -> PageAnswer:
    form = request.form
    if form is None:
        return _page(request)
    if request.grant.role != "secretary":
        return _page(request, problems={"": words(request.language, "serve")["not_yours"]},
                     status=403)
    if "member" in form:
        return _standing_recorded(request, form)
    return _run_recorded(request) if "run" in form else _step_taken(request, form)


def _standing_recorded(request: PageRequest, form: Mapping[str, str]) -> PageAnswer:
    """Record how a venture stands in the call; show which places it frees or takes."""
    from hubflow.serve.forms.member_standing import StandingRefused, record_standing
    from hubflow.serve.forms.people_signs import SignsOfPeople

    try:
        with request.register.writing() as journal:
            done = record_standing(
                journal, request.hub, request.path["call"], form, by=request.recorder,
                plugin_hub=request.register.plugin_hub, told=words(request.language, "serve"))
    except StandingRefused as refused:
        return _page(request, form, refused.problems, status=422)
    except SignsOfPeople as found:
        return _page(request, form, found.problems, status=422, signs=True)
    return _page(request, stood=done)


def _run_recorded(request: PageRequest) -> PageAnswer:
    """Record what the method recommends for the call, as `register run --call` does."""
    from hubflow.register.recording.editions import hub_of, stored_edition
    from hubflow.register.standing.run_selection import standings_asked_for, ventures_to_run
    from hubflow.register.standing.running import cohorts, notify_observers, run_cohort
    from hubflow.serve.page_rendering import link

    call, today, shared = request.path["call"], dt.date.today(), request.register
    with shared.writing() as journal:
        standings = standings_asked_for(journal, request.hub, [], call)
        wanted = ventures_to_run(standings, [], call, today)
        ran = [run_cohort(journal, request.hub, cohort, today, request.recorder, {},
                          shared.plugin_hub)
               for cohort in cohorts(standings, wanted)]
        hubs = {one.cohort.edition: hub_of(stored_edition(
            journal, request.hub, one.cohort.edition), shared.plugin_hub) for one in ran}
    notify_observers(ran, hubs.__getitem__)
    return PageAnswer(to=link(request.hub, "calls", call, ran=sum(len(r.changed) for r in ran)))


def _step_taken(request: PageRequest, form: Mapping[str, str]) -> PageAnswer:
    """Record a step of the call; what is wrong stands beside the form."""
    from hubflow.register.recording.steps import call_progress, refused_signers, take_step
    from hubflow.serve.forms.people_signs import SignsOfPeople, accepted_texts_of
    from hubflow.serve.page_rendering import link

    call = request.path["call"]
    body, note = form.get("body", "").strip(), form.get("note", "").strip()
    told = words(request.language, "serve")
    problems = {} if body else {"body": told["body_needed"]}
    place, until = one_line_of(form.get("step-place", "")), form_day(form.get("step-until", ""))
    if len(place) > LONGEST_LINE:
        problems["step-place"] = told["line_too_long"].format(n=LONGEST_LINE)
    signers = signers_in(form.get("step-sign", ""))
    if refused := refused_signers(call, signers):
        problems["step-sign"] = " ".join(one.words() for one in refused)
    if until is None and form.get("step-until", "").strip():
        problems["step-until"] = told["day_wrong"]
    on = form_day(form.get("step-on", dt.date.today().isoformat()))
    if on is None:
        problems["step-on"] = told["day_wrong"]
    elif until is not None and until < on:
        problems["step-until"] = say("register-problems.complaints_end_before_the_step",
                                     until=until, on=on)
    if problems or on is None:
        return _page(request, form, problems, status=422)
    try:
        with request.register.writing() as journal:
            taken = call_progress(journal, request.hub, call).taken_steps
            if str(len(taken)) != form.get("seen") and any(
                    one.step == form.get("step") for one in taken):
                return PageAnswer(to=link(request.hub, "calls", call))  # sent twice
            accepted = accepted_texts_of(journal, request.hub, call,
                                         {"note": note, "step-place": place}, by=body,
                                         accept=form.get("accept", ""))
            take_step(journal, request.hub, call, form.get("step", ""), on=on,
                      by=request.recorder, body=body, note=note, published_at=place,
                      complaints_until=until, signers=signers, accepted=accepted)
    except BadInput as bad:
        problem = bad.words()
        return _page(request, form, {"step": problem}, status=422)
    except SignsOfPeople as found:
        return _page(request, form, found.problems, status=422, signs=True)
    return PageAnswer(to=link(request.hub, "calls", call, stepped=1))


def _page(
    request: PageRequest, form: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None, *, status: int = 200, signs: bool = False,
    stood: StandingRecorded | None = None,
) -> PageAnswer:
    from hubflow.register.calls.call_entries import recorded_call
    from hubflow.register.recording.steps import call_progress
    from hubflow.serve.forms.member_standing import STANDINGS
    from hubflow.serve.jury_work import JuryWork, decided_phases
    from hubflow.text.deadlines import deadline_in_words

    call = request.path["call"]
    with request.register.reading() as journal:
        run = request.register.call_run(journal, request.hub, call, request.language)
        assessors = JuryWork.of(journal, request.hub, call, run, request.language).assessors()
        decided = decided_phases(journal, request.hub, call, run)
        progress = call_progress(journal, request.hub, call)
        found = recorded_call(journal, request.hub, call)
        until = deadline_in_words(found.deadline, found.grace_minutes, request.language)
        ahead = progress.rules.steps[progress.position + 1:]
        not_yet = _not_yet(journal, request.hub, progress, ahead)
    return PageAnswer(
        title=request.register.call_name(request.hub, call), template="call.html.j2",
        status=status,
        command=_command(request, form),
        values={
            "call": call, "progress": progress, "ahead": ahead, "not_yet": not_yet,
            "today": dt.date.today().isoformat(), "form": form or {},
            "problems": problems or {}, "signs": signs, "members": list(_members(run, assessors)),
            "assessors": _assessors(request, assessors), "judged_now": _phases(request, (
                task for one in assessors for task in one.judging)),
            "decided": decided, "standings": STANDINGS, "stood": stood,
            "ran": request.query.get("ran", ""),
            "stepped": "stepped" in request.query, "begun": "begun" in request.query,
            "until": until,
            "notes": [note for one in run.editions for note in one.run.result.notes]})


def _not_yet(
    journal: Journal, hub: str, progress: CallProgress, ahead: Sequence[CallStep]
) -> dict[str, str]:
    """Return why steps cannot be taken now, by their ids; a step that can is left out."""
    from hubflow.register.recording.steps import check_step

    found = {}
    for step in ahead:
        try:
            check_step(journal, hub, progress, step)
        except BadInput as bad:
            found[step.id] = " ".join(
                one.what if one.what.endswith("…") else f"{one.what}." for one in bad.problems)
    return found


def _command(request: PageRequest, form: Mapping[str, str] | None) -> str:
    call = request.path["call"]
    if form and form.get("member"):
        return command_line("hubflow", "register", "member", form["member"],
                            form.get("standing", "").replace(" ", "-"), "--by",
                            form.get("member-body", ""), "--hub", request.hub)
    if form and form.get("step"):
        stands = {"--published-at": form.get("step-place", "").strip(),
                  "--complaints-until": form.get("step-until", "").strip()}
        return command_line(
            "hubflow", "register", "step", call, form["step"], "--by", form.get("body", ""),
            *(word for pair in stands.items() if pair[1] for word in pair),
            *(word for one in signers_in(form.get("step-sign", "")) for word in ("--sign", one)),
            "--hub", request.hub)
    return command_line("hubflow", "register", "run", "--call", call, "--hub", request.hub)


def _members(run: CallRun, assessors: Sequence[AssessorWork]) -> Any:
    """Yield the ventures of a call: where each stands, and how many have judged it."""
    judged = {task.id: 0 for one in assessors for task in one.tasks}
    reading = dict(judged)
    for one in assessors:
        for task in one.tasks:
            reading[task.id] += not task.abstains
            judged[task.id] += task.complete and not task.abstains
    for id, standing in sorted(run.standings.items()):
        yield {"id": id, "standing": standing, "result": run.ventures.get(id),
               "judged": judged.get(id, 0), "reading": reading.get(id, 0)}


def _assessors(
    request: PageRequest, assessors: Sequence[AssessorWork]
) -> list[dict[str, Any]]:
    """Return each assessor with how far they are, and a reminder to copy."""
    return [{"work": work, "reminder": _reminder(request, work)} for work in assessors]


def _phases(request: PageRequest, tasks: Iterable[VentureTask]) -> list[str]:
    """Return the names of the phases in which ventures are judged, each once."""
    titles = request.register.phase_titles(request.hub, request.language)
    found = dict.fromkeys((task.questions.phase.phase, task.questions.phase.name)
                          for task in tasks)
    return [titles.get(phase, phase[1]) for phase in found]


def _reminder(request: PageRequest, work: AssessorWork) -> str:
    left = [task for task in work.tasks if not task.complete]
    if not left:
        return ""
    return words(request.language, "serve")["reminder"].format(
        name=work.name, n=len(left), of=len(work.judging),
        phases="; ".join(_phases(request, left)), which="; ".join(task.name for task in left))
