"""Who is how good under how many weightings, against exact and published results."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.typing import NDArray
from scipy.stats import rankdata

from hubflow.compare.robustness import acceptability, rank_counts
from hubflow.compare.robustness.acceptability import (
    central_weights,
    pairwise_winning,
    rank_acceptability,
)
from hubflow.compare.robustness.weighted_scores import weighted_scores
from hubflow.compare.robustness.weightings import uniform_weightings

Floats = NDArray[np.float64]

TIED = st.integers(0, 3).map(float)
ANY = st.floats(-100, 100)
ROUNDED = st.one_of(st.integers(-3, 3), st.integers(-10**11, 10**11)).map(lambda n: n / 10**9)
SCORES = st.sampled_from([TIED, ANY, ROUNDED]).flatmap(lambda elements: arrays(
    np.float64, array_shapes(min_dims=2, max_dims=2, max_side=8), elements=elements))


@pytest.fixture(params=[1 << 20, 7])
def blocks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """All draws at once, and very few at a time."""
    for module in (acceptability, rank_counts):
        monkeypatch.setattr(module, "_CELLS", request.param)


def ranks_one_by_one(scores: Floats) -> Floats:
    """Rank acceptability by sorting each draw and walking along it."""
    draws, alternatives = scores.shape
    found = np.zeros((alternatives, alternatives))
    for row in scores:
        order = list(np.argsort(-row))
        for rank, alternative in enumerate(order):
            equal = [place for place, other in enumerate(order) if row[other] == row[alternative]]
            for place in equal:
                found[alternative, place] += 1 / len(equal) / draws
            assert rank in equal
    return found


# Scores


def test_scores_are_means_over_the_criteria_that_apply() -> None:
    values = np.array([[100.0, 0.0, 50.0], [80.0, np.nan, 20.0], [np.nan, np.nan, 30.0]])
    weightings = np.array([[0.5, 0.3, 0.2], [0.0, 0.6, 0.4]])
    np.testing.assert_array_equal(
        weighted_scores(values, weightings),
        [[60, round((40 + 4) / 0.7, 9), 30], [20, 20, 30]])


def test_scores_are_rounded_so_that_equals_tie() -> None:
    values = np.array([[10.0, 20.0, 30.0], [60.0, 0.0, 20.0]])
    scores = weighted_scores(values, np.array([[0.1, 0.2, 0.7]]))
    assert scores.tolist() == [[26, 20]]
    thirds = weighted_scores(np.array([[70.0, 70.0, 70.0]]), uniform_weightings(3, 500, 1))
    assert set(thirds.ravel()) == {70.0}


@given(st.integers(1, 5), st.integers(1, 5), st.integers(1, 20), st.data())
def test_scores_lie_between_the_values(
    alternatives: int, criteria: int, draws: int, data: st.DataObject,
) -> None:
    values = data.draw(arrays(np.float64, (alternatives, criteria), elements=st.floats(0, 100)))
    gone = data.draw(arrays(np.bool_, (alternatives, criteria)))
    gone[:, 0] = False
    values = np.where(gone, np.nan, values)
    weightings = uniform_weightings(criteria, draws, 1)
    scores = weighted_scores(values, weightings)
    assert scores.shape == (draws, alternatives)
    assert (scores >= np.nanmin(values, axis=1) - 1e-8).all()
    assert (scores <= np.nanmax(values, axis=1) + 1e-8).all()
    for d in range(draws):
        for a in range(alternatives):
            there = ~gone[a]
            mean = np.average(values[a, there], weights=weightings[d, there])
            assert scores[d, a] == pytest.approx(mean, abs=1e-8)


@pytest.mark.parametrize(("values", "weightings"), [
    ([1.0], [[1.0]]), ([[1.0]], [1.0]), ([[1.0, 2.0]], [[1.0]]), ([[np.inf]], [[1.0]]),
    ([[1.0]], [[np.nan]]), ([[1.0]], [[-1.0]]), ([[np.nan]], [[1.0]]),
    ([[np.nan, 1.0]], [[1.0, 0.0]]),
])
def test_what_cannot_be_scored_is_refused(values: Any, weightings: Any) -> None:
    with pytest.raises(ValueError, match=r"do not fit|finite|no criterion"):
        weighted_scores(np.array(values), np.array(weightings))


# Properties


@given(SCORES)
def test_ranks_are_those_of_sorting_each_draw(scores: Floats) -> None:
    found = rank_acceptability(scores)
    np.testing.assert_allclose(found, ranks_one_by_one(scores), rtol=0, atol=1e-12)
    np.testing.assert_allclose(found.sum(axis=0), 1, rtol=0, atol=1e-12)
    np.testing.assert_allclose(found.sum(axis=1), 1, rtol=0, atol=1e-12)
    assert (found >= 0).all()
    ranks = np.arange(1, scores.shape[1] + 1)
    np.testing.assert_allclose(
        found @ ranks, rankdata(-scores, method="average", axis=1).mean(axis=0), atol=1e-12)


@pytest.mark.usefixtures("blocks")
@pytest.mark.parametrize("elements", [5, 10**9])
def test_ranks_do_not_depend_on_the_blocks(elements: int) -> None:
    scores = np.random.default_rng(1).integers(elements, size=(101, 4)).astype(float)
    np.testing.assert_allclose(
        rank_acceptability(scores), ranks_one_by_one(scores), rtol=0, atol=1e-12)
    weightings = uniform_weightings(3, 101, 2)
    for i, weights in enumerate(central_weights(scores, weightings)):
        best = scores == scores.max(axis=1, keepdims=True)
        share = best[:, i] / best.sum(axis=1)
        np.testing.assert_allclose(weights, np.average(weightings, axis=0, weights=share))
    for i in range(4):
        for j in range(4):
            wins = (scores[:, i] > scores[:, j]) + 0.5 * (scores[:, i] == scores[:, j])
            assert pairwise_winning(scores)[i, j] == pytest.approx(wins.mean())


@given(SCORES, st.data())
def test_measures_go_with_the_order_of_the_alternatives(
    scores: Floats, data: st.DataObject,
) -> None:
    order = np.array(data.draw(st.permutations(range(scores.shape[1]))))
    weightings = uniform_weightings(3, len(scores), 1)
    np.testing.assert_allclose(
        rank_acceptability(scores[:, order]), rank_acceptability(scores)[order], atol=1e-12)
    np.testing.assert_allclose(
        pairwise_winning(scores[:, order]), pairwise_winning(scores)[np.ix_(order, order)])
    np.testing.assert_allclose(
        central_weights(scores[:, order], weightings), central_weights(scores, weightings)[order],
        atol=1e-12)


@given(SCORES)
def test_the_measures_agree_with_each_other(scores: Floats) -> None:
    ranks, wins = rank_acceptability(scores), pairwise_winning(scores)
    np.testing.assert_allclose(wins + wins.T, 1, rtol=0, atol=1e-12)
    # An alternative's average rank is 1 and one more for each that beats it.
    places = np.arange(1, scores.shape[1] + 1)
    np.testing.assert_allclose(ranks @ places, 0.5 + wins.sum(axis=0), atol=1e-9)
    weightings = uniform_weightings(4, len(scores), 3)
    central = central_weights(scores, weightings)
    never = ranks[:, 0] == 0
    assert (np.isnan(central).all(axis=1) == never).all()
    assert not np.isnan(central[~never]).any()
    np.testing.assert_allclose(central[~never].sum(axis=1), 1, rtol=0, atol=1e-12)
    np.testing.assert_allclose(
        ranks[~never, 0] @ central[~never], weightings.mean(axis=0), atol=1e-12)


@given(arrays(np.float64, (4, 3), elements=st.floats(1, 100)), st.floats(0.001, 1))
def test_a_dominated_alternative_is_never_first(values: Floats, by: float) -> None:
    values[2] = values[0] - by
    scores = weighted_scores(values, uniform_weightings(3, 200, 1))
    ranks = rank_acceptability(scores)
    assert ranks[2, 0] == 0
    assert ranks[0, -1] == 0
    assert pairwise_winning(scores)[0, 2] == 1
    assert np.isnan(central_weights(scores, uniform_weightings(3, 200, 1))[2]).all()


def test_those_who_tie_share_their_ranks() -> None:
    scores = np.array([[5.0, 7.0, 5.0, 1.0], [2.0, 2.0, 2.0, 2.0]])
    np.testing.assert_allclose(rank_acceptability(scores), np.array([
        [0.25, 0.75, 0.75, 0.25], [1.25, 0.25, 0.25, 0.25],
        [0.25, 0.75, 0.75, 0.25], [0.25, 0.25, 0.25, 1.25]]) / 2, rtol=0, atol=1e-15)


def test_one_alternative_is_always_first() -> None:
    scores = np.array([[1.0], [2.0]])
    np.testing.assert_array_equal(rank_acceptability(scores), [[1]])
    np.testing.assert_array_equal(pairwise_winning(scores), [[0.5]])


@pytest.mark.parametrize("scores", [[1.0, 2.0], [[]], [[1.0, np.nan]], np.zeros((0, 3))])
def test_what_has_no_rank_is_refused(scores: Any) -> None:
    for measure in (rank_acceptability, pairwise_winning):
        with pytest.raises(ValueError, match="score"):
            measure(np.array(scores))
    with pytest.raises(ValueError, match="score"):
        central_weights(np.array(scores), np.ones((1, 1)))


def test_arrays_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="draws of scores"):
        central_weights(np.ones((3, 2)), np.ones((2, 2)))


# Exact cases


def share_above(d: Floats) -> Floats:
    """P(sum w_j d_j > 0) over the simplex: sum over d_j > 0 of d_j^(n-1) / prod (d_j - d_k).

    ``d`` has its criteria last and no two equal. The share of a simplex beyond a hyperplane: the
    weighted sum has a B-spline with the knots d for its density (Curry & Schoenberg, 1966).
    """
    terms = np.zeros_like(d)
    for j in range(d.shape[-1]):
        others = np.delete(d, j, axis=-1)
        terms[..., j] = d[..., j] ** (d.shape[-1] - 1) / (d[..., j, None] - others).prod(axis=-1)
    total: Floats = np.where(d > 0, terms, 0).sum(axis=-1)
    return total


@pytest.mark.parametrize("differences", [
    [10.0, -30.0], [10.0, -5.0, -20.0], [30.0, 12.0, -7.0], [25.0, -1.0, 3.0, -14.0],
    [40.0, -30.0, 20.0, -10.0, 5.0, -17.0], [1.0, -50.0, -60.0, -70.0],
])
def test_two_alternatives_are_first_in_a_known_volume(differences: list[float]) -> None:
    d = np.array(differences)
    draws = 200_000
    values = np.stack([50 + d / 2, 50 - d / 2])
    scores = weighted_scores(values, uniform_weightings(len(d), draws, seed=8))
    p = float(share_above(d))
    assert 0 < p < 1
    allowed = 5 * (p * (1 - p) / draws) ** 0.5
    found = rank_acceptability(scores)
    np.testing.assert_allclose(found, [[p, 1 - p], [1 - p, p]], rtol=0, atol=allowed)
    assert pairwise_winning(scores)[0, 1] == pytest.approx(p, abs=allowed)


def test_the_known_volume_of_two_criteria() -> None:
    """10 w > 30 (1 - w) where w > 3/4."""
    assert float(share_above(np.array([10.0, -30.0]))) == pytest.approx(1 / 4)


@pytest.mark.parametrize("n", [2, 3, 5])
def test_specialists_share_all_ranks_and_have_known_central_weights(n: int) -> None:
    """Each of n alternatives is best in one criterion: all ranks are as likely, and the central
    weight of its own criterion is that of the largest of n, (1 + 1/2 + … + 1/n)/n."""
    draws = 100_000
    weightings = uniform_weightings(n, draws, seed=9)
    scores = weighted_scores(100 * np.eye(n), weightings)
    np.testing.assert_allclose(
        rank_acceptability(scores), 1 / n, rtol=0, atol=5 * (1 / n / draws) ** 0.5)
    largest = (1 / np.arange(1, n + 1)).sum() / n
    expected = np.full((n, n), (1 - largest) / (n - 1))
    np.fill_diagonal(expected, largest)
    np.testing.assert_allclose(
        central_weights(scores, weightings), expected, rtol=0, atol=5 * 0.3 / (draws / n) ** 0.5)


# Published results

ONE_SAMPLE = 10_000
"""The draws behind the published results of the R package smaa."""


def thrombolytics(draws: int, seed: int) -> Floats:
    """Values (draws, 2, 3) of heparin and enoxaparin: proximal DVT, distal DVT, bleeding.

    Beta distributions of the risks, with events and non-events for their parameters, and partial
    values that fall linearly from 1 to 0 over 0–0.25, 0.15–0.4 and 0–0.1. Their source is
    github.com/drugis/mcda-elicitation-web, examples/thrombolytics.json.
    """
    generator = np.random.default_rng(seed)
    events = np.array([[20, 40, 1], [8, 32, 5]])
    others = np.array([[116, 96, 135], [121, 97, 124]])
    risks = generator.beta(events, others, size=(draws, 2, 3))
    best, worst = np.array([0.0, 0.15, 0.0]), np.array([0.25, 0.4, 0.1])
    values: Floats = (worst - risks) / (worst - best)
    return values


def first_of_two(p: float, other: float, draws: int) -> None:
    """Two shares, the published one of one sample, differ by no more than chance allows."""
    assert abs(p - other) <= 4 * (other * (1 - other) * (1 / ONE_SAMPLE + 1 / draws)) ** 0.5


def test_the_thrombolytics_example_of_the_r_package_smaa() -> None:
    """github.com/gertvv/rsmaa, smaa/tests/Examples/smaa-Ex.Rout.save: smaa(meas, pref).

    Rank acceptabilities .3504 and .6496 and central weights as below, of 10,000 draws of
    measurements and weights. The sample itself is not copied: another of the same distributions
    has to come within four standard errors.
    """
    draws = 100_000
    values = thrombolytics(draws, seed=20)
    weightings = uniform_weightings(3, draws, seed=21)
    scores = np.einsum("dac,dc->da", values, weightings)
    ranks = rank_acceptability(scores)
    first_of_two(ranks[0, 0], 0.3504, draws)
    np.testing.assert_allclose(ranks[0], ranks[1, ::-1], rtol=0, atol=1e-12)
    # Measurements by the exact volume of weights that favour heparin, without drawing weights.
    exact = float(share_above(values[:, 0] - values[:, 1]).mean())
    first_of_two(exact, 0.3504, draws)

    published = np.array([[0.1865097, 0.2772205, 0.5362698], [0.4073100, 0.3641477, 0.2285423]])
    central = central_weights(scores, weightings)
    best = scores.argmax(axis=1)
    for i, row in enumerate(central):
        error = weightings[best == i].std(axis=0) * (
            1 / (ONE_SAMPLE * ranks[i, 0]) + 1 / (draws * ranks[i, 0])) ** 0.5
        assert (np.abs(row - published[i]) <= 4 * error).all()


def test_the_thrombolytics_example_with_exact_weights() -> None:
    """The same file: smaa(meas, c(0.5, 0.2, 0.3)) has .1279 and .8721; the values' means are
    .5895 and .6584 under no preference."""
    draws = 100_000
    values = thrombolytics(draws, seed=22)
    scores = values @ np.array([0.5, 0.2, 0.3])
    first_of_two(rank_acceptability(scores)[0, 0], 0.1279, draws)
    np.testing.assert_allclose(values.mean(axis=(0, 2)), [0.5895, 0.6584], rtol=0, atol=0.006)


def test_the_thrombolytics_example_of_drugis() -> None:
    """github.com/drugis/mcda-elicitation-web, R/test/thrombo.R, its "expected" of 10,000 draws:
    no preference, the order proximal DVT > bleeding > distal DVT, and exact swing weights."""
    draws = 100_000
    values = thrombolytics(draws, seed=23)
    free = uniform_weightings(3, draws, seed=24)
    # Uniform weights in a given order are uniform weights put in that order.
    ordered = np.sort(free, axis=1)[:, [2, 0, 1]]
    exact = np.tile(np.array([4, 1, 2]) / 7, (draws, 1))
    for weightings, first, central in (
        (free, 0.3381, [[0.1975995, 0.2780415, 0.5243589], [0.4118189, 0.3578245, 0.2303566]]),
        (ordered, 0.1369, [[0.5239727, 0.1212955, 0.3547318], [0.6229236, 0.1102515, 0.2668248]]),
        (exact, 0.1049, [[4 / 7, 1 / 7, 2 / 7]] * 2),
    ):
        scores = np.einsum("dac,dc->da", values, weightings)
        ranks = rank_acceptability(scores)
        first_of_two(ranks[0, 0], first, draws)
        found = central_weights(scores, weightings)
        for i in range(2):
            spread = weightings[scores.argmax(axis=1) == i].std(axis=0)
            error = spread * ((1 / ONE_SAMPLE + 1 / draws) / ranks[i, 0]) ** 0.5
            assert (np.abs(found[i] - central[i]) <= 4 * error + 1e-7).all()


def test_central_weights_of_the_r_package_where_one_beats_all() -> None:
    """github.com/gertvv/rsmaa, smaa/tests/nacw.R: better in all, and then beaten in one draw."""
    weightings = np.full((10_000, 3), 1 / 3)
    scores = np.tile([1.0, 0.0], (10_000, 1))
    central = central_weights(scores, weightings)
    np.testing.assert_allclose(central[0], 1 / 3)
    assert np.isnan(central[1]).all()
    scores[0] = [0.0, 1.0]
    np.testing.assert_allclose(central_weights(scores, weightings), 1 / 3)
