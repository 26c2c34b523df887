"""When a call received an application is a fact: in ties, conditions, and tables of ventures."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.property_examples import examples

from hubflow.model.call import Call, CallMember

SLOW = settings(max_examples=examples(10),
                suppress_health_check=[HealthCheck.function_scoped_fixture])
METHOD = """
[[stages.identify.requirements]]
id = "spring"
holds = "call.received >= DATE '2026-03-01'"
says = "It was received in March."
source = "rules"
[[stages.identify.criteria]]
id = "size"
title = "Size"
concept = "need-scale"
measure = "identify.group_size"
scale = [0, 10]
source = "rules"
[stages.identify.gate]
rank_by = ["score", "day", "minute"]
source = "rules"
[[stages.identify.gate.advance]]
places = 1
[[stages.identify.gate.ties]]
id = "day"
least = "call.received"
says = "the earlier day"
source = "rules"
[[stages.identify.gate.ties]]
id = "minute"
least = "call.received_minute"
says = "the earlier minute"
source = "rules"
"""


def venture(id: str, size: int = 5) -> dict[str, Any]:
    return {"id": id, "identify": {"group_size": size}}


def call(**received: dt.datetime) -> dict[str, Any]:
    return {"id": "spring", "deadline": dt.datetime(2026, 3, 31, 17), "time_zone": "Europe/Lisbon",
            "members": [{"id": id, "received": moment} for id, moment in received.items()]}


def first(result: Any) -> list[str]:
    return [each.id for each in result.ventures if each.stages[0].recommendation == "advance"]


def test_the_earliest_of_equals_comes_first_by_day_and_minute(run_method: Any) -> None:
    utc = dt.UTC
    result = run_method(METHOD, [venture(id) for id in "abc"], call=call(
        # written in different zones; in Lisbon b came at 11:59 and a at 12:00
        a=dt.datetime(2026, 3, 30, 12), b=dt.datetime(2026, 3, 30, 10, 59, tzinfo=utc),
        c=dt.datetime(2026, 3, 31, 9)), as_of=dt.date(2026, 4, 1))
    assert first(result) == ["b"]


def test_a_condition_reads_the_day(run_method: Any) -> None:
    result = run_method(METHOD, [venture("a", 9), venture("b")], call=call(
        a=dt.datetime(2026, 2, 28, 23, 59), b=dt.datetime(2026, 3, 1)), as_of=dt.date(2026, 4, 1))
    assert first(result) == ["b"]


def test_a_day_that_is_not_stated_leaves_it_open_and_is_named_as_the_cause(
    run_method: Any, phase_of: Any
) -> None:
    result = run_method(METHOD, [venture("a"), venture("b")], call=call(
        a=dt.datetime(2026, 3, 30)), as_of=dt.date(2026, 4, 1))
    assert first(result) == []
    found = phase_of(result, "b", "identify")
    cause = next(each for each in found.reasons if each.id == "call.received")
    assert "When its application was received is not stated" in cause.text
    assert "register add --received" in cause.what_to_do


def test_a_day_of_receipt_needs_no_deadline(run_method: Any) -> None:
    stated = call(a=dt.datetime(2026, 3, 31, 9), b=dt.datetime(2026, 3, 30, 9))
    open_call = {key: stated[key] for key in ("id", "members")}
    assert first(run_method(METHOD, [venture("a"), venture("b")], call=open_call,
                            as_of=dt.date(2026, 4, 1))) == ["b"]


def test_it_cannot_be_assumed(run_method: Any) -> None:
    from hubflow.model.input_problems import BadInput

    with pytest.raises(BadInput, match=r"unknown fact call\.received"):
        run_method(METHOD + """
[[assumed]]
fact = "call.received"
value = "2026-03-01"
says = "On the first day."
source = "rules"
""", [venture("a")])


MOMENTS = st.datetimes(dt.datetime(2026, 3, 1), dt.datetime(2026, 3, 30))


@SLOW
@given(moments=st.lists(MOMENTS, min_size=2, max_size=5, unique_by=lambda each: each.replace(
    second=0, microsecond=0)))
def test_whoever_is_received_first_is_first(
    run_method: Any, moments: list[dt.datetime]
) -> None:
    ids = "abcde"[:len(moments)]
    result = run_method(METHOD, [venture(id) for id in ids],
                        call=call(**dict(zip(ids, moments, strict=True))),
                        as_of=dt.date(2026, 4, 1))
    assert first(result) == [ids[moments.index(min(moments))]]


def test_what_a_member_states_comes_before_what_a_register_received() -> None:
    stated = Call("c", members=(CallMember(id="a", received=dt.datetime(2026, 3, 1, 8, 30)),),
                  receipts={"a": dt.date(2026, 3, 5), "b": dt.date(2026, 3, 6)})
    assert stated.received("a") == (dt.date(2026, 3, 1), 510)
    assert stated.received("b") == (dt.date(2026, 3, 6), None)
    assert stated.received("c") == (None, None)
