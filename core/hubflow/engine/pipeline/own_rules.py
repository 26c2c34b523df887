"""Apply a phase's own rules: the plugin that answers where no other plugin does."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from hubflow.engine.gate.recommendation import recommended
from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.pipeline.settled_scoring import scored
from hubflow.model.plain_record import PlainRecord
from hubflow.model.results import ProposalResult
from hubflow.model.results.venture_results import RECOMMENDED
from hubflow.plugins.markers import hookimpl

SCORE = ("lower", "upper")


def own_score(plan: PhasePlan, table: pl.LazyFrame) -> pl.LazyFrame:
    """Return a phase's table with the score that its weights make."""
    return scored(plan).on(table)


def own_recommendation(plan: PhasePlan, table: pl.LazyFrame) -> pl.LazyFrame:
    """Return a phase's table with what its gate leaves possible."""
    return recommended(plan).on(table)


class OwnRules(PlainRecord):
    """The methodology's rules of a phase, and the engine's table for them.

    The plain columns of a hook's answer are there if ``shown``; where neither a hub nor an add-on
    looks, they need not be.
    """

    plan: PhasePlan
    table: pl.LazyFrame
    shown: bool = True

    def score(self) -> pl.LazyFrame:
        """Return the table with the weighted mean of its criteria, from ``lower`` to ``upper``."""
        return self._with(SCORE, "score.", own_score(self.plan, self.table))

    def recommend(self) -> pl.LazyFrame:
        """Return the table with what the gate leaves possible, a yes/no column for each."""
        return self._with(RECOMMENDED, "", own_recommendation(self.plan, self.table))

    def _with(self, plain: Sequence[str], own: str, table: pl.LazyFrame) -> pl.LazyFrame:
        if not self.shown:
            return table
        names = self.plan.names
        return table.with_columns(pl.col(names.of(f"{own}{each}")).alias(each) for each in plain)


@hookimpl(trylast=True)
def hubflow_score_phase(rules: OwnRules) -> pl.LazyFrame:
    """Score by the weighted mean."""
    return rules.score()


@hookimpl(trylast=True)
def hubflow_recommend(rules: OwnRules) -> pl.LazyFrame:
    """Recommend by the gate's rules."""
    return rules.recommend()


@hookimpl(trylast=True)
def hubflow_build_proposal(proposal: ProposalResult) -> ProposalResult:
    """Keep the proposal as the methodology's sections and finance plan make it."""
    return proposal
