"""What came out of a portfolio, in figures: added up part by part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import attrs
import polars as pl

from hubflow.engine.compiled import Compiled, PhasePlan
from hubflow.engine.portfolio.lacking import lacks
from hubflow.engine.portfolio.shapes import RECOMMENDATIONS, gaps, recommended
from hubflow.model.methodology import STAGES, text_in
from hubflow.model.results import Receipt

_BINS = 10


@attrs.define(kw_only=True)
class PhaseFigures:
    """One phase: how many reached it, what is recommended, how the scores lie.

    ``recommended`` counts by recommendation, `not_reached` among them. ``scores`` counts the
    middles of the scores of those who reached it, from 0 to 100 in tens.
    """

    stage: str
    phase: str
    name: str
    reached: int = 0
    recommended: dict[str, int] = attrs.field(factory=dict)
    scores: list[int] = attrs.field(factory=lambda: [0] * _BINS)
    lowest: float | None = None
    highest: float | None = None


@attrs.frozen(kw_only=True)
class Missed:
    """Evidence that is missing for ``ventures`` that reached the phase that asks for it."""

    id: str
    kind: str
    phase: str
    ventures: int


@attrs.frozen(kw_only=True, eq=False)
class PortfolioSummary:
    """A portfolio's run in figures. ``stands`` counts ventures by where they stand."""

    hub: str
    name: str
    edition: str
    language: str
    as_of: str
    ventures: int
    calls: int
    phases: Sequence[PhaseFigures]
    stands: Mapping[str, int]
    missing: Sequence[Missed]
    notes: Sequence[str] = ()
    receipt: Receipt | None = None


class Adding:
    """Adds up the figures of parts."""

    def __init__(self, compiled: Compiled, language: str) -> None:
        self._compiled = compiled
        self.phases = {
            plan.phase.id: PhaseFigures(
                stage=plan.phase.stage, phase=plan.phase.id,
                name=text_in(plan.phase.name, language, plan.phase.id))
            for plan in compiled.phases
        }
        self.stands: Counter[str] = Counter()
        self.ventures = 0
        self._missing: Counter[tuple[str, str, str]] = Counter()

    def add(self, table: pl.DataFrame) -> None:
        """The figures of one part, from its table after all phases."""
        self.ventures += table.height
        open_ones = gaps(table)
        figures: list[pl.Expr] = []
        about: list[tuple[str, str, str]] = []
        for plan in self._compiled.phases:
            reached = pl.col(plan.names.of("reached.certain"))
            for lack in lacks(self._compiled, plan, open_ones):
                about.append((plan.phase.id, lack.kind, lack.id))
                figures.append((reached & lack.missing).sum().alias(str(len(about))))
        if figures:
            found = table.lazy().select(figures).collect().row(0)
            self._missing.update(dict(zip(about, map(int, found), strict=True)))
        for plan in self._compiled.phases:
            self._phase(table, plan)
        self._stands(table)

    def _phase(self, table: pl.DataFrame, plan: PhasePlan) -> None:
        figures, names = self.phases[plan.phase.id], plan.names
        counts = table.lazy().select(recommended(plan).alias("word")).group_by("word").len()
        for word, count in counts.collect().rows():
            figures.recommended[word] = figures.recommended.get(word, 0) + count
        figures.reached = self.ventures - figures.recommended.get("not_reached", 0)
        if not plan.weighted and table[names.of("score.lower")].null_count() == table.height:
            return
        lower, upper = (pl.col(names.of(f"score.{end}")) for end in ("lower", "upper"))
        scored = table.lazy().filter(names.of("reached.certain")).select(
            lower.alias("lower"), upper.alias("upper"),
            ((lower + upper) / 2 / (100 / _BINS)).floor().clip(0, _BINS - 1).cast(pl.Int64)
            .alias("bin"),
        ).drop_nulls()
        ends = scored.select(pl.col("lower").min(), pl.col("upper").max()).collect().row(0)
        if ends[0] is None:
            return
        for place, count in scored.group_by("bin").len().collect().rows():
            figures.scores[place] += count
        figures.lowest = ends[0] if figures.lowest is None else min(figures.lowest, ends[0])
        figures.highest = ends[1] if figures.highest is None else max(figures.highest, ends[1])

    def _stands(self, table: pl.DataFrame) -> None:
        state = stands(table, self._compiled)
        for word, count in table.lazy().select(state.alias("at")).group_by("at").len().collect(
        ).rows():
            self.stands[word] += count

    @property
    def missing(self) -> list[Missed]:
        """What is missing, most often first."""
        return [Missed(id=id, kind=kind, phase=phase, ventures=count)
                for (phase, kind, id), count in self._missing.most_common() if count]


def stands(table: pl.DataFrame, compiled: Compiled) -> pl.Expr:
    """Where each venture stands: in a stage, closed, or established."""
    words = pl.Enum([*STAGES, "closed", "established"])
    state: pl.Expr = pl.lit("established", words)
    for plan in reversed(compiled.phases):
        names = plan.names
        stopped = recommended(plan) == pl.lit("stop", RECOMMENDATIONS)
        decision = names.of("decision")
        if decision in table.columns:
            said = pl.col(decision)
            stopped = pl.when(said.is_null()).then(stopped).otherwise(
                (said == "stop") & pl.col(names.of("reached.certain")))
        here = pl.when(stopped).then(pl.lit("closed", words)).otherwise(
            pl.lit(plan.phase.stage, words))
        state = pl.when(pl.col(names.of("passed.certain"))).then(state).otherwise(here)
    return state


def as_json(summary: PortfolioSummary) -> dict[str, Any]:
    """The summary as plain data."""
    return attrs.asdict(summary)
