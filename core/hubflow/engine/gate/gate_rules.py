"""Define a gate's rules: who is stopped, who advances, who comes first, and what else follows."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

import polars as pl

from hubflow.engine.expressions.expression import Expression
from hubflow.engine.gate.keys.clause import (
    Checker,
    Clause,
    Counterparts,
    RankedClause,
    has_score,
)
from hubflow.engine.gate.keys.clauses import CLAUSES, Condition
from hubflow.engine.gate.keys.group_clauses import GroupClause, OwnLists, Spread
from hubflow.engine.gate.keys.ranked_clauses import Budget, Places
from hubflow.engine.gate.rank_order import RankOrder
from hubflow.engine.gate.statements import PhaseStatements
from hubflow.engine.gate.three_valued import Ternary, all_of, any_of
from hubflow.engine.pipeline.column_names import MONEY_RULE, PhaseColumns
from hubflow.engine.selection.group_checks import check_groups
from hubflow.engine.selection.groups import GROUP
from hubflow.model.method.gates import NotAdvance
from hubflow.model.methodology import AdvanceRule, Gate, Phase, StopRule, text_in
from hubflow.model.plain_record import PlainRecord
from hubflow.reading.toml.key_paths import KeyPath
from hubflow.text.catalogue import words
from hubflow.text.numbers import number
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.engine.selection.seats import Seats


class GateRule(PlainRecord):
    """One way to advance or to be stopped; without clauses it always holds."""

    clauses: tuple[Clause, ...]

    @classmethod
    def read(cls, rule: AdvanceRule | StopRule, number: int, phase: Phase) -> GateRule:
        """Return a rule of a phase as its clauses, not yet compiled."""
        read = (clause.read(rule, number, phase) for clause in CLAUSES[type(rule)])
        return cls(tuple(clause for clause in read if clause is not None))

    def compile(self, checker: Checker, phase: Phase, at: KeyPath) -> GateRule:
        """Return the rule with the expressions of its clauses; problems go to ``checker``."""
        if self.ranked:
            _check_ranking(checker, phase, (*at, self.ranked[0].keys[0]))
            if not self.selects and any(
                    isinstance(clause, Condition) for clause in self.clauses):
                key = self.ranked[0].keys[0]
                checker.problem((*at, "when"), say("gate-checks.rank_in_whole_call", key=key),
                                say("gate-checks.per_or_requirement"))
        compiled = GateRule(tuple(clause.compile(checker, phase, at) for clause in self.clauses))
        check_groups(checker, compiled.clauses, at)
        return compiled

    def holds(self, on: PhaseStatements) -> Ternary:
        """Return whether every clause holds, row by row."""
        return all_of(clause.holds(on) for clause in self.clauses)

    @functools.cached_property
    def ranked(self) -> tuple[RankedClause, ...]:
        """The clauses that look at ranks."""
        return tuple(clause for clause in self.clauses if isinstance(clause, RankedClause))

    @functools.cached_property
    def grouping(self) -> GroupClause | None:
        """The clause that puts those who compete into groups."""
        return next((each for each in self.clauses if isinstance(each, GroupClause)), None)

    @functools.cached_property
    def budget(self) -> Budget | None:
        """The clause that gives out money; None without one."""
        return next((each for each in self.clauses if isinstance(each, Budget)), None)

    @property
    def envelope(self) -> Budget | None:
        """The clause that gives out money in a way of its own; None without one."""
        return self.budget if self.budget is not None and self.budget.cut is not None else None

    @property
    def selects(self) -> bool:
        """Whether it gives out places or money in another way than to the best of a call."""
        return self.grouping is not None or self.envelope is not None

    def seats(self, clause: RankedClause) -> Seats | None:
        """Return the places that a clause gives out in one list over groups; None if it has none.
        """
        if not isinstance(clause, Places):
            return None
        grouping, places = self.grouping, clause.places
        if isinstance(grouping, Spread) and isinstance(places, int):
            return grouping.seats(places)
        if isinstance(grouping, OwnLists) and grouping.unfilled == "general":
            groups = len(grouping.labels)
            total = sum(places.values()) if isinstance(places, Mapping) else places * groups
            from hubflow.engine.selection.seats import Seats

            return Seats(total, least=places)
        return None

    def exceeded(self, advancing: pl.DataFrame) -> bool:
        """Return whether ventures of a call are more than the rule lets through.

        ``advancing`` has a row for each, with what its clauses read.
        """
        for clause in self.ranked:
            seats = self.seats(clause)
            if isinstance(self.grouping, Spread) and isinstance(clause, Budget):
                if clause.exceeded(advancing.drop(GROUP)):
                    return True
            elif clause.exceeded(advancing) if seats is None else seats.exceeded(advancing[GROUP]):
                return True
        return False

    @functools.cached_property
    def expressions(self) -> Mapping[str, Expression]:
        """Its expressions by their keys, conditions before amounts."""
        found = [each for clause in self.clauses for each in clause.expressions.items()]
        return dict(sorted(found, key=lambda each: each[1].use != "condition"))

    @property
    def thresholds(self) -> tuple[float, ...]:
        """The scores that it compares the phase's score with."""
        return tuple(score for clause in self.clauses for score in clause.thresholds)

    @property
    def amounts(self) -> Mapping[str, str]:
        """The amounts that it reckons with, as they are written, by their keys."""
        return {".".join(path): text for clause in self.clauses
                for path, text in clause.texts.items() if clause.uses[path[0]] == "measure"}

    @property
    def demands(self) -> bool:
        """Whether it keeps anybody out."""
        return any(clause.demands for clause in self.clauses)

    @property
    def written(self) -> str:
        """The rule as its keys and values; editions of a method are compared by it."""
        return "; ".join(f"{key} {value}" for clause in self.clauses
                         for key, value in clause.written.items())

    def levels(self, id: str) -> Iterator[object]:
        """Yield the levels of a criterion that it looks for."""
        found = (clause.level(id) for clause in self.clauses)
        yield from (level for level in found if level is not None)

    def words(self, phase: Phase, language: str) -> list[str]:
        """Return what must hold, in words."""
        return [text for clause in self.clauses for text in clause.words(phase, language)]

    def over(self, criteria: Counterparts) -> GateRule:
        """Return the rule about other criteria; clauses with nothing left are dropped."""
        found = (clause.over(criteria) for clause in self.clauses)
        return GateRule(tuple(clause for clause in found if clause is not None))

    def with_expressions(self, change: Callable[[Expression], Expression]) -> GateRule:
        """Return the rule with each of its expressions changed."""
        return GateRule(tuple(
            clause.replace(expressions={
                key: change(expression) for key, expression in clause.expressions.items()})
            for clause in self.clauses
        ))


class GateRules(PlainRecord):
    """A gate: its rules to advance and to stop, the order of ranks, and what else follows."""

    advance: tuple[GateRule, ...]
    stop: tuple[GateRule, ...]
    order: RankOrder
    otherwise: NotAdvance
    reserve: float | None = None

    @classmethod
    def read(cls, phase: Phase) -> GateRules:
        """Return the gate of a phase, not yet compiled."""
        gate = phase.gate
        return cls(tuple(GateRule.read(rule, i, phase) for i, rule in enumerate(gate.advance)),
                   tuple(GateRule.read(rule, i, phase) for i, rule in enumerate(gate.stop)),
                   RankOrder(gate.rank_by, scored=has_score(phase),
                             ties={tie.id: tie for tie in gate.ties},
                             draw_from=gate.draw_from), gate.otherwise,
                   gate.reserve)

    def compile(self, checker: Checker, phase: Phase, at: KeyPath) -> Self:
        """Return the gate with its expressions; every problem goes to ``checker``."""
        for index, rule in enumerate(self.stop):
            if not rule.clauses:
                *others, last = (f"`{clause.keys[0]}`" for clause in CLAUSES[StopRule])
                checker.problem((*at, "stop", index), say("gate-checks.would_stop_everyone"),
                                say("gate-checks.say_one_of", others=", ".join(others), last=last))
        if self.selection is not None and sum(bool(rule.ranked) for rule in self.advance) > 1:
            checker.problem((*at, "advance"), say("gate-checks.beside_other_places"),
                            say("gate-checks.in_one_rule"))
        if self.reserve is not None and not self.ranked:
            checker.problem((*at, "reserve"), say("gate-checks.nobody_waits"),
                            say("gate-checks.add_places_or_budget"))
        rules = self._with_rules(
            lambda rule, key, i: rule.compile(checker, phase, (*at, key, i)))
        return rules.replace(order=self.order.compile(checker, phase, at))

    def over(self, criteria: Counterparts) -> Self:
        """Return the gate about other criteria; what it says of any without one falls away."""
        rules = self._with_rules(lambda rule, _key, _number: rule.over(criteria))
        return rules.replace(order=self.order.over(criteria))

    def with_quota(self, places: int) -> Self:
        """Return the gate with so many places wherever it sets a quota."""
        return self._with_rules(lambda rule, _key, _number: GateRule(tuple(
            clause.with_quota(places) if isinstance(clause, RankedClause) else clause
            for clause in rule.clauses)))

    def with_expressions(self, change: Callable[[Expression], Expression]) -> Self:
        """Return the gate with each of its expressions changed."""
        rules = self._with_rules(lambda rule, _key, _number: rule.with_expressions(change))
        return rules.replace(order=self.order.with_expressions(change))

    def _with_rules(self, change: Callable[[GateRule, str, int], GateRule]) -> Self:
        return self.replace(
            advance=tuple(change(rule, "advance", i) for i, rule in enumerate(self.advance)),
            stop=tuple(change(rule, "stop", i) for i, rule in enumerate(self.stop)))

    def stops(self, on: PhaseStatements) -> Ternary:
        """Return whether any of the rules to stop holds."""
        return any_of(rule.holds(on) for rule in self.stop)

    def advances(self, on: PhaseStatements) -> Ternary:
        """Return whether any of the rules to advance holds."""
        return any_of(rule.holds(on) for rule in self.advance)

    @functools.cached_property
    def rules(self) -> tuple[GateRule, ...]:
        """The rules to advance and then those to stop."""
        return (*self.advance, *self.stop)

    @functools.cached_property
    def ranked(self) -> tuple[RankedClause, ...]:
        """The clauses that look at ranks."""
        return tuple(clause for rule in self.rules for clause in rule.ranked)

    def exceeded(self, table: pl.DataFrame, advancing: Sequence[int]) -> bool:
        """Return whether the rows of a call that advance are more than any rule lets through.

        ``table`` is a finished run's; a rule without places or a budget lets everybody through.
        """
        if not self.ranked:
            return False
        columns = [column for clause in self.ranked for column in clause.columns()]
        if self.own_lists or self.spread:
            columns += self.group_columns()
        keys = table.select(pl.int_range(pl.len()).alias("_at"), *columns)[list(advancing)]
        return all(rule.exceeded(keys) for rule in self.advance)

    def group_columns(self) -> list[pl.Expr]:
        """Return the column of each row's group, if the gate puts ventures into groups."""
        rule = self.selection
        return [rule.grouping.group.alias(GROUP)] if rule and rule.grouping else []

    @functools.cached_property
    def selection(self) -> GateRule | None:
        """The rule that selects in another way than by the best of a call; None without one."""
        return next((rule for rule in self.advance
                     if rule.selects or (self.order.by_draw and rule.ranked)), None)

    @functools.cached_property
    def money_rules(self) -> tuple[GateRule, ...]:
        """The rules that give out money, each by a clause of its own."""
        return tuple(rule for rule in self.advance if rule.budget is not None)

    def money_clause(self, row: Mapping[str, Any], names: PhaseColumns) -> Budget | None:
        """Return the clause whose money a venture's row of a finished table tells; None if none."""
        rules = self.money_rules
        number = row.get(names.of(MONEY_RULE)) if len(rules) > 1 else None
        return next((rule.budget for rule in rules
                     if rule.budget and number in (None, rule.budget.number)), None)

    def field_columns(self, on: PhaseStatements) -> Iterator[pl.Expr]:
        """Yield for each rule with a budget for all whether its other keys hold.

        They are `_field0.certain` and `_field0.possible` for the first rule.
        """
        for rule in self.money_rules if self.selection is None else ():
            others = [clause.holds(on) for clause in rule.clauses
                      if not isinstance(clause, RankedClause)]
            if others and rule.budget is not None:
                holds = all_of(others)
                yield holds.certain.alias(f"_field{rule.budget.number}.certain")
                yield holds.possible.alias(f"_field{rule.budget.number}.possible")

    def told_columns(self, names: PhaseColumns) -> Iterator[pl.Expr]:
        """Yield what reasons tell of a single venture: its conditions and ties, null where unknown.
        """
        for rule in self.rules:
            for clause in rule.clauses:
                if isinstance(clause, Condition):
                    yield clause.expressions["when"].value.alias(names.of(clause.name))
        if self.ranked:
            yield from self.order.tie_columns(names)

    @property
    def own_lists(self) -> bool:
        """Whether each group has a list of its own."""
        return self.selection is not None and isinstance(self.selection.grouping, OwnLists)

    @property
    def spread(self) -> bool:
        """Whether the places of one list are spread over groups."""
        return self.selection is not None and isinstance(self.selection.grouping, Spread)

    def may_wait(self, on: PhaseStatements) -> pl.Expr:
        """Return whether a venture lacks no more than a place, or money, to advance."""
        return any_of(all_of(clause.holds(on) for clause in rule.clauses
                             if not isinstance(clause, RankedClause))
                      for rule in self.advance if rule.ranked).possible

    def in_field(self, on: PhaseStatements) -> Ternary:
        """Return whether a venture is among those to whom places or money may go.

        By groups and cuts, they go to those alone of whom the rest of the rule holds; otherwise
        all compete in one list.
        """
        rule = self.selection
        return all_of(clause.holds(on) for clause in rule.clauses
                      if not isinstance(clause, RankedClause)) if rule else all_of([])

    @functools.cached_property
    def expressions(self) -> tuple[Expression, ...]:
        """The conditions and amounts of its rules, and what breaks ties."""
        rules = [each for rule in self.rules for each in rule.expressions.values()]
        return (*rules, *self.order.expressions.values())

    @functools.cached_property
    def thresholds(self) -> tuple[float, ...]:
        """The scores that its rules compare the phase's score with."""
        return tuple(score for rule in self.rules for score in rule.thresholds)

    @property
    def decides(self) -> bool:
        """Whether it does more than let everybody advance who meets the requirements."""
        return bool(self.stop or self.order.breaks_ties or self.otherwise != Gate().otherwise
                    or all(rule.clauses for rule in self.advance))

    @property
    def written(self) -> str:
        """Its keys and values; editions of a method are compared by them."""
        return " | ".join([*(rule.written for rule in self.rules), f"otherwise {self.otherwise}",
                           *(f"ranked by {key}" for key in self.order.rank_by),
                           *([f"draw from {self.order.draw_from}"] if self.order.draw_from else []),
                           *([f"reserve {self.reserve}"] if self.reserve else [])])

    def words(self, phase: Phase, language: str) -> str:
        """Return the rules in words, without a full stop."""
        vocabulary = words(language, "gate")

        def either(rules: tuple[GateRule, ...]) -> str:
            return vocabulary["or"].join(
                vocabulary["and"].join(rule.words(phase, language)) for rule in rules)

        free = not all(rule.clauses for rule in self.advance)
        parts = [
            vocabulary["stop"].format(rules=either(self.stop)) if self.stop else "",
            vocabulary["advance_free"] if free
            else vocabulary["advance"].format(rules=either(self.advance)),
            vocabulary[f"otherwise_{self.otherwise}"],
            self.order.words(phase, language),
            vocabulary["reserve"].format(n=number(self.reserve, language)) if self.reserve else "",
        ]
        return "; ".join(part for part in parts if part)


def gate_in_words(phase: Phase, language: str) -> str:
    """Return what the gate does, without a full stop: in the hub's own words, if it has some."""
    said = text_in(phase.gate.says, language)
    return said.rstrip(".") if said else GateRules.read(phase).words(phase, language)


def _check_ranking(checker: Checker, phase: Phase, at: KeyPath) -> None:
    if phase.subject == "challenge":
        checker.problem(at, say("gate-checks.challenge_by_itself"),
                        say("gate-checks.quota_of_ventures"))
    if not has_score(phase) and not phase.gate.rank_by:
        checker.problem(at, say("gate-checks.nothing_to_rank_by"),
                        say("gate-checks.name_in_rank_by"))
