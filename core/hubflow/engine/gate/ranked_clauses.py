"""The keys of a gate's rules that look at a venture's rank: places, and the call's money."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar, Self

import attrs
import polars as pl

from hubflow.engine.expressions.expression_checks import Use
from hubflow.engine.gate.clause import Checker, RankedClause, clause_words
from hubflow.engine.gate.competition import Competition
from hubflow.engine.selection.groups import GROUP, of_group
from hubflow.model.methodology import AdvanceRule, Phase, StopRule
from hubflow.reading.toml.key_paths import KeyPath


@attrs.frozen(eq=False, repr=False)
class Places(RankedClause):
    """The rank is among the best so many of the call, or of the group in which one competes."""

    keys = ("places",)
    tried = ({"places": "10"}, {"places": "1"}, {"places": "2"})

    places: int | Mapping[str, int]
    grouping: str = attrs.field(kw_only=True, default="")
    """The key by which ventures are put into groups; empty if nothing but the rank counts."""

    @classmethod
    def read(cls, rule: AdvanceRule | StopRule, number: int, phase: Phase) -> Self | None:
        """Return the clause of a rule; None where the rule has no places."""
        found = super().read(rule, number, phase)
        keys = (key for key in ("per", "across") if getattr(rule, key, None) is not None)
        return found and attrs.evolve(found, grouping=next(keys, ""))

    def check(self, checker: Checker, phase: Phase, at: KeyPath) -> None:
        """Report a quota of nobody."""
        if isinstance(self.places, int) and self.places < 1:
            checker.problem((*at, "places"), "fewer than one place")

    def standing(
        self, competition: Competition, ranks: pl.DataFrame
    ) -> tuple[pl.Series, pl.Series]:
        """Return whether the worst rank is within the places, and the best."""
        places = self.places if isinstance(self.places, int) else ranks["places"].fill_null(0)
        return ((ranks["worst"] <= places).fill_null(False),
                (ranks["best"] <= places).fill_null(False))

    def exceeded(self, advancing: pl.DataFrame) -> bool:
        """Return whether they are more than the places, or in a group than its places."""
        if GROUP not in advancing.columns:
            return isinstance(self.places, int) and advancing.height > self.places
        counts = advancing[GROUP].drop_nulls().value_counts()
        return any(count > (of_group(self.places, group) or 0) for group, count in counts.rows())

    def words(self, phase: Phase, language: str) -> Iterator[str]:
        """Yield "a rank among the best 3 of the call"."""
        if isinstance(self.places, int):
            key = "places_each" if self.grouping == "per" else "places"
            yield clause_words(key, language, places=self.places)
        else:
            yield clause_words("places_by_group", language, places=", ".join(
                f"{group}: {places}" for group, places in self.places.items()))

    def places_among(self, competitors: int) -> int | None:
        """Return the places, however many compete."""
        return self.quota

    @property
    def quota(self) -> int | None:
        """The places, where they are the same for all ventures."""
        return None if self.grouping or isinstance(self.places, Mapping) else self.places

    def with_quota(self, places: int) -> Self:
        """Return the clause with so many places."""
        return attrs.evolve(self, places=places)


@attrs.frozen(eq=False, repr=False)
class Budget(RankedClause):
    """The money of the call, or of the group, covers the venture and all before it in rank."""

    keys = ("budget", "cost")
    tried = ({"budget": '"call.budget"', "cost": '"incubate.net_funding_need"'},
             {"budget": '"10"', "cost": '"incubate.net_funding_need"'},
             {"budget": '"10"', "cost": '"incubate.net_funding_need"',
              "per": '"identify.includes_children"'})
    uses: ClassVar[Mapping[str, Use]] = {"budget": "measure", "cost": "measure"}

    budget: str | Mapping[str, str] | None
    cost: str | None

    @property
    def budgets(self) -> Mapping[str, str]:
        """The amounts of groups, empty where there is one for all."""
        return self.budget if isinstance(self.budget, Mapping) else {}

    @property
    def texts(self) -> Mapping[tuple[str, ...], str]:
        """The cost, and the budget or that of each group."""
        found: dict[tuple[str, ...], str] = {
            ("budget", group): text for group, text in self.budgets.items()}
        if isinstance(self.budget, str):
            found["budget",] = self.budget
        return found if self.cost is None else {**found, ("cost",): self.cost}

    def check(self, checker: Checker, phase: Phase, at: KeyPath) -> None:
        """Report one of the two without the other."""
        if self.budget is None or self.cost is None:
            checker.problem(at, "`budget` and `cost` go together",
                            "Say what the call has and what one venture takes of it.")

    def columns(self) -> list[pl.Expr]:
        """Return what the venture costs and what the call or each group has, in cents."""
        cost = self.expressions["cost"].value
        return [
            pl.when(cost >= 0).then((cost * 100).round()).cast(pl.Int64)
            .alias(f"_cost{self.number}"),
            *((each.value * 100).round().cast(pl.Int64)
              .alias(f"_budget{self.number}{key.removeprefix('budget')}")
              for key, each in self.expressions.items() if key.startswith("budget")),
        ]

    def cents(self, table: pl.DataFrame) -> pl.Series:
        """Return the money for each row; a group that is not named has none."""
        name = f"_budget{self.number}"
        if not self.budgets:
            return table[name]
        found = pl.lit(0, pl.Int64)
        for group in self.budgets:
            found = pl.when(pl.col(GROUP) == group).then(pl.col(f"{name}.{group}")).otherwise(found)
        return table.select(found.alias(name)).to_series()

    def standing(
        self, competition: Competition, ranks: pl.DataFrame
    ) -> tuple[pl.Series, pl.Series]:
        """Return whether the most that is spent is covered, and the least."""
        cents = self.cents(competition.table)
        spent = competition.spent(f"_cost{self.number}")
        return ((spent["most"] <= cents).fill_null(False),
                (spent["least"] <= cents).fill_null(True))

    def exceeded(self, advancing: pl.DataFrame) -> bool:
        """Return whether what is known of their costs is more than the call or a group has."""
        parts = ([advancing] if GROUP not in advancing.columns else
                 advancing.drop_nulls(GROUP).partition_by(GROUP))
        return any(bool((self.cents(part) < part[f"_cost{self.number}"].sum()).any())
                   for part in parts)

    def words(self, phase: Phase, language: str) -> Iterator[str]:
        """Yield "a cost that the call's budget still covers"."""
        yield clause_words("budget_by_group" if self.budgets else "budget", language)


