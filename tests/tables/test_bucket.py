"""Tables in object storage: read as files are, by this machine and by the workers of a cluster."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.tables.answers import Answers
from tests.tables.conftest import quota
from tests.tables.object_storage import object_storage

from hubflow.model.input_problems import BadInput
from hubflow.plugins.manager import load_hub
from hubflow.reading.table_names import part_files
from hubflow.tables.cluster.fitness import unfit
from hubflow.tables.cluster.hub_code import HubCode
from hubflow.tables.input.object_storage import Address, path_or_address
from hubflow.tables.input.table_files import open_table


def table(first: int, rows: int) -> pl.DataFrame:
    at = pl.int_range(first, first + rows)
    return pl.select(
        pl.format("v{}", at).alias("id"), pl.lit("2024").alias("call"),
        (at * 7919 % 97).cast(pl.Float64).alias("identify.group_size"))


@pytest.fixture(scope="module")
def buckets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bucket with three tables in a folder, and others beside them."""
    root = tmp_path_factory.mktemp("buckets")
    calls = root / "programme" / "calls"
    (calls / "old").mkdir(parents=True)
    table(0, 500).write_parquet(calls / "a.parquet", row_group_size=100)
    table(500, 300).write_csv(calls / "b.csv", separator=";")
    table(800, 200).write_ndjson(calls / "c.ndjson")
    table(0, 1).write_parquet(calls / "old" / "a.parquet")
    table(0, 1).write_parquet(calls / "secret.parquet")
    (calls / "damaged.parquet").write_bytes((calls / "a.parquet").read_bytes()[:-9])
    return root


@pytest.fixture(scope="module")
def reached(buckets: Path) -> Iterator[dict[str, str]]:
    with object_storage(buckets) as settings:
        yield settings


@pytest.fixture
def settings(reached: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in reached.items():
        monkeypatch.setenv(name, value)


def run(
    hub: Path, reached: dict[str, str], *arguments: str | Path
) -> subprocess.CompletedProcess[str]:
    # a process of its own: a fork of one with threads may wait for ever for a lock of theirs
    return subprocess.run(
        [sys.executable, "-m", "hubflow", "run", "-p", str(hub), "--as-of", "2024-06-01",
         *map(str, arguments)], capture_output=True, text=True, check=False,
        env={**os.environ, **reached})


@pytest.mark.parametrize("engine", ["local", "dask"])
def test_a_bucket_gives_what_its_files_give(
    buckets: Path, reached: dict[str, str], hub_of: Any, tmp_path: Path, engine: str
) -> None:
    hub_of(quota(400))
    hub, calls = tmp_path / "hub0", buckets / "programme" / "calls"
    here = run(hub, {}, calls / "a.parquet", calls / "b.csv", calls / "c.ndjson", "--out",
               tmp_path / "here.parquet", "--json")
    assert here.returncode == 0, here.stderr
    there = run(hub, reached, "s3://programme/calls/?.parquet", "s3://programme/calls/[b].csv",
                "s3://programme/calls/c.ndjson", "--out", tmp_path / "there.parquet", "--json",
                "--engine", engine)
    assert there.returncode == 0, there.stderr
    out = tmp_path / "there.parquet"
    rows = pl.concat(pl.read_parquet(file) for file in part_files(out) or [out])
    assert rows.equals(pl.read_parquet(tmp_path / "here.parquet"))
    assert there.stdout == here.stdout


def test_all_that_is_wrong_with_addresses_is_told(
    reached: dict[str, str], hub_of: Any, tmp_path: Path
) -> None:
    hub_of(quota(400))
    done = run(tmp_path / "hub0", reached, "s3://programme/calls/none.parquet",
               "s3://programme/calls/damaged.parquet", "s3://programme/calls/secret.parquet")
    assert done.returncode == 2
    none, damaged, secret, _ = sorted(done.stderr.splitlines(), key=lambda line: (
        "none" not in line, "damaged" not in line, "secret" not in line))
    assert none == ("s3://programme/calls/none.parquet: there is no such object in the bucket, or "
                    "no such bucket.")
    assert damaged.startswith("s3://programme/calls/damaged.parquet: cannot be read as Parquet")
    assert secret.startswith("s3://programme/calls/secret.parquet: cannot be read: ")
    assert "account" in secret
    done = run(tmp_path / "hub0", reached, "https://host/a.csv", "ftp://host/b.csv")
    assert [line.partition(": ")[0] for line in done.stderr.splitlines()[:2]] == [
        "ftp://host/b.csv", "https://host/a.csv"]
    done = run(tmp_path / "hub0", reached, "s3://programme/calls/a.parquet", "one.toml")
    assert done.stderr.startswith("s3://programme/calls/a.parquet: a table of ventures stands")
    done = run(tmp_path / "hub0", reached, "s3://programme/calls/*.nothing.parquet")
    assert (done.returncode, done.stderr) == (
        2, "s3://programme/calls/*.nothing.parquet: no file has such a name.\n")


@pytest.mark.usefixtures("settings")
def test_patterns_stay_within_their_folder() -> None:
    found = Address("s3://programme/*/?.parquet").matches()
    assert found == [Address("s3://programme/calls/a.parquet")]
    assert Address("s3://programme/calls/old/a.parquet") not in Address(
        "s3://programme/*/*").matches()


@pytest.mark.parametrize("address", ["az://programme/calls/a.parquet",
                                     "abfss://programme@any.dfs.core.windows.net/calls/a.parquet"])
def test_azure_is_found_by_both_ways_of_writing_it(
    reached: dict[str, str], monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    # both libraries must take the same place for what the address says
    for name, value in {"ACCOUNT_NAME": "any", "ACCOUNT_KEY": "a2V5", "ALLOW_HTTP": "true",
                        "ENDPOINT": reached["AWS_ENDPOINT_URL"]}.items():
        monkeypatch.setenv(f"AZURE_STORAGE_{name}", value)
        monkeypatch.setenv(f"AZURE_{name}", value)
    file = open_table(Address(address))
    assert file.rows == 500
    assert sum(batch.height for batch in file.batches(["id"], 1000)) == 500
    assert Address(address).size() == sum(map(len, Address(address).chunks()))


@pytest.mark.usefixtures("settings")
def test_a_worker_that_cannot_read_the_bucket_is_told() -> None:
    code = HubCode(load_hub("porto").methodology, "hubflow-porto", "")
    address = "s3://programme/calls/a.parquet"
    client: Any = Answers({"tcp://a:1": {}, "tcp://b:1": {"sizes": {address: None}}})
    told = [str(problem) for problem in unfit(client, code, [open_table(Address(address))])]
    assert told == [f"{address}: worker tcp://b:1 cannot read this file. Install hubflow[cloud] "
                    "there, and give it an account that may read the bucket."]


def test_an_address_is_told_from_a_path(tmp_path: Path) -> None:
    assert path_or_address(Path("s3://bucket/calls/a.parquet")) == Address("s3://bucket/calls/a.parquet")
    assert path_or_address(tmp_path / "a.parquet") == tmp_path / "a.parquet"
    with pytest.raises(BadInput, match=r"^https://host/a\.csv: addresses of this kind are not"):
        path_or_address(Path("https://host/a.csv"))


def test_without_its_library_an_address_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "obstore.store", None)
    with pytest.raises(BadInput, match=r"pip install 'hubflow\[cloud\]'"):
        Address("s3://bucket/a.parquet").size()
