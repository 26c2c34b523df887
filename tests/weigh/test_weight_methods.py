"""Weights from swings, cards and pairs, held to worked examples that others published."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.property_examples import examples

from hubflow.weigh.interview import PersonAnswers, group_weights
from hubflow.weigh.weight_methods import card_weights, pair_weights, swing_weights


def test_swings_of_the_office_location_example() -> None:
    # Goodwin and Wright, Decision Analysis for Management Judgment, chapter 3 (SMART): closeness to
    # customers, visibility, image, size, comfort, car parking. Figure 3.5 on page 43 has the first
    # two swings, 100 and 80, and the table on page 44 the weights in whole per cents; both were
    # read. The page with the other four swings was not to be had: 70, 30, 20 and 10 are remembered,
    # and the only multiples of ten that give the published weights.
    published = [32, 26, 23, 10, 6, 3]
    found = swing_weights([100, 80, 70, 30, 20, 10])
    assert [round(weight * 100) for weight in found] == published
    others = [swings for swings in itertools.product(range(10, 80, 10), repeat=4)
              if [round(weight * 100) for weight in swing_weights([100, 80, *swings])] == published]
    assert others == [(70, 30, 20, 10)]


def test_cards_of_the_paper_s_example() -> None:
    # Figueira and Roy, European Journal of Operational Research 139 (2002): the cards of table 1
    # (page 319) and table 2 (page 321), z = 6.5, and the normalized weights of table 5 (page 324)
    # as C. Ghiaus transcribes them in the notebook simos_revised_explained of his ELECTRE_Tri.
    places = {**dict.fromkeys("cgl", 1), "d": 2, **dict.fromkeys("bfij", 3), "e": 4,
              **dict.fromkeys("ah", 5), "k": 6}
    found = dict(zip(places, card_weights(list(places.values()), {2: 1}, 6.5), strict=True))
    published = {**dict.fromkeys("cgl", 2.366863905), "d": 4.544378698,
                 **dict.fromkeys("bfij", 8.875739645), "e": 11.053254438,
                 **dict.fromkeys("ah", 13.207100592), "k": 15.384615385}
    assert {id: weight * 100 for id, weight in found.items()} == pytest.approx(published, abs=0.01)
    # the paper rounds the weights to two decimals before it normalizes them
    rounded = {id: round(weight / found["c"], 2) for id, weight in found.items()}
    total = sum(rounded.values())
    assert {id: weight / total * 100 for id, weight in rounded.items()} == pytest.approx(
        published, abs=1e-8)


def test_pairs_of_the_example_of_a_leader() -> None:
    # The example "choosing a leader" (Wikipedia, "Analytic hierarchy process - leader example"):
    # experience, education, charisma, age with priorities .547, .127, .270 and .056; the matrix as
    # the module HAHP.Sample.LeaderChoice of hahp 0.1.3 has it.
    weights, _ = pair_weights(4, {(0, 1): 4, (0, 2): 3, (0, 3): 7, (2, 1): 3, (1, 3): 3,
                                  (2, 3): 5})
    assert weights == pytest.approx((0.547, 0.127, 0.270, 0.056), abs=0.0006)
    # Tom, Dick and Harry by their experience: the priorities as the package
    # AnalyticHierarchyProcess for Julia (jorgeiv500) prints them. The greatest eigenvalue is the
    # sum of priorities times column sums, 5.25, 49/36 and 14; Saaty's random index is 0.58.
    published = (0.217166, 0.717065, 0.0657693)
    weights, ratio = pair_weights(3, {(1, 0): 4, (0, 2): 4, (1, 2): 9})
    assert weights == pytest.approx(published, abs=1e-6)
    greatest = sum(one * other for one, other in zip(published, (5.25, 49 / 36, 14), strict=True))
    assert ratio == pytest.approx((greatest - 3) / 2 / 0.58, abs=1e-4)


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
