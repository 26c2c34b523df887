"""Measures over a call compare those who still compete in the phase, after its floors."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.property_examples import examples

from hubflow.engine.expressions.expression import compile_expression
from hubflow.engine.expressions.expression_checks import FactColumn
from hubflow.engine.gate.windows import COMPARED, window_columns

FACTS = """
[[facts]]
id = "price"
type = "number"
description = "The price asked"
[[facts]]
id = "works"
type = "yes_no"
description = "Does the offer do what is asked for?"
"""
PRICE = """
[[stages.identify.criteria]]
id = "price"
title = "Price"
concept = "efficiency"
measure = "100 * min(local.price) OVER () / local.price"
scale = [0, 100]
weight = 3
source = "rules"
"""
QUALITY_FIRST = FACTS + PRICE + """
[[stages.identify.criteria]]
id = "quality"
title = "Quality"
concept = "feasibility"
judged = true
scale = [0, 100]
weight = 7
minimum = 70
source = "rules"
[stages.identify.gate]
advance = { places = 1 }
source = "rules"
"""
ADMISSION = FACTS + """
[[stages.identify.phases]]
id = "admission"
name = "Admission"
[[stages.identify.phases.requirements]]
id = "works"
holds = "local.works"
says = "It does what is asked for."
otherwise_decision = "stop"
source = "rules"
[[stages.identify.phases]]
id = "award"
name = "Award"
""" + PRICE.replace("[[stages.identify.criteria]]", "[[stages.identify.phases.criteria]]") + """
[stages.identify.phases.gate]
advance = { places = 1 }
source = "rules"
"""


def offer(id: str, price: float | None, *, quality: float | None = None,
          works: bool | None = None) -> dict[str, Any]:
    own: dict[str, Any] = {"price": price, "works": works}
    own = {key: value for key, value in own.items() if value is not None}
    if quality is not None:
        own["judgements"] = [{"phase": "identify", "criterion": "quality", "score": quality}]
    return {"id": id, "hubs": {"testhub": own}}


def test_an_offer_below_the_floor_does_not_set_the_lowest_price(
    run_method: Any, phase_of: Any
) -> None:
    offers = [offer("good", 150, quality=90), offer("fair", 100, quality=72),
              offer("poor", 30, quality=50)]
    result = run_method(QUALITY_FIRST, offers, call={"id": "c"})
    good, fair, poor = (phase_of(result, id, "identify") for id in ("good", "fair", "poor"))
    assert (good.score.lower, fair.score.lower) == (83.0, 80.4)
    assert (good.recommendation, fair.recommendation, poor.recommendation) == (
        "advance", "revise", "revise")
    assert (good.rank.of, poor.rank) == (2, None)


def test_who_was_stopped_before_the_phase_neither_counts_nor_leaves_a_gap(
    run_method: Any, phase_of: Any
) -> None:
    for price in (10, None):
        offers = [offer("out", price, works=False), offer("b", 100, works=True),
                  offer("c", 200, works=True)]
        result = run_method(ADMISSION, offers, call={"id": "c"})
        b, c = (phase_of(result, id, "award") for id in "bc")
        assert (b.score.lower, c.score.lower, c.score.upper) == (100, 50, 50)
        assert (b.recommendation, c.recommendation) == ("advance", "revise")


def test_as_long_as_it_is_open_who_competes_the_comparison_lies_between_all_that_can_be(
    run_method: Any, phase_of: Any
) -> None:
    offers = [offer("open", 10), offer("b", 100, quality=80), offer("c", 200, quality=90)]
    result = run_method(QUALITY_FIRST, offers, call={"id": "c"})
    for id, ends in (("open", (100, 100)), ("b", (10, 100)), ("c", (5, 50))):
        found = phase_of(result, id, "identify")
        assert found.recommendation == "undecided"
        price = next(each for each in found.criteria if each.id == "price")
        assert (price.lower, price.upper) == ends


@pytest.mark.parametrize(("limit", "ends"), [
    ("", ((0, 100), (0, 50), (0, 100))),
    ("low = 50", ((50, 100), (25, 50), (0, 100))),
    ("low = 100", ((100, 100), (50, 50), (0, 100))),
    ("low = 100\nhigh = 400", ((100, 100), (50, 50), (25, 100))),
])
def test_a_gap_leaves_the_others_what_its_fact_can_be_and_not_their_whole_scale(
    run_method: Any, phase_of: Any, limit: str, ends: tuple[tuple[float, float], ...]
) -> None:
    rules = QUALITY_FIRST.replace('id = "price"\ntype = "number"',
                                  f'id = "price"\ntype = "number"\n{limit}', 1)
    offers = [offer("b", 100, quality=80), offer("c", 200, quality=90), offer("gap", None,
                                                                              quality=75)]
    result = run_method(rules, offers, call={"id": "c"})
    for id, expected in zip(("b", "c", "gap"), ends, strict=True):
        found = phase_of(result, id, "identify")
        price = next(each for each in found.criteria if each.id == "price")
        assert (price.lower, price.upper) == expected


RANGED = ("local.f - min(local.g) OVER ()", "4 * local.f / max(local.f + 1) OVER ()",
          "avg(local.g - local.f) OVER () + 2", "4 * (local.g + 1) / sum(local.g + 1) OVER ()",
          "greatest(local.f, abs(max(local.g) OVER () - local.g))", "count(*) OVER ()",
          "rank() OVER (ORDER BY local.f DESC)", "round(least(4, sum(local.f) OVER () / 2))",
          "2 * local.f / stddev(local.g) OVER ()", "local.f / (local.g - min(local.f) OVER ())")
"""Measures over a call of the facts f and g, each 0, 1 or 4 in every completion."""


@settings(max_examples=examples(12), deadline=None)
@given(st.lists(st.tuples(*2 * [st.sampled_from([None, 0.0, 1.0, 4.0])],
                          st.sampled_from([None, True, False])), min_size=1, max_size=4))
def test_every_completion_lies_between_the_ends(
    ventures: list[tuple[float | None, float | None, bool | None]]
) -> None:
    number = FactColumn("number", low=0, high=4)
    windows = {text: compile_expression(text, "measure", {"local.f": number, "local.g": number})
               for text in RANGED}
    choices = [[*itertools.product(*([0.0, 1.0, 4.0] if each is None else [each]
                                     for each in own[:2]),
                                   [True, False] if own[2] is None else [own[2]])]
               for own in ventures]
    worlds = list(itertools.islice(itertools.product(*choices), 400))
    told = _values([tuple(ventures)], windows)
    every = _values(worlds, windows)
    for text in RANGED:
        for place in range(len(ventures)):
            low, high = (told[f"{text}.{end}"][place] for end in ("lower", "upper"))
            found = every[text][place::len(ventures)]
            if low is None:
                continue
            assert found.null_count() == 0
            assert low - 1e-9 <= found.min() <= found.max() <= high + 1e-9  # type: ignore[operator]


def _values(worlds: list[Any], windows: dict[str, Any]) -> pl.DataFrame:
    """The windows' values and ends, a call for each world."""
    rows = [(call, f, g, bool(competes), competes is not False)
            for call, world in enumerate(worlds) for f, g, competes in world]
    table = pl.DataFrame(rows, orient="row", schema={
        "_call": pl.Int64, "local.f": pl.Float64, "local.g": pl.Float64,
        COMPARED[0]: pl.Boolean, COMPARED[1]: pl.Boolean})
    return window_columns(table, windows)


def test_a_venture_alone_in_its_call_is_compared_with_itself(
    run_method: Any, phase_of: Any
) -> None:
    result = run_method(QUALITY_FIRST, [offer("alone", 40)])
    price = next(c for c in phase_of(result, "alone", "identify").criteria if c.id == "price")
    assert (price.lower, price.upper) == (100, 100)


BOUNDED = FACTS.replace('description = "The price asked"',
                        'low = 10\nhigh = 40\ndescription = "The price asked"')
AMOUNTS = BOUNDED + """
[[stages.identify.values]]
id = "lowest"
expression = "min(local.price) OVER ()"
says = "The lowest price"
source = "rules"
[[stages.identify.criteria]]
id = "works"
title = "Works"
concept = "efficiency"
judged = true
scale = [0, 10]
source = "rules"
[stages.identify.gate]
source = "rules"
[[stages.identify.gate.advance]]
budget = "25"
cost = "greatest(0, local.price - values.lowest)"
[[instruments]]
id = "match"
stage = "incubate"
name = "Match"
amount = "2 * max(local.price) OVER ()"
source = "rules"
[[proposal.finance]]
id = "share"
name = "Share"
amount = "local.price - min(local.price) OVER ()"
source = "rules"
"""


def priced(id: str, price: float | None, score: float) -> dict[str, Any]:
    own = {} if price is None else {"price": price}
    return {"id": id, "hubs": {"testhub": {**own, "judgements": [
        {"phase": "identify", "criterion": "works", "score": score}]}}}


def test_a_gap_leaves_amounts_and_named_parts_between_what_it_can_be(
    run_method: Any, phase_of: Any, venture_of: Any
) -> None:
    result = run_method(AMOUNTS, [priced("a", 20, 9), priced("b", 30, 8), priced("c", None, 7)],
                        call={"id": "c"})
    (lowest,) = phase_of(result, "a", "identify").values
    # c asks for 10 to 40
    assert (lowest.value, lowest.between.lower, lowest.between.upper) == (None, 10.0, 20.0)
    a, b = (venture_of(result, id) for id in "ab")
    assert (a.instruments[0].amount, a.instruments[0].amount_between) == (None, (60.0, 80.0))
    assert a.proposal.finance[0].amount_between == (0.0, 10.0)
    assert b.proposal.finance[0].amount_between == (10.0, 20.0)
    # a costs 0 to 10, b behind it 10 to 20, which may be more than 25 together; c 0 to 30
    assert [phase_of(result, id, "identify").possible for id in "abc"] == [
        ("advance",), ("advance", "revise"), ("advance", "revise")]


@pytest.mark.parametrize("cut", ["", 'cut = "stop"', 'cut = "skip"'])
def test_a_budget_that_is_enough_whatever_the_gap_is_is_enough(
    run_method: Any, phase_of: Any, cut: str
) -> None:
    call = [priced("a", 20, 9), priced("b", 30, 8), priced("c", None, 7)]
    for budget, surely in (("60", "abc"), ("59", "ab"), ("30", "ab"), ("29", "a")):
        rules = AMOUNTS.replace('budget = "25"', f'budget = "{budget}"\n{cut}')
        result = run_method(rules, call, call={"id": "c"})
        assert "".join(id for id in "abc" if phase_of(
            result, id, "identify").recommendation == "advance") == surely


@settings(max_examples=examples(12), deadline=None)
@given(prices=st.lists(st.none() | st.integers(10, 40), min_size=2, max_size=4), data=st.data())
def test_knowing_more_only_shrinks_amounts_that_compare(
    prices: list[int | None], data: Any
) -> None:
    more = [data.draw(st.integers(10, 40)) if price is None else price for price in prices]
    ends = [amounts_of(each) for each in (prices, more)]
    for (low, high), (lower, upper) in zip(*ends, strict=True):
        assert low is None or (low <= lower and upper <= high)


def amounts_of(prices: list[Any]) -> list[tuple[Any, Any]]:
    """The ends of an amount that compares within the call."""
    from hubflow.engine.method.open_amounts import with_open_amounts

    columns = {"local.price": FactColumn("number", low=10, high=40)}
    amount = compile_expression("local.price * 2 - min(local.price) OVER ()", "measure", columns)
    table = pl.DataFrame({"_call": [0] * len(prices), "local.price": prices},
                         schema={"_call": pl.Int64, "local.price": pl.Float64})
    found = with_open_amounts(table, [("a", amount)])
    return list(found.select("a.lower", "a.upper").iter_rows())


def test_a_named_part_that_is_a_day_stays_missing_with_a_gap(
    run_method: Any, phase_of: Any
) -> None:
    rules = """
[[facts]]
id = "since"
type = "date"
description = "Since when?"
[[stages.identify.values]]
id = "first"
expression = "min(local.since) OVER ()"
says = "The first day"
source = "rules"
[stages.identify.gate]
source = "rules"
"""
    result = run_method(rules, [
        {"id": "a", "hubs": {"testhub": {"since": dt.date(2024, 1, 1)}}}, {"id": "b"}],
        call={"id": "c"})
    (first,) = phase_of(result, "a", "identify").values
    assert (first.value, first.between) == (None, None)
