"""Define a gate's rules: a rule holds if every clause of it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import attrs

from hubflow.engine.expressions.expression import Expression
from hubflow.engine.gate.clauses import (
    CLAUSES,
    Checker,
    Clause,
    Counterparts,
    Places,
    RankedClause,
    has_score,
)
from hubflow.engine.gate.rank_order import check_rank_by
from hubflow.engine.gate.statements import PhaseStatements
from hubflow.engine.gate.three_valued import Ternary, all_of
from hubflow.model.methodology import AdvanceRule, Gate, Phase, StopRule
from hubflow.reading.toml.key_paths import KeyPath


@attrs.frozen(eq=False, repr=False)
class GateRule:
    """One way to advance or to be stopped; without clauses it always holds."""

    clauses: tuple[Clause, ...]

    @classmethod
    def read(cls, rule: AdvanceRule | StopRule, number: int) -> GateRule:
        """Return a rule of the model as its clauses, not yet compiled."""
        read = (clause.read(rule, number) for clause in CLAUSES[type(rule)])
        return cls(tuple(clause for clause in read if clause is not None))

    def compile(self, checker: Checker, phase: Phase, at: KeyPath) -> GateRule:
        """Return the rule with the expressions of its clauses; problems go to ``checker``."""
        if self.ranked:
            _check_ranking(checker, phase, (*at, self.ranked[0].keys[0]))
        return GateRule(tuple(clause.compile(checker, phase, at) for clause in self.clauses))

    def holds(self, on: PhaseStatements) -> Ternary:
        """Return whether every clause holds, row by row."""
        return all_of(clause.holds(on) for clause in self.clauses)

    @property
    def ranked(self) -> tuple[RankedClause, ...]:
        """The clauses that look at ranks."""
        return tuple(clause for clause in self.clauses if isinstance(clause, RankedClause))

    @property
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
        return {key: clause.written[key] for clause in self.clauses
                for key, use in clause.uses.items() if use == "measure"}

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
        """Return the rule about other criteria; clauses of which nothing is left fall away."""
        found = (clause.over(criteria) for clause in self.clauses)
        return GateRule(tuple(clause for clause in found if clause is not None))

    def with_places(self, places: int) -> GateRule:
        """Return the rule with so many places in the stead of every clause about ranks."""
        return GateRule(tuple(
            Places(places, number=clause.number) if isinstance(clause, RankedClause) else clause
            for clause in self.clauses
        ))

    def with_expressions(self, change: Callable[[Expression], Expression]) -> GateRule:
        """Return the rule with each of its expressions changed."""
        return GateRule(tuple(
            attrs.evolve(clause, expressions={
                key: change(expression) for key, expression in clause.expressions.items()})
            for clause in self.clauses
        ))


def gate_rules(gate: Gate) -> tuple[tuple[GateRule, ...], tuple[GateRule, ...]]:
    """Return the rules to advance and the rules to stop, not yet compiled."""
    return (tuple(GateRule.read(rule, i) for i, rule in enumerate(gate.advance)),
            tuple(GateRule.read(rule, i) for i, rule in enumerate(gate.stop)))


def compile_gate(
    checker: Checker, phase: Phase, at: KeyPath
) -> tuple[tuple[GateRule, ...], tuple[GateRule, ...]]:
    """Return the rules to advance and to stop, compiled; every problem goes to ``checker``."""
    advance, stop = gate_rules(phase.gate)
    for index, rule in enumerate(stop):
        if not rule.clauses:
            *others, last = (f"`{clause.keys[0]}`" for clause in CLAUSES[StopRule])
            checker.problem((*at, "stop", index), "a stop rule without a key would stop everyone",
                            f"Say {', '.join(others)} or {last}.")
    check_rank_by(checker, phase, (*at, "rank_by"))
    return (
        tuple(rule.compile(checker, phase, (*at, "advance", i)) for i, rule in enumerate(advance)),
        tuple(rule.compile(checker, phase, (*at, "stop", i)) for i, rule in enumerate(stop)),
    )


def _check_ranking(checker: Checker, phase: Phase, at: KeyPath) -> None:
    if phase.subject == "challenge":
        checker.problem(at, "a challenge is looked at by itself, without a ranking",
                        "Put the quota in a phase whose subject is the venture.")
    if not has_score(phase) and not phase.gate.rank_by:
        checker.problem(at, "nothing to rank by: the phase has no score",
                        "Name criteria in `rank_by`, or give a criterion a numeric scale.")
