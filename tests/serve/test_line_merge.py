"""Two people's changes to one text are joined, or it is seen that they touch the same lines."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hubflow.serve.drafting.line_merge import changed_lines, merged

TEXTS = st.lists(st.sampled_from("abcd"), max_size=8).map(
    lambda letters: "".join(f"{letter}\n" for letter in letters))


@given(TEXTS, TEXTS)
def test_one_persons_changes_alone_come_through(base: str, text: str) -> None:
    assert merged(base, text, base) == text
    assert merged(base, base, text) == text
    assert merged(base, text, text) == text
    assert bool(changed_lines(base, text)) == (base != text)


@given(TEXTS, TEXTS, TEXTS)
def test_it_does_not_matter_who_came_first(base: str, one: str, other: str) -> None:
    assert merged(base, one, other) == merged(base, other, one)


def test_changes_far_apart_are_joined_and_of_one_line_are_not() -> None:
    base = "a\nb\nc\nd\ne\n"
    assert merged(base, "a\nB\nc\nd\ne\n", "a\nb\nc\nd\ne\nf\n") == "a\nB\nc\nd\ne\nf\n"
    assert merged(base, "a\nb\nd\ne\n", "A\nb\nc\nd\ne\n") == "A\nb\nd\ne\n"
    assert merged(base, "a\nB\nc\nd\ne\n", "a\nx\nc\nd\ne\n") is None
    assert merged(base, "a\nb\n1\nc\nd\ne\n", "a\nb\n2\nc\nd\ne\n") is None
