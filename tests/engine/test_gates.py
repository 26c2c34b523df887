"""Requirements, floors, gates and what missing evidence leaves possible."""

from __future__ import annotations

import datetime as dt
from typing import Any

import attrs
import pytest
import tomli

from hubflow.engine.gate.gate_rules import GateRule, gate_in_words
from hubflow.engine.gate.keys.clauses import CLAUSES
from hubflow.model.input_problems import BadInput
from hubflow.model.methodology import AdvanceRule, Criterion, Gate, Phase, StopRule
from hubflow.text.catalogue import languages

SCORED = """
[stages.identify]
[[stages.identify.criteria]]
id = "size"
title = "Size"
concept = "need-scale"
measure = "identify.age_from"
points = [[0, 0], [10, 5], [20, 10]]
scale = [0, 10]
weight = 3
source = "rules"
[[stages.identify.criteria]]
id = "depth"
title = "Depth"
concept = "need-severity"
judged = true
scale = [1, 5]
weight = 1
source = "rules"
[stages.identify.gate]
advance = [{ score = 50 }]
stop = [{ score_below = 20 }]
source = "rules"
"""


def judged(score: Any, criterion: str = "depth", phase: str = "identify", **more: Any) -> Any:
    return {"testhub": {"judgements": [
        {"phase": phase, "criterion": criterion, "score": score, **more}]}}


@pytest.mark.parametrize(
    ("age", "depth", "lower", "upper", "possible"),
    [
        (10, 3, 50.0, 50.0, ("advance",)),
        (10, 1, 37.5, 37.5, ("revise",)),
        (0, 1, 0.0, 0.0, ("stop",)),
        (10, None, 37.5, 62.5, ("advance", "revise")),
        (None, 3, 12.5, 87.5, ("advance", "revise", "stop")),
        (20, None, 75.0, 100.0, ("advance",)),
        (None, None, 0.0, 100.0, ("advance", "revise", "stop")),
        (5, 3, 31.25, 31.25, ("revise",)),
    ],
)
def test_a_score_is_an_interval_and_the_gate_says_what_it_leaves_possible(
    run_method: Any, phase_of: Any, age: int | None, depth: int | None,
    lower: float, upper: float, possible: tuple[str, ...],
) -> None:
    dossier: dict[str, Any] = {"id": "v"}
    if age is not None:
        dossier["identify"] = {"age_from": age}
    if depth is not None:
        dossier["hubs"] = judged(depth)
    found = phase_of(run_method(SCORED, [dossier]), "v", "identify")
    assert (found.score.lower, found.score.upper) == (lower, upper)
    assert found.possible == possible
    assert found.recommendation == (possible[0] if len(possible) == 1 else "undecided")


def test_what_is_missing_is_told_by_how_much_hangs_on_it(run_method: Any, phase_of: Any) -> None:
    found = phase_of(run_method(SCORED, [{"id": "v"}]), "v", "identify")
    assert [(m.id, m.kind, m.worth) for m in found.missing] == [
        ("identify.age_from", "fact", 75.0), ("depth", "judgement", 25.0)]


def test_the_word_for_a_gap_is_told(run_method: Any, phase_of: Any) -> None:
    found = phase_of(
        run_method(SCORED, [{"id": "v", "identify": {"age_from": "withheld"}}]), "v", "identify")
    assert found.missing[0].why == "withheld"


REQUIRED = """
[stages.identify]
[[stages.identify.requirements]]
id = "new-here"
holds = "NOT identify.implemented_in_place"
says = "It is not in use in the place."
otherwise = "Choose another place."
otherwise_decision = "stop"
source = "rules"
[[stages.identify.requirements]]
id = "authority"
holds = "identify.authority_named"
says = "The local authority is named."
otherwise = "Talk to the local authority."
source = "rules"
"""


@pytest.mark.parametrize(
    ("in_place", "authority", "possible"),
    [
        (False, True, ("advance",)),
        (True, True, ("stop",)),
        (True, False, ("stop",)),
        (False, False, ("revise",)),
        (None, True, ("advance", "stop")),
        (None, False, ("revise", "stop")),
    ],
)
def test_requirements_that_stop_come_before_those_that_send_back(
    run_method: Any, phase_of: Any, in_place: bool | None, authority: bool,
    possible: tuple[str, ...],
) -> None:
    identify: dict[str, Any] = {}
    if in_place is not None:
        identify["implemented_in_place"] = in_place
    if authority:
        identify["authority"] = {"name": "The council"}
    found = phase_of(run_method(REQUIRED, [{"id": "v", "identify": identify}]), "v", "identify")
    assert found.possible == possible
    told = {r.id: (r.status, r.what_to_do) for r in found.requirements}
    assert told["authority"] == ("holds" if authority else "fails", "Talk to the local authority.")


ORDINAL = """
[[facts]]
id = "priorities"
type = "labels"
labels = ["work", "land-use"]
description = "Which priorities apply?"
[stages.identify]
[[stages.identify.criteria]]
id = "work"
title = "Work"
concept = "employment"
judged = true
justified = true
scale = ["poor", "fair", "good"]
applies = "local.priorities.work"
minimum = "fair"
source = "rules"
[[stages.identify.criteria]]
id = "land"
title = "Land"
concept = "environment"
judged = true
justified = true
scale = ["poor", "fair", "good"]
applies = "local.priorities.land_use"
minimum = "fair"
source = "rules"
[stages.identify.gate]
advance = { at_least.good = 1 }
source = "rules"
"""


def levels(**scores: Any) -> dict[str, Any]:
    ticked = scores.pop("ticked", None)
    notes = scores.pop("notes", True)
    block: dict[str, Any] = {} if ticked is None else {"priorities": ticked}
    block["judgements"] = [
        {"phase": "identify", "criterion": id, "level": level} | ({"note": "seen"} if notes else {})
        for id, level in scores.items()
    ]
    return {"id": "v", "hubs": {"testhub": block}}


@pytest.mark.parametrize(
    ("dossier", "possible"),
    [
        (levels(ticked=["work"], work="good"), ("advance",)),
        (levels(ticked=["work"], work="fair"), ("revise",)),
        (levels(ticked=["work", "land-use"], work="good", land="poor"), ("revise",)),
        (levels(ticked=["work", "land-use"], work="good"), ("advance", "revise")),
        (levels(ticked=["work"], work="good", notes=False), ("advance", "revise")),
        (levels(work="good"), ("advance", "revise")),
        (levels(ticked=[]), ("revise",)),
        (levels(ticked=["land-use"], work="good", land="good"), ("advance",)),
    ],
)
def test_levels_are_counted_among_those_that_apply(
    run_method: Any, phase_of: Any, dossier: dict[str, Any], possible: tuple[str, ...]
) -> None:
    found = phase_of(run_method(ORDINAL, [dossier]), "v", "identify")
    assert found.possible == possible
    assert found.score is None


def test_a_criterion_that_may_apply_may_be_in_or_out_of_the_score(
    run_method: Any, phase_of: Any
) -> None:
    rules = SCORED.replace('weight = 1\n', 'weight = 1\napplies = "identify.includes_children"\n')
    dossier = {"id": "v", "identify": {"age_from": 10}}
    runs = {
        answer: phase_of(
            run_method(rules, [dossier | {"hubs": judged(5), "identify": {
                "age_from": 10, **({} if answer is None else {"includes_children": answer})}}]),
            "v", "identify").score
        for answer in (True, False, None)
    }
    assert (runs[True].lower, runs[False].lower) == (62.5, 50.0)
    assert (runs[None].lower, runs[None].upper) == (50.0, 62.5)


def test_an_assumed_value_is_used_and_counted(run_method: Any, venture_of: Any) -> None:
    rules = SCORED + """
[[assumed]]
fact = "identify.age_from"
value = 10
source = "guess"
"""
    found = venture_of(run_method(rules, [{"id": "v", "hubs": judged(3)}]), "v")
    assert found.stages[0].recommendation == "advance"
    assert found.assumption_share == 0.75
    assert found.assumptions == ("identify.age_from",)


def test_facts_without_a_source_are_counted(run_method: Any, venture_of: Any) -> None:
    dossier = {"id": "v", "identify": {"age_from": 10}, "hubs": judged(3)}
    source = {"id": "s", "title": "Records", "status": "own record", "covers": ["identify.*"]}
    assert venture_of(run_method(SCORED, [dossier]), "v").unsourced_share == 0.75
    assert venture_of(run_method(SCORED, [dossier | {"sources": [source]}]),
                      "v").unsourced_share == 0.0
    invented = source | {"status": "illustrative"}
    assert venture_of(run_method(SCORED, [dossier | {"sources": [invented]}]),
                      "v").assumption_share == 0.75


PANEL = """
[panel]
minimum_assessors = 2
"""


@pytest.mark.parametrize(
    ("rule", "said", "lower", "upper", "counted"),
    [
        (PANEL, [("a", 2, {}), ("b", 5, {})], 3.5, 3.5, 2),
        (PANEL, [("a", 2, {})], 1.0, 5.0, 1),
        (PANEL, [("a", 2, {}), ("b", 5, {"conflict": True})], 1.0, 5.0, 1),
        (PANEL, [("a", 2, {}), ("b", 4, {}), ("c", 5, {"conflict": True})], 3.0, 3.0, 2),
        (PANEL + 'combine = "median"\n', [("a", 1, {}), ("b", 5, {}), ("c", 4, {})], 4.0, 4.0, 3),
        ("", [("a", 1, {"date": "2024-01-01"}), ("a", 4, {"date": "2024-02-01"})], 4.0, 4.0, 1),
        ("", [("a", 0.1 + 3, {}), ("b", 0.2 + 3, {}), ("c", 3, {})], 3.1, 3.1, 3),
    ],
)
def test_a_panel_becomes_one_score(
    run_method: Any, phase_of: Any, rule: str, said: list[tuple[str, float, dict[str, Any]]],
    lower: float, upper: float, counted: int,
) -> None:
    import datetime as dt

    judgements = []
    for assessor, score, more in said:
        if "date" in more:
            more = {"date": dt.date.fromisoformat(more["date"])}
        judgements.append({"phase": "identify", "criterion": "depth", "assessor": assessor,
                           "score": score, **more})
    dossier = {"id": "v", "hubs": {"testhub": {"judgements": judgements}}}
    found = phase_of(run_method(rule + SCORED, [dossier]), "v", "identify")
    depth = next(c for c in found.criteria if c.id == "depth")
    assert (depth.lower, depth.upper) == (lower, upper)
    assert sum(a.counted for a in depth.assessments) == counted


def test_an_even_split_between_labels_is_an_interval(run_method: Any, phase_of: Any) -> None:
    block = {"priorities": ["work"], "judgements": [
        {"phase": "identify", "criterion": "work", "assessor": who, "level": level, "note": "n"}
        for who, level in (("a", "fair"), ("b", "good"))]}
    found = phase_of(run_method(ORDINAL, [{"id": "v", "hubs": {"testhub": block}}]),
                     "v", "identify")
    assert found.levels["work"] == ("fair", "good")
    assert found.recommendation == "undecided"


def test_a_judged_requirement_is_a_yes_or_no_of_the_panel(run_method: Any, phase_of: Any) -> None:
    rules = """
[stages.identify]
[[stages.identify.requirements]]
id = "one-problem"
judged = true
says = "There is one objectively identified problem."
source = "rules"
"""
    for said, status in ((True, "holds"), (False, "fails"), (None, "unknown")):
        block = {} if said is None else {"testhub": {"judgements": [
            {"phase": "identify", "criterion": "one-problem", "holds": said}]}}
        found = phase_of(run_method(rules, [{"id": "v", "hubs": block}]), "v", "identify")
        assert found.requirements[0].status == status


def test_a_measure_over_the_call_is_missing_for_all_if_one_lacks_what_it_reads(
    run_method: Any, phase_of: Any
) -> None:
    rules = """
[stages.identify]
[[stages.identify.criteria]]
id = "share"
title = "Share of the call's need"
concept = "need-scale"
measure = "100 * identify.group_size / max(identify.group_size) OVER ()"
scale = [0, 100]
source = "rules"
"""
    def dossier(id: str, size: int | None) -> dict[str, Any]:
        return {"id": id, "identify": {} if size is None else {"group_size": size}}

    call = {"id": "c"}
    whole = run_method(rules, [dossier("a", 50), dossier("b", 200)], call=call)
    assert phase_of(whole, "a", "identify").score.lower == 25.0
    short = run_method(rules, [dossier("a", 50), dossier("b", None)], call=call)
    assert (phase_of(short, "a", "identify").score.lower,
            phase_of(short, "a", "identify").score.upper) == (0.0, 100.0)
    alone = run_method(rules, [dossier("a", 50), dossier("b", None)])
    assert phase_of(alone, "a", "identify").score.lower == 100.0


LABELLED = Phase(id="p", stage="identify", name={"en": "P"}, criteria=(
    Criterion(id="cc", title={"en": "Depth"}, concept="need-severity", scale=("bad", "good"),
              judged=True, source="rules"),
    Criterion(id="dd", title={"en": "Reach"}, concept="need-scale", scale=(0, 5), points=20,
              judged=True, source="rules")))
KEYS = {rule: {key: value for clause in clauses for example in clause.examples(LABELLED)
               for key, value in tomli.loads("".join(
                   f"{key} = {value}\n" for key, value in example.items())).items()
               if key in clause.keys}
        for rule, clauses in CLAUSES.items()}
"""Every key of a gate's rules with a value."""


@pytest.mark.parametrize("rule", CLAUSES)
def test_every_key_of_a_gate_is_the_key_of_one_clause(
    rule: type[AdvanceRule] | type[StopRule]
) -> None:
    keys = [key for clause in CLAUSES[rule] for key in clause.keys]
    assert sorted(keys) == sorted(field.name for field in attrs.fields(rule))
    assert set(keys) == set(KEYS[rule])


@pytest.mark.parametrize("rule", CLAUSES)
@pytest.mark.parametrize("language", languages())
def test_every_clause_is_told_in_words(
    rule: type[AdvanceRule] | type[StopRule], language: str
) -> None:
    """A key without words of its own language would stop here."""
    phase = LABELLED
    made = GateRule.read(rule(**KEYS[rule]), 0, phase)
    assert len(made.clauses) == len(CLAUSES[rule])
    told = [made_of for clause in made.clauses for made_of in clause.words(phase, language)]
    assert len(set(told)) == len(CLAUSES[rule])
    gate = Gate(advance=(rule(**KEYS[rule]),)) if rule is AdvanceRule else (
        Gate(stop=(rule(**KEYS[rule]),)))  # type: ignore[arg-type]
    whole = gate_in_words(attrs.evolve(phase, gate=gate), language)
    assert all(text in whole for text in told)
    assert all(text not in gate_in_words(phase, language) for text in told)


MEASURED = """
[stages.identify]
[[stages.identify.criteria]]
id = "size"
title = "Size"
concept = "need-scale"
measure = "(0.1 * identify.age_from + 0.7) * 10"
scale = [0, 10]
minimum = 8
source = "rules"
[stages.identify.gate]
advance = [{ score = 80 }]
source = "rules"
"""


def test_measures_are_rounded_before_they_are_compared(run_method: Any, phase_of: Any) -> None:
    result = run_method(MEASURED, [{"id": "v", "identify": {"age_from": 1}}])
    found = phase_of(result, "v", "identify")
    assert found.recommendation == "advance"
    assert found.criteria[0].lower == 8.0


@pytest.mark.parametrize("condition", [
    "identify.age_from * 0.1 BETWEEN 0 AND 0.3", "identify.age_from * 0.1 IN (0.3)",
    "identify.age_from * 0.1 <= 0.3", "0.3 BETWEEN identify.age_from * 0.1 AND 1",
    "NOT (identify.age_from * 0.1 NOT BETWEEN 0.3 AND 1)",
    "(identify.age_from * 2 > 4) = identify.includes_children",
])
def test_computed_sides_of_every_comparison_are_rounded(
    run_method: Any, phase_of: Any, condition: str
) -> None:
    rules = f"""
[stages.identify]
[stages.identify.gate]
advance = [{{ when = "{condition}" }}]
source = "rules"
"""
    result = run_method(rules, [{"id": "v", "identify": {"age_from": 3,
                                                          "includes_children": True}}])
    assert phase_of(result, "v", "identify").recommendation == "advance"


NEGATIVE = """
[stages.identify]
[[stages.identify.criteria]]
id = "same"
title = "Same"
concept = "need-scale"
measure = "1"
scale = [0, 2]
source = "rules"
[[stages.identify.criteria]]
id = "change"
title = "Change"
concept = "need-severity"
judged = true
scale = [-10, 10]
applies = "identify.includes_children"
weight = 1
source = "rules"
[stages.identify.gate]
advance = { places = 1 }
rank_by = ["change"]
source = "rules"
"""


def test_who_a_criterion_does_not_apply_to_ranks_behind_its_worst(
    run_method: Any, phase_of: Any
) -> None:
    def dossier(id: str, applies: bool | None, score: float | None) -> dict[str, Any]:
        identify = {} if applies is None else {"includes_children": applies}
        more = {} if score is None else {"hubs": judged(score, "change")}
        return {"id": id, "identify": identify, **more}

    worst, out, unknown = dossier("a", True, -10), dossier("b", False, None), dossier(
        "c", None, None)
    three = run_method(NEGATIVE, [worst, out, unknown], call={"id": "c"})
    for venture in three.ventures:
        found = phase_of(three, venture.id, "identify")
        assert found.possible
        assert 1 <= found.rank.best <= found.rank.worst <= 3


def test_the_guarantees_cannot_be_assumed_or_named(run_method: Any) -> None:
    for fact, value in (("identify.includes_children", "false"),
                        ("test.safeguarding_in_place", "true"),
                        ("incubate.proposal_complete", "true")):
        with pytest.raises(BadInput, match="guarantees rest on"):
            run_method(f'[[assumed]]\nfact = "{fact}"\nvalue = {value}\nsource = "guess"\n',
                       [{"id": "v"}])
    rule = """
[stages.incubate]
[[stages.incubate.requirements]]
id = "guarantee.leader"
holds = "incubate.leader_named"
says = "A leader."
source = "rules"
"""
    with pytest.raises(BadInput, match="own guarantees begin"):
        run_method(rule, [{"id": "v"}])


PROPOSAL = """
[proposal]
total = "incubate.net_funding_need"
[[proposal.finance]]
id = "all"
name = "All"
amount = "100"
source = "rules"
"""


def test_a_proposal_whose_total_is_not_known_may_yet_be_incomplete(run_method: Any) -> None:
    for need, complete in ((None, "unknown"), (100, "holds"), (200, "fails")):
        incubate = {} if need is None else {"net_funding_need": need}
        result = run_method(PROPOSAL, [{"id": "v", "incubate": incubate}])
        phases = [p for s in result.ventures[0].stages for p in s.phases]
        status = {r.id: r.status for p in phases for r in p.requirements}
        assert status["guarantee.proposal"] == complete


@pytest.mark.parametrize(("rules", "said"), [
    ('[[facts]]\nid = "a-b"\ntype = "number"\ndescription = "x"\n'
     '[[facts]]\nid = "a_b"\ntype = "number"\ndescription = "x"\n', "the same in an expression"),
    ('[[facts]]\nid = "ticks"\ntype = "labels"\nlabels = ["co-op", "co op"]\n'
     'description = "x"\n', "the same in an expression"),
    ('[[facts]]\nid = "ticks"\ntype = "labels"\nlabels = ["violência"]\n'
     'description = "x"\n', "cannot be named in an expression"),
])
def test_names_that_expressions_cannot_tell_apart_are_refused(
    run_method: Any, rules: str, said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        run_method(rules, [{"id": "v"}])


@pytest.mark.parametrize("level", ["[1]", "true", '"a word"', "11", "{ x = 1 }"])
def test_a_level_that_is_not_on_the_scale_is_told(run_method: Any, level: str) -> None:
    rule = NEGATIVE.replace("advance = { places = 1 }",
                            f"advance = {{ places = 1, criteria.change = {level} }}")
    with pytest.raises(BadInput, match="is not on the scale of change"):
        run_method(rule, [{"id": "v"}])


def test_a_gate_is_not_said_to_fail_where_only_a_requirement_does(
    run_method: Any, phase_of: Any
) -> None:
    rules = """
[[stages.identify.requirements]]
id = "authority"
holds = "identify.authority_named"
says = "The council is named."
source = "rules"
[stages.identify.gate]
advance = { when = "identify.group_size >= 10" }
source = "rules"
"""
    venture = {"id": "a", "identify": {"group_size": 20}}
    told = phase_of(run_method(rules, [venture]), "a", "identify").reasons
    assert [reason.kind for reason in told] == ["requirement", "gate"]
    assert "not passed" not in told[-1].text
    few = {"id": "a", "identify": {"group_size": 5, "authority": {"name": "Council"}}}
    told = phase_of(run_method(rules, [few]), "a", "identify").reasons
    assert told[-1].text.startswith("The gate is not passed")


@pytest.mark.parametrize(("gate", "text"), [
    ("advance = [{ score = 50, places = 5 }]", "Score 49.95; at least 50 is asked."),
    ("advance = [{ points = 40, places = 1 }]", "39.96 points; at least 40 are asked."),
    ("advance = [{ criteria = { depth = 3 }, places = 5 }]",
     "“Depth” is at 2.998; at least 3 is asked."),
    ("stop = [{ points_below = 40 }]", "39.96 points; at least 40 are asked."),
])
def test_a_refused_venture_hears_by_how_much_it_misses_the_bar(
    run_method: Any, phase_of: Any, gate: str, text: str,
) -> None:
    method = f"""
[stages.identify]
[[stages.identify.criteria]]
id = "depth"
title = "Depth"
concept = "need-severity"
judged = true
scale = [1, 5]
points = 80
source = "rules"
[stages.identify.gate]
otherwise = "stop"
source = "rules"
{gate}
"""
    score = 2.998
    found = phase_of(run_method(method, [{"id": "v", "hubs": judged(score)}]), "v", "identify")
    assert found.recommendation == "stop"
    assert [r.text for r in found.reasons if r.kind == "threshold"] == [text]
    assert "1 places" not in " ".join(r.text for r in found.reasons)


ASKING = """
[[facts]]
id = "staff"
type = "number"
description = "How many work there?"
[[facts]]
id = "open"
type = "yes_no"
description = "Is it open to all?"
[[facts]]
id = "kind"
type = "label"
labels = ["co-op", "club"]
description = "What it is"
[[facts]]
id = "since"
type = "date"
description = "Since when it works"
[parameters]
least = { 2020-01-01 = 4, says = "The least staff", source = "rules" }
[stages.identify]
[[stages.identify.criteria]]
id = "depth"
title = "Depth"
concept = "need-severity"
judged = true
scale = ["weak", "fair", "good"]
source = "rules"
[[stages.identify.criteria]]
id = "reach"
title = "Reach"
concept = "need-scale"
judged = true
scale = ["weak", "fair", "good"]
source = "rules"
[stages.identify.gate]
otherwise = "stop"
source = "rules"
"""
FACTS = {"staff": 3, "open": False, "kind": "club", "since": dt.date(2024, 5, 1)}


@pytest.mark.parametrize(("rule", "levels", "told"), [
    ("at_least.good = 2", ("good", "fair"),
     "Criteria at “good” or above: 1; at least 2 are asked. Below it: Reach."),
    ("at_least.good = 2", ("fair", None),
     "Criteria at “good” or above: 0 to 1; at least 2 are asked. Below it: Depth."),
    ("below.fair = 1", ("weak", "good"),
     "Criteria below “fair”: 1 (Depth). From 1 on the rule is to stop."),
    ('when = "local.staff >= 5"', (), "“How many work there”: 3; at least 5 is asked."),
    ('when = "parameters.least <= local.staff"', (),
     "“How many work there”: 3; at least 4 is asked."),
    ('when = "local.staff > 1 AND local.open"', (), "“Is it open to all”: no; asked is: yes."),
    ("when = \"local.kind IN ('co-op')\"", (), "“What it is”: club; asked is: co-op."),
    ('when = "local.since BETWEEN DATE \'2020-01-01\' AND DATE \'2023-12-31\'"', (),
     "“Since when it works”: 1 May 2024; at most 31 December 2023 is allowed."),
    ('when = "local.staff * 2 > 8 OR local.open"', (),
     "The condition of the rule does not hold. “How many work there”: 3; “Is it open to all”: no."),
    ('stop when = "NOT local.open"', (),
     "“Is it open to all”: no; the rule is to stop at: no."),
    ('stop when = "local.staff < parameters.least"', (),
     "“How many work there”: 3; below 4 the rule is to stop."),
    ('stop when = "local.staff + 1 < 5"', (),
     "The condition to stop holds. “How many work there”: 3."),
])
def test_a_refused_venture_hears_what_labels_and_conditions_ask_and_what_was_found(
    run_method: Any, phase_of: Any, rule: str, levels: tuple[str | None, ...], told: str,
) -> None:
    stops = rule.startswith(("stop", "below"))
    gate = f'{"stop" if stops else "advance"} = [{{ {rule.removeprefix("stop ")} }}]\n'
    panel = [{"phase": "identify", "criterion": id, "score": level, "assessor": "x"}
             for id, level in zip(("depth", "reach"), levels, strict=False) if level]
    result = run_method(ASKING + gate, [{"id": "v", "hubs": {"testhub": {
        **FACTS, "judgements": panel}}}])
    found = phase_of(result, "v", "identify")
    assert found.recommendation == "stop"
    assert [r.text for r in found.reasons if r.kind == "threshold"] == [told]


def test_nothing_is_said_to_be_missed_while_it_is_open(run_method: Any, phase_of: Any) -> None:
    gate = 'advance = [{ when = "local.staff >= 5", at_least.good = 2 }]\n'
    result = run_method(ASKING + gate, [{"id": "v", "hubs": {"testhub": {"judgements": []}}}])
    found = phase_of(result, "v", "identify")
    assert found.recommendation == "undecided"
    assert not [r for r in found.reasons if r.kind == "threshold"]


def test_an_order_that_ranks_nobody_is_refused_with_what_to_do(run_method: Any) -> None:
    gate = 'advance = [{ at_least.good = 1 }]\nrank_by = ["depth"]\n'
    with pytest.raises(BadInput, match="nothing is ranked: the gate has neither places nor") as bad:
        run_method(ASKING + gate, [{"id": "v"}])
    assert "leave `rank_by` out" in str(bad.value)
