"""A portfolio's cells are read as a workbook's are, and what may mean two things is told."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hubflow.model.input_problems import BadInput
from hubflow.model.values import Gap, Kind
from hubflow.reading.records.legal import RefusedError
from hubflow.reading.values.cell_values import blank, conventions_of, value_of
from hubflow.tables.input.portfolio import open_portfolio
from hubflow.tables.input.problem_log import ProblemLog
from hubflow.tables.input.table_columns import TableColumn, table_columns
from hubflow.tables.input.value_checks import with_types

KNOWN = table_columns(None)
PEOPLE, NEED = "identify.group_size", "incubate.net_funding_need"
CHILDREN, HARD, START = "identify.includes_children", "identify.hard_to_reach", "as_of"


def read(path: Path, language: str = "") -> pl.DataFrame:
    """The typed rows of a file; raises :class:`BadInput` with all that is wrong in it."""
    (file,) = open_portfolio([path], KNOWN, language).files
    raw = next(file.batches(list(file.schema), 1000))
    made, wrong = with_types(raw, KNOWN)
    again, _ = with_types(raw, KNOWN, look=False)
    assert made.equals(again)
    log = ProblemLog()
    log.add(wrong, file, 0)
    if log.bad:
        raise log.error(raw.height)
    return made


def csv_of(path: Path, columns: Mapping[str, list[str]]) -> Path:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(["id", *columns])
    writer.writerows([f"v{at}", *row] for at, row in enumerate(
        zip(*columns.values(), strict=True)))
    path.write_text(text.getvalue(), "utf-8")
    return path


def test_cells_are_read_as_people_write_them(tmp_path: Path) -> None:
    made = read(csv_of(tmp_path / "v.csv", {
        NEED: ["£500", "1 234,5", "1.934,50", "1e3", "5 €"],
        PEOPLE: ["1 234", "1.234.567", "não se sabe", "", "+7"],
        CHILDREN: ["sim", "Não", "NAO", "x", "não se sabe"],
        HARD: [" Hard ", "hard", "", "unknown", "Moderate"],
        START: ["30/06/2024", "2024-06-30 10:00", "1.7.2024", "2024-07-02", "31/12/2024"]}))
    assert made[NEED].to_list() == [500, 1234.5, 1934.5, 1000, 5]
    assert made[PEOPLE].to_list() == [1234, 1234567, None, None, 7]
    assert made[CHILDREN].to_list() == [True, False, False, True, None]
    assert made[HARD].to_list() == ["hard", "hard", None, None, "moderate"]
    assert made[START].to_list() == [dt.date(2024, 6, 30), dt.date(2024, 6, 30),
                                     dt.date(2024, 7, 1), dt.date(2024, 7, 2),
                                     dt.date(2024, 12, 31)]


def test_what_may_mean_two_things_is_refused_with_both_readings(tmp_path: Path) -> None:
    path = csv_of(tmp_path / "v.csv", {
        NEED: ["1.934", "2225,5"], START: ["03/04/2024", "2024-01-01"]})
    with pytest.raises(BadInput) as told:
        read(path)
    assert [str(problem) for problem in told.value.problems] == [
        f'{path}:2: as_of: "03/04/2024" may mean 2024-04-03 (day first) or 2024-03-04 '
        "(month first). Write it as 2024-06-30.",
        f'{path}:2: {NEED}: "1.934" may mean 1.934 (decimal point) or 1934 (decimal comma). '
        "Write it without marks for thousands."]
    alone = csv_of(tmp_path / "alone.csv", {NEED: ["1.934"]})
    with pytest.raises(BadInput, match=r"may mean 1\.934"):
        read(alone)
    assert read(alone, "pt")[NEED].to_list() == [1934]
    points = csv_of(tmp_path / "points.csv", {NEED: ["7.25", "1"], "trade.mentoring_hours": [
        "1.934", "3"]})
    assert read(points)["trade.mentoring_hours"].to_list() == [1.934, 3]


def test_marks_of_money_are_no_number_of_people(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=f'{PEOPLE}: must be a number, not "5 €"'):
        read(csv_of(tmp_path / "v.csv", {PEOPLE: ["5 €"]}))


def test_numbers_of_json_have_a_point(tmp_path: Path) -> None:
    path = tmp_path / "v.ndjson"
    path.write_text(f'{{"id": "a", "{NEED}": 1.934, "{PEOPLE}": "1 234"}}\n', "utf-8")
    made = read(path)
    assert (made[NEED][0], made[PEOPLE][0]) == (1.934, 1234)


def test_texts_in_parquet_are_read_as_cells(tmp_path: Path) -> None:
    pl.DataFrame({"id": ["a", "b"], NEED: ["1 234", "2,5"], CHILDREN: ["sim", "não"],
                  HARD: pl.Series(["Hard", "hard"], dtype=pl.Categorical)}).write_parquet(
        tmp_path / "v.parquet")
    made = read(tmp_path / "v.parquet")
    assert made[NEED].to_list() == [1234, 2.5]
    assert made[CHILDREN].to_list() == [True, False]
    assert made[HARD].to_list() == ["hard", "hard"]


NUMBERS = st.one_of(
    st.sampled_from(["", "1 234", "£500", "1e3", "1.934,50", "1,934", "0.5", "-0", "+5", ".5",
                     "5.", "5,", "1.e5", "inf", "nan", "1_000", "unknown", "Desconhecido", " 7 ",
                     "12 %", "5 €", "1'000.5", "2024-01-01", "0x1F", "1.5.2024", "1e400"]),
    st.text("0123456789.,-+e €%'", max_size=9))
DAYS = st.one_of(st.sampled_from([
    "2024-06-30", "2024-6-3", "24-06-30", "30/06/2024", "03/04/2024", "1.2.2024", "2024-02-30",
    "2024-06-30T10:00", "", "soon"]), st.dates().map(str))
WORDS = st.sampled_from(["sim", "NA\u0303O", "yes", "x", "1", "0", "true", "talvez", "", "unknown",
                         "hard", "Very Hard", "muito", "não se aplica"])


@settings(max_examples=120, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS, DAYS, WORDS, WORDS), min_size=1, max_size=5),
       st.sampled_from(["", "pt", "en"]))
def test_every_cell_is_read_or_refused_as_in_a_workbook(
    tmp_path: Path, rows: list[tuple[str, ...]], language: str
) -> None:
    names = (NEED, PEOPLE, "trade.earned_share", START, CHILDREN, HARD)
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    cells = [cell for name in (NEED, PEOPLE, "trade.earned_share", START) for cell in columns[name]]
    written = conventions_of(cells, language)
    expected: dict[str, list[Any]] = {}
    refused = set()
    for name, texts in columns.items():
        for text in texts:
            try:
                expected.setdefault(name, []).append(_value(KNOWN[name], text, written))
            except RefusedError as error:
                refused.add((name, error.what))
    path = csv_of(tmp_path / "v.csv", columns)
    if not refused:
        assert read(path, language).select(names).to_dict(as_series=False) == expected
        return
    with pytest.raises(BadInput) as told:
        read(path, language)
    assert {(problem.key, problem.what) for problem in told.value.problems} <= refused


def _value(column: TableColumn, text: str, written: Any) -> Any:
    kind: Kind = column.kind
    if blank(text):
        return None
    value = value_of(kind, text, written)
    return None if value in [gap.value for gap in Gap] else value
