"""Compare methods: what each hub does, asks and decides, aligned by shared concept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import attrs

from hubflow.compare.column_titles import column_names
from hubflow.compare.method_records import Method, MethodRecord, PhaseAsks, method_of, shared
from hubflow.engine.method.prepared_method import compiled_method
from hubflow.model.input_problems import BadInput, Problem
from hubflow.model.methodology import STAGES, Stage, text_in
from hubflow.text.vocabulary import concepts

if TYPE_CHECKING:
    from hubflow.plugins.manager import LoadedHub


@attrs.frozen(kw_only=True)
class ConceptRow:
    """What each hub asks about one concept in one stage; empty for a hub that asks nothing."""

    concept: str
    name: str
    asked: Mapping[str, tuple[MethodRecord, ...]]


@attrs.frozen(kw_only=True)
class StageMethods:
    """One stage, with each hub's phases and the concepts they ask about."""

    stage: Stage
    phases: Mapping[str, tuple[PhaseAsks, ...]]
    concepts: tuple[ConceptRow, ...]


@attrs.frozen(kw_only=True)
class WeightRow:
    """The share of each hub's weight that is about one concept; 0 if it does not weigh it."""

    concept: str
    name: str
    shares: Mapping[str, float]


@attrs.frozen(kw_only=True)
class Comparable:
    """How comparable two methods are.

    ``of_a`` is the share of a's weight on concepts that b asks about too, anywhere on the way;
    ``only_a`` are the things that a asks on concepts which b does not know.
    """

    a: str
    b: str
    of_a: float
    of_b: float
    common: tuple[str, ...]
    only_a: tuple[MethodRecord, ...]
    only_b: tuple[MethodRecord, ...]

    @property
    def nothing_in_common(self) -> bool:
        """Whether the two methods share no concept."""
        return not self.common


@attrs.frozen(kw_only=True)
class MethodsComparison:
    """Several methods side by side."""

    language: str
    methods: tuple[Method, ...]
    stages: tuple[StageMethods, ...]
    weights: tuple[WeightRow, ...]
    pairs: tuple[Comparable, ...]
    currencies_differ: bool


def compare_methods(
    hubs: Sequence[LoadedHub], language: str | None = None
) -> MethodsComparison:
    """Compare methods, in ``language`` (else the hubs' own if they share one, or English).

    Raises :class:`BadInput` with fewer than two hubs, where two are the identical method, and
    with the problems of the methodologies.
    """
    names = column_names(hubs)
    spoken = common_language(hubs, language)
    methods = []
    problems: list[Problem] = []
    for hub, name in zip(hubs, names, strict=True):
        try:
            methods.append(method_of(compiled_method(hub), name, hub.plugin, spoken))
        except BadInput as bad:
            problems.extend(bad.problems)
    if problems:
        raise BadInput(problems)
    return compare_records(methods, spoken)


def common_language(hubs: Sequence[LoadedHub], requested: str | None) -> str:
    """Return the language requested for, else the language of all hubs, else English."""
    spoken = {hub.methodology.methodology.hub.language for hub in hubs}
    return requested or (spoken.pop() if len(spoken) == 1 else "en")


def compare_records(methods: Sequence[Method], language: str) -> MethodsComparison:
    """Return the comparison of methods that are already records."""
    return MethodsComparison(
        language=language,
        methods=tuple(methods),
        stages=tuple(_stage(stage, methods, language) for stage in STAGES),
        weights=_weights(methods, language),
        pairs=tuple(
            _comparable(a, b) for i, a in enumerate(methods) for b in methods[i + 1:]
        ),
        currencies_differ=len({method.currency for method in methods}) > 1,
    )


def _stage(stage: Stage, methods: Sequence[Method], language: str) -> StageMethods:
    phases = {m.name: tuple(p for p in m.phases if p.stage == stage) for m in methods}
    asked = {name: [a for p in own for a in p.asked] for name, own in phases.items()}
    found = {a.concept for own in asked.values() for a in own if a.concept}
    return StageMethods(
        stage=stage,
        phases=phases,
        concepts=tuple(
            ConceptRow(concept=concept, name=concept_name(concept, language), asked={
                name: tuple(a for a in own if a.concept == concept)
                for name, own in asked.items()
            })
            for concept in _in_order(found)
        ),
    )


def _weights(methods: Sequence[Method], language: str) -> tuple[WeightRow, ...]:
    found = {concept for method in methods for concept in method.weights}
    rows = [
        WeightRow(concept=concept, name=concept_name(concept, language),
                  shares={m.name: m.weights.get(concept, 0.0) for m in methods})
        for concept in _in_order(found)
    ]
    return tuple(sorted(rows, key=lambda row: -max(row.shares.values())))


def _comparable(a: Method, b: Method) -> Comparable:
    return Comparable(
        a=a.name, b=b.name, of_a=_covered(a, b), of_b=_covered(b, a),
        common=_in_order(a.concepts & b.concepts), only_a=_only(a, b), only_b=_only(b, a),
    )


def _covered(method: Method, other: Method) -> float:
    return round(sum(share for concept, share in method.weights.items()
                     if concept in other.concepts), 9)


def _only(method: Method, other: Method) -> tuple[MethodRecord, ...]:
    """Return what only ``method`` asks: each concept once, where it is first asked."""
    first: dict[str, MethodRecord] = {}
    for asked in method.asked:
        if asked.concept and not asked.guarantee and asked.concept not in other.concepts:
            first.setdefault(asked.concept, asked)
    return tuple(first.values())


def concept_name(concept: str, language: str) -> str:
    """Return a concept's name; a local concept is its own name."""
    known = concepts().get(concept)
    return text_in(known.name, language, concept) if known else concept.removeprefix("local:")


def _in_order(found: set[str] | frozenset[str]) -> tuple[str, ...]:
    """Return concepts in the vocabulary's order, local concepts last."""
    known = list(concepts())
    return tuple(sorted(found, key=lambda c: (known.index(c) if c in known else len(known),
                                              not shared(c), c)))
