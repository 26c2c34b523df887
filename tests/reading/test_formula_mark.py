"""Texts in CSV files are never formulas, and come back as they were."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hubflow.reading.values.formula_mark import marked, unmarked
from hubflow.tables.output.table_writer import with_marks


@given(st.one_of(st.text(), st.text("'=+-@ a\t", max_size=6)))
@example("'=1+1")
def test_a_text_comes_back_as_it_was(text: str) -> None:
    assert unmarked(marked(text)) == text
    assert marked(text).lstrip()[:1] not in {*"=+-@＝＋－＠"}


@pytest.mark.parametrize("text", ["'tis a garden", "a = b", "5", ""])
def test_other_texts_have_no_mark(text: str) -> None:
    assert marked(text) == unmarked(text) == text


@given(st.lists(st.one_of(st.text(), st.text("'=+-@ a\t＝", max_size=6))))
def test_a_table_is_marked_as_its_texts_are(texts: list[str]) -> None:
    table = pl.DataFrame({"text": pl.Series(texts, dtype=pl.String), "number": [1.0] * len(texts)})
    expected = [marked(text) for text in texts]
    assert with_marks(table)["text"].to_list() == expected
    assert with_marks(table.lazy()).collect()["text"].to_list() == expected


def test_only_two_modules_write_csv() -> None:
    core = Path(str(files("hubflow")))
    written = re.compile(r"csv\.(writer|DictWriter)\(|\.(write|sink)_csv\(")
    assert {path.name for path in core.rglob("*.py") if written.search(path.read_text())} == {
        "csv_output.py", "table_writer.py"}
    for path in ("reading/values/csv_output.py", "tables/output/table_writer.py"):
        text = (core / path).read_text()
        marks = len(re.findall(r"marked\((?:harmless\()?cell|with_marks\(\w+\)\.", text))
        assert marks == len(written.findall(text)), f"{path} writes a text without a mark"
