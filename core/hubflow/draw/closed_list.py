"""Write the list of a draw: who takes part, under which rule; its digest closes it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

import attrs

from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.pipeline.case_source import CaseSet
from hubflow.engine.pipeline.run import run_table
from hubflow.model.call import Call, Draw
from hubflow.model.input_problems import one_problem
from hubflow.text.spoken import say

FORM = "hubflow draw 1"
"""The first line of a list, which names its form."""


@attrs.frozen(eq=False, repr=False)
class ClosedList:
    """The ventures among whom a lot is drawn in one phase of a call.

    ``text`` says in lines of plain text what is drawn: hub, edition, call, phase, rule, and each
    venture with the rank that it has before the lot, as in ``ranks``.
    """

    call: Call
    plan: PhasePlan
    text: str
    ranks: Mapping[str, int]

    @property
    def digest(self) -> str:
        """The SHA-256 of the text as UTF-8, in hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def draw(self) -> Draw | None:
        """The draw that the call records for the phase; None where there is none."""
        return self.call.draw(self.plan.phase.id)

    def order(self, draw: Draw) -> list[tuple[str, str]]:
        """Return each venture with its number, in the order of the draw; empty without a seed."""
        lots = [(rank, draw.place(id) or "", id) for id, rank in self.ranks.items()]
        return [(id, lot) for _, lot, id in sorted(lots) if lot]


def closed_lists(cases: CaseSet, phase: str | None = None) -> Iterator[ClosedList]:
    """Yield the list of each draw of a call's phases, as the list was on the day it was closed.

    ``phase`` names one phase. Raises :class:`hubflow.model.input_problems.BadInput` where it is
    open who takes part, and where something in the files is wrong, such as a draw's seed.
    """
    plans = cases.prepared().compiled.phases
    calls = {entry.call.id: entry.call for entry in cases.inputs.entries if entry.call is not None}
    for call in calls.values():
        for number, plan in enumerate(plans):
            if plan.gate.order.draws and phase in (None, plan.phase.id):
                draw = call.draw(plan.phase.id)
                on = cases.as_of if draw is None else draw.closed.date()
                yield _closed_list(cases.replace(as_of=on), call, number)


def _closed_list(cases: CaseSet, call: Call, number: int) -> ClosedList:
    prepared = cases.prepared()
    plan = prepared.compiled.phases[number]
    names, hub = plan.names, prepared.compiled.methodology.hub
    # who takes part does not hang on the lot: their ranks are those before it
    lots = names.of("draw")
    table = prepared.table
    undrawn = prepared.replace(table=table.drop(lots) if lots in table.columns else table)
    finished = run_table(undrawn)
    rows = {case.id: row for case, row in zip(prepared.cases, finished.iter_rows(named=True),
                                              strict=True)
            if case.entry.call is not None and case.entry.call.id == call.id}
    there = {id: row for id, row in rows.items() if row[names.of("rank.best")] is not None}
    unsure = sorted(id for id, row in there.items() if not row[names.of("takes_part")])
    if unsure:
        raise one_problem(f"{call.id}, {plan.phase.id}",
                          say("office.it_is_open_whether_takes_part", unsure=", ".join(unsure)),
                          say("office.fill_in_what_is_missing_hubflow"))
    lines = [FORM, f"hub {hub.id} {hub.edition}", f"call {call.id}", f"phase {plan.phase.id}",
             f"rule {plan.gate.written}"]
    ranks = {id: row[names.of("rank.best")] for id, row in sorted(there.items())}
    lines += [f"venture {id} rank {rank}" for id, rank in ranks.items()]
    return ClosedList(call, plan, "\n".join(lines) + "\n", ranks)
