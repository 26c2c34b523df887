"""Which evidence is missing in a phase, row by row: as the scorecard of each venture tells it."""

from __future__ import annotations

import functools
import operator
from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Literal

import attrs
import polars as pl

from hubflow.engine.expressions.expression import Expression
from hubflow.engine.method.compiled import Compiled, PhasePlan
from hubflow.engine.pipeline.column_names import CALL_BUDGET, PROPOSAL_COMPLETE, local_column


@attrs.frozen(eq=False, repr=False)
class MissingByRow:
    """One piece of evidence: a fact, or the panel's word, and on which rows it is missing.

    ``rules`` are the ids of the criteria and requirements that need it; `gate` is the gate itself.
    """

    id: str
    kind: Literal["fact", "judgement"]
    missing: pl.Expr
    rules: tuple[str, ...]


def lacks(compiled: Compiled, plan: PhasePlan, gaps: Collection[str]) -> list[MissingByRow]:
    """The evidence that may be missing in a phase; ``gaps`` are the columns with missing values.

    The expressions read the phase's columns after it was run.
    """
    found: defaultdict[tuple[str, str], list[tuple[str, pl.Expr]]] = defaultdict(list)
    for rule, kind, id, missing in _needs(compiled, plan, gaps):
        found[kind, id].append((rule, missing))
    return [
        MissingByRow(id, "fact" if kind == "fact" else "judgement",
             functools.reduce(operator.or_, (missing for _, missing in needs)),
             tuple(dict.fromkeys(rule for rule, _ in needs)))
        for (kind, id), needs in found.items()
    ]


def lacking_columns(plan: PhasePlan, gaps: Collection[str]) -> list[str]:
    """The phase's columns that :func:`lacks` reads."""
    names = plan.names
    columns = []
    for rule in (*plan.requirements, *plan.guarantees):
        if _judged_gap(plan, rule.requirement.id, rule.holds, gaps) or _open(rule.holds, gaps):
            columns.append(names.holds(rule.requirement.id))
    for criterion in plan.criteria:
        id = criterion.criterion.id
        if (_open(criterion.measure, gaps) or _open(criterion.applies, gaps)
                or _judged_gap(plan, id, criterion.measure, gaps)):
            columns += [names.known(id), names.applies(id)]
    return columns


def _needs(
    compiled: Compiled, plan: PhasePlan, gaps: Collection[str]
) -> Iterator[tuple[str, str, str, pl.Expr]]:
    names = plan.names
    for rule in (*plan.requirements, *plan.guarantees):
        id = rule.requirement.id
        unknown = pl.col(names.holds(id)).is_null()
        if rule.holds is not None:
            yield from _facts(compiled, id, rule.holds, unknown, gaps)
        elif _judged_gap(plan, id, None, gaps):
            yield id, "judgement", id, unknown
    for criterion in plan.criteria:
        id = criterion.criterion.id
        applies = pl.col(names.applies(id))
        if criterion.applies is not None:
            yield from _facts(compiled, id, criterion.applies, applies.is_null(), gaps)
        unscored = applies.fill_null(True) & ~pl.col(names.known(id))
        if criterion.measure is not None:
            yield from _facts(compiled, id, criterion.measure, unscored, gaps)
        elif _judged_gap(plan, id, None, gaps):
            yield id, "judgement", id, unscored
    for expression in plan.gate_expressions:
        yield from _facts(compiled, "gate", expression, pl.lit(True), gaps)


def _facts(
    compiled: Compiled, rule: str, expression: Expression, unknown: pl.Expr, gaps: Collection[str]
) -> Iterator[tuple[str, str, str, pl.Expr]]:
    for name in expression.reads:
        if name not in gaps or name in (PROPOSAL_COMPLETE, CALL_BUDGET) or (
            name.startswith("parameters.")
        ):
            continue
        yield rule, "fact", _asked(compiled, name), unknown & pl.col(name).is_null()


def _asked(compiled: Compiled, name: str) -> str:
    """A hub's own fact as it is asked for: labels to be ticked are one question."""
    for local in compiled.methodology.facts:
        column = local_column(local)
        if name == column or name.startswith(f"{column}."):
            return column
    return name


def _open(expression: Expression | None, gaps: Collection[str]) -> bool:
    return expression is not None and any(name in gaps for name in expression.reads)


def _judged_gap(
    plan: PhasePlan, id: str, computed: Expression | None, gaps: Collection[str]
) -> bool:
    return computed is None and plan.names.judged(id)[0] in gaps
