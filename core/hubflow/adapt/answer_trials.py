"""Find the answers that would change a recommendation, by trying each of them.

A draft is run with one thing answered, at each end of what the answer may be, and compared with
the run without it. Where an answer alone changes nothing, because other things asked before it or
beside it are open too, it is tried again with all of those answered favourably.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs

from hubflow.adapt.draft_runs import DraftRuns, RecommendationChange, changes_between
from hubflow.adapt.possible_answers import (
    COSTS,
    Cost,
    Edit,
    PossibleAnswer,
    answers,
    cost_of,
    judged,
    root_of,
)
from hubflow.engine.facts import registry
from hubflow.engine.method.asks import Ask, asks
from hubflow.engine.method.rules import HUB
from hubflow.engine.pipeline.prepare import Prepared
from hubflow.model.results import PhaseResult, VentureResult
from hubflow.reading.toml.key_paths import key_parts

FIRST = 3
"""How many things to find out first are told."""

_AT_ONCE = 3
"""Questions tried together in one run: more would often be tried for nothing."""


@attrs.frozen
class Effect:
    """The effect that several answers share: ``said`` are their words, with the edits of each."""

    said: tuple[str, ...]
    edits: tuple[tuple[Edit, ...], ...]
    changes: tuple[RecommendationChange, ...]


@attrs.frozen
class Question:
    """Something to find out. ``given`` lists what must be answered first for it to matter.

    ``given_keys`` are the places of these answers, and ``given_all`` is the phase up to which all
    else is answered then, "" where nothing need be.
    """

    key: str
    cost: Cost
    text: str
    phase: str
    effects: tuple[Effect, ...]
    given: tuple[Edit, ...] = ()
    given_keys: tuple[str, ...] = ()
    given_all: str = ""


@attrs.frozen(eq=False)
class _Candidate:
    """An open question; ``order`` says where the method first needs its answer."""

    root: str
    cost: Cost
    text: str
    phase: str
    order: int
    answers: tuple[PossibleAnswer, ...]

    @property
    def turn(self) -> tuple[int, int, str]:
        """When it is told: the cheapest first, among these what is needed first."""
        return COSTS.index(self.cost), self.order, self.root


def first_questions(runs: DraftRuns, count: int = FIRST) -> tuple[Question, ...]:
    """Return the cheapest things to find out that would change a recommendation.

    In order: what can be looked up, what one conversation tells, what has to be written, what a
    panel judges, what needs work on the ground; among these, what an earlier phase asks for.
    """
    trials = _Trials(runs)
    found = trials.decisive_alone()
    rest = sorted((each for each in trials.candidates if each.root not in {
        candidate.root for candidate, _ in found}), key=lambda each: each.turn)
    while rest and sum(each.turn < rest[0].turn for each, _ in found) < count:
        tried, rest = rest[:_AT_ONCE], rest[_AT_ONCE:]
        found += trials.decisive_together(tried)
    found.sort(key=lambda pair: pair[0].turn)
    return tuple(question for _, question in found[:count])


class _Trials:
    """The runs of one draft."""

    def __init__(self, runs: DraftRuns) -> None:
        self.runs = runs
        prepared, (self.base,) = runs.run([()])
        offered = list(_candidates(prepared, self.base, runs))
        read, entries = runs.read([answer.edits for each in offered for answer in each.answers])
        sound = [entry for entry in entries if entry is not None]
        results = iter(runs.run_read(read.replace(entries=tuple(sound)))[1] if sound else ())
        legal = iter(entries)
        self.results: dict[str, list[VentureResult]] = {}
        self.candidates: list[_Candidate] = []
        for each in offered:
            answers = tuple(answer for answer in each.answers if next(legal) is not None)
            if answers:
                self.candidates.append(attrs.evolve(each, answers=answers))
                self.results[each.root] = [next(results) for _ in answers]

    def decisive_alone(self) -> list[tuple[_Candidate, Question]]:
        """Return the questions whose answer changes something without any other answer."""
        return [(candidate, Question(candidate.root, candidate.cost, candidate.text,
                                     candidate.phase, effects))
                for candidate in self.candidates
                if (effects := _effects(candidate, self.base, self.results[candidate.root]))]

    def decisive_together(
        self, rest: Sequence[_Candidate]
    ) -> Iterator[tuple[_Candidate, Question]]:
        """Yield the questions that matter once everything else up to their phase is answered."""
        tried: list[tuple[Edit, ...]] = []
        for candidate in rest:
            given = self.favourable(candidate)
            tried += [given, *((*given, *answer.edits) for answer in candidate.answers)]
        read, entries = self.runs.read(tried)
        left = iter(entries)
        own = {c.root: [next(left) for _ in (None, *c.answers)] for c in rest}
        whole = {root: each for root, each in own.items() if None not in each}
        sound = tuple(entry for each in whole.values() for entry in each if entry is not None)
        results = iter(self.runs.run_read(read.replace(entries=sound))[1] if sound else ())
        for candidate in (each for each in rest if each.root in whole):
            before = next(results)
            effects = _effects(candidate, before, [next(results) for _ in candidate.answers])
            if effects:
                yield candidate, Question(
                    candidate.root, candidate.cost, candidate.text, candidate.phase, effects,
                    given := self.favourable(candidate),
                    tuple(dict.fromkeys(key for key, _ in given)), candidate.phase)

    def favourable(self, candidate: _Candidate) -> tuple[Edit, ...]:
        """Return favourable answers to everything else that is asked up to the phase."""
        return tuple(
            edit for other in self.candidates
            if other is not candidate and other.order <= candidate.order
            for edit in self.best_answer(other).edits
        )

    def best_answer(self, candidate: _Candidate) -> PossibleAnswer:
        """Return the answer with which most rules hold; the last of several equally good ones."""
        pairs = zip(candidate.answers, self.results[candidate.root], strict=True)
        ranked = [(_extent_met(result), position, answer)
                  for position, (answer, result) in enumerate(pairs)]
        return max(ranked, key=lambda each: each[:2])[2]


def _candidates(
    prepared: Prepared, base: VentureResult, runs: DraftRuns
) -> Iterator[_Candidate]:
    """Yield the open questions of a draft, each once, where it is first needed."""
    compiled = prepared.compiled
    phases = {phase.phase: phase for phase in base.phases}
    order = {plan.phase.id: number for number, plan in enumerate(compiled.phases)}
    seen: set[str] = set()
    for ask in asks(compiled, runs.language):
        if not _is_open(ask, phases[ask.phase_id]):
            continue
        if ask.judged:
            root = f"{HUB}.{compiled.methodology.hub.id}.judgements"
            yield _Candidate(f"{root} {ask.phase_id}/{ask.id}", "panel", ask.text, ask.phase,
                             order[ask.phase_id],
                             judged(root, ask.phase_id, ask.id, ask.scale))
        names = [name for key in ("holds", "measure") if (key,) in ask.rule.expressions
                 for name in ask.rule.expressions[key,].reads]
        for root in dict.fromkeys(root_of(key) for key in ask.keys):
            cost = cost_of(root)
            if root in seen or cost is None or _is_stated(runs.data, root):
                continue
            seen.add(root)
            offered = answers(root, [n for n in names if _about(n, root)], runs.day,
                              compiled.methodology)
            if offered:
                yield _Candidate(root, cost, _text(ask, root, prepared), ask.phase,
                                 order[ask.phase_id], offered)


def _text(ask: Ask, root: str, prepared: Prepared) -> str:
    """Return the question in the method's own words."""
    if root.startswith(f"{HUB}."):
        id = root.rpartition(".")[2]
        fact = next(f for f in prepared.methodology.facts if f.id == id)
        return fact.question(prepared.language, prepared.methodology.hub.currency)
    return ask.text


def _about(name: str, root: str) -> bool:
    fact = registry().get(name)
    return fact is not None and any(root_of(read) == root for read in fact.reads)


def _is_open(ask: Ask, phase: PhaseResult) -> bool:
    """Return whether a rule of the draft's run is not met, not known, or not scored."""
    for requirement in phase.requirements:
        if requirement.id == ask.id:
            return requirement.status != "holds"
    for criterion in phase.criteria:
        if criterion.id == ask.id:
            return criterion.applies is not False and (
                criterion.lower != criterion.upper or criterion.applies is None)
    return any("gate" in missing.needed_by for missing in phase.missing)


def _is_stated(data: Mapping[str, Any], root: str) -> bool:
    """Return whether the draft holds the answer; lists of records can always grow."""
    holder: Any = data
    for part in key_parts(root):
        if not isinstance(holder, Mapping) or part not in holder:
            return False
        holder = holder[part]
    return not isinstance(holder, list)


def _effects(
    candidate: _Candidate, before: VentureResult, after: Sequence[VentureResult]
) -> tuple[Effect, ...]:
    """Return the effects of the answers; answers with the same effect are joined."""
    grouped: dict[tuple[RecommendationChange, ...], list[PossibleAnswer]] = {}
    for answer, result in zip(candidate.answers, after, strict=True):
        grouped.setdefault(tuple(changes_between(before, result)), []).append(answer)
    if set(grouped) == {()}:
        return ()
    return tuple(
        Effect(tuple(a.word for a in same), tuple(a.edits for a in same), changes)
        for changes, same in grouped.items()
    )


def _extent_met(venture: VentureResult) -> float:
    """Return how much of what the method asks for holds."""
    criteria = [criterion for phase in venture.phases for criterion in phase.criteria]
    requirements = [r.status for phase in venture.phases for r in phase.requirements]
    floors = [criterion.minimum_status for criterion in criteria]
    marks = {"holds": 1.0, "fails": -1.0}
    scored = sum(criterion.lower for criterion in criteria if criterion.lower is not None)
    return sum(marks.get(str(status), 0.0) for status in (*requirements, *floors)) + scored / 1e6
