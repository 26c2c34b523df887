"""Weights drawn at random, and the least change of weights that crosses a threshold."""

from __future__ import annotations

import itertools
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import linprog

from hubflow.compare.robustness.weightings import (
    LeastWeightChange,
    banded_weightings,
    least_weight_change,
    uniform_weightings,
)

Floats = NDArray[np.float64]

SEEDS = st.integers(0, 2**32 - 1)
WEIGHT = st.one_of(st.just(0.0), st.floats(0.01, 10))
WEIGHTS = st.lists(WEIGHT, min_size=1, max_size=7).filter(any)
VALUE = st.one_of(
    st.floats(0, 100).map(lambda x: round(x, 3)), st.integers(0, 4).map(lambda n: 25.0 * n))


def near(sample: Floats, expected: float | Floats, sigma: float | Floats) -> None:
    """The mean over the draws is where its standard error, ``sigma`` of one draw, allows it."""
    error = 5 * np.asarray(sigma) / np.sqrt(len(sample))
    assert (np.abs(sample.mean(axis=0) - expected) <= error).all()


@given(st.integers(1, 12), st.integers(1, 200), SEEDS)
def test_uniform_weightings_lie_on_the_simplex(criteria: int, draws: int, seed: int) -> None:
    drawn = uniform_weightings(criteria, draws, seed)
    assert drawn.shape == (draws, criteria)
    assert (drawn >= 0).all()
    np.testing.assert_allclose(drawn.sum(axis=1), 1, rtol=0, atol=1e-12)
    np.testing.assert_array_equal(drawn, uniform_weightings(criteria, draws, seed))
    np.testing.assert_array_equal(drawn, uniform_weightings(criteria, draws + 7, seed)[:draws])


@pytest.mark.parametrize("n", [2, 3, 5, 9])
def test_uniform_weightings_have_the_moments_of_the_dirichlet_distribution(n: int) -> None:
    """Dirichlet(1, …, 1): mean 1/n, variance (n-1)/(n²(n+1)), covariance -1/(n²(n+1))."""
    drawn = uniform_weightings(n, 100_000, seed=n)
    variance = (n - 1) / (n**2 * (n + 1))
    near(drawn, 1 / n, variance**0.5)
    square = (drawn - 1 / n) ** 2
    near(square, variance, square.std(axis=0))
    product = (drawn[:, 0] - 1 / n) * (drawn[:, 1] - 1 / n)
    near(product, -1 / (n**2 * (n + 1)), float(product.std()))


@pytest.mark.parametrize("n", [2, 3, 5])
def test_uniform_weightings_fill_the_simplex_evenly(n: int) -> None:
    """Each weight is Beta(1, n-1): it is above t in (1-t)^(n-1) of the cases."""
    drawn = uniform_weightings(n, 50_000, seed=11)
    for t in (0.05, 0.2, 0.5, 0.8):
        share = (1 - t) ** (n - 1)
        near((drawn > t).astype(float), share, (share * (1 - share)) ** 0.5)


def test_the_largest_weight_is_as_large_as_known() -> None:
    """The largest of n spacings is (1 + 1/2 + … + 1/n)/n on average."""
    largest = uniform_weightings(4, 50_000, seed=5).max(axis=1)
    near(largest, (1 + 1 / 2 + 1 / 3 + 1 / 4) / 4, float(largest.std()))


def test_other_seeds_give_other_weights() -> None:
    assert (uniform_weightings(3, 5, 1) != uniform_weightings(3, 5, 2)).all()
    one, other = (banded_weightings([1, 2, 3], 0.2, 5, seed) for seed in (1, 2))
    assert (one != other).all()


@given(WEIGHTS, st.floats(0, 1), st.integers(1, 100), SEEDS)
def test_banded_weightings_lie_in_their_band(
    weights: list[float], band: float, draws: int, seed: int,
) -> None:
    drawn = banded_weightings(weights, band, draws, seed)
    centre = np.array(weights) / np.sum(weights)
    assert drawn.shape == (draws, len(weights))
    np.testing.assert_allclose(drawn.sum(axis=1), 1, rtol=0, atol=1e-12)
    assert (drawn >= centre * (1 - band) - 1e-12).all()
    assert (drawn <= centre * (1 + band) + 1e-12).all()
    np.testing.assert_array_equal(drawn, banded_weightings(weights, band, draws, seed))


def test_banded_weightings_go_on_where_a_shorter_draw_ended() -> None:
    long = banded_weightings([3, 2, 1], 0.4, 30_000, seed=1)
    np.testing.assert_array_equal(banded_weightings([3, 2, 1], 0.4, 9_000, seed=1), long[:9_000])
    assert len(np.unique(long, axis=0)) == len(long)


def test_no_band_gives_the_weights_themselves() -> None:
    drawn = banded_weightings([1, 0, 3], 0, 4, seed=1)
    np.testing.assert_array_equal(drawn, [[0.25, 0, 0.75]] * 4)


@pytest.mark.parametrize("band", [5e-324, 1e-300, 1e-17, 1e-16, 1e-15, 1e-13])
def test_a_band_narrower_than_rounding_is_drawn_all_the_same(band: float) -> None:
    for n in (2, 3, 7, 40):
        weights = np.arange(1, n + 1) / 7
        drawn = banded_weightings(weights, band, 20, seed=1)
        np.testing.assert_allclose(
            drawn, np.tile(weights / weights.sum(), (20, 1)), rtol=1e-12, atol=0)


def test_a_single_criterion_has_all_the_weight() -> None:
    np.testing.assert_array_equal(banded_weightings([0, 5], 0.5, 2, seed=1), [[0, 1]] * 2)
    np.testing.assert_array_equal(uniform_weightings(1, 2, seed=1), [[1]] * 2)


@pytest.mark.parametrize(("weights", "band"), [
    ([1, 1, 1], 0.5), ([0.5, 0.3, 0.2], 0.4), ([0.6, 0.25, 0.15], 1.0), ([4, 3, 2, 1], 0.6),
])
def test_banded_weightings_are_those_of_the_simplex_in_the_band(
    weights: list[float], band: float,
) -> None:
    """Naively: points of the whole simplex, those outside the band thrown away."""
    centre = np.array(weights) / np.sum(weights)
    every = uniform_weightings(len(weights), 1_000_000, seed=3)
    inside = every[(np.abs(every - centre) <= band * centre).all(axis=1)]
    assert len(inside) > 10_000
    drawn = banded_weightings(weights, band, 100_000, seed=4)

    def same(one: Floats, other: Floats) -> None:
        error = 5 * np.sqrt(one.var(axis=0) / len(one) + other.var(axis=0) / len(other))
        assert (np.abs(one.mean(axis=0) - other.mean(axis=0)) <= error).all()

    same(drawn, inside)
    same((drawn - centre) ** 2, (inside - centre) ** 2)
    for j, k in itertools.combinations(range(len(weights)), 2):
        same((drawn[:, j] - centre[j]) * (drawn[:, k] - centre[k]),
             (inside[:, j] - centre[j]) * (inside[:, k] - centre[k]))
    for t in (-0.7, -0.3, 0.3, 0.7):
        same((drawn > centre * (1 + t * band)).astype(float),
             (inside > centre * (1 + t * band)).astype(float))


def test_banded_weightings_of_two_criteria_are_uniform_on_an_interval() -> None:
    """Of 0.8 and 0.2 the smaller one decides: the first lies between 0.7 and 0.9."""
    first = banded_weightings([0.8, 0.2], 0.5, 50_000, seed=6)[:, 0]
    near(first, 0.8, 0.2 / 12**0.5)
    near((first - 0.8) ** 2, 0.2**2 / 12, float(((first - 0.8) ** 2).std()))
    assert first.min() >= 0.7
    assert first.max() <= 0.9


def test_many_criteria_can_be_drawn() -> None:
    drawn = banded_weightings(np.ones(200), 0.1, 1_000, seed=1)
    assert drawn.shape == (1_000, 200)
    near(drawn, 1 / 200, drawn.std(axis=0))


@pytest.mark.parametrize(("weights", "band", "draws"), [
    ([], 0.1, 1), ([0, 0], 0.1, 1), ([1, -1, 3], 0.1, 1), ([1, np.nan], 0.1, 1),
    ([1, np.inf], 0.1, 1), ([[1, 2]], 0.1, 1), ([1e308, 1e308], 0.1, 1), ([1, 2], -0.1, 1),
    ([1, 2], 1.1, 1), ([1, 2], np.nan, 1), ([1, 2], 0.1, 0),
])
@pytest.mark.filterwarnings("ignore:overflow")
def test_a_bad_band_is_refused(weights: Any, band: float, draws: int) -> None:
    with pytest.raises(ValueError, match=r"weight"):
        banded_weightings(weights, band, draws, seed=1)


@pytest.mark.parametrize(("criteria", "draws"), [(0, 1), (-1, 1), (1, 0)])
def test_nothing_to_draw_is_refused(criteria: int, draws: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        uniform_weightings(criteria, draws, seed=1)


def by_linear_program(values: Floats, weights: Floats, threshold: float) -> float | None:
    """The least total variation: weights w + up - down, as little of either as possible."""
    n = len(values)
    found = linprog(
        np.full(2 * n, 0.5), bounds=[(0, None)] * n + [(0, w) for w in weights],
        A_eq=np.array([[*values, *-values], [1.0] * n + [-1.0] * n]),
        b_eq=[threshold - weights @ values, 0])
    assert found.status in (0, 2)
    return float(found.fun) if found.status == 0 else None


@given(st.lists(st.tuples(VALUE, WEIGHT), min_size=1, max_size=7).filter(
    lambda pairs: any(w for _, w in pairs)), st.one_of(st.floats(0, 100), st.just(50.0)))
def test_the_least_change_is_that_of_a_linear_program(
    pairs: list[tuple[float, float]], threshold: float,
) -> None:
    values, given_weights = np.array(pairs).T
    weights = given_weights / given_weights.sum()
    found = least_weight_change(values, given_weights, threshold)
    if found is None:
        assert threshold < values.min() or threshold > values.max()
        return
    assert values.min() - 1e-9 <= threshold <= values.max() + 1e-9
    assert (found.weights >= -1e-12).all()
    assert abs(found.weights.sum() - 1) < 1e-12
    assert abs(found.weights @ values - threshold) < 1e-8
    assert found.distance == pytest.approx(np.abs(found.weights - weights).sum() / 2, abs=1e-12)
    if values.max() - values.min() > 1e-3:
        exact = by_linear_program(values, weights, threshold)
        assert exact is None or found.distance == pytest.approx(exact, abs=1e-6)


@pytest.mark.parametrize("threshold", [21.0, 35.0, 50.0, 64.0, 89.0])
def test_the_least_change_is_that_of_a_search(threshold: float) -> None:
    """Every point of a fine grid on the simplex that is at or across the threshold is as far."""
    values, weights = np.array([90.0, 20.0, 60.0]), np.array([0.3, 0.3, 0.4])
    found = least_weight_change(values, weights, threshold)
    assert found is not None
    steps = np.arange(401) / 400
    grid = np.array([(a, b, 1 - a - b) for a in steps for b in steps if a + b <= 1])
    side = np.sign(weights @ values - threshold)
    across = grid[(grid @ values - threshold) * side <= 1e-9]
    nearest = np.abs(across - weights).sum(axis=1).min() / 2
    assert found.distance <= nearest + 1e-12
    assert nearest <= found.distance + 3 / 400


def test_weight_moves_from_the_best_to_the_worst() -> None:
    """80 at first; 30 are to go: 0.25 of the 100 gives 25, the other 5 are 0.1 of the 50."""
    found = least_weight_change([100, 50, 0, 80], [0.25, 0.25, 0.0, 0.5], 77.5 - 30)
    assert found is not None
    assert found.distance == pytest.approx(0.25 + 5 / 80)
    np.testing.assert_allclose(found.weights, [0, 0.25, 0.3125, 0.4375])


def test_a_mean_at_the_threshold_stays() -> None:
    found = least_weight_change([60, 40], [1, 1], 50)
    assert found == LeastWeightChange(distance=0.0, weights=np.array([0.5, 0.5]))
    # The mean of these is not 0.6 to the last bit.
    assert sum([0.1, 0.2, 0.3]) != 0.6
    rounded = least_weight_change([0.3, 0.6, 0.9], [1, 1, 1], 0.6)
    assert rounded is not None
    assert rounded.distance == 0
    assert least_weight_change([70, 70], [1, 2], 70) == LeastWeightChange(
        distance=0.0, weights=np.array([1, 2]) / 3)


def test_what_is_at_the_threshold_to_nine_decimals_is_at_it() -> None:
    found = least_weight_change([1e-12, 30, 60], [1, 1, 1], 0)
    assert found is not None
    assert found.distance == pytest.approx(2 / 3)
    beside = least_weight_change([0, 1e-12, 60], [1, 1, 1], 0)
    assert beside is not None
    np.testing.assert_allclose(beside.weights, [2 / 3, 1 / 3, 0], atol=1e-12)


def test_no_weights_cross_a_threshold_beyond_all_values() -> None:
    assert least_weight_change([60, 70], [1, 1], 59.9) is None
    assert least_weight_change([60, 70], [1, 1], 70.1) is None
    at_the_end = least_weight_change([60, 70], [1, 1], 70)
    assert at_the_end == LeastWeightChange(distance=0.5, weights=np.array([0.0, 1.0]))


def test_a_least_change_cannot_be_changed() -> None:
    found = least_weight_change([60, 70], [1, 1], 66)
    assert found is not None
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        found.distance = 0.0  # type: ignore[misc]
    with pytest.raises(ValueError, match="read-only"):
        found.weights[0] = 0.0
    assert found != least_weight_change([60, 70], [1, 1], 67)
    assert len({found, found}) == 1


@given(st.permutations(range(5)))
def test_the_least_change_goes_with_the_order_of_the_criteria(order: list[int]) -> None:
    values, weights = np.array([90.0, 20.0, 60.0, 10.0, 75.0]), np.array([3.0, 2.0, 1.0, 4.0, 2.0])
    one = least_weight_change(values, weights, 60)
    other = least_weight_change(values[order], weights[order], 60)
    assert one is not None
    assert other is not None
    assert other.distance == pytest.approx(one.distance)
    np.testing.assert_allclose(other.weights, one.weights[order])


@pytest.mark.parametrize(("values", "weights", "threshold"), [
    ([1, 2], [1], 1), ([1, np.nan], [1, 1], 1), ([1, 2], [1, 1], np.inf), ([1, 2], [0, 0], 1),
])
def test_a_bad_question_is_refused(values: Any, weights: Any, threshold: float) -> None:
    with pytest.raises(ValueError, match=r"weights|finite"):
        least_weight_change(values, weights, threshold)
