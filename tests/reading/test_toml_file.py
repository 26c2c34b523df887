"""Reading TOML: lines of keys, and what is said of files that cannot be read."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubflow.model.input_problems import BadInput
from hubflow.reading.toml.key_paths import shown_key
from hubflow.reading.toml.source import parse_toml, read_toml

TEXT = """\
a = 1
b.c = { x = 1, "y z" = [1,
  2, { d = 3 }] }
[s."t u".v]
k = 'x'
[[s.w]]
k = 1
[s.w.sub]
z = 1
[[s.w]]
# a comment
'k' = [
  # another
  "one",
  "two",
]
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("a",), 1),
        (("b", "c"), 2),
        (("b", "c", "y z", 1), 3),
        (("b", "c", "y z", 2, "d"), 3),
        (("s", "t u", "v", "k"), 5),
        (("s", "w", 0), 6),
        (("s", "w", 0, "sub", "z"), 9),
        (("s", "w", 1), 10),
        (("s", "w", 1, "k", 1), 15),
        (("s", "w", 1, "missing", "deeper"), 10),
        (("nowhere",), 0),
        ((), 0),
    ],
)
def test_a_key_is_told_with_its_line(path: tuple[str | int, ...], line: int) -> None:
    assert parse_toml(TEXT, "x.toml").line(path) == line


def test_line_breaks_inside_inline_tables_do_not_shift_lines() -> None:
    file = parse_toml("a = {\n  x = 1,\n  y = 2,\n}\nb = 3\n", "x.toml")
    assert [file.line(("a", "x")), file.line(("a", "y")), file.line(("b",))] == [2, 3, 5]


def test_a_key_is_shown_as_people_write_it() -> None:
    assert shown_key(["stages", "identify", "criteria", 1, "wieght"]) == (
        "stages.identify.criteria[1].wieght"
    )


def test_broken_toml_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text("a = 1\nb = = 2\n", "utf-8")
    with pytest.raises(BadInput) as told:
        read_toml(path)
    (problem,) = told.value.problems
    assert (problem.file, problem.line) == (str(path), 2)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("language = pt", 1, 'language: * A text stands in quotes: "pt".'),
        ("a = 1\nname = Casa da Música # ours", 2, '"Casa da Música"'),
        ("a = “x”", 1, 'a: * curly quotes * "…"'),
        ("judged = True", 1, "judged: * Yes is written true"),
        ("includes_children = sim", 1, "Yes is written true"),
        ("includes_children =  # true / false", 1, "includes_children: * no value stands after"),
        ("says = ", 1, "says: * no value stands after"),
        ("weight = 2,5", 1, "weight: * 2,5 is not a number. Decimals take a point"),
        ("need = 12.500,50 # euros", 1, "12.500,50 is not a number"),
        ("need = 12.500.000", 1, "12.500.000 is not a number"),
        ("need = 1 000", 1, "1 000 is not a number"),
        ("a = { b = 2,5 }", 1, "b: * 2,5 is not a number"),
        ("share = 5%", 1, "5% is not a number. A number stands alone"),
        ("share = € 5", 1, "A number stands alone"),
        ("postcode = 007", 1, '"007"'),
        ("date = 2026-31-12", 1, "2026-31-12 is not a date. Dates are written * 2026-12-31"),
        ("date = 31/12/2026", 1, "31/12/2026 is not a date"),
        ("date = 31.12.2026", 1, "31.12.2026 is not a date"),
        ("date = 2026-02-30", 1, "2026-02-30 is not a date"),
        ("open = { from = 2026-31-12 }", 1, "from: * 2026-31-12 is not a date"),
        ("kinds = [1, sim]", 1, "kinds: * in quotes"),
        ("[identify]\na = 1\n[identify]", 3, "identify: * [identify] is there twice, * line 1"),
        ("a = 1\nb = 2\na = 3", 3, "a: * this key is there twice, first on line 1"),
        ("[[s.r]]\na = 1\n[s.r]\na = 1", 3, "[[s.r]] on line 1 cannot * Write [[s.r]] each"),
        ("[s.r]\na = 1\n[[s.r]]\na = 1", 3, "[s.r] on line 1 cannot * Write [[s.r]] each"),
        ("[s]\na = 1\n[s.a]", 3, "s.a has a value already"),
        ("a = { b = 1, b = 2 }", 1, "b: * twice between"),
        ("a: 1", 1, "in place of the colon"),
        ("a = 1\nto be done", 2, "this line is no key"),
        ("ação = 1", 1, "ação cannot be a key"),
        ('a = "one\ntwo"', 1, "a: * not closed on its line"),
        (r'a = "C:\dir"', 1, "a: * single quotes"),
        ("a = [\n1\n2]", 3, "a comma between entries"),
        ('a = "x" y', 1, "something stands behind the value"),
        ("a = = 2", 1, "no value stands here (column 5)"),
    ],
)
def test_what_a_beginner_writes_amiss_is_answered_with_what_to_write(
    text: str, line: int, said: str
) -> None:
    with pytest.raises(BadInput) as told:
        parse_toml(text, "x.toml")
    (problem,) = told.value.problems
    assert problem.line == line
    assert re.search(".*".join(map(re.escape, said.split("*"))), str(problem)), str(problem)
    assert "not valid TOML" in str(problem)


@given(st.text() | st.lists(st.sampled_from(
    ["a", "=", "[", "]", "{", "}", "\n", '"', "'", "1", ",", ".", " ", "#", "“", "é", ":", "\r\n"],
)).map("".join))
def test_any_text_is_read_or_told(text: str) -> None:
    with contextlib.suppress(BadInput):
        parse_toml(text, "x.toml")


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"\x00\x01", "binary"),
        (b"a = 1\nb = '\xe9'\n", "UTF-8"),
        (b"a = " + b"[" * 5000, "too large to be read"),
        (b"a = " + b"9" * 5000, "TOML"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path: Path, raw: bytes, said: str) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(raw)
    with pytest.raises(BadInput, match=said):
        read_toml(path)


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such file"):
        read_toml(tmp_path / "none.toml")
    with pytest.raises(BadInput, match="folder"):
        read_toml(tmp_path)


def test_a_byte_order_mark_is_no_part_of_the_text_but_of_the_digest(tmp_path: Path) -> None:
    plain, marked = tmp_path / "a.toml", tmp_path / "b.toml"
    plain.write_bytes(b"a = 1\n")
    marked.write_bytes(b"\xef\xbb\xbfa = 1\n")
    assert read_toml(plain).data == read_toml(marked).data
    assert read_toml(plain).digest != read_toml(marked).digest


def test_a_long_text_with_many_points_is_no_long_key() -> None:
    dots = "a." * 100
    assert parse_toml(f'text = "so {dots} and on"\n', "x.toml").data["text"].startswith("so a.")
    for long in (f"{dots}a = 1\n", f"[{dots}a]\n"):
        with pytest.raises(BadInput, match="too large to be read"):
            parse_toml(long, "x.toml")
