"""Amounts that a method shares out add up to the cent; what an author states is never changed."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.property_examples import examples

from hubflow.model.results import ProposalResult

FACTS = """
[[facts]]
id = "need"
type = "number"
description = "What it takes"
[[facts]]
id = "own"
type = "number"
description = "What the organisation brings"
[stages.incubate]
"""


def plan(total: str, **lines: str) -> str:
    """A finance plan; `a__b` is line b, a part of line a."""
    text = f'{FACTS}\n[proposal]\ntotal = "{total}"\n'
    for key, amount in lines.items():
        parent, _, id = key.rpartition("__")
        part = f'part_of = "{parent}"' if parent else ""
        text += (f'[[proposal.finance]]\nid = "{id}"\nname = "{id}"\namount = "{amount}"\n'
                 f'{part}\nsource = "rules"\n')
    return text


def proposals(run_method: Any, rules: str, stated: list[dict[str, float]]) -> list[ProposalResult]:
    result = run_method(rules, [{"id": f"v{n:04}", "hubs": {"testhub": facts}}
                                for n, facts in enumerate(stated)])
    return [venture.proposal for venture in result.ventures]


def cents(proposal: ProposalResult) -> dict[str, int]:
    return {line.id: round((line.amount or 0) * 100) for line in proposal.finance}


SHARES = {"investors": 0.2, "public": 0.8, "eu": 0.68, "state": 0.12}
THIRDS = {"a": 1 / 3, "b": 1 / 3, "c": 1 / 3}


def test_shares_of_an_amount_add_up_on_every_level(run_method: Any) -> None:
    chance = random.Random("shares")
    needs = [chance.randrange(10**chance.randint(1, 9)) for _ in range(60)]
    rules = plan("local.need", investors="0.2 * local.need", public="0.8 * local.need",
                 public__eu="0.8 * 0.85 * local.need", public__state="0.8 * 0.15 * local.need")
    found = proposals(run_method, rules, [{"need": need / 100} for need in needs])
    for need, proposal in zip(needs, found, strict=True):
        assert proposal.problems == ()
        got = cents(proposal)
        assert got["investors"] + got["public"] == need
        assert got["eu"] + got["state"] == got["public"]
        assert all(abs(got[line] - share * need) < 1.000001 for line, share in SHARES.items())


@pytest.mark.parametrize("third", [
    "local.need / 3", "round(local.need / 3, 2)", "floor(local.need / 3 * 100) / 100",
    "2 * round(local.need / 6, 2)", "local.need - round(local.need / 3 * 2, 3)",
    "CASE WHEN local.need > 50 THEN round(local.need / 3, 2) ELSE local.need / 3 END"])
def test_shares_that_a_formula_rounds_add_up_as_well(run_method: Any, third: str) -> None:
    rules = plan("local.need", a=third, b=third, c=third)
    for proposal, need in zip(
        proposals(run_method, rules, [{"need": 100.0}, {"need": 0.02}]), (10_000, 2), strict=True
    ):
        assert proposal.problems == ()
        assert sum(cents(proposal).values()) == need
    assert cents(proposals(run_method, rules, [{"need": 100.0}])[0]) == {
        "a": 3334, "b": 3333, "c": 3333}


@pytest.mark.parametrize("own", ["local.need", "round(local.need, 2)"])
def test_a_total_that_is_another_than_its_lines_is_told_though_they_are_rounded(
    run_method: Any, own: str
) -> None:
    rules = plan("local.need - 0.01", none="round(0 * local.need, 2)", own=own)
    proposal, = proposals(run_method, rules, [{"need": 5.0}])
    assert cents(proposal) == {"none": 0, "own": 500}
    assert proposal.problems == ("The finance plan adds up to 5, not 4.99.",)


def test_a_line_that_is_another_than_its_parts_is_told_though_they_are_rounded(
    run_method: Any,
) -> None:
    rules = plan("local.need", all="local.need", all__a="round(0.3 * local.need, 2)",
                 all__b="round(0.7 * local.need + 0.01, 2)")
    proposal, = proposals(run_method, rules, [{"need": 5.0}])
    assert cents(proposal) == {"all": 500, "a": 150, "b": 351}
    assert proposal.problems == ("The parts of “all” add up to 5.01, not 5.",)


@settings(max_examples=examples(8), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(needs=st.lists(st.integers(1, 10**9), min_size=10, max_size=30),
       weights=st.lists(st.integers(1, 99), min_size=1, max_size=6),
       shift=st.integers(-3, 3), way=st.sampled_from(["{}", "round({}, 2)",
                                                      "floor({} * 100) / 100"]))
def test_only_rounding_is_mended_never_a_difference_of_cents(
    run_method: Any, needs: list[int], weights: list[int], shift: int, way: str
) -> None:
    shares = [f"local.need * {weight} / {sum(weights)}" for weight in weights]
    rules = plan(f"local.need + {shift / 100}",
                 **{f"l{at}": way.format(share) for at, share in enumerate(shares)})
    stated = [{"need": need / 100} for need in needs]
    for need, proposal in zip(needs, proposals(run_method, rules, stated), strict=True):
        total, added = round((proposal.total or 0) * 100), sum(cents(proposal).values())
        assert total == need + shift
        assert bool(proposal.problems) == (added != total)
        if shift == 0:
            assert added == total
            continue
        for amount, weight in zip(cents(proposal).values(), weights, strict=True):
            off = amount - need * weight / sum(weights)
            assert -1.000001 < off < 0.000001 if "floor" in way else abs(off) < 0.500001


@settings(max_examples=examples(8), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    needs=st.lists(st.integers(1, 10**9), min_size=10, max_size=30),
    weights=st.lists(st.integers(1, 99), min_size=1, max_size=6),
    parts=st.lists(st.integers(1, 99), min_size=1, max_size=4), own=st.booleans(),
    rounds=st.booleans(),
)
def test_shares_of_any_weights_add_up_to_any_amount_in_cents(
    run_method: Any, needs: list[int], weights: list[int], parts: list[int], own: bool,
    rounds: bool,
) -> None:
    base = "(local.need - local.own)" if own else "local.need"

    def share(text: str) -> str:
        return f"round({text}, 2)" if rounds else text

    lines = {f"l{at}": share(f"{base} * {weight} / {sum(weights)}")
             for at, weight in enumerate(weights)}
    lines |= {f"l0__p{at}": share(f"{base} * {weights[0]} / {sum(weights)} * {part} / {sum(parts)}")
              for at, part in enumerate(parts)}
    if own:
        lines["own"] = "local.own"
    stated = [{"need": need / 100, "own": (need // 3) / 100} for need in needs]
    for facts, proposal in zip(stated, proposals(run_method, plan("local.need", **lines), stated),
                               strict=True):
        assert proposal.problems == ()
        got = cents(proposal)
        top = [id for id in got if id.startswith("l") or id == "own"]
        assert sum(got[id] for id in top) == round(facts["need"] * 100)
        assert sum(cent for id, cent in got.items() if id.startswith("p")) == got["l0"]
        if own:
            assert got["own"] == round(facts["own"] * 100)
