"""Values and tables of them as people write them: read in one way, or told with all readings."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubflow.model.input_problems import BadInput
from hubflow.model.values import Gap, Kind
from hubflow.reading.records.legal import RefusedError
from hubflow.reading.values.cell_table import read_cell_table
from hubflow.reading.values.cell_values import conventions_of, month_of_cell, value_of
from hubflow.reading.values.conventions import Conventions, manners_shown
from hubflow.reading.values.date_reading import day_readings
from hubflow.reading.values.normal_text import folded
from hubflow.reading.values.number_reading import number_readings
from hubflow.reading.values.vocabulary_words import gap_of
from hubflow.reading.values.yes_no import yes_or_no_of
from hubflow.text.locales import locales


@pytest.mark.parametrize(("text", "values"), [
    ("12", [12]), ("-3", [-3]), ("12,5", [12.5]), ("12.5", [12.5]), ("1 234,5", [1234.5]),
    ("1\u00a0234", [1234]), ("1'234.50", [1234.5]), ("1.234,56", [1234.56]),
    ("1,234.56", [1234.56]), ("1.234.567", [1234567]), ("1,234,567.8", [1234567.8]),
    ("1.234", [1.234, 1234]), ("1,234", [1234, 1.234]), ("1234.567", [1234.567]),
    ("0,123", [0.123]), ("0.123", [0.123]), ("1.23.4", []), ("12.34,5", []), ("1 23", []),
    ("€ 1.500,00", [1500]), ("20 EUR", [20]), ("£20", [20]), ("", []), ("abc", []),
    ("1e5", [100000]), ("1.5E-05", [0.000015]), ("1,934e3", [1934]), ("1.934e3", [1934]),
    ("e5", []), ("1e", []), ("nan", []), ("٣", []), ("12a", []), ("12,", []), (",5", [0.5]),
    (".250", [0.25]), (".", []), ("1" * 500, []),
])
def test_every_reading_of_a_number(text: str, values: list[float]) -> None:
    assert [reading.value for reading in number_readings(text)] == values


@given(st.integers(0, 10**9), st.integers(0, 99), st.sampled_from([(",", "."), (".", ",")]))
def test_a_number_with_thousands_is_never_read_otherwise_than_it_was_written(
    whole: int, cents: int, marks: tuple[str, str]
) -> None:
    thousands, decimal = marks
    text = f"{whole:,}".replace(",", thousands)
    assert float(whole) in [r.value for r in number_readings(text)]
    (reading,) = number_readings(f"{text}{decimal}{cents:02}")
    assert reading.value == float(f"{whole}.{cents:02}")


@pytest.mark.parametrize(("text", "days"), [
    ("2024-06-30", ["2024-06-30"]), ("2024/6/3", ["2024-06-03"]), ("25/12/2024", ["2024-12-25"]),
    ("12/25/2024", ["2024-12-25"]), ("03/04/2024", ["2024-04-03", "2024-03-04"]),
    ("03.04.2024", ["2024-04-03"]), ("5-5-2024", ["2024-05-05", "2024-05-05"]),
    ("25/12/2024 10:30:01", ["2024-12-25"]), ("2024-05-01T10:00:00Z", ["2024-05-01"]),
    ("2024/05/01 3:04:05 PM GMT+1", ["2024-05-01"]), ("30/02/2024", []), ("3/4/24", []),
    ("31/12", []), ("yesterday", []), ("", []), ("2024-13-01", []),
])
def test_every_reading_of_a_day(text: str, days: list[str]) -> None:
    assert [str(reading.value) for reading in day_readings(text)] == days


def test_a_column_shows_its_convention_or_none() -> None:
    assert manners_shown(map(day_readings, ["03/04/2024", "25/04/2024"])) == {"day first"}
    assert manners_shown(map(day_readings, ["03/04/2024", "5/5/2024"])) == frozenset()
    assert manners_shown(map(day_readings, ["25/04/2024", "04/25/2024"])) == frozenset()
    assert manners_shown(map(number_readings, ["1.234", "5,5", "7"])) == {"decimal comma"}
    assert manners_shown(map(number_readings, ["1.234", "1.5", "2,5"])) == frozenset()


def test_a_kind_settles_what_only_one_reading_fits() -> None:
    people = Kind("number", whole=True, low=0)
    assert value_of(people, "1.234") == 1234
    with pytest.raises(RefusedError, match="may mean"):
        value_of(people, "1.000")
    share = Kind("number", low=0, high=1, unit="share")
    assert value_of(share, "35 %") == 0.35
    assert value_of(share, "12,5%") == 0.125
    with pytest.raises(RefusedError, match="between 0 and 1"):
        value_of(share, "35")
    comma = Conventions(frozenset({"decimal comma"}))
    assert value_of(Kind("number"), "1.234", comma) == 1234
    with pytest.raises(RefusedError, match="not written with decimal comma"):
        value_of(Kind("number"), "1234.5", comma)
    american = Conventions(frozenset({"month first"}))
    assert value_of(Kind("date"), "03/04/2024", american) == dt.date(2024, 3, 4)
    with pytest.raises(RefusedError, match="as its column is"):
        value_of(Kind("date"), "25/12/2024", american)


@pytest.mark.parametrize(("unit", "text", "value"), [
    ("money", "5 €", 5), ("EUR", "5 €", 5), ("people", "5 €", None), ("hours", "£5", None),
    ("share", "0,5 €", None), ("people", "5 euros", None), ("people", "5", 5),
])
def test_marks_of_money_are_read_where_money_is_meant(
    unit: str, text: str, value: float | None
) -> None:
    kind = Kind("number", unit=unit)
    if value is not None:
        assert value_of(kind, text) == value
        return
    with pytest.raises(RefusedError, match=f'must be a number, not "{text}"'):
        value_of(kind, text)


def test_words_of_both_languages_are_known() -> None:
    assert [yes_or_no_of(word) for word in ("Sim", "NÃO", "nao", "Yes", "no", "x", "talvez")] == [
        True, False, False, True, False, True, None]
    assert gap_of("Não se sabe") is Gap.UNKNOWN
    assert gap_of("WITHHELD") is Gap.WITHHELD
    assert gap_of("") is None


@pytest.mark.parametrize(("text", "month"), [
    ("mar/25", "2025-03"), ("03/2025", "2025-03"), ("3-2025", "2025-03"), ("Março 2025", "2025-03"),
    ("março de 2025", "2025-03"), ("marco 2025", "2025-03"), ("Jul 2025", "2025-07"),
    ("July 2025", "2025-07"), ("2025-03", "2025-03"), ("2025/3", "2025-03"), ("SET-24", "2024-09"),
    ("Sept. 2024", "2024-09"), ("dez '24", "2024-12"), ("2025 fev", "2025-02"),
    ("31/03/2025", "2025-03"), ("2025-03-01 00:00:00", "2025-03"),
])
def test_months_as_accountants_write_them(text: str, month: str) -> None:
    assert f"{month_of_cell(text):%Y-%m}" == month


@pytest.mark.parametrize("text", ["", "13/2025", "2025", "Marz 2025", "03/25", "soon", "2025-00"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(RefusedError, match="must be a month"):
        month_of_cell(text)


def test_a_day_that_may_lie_in_two_months_is_refused_with_both() -> None:
    with pytest.raises(RefusedError, match=r"2025-04-01 \(day first\) or 2025-01-01 \(month first"):
        month_of_cell("01/04/2025")
    assert month_of_cell("01/04/2025", conventions_of(["31/03/2025"])) == dt.date(2025, 4, 1)
    assert month_of_cell(dt.datetime(2025, 4, 9)) == dt.date(2025, 4, 1)


@given(st.sampled_from(sorted(locales())), st.integers(2000, 2099), st.integers(1, 12), st.data())
def test_a_month_s_name_is_read_back_in_every_language(
    language: str, year: int, number: int, data: st.DataObject
) -> None:
    locale = locales()[language]
    names = (locale.months[number - 1], *locale.short_months[number - 1])
    name = data.draw(st.sampled_from([form(name) for name in names
                                      for form in (str.lower, str.title, str.upper)]))
    written = data.draw(st.sampled_from([f"{name} {year}", f"{name}/{year % 100:02}",
                                         f"{name}-{year}", f"{year} {name}"]))
    assert month_of_cell(written) == dt.date(year, number, 1)


MARKS = st.sampled_from([(",", "."), (",", "\u202f"), (".", ","), (".", " "), (",", ""), (".", "")])
CENTS = st.integers(0, 10**9).map(lambda cents: cents / 100)


def written_with(value: float, marks: tuple[str, str]) -> str:
    """An amount with two decimals and these marks before decimals and between thousands."""
    decimal, thousands = marks
    return f"{value:,.2f}".replace(",", "|").replace(".", decimal).replace("|", thousands)


@given(st.lists(CENTS, min_size=1), MARKS)
def test_amounts_are_read_back_as_their_column_is_written(
    values: list[float], marks: tuple[str, str]
) -> None:
    texts = [written_with(value, marks) for value in values]
    written = conventions_of(texts)
    money = Kind("number", low=0, unit="money")
    assert [value_of(money, text, written) for text in texts] == values


@given(st.integers(1, 999), st.integers(0, 999), st.sampled_from(".,"))
def test_one_mark_before_three_digits_is_refused_with_both_readings(
    whole: int, rest: int, mark: str
) -> None:
    text = f"{whole}{mark}{rest:03}"
    with pytest.raises(RefusedError) as told:
        value_of(Kind("number"), text)
    for reading in (whole * 1000 + rest, float(f"{whole}.{rest:03}")):
        assert f"{reading:.15g} (" in str(told.value)


@given(st.integers(1, 999), st.integers(0, 999), st.integers(1000, 10**6), st.sampled_from(".,"))
def test_thousands_without_marks_beside_it_leave_a_number_open(
    whole: int, rest: int, other: int, mark: str
) -> None:
    text = f"{whole}{mark}{rest:03}"
    opposite = "," if mark == "." else "."
    with pytest.raises(RefusedError, match="may mean"):
        value_of(Kind("number", unit="money"), text, conventions_of([text, f"{other}{opposite}5"]))
    shown = conventions_of([text, f"9{opposite}5"])
    assert value_of(Kind("number"), text, shown) == whole * 1000 + rest


def test_the_hub_s_language_counts_where_cells_show_nothing() -> None:
    money = Kind("number", unit="money")
    assert value_of(money, "1.934", conventions_of(["1.934"], "pt")) == 1934
    assert value_of(money, "1,934", conventions_of(["1,934"], "en")) == 1934
    assert value_of(Kind("date"), "03/04/2024", conventions_of([], "pt")) == dt.date(2024, 4, 3)
    # money of three decimals is no money, whatever the language
    for text, language in (("1.934", "en"), ("1,934", "pt")):
        with pytest.raises(RefusedError, match="may mean"):
            value_of(money, text, conventions_of([text], language))
    with pytest.raises(RefusedError, match="may mean"):
        value_of(Kind("date"), "03/04/2024", conventions_of([], "en"))


def test_texts_are_compared_without_case_and_however_they_are_composed() -> None:
    assert yes_or_no_of("  NA\u0303O ") is False
    assert folded("A\u0301gua  Boa") == folded("ÁGUA boa")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_is_read_however_it_is_divided_and_encoded(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    path = tmp_path / "t.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(
            [["Nome", "Quem; e, porquê?", ""], ["São", "1,5; não\nsei", "x"], ["", "", ""]])
    table = read_cell_table(path)
    assert table.headings == {1: "Nome", 2: "Quem; e, porquê?"}
    assert table.rows == ((2, {1: "São", 2: "1,5; não\nsei", 3: "x"}),)
    assert table.unheaded == (3,)
    assert table.unused(["nome"]) == ["Quem; e, porquê?", "column C (no heading)"]


def test_a_column_without_a_heading_at_either_end_is_read(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("ID,Name,What?,\n,,Advice,Training\n1,A,x,x\n", "utf-8")
    assert [cells[4] for _, cells in read_cell_table(path).rows] == ["Training", "x"]
    path.write_text(",Identifier,Title\n1,360G-x,A\n", "utf-8")
    table = read_cell_table(path)
    assert (table.unheaded, table.column("Title")) == ((1,), ["A"])


def test_two_marks_that_divide_a_table_alike_are_told(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a;b,c\n1;2,3\n", "utf-8")
    with pytest.raises(BadInput, match="semicolons or commas"):
        read_cell_table(path)
    path.write_text("a;b,c\n1;2\n", "utf-8")
    assert read_cell_table(path).headings == {1: "a", 2: "b,c"}
