"""The keys of a gate's rules that look at a venture's rank: places, and the call's money."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar, Self

import attrs
import polars as pl

from hubflow.engine.expressions.expression_checks import Use
from hubflow.engine.gate.clause import Checker, RankedClause, clause_words
from hubflow.engine.gate.competition import Competition
from hubflow.model.methodology import Phase
from hubflow.reading.toml.key_paths import KeyPath


@attrs.frozen(eq=False, repr=False)
class Places(RankedClause):
    """The rank is among the best so many of the call."""

    keys = ("places",)
    tried = ({"places": "10"}, {"places": "1"}, {"places": "2"})

    places: int

    def check(self, checker: Checker, phase: Phase, at: KeyPath) -> None:
        """Report a quota of nobody."""
        if self.places < 1:
            checker.problem((*at, "places"), "fewer than one place")

    def standing(
        self, competition: Competition, ranks: pl.DataFrame
    ) -> tuple[pl.Series, pl.Series]:
        """Return whether the worst rank is within the places, and the best."""
        return ((ranks["worst"] <= self.places).fill_null(False),
                (ranks["best"] <= self.places).fill_null(False))

    def exceeded(self, advancing: pl.DataFrame) -> bool:
        """Return whether they are more than the places."""
        return advancing.height > self.places

    def words(self, phase: Phase, language: str) -> Iterator[str]:
        """Yield "a rank among the best 3 of the call"."""
        yield clause_words("places", language, places=self.places)

    def places_among(self, competitors: int) -> int:
        """Return the places, however many compete."""
        return self.places

    @property
    def quota(self) -> int:
        """The places."""
        return self.places

    def with_quota(self, places: int) -> Self:
        """Return the clause with so many places."""
        return attrs.evolve(self, places=places)


@attrs.frozen(eq=False, repr=False)
class Budget(RankedClause):
    """The call's money covers the venture and, in order of rank, all before it."""

    keys = ("budget", "cost")
    tried = ({"budget": '"call.budget"', "cost": '"incubate.net_funding_need"'},
             {"budget": '"10"', "cost": '"incubate.net_funding_need"'})
    uses: ClassVar[Mapping[str, Use]] = {"budget": "measure", "cost": "measure"}

    budget: str | None
    cost: str | None

    def check(self, checker: Checker, phase: Phase, at: KeyPath) -> None:
        """Report one of the two without the other."""
        if self.budget is None or self.cost is None:
            checker.problem(at, "`budget` and `cost` go together",
                            "Say what the call has and what one venture takes of it.")

    def columns(self) -> list[pl.Expr]:
        """Return what the venture costs and what the call has, in cents."""
        cost, budget = (self.expressions[key].value for key in ("cost", "budget"))
        return [
            pl.when(cost >= 0).then((cost * 100).round()).cast(pl.Int64)
            .alias(f"_cost{self.number}"),
            (budget * 100).round().cast(pl.Int64).alias(f"_budget{self.number}"),
        ]

    def standing(
        self, competition: Competition, ranks: pl.DataFrame
    ) -> tuple[pl.Series, pl.Series]:
        """Return whether the most that is spent is covered, and the least."""
        cents = competition.table[f"_budget{self.number}"]
        spent = competition.spent(f"_cost{self.number}")
        return ((spent["most"] <= cents).fill_null(False),
                (spent["least"] <= cents).fill_null(True))

    def exceeded(self, advancing: pl.DataFrame) -> bool:
        """Return whether what is known of their costs is more than the call has."""
        spent = advancing[f"_cost{self.number}"].sum()
        return bool((advancing[f"_budget{self.number}"] < spent).any())

    def words(self, phase: Phase, language: str) -> Iterator[str]:
        """Yield "a cost that the call's budget still covers"."""
        yield clause_words("budget", language)
