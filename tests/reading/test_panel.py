"""Jury sheets: how they may be written, and what is told of them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from tests.hub_head import hub_head

from hubflow.cli.panel_option import sheet_count_lines
from hubflow.model.input_problems import BadInput, Problem
from hubflow.model.methodology import Methodology
from hubflow.plugins.importers import load_panel, read_panel
from hubflow.reading.method.methodology_file import load_methodology
from hubflow.reading.panel.judgement_sheets import check_panel
from hubflow.tables.input.portfolio import open_portfolio

METHOD = hub_head(
    "testhub", "Test hub", place="Testtown", sources={"rules": ("The rules", "published")}) + """\
[stages.understand]
id = "bootcamp"
[[stages.understand.criteria]]
id = "need"
title = "Need"
concept = "local:need"
judged = true
scale = [1, 5]
source = "rules"
[[stages.understand.criteria]]
id = "fit"
title = "Fit"
concept = "local:fit"
judged = true
scale = ["poor", "Good"]
source = "rules"
[[stages.understand.criteria]]
id = "size"
title = "Size"
concept = "local:size"
measure = "identify.group_size"
scale = [0, 100]
source = "rules"
[[stages.understand.requirements]]
id = "novel"
says = "It is new."
judged = true
source = "rules"
"""

HEAD = "venture,phase,criterion,assessor,score\n"


@pytest.fixture
def methodology(tmp_path: Path) -> Methodology:
    path = tmp_path / "methodology.toml"
    path.write_text(METHOD, "utf-8")
    return load_methodology(path).methodology


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    return tmp_path / "jury.csv"


def problems(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(BadInput) as told:
        load_panel([path], "testhub")
    return told.value.problems


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_sheet_may_be_divided_and_ordered_in_many_ways(
    sheet: Path, delimiter: str, mark: str
) -> None:
    rows = [
        ["Score", "NOTE", "assessor", "Criterion", " phase ", "venture", "Conflict", "date"],
        ['"3,5"', '"two\nlines"', "Ana", "need", "bootcamp", "a", "não", "2024-05-01"],
        ["", "", "", "", "", "", "", ""],
        ["", "", "Rui", "need", "bootcamp", "a", "sim", ""],
    ]
    sheet.write_text(mark + "\n".join(delimiter.join(row) for row in rows), "utf-8", newline="")
    first, second = load_panel([sheet], "testhub")
    assert (first.venture, first.phase, first.criterion) == ("a", "bootcamp", "need")
    assert (first.score, first.note, first.conflict) == (3.5, "two\nlines", False)
    assert first.date == dt.date(2024, 5, 1)
    assert first.where == f"{sheet}:2"
    assert (second.assessor, second.score, second.conflict) == ("Rui", None, True)
    assert second.where == f"{sheet}:5"


def test_rows_of_other_hubs_are_left_out(sheet: Path) -> None:
    sheet.write_text(
        "hub," + HEAD + "testhub,a,p,c,x,1\nother,a,p,c,x,2\n,a,p,c,y,3\n", "utf-8"
    )
    assert [judgement.score for judgement in load_panel([sheet], "testhub")] == [1.0, 3.0]


def test_scores_are_read_as_their_scale_says(sheet: Path, methodology: Methodology) -> None:
    sheet.write_text(
        HEAD + "a,bootcamp,need,x,4\na,bootcamp,fit,x,good\na,bootcamp,novel,x,Sim\n", "utf-8"
    )
    read = load_panel([sheet], "testhub", methodology=methodology)
    assert [judgement.score for judgement in read] == [4.0, "Good", True]
    assert check_panel(read, ["a"], methodology) == []


def test_the_same_sheet_given_twice_counts_once(sheet: Path) -> None:
    sheet.write_text(HEAD + "a,p,c,x,1\n", "utf-8")
    assert len(load_panel([sheet, sheet.parent / "." / sheet.name], "testhub")) == 1


@pytest.mark.parametrize(
    ("text", "line", "key", "said"),
    [
        ("", 0, "", "there is nothing in it"),
        ("venture,phase,criterion,score\na,p,c,1\n", 1, "assessor", "no column"),
        (HEAD.replace("\n", ",conflit\n"), 1, "conflit", '"conflict"?'),
        (HEAD.replace("\n", ",score\n"), 1, "score", "two columns"),
        (HEAD + "a,p,c,x,3,5\n", 2, "", "double quotes"),
        (HEAD + "a,,c,x,3\n", 2, "phase", "blank"),
        (HEAD.replace("\n", ",conflict\n") + "a,p,c,x,3,maybe\n", 2, "conflict", "yes or no"),
        (HEAD.replace("\n", ",date\n") + "a,p,c,x,3,1/2/2024\n", 2, "date", "2024-06-30"),
    ],
)
def test_a_mistake_in_a_sheet_is_told_with_its_line(
    sheet: Path, text: str, line: int, key: str, said: str
) -> None:
    sheet.write_text(text, "utf-8")
    (problem,) = problems(sheet)
    assert (problem.file, problem.line, problem.key) == (str(sheet), line, key)
    assert said in str(problem)


def test_a_binary_sheet_is_told(sheet: Path) -> None:
    sheet.write_bytes(b"PK\x03\x04\x00")
    assert "binary" in problems(sheet)[0].what


@pytest.mark.parametrize(
    ("rows", "line", "key", "said"),
    [
        ("b,bootcamp,need,x,3\nb,bootcamp,fit,x,good\n", 2, "venture", 'has the id "b"'),
        ("a,bootcmp,need,x,3\n", 2, "phase", '"bootcamp"?'),
        ("a,bootcamp,nedd,x,3\n", 2, "criterion", '"need"?'),
        ("a,bootcamp,size,x,3\n", 2, "criterion", "computed, not judged"),
        ("a,bootcamp,need,x,6\n", 2, "score", "from 1 to 5"),
        ("a,bootcamp,need,x,good\n", 2, "score", "not on the scale"),
        ("a,bootcamp,fit,x,goood\n", 2, "score", '"Good"?'),
        ("a,bootcamp,novel,x,3\n", 2, "score", "yes or no"),
        ("a,bootcamp,need,x,\n", 2, "score", "no score"),
        ("a,bootcamp,need,x,3\na,bootcamp,need,x,4\n", 3, "assessor", "jury.csv:2"),
    ],
)
def test_a_judgement_that_does_not_fit_is_told_with_its_line(
    sheet: Path, methodology: Methodology, rows: str, line: int, key: str, said: str
) -> None:
    sheet.write_text(HEAD + rows, "utf-8")
    read = load_panel([sheet], "testhub", methodology=methodology)
    (problem,) = check_panel(read, {"a"}, methodology)
    assert (problem.file, problem.line, problem.key) == (str(sheet), line, key)
    assert said in str(problem)


def test_two_dated_judgements_by_one_assessor_are_no_mistake(
    sheet: Path, methodology: Methodology
) -> None:
    sheet.write_text(
        HEAD.replace("\n", ",date\n")
        + "a,bootcamp,need,x,3,2024-01-01\na,bootcamp,need,x,4,2024-01-02\n", "utf-8"
    )
    read = load_panel([sheet], "testhub", methodology=methodology)
    assert check_panel(read, {"a"}, methodology) == []


def test_the_columns_of_a_table_that_mean_nothing_are_named(tmp_path: Path) -> None:
    sheet = tmp_path / "jury.csv"
    sheet.write_text("venture,phase,criterion,assessor,score,Phone,when seen\n"
                     "v,bootcamp,need,Ana,3,1,2\n", "utf-8")
    (count,) = read_panel([sheet], "testhub").counts
    assert count.unused == ("Phone", "when seen")
    (line,) = sheet_count_lines([count])
    assert line == f"{sheet}: columns that are not used: Phone, when seen."
    sheet.write_text("venture,phase,criterion,assessor,score,note\nv,bootcamp,need,Ana,3,x\n",
                     "utf-8")
    assert not read_panel([sheet], "testhub").counts


def test_a_dossier_given_as_a_sheet_and_a_sheet_as_ventures_get_one_message(
    tmp_path: Path,
) -> None:
    dossier, sheet = tmp_path / "v.toml", tmp_path / "jury.csv"
    dossier.write_text('id = "v"\nname = "V"\n[identify]\nage_from = 6\n', "utf-8")
    sheet.write_text("venture,phase,criterion,assessor,score\nv,bootcamp,need,Ana,3\n", "utf-8")
    with pytest.raises(BadInput) as bad:
        read_panel([dossier], "testhub")
    assert [problem.what for problem in bad.value.problems] == ["this is a dossier"]
    with pytest.raises(BadInput) as bad:
        open_portfolio([sheet], {})
    assert [problem.what for problem in bad.value.problems] == [
        "this is a jury's sheet, not a table of ventures"]


def test_a_heading_in_more_words_than_ours_is_refused_and_not_left_out(tmp_path: Path) -> None:
    sheet = tmp_path / "jury.csv"
    sheet.write_text("venture,phase,criterion,assessor,score,conflict of interest\n"
                     "v,bootcamp,need,Ana,3,yes\n", "utf-8")
    with pytest.raises(BadInput, match=r'unknown heading\. Write "conflict" if that is meant'):
        read_panel([sheet], "testhub")
