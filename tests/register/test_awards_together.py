"""Awards to a call's ventures at once: by its list, by a rule on tranches, by a filled sheet."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
from hypothesis import given
from hypothesis import strategies as st
from tests.lists.conftest import write_call

from hubflow.register.recording.money import TrancheRule, tranches_by

from .conftest import Hubflow, begin_register, set_up_once

HALVES = ("--tranche", "2025-11-01 = 60%", "--tranche", "2026-03-01 = 40%: the first report")
WAITING = ("--call", "outono", "--phase", "understand")


@set_up_once
def decided(hubflow: Hubflow, tmp_path: Path) -> None:
    """A register with a call whose money went to two ventures, as they asked."""
    call = write_call(tmp_path)
    begin_register()
    hubflow("register", "add", "-p", "./mill", call, "--on", "2025-09-30")
    hubflow("register", "run", "-p", "./mill", "--on", "2025-10-01")
    hubflow("register", "step", "outono", "definitiva", "--by", "Jury", "--on", "2025-10-01")
    hubflow("register", "decide", "--call", "outono", "--as-recommended", "--by", "Board",
            "--learning", "Ask for less.", "--on", "2025-10-02")


def award(hubflow: Hubflow, *words: str, code: int = 0) -> str:
    done = hubflow("register", *words, "--on", "2025-10-03", code=code)
    return done.out + done.err


def money(hubflow: Hubflow) -> dict[str, Mapping[str, Any]]:
    lines = json.loads(hubflow("register", "money", "--json").out)["lines"]
    return {line["venture"]: line for line in lines}


def test_a_form_has_the_name_of_a_call_in_the_register(decided: Hubflow) -> None:
    form = ("form", "-p", "./mill", "--for", "page", "--register", "--out", "f", "--call")
    decided(*form, "outono")
    assert "<h1>Concurso de outono</h1>" in Path("f/form.html").read_text("utf-8")
    assert "outono" in decided(*form, "outonno", code=2).err


def test_each_venture_is_awarded_what_the_list_granted_it(decided: Hubflow) -> None:
    decided("list", "-p", "./mill", "--register", "--call", "outono", "--as-of", "2025-10-02",
            "--kind", "final", "--out", "list.csv")
    with Path("list.csv").open(encoding="utf-8-sig", newline="") as file:
        listed = [float(row["Montante"]) for row in csv.DictReader(file)
                  if row["Montante"] not in (None, "", "0")]
    said = award(decided, "award", *WAITING, "--funder", "The town", *HALVES)
    assert "2 apoios registados: 900\xa0€." in said
    now = money(decided)
    assert {venture: (line["asked"], line["awarded"]) for venture, line in now.items()} == {
        "azenha": (600, 600), "caneiro": (300, 300)}
    assert sorted(listed) == sorted(float(line["awarded"]) for line in now.values())
    due = json.loads(decided("register", "dues", "--on", "2025-10-03", "--ahead", "365",
                             "--json").out)
    tranches = [item["detail"] for item in due["due"] if item["what"] == "tranche"]
    assert sorted(detail.split("; ")[1] for detail in tranches) == [
        "120.00", "180.00", "240.00", "360.00"]
    decided("register", "verify")


def test_who_is_excepted_gets_no_award(decided: Hubflow) -> None:
    said = award(decided, "award", *WAITING, "--funder", "F", "--except", "caneiro")
    assert "A azenha: registado o apoio de 600\xa0€ (F)." in said
    assert "caneiro" not in money(decided)
    said = award(decided, "award", *WAITING, "--funder", "F", "--except", "caneira", code=2)
    assert 'Quer dizer «caneiro»?' in said


def cells(path: str) -> tuple[openpyxl.Workbook, dict[str, int]]:
    book = openpyxl.load_workbook(path)
    return book, {str(cell.value): at for at, cell in enumerate(book.worksheets[0][1], 1)}


def test_a_sheet_of_awards_goes_out_and_comes_back(decided: Hubflow) -> None:
    award(decided, "award-sheet", *WAITING, "--funder", "The town", *HALVES, "--out", "a.xlsx")
    book, at = cells("a.xlsx")
    sheet = book.worksheets[0]
    assert [sheet.cell(2, at[key]).value for key in (
        "Iniciativa", "Pedido", "Atribuído", "Financiador", "Parcela 1", "Parcela 2")] == [
        "A azenha", 600, 600, "The town", 360, 240]
    sheet.cell(2, at["Atribuído"]).value = "550,50 €"
    sheet.cell(2, at["Parcela 2"]).value = 190.5
    sheet.cell(3, at["Atribuído"]).value = None
    book.save("a.xlsx")
    said = award(decided, "award", "--sheet", "a.xlsx")
    assert "A azenha: registado o apoio de 550,50\xa0€ (The town)." in said
    assert set(money(decided)) == {"azenha"}
    shown = decided("register", "show", "azenha").out
    assert "190,50" in shown
    assert "The town" in shown


def test_the_same_award_is_recorded_a_second_time_only_on_purpose(decided: Hubflow) -> None:
    words = ("award", *WAITING, "--funder", "The town", "--amount", "19500")
    award(decided, *words)
    said = award(decided, *words, code=2)
    assert "azenha: o mesmo apoio já está registado: 19\u202f500\xa0€ de The town, em 3 de" in said
    assert "--again" in said
    assert money(decided)["azenha"]["awarded"] == 19500
    award(decided, "award", "azenha", "--funder", "Another", "--amount", "19500")
    award(decided, *words, "--again")
    lines = json.loads(decided("register", "money", "--json").out)["lines"]
    assert [line["awarded"] for line in lines if line["venture"] == "caneiro"] == [19500, 19500]
    program = ("award", "azenha", "--funder", "Region", "--amount", "5", "--programme", "Start")
    award(decided, *program)
    later = decided("register", *program, "--on", "2025-12-01", code=2)
    assert "em 3 de outubro de 2025" in later.err
    decided("register", "award", "azenha", "--funder", "Region", "--amount", "5", "--on",
            "2025-12-01")


def test_a_sheet_shows_the_awards_on_record_and_fills_in_none_twice(decided: Hubflow) -> None:
    award(decided, "award", "azenha", "--funder", "The town", "--amount", "600")
    award(decided, "award-sheet", *WAITING, "--funder", "The town", *HALVES, "--out", "a.xlsx")
    book, at = cells("a.xlsx")
    sheet = book.worksheets[0]
    rows = [[sheet.cell(row, at[key]).value for key in ("Já registado", "Atribuído", "Parcela 1")]
            for row in (2, 3)]
    assert rows[0] == ["600\xa0€ (The town)", None, None]
    assert rows[1] == [None, 300, 180]
    guide = [str(cell.value) for row in book.worksheets[1].iter_rows() for cell in row]
    assert any("a lista do concurso atribuiu" in text for text in guide)
    assert guide[1].endswith(": Concurso de outono")
    decided("register", "decision-sheet", *WAITING, "--out", "d.xlsx")
    assert str(openpyxl.load_workbook("d.xlsx").worksheets[1]["B1"].value).endswith(
        ": Concurso de outono")
    award(decided, "award-sheet", *WAITING, "--amount", "10", "--out", "b.xlsx")
    other, _ = cells("b.xlsx")
    assert "a lista do concurso" not in "".join(
        str(cell.value) for row in other.worksheets[1].iter_rows() for cell in row)


def test_every_cell_that_is_wrong_is_named_and_nothing_is_recorded(decided: Hubflow) -> None:
    award(decided, "award-sheet", *WAITING, "--out", "a.xlsx")
    book, at = cells("a.xlsx")
    sheet = book.worksheets[0]
    sheet.cell(2, at["Parcela 1"]).value = "many"
    sheet.cell(2, at["Financiador"]).value = "The town"
    sheet.cell(3, at["Data 1"]).value = "2026-03-01"
    book.save("a.xlsx")
    said = award(decided, "award", "--sheet", "a.xlsx", code=2)
    assert "a.xlsx:2: Parcela 1:" in said
    assert "a.xlsx:3: Financiador: falta quem o atribui" in said
    assert "a.xlsx:3: Parcela 1: indica-se um dia, e nenhum montante" in said
    assert money(decided) == {}
    before = Path("a.xlsx").read_bytes()
    award(decided, "award-sheet", *WAITING, "--out", "a.xlsx", code=2)
    assert Path("a.xlsx").read_bytes() == before


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=6), st.integers(1, 10**9))
def test_shares_that_make_a_whole_add_up_to_the_award(parts: list[int], cents: int) -> None:
    rules = [TrancheRule(None, share=Fraction(part, sum(parts))) for part in parts]
    found = tranches_by(rules, cents / 100)
    assert sum(round(part.amount * 100) for part in found) == cents
    assert all(abs(part.amount * 100 - cents * rule.share) <= len(parts)
               for part, rule in zip(found, rules, strict=True) if rule.share)
