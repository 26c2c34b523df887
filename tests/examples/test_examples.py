"""Every example under every hub of this repository."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from hubflow import load_hub, load_inputs, run
from hubflow.cli.file_writing import documents_of
from hubflow.cli.to_json import as_data, result_json
from hubflow.model.results import RunResult
from hubflow.reading.records.json_schema import json_schema

ROOT = Path(__file__).parents[2]
DOSSIERS = sorted([*(ROOT / "examples").glob("*.toml"),
                   *(ROOT / "examples" / "transfers").glob("*.toml")])
CHALLENGES = sorted((ROOT / "examples" / "challenges").glob("*.toml"))
HUBS = ("porto", "westmidlands")
RATES = {"porto": {"GBP": 1.17}, "westmidlands": {"EUR": 0.85}}


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = json_schema(RunResult, "The results of `hubflow run`")
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.mark.parametrize("hub", HUBS)
@pytest.mark.parametrize("path", [*DOSSIERS, *CHALLENGES], ids=lambda path: path.stem)
def test_every_example_runs_and_fits_the_schema(
    path: Path, hub: str, validator: Draft202012Validator
) -> None:
    loaded = load_hub(hub)
    result = run(loaded, load_inputs([path]), rates=RATES[hub])
    data = json.loads(result_json(result))
    assert data == json.loads(json.dumps(as_data(result)))
    assert not list(validator.iter_errors(data))
    venture = data["ventures"][0]
    assert [stage["stage"] for stage in venture["stages"]] == [
        "identify", "understand", "test", "incubate", "trade", "scale"]
    files = documents_of(loaded, result, ("md",), ())
    names = {name.rpartition("/")[2] for name in files}
    expected = {"result.json", "scorecard.md"}
    assert names == (expected if path in CHALLENGES else expected | {"proposal.md"})


def test_the_examples_that_are_promised_are_there() -> None:
    assert {path.stem for path in DOSSIERS} >= {
        "girls-club-porto", "projeto-familia", "percursos", "sport-4-life-uk", "miss-macaroon",
        "birmingham-step-down"}
    assert {path.stem for path in CHALLENGES} >= {
        "young-people-leaving-care-porto", "care-leavers-birmingham"}


def test_the_call_under_the_other_hub(validator: Draft202012Validator) -> None:
    result = run(load_hub("westmidlands"), load_inputs([ROOT / "examples" / "call-labis-2023"]))
    assert len(result.ventures) == 41
    assert not list(validator.iter_errors(json.loads(result_json(result))))


def test_the_script_writes_the_same_call_again(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(ROOT / "scripts" / "make_call.py"), str(tmp_path)],
                   check=True)
    committed = ROOT / "examples" / "call-labis-2023"
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert written == {path.name: path.read_bytes() for path in committed.iterdir()}


@pytest.mark.parametrize("threads", ["1", "2"])
def test_hash_seed_and_thread_count_change_nothing(tmp_path: Path, threads: str) -> None:
    del tmp_path
    outputs = {
        subprocess.run(
            [sys.executable, "-m", "hubflow", "run", "-p", "porto", "--json",
             str(ROOT / "examples" / "call-labis-2023")],
            check=True, capture_output=True,
            env={"PYTHONHASHSEED": seed, "POLARS_MAX_THREADS": threads, "PATH": "/usr/bin"},
        ).stdout
        for seed in ("0", "7")
    }
    assert len(outputs) == 1
    assert len(json.loads(outputs.pop())["ventures"]) == 41
