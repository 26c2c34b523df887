"""Laws over methods made at random: every key of a gate, scales of all kinds, several phases.

Something is always possible; knowing more only ever shrinks what is possible; who is better never
fares worse.
"""

from __future__ import annotations

import re
from typing import Any

import attrs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.property_examples import examples

from hubflow.documents.inputs import gap_lines, gaps_of
from hubflow.documents.scorecard import scorecard_markdown
from hubflow.engine.gate.keys.clauses import CLAUSES
from hubflow.engine.method.prepared_method import compiled_method
from hubflow.model.methodology import (
    AdvanceRule,
    CriteriaGroup,
    Criterion,
    Phase,
    ScoreRules,
    StopRule,
)
from hubflow.model.results import CriterionResult, PhaseResult, RunResult, VentureResult
from hubflow.plugins.manager import load_hub
from tests.conftest import HEADER

SLOW = settings(max_examples=examples(15),
                suppress_health_check=[HealthCheck.function_scoped_fixture])

LABELS = ("weak", "fair", "good")
NUMBERS = {"aa": (-5.0, 5.0), "bb": (0.0, 10.0)}
LEVELS = ("cc", "dd")
ORDER = ["advance", "revise", "stop"]
GROUPS = {"aa": "outer", "bb": "inner"}
"""The groups of a method with groups: `inner` is part of `outer`."""

JUDGED = Phase(id="p", stage="identify", name={"en": "P"}, criteria=tuple(
    Criterion(id=id, title={"en": id}, concept="need-scale", scale=scale, judged=True,
              source="rules")
    for id, scale in (*NUMBERS.items(), *((id, LABELS) for id in LEVELS))))
GROUPED = attrs.evolve(JUDGED, groups=tuple(
    CriteriaGroup(id=id, title={"en": id}, group=around, source="rules")
    for id, around in (("outer", None), ("inner", "outer"))), criteria=tuple(
        attrs.evolve(each, group=GROUPS.get(each.id)) for each in JUDGED.criteria))
IN_POINTS = attrs.evolve(JUDGED, score=ScoreRules(points=10), criteria=tuple(
    attrs.evolve(each, points=5) if each.id in NUMBERS else each for each in JUDGED.criteria))
DRAWN = {form: {rule: [", ".join(f"{key} = {value}" for key, value in example.items())
                       for clause in clauses for example in clause.examples(phase)]
                for rule, clauses in CLAUSES.items()}
         for form, phase in (("flat", JUDGED), ("grouped", GROUPED), ("points", IN_POINTS))}
"""The rules that gates are made of: every example of every clause, by the form of the score."""


def is_selection(rule: str) -> bool:
    """Whether a rule gives out places or money in another way than to the best of a call."""
    return bool(re.search("per =|across =|cut =", rule))


EXCEPTION = """
[[stages.identify.exceptions]]
id = "grace"
says = "A small group may be enough."
source = "rules"
[[stages.identify.requirements]]
id = "enough"
holds = "identify.group_size >= 4 OR exceptions.grace"
says = "Four people or more."
otherwise = "Find more."
source = "rules"
"""
MET = """
[[stages.identify.requirements]]
id = "met"
judged = true
says = "The panel met them."
otherwise = "Meet them."
source = "rules"
[[stages.identify.adjustments]]
id = "extra"
title = "Extra"
says = "The panel may add something."
judged = true
cap = 3
step = 0.5
justified = true
source = "rules"
"""
GRANTS = {"not judged": {}, "granted": {"x": True}, "refused": {"x": False},
          "split": {"x": True, "y": False}}
"""Who says what of the exception. One that nobody judges is none, and not missing."""


@st.composite
def method(draw: st.DrawFn) -> str:
    """Two stages that judge the same four criteria, each with a gate of its own.

    The score of each is a plain mean, one of groups within groups, or in points.
    """
    text = '[parameters]\nlater = { 2030-01-01 = 5, source = "rules" }\n' + draw(panel())
    for stage in ("identify", "understand"):
        form = draw(st.sampled_from(list(DRAWN)))
        text += draw(_whole(stage, form))
        text += EXCEPTION if stage == "identify" and draw(st.booleans()) else ""
        text += MET if stage == "identify" and draw(st.booleans()) else ""
        for id, (low, high) in NUMBERS.items():
            place = f'group = "{GROUPS[id]}"' if form == "grouped" else ""
            floor = f"minimum = {draw(st.floats(low, high))}" if draw(st.booleans()) else ""
            floor += "\nround = 0" if draw(st.booleans()) else ""
            floor += "\nstep = 0.1" if draw(st.booleans()) else ""
            floor += "\njustified = true" if draw(st.booleans()) else ""
            applies = 'applies = "identify.includes_children"' if draw(st.booleans()) else ""
            text += f"""
[[stages.{stage}.criteria]]
id = "{id}"
title = "{id}"
concept = "need-scale"
judged = true
scale = [{low}, {high}]
{"points = 5" if form == "points" else f"weight = {draw(st.integers(1, 3))}"}
{place}
{floor}
{applies}
source = "rules"
"""
        for id in LEVELS:
            text += f"""
[[stages.{stage}.criteria]]
id = "{id}"
title = "{id}"
concept = "need-severity"
judged = true
scale = ["weak", "fair", "good"]
source = "rules"
"""
        ways = draw(st.lists(st.sampled_from(DRAWN[form][AdvanceRule]), min_size=1, max_size=3))
        if any(map(is_selection, ways)):  # a gate gives out places or money by group in one rule
            ways = [next(filter(is_selection, ways)),
                    *(way for way in ways if not re.search("places|budget", way))]
        stops = draw(st.lists(st.sampled_from(DRAWN[form][StopRule]), max_size=1))
        ranked = any(re.search("places|budget", way) for way in ways)
        order = draw(st.lists(st.sampled_from(_orders(form)), unique=True)) if ranked else []
        text += f"""
[stages.{stage}.gate]
advance = [{', '.join('{ ' + way + ' }' for way in ways)}]
stop = [{', '.join('{ ' + stop + ' }' for stop in stops)}]
otherwise = "{draw(st.sampled_from(['revise', 'stop']))}"
{_rank_by(order)}
source = "rules"
"""
    return text + f"""
[[instruments]]
id = "money"
stage = "trade"
name = "Money"
eligible = "1 = 1"
amount = "{draw(st.sampled_from(AMOUNTS))}"
{draw(st.sampled_from(["ceiling = 20000", ""]))}
source = "rules"
"""


AMOUNTS = (
    "1000 * phases.identify.score + 5", "500 - phases.understand.score * phases.identify.score",
    "CASE WHEN phases.identify.score >= 50 THEN 300 ELSE 2 * phases.understand.score END",
    "CASE WHEN identify.includes_children THEN 1 ELSE phases.identify.score END",
)
"""Amounts that follow from scores."""


@st.composite
def panel(draw: st.DrawFn) -> str:
    """How a panel's judgements are combined: all together, or in groups."""
    ways = st.sampled_from(['"mean"', '"median"', '"trimmed mean"\ntrim = 0.34'])
    least = st.sampled_from(["", "minimum_assessors = 2\n"])
    text = f'[panel]\n{draw(least)}combine = {draw(ways)}\nsource = "rules"\n'
    for id in ("one", "two") if draw(st.booleans()) else ():
        text += f"""
[[panel.groups]]
id = "{id}"
title = "{id}"
weight = {draw(st.integers(1, 3))}
{draw(least)}combine = {draw(ways)}
source = "rules"
"""
    return text


TIES = {"smaller": "least = 'incubate.net_funding_need'", "larger": "most = 'identify.group_size'"}
"""Facts that break ties without a weight."""


def _orders(form: str) -> list[str]:
    """What may break ties in a method whose score has this form."""
    return [*(["inner"] if form == "grouped" else []), *NUMBERS, *TIES]


def _rank_by(order: list[str]) -> str:
    ties = ", ".join(f"{{ id = '{id}', {TIES[id]}, says = '{id}', source = 'rules' }}"
                     for id in order if id in TIES)
    return f"rank_by = {['score', *order]}\nties = [{ties}]" if order else ""


@st.composite
def _whole(draw: st.DrawFn, stage: str, form: str) -> str:
    """Draw what a method says of its score as a whole."""
    rounds = st.sampled_from(["", "round = 0", "round = 1"])
    text = ""
    before = ["phases.identify.score / 50"] if stage == "understand" else []
    if draw(st.booleans()):
        applies = draw(st.sampled_from(["", 'applies = "identify.includes_children"']))
        text = f"""
[[stages.{stage}.values]]
id = "older"
expression = "identify.age_from - 1"
says = "How much older than one."
source = "rules"
[[stages.{stage}.adjustments]]
id = "adds"
title = "Adds"
says = "Something is added or taken away."
add = "{draw(st.sampled_from(['values.older * 2', '5', '-3', *before]))}"
floor = -2
cap = {draw(st.sampled_from([0, 3]))}
{applies}
source = "rules"
"""
    if form == "points":
        return (f'{text}[stages.{stage}.score]\npoints = 10\n{draw(rounds)}\n'
                'source = "rules"\n')
    for id, around in (("outer", ""), ("inner", 'group = "outer"')) if form == "grouped" else ():
        floor = f"minimum = {draw(st.integers(0, 100))}" if draw(st.booleans()) else ""
        text += f"""
[[stages.{stage}.groups]]
id = "{id}"
title = "{id}"
{around}
weight = {draw(st.integers(1, 3))}
{draw(rounds)}
{floor}
source = "rules"
"""
    return text


@st.composite
def evidence(draw: st.DrawFn) -> dict[str, Any]:
    """What may be known of one venture; None where it is not."""
    known: dict[str, Any] = {
        id: draw(st.none() | st.integers(int(low * 10), int(high * 10)).map(lambda n: n / 10))
        for id, (low, high) in NUMBERS.items()
    }
    known.update({id: draw(st.none() | st.sampled_from(LABELS)) for id in LEVELS})
    known["includes_children"] = draw(st.sampled_from([None, True, False]))
    known["group_size"] = draw(st.sampled_from([None, 1, 4, 9]))
    known["age_from"] = draw(st.sampled_from([None, 0, 2]))
    known["second"] = draw(st.sampled_from([None, True]))
    known["grace"] = draw(st.sampled_from(list(GRANTS)))
    known["met"] = draw(st.sampled_from([None, True, False]))
    known["extra"] = draw(st.sampled_from([None, 0, 1.5, 3]))
    known["cost"] = draw(st.sampled_from([None, 4, 7]))
    return known


def dossier(id: str, known: dict[str, Any], rules: str) -> dict[str, Any]:
    """A dossier under a method; its exception is judged where the method has it."""
    identify = {key: known[key] for key in ("includes_children", "group_size", "age_from")
                if known[key] is not None}
    incubate = {} if known["cost"] is None else {"net_funding_need": known["cost"]}
    assessors = {"x": "one"} | ({"y": "two"} if known["second"] else {})
    judgements = [{"phase": phase, "criterion": key, "score": known[key], "note": "Seen there.",
                   "assessor": assessor, "group": group}
                  for assessor, group in assessors.items()
                  for phase in ("identify", "understand") for key in (*NUMBERS, *LEVELS)
                  if known[key] is not None]
    judgements += [{"phase": "identify", "criterion": id, key: known[id], "note": "We were there.",
                    "assessor": assessor, "group": group}
                   for assessor, group in assessors.items()
                   for id, key in (("met", "holds"), ("extra", "score"))
                   if MET in rules and known[id] is not None]
    judgements += [{"phase": "identify", "criterion": "grace", "holds": holds, "note": "A flood.",
                    "assessor": assessor, "group": {"x": "one", "y": "two"}[assessor]}
                   for assessor, holds in GRANTS[known["grace"]].items()
                   if EXCEPTION in rules]
    return {"id": id, "identify": identify, "incubate": incubate,
            "hubs": {"testhub": {"judgements": judgements}}}


def possible(result: Any, id: str) -> list[set[str]]:
    venture = next(v for v in result.ventures if v.id == id)
    return [set(p.possible) for s in venture.stages[:2] for p in s.phases]


def money_ends(result: RunResult, id: str) -> tuple[float, float] | None:
    """The ends between which the instrument's amount lies; None where nothing is said."""
    (money,) = next(v for v in result.ventures if v.id == id).instruments
    return money.amount_between or (
        None if money.amount is None else (money.amount, money.amount))


@SLOW
@given(rules=method(), all_known=st.lists(evidence(), min_size=1, max_size=3), data=st.data())
def test_knowing_more_only_shrinks_what_is_possible(
    run_method: Any, rules: str, all_known: list[dict[str, Any]], data: Any
) -> None:
    fuller = [dict(known) for known in all_known]
    who = data.draw(st.integers(0, len(all_known) - 1))
    more = data.draw(evidence())
    fuller[who] = {key: more[key] if value is None else value
                   for key, value in fuller[who].items()}
    before, after = (
        run_method(rules, [dossier(f"v{i}", known, rules) for i, known in enumerate(each)],
                   call={"id": "c"})
        for each in (all_known, fuller)
    )
    for index in range(len(all_known)):
        for less, now in zip(possible(before, f"v{index}"), possible(after, f"v{index}"),
                             strict=True):
            assert now
            assert now <= less
        outer, inner = (money_ends(each, f"v{index}") for each in (before, after))
        assert outer is None or inner is None or (outer[0] <= inner[0] and inner[1] <= outer[1])


@SLOW
@given(rules=method(), known=evidence(), data=st.data())
def test_who_is_better_never_fares_worse(
    run_method: Any, rules: str, known: dict[str, Any], data: Any
) -> None:
    better = dict(known)
    for key in (*NUMBERS, *LEVELS):
        if known[key] is None:
            continue
        if key in NUMBERS:
            better[key] = data.draw(st.integers(int(known[key] * 10), int(NUMBERS[key][1] * 10))
                                    ) / 10
            better[key] = max(better[key], known[key])
        else:
            better[key] = data.draw(st.sampled_from(LABELS[LABELS.index(known[key]):]))
    first, second = (possible(run_method(rules, [dossier("v", each, rules)]), "v")[0]
                     for each in (known, better))
    for end in (min, max):
        assert end(ORDER.index(w) for w in second) <= end(ORDER.index(w) for w in first)


def page(venture: VentureResult, result: RunResult) -> str:
    """The words of a venture's scorecard, without any marks."""
    return plain(scorecard_markdown(venture, result))


def plain(text: str) -> str:
    return re.sub(r"\W+", " ", text)


def asked_about(criterion: CriterionResult, phase: PhaseResult) -> bool:
    """Whether somebody is asked for what leaves a criterion open, if it is open."""
    if criterion.applies is False or criterion.lower == criterion.upper:
        return True
    return (bool(criterion.missing) or criterion.id in {reason.id for reason in phase.reasons}
            or any(criterion.id in each.id or criterion.id in " ".join(each.needed_by)
                   for each in phase.missing))


@SLOW
@given(rules=method(), all_known=st.lists(evidence(), min_size=1, max_size=3),
       budget=st.sampled_from([None, 10]))
def test_whatever_is_undecided_or_to_be_revised_has_a_cause_to_act_on(
    run_method: Any, tmp_path_factory: Any, rules: str, all_known: list[dict[str, Any]],
    budget: int | None
) -> None:
    rules = rules.replace('budget = "10"', 'budget = "call.budget"')
    hub = tmp_path_factory.mktemp("hub")
    (hub / "methodology.toml").write_text(HEADER + rules, "utf-8")
    call = {"id": "c"} if budget is None else {"id": "c", "budget": budget}
    dossiers = [dossier(f"v{i}", known, rules) for i, known in enumerate(all_known)]
    result = run_method(rules, dossiers, call=call)
    gaps = gaps_of(compiled_method(load_hub(str(hub))), result)
    for number, venture in enumerate(result.ventures):
        asked = plain(" ".join(text for _, text in gap_lines(gaps[number:number + 1], "en")))
        for phase in (phase for stage in venture.stages for phase in stage.phases):
            if phase.recommendation == "undecided":
                causes = [reason.what_to_do for reason in phase.reasons
                          if reason.kind in {"missing", "tie", "draw", "guarantee"}
                          and reason.what_to_do]
                causes += [each.text for each in phase.missing]
                assert causes, phase.reasons
                assert any(plain(cause) in page(venture, result) for cause in causes)
                assert any(plain(cause).strip() in asked for cause in causes), asked
                for criterion in phase.criteria:
                    assert asked_about(criterion, phase), criterion.id
            elif phase.recommendation == "revise":
                assert any(reason.kind in {"requirement", "guarantee", "floor", "gate"}
                           for reason in phase.reasons), phase.reasons
