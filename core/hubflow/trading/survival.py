"""Estimate how likely a business is to trade on to month 24, with the uncertainty.

Two things speak to it: the venture's own months, drawn on by the bootstrap
(:mod:`~hubflow.trading.simulation`), and the place's base rate
(:mod:`~hubflow.trading.base_rate`). They are put together by credibility theory
(H. Bühlmann, "Experience rating and credibility", ASTIN Bulletin 4, 1967, 199-207): the own months
weigh n / (n + k), the base rate the rest. That is the mean of a Beta distribution whose prior is
the base rate, worth k months (W. S. Jewell, "Credible means are exact Bayesian for exponential
families", ASTIN Bulletin 8, 1974, 77-90), and that distribution gives the range.

What is taken for granted: the business ends when its cash is below 0 at the end of a month; months
ahead are like those on record, grants included, with no trend; the records' months are as good as
what was paid and received in them; new businesses of the place are a fair comparison.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Literal

import attrs
import numpy as np
from scipy import stats

from hubflow.engine.facts.cash import Cash
from hubflow.trading.base_rate import BaseRate
from hubflow.trading.simulation import Floats, run_length, share_lasting, shares_of_records

PRIOR_MONTHS = 12
"""How many own months the base rate is worth (k): an assumption of hubflow's.

After a year of records the venture's own months weigh as much as the place's businesses.
"""

RANGE = (0.1, 0.9)
"""The range that is told holds four fifths of the distribution."""

_RECORDS, _PATHS_EACH = 400, 200
_LARGEST_SUM = 2**62

WhyNot = Literal["not_formed", "over", "no_base_rate"]
WhyNotOwn = Literal["no_cash", "no_records"]


@attrs.frozen(kw_only=True)
class Simulation:
    """The settings of a simulation: the number of paths and the seed."""

    paths: int = 10_000
    seed: int = 1


@attrs.frozen(kw_only=True)
class OwnRecord:
    """The estimate from the venture's own months alone.

    ``share`` of the paths on which the cash lasts, give or take ``error`` (twice the standard error
    of having drawn only so many); ``without_grants``: had there been no grants in those months.
    """

    months: int
    run: float
    share: float
    error: float
    without_grants: float


@attrs.frozen(kw_only=True)
class Survival:
    """The estimated chance that the business lasts from ``from_month`` to ``to_month``.

    ``estimate`` weighs the own months by ``own_weight`` and the base rate by the rest; four fifths
    of what is plausible lies from ``lower`` to ``upper``. ``why_not`` says why there is none,
    ``why_not_own`` why the own months do not speak.
    """

    from_month: int
    to_month: int
    simulation: Simulation
    estimate: float | None = None
    lower: float | None = None
    upper: float | None = None
    own_weight: float = 0.0
    prior_months: int = PRIOR_MONTHS
    own: OwnRecord | None = None
    base: BaseRate | None = None
    why_not: WhyNot | None = None
    why_not_own: WhyNotOwn | None = None


def survival(
    venture: str, cash: Cash | None, base: BaseRate | None, from_month: int, to_month: int,
    simulation: Simulation, *, recorded: bool,
) -> Survival:
    """Return the chance to last; ``cash`` is what the records show, up to ``from_month``.

    ``recorded`` says whether any month is on record, for saying why the own months are silent.
    The draws hang on the seed and on the venture's id, not on who else is looked at.
    """
    own, spread = None, np.zeros(_RECORDS)
    seeds = np.random.SeedSequence([simulation.seed, zlib.crc32(venture.encode())]).spawn(3)
    rng = np.random.default_rng(seeds[0])
    quantiles = (rng.permutation(_RECORDS) + rng.random(_RECORDS)) / _RECORDS
    if cash is not None:
        own, spread = _own(cash, to_month - from_month, simulation, seeds[1:])
    silent: WhyNotOwn | None = None
    if own is None:
        silent = "no_cash" if recorded else "no_records"
    told = Survival(from_month=from_month, to_month=to_month, simulation=simulation, own=own,
                    base=base, why_not_own=silent)
    if base is None:
        return attrs.evolve(told, why_not="no_base_rate")
    months = own.months if own is not None else 0
    weight = months / (months + PRIOR_MONTHS)
    estimate = (1 - weight) * base.share + (weight * own.share if own is not None else 0.0)
    lower, upper = _range(base.share, months, spread, quantiles)
    return attrs.evolve(told, estimate=estimate, lower=lower, upper=upper, own_weight=weight)


def _own(
    cash: Cash, ahead: int, simulation: Simulation,
    seeds: Sequence[np.random.SeedSequence],
) -> tuple[OwnRecord, Floats]:
    """The own months' say, and what other records might have said."""
    unit = _unit(cash, ahead)
    now = cash.now // unit
    record, earned = (np.array([each // unit for each in flows], dtype=np.int64) for flows in (
        [flow.net for flow in cash.flows], [flow.net - flow.grants for flow in cash.flows]))
    run = run_length(len(record))
    # the same paths with and without grants, so that only the grants differ
    share, without = (
        share_lasting(now, flows, ahead, paths=simulation.paths, run=run,
                      rng=np.random.default_rng(seeds[0]))
        for flows in (record, earned)
    )
    spread = shares_of_records(now, record, ahead, records=_RECORDS, paths=_PATHS_EACH,
                               run=run, rng=np.random.default_rng(seeds[1]))
    error = 2 * float(np.sqrt(share * (1 - share) / simulation.paths))
    return OwnRecord(months=len(record), run=run, share=share, error=error,
               without_grants=without), spread


def _unit(cash: Cash, ahead: int) -> int:
    """In how many cents to reckon: one, unless no sum of so many months would fit into 64 bits."""
    largest = max(abs(flow.net) + abs(flow.grants) for flow in cash.flows)
    return (abs(cash.now) + ahead * largest) // _LARGEST_SUM + 1


def _range(base: float, months: int, spread: Floats, quantiles: Floats) -> tuple[float, float]:
    """Return the central 80 % interval, from a Beta distribution for each resampled record."""
    # a base rate of all or none would leave a parameter of the distribution at 0
    prior = PRIOR_MONTHS * min(max(base, 0.001), 0.999)
    chances = stats.beta.ppf(quantiles, prior + months * spread,
                             PRIOR_MONTHS - prior + months * (1 - spread))
    lower, upper = np.quantile(chances, RANGE)
    return float(lower), float(upper)
