"""Find the answers that would change a recommendation, by trying each of them.

A draft is run with one thing answered, at each end of what the answer may be, and compared with
the run without it. Where an answer alone changes nothing, because other things asked before it or
beside it are open too, it is tried again with all of those answered favourably.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs

from hubflow.adapt.draft_runs import (
    DraftAsItIs,
    DraftOutcome,
    DraftRuns,
    RecommendationChange,
    changes_between,
)
from hubflow.adapt.possible_answers import (
    COSTS,
    Cost,
    Edit,
    PossibleAnswer,
    answers,
    apply,
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


def first_questions(
    runs: DraftRuns, draft: DraftAsItIs, count: int = FIRST
) -> tuple[Question, ...]:
    """Return the cheapest things to find out that would change a recommendation.

    In order: what can be looked up, what one conversation tells, what has to be written, what a
    panel judges, what needs work on the ground; among these, what an earlier phase asks for. What
    comes after those that are found is not tried.
    """
    trials = _Trials(runs, draft)
    waiting = sorted(trials.candidates, key=lambda each: each.turn)
    found: list[Question] = []
    while waiting and len(found) < count:
        tried = _tried_next(waiting, count - len(found))
        waiting = waiting[len(tried):]
        found += trials.decisive(tried)
    return tuple(found[:count])


def _tried_next(waiting: Sequence[_Candidate], wanted: int) -> Sequence[_Candidate]:
    """Return the questions to try next: as many as are wanted, and one that rests on no more."""
    last = max(each.order for each in waiting[:wanted])
    return waiting[:wanted + 1 if all(
        each.order <= last for each in waiting[wanted:wanted + 1]) else wanted]


class _Trials:
    """The runs of one draft. What is answered alone is tried once, when it is first needed."""

    def __init__(self, runs: DraftRuns, draft: DraftAsItIs) -> None:
        self.runs, self.base = runs, draft.outcome
        self.candidates = list(_candidates(draft.prepared, draft.venture, runs))
        self.results: dict[str, list[tuple[PossibleAnswer, DraftOutcome]]] = {}

    def decisive(self, tried: Sequence[_Candidate]) -> Iterator[Question]:
        """Yield those of some questions that matter, in their order.

        That is by themselves, or else once everything else up to their phase is answered.
        """
        self._try_alone(max(each.order for each in tried))
        alone = {each.root: _effects(self.base, self.results[each.root]) for each in tried}
        together = dict(self._together(
            [each for each in tried if self.results[each.root] and not alone[each.root]]))
        for each in tried:
            if effects := alone[each.root]:
                yield Question(each.root, each.cost, each.text, each.phase, effects)
            elif effects := together.get(each.root, ()):
                given = self.favourable(each)
                yield Question(each.root, each.cost, each.text, each.phase, effects, given,
                               tuple(dict.fromkeys(key for key, _ in given)), each.phase)

    def _try_alone(self, order: int) -> None:
        """Try each answer to what is asked up to a phase by itself; unreadable ones are left out.
        """
        new = [each for each in self.candidates
               if each.order <= order and each.root not in self.results]
        found = iter(self.runs.legal_outcomes(
            [apply(self.runs.data, answer.edits) for each in new for answer in each.answers])
            if new else ())
        for each in new:
            self.results[each.root] = [
                (answer, outcome) for answer in each.answers
                if (outcome := next(found)) is not None]

    def _together(self, tried: Sequence[_Candidate]) -> Iterator[tuple[str, tuple[Effect, ...]]]:
        """Yield the effects of answers beside favourable ones, by the question's root.

        A question is left out if one of these drafts cannot be read.
        """
        drafts: list[Mapping[str, Any]] = []
        for each in tried:
            given = apply(self.runs.data, self.favourable(each))
            drafts += [given, *(apply(given, answer.edits)
                                for answer, _ in self.results[each.root])]
        found = iter(self.runs.legal_outcomes(drafts) if drafts else ())
        for each in tried:
            before = next(found)
            after = [(answer, next(found)) for answer, _ in self.results[each.root]]
            sound = [(answer, outcome) for answer, outcome in after if outcome is not None]
            if before is not None and len(sound) == len(after):
                yield each.root, _effects(before, sound)

    def favourable(self, candidate: _Candidate) -> tuple[Edit, ...]:
        """Return favourable answers to everything else that is asked up to the phase."""
        return tuple(
            edit for other in self.candidates
            if other is not candidate and other.order <= candidate.order
            and self.results[other.root]
            for edit in self.best_answer(other).edits
        )

    def best_answer(self, candidate: _Candidate) -> PossibleAnswer:
        """Return the answer with which most rules hold; the last of several equally good ones."""
        ranked = [(outcome.extent_met, position, answer)
                  for position, (answer, outcome) in enumerate(self.results[candidate.root])]
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
                              compiled.methodology, runs.language)
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
    before: DraftOutcome, after: Sequence[tuple[PossibleAnswer, DraftOutcome]]
) -> tuple[Effect, ...]:
    """Return the effects of answers; those with the same effect are joined. None if none has one.
    """
    grouped: dict[tuple[RecommendationChange, ...], list[PossibleAnswer]] = {}
    for answer, outcome in after:
        grouped.setdefault(tuple(changes_between(before, outcome)), []).append(answer)
    if set(grouped) <= {()}:
        return ()
    return tuple(
        Effect(tuple(a.word for a in same), tuple(a.edits for a in same), changes)
        for changes, same in grouped.items()
    )
