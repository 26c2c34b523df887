"""Expressions as trees: what is written down is parsed again as it was, and limits are told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.test_expressions import COLUMNS, value

from hubflow.engine.expressions.expression import BadExpression, compile_expression
from hubflow.engine.expressions.expression_parser import parse
from hubflow.engine.expressions.expression_tree import (
    Between,
    CaseWhen,
    Chain,
    Constant,
    FactName,
    FunctionCall,
    In,
    Node,
    Signed,
    Window,
)
from hubflow.engine.expressions.lexer import tokens
from hubflow.engine.expressions.sql import text_of

LEAVES = st.one_of(
    st.sampled_from(["a.x", "a.y", "a.kind"]).map(FactName),
    st.sampled_from(["1", "2.5", "1e3"]).map(lambda text: Constant("number", text)),
    st.sampled_from(["'club'", "'it''s'"]).map(lambda text: Constant("text", text)),
    st.sampled_from(["TRUE", "FALSE"]).map(lambda text: Constant("truth", text)),
    st.just(Constant("date", "'2024-01-31'")),
)
RANKED = (("OR",), ("AND",), ("=", "<>", "<", ">="), ("+", "-"), ("*", "/", "%"))


def above(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    some = st.lists(inner, min_size=1, max_size=3).map(tuple)
    chains = st.sampled_from(RANKED).flatmap(lambda signs: st.builds(
        Chain, inner, st.lists(st.tuples(st.sampled_from(signs), inner), min_size=1, max_size=3)
        .map(tuple)))
    order = st.lists(st.tuples(inner, st.sampled_from(["", "ASC", "DESC"])), max_size=2)
    return st.one_of(
        chains,
        st.builds(Signed, st.sampled_from(["-", "+", "NOT"]), inner),
        st.builds(Between, inner, inner, inner, st.booleans()),
        st.builds(In, inner, some, st.booleans()),
        st.builds(FunctionCall, st.sampled_from(["abs", "least"]), some,
                  st.none() | order.map(tuple).map(Window)),
        st.builds(CaseWhen, st.none() | inner, st.lists(st.tuples(inner, inner), min_size=1,
                                                    max_size=2).map(tuple), st.none() | inner),
    )


@given(st.recursive(LEAVES, above, max_leaves=8))
def test_a_tree_that_is_written_down_is_parsed_as_it_was(tree: Node) -> None:
    assert parse(list(tokens(text_of(tree)))) == tree


@pytest.mark.parametrize(("text", "expected"), [
    ("a.x / CASE WHEN a.y > 0 THEN a.y ELSE 2 END", 5.0),
    ("a.x / CASE WHEN a.y > 0 THEN 0 ELSE 2 END", 5.0),
    ("a.x / CASE WHEN a.y > 0 THEN 2 ELSE 0 END", None),
    ("a.x - 2 - 3 * -1", 11.0),
    ("2 * (a.x - (3 - 1)) % 5", 1.0),
])
def test_any_value_may_divide(text: str, expected: float | None) -> None:
    assert value(text, x=10.0, y=0.0) == expected


@pytest.mark.parametrize(("text", "use", "said"), [
    ("a.x + ", "measure", "at character 6 it ends, where a fact, a number"),
    ("a.x > > 1", "condition", "at character 7 there is >, where a fact"),
    ("a.x 1", "measure", "at character 5 there is 1, where a sign such as + or >"),
    ("CASE a.x END", "measure", "at character 10 there is END, where WHEN is expected"),
    ("a.x NOT 1", "condition", "where BETWEEN or IN is expected"),
    ("a.day > DATE 2024", "condition", "where a day such as '2024-12-31' is expected"),
    ("(a.x", "measure", "where a closing bracket is expected"),
    ("(" * 99 + "a.x" + ")" * 99, "measure", "too large to be read: at most 20 levels"),
    ("- " * 99 + "a.x", "measure", "too large to be read: at most 20 levels"),
    ("a.x" + " + 1" * 20_000, "measure", "too large to be read: 40,001 words, at most 5,000"),
    ("a.x" + " " * 100_000, "measure", "too large to be read: 100,003 characters"),
    (" OR ".join(["a.flag"] * 1_000), "condition", "too large to be read: 1,999 steps"),
    ("a.x / (" * 15 + "a.x" + ")" * 15, "measure", "steps"),
    (f"a.x IN ({', '.join(map(str, range(4_000)))})", "measure", "words"),
])
def test_what_does_not_parse_is_told_at_its_place(text: str, use: str, said: str) -> None:
    with pytest.raises(BadExpression) as caught:
        compile_expression(text, use, COLUMNS)  # type: ignore[arg-type]
    assert said in " ".join(f"{flaw.what} {flaw.to_do}" for flaw in caught.value.flaws)
