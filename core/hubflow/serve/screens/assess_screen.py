"""Judging: the application on the left, the questions on the right, saved at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from hubflow.model.input_problems import BadInput
from hubflow.plugins.markers import hookimpl
from hubflow.plugins.workbench.workbench_page import PageAnswer, PageRequest, WorkbenchPage
from hubflow.serve.screen_parts import LAYOUT, command_line, exact_number, not_found, titles
from hubflow.text.catalogue import words

if TYPE_CHECKING:
    from hubflow.jury.jury_questions import JuryQuestion
    from hubflow.model.judgements import Judgement
    from hubflow.register.storage.journal import Journal
    from hubflow.serve.blind_reading import BlindReading
    from hubflow.serve.forms.screen_judgements import ScreenJudgement
    from hubflow.serve.jury_work import AssessorWork, VentureTask

_MOST_LEVELS = 11
"""Steps of a scale of numbers that are shown as buttons; a longer one is a field."""


@hookimpl
def hubflow_page() -> Iterator[WorkbenchPage]:
    """Yield the list of an assessor's calls, of their applications, and the screen to judge on."""
    path = "/{hub}/calls/{call}/assess"
    yield WorkbenchPage(path="/{hub}/assess", title=titles("assess"), roles=("assessor",),
                        answer=_calls, folder=LAYOUT, menu=20, any_call=True)
    yield WorkbenchPage(path=path, title=titles("assess"), roles=("assessor",), answer=_list,
                        folder=LAYOUT)
    yield WorkbenchPage(path=f"{path}/{{venture}}", title=titles("assess"), roles=("assessor",),
                        answer=_judging, folder=LAYOUT, writes=True)


def _calls(request: PageRequest) -> PageAnswer:
    """Show the calls in which the visitor judges, each with how far they are."""
    from hubflow.serve.call_runs import calls_of

    only = request.grant.call
    with request.register.reading() as journal:
        found = [(call, _work(journal, request, call)) for call, _ in calls_of(
            journal, request.hub) if only in ("", call)]
    return PageAnswer(template="assess-calls.html.j2", values={
        "calls": [(call, work) for call, work in found if work.tasks]})


def _list(request: PageRequest) -> PageAnswer:
    """Show the applications that the visitor judges in a call."""
    from hubflow.serve.blind_reading import BlindReading

    with request.register.reading() as journal:
        work = _work(journal, request, request.path["call"])
    reader = BlindReading.of(request, work)
    return PageAnswer(
        title=request.register.call_name(request.hub, request.path["call"]),
        template="assess-list.html.j2",
        values={"work": work, "call": request.path["call"], "done": "done" in request.query,
                "reader": reader, "left": _left(request, work, reader)})


def _work(journal: Journal, request: PageRequest, call: str) -> AssessorWork:
    from hubflow.serve.jury_work import JuryWork

    run = request.register.call_run(journal, request.hub, call, request.language, judged=False)
    return JuryWork.of(journal, request.hub, call, run, request.language).work_of(
        request.visitor.name)


def _judging(request: PageRequest) -> PageAnswer:
    from hubflow.serve.blind_reading import BlindReading

    with request.register.reading() as journal:
        work = _work(journal, request, request.path["call"])
        task = BlindReading.of(request, work).task(work, request.path["venture"])
        if task is None:
            return not_found(request)
        seen = _last_entry(journal, request, work, task)
    form = request.form
    if form is None:
        return _page(request, work, task, seen)
    if "conflict" not in form and form.get("seen") != str(seen):
        return _page(request, work, task, seen, form, status=409, stale=True)
    return _saved(request, work, task, seen, form)


def _saved(
    request: PageRequest, work: AssessorWork, task: VentureTask, seen: int,
    form: Mapping[str, str],
) -> PageAnswer:
    """Record the form; lead to the next application, or show what is wrong beside its field."""
    from hubflow.serve.forms.people_signs import SignsOfPeople
    from hubflow.serve.forms.screen_judgements import CONFLICT, record_judgements

    conflict = CONFLICT in form
    try:
        with request.register.writing() as journal:
            if not conflict and _last_entry(journal, request, work, task) != seen:
                return _page(request, work, task, seen, form, status=409, stale=True)
            record_judgements(
                journal, request.hub, task, work.id, _answers(task, form), conflict=conflict,
                by=request.recorder, accept=form.get("accept", ""))
    except BadInput as bad:
        return _page(request, work, task, seen, form, status=422, problems={
            one.key: one.words() for one in bad.problems})
    except SignsOfPeople as found:
        return _page(request, work, task, seen, form, status=422, signs=True,
                     problems=found.problems)
    left_out = {} if conflict else dict(_left_out(task, form, request.language))
    if not request.partial and not left_out:
        open = conflict or any(not form.get(f"score-{rule.id}", "").strip()
                               for rule in _asked(task))
        return PageAnswer(to=_next(request, work, task, open=open,
                                   here="then" not in form and not conflict))
    with request.register.reading() as journal:
        work = _work(journal, request, request.path["call"])
        seen = _last_entry(journal, request, work, task)
    return _page(request, work, _task(work, task.id) or task, seen, form if left_out else None,
                 status=422 if left_out else 200, saved=not left_out, problems=left_out)


def _asked(task: VentureTask) -> list[JuryQuestion]:
    return [rule for rule in task.questions.rules if rule.applies is not False]


def _next(
    request: PageRequest, work: AssessorWork, task: VentureTask, *, here: bool, open: bool
) -> str:
    """Return the address of the next application that is not done, or of the list.

    ``open``: the page there is to say what is unanswered here, or that they abstain.
    """
    from hubflow.serve.blind_reading import BlindReading
    from hubflow.serve.page_rendering import link

    reader = BlindReading.of(request, work)
    to = request.hub, "calls", request.path["call"], "assess"
    at = work.tasks.index(task)
    others = [one for one in (*work.tasks[at + 1:], *work.tasks[:at]) if not one.complete]
    left = {"left": reader.part(task)} if open else {}
    if here:
        return link(*to, reader.part(task), **reader.query, saved=1)
    if others:
        return link(*to, reader.part(others[0]), **reader.query, **left)
    return link(*to, **reader.query, **left, done=1)


def _left(
    request: PageRequest, work: AssessorWork, reader: BlindReading
) -> tuple[VentureTask, list[str]] | None:
    """Return the application that was left just now, with the titles of what is unanswered."""
    task = reader.task(work, request.query["left"]) if "left" in request.query else None
    if task is None:
        return None
    return task, [rule.title for rule in _asked(task) if rule.id not in task.said]


def _page(
    request: PageRequest, work: AssessorWork, task: VentureTask, seen: int,
    form: Mapping[str, str] | None = None, *, status: int = 200, stale: bool = False,
    signs: bool = False, saved: bool = False, problems: Mapping[str, str] | None = None,
) -> PageAnswer:
    from hubflow.jury.reading_document import reading_of
    from hubflow.serve.blind_reading import BlindReading

    reader = BlindReading.of(request, work)
    result = task.edition.run.result
    template = "assess-state.html.j2" if request.partial else "assess.html.j2"
    call = request.path["call"]
    return PageAnswer(
        title=reader.name(task), template=template, status=200 if request.partial else status,
        command=command_line("hubflow", "register", "judge", f"jury-{work.id}.csv", "--hub",
                             request.hub),
        values={
            "work": work, "task": task, "call": call, "seen": seen, "stale": stale,
            "signs": signs, "saved": saved or "saved" in request.query,
            "problems": problems or {}, "position": work.tasks.index(task) + 1,
            "reader": reader, "before": _neighbour(work, task, -1),
            "after": _neighbour(work, task, 1),
            "questions": (asked := [_question(rule, task, form, request.language)
                                    for rule in _asked(task)]),
            "most_levels": max((len(one["levels"]) for one in asked), default=0),
            "left": _left(request, work, reader),
            "reading": reading_of(task.edition.entries[task.id], task.questions,
                                  task.edition.run.prepared, result, reader.hide(task),
                                  reader.name(task)),
            "accept": (form or {}).get("accept", ""),
            "others": _others(task) if task.complete and not task.abstains else {},
            "j": words(request.language, "jury")})


def _neighbour(work: AssessorWork, task: VentureTask, step: int) -> VentureTask | None:
    at = work.tasks.index(task) + step
    return work.tasks[at] if 0 <= at < len(work.tasks) else None


def _question(
    rule: JuryQuestion, task: VentureTask, form: Mapping[str, str] | None, language: str
) -> dict[str, Any]:
    """Return a question with its levels and what was said or typed."""
    said = task.said.get(rule.id)
    told = words(language, "jury")
    if rule.levels == (told["yes"], told["no"]):
        levels = list(zip(("yes", "no"), rule.levels, strict=True))
    elif rule.levels:
        levels = [(level, level) for level in rule.levels]
    else:
        whole = rule.low.is_integer() and rule.high.is_integer()
        numbers = range(int(rule.low), int(rule.high) + 1) if whole else range(0)
        levels = [(str(n), str(n)) for n in numbers] if len(numbers) <= _MOST_LEVELS else []
    score, note = (_score_text(said), said.note or "") if said else ("", "")
    if form is not None:
        score = form.get(f"score-{rule.id}", score)
        note = form.get(f"note-{rule.id}", note)
    return {"rule": rule, "levels": levels, "score": score, "note": note,
            "needs_note": rule.justified}


def _score_text(said: Judgement) -> str:
    if isinstance(said.score, bool):
        return "yes" if said.score else "no"
    if isinstance(said.score, int | float):
        return exact_number(said.score)
    return str(said.score or "")


def _answers(task: VentureTask, form: Mapping[str, str]) -> Iterator[ScreenJudgement]:
    from hubflow.serve.forms.screen_judgements import ScreenJudgement

    for rule in _asked(task):
        yield ScreenJudgement(rule.id, form.get(f"score-{rule.id}", "").strip(),
                              form.get(f"note-{rule.id}", "").strip())


def _left_out(
    task: VentureTask, form: Mapping[str, str], language: str
) -> Iterator[tuple[str, str]]:
    """Yield the criteria of which something typed is not recorded, each with why."""
    told = words(language, "serve")
    for rule in task.questions.rules:
        field, said = f"score-{rule.id}", task.said.get(rule.id)
        if rule.applies is False or form.get(field, "").strip():
            continue
        if said is not None and field in form:
            yield rule.id, told["score_stays"].format(score=_score_text(said))
        elif form.get(f"note-{rule.id}", "").strip():
            yield rule.id, told["note_needs_score"]


def _others(task: VentureTask) -> Mapping[str, list[str]]:
    """Return what others said, by the criterion; asked for once an assessor is done."""
    latest: dict[str, dict[str, str]] = {}
    for each in task.others:
        if each.phase == task.questions.phase.phase and not each.conflict:
            latest.setdefault(each.criterion, {})[each.assessor] = _score_text(each)
    return {criterion: sorted(scores.values()) for criterion, scores in latest.items()}


def _task(work: AssessorWork, venture: str) -> VentureTask | None:
    return next((task for task in work.tasks if task.id == venture), None)


def _last_entry(
    journal: Journal, request: PageRequest, work: AssessorWork, task: VentureTask
) -> int:
    """Return the number of the last entry on what this assessor said of the venture; 0 for none."""
    from hubflow.reading.values.normal_text import name_key

    keys = {name_key(name) for name in (work.id, request.visitor.name)}
    own = {0}
    for entry in journal.read(hub=request.hub, subject=task.id,
                              kinds=["judgement", "correction"]):
        if (entry.kind == "judgement" and name_key(entry.personal["assessor"]) in keys) or (
                entry.kind == "correction" and int(entry.body["corrects"]) in own):
            own.add(entry.seq)
    return max(own)
