"""Test trading: a venture's months as a table, and new months pasted from a spreadsheet."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from hubflow.model.input_problems import BadInput, Problem
from hubflow.plugins.markers import hookimpl
from hubflow.plugins.workbench.workbench_page import PageAnswer, PageRequest, WorkbenchPage
from hubflow.serve.screen_parts import LAYOUT, command_line, titles
from hubflow.text.catalogue import words

if TYPE_CHECKING:
    from hubflow.register.standing.venture_standing import VentureStanding

_EARNED = ("sales", "contracts", "outcome_payments")
"""The figures that are earned by trading."""


@hookimpl
def hubflow_page() -> WorkbenchPage:
    """Return the screen."""
    return WorkbenchPage(
        path="/{hub}/ventures/{venture}/trading", title=titles("trading"),
        roles=("secretary", "body", "auditor"), answer=_trading, folder=LAYOUT, writes=True)


def _trading(request: PageRequest) -> PageAnswer:
    from hubflow.serve.page_rendering import link

    form = request.form
    if form is None:
        return _page(request)
    if request.grant.role != "secretary":
        return _page(request, form, [words(request.language, "serve")["not_yours"]], status=403)
    try:
        count = _recorded(request, form.get("months", ""))
    except BadInput as bad:
        return _page(request, form, list(map(_told, bad.problems)), status=422)
    return PageAnswer(to=link(request.hub, "ventures", request.path["venture"], "trading",
                              recorded=count))


def _recorded(request: PageRequest, text: str) -> int:
    """Record pasted months, as `register ledger --from` does with a sheet; return how many."""
    from hubflow.register.recording.editions import hub_language
    from hubflow.register.recording.ledger_sheet import months_of, read_ledger_sheet
    from hubflow.register.recording.money import ledger

    venture = request.path["venture"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "months.csv"
        path.write_text(text.strip() + "\n", "utf-8")
        sheet = read_ledger_sheet(path, venture)
        with request.register.writing() as journal:
            months = months_of(sheet, hub_language(journal, request.hub))
            ledger(journal, request.hub, months, on=dt.date.today(), by=request.recorder)
    return len(months)


def _told(problem: Problem) -> str:
    """Return a problem by its line of what was pasted."""
    return str(attrs.evolve(problem, file="months" if problem.line else problem.key or "months"))


def _page(
    request: PageRequest, form: Mapping[str, str] | None = None, problems: list[str] | None = None,
    *, status: int = 200,
) -> PageAnswer:
    from hubflow.documents.result_words import ResultWords
    from hubflow.register.agenda.dues_words import due_sentence
    from hubflow.register.standing.dues import dues_of, trading_since
    from hubflow.register.standing.standing_table import known_standing
    from hubflow.register.storage.entries import FIGURES

    venture = request.path["venture"]
    with request.register.reading() as journal:
        standing = known_standing(journal, request.hub, venture)
    months = list(_months(standing))
    highest = max((max(one["earned"], one["costs"]) for one in months), default=0.0)
    return PageAnswer(
        title=standing.name, template="trading.html.j2", status=status,
        command=command_line("hubflow", "register", "ledger", venture, "--from", "months.csv",
                             "--hub", request.hub),
        values={
            "standing": standing, "months": months, "highest": highest or 1.0,
            "since": trading_since(standing), "figures": FIGURES, "due_sentence": due_sentence,
            "dues": sorted((due for due in dues_of(standing)
                            if due.what in ("ledger", "checkpoint")), key=lambda due: due.on),
            "typed": (form or {}).get("months", ""), "problems": problems or [],
            "recorded": request.query.get("recorded", ""),
            "showing": ResultWords(request.language)})


def _months(standing: VentureStanding) -> Iterator[Mapping[str, Any]]:
    """Yield the months that the register holds of a venture, in order."""
    found = [entry for entry in standing.entries if entry.kind == "ledger"]
    for entry in sorted(found, key=lambda entry: str(entry.body["start"])):
        earned = sum(float(entry.body.get(key) or 0) for key in _EARNED)
        costs = float(entry.body.get("costs") or 0)
        yield {"month": str(entry.body["start"])[:7], "entry": entry.seq, "earned": earned,
               "costs": costs, "body": entry.body}
