"""Choose what a jury judges: of each venture its present phase, and the criteria in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import attrs

from hubflow.engine.method.rules import MethodRule, by_phase, rules_of
from hubflow.model.assessors import Assessor
from hubflow.model.call import OUT_OF_RACE
from hubflow.model.identity import PASSES
from hubflow.model.judgements import Judgement
from hubflow.model.methodology import Criterion, ExceptionRule, Methodology, text_in
from hubflow.model.results import PhaseResult, VentureResult
from hubflow.reading.panel.assessor_names import AssessorNames
from hubflow.text.catalogue import words


@attrs.frozen(eq=False, repr=False)
class JuryQuestion:
    """A criterion, or a requirement that the panel judges, in one language.

    ``levels`` are its labels from worst to best, or yes and no; empty on a scale of numbers, which
    ``low`` and ``high`` bound; ``step`` is what lies between two scores, if not any number may be
    given. ``meaning`` says what levels mean, those that have a text. ``weight`` is its share of
    the phase's weight, None where labels are counted. ``assumed``: the rule is an assumption of
    the method. ``applies`` is None where it is not known. An ``exception`` is none where nobody
    answers.
    """

    id: str
    title: str
    says: str
    low: float = 0.0
    high: float = 0.0
    step: float | None = None
    levels: tuple[str, ...] = ()
    meaning: tuple[tuple[str, str], ...] = ()
    weight: float | None = None
    justified: bool = False
    assumed: bool = False
    source: str = ""
    exception: bool = False
    applies: bool | None = True

    @property
    def expected(self) -> bool:
        """Whether an answer is expected: nobody need say that there is no exception."""
        return self.applies is not False and not self.exception


@attrs.frozen(eq=False, repr=False)
class JuryQuestions:
    """The questions about one venture."""

    venture: VentureResult
    phase: PhaseResult
    rules: tuple[JuryQuestion, ...]

    @property
    def expected(self) -> list[str]:
        """The rules that an assessor must answer of the venture."""
        return [rule.id for rule in self.rules if rule.expected]

    @property
    def open_to_scores(self) -> bool:
        """Whether what a jury says can still count: the venture has come to a phase that a jury
        judges, no body has stopped it there or led it on, and it is not :attr:`stopped_by_facts`.
        """
        decision = self.phase.decision
        return (bool(self.rules) and self.phase.possible != ("not_reached",)
                and (decision is None or decision.decision == "revise")
                and not self.stopped_by_facts)

    @property
    def stopped_by_facts(self) -> bool:
        """Whether the method stops the venture, whatever a jury says: it lacks a requirement that
        nobody judges, and no exception can be granted.
        """
        judged = {rule.id for rule in self.rules}
        return (self.phase.recommendation == "stop"
                and not any(rule.exception for rule in self.rules)
                and any(one.status == "fails" and one.otherwise == "stop" and one.id not in judged
                        for one in self.phase.requirements))




@attrs.frozen
class UnaskedVenture:
    """A venture without questions: ``why`` is a key of the words, ``phase`` its present phase.

    Of one that is not in the race of its call, ``phase`` is how it stands there.
    """

    venture: str
    name: str
    why: str
    phase: str = ""


def questions_for(
    ventures: Iterable[VentureResult], methodology: Methodology, language: str,
    yes_no: tuple[str, str], phase: str | None = None, *, decided_only: bool = False,
    awaited: Callable[[str, str, Iterable[str]], bool] = lambda *_: False,
) -> tuple[list[JuryQuestions], list[UnaskedVenture]]:
    """Return the questions to a jury, and the ventures without questions.

    Without ``phase`` it is the one at which each venture stands; ventures that the method would
    lead on already are left out, and those that it would stop, unless the phase's panel may grant
    an exception. With it, all are asked of who have reached it, or may have. Nothing is asked of
    those who withdrew, were late, or may not compete. With ``decided_only`` decisions alone move
    ventures, and no recommendation leaves out a venture of which the jury has not judged all,
    unless its facts stop it: ``awaited`` tells so, given the venture, its phase and the rules.
    """
    # criteria come before requirements, whichever the method's file begins with
    rules = {id: [_question(rule, language, yes_no) for rule in sorted(own, key=lambda r: r.kind)
                  if rule.judged]
             for id, own in by_phase(rules_of(methodology)).items()}
    asked, others = [], []
    for venture in ventures:
        where = at_hand(venture, decided_only=decided_only)
        at = venture.phase(phase) if phase else where
        member = venture.member
        if member is not None and member.standing in OUT_OF_RACE:
            others.append(UnaskedVenture(venture.id, venture.name, "none_not_in_race",
                                         words(language, "call")[member.standing]))
            continue
        why = _why_not(at, rules, named=phase is not None)
        questions = None if at is None else _questions_of(venture, at, rules[at.phase])
        if questions is None or (why and not (
                decided_only and questions.open_to_scores and awaited(
                    venture.id, questions.phase.phase, questions.expected))):
            others.append(UnaskedVenture(
                venture.id, venture.name, why, where.name if where else ""))
            continue
        asked.append(questions)
    return asked, others


def at_hand(venture: VentureResult, *, decided_only: bool = False) -> PhaseResult | None:
    """Return a venture's present phase; None after the last one.

    It is the first phase without a decision to advance, or without a recommendation to advance
    where nothing was decided.

    With ``decided_only`` no recommendation leads past a phase.
    """
    for phase in venture.own_phases:
        decision = phase.decision
        passed = (phase.recommendation == "advance" and not decided_only if decision is None
                  else decision.decision in PASSES and decision.moved)
        if not passed:
            return phase
    return None


def _why_not(at: PhaseResult | None, rules: dict[str, list[JuryQuestion]], *, named: bool) -> str:
    if at is None:
        return "none_passed"
    if at.possible == ("not_reached",):
        return "none_not_reached"
    if not rules[at.phase]:
        return "none_not_judged"
    stopped = at.decision is not None and at.decision.decision == "stop"
    granting = any(rule.exception for rule in rules[at.phase])
    if not named and (stopped or (at.recommendation == "stop" and not granting)):
        return "none_stopped"
    if not named and at.recommendation == "advance" and at.decision is None:
        return "none_advance"
    return ""


def awaited_from(
    assessors: Sequence[Assessor], judgements: Iterable[Judgement]
) -> Callable[[str, str, Iterable[str]], bool]:
    """Return what tells whether an assessor who reads a venture has not judged some rule of its
    phase, as :func:`questions_for` asks.
    """
    people = AssessorNames.of(assessors)
    said = {(one.venture, one.phase, one.criterion, people.key(one.assessor))
            for one in judgements if one.score is not None}

    def awaited(venture: str, phase: str, rules: Iterable[str]) -> bool:
        keys = [people.key(one.id) for one in assessors if venture not in one.conflicts
                and (not one.ventures or venture in one.ventures)]
        return any((venture, phase, rule, key) not in said for rule in rules for key in keys)

    return awaited


def _questions_of(
    venture: VentureResult, at: PhaseResult, rules: Iterable[JuryQuestion]
) -> JuryQuestions:
    """Return a phase's questions with what is known of them for a venture."""
    found = {criterion.id: criterion for criterion in at.criteria}
    return JuryQuestions(venture, at, tuple(
        attrs.evolve(rule, applies=found[rule.id].applies, weight=found[rule.id].weight_share)
        if rule.id in found else rule for rule in rules))


def _question(
    rule: MethodRule[Any], language: str, yes_no: tuple[str, str]
) -> JuryQuestion:
    exception = isinstance(rule.part, ExceptionRule)
    asked = JuryQuestion(id=rule.id, title=rule.text(language), says="", levels=yes_no,
                         assumed=rule.assumed, source=rule.source_title, exception=exception)
    criterion = rule.part
    if not isinstance(criterion, Criterion):
        return asked
    low, high = (0.0, 0.0) if criterion.ordinal else map(float, criterion.scale)
    return attrs.evolve(
        asked, says=rule.detail(language).strip(), justified=criterion.justified,
        levels=tuple(map(str, criterion.scale)) if criterion.ordinal else (), low=low, high=high,
        step=criterion.step,
        meaning=tuple((level, text) for level, texts in criterion.rubric.items()
                      if (text := text_in(texts, language).strip())))
