"""Name what put one of two ventures with the same score first."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Mapping, Sequence

import attrs

from hubflow.engine.gate.rank_order import DRAW, SCORE
from hubflow.engine.method.compiled import Compiled, PhasePlan
from hubflow.engine.results.column_words import scored_in_words, value_in_words
from hubflow.engine.results.engine_words import sentence
from hubflow.engine.results.shown_decimals import told_apart
from hubflow.model.methodology import Phase
from hubflow.model.results import PhaseResult, Reason, TieValue, VentureResult
from hubflow.text.catalogue import words
from hubflow.text.numbers import interval

AHEAD, BEHIND = "tie-ahead", "tie-behind"
"""The ids of the reasons why a venture comes before, or after, one with the same score."""

_BEFORE = frozenset({"decision", "requirement", "guarantee", "floor", "threshold", "rank"})
"""The kinds of reasons that stand before what broke a tie."""

Found = tuple[VentureResult, PhaseResult]


def tie_break(rules: Phase | None, ahead: PhaseResult, behind: PhaseResult, language: str) -> str:
    """Return what told two ventures with the same score apart: "by A, 38.4 against 30".

    A value that is in no result may have decided, so from there on all that comes into question is
    named. ``rules`` is the phase as the method has it.
    """
    keys = [key for key in rules.gate.rank_by if key != SCORE] if rules is not None else []
    in_question: list[str] = []
    for key in keys:
        found = _compared(key, ahead, behind, language)
        if found is None:
            continue
        title, values = found
        if values is not None and not in_question:
            return sentence("tie_by", language, title=title, theirs=values[0], own=values[1])
        if key == DRAW and not in_question:
            return title
        in_question.append(title)
    return ", ".join(in_question) or sentence("tie_order", language)


def _compared(
    key: str, ahead: PhaseResult, behind: PhaseResult, language: str
) -> tuple[str, tuple[str, str] | None] | None:
    """Return what a key is about and the two values; None where they are the same.

    Without values it is not known, or a lot.
    """
    if key == DRAW:
        draw = ahead.draw
        return (sentence("tie_lot", language) if draw is None else sentence(
            "tie_drawn", language, seed=draw.seed, source=draw.source)), None
    one, other = (next((tie for tie in phase.ties if tie.id == key), None)
                  for phase in (ahead, behind))
    if one is not None and other is not None:
        known = one.value is not None and other.value is not None
        values = (_shown(one, language), _shown(other, language)) if known else None
        return None if known and _same(one, other) else (one.text.rstrip("."), values)
    return _parts(key, ahead, behind, language)


def _same(one: TieValue, other: TieValue) -> bool:
    """Return whether two values count for the same."""
    if one.uncovered is None or other.uncovered is None:
        return one.value == other.value
    return one.uncovered == other.uncovered


def _parts(
    key: str, ahead: PhaseResult, behind: PhaseResult, language: str
) -> tuple[str, tuple[str, str] | None] | None:
    """Return the title of a criterion or a group with its two values; None if they are the same."""
    for one, other in itertools.product(ahead.criteria, behind.criteria):
        if one.id == other.id == key:
            mine, theirs = told_apart(one, other)
            shown = scored_in_words(mine, language), scored_in_words(theirs, language)
            return None if shown[0] == shown[1] else (one.title, shown)
    for group, counterpart in itertools.product(ahead.groups, behind.groups):
        if group.id == counterpart.id == key:
            shown = scored_in_words(group, language), scored_in_words(counterpart, language)
            return None if shown[0] == shown[1] else (group.title, shown)
    return None


def _shown(tie: TieValue, language: str) -> str:
    try:
        value = value_in_words(dt.date.fromisoformat(str(tie.value)), language)
    except ValueError:
        value = value_in_words(tie.value, language)
    if tie.uncovered is None:
        return value
    return sentence("tie_free" if tie.uncovered else "tie_covered", language, value=value)


def with_tie_breaks(
    ventures: Sequence[VentureResult], compiled: Compiled, language: str
) -> tuple[VentureResult, ...]:
    """Return the ventures, with a reason where one comes before or after another of its score."""
    told: dict[tuple[str, str], list[Reason]] = {}
    for plan in compiled.phases:
        order = plan.gate.order
        if not plan.ranked or not order.breaks_ties or order.by_draw:
            continue
        for blocks in _ties(ventures, plan):
            for earlier, later in itertools.pairwise(blocks):
                for venture, phase in earlier:
                    told.setdefault((venture.id, phase.phase), []).append(
                        _reason(plan, AHEAD, phase, later[0][1], language))
                for venture, phase in later:
                    told.setdefault((venture.id, phase.phase), []).append(
                        _reason(plan, BEHIND, earlier[-1][1], phase, language))
    return tuple(_with_reasons(venture, told) for venture in ventures) if told else (
        tuple(ventures))


def _reason(
    plan: PhasePlan, id: str, ahead: PhaseResult, behind: PhaseResult, language: str
) -> Reason:
    """Return the reason why a venture comes before the next, or after the one before it."""
    return Reason(
        kind="tie", id=id, source=plan.phase.gate.source,
        text=sentence("tie_won" if id == AHEAD else "tie_lost", language,
                      score=_score(ahead, language),
                      how=tie_break(plan.phase, ahead, behind, language)))


def _ties(ventures: Sequence[VentureResult], plan: PhasePlan) -> Iterator[list[list[Found]]]:
    """Yield ventures of one call and group with the same score, in blocks, in order of rank.

    Those whose ranks are not apart for certain are in one block. With a place for all, nobody is
    told from others.
    """
    levels: dict[tuple[str, str, float], list[Found]] = {}
    for venture in ventures:
        phase = venture.phase(plan.phase.id)
        if venture.call is None or phase is None or not venture.counts_in(phase):
            continue
        if (phase.rank is not None and not phase.rank.uncontested and phase.score is not None
                and phase.score.lower == phase.score.upper):
            levels.setdefault((venture.call, phase.rank.group or "", phase.score.lower), []).append(
                (venture, phase))
    for found in levels.values():
        found.sort(key=lambda each: (_ends(each[1]), each[0].id))
        blocks = [found[:1]]
        for one in found[1:]:
            if max(_ends(phase)[1] for _, phase in blocks[-1]) < _ends(one[1])[0]:
                blocks.append([])
            blocks[-1].append(one)
        yield blocks


def _ends(phase: PhaseResult) -> tuple[int, int]:
    assert phase.rank is not None
    return phase.rank.best, phase.rank.worst


def _score(phase: PhaseResult, language: str) -> str:
    assert phase.shown_score is not None
    return interval(phase.shown_score, language, words(language)["to"])


def _with_reasons(
    venture: VentureResult, told: Mapping[tuple[str, str], Sequence[Reason]]
) -> VentureResult:
    """Return a venture with its reasons added after those about its evidence and its rank."""
    def added(phase: PhaseResult) -> PhaseResult:
        more = told.get((venture.id, phase.phase))
        if more is None:
            return phase
        at = max((index + 1 for index, reason in enumerate(phase.reasons)
                  if reason.kind in _BEFORE), default=0)
        return attrs.evolve(
            phase, reasons=(*phase.reasons[:at], *more, *phase.reasons[at:]))

    return attrs.evolve(venture, stages=tuple(
        attrs.evolve(stage, phases=tuple(map(added, stage.phases))) for stage in venture.stages))
