"""Try one phase of a method on made-up ventures, with the engine and the hub's hooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import polars as pl

from hubflow.engine.expressions.expression import Expression
from hubflow.engine.gate.windows import has_windows
from hubflow.engine.method.compiled import Compiled, PhasePlan
from hubflow.engine.pipeline.column_names import PhaseColumns
from hubflow.engine.pipeline.hooks import HubHooks
from hubflow.engine.pipeline.phases_in_order import run_phase
from hubflow.kit.checking.findings import Finding
from hubflow.kit.checking.session import Session
from hubflow.kit.laws.witness import Values, Witnesses, phase_table
from hubflow.reading.toml.key_paths import KeyPath
from hubflow.text.spoken import say, say_word

if TYPE_CHECKING:
    from collections.abc import Mapping

WORDS = ("stop", "revise", "advance")
"""Recommendations from worst to best."""


@attrs.frozen
class TrialOutcome:
    """The result of one venture: the score's interval, and the possible recommendations."""

    lower: float | None
    upper: float | None
    possible: frozenset[str]

    @property
    def ends(self) -> tuple[int, int]:
        """The worst and the best recommendation that is possible."""
        places = [WORDS.index(word) for word in self.possible]
        return min(places), max(places)

    @property
    def words(self) -> str:
        """The possible recommendations in words."""
        return say("reading-problems.or_word").join(
            say_word(word) for word in WORDS[::-1] if word in self.possible)


@attrs.define(eq=False)
class Trial:
    """A phase ready to be tried."""

    session: Session
    plan: PhasePlan
    hooks: HubHooks
    witnesses: Witnesses

    @classmethod
    def of(cls, session: Session, plan: PhasePlan, seed: str) -> Trial:
        """Return the trial of a phase; ``seed`` names the law that it is for."""
        assert session.hub is not None
        assert session.compiled is not None
        rules = phase_expressions(session.compiled, plan.phase.id)
        return cls(session, plan, HubHooks(session.hub), Witnesses(
            session.compiled, f"{session.hub.id}/{plan.phase.id}/{seed}", rules))

    @property
    def compiled(self) -> Compiled:
        """The whole method."""
        assert self.session.compiled is not None
        return self.session.compiled

    @property
    def with_code(self) -> bool:
        """Whether the hub has hooks that read tables."""
        return self.hooks.read_tables

    def compares(self, plan: PhasePlan) -> bool:
        """Return whether a phase compares the ventures of a call, as a hook on tables may."""
        return plan.ranked or has_windows(plan) or self.with_code

    def names(self, plan: PhasePlan | None = None) -> list[str]:
        """Return the facts and parameters that the phase reads; all of them for hooks on tables."""
        if self.with_code:
            return sorted(self.compiled.columns)
        return sorted((plan or self.plan).reads)

    def run(
        self, facts: Values, judged: Mapping[str, list[float | None]], calls: list[int],
        plan: PhasePlan | None = None,
    ) -> pl.DataFrame:
        """Return the phase's table after the phase."""
        plan = plan or self.plan
        table = phase_table(self.compiled, plan, facts, judged, calls)
        try:
            return run_phase(table, plan, self.hooks.score, self.hooks.recommend)
        finally:
            self.session.calls_over()

    def outcomes(
        self, facts: Values, judged: Mapping[str, list[float | None]], calls: list[int],
        plan: PhasePlan | None = None,
    ) -> list[TrialOutcome]:
        """Return the outcome of each venture."""
        return outcomes_in(self.run(facts, judged, calls, plan), plan or self.plan)

    @property
    def answers(self) -> Mapping[str, str]:
        """The hooks that decided in this phase so far, each with its plugin."""
        return self.hooks.answers.get(self.plan.phase.id, {})

    def deciding_hook(self, *hooks: str) -> str:
        """Return the first of these hooks that decided in this phase; empty if the rules did."""
        return next((hook for hook in hooks if hook in self.answers), "")

    def finding(
        self, check: str, key: KeyPath, what: str, to_do: str = "", hook: str = "",
    ) -> Finding:
        """Return a finding about a part of the phase, or about a hook in it."""
        loaded = self.compiled.loaded
        problem = loaded.problem(("phases", self.plan.index, *key), what, to_do)
        about = self.session.about(problem.key)
        if hook:
            plugin = self.answers.get(hook, "")
            return Finding(check, f"plugin {plugin}", 0, hook,
                           say("kit.within_phase", phase=self.plan.phase.id, what=what), to_do,
                           about, hook)
        return Finding.of(check, problem, about=about)


def outcomes_in(done: pl.DataFrame, plan: PhasePlan) -> list[TrialOutcome]:
    """Return the outcome of each row of a phase's table."""
    names = PhaseColumns(plan.phase.id)
    columns = [done[names.of(name)].to_list()
               for name in ("score.lower", "score.upper", *WORDS)]
    return [
        TrialOutcome(lower, upper, frozenset(word for word, holds in zip(WORDS, words, strict=True)
                                        if holds))
        for lower, upper, *words in zip(*columns, strict=True)
    ]


def phase_expressions(compiled: Compiled, phase: str = "") -> list[Expression]:
    """Return every expression of a phase, or of all phases."""
    return [expression for rule in compiled.rules
            if rule.phase is not None and phase in ("", rule.phase.id)
            for expression in rule.expressions.values()]
