"""Methods lined up by concepts, families and frameworks, and many of them in a network."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.compare.conftest import Workshop, criterion, gate, judgements

from hubflow.compare.alike.method_levels import attention
from hubflow.compare.alike.method_map import map_file
from hubflow.compare.answers.method_answer import methods_answer
from hubflow.compare.method_records import Method
from hubflow.compare.methods import compare_methods, compare_records
from hubflow.compare.methods_page import methods_markdown
from hubflow.model.input_problems import BadInput
from hubflow.plugins.manager import load_hub
from hubflow.text.frameworks import CONCEPT, FAMILY, levels

EXAMPLES = sorted(Path(__file__).parents[2].glob("examples/hubs/*"))
SCORE = gate("advance = { score = 60 }")
REQUIRES = """[[stages.identify.requirements]]
id = "{concept}"
judged = true
says = "Asked."
concept = "{concept}"
source = "rules"
"""


@functools.cache
def everybody() -> tuple[Method, ...]:
    """The methods of both plugins and of all hubs in examples/hubs."""
    hubs = [load_hub(name) for name in ("porto", "westmidlands", *map(str, EXAMPLES))]
    return compare_methods(hubs, "en").methods


def test_porto_and_the_west_midlands_are_lined_up_by_what_they_are_about() -> None:
    porto, westmidlands = everybody()[:2]
    (pair,) = compare_records([porto, westmidlands], "en").pairs
    assert (pair.of_a, pair.of_b) == (0, 0.5)  # by concept and weight alone
    assert pair.on(CONCEPT).rules_of_a > 0.25  # requirements count, too
    assert pair.on(FAMILY).weight_of_a > 0.7
    assert pair.on(FAMILY).weight_of_b == 1
    for level in ("dac", "imp"):
        assert pair.on(level).weight_of_a > 0.3
        assert pair.on(level).weight_of_b > 0.7
        assert pair.on(level).common


@given(st.permutations(range(len(EXAMPLES) + 2)), st.integers(2, 6), st.sampled_from(levels()))
@settings(max_examples=25, deadline=None)
def test_the_order_of_hubs_changes_nothing_but_order(
    order: Sequence[int], number: int, by: str
) -> None:
    chosen = [everybody()[index] for index in order[:number]]
    made = compare_records(chosen, "en", by)
    sorted_ones = compare_records(sorted(chosen, key=lambda method: method.name), "en", by)
    there = {frozenset((pair.a, pair.b)): {pair.a: pair.on(by).weight_of_a,
                                           pair.b: pair.on(by).weight_of_b,
                                           "": pair.on(by).overlap, "in": pair.on(by).common}
             for pair in made.pairs}
    again = {frozenset((pair.a, pair.b)): {pair.a: pair.on(by).weight_of_a,
                                           pair.b: pair.on(by).weight_of_b,
                                           "": pair.on(by).overlap, "in": pair.on(by).common}
             for pair in sorted_ones.pairs}
    assert there == again
    assert map_file(made) == map_file(sorted_ones)
    one, other = made.network, sorted_ones.network
    if one is None or other is None:
        assert one is other
        return
    assert methods_answer(made) == methods_answer(sorted_ones)
    assert one.matrix == other.matrix
    assert one.unasked == other.unasked
    assert sorted(one.map, key=lambda each: each.hub) == list(other.map)
    assert {(each.hub, each.concept) for each in one.only} == {
        (each.hub, each.concept) for each in other.only}


@pytest.mark.parametrize("by", levels())
def test_what_two_methods_have_in_common_is_a_share_and_the_same_both_ways(by: str) -> None:
    made = compare_records(everybody(), "en", by)
    assert made.network is not None
    for name, row in made.network.matrix.items():
        assert row[name] == 1
        for other, share in row.items():
            assert share == made.network.matrix[other][name]
            unplaced = name != other and {name, other} & set(made.network.unplaced)
            assert share is None if unplaced else share is not None and 0 <= share <= 1
    for method in made.methods:
        assert sum(attention(method, by).values()) == pytest.approx(1)
    for pair in made.pairs:
        # what is one concept is one family; so a coarser level never finds less in common
        assert pair.on(FAMILY).overlap >= pair.on(CONCEPT).overlap - 1e-9


def test_a_criterion_of_several_concepts_shares_its_weight_out(workshop: Workshop) -> None:
    several = criterion("fit", "feasibility", 1,
                        more="concepts = { feasibility = 3, efficiency = 1 }")
    one = workshop.hub("one", several + criterion("new", "innovation", 1) + SCORE)
    two = workshop.hub("two", criterion("means", "efficiency", 1) + SCORE)
    made = compare_methods([one, two])
    assert made.methods[0].weights == pytest.approx(
        {"feasibility": 0.375, "efficiency": 0.125, "innovation": 0.5})
    (pair,) = made.pairs
    assert (pair.of_a, pair.of_b) == (0.125, 1.0)


def test_wrong_concepts_are_all_told_with_their_places(workshop: Workshop) -> None:
    wrong = criterion("a", "feasibility", more="concepts = { efficiency = 1, inovation = 1 }")
    zero = criterion("b", "innovation", more="concepts = { innovation = 1, health = 0 }")
    with pytest.raises(BadInput) as raised:
        compare_methods([workshop.hub("one", wrong + zero + SCORE), load_hub("porto")])
    told = str(raised.value)
    assert "unknown concept 'inovation'" in told
    assert "feasibility, is not among them" in told
    assert "its part is 0" in told
    assert told.count("methodology.toml:") == 3


def test_judgements_are_carried_over_between_the_same_concepts_only(workshop: Workshop) -> None:
    both = "concepts = { feasibility = 1, efficiency = 1 }"
    one = workshop.hub("one", criterion("a", "feasibility", more=both) + SCORE)
    alike = workshop.hub("alike", criterion("x", "feasibility", more=both) + SCORE)
    part = workshop.hub("part", criterion("x", "feasibility") + SCORE)
    folder = workshop.dossiers([{"id": "v", "hubs": {"one": {"judgements": judgements(a=8)}}}])
    made = workshop.compare([one, alike, part], folder, carry_judgements=True)
    assert set(made.carried) == {"alike"}


def test_requirements_count_where_nothing_has_a_weight(workshop: Workshop) -> None:
    asks = gate("")
    one = workshop.hub("one", REQUIRES.format(concept="priority-group") + asks)
    two = workshop.hub("two", REQUIRES.format(concept="retention") + asks)
    (pair,) = compare_methods([one, two]).pairs
    assert pair.on(CONCEPT).overlap == 0
    assert pair.on(FAMILY).overlap == 1


def test_a_network_names_who_asks_alone_and_what_nobody_asks() -> None:
    made = compare_records(everybody(), "en")
    assert made.network is not None
    alone = {(each.hub, each.concept) for each in made.network.only}
    assert ("porto", "systemic-impact") in alone
    assert not any(concept == "innovation" for _, concept in alone)
    unasked = {concept for family in made.network.unasked for concept in family.concepts}
    assert "lived-experience" in unasked
    # hubflow asks for both in every hub
    assert not {"safeguarding", "proposal-completeness"} & unasked
    assert not unasked & {concept for method in made.methods for concept in method.concepts}
    assert made.network.strangers == ()
    assert made.network.unplaced == ("bizkaia-social-innovation-2021", "british-academy-draw-2025")
    page = methods_markdown(made, details=False)
    assert "is not known, since none of their criteria and requirements has a concept" in page
    assert "have nothing in common with any other hub" not in page
    for name in made.names.values():
        assert name in page
    (picture,) = map_file(made).values()
    assert picture.count("<circle") == len(made.methods) - 2


def test_of_hubs_without_a_concept_it_is_not_known_how_alike_they_are(
    workshop: Workshop
) -> None:
    alone = [workshop.hub(name, criterion("total", f"local:{name}") + SCORE)
             for name in ("one", "two", "three")]
    made = compare_methods(alone, "en")
    assert made.network is not None
    assert made.network.unplaced == ("one", "two", "three")
    assert made.network.strangers == ()
    assert made.network.matrix["one"] == {"one": 1, "two": None, "three": None}
    assert map_file(made) == {}
    (first, *_) = methods_answer(made)
    assert first.startswith("How alike these hubs are to others is not known")
    placed = [workshop.hub(name, criterion("new", "innovation") + SCORE) for name in ("a", "b")]
    (nearest, *_) = methods_answer(compare_methods([*placed, alone[0]], "en"))
    assert nearest == (
        "The most alike are Hub a and Hub b (100%); 0 of 1 pairs have nothing in common.")


@pytest.mark.parametrize("by", levels())
def test_methods_are_shown_by_any_level(by: str) -> None:
    made = compare_records(everybody()[:2], "pt", by)
    assert made.weights
    assert sum(row.shares["porto"] for row in made.weights) == pytest.approx(1)
    assert "LAB.IS" in methods_markdown(made)
