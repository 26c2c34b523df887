"""Many assessors' judgements become one interval a criterion."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping

import attrs
import polars as pl

from hubflow.engine.pipeline.column_names import PhaseColumns
from hubflow.engine.pipeline.combining import combined, labelled
from hubflow.engine.results.engine_words import sentence
from hubflow.model.judgements import Judgement
from hubflow.model.methodology import Criterion, Methodology, Panel, Requirement
from hubflow.model.results import Assessment, Interval

Key = tuple[str, str, str]
"""Venture, phase, criterion (or judged requirement)."""


@attrs.frozen
class CombinedJudgement:
    """What the panel says on one criterion: an interval, or nothing with the reason why.

    ``lower`` and ``upper`` are positions on the scale (labels count from 0; a requirement is 0 or
    1) and differ only where an even split between labels leaves two.
    """

    lower: float | None
    upper: float | None
    assessments: tuple[Assessment, ...]
    spread: Interval | None = None
    why_missing: str = ""


def judge(
    judgements: Iterable[Judgement], methodology: Methodology, language: str
) -> Mapping[Key, CombinedJudgement]:
    """Combine all judgements, criterion by criterion, as the hub's panel rules say.

    ``language`` is that of the reasons why one does not count.
    """
    by_key: defaultdict[Key, list[Judgement]] = defaultdict(list)
    for judgement in judgements:
        by_key[judgement.venture, judgement.phase, judgement.criterion].append(judgement)
    rules: dict[tuple[str, str], Criterion | Requirement] = {}
    for phase in methodology.phases:
        rules.update({(phase.id, criterion.id): criterion for criterion in phase.criteria})
        rules.update({(phase.id, rule.id): rule for rule in phase.requirements})
    heard = {
        key: _hear(by_key[key], rules[key[1], key[2]], language)
        for key in sorted(by_key)
        if (key[1], key[2]) in rules
    }
    ends = _ends(heard, rules, methodology.panel)
    return {key: _judged(each, ends.get(key), methodology.panel, language)
            for key, each in heard.items()}


def judged_table(judged: Mapping[Key, CombinedJudgement]) -> pl.DataFrame | None:
    """What the panel says as a table: a row a venture, two columns a rule; None if it is silent."""
    if not judged:
        return None
    ventures = sorted({venture for venture, _, _ in judged})
    data = {"venture": pl.Series(ventures, dtype=pl.String)}
    for phase, rule in sorted({(phase, rule) for _, phase, rule in judged}):
        found = [judged.get((venture, phase, rule)) for venture in ventures]
        lower, upper = PhaseColumns(phase).judged(rule)
        data[lower] = pl.Series([each and each.lower for each in found], dtype=pl.Float64)
        data[upper] = pl.Series([each and each.upper for each in found], dtype=pl.Float64)
    return pl.DataFrame(data)


@attrs.frozen
class _Heard:
    """What the assessors said on one criterion, and the places on its scale that count."""

    assessments: tuple[Assessment, ...]
    positions: tuple[float, ...]


def _hear(judgements: list[Judgement], rule: Criterion | Requirement, language: str) -> _Heard:
    justified = isinstance(rule, Criterion) and rule.justified
    assessments: list[Assessment] = []
    positions: list[float] = []
    for judgement in _latest(judgements):
        why_not = _why_not_counted(judgement, language, justified=justified)
        if not why_not:
            positions.append(_position(judgement.score, rule))
        assessments.append(
            Assessment(assessor=judgement.assessor, score=judgement.score,
                       note=judgement.note or "", counted=not why_not, why_not=why_not)
        )
    return _Heard(tuple(assessments), tuple(positions))


def _ends(
    heard: Mapping[Key, _Heard], rules: Mapping[tuple[str, str], Criterion | Requirement],
    panel: Panel,
) -> Mapping[Key, tuple[float, float]]:
    """What the panel says on each criterion of a venture on which enough of it spoke."""
    ends: dict[Key, tuple[float, float]] = {}
    # all criteria of a kind at once: a table for each would take longer than the rest of a run
    for labels in (False, True):
        keys = [key for key in heard if labelled(rules[key[1], key[2]]) == labels]
        scores = [(at, position) for at, key in enumerate(keys)
                  for position in heard[key].positions]
        if not scores:
            continue
        table = pl.DataFrame(scores, {"key": pl.Int64, "position": pl.Float64}, orient="row")
        found = combined(table, "key", panel, labels=labels).select("key", "lower", "upper")
        ends.update((keys[at], (lower, upper)) for at, lower, upper in found.iter_rows())
    return ends


def _judged(
    heard: _Heard, ends: tuple[float, float] | None, panel: Panel, language: str
) -> CombinedJudgement:
    positions, assessments = heard.positions, heard.assessments
    if ends is None:
        why = (sentence("assessors_short", language, n=len(positions),
                        least=panel.minimum_assessors)
               if positions or panel.minimum_assessors > 1
               else assessments[-1].why_not if assessments else "")
        return CombinedJudgement(None, None, assessments, why_missing=why)
    return CombinedJudgement(
        *ends, assessments, Interval(lower=min(positions), upper=max(positions))
    )


def _latest(judgements: list[Judgement]) -> list[Judgement]:
    """One judgement an assessor: the latest dated one counts."""
    latest: dict[str, Judgement] = {}
    for judgement in sorted(judgements, key=lambda j: (j.assessor, j.date or dt.date.min)):
        latest[judgement.assessor] = judgement
    return list(latest.values())


def _why_not_counted(judgement: Judgement, language: str, *, justified: bool) -> str:
    if judgement.conflict:
        return sentence("conflict_of_interest", language)
    if judgement.score is None:
        return sentence("no_score", language)
    if justified and not (judgement.note or "").strip():
        return sentence("no_justification", language)
    return ""


def _position(score: float | str | bool | None, rule: Criterion | Requirement) -> float:
    if isinstance(rule, Requirement):
        return 1.0 if score is True else 0.0
    if rule.ordinal:
        return float(rule.scale.index(score))
    assert isinstance(score, (int, float))
    return float(score)
