"""An undecided phase says what leaves it open, with something that one can do about it."""

from __future__ import annotations

from typing import Any

import pytest

from hubflow.model.results import Reason

NEED = """
[[stages.identify.criteria]]
id = "need"
title = "Need"
concept = "need-scale"
measure = "identify.group_size"
scale = [0, 10]
source = "rules"
"""


def gate(advance: str) -> str:
    return f'[stages.identify.gate]\nadvance = {{ {advance} }}\nsource = "rules"\n'


def judged(title: str, *, applies: str = "") -> str:
    return (f'[[stages.identify.criteria]]\nid = "need"\ntitle = "{title}"\n'
            f'concept = "need-scale"\njudged = true\nscale = ["low", "high"]\n'
            f'source = "rules"\n{applies}\n')


def requirement(holds: str) -> str:
    return (f'[[stages.identify.requirements]]\nid = "r"\nholds = "{holds}"\nsays = "The rule."\n'
            'source = "rules"\n')


LATER = '[parameters]\ncap = { 2030-01-01 = 5, source = "rules" }\n'
KNOWN = {"identify": {"group_size": 7, "age_from": 0}}
SPLIT = {"hubs": {"testhub": {"judgements": [
    {"phase": "identify", "criterion": "need", "level": level, "assessor": level}
    for level in ("low", "high")]}}}


@pytest.mark.parametrize(("rules", "known", "id", "said", "to_do"), [
    (LATER + requirement("identify.group_size >= parameters.cap"), KNOWN, "parameters.cap",
     "parameter cap is not in force on this day (2024-06-01)", "2030-01-01"),
    (LATER + NEED.replace('"identify.group_size"', '"identify.group_size * parameters.cap"'), KNOWN,
     "parameters.cap", "not in force", "--as-of"),
    (requirement("identify.group_size / identify.age_from > 2"), KNOWN, "r", "has no value",
     "division by zero"),
    (NEED.replace('"identify.group_size"', '"1 / identify.age_from"') + gate("score = 50"), KNOWN,
     "need", "“Need” has no value", "division by zero"),
    (NEED + gate('when = "identify.group_size / identify.age_from > 2"'), KNOWN, "gate-undefined",
     "has no value for these facts", "division by zero"),
    (NEED + gate('budget = "call.budget", cost = "1"'), KNOWN, "call.budget", "budget of the call",
     "call.toml"),
    (judged("Need") + gate("at_least.high = 1"), {**KNOWN, **SPLIT}, "need", "evenly split",
     "records why"),
    (judged("Need", applies='applies = "identify.age_from > 0"'), KNOWN, "nothing-applies",
     "None of the criteria applies", "records why"),
], ids=["parameter of a requirement", "parameter of a measure", "undefined requirement",
        "undefined measure", "undefined gate", "no budget", "split panel", "nothing applies"])
def test_what_leaves_a_phase_open_is_said_with_what_to_do(
    run_method: Any, phase_of: Any, rules: str, known: dict[str, Any], id: str, said: str,
    to_do: str,
) -> None:
    found = phase_of(run_method(rules, [{"id": "v", **known}], call={"id": "c"}), "v", "identify")
    assert found.recommendation == "undecided"
    cause: Reason = next(reason for reason in found.reasons
                         if (reason.kind, reason.id) == ("missing", id))
    assert said in cause.text
    assert to_do in cause.what_to_do


def test_a_rank_that_hangs_on_another_venture_says_so(run_method: Any, phase_of: Any) -> None:
    ventures = [{"id": "a", "identify": {"group_size": 5}}, {"id": "b"}]
    found = phase_of(run_method(NEED + gate("places = 1"), ventures, call={"id": "c"}), "a",
                     "identify")
    assert found.recommendation == "undecided"
    assert not found.missing
    assert "others" in [reason.id for reason in found.reasons]


def test_a_tie_over_the_last_money_is_a_tie(run_method: Any, phase_of: Any) -> None:
    ventures = [{"id": id, "identify": {"group_size": 5}} for id in "ab"]
    rules = NEED + gate('budget = "1", cost = "1"')
    found = phase_of(run_method(rules, ventures, call={"id": "c"}), "a", "identify")
    assert found.recommendation == "undecided"
    assert "tie" in [reason.kind for reason in found.reasons]
