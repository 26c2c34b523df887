"""Types of expressions: each operator and function with each pair of types."""

from __future__ import annotations

import itertools

import pytest
from tests.engine.test_expressions import COLUMNS

from hubflow.engine.expressions.expression import BadExpression, compile_expression
from hubflow.engine.expressions.expression_functions import FUNCTIONS

VALUES = {"number": ("a.x", "2024", "(a.y + 1)"), "yes_no": ("a.flag", "TRUE", "(a.x > 1)"),
          "text": ("a.note", "'club'"), "date": ("a.day", "DATE '2024-01-01'")}
SAID = {"number": "a number", "yes_no": "a yes or no", "text": "a text", "date": "a date"}
ORDERED = {"number", "date"}
PAIRS = list(itertools.product(VALUES, VALUES))


def flaws(text: str, use: str = "condition") -> list[str]:
    """Return what is wrong with an expression, without the advice."""
    try:
        compile_expression(text, use, COLUMNS)  # type: ignore[arg-type]
    except BadExpression as bad:
        return [flaw.what for flaw in bad.flaws]
    return []


def held(template: str, left: str, right: str, fits: bool) -> None:
    """Check that a form takes two types, or is refused with both in words."""
    for a, b in itertools.product(VALUES[left], VALUES[right]):
        text = template.format(a, b)
        use = "condition" if any(sign in template for sign in "=<>") or template[0] == "(" else ""
        told = flaws(text, use or "measure")
        assert bool(told) is not fits, f"{text}: {told}"
        assert fits or any(SAID[left] in each and SAID[right] in each for each in told), told


@pytest.mark.parametrize("sign", ["=", "<>", "!=", "<", ">", "<=", ">="])
@pytest.mark.parametrize(("left", "right"), PAIRS)
def test_what_is_compared_is_of_one_type_that_has_an_order(
    sign: str, left: str, right: str
) -> None:
    fits = left == right and (left in ORDERED or sign in ("=", "<>", "!="))
    held("({} " + sign + " {})", left, right, fits)


@pytest.mark.parametrize("form", ["({} IN ({}))", "({} NOT IN ({}))", "({0} IN ({0}, {1}))"])
@pytest.mark.parametrize(("left", "right"), PAIRS)
def test_what_is_looked_for_in_a_list_is_of_its_type(form: str, left: str, right: str) -> None:
    held(form, left, right, left == right)


@pytest.mark.parametrize("form", ["({0} BETWEEN {0} AND {1})", "({0} NOT BETWEEN {1} AND {0})"])
@pytest.mark.parametrize(("left", "right"), PAIRS)
def test_limits_are_of_the_type_of_the_value(form: str, left: str, right: str) -> None:
    held(form, left, right, left == right and left in ORDERED)


@pytest.mark.parametrize("sign", "+-*/%")
@pytest.mark.parametrize(("left", "right"), PAIRS)
def test_only_numbers_are_calculated_with(sign: str, left: str, right: str) -> None:
    held("{} " + sign + " {}", left, right, left == right == "number")


@pytest.mark.parametrize("sign", ["AND", "OR"])
@pytest.mark.parametrize(("left", "right"), PAIRS)
def test_only_yes_or_no_is_joined_to_conditions(sign: str, left: str, right: str) -> None:
    told = flaws(f"{VALUES[left][0]} {sign} {VALUES[right][1]}")
    assert len(told) == [left, right].count("yes_no") * -1 + 2
    for kind in {left, right} - {"yes_no"}:
        assert any(f"{sign} takes a yes or no" in each and SAID[kind] in each for each in told)


@pytest.mark.parametrize("kind", VALUES)
def test_signs_before_a_value(kind: str) -> None:
    assert bool(flaws(f"NOT {VALUES[kind][0]}")) is (kind != "yes_no")
    assert bool(flaws(f"- {VALUES[kind][0]}", "measure")) is (kind != "number")


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("kind", VALUES)
def test_each_function_takes_its_types(name: str, kind: str) -> None:
    shape = FUNCTIONS[name]
    window = " OVER ()" * shape.window
    for value in VALUES[kind]:
        call = f"{name}({', '.join([value] * shape.least)}){window}"
        same = f"CASE WHEN {call} = {call} THEN 1 END" if shape.gives is None else call
        fits = not shape.least or kind in shape.takes
        assert bool(flaws(same, "measure")) is not fits, same
        assert fits or any(f"{name}()" in each or SAID[kind] in each
                           for each in flaws(same, "measure"))


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("count", range(4))
def test_each_function_takes_its_number_of_values(name: str, count: int) -> None:
    shape = FUNCTIONS[name]
    values = ["a.x", "2", "a.y"][:count]
    told = flaws(f"{name}({', '.join(values)}){' OVER ()' * shape.window}", "measure")
    fits = shape.least <= count and (shape.most is None or count <= shape.most)
    assert bool(told) is not fits
    assert fits or f"{name}() takes" in told[0]


@pytest.mark.parametrize(("left", "right"), PAIRS)
def test_the_values_of_a_case_are_of_one_type(left: str, right: str) -> None:
    one, other = VALUES[left][0], VALUES[right][1]
    told = flaws(f"CASE WHEN CASE WHEN a.flag THEN {one} ELSE {other} END = {one} THEN 1 END",
                 "measure")
    assert bool(told) is (left != right)
    assert left == right or (SAID[left] in told[0] and SAID[right] in told[0])
    told = flaws(f"CASE {one} WHEN {other} THEN 1 END", "measure")
    assert bool(told) is (left != right)


@pytest.mark.parametrize(("text", "use", "said"), [
    ("a.day >= 2024", "condition",
     "a date cannot be compared with a number: a.day with 2024"),
    ("DATE '2024-01-01' >= TRUE OR TRUE", "condition",
     "a date cannot be compared with a yes or no: DATE '2024-01-01' with TRUE"),
    ("a.day >= '2024-01-01'", "condition", "a date cannot be compared with a text"),
    ("least()", "measure", "least() takes at least one value, not none"),
    ("abs(a.x, 1)", "measure", "abs() takes one value, not 2"),
    ("round(a.x, 1, 2)", "measure", "round() takes one or two values, not 3"),
    ("round(a.x, a.y)", "measure", "the decimals of round() are a whole number up to 15, not a.y"),
    ("round(a.x, -1)", "measure", "the decimals of round()"),
    ("rank(a.x) OVER ()", "measure", "rank() takes no value, not 1"),
    ("power(a.x)", "measure", "power() takes two values, not 1"),
    ("abs(a.x) OVER ()", "measure", "takes no OVER ()"),
    ("stddev(a.x) OVER (ORDER BY a.y)", "measure", "takes no ORDER BY"),
    ("sum(a.x) OVER (ORDER BY rank() OVER ())", "measure", "cannot look at the whole call"),
    ("sum(a.x) OVER (ORDER BY a.note)", "measure", "ORDER BY cannot compare a text"),
    ("sum(*) OVER ()", "measure", "only in count(*)"),
    ("1 < a.x < 5", "condition", "compares more than two values"),
    ("DATE '2024-02-30' > a.day", "condition", "'2024-02-30' is not a day"),
    ("a.x > 1e400", "condition", "1e400 is too large a number"),
    ("a.kind < 'home visit'", "condition", "which have no order"),
    ("a.day", "condition", "it gives a date, not yes or no"),
    ("a.day - a.day", "measure", "- cannot join a date (a.day) and a date (a.day)"),
])
def test_what_does_not_fit_is_told_in_words(text: str, use: str, said: str) -> None:
    assert said in " ".join(flaws(text, use))


def test_polars_carries_out_what_it_used_to_refuse() -> None:
    assert flaws("power(2, -1)", "measure") == []
    assert flaws("9" * 60, "measure") == []
    assert flaws(f"a.x IN ({'9' * 60}, 0.{'3' * 50})") == []
