"""Run a call under other weights, thresholds, places or money; nothing of it is recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import attrs

from hubflow.compare.kept_run import KeptRun, run_hub
from hubflow.model.methodology import Criterion, Methodology, Phase
from hubflow.model.values import Kind
from hubflow.reading.records.legal import RefusedError
from hubflow.reading.values.cell_values import value_of
from hubflow.serve.call_runs import EditionRun


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
            problems[lever.field] = f"{refused.what}. {refused.to_do}".strip()
            continue
        if lever.whole and not value.is_integer():
            problems[lever.field] = f"must be a whole number, not {text}."
        elif value != lever.now:
            moved[lever.field] = value
    weights = [moved.get(lever.field, lever.now) for lever in found if lever.kind == "weight"]
    if weights and not any(weights):
        problems[next(lever.field for lever in found if lever.kind == "weight")] = (
            "some weight must be more than 0.")
    return moved, problems


def run_with(
    edition: EditionRun, phase: str, moved: Mapping[str, float], language: str
) -> KeptRun:
    """Return the run of a call's ventures under a phase's rules with some numbers moved."""
    method = edition.run.prepared.methodology
    changed = attrs.evolve(method, phases=tuple(
        _with(one, moved) if one.id == phase else one for one in method.phases))
    hub = attrs.evolve(edition.cases.hub, methodology=attrs.evolve(
        edition.cases.hub.methodology, methodology=changed))
    cases = edition.cases.replace(hub=hub)
    if "budget" in moved:
        cases = cases.replace(inputs=cases.inputs.replace(entries=tuple(
            entry.replace(call=attrs.evolve(entry.call, budget=moved["budget"]))
            if entry.call is not None else entry for entry in cases.inputs.entries)))
    return run_hub("what-if", cases, language=language)


def _with(phase: Phase, moved: Mapping[str, float]) -> Phase:
    criteria = tuple(
        attrs.evolve(one, weight=moved[f"weight-{one.id}"]) if f"weight-{one.id}" in moved else one
        for one in phase.criteria)
    rules = []
    for number, rule in enumerate(phase.gate.advance):
        places = moved.get(f"places-{number}")
        rules.append(attrs.evolve(
            rule, score=moved.get(f"score-{number}", rule.score),
            points=moved.get(f"points-{number}", rule.points),
            places=rule.places if places is None else int(places)))
    return attrs.evolve(phase, criteria=criteria, gate=attrs.evolve(
        phase.gate, advance=tuple(rules)))


def phase_named(method: Methodology, id: str) -> Phase | None:
    """Return a phase of a method."""
    return next((phase for phase in method.phases if phase.id == id), None)
