"""Reading TOML: lines of keys, and what is said of files that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from hubflow.loading.toml_file import parse_toml, read_toml, shown_key
from hubflow.model.problems import BadInput

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
    assert [file.line(["a", "x"]), file.line(["a", "y"]), file.line(["b"])] == [2, 3, 5]


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
    ("raw", "said"),
    [
        (b"\x00\x01", "binary"),
        (b"a = 1\nb = '\xe9'\n", "UTF-8"),
        (b"a = " + b"[" * 5000, "TOML"),
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
