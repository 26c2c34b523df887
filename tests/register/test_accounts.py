"""Accountants' files become months by a map that is drafted, and nothing is lost on the way."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubflow.model.input_problems import BadInput
from hubflow.register.accounts.account_map import load_account_map
from hubflow.register.accounts.account_reading import months_by_map
from hubflow.register.accounts.drafted_map import draft_account_map

from .conftest import Hubflow, begin_register, set_up_once
from .test_commands import dossier, method

IN_COLUMNS = """\
Profit and Loss,,,
The Oak CIC,,,
,,,
Account,Jan 2025,Feb 2025,Total
Income,,,
Sales,"£1,200.00","£1,300.50","£2,500.50"
Grants,500,-,500
Total income,"1,700.00","1,300.50","3,000.50"
Costs,,,
Rent,(400.00),(400.00),(800.00)
Wages,(700.25),(710.00),"(1,410.25)"
Net profit,599.75,190.50,790.25
"""
IN_ROWS = """\
mês;vendas;prestações de serviços;gastos com o pessoal;fse;resultado
jan/25;1.234,50;100,00;800,00;120,5;414,00
fev/25;2.000,00;0;800,00;130,00;1.070,00
"""
BALANCETE = """\
Balancete Geral;;;;
Conta;Descrição;Débito;Crédito;Saldo
12;Depósitos à ordem;2.500,00;1.900,00;600,00
6;Gastos;1.900,00;0,00;1.900,00
62;Fornecimentos e serviços externos;700,00;0,00;700,00
622;Serviços especializados;700,00;0,00;700,00
63;Gastos com o pessoal;1.200,00;0,00;1.200,00
7;Rendimentos;100,00;2.600,00;-2.500,00
72;Prestações de serviços;100,00;2.100,00;-2.000,00
75;Subsídios à exploração;0,00;500,00;-500,00
78;Outros rendimentos;0,00;25,00;-25,00
"""


def drafted(tmp_path: Path, text: str, language: str = "en") -> str:
    path = tmp_path / "accounts.csv"
    path.write_text(text, "utf-8")
    return draft_account_map(path, language)


def read(tmp_path: Path, text: str, map: str, month: int | None = None
         ) -> dict[int, dict[str, float]]:
    (tmp_path / "accounts.csv").write_text(text, "utf-8")
    (tmp_path / "map.toml").write_text(map, "utf-8")
    months = months_by_map(tmp_path / "accounts.csv", load_account_map(tmp_path / "map.toml"),
                           "oak", month, "pt")
    return {record.month: dict(record.figures) for record in months}


def test_months_in_columns_are_drafted_and_read(tmp_path: Path) -> None:
    map = drafted(tmp_path, IN_COLUMNS)
    assert tomllib.loads(map) == {
        "layout": "months in columns", "headings": 4, "account": "Account", "sales": ["Sales"],
        "grants": ["Grants"], "costs": ["Rent", "Wages"], "minus": ["costs"],
        "left_out": ["Total", "Total income", "Net profit"]}
    assert list(read(tmp_path, IN_COLUMNS, map).values()) == [
        {"sales": 1200, "grants": 500, "costs": 1100.25},
        {"sales": 1300.5, "grants": 0, "costs": 1110}]


def test_a_title_above_the_headings_hides_no_columns(tmp_path: Path) -> None:
    text = "Profit and loss\nAccount;Nov 2024;Dec 2024\nSales;1.200,50;90,00\nRent;10,00;8,50\n"
    assert "months in columns" in drafted(tmp_path, text, "pt")


def test_one_month_alone_may_stand_in_a_column(tmp_path: Path) -> None:
    text = "Account,Nov 2024,Total\nSales,5,5\n"
    assert list(read(tmp_path, text, drafted(tmp_path, text)).values()) == [{"sales": 5}]


def test_months_in_rows_are_drafted_and_read(tmp_path: Path) -> None:
    map = drafted(tmp_path, IN_ROWS, "pt")
    assert list(read(tmp_path, IN_ROWS, map).values()) == [
        {"sales": 1334.5, "costs": 920.5}, {"sales": 2000, "costs": 930}]


def test_a_trial_balance_counts_no_account_twice(tmp_path: Path) -> None:
    map = drafted(tmp_path, BALANCETE, "pt")
    said = tomllib.loads(map)
    assert (said["debit"], said["credit"]) == ("Débito", "Crédito")
    assert said["costs"] == ["62", "63"]
    assert said["left_out"] == ["12", "6", "622", "7"]
    assert "'78' is no word known here" in map  # income of another kind: somebody has to say
    whole = map.replace('left_out = [', 'left_out = [\n    "78",')
    assert read(tmp_path, BALANCETE, whole, 24300) == {
        24300: {"sales": 2000, "grants": 500, "costs": 1900}}


def test_an_english_file_is_not_read_by_portuguese_numbers(tmp_path: Path) -> None:
    map = drafted(tmp_path, "Code,Amount\n4000,100\n7100,20\n")
    assert "4000" not in tomllib.loads(map).get("left_out", [])
    assert "'4000' is no word known here" in map


def recorded(hubflow: Hubflow) -> dict[str, dict[str, float]]:
    history = json.loads(hubflow("register", "history", "oak", "--json").out)
    return {entry["body"]["start"][:7]: {
        key: value for key, value in entry["body"].items()
        if key not in ("start", "end", "basis")}
        for entry in history if entry["kind"] == "ledger"}


@set_up_once
def oak(hubflow: Hubflow, tmp_path: Path) -> None:
    """A register with one venture that trades since 2025."""
    hub = method(tmp_path / "hub")
    begin_register()
    hubflow("register", "add", "-p", hub, dossier(
        tmp_path, "oak", '[trade]\nstart = 2025-01-01\nlegal_form = "charity"\n'),
        "--on", "2025-01-01")


def test_the_office_drafts_checks_and_records(oak: Hubflow, tmp_path: Path) -> None:
    (tmp_path / "pl.csv").write_text(IN_COLUMNS, "utf-8")
    ledger = ("register", "ledger", "oak", "--from", "pl.csv")
    assert "Written to map.toml" in oak(*ledger, "--draft-map", "map.toml").out
    assert oak(*ledger, "--map", "map.toml").out == "2 months recorded.\n"
    assert recorded(oak) == {"2025-01": {"sales": 1200, "grants": 500, "costs": 1100.25},
                             "2025-02": {"sales": 1300.5, "grants": 0, "costs": 1110}}


def test_what_no_figure_names_is_a_problem_and_nothing_is_recorded(
    oak: Hubflow, tmp_path: Path
) -> None:
    (tmp_path / "pl.csv").write_text(
        "Account,Jan 2025,Feb 2025\nSales,1,x\nParking,7,8\n", "utf-8")
    (tmp_path / "map.toml").write_text(
        'layout = "months in columns"\naccount = "Account"\nsales = ["Sales"]\n'
        'costs = ["Rents"]\n', "utf-8")
    told = oak("register", "ledger", "oak", "--from", "pl.csv", "--map", "map.toml",
               code=2).err.splitlines()
    assert told == [
        "pl.csv: costs: nothing in the file is called \"Rents\". Known: Parking, Sales.",
        'pl.csv:2: Sales, 2025-02: must be a number, not "x".',
        "pl.csv:3: Parking: is no figure of the map, and is not left out. It may be money: name it "
        "under a figure, or in `left_out`.",
        "3 problems; nothing was done."]
    assert recorded(oak) == {}


@pytest.mark.parametrize(("text", "map", "said"), [
    ("Conta;Valor\n71;1.934\n", 'layout = "one month"\naccount = "Conta"\namount = "Valor"\n'
     'sales = ["71"]\n', "may mean 1.934"),
    ("Conta;Valor\n71;1\n", 'layout = "one month"\naccount = "Konta"\namount = "Valor"\n'
     'sales = ["71"]\n', 'no column has the heading "Konta". Did you mean "Conta"?'),
    ("a\n", 'layout = "one month"\nheadings = 7\n', "line 7 is blank or missing"),
    ("a\n", 'layout = "weeks"\nlines = 2\n', "is not a word known here"),
])
def test_what_is_wrong_is_told_where_it_stands(
    oak: Hubflow, tmp_path: Path, text: str, map: str, said: str
) -> None:
    (tmp_path / "f.csv").write_text(text, "utf-8")
    (tmp_path / "map.toml").write_text(map, "utf-8")
    told = oak("register", "ledger", "oak", "--from", "f.csv", "--map", "map.toml", "--month",
               "2025-01", code=2).err
    assert said in told


def test_a_plain_sheet_is_read_by_words_of_any_language(oak: Hubflow, tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text(
        "Mês;Vendas;Custos\nJan 2025;£120.00;£1,020.50\n", "utf-8")
    oak("register", "ledger", "oak", "--from", "m.csv")
    assert recorded(oak) == {"2025-01": {"sales": 120, "costs": 1020.5}}
    (tmp_path / "m.csv").write_text("month,costs\n2025-02,(120.00)\n", "utf-8")
    told = oak("register", "ledger", "oak", "--from", "m.csv", code=2).err
    assert "costs must be 0 or more, not -120. Where an accountant writes costs as negative" in told


def test_a_workbook_is_filled_in_and_read_back(oak: Hubflow, tmp_path: Path) -> None:
    oak("register", "ledger", "oak", "--month", "2025-02", "--sales", "1", "--costs", "1")
    oak("register", "ledger", "oak", "--blank", "oak.xlsx", "--on", "2025-05-01")
    book = openpyxl.load_workbook(tmp_path / "oak.xlsx")
    sheet = book.worksheets[0]
    assert {cell.number_format for cell in sheet["A"][1:]} == {"mmm yyyy"}
    months = [f"{cell.value:%Y-%m}" for cell in sheet["A"][1:]]
    assert (months[:3], len(months)) == (["2025-01", "2025-03", "2025-04"], 23)
    sheet["B2"], sheet["F2"] = 120.5, 80
    book.save(tmp_path / "back.xlsx")
    assert oak("register", "ledger", "oak", "--from", "back.xlsx").out == "1 month recorded.\n"
    assert recorded(oak)["2025-01"] == {"sales": 120.5, "costs": 80}


CENTS = st.integers(0, 10**7)


@given(st.lists(st.tuples(CENTS, CENTS), min_size=2, max_size=6))
def test_rows_and_columns_say_the_same(
    tmp_path_factory: pytest.TempPathFactory, amounts: list[tuple[int, int]]
) -> None:
    folder = tmp_path_factory.mktemp("accounts")
    months = [f"2025-{number:02}" for number in range(1, len(amounts) + 1)]
    text = [(f"{sales / 100:.2f}", f"{costs / 100:.2f}") for sales, costs in amounts]
    rows = "\n".join(["month,sales,rent", *(
        f"{month},{sales},{costs}" for month, (sales, costs) in zip(months, text, strict=True))])
    columns = "\n".join([f"account,{','.join(months)}",
                         f"sales,{','.join(sales for sales, _ in text)}",
                         f"rent,{','.join(costs for _, costs in text)}"])
    stated = 'decimal = "point"\n'
    found = [read(folder, each, stated + drafted(folder, each)) for each in (rows, columns)]
    assert found[0] == found[1]
    assert [(round(month["sales"] * 100), round(month["costs"] * 100))
            for month in found[0].values()] == amounts


COLUMNS_MAP = 'layout = "months in columns"\naccount = "Account"\nsales = ["Sales"]\n'


@pytest.mark.parametrize(("text", "map", "said"), [
    ("month,Sales\n2025-01,5\n,7\n", 'layout = "months in rows"\nmonth = "month"\n'
     'sales = ["Sales"]\n', "csv:3: Sales: has an amount in a row without a month"),
    ("Account,2025-01\nSales,5\nOther,500 CR\n", COLUMNS_MAP, "Other: is no figure of the map"),
    ("Account,2025-01\nSales,5\nOther,500-\n", COLUMNS_MAP, "Other: is no figure of the map"),
    ("Account,2025-01,2025-01\nSales,5,6\n", COLUMNS_MAP, "2025-01: is the month of two columns"),
    ("Account,2025-01\nSales,5\n", COLUMNS_MAP + 'grants = ["sales"]\n',
     '"sales" stands under `sales` already'),
])
def test_no_amount_is_lost_or_counted_twice(
    tmp_path: Path, text: str, map: str, said: str
) -> None:
    with pytest.raises(BadInput) as bad:
        read(tmp_path, text, map)
    (problem,) = map_problems(bad.value)
    assert said in problem


def map_problems(bad: BadInput) -> list[str]:
    return [str(problem) for problem in bad.problems]
