"""Count results part by part, and add the counts up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Literal

import attrs
import polars as pl

from hubflow.engine.expressions.sql import CALL
from hubflow.engine.method.compiled import Compiled, PhasePlan
from hubflow.engine.pipeline.column_names import RESERVE
from hubflow.model.methodology import STAGES, text_in
from hubflow.tables.output.missing_by_row import lacks
from hubflow.tables.output.result_shapes import (
    MONEY_OF_CALL,
    RECOMMENDATIONS,
    gaps,
    recommended,
)
from hubflow.tables.output.summary import (
    CallMoney,
    MissedRequirement,
    PhaseFigures,
    WaitingVenture,
)
from hubflow.tables.output.zero import one_zero

STATES = pl.Enum([*STAGES, "closed", "established"])
"""Where a venture may stand."""

_BINS = 10

Lacked = tuple[str, Literal["fact", "judgement"], str]
"""A phase, and what kind of evidence is missing there, by name."""


@attrs.define(kw_only=True, eq=False, repr=False)
class PhaseCount:
    """The counts of one phase: recommendations by word, scores by tens, least and highest score."""

    words: Counter[str] = attrs.field(factory=Counter)
    scores: Counter[int] = attrs.field(factory=Counter)
    ends: tuple[float, float] | None = None

    def add(self, other: PhaseCount) -> None:
        """Add the counts of other ventures."""
        self.words.update(other.words)
        self.scores.update(other.scores)
        both = [each for each in (self.ends, other.ends) if each is not None]
        if both:
            self.ends = min(low for low, _ in both), max(high for _, high in both)


@attrs.define(kw_only=True, eq=False, repr=False)
class PortfolioFigures:
    """The counts of some ventures' results, which may be added in any order."""

    ventures: int = 0
    phases: dict[str, PhaseCount] = attrs.field(factory=dict)
    stands: Counter[str] = attrs.field(factory=Counter)
    missing: Counter[Lacked] = attrs.field(factory=Counter)
    waiting: list[WaitingVenture] = attrs.field(factory=list)
    money: dict[tuple[str, str, str], CallMoney] = attrs.field(factory=dict)

    def add(self, other: PortfolioFigures) -> None:
        """Add the counts of other ventures."""
        self.ventures += other.ventures
        self.stands.update(other.stands)
        self.missing.update(other.missing)
        self.waiting += other.waiting
        self.add_money(other.money.values())
        for phase, count in other.phases.items():
            self.phases.setdefault(phase, PhaseCount()).add(count)

    def add_money(self, money: Iterable[CallMoney]) -> None:
        """Add what ventures of calls ask for and are granted."""
        for each in money:
            key = each.phase, each.call, each.group
            self.money[key] = self.money[key].plus(each) if key in self.money else each

    def by_call(self, compiled: Compiled) -> list[CallMoney]:
        """Return the money of each call, in the order of phases and calls."""
        places = {plan.phase.id: plan.index for plan in compiled.phases}
        return [self.money[key] for key in sorted(
            self.money, key=lambda key: (places[key[0]], key))]

    def by_phase(self, compiled: Compiled, language: str) -> list[PhaseFigures]:
        """Return the figures of each phase, in the order of the method."""
        found = []
        for plan in compiled.phases:
            id = plan.phase.id
            count = self.phases.get(id, PhaseCount())
            lowest, highest = count.ends or (None, None)
            found.append(PhaseFigures(
                stage=plan.phase.stage, phase=id, name=text_in(plan.phase.name, language, id),
                reached=self.ventures - count.words["not_reached"],
                recommended={w: count.words[w] for w in RECOMMENDATIONS.categories
                             if count.words[w]},
                scores=[count.scores[place] for place in range(_BINS)],
                lowest=lowest, highest=highest))
        return found

    def reserves(self, compiled: Compiled) -> list[WaitingVenture]:
        """Return who is on reserve lists, in the order of phases, calls and places."""
        places = {plan.phase.id: plan.index for plan in compiled.phases}
        return sorted(self.waiting, key=lambda one: (places[one.phase], one))

    def by_state(self) -> dict[str, int]:
        """Return how many ventures stand in each stage or state, in their order."""
        return {word: self.stands[word] for word in STATES.categories if self.stands[word]}

    def most_missing(self, compiled: Compiled) -> list[MissedRequirement]:
        """Return missing evidence, most often missing first, then in the order of the phases."""
        places = {plan.phase.id: plan.index for plan in compiled.phases}
        found = [(-count, places[phase], kind, id)
                 for (phase, kind, id), count in self.missing.items() if count]
        ids = {plan.index: plan.phase.id for plan in compiled.phases}
        return [MissedRequirement(id=id, kind=kind, phase=ids[place], ventures=-count)
                for count, place, kind, id in sorted(found)]


def figures_of(
    part: pl.DataFrame, table: pl.DataFrame, compiled: Compiled, call: str | None
) -> PortfolioFigures:
    """Return the figures of a part's ventures, from their table after all phases.

    ``call`` is that of all rows, where it is one.
    """
    figures = PortfolioFigures(ventures=table.height, missing=_missing(table, compiled),
                               waiting=list(waiting_ventures(part, table, compiled, call)))
    figures.add_money(call_money(part, table, compiled, call))
    for plan in compiled.phases:
        figures.phases[plan.phase.id] = _phase(table, plan)
    figures.stands = _counts(table, stands(table, compiled))
    return figures


def waiting_ventures(
    part: pl.DataFrame, table: pl.DataFrame, compiled: Compiled, call: str | None
) -> Iterator[WaitingVenture]:
    """Yield who of a part is on a reserve list; ``call`` is that of all rows, where it is one."""
    for plan in compiled.phases:
        if plan.gate.reserve is None:
            continue
        rows = table.select(*(pl.col(plan.names.of(name)).alias(name) for name in RESERVE),
                            part["id"], *_list_columns(part, plan, call))
        for best, worst, id, of, group in rows.drop_nulls(RESERVE[0]).rows():
            yield WaitingVenture(phase=plan.phase.id, call=of, group=group,
                                 best=best, worst=worst, venture=id)


def _list_columns(part: pl.DataFrame, plan: PhasePlan, call: str | None) -> list[pl.Expr]:
    """Return the columns of a row's call and of the group that has a list of its own."""
    calls = pl.lit(call) if call is not None else (
        pl.lit(part["call"]) if "call" in part.columns else pl.lit(None, pl.String))
    group = (pl.col(plan.names.of("rank.group")) if plan.gate.own_lists
             else pl.lit(None, pl.String))
    return [calls.fill_null("").alias("call"), group.fill_null("").alias("group")]


def call_money(
    part: pl.DataFrame, table: pl.DataFrame, compiled: Compiled, call: str | None
) -> Iterator[CallMoney]:
    """Yield what a part's ventures ask of the money of each call, and are granted."""
    stopped = pl.any_horizontal(pl.lit(False), *(
        (pl.col(name) == "stop").fill_null(False) for plan in compiled.phases
        if (name := plan.names.of("decision")) in table.columns))
    for plan in compiled.phases:
        if not plan.gives_money:
            continue
        names = plan.names
        competing = table.select(
            *(pl.col(names.of(column)).alias(column) for column in MONEY_OF_CALL),
            *_list_columns(part, plan, call), keep=(pl.col(CALL) >= 0) & ~stopped
            & pl.col(names.of("rank.best")).is_not_null()).filter("keep")
        asked, least, most, low, high, budget = (pl.col(name) for name in MONEY_OF_CALL)
        sums = competing.group_by("call", "group").agg(
            asked.sum(), open=asked.null_count() > 0, least=least.sum(),
            most=pl.when(most.null_count() == 0).then(most.sum()), sure=(least > 0).sum(),
            may=(most.fill_null(1) > 0).sum(), low=low.first(), high=high.first(),
            budget=budget.first())
        for row in sums.rows(named=True):
            yield CallMoney(
                phase=plan.phase.id, call=row["call"], group=row["group"],
                asked=row["money.asked"] / 100, asked_open=row["open"],
                granted=(row["least"] / 100, _in_units(row["most"])),
                funded=(row["sure"], row["may"]),
                left=(_in_units(row["low"]), _in_units(row["high"])),
                budget=_in_units(row["budget"]))


def _in_units(cents: int | None) -> float | None:
    return None if cents is None else cents / 100


def _counts(table: pl.DataFrame, value: pl.Expr) -> Counter[str]:
    return Counter(dict(table.lazy().select(value.alias("at")).group_by("at").len().collect()
                        .rows()))


def _missing(table: pl.DataFrame, compiled: Compiled) -> Counter[Lacked]:
    open_ones = gaps(table)
    counts: list[pl.Expr] = []
    about: list[Lacked] = []
    for plan in compiled.phases:
        reached = pl.col(plan.names.of("reached.certain"))
        for lack in lacks(compiled, plan, open_ones):
            about.append((plan.phase.id, lack.kind, lack.id))
            counts.append((reached & lack.missing).sum().alias(str(len(about))))
    if not counts:
        return Counter()
    found = table.lazy().select(counts).collect().row(0)
    return Counter(dict(zip(about, map(int, found), strict=True)))


def _phase(table: pl.DataFrame, plan: PhasePlan) -> PhaseCount:
    names = plan.names
    count = PhaseCount(words=_counts(table, recommended(plan)))
    if not plan.weighted and table[names.of("score.lower")].null_count() == table.height:
        return count
    lower, upper = (pl.col(names.of(f"score.{end}")) for end in ("lower", "upper"))
    scored = table.lazy().filter(names.of("reached.certain")).select(
        lower.alias("lower"), upper.alias("upper"),
        ((lower + upper) / 2 / (100 / _BINS)).floor().clip(0, _BINS - 1).cast(pl.Int64)
        .alias("bin"),
    ).drop_nulls()
    ends = scored.select(
        one_zero(pl.col("lower").min()), one_zero(pl.col("upper").max())).collect().row(0)
    if ends[0] is not None:
        count.ends = ends
        count.scores = Counter(dict(scored.group_by("bin").len().collect().rows()))
    return count


def stands(table: pl.DataFrame, compiled: Compiled) -> pl.Expr:
    """Return where each venture stands: in a stage, closed by a decision, or established."""
    state: pl.Expr = pl.lit("established", STATES)
    for plan in reversed(compiled.phases):
        names = plan.names
        here: pl.Expr = pl.lit(plan.phase.stage, STATES)
        decision = names.of("decision")
        if decision in table.columns:
            stopped = (pl.col(decision) == "stop") & pl.col(names.of("reached.certain"))
            here = pl.when(stopped).then(pl.lit("closed", STATES)).otherwise(here)
        state = pl.when(pl.col(names.of("passed.certain"))).then(state).otherwise(here)
    return state
