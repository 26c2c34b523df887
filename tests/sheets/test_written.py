"""Numbers and days as people write them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubflow.model.values import Gap, Kind
from hubflow.reading.records.legal import RefusedError
from hubflow.reading.values.cell_values import value_of
from hubflow.reading.values.conventions import Conventions, manners_shown
from hubflow.reading.values.date_reading import day_readings
from hubflow.reading.values.number_reading import number_readings
from hubflow.reading.values.vocabulary_words import gap_of
from hubflow.reading.values.yes_no import yes_or_no_of


@pytest.mark.parametrize(("text", "values"), [
    ("12", [12]), ("-3", [-3]), ("12,5", [12.5]), ("12.5", [12.5]), ("1 234,5", [1234.5]),
    ("1\u00a0234", [1234]), ("1'234.50", [1234.5]), ("1.234,56", [1234.56]),
    ("1,234.56", [1234.56]), ("1.234.567", [1234567]), ("1,234,567.8", [1234567.8]),
    ("1.234", [1.234, 1234]), ("1,234", [1234, 1.234]), ("1234.567", [1234.567]),
    ("0,123", [0.123]), ("0.123", [0.123]), ("1.23.4", []), ("12.34,5", []), ("1 23", []),
    ("€ 1.500,00", [1500]), ("20 EUR", [20]), ("£20", [20]), ("", []), ("abc", []), ("1e5", []),
    ("nan", []), ("٣", []), ("12a", []), ("12,", []), (",5", []), ("1" * 50, []),
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


def test_words_of_both_languages_are_known() -> None:
    assert [yes_or_no_of(word) for word in ("Sim", "NÃO", "nao", "Yes", "no", "x", "talvez")] == [
        True, False, False, True, False, True, None]
    assert gap_of("Não se sabe") is Gap.UNKNOWN
    assert gap_of("WITHHELD") is Gap.WITHHELD
    assert gap_of("") is None
