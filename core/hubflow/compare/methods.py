"""Compare methods: what each hub does, asks and decides, aligned by shared concept."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import attrs

from hubflow.compare.alike.method_levels import PairLevel, name_of, on_level, pair_levels
from hubflow.compare.alike.network import Network, network_of
from hubflow.compare.column_titles import column_names, display_names
from hubflow.compare.method_records import Method, MethodRecord, PhaseAsks, method_of, shared
from hubflow.engine.method.prepared_method import compiled_method
from hubflow.model.input_problems import BadInput, Problem
from hubflow.model.methodology import STAGES, Stage
from hubflow.text.catalogue import words
from hubflow.text.frameworks import CONCEPT, places_in_order

if TYPE_CHECKING:
    from hubflow.engine.method.compiled import Compiled
    from hubflow.plugins.manager import LoadedHub

_KEPT = 16
"""Comparisons that are kept at most; they rest on the methods alone."""


@attrs.frozen(kw_only=True)
class ConceptRow:
    """What each hub asks about one concept in one stage; empty for a hub that asks nothing.

    Methods that are lined up by families or a framework have one of these in a concept's place.
    """

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
    """The share of each hub's weight that is about one concept; 0 if it does not weigh it.

    ``rules`` are the shares of all that each hub scores or requires.
    """

    concept: str
    name: str
    shares: Mapping[str, float]
    rules: Mapping[str, float]


@attrs.frozen(kw_only=True)
class Comparable:
    """How comparable two methods are.

    ``of_a`` is the share of a's weight on concepts that b asks about too, anywhere on the way;
    ``only_a`` are the things that a asks on concepts which b does not know. ``levels`` tell the
    same by families and frameworks, too. Of ``silent`` methods no rule names a concept: what they
    have in common with others is not known.
    """

    a: str
    b: str
    of_a: float
    of_b: float
    common: tuple[str, ...]
    only_a: tuple[MethodRecord, ...]
    only_b: tuple[MethodRecord, ...]
    levels: tuple[PairLevel, ...]
    silent: tuple[str, ...] = ()

    def on(self, level: str) -> PairLevel:
        """Return how far the two are about the same on one level."""
        return next(each for each in self.levels if each.level == level)

    @property
    def comparable(self) -> bool:
        """Whether the two methods are known to share a concept."""
        return bool(self.common)

    def apart(self, names: Mapping[str, str], language: str) -> str:
        """Return why they are not comparable: they share nothing, or name nothing; else nothing.

        ``names`` are what people call the methods.
        """
        if self.comparable:
            return ""
        if self.silent:
            return words(language, of="compare")["silent"].format(
                hubs=", ".join(names[hub] for hub in self.silent))
        return words(language)["c_nothing"].format(a=names[self.a], b=names[self.b])


@attrs.frozen(kw_only=True)
class MethodsComparison:
    """Several methods side by side, lined up ``by`` concepts, families or a framework.

    ``names`` are what people call the methods, by the names of their columns, under which all else
    is kept. ``network`` is there for three hubs and more.
    """

    language: str
    by: str
    names: Mapping[str, str]
    methods: tuple[Method, ...]
    stages: tuple[StageMethods, ...]
    weights: tuple[WeightRow, ...]
    pairs: tuple[Comparable, ...]
    currencies_differ: bool
    network: Network | None = None


def compare_methods(
    hubs: Sequence[LoadedHub], language: str | None = None, by: str = CONCEPT
) -> MethodsComparison:
    """Compare methods, in ``language`` (else the hubs' own if they share one, or English).

    ``by`` is the level on which they are lined up, one of :func:`levels`.

    Raises :class:`BadInput` with fewer than two hubs, where two are the identical method, and
    with the problems of the methodologies.
    """
    names = column_names(hubs)
    spoken = common_language(hubs, language)
    methods = []
    problems: list[Problem] = []
    for hub, name in zip(hubs, names, strict=True):
        try:
            methods.append((compiled_method(hub), name, hub.plugin))
        except BadInput as bad:
            problems.extend(bad.problems)
    if problems:
        raise BadInput(problems)
    return _compared_once(tuple(methods), spoken, by)


@functools.lru_cache(maxsize=_KEPT)
def _compared_once(
    methods: Sequence[tuple[Compiled, str, str]], language: str, by: str
) -> MethodsComparison:
    """Return the comparison of compiled methods, each with its column's name and its plugin's."""
    return compare_records(
        [method_of(compiled, name, plugin, language) for compiled, name, plugin in methods],
        language, by)


def common_language(hubs: Sequence[LoadedHub], requested: str | None) -> str:
    """Return the language requested for, else the language of all hubs, else English."""
    spoken = {hub.methodology.methodology.hub.language for hub in hubs}
    return requested or (spoken.pop() if len(spoken) == 1 else "en")


def compare_records(
    methods: Sequence[Method], language: str, by: str = CONCEPT
) -> MethodsComparison:
    """Return the comparison of methods that are already records."""
    return MethodsComparison(
        language=language,
        by=by,
        names=display_names(methods),
        methods=tuple(methods),
        stages=tuple(_stage(stage, methods, language, by) for stage in STAGES
                     if any(phase.stage == stage for each in methods for phase in each.phases)),
        weights=_weights(methods, language, by),
        pairs=tuple(
            _comparable(a, b, language) for i, a in enumerate(methods) for b in methods[i + 1:]
        ),
        currencies_differ=len({method.currency for method in methods}) > 1,
        network=network_of(methods, language, by) if len(methods) > 2 else None,
    )


def _stage(
    stage: Stage, methods: Sequence[Method], language: str, by: str
) -> StageMethods:
    phases = {m.name: tuple(p for p in m.phases if p.stage == stage) for m in methods}
    asked = {name: [(a, on_level(a.concepts, by)) for p in own for a in p.asked]
             for name, own in phases.items()}
    found = {place for own in asked.values() for _, at in own for place in at}
    return StageMethods(
        stage=stage,
        phases=phases,
        concepts=tuple(
            ConceptRow(concept=place, name=name_of(place, by, language), asked={
                name: tuple(a for a, at in own if place in at) for name, own in asked.items()
            })
            for place in _in_order(found, by)
        ),
    )


def _weights(methods: Sequence[Method], language: str, by: str) -> tuple[WeightRow, ...]:
    weights = {m.name: on_level(m.weights, by) for m in methods}
    rules = {m.name: on_level(m.rules, by) for m in methods}
    found = {place for shares in (*weights.values(), *rules.values()) for place in shares}
    rows = [
        WeightRow(concept=place, name=name_of(place, by, language),
                  shares={name: shares.get(place, 0.0) for name, shares in weights.items()},
                  rules={name: shares.get(place, 0.0) for name, shares in rules.items()})
        for place in _in_order(found, by)
    ]
    return tuple(sorted(rows, key=lambda row: (-max(row.shares.values()),
                                               -max(row.rules.values()))))


def _comparable(a: Method, b: Method, language: str) -> Comparable:
    return Comparable(
        a=a.name, b=b.name, of_a=_covered(a, b), of_b=_covered(b, a),
        common=_in_order(a.concepts & b.concepts), only_a=_only(a, b), only_b=_only(b, a),
        levels=pair_levels(a, b, language),
        silent=tuple(method.name for method in (a, b) if not method.concepts),
    )


def _covered(method: Method, other: Method) -> float:
    return round(sum(share for concept, share in method.weights.items()
                     if concept in other.concepts), 9)


def _only(method: Method, other: Method) -> tuple[MethodRecord, ...]:
    """Return what only ``method`` asks: each concept once, where it is first asked."""
    first: dict[str, MethodRecord] = {}
    for asked in method.asked:
        for concept in asked.concepts:
            if not asked.guarantee and concept not in other.concepts:
                first.setdefault(concept, asked)
    return tuple({id(asked): asked for asked in first.values()}.values())


def _in_order(found: set[str] | frozenset[str], by: str = CONCEPT) -> tuple[str, ...]:
    """Return concepts in the vocabulary's order, local concepts last; so too other places."""
    known = places_in_order(by)
    return tuple(sorted(found, key=lambda c: (known.index(c) if c in known else len(known),
                                              not shared(c), c)))
