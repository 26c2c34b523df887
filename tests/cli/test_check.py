"""``hubflow check`` and ``hubflow explain`` as their users meet them."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from tests.quick_start import hubflow_command

from hubflow.plugins.check_catalogue import checks

ZOO = Path(__file__).parents[1] / "kit" / "zoo.py"


@pytest.fixture(scope="module")
def zoo() -> ModuleType:
    import importlib.util

    spec = importlib.util.spec_from_file_location("zoo", ZOO)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def hubflow(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*hubflow_command(), *args], cwd=folder, text=True, capture_output=True,
        check=False, env={**os.environ, "PYTHONPATH": str(folder)})


def test_all_installed_hubs_are_checked_and_none_harms_another(
    zoo: ModuleType, tmp_path: Path
) -> None:
    animals = {spoilt.id: spoilt for spoilt in zoo.ZOO}
    zoo.install(tmp_path, "good")
    for id in ("ends_the_process", "spoils_builtins", "imports_nothing", "not_toml"):
        zoo.install(tmp_path, id, animals[id])
    zoo.install(tmp_path, "one", entry="same")
    zoo.install(tmp_path, "two", entry="same")
    (tmp_path / "plug_gone-1.0.dist-info").mkdir()
    (tmp_path / "plug_gone-1.0.dist-info" / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: plug-gone\nVersion: 1.0\n", "utf-8")
    (tmp_path / "plug_gone-1.0.dist-info" / "entry_points.txt").write_text(
        "[hubflow]\ngone = plug_gone\n", "utf-8")
    done = hubflow(tmp_path, "check", "--json")
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    reports = {report["plugin"]: report for report in json.loads(done.stdout)}
    found = {name: {finding["check"] for finding in report["findings"]}
             for name, report in reports.items()}
    assert found["plug-good 1.0"] == set()
    for hub in ("porto", "westmidlands"):  # the hubs of this repository hold, whatever is beside
        report = reports[f"hubflow-{hub} 0.1.0"]
        assert report["holds"]
        assert report["findings"] == []
        assert len(report["ran"]) == report["required"]
        assert all(each["reason"] for each in report["expected"])
    assert found["plug-ends_the_process 1.0"] == {"HF205"}
    assert found["plug-spoils_builtins 1.0"] == {"HF206"}
    assert found["plug-imports_nothing 1.0"] == {"HF201"}
    assert found["not_toml"] == {"HF103"}
    assert found["same"] == {"HF102"}
    assert found["gone"] == {"HF101"}
    duplicate = next(each for each in reports["same"]["findings"])
    assert "plug-one" in f"{duplicate}"
    assert "plug-two" in f"{duplicate}"


def test_two_hubs_of_one_id_are_told_apart(zoo: ModuleType, tmp_path: Path) -> None:
    zoo.install(tmp_path, "good")
    zoo.write(tmp_path, "mine")
    path = tmp_path / "plug_mine" / "methodology.toml"
    path.write_text(path.read_text("utf-8").replace('id = "mine"', 'id = "good"'), "utf-8")
    done = hubflow(tmp_path, "check", "./plug_mine")
    assert done.returncode == 1
    assert done.stdout.startswith('plug_mine/methodology.toml:3: hub.id: plug-good is a hub with '
                                  'the id "good" too.')


def test_a_report_begins_with_what_is_wrong_and_counts_what_ran(
    zoo: ModuleType, tmp_path: Path
) -> None:
    path = zoo.write(tmp_path, "good") / "methodology.toml"
    path.write_text(path.read_text("utf-8").replace("scale = [1, 5]", "scael = [1, 5]"), "utf-8")
    done = hubflow(tmp_path, "check", "./plug_good")
    assert done.returncode == 1
    first, *rest = done.stdout.splitlines()
    assert first.startswith("plug_good/methodology.toml:")
    assert "stages.understand.criteria[1]" in first
    assert "Not run: HF301 to HF506: the methodology is not sound (level 1)." in done.stdout
    assert re.search(r"3 Laws +0/\d+  not run", done.stdout)
    assert " required checks ran" in rest[-1]
    # the file that cannot even be parsed is a finding about the plugin, not a wrong usage
    path.write_text("api = ", "utf-8")
    torn = hubflow(tmp_path, "check", "./plug_good", "--json")
    assert torn.returncode == 1
    data = json.loads(torn.stdout)
    assert [finding["check"] for finding in data["findings"]] == ["HF103"]
    assert not data["holds"]
    assert {each["check"] for each in data["not_run"]} | set(data["ran"]) == {
        id for id, check in checks().items() if check.level <= 5}


@pytest.mark.parametrize("args", [
    ("check", "no-such-hub"), ("check", "./no-such-folder"), ("check", "porto", "--seconds", "0"),
    ("check", "porto", "westmidlands", "--against", "porto"), ("check", "--watch"),
    ("check", "porto", "--against", "./nowhere"), ("explain", "HF333"),
])
def test_bad_usage_is_2_and_tells_what_to_do(tmp_path: Path, args: tuple[str, ...]) -> None:
    done = hubflow(tmp_path, *args)
    assert done.returncode == 2, done.stdout
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_checks_are_explained(tmp_path: Path) -> None:
    done = hubflow(tmp_path, "explain", "hf311")
    assert done.returncode == 0
    assert done.stdout.startswith(f"HF311: {checks()['HF311'].title}\nLevel 3: Laws\n")
    assert "    points = [[0, 0], [10, 5], [20, 3], [30, 10]]" in done.stdout
    gate = " ".join(hubflow(tmp_path, "explain", "HF303").stdout.split())
    assert gate.index("guarantees") < gate.index("`hubflow_recommend`")
    listed = hubflow(tmp_path, "explain", "--json")
    assert [check["id"] for check in json.loads(listed.stdout)] == list(checks())
    for check in json.loads(listed.stdout):
        assert all(check[key].strip() for key in ("title", "about", "why", "to_do")), check["id"]
    assert "HF303" in hubflow(tmp_path, "explain", "FH303").stderr


@pytest.mark.skipif(os.name != "posix", reason="ends the process as Ctrl-C does")
def test_a_saved_file_is_checked_again_till_ctrl_c(zoo: ModuleType, tmp_path: Path) -> None:
    path = zoo.write(tmp_path, "good") / "methodology.toml"
    sound = path.read_text("utf-8")
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "hubflow", "check", "./plug_good", "--watch"], cwd=tmp_path,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:
        assert process.stdout is not None
        first = _till(process, "Watching")
        path.write_text(sound.replace('"innovation"', '"inovation"'), "utf-8")
        second = _till(process, "Watching")
        process.send_signal(signal.SIGINT)
        rest, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    assert "All holds" in first
    assert second.lstrip("\n").startswith("plug_good/methodology.toml:")
    assert '"innovation"' in second.splitlines()[0]
    assert "Traceback" not in rest + errors


def _till(process: subprocess.Popen[str], word: str) -> str:
    """What a process prints up to the line that begins with a word."""
    assert process.stdout is not None
    lines: list[str] = []
    for line in process.stdout:
        if line.startswith(word):
            return "".join(lines)
        lines.append(line)
    raise AssertionError("".join(lines))
