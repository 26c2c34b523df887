"""One hub's method as plain records that can be compared with another's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

import attrs

from hubflow.engine.method.compiled import Compiled
from hubflow.engine.method.rules import MethodRule, rules_on
from hubflow.engine.results.column_words import rule_in_words
from hubflow.model.methodology import (
    Criterion,
    ExceptionRule,
    FinanceLine,
    Gate,
    Instrument,
    Open,
    Phase,
    Requirement,
    Section,
    Stage,
    text_in,
)

_RESTING = {"gate", "criterion", "requirement", "parameter", "instrument", "assumed", "section",
            "panel"}
"""The kinds of rules that are counted where they rest on an assumption."""


@attrs.frozen(kw_only=True)
class MethodRecord:
    """One thing that a hub asks for in a phase.

    ``share`` is a criterion's share of its phase's weight; criteria on labels, which have no
    weight, count the same each. A requirement has none: it holds or does not.
    """

    phase: str
    kind: Literal["requirement", "measured", "judged"]
    id: str
    text: str
    concept: str | None
    scale: str = ""
    share: float | None = None
    ordinal: bool = False
    source: str = ""
    assumption: bool = False
    guarantee: bool = False
    concepts: Mapping[str, float] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class PhaseAsks:
    """One phase of a hub: its activities, what it asks, how it decides, and its exceptions."""

    stage: Stage
    id: str
    name: str
    subject: str
    says: str
    activities: tuple[str, ...]
    months: float | None
    asked: tuple[MethodRecord, ...]
    gate: str
    gate_source: str
    gate_assumption: bool
    exceptions: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class SectionAsks:
    """A section of a hub's proposal."""

    heading: str
    max_words: int | None
    required: bool


@attrs.frozen(kw_only=True)
class FinanceAsks:
    """A line of a hub's finance plan with the rule of its amount, ``says`` in words."""

    name: str
    rule: str
    part_of: str | None
    says: str


@attrs.frozen(kw_only=True)
class OfferRecord:
    """An instrument that a hub names, with the days on which it opens and closes."""

    name: str
    stage: Stage
    programme: str
    ceiling: float | None
    start: str | None
    end: str | None


@attrs.frozen(kw_only=True)
class Assumption:
    """A source that is an assumption, with the number of rules that rest on it."""

    id: str
    title: str
    rules: int


@attrs.frozen(kw_only=True)
class Method:
    """One hub's method. ``name`` heads its column; ``weights`` are shares by concept, adding to 1.

    A hub's weight is spread evenly over its phases that score or judge, and in each over its
    criteria; a hub that judges nothing has it spread over its requirements. ``rules`` are shares by
    concept, too, of all that it scores or requires: every criterion, level and requirement counts
    once in each phase.
    """

    name: str
    id: str
    edition: str
    title: str
    place: str
    language: str
    currency: str
    plugin: str
    phases: tuple[PhaseAsks, ...]
    weights: Mapping[str, float]
    rules: Mapping[str, float]
    scores: bool
    sections: tuple[SectionAsks, ...]
    finance: tuple[FinanceAsks, ...]
    offers: tuple[OfferRecord, ...]
    assumptions: tuple[Assumption, ...]
    assumed_share: float

    @property
    def asked(self) -> tuple[MethodRecord, ...]:
        """Everything that the hub asks, in order."""
        return tuple(asked for phase in self.phases for asked in phase.asked)

    @property
    def concepts(self) -> frozenset[str]:
        """The shared concepts that the hub itself asks about; guarantees do not count."""
        return frozenset(concept for asked in self.asked if not asked.guarantee
                         for concept in asked.concepts if shared(concept))


def shared(concept: str) -> bool:
    """Return whether a concept belongs to the vocabulary that all hubs share."""
    return not concept.startswith("local:")


def method_of(compiled: Compiled, name: str, plugin: str, language: str) -> Method:
    """Return a compiled methodology as records, its texts in ``language``."""
    methodology, rules = compiled.methodology, compiled.rules
    about = methodology.hub
    phases = tuple(_phase(rules, rule, language) for rule in rules_on(rules, Phase))
    weighed = _weighed(phases)
    total = sum(share for _, share in weighed)
    return Method(
        name=name, id=about.id, edition=about.edition,
        title=text_in(about.name, language, about.id), place=about.place.name,
        language=about.language, currency=about.currency, plugin=plugin, phases=phases,
        weights=_by_concept(weighed),
        rules=_by_concept([(record, 1.0) for phase in phases for record in phase.asked
                           if not record.guarantee]),
        scores=any(rule.weight is not None for rule in rules),
        sections=tuple(
            SectionAsks(heading=rule.text(language), max_words=rule.part.max_words,
                        required=rule.part.required) for rule in rules_on(rules, Section)),
        finance=tuple(
            FinanceAsks(name=rule.text(language), rule=rule.part.amount,
                        part_of=rule.part.part_of,
                        says=rule_in_words(methodology, rule.part.amount, language))
            for rule in rules_on(rules, FinanceLine)),
        offers=tuple(_offer(rule, language) for rule in rules_on(rules, Instrument)),
        assumptions=tuple(_assumptions(compiled)),
        assumed_share=round(sum(s for a, s in weighed if a.assumption) / (total or 1.0), 9),
    )


def _by_concept(records: Sequence[tuple[MethodRecord, float]]) -> Mapping[str, float]:
    """Return the shares of concepts in weighed records, adding to 1."""
    found: dict[str, float] = {}
    total = sum(weight for _, weight in records)
    for record, weight in records:
        for concept, share in (record.concepts or {f"local:{record.id}": 1.0}).items():
            found[concept] = found.get(concept, 0.0) + weight * share / total
    return {concept: found[concept] for concept in sorted(found)}


def _weighed(phases: Sequence[PhaseAsks]) -> list[tuple[MethodRecord, float]]:
    """Return the weighted criteria, each with its share of its phase's weight."""
    found = []
    for phase in phases:
        scored = [(record, record.share) for record in phase.asked if record.share is not None]
        total = sum(share for _, share in scored)
        found += [(record, share / total) for record, share in scored]
    return found or [(record, 1.0) for phase in phases for record in phase.asked
                     if not record.guarantee]


def _phase(
    rules: Sequence[MethodRule[Any]], phase: MethodRule[Phase], language: str
) -> PhaseAsks:
    part = phase.part
    own = [rule for rule in rules if rule.within == phase.key]
    gate = next(rules_on(own, Gate))
    requirements = tuple(_record(rule, language) for rule in rules_on(own, Requirement))
    return PhaseAsks(
        stage=part.stage, id=part.id, name=phase.text(language), subject=part.subject,
        says=phase.detail(language),
        activities=tuple(text_in(activity, language) for activity in part.activities),
        months=part.months,
        asked=(*_criteria(tuple(rules_on(own, Criterion)), language), *requirements),
        gate=gate.text(language), gate_source=gate.source_title, gate_assumption=gate.assumed,
        exceptions=tuple(rule.text(language) for rule in rules_on(own, ExceptionRule)),
    )


def _criteria(
    rules: Sequence[MethodRule[Criterion]], language: str
) -> Iterator[MethodRecord]:
    weighed = [rule for rule in rules if not rule.part.adds]
    for rule, weight in zip(weighed, weights := _weights(weighed), strict=True):
        yield attrs.evolve(_scored(rule, language), share=weight / sum(weights))
    yield from (_scored(rule, language) for rule in rules if rule.part.adds)


def _scored(rule: MethodRule[Criterion], language: str) -> MethodRecord:
    """Return a criterion or an adjustment as a record, without its share."""
    ordinal = rule.part.ordinal
    return attrs.evolve(
        _record(rule, language), kind="judged" if rule.judged else "measured",
        scale=(" / " if ordinal else "–").join(map(str, rule.scale)), ordinal=ordinal)


def _weights(rules: Sequence[MethodRule[Criterion]]) -> list[float]:
    """Return the weights of a phase's criteria in it; labels count like an average criterion."""
    if not any(rule.part.group for rule in rules):
        return [rule.weight or 1.0 for rule in rules]
    scored = sum(rule.share is not None for rule in rules)
    return [1.0 if rule.share is None else rule.share * scored for rule in rules]


def _record(rule: MethodRule[Any], language: str) -> MethodRecord:
    """Return a requirement or a guarantee as a record."""
    assert rule.phase is not None
    return MethodRecord(
        phase=rule.phase.id, kind="requirement", id=rule.id, text=rule.text(language),
        concept=rule.concept, source=rule.source_title, assumption=rule.assumed,
        guarantee=rule.kind == "guarantee", concepts=rule.concepts)


def _offer(rule: MethodRule[Instrument], language: str) -> OfferRecord:
    window = rule.part.open or Open()
    return OfferRecord(
        name=rule.text(language), stage=rule.part.stage, programme=rule.part.programme or "",
        ceiling=rule.part.ceiling, start=window.start.isoformat() if window.start else None,
        end=window.end.isoformat() if window.end else None)


def _assumptions(compiled: Compiled) -> Iterator[Assumption]:
    """Yield the sources that are assumptions, if rules rest on them."""
    resting = Counter(rule.source for rule in compiled.rules if rule.kind in _RESTING)
    for source in compiled.methodology.sources:
        if source.status == "assumption" and resting[source.id]:
            yield Assumption(id=source.id, title=source.title, rules=resting[source.id])
