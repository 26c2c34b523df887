"""The way through six stages: guarantees, recorded decisions, the lifecycle."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

EMPTY = "[stages.identify]\n"

SAFE = {
    "policy": True, "policy_review": dt.date(2025, 1, 1), "designated_lead": True,
    "people_in_contact": 3, "people_checked": 3, "risk_assessment": True,
    "authority_agreement": True, "route_for_concerns": True,
}


def months(first: str, count: int) -> list[dict[str, Any]]:
    day = dt.date.fromisoformat(first)
    ledger = []
    for _ in range(count):
        after = (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
        ledger.append({"start": day, "end": after - dt.timedelta(days=1), "sales": 100})
        day = after
    return ledger


def whole(**changes: Any) -> dict[str, Any]:
    """A dossier that goes all the way through a hub without rules of its own."""
    dossier: dict[str, Any] = {
        "id": "v",
        "identify": {"includes_children": True, "includes_adults_at_risk": False},
        "test": {"safeguarding": dict(SAFE)},
        "incubate": {"leader": {"name": "The leader"},
                     "awards": [{"funder": "A fund", "amount": 100}]},
        "trade": {"legal_form": "charity", "start": dt.date(2022, 1, 1),
                  "ledger": months("2022-01-01", 24)},
    }
    for path, value in changes.items():
        section, _, key = path.partition("__")
        dossier.setdefault(section, {})[key] = value
    return dossier


def stages(result: Any) -> list[str]:
    return [stage.recommendation for stage in result.ventures[0].stages]


def test_all_six_stages_in_order_and_then_established(run_method: Any) -> None:
    result = run_method(EMPTY, [whole()])
    assert [s.stage for s in result.ventures[0].stages] == [
        "identify", "understand", "test", "incubate", "trade", "scale"]
    assert stages(result) == ["advance"] * 6
    assert result.ventures[0].state == "established"


@pytest.mark.parametrize("key", sorted(SAFE))
@pytest.mark.parametrize("given", [False, None])
def test_nobody_tests_with_children_without_safeguarding(
    run_method: Any, key: str, given: bool | None
) -> None:
    bad = {"policy_review": dt.date(2024, 1, 1), "people_checked": 2, "people_in_contact": 4}
    safeguarding = {k: v for k, v in SAFE.items() if k != key}
    if given is False:
        safeguarding[key] = bad.get(key, False)
    result = run_method(EMPTY, [whole(test__safeguarding=safeguarding)])
    expected = "undecided" if given is None else "revise"
    assert stages(result) == ["advance", expected, *["not_reached"] * 4]


def test_safeguarding_is_not_asked_where_nobody_is_at_risk(run_method: Any) -> None:
    dossier = whole(identify__includes_children=False)
    del dossier["test"]
    assert stages(run_method(EMPTY, [dossier]))[:3] == ["advance"] * 3


@pytest.mark.parametrize("change", [
    {"incubate__leader": {"role": "Director"}},
    {"incubate__awards": []},
    {"incubate__awards": [{"funder": "A fund", "amount": 5, "stage": "test"}]},
])
def test_nobody_leaves_incubation_without_leader_and_award(
    run_method: Any, change: dict[str, Any]
) -> None:
    assert stages(run_method(EMPTY, [whole(**change)]))[3:] == [
        "revise", "not_reached", "not_reached"]


def test_nobody_leaves_incubation_without_a_complete_proposal(run_method: Any) -> None:
    rules = EMPTY + """
[proposal]
[[proposal.sections]]
id = "solution"
heading = "Solution"
max_words = 3
answer = "incubate.proposal.solution"
"""
    for text, expected in ((None, "revise"), ("one two three four", "revise"),
                           ("one two three", "advance")):
        proposal = {} if text is None else {"solution": text}
        result = run_method(rules, [whole(incubate__proposal=proposal)])
        assert stages(result)[3] == expected
        assert result.ventures[0].proposal.complete is (expected == "advance")


@pytest.mark.parametrize(("count", "to_go"), [(23, "1 months"), (9, "15 months"), (0, "24 months")])
def test_nobody_leaves_trading_before_24_months_are_covered(
    run_method: Any, phase_of: Any, count: int, to_go: str
) -> None:
    result = run_method(EMPTY, [whole(trade__ledger=months("2022-01-01", count))])
    assert stages(result)[4:] == ["revise", "not_reached"]
    reason = next(r for r in phase_of(result, "v", "trade").reasons if r.kind == "guarantee")
    assert to_go in reason.what_to_do


def test_a_pause_stops_the_clock(run_method: Any) -> None:
    pause = [{"start": dt.date(2022, 3, 1), "end": dt.date(2022, 4, 30)}]
    assert stages(run_method(EMPTY, [whole(trade__pauses=pause)]))[4] == "revise"


def test_a_national_market_comes_after_a_local_one(run_method: Any) -> None:
    national = {"kind": "national", "entered": dt.date(2023, 1, 1)}
    local = {"kind": "local", "entered": dt.date(2022, 6, 1)}
    late = {"kind": "local", "entered": dt.date(2023, 6, 1)}
    for markets, expected in (([national], "revise"), ([national, local], "advance"),
                              ([national, late], "revise"), ([local], "advance")):
        assert stages(run_method(EMPTY, [whole(scale__markets=markets)]))[5] == expected


SENT_BACK = """
[stages.identify]
[[stages.identify.requirements]]
id = "no"
holds = "FALSE"
says = "Never."
source = "rules"
"""


def decided(word: str, phase: str = "identify", **more: Any) -> dict[str, Any]:
    return {"hub": "testhub", "phase": phase, "decision": word, "date": dt.date(2024, 1, 1),
            "by": "The board", **more}


def test_the_way_goes_on_from_a_recorded_decision(run_method: Any, phase_of: Any) -> None:
    result = run_method(SENT_BACK, [whole() | {"decisions": [decided("advance")]}])
    assert stages(result)[:2] == ["revise", "advance"]
    found = phase_of(result, "v", "identify")
    assert found.decision.departs
    assert found.reasons[0].kind == "decision"
    assert "on 1 January 2024;" in found.reasons[0].text
    held = run_method(EMPTY, [whole() | {"decisions": [decided("revise")]}])
    assert stages(held)[:2] == ["advance", "not_reached"]
    assert held.ventures[0].state == "identify"
    stopped = run_method(EMPTY, [whole() | {"decisions": [decided("stop")]}])
    assert stopped.ventures[0].state == "closed"


def test_other_hubs_and_later_decisions_do_not_count(run_method: Any) -> None:
    for decision in (decided("advance") | {"hub": "otherhub"},
                     decided("advance") | {"date": dt.date(2025, 1, 1)}):
        result = run_method(SENT_BACK, [whole() | {"decisions": [decision]}])
        assert stages(result)[1] == "not_reached"


def test_no_stage_is_skipped_by_a_decision(run_method: Any, phase_of: Any) -> None:
    result = run_method(SENT_BACK, [whole() | {"decisions": [decided("advance", "test")]}])
    assert stages(result)[1:] == ["not_reached"] * 5
    assert not phase_of(result, "v", "test").decision.moved


def test_a_stage_begun_elsewhere_is_recognised_with_evidence(run_method: Any) -> None:
    source = {"id": "report", "title": "A report", "status": "published"}
    recognised = decided("recognised", evidence=["report"])
    result = run_method(SENT_BACK, [whole() | {"decisions": [recognised], "sources": [source]}])
    assert stages(result)[1] == "advance"


def test_a_recorded_advance_does_not_lead_past_a_guarantee(
    run_method: Any, phase_of: Any
) -> None:
    dossier = whole(test__safeguarding=SAFE | {"designated_lead": False})
    dossier["decisions"] = [decided("advance", "understand")]
    result = run_method(EMPTY, [dossier])
    assert stages(result)[2] == "not_reached"
    assert not phase_of(result, "v", "understand").decision.moved


@pytest.mark.parametrize(("words", "state"), [
    (["pause"], "paused"), (["pause", "resume"], "established"), (["adopt"], "adopted"),
])
def test_the_lifecycle_beside_the_stages(run_method: Any, words: list[str], state: str) -> None:
    decisions = [decided(word) | {"date": dt.date(2024, 1, day + 1)}
                 for day, word in enumerate(words)]
    assert run_method(EMPTY, [whole() | {"decisions": decisions}]).ventures[0].state == state


def test_money_of_another_currency_is_missing_without_a_rate(
    run_method: Any, phase_of: Any
) -> None:
    rules = """
[stages.identify]
[[stages.identify.requirements]]
id = "need"
holds = "incubate.net_funding_need >= 1000"
says = "It needs at least 1000."
source = "rules"
"""
    dossier = {"id": "v", "currency": "EUR", "incubate": {"net_funding_need": 1200}}
    missing = phase_of(run_method(rules, [dossier]), "v", "identify")
    assert missing.recommendation == "undecided"
    assert missing.missing[0].why == "amount in EUR"
    assert phase_of(run_method(rules, [dossier], rates={"EUR": 0.85}), "v",
                    "identify").recommendation == "advance"
    assert phase_of(run_method(rules, [dossier], rates={"EUR": 0.80}), "v",
                    "identify").recommendation == "revise"


def test_a_recommended_stop_closes_nothing(run_method: Any, phase_of: Any) -> None:
    rules = EMPTY + ('gate = { advance = { when = "identify.age_from > 99" }, '
                     'stop = { when = "identify.age_from < 99" }, source = "rules" }\n')
    dossier = whole() | {"identify": {"age_from": 5}}
    result = run_method(rules, [dossier])
    assert phase_of(result, "v", "identify").recommendation == "stop"
    assert result.ventures[0].state == "identify"
    decided_so = run_method(rules, [dossier | {"decisions": [decided("stop")]}])
    assert decided_so.ventures[0].state == "closed"
