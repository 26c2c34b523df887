"""On a cluster a portfolio says what it says here, row by row, whatever befalls the workers."""

from __future__ import annotations

import datetime as dt
import logging
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.property_examples import examples
from tests.tables.answers import Answers
from tests.tables.conftest import quota
from tests.tables.test_same_results import METHOD, SLOW, panel_of, table_of, ventures

from hubflow.engine.pipeline.prepare import prepare
from hubflow.model.input_problems import BadInput
from hubflow.model.values import Kind
from hubflow.plugins.crash import PluginCrash
from hubflow.plugins.importers import load_inputs
from hubflow.plugins.manager import LoadedHub, load_hub
from hubflow.reading.table_names import part_files
from hubflow.tables import part_work as work
from hubflow.tables.cluster import dask_connection
from hubflow.tables.cluster.dask_connection import Cluster, connect
from hubflow.tables.cluster.dask_engine import OnCluster
from hubflow.tables.cluster.fitness import unfit
from hubflow.tables.cluster.hub_code import HubCode
from hubflow.tables.input.table_columns import table_columns, template
from hubflow.tables.input.table_files import open_table
from hubflow.tables.local_engine import Engine, Local
from hubflow.tables.output.summary import PortfolioSummary, as_json
from hubflow.tables.run_tables import open_run
from tests.conftest import HEADER

AS_OF = dt.date(2024, 6, 1)
HubOf = Callable[..., LoadedHub]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """Two worker processes on this machine, for all tests here."""
    with connect(workers=2) as found:
        yield found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "results").mkdir()
    return tmp_path / "results"


def written(
    hub: LoadedHub, paths: list[Path], out: Path, engine: Engine, *, as_long: bool = False,
    **options: Any,
) -> tuple[Any, PortfolioSummary]:
    """A run's rows and summary; nothing else is left beside the file or folder."""
    options.setdefault("as_of", AS_OF)
    summary = open_run(hub, paths, engine=engine, **options).written(out, as_long=as_long)
    assert list(out.parent.iterdir()) == [out]
    assert out.is_dir() == isinstance(engine, OnCluster)
    rows = rows_of(out)
    if out.is_dir():
        shutil.rmtree(out)
    else:
        out.unlink()
    return rows, summary


def rows_of(out: Path) -> Any:
    """The rows of a file or of a folder of part files: a table, or the lines of text."""
    files = part_files(out) if out.is_dir() else [out]
    assert [file.name for file in files if out.is_dir()] == [
        f"part-{number:05}{out.suffix}" for number in range(len(files) if out.is_dir() else 0)]
    if out.suffix == ".parquet":
        return pl.concat([pl.read_parquet(file) for file in files])
    lines = [file.read_bytes().splitlines() for file in files]
    heading = 1 if out.suffix == ".csv" else 0
    assert all(each[:heading] == lines[0][:heading] for each in lines)
    return [*lines[0][:heading], *(line for each in lines for line in each[heading:])]


def same_rows(one: Any, other: Any) -> bool:
    """Whether rows are the same in order, names and types."""
    if isinstance(one, pl.DataFrame):
        return one.equals(other) and one.schema == other.schema
    return bool(one == other)


def assert_same(
    hub: LoadedHub, paths: list[Path], folder: Path, engine: Engine, *, size: int,
    formats: tuple[str, ...] = ("parquet",), **options: Any,
) -> PortfolioSummary:
    """The cluster's rows are those of this machine, whole and in parts; so is the summary."""
    for format in formats:
        out = folder / f"results.{format}"
        here, summary = written(hub, paths, out, Local(), **options)
        in_parts, _ = written(hub, paths, out, Local(), size=size, **options)
        there, figures = written(hub, paths, out, engine, size=size, **options)
        assert same_rows(in_parts, here)
        assert same_rows(there, here)
        assert figures.phases == summary.phases
        assert figures.missing == summary.missing
        assert list(figures.stands.items()) == list(summary.stands.items())
        assert figures.notes == summary.notes
        assert as_json(figures)["receipt"] == as_json(summary)["receipt"]
        assert (figures.calls, figures.ventures) == (summary.calls, summary.ventures)
    return summary


@pytest.fixture(scope="module")
def method(tmp_path_factory: pytest.TempPathFactory) -> LoadedHub:
    """A hub with ranks, quotas, budgets and windows, loaded once, as workers open it once."""
    home = tmp_path_factory.mktemp("hub")
    (home / "methodology.toml").write_text(HEADER + METHOD, "utf-8")
    return load_hub(str(home))


@settings(SLOW, max_examples=examples(3), phases=[Phase.generate])
@given(rows=ventures(), form=st.sampled_from([
    (False, "parquet"), (True, "csv"), (False, "ndjson")]))
def test_intervals_ranks_quotas_budgets_and_ties_across_parts(
    cluster: Cluster, method: LoadedHub, tmp_path_factory: pytest.TempPathFactory,
    rows: list[dict[str, Any]], form: tuple[bool, str],
) -> None:
    folder = tmp_path_factory.mktemp("rows")
    half = max(1, len(rows) // 2)
    paths = [folder / "a.parquet", folder / "b.csv"]
    table_of(rows[:half]).write_parquet(paths[0])
    table_of(rows[half:]).drop("currency").write_csv(paths[1])
    panel_of(rows).write_parquet(folder / "panel.parquet")
    results = folder / "results"
    results.mkdir()
    as_long, format = form
    assert_same(method, paths, results, OnCluster(cluster), size=max(1, half // 2),
                formats=(format,), as_long=as_long, panel=[folder / "panel.parquet"],
                rates={"EUR": 0.85})


def synthetic(hub: LoadedHub, rows: int, calls: int) -> pl.DataFrame:
    """A table with every column that a method reads: few values of each, so that many are equal."""
    columns: list[pl.Series | pl.Expr] = []
    known = table_columns(hub.methodology.methodology)
    at = pl.int_range(rows)
    for number, (name, dtype) in enumerate(template(hub).schema.items()):
        turn = (at * (2 * number + 7) // 3 + number) % 5
        if name == "id":
            value: pl.Expr = pl.format("v{}", at)
        elif name == "call":
            value = pl.format("c{}", at % calls)
        elif dtype == pl.Boolean:
            value = pl.when(turn < 4).then(turn < 3)
        elif dtype == pl.Float64:
            value = pl.when(turn < 4).then(_number(known[name].kind, turn))
        else:
            continue
        columns.append(value.alias(name))
    return pl.select(columns)


def _number(kind: Kind, turn: pl.Expr) -> pl.Expr:
    """One of a few numbers that are legal."""
    low = kind.low or 0
    step = 1 if kind.high is None else min(1, (kind.high - low) / 4)
    return (low + turn * step).cast(pl.Float64)


@pytest.mark.parametrize("name", ["porto", "westmidlands"])
def test_both_hubs_decide_the_same_over_a_synthetic_portfolio(
    cluster: Cluster, folder: Path, tmp_path: Path, name: str
) -> None:
    hub = load_hub(name)
    table = synthetic(hub, 900, calls=4)
    table.write_parquet(tmp_path / "all.parquet")
    judged = [(c.id, p.id) for p in hub.methodology.methodology.phases for c in p.criteria
              if c.judged and len(c.scale) == 2]
    panel = pl.DataFrame([
        (f"v{row}", phase, criterion, "ana", (row * 7 + number) % 4 + 1)
        for row in range(0, 900, 2) for number, (criterion, phase) in enumerate(judged)
    ], schema=["venture", "phase", "criterion", "assessor", "score"], orient="row")
    panels = [tmp_path / "panel.parquet"] if judged else []
    if judged:
        panel.write_parquet(panels[0])
    summary = assert_same(hub, [tmp_path / "all.parquet"], folder, OnCluster(cluster), size=400,
                          panel=panels)
    assert summary.ventures == 900
    assert summary.phases[0].reached == 900


EXAMPLE = Path(__file__).parents[2] / "examples" / "call-labis-2023"


def test_the_call_of_41(cluster: Cluster, folder: Path, tmp_path: Path) -> None:
    hub = load_hub("porto")
    prepared = prepare(hub, load_inputs([EXAMPLE]))
    facts = [name for name in prepared.table.columns
             if "/" not in name and not name.startswith(("_", "parameters."))]
    prepared.table.select(
        pl.col("_id").alias("id"), pl.lit("labis-2023").alias("call"), *facts,
    ).write_parquet(tmp_path / "call.parquet")
    summary = assert_same(
        hub, [tmp_path / "call.parquet"], folder, OnCluster(cluster), size=20,
        panel=sorted(EXAMPLE.glob("jury*.csv")),
        as_of=prepared.cases[0].as_of)
    assert [figures.recommended.get("advance") for figures in summary.phases[:4]] == [41, 20, 10, 5]


QUOTA = quota(12_000)


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """So many rows that workers write several part files."""
    at = pl.int_range(30_000)
    pl.select(
        pl.format("v{}", at).alias("id"), pl.lit("all").alias("call"),
        pl.when(at % 11 > 0).then((at * 7919 % 97).cast(pl.Float64))
        .alias("identify.group_size"),
    ).write_parquet(tmp_path / "large.parquet")
    return tmp_path / "large.parquet"


@pytest.mark.parametrize("size", [15_000, 11_111], ids=["even", "uneven"])
def test_what_workers_write_are_the_rows_of_one_file(
    cluster: Cluster, hub_of: HubOf, folder: Path, large: Path, size: int
) -> None:
    formats = ("parquet", "csv") if size == 11_111 else ("parquet",)
    assert_same(hub_of(QUOTA), [large], folder, OnCluster(cluster), size=size, formats=formats)


def test_a_table_without_rows(
    cluster: Cluster, hub_of: HubOf, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "none.csv").write_text("id,call,identify.group_size\n", "utf-8")
    summary = assert_same(hub_of(QUOTA), [tmp_path / "none.csv"], folder, OnCluster(cluster),
                          size=5, formats=("parquet", "csv", "ndjson"))
    assert summary.ventures == 0


def test_a_worker_that_is_killed_costs_time_alone(
    cluster: Cluster, hub_of: HubOf, folder: Path, large: Path
) -> None:
    hub = hub_of(QUOTA)
    here, _ = written(hub, [large], folder / "r.parquet", Local())
    before = set(cluster.client.run(os.getpid).values())
    killed: list[int] = []

    def kill_one(_: int) -> None:
        if not killed:
            killed.append(before.pop())
            os.kill(killed[0], signal.SIGKILL)

    there, _ = written(hub, [large], folder / "r.parquet", OnCluster(cluster), size=3_000,
                       progress=kill_one)
    assert same_rows(there, here)
    assert killed
    cluster.client.wait_for_workers(2, timeout=30)


def test_bad_rows_are_told_as_on_this_machine(
    cluster: Cluster, hub_of: HubOf, folder: Path, tmp_path: Path
) -> None:
    hub = hub_of(QUOTA)
    table = pl.DataFrame({"id": [f"v{i}" for i in range(40)], "identify.group_size": [5.0] * 40})
    paths = [tmp_path / "a.parquet", tmp_path / "b.csv"]
    table.with_columns(pl.when(pl.col("id") == "v20").then(-1.0).otherwise(5.0)
                       .alias("identify.group_size")).write_parquet(paths[0])
    table.tail(3).with_columns(pl.lit("many").alias("identify.group_size")).write_csv(paths[1])
    told = []
    for engine in (Local(), OnCluster(cluster)):
        with pytest.raises(BadInput) as caught:
            written(hub, paths, folder / "r.csv", engine, size=7)
        told.append(([str(problem) for problem in caught.value.problems], caught.value.closing))
        assert not list(folder.iterdir())
    assert told[0] == told[1]
    assert told[1][0][0].startswith(f"{paths[0]}:21: identify.group_size: must be 0 or more")
    assert len(told[1][0]) == 7


def test_a_damaged_file_is_told(
    cluster: Cluster, hub_of: HubOf, folder: Path, tmp_path: Path
) -> None:
    path = tmp_path / "v.parquet"
    pl.DataFrame({"id": [f"v{i}" for i in range(90_000)]}).write_parquet(
        path, row_group_size=30_000, compression="uncompressed")
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2:len(whole) // 2 + 20_000] = bytes(20_000)
    path.write_bytes(whole)
    with pytest.raises(BadInput, match=r"v\.parquet: (cannot be read as Parquet|id)"):
        written(hub_of(QUOTA), [path], folder / "r.csv", OnCluster(cluster), size=30_000)
    assert not list(folder.iterdir())


FACTS_HOOK = """
from hubflow import hookimpl
from .worked_out import of
@hookimpl
def hubflow_facts(dossier):
    return {"reach": of(dossier)}
"""
REACH = """
[[facts]]
id = "reach"
type = "number"
description = "How many are reached."
""" + QUOTA.replace('"identify.group_size"', '"local.reach"')


def folder_hub(tmp_path: Path, worked_out: str) -> LoadedHub:
    """A hub in a folder, with a hook that reads another module of it."""
    home = tmp_path / "folder-hub"
    home.mkdir()
    (home / "methodology.toml").write_text(HEADER + REACH, "utf-8")
    (home / "__init__.py").write_text(FACTS_HOOK, "utf-8")
    (home / "worked_out.py").write_text(worked_out, "utf-8")
    return load_hub(str(home))


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.csv"
    pl.select(pl.format("v{}", pl.int_range(60)).alias("id"),
              (pl.int_range(60) % 13).alias("identify.group_size")).write_csv(path)
    return path


def test_the_code_of_a_folder_travels_with_the_run(
    cluster: Cluster, folder: Path, tmp_path: Path, small: Path
) -> None:
    hub = folder_hub(tmp_path, "def of(dossier):\n    return 3.0 * dossier.identify.group_size\n")
    summary = assert_same(hub, [small], folder, OnCluster(cluster), size=20)
    assert summary.phases[0].highest == 36.0


def test_a_plugin_that_fails_on_a_worker_is_told_with_its_own_traceback(
    cluster: Cluster, folder: Path, tmp_path: Path, small: Path
) -> None:
    hub = folder_hub(tmp_path, "def of(dossier):\n    return 1 / 0\n")
    with pytest.raises(PluginCrash, match=r"hubflow_facts .*venture v0\): ZeroDivisionError") as at:
        written(hub, [small], folder / "r.csv", OnCluster(cluster), size=20)
    assert "worked_out.py" in str(at.value.__cause__)


def test_a_module_that_a_worker_lacks_is_told(
    cluster: Cluster, hub_of: HubOf, folder: Path, small: Path
) -> None:
    hub = hub_of(REACH, FACTS_HOOK.replace("from .worked_out import of", "of = id"))
    with pytest.raises(BadInput, match=r"worker tcp://\S+, tcp://\S+: has no module hooked_\S+, "
                                       r"the hub's plugin .*Install the plugin on every worker"):
        written(hub, [small], folder / "r.csv", OnCluster(cluster))


def test_a_hook_that_looks_at_the_whole_table_does(
    cluster: Cluster, hub_of: HubOf, folder: Path, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = hub_of(QUOTA, """
import polars as pl
from hubflow import hookimpl
@hookimpl
def hubflow_score_phase(phase, table, calls):
    if phase.id != "identify":
        return None
    size = pl.col("identify.group_size")
    return table.select(lower=100 * size / size.max(), upper=100 * size / size.max())
""")
    summary = assert_same(hub, [small], folder, OnCluster(cluster), size=20)
    assert summary.phases[0].highest == 100.0
    # a few ventures at a time, as with many
    monkeypatch.setattr(work, "LAID_OUT", 60)
    for as_long, format in ((False, "csv"), (True, "parquet")):
        assert_same(hub, [small], folder, OnCluster(cluster), size=20, formats=(format,),
                    as_long=as_long)


def test_workers_that_are_not_fit_are_named_with_what_they_lack(small: Path) -> None:
    code = HubCode(load_hub("porto").methodology, "hubflow-odd 1.0", "", "not_here")
    client: Any = Answers({
        "tcp://a:1": {"versions": {"polars": "0.1"}},
        "tcp://b:1": {"versions": {"hubflow": None}, "sizes": {str(small): None}},
        "tcp://c:1": {"sizes": {str(small): 5}, "module": True},
    })
    told = sorted(str(problem) for problem in unfit(client, code, [open_table(small)]))
    assert told == sorted([
        f"{small}: worker tcp://b:1 cannot read this file. Put it into a folder that "
        "all machines find under this path.",
        f"{small}: worker tcp://c:1 has another file under this path. Put it into a "
        "folder that all machines find under this path.",
        f"worker tcp://a:1: has polars 0.1, and this machine {pl.__version__}. Install it there: "
        f"pip install 'polars=={pl.__version__}'",
        "worker tcp://a:1, tcp://b:1: has no module not_here, the hub's plugin (hubflow-odd 1.0). "
        "Install the plugin on every worker, or name the hub by its folder.",
        "worker tcp://b:1: has no hubflow, and this machine 0.1.0. Install it there: "
        "pip install 'hubflow==0.1.0'",
    ])


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A scheduler as one starts it for a cluster, with one worker; and its address."""
    told = tmp_path / "scheduler.json"
    common = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": tmp_path}
    run = [sys.executable, "-m", "dask"]
    own = subprocess.Popen([*run, "scheduler", "--host", "127.0.0.1", "--port", "0",
                            "--dashboard-address", "127.0.0.1:0", "--scheduler-file", told],
                           **common)  # type: ignore[call-overload]
    worker = subprocess.Popen([*run, "worker", "--scheduler-file", told,
                               "--dashboard-address", "127.0.0.1:0", "--nthreads", "1",
                               "--no-nanny", "--local-directory", tmp_path],
                              **common)  # type: ignore[call-overload]
    try:
        while not told.exists() or not told.read_text("utf-8").strip():
            assert own.poll() is None
            time.sleep(0.05)
        import json

        yield own, json.loads(told.read_text("utf-8"))["address"].removeprefix("tcp://")
    finally:
        for process in (worker, own):
            process.kill()
            process.wait()


def test_a_scheduler_of_an_address_and_its_death_in_the_middle_of_a_run(
    hub_of: HubOf, folder: Path, small: Path, large: Path, scheduler: Any
) -> None:
    process, address = scheduler
    with connect(address) as cluster:
        # Dask would tell of a lost scheduler as well, in a log that nobody asked for
        assert not logging.getLogger("distributed.client").isEnabledFor(logging.ERROR)
        assert_same(hub_of(QUOTA), [small], folder, OnCluster(cluster), size=20)
        with pytest.raises(BadInput, match=rf"^dask://{address}: the scheduler does not answer any "
                                           r"more\. Nothing was written\."):
            written(hub_of(QUOTA), [large], folder / "r.csv", OnCluster(cluster), size=3_000,
                    progress=lambda _: process.kill())
    assert not list(folder.iterdir())


def test_an_address_where_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask_connection, "SECONDS", 1)
    with (
        pytest.raises(BadInput, match=r"^dask://127\.0\.0\.1:9: no scheduler answers there.*Start"),
        connect("127.0.0.1:9"),
    ):
        pass
