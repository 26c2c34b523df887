"""Drawn scores are told apart only as far as a gate does, and nothing comes out differently."""

from __future__ import annotations

from typing import Any
from unittest import mock

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.compare.conftest import Workshop, criterion, gate, judgements
from tests.property_examples import examples

from hubflow.compare.robustness import robustness as measured
from hubflow.compare.robustness.drawn_weights import WeightDraw

GATES = ("advance = { score = 50 }\nstop = { score_below = 25 }", "advance = { score = 100 }",
         "advance = { places = 1, score = 40 }", "advance = { score = 0 }",
         "advance = [{ score = 60 }, { score = 40, criteria.aa = 6 }]")


@settings(max_examples=examples(12), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(scores=st.lists(st.fixed_dictionaries({"aa": st.integers(0, 10), "bb": st.one_of(
    st.none(), st.integers(0, 10))}), min_size=1, max_size=3), said=st.sampled_from(GATES),
    seed=st.integers(0, 99))
def test_classes_of_scores_say_what_every_draw_says(
    workshop: Workshop, scores: list[dict[str, Any]], said: str, seed: int
) -> None:
    hub = workshop.hub("one", criterion("aa", "innovation") + criterion("bb", "good-work", 2)
                       + gate(said))
    folder = workshop.dossiers([{"id": f"v{number}", "hubs": {"one": {
        "judgements": judgements(**each)}}} for number, each in enumerate(scores)])
    run = workshop.take(hub, folder)
    drawing = WeightDraw(draws=60, seed=seed)
    quick = measured.robustness(run, drawing)
    with mock.patch.object(measured, "decided_alone", return_value=False):
        assert quick == measured.robustness(run, drawing)
