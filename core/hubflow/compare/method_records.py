"""What one hub's method asks, as plain records that can be laid beside another's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

import attrs

from hubflow.engine.gate.gate_words import gate_in_words
from hubflow.engine.method.compiled import Compiled
from hubflow.model.methodology import Methodology, Phase, Requirement, Stage, text_in


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


@attrs.frozen(kw_only=True)
class PhaseAsks:
    """One phase of a hub: what is done, asked and decided in it."""

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


@attrs.frozen(kw_only=True)
class SectionAsks:
    """A section of a hub's proposal."""

    heading: str
    max_words: int | None
    required: bool


@attrs.frozen(kw_only=True)
class FinanceAsks:
    """A line of a hub's finance plan with the rule of its amount."""

    name: str
    rule: str
    part_of: str | None


@attrs.frozen(kw_only=True)
class OfferRecord:
    """An instrument that a hub names, with the days between which it is open."""

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
    criteria; a hub that judges nothing has it spread over its requirements.
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
    scores: bool
    sections: tuple[SectionAsks, ...]
    finance: tuple[FinanceAsks, ...]
    offers: tuple[OfferRecord, ...]
    assumptions: tuple[Assumption, ...]
    assumed_share: float

    @property
    def asked(self) -> tuple[MethodRecord, ...]:
        """All that is asked, in order."""
        return tuple(asked for phase in self.phases for asked in phase.asked)

    @property
    def concepts(self) -> frozenset[str]:
        """The shared concepts that the hub itself asks about; what the core guarantees aside."""
        return frozenset(a.concept for a in self.asked
                         if a.concept and shared(a.concept) and not a.guarantee)


def shared(concept: str) -> bool:
    """Whether a concept is of the vocabulary that all hubs share."""
    return not concept.startswith("local:")


def method_of(compiled: Compiled, name: str, plugin: str, language: str) -> Method:
    """A compiled methodology as records, its texts in ``language``."""
    methodology = compiled.methodology
    about = methodology.hub
    phases = tuple(
        _phase(methodology, plan.phase, [g.requirement for g in plan.guarantees], language)
        for plan in compiled.phases
    )
    weighed = [(a, share) for phase in phases for a, share in _shares(phase)]
    if not weighed:
        rules = [a for phase in phases for a in phase.asked if not a.guarantee]
        weighed = [(a, 1.0) for a in rules]
    total = sum(share for _, share in weighed)
    weights: dict[str, float] = {}
    for asked, share in weighed:
        concept = asked.concept or f"local:{asked.id}"
        weights[concept] = weights.get(concept, 0.0) + share / total
    return Method(
        name=name, id=about.id, edition=about.edition,
        title=text_in(about.name, language, about.id), place=about.place.name,
        language=about.language, currency=about.currency, plugin=plugin, phases=phases,
        weights={concept: weights[concept] for concept in sorted(weights)},
        scores=any(a.share is not None and not a.ordinal for p in phases for a in p.asked),
        sections=tuple(
            SectionAsks(heading=text_in(s.heading, language, s.id), max_words=s.max_words,
                        required=s.required)
            for s in methodology.proposal.sections
        ),
        finance=tuple(
            FinanceAsks(name=text_in(line.name, language, line.id), rule=line.amount,
                        part_of=line.part_of)
            for line in methodology.proposal.finance
        ),
        offers=tuple(
            OfferRecord(name=text_in(i.name, language, i.id), stage=i.stage,
                  programme=i.programme or "", ceiling=i.ceiling,
                  start=i.open.start.isoformat() if i.open and i.open.start else None,
                  end=i.open.end.isoformat() if i.open and i.open.end else None)
            for i in methodology.instruments
        ),
        assumptions=tuple(_assumptions(methodology)),
        assumed_share=round(sum(s for a, s in weighed if a.assumption) / (total or 1.0), 9),
    )


def _shares(phase: PhaseAsks) -> list[tuple[MethodRecord, float]]:
    """The criteria of a phase with their shares, which add to 1."""
    criteria = [asked for asked in phase.asked if asked.share is not None]
    total = sum(asked.share or 0.0 for asked in criteria)
    return [(asked, (asked.share or 0.0) / total) for asked in criteria]


def _phase(
    methodology: Methodology, phase: Phase, guarantees: list[Requirement], language: str
) -> PhaseAsks:
    gate = phase.gate
    return PhaseAsks(
        stage=phase.stage, id=phase.id, name=text_in(phase.name, language, phase.id),
        subject=phase.subject, says=text_in(phase.says, language),
        activities=tuple(text_in(activity, language) for activity in phase.activities),
        months=phase.months,
        asked=(*_criteria(methodology, phase, language),
               *(_requirement(methodology, phase, r, language) for r in phase.requirements),
               *(_requirement(methodology, phase, r, language, guarantee=True)
                 for r in guarantees)),
        gate=gate_in_words(phase, language), gate_source=methodology.source_title(gate.source),
        gate_assumption=methodology.is_assumption(gate.source),
    )


def _criteria(methodology: Methodology, phase: Phase, language: str) -> Iterator[MethodRecord]:
    weights = [1.0 if c.weight is None or c.ordinal else c.weight for c in phase.criteria]
    for criterion, weight in zip(phase.criteria, weights, strict=True):
        scale = (" / ".join(map(str, criterion.scale)) if criterion.ordinal
                 else f"{criterion.scale[0]}–{criterion.scale[1]}")
        yield MethodRecord(
            phase=phase.id, kind="judged" if criterion.measure is None else "measured",
            id=criterion.id, text=text_in(criterion.title, language, criterion.id),
            concept=criterion.concept, scale=scale, share=weight / sum(weights),
            ordinal=criterion.ordinal, source=methodology.source_title(criterion.source),
            assumption=methodology.is_assumption(criterion.source),
        )


def _requirement(
    methodology: Methodology, phase: Phase, rule: Requirement, language: str, *,
    guarantee: bool = False,
) -> MethodRecord:
    return MethodRecord(
        phase=phase.id, kind="requirement", id=rule.id,
        text=text_in(rule.says, language, rule.id), concept=rule.concept,
        source=methodology.source_title(rule.source),
        assumption=methodology.is_assumption(rule.source), guarantee=guarantee,
    )


def _assumptions(methodology: Methodology) -> Iterator[Assumption]:
    named: list[str | None] = [
        *(phase.gate.source for phase in methodology.phases),
        *(criterion.source for phase in methodology.phases for criterion in phase.criteria),
        *(rule.source for phase in methodology.phases for rule in phase.requirements),
        *(parameter.source for parameter in methodology.parameters),
        *(instrument.source for instrument in methodology.instruments),
        *(assumed.source for assumed in methodology.assumed),
        *(section.source or methodology.proposal.source
          for section in methodology.proposal.sections),
        methodology.panel.source,
    ]
    for source in methodology.sources:
        if source.status == "assumption" and source.id in named:
            yield Assumption(id=source.id, title=source.title, rules=named.count(source.id))
