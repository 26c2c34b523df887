"""The panel: the ranking with its uncertainty, the cut, and what other rules would change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hubflow.model.input_problems import BadInput
from hubflow.model.methodology import text_in
from hubflow.plugins.markers import hookimpl
from hubflow.plugins.workbench.workbench_page import PageAnswer, PageRequest, WorkbenchPage
from hubflow.serve.panel.panel_choice import FOLDER, edition_in, phase_in
from hubflow.serve.screen_parts import command_line, not_found, titles
from hubflow.text.catalogue import words
from hubflow.text.numbers import evenly

if TYPE_CHECKING:
    from hubflow.compare.kept_run import KeptRun
    from hubflow.engine.call.phase_outlook import PhaseOutlook
    from hubflow.model.methodology import Phase
    from hubflow.model.results import PhaseResult, VentureResult
    from hubflow.serve.call_runs import EditionRun


@hookimpl
def hubflow_page() -> WorkbenchPage:
    """Return the screen."""
    return WorkbenchPage(
        path="/{hub}/calls/{call}/panel", title=titles("panel"),
        roles=("secretary", "body", "auditor"), answer=_panel, folder=FOLDER)


def _panel(request: PageRequest) -> PageAnswer:
    edition = edition_in(request)
    phase = None if edition is None else phase_in(request, edition)
    if edition is None or phase is None:
        return not_found(request)
    return _page(request, edition, phase)


def _page(request: PageRequest, edition: EditionRun, phase: Phase) -> PageAnswer:
    from hubflow.documents.result_words import ResultWords
    from hubflow.serve.what_if import levers, outlooks_with, typed_numbers

    method = edition.run.prepared.methodology
    language = request.language
    found = levers(phase, edition, lambda one: text_in(one.title, language, one.id))
    moved, problems = typed_numbers(found, request.query)
    other: Mapping[str, PhaseOutlook] | None = None
    if moved and not problems:
        try:
            other = outlooks_with(edition, phase.id, moved, language)
        except BadInput as bad:
            problems = {"": bad.words()}
    rows, showing = list(_rows(edition.run, other, phase.id)), ResultWords(language)
    call = request.path["call"]
    return PageAnswer(
        title=f"{words(language, 'serve')['title_panel']}: "
              f"{request.register.call_name(request.hub, call)}, "
              f"{text_in(phase.name, language, phase.id)}",
        template="panel-ranking.html.j2" if request.partial else "panel.html.j2",
        command=command_line("hubflow", "register", "run", "--call", call, "--what-if", "--hub",
                             request.hub),
        values={
            "call": call, "phase": phase, "phases": [
                (one.id, text_in(one.name, language, one.id)) for one in method.phases],
            "levers": found, "moved": moved, "typed": request.query, "problems": problems,
            "rows": rows, "cuts": _cuts(rows), "grouped": any(map(_group, rows)),
            "what_if": other is not None, "showing": showing,
            "scores": evenly([showing.score(row["at"]) for row in rows], language),
            "scores_then": evenly([showing.score(row["then"]) for row in rows if row["then"]],
                                  language),
            "changed": [row for row in rows if row["change"]],
            "thresholds": [rule.score / 100 for rule in phase.gate.advance
                           if rule.score is not None],
            "judged": (0, 0) if request.partial else _judged(request, phase.id, edition.run.name),
            "decided": any(row["at"].decision for row in rows),
            "hanging": _hanging(edition, phase.id),
            "severity": () if request.partial else _severity(
                request, edition, phase.id)})


def _rows(
    run: KeptRun, other: Mapping[str, PhaseOutlook] | None, phase: str
) -> Iterator[Mapping[str, Any]]:
    """Yield the ventures of a phase, best first, with what the other rules would change."""
    found = [(venture, at) for venture in run.result.ventures
             if (at := venture.reached(phase)) is not None]
    found.sort(key=lambda pair: _place(*pair))
    for number, (venture, at) in enumerate(found, start=1):
        then = other[venture.id] if other is not None else None
        yield {
            "venture": venture, "at": at, "then": then, "number": number,
            "change": then is not None and then.recommendation != at.recommendation,
            "spread": max((one.spread.upper - one.spread.lower for one in at.criteria
                           if one.spread is not None), default=0.0)}


def _cuts(rows: Sequence[Mapping[str, Any]]) -> frozenset[int]:
    """Return the numbers of the rows that a cut stands below, one in a group at most.

    Below it the group's ranked ventures go on, and none of them is recommended to advance.
    """
    ranked = [row for row in rows if row["at"].rank] or rows
    last = {_group(row): row["number"] for row in ranked}
    advancing = {_group(row): row["number"] for row in ranked
                 if (row["then"] or row["at"]).recommendation == "advance"}
    return frozenset(number for group, number in advancing.items() if number < last[group])


def _group(row: Mapping[str, Any]) -> str:
    rank = row["at"].rank
    return (rank.group or "") if rank else ""


def _judged(request: PageRequest, phase: str, edition: str) -> tuple[int, int]:
    """Return how many of a phase's judgements are in, and of how many."""
    from hubflow.serve.jury_work import JuryWork

    call = request.path["call"]
    with request.register.reading() as journal:
        run = request.register.call_run(journal, request.hub, call, request.language)
        return JuryWork.of(journal, request.hub, call, run, request.language).progress_in(
            phase, edition)


def _place(venture: VentureResult, at: PhaseResult) -> tuple[Any, ...]:
    """Return what orders a ranking: the group, the rank, then the score, then the name."""
    rank, score = at.rank, at.score
    return (rank.group or "" if rank else "", rank.best if rank else 10**9,
            rank.worst if rank else 10**9,
            -(score.lower + score.upper) if score else 0.0, venture.name)


def _hanging(edition: EditionRun, phase: str) -> frozenset[str]:
    """Return the ventures whose recommendation hangs on who judged."""
    return frozenset(one.venture for found in edition.severity if found.phase == phase
                     for one in found.ventures if one.hangs)


def _severity(request: PageRequest, edition: EditionRun, phase: str) -> Sequence[Any]:
    """Return how strict each assessor of a phase was, as blocks; nothing where nobody judged."""
    from hubflow.documents.publishing.blocks import blocks_of
    from hubflow.documents.severity_page import severity_markdown
    from hubflow.serve.jury_work import assessor_titles

    found = [one for one in edition.severity if one.phase == phase]
    if not found:
        return ()
    names = {one.id: one.name for one in edition.run.result.ventures}
    with request.register.reading() as journal:
        person = assessor_titles(journal, request.hub, request.path["call"])
    return blocks_of(str(severity_markdown(
        found, request.language, level=0, details=False, names=names, person=person))).blocks
