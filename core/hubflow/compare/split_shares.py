"""Find what divides two hubs that both score: criteria, scales, weights or gate rules.

Two phases of the same stage are mixed in all sixteen ways: which criteria are looked at, how each
is scaled, how they weigh, and by which requirements and gate it is decided may each be the one
hub's or the other's. The difference between the two hubs' decisions is shared out among the four
by their Shapley values (Shapley 1953): the mean of what a part changes over all orders of
exchange. Criteria of the two hubs meet in the shared concepts; where the other hub does not know a
concept, its scale and weight stay those of the hub that does.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Iterator, Mapping, Sequence

import attrs
import polars as pl

from hubflow.compare.kept_run import KeptRun
from hubflow.compare.method_records import shared
from hubflow.compare.variants import as_judged, table_from_run
from hubflow.engine.expressions.expression import Expression
from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.method.criterion_plan import CriterionPlan
from hubflow.engine.pipeline.column_names import PhaseColumns
from hubflow.engine.pipeline.own_rules import own_recommendation, own_score
from hubflow.engine.pipeline.phases_in_order import STILL_IN, run_phase
from hubflow.model.method.criteria import concept_shares
from hubflow.model.methodology import STAGES, Criterion, Stage

PARTS = ("criteria", "scales", "weights", "gates")

LEAST_DIVIDED = 5
"""Pages show shares between hubs if so many ventures are decided on differently: a choice."""

Mix = tuple[bool, bool, bool, bool]
"""For each of the parts whether it is the second hub's."""

_ALL_OF_A: Mix = (False, False, False, False)
_ALL_OF_B: Mix = (True, True, True, True)


@attrs.frozen(kw_only=True)
class VentureShares:
    """How far each part of the method changes one venture's decision from ``a`` to ``b``.

    Decisions count 1 for advance, 0 for none, a half where undecided; the parts add up to
    ``difference``.
    """

    venture: str
    difference: float
    parts: Mapping[str, float]


@attrs.frozen(kw_only=True)
class StageSplit:
    """The shares of the parts in the difference between two hubs in one stage.

    ``shares`` add up to 1 over all ventures on which they differ; a negative one works against
    the difference.
    """

    stage: Stage
    a: str
    b: str
    phase_a: str
    phase_b: str
    shares: Mapping[str, float]
    ventures: tuple[VentureShares, ...]


def divided(a: KeptRun, b: KeptRun) -> tuple[StageSplit, ...]:
    """Return what divides two hubs, for every stage in which both score by weights."""
    found = []
    for stage in STAGES:
        plans = [_scoring(run, stage) for run in (a, b)]
        if plans[0] is None or plans[1] is None:
            continue
        ventures = tuple(_ventures(a, b, plans[0], plans[1]))
        total = sum(abs(v.difference) for v in ventures)
        shares = {
            part: round(sum(math.copysign(v.parts[part], v.parts[part] * v.difference)
                            for v in ventures) / total, 9)
            for part in PARTS
        } if total else {}
        if shares:
            found.append(StageSplit(stage=stage, a=a.name, b=b.name, phase_a=plans[0].phase.id,
                                 phase_b=plans[1].phase.id, shares=shares, ventures=ventures))
    return tuple(found)


def _scoring(run: KeptRun, stage: Stage) -> PhasePlan | None:
    """Return the last phase of the stage whose score is a weighted mean that the core computes."""
    hub = run.prepared.hub
    if hub.implements("hubflow_score_phase") or hub.implements("hubflow_recommend"):
        return None
    plans = [p for p in run.prepared.compiled.phases
             if p.phase.stage == stage and p.weighted and p.is_plain_mean
             and p.phase.subject == "venture"]
    return plans[-1] if plans else None


def _ventures(a: KeptRun, b: KeptRun, of_a: PhasePlan, of_b: PhasePlan) -> Iterator[VentureShares]:
    worth = {mix: _worth(a, b, of_a, of_b, mix) for mix in (_ALL_OF_A, _ALL_OF_B)}
    differences = [end - start for start, end in zip(*worth.values(), strict=True)]
    if not any(differences):
        return
    mixes: list[Mix] = list(itertools.product((False, True), repeat=4))  # type: ignore[arg-type]
    worth |= {mix: _worth(a, b, of_a, of_b, mix) for mix in mixes if mix not in worth}
    for row, (case, difference) in enumerate(zip(a.prepared.cases, differences, strict=True)):
        if difference:
            yield VentureShares(
                venture=case.id, difference=difference,
                parts={part: round(_shapley(index, row, worth), 9)
                       for index, part in enumerate(PARTS)},
            )


def _shapley(part: int, row: int, worth: Mapping[Mix, Sequence[float]]) -> float:
    """Return the mean effect of exchanging the part, over all orders of exchange."""
    total = 0.0
    for mix in worth:
        if mix[part]:
            continue
        exchanged = sum(mix)
        orders = math.factorial(exchanged) * math.factorial(3 - exchanged) / math.factorial(4)
        with_it: Mix = (*mix[:part], True, *mix[part + 1:])  # type: ignore[assignment]
        total += orders * (worth[with_it][row] - worth[mix][row])
    return total


@attrs.frozen(eq=False, repr=False)
class _Side:
    """One hub's phase, with its criteria by concept."""

    run: KeptRun
    plan: PhasePlan
    by_key: Mapping[str, CriterionPlan]


def _side(run: KeptRun, plan: PhasePlan) -> _Side:
    by_key: dict[str, CriterionPlan] = {}
    for criterion in plan.weighted:
        rule = criterion.criterion
        ids = concept_shares(rule.concept, rule.concepts)
        about = "+".join(sorted(id if shared(id) else f"{run.name}:{id}" for id in ids))
        number = sum(key.rpartition("#")[0] == about for key in by_key)
        by_key[f"{about}#{number}"] = criterion
    return _Side(run, plan, by_key)


def _worth(
    a: KeptRun, b: KeptRun, of_a: PhasePlan, of_b: PhasePlan, mix: Mix
) -> list[float]:
    """Return for each venture 1, 0.5 or 0 under a mix of the two methods."""
    sides = (_side(a, of_a), _side(b, of_b))
    looked_at, scaled, weighed, gated = (sides[chosen] for chosen in mix)
    rules = as_judged(gated.plan)
    names = PhaseColumns(gated.plan.phase.id)
    table = table_from_run(gated.run, gated.plan)
    plans: list[CriterionPlan] = []
    columns: list[pl.Series] = []
    for key, own in looked_at.by_key.items():
        on_scale = scaled if key in scaled.by_key else looked_at
        weigher = weighed if key in weighed.by_key else looked_at
        plan = _mixed(key, own, weigher, gated)
        plans.append(plan)
        columns += _values(on_scale, looked_at, key, plan.criterion.id, names)
    mixed = _with_gate(rules, plans, gated)
    here = [pl.lit(True).alias(way) for way in STILL_IN]
    done = run_phase(table.with_columns(*columns, *here), mixed, own_score, own_recommendation)
    advance = done[names.of("advance")].to_list()
    others = (done[names.of("revise")] | done[names.of("stop")]).to_list()
    return [0.0 if not yes else 0.5 if open_ else 1.0
            for yes, open_ in zip(advance, others, strict=True)]


def _mixed(key: str, own: CriterionPlan, weigher: _Side, gated: _Side) -> CriterionPlan:
    """Return a criterion on 0..100 with the weight of one hub and the floor of another."""
    total = sum(weigher.plan.weight(c) for c in weigher.plan.weighted)
    judge = gated.by_key.get(key)
    floor = None if judge is None or judge.criterion.minimum is None else (
        _normed(judge, judge.criterion.minimum))
    criterion: Criterion = attrs.evolve(
        own.criterion, id=f"mixed-{key}", scale=(0, 100), points=(), measure=None, judged=True,
        group=None, minimum=floor, weight=weigher.plan.weight(weigher.by_key[key]) / total,
    )
    applies = pl.col(f"_{key}.applies")
    return CriterionPlan(criterion, None, Expression("", "condition", (), applies, applies))


def _normed(plan: CriterionPlan, level: object) -> float:
    low, high = plan.bounds
    return (plan.position(level) - low) / (high - low) * 100


def _level_of(plan: CriterionPlan, level: object) -> object:
    """Return the level of a mixed criterion that stands for a level of its counterpart."""
    return level if plan.criterion.ordinal else _normed(plan, level)


def _with_gate(rules: PhasePlan, plans: Sequence[CriterionPlan], gated: _Side) -> PhasePlan:
    """Return the phase with its gate over the mixed criteria; rules on others are left out."""
    looked_at = {plan.criterion.id for plan in plans}
    names = {c.criterion.id: (f"mixed-{key}", c) for key, c in gated.by_key.items()
             if f"mixed-{key}" in looked_at}
    ordinal = tuple(c for c in rules.criteria if c.criterion.ordinal)
    names.update({c.criterion.id: (c.criterion.id, c) for c in ordinal})
    counterparts = {id: (name, functools.partial(_level_of, plan))
                    for id, (name, plan) in names.items()}
    return rules.replace(phase=attrs.evolve(rules.phase, groups=()),
                        criteria=(*plans, *ordinal), gate=rules.gate.over(counterparts))


def _values(
    scaled: _Side, looked_at: _Side, key: str, id: str, names: PhaseColumns
) -> Iterator[pl.Series]:
    """Yield the scaling hub's values of a criterion, on 0..100, and whether it applies."""
    criterion = scaled.by_key[key]
    own = PhaseColumns(scaled.plan.phase.id)
    after = scaled.run.table
    low, high = criterion.bounds
    known = after[own.known(criterion.criterion.id)]
    for column, end in zip(names.judged(id), (own.lower, own.upper), strict=True):
        value = (after[end(criterion.criterion.id)] - low) / (high - low) * 100
        yield pl.select(pl.when(known).then(value)).to_series().alias(column)
    asking = looked_at.by_key[key].criterion.id
    applies = PhaseColumns(looked_at.plan.phase.id).applies(asking)
    yield looked_at.run.table[applies].alias(f"_{key}.applies")
