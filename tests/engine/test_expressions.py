"""Expressions: what they compute, what they refuse, and what missing facts do to them."""

from __future__ import annotations

import contextlib
import datetime as dt
import math

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubflow.engine.expressions.expression import BadExpression, compile_expression
from hubflow.engine.expressions.expression_checks import FactColumn

COLUMNS = {
    "a.x": FactColumn("number"),
    "a.y": FactColumn("number"),
    "a.flag": FactColumn("yes_no"),
    "a.kind": FactColumn("label", ("club", "home visit")),
    "a.note": FactColumn("text"),
    "a.day": FactColumn("date"),
    "parameters.rate": FactColumn("number"),
}


def value(text: str, use: str = "measure", **facts: object) -> object:
    expression = compile_expression(text, use, COLUMNS)  # type: ignore[arg-type]
    dtypes = {"number": pl.Float64, "yes_no": pl.Boolean, "date": pl.Date}
    frame = pl.DataFrame(
        {"_call": pl.Series([0])}
        | {
            name: pl.Series([facts.get(name.split(".")[1])],
                            dtype=dtypes.get(COLUMNS[name].dtype, pl.String))
            for name in COLUMNS
        }
    )
    return frame.select(value=expression.value).item()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2.0/3", 2 / 3),
        ("least(a.x, greatest(0, a.y))", 0.0),
        ("a.x / a.y", None),
        ("-a.y", 0.0),
        ("CASE WHEN a.flag THEN 1 ELSE 2.5 END", 1.0),
        ("round(a.x / 3, 2)", 3.33),
        ("ln(a.y)", None),
        ("sqrt(0 - a.x)", None),
        ("sum(a.x) OVER ()", 10.0),
        ("power(2, 1 - 3 * rank() OVER (ORDER BY a.x))", 0.25),
        ("power(count(a.x) OVER (), -row_number() OVER ())", 1.0),
    ],
)
def test_measures(text: str, expected: float | None) -> None:
    found = value(text, x=10.0, y=0.0, flag=True)
    assert found == expected
    assert not (isinstance(found, float) and found == 0 and math.copysign(1, found) < 0)


@pytest.mark.parametrize(
    "text",
    ["a.x + 1", "least(a.x, 1)", "greatest(0, a.x)", "CASE WHEN a.x > 1 THEN 1 ELSE 0 END",
     "sum(a.x) OVER ()", "0 * a.x", "abs(a.x)"],
)
def test_a_measure_that_reads_a_missing_fact_is_missing(text: str) -> None:
    assert value(text, y=1.0) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TRUE OR a.flag", True),
        ("FALSE AND a.flag", False),
        ("a.flag", None),
        ("NOT a.flag", None),
        ("a.x > 5 OR a.flag", True),
        ("a.x > 5 AND a.flag", None),
        ("a.kind = 'club'", None),
        ("a.kind IN ('club', 'home visit')", None),
        ("a.x BETWEEN 1 AND 10", True),
        ("a.x / a.y > 1", None),
        ("a.day >= DATE '2020-01-01'", True),
    ],
)
def test_conditions_follow_three_valued_logic(text: str, expected: bool | None) -> None:
    found = value(text, "condition", x=10.0, y=0.0, day=dt.date(2021, 1, 1))
    assert found is expected


def test_a_computed_side_of_a_comparison_is_compared_exactly() -> None:
    # (1 - 0.7) * 100000 is 30000.000000000004 in floating point
    assert value("a.x >= (1 - parameters.rate) * a.y", "condition",
                 x=30000.0, y=100000.0, rate=0.7) is True


@pytest.mark.parametrize(
    ("text", "use", "said"),
    [
        ("a.xx + 1", "measure", 'Did you mean "a.x"?'),
        ("max(a.x)", "measure", "OVER ()"),
        ("foo(a.x)", "measure", "unknown function foo()"),
        ("coalesce(a.x, 0)", "measure", "[[assumed]]"),
        ("greatest(a.x, 0) > 1", "condition", "cannot stand in a condition"),
        ("CASE WHEN a.flag THEN TRUE ELSE FALSE END", "condition", "cannot stand in a condition"),
        ("a.x IS NULL", "condition", "undecided"),
        ("a.kind = 'clubb'", "condition", 'Did you mean "club"?'),
        ("a.kind IN ('club', 'x')", "condition", "never 'x'"),
        ("a.note > 5", "condition", "a text cannot be compared with a number"),
        ("a.flag = 'yes'", "condition", "yes or no"),
        ("a.flag = 1", "condition", "yes or no"),
        ("a.x", "condition", "not a condition"),
        ("a.flag", "measure", "not a number"),
        ("(a.x", "measure", "bracket"),
        ("a.x; DROP TABLE x", "measure", "no place"),
        ("a.x -- comment", "measure", "unknown fact comment"),
        ('"a.x"', "measure", "no place"),
        ("", "measure", "empty"),
        ("SELECT 1", "measure", "unknown fact SELECT"),
        ("a.x > 1 E a.flag", "condition", "Write AND."),
        ("a.flag ou a.x > 1", "condition", "Write OR."),
        ("a.x => 1", "condition", "Write >=."),
        ("a.x =< 1", "condition", "Write <=."),
        ("a.x == 1", "condition", "Write =."),
        ("a.x ≥ 1", "condition", "Write >=."),
        ("a.flag && a.x > 1", "condition", "Write AND."),
        ("a.flag || a.x > 1", "condition", "Write OR."),
        ("!a.flag", "condition", "Write NOT."),
        ('a.kind = "club"', "condition", "single quotes"),
        ("99,5 * a.x", "measure", "Write a decimal point: 99.5."),
        ("(2,5 + 1) * a.x", "measure", "Write a decimal point: 2.5."),
        ("percent(a.x)", "measure", "Known: abs, avg"),
    ],
)
def test_what_cannot_be_meant_is_refused(text: str, use: str, said: str) -> None:
    with pytest.raises(BadExpression) as caught:
        compile_expression(text, use, COLUMNS)  # type: ignore[arg-type]
    assert said in " ".join(f"{flaw.what} {flaw.to_do}" for flaw in caught.value.flaws)


def test_a_sign_of_two_characters_is_one_flaw() -> None:
    with pytest.raises(BadExpression) as caught:
        compile_expression("a.flag && a.x == 1", "condition", COLUMNS)
    assert [flaw.to_do for flaw in caught.value.flaws] == ["Write AND.", "Write =."]


@pytest.mark.parametrize("text", ["least(1,2) * a.x", "power(a.x, (1+0)) * least(1,2,3)"])
def test_a_comma_between_what_a_function_takes_is_no_decimal_comma(text: str) -> None:
    compile_expression(text, "measure", COLUMNS)


def test_all_flaws_are_told_at_once() -> None:
    with pytest.raises(BadExpression) as caught:
        compile_expression("a.xx + foo(a.zz)", "measure", COLUMNS)
    assert len(caught.value.flaws) == 3


@given(st.text(max_size=40) | st.lists(st.sampled_from(
    [*COLUMNS, "(", ")", "+", "/", "OVER", "IN", "AND", "NOT", "'club'", "1", "2.5", "rank", ",",
     "CASE", "WHEN", "max", ">", "="]), max_size=12).map(" ".join))
def test_any_text_compiles_or_is_refused(text: str) -> None:
    for use in ("measure", "condition"):
        with contextlib.suppress(BadExpression):
            compile_expression(text, use, COLUMNS)


FACTS = st.fixed_dictionaries({
    "x": st.none() | st.sampled_from([0.0, 1.0, 2.0]),
    "y": st.none() | st.sampled_from([0.0, 1.0, 2.0]),
    "flag": st.none() | st.booleans(),
    "kind": st.none() | st.sampled_from(["club", "home visit"]),
})
ATOMS = st.sampled_from(["a.x > a.y", "a.flag", "a.kind = 'club'", "a.x / a.y >= 1",
                         "a.x IN (1, 2)", "a.y BETWEEN 0 AND 1"])
CONDITIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        inner.map("(NOT {})".format),
        st.tuples(inner, st.sampled_from(["AND", "OR"]), inner).map(lambda t: f"({' '.join(t)})"),
    ),
    max_leaves=5,
)


@given(CONDITIONS, FACTS, FACTS)
def test_filling_in_what_was_missing_never_turns_a_known_condition(
    text: str, facts: dict[str, object], more: dict[str, object]
) -> None:
    before = value(text, "condition", **facts)
    filled = {name: more[name] if found is None else found for name, found in facts.items()}
    after = value(text, "condition", **filled)
    assert before is None or after is before
