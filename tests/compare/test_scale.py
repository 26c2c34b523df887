"""Many alternatives under many weightings: exact, and the same in any block and any thread."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from tests.compare.conftest import Workshop, criterion, gate, judgements
from tests.property_examples import examples

from hubflow.compare.robustness import acceptability, rank_counts
from hubflow.compare.robustness import quota_counts as quota
from hubflow.compare.robustness import selection as selected
from hubflow.compare.robustness import thread_blocks as threads
from hubflow.compare.robustness.acceptability import (
    central_weights,
    pairwise_winning,
    rank_acceptability,
)
from hubflow.compare.robustness.drawn_weights import WeightDraw
from hubflow.compare.robustness.flag_counts import count_true
from hubflow.compare.robustness.quota_counts import times_selected
from hubflow.compare.robustness.robustness import robustness
from hubflow.compare.robustness.weighted_scores import ScoreBlock, blocked_scores, weighted_scores
from hubflow.compare.robustness.weightings import uniform_weightings

Floats = NDArray[np.float64]

FEW = st.integers(0, 3).map(lambda n: 25.0 * n)
POINTS = st.one_of(FEW, st.floats(0, 100), st.integers(0, 10**11).map(lambda n: n / 1e9))
SIZES = st.sampled_from([1, 3, 7, 64, 1 << 20])
LAXLY = settings(max_examples=examples(25))


@st.composite
def problems(draw: st.DrawFn, gaps: bool = True) -> tuple[Floats, Floats]:
    """Values with gaps and repeated rows, and weightings under which all have weight."""
    alternatives, criteria = draw(st.integers(1, 12)), draw(st.integers(1, 4))
    values = draw(arrays(np.float64, (alternatives, criteria), elements=POINTS))
    if gaps:
        gone = draw(arrays(np.bool_, values.shape))
        gone[:, draw(st.integers(0, criteria - 1))] = False
        values[gone] = np.nan
    values = values[draw(st.lists(st.integers(0, alternatives - 1), min_size=1, max_size=14))]
    weightings = uniform_weightings(criteria, draw(st.integers(1, 30)), draw(st.integers(0, 99)))
    if draw(st.booleans()):
        weightings = np.ceil(weightings * 4)  # whole weights: sums meet the middle of roundings
    return values, weightings


def in_order(values: Floats, weightings: Floats) -> Floats:
    """Scores by adding up one criterion after the other, as the engine does."""
    found = np.empty((len(weightings), len(values)))
    for d, weights in enumerate(weightings):
        for a, row in enumerate(values):
            total = weight = 0.0
            for w, v in zip(weights, row, strict=True):
                if not np.isnan(v):
                    total += float(w) * float(v)
                    weight += float(w)
            found[d, a] = np.rint(total / weight * 1e9) / 1e9
    return found


@given(problems(), SIZES)
@LAXLY
def test_scores_are_those_of_adding_up_in_order_in_blocks_of_any_size(
    problem: tuple[Floats, Floats], size: int,
) -> None:
    expected = in_order(*problem)
    np.testing.assert_array_equal(weighted_scores(*problem), expected)
    scores = blocked_scores(*problem)
    parts = [scores.of(block) for block in scores.blocks(size)]
    np.testing.assert_array_equal(np.concatenate(parts), expected)


def test_a_sum_next_to_the_middle_of_two_roundings_is_added_up_in_order() -> None:
    """Half of an odd number of units of the ninth decimal, where the last bit decides."""
    generator = np.random.default_rng(4)
    values = (2 * generator.integers(0, 10**10, size=(2_000, 2)) + [0, 1]) / 1e9
    weightings = np.array([[1.0, 1.0], [0.3, 0.3], [3.0, 1.0]])
    np.testing.assert_array_equal(weighted_scores(values, weightings), in_order(values, weightings))


def test_scores_are_the_engines_own_to_the_last_bit() -> None:
    generator = np.random.default_rng(5)
    values, weights = generator.random((4_000, 12)) * 100, generator.integers(1, 30, 12)
    table = pl.DataFrame(values, schema=[f"c{i}" for i in range(12)])
    summed = pl.sum_horizontal(pl.col(f"c{i}") * float(w) for i, w in enumerate(weights))
    engine = table.select((summed / float(weights.sum())).round(9)).to_series().to_numpy()
    np.testing.assert_array_equal(weighted_scores(values, weights[None].astype(float))[0], engine)


def exact_ranks(scores: Floats) -> Floats:
    """Rank acceptability in fractions."""
    draws, count = scores.shape
    found = [[Fraction(0)] * count for _ in range(count)]
    for row in scores.tolist():
        size = Counter(row)
        for i, score in enumerate(row):
            ahead = sum(other > score for other in row)
            for rank in range(ahead, ahead + size[score]):
                found[i][rank] += Fraction(1, size[score] * draws)
    return np.array([[float(share) for share in row] for row in found])


@given(problems(), SIZES, SIZES, st.integers(1, 3))
@LAXLY
def test_the_measures_are_exact_and_the_same_in_any_block_and_thread(
    problem: tuple[Floats, Floats], cells: int, sorted_: int, count: int,
) -> None:
    weightings = problem[1]
    plain = weighted_scores(*problem)
    whole = (rank_acceptability(plain), pairwise_winning(plain),
             central_weights(plain, weightings))
    np.testing.assert_allclose(whole[0], exact_ranks(plain), rtol=1e-15, atol=0)
    wins = (plain[:, :, None] > plain[:, None]) + 0.5 * (plain[:, :, None] == plain[:, None])
    np.testing.assert_array_equal(whole[1], wins.sum(axis=0) / len(plain))
    with pytest.MonkeyPatch.context() as patched:
        for module in (acceptability, rank_counts):
            patched.setattr(module, "_CELLS", cells)
        patched.setattr(rank_counts, "_SORTED", sorted_)
        patched.setattr(rank_counts, "_RANKS", max(1, sorted_ % 5))
        patched.setattr(acceptability, "_DRAWS", max(1, cells % 9))
        patched.setattr(threads, "processors", lambda: count)
        for scores in (ScoreBlock.in_memory(plain), blocked_scores(*problem)):
            np.testing.assert_array_equal(rank_acceptability(scores), whole[0])
            np.testing.assert_array_equal(pairwise_winning(scores), whole[1])
            np.testing.assert_array_equal(central_weights(scores, weightings), whole[2])


@given(arrays(np.float64, st.tuples(st.integers(1, 9), st.integers(1, 9)),
              elements=st.one_of(st.floats(-1e300, 1e300), FEW)))
@LAXLY
def test_scores_of_any_size_are_ranked_exactly(scores: Floats) -> None:
    """Numbers that cannot be packed, and such as differ in their last bit alone."""
    scores = np.concatenate([scores, np.nextafter(scores, np.inf)], axis=1)
    np.testing.assert_allclose(rank_acceptability(scores), exact_ranks(scores), rtol=1e-15, atol=0)


def test_counts_are_those_of_sorting_twice() -> None:
    values = np.random.default_rng(1).random((300, 12)) * 100
    scores = weighted_scores(values, weightings := uniform_weightings(12, 1_000, 2))
    ranks = np.argsort(np.argsort(-scores, axis=1), axis=1)
    counts = np.zeros((300, 300))
    np.add.at(counts, (np.broadcast_to(np.arange(300), ranks.shape), ranks), 1)
    found = rank_acceptability(blocked_scores(values, weightings))
    np.testing.assert_array_equal(np.rint(found * 1_000), counts)


@given(arrays(np.bool_, st.tuples(st.integers(0, 4), st.integers(0, 40))))
def test_flags_are_counted(flags: NDArray[np.bool_]) -> None:
    np.testing.assert_array_equal(count_true(flags), flags.sum(axis=1))


def test_more_flags_are_counted_than_a_byte_holds() -> None:
    assert count_true(np.ones((2, 8 * 255 * 3 + 5), dtype=bool)).tolist() == [6125, 6125]


# Places


def within_one_by_one(values: Floats, weightings: Floats, places: int) -> list[int]:
    """Who is within: no more than so many score as high."""
    scores = np.full((len(weightings), len(values)), -np.inf)
    some = ~np.isnan(values).all(axis=1)
    if some.any():
        scores[:, some] = weighted_scores(values[some], weightings)
    as_high = (scores[:, None, :] >= scores[:, :, None]).sum(axis=2)
    found: list[int] = (as_high <= places).sum(axis=0).tolist()
    return found


@given(problems(), st.integers(0, 15), st.booleans(), st.sampled_from([1, 3, 50]), st.booleans(),
       st.floats(0, 3))
@LAXLY
def test_who_is_within_is_exact_whatever_the_sample_says(
    problem: tuple[Floats, Floats], places: int, few: bool, sample: int, empty: bool,
    deviations: float,
) -> None:
    values, weightings = problem
    if empty:
        values = np.concatenate([values, np.full((2, values.shape[1]), np.nan)])
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(quota, "_FEW", 1000 if few else 0)
        patched.setattr(quota, "_SAMPLE", sample)
        patched.setattr(quota, "_DEVIATIONS", deviations)
        patched.setattr(quota, "_ROWS", 5)
        patched.setattr(quota, "_DRAWS", 4)
        found = times_selected(values, weightings, places)
    assert found.tolist() == within_one_by_one(values, weightings, places)


@pytest.mark.parametrize("places", [1, 100, 15_000, 29_999])
def test_many_are_told_apart_at_the_cut(places: int) -> None:
    """Thirty thousand, each twice and some next to each other by less than a quick score sees."""
    generator = np.random.default_rng(6)
    values = generator.random((7_500, 3)) * 100
    values = np.concatenate([values, values, values + 1e-7, values - 1e-7])
    weightings = uniform_weightings(3, 5, 7)
    scores = weighted_scores(values, weightings)
    best = np.sort(scores, axis=1)[:, ::-1]
    cut = best[:, places - 1:places]
    tied = best[:, places:places + 1] == cut
    expected = np.where(tied, scores > cut, scores >= cut).sum(axis=0)
    np.testing.assert_array_equal(times_selected(values, weightings, places), expected)


def test_weights_too_small_for_single_precision_are_no_matter() -> None:
    generator = np.random.default_rng(8)
    values = generator.random((30_000, 2)) * 100
    values[::3, 0] = np.nan
    weightings = np.array([[1.0, 1e-60], [1.0, 1e-42], [1.0, 1e-9]])
    scores = weighted_scores(values, weightings)
    expected = (scores >= np.sort(scores, axis=1)[:, [-500]]).sum(axis=0)
    np.testing.assert_array_equal(times_selected(values, weightings, 500), expected)


CONCEPTS = {"aa": "need-severity", "bb": "innovation", "cc": "good-work"}
GATES = ["places = 2", "places = 1", "places = 9", "places = 2, criteria.aa = 4",
         "places = 2, score = 50"]


@settings(max_examples=examples(10), suppress_health_check=[
    HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_counting_places_comes_to_what_the_engine_comes_to(workshop: Workshop, data: Any) -> None:
    """Calls with ties and gaps, requirements and floors: the way run under each draw, or once."""
    said = data.draw(st.sampled_from(GATES))
    more = data.draw(st.sampled_from(["", 'rank_by = ["score"]\n', 'rank_by = ["aa"]\n']))
    rules = "".join(criterion(id, concept, 1) for id, concept in CONCEPTS.items())
    hub = workshop.hub("one", rules + gate(f"advance = {{ {said} }}\n{more}"))
    level = st.one_of(st.none(), st.integers(0, 10), st.sampled_from([4, 5]))
    dossiers = [
        {"id": f"v{n}", "identify": {"group_size": data.draw(st.sampled_from([5, 50]))},
         "call": data.draw(st.sampled_from(["x", "y"])),
         "hubs": {"one": {"judgements": judgements(**{id: data.draw(level) for id in CONCEPTS})}}}
        for n in range(data.draw(st.integers(2, 7)))
    ]
    taken = workshop.take(hub, workshop.dossiers(dossiers))
    drawing = WeightDraw(draws=40, seed=data.draw(st.integers(0, 9)))
    found = robustness(taken, drawing)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(selected._SelectionPath, "only_places_count", False)
        assert robustness(taken, drawing).funded == found.funded


def test_how_a_venture_stands_is_told(workshop: Workshop) -> None:
    hub = workshop.hub("one", "".join(
        criterion(id, concept, 1) for id, concept in CONCEPTS.items()) + gate(
        "advance = { places = 1 }"))
    taken = workshop.take(hub, workshop.dossiers([
        {"id": id, "hubs": {"one": {"judgements": judgements(**dict(
            zip(CONCEPTS, scores, strict=True)))}}}
        for id, scores in {"u": (9, 1, 1), "v": (1, 9, 9), "w": (0, 0, 0)}.items()], call="c"))
    found = {s.venture: s.ends[0].standing
             for s in robustness(taken, WeightDraw(draws=3_000, seed=2)).phases}
    # u is ahead where the first weighs more than the other two: a quarter of the simplex
    assert found["u"].beats == {"v": pytest.approx(0.25, abs=0.03), "w": 1.0}
    assert found["u"].ranks[0] == pytest.approx(found["u"].beats["v"])
    assert found["u"].first_under["aa"] == pytest.approx(2 / 3, abs=0.02)
    assert found["w"].first_under == {}
    assert attrs.asdict(found["w"])["ranks"] == (0.0, 0.0, 1.0)
