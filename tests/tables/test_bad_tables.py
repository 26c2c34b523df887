"""What is wrong in a table is told with its rows, counted, and nothing is written."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from hubflow.model.input_problems import BadInput
from hubflow.tables.input.table_files import expand_patterns
from hubflow.tables.output.table_writer import write_table

RULES = """
[stages.identify]
[[stages.identify.requirements]]
id = "reach"
holds = "identify.hard_to_reach = 'hard'"
says = "Hard to reach."
source = "rules"
[[stages.identify.criteria]]
id = "size"
title = "Size"
concept = "need-scale"
measure = "identify.group_size"
scale = [0, 100]
source = "rules"
[stages.identify.gate]
advance = [{ score = 50 }]
source = "rules"
"""


def good(rows: int) -> pl.DataFrame:
    return pl.DataFrame({
        "id": [f"v{i}" for i in range(rows)],
        "identify.group_size": [float(i % 101) for i in range(rows)],
        "identify.hard_to_reach": ["hard"] * rows,
    })


def told(caught: pytest.ExceptionInfo[BadInput]) -> list[str]:
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize("size", [None, 7])
def test_every_bad_row_is_told_with_its_number(
    run_table: Any, tmp_path: Path, size: int | None
) -> None:
    lines = good(100).write_csv().splitlines()
    lines[11] = "v10,many,hard"
    lines[51] = "v50,-3,hrad"
    lines[91] = "V 90,2.5,"
    path = tmp_path / "ventures.csv"
    path.write_text("\n".join(lines), "utf-8")
    with pytest.raises(BadInput) as caught:
        run_table(RULES, [path], size=size)
    assert told(caught) == [
        f'{path}:12: identify.group_size: must be a number, not "many". Give a number, or one of '
        '"unknown", "withheld", "not applicable".',
        f"{path}:52: identify.group_size: must be 0 or more, not -3.",
        f'{path}:52: identify.hard_to_reach: "hrad" is not a word known here. '
        'Did you mean "hard"?',
        f'{path}:92: id: "V 90" does not have the right form. Use letters (capitals '
        "too) and digits, joined by hyphens, dots or underscores.",
        f"{path}:92: identify.group_size: must be a whole number, not 2.5.",
    ]
    assert caught.value.closing.startswith(
        "5 problems in 100 rows: 3 in identify.group_size, ")
    assert not list(tmp_path.rglob("results.parquet"))


def test_what_is_wrong_many_times_is_counted_and_told_whole_on_request(run_table: Any) -> None:
    table = good(300).with_columns(pl.col("identify.group_size") - 60)
    with pytest.raises(BadInput) as caught:
        run_table(RULES, table)
    assert len(caught.value.problems) == 20
    assert "more" not in caught.value.closing.split(";")[0]
    assert "--problems" in caught.value.closing
    with pytest.raises(BadInput) as caught:
        run_table(RULES, table, every_problem=True)
    negative = table.filter(pl.col("identify.group_size") < 0).height
    assert len(caught.value.every) == negative


def test_columns_are_checked_before_any_row(run_table: Any) -> None:
    table = good(3).rename({"identify.group_size": "identify.groupsize"}).with_columns(
        pl.lit("x").alias("identify.includes_children"), pl.lit(1).alias("identify.priority_group"))
    with pytest.raises(BadInput) as caught:
        run_table(RULES, table.with_columns(pl.lit(True).alias("identify.age_from")))
    text = "\n".join(told(caught))
    assert 'identify.groupsize: unknown column. Did you mean "identify.group_size"?' in text
    assert "identify.age_from: holds yes or no, and must hold numbers" in text
    assert "identify.priority_group: holds numbers, and must hold texts" in text
    with pytest.raises(BadInput, match="id: there is no such column"):
        run_table(RULES, good(2).drop("id"))


def test_ids_that_are_there_twice_are_told_with_both_places(run_table: Any, tmp_path: Path) -> None:
    paths = [tmp_path / f"{name}.parquet" for name in "ab"]
    good(5).write_parquet(paths[0])
    good(9).tail(6).write_parquet(paths[1])
    for size in (None, 2):
        with pytest.raises(BadInput) as caught:
            run_table(RULES, paths, size=size)
        assert told(caught) == [
            f'{paths[1]}:1: id: "v3" is also the id in {paths[0]}:4. '
            "Each venture needs an id of its own.",
            f'{paths[1]}:2: id: "v4" is also the id in {paths[0]}:5. '
            "Each venture needs an id of its own.",
        ]


def test_official_codes_are_ids_and_capitals_alone_make_no_other_id(
    run_table: Any, tmp_path: Path
) -> None:
    path = tmp_path / "areas.csv"
    path.write_text("id,identify.group_size\nE01000001,100\nGB-CHC-123.4,100\n", "utf-8")
    table, _ = run_table(RULES, [path])
    assert list(table["id"].unique(maintain_order=True)) == ["E01000001", "GB-CHC-123.4"]
    path.write_text("id,identify.group_size\nE01000001,100\ne01000001,100\n", "utf-8")
    with pytest.raises(BadInput) as caught:
        run_table(RULES, [path])
    assert told(caught) == [f'{path}:3: id: "e01000001" is also the id in {path}:2. '
                            "Each venture needs an id of its own."]


def test_rows_without_an_id_are_not_called_alike(run_table: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,identify.group_size\na,1\n,2\n,3\n", "utf-8")
    for size in (None, 1):
        with pytest.raises(BadInput) as caught:
            run_table(RULES, [path], size=size)
        assert told(caught) == [f"{path}:{line}: id: is blank. Each venture needs an id."
                                for line in (3, 4)]
        assert caught.value.closing.startswith("2 problems in 3 rows: 2 in id;")


def test_several_files_and_patterns_are_one_table(run_table: Any, tmp_path: Path) -> None:
    whole, _ = run_table(RULES, good(9))
    good(4).write_csv(tmp_path / "a.csv")
    good(9).tail(5).select("identify.group_size", "id", "identify.hard_to_reach").write_ndjson(
        tmp_path / "b.ndjson")
    parts, _ = run_table(RULES, expand_patterns([tmp_path / "a.*", tmp_path / "*.ndjson"]))
    assert parts.equals(whole)
    with pytest.raises(BadInput, match="no file has such a name"):
        expand_patterns([tmp_path / "*.nothing"])


@pytest.mark.parametrize(("name", "content", "what"), [
    ("v.parquet", b"PAR1 and no more", "cannot be read as Parquet"),
    ("v.csv", b"id,identify.group_size\na,1,2,3\n", "cannot be read as CSV"),
    ("v.ndjson", b'{"id": "a"}\n{"id": \n', "cannot be read as NDJSON"),
    ("v.csv", b"", "the file is empty"),
    ("v.csv", "id,name\na,São João\n".encode("latin-1"), "is not written in UTF-8"),
    ("v.csv", "id,name\na,A\n".encode("utf-16"), "v.csv: is not written in UTF-8"),
    ("v.csv", b"id,name,name\na,A,B\n", "name: two columns have this heading"),
])
def test_a_damaged_file_is_told(
    run_table: Any, tmp_path: Path, name: str, content: bytes, what: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadInput, match=what):
        run_table(RULES, [tmp_path / name])


def test_a_parquet_file_cut_off_in_the_middle_is_told(run_table: Any, tmp_path: Path) -> None:
    path = tmp_path / "v.parquet"
    good(5000).write_parquet(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadInput, match=r"cannot be read as Parquet: .*Was it copied whole"):
        run_table(RULES, [path])


def test_a_column_that_is_not_there_leaves_all_undecided_and_is_said_once(run_table: Any) -> None:
    found, summary = run_table(RULES, good(50).drop("identify.group_size"))
    first = found.filter(pl.col("phase") == "identify")
    assert set(first["recommendation"]) == {"undecided"}
    assert [note for note in summary.notes if "identify.group_size" in note] == summary.notes[:1]
    (missed,) = [m for m in summary.missing if m.id == "identify.group_size"]
    assert missed.ventures == 50


def test_values_that_cannot_stand_beside_each_other_are_told(run_table: Any) -> None:
    table = good(3).with_columns(pl.Series("identify.age_from", [6.0, 12.0, None]),
                                 pl.Series("identify.age_to", [9, 10, 3]))
    with pytest.raises(BadInput, match=r":2: identify.age_to: 10 is less than the 12 of "
                                       r"`identify.age_from`\.$"):
        run_table(RULES, table)


def test_words_in_the_place_of_a_value_are_missing(run_table: Any, tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    path.write_text("id;identify.group_size;identify.hard_to_reach\na;withheld;hard\n"
                    "b;;unknown\nc;70;hard\n", "utf-8")
    found, _ = run_table(RULES, [path])
    first = found.filter(pl.col("phase") == "identify")
    assert first["recommendation"].to_list() == ["undecided", "undecided", "advance"]
    assert first["missing"].to_list() == [1, 2, 0]


def test_amounts_in_other_currencies_need_a_rate(run_table: Any) -> None:
    rules = RULES.replace("identify.group_size", "incubate.net_funding_need")
    table = good(3).rename({"identify.group_size": "incubate.net_funding_need"}).with_columns(
        pl.lit(60.0).alias("incubate.net_funding_need"),
        pl.Series("currency", [None, "EUR", "USD"]))
    found, summary = run_table(rules, table, rates={"EUR": 0.5})
    first = found.filter(pl.col("phase") == "identify")
    assert first["score_lower"].to_list() == [60.0, 30.0, 0.0]
    assert first["recommendation"].to_list() == ["advance", "revise", "undecided"]
    assert ["USD" in note or "EUR" in note for note in summary.notes[-2:]] == [True, True]


def test_nothing_is_left_where_writing_is_broken_off(tmp_path: Path) -> None:
    def parts() -> Iterator[pl.DataFrame]:
        yield good(10)
        raise KeyboardInterrupt

    for name in ("r.parquet", "r.csv", "r.ndjson"):
        (tmp_path / name).write_text("as it was", "utf-8")
        with pytest.raises(KeyboardInterrupt):
            write_table(tmp_path / name, parts())
        assert (tmp_path / name).read_text("utf-8") == "as it was"
    assert len(list(tmp_path.iterdir())) == 3


@pytest.fixture
def command(tmp_path: Path, hub_of: Any) -> list[str]:
    hub_of(RULES)
    return [sys.executable, "-m", "hubflow", "run", "-p", str(tmp_path / "hub0"),
            "--as-of", "2024-06-01"]


@pytest.mark.parametrize("kind", ["csv", "parquet", "ndjson"])
def test_a_full_disk_leaves_nothing_half_written(
    command: list[str], tmp_path: Path, kind: str
) -> None:
    good(50_000).write_parquet(tmp_path / "v.parquet")
    out = tmp_path / f"results.{kind}"
    done = subprocess.run(
        [*command, str(tmp_path / "v.parquet"), "--out", str(out)], capture_output=True, text=True,
        check=False,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},  # it would be cut off, and stay
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)))
    assert done.returncode == 2, done.stderr
    assert done.stderr == (f"{out}: cannot be written: File too large. "
                           "Choose another file with --out.\n")
    assert not out.exists()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["hub0", "v.parquet"]


def test_a_jury_s_sheets_are_not_written_over(command: list[str], tmp_path: Path) -> None:
    call = tmp_path / "call"
    call.mkdir()
    (call / "v.toml").write_text('id = "v"\nname = "V"\n', "utf-8")
    (call / "call.toml").write_text('id = "one"\nname = "One"\n', "utf-8")
    (tmp_path / "sheets").mkdir()
    sheet = "venture,phase,criterion,assessor,score\n"
    for name in ("call/jury-one.csv", "sheets/j.csv"):
        (tmp_path / name).write_text(sheet, "utf-8")
    for out, panel in (("call/jury-one.csv", []), ("sheets/j.csv", ["--panel", "sheets"])):
        done = subprocess.run([*command, "call", *panel, "--out", out], cwd=tmp_path,
                              capture_output=True, text=True, check=False)
        assert done.stderr == (f"{out}: is read by this run, and would be lost. Choose another "
                               "file with --out.\n")
        assert done.returncode == 2
        assert (tmp_path / out).read_text("utf-8") == sheet


@pytest.mark.parametrize("kind", ["csv", "parquet", "ndjson"])
def test_a_file_s_name_is_no_pattern(run_table: Any, tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"calls [2026].{kind}"
    getattr(good(3), f"write_{kind}")(path)
    found, _ = run_table(RULES, [path])
    assert found["id"].unique().sort().to_list() == ["v0", "v1", "v2"]


def test_bad_rows_end_with_2_and_all_of_them_in_a_file(command: list[str], tmp_path: Path) -> None:
    good(200).with_columns(pl.lit("soft").alias("identify.hard_to_reach")).write_csv(
        tmp_path / "v.csv")
    done = subprocess.run(
        [*command, str(tmp_path / "v.csv"), "--out", str(tmp_path / "r.parquet"), "--problems",
         str(tmp_path / "all.txt")], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 21
    assert "200 problems in 200 rows: 200 in identify.hard_to_reach" in done.stderr
    assert len((tmp_path / "all.txt").read_text("utf-8").splitlines()) == 200
    assert not (tmp_path / "r.parquet").exists()


@pytest.mark.parametrize(("given", "options"), [
    ("v.csv", ["--out", "v.csv"]),
    ("*.csv", ["--out", "./v.csv"]),
    ("w.csv", ["--panel", "v.csv", "--out", "link.csv"]),
    ("v.csv", ["--out", "r.csv", "--problems", "v.csv"]),
    ("w.csv", ["--out", "r.csv", "--problems", "r.csv"]),
])
def test_what_is_read_is_not_written_over(
    command: list[str], tmp_path: Path, given: str, options: list[str]
) -> None:
    for name in ("v.csv", "w.csv"):
        good(3).write_csv(tmp_path / name)
    (tmp_path / "link.csv").symlink_to("v.csv")
    done = subprocess.run([*command, given, *options], cwd=tmp_path,
                          capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "Choose another file with --" in done.stderr
    assert good(3).equals(pl.read_csv(tmp_path / "v.csv", schema=good(3).schema))
    assert not (tmp_path / "r.csv").exists()


def test_an_interrupted_run_leaves_nothing(command: list[str], tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    good(400_000).write_ndjson(tmp_path / "v.ndjson")
    running = subprocess.Popen(
        [*command, str(tmp_path / "v.ndjson"), "--out", str(folder / "r.csv")],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while not list(folder.iterdir()) and running.poll() is None:
        pass  # until the first part is being written beside the file
    os.kill(running.pid, signal.SIGINT)
    _, said = running.communicate(timeout=60)
    left = [path.name for path in folder.iterdir()]
    # either it was just in time to be whole, even if stopped after that, or nothing is there
    assert (running.returncode, left) in [(130, []), (0, ["r.csv"]), (130, ["r.csv"])], said
    assert not left or pl.scan_csv(folder / "r.csv").select(pl.len()).collect().item() == 400_000
