"""Combine many assessors' judgements into one interval for each criterion."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import attrs
import polars as pl

from hubflow.engine.pipeline.column_names import PhaseColumns
from hubflow.engine.pipeline.combining import (
    combined,
    has_labels,
    is_justified,
    latest,
    position_of,
    why_not_counted,
)
from hubflow.engine.results.engine_words import sentence
from hubflow.model.characters import harmless
from hubflow.model.judgements import Judgement
from hubflow.model.methodology import Criterion, Methodology, Panel, Requirement
from hubflow.model.results import Assessment, Interval
from hubflow.reading.panel.judged_scales import is_on_another_scale, scale_text
from hubflow.reading.panel.judgement_checks import JudgementRules

Key = tuple[str, str, str]
"""Venture, phase, criterion (or judged requirement)."""

Rule = Criterion | Requirement

Heard = tuple[Judgement, str | None, float | None]
"""A judgement, why it does not count (None where it does), and its place on the rule's scale."""


@attrs.frozen(eq=False, repr=False)
class CombinedJudgement:
    """The panel's judgement on one criterion: an interval, or nothing with the reason.

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
    """Return all judgements combined by the hub's panel rules, criterion by criterion.

    ``language`` is that of the reasons why one does not count.
    """
    rules = JudgementRules.of(methodology)
    found = ((each, rules.find(each.phase, each.criterion)) for each in judgements)
    known = sorted(((each, rule) for each, rule in found if rule is not None),
                   key=lambda pair: (_key(pair[0]), pair[0].assessor))
    if not known:
        return {}
    keys = list(dict.fromkeys(_key(judgement) for judgement, _ in known))
    table = _table(known, {key: number for number, key in enumerate(keys)})
    ends = _ends(table, methodology.panel)
    heard: defaultdict[int, list[Heard]] = defaultdict(list)
    for number, at, why_not, position in table.select(
            "key", "at", "why_not", "position").iter_rows():
        heard[number].append((known[at][0], why_not, position))
    return {keys[number]: _judged(each, ends.get(number), methodology.panel, language)
            for number, each in heard.items()}


def judged_table(judged: Mapping[Key, CombinedJudgement]) -> pl.DataFrame | None:
    """Return the panel's judgements: a row a venture, two columns a rule; None without any."""
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


def _key(judgement: Judgement) -> Key:
    return judgement.venture, judgement.phase, judgement.criterion


def _table(
    judgements: Sequence[tuple[Judgement, Rule]], numbers: Mapping[Key, int]
) -> pl.DataFrame:
    """Return the latest judgement of each assessor on each key, and why it does not count.

    All keys stand in one table: a table for each would take longer than the rest of a run.
    """
    said = [each for each, _ in judgements]
    rules = [rule for _, rule in judgements]
    other = [is_on_another_scale(rule, each) for each, rule in judgements]
    table = pl.DataFrame({
        "at": pl.Series(range(len(said)), dtype=pl.Int64),
        "key": pl.Series([numbers[_key(each)] for each in said], dtype=pl.Int64),
        "assessor": pl.Series([harmless(each.assessor) for each in said], dtype=pl.String),
        "day": pl.Series([each.date for each in said], dtype=pl.Date),
        "conflict": pl.Series([each.conflict for each in said], dtype=pl.Boolean),
        "note": pl.Series([harmless(each.note or "").strip() or None for each in said],
                          dtype=pl.String),
        "other_scale": pl.Series(other, dtype=pl.Boolean),
        "position": pl.Series([None if each.conflict or no else position_of(each.score, rule)
                               for (each, rule), no in zip(judgements, other, strict=True)],
                              dtype=pl.Float64),
        "justified": pl.Series([is_justified(rule) for rule in rules], dtype=pl.Boolean),
        "labels": pl.Series([has_labels(rule) for rule in rules], dtype=pl.Boolean),
    })
    if table.height > len({(_key(each), each.assessor) for each in said}):
        table = latest(table.lazy(), "key").sort("at").collect()
    return table.with_columns(
        pl.when(pl.col("other_scale") & ~pl.col("conflict")).then(pl.lit("other_scale"))
        .otherwise(why_not_counted(pl.col("justified"))).alias("why_not"))


def _ends(table: pl.DataFrame, panel: Panel) -> Mapping[int, tuple[float, float]]:
    """Return the panel's interval on each key with enough judgements."""
    ends: dict[int, tuple[float, float]] = {}
    counted = table.filter(pl.col("why_not").is_null())
    for (labels,), part in counted.partition_by("labels", as_dict=True).items():
        found = combined(part, "key", panel, labels=bool(labels)).select("key", "lower", "upper")
        ends.update((key, (lower, upper)) for key, lower, upper in found.iter_rows())
    return ends


def _judged(
    heard: Sequence[Heard], ends: tuple[float, float] | None, panel: Panel, language: str
) -> CombinedJudgement:
    positions = [position for _, why_not, position in heard
                 if why_not is None and position is not None]
    assessments = tuple(
        Assessment(assessor=judgement.assessor, score=judgement.score, note=judgement.note or "",
                   counted=why_not is None,
                   why_not=sentence(why_not, language) if why_not else "",
                   from_dossier=judgement.from_dossier,
                   given=scale_text(judgement.scale) if why_not == "other_scale"
                   else judgement.given)
        for judgement, why_not, _ in heard)
    if ends is None:
        why = (sentence("assessors_short", language, n=len(positions),
                        least=panel.minimum_assessors)
               if positions or panel.minimum_assessors > 1 else assessments[-1].why_not)
        return CombinedJudgement(None, None, assessments, why_missing=why)
    return CombinedJudgement(
        *ends, assessments, Interval(lower=min(positions), upper=max(positions))
    )
