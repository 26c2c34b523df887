"""Agreement over a call, against published figures and by laws."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score
from tests.compare.conftest import Workshop, criterion, gate, judgements

from hubflow.compare.agreement import cohen, kendall, overlap, same_share, with_interval

ONE = criterion("aa", "innovation", 3) + criterion("bb", "good-work", 1) + gate(
    "advance = { places = 2 }")
TWO = criterion("aa", "innovation", 1) + criterion("bb", "good-work", 3) + gate(
    "advance = { places = 2 }")
SCORES = {"u": (9, 2), "v": (7, 4), "w": (4, 6), "x": (1, 10), "y": (0, 0)}


def call(workshop: Workshop, order: list[str] | None = None) -> object:
    return workshop.dossiers(
        [{"id": id, "hubs": {hub: {"judgements": judgements(aa=SCORES[id][0], bb=SCORES[id][1])}
                             for hub in ("one", "two")}}
         for id in order or list(SCORES)], call="c")


def test_kappa_of_a_textbook_table() -> None:
    """Two readers on 50 proposals, 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no: κ is 0.4."""
    a = np.array([0] * 25 + [1] * 25)
    b = np.array([0] * 20 + [1] * 5 + [0] * 10 + [1] * 15)
    assert cohen(a, b) == pytest.approx(0.4)
    assert same_share(a, b) == pytest.approx(0.7)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=12))
def test_kappa_is_that_of_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    a, b = np.array(pairs).T
    assume(len({*a, *b}) > 1)
    assert cohen(a, b) == pytest.approx(cohen_kappa_score(a, b), abs=1e-12)
    assert cohen(np.array([a, b]), np.array([b, b])) == pytest.approx(
        [cohen(a, b), cohen(b, b)], nan_ok=True)


def test_tau_b_of_knights_example() -> None:
    """SciPy's own example of a tie-corrected τ-b: 12 before 1, ties at 2."""
    assert kendall(np.array([12, 2, 1, 12, 2]), np.array([1, 4, 7, 1, 0])) == pytest.approx(
        -0.4714045207910316)


def test_where_a_measure_is_not_defined_nothing_is_quoted() -> None:
    same = np.array([1, 1, 1])
    assert with_interval(kendall, same, same, 1).value is None
    assert math.isnan(overlap(same, same))


def test_agreement_of_a_method_with_itself_is_whole(workshop: Workshop) -> None:
    made = workshop.compare([workshop.hub("one", ONE), workshop.hub("two", ONE + "\n")],
                            call(workshop))  # type: ignore[arg-type]
    for stage in made.agreements:
        assert stage.same.value == 1.0
        assert stage.kappa.value in {1.0, None}
        assert stage.tau is None or stage.tau.value == 1.0
        assert stage.overlap is None or stage.overlap.value == 1.0
    assert made.disagreements == ()
    assert made.divided == ()


def test_who_gets_through_under_either(workshop: Workshop) -> None:
    hubs = [workshop.hub("one", ONE), workshop.hub("two", TWO)]
    made = workshop.compare(hubs, call(workshop))  # type: ignore[arg-type]
    first = made.agreements[0]
    # one: u 72.5, v 62.5, w 45, x 32.5 - two: x 77.5, w 55, v 47.5, u 37.5
    assert (first.through_a, first.through_b, first.both) == (2, 2, 0)
    assert first.overlap is not None
    assert first.overlap.value == 0.0
    assert first.tau is not None
    assert first.tau.value == pytest.approx(kendall(np.array([1, 2, 3, 4, 5]),
                                                    np.array([4, 3, 2, 1, 5])))
    assert first.same.lower is not None
    assert first.same.value is not None
    assert first.same.lower <= first.same.value
    assert {d.venture for d in made.disagreements} == {"u", "v", "w", "x"}


def test_the_order_of_hubs_changes_nothing_but_order(workshop: Workshop) -> None:
    hubs = [workshop.hub("one", ONE), workshop.hub("two", TWO)]
    there = workshop.compare(hubs, call(workshop))  # type: ignore[arg-type]
    back = workshop.compare(hubs[::-1], call(workshop, list(SCORES)[::-1]))  # type: ignore[arg-type]
    for a, b in zip(there.agreements, back.agreements, strict=True):
        assert (a.same, a.kappa, a.overlap) == (b.same, b.kappa, b.overlap)
        assert (a.through_a, a.through_b) == (b.through_b, b.through_a)
    assert {r.hub: (r.phases, r.funded) for r in there.robustness} == {
        r.hub: (r.phases, r.funded) for r in back.robustness}
    assert there.least == back.least
    for one, other in zip(there.divided, back.divided, strict=True):
        assert one.shares == pytest.approx(other.shares)


def test_hubs_with_nothing_in_common_are_not_ranked_against_each_other(
    workshop: Workshop,
) -> None:
    strange = criterion("aa", "local:own") + criterion("bb", "local:other") + gate(
        "advance = { places = 2 }")
    made = workshop.compare([workshop.hub("one", ONE), workshop.hub("two", strange)],
                            call(workshop))  # type: ignore[arg-type]
    assert not made.methods.pairs[0].comparable
    assert (made.agreements, made.disagreements, made.divided) == ((), (), ())
