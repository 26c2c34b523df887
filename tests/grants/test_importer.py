"""A 360Giving package where dossiers are read: by the hook that any plugin has."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from hubflow import BadInput, load_hub, load_inputs, run
from hubflow.cli.main import cli

from .conftest import GRANT

BAKERY = {**GRANT, "id": "360G-madeup-2",
          "recipientOrganization": [{"id": "GB-COH-00000034", "name": "Bakery"}]}


def package(folder: Path, *grants: Any, name: str = "package.json") -> Path:
    path = folder / name
    path.write_text(json.dumps({"grants": grants}), "utf-8")
    return path


def test_every_recipient_of_a_package_is_a_dossier(tmp_path: Path) -> None:
    path = package(tmp_path, GRANT, BAKERY, {**GRANT, "id": "360G-madeup-3"})
    inputs = load_inputs([path, path])
    assert [entry.own.name for entry in inputs.entries] == ["Kitchen", "Bakery"]
    assert [len(entry.own.incubate.awards) for entry in inputs.entries if entry.own.incubate] == [
        2, 1]
    result = run(load_hub("westmidlands"), inputs)
    assert [venture.id for venture in result.ventures] == ["gb-coh-00000012", "gb-coh-00000034"]


def test_run_takes_a_package_as_it_takes_what_import_wrote(tmp_path: Path) -> None:
    path = package(tmp_path, GRANT)
    runner = CliRunner()
    said = runner.invoke(cli, ["grants", "import", str(path), "--out", str(tmp_path / "in")])
    assert said.exit_code == 0, said.output
    results = []
    for given in (path, tmp_path / "in" / "gb-coh-00000012.toml"):
        done = runner.invoke(cli, ["run", "-p", "westmidlands", str(given), "--json",
                                   "--as-of", "2024-01-01"], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        results.append(json.loads(done.stdout)["ventures"])
    assert results[0] == results[1]


def test_problems_name_the_place_in_the_package(tmp_path: Path) -> None:
    twice = package(tmp_path, GRANT, GRANT)
    with pytest.raises(BadInput, match=r"package\.json.*grants\[1\]"):
        load_inputs([twice])
    (tmp_path / "kitchen.toml").write_text('id = "gb-coh-00000012"\nname = "Other"\n', "utf-8")
    with pytest.raises(BadInput, match="is also the id in"):
        load_inputs([package(tmp_path, GRANT), tmp_path / "kitchen.toml"])
    broken = tmp_path / "broken.json"
    broken.write_text('{"grants": [', "utf-8")
    with pytest.raises(BadInput, match="this is not JSON"):
        load_inputs([broken])


def test_other_json_is_no_package(tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    path.write_text('{"ventures": []}', "utf-8")
    with pytest.raises(BadInput, match="these are results that hubflow wrote"):
        load_inputs([path])


def test_a_hubs_own_reader_is_asked_before_the_core(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "methodology.toml").write_text(
        (load_hub("westmidlands").methodology.file.path).read_text("utf-8"), "utf-8")
    (folder / "__init__.py").write_text(
        "from hubflow import hookimpl\n\n\n@hookimpl\ndef hubflow_import(path):\n"
        '    return [{"id": "own", "name": "Own"}]\n', "utf-8")
    hub = load_hub(f"{folder}/")
    kitchen = tmp_path / "kitchen.toml"
    kitchen.write_text('id = "kitchen"\nname = "Kitchen"\n', "utf-8")
    inputs = load_inputs([package(tmp_path, GRANT), kitchen], hub)
    assert [entry.own.id for entry in inputs.entries] == ["own", "kitchen"]
