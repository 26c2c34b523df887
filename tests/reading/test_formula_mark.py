"""Texts in CSV files are never formulas, and come back as they were."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hubflow.reading.values.formula_mark import marked, unmarked


@given(st.one_of(st.text(), st.text("'=+-@ a\t", max_size=6)))
@example("'=1+1")
def test_a_text_comes_back_as_it_was(text: str) -> None:
    assert unmarked(marked(text)) == text
    assert marked(text).lstrip()[:1] not in {"=", "+", "-", "@"}


@pytest.mark.parametrize("text", ["'tis a garden", "a = b", "5", ""])
def test_other_texts_have_no_mark(text: str) -> None:
    assert marked(text) == unmarked(text) == text
