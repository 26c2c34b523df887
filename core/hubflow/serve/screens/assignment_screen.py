"""Assignment: who judges a call, with whom each has a conflict, and who reads what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hubflow.model.input_problems import BadInput
from hubflow.plugins.markers import hookimpl
from hubflow.plugins.workbench.workbench_page import PageAnswer, PageRequest, WorkbenchPage
from hubflow.serve.bounded_process import ProcessEndedError
from hubflow.serve.screen_parts import LAYOUT, command_line, titles
from hubflow.text.catalogue import words

if TYPE_CHECKING:
    from hubflow.jury.assignment.assignment_files import MadeAssignment
    from hubflow.serve.call_runs import CallRun
    from hubflow.serve.forms.known_names import KnownNames

_BLANK = 2
"""Rows for more assessors."""


@hookimpl
def hubflow_page() -> WorkbenchPage:
    """Return the screen."""
    return WorkbenchPage(
        path="/{hub}/calls/{call}/assignment", title=titles("assignment"), roles=("secretary",),
        answer=_assignment, folder=LAYOUT, writes=True)


def _assignment(request: PageRequest) -> PageAnswer:
    """Show the list of assessors; propose who reads what, or record the list."""
    from hubflow.serve.forms.assessor_rows import rows_of, typed_rows, with_ids

    form = request.form
    if form is None:
        from hubflow.register.calls.call_entries import assessors_of_call

        with request.register.reading() as journal:
            listed = assessors_of_call(journal, request.hub, request.path["call"])
        return _page(request, rows_of(listed))
    rows = typed_rows(form)
    try:
        rows = with_ids(rows, _applications(request),
                        words(request.language, "serve")["assign_unknown"].rstrip("."))
        return _recorded(request, rows, form) if "record" in form else _proposed(
            request, rows, form)
    except ProcessEndedError as ended:
        if ended.why == "server":
            raise
        return _page(request, rows, {"": _too_long(request)}, status=422)
    except BadInput as bad:
        return _page(request, rows, _by_field(bad), status=422)


def _applications(request: PageRequest) -> KnownNames:
    """Return the applications of the call by name."""
    from hubflow.serve.forms.known_names import KnownNames

    with request.register.reading() as journal:
        run = request.register.call_run(
            journal, request.hub, request.path["call"], request.language)
    return KnownNames.of({id: one.name or id for id, one in run.standings.items()})


def _too_long(request: PageRequest) -> str:
    from hubflow.serve.forms.assignment_process import LONGEST

    return words(request.language, "serve")["assign_too_long"].format(n=LONGEST)


def _by_field(bad: BadInput) -> dict[str, str]:
    from hubflow.serve.forms.assessor_rows import placed

    found: dict[str, str] = {}
    for field, text in placed(bad):
        found[field] = f"{found[field]} {text}" if field in found else text
    return found


def _proposed(
    request: PageRequest, rows: Sequence[dict[str, str]], form: Mapping[str, str]
) -> PageAnswer:
    """Show an assignment that the demands ask for, with what it changes; record nothing."""
    from hubflow.model.input_problems import one_problem
    from hubflow.serve.forms.assessor_rows import assessors_in_rows, options_in, proposed, rows_of

    told, call = words(request.language, "serve"), request.path["call"]
    asked = [row for row in rows if row["idle"] or not row["out"]]
    if not asked:
        raise one_problem("", told["assign_nobody"].rstrip("."))
    options = options_in(form, told)
    assessors_in_rows(rows)
    with request.register.reading() as journal:
        run = request.register.call_run(journal, request.hub, call, request.language)
    if len(run.editions) != 1:
        raise one_problem("", told["assign_editions"].rstrip("."))
    # as the screens of judging: no mere recommendation leads past a phase
    made = proposed(run.editions[0].cases.replace(decided_only=True), asked, options)
    return _page(request, [
        *rows_of(made.assessors), *(_idle(row) for row in asked if row["id"] in made.idle),
        *(row for row in rows if row not in asked)], made=made)


def _idle(row: Mapping[str, str]) -> dict[str, str]:
    """Return a row to which a proposal gives nothing; it would leave its assessor out."""
    return {**row, "ventures": "", "out": "1", "idle": "1"}


def _recorded(
    request: PageRequest, rows: Sequence[dict[str, str]], form: Mapping[str, str]
) -> PageAnswer:
    """Record the list as `register assessors` does, without those who are marked to leave it."""
    from hubflow.register.calls.call_assessors import record_assessors
    from hubflow.serve.call_setup.call_fields import call_mark
    from hubflow.serve.forms.assessor_rows import assessors_in_rows
    from hubflow.serve.page_rendering import link

    call = request.path["call"]
    kept = [row for row in rows if not row["out"]]
    found = assessors_in_rows(kept)
    with request.register.writing() as journal:
        if call_mark(journal, request.hub, call) != form.get("seen"):
            return _page(request, rows, {"": words(request.language, "serve")["assign_stale"]},
                         status=409)
        record_assessors(journal, request.hub, call, found, on=dt.date.today(),
                         by=request.recorder)
    return PageAnswer(to=link(request.hub, "calls", call, "assignment", recorded=len(kept)))


def _page(
    request: PageRequest, rows: Sequence[Mapping[str, str]],
    problems: Mapping[str, str] | None = None, *, status: int = 200,
    made: MadeAssignment | None = None,
) -> PageAnswer:
    from hubflow.register.recording.steps import check_call
    from hubflow.serve.call_setup.call_fields import call_mark
    from hubflow.serve.forms.assessor_rows import COLUMNS
    from hubflow.serve.jury_work import JuryWork

    call = request.path["call"]
    with request.register.reading() as journal:
        check_call(journal, request.hub, call)
        run = request.register.call_run(journal, request.hub, call, request.language)
        names = {id: one.name for id, one in run.standings.items()}
        work = JuryWork.of(journal, request.hub, call, run, request.language)
        seen = call_mark(journal, request.hub, call)
    applications = _applications(request)
    people = {row["id"]: row["name"] or row["id"] for row in rows}
    blank = dict.fromkeys((*COLUMNS, "names", "ventures", "out", "idle"), "")
    return PageAnswer(
        title=words(request.language, "serve")["title_assignment"], status=status,
        template="assignment.html.j2",
        command=command_line("hubflow", "assign", "-p", request.hub, "--register", "--call", call,
                             "--assessors", "assessors.csv", "--keep", "assessors.csv", "--out",
                             "assigned.csv"),
        values={
            "call": call, "rows": [_shown(row, applications) for row in (
                *rows, *([blank] * _BLANK))],
            "columns": COLUMNS[1:], "called": names, "applications": applications.labels.values(),
            "people": people, "idle": [people.get(id, id) for id in made.idle] if made else (),
            "no_expert": [names.get(id, id) for id in made.without_expert] if made else (),
            "facts": _text_facts(run, request.language), "problems": problems or {},
            "form": request.form or {}, "made": made,
            "phases": {one.phase.phase: one.phase.name for one, _ in work.questions},
            "new": set(made.changed) if made else set(), "seen": seen,
            "recorded": request.query.get("recorded", "")})


def _shown(row: Mapping[str, str], applications: KnownNames) -> dict[str, Any]:
    """Return a row as the form shows it: conflicts by name, and what names no application."""
    ids, unknown = applications.find_all(row["conflicts"])
    return {**row, "name": row["name"] or row["id"], "barred": applications.shown(ids),
            "conflicts": "; ".join(unknown)}


def _text_facts(run: CallRun, language: str) -> list[tuple[str, str]]:
    """Return the facts that are words, with what they ask, in the order of what they ask."""
    from hubflow.engine.facts.registry import registry
    from hubflow.reading.dossiers.key_questions import KeyQuestions

    if not run.editions:
        return []
    method = run.editions[0].cases.hub.methodology.methodology
    questions = KeyQuestions(language, method)
    names = [*(fact.name for fact in registry().values()
               if fact.type == "text" and not fact.derived),
             *(f"local.{fact.id}" for fact in method.facts if fact.type == "text")]
    return sorted(((name, questions.question(name.split("."))) for name in names),
                  key=lambda each: each[1].casefold())
