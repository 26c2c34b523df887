"""Combine many assessors' judgements into one interval for each criterion."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs
import polars as pl

from hubflow.engine.pipeline.column_names import PhaseColumns
from hubflow.engine.pipeline.combining import (
    combined,
    group_scores,
    has_labels,
    latest,
    needs_note,
    position_of,
    why_not_counted,
)
from hubflow.engine.results.engine_words import sentence
from hubflow.model.characters import harmless
from hubflow.model.judgements import Judgement
from hubflow.model.methodology import Criterion, Methodology, Panel, Requirement, text_in
from hubflow.model.results import Assessment, AssessorGroupResult, Interval
from hubflow.reading.panel.judged_scales import is_on_another_scale, scale_text
from hubflow.reading.panel.judgement_checks import JudgementRules

Key = tuple[str, str, str]
"""Venture, phase, criterion (or judged requirement)."""

Rule = Criterion | Requirement

Ends = tuple[float, float]
"""The least and the greatest position that a panel, or a group of it, leaves possible."""

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
    groups: tuple[AssessorGroupResult, ...] = ()


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
    panel = methodology.panel
    table = _table(known, {key: number for number, key in enumerate(keys)}, panel)
    ends, by_group = _ends(table, panel), _group_ends(table, panel)
    heard: defaultdict[int, list[Heard]] = defaultdict(list)
    for number, at, why_not, position in table[
            ["key", "at", "why_not", "position"]].iter_rows():
        heard[number].append((known[at][0], why_not, position))
    return {keys[number]: _judged(
                each, ends.get(number), panel, language,
                tuple(_group_results(each, by_group, number, panel, language)))
            for number, each in heard.items()}


def judged_table(judged: Mapping[Key, CombinedJudgement]) -> pl.DataFrame | None:
    """Return the panel's judgements: a row a venture, two columns a rule; None without any."""
    if not judged:
        return None
    ventures = sorted({venture for venture, _, _ in judged})
    rules = sorted({(phase, rule) for _, phase, rule in judged})
    ends = [name for phase, rule in rules for name in PhaseColumns(phase).judged(rule)]
    rows = [[venture, *(end for phase, rule in rules
                        for end in _ends_of(judged.get((venture, phase, rule))))]
            for venture in ventures]
    return pl.DataFrame(
        rows, schema={"venture": pl.String, **dict.fromkeys(ends, pl.Float64)}, orient="row")


def _ends_of(judged: CombinedJudgement | None) -> tuple[float | None, float | None]:
    return (None, None) if judged is None else (judged.lower, judged.upper)


def _key(judgement: Judgement) -> Key:
    return judgement.venture, judgement.phase, judgement.criterion


def _table(
    judgements: Sequence[tuple[Judgement, Rule]], numbers: Mapping[Key, int], panel: Panel
) -> pl.DataFrame:
    """Return the latest judgement of each assessor on each key, and why it does not count.

    All keys stand in one table: a table for each would take longer than the rest of a run.
    """
    table = pl.DataFrame(
        [_row(at, numbers[_key(said)], said, rule) for at, (said, rule) in enumerate(judgements)],
        schema=_COLUMNS, orient="row")
    if table.height > len({(_key(said), said.assessor) for said, _ in judgements}):
        table = latest(table.lazy(), "key").sort("at").collect()
    return table.with_columns(
        pl.when(pl.col("other_scale") & ~pl.col("conflict")).then(pl.lit("other_scale"))
        .otherwise(why_not_counted(pl.col("justified"), panel)).alias("why_not"))


_COLUMNS: Mapping[str, type[pl.DataType]] = {
    "at": pl.Int64, "key": pl.Int64, "assessor": pl.String, "group": pl.String, "day": pl.Date,
    "conflict": pl.Boolean, "note": pl.String, "other_scale": pl.Boolean, "position": pl.Float64,
    "justified": pl.Boolean, "labels": pl.Boolean,
}
"""The columns of the table of judgements."""


def _row(at: int, key: int, said: Judgement, rule: Rule) -> tuple[object, ...]:
    """Return a judgement as a row of their table."""
    other = is_on_another_scale(rule, said)
    return (at, key, harmless(said.assessor), said.group, said.date, said.conflict,
            harmless(said.note or "").strip() or None, other,
            None if said.conflict or other else position_of(said.score, rule),
            needs_note(rule, said.score), has_labels(rule))


def _ends(table: pl.DataFrame, panel: Panel) -> Mapping[int, Ends]:
    """Return the panel's interval on each key with enough judgements."""
    found = _asked([combined(part, "key", panel, labels=labels)
                    for labels, part in _counted(table)])
    return {key: (lower, upper) for key, lower, upper in found}


def _group_ends(table: pl.DataFrame, panel: Panel) -> Mapping[tuple[int, str], Ends]:
    """Return each group's interval on each key with enough of its judgements."""
    found = _asked([each.select("key", "lower", "upper", group=pl.lit(id))
                    for labels, part in (_counted(table) if panel.groups else ())
                    for id, each in group_scores(part, "key", panel, labels=labels).items()])
    return {(key, id): (lower, upper) for key, lower, upper, id in found}


def _counted(table: pl.DataFrame) -> Iterator[tuple[bool, pl.LazyFrame]]:
    """Yield the judgements that count on labels, and those on numbers."""
    for labels in sorted(set(table["labels"])):
        yield labels, table.lazy().filter(
            pl.col("why_not").is_null() & (pl.col("labels") == labels))


def _asked(frames: Sequence[pl.LazyFrame]) -> list[tuple[Any, ...]]:
    """Return the rows of several frames, asked for at once."""
    if not frames:
        return []
    return pl.concat(frames).collect(optimizations=pl.QueryOptFlags.none()).rows()


def _group_results(
    heard: Sequence[Heard], ends: Mapping[tuple[int, str], Ends], number: int, panel: Panel,
    language: str,
) -> Iterator[AssessorGroupResult]:
    """Yield what each group of assessors says together on one criterion."""
    total = sum(group.weight for group in panel.groups)
    for group in panel.groups:
        lower, upper = ends.get((number, group.id), (None, None))
        yield AssessorGroupResult(
            id=group.id, title=text_in(group.title, language, group.id),
            weight_share=group.weight / total, lower=lower, upper=upper,
            counted=sum(why_not is None and said.group == group.id for said, why_not, _ in heard),
            least=group.minimum_assessors)


def _judged(
    heard: Sequence[Heard], ends: Ends | None, panel: Panel, language: str,
    groups: tuple[AssessorGroupResult, ...],
) -> CombinedJudgement:
    positions = [position for _, why_not, position in heard
                 if why_not is None and position is not None]
    assessments = tuple(
        Assessment(assessor=judgement.assessor, score=judgement.score, note=judgement.note or "",
                   counted=why_not is None,
                   why_not=sentence(why_not, language) if why_not else "",
                   from_dossier=judgement.from_dossier, group=judgement.group,
                   given=scale_text(judgement.scale) if why_not == "other_scale"
                   else judgement.given)
        for judgement, why_not, _ in heard)
    if ends is None:
        why = (_short(groups, language)
               or (sentence("assessors_short", language, n=len(positions),
                            least=panel.minimum_assessors)
                   if positions or panel.minimum_assessors > 1 else assessments[-1].why_not))
        return CombinedJudgement(None, None, assessments, why_missing=why, groups=groups)
    return CombinedJudgement(
        *ends, assessments, Interval(lower=min(positions), upper=max(positions)), groups=groups)


def _short(groups: Sequence[AssessorGroupResult], language: str) -> str:
    """Return which groups have too few judgements that count; empty if none has."""
    return "; ".join(
        f"{group.title}: " + sentence("assessors_short", language, n=group.counted,
                                      least=group.least)
        for group in groups if group.lower is None)
