"""Files that plugins read: dossiers and a jury's judgements, by hubflow's own hooks and a hub's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.plugins.test_plugins import METHOD

from hubflow import LoadedHub, load_hub, load_inputs, run
from hubflow.model.input_problems import BadInput
from hubflow.plugins.built_in import built_in_modules
from hubflow.plugins.crash import PluginCrash

JUDGED = """
[[stages.identify.criteria]]
id = "idea"
title = "Is it good?"
concept = "innovation"
judged = true
scale = [1, 5]
source = "s"
"""
PLATFORM = """
import json

from hubflow import hookimpl


@hookimpl
def hubflow_import_judgements(path):
    if path.suffix != ".json":
        return None
    return [{"venture": vote["project"], "phase": "identify", "criterion": vote["question"],
             "assessor": vote["by"], "score": vote["points"], "date": vote.get("on")}
            for vote in json.loads(path.read_text("utf-8"))["votes"]]
"""
VOTE = {"project": "v", "question": "idea", "by": "Ana", "points": 4}


@pytest.fixture
def hub(tmp_path: Path) -> LoadedHub:
    """A hub whose jury works on a platform that exports JSON."""
    folder = tmp_path / "good"
    folder.mkdir()
    (folder / "__init__.py").write_text(PLATFORM, "utf-8")
    (folder / "methodology.toml").write_text(METHOD.format(name="good") + JUDGED, "utf-8")
    (tmp_path / "v.toml").write_text('id = "v"\nname = "V"\n', "utf-8")
    return load_hub(f"{folder}/")


def votes(folder: Path, *votes: object) -> Path:
    path = folder / "votes.json"
    path.write_text(json.dumps({"votes": votes}), "utf-8")
    return path


def test_a_file_that_no_plugin_knows_is_nobodys(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("x", "utf-8")
    with pytest.raises(BadInput, match="no plugin reads it"):
        load_inputs([path])


def test_a_capability_reads_files_by_a_file_of_its_own() -> None:
    found = built_in_modules("hubflow_import")
    assert found == {
        "hubflow grants importer": "hubflow.grants.grants_importer",
        "hubflow toml importer": "hubflow.plugins.toml_importer",
        "hubflow workbook importer": "hubflow.workbook.workbook_importer",
    }
    judged = built_in_modules("hubflow_import_judgements")
    assert judged["hubflow scoring sheet importer"] == "hubflow.jury.scoring_sheet_importer"


def test_the_export_of_a_jurys_platform_is_read_by_a_hubs_hook(
    hub: LoadedHub, tmp_path: Path
) -> None:
    path = votes(tmp_path, VOTE, VOTE | {"by": "Rui", "points": 2, "on": "2026-03-01"})
    result = run(hub, load_inputs([tmp_path / "v.toml"]), panel=[path])
    criterion = result.ventures[0].stages[0].phases[0].criteria[-1]
    assert criterion.id == "idea"
    assert (criterion.lower, criterion.upper) == (3.0, 3.0)
    assert [speaker.plugin for speaker in hub.speakers("hubflow_import_judgements")] == [
        hub.plugin, "hubflow scoring sheet importer", "hubflow judgement table importer",
        "hubflow column table importer"]


def test_its_judgements_are_checked_like_the_rows_of_a_sheet(
    hub: LoadedHub, tmp_path: Path
) -> None:
    inputs = load_inputs([tmp_path / "v.toml"])
    with pytest.raises(BadInput) as bad:
        run(hub, inputs, panel=[votes(tmp_path, VOTE, VOTE | {"project": "w", "by": "Rui"})])
    (problem,) = bad.value.problems
    assert (problem.line, problem.key) == (2, "venture")
    with pytest.raises(PluginCrash, match=r"hubflow_import_judgements .*KeyError: 'by'"):
        run(hub, inputs, panel=[votes(tmp_path, {"project": "v", "question": "idea"})])
    with pytest.raises(PluginCrash, match="no text, number or date"):
        run(hub, inputs, panel=[votes(tmp_path, VOTE | {"points": [1, 2]})])
