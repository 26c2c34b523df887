"""The answer that a comparison begins with, stages not reached, and one venture under many hubs."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.compare.conftest import Workshop, criterion, gate, judgements
from tests.property_examples import examples

from hubflow.cli.to_json import json_text
from hubflow.compare.agreement import TAU_LEAST, kappa_least
from hubflow.compare.answers.unreached import would_be
from hubflow.compare.comparison_page import comparison_markdown
from hubflow.compare.comparison_run import Comparison, compare
from hubflow.compare.robustness.drawn_weights import WeightDraw
from hubflow.compare.split_shares import LEAST_DIVIDED
from hubflow.compare.variants import Variants
from hubflow.engine.pipeline.case_source import CaseSet
from hubflow.plugins.importers import load_inputs
from hubflow.plugins.manager import load_hub

STAGES = ("identify", "understand")
def test_where_no_hub_takes_it_on_none_is_named_as_the_furthest(workshop: Workshop) -> None:
    hubs = [workshop.hub(f"h{score}", two_stages(score, score)) for score in
            ("60", "70", "80", "90")]
    scores = {"judgements": said(id=2, un=2)}
    folder = workshop.dossiers([{"id": "v", **ADULTS, "hubs": {hub.id: scores for hub in hubs}}])
    made = workshop.compare(hubs, folder)
    assert made.answer[0] == "No hub takes it past a stage that the hub has rules for."


ASKS = """[[stages.{stage}.requirements]]
id = "yes"
judged = true
says = "Somebody says yes in {stage}."
otherwise = "Ask somebody in {stage}. Then ask again."
concept = "priority-group"
source = "rules"
"""


ADULTS = {"identify": {"includes_children": False, "includes_adults_at_risk": False}}
"""Without these the guarantee of safeguarding is open."""


def two_stages(first: str, second: str) -> str:
    """Two stages with a criterion each, and the scores that each asks for."""
    return "".join(criterion(stage[:2], "innovation", stage=stage)
                   + gate(f"advance = {{ score = {score} }}", stage=stage)
                   for stage, score in zip(STAGES, (first, second), strict=True))


def said(**scores: Any) -> list[dict[str, Any]]:
    """A judgement in each of the two stages."""
    return [{"phase": stage, "criterion": stage[:2], "score": scores[stage[:2]]}
            for stage in STAGES if stage[:2] in scores]


def test_a_stage_that_is_not_reached_is_told_as_if_it_were(workshop: Workshop) -> None:
    easy, hard = (workshop.hub(id, two_stages(score, "50"))
                  for id, score in (("easy", "10"), ("hard", "90")))
    folder = workshop.dossiers([{"id": "v", **ADULTS, "hubs": {
        id: {"judgements": said(id=5, un=7)} for id in ("easy", "hard")}}])
    made = workshop.compare([easy, hard], folder)
    (venture,) = made.ventures
    cell = venture.stages[1].cells["hard"]
    assert (cell.recommendation, cell.would_be) == ("not_reached", "advance")
    assert venture.stages[1].cells["easy"].would_be == ""
    same, parting, deciding = made.answer
    assert "the same of Understand, Test (advance)" in same
    assert "“Identify” (Hub easy: advance; Hub hard: revise)" in parting
    assert deciding == (
        "What would decide it under Hub hard, in “Identify”: scores of at least 9 for Id.")
    assert made.answers == {"v": made.answer}
    page = comparison_markdown(made, details=False)
    assert "not reached**; would be advance" in page
    assert page.index(same) < page.index("| Identify |") < page.index("--all")
    assert "The least that would have to change" not in page
    assert "The least that would have to change" in comparison_markdown(made)


def test_what_would_decide_it_is_the_first_thing_to_do(workshop: Workshop) -> None:
    hubs = [workshop.hub("free", criterion("id", "innovation") + gate("advance = { score = 0 }")),
            workshop.hub("asks", ASKS.format(stage="identify") + gate(""))]
    own = {"free": {"judgements": judgements(id=5)}}
    folder = workshop.dossiers([{"id": "v", **ADULTS, "hubs": own}])
    made = workshop.compare(hubs, folder)
    assert made.answer[-1].endswith(": Ask somebody in identify.")


def test_methods_that_say_the_same_part_nowhere(workshop: Workshop) -> None:
    hubs = [workshop.hub(id, two_stages("10", "20")) for id in ("one", "two")]
    folder = workshop.dossiers([{"id": "v", **ADULTS, "hubs": {
        id: {"judgements": said(id=5, un=7)} for id in ("one", "two")}}])
    made = workshop.compare(hubs, folder)
    assert "They part nowhere." in made.answer


@pytest.mark.parametrize("back", [False, True])
def test_one_venture_under_many_hubs_stands_where_it_gets_furthest(
    workshop: Workshop, back: bool
) -> None:
    hubs = [workshop.hub(f"h{score}", two_stages(score, score)) for score in
            ("10", "40", "60", "80")]
    scores = {"judgements": said(id=7, un=5)}
    folder = workshop.dossiers([{"id": "v", **ADULTS, "hubs": {hub.id: scores for hub in hubs}}])
    made = workshop.compare(hubs[::-1] if back else hubs, folder)
    found = [(each.hub, len(each.passed), len(each.asked), each.recommendation)
             for each in made.standings["v"]]
    assert found == [("h10", 2, 2, "advance"), ("h40", 2, 2, "advance"),
                     ("h60", 1, 2, "revise"), ("h80", 0, 2, "revise")]
    assert made.answer[0] == "It gets furthest, and equally far, under Hub h10, Hub h40."
    assert "advance 2, revise 2" in made.answer[1]
    page = comparison_markdown(made, details=False)
    assert page.index("Where would it stand?") < page.index("h80")
    assert "No hub names an instrument that surely fits" in page


def flips(made: Comparison) -> set[tuple[str, ...]]:
    """What parts the hubs, stage by stage."""
    return {(venture.id, row.stage, row.flip.hub, row.flip.than, row.flip.text)
            for venture in made.ventures for row in venture.stages if row.flip}


def carried(made: Comparison) -> set[tuple[Any, ...]]:
    """The judgements that were carried over."""
    return {(hub, one.origin, one.judgement.venture, one.judgement.phase, one.judgement.score)
            for hub, those in made.carried.items() for one in those}


def test_the_order_of_hubs_does_not_matter_to_ventures_either(workshop: Workshop) -> None:
    rules = [two_stages("10", "20"), two_stages("60", "20"), two_stages("80", "20")]
    hubs = [workshop.hub(f"h{number}", text) for number, text in enumerate(rules)]
    folder = workshop.dossiers([{"id": f"v{score}", **ADULTS, "hubs": {
        "h0": {"judgements": said(id=score, un=5)}, "h2": {"judgements": said(id=score - 1)}}}
        for score in (3, 6, 9)], call="c")
    first, *others = (workshop.compare(order, folder, carry_judgements=True)
                      for order in itertools.permutations(hubs))
    for made in others:
        assert flips(made) == flips(first)
        assert carried(made) == carried(first)
        assert len(made.answer) == len(first.answer)
        assert made.answer[0] == first.answer[0]
        assert json_text(made.standings) == json_text(first.standings)


def test_what_holds_it_up_is_told_even_before_a_hub_asks_anything(workshop: Workshop) -> None:
    late = criterion("te", "innovation", stage="incubate") + gate(
        "advance = { score = 10 }", stage="incubate")
    hubs = [workshop.hub(f"h{n}", late.replace("10", str(10 + n))) for n in range(4)]
    made = workshop.compare(hubs, workshop.dossiers([{"id": "v"}]))
    for standing in made.standings["v"]:
        assert (standing.recommendation, standing.stage) == ("not_reached", None)
        assert "Nobody tests" in standing.obstacle


def test_instruments_that_fit_where_a_venture_stands_are_named(workshop: Workshop) -> None:
    offer = ('[[instruments]]\nid = "{id}"\nname = "Grant {id}"\nstage = "identify"\n'
             'eligible = "{rule}"\nopen = {{ {days} }}\nsource = "rules"\n')
    rules = two_stages("90", "90") + offer.format(
        id="yes", rule="identify.group_size > 5", days="from = 2020-01-01") + offer.format(
        id="no", rule="identify.group_size < 5", days="from = 2020-01-01") + offer.format(
        id="past", rule="identify.group_size > 5", days="to = 2020-01-01") + offer.format(
        id="open", rule="identify.includes_children", days="from = 2020-01-01")
    hubs = [workshop.hub(f"h{n}", rules.replace("90", str(90 + n))) for n in range(4)]
    folder = workshop.dossiers([{"id": "v", "identify": {"group_size": 9}}])
    made = workshop.compare(hubs, folder)
    for standing in made.standings["v"]:
        assert (standing.fitting, standing.perhaps_fitting) == (("Grant yes",), ("Grant open",))
    assert "Grant yes; perhaps Grant open" in comparison_markdown(made, details=False)


def test_statistics_over_too_few_ventures_are_left_out(workshop: Workshop) -> None:
    hubs = [workshop.hub(id, criterion("id", "innovation") + gate(
        f"advance = {{ score = {score} }}")) for id, score in (("one", 30), ("two", 60))]

    def page(count: int) -> str:
        folder = workshop.dossiers([{"id": f"v{n:02}", "hubs": {
            id: {"judgements": judgements(id=n % 10)} for id in ("one", "two")}}
            for n in range(count)], call="c")
        return comparison_markdown(workshop.compare(hubs, folder))

    few, many = page(kappa_least(2) - 1), page(20)
    assert "too few (7 of 8)" in few
    assert "too few" not in many
    assert "What divides them" not in few  # three of them are decided on differently
    assert "What divides them" in many
    for text in (few, many):
        assert "2k² ventures" in text
    assert kappa_least(5) == 50
    assert (TAU_LEAST, LEAST_DIVIDED) == (10, 5)


def test_a_call_begins_with_how_many_are_told_the_same(workshop: Workshop) -> None:
    hubs = [workshop.hub(id, criterion("id", "innovation") + gate(
        f"advance = {{ score = {score} }}")) for id, score in (("one", 30), ("two", 60))]
    folder = workshop.dossiers([{"id": f"v{n}", "hubs": {
        id: {"judgements": judgements(id=n)} for id in ("one", "two")}} for n in range(9)],
        call="c")
    made = workshop.compare(hubs, folder)
    assert made.answer[0] == "The hubs say the same of 6 of 9 ventures in every stage."
    assert "gate rules" in made.answer[-1]
    page = comparison_markdown(made, details=False)
    assert page.index(made.answer[0]) < page.index("Decisions")
    assert "Agreement" not in page


def test_hubs_that_pass_equally_many_stages_part_in_a_recommendation(workshop: Workshop) -> None:
    hubs = [workshop.hub(id, criterion("id", "innovation") + gate(
        f"advance = {{ score = 90 }}\n{more}")) for id, more in (("soft", ""), (
            "hard", "stop = { score_below = 30 }"))]
    folder = workshop.dossiers([{"id": f"v{n}", **ADULTS, "hubs": {
        id: {"judgements": judgements(id=n)} for id in ("soft", "hard")}} for n in (2, 5)],
        call="c")
    made = workshop.compare(hubs, folder)
    assert made.answer[1] == (
        "They part most on V2, in “Identify” (Hub soft: revise; Hub hard: stop).")
    assert made.disagreements[0].passed_a == made.disagreements[0].passed_b == 0


@pytest.mark.parametrize("call", [None, "c"])
def test_a_stage_that_one_hub_does_not_use_is_no_difference(
    workshop: Workshop, call: str | None
) -> None:
    late = criterion("un", "innovation", stage="understand") + gate(
        "advance = { score = 60 }", stage="understand")
    hubs = [workshop.hub("whole", two_stages("10", "20")), workshop.hub("late", late)]
    file = hubs[1].methodology.file.path
    file.write_text(file.read_text().replace("api = 1", 'api = 1\nuses = ["understand"]'))
    hubs[1] = load_hub(str(file.parent))
    folder = workshop.dossiers([{"id": f"v{n}", **ADULTS, "hubs": {
        "whole": {"judgements": said(id=5, un=5)},
        "late": {"judgements": said(un=5)[-1:]}}} for n in range(2 if call else 1)], call=call)
    made = workshop.compare(hubs, folder)
    venture = made.ventures[0]
    assert [row.flip.than for row in venture.stages if row.flip] == ["whole"]
    assert {agreement.stage for agreement in made.agreements} <= {"understand"}
    parting = ("the stages that both use, it passes 1 under Hub whole and 0 under Hub late."
               if call else
               "They part first in “Understand” (Hub whole: advance; Hub late: revise)")
    assert parting in made.answer[1]
    assert "Identify" not in " ".join(made.answer)
    assert "| Identify | **advance**" in comparison_markdown(made)
    assert "not used here" in comparison_markdown(made)


def test_the_whole_call_is_compared_and_the_answer_says_so(workshop: Workshop) -> None:
    asked = criterion("id", "innovation") + criterion("le", "leadership")
    hubs = [workshop.hub(id, asked + gate(f"advance = {{ places = 1, score = {least} }}"))
            for id, least in (("one", 0), ("none", 99))]
    folder = workshop.dossiers([{"id": f"v{n}", **ADULTS, "hubs": {
        id: {"judgements": judgements(id=n, le=n - 1)} for id in ("one", "none")}}
        for n in (2, 5)],
        call="c")

    def page(chosen: frozenset[str] | None) -> str:
        return comparison_markdown(compare(
            hubs, lambda hub: CaseSet.of(hub, load_inputs([folder])).replace(chosen=chosen),
            WeightDraw(draws=20, seed=1)))

    some, every = page(frozenset({"v5"})), page(None)
    assert "Asked for: V5. The whole call c is compared, 2 ventures." in some
    assert "Asked for" not in every
    assert every.count("## Who would be selected under other weights") == 1
    assert "Hub none: no weighting lets anybody pass “Identify”." in every


@pytest.mark.parametrize(("country", "named", "under"), [
    ("PT", [], "Porto (under Hub one, Hub two)"), ("PT", ["two"], "Porto (under Hub one)"),
    ("GB", [], "")])
def test_evidence_from_another_country_is_said_to_count_as_the_hubs_own(
    workshop: Workshop, country: str, named: list[str], under: str
) -> None:
    hubs = [workshop.hub(id, criterion("new", "innovation") + gate("advance = { score = 60 }"))
            for id in ("one", "two")]
    folder = workshop.dossiers([{
        "id": "v", "place": {"name": "Porto", "country": country},
        "hubs": {id: {"judgements": judgements(new=8)} for id in named}}])
    answer = workshop.compare(hubs, folder, language="en").answer
    said = [sentence for sentence in answer if "hubflow adapt" in sentence]
    assert len(said) == bool(under)
    assert all(under in sentence for sentence in said)


@settings(max_examples=examples(8), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=st.integers(0, 10), second=st.none() | st.integers(0, 10),
       says=st.none() | st.booleans(),
       rule=st.sampled_from(["score = 50", "places = 1"]))
def test_what_a_phase_would_say_is_what_its_run_as_if_it_were_reached_says(
    workshop: Workshop, first: int, second: int | None, says: bool | None, rule: str
) -> None:
    rules = "".join([
        criterion("id", "innovation"), gate("advance = { score = 80 }"),
        ASKS.format(stage="understand"), criterion("un", "innovation", stage="understand"),
        gate(f"advance = {{ {rule} }}" + ('\nrank_by = ["score"]' if "places" in rule else ""),
             stage="understand")])
    hub = workshop.hub("one", rules)
    answered = [] if says is None else [{"phase": "understand", "criterion": "yes", "holds": says}]
    folder = workshop.dossiers([{"id": "v", **ADULTS, "hubs": {"one": {"judgements": [
        *said(id=first, **({} if second is None else {"un": second})), *answered]}}}])
    run = workshop.take(hub, folder)
    plans = {plan.phase.id: plan for plan in run.prepared.compiled.phases}
    for phase, word in would_be(run, "v").items():
        assert word == Variants.of(run, plans[phase], "v").recommended([{}])[0]


def test_a_comparison_without_details_answers_the_same(workshop: Workshop) -> None:
    hubs = [workshop.hub(id, two_stages(score, "50")) for id, score in (("a", "20"), ("b", "90"))]
    scores = {"judgements": said(id=4, un=2)}
    for ventures, call in ((["v"], None), (["v", "w"], "c"), (["v", "w"], None)):
        folder = workshop.dossiers([{"id": id, **ADULTS, "hubs": {hub.id: scores for hub in hubs}}
                                    for id in ventures], call)
        whole, brief = (workshop.compare(hubs, folder, details=details)
                        for details in (True, False))
        assert whole.robustness
        assert not brief.robustness
        assert (brief.answer, brief.answers) == (whole.answer, whole.answers)
        assert comparison_markdown(brief, details=False) == comparison_markdown(
            whole, details=False)
