"""A jury's pack from the secretary's desk to the recommendation."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.property_examples import examples

from hubflow.cli.main import cli
from hubflow.jury.sheets.scoring_marks import CONFLICT, NOTE, SCORE, scoring_mark
from hubflow.plugins.importers import load_panel

from .conftest import PACK, Filled, Hubflow, dossier

pytestmark = pytest.mark.usefixtures("call")

GOOD = {("oak", "depth"): 4, ("oak", "fit"): "good", ("oak", "reach"): 7.5, ("oak", "new"): "yes",
        ("elm", "depth"): 2, ("elm", "fit"): "fair", ("elm", "new"): "no"}


def requirement(result: Any, venture: str, id: str) -> Any:
    """A requirement's or criterion's result."""
    found = next(v for v in result["ventures"] if v["id"] == venture)
    return next(rule for stage in found["stages"] for phase in stage["phases"]
                for rule in (*phase["requirements"], *phase["criteria"]) if rule["id"] == id)


def ran(hubflow: Hubflow, *panel: str) -> tuple[Any, str]:
    """The result of a run with sheets, and what was said of them."""
    options = [word for sheet in panel for word in ("--panel", sheet)]
    done = hubflow("run", "-p", "./small", "call", *options, "--json")
    return json.loads(done.out), done.err


def test_each_assessor_gets_a_sheet_and_a_document_a_venture(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    hubflow(*PACK)
    files = sorted(path.relative_to(tmp_path / "pack").as_posix()
                   for path in (tmp_path / "pack").rglob("*") if path.is_file())
    assert files == ["_assessors.csv", "_key.csv", "one/elm.md", "one/jury-one.xlsx", "one/oak.md",
                     "two/elm.md", "two/jury-two.xlsx", "two/oak.md"]
    assert "A garden." in (tmp_path / "pack/one/oak.md").read_text("utf-8")


def test_the_list_of_the_call_judges_if_no_other_is_named(
    hubflow: Hubflow, call: Path, tmp_path: Path
) -> None:
    without = [word for word in PACK if word not in ("--assessors", "assessors.toml")]
    assert "no call here has a list of assessors" in hubflow(*without, code=2).err
    (tmp_path / "assessors.toml").rename(call / "assessors.toml")
    assert hubflow(*without).out.startswith("one: 2 ventures")
    hubflow("register", "init")
    hubflow("register", "add", "-p", "./small", "call", "--accept", "Made up")
    hubflow("jury-pack", "-p", "./small", "--register", "--call", "spring", "--out", "again",
            "--format", "md")
    assert (tmp_path / "again" / "two" / "jury-two.xlsx").exists()


def test_the_rubric_says_what_is_asked_and_what_weights_rest_on(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    hubflow(*PACK)
    sheet = openpyxl.load_workbook(tmp_path / "pack/one/jury-one.xlsx")["Rubric"]
    rows = {row[0]: row for row in sheet.iter_rows(min_row=4, max_col=6, values_only=True)}
    assert rows["Depth"][1:] == ("How deeply the problem is understood.", "1 to 5",
                                 "1: Not at all.\n5: With those concerned.", "75%",
                                 "Its published rules")
    assert rows["Fit"][2] == "poor / fair / good"
    assert "weighed" in str(rows["Fit"][4])
    assert rows["Reach"][4] == "25%†"
    assert rows["It is new."][2] == "yes / no"


def test_only_what_is_to_be_filled_in_is_open_and_it_takes_the_scale_alone(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    hubflow(*PACK)
    filled = Filled(tmp_path / "pack/one/jury-one.xlsx")
    sheet = filled.sheet
    assert all(each.protection.sheet for each in filled.book.worksheets)
    opened = {cell.coordinate for row in sheet.iter_rows() for cell in row
              if not cell.protection.locked}
    wanted = {filled.cell(v, c, column).coordinate for v, c, _ in filled.rows() if c
              for column in (SCORE, NOTE)}
    wanted |= {filled.cell(v, column=CONFLICT).coordinate for v in ("oak", "elm")}
    assert opened == wanted | {"F3"}
    held = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    assert opened - {cell.coordinate for cell in sheet["G"]} == set(held)
    depth = held[filled.cell("oak", "depth").coordinate]
    assert depth.type == "custom"
    assert all(part in str(depth.formula1) for part in (">=1", "<=5"))
    assert held[filled.cell("oak", "fit").coordinate].type == "list"
    assert ("elm", "reach") not in {(v, c) for v, c, _ in filled.rows()}, "it does not apply"


def test_a_sheet_takes_the_steps_of_a_scale_alone(hubflow: Hubflow, tmp_path: Path) -> None:
    method = tmp_path / "small/methodology.toml"
    method.write_text(method.read_text("utf-8").replace(
        "scale = [0, 10]", "scale = [0, 10]\nstep = 0.5"), "utf-8")
    hubflow(*PACK)
    filled = Filled(tmp_path / "pack/one/jury-one.xlsx")
    cell = filled.cell("oak", "reach").coordinate
    rule = next(rule for rule in filled.sheet.data_validations.dataValidation
                if str(rule.sqref) == cell)
    assert "/0.5" in str(rule.formula1)
    assert "0 to 10, in steps of 0.5" in str(rule.error)
    filled.fill({("oak", "reach"): 7.3}).save()
    done = hubflow("run", "-p", "./small", "call", "--panel", "pack/one", "--out", "out", code=2)
    assert (f'Scores!{cell}: 7.3 is between two steps of the scale of "Reach". It goes from 0 '
            "to 10 in steps of 0.5: give 7 or 7.5.") in " ".join(done.err.split())
    assert not (tmp_path / "out").exists()


def test_a_printed_sheet_is_a4_with_what_people_read(hubflow: Hubflow, tmp_path: Path) -> None:
    hubflow(*PACK)
    book = openpyxl.load_workbook(tmp_path / "pack/one/jury-one.xlsx")
    for sheet in book.worksheets[:3]:
        assert str(sheet.page_setup.paperSize) == sheet.PAPERSIZE_A4
        assert sheet.page_setup.fitToHeight == 0
    scores = book.worksheets[2]
    assert scores.print_area == f"'{scores.title}'!$D$1:$H${scores.max_row}"
    assert scores.cell(5, 4).font.color.rgb.endswith("FFFFFF"), "light on dark, in all programs"


def test_an_exception_is_asked_about_and_may_be_left_blank(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    method = tmp_path / "small/methodology.toml"
    method.write_text(method.read_text("utf-8").replace(
        "[stages.identify.phases.gate]", """[[stages.identify.phases.exceptions]]
id = "grace"
says = "A small group may do."
source = "ours"
[stages.identify.phases.gate]""").replace(
            'holds = "solution.described"', 'holds = "solution.described OR exceptions.grace"'),
        "utf-8")
    hubflow(*PACK)
    for who in ("one", "two"):
        filled = Filled(tmp_path / f"pack/{who}/jury-{who}.xlsx")
        if who == "one":
            assert "an exception: for a written reason alone" in [
                cell for row in filled.book["Rubric"].values for cell in row]
        filled.fill({**GOOD, ("oak", "grace"): "yes"})
        filled.cell("oak", "grace", NOTE).value = "A flood."
        filled.save()
    result, said = ran(hubflow, "pack")
    phases = {one["id"]: one["stages"][0]["phases"][0] for one in result["ventures"]}
    assert phases["oak"]["exceptions"][0]["granted"] is True
    assert phases["elm"]["exceptions"][0]["granted"] is False
    assert "7 of 7 judged" in said


def test_filled_sheets_go_straight_into_a_run(hubflow: Hubflow, tmp_path: Path) -> None:
    hubflow(*PACK)
    for who in ("one", "two"):
        Filled(tmp_path / f"pack/{who}/jury-{who}.xlsx").fill(GOOD).save()
    result, said = ran(hubflow, "pack")
    depth = requirement(result, "oak", "depth")
    assert [(a["assessor"], a["score"], a["note"]) for a in depth["assessments"]] == [
        ("one", 4, "Because."), ("two", 4, "Because.")]
    assert requirement(result, "oak", "reach")["lower"] == 7.5
    assert requirement(result, "oak", "fit")["lower_label"] == "good"
    assert requirement(result, "elm", "new")["status"] == "fails"
    assert "pack/one/jury-one.xlsx (one): 7 of 7 judged." in said
    single, _ = ran(hubflow, "pack/one/jury-one.xlsx", "pack/two/*.xlsx")
    assert single["ventures"] == result["ventures"]


def test_what_is_blank_is_not_judged_yet_and_counted(hubflow: Hubflow, tmp_path: Path) -> None:
    hubflow(*PACK)
    Filled(tmp_path / "pack/one/jury-one.xlsx").fill(
        {("oak", "depth"): 4, ("oak", "fit"): "good"}, note="").save()
    result, said = ran(hubflow, "pack")
    assert "(one): 2 of 7 judged, 5 blank: not judged yet." in said
    assert "1 without the note that the method asks for" in said
    assert "(two): 0 of 7 judged, 7 blank" in said
    assert requirement(result, "oak", "reach")["assessments"] == []


def test_a_declared_conflict_takes_all_of_the_assessors_word_on_the_venture(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    hubflow(*PACK)
    for who in ("one", "two"):
        sheet = Filled(tmp_path / f"pack/{who}/jury-{who}.xlsx").fill(GOOD)
        sheet.fill({("oak", "conflict"): "yes"} if who == "two" else {}).save()
    result, said = ran(hubflow, "pack")
    for id in ("depth", "fit", "reach", "new"):
        assert {a["assessor"]: a["counted"] for a in requirement(result, "oak", id)["assessments"]
                } == {"one": True, "two": False}
    assert all(a["counted"] for a in requirement(result, "elm", "depth")["assessments"])
    assert "(two): 3 of 3 judged." in said
    assert "nothing that they judged of oak is counted" in said


def test_a_conflict_known_beforehand_means_no_document_and_an_abstention(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    (tmp_path / "assessors.csv").write_text(
        "id;name;ventures;conflicts\none;Assessor 1;all;oak\ntwo;;oak, elm;\nthree;;elm;\n",
        "utf-8")
    done = hubflow(*[word.replace("assessors.toml", "assessors.csv") for word in PACK])
    assert "one: 1 venture, 3 judgements; abstains on The Oak." in done.out
    assert "Fewer than 2 assessors read: The Oak." in done.out
    assert not (tmp_path / "pack/one/oak.md").exists()
    assert not (tmp_path / "pack/three/oak.md").exists()
    sheet = Filled(tmp_path / "pack/one/jury-one.xlsx")
    assert all(sheet.cell("oak", c, column).protection.locked
               for v, c, _ in sheet.rows() if v == "oak" for column in (SCORE, CONFLICT))
    result, said = ran(hubflow, "pack")
    assert [(a["assessor"], a["counted"]) for a in requirement(result, "oak", "depth")[
        "assessments"]] == [("one", False)]
    assert "(one): 0 of 3 judged" in said
    with (tmp_path / "pack/_key.csv").open(encoding="utf-8-sig") as file:
        key = {row["Id"]: row for row in csv.DictReader(file)}
    assert (key["oak"]["Read by"], key["oak"]["Abstain"]) == ("two", "one")
    assert key["oak"]["Phase"] == "First look"


def test_every_cell_that_cannot_be_used_is_named_at_once(hubflow: Hubflow, tmp_path: Path) -> None:
    hubflow(*PACK)
    one = Filled(tmp_path / "pack/one/jury-one.xlsx").fill({
        ("oak", "depth"): 7, ("oak", "fit"): "splendid", ("oak", "new"): "perhaps",
        ("elm", "depth"): "=A1", ("elm", "conflict"): "a little", ("elm", "new"): "yes"})
    one.sheet["F3"].value = "last spring"
    one.sheet["F40"].value = 3
    names = {key: one.cell(*key).coordinate for key in (
        ("oak", "depth"), ("oak", "fit"), ("oak", "new"), ("elm", "depth"))}
    conflict = one.cell("elm", column=CONFLICT).coordinate
    one.save()
    two = Filled(tmp_path / "pack/two/jury-two.xlsx").fill({("elm", "depth"): True})
    other = two.cell("elm", "depth").coordinate
    two.save()
    done = hubflow("run", "-p", "./small", "call", "--panel", "pack", "--out", "out", code=2)
    told = [line.split("xlsx: ")[1].split(": ")[0] for line in done.err.splitlines()
            if "xlsx" in line]
    assert sorted(told) == sorted(f"Scores!{cell}" for cell in (
        *names.values(), conflict, "F3", "F40", other))
    assert told.index("Scores!F7") < told.index("Scores!F40")
    assert '7 is not on the scale of "Depth". It goes from 1 to 5.' in done.err
    assert "8 problems; nothing was done." in done.err
    assert not (tmp_path / "out").exists()


def test_one_assessor_in_two_sheets_is_told_with_both_cells(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    hubflow(*PACK)
    path = Filled(tmp_path / "pack/one/jury-one.xlsx").fill({("oak", "depth"): 3}).save()
    (tmp_path / "copy.xlsx").write_bytes(path.read_bytes())
    done = hubflow("run", "-p", "./small", "call", "--panel", "pack", "--panel", "copy.xlsx",
                   code=2)
    assert '"one" has judged depth of oak already' in done.err
    assert "Scores!F" in done.err


def test_a_later_sheet_with_a_day_counts(hubflow: Hubflow, tmp_path: Path) -> None:
    hubflow(*PACK)
    for name, day, score in (("first", "2025-03-02", 1), ("second", "2025-03-09", 5)):
        sheet = Filled(tmp_path / "pack/one/jury-one.xlsx").fill({("oak", "depth"): score})
        sheet.sheet["F3"].value = day
        sheet.path = tmp_path / f"{name}.xlsx"
        sheet.save()
    result, _ = ran(hubflow, "first.xlsx", "second.xlsx")
    assert [a["score"] for a in requirement(result, "oak", "depth")["assessments"]] == [5]


def test_a_second_pack_is_not_written_over_the_first(hubflow: Hubflow, tmp_path: Path) -> None:
    hubflow(*PACK)
    path = Filled(tmp_path / "pack/one/jury-one.xlsx").fill(GOOD).save()
    before = path.read_bytes()
    assert "there is something in this folder already" in hubflow(*PACK, "--blind", code=2).err
    assert path.read_bytes() == before


def test_a_sheet_of_another_hub_is_told_and_not_read(hubflow: Hubflow, tmp_path: Path) -> None:
    hubflow(*PACK)
    path = Filled(tmp_path / "pack/one/jury-one.xlsx").fill(GOOD).save()
    method = tmp_path / "small/methodology.toml"
    method.write_text(method.read_text("utf-8").replace('id = "small"', 'id = "other"'), "utf-8")
    done = hubflow("run", "-p", "./small", "call/oak.toml", "--panel", str(path), "--json")
    assert "made for the hub small; nothing in it is read." in done.err
    assert requirement(json.loads(done.out), "oak", "depth")["assessments"] == []


def test_the_register_takes_filled_sheets(hubflow: Hubflow, tmp_path: Path) -> None:
    hubflow(*PACK, "--blind")
    sheet = Filled(tmp_path / "pack/one/jury-one.xlsx")
    code = next(v for v, c, _ in sheet.rows() if c == "reach")
    sheet.fill({(code, "depth"): 4, (code, "fit"): "good"}).save()
    hubflow("register", "init")
    hubflow("register", "add", "-p", "./small", "call", "--on", "2025-03-01", "--accept",
            "Made up")
    done = hubflow("register", "judge", "pack", "--on", "2025-03-05")
    assert "2 judgements recorded." in done.out
    assert "(one): 2 of 7 judged, 5 blank" in done.out
    assert "judgement: 4 · First look, Depth" in hubflow("register", "history", "oak").out
    bad = Filled(tmp_path / "pack/two/jury-two.xlsx")
    bad.fill({(code, "depth"): 9, (code, "new"): "maybe"}).save()
    done = hubflow("register", "judge", "pack/two/jury-two.xlsx", code=2)
    assert "2 problems; nothing was done." in done.err


def test_a_pack_of_ventures_as_the_register_has_them(hubflow: Hubflow, tmp_path: Path) -> None:
    pack = ("jury-pack", "--register", "--assessors", "assessors.toml", "--format", "md", "--json")
    calls = tmp_path / "call" / "call.toml"
    calls.write_text(calls.read_text("utf-8") + 'name = "Spring in the valley"\n', "utf-8")
    hubflow("register", "init")
    hubflow("register", "add", "-p", "./small", "call", "--on", "2025-03-01", "--accept",
            "Made up")
    told = json.loads(hubflow(*pack, "--call", "spring", "--out", "first").out)
    guide, _, scores, *_ = openpyxl.load_workbook("first/one/jury-one.xlsx").worksheets
    heads = [str(guide["B3"].value), str(scores["D2"].value)]
    assert all("· Spring in the valley" in head and "Register" not in head for head in heads)
    assert ".." not in "".join(heads)
    assert all("Register " in str(sheet.HeaderFooter.oddFooter)
               for sheet in (guide, scores)), "it stands at the end of each page"
    assert [share["judgements"] for share in told["assessors"]] == [7, 7]
    for who in ("one", "two"):
        Filled(tmp_path / f"first/{who}/jury-{who}.xlsx").fill(GOOD).save()
    hubflow("register", "judge", "first", "--on", "2025-03-05")
    told = json.loads(hubflow(*pack, "--out", "second").out)
    assert [one["why"] for one in told["not_asked"]] == [
        "it is recommended to go on from “First look”; a body decides"], "nothing moved yet"
    hubflow("register", "run", "-p", "./small", "--on", "2025-03-06")
    hubflow("register", "decide", "oak", "advance", "--by", "The board", "--on", "2025-03-07")
    done = hubflow(*pack, "oak", "--out", "third", code=2)
    assert "The Oak: it stands in “Second look”, in which no jury judges" in done.err
    hubflow("register", "close", "elm", "--by", "The board", "--reasons", "x", "--learning", "y",
            "--on", "2025-03-08")
    assert "no venture that is asked for goes on" in hubflow(
        *pack, "elm", "--out", "fourth", code=2).err


def test_who_is_recommended_to_go_on_is_judged_until_all_of_the_jury_has(
    hubflow: Hubflow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = ("jury-pack", "--register", "--assessors", "assessors.toml", "--format", "md", "--json")
    method = tmp_path / "small/methodology.toml"
    method.write_text(method.read_text("utf-8").replace(
        "minimum_assessors = 2", "minimum_assessors = 1"), "utf-8")
    hubflow("register", "init")
    hubflow("register", "add", "-p", "./small", "call", "--on", "2025-03-01", "--accept",
            "Made up")
    hubflow(*pack, "--call", "spring", "--out", "first")
    Filled(tmp_path / "first/one/jury-one.xlsx").fill(GOOD).save()
    hubflow("register", "judge", "first/one", "--on", "2025-03-05")
    result = json.loads(hubflow("run", "-p", "./small", "--register", "oak", "--json").out)
    assert "advance" in str(result["ventures"][0]["stages"]), "one assessor is enough"
    told = json.loads(hubflow(*pack, "oak", "--out", "second").out)
    assert (told["not_asked"], told["assessors"][1]["ventures"]) == ([], ["oak"])
    assign = ("assign", "--register", "oak", "--assessors", "assessors.toml", "--json", "--out")
    assert json.loads(hubflow(*assign, "again.csv").out)["not_asked"] == []
    Filled(tmp_path / "first/two/jury-two.xlsx").fill(GOOD).save()
    hubflow("register", "judge", "first/two", "--on", "2025-03-06")
    english = hubflow(*pack, "oak", "--out", "third", code=2).err
    assert "The Oak: it is recommended to go on from “First look”; a body decides" in english
    assert "nothing for a jury to judge" in hubflow(*assign, "third.csv", code=2).err
    monkeypatch.setenv("HUBFLOW_LANG", "pt")
    told_again = hubflow(*pack, "oak", "--out", "third", code=2).err
    assert "The Oak: está recomendado que siga de «First look»" in told_again


def test_who_is_recommended_to_stop_is_judged_until_all_of_the_jury_has(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    pack = ("jury-pack", "--register", "--assessors", "assessors.toml", "--format", "md", "--json")
    method = tmp_path / "small/methodology.toml"
    method.write_text(method.read_text("utf-8").replace(
        "minimum_assessors = 2", "minimum_assessors = 1").replace(
        'otherwise = "revise"', 'otherwise = "stop"'), "utf-8")
    hubflow("register", "init")
    hubflow("register", "add", "-p", "./small", "call", "--on", "2025-03-01", "--accept",
            "Made up")
    hubflow(*pack, "--call", "spring", "--out", "first")
    low = {**GOOD, ("oak", "depth"): 1, ("oak", "fit"): "poor", ("oak", "reach"): 0}
    for assessor in ("one", "two"):
        Filled(tmp_path / f"first/{assessor}/jury-{assessor}.xlsx").fill(low).save()
    hubflow("register", "judge", "first/one", "--on", "2025-03-05")
    result = json.loads(hubflow("run", "-p", "./small", "--register", "oak", "--json").out)
    assert "'recommendation': 'stop'" in str(result["ventures"][0]["stages"])
    told = json.loads(hubflow(*pack, "oak", "--out", "second").out)
    assert (told["not_asked"], told["assessors"][1]["ventures"]) == ([], ["oak"])
    hubflow("register", "judge", "first/two", "--on", "2025-03-06")
    assert "The Oak" in hubflow(*pack, "oak", "--out", "third", code=2).err, "all have judged it"


def test_notes_are_looked_through_for_signs_of_those_served(
    hubflow: Hubflow, call: Path, tmp_path: Path
) -> None:
    hubflow(*PACK)
    sheet = Filled(tmp_path / "pack/one/jury-one.xlsx").fill(
        {("oak", "depth"): 4}, note="A girl called Zofia told us so.")
    row = sheet.cell("oak", "depth").row
    sheet.save().rename(call / "jury-one.xlsx")
    done = hubflow("check", "--privacy", "call", code=1)
    assert f"call/jury-one.xlsx:{row}: note: names a person (Z…)" in done.out + done.err


def test_a_folder_without_sheets_and_a_pattern_that_nothing_fits(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    done = hubflow("run", "-p", "./small", "call", "--panel", "empty", "--panel", "none/*.xlsx",
                   code=2)
    assert "empty: there is no jury sheet in this folder." in done.err
    assert "none/*.xlsx: no file fits this pattern." in done.err


def test_what_is_wrong_with_the_assessors_is_told_at_once_and_nothing_written(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    (tmp_path / "assessors.toml").write_text(
        '[[assessors]]\nid = "one"\nventures = ["oka"]\n[[assessors]]\nid = "one"\n'
        'conflicts = ["ash"]\nphone = "1"\n', "utf-8")
    done = hubflow(*PACK, code=2)
    assert "assessors.toml:7: assessors[1].phone" in done.err
    (tmp_path / "assessors.toml").write_text(
        '[[assessors]]\nid = "one"\nventures = ["oka"]\n[[assessors]]\nid = "one"\n'
        'conflicts = ["ash"]\n', "utf-8")
    done = hubflow(*PACK, code=2)
    assert 'assessors.toml:3: assessors[0].ventures: no venture has the id "oka".' in done.err
    assert 'Did you mean "oak"?' in done.err
    assert "assessors.toml:5: assessors[1].id: two assessors" in done.err
    assert "assessors.toml:6: assessors[1].conflicts" in done.err
    assert not (tmp_path / "pack").exists()


def test_a_table_of_assessors_is_told_by_its_rows(hubflow: Hubflow, tmp_path: Path) -> None:
    (tmp_path / "assessors.csv").write_text("id,ventures\nOne,oak\ntwo,ash\n", "utf-8")
    words = [word.replace("assessors.toml", "assessors.csv") for word in PACK]
    assert "assessors.csv:2: assessors[0].id" in hubflow(*words, code=2).err
    (tmp_path / "assessors.csv").write_text("id,ventures\none,oak\ntwo,ash\n", "utf-8")
    assert 'assessors.csv:3: assessors[1].ventures: no venture has the id "ash"' in hubflow(
        *words, code=2).err


def test_a_phase_that_is_not_there_or_that_nobody_judges(hubflow: Hubflow) -> None:
    assert 'Did you mean "first-look"?' in hubflow(*PACK, "--phase", "first-lok", code=2).err
    done = hubflow(*PACK, "--phase", "second-look", code=2)
    assert "there is nothing for a jury to judge" in done.err
    assert "in which it judges with --phase: first-look." in done.err


def test_a_phase_that_nobody_has_reached_yet(
    hubflow: Hubflow, call: Path, tmp_path: Path
) -> None:
    method = tmp_path / "small/methodology.toml"
    method.write_text(method.read_text("utf-8").replace(
        'holds = "understand.activities >= 1"', "judged = true"), "utf-8")
    for path in call.glob("*.toml"):
        if path.name != "call.toml":
            dossier(call, path.stem, path.stem, more="[[decisions]]\nhub = 'small'\n"
                    "phase = 'first-look'\ndecision = 'stop'\ndate = 2025-03-01\nby = 'us'\n")
    told = hubflow(*PACK, "--phase", "second-look", code=2).err
    assert "It is reached once what comes before holds" in told
    assert "Name a phase" not in told


def test_who_has_passed_the_phase_is_asked_nothing_of_it(hubflow: Hubflow, tmp_path: Path) -> None:
    hubflow(*PACK)
    for who in ("one", "two"):
        Filled(tmp_path / f"pack/{who}/jury-{who}.xlsx").fill(GOOD).save()
    done = hubflow(*PACK[:-3], "again", "--format", "md", "--panel", "pack", "--json")
    told = json.loads(done.out)
    assert told["not_asked"] == [
        {"venture": "oak", "why": "it stands in “Second look”, in which no jury judges"}]
    assert {share["assessor"]: share["ventures"] for share in told["assessors"]} == {
        "one": ["elm"], "two": ["elm"]}
    named = hubflow(*PACK[:-3], "named", "--format", "md", "--panel", "pack", "--json",
                    "--phase", "first-look")
    assert json.loads(named.out)["not_asked"] == []


def test_no_judgement_stands_in_what_a_jury_reads(hubflow: Hubflow, tmp_path: Path) -> None:
    hubflow(*PACK)
    for who in ("one", "two"):
        Filled(tmp_path / f"pack/{who}/jury-{who}.xlsx").fill(
            GOOD, note="Weighty words.").save()
    hubflow(*PACK[:-3], "named", "--format", "md", "--panel", "pack", "--phase", "first-look")
    text = (tmp_path / "named/one/elm.md").read_text("utf-8")
    assert "The solution is described." in text
    assert "Weighty" not in text
    assert "It is new." not in text


def test_texts_of_dossiers_are_no_formulas_in_a_sheet(
    hubflow: Hubflow, call: Path, tmp_path: Path
) -> None:
    dossier(call, "ash", "=1+1")
    hubflow(*PACK)
    sheet = Filled(tmp_path / "pack/one/jury-one.xlsx")
    formulas = [cell.value for page in sheet.book.worksheets for row in page.iter_rows()
                for cell in row if cell.data_type == "f"]
    assert all(str(each).startswith("=COUNTA(") for each in formulas)
    assert "'=1+1" in (tmp_path / "pack/_key.csv").read_text("utf-8")


def test_sheets_speak_the_hubs_language(hubflow: Hubflow, tmp_path: Path) -> None:
    hubflow(*PACK, "--lang", "pt")
    sheet = Filled(tmp_path / "pack/one/jury-one.xlsx")
    assert sheet.sheet.title == "Pontuações"
    heads = [(tmp_path / "pack" / name).read_text("utf-8-sig").splitlines()[0]
             for name in ("_key.csv", "_assessors.csv")]
    assert heads == ["Id,Iniciativa,Código,Fase,Lida por,Abstêm-se",
                     "Membro do júri,Nome,Correio eletrónico,Ficha de pontuação,Iniciativas,"
                     "Apreciações"]
    sheet.fill({("oak", "new"): "sim", ("elm", "conflict"): "sim", ("oak", "depth"): "3,5"}).save()
    result, _ = ran(hubflow, "pack")
    assert requirement(result, "oak", "new")["assessments"][0]["score"] is True
    assert requirement(result, "oak", "depth")["assessments"][0]["score"] == 3.5


@pytest.fixture
def blank(hubflow: Hubflow, tmp_path: Path) -> Path:
    """A sheet that is not filled in."""
    hubflow(*PACK)
    return tmp_path / "pack/one/jury-one.xlsx"


LEGAL = {"depth": st.floats(1, 5).map(lambda x: round(x, 3)),
         "fit": st.sampled_from(["poor", "fair", "good"]),
         "reach": st.integers(0, 10), "new": st.booleans()}
CELLS = st.fixed_dictionaries({}, optional={
    (venture, criterion): values for venture in ("oak", "elm")
    for criterion, values in LEGAL.items() if (venture, criterion) != ("elm", "reach")})


@settings(max_examples=examples(6),
          suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=CELLS)
def test_what_is_written_is_what_is_read(blank: Path, cells: dict[tuple[str, str], Any]) -> None:
    sheet = Filled(blank)
    sheet.path = blank.with_name("filled.xlsx")
    sheet.fill({key: {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
                for key, value in cells.items()}).save()
    said = load_panel([sheet.path], "small")
    assert {(j.venture, j.criterion): j.score for j in said} == cells


def test_an_assessor_with_a_name_of_the_venture_is_pointed_at(
    hubflow: Hubflow, call: Path, tmp_path: Path
) -> None:
    dossier(call, "oak", "The Oak", more='[incubate.leader]\nname = "Maria Inês Costa"\n'
            '[[incubate.parties]]\nname = "Oak Trust Ltd"\nrole = "implementing organisation"\n')
    listed = tmp_path / "assessors.toml"
    text = ('[[assessors]]\nid = "one"\nname = "Ines Costa"\n'
            '[[assessors]]\nid = "two"\nname = "Rui"\norganisation = "The Oak Trust"\n')
    listed.write_text(text, "utf-8")
    told = hubflow(*PACK, code=1).err
    assert 'one ("Ines Costa") judges The Oak, whose leader is "Maria Inês Costa".' in told
    assert 'two ("The Oak Trust") judges The Oak, whose organisation is "Oak Trust Ltd".' in told
    assert not (tmp_path / "pack").exists()
    hubflow(*PACK, "--accept", "Namesakes")
    assert "Namesakes" in (tmp_path / "pack/_accepted.csv").read_text("utf-8")
    listed.write_text(text.replace('"one"', '"one"\nconflicts = ["oak"]').replace(
        "organisation", 'conflicts = ["oak"]\norganisation'), "utf-8")
    hubflow(*PACK[:-4], "--out", "again", "--format", "md")


def test_the_local_authority_is_a_conflict_only_where_it_takes_part(
    hubflow: Hubflow, call: Path, tmp_path: Path
) -> None:
    town = '[identify.authority]\nname = "Riverside Borough Council"\n'
    decided = ('[[decisions]]\nhub = "small"\nphase = "first-look"\ndecision = "revise"\n'
               'by = "Riverside Borough Council"\ndate = 2025-02-01\nreasons = "More"\n')
    dossier(call, "oak", "The Oak", more=town + decided)
    dossier(call, "elm", "The Elm", size=4, more=town + '[[incubate.parties]]\n'
            'name = "Riverside Borough Council"\nrole = "public body"\n')
    (tmp_path / "assessors.toml").write_text(
        '[[assessors]]\nid = "one"\nname = "Rui"\norganisation = "Riverside Borough Council"\n',
        "utf-8")
    told = hubflow(*PACK, code=1).err
    assert "judges The Elm, whose organisation is" in told
    assert "oak" not in told


def test_a_jury_is_asked_nothing_of_who_withdrew_or_was_late(tmp_path: Path) -> None:
    labis = Path(__file__).parents[2] / "examples/call-labis-2023"
    call = shutil.copytree(labis, tmp_path / "labis")
    shutil.copytree(labis.parent / "challenges", tmp_path / "challenges")
    with (call / "call.toml").open("a", encoding="utf-8") as file:
        for number, standing in ((10, "withdrawn"), (11, "late")):
            file.write(f'\n[[members]]\nid = "candidatura-{number}"\nstanding = "{standing}"\n')
    (tmp_path / "jury.toml").write_text('[[assessors]]\nid = "ana"\nname = "Ana"\n', "utf-8")
    done = CliRunner().invoke(cli, [
        "jury-pack", "-p", "porto", str(call), "--assessors", str(tmp_path / "jury.toml"),
        "--phase", "candidatura", "--out", str(tmp_path / "pack"), "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert {one["venture"]: one["why"] for one in told["not_asked"]} == {
        "candidatura-10": "it is not in the race of its call: desistiu",
        "candidatura-11": "it is not in the race of its call: fora de prazo"}


def test_a_cell_that_nests_without_end_is_no_mark() -> None:
    assert scoring_mark('{"a":' * 6_000) is None
