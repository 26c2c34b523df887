"""Sets for the money: the best set that a sum pays for, and who would enter and leave near it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubflow.model.methodology import text_in
from hubflow.model.values import Kind
from hubflow.plugins.markers import hookimpl
from hubflow.plugins.workbench.workbench_page import PageAnswer, PageRequest, WorkbenchPage
from hubflow.reading.records.legal import RefusedError
from hubflow.reading.values.cell_values import value_of
from hubflow.serve.panel.panel_choice import FOLDER, edition_in, phase_in
from hubflow.serve.screen_parts import command_line, exact_number, not_found, titles
from hubflow.text.catalogue import words
from hubflow.text.numbers import evenly, number

if TYPE_CHECKING:
    from hubflow.serve.panel.funded_sets import FundingChoices


@hookimpl
def hubflow_page() -> WorkbenchPage:
    """Return the screen."""
    return WorkbenchPage(
        path="/{hub}/calls/{call}/panel/sets", title=titles("sets"),
        roles=("secretary", "body", "auditor"), answer=_sets, folder=FOLDER)


def _sets(request: PageRequest) -> PageAnswer:
    from hubflow.documents.result_words import ResultWords
    from hubflow.engine.selection.set_solver import Unproved
    from hubflow.serve.panel.funded_sets import FundingChoices, call_money, funding_choices

    edition = edition_in(request)
    phase = None if edition is None else phase_in(request, edition)
    if edition is None or phase is None:
        return not_found(request)
    own = call_money(edition, phase.id)
    typed = request.query.get("budget", "" if own is None else exact_number(own)).strip()
    problem, choices = "", FundingChoices()
    if typed:
        try:
            amount = float(value_of(Kind("number", low=0.0, gap=False), typed))
            choices = funding_choices(edition, phase, amount)
        except RefusedError as refused:
            problem = refused.words()
        except Unproved:
            choices = FundingChoices(why_not="sets_unproved")
    call, method = request.path["call"], edition.run.prepared.methodology
    name = text_in(phase.name, request.language, phase.id)
    return PageAnswer(
        title=f"{words(request.language, 'serve')['title_sets']}: "
              f"{request.register.call_name(request.hub, call)}, {name}",
        status=422 if problem else 200,
        template="sets-found.html.j2" if request.partial else "sets.html.j2",
        command=command_line("hubflow", "register", "run", "--call", call, "--what-if", "--hub",
                             request.hub),
        values={"call": call, "phase": phase, "typed": typed,
                "problems": {"budget": problem} if problem else {}, "choices": choices,
                "changed": _changed(choices), "currency": method.hub.currency,
                "phases": [(one.id, text_in(one.name, request.language, one.id))
                           for one in method.phases if one.criteria],
                "showing": ResultWords(request.language), "scores": evenly(
                    [number(one.score, request.language, 2)
                     for one in choices.sets[0].members] if choices.sets else [],
                    request.language)})


def _changed(choices: FundingChoices) -> tuple[list[str], list[str]]:
    """Return who is in the best set and not recommended as the rules stand, and the other way."""
    if not choices.sets:
        return [], []
    inside = {one.id for one in choices.sets[0].members}
    every = {one.id: one for found in choices.sets for one in (*found.members, *found.leaves)}
    return ([one.name for one in choices.sets[0].members if not one.advances],
            [one.name for id, one in every.items() if one.advances and id not in inside])
