"""The issue map: what stands out, its picture, and the sheet that comes back in."""

from __future__ import annotations

import io
import subprocess
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

import attrs
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.property_examples import examples
from tests.quick_start import hubflow_here
from tests.report.conftest import drawn_text

from hubflow.documents.safe_markdown import one_line
from hubflow.model.input_problems import BadInput
from hubflow.model.method.pipeline_stages import STAGES
from hubflow.plugins.importers import load_inputs
from hubflow.report.issue_map.blank_map import blank
from hubflow.report.issue_map.from_dossier import issue_map, stages
from hubflow.report.issue_map.issue import IssueMap, Item, MapOffer
from hubflow.report.issue_map.line_breaks import wrapped
from hubflow.report.issue_map.map_drawing import drawn
from hubflow.report.issue_map.map_pdf import pdf
from hubflow.report.issue_map.map_sheet import blank_sheet, read_map, sheet_of

from .conftest import ROOT

FILLED = """what;text;belongs to
Grupo;Jovens que saem do acolhimento;
problema;Ficam sós;
causa;Mudam muitas vezes de casa;Ficam sós
causa;Adultos que vão e vêm;ficam  SÓS
efeito;Poucos laços;Ficam sós
quem responde;Lares;Mudam muitas vezes de casa
fica de fora;Depois dos 18;Lares
evidência;Poucos continuam a estudar;
solução;Um clube;Depois dos 18; Poucos laços
solução;Um telefone;
effect;;
"""


def filled(folder: Path, text: str) -> Path:
    path = folder / "mesa.csv"
    path.write_text(text, "utf-8")
    return path


@pytest.fixture(scope="module")
def club() -> IssueMap:
    dossier = load_inputs([ROOT / "examples/girls-club-porto.toml"]).entries[0].dossier
    return issue_map(dossier, "en", {
        **dict.fromkeys(STAGES, ()), "test": [MapOffer(name="Support", open="closed")],
        "incubate": [MapOffer(name="Partnerships", open="open")]})


def test_a_dossier_as_a_map(club: IssueMap) -> None:
    said = drawn_text(drawn(club, "en"))
    for text in ("Girls and young women in care", "240 people", "Frequent moves",
                 "Few bonds that last", "Residential homes", "HomeClub", "Partnerships"):
        assert text in said


def test_what_no_one_responds_to_stands_out(club: IssueMap) -> None:
    assert club.unanswered() == {"What happens outside the home, and after it"}
    assert [one.stage for one in club.stages if not one.open] == [
        "identify", "understand", "test", "trade", "scale"]
    nobody = attrs.evolve(club, items=tuple(i for i in club.items if i.kind == "problem"))
    assert nobody.unanswered() == {item.text for item in club.of("problem")}
    assert "Nobody is recorded as responding." in drawn_text(drawn(nobody, "en"))


def test_a_sheet_filled_in_at_a_table_is_drawn(tmp_path: Path) -> None:
    # a cell that names several rows is quoted where the sheet is set apart by the same mark
    text = FILLED.replace("Depois dos 18; Poucos laços", '"Depois dos 18; Poucos laços"')
    map = read_map(filled(tmp_path, text), "Mesa 1")
    assert map.unanswered() == {"Depois dos 18", "Adultos que vão e vêm", "Poucos laços"}
    assert map.addressed() == {"Depois dos 18", "Poucos laços", "Ficam sós"}
    assert "Hoje ninguém responde a isto · a solução responde a isto" in drawn_text(
        drawn(map, "pt"))


def test_a_sheet_says_all_that_is_wrong_with_it(tmp_path: Path) -> None:
    text = "what,text,belongs to\ncuase,Poverty,\ncause,Debt,Povrety\n,Rent,\n"
    with pytest.raises(BadInput) as raised:
        read_map(filled(tmp_path, text), "x")
    told = [str(problem) for problem in raised.value.problems]
    assert any(':2: what: "cuase" is not a word known here. Did you mean "cause"' in one
               for one in told)
    assert any(':3: belongs to: no row has the text "Povrety"' in one for one in told)
    assert any(":4: what:" in one for one in told)


def test_an_empty_sheet_says_so(tmp_path: Path) -> None:
    (tmp_path / "blank.csv").write_bytes(blank_sheet("en"))
    with pytest.raises(BadInput, match="nothing is filled in"):
        read_map(tmp_path / "blank.csv", "x")


WRITTEN = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(
    lambda text: " ".join(text.split()) not in {"", "'"})


@settings(max_examples=examples(12))
@given(st.lists(WRITTEN, min_size=1, max_size=5), st.sampled_from(["en", "pt"]))
def test_any_text_is_drawn_as_text(words: list[str], language: str) -> None:
    items = [Item(kind="group", text=words[0]), *(
        Item(kind="cause", text=text, more=(text,)) for text in words)]
    map = issue_items(items)
    root = ET.fromstring(drawn(map, language))
    assert {one.tag.rpartition("}")[2] for one in root.iter()} <= {
        "svg", "title", "desc", "rect", "text", "tspan", "path", "g"}


def issue_items(items: list[Item]) -> IssueMap:
    """A map of items whose texts are on one line, as every reader makes them."""
    from hubflow.documents.safe_markdown import one_line

    return IssueMap(title="x", items=tuple(
        attrs.evolve(item, text=one_line(item.text), more=tuple(map(one_line, item.more)))
        for item in items), stages=stages({}, "en"))


def test_a_map_goes_out_and_comes_back(club: IssueMap, tmp_path: Path) -> None:
    path = tmp_path / "club.csv"
    path.write_bytes(sheet_of(club, "en"))
    back = read_map(path, club.title)
    assert [(i.kind, i.text, i.about) for i in back.items] == [
        (i.kind, i.text, i.about) for i in club.items]
    assert back.unanswered() == club.unanswered()


def test_a_formula_in_a_text_stays_text(tmp_path: Path) -> None:
    map = issue_items([Item(kind="cause", text=text) for text in ("=1+1", "'=2")])
    written = sheet_of(map, "en")
    assert b"cause,'=1+1," in written
    path = tmp_path / "sheet.csv"
    path.write_bytes(written)
    assert read_map(path, "x").items == map.items


def test_long_words_of_wide_letters_stay_in_their_cards() -> None:
    word = "W" * 200
    map = attrs.evolve(issue_items([Item(kind="cause", text=word),
                                    Item(kind="problem", text=f"Some {word}")]), title=word)
    # a W in DejaVu Sans, the widest face that is asked for, is as wide as 0.99 of its size
    said = [part.text or "" for part in ET.fromstring(drawn(map, "en")).iter()
            if part.tag.endswith("tspan")]
    assert any("WWW" in text for text in said)
    assert max(text.count("W") for text in said) * 12.5 * 0.99 <= 1200 - 2 * 24
    for line in wrapped(word, 300, 15, 9):
        assert line.count("W") * 15 * 0.99 <= 300


def test_the_blank_can_be_printed() -> None:
    drawing = blank("en")
    assert "Who responds today" in drawn_text(drawing)
    assert pdf(drawing).startswith(b"%PDF")
    assert pdf(drawing) == pdf(drawing)


def test_the_command_writes_all_or_says_why(tmp_path: Path) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return hubflow_here("map", *arguments, cwd=tmp_path)

    dossier = str(ROOT / "examples/girls-club-porto.toml")
    done = run(dossier, "-p", "westmidlands", "--out", "map.svg", "--out", "sheet.csv")
    assert done.returncode == 0, done.stderr
    assert "What serves each stage" in (tmp_path / "map.svg").read_text("utf-8")
    assert run("sheet.csv", "--out", "again.svg").returncode == 0
    assert run("sheet.csv", "--out", "sheet.xlsx").returncode == 0
    assert run("sheet.xlsx", "--out", "again.csv").returncode == 0
    assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "sheet.csv").read_bytes()
    wrong = run("--out", "map.png", "--blank")
    assert wrong.returncode == 2
    assert "its name must end in .svg, .pdf, .csv, .xlsx" in wrong.stderr
    assert run("--out", "map.svg").returncode == 2


def test_a_workbook_comes_back_in_like_a_sheet(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for row in (("What", "Text", "Belongs to"), ("problem", "Alone at 18", None),
                ("cause", "Moves", "Alone at 18"), ("responder", "Homes", "Alone at 18")):
        book.worksheets[0].append(row)
    book.save(tmp_path / "table.xlsx")
    map = read_map(tmp_path / "table.xlsx", "x")
    assert [item.text for item in map.items] == ["Alone at 18", "Moves", "Homes"]
    assert not map.unanswered()


@settings(max_examples=examples(8))
@given(st.lists(st.text(max_size=30), min_size=1, max_size=4), st.sampled_from(["en", "pt"]))
def test_what_a_workbook_is_given_comes_back(texts: list[str], language: str) -> None:
    items = tuple(Item(kind="cause", text=text) for text in map(one_line, texts) if text)
    if not items:
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "map.xlsx"
        path.write_bytes(sheet_of(IssueMap(title="x", items=items), language, ".xlsx"))
        read = read_map(path, "x")
    assert [item.text for item in read.items] == [item.text for item in items]


def test_the_blank_workbook_offers_words_and_takes_texts_alone() -> None:
    book = openpyxl.load_workbook(io.BytesIO(blank_sheet("pt", ".xlsx")))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == ["o quê", "texto", "pertence a"]
    strict, loose = sheet.data_validations.dataValidation
    assert "grupo" in strict.formula1
    assert (strict.showErrorMessage, loose.showErrorMessage) == (True, False)


def test_a_dossier_may_be_a_workbook_or_stand_alone_in_a_folder(tmp_path: Path) -> None:
    def hubflow(*arguments: str) -> subprocess.CompletedProcess[str]:
        return hubflow_here(*arguments, cwd=tmp_path)

    (tmp_path / "one").mkdir()
    path = tmp_path / "one" / "life.toml"
    path.write_bytes((ROOT / "examples/sport-4-life-uk.toml").read_bytes())
    assert hubflow("new-dossier", "-p", "westmidlands", "--from", "one/life.toml",
                   "--out", "same.xlsx").returncode == 0
    drawings = []
    for named in ("one/life.toml", "one", "same.xlsx"):
        done = hubflow("map", named, "--out", "map.svg")
        assert done.returncode == 0, done.stderr
        drawings.append((tmp_path / "map.svg").read_bytes())
    assert len(set(drawings)) == 1
    (tmp_path / "one" / "another.toml").write_text('id = "a"\nname = "A"\n')
    done = hubflow("map", "one", "--out", "other.svg")
    assert done.returncode == 2
    assert "Name its file instead of the folder" in done.stderr


def test_a_text_is_told_from_one_that_differs_in_capitals(tmp_path: Path) -> None:
    text = ("what,text,belongs to\nproblem,Loneliness,\ncause,Debt,Loneliness\n"
            "effect,loneliness,Loneliness\nresponder,Homes,Loneliness\n")
    map = read_map(filled(tmp_path, text), "x")
    assert {item.about for item in map.items if item.about} == {("Loneliness",)}
    assert not map.unanswered()


def test_a_sheets_file_may_have_any_name(tmp_path: Path) -> None:
    sheet = tmp_path / "me's & <a>.csv"
    sheet.write_text("what,text,belongs to\nproblem,Alone,\n", "utf-8")
    done = hubflow_here("map", sheet, "--out", "m.svg", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    ET.parse(tmp_path / "m.svg")
