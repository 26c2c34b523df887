"""The view of one venture under one hub's method."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import attrs
from markupsafe import Markup

from hubflow.compare.kept_run import KeptRun
from hubflow.documents.result_words import ResultWords
from hubflow.documents.traces.trace_tree import fact_node, why
from hubflow.engine.gate.gate_rules import GateRules
from hubflow.engine.results.shown_decimals import named_numbers
from hubflow.model.dossier import Dossier
from hubflow.model.methodology import STAGES, Methodology
from hubflow.model.results import (
    CriterionResult,
    Missing,
    PhaseResult,
    RunResult,
    SourceResult,
    StageResult,
    VentureResult,
)
from hubflow.report.anchors import anchor
from hubflow.report.drawing.bars import bar
from hubflow.report.number_trace import Trace, TraceLine, gate_card, reached, rule_card
from hubflow.text.catalogue import words
from hubflow.trading.survival import Simulation
from hubflow.trading.trading_records import TradingReport
from hubflow.trading.trading_report import trading_report


@attrs.frozen(kw_only=True)
class Threshold:
    """A score that a gate compares with: the least to advance, or the one below which to stop."""

    score: float
    kind: str


@attrs.frozen(eq=False)
class VentureView:
    """The content of one venture's part of the page.

    ``prefix`` begins its ids in the page; ``named`` are the numbers that the hub's rules name.
    """

    prefix: str
    venture: VentureResult
    dossier: Dossier
    methodology: Methodology
    result: RunResult
    showing: ResultWords
    trace: Trace
    as_of: dt.date
    facts: Mapping[str, Any]
    named: Collection[float] = ()
    trading: TradingReport | None = None

    @property
    def words(self) -> Mapping[str, str]:
        """The report's own words."""
        return words(self.showing.language, of="report")

    @property
    def phases(self) -> list[PhaseResult]:
        """Return the phases that have results to show, in order."""
        return list(reached(self.venture.phases))

    @property
    def scored(self) -> list[PhaseResult]:
        """Return the phases with a score."""
        return [phase for phase in self.phases if phase.score is not None or phase.criteria]

    def told(self, stage: StageResult) -> list[PhaseResult]:
        """Return the phases of a stage that have results to show."""
        return list(reached(stage.phases))

    def gate(self, phase: PhaseResult) -> str:
        """The card of a phase's gate."""
        return self.trace.id(gate_card(f"{self.prefix}/{phase.phase}"))

    def rule(self, phase: PhaseResult, id: str) -> str:
        """The card of a criterion or requirement."""
        return self.trace.id(rule_card(f"{self.prefix}/{phase.phase}", id))

    def unserved(self) -> list[str]:
        """Return the names of the stages that no instrument of the hub serves."""
        return self._stages_without({one.stage for one in self.venture.instruments})

    def not_open(self) -> list[str]:
        """Return the stages that have instruments, none of them known to be open."""
        every = {one.stage for one in self.venture.instruments}
        served = {one.stage for one in self.venture.instruments if one.open == "open"}
        unserved = {stage.stage for stage in self.venture.stages} - every
        return self._stages_without(served | unserved)

    def _stages_without(self, served: set[str]) -> list[str]:
        return [self.showing.word(stage.stage) for stage in self.venture.stages
                if stage.stage not in served]

    def thresholds(self, phase: PhaseResult) -> list[Threshold]:
        """Return the scores that a phase's gate compares with."""
        gate = GateRules.read(next(p for p in self.methodology.phases if p.id == phase.phase))
        return [
            Threshold(score=score, kind=kind)
            for kind, rules in (("stop", gate.stop), ("advance", gate.advance))
            for rule in rules for score in rule.thresholds
        ]

    def missing(self) -> list[tuple[PhaseResult, Missing]]:
        """Return the missing evidence of the phases that were reached, most valuable first."""
        found = [(phase, item) for phase in self.phases
                 if phase.recommendation != "not_reached" for item in phase.missing]
        return sorted(found, key=lambda pair: -pair[1].worth)

    def score_bar(self, phase: PhaseResult) -> Markup:
        """A phase's score on 0 to 100, with its thresholds."""
        if phase.score is None:
            return Markup()
        return bar(phase.score.lower / 100, phase.score.upper / 100,
                   [threshold.score / 100 for threshold in self.thresholds(phase)])

    def criterion_bar(self, criterion: CriterionResult) -> Markup:
        """A criterion on its own scale."""
        if criterion.lower is None or criterion.upper is None or criterion.applies is False:
            return Markup()
        low, high = self._ends(criterion)
        if low == high:
            return Markup()
        return bar((criterion.lower - low) / (high - low), (criterion.upper - low) / (high - low))

    @staticmethod
    def _ends(criterion: CriterionResult) -> tuple[float, float]:
        if criterion.lower_label is not None:
            return 0.0, float(len(criterion.scale) - 1)
        return float(criterion.scale[0]), float(criterion.scale[-1])

    def where(self, item: Missing) -> str:
        """Return where missing evidence is given: the part of the dossier, or the jury."""
        if item.kind == "judgement":
            return words(self.showing.language, of="workbook")["jury"]
        part = item.id.partition(".")[0]
        return self.showing.word(part) if part in STAGES else self.result.hub.name

    def source(self, id: str | None) -> SourceResult | None:
        """The source of a rule."""
        return next((source for source in self.result.sources if source.id == id), None)

    def instrument_card(self, id: str) -> str:
        """The card of an instrument: its rules, what they read, and its source."""
        found = next(one for one in self.venture.instruments if one.id == id)
        lines = [TraceLine(text=found.text)] if found.text else []
        lines += [TraceLine(text=self.showing.fact(name, self.venture.fact_names), missing=True)
                  for name in found.missing]
        lines += self.source_lines(found.source)
        return self.trace.add(f"{self.prefix}/instrument/{id}", found.name,
                              self.showing.amount(found), lines)

    def finance_card(self, id: str) -> str:
        """The card of a line of the finance plan: the rule that gives it, and its source."""
        proposal = self.venture.proposal
        assert proposal is not None
        found = next(line for line in proposal.finance if line.id == id)
        rule = next((line for line in self.methodology.proposal.finance if line.id == id), None)
        lines = [TraceLine(text=self.showing.fact(name), missing=True) for name in found.missing]
        source = rule.source if rule is not None else None
        lines += self.source_lines(source or self.methodology.proposal.source)
        known = found.amount is not None or found.amount_between is not None
        value = self.showing.planned(found, proposal.currency) if known else ""
        return self.trace.add(f"{self.prefix}/finance/{id}", found.name, value, lines)

    def fact_card(self, name: str, value: str) -> str:
        """The card of a fact: how it is worked out, and where it was said."""
        node = fact_node(self.dossier, self.methodology, self.showing.language, name,
                         self.facts[name], self.named)
        return self.trace.node(f"{self.prefix}/fact/{name}", node, value)

    def source_lines(self, id: str | None) -> Iterator[TraceLine]:
        """A source as a line of a card."""
        source = self.source(id)
        if source is not None:
            assumed = source.status == "assumption"
            kind = "" if assumed else f" ({self.words[source.status]})"
            yield TraceLine(text=source.title + kind, assumption=assumed, link=source.url or "")


def venture_views(
    run: KeptRun, showing: ResultWords, trace: Trace, *, only: frozenset[str] | None = None,
    trading: bool = False,
) -> Mapping[str, VentureView]:
    """The views of a hub's ventures by id, or only of some, with their cards made.

    With ``trading`` what becomes of their test trading is reckoned, too.
    """
    report = trading_report(
        run.prepared, Simulation(), chosen=frozenset(run.ventures)) if trading else None
    cases = {case.id: case for case in run.prepared.cases}
    methodology = run.prepared.methodology
    named = named_numbers(run.prepared.compiled)
    views = {}
    for venture in run.result.ventures:
        if only is not None and venture.id not in only:
            continue
        case = cases[venture.id]
        dossier = case.entry.dossier
        prefix = anchor(f"{run.name}-{venture.id}")
        phases = {phase.phase for phase in reached(venture.phases)}
        trace.venture(prefix, why(venture, dossier, methodology, showing.language, named=named),
                      phases)
        views[venture.id] = VentureView(prefix, venture, dossier, methodology, run.result,
                                        showing, trace, case.as_of, case.facts.values, named,
                                        report)
    return views
