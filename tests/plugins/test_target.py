"""One hub, however it is named: by its folder, its file, its project or its name."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.hub_head import hub_head

from hubflow import load_hub, load_inputs, run
from hubflow.cli.main import cli
from hubflow.kit.cases.cases import cases_of, run_case
from hubflow.kit.checking.plugin_check import check_hub
from hubflow.model.files import METHODOLOGY
from hubflow.model.input_problems import BadInput
from hubflow.plugins.crash import PluginCrash
from hubflow.plugins.discovery import installed_hubs
from hubflow.plugins.target import target_of

METHOD = hub_head("garden", "Garden", edition="EDITION", place="Town") + """\
[[facts]]
id = "visits"
type = "number"
description = "How many visits were there?"
[[stages.identify.requirements]]
id = "visited"
holds = "local.visits >= 2 AND identify.authority_named"
says = "It was visited, and the authority is named."
source = "s"
"""

CODE = """
import hubflow
from . import counting


@hubflow.hookimpl
def hubflow_facts(dossier):
    from .counting import visits
    return {"visits": visits()}
"""

CASE = """
says = "The hook counts the visits."
as_of = 2024-06-01
[dossier]
id = "bees"
name = "Bees"
identify.includes_children = false
identify.includes_adults_at_risk = false
identify.group_size = 20
identify.authority.name = "The council"
[expect.bees.phases.identify]
recommendation = "advance"
"""

PROJECT = '[project]\nname = "x"\n[project.entry-points.hubflow]\ngarden = "hubflow_garden"\n'

DOSSIER = CASE[CASE.index("id = "):CASE.index("[expect")]


def package(folder: Path, visits: int = 3, edition: str = "1") -> Path:
    """A project that is not installed, with the package ``hubflow_garden`` in it."""
    inside = folder / "hubflow_garden"
    (inside / "cases").mkdir(parents=True)
    (folder / "pyproject.toml").write_text(PROJECT, "utf-8")
    (folder / "bees.toml").write_text(DOSSIER, "utf-8")
    (inside / "cases" / "bees.toml").write_text(CASE, "utf-8")
    (inside / METHODOLOGY).write_text(METHOD.replace("EDITION", edition), "utf-8")
    (inside / "__init__.py").write_text(CODE, "utf-8")
    (inside / "counting.py").write_text(f"def visits():\n    return {visits}\n", "utf-8")
    return inside


def recommended(spec: str | Path, dossier: Path) -> str | None:
    """What the hub recommends in its first phase."""
    result = run(load_hub(spec), load_inputs([dossier]))
    return result.ventures[0].stages[0].recommendation


@pytest.mark.parametrize("named", ["hubflow_garden", ".", f"hubflow_garden/{METHODOLOGY}"])
def test_running_and_checking_judge_the_same_hub(tmp_path: Path, named: str) -> None:
    package(tmp_path)
    spec = f"{tmp_path}/{named}"
    hub = load_hub(spec)
    assert hub.implements("hubflow_facts")
    assert [run_case(hub, case) for case in cases_of(hub)] == [()]
    assert recommended(spec, tmp_path / "bees.toml") == "advance"
    report = check_hub(spec)
    assert not {"HF201", "HF402", "HF403"} & {finding.check for finding in report.findings}
    assert {"HF201", "HF403"} <= report.ran


def test_a_folder_without_python_is_data_alone(tmp_path: Path) -> None:
    inside = package(tmp_path)
    (inside / "__init__.py").unlink()
    assert target_of(inside).module == ""
    assert not load_hub(inside).manager.get_plugins()


@pytest.mark.parametrize("named", ["porto", "westmidlands"])
def test_the_folder_of_an_installed_plugin_is_the_plugin(named: str) -> None:
    by_name = load_hub(named)
    folder = by_name.methodology.file.path.parent
    for spec in (folder, str(folder), folder / METHODOLOGY):
        by_folder = load_hub(spec)
        assert by_folder.plugin == by_name.plugin
        assert by_folder.hooks_digest == by_name.hooks_digest
        assert by_folder.methodology.file.digest == by_name.methodology.file.digest


def test_two_editions_of_one_package_run_side_by_side(tmp_path: Path) -> None:
    old, new = package(tmp_path / "old", 1, "1"), package(tmp_path / "new", 3, "2")
    path = list(sys.path)
    for _ in range(2):  # in whatever order, and again
        assert recommended(old, tmp_path / "old" / "bees.toml") == "revise"
        assert recommended(new, tmp_path / "old" / "bees.toml") == "advance"
    assert "hubflow_garden" not in sys.modules
    assert sys.path == path
    done = CliRunner().invoke(cli, ["compare", "-p", str(old), "-p", str(new),
                                     str(tmp_path / "new" / "bees.toml")])
    assert done.exit_code == 0, done.output


def test_a_folder_is_read_anew_once_its_code_was_changed(tmp_path: Path) -> None:
    inside = package(tmp_path)
    assert recommended(inside, tmp_path / "bees.toml") == "advance"
    (inside / "counting.py").write_text("def visits():\n    return 0 + 0\n", "utf-8")
    assert recommended(inside, tmp_path / "bees.toml") == "revise"


def test_a_package_that_imports_itself_by_name_is_told_where(tmp_path: Path) -> None:
    inside = package(tmp_path)
    (inside / "__init__.py").write_text(
        CODE.replace("from .counting", "from hubflow_garden.counting"), "utf-8")
    with pytest.raises(BadInput) as raised:
        load_hub(inside)
    (problem,) = raised.value.problems
    assert problem.file.endswith("__init__.py")
    assert problem.line == 8
    assert "from . import" in problem.to_do
    assert "HF201" in {finding.check for finding in check_hub(str(inside)).findings}


def test_what_fails_while_it_is_loaded_leaves_nothing_behind(tmp_path: Path) -> None:
    inside = package(tmp_path)
    (inside / "__init__.py").write_text("from . import counting\nraise KeyError('no')\n", "utf-8")
    before = set(sys.modules)
    with pytest.raises(PluginCrash, match="KeyError"):
        load_hub(inside)
    assert {name for name in set(sys.modules) - before if "folder" in name} == set()


def test_trace_lists_hubflows_own_plugins_where_no_hub_is_named() -> None:
    assert len(installed_hubs()) > 1
    lines = CliRunner().invoke(cli, ["plugins", "--trace"]).output.splitlines()
    answered = {tuple(line.split("  ")[1:3]) for line in lines[1:]}
    assert answered >= {
        ("hubflow_recommend", "hubflow own rules"), ("hubflow_render", "hubflow pdf format"),
        ("hubflow_import", "hubflow toml importer"),
        ("hubflow_open_cases", "hubflow register capability"),
        ("hubflow_run_inputs", "hubflow tables capability")}


def test_trace_says_where_the_code_is(tmp_path: Path) -> None:
    inside = package(tmp_path)
    trace = ["plugins", "--trace", "-p", str(tmp_path)]
    told = CliRunner().invoke(cli, trace).output
    assert f"code         {inside / '__init__.py'}" in told
    assert "hubflow_facts" in told
    (inside / "__init__.py").unlink()
    told = CliRunner().invoke(cli, trace).output
    assert "data alone" in told
