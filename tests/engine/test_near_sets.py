"""The sets near the best one are those that trying every set finds."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from hubflow.engine.selection.bids import Bid
from hubflow.engine.selection.near_sets import near_sets

BIDS = st.lists(st.tuples(st.integers(0, 20), st.integers(1, 30)), min_size=1, max_size=6)


def allowed(bids: list[Bid], budget: int) -> Iterator[frozenset[int]]:
    """Every set that the money pays for."""
    rows = [bid.row for bid in bids]
    for chosen in chain.from_iterable(combinations(rows, n) for n in range(len(rows) + 1)):
        if sum(bids[row].cost or 0 for row in chosen) <= budget:
            yield frozenset(chosen)


@settings(max_examples=40)
@given(BIDS, st.integers(0, 100))
def test_near_sets_are_the_best_with_one_venture_in_or_out(
    given: list[tuple[int, int]], budget: int
) -> None:
    bids = [Bid(row, True, 0, 0, cost, (worth, worth)) for row, (worth, cost) in enumerate(given)]
    sets = list(allowed(bids, budget))

    def total(rows: frozenset[int]) -> int:
        return sum(bids[row].worth[0] for row in rows)

    best, *near = near_sets(bids, budget, len(bids))
    assert best.rows in sets
    assert best.total == total(best.rows) == max(map(total, sets))
    assert len({one.rows for one in near} | {best.rows}) == len(near) + 1
    assert [one.total for one in near] == sorted((one.total for one in near), reverse=True)
    for one in near:
        assert one.rows in sets
        turned = one.forced
        assert turned is not None
        inside = turned not in best.rows
        assert (turned in one.rows) == inside
        assert one.total == total(one.rows) == max(
            total(each) for each in sets if (turned in each) == inside)


def test_who_has_no_known_cost_is_left_out() -> None:
    bids = [Bid(0, True, 0, 0, None, (9, 9)), Bid(1, True, 0, 0, 5, (1, 1))]
    assert near_sets(bids, 5, 9)[0].rows == {1}
