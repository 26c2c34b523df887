"""Measure how far methods agree on a call: decisions, ranks, selections, and who divides them.

Kendall's τ-b and the bootstrap are SciPy's. A paired bootstrap draws ventures with all that each
hub says of them. A measure takes two sequences, or as many of both as were drawn: ventures stand
along the last axis.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from hubflow.compare.kept_run import KeptRun
from hubflow.compare.venture_comparison import ORDER
from hubflow.model.methodology import STAGES, Stage
from hubflow.model.results import PhaseResult, VentureResult

TAU_LEAST = 10
"""Fewer ventures than this give no τ-b that is shown (Long and Cliff 1997)."""

RESAMPLES = 999
CONFIDENCE = 0.95


@attrs.frozen(kw_only=True)
class IntervalFigure:
    """A figure with its 95 % bootstrap interval over ``n`` ventures; None where undefined."""

    value: float | None
    lower: float | None
    upper: float | None
    n: int


@attrs.frozen(kw_only=True)
class StageAgreement:
    """The agreement of two hubs in one stage: on decisions, on ranks, and on who advances.

    It is about the ventures that reach the stage under at least one of the two. ``same`` is the
    share of them with the same recommendation, ``kappa`` Cohen's κ over the five words, ``tau``
    Kendall's τ-b between the ranks of those that both rank surely (None where not both rank).
    ``through_a`` and ``through_b`` count who surely advances, ``both`` who does under either;
    ``overlap`` is their share of all that advance under one or the other. κ says something from
    ``kappa_least`` ventures on, τ-b from ``tau_least`` on; pages leave them out below.
    """

    stage: Stage
    a: str
    b: str
    same: IntervalFigure
    kappa: IntervalFigure
    tau: IntervalFigure | None
    through_a: int
    through_b: int
    both: int
    overlap: IntervalFigure | None
    kappa_least: int
    tau_least: int = TAU_LEAST


@attrs.frozen(kw_only=True)
class Disagreement:
    """A venture of which two hubs recommend different things in a stage that both use.

    ``passed_a`` and ``passed_b`` count the stages that both use; ``said_a`` and ``said_b`` are the
    last phases that it reached, with their recommendations.
    """

    venture: str
    name: str
    a: str
    b: str
    passed_a: int
    passed_b: int
    said_a: str
    said_b: str


def agreements(a: KeptRun, b: KeptRun, seed: int) -> tuple[StageAgreement, ...]:
    """Return the agreement in every stage that both use and a venture reached under either."""
    found = []
    for stage in _common_stages(a, b):
        said_a, said_b = _said(a, stage), _said(b, stage)
        ids = [id for id in sorted(said_a) if {said_a[id], said_b[id]} != {"not_reached"}]
        if ids:
            pairs = [(said_a[id], said_b[id]) for id in ids]
            found.append(_stage(stage, a, b, pairs, ids, seed))
    return tuple(found)


def _common_stages(a: KeptRun, b: KeptRun) -> tuple[Stage, ...]:
    """Return the stages in which both hubs have phases."""
    of_a, of_b = ({plan.phase.stage for plan in run.prepared.compiled.phases} for run in (a, b))
    return tuple(stage for stage in STAGES if stage in of_a & of_b)


def _stage(
    stage: Stage, a: KeptRun, b: KeptRun, pairs: Sequence[tuple[str, str]],
    ids: Sequence[str], seed: int,
) -> StageAgreement:
    codes_a = np.array([ORDER.index(x) for x, _ in pairs])
    codes_b = np.array([ORDER.index(y) for _, y in pairs])
    ranks_a, ranks_b = _ranks(a, stage), _ranks(b, stage)
    ranked = [id for id in ids if id in ranks_a and id in ranks_b]
    tau = None
    if len(ranked) > 1:
        tau = with_interval(kendall, np.array([ranks_a[id] for id in ranked], dtype=float),
                     np.array([ranks_b[id] for id in ranked], dtype=float), seed)
    through_a, through_b = codes_a == 0, codes_b == 0
    either = bool((through_a | through_b).any())
    return StageAgreement(
        stage=stage, a=a.name, b=b.name,
        same=with_interval(same_share, codes_a, codes_b, seed),
        kappa=with_interval(cohen, codes_a, codes_b, seed), tau=tau,
        through_a=int(through_a.sum()), through_b=int(through_b.sum()),
        both=int((through_a & through_b).sum()),
        overlap=with_interval(overlap, codes_a, codes_b, seed) if either else None,
        kappa_least=kappa_least(len({word for pair in pairs for word in pair})),
    )


def kappa_least(categories: int) -> int:
    """Return the least number of ventures for κ over so many different words: 2k².

    Cicchetti (1981) found it for weighted κ with 3 to 10 categories; two are the fewest here.
    """
    return int(2 * max(2, categories) ** 2)


def _said(run: KeptRun, stage: Stage) -> Mapping[str, str]:
    return {v.id: v.at_stage(stage).recommendation for v in run.result.ventures}


def _ranks(run: KeptRun, stage: Stage) -> Mapping[str, int]:
    """Return the certain ranks in the first phase of the stage that ranks, by venture."""
    found: dict[str, int] = {}
    for venture in run.result.ventures:
        ranks = [p.rank for p in venture.at_stage(stage).phases if p.rank is not None]
        if ranks and ranks[0].of > 1 and ranks[0].best == ranks[0].worst:
            found[venture.id] = ranks[0].best
    return found


Array = npt.NDArray[Any]
Measure = Callable[[Array, Array], Array]


def same_share(a: Array, b: Array) -> Array:
    """Return the share of positions at which two sequences are equal."""
    return np.asarray(np.mean(a == b, axis=-1))


def overlap(a: Array, b: Array) -> Array:
    """Return the share of ventures advancing (0) under either that advance under both, or NaN."""
    return _ratio(((a == 0) & (b == 0)).sum(-1), ((a == 0) | (b == 0)).sum(-1))


def cohen(a: Array, b: Array) -> Array:
    """Return Cohen's κ; NaN if both sequences hold one and the same word throughout.

    κ is 1 less the disagreements found over those expected by chance (Cohen 1960), both here
    times the square of the number of ventures, so that whole numbers are counted.
    """
    n = a.shape[-1]
    words = range(len(ORDER))
    agree = np.sum([(a == word).sum(-1) * (b == word).sum(-1) for word in words], axis=0)
    return np.subtract(1, _ratio(n * (a != b).sum(-1), n * n - agree))


def _ratio(part: Array, whole: Array) -> Array:
    """Return part over whole, NaN where the whole is 0."""
    return np.where(whole == 0, math.nan, part / np.maximum(whole, 1))


def kendall(a: Array, b: Array) -> Array:
    """Return Kendall's τ-b; NaN if one sequence ranks all ventures the same."""
    from scipy.stats import kendalltau

    if a.ndim > 1:
        return np.array([kendall(*pair) for pair in zip(a, b, strict=True)])
    return np.array(kendalltau(a, b, variant="b").statistic)


def with_interval(measure: Measure, a: Array, b: Array, seed: int) -> IntervalFigure:
    """Return a measure of two paired sequences with its bootstrap interval (percentiles)."""
    from scipy.stats import bootstrap

    value = float(measure(a, b))
    n = len(a)
    if n < 2 or not math.isfinite(value):
        return IntervalFigure(value=_finite(value), lower=None, upper=None, n=n)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        drawn = bootstrap(
            (a, b), lambda a, b, axis: measure(a, b), paired=True,  # noqa: ARG005
            vectorized=True, n_resamples=RESAMPLES, method="percentile",
            confidence_level=CONFIDENCE, rng=np.random.default_rng(seed),
        ).bootstrap_distribution
    inside = drawn[np.isfinite(drawn)]
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(inside, [tail, 1 - tail]) if len(inside) else (math.nan, math.nan)
    return IntervalFigure(
        value=round(value, 9), lower=_finite(float(low)), upper=_finite(float(high)), n=n
    )


def _finite(value: float) -> float | None:
    return round(value, 9) if math.isfinite(value) else None


def disagreements(a: KeptRun, b: KeptRun, most: int) -> tuple[Disagreement, ...]:
    """Return the ventures on which two hubs differ most, the greatest difference first."""
    others, stages = b.ventures, _common_stages(a, b)
    found = []
    for venture in a.result.ventures:
        other = others[venture.id]
        words_a, words_b = ([ORDER.index(v.at_stage(stage).recommendation) for stage in stages]
                            for v in (venture, other))
        if words_a == words_b:
            continue
        passed_a, passed_b = words_a.count(0), words_b.count(0)
        furthest = max(abs(x - y) for x, y in zip(words_a, words_b, strict=True))
        found.append(((abs(passed_a - passed_b), furthest), Disagreement(
            venture=venture.id, name=venture.name, a=a.name, b=b.name, passed_a=passed_a,
            passed_b=passed_b, said_a=phase_and_word(last_reached(venture)),
            said_b=phase_and_word(last_reached(other)),
        )))
    found.sort(key=lambda item: (-item[0][0], -item[0][1], item[1].venture))
    return tuple(disagreement for _, disagreement in found[:most])


def last_reached(venture: VentureResult) -> PhaseResult | None:
    """Return the last phase that a venture reached."""
    reached = [p for p in venture.phases if p.recommendation != "not_reached"]
    return reached[-1] if reached else None


def phase_and_word(phase: PhaseResult | None) -> str:
    """Return a phase with its recommendation; empty if no phase was reached."""
    return "" if phase is None else f"{phase.name}: {phase.recommendation}"
