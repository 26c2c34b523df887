"""Deciding: the recommendations with their reasons, one form for a sitting, and its minutes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hubflow.plugins.markers import hookimpl
from hubflow.plugins.workbench.workbench_page import PageAnswer, PageRequest, WorkbenchPage
from hubflow.serve.screen_parts import LAYOUT, command_line, form_day, not_found, titles
from hubflow.text.catalogue import words

if TYPE_CHECKING:
    from hubflow.model.results import PhaseResult
    from hubflow.register.standing.venture_standing import VentureStanding
    from hubflow.serve.call_runs import CallRun
    from hubflow.serve.forms.body_decisions import ScreenDecision

FORMATS = ("docx", "pdf", "html", "md")
"""The formats of minutes."""


@hookimpl
def hubflow_page() -> Iterator[WorkbenchPage]:
    """Yield the screen to decide on, and the minutes of a sitting."""
    path = "/{hub}/calls/{call}"
    yield WorkbenchPage(path=f"{path}/decide", title=titles("decide"), roles=("body", "secretary"),
                        answer=_decide, folder=LAYOUT, writes=True)
    yield WorkbenchPage(path=f"{path}/minutes", title=titles("minutes"),
                        roles=("secretary", "body", "auditor"), answer=_minutes, folder=LAYOUT)


def _decide(request: PageRequest) -> PageAnswer:
    from hubflow.serve.forms.body_decisions import DecisionsRefused, record_decisions
    from hubflow.serve.page_rendering import link

    form = request.form
    if form is None:
        return _page(request)
    if "choose" in form:
        return _page(request, form)
    told = words(request.language, "serve")
    body, on = form.get("body", "").strip(), form_day(form.get("on", ""))
    problems = {}
    if not body:
        problems["body"] = told["body_needed"]
    if on is None:
        problems["on"] = told["day_wrong"]
    decisions = list(_typed(form))
    if not decisions:
        problems["all"] = told["nothing_decided"]
    if problems or on is None:
        return _page(request, form, problems, status=422)
    try:
        with request.register.writing() as journal:
            count = record_decisions(
                journal, request.hub, request.path["call"], decisions, body=body, on=on,
                by=request.recorder, accept=form.get("accept", ""),
                plugin_hub=request.register.plugin_hub)
    except DecisionsRefused as refused:
        return _page(request, form, refused.problems, stale=refused.stale, signs=refused.signs,
                     status=409 if refused.stale else 422)
    return PageAnswer(to=link(request.hub, "calls", request.path["call"], "decide", decided=count))


def _typed(form: Mapping[str, str]) -> Iterator[ScreenDecision]:
    """Yield the decisions that were chosen on the form."""
    from hubflow.serve.forms.body_decisions import WORDS, ScreenDecision

    for key, word in form.items():
        if key.startswith("decision-") and word in WORDS:
            venture = key.removeprefix("decision-")
            reasons, learning, evidence, seen = (
                form.get(f"{field}-{venture}", "").strip()
                for field in ("reasons", "learning", "evidence", "seen"))
            if word == "stop":
                learning = learning or form.get("learning-all", "").strip()
            yield ScreenDecision(venture, word, reasons, learning,
                                 tuple(re.split(r"[\s,;]+", evidence)) if evidence else (), seen)


def _page(
    request: PageRequest, form: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None, *, status: int = 200, stale: Sequence[str] = (),
    signs: bool = False,
) -> PageAnswer:
    from hubflow.documents.result_words import ResultWords
    from hubflow.engine.call.call_notes import overfull_sentence
    from hubflow.serve.forms.body_decisions import WORDS
    from hubflow.serve.minutes import sittings

    call = request.path["call"]
    with request.register.reading() as journal:
        run = request.register.call_run(journal, request.hub, call, request.language)
        held = sittings(journal, request.hub, call)
    rows = list(_rows(run, stale))
    form = _with_recommended(rows, form)
    return PageAnswer(
        title=f"{words(request.language, 'serve')['title_decide']}: "
              f"{request.register.call_name(request.hub, call)}",
        template="decide.html.j2", status=status, command=_command(request, form),
        values={
            "call": call, "rows": rows, "empty": not run.standings,
            "out": sorted((one for one in run.standings.values() if not one.in_race),
                          key=lambda one: one.name), "form": form, "phases": _by_phase(rows),
            "problems": problems or {}, "summary": list(_summary(rows, problems or {})),
            "signs": signs, "words": WORDS,
            "today": dt.date.today().isoformat(), "showing": ResultWords(request.language),
            "decided": request.query.get("decided", ""), "sittings": held, "formats": FORMATS,
            "overfull": [
                overfull_sentence(one.run.result, each, request.language)
                for one in run.editions for each in one.run.result.overfull]})


def _with_recommended(
    rows: Sequence[Mapping[str, Any]], form: Mapping[str, str] | None
) -> Mapping[str, str]:
    """Return the form with what is recommended chosen in the phase for which that was asked.

    What was chosen already stays. Nothing is recorded: a body looks at it and records it.
    """
    from hubflow.model.results.venture_results import RECOMMENDED

    form = form or {}
    return {**form, **{
        f"decision-{one.venture}": one.recommendation
        for one in (row["standing"] for row in rows)
        if one.phase == form.get("choose") and one.in_race and one.recommendation in RECOMMENDED
        and not form.get(f"decision-{one.venture}")}}


def _by_phase(rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Return the rows by their phase, in the order of the method."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    order: dict[str, int] = {}
    for row in rows:
        found.setdefault(row["standing"].phase, []).append(row)
        order |= {id: at for at, id in enumerate(row["standing"].phase_names)}
    return sorted(found.items(), key=lambda pair: order.get(pair[0], len(order)))


def _summary(
    rows: Sequence[Mapping[str, Any]], problems: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield the fields that are wrong, each with its venture's name and what is wrong."""
    for field in ("body", "on"):
        if field in problems:
            yield field, problems[field]
    for one in (row["standing"] for row in rows):
        for field in ("decision", "reasons", "learning", "evidence"):
            if f"{field}-{one.venture}" in problems:
                yield f"{field}-{one.venture}", f"{one.name}: {problems[f'{field}-{one.venture}']}"


def _command(request: PageRequest, form: Mapping[str, str] | None) -> str:
    first = next(iter(_typed(form or {})), None)
    if first is None:
        return f"hubflow register decide VENTURE DECISION --by BODY --hub {request.hub}"
    reasons = ("--reasons", first.reasons) if first.reasons else ()
    learning = ("--learning", first.learning) if first.learning else ()
    return command_line("hubflow", "register", "decide", first.venture, first.word, "--by",
                        (form or {}).get("body", ""), *reasons, *learning, "--hub", request.hub)


def _rows(run: CallRun, stale: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    """Yield the ventures in the race that a body can decide on, in the order of their ranks."""
    from hubflow.serve.forms.body_decisions import mark_of_standing

    found = [(standing, _at(run, standing)) for standing in run.standings.values()
             if standing.open and standing.phase and standing.in_race]
    found.sort(key=lambda pair: _order(*pair))
    for standing, at in found:
        yield {"standing": standing, "at": at, "seen": mark_of_standing(standing),
               "stale": standing.venture in stale,
               "outdated": at is not None and bool(standing.recommendation)
               and at.recommendation != standing.recommendation}


def _at(run: CallRun, standing: VentureStanding) -> PhaseResult | None:
    result = run.ventures.get(standing.venture)
    return result.phase(standing.phase) if result is not None else None


def _order(standing: VentureStanding, at: PhaseResult | None) -> tuple[Any, ...]:
    rank = at.rank if at is not None else None
    return (standing.phase, rank.best if rank else 10**9, rank.worst if rank else 10**9,
            standing.name)


def _minutes(request: PageRequest) -> PageAnswer:
    """Return the minutes of a sitting as a file."""
    from hubflow.documents.publishing.publish import rendered
    from hubflow.serve.minutes import minutes, sittings

    call, format = request.path["call"], request.query.get("format", "docx")
    with request.register.reading() as journal:
        held = sittings(journal, request.hub, call)
        chosen = next((one for one in held if one.on.isoformat() == request.query.get("on")),
                      held[0] if held else None)
        run = request.register.call_run(journal, request.hub, call, request.language)
        if chosen is None or format not in FORMATS or not run.editions:
            return not_found(request)
        document = minutes(journal, request.hub, call, chosen, request.language)
    return PageAnswer(file=rendered(run.editions[0].cases.layout, document, format),
                      file_name=f"minutes-{call}-{chosen.on}.{format}")
