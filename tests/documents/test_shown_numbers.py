"""Numbers on a page compare as the rules compared them, and a page's own numbers add up."""

from __future__ import annotations

import itertools
import re
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.property_examples import examples

from hubflow.documents.result_words import ResultWords
from hubflow.documents.scorecard import scorecard_markdown
from hubflow.engine.results.shown_decimals import decimals_for
from hubflow.model.results import PhaseResult, RunResult
from hubflow.text.numbers import number

METHOD = """
[stages.identify]
gate = {{ advance = {{ score = {least}, places = {places} }}, source = "rules" }}
[[stages.identify.criteria]]
id = "need"
title = "Need"
concept = "need-severity"
judged = true
scale = [0, 10]
weight = {weight}
minimum = {minimum}
source = "rules"
[[stages.identify.criteria]]
id = "team"
title = "Team"
concept = "need-scale"
judged = true
scale = [1, 5]
weight = 2
source = "rules"
"""

ANY = settings(max_examples=examples(12),
               suppress_health_check=[HealthCheck.function_scoped_fixture])
CLOSE = st.one_of(
    st.floats(0, 10),
    st.sampled_from([5.0, 4.992, 4.9999999, 4.96, 4.95, 4.949999999, 5.04, 5.05, 20 / 3, 10 / 3]))


def ventures(needs: list[tuple[float, float]]) -> list[dict[str, Any]]:
    return [{"id": f"v{number}", "call": "spring", "hubs": {"testhub": {"judgements": [
        {"phase": "identify", "criterion": "need", "score": need},
        {"phase": "identify", "criterion": "team", "score": team}]}}}
        for number, (need, team) in enumerate(needs)]


def phases(result: RunResult) -> list[PhaseResult]:
    return [venture.phases[0] for venture in result.ventures]


def shown(text: str) -> float:
    return float(text.replace(",", ""))


def relation(one: float, other: float) -> int:
    return (one > other) - (one < other)


@ANY
@given(
    needs=st.lists(st.tuples(CLOSE, CLOSE.map(lambda need: 1 + need * 0.4)),
                   min_size=1, max_size=5),
    least=st.sampled_from([50.0, 33.3, 66.666667, 49.95]), minimum=st.sampled_from([0, 4.95, 5]),
    weight=st.sampled_from([1, 2, 0.7, 5.5]), places=st.integers(1, 3),
)
@example(needs=[(5, 2.9968), (5, 2.99999996), (5, 3)], least=50.0, minimum=0, weight=2, places=2)
def test_what_is_shown_compares_as_what_was_compared(
    run_method: Any, needs: list[tuple[float, float]], least: float, minimum: float,
    weight: float, places: int,
) -> None:
    method = METHOD.format(least=least, places=places, minimum=minimum, weight=weight)
    result = run_method(method, ventures(needs))
    words = ResultWords("en")
    found = phases(result)
    for phase in found:
        assert phase.score is not None
        score = shown(words.interval(phase.score))
        assert relation(score, least) == relation(phase.score.lower, least)
        for other in found:
            assert other.score is not None
            assert (relation(score, shown(words.interval(other.score)))
                    == relation(phase.score.lower, other.score.lower))
        need = phase.criteria[0]
        assert need.lower is not None
        assert relation(shown(words.value(need)), minimum) == relation(need.lower, minimum)
        weighed = [
            (shown(words.value(c)), shown(words.weight(c).removesuffix(" %").removesuffix("%")),
             c.scale) for c in phase.criteria]
        total = sum(share for _, share, _ in weighed)
        points = sum(share * (value - low) / (high - low) for value, share, (low, high) in weighed)
        half = 0.5 * 10**-phase.score.decimals + 1e-9
        assert 100 * points / total == pytest.approx(score, abs=half)


def test_weights_have_the_same_decimals_for_every_venture_judged_or_not(run_method: Any) -> None:
    method = METHOD.format(least=50, places=2, minimum=0, weight=1)
    for needs in ([(5.0, 3.0)], [(5.0, 3.0), (5.0, 2.99999996), (10.0, 5.0)]):
        made = [*ventures(needs), {"id": "open", "call": "spring"}]
        found = phases(run_method(method, made))
        weights = {tuple(ResultWords("en").weight(c) for c in phase.criteria) for phase in found}
        assert len(weights) == 1
    assert {c.weight_decimals for c in phases(run_method(method, [made[0], made[-1]]))[0].criteria
            } == {2}


def test_values_and_scores_of_a_call_have_the_same_decimals_for_every_venture(
    run_method: Any,
) -> None:
    method = METHOD.format(least=50, places=2, minimum=4.95, weight=1)
    found = phases(run_method(method, [*ventures([(4.992, 3.3333), (10 / 3, 5.0), (5.0, 3.0)]),
                                       {"id": "open", "call": "spring"}]))
    assert len({phase.score.decimals for phase in found if phase.score is not None}) == 1
    need = {phase.criteria[0].decimals for phase in found}
    assert len(need) == 1
    assert need != {1}
    assert len({phase.criteria[1].decimals for phase in found}) == 1


@given(st.floats(0, 100), st.lists(st.floats(0, 100), max_size=4))
def test_decimals_keep_every_order(value: float, others: list[float]) -> None:
    value, others = round(value, 9), [round(other, 9) for other in others]
    decimals = decimals_for(value, others)
    for more, other in itertools.product(range(decimals, 10), others):
        for seen in (other, round(other, decimals), round(other, more)):
            assert relation(round(value, more), seen) == relation(value, other)


@given(st.one_of(st.floats(-1e15, 1e15), st.integers(-4000, 4000).map(lambda n: n / 16),
                 st.integers(-10**6, 10**6).map(lambda n: n / 1000)),
       st.integers(0, 9))
@example(56.25, 1)
@example(43.75, 1)
@example(2.675, 2)
@example(-0.04, 1)
def test_every_half_is_shown_away_from_zero(value: float, decimals: int) -> None:
    with localcontext() as context:
        context.prec = 60
        rounded = Decimal(repr(value)).quantize(Decimal(10) ** -decimals, ROUND_HALF_UP)
    assert Decimal(number(value, "en", decimals).replace(",", "")) == rounded


def test_a_scorecard_shows_a_score_that_misses_by_little(run_method: Any) -> None:
    method = METHOD.format(least=50, places=2, minimum=0, weight=2)
    result = run_method(method, ventures([(5, 2.9968), (5, 3)]))
    page = scorecard_markdown(result.ventures[0], result)
    assert re.search(r"\*\*Score:\*\* 49\.96 ", page)
    assert "at least 50" in page
