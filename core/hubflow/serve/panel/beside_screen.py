"""Two hubs side by side: a call's ventures under its own method and under another hub's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hubflow.model.input_problems import BadInput
from hubflow.plugins.markers import hookimpl
from hubflow.plugins.workbench.workbench_page import PageAnswer, PageRequest, WorkbenchPage
from hubflow.serve.panel.panel_choice import FOLDER, edition_in, phase_in
from hubflow.serve.screen_parts import command_line, not_found, titles
from hubflow.text.catalogue import words

if TYPE_CHECKING:
    from hubflow.compare.kept_run import KeptRun
    from hubflow.compare.venture_comparison import StageRow
    from hubflow.model.results import VentureResult
    from hubflow.plugins.discovery import InstalledHub
    from hubflow.register.storage.journal import Journal
    from hubflow.serve.call_runs import EditionRun


@hookimpl
def hubflow_page() -> WorkbenchPage:
    """Return the screen."""
    return WorkbenchPage(
        path="/{hub}/calls/{call}/panel/beside", title=titles("beside"),
        roles=("secretary", "body", "auditor"), answer=_beside, folder=FOLDER)


def _beside(request: PageRequest) -> PageAnswer:
    from hubflow.serve.across_places import (
        MOST_VENTURES,
        StillComputing,
        one_at_a_time,
        other_hubs,
    )

    edition = edition_in(request)
    phase = None if edition is None else phase_in(request, edition)
    if edition is None or phase is None:
        return not_found(request)
    hubs = other_hubs(request.hub)
    to, told = request.query.get("to", ""), words(request.language, "serve")
    if to and to not in {hub.name for hub in hubs}:
        return not_found(request)
    problems: Sequence[object] = ()
    other: KeptRun | None = None
    if to and len(edition.run.ventures) > MOST_VENTURES:
        problems = [told["across_most_ventures"].format(n=MOST_VENTURES)]
    elif to:
        try:
            with one_at_a_time():
                other = _under(request, edition, to)
        except BadInput as bad:
            problems = bad.problems
        except StillComputing:
            problems = [told["across_busy"]]
    return _page(request, edition, phase.stage, other, hubs=hubs, to=to, problems=problems)


def _under(request: PageRequest, edition: EditionRun, to: str) -> KeptRun:
    """Return the same ventures under the method of another hub."""
    import datetime as dt

    from hubflow.compare.kept_run import run_hub
    from hubflow.plugins.manager import load_hub
    from hubflow.register.standing.register_cases import RegisterCases
    from hubflow.register.standing.standing_table import known_standings

    def run(journal: Journal) -> KeptRun:
        journal.gather(request.hub, edition.run.ventures)
        standings = known_standings(journal, request.hub, edition.run.ventures)
        cases = RegisterCases(journal, "register", request.hub, standings,
                              request.register.plugin_hub, dt.date.today()).under(load_hub(to))
        return run_hub(to, cases, language=request.language)

    own = edition.cases.hub.methodology.methodology.hub.edition
    with request.register.reading() as journal:
        found: KeptRun = request.register.kept(
            journal, ("beside", request.hub, request.path["call"], own, to, request.language),
            request.hub, request.path["call"], lambda: (edition.run.ventures, run(journal)))
    return found


def _page(
    request: PageRequest, edition: EditionRun, stage: str, other: KeptRun | None, *,
    problems: Sequence[object], **values: Any,
) -> PageAnswer:
    from hubflow.documents.result_words import ResultWords

    stage = request.query.get("stage", stage)
    own = edition.run
    rows = [] if other is None else _rows(own, other, stage, request.language)
    stages = [] if other is None else list(dict.fromkeys(
        row.stage for row in _stages(own, other)))
    call = request.path["call"]
    return PageAnswer(
        title=f"{words(request.language, 'serve')['title_beside']}: "
              f"{request.register.call_name(request.hub, call)}", template="beside.html.j2",
        status=422 if problems else 200,
        command=command_line("hubflow", "compare", "-p", request.hub, "-p",
                             request.query.get("to") or "HUB", "--register", "--hub", request.hub,
                             "--call", call, "--all"),
        values={"call": call, "other": other,
                "titles": _titles(request, edition, values["hubs"]), "rows": rows, "stage": stage,
                "stages": stages, "out": [] if other is None else _out(
                    own, stage, request.language), "apart": sum(row["apart"] for row in rows),
                "phase": request.query.get("phase", ""), "problems": problems,
                "showing": ResultWords(request.language), **values})


def _titles(
    request: PageRequest, edition: EditionRun, hubs: Sequence[InstalledHub]
) -> tuple[str, str]:
    """Return what people call the hub with its edition, and the other hub."""
    from hubflow.model.methodology import text_in

    about = edition.cases.hub.methodology.methodology.hub
    own = f"{text_in(about.name, request.language, about.id)}, " + words(
        request.language, "serve")["edition"].format(edition=about.edition)
    return own, next((hub.title_in(request.language) for hub in hubs
                      if hub.name == request.query.get("to")), "")


def _stages(own: KeptRun, other: KeptRun) -> Sequence[StageRow]:
    from hubflow.compare.venture_comparison import compare_ventures

    first = next(iter(compare_ventures([own, other])), None)
    return () if first is None else first.stages


def _rows(
    own: KeptRun, other: KeptRun, stage: str, language: str
) -> list[Mapping[str, Any]]:
    """Return the competing ventures in the order of the own method, as each hub sees a stage."""
    from hubflow.compare.venture_comparison import compare_ventures

    found, hubs = [], (own, other)
    for venture in compare_ventures(hubs):
        row = next((one for one in venture.stages if one.stage == stage), None)
        if row is None or not _competes(own.ventures[venture.id], stage):
            continue
        apart = row.differs([hub.name for hub in hubs])
        found.append({
            "id": venture.id, "name": venture.name, "apart": apart,
            "cells": [row.cells[hub.name] for hub in hubs],
            "why": _why(row, hubs, venture.id, language) if apart else ""})
    return sorted(found, key=lambda each: (_place(each["cells"][0]), each["name"]))


def _why(row: StageRow, hubs: Sequence[KeptRun], venture: str, language: str) -> str:
    """Return why two hubs part in a stage; where one has not got there, what held it up before."""
    from hubflow.compare.venture_comparison import held_up

    if row.flip is not None:
        return row.flip.text
    behind = next((hub for hub in hubs
                   if row.cells[hub.name].recommendation == "not_reached"), None)
    before = None if behind is None else held_up(behind.ventures[venture])
    if before is None:
        return ""
    phase, reason = before
    told = words(language, "serve")
    return told["beside_before"].format(phase=phase.name, text=reason.text) if reason else told[
        "beside_before_bare"].format(phase=phase.name)


def _competes(venture: VentureResult, stage: str) -> bool:
    """Return whether a venture is in the race, or left it after it was decided on in a stage."""
    return venture.member is None or venture.member.in_race or any(
        phase.decision is not None or venture.counts_in(phase)
        for one in venture.stages if one.stage == stage for phase in one.phases)


def _out(own: KeptRun, stage: str, language: str) -> list[str]:
    """Return who does not compete in a stage, each with how it stands in the call."""
    told = words(language, "call")
    return [told["left"].format(id=one.name, standing=told[one.member.standing])
            for one in own.result.ventures
            if one.member is not None and not _competes(one, stage)]


def _place(cell: Any) -> tuple[int, float]:
    """Return what orders ventures: the rank in the stage's last phase that has one, then score."""
    for phase in reversed(cell.phases):
        if phase.rank is not None:
            return phase.rank.best, 0.0
        if phase.score is not None:
            return 10**9, -phase.score.lower
    return 10**9 + 1, 0.0
