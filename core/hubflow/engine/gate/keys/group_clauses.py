"""The keys of a gate's rules that put the ventures of a call into groups."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar, Self

import polars as pl

from hubflow.engine.expressions.expression_checks import Use
from hubflow.engine.gate.keys.clause import Checker, Clause, clause_words
from hubflow.engine.gate.statements import PhaseStatements
from hubflow.engine.gate.three_valued import ALWAYS, Ternary
from hubflow.engine.selection.groups import of_group
from hubflow.model.methodology import AdvanceRule, Phase, StopRule
from hubflow.reading.records.nearest import did_you_mean
from hubflow.reading.toml.key_paths import KeyPath
from hubflow.text.numbers import number
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.engine.selection.groups import PerGroup
    from hubflow.engine.selection.seats import Seats


class GroupClause(Clause):
    """A clause that names the fact by which ventures are put into groups.

    It keeps nobody out by itself: it says among whom places and money are given out.
    """

    fact: ClassVar[str]
    """The key that names the fact."""

    @property
    def demands(self) -> bool:
        """Whether it keeps anybody out."""
        return False

    def holds(self, on: PhaseStatements) -> Ternary:
        """Return that it holds on every row: groups keep nobody out."""
        return ALWAYS

    @property
    def group(self) -> pl.Expr:
        """The group of each row; null where it is unknown."""
        return self.expressions[self.fact].value

    @property
    def labels(self) -> tuple[str, ...]:
        """All groups that there can be, if they are known."""
        return self.expressions[self.fact].labels

    def check_groups(
        self, checker: Checker, at: KeyPath, numbers: object, *, all_of: bool = False
    ) -> None:
        """Report groups that the fact does not have; with ``all_of`` those without a number."""
        expression = self.expressions.get(self.fact)
        if expression is None or not expression.labels or not isinstance(numbers, Mapping):
            return
        for group in numbers:
            if group not in expression.labels:
                checker.problem((*at, group),
                                say("expression-checks.is_never", name=expression.text,
                                    text=repr(group)), did_you_mean(group, expression.labels))
        left = [label for label in expression.labels if label not in numbers]
        if left and all_of:
            checker.problem(at, say("gate-checks.nothing_said_of", values=", ".join(left)),
                            say("gate-checks.give_each_value", fact=expression.text))


class OwnLists(GroupClause):
    """Ventures compete within the values of a fact, each with places or money of its own."""

    keys = ("per", "unfilled")
    tried = ({"per": '"identify.includes_children"', "places": "1", "unfilled": '"general"'},
             {"per": '"identify.includes_children"', "places": "1"},
             {"per": '"identify.includes_children"', "places": "{ yes = 2, no = 1 }",
              "score": "20"})
    uses: ClassVar[Mapping[str, Use]] = {"per": "group"}
    fact = "per"

    per: str | None
    unfilled: str | None

    def check(self, checker: Checker, phase: Phase, at: KeyPath) -> None:
        """Report what becomes of unfilled places where there are no groups."""
        if self.per is None:
            checker.problem((*at, "unfilled"), say("gate-checks.no_groups_to_leave"),
                            say("gate-checks.name_with_per"))

    def words(self, phase: Phase, language: str) -> Iterator[str]:
        """Yield "a rank among those of the same local.track"."""
        key = "per_general" if self.unfilled == "general" else "per"
        yield clause_words(key, language, per=self.per)


class Spread(GroupClause):
    """The places of one list, or its money, are spread over the values of a fact."""

    keys = ("across", "least_each", "most_each", "share_each")
    tried = ({"places": "2", "across": '"identify.includes_children"', "least_each": "1",
              "most_each": "1"},
             {"places": "3", "across": '"identify.includes_children"', "share_each": "0.5"},
             {"places": "1", "across": '"identify.includes_children"',
              "least_each": "{ yes = 1 }"},
             {"budget": '"10"', "cost": '"incubate.net_funding_need"', "cut": '"skip"',
              "across": '"identify.includes_children"', "share_each": "0.5"})
    uses: ClassVar[Mapping[str, Use]] = {"across": "group"}
    fact = "across"

    across: str | None
    least_each: int | Mapping[str, int] | None
    most_each: int | Mapping[str, int] | None
    share_each: float | None
    money: bool = False
    """Whether it spreads money."""

    @classmethod
    def read(cls, rule: AdvanceRule | StopRule, number: int, phase: Phase) -> Self | None:
        """Return the clause of a rule; None where the rule spreads nothing."""
        found = super().read(rule, number, phase)
        money = getattr(rule, "budget", None) is not None and getattr(rule, "places", None) is None
        return found and found.replace(money=money)

    def check(self, checker: Checker, phase: Phase, at: KeyPath) -> None:
        """Report numbers without groups, groups without numbers, and shares that are none."""
        numbers = (self.least_each, self.most_each, self.share_each)
        if self.across is None:
            checker.problem(at, say("gate-checks.need_across"), say("gate-checks.name_with_across"))
        elif all(each is None for each in numbers):
            checker.problem((*at, "across"), say("gate-checks.how_places_are_spread"),
                            say("gate-checks.add_how_spread"))
        if self.share_each is not None and not 0 < self.share_each <= 1:
            checker.problem((*at, "share_each"),
                            say("gate-checks.no_share_of_places", share=self.share_each),
                            say("gate-checks.share_of_places"))

    def seats(self, places: int) -> Seats:
        """Return so many places in all with what it says of each group."""
        from hubflow.engine.selection.seats import Seats

        # tenths and hundredths are not exact in floating point
        share = None if self.share_each is None else int(round(self.share_each * places, 9))
        return Seats(places, self.least_each, self.most_each, share)

    def parts_of(self, cents: int) -> Callable[[str], tuple[int, int | None]]:
        """Return the function that gives the least and the greatest part of a group in so much
        money, all in cents; None without a greatest.
        """
        # tenths and hundredths are not exact in floating point
        share = None if self.share_each is None else int(round(self.share_each * cents, 6))

        def bounds(group: str) -> tuple[int, int | None]:
            most = of_group(self.most_each, group)
            limits = [each for each in (None if most is None else most * 100, share)
                      if each is not None]
            return (of_group(self.least_each, group) or 0) * 100, min(limits, default=None)

        return bounds

    def words(self, phase: Phase, language: str) -> Iterator[str]:
        """Yield "for each local.district at least 3 and at most 8 of the places"."""
        said = [
            clause_words(key, language, n=_numbers(value))
            for key in ("least_each", "most_each") if (value := getattr(self, key)) is not None
        ]
        if self.share_each is not None:
            said.append(clause_words("share_each", language,
                                     n=number(round(self.share_each * 100, 9), language)))
        key = "across_money" if self.money else "across"
        yield clause_words(key, language, across=self.across, each=", ".join(said))


def _numbers(value: PerGroup) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{each} ({group})" for group, each in value.items())
    return str(value)
