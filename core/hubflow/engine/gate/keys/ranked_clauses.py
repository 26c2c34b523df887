"""The keys of a gate's rules that look at a venture's rank: places, and the call's money."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar, Self

import polars as pl

from hubflow.engine.expressions.expression_checks import Use
from hubflow.engine.gate.competition import Competition
from hubflow.engine.gate.keys.clause import Checker, RankedClause, check_score, clause_words
from hubflow.engine.pipeline.column_names import ENDS
from hubflow.engine.selection.groups import GROUP, of_group
from hubflow.model.methodology import AdvanceRule, Phase, StopRule
from hubflow.reading.toml.key_paths import KeyPath
from hubflow.text.numbers import number
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.engine.selection.envelopes import Envelope


class Places(RankedClause):
    """The rank is among the best so many of the call, or of the group in which one competes."""

    keys = ("places",)
    tried = ({"places": "10"}, {"places": "1"}, {"places": "2"})

    places: int | Mapping[str, int]
    grouping: str = ""
    """The key by which ventures are put into groups; empty if nothing but the rank counts."""

    @classmethod
    def read(cls, rule: AdvanceRule | StopRule, number: int, phase: Phase) -> Self | None:
        """Return the clause of a rule; None where the rule has no places."""
        found = super().read(rule, number, phase)
        keys = (key for key in ("per", "across") if getattr(rule, key, None) is not None)
        return found and found.replace(grouping=next(keys, ""))

    def check(self, checker: Checker, phase: Phase, at: KeyPath) -> None:
        """Report a quota of nobody."""
        if isinstance(self.places, int) and self.places < 1:
            checker.problem((*at, "places"), say("gate-checks.fewer_than_one_place"))

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
            key += "_one" if self.places == 1 else ""
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
        return self.replace(places=places)


def _cents(amount: pl.Expr, legal: pl.Expr) -> pl.Expr:
    """Return an amount in whole cents, where it is legal and finite."""
    return pl.when(legal & amount.is_finite()).then((amount * 100).round()).cast(pl.Int64)


_MONEY = {"budget": '"10"', "cost": '"incubate.net_funding_need"'}


class Budget(RankedClause):
    """The money of the call, or of the group, is enough for the venture."""

    keys = ("budget", "cost", "cut", "least_share", "one_of", "together")
    tried = ({"budget": '"call.budget"', "cost": '"incubate.net_funding_need"'},
             {"budget": '"10"', "cost": '"incubate.net_funding_need"'},
             {"budget": '"10"', "cost": '"incubate.net_funding_need"',
              "per": '"identify.includes_children"'},
             {**_MONEY, "cut": '"skip"', "least_share": "0.5",
              "one_of": '"identify.includes_children"'},
             {**_MONEY, "cut": '"stop"', "least_share": "0.5", "score": "20"},
             {**_MONEY, "cut": '"best_set"', "together": '"identify.includes_children"'},
             {**_MONEY, "cut": '"best_set"'}, {**_MONEY, "cut": '"equal"'},
             {**_MONEY, "cut": '"skip"', "per": '"identify.includes_children"'})
    uses: ClassVar[Mapping[str, Use]] = {
        "budget": "measure", "cost": "measure", "one_of": "group", "together": "group"}

    budget: str | Mapping[str, str] | None
    cost: str | None
    cut: str | None = None
    least_share: float | None = None
    one_of: str | None = None
    together: str | None = None

    @property
    def budgets(self) -> Mapping[str, str]:
        """The amounts of groups, empty where there is one for all."""
        return self.budget if isinstance(self.budget, Mapping) else {}

    @property
    def texts(self) -> Mapping[tuple[str, ...], str]:
        """The cost, the budget or that of each group, and the facts that tie ventures."""
        found: dict[tuple[str, ...], str] = {
            ("budget", group): text for group, text in self.budgets.items()}
        if isinstance(self.budget, str):
            found["budget",] = self.budget
        for key in ("cost", "one_of", "together"):
            if (text := getattr(self, key)) is not None:
                found[key,] = text
        return found

    def check(self, checker: Checker, phase: Phase, at: KeyPath) -> None:
        """Report one of the two without the other."""
        if self.budget is None or self.cost is None:
            checker.problem(at, say("gate-checks.budget_and_cost"),
                            say("gate-checks.what_the_call_has"))
        for key in ("least_share", "one_of", "together"):
            if getattr(self, key) is not None and self.cut is None:
                checker.problem((*at, key), say("gate-checks.without_cut", key=key),
                                say("gate-checks.add_cut"))
        for key in {"best_set": ("least_share",), "equal": ("one_of", "together")}.get(
                self.cut or "", ()):
            if getattr(self, key) is not None:
                checker.problem((*at, key),
                                say("gate-checks.not_with_the_cut", key=key, cut=self.cut),
                                say("gate-checks.leave_out_one"))
        if self.least_share is not None and not 0 < self.least_share <= 1:
            checker.problem((*at, "least_share"),
                            say("gate-checks.no_share_of_a_cost", share=self.least_share),
                            say("gate-checks.share_of_a_cost"))
        if self.cut is not None and phase.gate.advance[self.number].places is not None:
            checker.problem((*at, "cut"), say("gate-checks.cut_beside_places"),
                            say("gate-checks.money_or_places"))
        if self.cut == "best_set":
            check_score(checker, phase, (*at, "cut"))
            if phase.gate.rank_by == ("draw",):
                checker.problem((*at, "cut"), say("gate-checks.best_set_by_lot"),
                                say("gate-checks.stop_skip_or_score"))
            from hubflow.engine.selection.best_set import solver_is_installed

            if not solver_is_installed():
                checker.problem((*at, "cut"), say("gate-checks.no_scipy"),
                                say("gate-checks.install_envelope"))

    def columns(self) -> list[pl.Expr]:
        """Return what the venture costs and what the call or each group has, in cents."""
        cost, name = self.expressions["cost"], f"_cost{self.number}"
        least = cost.value if cost.ends is None else cost.ends[0]
        ends = () if cost.ends is None else (
            _cents(end, least >= 0).alias(f"{name}.{which}")
            for end, which in zip(cost.ends, ENDS, strict=True))
        return [
            _cents(cost.value, cost.value >= 0).alias(name), *ends,
            *((each.value * 100).round().cast(pl.Int64)
              .alias(f"_budget{self.number}{key.removeprefix('budget')}")
              for key, each in self.expressions.items() if key.startswith("budget")),
            *(self.expressions[key].value.alias(f"_{key}") for key in ("one_of", "together")
              if key in self.expressions),
        ]

    @property
    def demands(self) -> bool:
        """Whether it keeps anybody out: equal shares do so only if they may be too small."""
        return self.cut != "equal" or self.least_share is not None

    @property
    def envelope(self) -> Envelope | None:
        """How the money is given out; None where it only covers ventures in order of rank."""
        if self.cut is None:
            return None
        from hubflow.engine.selection.envelopes import Envelope

        return Envelope(self.cut, self.least_share, f"_cost{self.number}",
                        self.one_of and "_one_of", self.together and "_together")

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
        name = f"_cost{self.number}"
        ends = [f"{name}.{which}" for which in ENDS]
        spent = competition.spent(
            *(ends if ends[0] in competition.table.columns else (name, name)))
        return ((spent["most"] <= cents).fill_null(False),
                (spent["least"] <= cents).fill_null(True))

    def exceeded(self, advancing: pl.DataFrame) -> bool:
        """Return whether what is known of their costs is more than the call or a group has."""
        if self.cut == "equal":
            return False
        parts = ([advancing] if GROUP not in advancing.columns else
                 advancing.drop_nulls(GROUP).partition_by(GROUP))
        return any(bool((self.cents(part) < self._spent(part)).any()) for part in parts)

    def _spent(self, advancing: pl.DataFrame) -> int:
        """Return what is known to be spent; nothing on the last, which may be funded in part."""
        costs = advancing[f"_cost{self.number}"]
        last = int(costs.max() or 0) - 1 if self.least_share is not None else 0  # type: ignore[arg-type]
        return int(costs.sum()) - max(last, 0)

    def words(self, phase: Phase, language: str) -> Iterator[str]:
        """Yield "a cost that the call's budget still covers"."""
        if self.cut is None:
            yield clause_words("budget_by_group" if self.budgets else "budget", language)
            return
        told = [clause_words(f"cut_{self.cut}", language)]
        if self.least_share is not None:
            told.append(clause_words(
                "least_share_equal" if self.cut == "equal" else "least_share", language,
                n=number(round(self.least_share * 100, 9), language)))
        told += [clause_words(key, language, fact=fact) for key in ("one_of", "together")
                 if (fact := getattr(self, key)) is not None]
        yield ", ".join(told)


