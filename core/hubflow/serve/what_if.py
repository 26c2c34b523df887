"""Run a call under other weights, thresholds, places or money; nothing of it is recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import attrs
import polars as pl

from hubflow.engine.call.phase_outlook import PhaseOutlook, outlooks
from hubflow.engine.method.compile import compile_methodology
from hubflow.engine.pipeline.column_names import CALL_BUDGET, ID
from hubflow.engine.pipeline.hooks import HubHooks
from hubflow.engine.pipeline.prepare import proposal_reads_phases
from hubflow.engine.pipeline.run import run_table
from hubflow.model.input_problems import with_advice
from hubflow.model.methodology import Criterion, Phase
from hubflow.model.values import Kind
from hubflow.reading.records.legal import RefusedError
from hubflow.reading.values.cell_values import value_of
from hubflow.serve.call_runs import EditionRun
from hubflow.serve.screen_parts import exact_number
from hubflow.text.spoken import say


@attrs.frozen
class Lever:
    """A number of a phase's rules that can be moved: its field, what it is, and its value now.

    ``criterion`` is the id of the criterion whose weight it is. ``low`` and ``high`` bound it.
    """

    field: str
    kind: str
    now: float | None
    title: str = ""
    criterion: str = ""
    low: float = 0.0
    high: float | None = None
    whole: bool = False


def levers(phase: Phase, edition: EditionRun, title: Callable[[Criterion], str]) -> list[Lever]:
    """Return the numbers of a phase's rules that can be moved."""
    return list(_levers(phase, edition, title))


def _levers(
    phase: Phase, edition: EditionRun, title: Callable[[Criterion], str]
) -> Iterator[Lever]:
    for criterion in phase.criteria:
        if not criterion.ordinal and isinstance(criterion.weight, int | float):
            yield Lever(f"weight-{criterion.id}", "weight", float(criterion.weight),
                        title(criterion), criterion.id)
    for number, rule in enumerate(phase.gate.advance):
        if rule.score is not None:
            yield Lever(f"score-{number}", "score", rule.score, high=100.0)
        if rule.points is not None:
            yield Lever(f"points-{number}", "points", rule.points)
        if isinstance(rule.places, int):
            yield Lever(f"places-{number}", "places", rule.places, whole=True)
        if rule.budget == "call.budget":
            budgets = {case.entry.call.budget for case in edition.run.prepared.cases
                       if case.entry.call is not None}
            yield Lever("budget", "budget", budgets.pop() if len(budgets) == 1 else None)
        elif isinstance(rule.budget, str):
            yield Lever(f"budget-{number}", "budget", _given(phase, edition))


def _given(phase: Phase, edition: EditionRun) -> float | None:
    """Return the money that a phase gives out; None where it differs from group to group."""
    found = {at.money.budget for venture in edition.run.result.ventures for at in venture.phases
             if at.phase == phase.id and at.money is not None}
    return found.pop() if len(found) == 1 else None


def typed_numbers(
    found: list[Lever], typed: Mapping[str, str]
) -> tuple[dict[str, float], dict[str, str]]:
    """Return the numbers that were moved, and by their fields what is wrong with others.

    They are read as in a spreadsheet's cell.
    """
    moved: dict[str, float] = {}
    problems: dict[str, str] = {}
    for lever in found:
        text = typed.get(lever.field, "").strip()
        if not text:
            continue
        try:
            value = float(value_of(Kind("number", low=lever.low, high=lever.high, gap=False), text))
        except RefusedError as refused:
            problems[lever.field] = refused.words()
            continue
        if lever.whole and not value.is_integer():
            problems[lever.field] = with_advice(say(
                "reading-problems.must_be_a_whole_number_not", value=text), "")
        elif value != lever.now:
            moved[lever.field] = value
    weights = [moved.get(lever.field, lever.now) for lever in found if lever.kind == "weight"]
    if weights and not any(weights):
        problems[next(lever.field for lever in found if lever.kind == "weight")] = (
            say("serve.weights_all_none"))
    return moved, problems


def outlooks_with(
    edition: EditionRun, phase: str, moved: Mapping[str, float], language: str
) -> dict[str, PhaseOutlook]:
    """Return what a phase comes to for a call's ventures, by id, with some of its numbers moved.

    The engine runs all phases again over the table of facts and judgements that there is, unless
    the proposal, and so the table, depends on what phases come to.
    """
    prepared = edition.run.prepared
    changed = attrs.evolve(prepared.methodology, phases=tuple(
        _with(one, moved) if one.id == phase else one for one in prepared.methodology.phases))
    loaded = edition.cases.hub.methodology
    compiled = compile_methodology(loaded, changed)
    if proposal_reads_phases(compiled):
        prepared = edition.cases.replace(hub=attrs.evolve(
            edition.cases.hub, methodology=attrs.evolve(loaded, methodology=changed))).prepared(
                language=language)
    table = prepared.table
    if "budget" in moved and CALL_BUDGET in table.columns:
        own = {case.id for case in prepared.cases if case.entry.call is not None}
        table = table.with_columns(pl.when(pl.col(ID).is_in(own)).then(moved["budget"])
                                   .otherwise(pl.col(CALL_BUDGET)).alias(CALL_BUDGET))
    finished = run_table(prepared.replace(
        compiled=compiled, table=table, hooks=HubHooks(prepared.hub)))
    return outlooks(finished, next(one for one in compiled.phases if one.phase.id == phase))


def _with(phase: Phase, moved: Mapping[str, float]) -> Phase:
    criteria = tuple(
        attrs.evolve(one, weight=moved[f"weight-{one.id}"]) if f"weight-{one.id}" in moved else one
        for one in phase.criteria)
    rules = []
    for number, rule in enumerate(phase.gate.advance):
        places, budget = (moved.get(f"{key}-{number}") for key in ("places", "budget"))
        rules.append(attrs.evolve(
            rule, score=moved.get(f"score-{number}", rule.score),
            points=moved.get(f"points-{number}", rule.points),
            places=rule.places if places is None else int(places),
            budget=rule.budget if budget is None else exact_number(budget)))
    return attrs.evolve(phase, criteria=criteria, gate=attrs.evolve(
        phase.gate, advance=tuple(rules)))
