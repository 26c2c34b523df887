"""Find the missing evidence of a phase row by row, by the rule that scorecards follow."""

from __future__ import annotations

import functools
import operator
from collections import defaultdict
from collections.abc import Collection
from typing import Literal

import attrs
import polars as pl

from hubflow.engine.method.compiled import Compiled, PhasePlan
from hubflow.engine.results.evidence_needs import EvidenceNeed, evidence_needs


@attrs.frozen(eq=False, repr=False)
class MissingByRow:
    """One piece of evidence, a fact or a judgement, and the rows in which it is missing.

    ``rules`` are the ids of the criteria and requirements that need it; `gate` is the gate itself.
    """

    id: str
    kind: Literal["fact", "judgement"]
    missing: pl.Expr
    rules: tuple[str, ...]


def lacks(compiled: Compiled, plan: PhasePlan, gaps: Collection[str]) -> list[MissingByRow]:
    """Return the evidence that may be missing in a phase; ``gaps`` are columns with empty cells.

    The expressions read the phase's columns after it was run.
    """
    found: defaultdict[tuple[str, str], list[EvidenceNeed]] = defaultdict(list)
    for need in evidence_needs(compiled, plan):
        if need.may_be_missing(gaps):
            found[need.kind, need.id].append(need)
    return [
        MissingByRow(needs[0].id, needs[0].kind,
                     functools.reduce(operator.or_, (need.missing for need in needs)),
                     tuple(dict.fromkeys(need.rule for need in needs)))
        for needs in found.values()
    ]


def lacking_columns(compiled: Compiled, plan: PhasePlan, gaps: Collection[str]) -> list[str]:
    """Return the phase's columns that :func:`lacks` reads."""
    return list(dict.fromkeys(
        column for need in evidence_needs(compiled, plan) if need.may_be_missing(gaps)
        for column, _ in need.open))
