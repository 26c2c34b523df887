"""What a hook says of its own score: that it is its own, with reasons and what it reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.plugins.test_calling import first_phase, hub_of

from hubflow import LoadedHub
from hubflow.plugins.crash import PluginCrash

__all__ = ["hub_of"]

SCORES = """
@hubflow.hookimpl
def hubflow_score_phase(phase, rules):
    return rules.score() if phase.id == "identify" else None
"""

EXPLAINS = SCORES + """
@hubflow.hookimpl
def hubflow_explain(phase, facts, language):
    return hubflow.Explanation(
        reads=["age", "identify.group_size", "identify.age_from"],
        reasons=[f"{phase.id}: {facts['age.lower']:g} of 10, score {facts['score.upper']:g}."])
"""

Made = Callable[[str], LoadedHub]


def texts(phase: Any) -> list[str]:
    return [reason.text for reason in phase.reasons if reason.kind == "hook"]


def test_a_hooks_score_says_so(hub_of: Made) -> None:
    phase = first_phase(hub_of(SCORES))
    (text,) = texts(phase)
    assert text.startswith("The score comes from ")
    assert text.endswith("good/, not from the weights.")
    assert any(reason.kind == "gate" for reason in phase.reasons)


def test_a_hooks_recommendation_stands_in_place_of_the_gates_sentence(
    hub_of: Made,
) -> None:
    phase = first_phase(hub_of(
        "@hubflow.hookimpl\ndef hubflow_recommend(rules): return rules.recommend()\n"))
    assert [text.split(" from ")[0] for text in texts(phase)] == ["The recommendation comes"]
    assert not any(reason.kind == "gate" for reason in phase.reasons)


def test_a_hook_gives_reasons_and_what_it_reads_is_missed(hub_of: Made) -> None:
    phase = first_phase(hub_of(EXPLAINS))
    assert texts(phase)[-1] == "identify: 6 of 10, score 60."
    (missing,) = phase.missing
    assert (missing.id, missing.kind, missing.worth) == ("identify.group_size", "fact", 100)
    assert missing.needed_by == ("hubflow_score_phase",)


def test_a_phase_that_the_rules_scored_is_not_explained(hub_of: Made) -> None:
    phase = first_phase(hub_of(EXPLAINS.replace('== "identify"', '== "other"')))
    assert texts(phase) == []


@pytest.mark.parametrize(("answer", "said"), [
    ('hubflow.Explanation(reads=["identify.group_sise"])',
     "identify.group_sise is no fact, parameter or criterion"),
    ("hubflow.Explanation(reasons=[7])", r"reasons\[0\] is int, not str"),
    ('"because"', "returned str, not Explanation"),
])
def test_a_wrong_explanation_is_the_plugins_crash(
    hub_of: Made, answer: str, said: str,
) -> None:
    hub = hub_of(SCORES + "@hubflow.hookimpl\ndef hubflow_explain(phase):\n"
                 f"    return {answer}\n")
    with pytest.raises(PluginCrash, match=said) as crash:
        first_phase(hub)
    assert (crash.value.hook, crash.value.phase, crash.value.venture) == (
        "hubflow_explain", "identify", "v")
