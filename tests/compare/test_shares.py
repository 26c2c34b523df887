"""What divides two hubs that both score: Shapley shares over four parts."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.compare.conftest import Workshop, criterion, gate, judgements
from tests.property_examples import examples

from hubflow.compare.split_shares import PARTS, divided

FEW = settings(max_examples=examples(5),
               suppress_health_check=[HealthCheck.function_scoped_fixture])


def split(workshop: Workshop, one: str, two: str, scores: dict[str, dict[str, Any]]) -> Any:
    folder = workshop.dossiers(
        [{"id": id, "hubs": {
            hub: {"judgements": judgements(**{k: v for k, v in own.items() if f'"{k}"' in rules})}
            for hub, rules in (("one", one), ("two", two))}}
         for id, own in scores.items()], call="c")
    return divided(workshop.take(workshop.hub("one", one), folder),
                   workshop.take(workshop.hub("two", two), folder))


BOTH = criterion("aa", "innovation", 3) + criterion("bb", "good-work", 1)
OTHER = criterion("aa", "innovation", 1) + criterion("bb", "good-work", 3)
SCORES = {"u": {"aa": 9, "bb": 2}, "v": {"aa": 2, "bb": 9}, "w": {"aa": 6, "bb": 6}}


@pytest.mark.parametrize(
    ("one", "two", "part"),
    [
        (BOTH + gate("advance = { score = 50 }"), OTHER + gate("advance = { score = 50 }"),
         "weights"),
        (BOTH + gate("advance = { score = 50 }"), BOTH + gate("advance = { score = 65 }"),
         "gates"),
        (BOTH + gate("advance = { score = 50 }"),
         BOTH.replace("[0, 10]", "[0, 20]") + gate("advance = { score = 50 }"), "scales"),
        (criterion("aa", "innovation") + gate("advance = { score = 50 }"),
         criterion("bb", "good-work") + gate("advance = { score = 50 }"), "criteria"),
    ],
)
def test_where_one_part_differs_it_has_the_whole_share(
    workshop: Workshop, one: str, two: str, part: str
) -> None:
    (found,) = split(workshop, one, two, SCORES)
    assert found.shares[part] == pytest.approx(1)
    assert all(found.shares[other] == pytest.approx(0) for other in PARTS if other != part)


@FEW
@given(data=st.data())
def test_the_parts_add_up_to_the_difference(workshop: Workshop, data: Any) -> None:
    weights = st.integers(1, 5)
    one, two = (
        criterion("aa", "innovation", data.draw(weights))
        + criterion("bb", "good-work", data.draw(weights), data.draw(
            st.sampled_from(["[0, 10]", "[0, 12]"])))
        + gate(f"advance = {{ score = {data.draw(st.integers(20, 80))} }}")
        for _ in range(2)
    )
    scores = {f"v{i}": {"aa": data.draw(st.integers(0, 10)), "bb": data.draw(st.integers(0, 10))}
              for i in range(4)}
    for found in split(workshop, one, two, scores):
        assert sum(found.shares.values()) == pytest.approx(1)
        for venture in found.ventures:
            assert sum(venture.parts.values()) == pytest.approx(venture.difference)
            assert venture.difference in {-1.0, 1.0}
