"""Weights from swings, cards and pairs, held to worked examples that others published."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.property_examples import examples

from hubflow.weigh.interview import PersonAnswers, group_weights
from hubflow.weigh.weight_methods import card_weights, pair_weights, swing_weights


def test_swings_of_the_office_location_example() -> None:
    # Goodwin and Wright, Decision Analysis for Management Judgment: closeness to customers,
    # visibility, image, size, comfort, car parking; normalized there to whole per cents.
    # The figures are remembered from the book, not read again.
    found = swing_weights([100, 80, 70, 30, 20, 10])
    assert [round(weight * 100) for weight in found] == [32, 26, 23, 10, 6, 3]


def test_cards_of_the_paper_s_example() -> None:
    # Figueira and Roy 2002: {c, g, l}, {d}, a blank card, {b, f, i, j}, {e}, {a, h}, {k}; z = 6.5.
    # Their weights, rounded so that they add up to 100, as a public implementation prints them.
    places = {**dict.fromkeys("cgl", 1), "d": 2, **dict.fromkeys("bfij", 3), "e": 4,
              **dict.fromkeys("ah", 5), "k": 6}
    found = dict(zip(places, card_weights(list(places.values()), {2: 1}, 6.5), strict=True))
    published = {**dict.fromkeys("cgl", 2.37), "d": 4.54, **dict.fromkeys("bfij", 8.88),
                 "e": 11.05, **dict.fromkeys("ah", 13.2), "k": 15.38}
    assert {id: weight * 100 for id, weight in found.items()} == pytest.approx(published, abs=0.02)


def test_pairs_of_the_example_of_a_leader() -> None:
    # the worked example "choosing a leader" of the AHP literature: experience, education,
    # charisma, age; priorities 0.547, 0.127, 0.270, 0.056 and a consistency ratio of 0.044.
    # The figures are remembered, not read again.
    weights, ratio = pair_weights(4, {(0, 1): 4, (0, 2): 3, (0, 3): 7, (2, 1): 3, (1, 3): 3,
                                      (2, 3): 5})
    assert weights == pytest.approx((0.547, 0.127, 0.270, 0.056), abs=0.0006)
    assert ratio == pytest.approx(0.044, abs=0.001)


SHARES = st.lists(st.floats(0.05, 1), min_size=2, max_size=7)


@settings(max_examples=examples(30))
@given(shares=SHARES)
def test_pairs_that_agree_give_the_weights_behind_them(shares: list[float]) -> None:
    times = {(a, b): shares[a] / shares[b] for a in range(len(shares)) for b in range(a)}
    weights, ratio = pair_weights(len(shares), times)
    assert weights == pytest.approx([share / sum(shares) for share in shares])
    assert ratio == pytest.approx(0, abs=1e-6)


@settings(max_examples=examples(30))
@given(people=st.lists(st.lists(st.integers(1, 100), min_size=3, max_size=3), min_size=1,
                       max_size=5))
def test_nobody_is_outside_the_band_and_rounded_weights_add_up(people: list[list[int]]) -> None:
    answers = [PersonAnswers(role=f"{number}", points=dict(zip("abc", [100, *said], strict=False)))
               for number, said in enumerate(people)]
    found = group_weights("swing", list("abc"), answers)
    assert math.isclose(sum(found.rounded().values()), 100)
    assert all(abs(found.rounded()[id] - found.weights[id] * 100) <= 0.01 + 1e-9 for id in "abc")
    if found.band is None:
        assert len(people) == 1
        return
    for id in "abc":
        mean = found.weights[id]
        assert found.band == 1 or all(
            abs(each.weights[id] - mean) <= found.band * mean + 1e-9 for each in found.people)
