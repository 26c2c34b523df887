"""Explain a rank: which venture is just ahead in the call, and by which criteria."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from hubflow.documents.result_words import ResultWords
from hubflow.engine.call.tie_breaks import tie_break
from hubflow.engine.results.shown_decimals import told_apart
from hubflow.model.methodology import Phase
from hubflow.model.results import CriterionResult, PhaseResult, VentureResult
from hubflow.text.catalogue import words
from hubflow.text.numbers import ranks


@attrs.frozen(kw_only=True)
class RankLine:
    """A line on a rank, with the criteria that it rests on, the widest difference first."""

    venture: str
    text: str
    criteria: tuple[str, ...] = ()


def rank_lines(
    venture: VentureResult, phase: PhaseResult, among: Sequence[VentureResult], rules: Phase,
    language: str,
) -> Iterator[RankLine]:
    """Yield who is just ahead of a venture in a phase, and who is level with it.

    ``among`` are the results of all ventures of its call, ``rules`` the phase as the method has it.
    """
    if phase.rank is None or venture.call is None:
        return
    texts = words(language, "call")
    rivals = list(_rivals(venture, phase, among))
    ahead = [(one, found) for one, found in rivals
             if found.rank is not None and found.rank.worst < phase.rank.best]
    if ahead:
        one, found = max(ahead, key=lambda each: (
            (each[1].rank.worst, each[0].id) if each[1].rank else (0, "")))
        assert found.rank is not None
        theirs, own = _score(found, language), _score(phase, language)
        by = texts["just_ahead_score"].format(theirs=theirs, own=own)
        if phase.score is not None and found.score is not None and (
                phase.score.lower == phase.score.upper == found.score.lower == found.score.upper):
            by = texts["just_ahead_tie"].format(
                score=own, how=tie_break(rules, found, phase, language))
        yield RankLine(
            venture=one.id,
            text=texts["just_ahead"].format(who=one.name, rank=ranks(found.rank), by=by),
            criteria=tuple(_criteria(phase, found, language)))
    for one, found in rivals:
        if _same(found, phase):
            yield RankLine(venture=one.id, text=texts["same_place"].format(who=one.name))


def _same(one: PhaseResult, other: PhaseResult) -> bool:
    """Return whether two phases have one and the same rank that no missing evidence can move."""
    return (one.rank is not None and other.rank is not None
            and not one.missing and not other.missing
            and (one.rank.best, one.rank.worst) == (other.rank.best, other.rank.worst))


def _rivals(
    venture: VentureResult, phase: PhaseResult, among: Sequence[VentureResult]
) -> Iterator[tuple[VentureResult, PhaseResult]]:
    """Yield those who compete with a venture in a phase, with their results in it."""
    for one in among:
        if one.id == venture.id or one.call != venture.call:
            continue
        found = one.phase(phase.phase)
        if (found is not None and found.rank is not None and one.counts_in(found)
                and phase.rank is not None and found.rank.group == phase.rank.group):
            yield one, found


def _criteria(own: PhaseResult, theirs: PhaseResult, language: str) -> Iterator[str]:
    """Yield the criteria in which two ventures differ, what weighs most first."""
    texts = words(language, "call")
    others = {one.id: one for one in theirs.criteria}
    pairs = [(one, others[one.id]) for one in own.criteria if one.id in others]
    differing = [(mine, other) for mine, other in pairs
                 if (mine.lower, mine.upper) != (other.lower, other.upper)]
    showing = ResultWords(language)
    for pair in sorted(differing, key=lambda pair: -abs(_weighed(*pair))):
        mine, other = told_apart(*pair)
        yield texts["by_criterion"].format(title=mine.title, theirs=showing.value(other),
                                          own=showing.value(mine))


def _weighed(mine: CriterionResult, other: CriterionResult) -> float:
    difference = (other.lower or 0.0) - (mine.lower or 0.0)
    ends = [end for end in mine.scale if isinstance(end, int | float)]
    width = (ends[-1] - ends[0]) if len(ends) > 1 else max(len(mine.scale) - 1, 1)
    return difference / (width or 1) * (mine.weight_share or 1.0)


def _score(phase: PhaseResult, language: str) -> str:
    return ResultWords(language).score(phase)
