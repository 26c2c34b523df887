"""Money: what was asked for, awarded, paid and is outstanding, by venture, funder, tool or year."""

from __future__ import annotations

from typing import get_args

from hubflow.plugins.markers import hookimpl
from hubflow.plugins.workbench.workbench_page import PageAnswer, PageRequest, WorkbenchPage
from hubflow.serve.screen_parts import LAYOUT, command_line, titles
from hubflow.text.catalogue import words

_MOST = 1_000
"""Ventures whose money is added up on a page; more are left to the command, or to one call."""


@hookimpl
def hubflow_page() -> WorkbenchPage:
    """Return the screen."""
    return WorkbenchPage(path="/{hub}/money", title=titles("money"),
                         roles=("secretary", "body", "auditor"), answer=_money, folder=LAYOUT)


def _money(request: PageRequest) -> PageAnswer:
    from hubflow.documents.figures.award_money import (
        GroupBy,
        money_lines,
        money_sums,
        shown_amounts,
        totals,
    )
    from hubflow.documents.result_words import ResultWords
    from hubflow.register.money.money_page import group_name
    from hubflow.register.recording.editions import hub_currency
    from hubflow.register.standing.rebuild import all_dossiers
    from hubflow.register.standing.standing_table import closed_ids, ids_of
    from hubflow.serve.call_runs import calls_of

    call = request.query.get("call", "")
    by: GroupBy = next((each for each in get_args(GroupBy) if each == request.query.get("by")),
                       "venture")
    with request.register.reading() as journal:
        ids = ids_of(journal, request.hub, call=call or None, most=_MOST + 1)
        calls = [name for name, _ in calls_of(journal, request.hub)]
        lines = [] if len(ids) > _MOST else money_lines(
            (entry.dossier for entry in all_dossiers(journal, request.hub, ids).entries),
            hub_currency(journal, request.hub),
            closed_ids(journal, request.hub, call=call or None))
    texts = words(request.language, of="money")
    chosen = ["--call", call] if call else []
    return PageAnswer(
        template="money.html.j2",
        command=command_line("hubflow", "register", "money", "--by", by, *chosen, "--hub",
                             request.hub),
        values={
            "by": by, "groups": get_args(GroupBy), "call": call, "calls": calls, "m": texts,
            "too_many": len(ids) > _MOST, "totals": totals(lines), "amounts": shown_amounts(lines),
            "stated": sum(line.asked is not None for line in lines), "count": len(lines),
            "showing": ResultWords(request.language),
            "sums": [(group_name(one.group, by, texts, lines), one)
                     for one in money_sums(lines, by)]})
