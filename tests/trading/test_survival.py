"""The chance to trade on to month 24: laws, and what speaks when little is known."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from tests.property_examples import examples

from hubflow.engine.facts.cash import Cash, Flow
from hubflow.model.methodology import Methodology
from hubflow.plugins.manager import load_hub
from hubflow.trading.base_rate import BaseRate, base_rate
from hubflow.trading.survival import PRIOR_MONTHS, Simulation, Survival, survival

REPO = Path(__file__).parents[2]
FEW = Simulation(paths=400, seed=3)

flows = st.lists(st.tuples(st.integers(-400_000, 400_000), st.integers(0, 300_000)),
                 min_size=1, max_size=23)
shares = st.floats(0, 1)


def cash(months: list[tuple[int, int]], opening: int = 0) -> Cash:
    balances = itertools.accumulate((net for net, _ in months), initial=opening)
    return Cash(tuple(enumerate(list(balances)[1:])),
                tuple(Flow(month, net, grants) for month, (net, grants) in enumerate(months)))


def base(share: float, month: int = 0) -> BaseRate:
    return BaseRate(from_month=month, to_month=24, share=share, figures=())


def of(months: list[tuple[int, int]], share: float, opening: int = 0, *,
       venture: str = "v", simulation: Simulation = FEW) -> Survival:
    return survival(venture, cash(months, opening), base(share, len(months)), len(months), 24,
                    simulation, recorded=True)


@given(flows, shares, st.integers(0, 5_000_000), st.integers(0, 5_000_000))
@settings(max_examples=examples(6))
def test_more_cash_never_lowers_anything(
    months: list[tuple[int, int]], share: float, opening: int, more: int
) -> None:
    one, other = of(months, share, opening), of(months, share, opening + more)
    assert one.own is not None
    assert other.own is not None
    assert one.own.share <= other.own.share
    assert one.own.without_grants <= other.own.without_grants
    for name in ("estimate", "lower", "upper"):
        assert getattr(one, name) <= getattr(other, name) + 1e-12


@given(flows, st.floats(0, 0.9), st.floats(0, 0.1))
@settings(max_examples=examples(6))
def test_a_better_place_never_lowers_anything(
    months: list[tuple[int, int]], share: float, more: float
) -> None:
    one, other = of(months, share), of(months, share + more)
    for name in ("estimate", "lower", "upper"):
        assert getattr(one, name) <= getattr(other, name) + 1e-9


@given(flows, shares, st.integers(0, 2_000_000))
@settings(max_examples=examples(6))
def test_chances_are_chances_and_grants_never_harm(
    months: list[tuple[int, int]], share: float, opening: int
) -> None:
    found = of(months, share, opening)
    assert found.own is not None
    assert 0 <= found.lower <= found.upper <= 1  # type: ignore[operator]
    assert found.own.without_grants <= found.own.share
    between = sorted((share, found.own.share))
    assert between[0] - 1e-9 <= found.estimate <= between[1] + 1e-9  # type: ignore[operator]
    assert found.own_weight == len(months) / (len(months) + PRIOR_MONTHS)


def test_the_seed_fixes_everything_and_each_venture_has_its_own_draws() -> None:
    months = [(-90_000, 0), (40_000, 0), (-60_000, 20_000), (30_000, 0)]
    assert of(months, 0.7, 300_000) == of(months, 0.7, 300_000)
    other = of(months, 0.7, 300_000, simulation=Simulation(paths=400, seed=4))
    assert other != of(months, 0.7, 300_000)
    assert of(months, 0.7, 300_000, venture="w").own != of(months, 0.7, 300_000).own


def test_without_own_months_the_place_speaks_as_widely_as_its_prior() -> None:
    found = survival("v", None, base(0.7), 0, 24, FEW, recorded=False)
    prior = stats.beta(PRIOR_MONTHS * 0.7, PRIOR_MONTHS * 0.3)
    assert found.estimate == pytest.approx(0.7)
    assert found.lower == pytest.approx(prior.ppf(0.1), abs=0.01)
    assert found.upper == pytest.approx(prior.ppf(0.9), abs=0.01)
    assert found.own is None
    assert found.why_not_own == "no_records"


def test_months_that_agree_narrow_what_is_plausible() -> None:
    def width(months: int) -> float:
        found = of([(1_000, 0)] * months, 0.7)
        assert found.lower is not None
        assert found.upper is not None
        return found.upper - found.lower

    assert width(18) < width(9) < width(1)


def test_without_a_base_rate_the_own_months_stand_alone_and_no_estimate_is_made() -> None:
    found = survival("v", cash([(-10, 0), (5, 0)], 100), None, 2, 24, FEW, recorded=True)
    assert (found.estimate, found.why_not) == (None, "no_base_rate")
    assert found.own is not None


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_place_where_all_or_none_live_breaks_nothing(share: float) -> None:
    found = of([(5, 0), (5, 0)], share, 10)
    assert found.lower is not None
    assert 0 <= found.lower <= 1


@pytest.fixture(scope="module")
def westmidlands() -> Methodology:
    return load_hub(str(REPO / "plugins" / "westmidlands" / "hubflow_westmidlands")
                    ).methodology.methodology


def test_the_base_rate_is_that_of_the_published_counts(westmidlands: Methodology) -> None:
    """ONS: 17,805 births of 2010, of which 15,515 and 12,880 lived one and two years."""
    whole = base_rate(westmidlands, "Birmingham", 0, 24)
    second = base_rate(westmidlands, "Birmingham", 12, 24)
    assert whole is not None
    assert second is not None
    assert whole.share == pytest.approx(12_880 / 17_805, abs=0.001)
    assert second.share == pytest.approx(12_880 / 15_515, abs=0.001)
    assert {figure.area for figure in whole.figures} == {"West Midlands region"}


@given(st.integers(0, 24), st.integers(0, 24))
def test_base_rates_multiply_over_time(westmidlands: Methodology, a: int, b: int) -> None:
    first, last = sorted((a, b))

    def share(start: int, end: int) -> float:
        found = base_rate(westmidlands, "", start, end)
        assert found is not None
        return found.share

    assert share(0, last) == pytest.approx(share(0, first) * share(first, last), abs=1e-6)
    assert 0 < share(first, last) <= 1


def test_money_beyond_what_64_bits_hold_is_reckoned_all_the_same() -> None:
    months = [(-300, 0), (200, 100), (-50, 20), (400, 0)]
    many = [(net * 10**300, grants * 10**300) for net, grants in months]
    few, large = of(months, 0.6, 1_001), of(many, 0.6, 1_001 * 10**300)
    assert few.own == large.own
    assert (few.lower, few.upper) == (large.lower, large.upper)
