"""The least that would have to change: against brute force, and carried out."""

from __future__ import annotations

import itertools
from collections.abc import Generator, Mapping, Sequence
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.compare.conftest import Workshop, criterion, gate, judgements
from tests.property_examples import examples

from hubflow.compare.least_change import least_changes, tried_together

CONCEPTS = ("need-severity", "innovation", "good-work", "employment")
IDS = ("aa", "bb", "cc", "dd")
FEW = settings(max_examples=examples(10),
               suppress_health_check=[HealthCheck.function_scoped_fixture])


def advances(scores: dict[str, int], weights: dict[str, int], threshold: int, floor: int) -> bool:
    """What the gate of the test says, written by hand."""
    mean = sum(scores[i] * weights[i] for i in scores) / sum(weights.values()) * 10
    return round(mean, 9) >= threshold and scores["aa"] >= floor


@FEW
@given(
    scores=st.lists(st.integers(0, 10), min_size=3, max_size=4),
    weights=st.lists(st.integers(1, 4), min_size=4, max_size=4),
    threshold=st.integers(30, 100), floor=st.integers(0, 8),
)
def test_minimal_sets_against_brute_force_and_carried_out(
    workshop: Workshop, scores: list[int], weights: list[int], threshold: int, floor: int
) -> None:
    now = dict(zip(IDS, scores, strict=False))
    weighs = dict(zip(now, weights, strict=False))
    rules = "".join(
        criterion(id, concept, weighs[id], more=f"minimum = {floor}" if id == "aa" else "")
        for id, concept in zip(now, CONCEPTS, strict=False)
    ) + gate(f"advance = {{ score = {threshold} }}")
    hub = workshop.hub("one", rules)

    def run(values: dict[str, Any]) -> Any:
        folder = workshop.dossiers([{"id": "v", "hubs": {"one": {
            "judgements": judgements(**values)}}}])
        return workshop.take(hub, folder)

    taken = run(now)
    enough = [
        set(chosen) for size in range(len(now) + 1) for chosen in itertools.combinations(now, size)
        if advances({**now, **dict.fromkeys(chosen, 10)}, weighs, threshold, floor)
    ]
    minimal = [chosen for chosen in enough if not any(other < chosen for other in enough)]
    changes = [c for c in least_changes(taken, "v") if c.phase == "identify"]
    if minimal == [set()]:
        assert not changes
        return
    (change,) = changes
    found = [{item.criterion for item in chosen} for chosen in change.raises]
    assert sorted(map(sorted, found)) == sorted(map(sorted, minimal))
    assert [len(chosen) for chosen in found] == sorted(len(chosen) for chosen in found)
    for chosen in change.raises[:2]:
        levels = {item.criterion: float(item.to) for item in chosen}
        done = run({**now, **levels}).ventures["v"].stages[0]
        assert done.recommendation == "advance"
        for id in levels:
            lower = {**now, **levels, id: round(levels[id] - 0.001, 3)}
            assert run(lower).ventures["v"].stages[0].recommendation != "advance"


def test_what_no_score_can_change_is_said(workshop: Workshop) -> None:
    hub = workshop.hub("one", criterion("aa", "innovation") + gate(
        'advance = { score = 50, when = "identify.age_from >= 18" }'))
    folder = workshop.dossiers([{"id": "v", "identify": {"age_from": 12}, "hubs": {"one": {
        "judgements": judgements(aa=9)}}}])
    (change, *_) = least_changes(workshop.take(hub, folder), "v")
    assert not change.possible
    assert "“Youngest age in the group” ≥ 18" in change.gate


def test_unmet_requirements_come_with_what_to_do(workshop: Workshop) -> None:
    hub = workshop.hub("one", """
[[stages.identify.requirements]]
id = "group"
holds = "identify.priority_group_named"
says = "The group is named."
otherwise = "Name it."
source = "rules"
""" + criterion("aa", "innovation") + gate("advance = { score = 50 }"))
    folder = workshop.dossiers([{"id": "v"}])
    change = least_changes(workshop.take(hub, folder), "v")[0]
    assert [(rule.id, rule.what_to_do) for rule in change.unmet] == [("group", "Name it.")]
    assert [[(item.criterion, item.now, item.to) for item in chosen]
            for chosen in change.raises] == [[("aa", "", "5")]]


def test_in_a_call_the_others_are_held_fixed(workshop: Workshop) -> None:
    hub = workshop.hub("one", criterion("aa", "innovation") + criterion("bb", "good-work") + gate(
        'advance = { places = 1 }\nrank_by = ["score"]'))
    folder = workshop.dossiers(
        [{"id": id, "hubs": {"one": {"judgements": judgements(aa=aa, bb=bb)}}}
         for id, aa, bb in (("u", 8, 4), ("v", 3, 6), ("w", 1, 1))], call="c")
    taken = workshop.take(hub, folder)
    (change,) = [c for c in least_changes(taken, "v") if c.phase == "identify"]
    assert [[(item.criterion, item.to) for item in chosen] for chosen in change.raises] == [
        [("aa", "6.001")], [("bb", "9.001")]]
    (last,) = [c for c in least_changes(taken, "w") if c.phase == "identify"]
    assert [len(chosen) for chosen in last.raises] == [2]


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 4)), max_size=5))
def test_searches_that_ask_together_find_what_each_finds(
    searched: list[tuple[int, int]]
) -> None:
    asked = []

    def enough(settings: Sequence[Mapping[str, float]]) -> list[bool]:
        asked.append(len(settings))
        return [each["at"] >= each["least"] for each in settings]

    def search(least: int, at_once: int) -> Generator[Sequence[dict[str, float]], list[bool], int]:
        low = 0
        while True:
            tried = range(low, low + at_once)
            said = yield [{"at": at, "least": least} for at in tried]
            if True in said:
                return tried[said.index(True)]
            low += at_once

    found = tried_together([search(*each) for each in searched], enough)
    assert found == [least for least, _ in searched]
    assert len(asked) == max((least // at_once + 1 for least, at_once in searched), default=0)
