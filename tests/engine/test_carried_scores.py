"""What a phase came to is read by later phases, instruments and the proposal."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.property_examples import examples

from hubflow.engine.expressions.expression import compile_expression
from hubflow.engine.expressions.expression_checks import FactColumn
from hubflow.engine.method.open_amounts import with_open_conditions
from hubflow.engine.pipeline import phases_in_order
from hubflow.model.input_problems import BadInput

SLOW = settings(max_examples=examples(10),
                suppress_health_check=[HealthCheck.function_scoped_fixture])

METHOD = """
[[stages.identify.phases]]
id = "first-round"
name = "First round"
[stages.identify.phases.score]
points = 50
source = "rules"
[[stages.identify.phases.groups]]
id = "need-here"
title = "Need"
points = 30
source = "rules"
[[stages.identify.phases.criteria]]
id = "depth"
title = "Depth"
concept = "need-severity"
group = "need-here"
judged = true
scale = [0, 5]
source = "rules"
[[stages.identify.phases.criteria]]
id = "reach"
title = "Reach"
concept = "need-scale"
points = 20
judged = true
scale = [0, 5]
source = "rules"
[stages.identify.phases.gate]
advance = [{ places = 3 }]
rank_by = ["score", "need-here"]
source = "rules"

[[stages.identify.phases]]
id = "second-round"
name = "Second round"
[[stages.identify.phases.criteria]]
id = "before"
title = "First round"
concept = "local:first-round"
measure = "phases.first_round.score"
scale = [0, 50]
source = "rules"
[[stages.identify.phases.criteria]]
id = "pitch"
title = "Pitch"
concept = "problem-solution-fit"
judged = true
scale = [0, 5]
source = "rules"
[stages.identify.phases.gate]
source = "rules"
[[stages.identify.phases.gate.advance]]
score = 50
when = "phases.first_round.rank <= 2 OR phases.first_round.groups.need_here >= 18"

[[instruments]]
id = "grant"
stage = "incubate"
name = "Grant"
eligible = "phases.second_round.score >= 50"
amount = "1000 * phases.second_round.score"
source = "rules"

[proposal]
title = "Proposal"
total = "1000 * phases.first_round.score"
source = "rules"
[[proposal.finance]]
id = "asked"
name = "Asked"
amount = "1000 * phases.first_round.score"
source = "rules"
"""
ROUNDS = {"depth": "first-round", "reach": "first-round", "pitch": "second-round"}


def venture(id: str, **scores: float | None) -> dict[str, Any]:
    return {"id": id, "hubs": {"testhub": {"judgements": [
        {"phase": ROUNDS[key], "criterion": key, "score": score}
        for key, score in scores.items() if score is not None]}}}


CALL = [venture("a", depth=5, reach=5, pitch=0), venture("b", depth=4, reach=2, pitch=5),
        venture("c", depth=2, reach=4, pitch=5), venture("d", depth=1, reach=0, pitch=5)]


def test_a_second_round_weighs_the_first_and_reads_rank_and_subtotal(
    run_method: Any, phase_of: Any
) -> None:
    result = run_method(METHOD, CALL, call={"id": "c"})
    second = {id: phase_of(result, id, "second-round") for id in "abcd"}
    # the first round is worth 50, 32 and 28 points of 50; a half of the second's score
    assert [second[id].score.lower for id in "abc"] == [50.0, 82.0, 78.0]
    assert [second[id].recommendation for id in "abcd"] == [
        "advance", "advance", "revise", "not_reached"]
    criterion = second["b"].criteria[0]
    assert (criterion.measure, criterion.facts) == (32.0, {"phases.first_round.score": 32.0})


def test_instruments_and_the_proposal_follow_the_score(run_method: Any, venture_of: Any) -> None:
    result = run_method(METHOD, CALL, call={"id": "c"})
    found = venture_of(result, "b")
    assert (found.instruments[0].fits, found.instruments[0].amount) == ("yes", 82000.0)
    assert (found.proposal.finance[0].amount, found.proposal.total) == (32000.0, 32000.0)
    assert found.proposal.complete


CHOSEN = METHOD.replace("eligible = \"phases.second_round.score >= 50\"", """\
eligible = "phases.first_round.passed AND phases.second_round.recommendation <> 'stop'"
""").replace('gate.advance]]\nscore = 50', 'gate.advance]]\nscore = 70').replace(
    'amount = "1000', 'amount = "CASE WHEN phases.second_round.recommendation = '
    "'advance' THEN 9000 ELSE 1 END\"\n#", 1)


def test_money_is_for_those_who_were_chosen(run_method: Any, venture_of: Any) -> None:
    result = run_method(CHOSEN, CALL, call={"id": "c"})
    told = {id: (venture_of(result, id).instruments[0].fits,
                 venture_of(result, id).instruments[0].amount) for id in "abcd"}
    assert told == {"a": ("yes", 1.0), "b": ("yes", 9000.0), "c": ("yes", 1.0), "d": ("no", None)}
    # with a gap in a's first round it is open who has the third place, and c's rank
    gap = [venture("a", depth=None, reach=0, pitch=0), *CALL[1:]]
    found = run_method(CHOSEN, gap, call={"id": "c"})
    assert [venture_of(found, id).instruments[0].fits for id in "abcd"] == [
        "unknown", "yes", "unknown", "unknown"]
    assert venture_of(found, "a").instruments[0].missing == (
        "phases.first_round.passed", "phases.second_round.recommendation")


def test_a_decision_says_who_passed_and_a_misspelt_recommendation_is_found(
    run_method: Any, venture_of: Any
) -> None:
    decided = {**CALL[3], "decisions": [{"hub": "testhub", "phase": "first-round",
               "decision": "advance", "by": "Board", "date": dt.date(2024, 1, 1),
               "reasons": "Fits."}]}
    result = run_method(CHOSEN, [*CALL[:3], decided], call={"id": "c"})
    assert venture_of(result, "d").instruments[0].fits == "yes"
    with pytest.raises(BadInput, match="advnce"):
        run_method(CHOSEN.replace("= 'advance'", "= 'advnce'"), CALL)


def test_a_score_that_is_open_is_missing_for_later_rules_and_named_as_the_cause(
    run_method: Any, phase_of: Any, venture_of: Any
) -> None:
    result = run_method(METHOD, [venture("a", depth=5, pitch=1)])
    second = phase_of(result, "a", "second-round")
    # the first round has 30 to 50 points of 50, which are a half of the second's score
    assert (second.score.lower, second.score.upper) == (40.0, 60.0)
    assert second.recommendation == "undecided"
    cause = next(each for each in second.reasons if each.id == "phases.first_round.score")
    assert "First round" in cause.text
    assert cause.what_to_do
    assert venture_of(result, "a").instruments[0].fits == "unknown"
    assert venture_of(result, "a").proposal.finance[0].amount is None


@pytest.mark.parametrize(("change", "what"), [
    (('"phases.first_round.score"', '"phases.second_round.score"'), "unknown fact"),
    (('"phases.first_round.score"', '"phases.first_round.groups.needs"'), "unknown fact"),
    (("phases.second_round.score >= 50", "phases.second_round.rank = 1"), "unknown fact"),
])
def test_only_what_came_before_can_be_read(
    run_method: Any, change: tuple[str, str], what: str
) -> None:
    assert change[0] in METHOD
    with pytest.raises(BadInput, match=what):
        run_method(METHOD.replace(*change, 1), CALL)


SCORE = st.none() | st.integers(0, 5)


@SLOW
@given(calls=st.lists(st.tuples(SCORE, SCORE, SCORE), min_size=1, max_size=4), data=st.data())
def test_knowing_more_only_shrinks_what_is_possible_across_rounds(
    run_method: Any, calls: list[tuple[int | None, ...]], data: Any
) -> None:
    known = [dict(zip(ROUNDS, each, strict=True)) for each in calls]
    who = data.draw(st.integers(0, len(known) - 1))
    fuller = [dict(each) for each in known]
    fuller[who] = {key: data.draw(st.integers(0, 5)) if value is None else value
                   for key, value in fuller[who].items()}
    before, after = (
        run_method(METHOD, [venture(f"v{i}", **each) for i, each in enumerate(some)],
                   call={"id": "c"}) for some in (known, fuller))
    for less, more in zip(before.ventures, after.ventures, strict=True):
        for one, other in zip(less.phases, more.phases, strict=True):
            assert set(other.possible) <= set(one.possible)
            assert one.score is None or (
                one.score.lower <= other.score.lower and other.score.upper <= one.score.upper)


AMOUNTS = METHOD.replace('''[proposal]
title = "Proposal"
''', '''
[[instruments]]
id = "bands"
stage = "incubate"
name = "Bands"
amount = "CASE WHEN phases.first_round.score >= 40 THEN 30000 ELSE 10000 END"
source = "rules"

[[instruments]]
id = "capped"
stage = "incubate"
name = "Capped"
amount = "1000 * phases.first_round.score"
ceiling = 20000
source = "rules"

[[instruments]]
id = "unbounded"
stage = "incubate"
name = "Unbounded"
amount = "1000 / (phases.first_round.score - 35)"
source = "rules"

[proposal]
title = "Proposal"
note = "Rank {phases.first_round.rank}."
''') + '''[[proposal.sections]]
id = "result"
heading = "Result"
text = { en = "{phases.first_round.score} of 50, of it {phases.first_round.groups.need_here}." }
[[proposal.sections]]
id = "braces"
heading = "Braces"
text = "A set {1, 2} stays as it is."
'''


def test_an_amount_that_follows_from_an_open_score_lies_between_two(
    run_method: Any, venture_of: Any
) -> None:
    # 30 points are known, and up to 20 open
    found = venture_of(run_method(AMOUNTS, [venture("a", depth=5)]), "a")
    amounts = {each.id: (each.amount, each.amount_between) for each in found.instruments}
    assert amounts == {
        "grant": (None, (30000.0, 100000.0)),  # its score: a half the first round's, 30 to 50 of 50
        "bands": (None, (10000.0, 30000.0)),
        "capped": (20000.0, None),  # the ceiling lies below both ends
        "unbounded": (None, None),  # 35 points would divide by nothing
    }
    assert found.instruments[-1].missing == ("phases.first_round.score",)
    (line,) = found.proposal.finance
    assert (line.amount, line.amount_between) == (None, (30000.0, 50000.0))
    assert (found.proposal.total, found.proposal.total_between) == (None, (30000.0, 50000.0))
    known = venture_of(run_method(AMOUNTS, [venture("a", depth=5, reach=2)]), "a")
    assert [each.amount for each in known.instruments][1:] == [10000.0, 20000.0, 333.33]
    assert not any(each.amount_between for each in known.instruments[1:])


def test_what_holds_whatever_an_open_score_comes_to_is_decided(
    run_method: Any, phase_of: Any, venture_of: Any
) -> None:
    method = METHOD.replace('gate.advance]]\nscore = 50', 'gate.advance]]').replace(
        "phases.second_round.score >= 50", "phases.first_round.score >= {0}").replace(
        'when = "phases.first_round.rank <= 2 OR phases.first_round.groups.need_here >= 18"',
        'when = "values.share >= {0} / 50"').replace(
        'id = "second-round"\nname = "Second round"\n', """id = "second-round"
name = "Second round"
[[stages.identify.phases.values]]
id = "share"
expression = "phases.first_round.score / 50"
says = "The share of the first round's points."
source = "rules"
[[stages.identify.phases.requirements]]
id = "enough"
holds = "phases.first_round.score > {1}"
says = "It has enough points."
source = "rules"
""").replace('measure = "phases', 'applies = "phases.first_round.score < {2}"\nmeasure = "phases')
    # the first round has 30 to 50 points
    for bars, possible, holds, applies, fits in (
            ((30, 29.9, 30), ("advance",), "holds", False, "yes"),
            ((50.5, 50, 50.1), ("revise",), "fails", True, "no"),
            ((31, 30, 31), ("advance", "revise"), "unknown", None, "unknown")):
        found = run_method(_filled(method, bars),
                           [venture("a", depth=5, pitch=5)])
        second = phase_of(found, "a", "second-round")
        assert second.possible == possible
        assert (second.requirements[0].status, second.criteria[0].applies) == (holds, applies)
        grant = venture_of(found, "a").instruments[0]
        assert grant.fits == fits
        assert ("phases.first_round.score" in grant.missing) == (fits == "unknown")


def _filled(method: str, bars: tuple[float, ...]) -> str:
    for number, bar in enumerate(bars):
        method = method.replace(f"{{{number}}}", f"{bar:g}")
    return method


HALVES = st.integers(0, 12).map(lambda number: number / 2)
COLUMNS = {"phases.a.score": FactColumn("number"), "local.f": FactColumn("number"),
           "local.b": FactColumn("yes_no")}


@settings(max_examples=examples(60), deadline=None)
@given(ends=st.tuples(HALVES, HALVES).map(sorted), bar=HALVES, other=HALVES, yes=st.booleans(),
       condition=st.sampled_from([
           "phases.a.score >= {bar}", "phases.a.score < {bar}", "NOT (phases.a.score > {bar})",
           "{bar} <= phases.a.score", "phases.a.score * 2 > local.f", "phases.a.score = {bar}",
           "phases.a.score <> {bar}", "phases.a.score BETWEEN {bar} AND local.f",
           "phases.a.score NOT BETWEEN 1 AND {bar}", "phases.a.score > {bar} AND local.b",
           "phases.a.score > {bar} OR local.b"]))
def test_a_condition_is_decided_exactly_where_it_comes_to_the_same_within_the_interval(
    ends: list[float], bar: float, other: float, yes: bool, condition: str
) -> None:
    rule = compile_expression(condition.format(bar=bar), "condition", COLUMNS)
    steps = round((ends[1] - ends[0]) * 4)
    scores: list[float | None] = [None, *(ends[0] + step / 4 for step in range(steps + 1))]
    table = pl.DataFrame({"phases.a.score": scores, "local.f": other, "local.b": yes,
                          "_phases.a.score.lower": ends[0], "_phases.a.score.upper": ends[1]},
                         schema_overrides={"phases.a.score": pl.Float64})
    said, *came = with_open_conditions(table, [("held", rule)])["held"]
    assert said == (came[0] if len({*came}) == 1 else None)


def test_a_proposals_own_sentences_tell_what_a_phase_came_to(
    run_method: Any, venture_of: Any
) -> None:
    known = venture_of(run_method(AMOUNTS, CALL, call={"id": "c"}), "b").proposal
    assert [each.text for each in known.sections] == [
        "32 of 50, of it 24.", "A set {1, 2} stays as it is."]
    assert (known.note, known.complete) == ("Rank 2.", True)


def test_sentences_say_what_is_not_known_of_a_phase(run_method: Any, venture_of: Any) -> None:
    open_ = venture_of(run_method(AMOUNTS, [venture("a", reach=5)]), "a").proposal
    assert open_.sections[0].text == (
        "[from 20 to 50, not known yet] of 50, of it [from 0 to 30, not known yet].")
    assert not open_.complete
    assert "“Result” tells what a phase came to, and that is not known yet." in open_.problems
    assert open_.note == "Rank 1."  # nobody else is there


@pytest.mark.parametrize(("change", "what"), [
    (("{phases.first_round.score} of", "{phases.first_rond.score} of"),
     "{phases.first_rond.score} is nothing that a phase comes to.*first_round"),
    (("Rank {phases.first_round.rank}", "Rank {phases.second_round.rank}"), "is nothing that"),
    (('text = "A set', 'answer = "summary"\ntext = "A set'), "stands beside `answer`"),
    (('text = "A set {1, 2} stays as it is."', ""), "answer: is missing"),
])
def test_what_a_sentence_cannot_say_is_an_error(
    run_method: Any, change: tuple[str, str], what: str
) -> None:
    assert change[0] in AMOUNTS
    with pytest.raises(BadInput, match=what):
        run_method(AMOUNTS.replace(*change, 1), CALL)


@SLOW
@given(known=st.tuples(SCORE, SCORE, SCORE), data=st.data())
def test_knowing_more_only_shrinks_an_amount(
    run_method: Any, venture_of: Any, known: tuple[int | None, ...], data: Any
) -> None:
    less = dict(zip(ROUNDS, known, strict=True))
    more = {key: data.draw(st.integers(0, 5)) if value is None else value
            for key, value in less.items()}
    before, after = (venture_of(run_method(AMOUNTS, [venture("a", **each)]), "a")
                     for each in (less, more))
    for one, other in zip([*before.instruments, *before.proposal.finance],
                          [*after.instruments, *after.proposal.finance], strict=True):
        if getattr(other, "fits", "") == "no":
            continue  # it gives this venture nothing
        ends = one.amount_between or (one.amount, one.amount)
        inner = other.amount_between or (other.amount, other.amount)
        assert ends[0] is None or (ends[0] <= inner[0] and inner[1] <= ends[1])


@pytest.mark.parametrize("short", [0, 10_000])
def test_ends_beyond_the_scale_count_as_the_ends_of_the_scale(
    run_method: Any, phase_of: Any, monkeypatch: pytest.MonkeyPatch, short: int
) -> None:
    monkeypatch.setattr(phases_in_order, "_SHORT", short)
    rules = METHOD.replace("scale = [0, 50]", "scale = [35, 40]")
    second = phase_of(run_method(rules, [venture("a", depth=5, pitch=5)]), "a", "second-round")
    # the first round has 30 to 50 points
    assert (second.criteria[0].lower, second.criteria[0].upper) == (35.0, 40.0)
    assert (second.score.lower, second.score.upper) == (50.0, 100.0)
