"""Drawing months on: against closed forms and exact probabilities, and its laws."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from tests.property_examples import examples

from hubflow.trading.simulation import (
    drawn,
    lasts,
    run_length,
    share_lasting,
    shares_of_records,
)

PATHS = 40_000

records = st.lists(st.integers(-500_000, 500_000), min_size=1, max_size=23).map(
    lambda flows: np.array(flows, dtype=np.int64))
seeds = st.integers(0, 2**32 - 1)
ahead = st.integers(1, 24)
runs = st.floats(1, 6)


def near(share: float, exact: float) -> bool:
    """Within four and a half standard errors: once in 150 000 seeds by chance, and ours is set."""
    return bool(abs(share - exact) <= 4.5 * np.sqrt(max(exact * (1 - exact), 1e-4) / PATHS))


def exact_share(cash: int, record: list[int], months: int, run: float) -> float:
    """The probability itself: the months are a Markov chain, followed state by state."""
    n, end = len(record), 1 / run
    states: dict[tuple[int, int], float] = defaultdict(float)
    for index, flow in enumerate(record):
        if cash + flow >= 0:
            states[index, cash + flow] += 1 / n
    for _ in range(months - 1):
        after: dict[tuple[int, int], float] = defaultdict(float)
        for (index, held), chance in states.items():
            for following, flow in enumerate(record):
                step = end / n + (1 - end) * (following == (index + 1) % n)
                if step and held + flow >= 0:
                    after[following, held + flow] += chance * step
        states = after
    return sum(states.values())


@pytest.mark.parametrize(("cash", "months"), [(0, 6), (2, 12), (5, 24), (9, 24)])
def test_a_fair_game_ends_as_the_reflection_principle_says(cash: int, months: int) -> None:
    """Gambler's ruin: a walk of +1 and -1 stays at 0 or above with P(-cash-1 < S <= cash + 1)."""
    heads = stats.binom(months, 0.5)
    # S = 2 * heads - months; reflected at -(cash + 1)
    low, high = -(cash + 1), cash + 1
    exact = heads.cdf((high + months) // 2 if (high + months) % 2 == 0
                      else (high + months - 1) // 2) - heads.cdf((low + months) // 2)
    found = share_lasting(cash, np.array([1, -1]), months, paths=PATHS, run=1.0,
                          rng=np.random.default_rng(7))
    assert near(found, float(exact))
    assert exact_share(cash, [1, -1], months, 1.0) == pytest.approx(float(exact))


@pytest.mark.parametrize("run", [1.0, 1.7, 3.0, 50.0])
def test_runs_of_months_end_as_their_chain_says(run: float) -> None:
    record = [-4, -3, 1, 6, -2, 3]
    found = share_lasting(6, np.array(record), 10, paths=PATHS, run=run,
                          rng=np.random.default_rng(11))
    assert near(found, exact_share(6, record, 10, run))


def test_runs_are_as_long_as_asked_and_every_month_comes_as_often() -> None:
    months = drawn(np.random.default_rng(3).random((4_000, 60, 2)), 12, 3.0)
    assert np.bincount(months.ravel()).min() > 0.9 * months.size / 12
    goes_on = (months[:, 1:] == (months[:, :-1] + 1) % 12).mean()
    assert goes_on == pytest.approx(2 / 3 + 1 / 3 / 12, abs=0.01)


def test_the_record_ahead_and_cash_decide_where_nothing_is_left_to_chance() -> None:
    rng = np.random.default_rng(1)
    assert share_lasting(300, np.array([-100]), 3, paths=100, run=1.0, rng=rng) == 1
    assert share_lasting(299, np.array([-100]), 3, paths=100, run=1.0, rng=rng) == 0
    assert lasts(0, np.array([[5, -6, 100]])).tolist() == [False]


@given(records, seeds, ahead, runs, st.integers(0, 3_000_000), st.integers(0, 3_000_000))
@settings(max_examples=examples(12))
def test_more_cash_never_lasts_less(
    record: np.ndarray, seed: int, ahead: int, run: float, cash: int, more: int
) -> None:
    def share(held: int) -> float:
        return share_lasting(held, record, ahead, paths=200, run=run,
                             rng=np.random.default_rng(seed))

    assert share(cash) <= share(cash + more)


@given(records, seeds, ahead, runs, st.integers(1, 3_000))
@settings(max_examples=examples(12))
def test_how_much_is_worked_on_at_once_changes_nothing(
    record: np.ndarray, seed: int, ahead: int, run: float, at_once: int
) -> None:
    for many in (share_lasting, shares_of_records):
        more = {"records": 7} if many is shares_of_records else {}
        one, other = (
            many(100_000, record, ahead, paths=60, run=run, rng=np.random.default_rng(seed),
                 at_once=size, **more)
            for size in (at_once, 400_000)
        )
        assert np.array_equal(one, other)


@given(st.integers(1, 200))
def test_runs_lengthen_with_the_record_and_are_never_shorter_than_a_month(months: int) -> None:
    assert 1 <= run_length(months) <= run_length(months + 1) <= months + 1
