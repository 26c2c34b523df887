"""Laws: ranks against brute force, knowing more only ever shrinks what is possible, determinism."""

from __future__ import annotations

import itertools
import random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.property_examples import examples

from hubflow.cli.to_json import as_data

SLOW = settings(max_examples=examples(10),
                suppress_health_check=[HealthCheck.function_scoped_fixture])

QUOTA = """
[stages.identify]
[[stages.identify.requirements]]
id = "new-here"
holds = "NOT identify.implemented_in_place"
says = "It is new here."
source = "rules"
[[stages.identify.criteria]]
id = "age"
title = "Age"
concept = "need-scale"
measure = "identify.age_from"
scale = [0, 2]
source = "rules"
[stages.identify.gate]
advance = { places = PLACES }
source = "rules"
"""

ROWS = st.lists(
    st.tuples(st.none() | st.sampled_from([0, 1, 2]), st.sampled_from([None, True, False, False])),
    min_size=1, max_size=4,
)


def dossier(id: str, age: int | None, in_place: bool | None, **more: Any) -> dict[str, Any]:
    identify: dict[str, Any] = {}
    if age is not None:
        identify["age_from"] = age
    if in_place is not None:
        identify["implemented_in_place"] = in_place
    return {"id": id, "identify": identify, **more}


def completions(rows: list[tuple[int | None, bool | None]]) -> list[list[tuple[int, bool]]]:
    options = [
        [(a, b) for a in ([0, 1, 2] if age is None else [age])
         for b in ([True, False] if in_place is None else [in_place])]
        for age, in_place in rows
    ]
    return [list(world) for world in itertools.product(*options)]


@SLOW
@given(rows=ROWS, places=st.integers(1, 3))
def test_rank_intervals_and_quotas_against_every_completion(
    run_method: Any, phase_of: Any, rows: list[tuple[int | None, bool | None]], places: int
) -> None:
    dossiers = [dossier(f"v{i}", *row) for i, row in enumerate(rows)]
    result = run_method(QUOTA.replace("PLACES", str(places)), dossiers, call={"id": "c"})
    worlds = completions(rows)
    for i in range(len(rows)):
        found = phase_of(result, f"v{i}", "identify")
        best, worst, outcomes = [], [], set()
        for world in worlds:
            age, in_place = world[i]
            if in_place:
                outcomes.add("revise")
                continue
            others = [a for j, (a, b) in enumerate(world) if j != i and not b]
            above = sum(a > age for a in others)
            level = sum(a == age for a in others)
            best.append(1 + above)
            worst.append(1 + above + level)
            # a tie across the cut can be broken either way
            outcomes |= ({"advance"} if 1 + above <= places else set()) | (
                {"revise"} if 1 + above + level > places else set())
        if rows[i][0] is None:
            # nobody advances for certain of whom nothing is scored
            outcomes |= {"revise"} if "advance" in outcomes else set()
        if best:
            assert (found.rank.best, found.rank.worst) == (min(best), max(worst))
        else:
            assert found.rank is None
        assert set(found.possible) == outcomes


def test_a_tie_across_the_cut_is_undecided_unless_the_hub_breaks_it(
    run_method: Any, phase_of: Any
) -> None:
    rules = QUOTA.replace("PLACES", "1")
    dossiers = [dossier("a", 2, False, hubs={"testhub": {"judgements": []}}),
                dossier("b", 2, False)]
    tied = run_method(rules, dossiers, call={"id": "c"})
    for id in "ab":
        found = phase_of(tied, id, "identify")
        assert found.recommendation == "undecided"
        assert "tie" in [reason.kind for reason in found.reasons]
    broken = rules.replace("{ places = 1 }", '{ places = 1 }\nrank_by = ["score", "depth"]')
    broken = broken.replace("[stages.identify.gate]", """
[[stages.identify.criteria]]
id = "depth"
title = "Depth"
concept = "need-severity"
scale = ["low", "high"]
judged = true
source = "rules"
[stages.identify.gate]""")
    for dossier_, level in zip(dossiers, ("low", "high"), strict=True):
        dossier_["hubs"] = {"testhub": {"judgements": [
            {"phase": "identify", "criterion": "depth", "level": level}]}}
    ranked = run_method(broken, dossiers, call={"id": "c"})
    assert phase_of(ranked, "b", "identify").recommendation == "advance"
    assert phase_of(ranked, "a", "identify").recommendation == "revise"


def test_a_quota_no_smaller_than_its_cohort_is_uncontested(run_method: Any, phase_of: Any) -> None:
    result = run_method(QUOTA.replace("PLACES", "1"), [dossier("a", 0, False)])
    found = phase_of(result, "a", "identify")
    assert found.rank.uncontested
    assert found.recommendation == "advance"


BUDGET = QUOTA.replace(
    "{ places = PLACES }", '{ budget = "call.budget", cost = "incubate.net_funding_need" }'
)


@SLOW
@given(
    rows=st.lists(st.tuples(st.sampled_from([0, 1, 2]), st.sampled_from([None, 10.1, 20.2, 30.3])),
                  min_size=1, max_size=4),
    budget=st.sampled_from([10.1, 30.3, 40.4, 50.5]),
)
def test_a_budget_is_spent_in_order_of_rank_and_cut_off_strictly(
    run_method: Any, phase_of: Any, rows: list[tuple[int, float | None]], budget: float
) -> None:
    dossiers = [
        dossier(f"v{i}", age, False,
                **({} if cost is None else {"incubate": {"net_funding_need": cost}}))
        for i, (age, cost) in enumerate(rows)
    ]
    result = run_method(BUDGET, dossiers, call={"id": "c", "budget": budget})
    for i, (age, cost) in enumerate(rows):
        ahead = [c for j, (a, c) in enumerate(rows) if a > age]
        level = [c for j, (a, c) in enumerate(rows) if j != i and a == age]
        cents = [round(100 * (c or 0)) for c in (cost, *ahead)]
        possible = sum(cents) <= round(100 * budget)
        certain = None not in (cost, *ahead, *level) and (
            sum(cents) + sum(round(100 * (c or 0)) for c in level) <= round(100 * budget))
        expected = ("advance",) if certain else ("advance", "revise") if possible else ("revise",)
        assert phase_of(result, f"v{i}", "identify").possible == expected


STILL_IN = """
[panel]
minimum_assessors = 1
[stages.identify]
[[stages.identify.requirements]]
id = "new-here"
holds = "NOT identify.implemented_in_place OR identify.hard_to_reach = 'hard'"
says = "It is new here."
otherwise_decision = "stop"
source = "rules"
[[stages.identify.criteria]]
id = "age"
title = "Age"
concept = "need-scale"
measure = "identify.age_from"
points = [[0, 0], [1, 4], [2, 10]]
scale = [0, 10]
weight = 2
source = "rules"
[[stages.identify.criteria]]
id = "depth"
title = "Depth"
concept = "need-severity"
judged = true
scale = [0, 2]
applies = "identify.includes_children OR identify.includes_adults_at_risk"
minimum = 1
source = "rules"
[stages.identify.gate]
advance = [{ score = 50, places = 2 }, { score = 90 }]
stop = [{ score_below = 10 }]
rank_by = ["score", "depth"]
source = "rules"
[stages.understand]
[[stages.understand.criteria]]
id = "fit"
title = "Fit"
concept = "problem-solution-fit"
judged = true
scale = ["low", "middle", "high"]
source = "rules"
[[stages.understand.criteria]]
id = "size"
title = "Size"
concept = "need-scale"
measure = "identify.group_size"
scale = [0, 2]
source = "rules"
[stages.understand.gate]
advance = { at_least.middle = 1, places = 1 }
otherwise = "stop"
source = "rules"
"""

GIVEN = {
    "age_from": [0, 1, 2], "group_size": [0, 1, 2], "implemented_in_place": [True, False],
    "hard_to_reach": ["easy", "hard"], "includes_children": [True, False],
    "includes_adults_at_risk": [True, False],
}
PANEL = {("identify", "depth"): [0, 1, 2], ("understand", "fit"): ["low", "middle", "high"]}

OPTIONS: dict[Any, Any] = {}
OPTIONS.update(GIVEN)
OPTIONS.update(PANEL)
Answers = dict[Any, Any]


def answers() -> st.SearchStrategy[Answers]:
    return st.fixed_dictionaries({key: st.sampled_from(values) for key, values in OPTIONS.items()})


def known() -> st.SearchStrategy[frozenset[Any]]:
    return st.frozensets(st.sampled_from([*GIVEN, *PANEL]))


def venture(id: str, told: Answers, keys: frozenset[Any], decision: str | None) -> dict[str, Any]:
    import datetime as dt

    data: dict[str, Any] = {
        "id": id,
        "identify": {key: told[key] for key in GIVEN if key in keys},
        "hubs": {"testhub": {"judgements": [
            {"phase": phase, "criterion": criterion, "score": told[phase, criterion]}
            for phase, criterion in PANEL if (phase, criterion) in keys]}},
    }
    if decision:
        data["decisions"] = [{"hub": "testhub", "phase": "identify", "decision": decision,
                              "date": dt.date(2024, 1, 1), "by": "The board"}]
    return data


VENTURES = st.lists(
    st.tuples(answers(), known(), known(), st.sampled_from([None, None, None, "advance"])),
    min_size=1, max_size=4,
)


def possible(result: Any) -> dict[tuple[str, str], set[str]]:
    return {
        (v.id, phase.phase): set(phase.possible)
        for v in result.ventures for stage in v.stages for phase in stage.phases
    }


@SLOW
@given(ventures=VENTURES)
def test_knowing_more_only_ever_shrinks_what_is_possible(
    run_method: Any, ventures: list[tuple[Answers, frozenset[Any], frozenset[Any], str | None]]
) -> None:
    less = [venture(f"v{i}", told, keys, decision)
            for i, (told, keys, _, decision) in enumerate(ventures)]
    more = [venture(f"v{i}", told, keys | others, decision)
            for i, (told, keys, others, decision) in enumerate(ventures)]
    before = possible(run_method(STILL_IN, less, call={"id": "c"}))
    after = possible(run_method(STILL_IN, more, call={"id": "c"}))
    for key, found in after.items():
        assert found
        assert found <= before[key], key


@SLOW
@given(ventures=VENTURES)
def test_full_knowledge_leaves_one_recommendation_or_a_tie(
    run_method: Any, phase_of: Any,
    ventures: list[tuple[Answers, frozenset[Any], frozenset[Any], str | None]],
) -> None:
    everything = frozenset([*GIVEN, *PANEL])
    told = [venture(f"v{i}", answers, everything, decision)
            for i, (answers, _, _, decision) in enumerate(ventures)]
    result = run_method(STILL_IN, told, call={"id": "c"})
    for i in range(len(told)):
        found = phase_of(result, f"v{i}", "identify")
        assert len(found.possible) == 1 or "tie" in [r.kind for r in found.reasons]


def test_the_order_of_dossiers_changes_nothing(run_method: Any) -> None:
    rng = random.Random(7)
    ventures = [
        venture(f"v{i}", {k: rng.choice(v) for k, v in OPTIONS.items()},
                frozenset(rng.sample([*GIVEN, *PANEL], 6)), None)
        for i in range(12)
    ]
    first = run_method(STILL_IN, ventures, call={"id": "c"})
    second = run_method(STILL_IN, ventures[::-1], call={"id": "c"})
    one, other = as_data(first), as_data(second)
    assert (one["ventures"], one["receipt"]) == (other["ventures"], other["receipt"])
