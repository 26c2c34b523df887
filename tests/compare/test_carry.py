"""Judgements of one hub serve another only when asked, and are called indicative."""

from __future__ import annotations

from typing import Any

import pytest
from tests.compare.conftest import Workshop, criterion, gate, judgements

from hubflow.compare.comparison_page import comparison_markdown

ONE = criterion("aa", "innovation", scale="[1, 5]") + gate("advance = { score = 50 }")


def cell(made: Any, hub: str) -> Any:
    return made.ventures[0].stages[0].cells[hub]


@pytest.mark.parametrize(
    ("scale", "score", "expected"), [("[0, 10]", 4, 7.5), ("[0, 100]", 1, 0), ("[1, 5]", 3, 3)],
)
def test_a_carried_judgement_stands_at_the_same_share_of_the_other_scale(
    workshop: Workshop, scale: str, score: int, expected: float
) -> None:
    two = criterion("xx", "innovation", scale=scale) + gate("advance = { score = 50 }")
    folder = workshop.dossiers([{"id": "v", "hubs": {"one": {
        "judgements": judgements(aa=score)}}}])
    hubs = [workshop.hub("one", ONE), workshop.hub("two", two)]
    alone = cell(workshop.compare(hubs, folder), "two")
    assert not alone.indicative
    assert (alone.phases[0].score.lower, alone.phases[0].score.upper) == (0, 100)
    made = workshop.compare(hubs, folder, carry_judgements=True)
    carried = cell(made, "two")
    assert carried.indicative
    ((found,),) = made.carried.values()
    assert found.judgement.score == pytest.approx(expected)
    assert "one" in (found.judgement.note or "")
    assert not cell(made, "one").indicative
    assert "indicative" in comparison_markdown(made)


@pytest.mark.parametrize(("score", "label"), [(1, "weak"), (2, "weak"), (3, "fair"), (4, "fair"),
                                              (5, "good")])
def test_of_labels_the_nearest_is_taken_and_the_lower_of_two(
    workshop: Workshop, score: int, label: str
) -> None:
    two = criterion("xx", "innovation", scale='["weak", "fair", "good"]') + gate(
        "advance = { at_least = { fair = 1 } }")
    folder = workshop.dossiers([{"id": "v", "hubs": {"one": {
        "judgements": judgements(aa=score)}}}])
    made = workshop.compare([workshop.hub("one", ONE), workshop.hub("two", two)], folder,
                            carry_judgements=True)
    assert cell(made, "two").phases[0].levels == {"Xx": label}


def test_own_judgements_stand_and_other_concepts_are_not_carried(workshop: Workshop) -> None:
    two = criterion("xx", "innovation") + criterion("yy", "good-work") + gate(
        "advance = { score = 50 }")
    folder = workshop.dossiers([{"id": "v", "hubs": {
        "one": {"judgements": judgements(aa=5)}, "two": {"judgements": judgements(xx=2)}}}])
    made = workshop.compare([workshop.hub("one", ONE), workshop.hub("two", two)], folder,
                            carry_judgements=True)
    found = cell(made, "two")
    assert not found.indicative
    assert (found.phases[0].score.lower, found.phases[0].score.upper) == (10, 60)


def test_who_is_ranked_against_an_indicative_result_is_indicative(workshop: Workshop) -> None:
    two = criterion("xx", "innovation") + gate("advance = { places = 1 }")
    folder = workshop.dossiers(
        [{"id": "u", "hubs": {"one": {"judgements": judgements(aa=5)}}},
         {"id": "v", "hubs": {"two": {"judgements": judgements(xx=5)}}}], call="c")
    made = workshop.compare([workshop.hub("one", ONE), workshop.hub("two", two)], folder,
                            carry_judgements=True)
    assert [v.stages[0].cells["two"].indicative for v in made.ventures] == [True, True]
