"""Methods side by side: what one asks and the other does not, and how comparable they are."""

from __future__ import annotations

import json
from collections.abc import Sequence

import attrs
import pytest
from tests.compare.conftest import Workshop, criterion, gate

from hubflow.cli.to_json import json_text
from hubflow.compare.method_records import method_of
from hubflow.compare.methods import compare_methods, compare_records
from hubflow.compare.methods_page import methods_markdown
from hubflow.engine.method.prepared_method import compiled_method
from hubflow.model.input_problems import BadInput
from hubflow.plugins.manager import load_hub

ONE = criterion("need", "need-severity", 3) + criterion("new", "innovation", 1) + gate(
    "advance = { score = 60 }")
TWO = criterion("gravity", "need-severity", 1, '["low", "high"]') + criterion(
    "work", "good-work", 1, '["low", "high"]') + criterion(
    "jobs", "employment", 1, '["low", "high"]') + gate("advance = { at_least = { high = 1 } }")
THREE = criterion("own", "local:own-word") + gate("advance = { score = 60 }")


def test_a_method_beside_itself_shows_no_difference() -> None:
    porto = compare_methods([load_hub("porto"), load_hub("westmidlands")]).methods[0]
    again = attrs.evolve(porto, name="again")
    same = compare_records([porto, again], "en")
    (pair,) = same.pairs
    assert (pair.of_a, pair.of_b) == (1.0, 1.0)
    assert pair.only_a == pair.only_b == ()
    assert all(row.shares["porto"] == row.shares["again"] for row in same.weights)
    for stage in same.stages:
        assert stage.phases["porto"] == stage.phases["again"]
        assert all(row.asked["porto"] == row.asked["again"] for row in stage.concepts)


def test_weight_that_maps_to_a_concept_of_the_other(workshop: Workshop) -> None:
    made = compare_methods([workshop.hub("one", ONE), workshop.hub("two", TWO)])
    (pair,) = made.pairs
    assert pair.of_a == 0.75
    assert pair.of_b == pytest.approx(1 / 3)
    assert [asked.concept for asked in pair.only_a] == ["innovation"]
    assert [asked.concept for asked in pair.only_b] == ["good-work", "employment"]
    weights = {row.concept: row.shares for row in made.weights}
    assert weights["need-severity"] == {"one": 0.75, "two": pytest.approx(1 / 3)}
    for name in ("one", "two"):
        assert sum(shares[name] for shares in weights.values()) == pytest.approx(1)


def test_a_criterion_that_is_called_as_its_concept_is_named_once() -> None:
    made = compare_methods([load_hub("porto"), load_hub("westmidlands")], language="pt")
    lines = methods_markdown(made).splitlines()
    assert "- Habitação" in lines
    assert "- Inovação: Grau de inovação" in lines


def test_the_order_of_hubs_changes_nothing_but_order(workshop: Workshop) -> None:
    hubs = [workshop.hub("one", ONE), workshop.hub("two", TWO)]
    (there,) = compare_methods(hubs).pairs
    (back,) = compare_methods(hubs[::-1]).pairs
    assert (there.of_a, there.of_b) == (back.of_b, back.of_a)
    assert (there.only_a, there.only_b) == (back.only_b, back.only_a)
    assert there.common == back.common


def test_hubs_with_nothing_in_common_are_told_so(workshop: Workshop) -> None:
    other = criterion("own", "good-work") + gate("advance = { score = 60 }")
    made = compare_methods([workshop.hub("one", ONE), workshop.hub("three", other)])
    (pair,) = made.pairs
    assert not pair.comparable
    assert (pair.of_a, pair.of_b) == (0.0, 0.0)
    assert "nothing in common" in methods_markdown(made)


def test_of_a_hub_that_names_no_concept_nothing_is_said_to_be_known(workshop: Workshop) -> None:
    made = compare_methods([workshop.hub("one", ONE), workshop.hub("three", THREE)])
    assert not made.pairs[0].comparable
    text = methods_markdown(made)
    assert "No rule of Hub three names a shared concept: how alike the two methods are is" in text
    assert "nothing in common" not in text


def test_two_editions_of_one_hub_are_told_apart_by_edition(workshop: Workshop) -> None:
    first = workshop.hub("one", ONE, edition="2024")
    second = workshop.hub("one", ONE.replace("score = 60", "score = 70"), edition="2025")
    made = compare_methods([first, second])
    assert [method.name for method in made.methods] == ["one 2024", "one 2025"]
    assert made.names == {"one 2024": "Hub one 2024", "one 2025": "Hub one 2025"}


@pytest.mark.parametrize(("places", "titles", "named"), [
    (("Porto", "Lisboa"), ("The mill, up", "The mill, up"),
     ["The mill (Porto)", "The mill (Lisboa)"]),
    (("Porto", "Porto"), ("The mill: up", "The mill: down"), ["The mill: up", "The mill: down"]),
    (("Porto", "Porto"), ("The mill", "The mill"), ["The mill (one)", "The mill (two)"])])
def test_hubs_of_one_name_are_told_apart_and_no_id_is_read(
    workshop: Workshop, places: Sequence[str], titles: Sequence[str], named: list[str]
) -> None:
    methods = [attrs.evolve(method_of(compiled_method(workshop.hub(id, rules)), id, "", "en"),
                            title=title, place=place)
               for id, rules, title, place in zip(("one", "two"), (ONE, TWO), titles, places,
                                                  strict=True)]
    made = compare_records(methods, "en")
    assert list(made.names.values()) == named
    assert json.loads(json_text(made))["names"] == dict(zip(("one", "two"), named, strict=True))
    page = methods_markdown(made)
    assert all(name in page for name in named)


def test_the_identical_method_twice_and_a_single_hub_are_refused(workshop: Workshop) -> None:
    one = workshop.hub("one", ONE)
    with pytest.raises(BadInput, match="identical method"):
        compare_methods([one, workshop.hub("one", ONE)])
    with pytest.raises(BadInput, match="at least two"):
        compare_methods([one])


def test_both_real_hubs_are_laid_side_by_side_in_full() -> None:
    made = compare_methods([load_hub("porto"), load_hub("westmidlands")], "en")
    page = methods_markdown(made)
    assert made.currencies_differ
    for said in ("the best 20 applications", "At least one of the seven priorities",
                 "Match Trading", "between 40,000 and 400,000 euros", "the common way",
                 "Nobody tests"):
        assert said in page
    for method in made.methods:
        assert method.assumptions
        assert all(rule.rules for rule in method.assumptions)
    # the six criteria of CIS Porto weigh the same in each of three phases; one has three concepts
    weights = dict(made.methods[0].weights)
    three = [weights.pop(concept) for concept in ("feasibility", "sustainability", "efficiency")]
    assert three == pytest.approx([1 / 18] * 3)
    assert list(weights.values()) == pytest.approx([1 / 6] * 5)


def test_the_page_says_what_its_shares_are_and_lists_exceptions(workshop: Workshop) -> None:
    spared = ('[[stages.identify.exceptions]]\nid = "spared"\n'
              'says = "In exceptional circumstances it may do without a partner."\n'
              'source = "rules"\n')
    made = compare_methods([workshop.hub("one", ONE + spared), workshop.hub("two", TWO)])
    page = methods_markdown(made)
    assert "Exceptions: In exceptional circumstances it may do without a partner." in page
    assert page.index("Each share above is half by a hub's weight") < page.index("| Hub |")
