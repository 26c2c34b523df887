"""Explain the result of a phase: a tree from the gate down to the sources.

Gate → criteria and requirements → measures and judgements → facts and parameters → sources: every
number that took part, where it came from, and which of them is an assumption.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from hubflow.documents.result_words import ResultWords
from hubflow.documents.traces.amount_trace import amount_nodes, phase_value
from hubflow.documents.traces.compared_trace import compared_notes, compares
from hubflow.documents.traces.mechanism_trace import mechanism_nodes
from hubflow.documents.traces.rank_trace import rank_lines
from hubflow.documents.traces.scale_trace import beyond_scale, of_hundred
from hubflow.documents.traces.trace_node import Node
from hubflow.engine.call.tie_breaks import BEHIND
from hubflow.engine.expressions.named_values import names_in
from hubflow.engine.facts import registry, sources_of
from hubflow.engine.facts.fact import Fact
from hubflow.engine.facts.fact_sentences import rule_of_fact
from hubflow.engine.facts.trading_ledger import counted_as_none
from hubflow.engine.gate.gate_rules import GateRules
from hubflow.engine.pipeline.column_names import (
    EXCEPTIONS,
    PROPOSAL_COMPLETE,
    exception_column,
    is_carried,
    parameter_column,
    value_column,
)
from hubflow.engine.results.column_words import column_in_words, value_in_words
from hubflow.engine.results.engine_words import sentence, word
from hubflow.model.dossier import Dossier
from hubflow.model.methodology import Criterion, Methodology, Phase, Requirement, text_in
from hubflow.model.results import (
    CriterionResult,
    ExceptionResult,
    GroupResult,
    PhaseResult,
    RequirementResult,
    StageResult,
    ValueResult,
    VentureResult,
)
from hubflow.text.catalogue import words
from hubflow.text.numbers import EXACT, percent, ranks
from hubflow.text.spoken import say_in


def why(
    venture: VentureResult, dossier: Dossier, methodology: Methodology, language: str,
    stage: str | None = None, among: Sequence[VentureResult] = (), *,
    named: Collection[float] = (), person: Callable[[str], str] = str,
) -> tuple[Node, ...]:
    """Return the explanation of a venture's stages, or of one of them.

    ``dossier`` is the one that was run, with its challenge merged in; ``among`` are the results of
    all ventures of its call, by which its ranks are explained. ``named`` are the numbers of the
    method's rules, from which figures are told; ``person`` gives the name of an assessor. Of a
    venture that is not in the race of its call this is said first; last come amounts that follow
    from a score, and how its solution works, where the dossier says so.
    """
    teller = _Teller(dossier, methodology, language, venture, among, named, person)
    out = ResultWords(language).member(venture)
    standing = venture.member.standing if venture.member is not None else ""
    return (
        *([Node(kind="standing", id=standing, text=out)] if out else []),
        *(teller.stage(result) for result in venture.stages if stage in (None, result.stage)),
        *amount_nodes(venture, methodology, language, stage),
        *(mechanism_nodes(dossier, language) if stage is None else ()),
    )


_SELECTED = ("threshold", "tie", "money", "draw", "reserve")


def _selected(phase: PhaseResult) -> Iterator[Node]:
    """Yield what a venture misses, and what groups, the money, a lot and the reserve list did.

    Who comes before it by a tie stands with its rank.
    """
    for reason in phase.reasons:
        if reason.id != BEHIND and (reason.kind in _SELECTED or reason.id == "groups"):
            yield Node(kind=reason.kind, id=reason.id, text=reason.text)


def _gate_texts(phase: Phase) -> list[str]:
    """Return the expressions of a phase's gate as they are written."""
    rules = GateRules.read(phase).rules
    texts = [str(value) for rule in rules for value in rule.amounts.values()]
    texts += [rule.when for rule in phase.gate.advance if rule.when]
    texts += [rule.when for rule in phase.gate.stop if rule.when]
    return texts + [text for tie in phase.gate.ties
                    for text in (tie.least, tie.most, tie.uncovered) if text]


def fact_node(
    dossier: Dossier, methodology: Methodology, language: str, name: str, value: Any,
    named: Collection[float] = (),
) -> Node:
    """Return the explanation of one fact: its rule, and the sources that it rests on."""
    return _Teller(dossier, methodology, language, named=named).fact(name, value)


def _as_it_is(node: Node) -> Node:
    return node


Judged = CriterionResult | RequirementResult | ExceptionResult


@attrs.frozen(eq=False, repr=False)
class _Teller:
    dossier: Dossier
    methodology: Methodology
    language: str
    venture: VentureResult | None = None
    among: Sequence[VentureResult] = ()
    named: Collection[float] = ()
    person: Callable[[str], str] = str

    @property
    def showing(self) -> ResultWords:
        """The words for results in the language of the explanation."""
        return ResultWords(self.language)

    def figure(self, value: Any, unit: str = "") -> str:
        """Return a value in words, a number by the one rule of digits; empty if not known."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return "" if value is None else value_in_words(value, self.language)
        return self.showing.figure(value, unit, self.methodology.hub.currency, self.named)

    def published(self, value: Any, unit: str) -> str:
        """Return a number of the method with all its digits, in its unit; empty if not known."""
        if unit == self.methodology.hub.currency:
            return self.figure(value, "money")
        if value is not None and unit == "share":
            return percent(value, self.language, EXACT - 2)
        return "" if value is None else value_in_words(value, self.language)

    def stage(self, stage: StageResult) -> Node:
        return Node(kind="stage", id=stage.stage, text=self.showing.word(stage.stage),
                    value=stage.recommendation, said=self.showing.word(stage.recommendation),
                    children=tuple(self.phase(phase) for phase in stage.phases))

    def phase(self, phase: PhaseResult) -> Node:
        said = [Node(kind="decision", id=phase.phase, said=self.showing.word(d.decision),
                     text=f"{d.by}, {self.showing.day(d.date)}", value=d.decision)
                for d in (phase.decision,) if d is not None]
        return Node(
            kind="phase", id=phase.phase, text=phase.name,
            value=phase.recommendation, said=self.showing.word(phase.recommendation),
            children=(*said, self.gate(phase), *self.rank(phase), *_selected(phase),
                      *(self.requirement(r, phase) for r in phase.requirements)),
        )

    def rank(self, phase: PhaseResult) -> Iterator[Node]:
        """Yield the rank among the call, with who is just ahead and by which criteria."""
        if phase.rank is None or self.venture is None or not self.among:
            return
        texts = words(self.language)
        yield Node(
            kind="rank", id=f"{phase.phase}.rank", text=texts["rank"],
            value=f"{ranks(phase.rank)} {texts['of']} {phase.rank.among}",
            children=tuple(
                Node(kind="rank", id=line.venture, text=line.text, children=tuple(
                    Node(kind="rank", id=line.venture, text=text) for text in line.criteria))
                for line in rank_lines(self.venture, phase, self.among,
                                       self._phase(phase.phase), self.language)))

    def _phase(self, id: str) -> Phase:
        phase = self.methodology.phase(id)
        assert phase is not None
        return phase

    def gate(self, phase: PhaseResult) -> Node:
        rule = self._phase(phase.phase).gate
        value = None if phase.score is None else self.showing.score(phase)
        return Node(
            kind="gate", id=f"{phase.phase}.gate", text=phase.gate, value=value,
            assumption=self.methodology.is_assumption(rule.source),
            children=(*self._source(rule.source),
                      *self.steps(phase, _gate_texts(self._phase(phase.phase)), phase.gate_facts),
                      *self.parts(phase)),
        )

    def parts(self, phase: PhaseResult, group: str | None = None) -> Iterator[Node]:
        """Yield the groups and the criteria of a group, or those that are in none."""
        yield from (self.group(each, phase) for each in phase.groups if each.group == group)
        yield from (self.criterion(each, phase) for each in phase.criteria
                    if each.group == group)

    def group(self, group: GroupResult, phase: PhaseResult) -> Node:
        """Return a group with its subtotal and its parts."""
        text = f"{group.title} × {self.showing.percent(group.weight_share)}"
        return Node(
            kind="group", id=group.id, text=text, value=self.showing.out_of(group),
            assumption=self.methodology.is_assumption(group.source),
            children=(*self._source(group.source), *self.parts(phase, group.id)),
        )

    def requirement(self, requirement: RequirementResult, phase: PhaseResult) -> Node:
        rule = self._phase(phase.phase).rules.get(requirement.id)  # None for a guarantee
        holds = rule.holds if isinstance(rule, Requirement) else None
        return Node(
            kind="requirement", id=requirement.id, text=requirement.text.rstrip("."),
            value=requirement.status, said=self.showing.word(requirement.status),
            assumption=requirement.assumption, rule=holds or "",
            children=(*self._source(requirement.source), *self._judgements(requirement),
                      *self.steps(phase, [holds], requirement.facts)),
        )

    def criterion(self, criterion: CriterionResult, phase: PhaseResult) -> Node:
        rule = self._phase(phase.phase).rules[criterion.id]
        assert isinstance(rule, Criterion)
        text = criterion.title
        if criterion.weight_share is not None or criterion.adds:
            text += ", " if criterion.adds else " × "
            text += self.showing.weight(criterion)
        measure = rule.measure or ""
        if measure and criterion.measure is not None:
            measure += f" = {self.figure(criterion.measure)}"
        return Node(
            kind="criterion", id=criterion.id, text=text, value=self.showing.value(criterion),
            assumption=criterion.assumption, rule=measure,
            children=(*self._source(criterion.source),
                      *beyond_scale(criterion, rule, self.language),
                      *of_hundred(criterion, phase, self.language), *self._judgements(criterion),
                      *compared_notes(rule.measure, rule.id, self.language),
                      *self.steps(phase, [rule.measure], criterion.facts)),
        )

    def steps(
        self, phase: PhaseResult, texts: Iterable[str | None], facts: Mapping[str, Any]
    ) -> Iterator[Node]:
        """Yield what expressions name: the phase's named parts, and the facts beside them."""
        named = {name for text in texts for name in names_in(text or "")}
        values = [each for each in phase.values if value_column(each.id) in named]
        yield from (self.value(each, phase) for each in values)
        yield from self.facts({name: value for name, value in facts.items()
                               if not values or name in named})

    def value(self, value: ValueResult, phase: PhaseResult) -> Node:
        """Return a named part with its expression and what that rests on."""
        return Node(
            kind="value", id=value_column(value.id),
            text=value.text.rstrip("."), rule=value.expression,
            value=value.value if value.between is None else self.showing.interval(value.between),
            said=(self.figure(value.value) if value.between is None
                  else self.showing.interval(value.between)),
            assumption=value.assumption,
            children=(*self._source(value.source),
                      *compared_notes(value.expression, value.id, self.language, value,
                                      phase.phase, self.among),
                      *map(self._its_own if compares(value.expression) else _as_it_is,
                           self.steps(phase, [value.expression], value.facts))),
        )

    def _its_own(self, node: Node) -> Node:
        """Return a fact below a value that is worked out over several: it is the venture's own."""
        if node.kind != "fact":
            return node
        return attrs.evolve(node, text=say_in(self.language, "common.its_own", text=node.text))

    def facts(self, facts: Mapping[str, Any]) -> Iterator[Node]:
        for name, value in facts.items():
            yield self.parameter(name, value) if name.startswith("parameters.") else (
                self.fact(name, value))

    def parameter(self, name: str, value: Any) -> Node:
        parameter = next(p for p in self.methodology.parameters
                         if parameter_column(p.id) == name)
        text = text_in(parameter.says, self.language, name)
        return Node(kind="parameter", id=name, text=text, value=value,
                    said=self.published(value, parameter.unit or ""),
                    assumption=self.methodology.is_assumption(parameter.source),
                    children=tuple(self._source(parameter.source)))

    def carried(self, name: str, value: Any) -> Node:
        """Return what an earlier phase came to."""
        if value is None and self.venture is not None:
            value = phase_value(self.venture, self.methodology, name, self.showing)
        return Node(kind="fact", id=name, value=value, said=self.figure(value),
                    text=column_in_words(self.methodology, name, self.language))

    def exception(self, name: str, value: Any) -> Node:
        """Return an exception with who grants it and why."""
        found = next((each for phase in (self.venture.phases if self.venture else ())
                      for each in phase.exceptions if exception_column(each.id) == name), None)
        if found is None:
            return Node(kind="fact", id=name, text=name, value=value, said=self.figure(value))
        return Node(kind="fact", id=name, text=found.text.rstrip("."), value=value,
                    said=self.figure(value), assumption=found.assumption,
                    children=(*self._source(found.source), *self._judgements(found)))

    def proposal(self, value: Any) -> Node:
        asked = self.methodology.proposal.sections
        about = sentence("proposal_complete" if asked else "proposal_none", self.language)
        return Node(kind="fact", id=PROPOSAL_COMPLETE, text=about, value=value,
                    said=self.figure(value),
                    children=tuple(self._source(self.methodology.proposal.source)))

    def fact(self, name: str, value: Any) -> Node:
        if name == PROPOSAL_COMPLETE:
            return self.proposal(value)
        if is_carried(name):
            return self.carried(name, value)
        if name.startswith(EXCEPTIONS):
            return self.exception(name, value)
        fact = registry().get(name)
        assumed = next((a for a in self.methodology.assumed if a.fact == name), None)
        sources = {} if fact is None else sources_of(self.dossier, name)
        named = {source.id: source for found in sources.values() for source in found}
        titles = {source.id: source.title for source in self.dossier.sources}
        children = [
            Node(kind="source", id=source.id, text=self._told(source.title, source.status),
                 assumption=source.status == "illustrative")
            for source in named.values()
        ]
        children += [
            Node(kind="source", id=f"{conflict.fact}:{said.source}",
                 text=titles.get(said.source, said.source)
                 + (" *" if said.source == conflict.used else ""),
                 value=said.value,
                 said=self.figure(said.value, "" if fact.unit == "money" else fact.unit))
            for conflict in self.dossier.conflicts
            if fact is not None and conflict.fact in {name, *fact.reads}
            for said in conflict.values
        ]
        if assumed is not None and not children:
            children += self._source(assumed.source)
        if fact is not None and value is not None:
            children += self._counted_as_none(fact)
        about = column_in_words(self.methodology, name, self.language)
        rule = "" if fact is None else rule_of_fact(fact, self.language)
        illustrated = bool(named) and all(s.status == "illustrative" for s in named.values())
        return Node(kind="fact", id=name, text=about, rule=rule or "",
                    value=value.isoformat() if isinstance(value, dt.date) else value,
                    said=self.figure(value, "" if fact is None else fact.unit),
                    assumption=illustrated or (assumed is not None and not named),
                    children=tuple(children))

    def _counted_as_none(self, fact: Fact) -> Iterator[Node]:
        """Yield the kinds of income that the ledger leaves out, which count as none in a fact."""
        for kind, periods in counted_as_none(self.dossier.trade.ledger).items():
            path = f"trade.ledger.{kind}"
            if path in fact.reads:
                yield Node(kind="note", id=path, text=sentence(
                    "counted_as_none", self.language, path=path, n=len(periods),
                    first=f"{min(each.start for each in periods):%Y-%m}",
                    last=f"{max(each.end for each in periods):%Y-%m}"))

    def _told(self, title: str, status: str) -> str:
        """Return a source with its kind; an assumption has the mark of all that rests on one."""
        if status == "assumption":
            return title
        return f"{title} ({sentence(f'status_{status}', self.language)})"

    def _source(self, id: str | None) -> Iterator[Node]:
        source = self.methodology.source(id) if id else None
        if source is not None:
            yield Node(kind="source", id=source.id, text=self._told(source.title, source.status),
                       assumption=source.status == "assumption")

    def _judgements(self, judged: Judged) -> Iterator[Node]:
        for group in judged.assessor_groups:
            yield Node(kind="assessor group", id=group.id,
                       text=f"{group.title} × {percent(group.weight_share, self.language)}",
                       value=self.showing.group_value(judged, group),
                       children=tuple(self._of_group(judged, group.id)))
        known = {group.id for group in judged.assessor_groups}
        for group_id in dict.fromkeys(said.group for said in judged.assessments):
            if group_id not in known:
                yield from self._of_group(judged, group_id)

    def _of_group(self, judged: Judged, group: str) -> Iterator[Node]:
        """Yield the judgements of the assessors of one group; all without groups."""
        for said in judged.assessments:
            if said.group != group:
                continue
            note = said.note.rstrip(". ")
            text = self.person(said.assessor) + (f": {note}" if note else "")
            text += f" ({said.given})" if said.given else ""
            text += "" if said.counted else f" ({said.why_not})"
            text += f" ({word('in_dossier', self.language)})" if said.from_dossier else ""
            yield Node(kind="judgement", id=judged.id, text=text, value=said.score,
                       said="" if said.score is None else value_in_words(
                           said.score, self.language))
