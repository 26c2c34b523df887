"""Measures over a call compare those who still compete in the phase, after its floors."""

from __future__ import annotations

from typing import Any

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


def test_as_long_as_it_is_open_who_competes_the_comparison_is_open(
    run_method: Any, phase_of: Any
) -> None:
    offers = [offer("open", 10), offer("b", 100, quality=80), offer("c", 200, quality=90)]
    result = run_method(QUALITY_FIRST, offers, call={"id": "c"})
    for id in ("open", "b", "c"):
        found = phase_of(result, id, "identify")
        assert found.recommendation == "undecided"
        price = next(each for each in found.criteria if each.id == "price")
        assert (price.lower, price.upper) == (0, 100)


def test_a_venture_alone_in_its_call_is_compared_with_itself(
    run_method: Any, phase_of: Any
) -> None:
    result = run_method(QUALITY_FIRST, [offer("alone", 40)])
    price = next(c for c in phase_of(result, "alone", "identify").criteria if c.id == "price")
    assert (price.lower, price.upper) == (100, 100)
