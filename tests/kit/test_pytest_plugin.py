"""Cases through pytest, in processes of their own: collected from folders, and by the class."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Write = Callable[..., Path]

GOOD = '[expect.bees]\nstage = "understand"\n'
DIFFERS = '[expect.bees]\nstage = "test"\n'
BAD = '[expect.bees]\nstge = "test"\n'


def run_pytest(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:randomly",
         "-W", "error", *args],
        cwd=folder, capture_output=True, text=True, check=False)


def test_cases_beside_a_methodology_are_collected(write: Write, tmp_path: Path) -> None:
    write(GOOD, name="good")
    write(DIFFERS, name="differs")
    write(BAD, name="bad")
    (tmp_path / "elsewhere" / "cases").mkdir(parents=True)
    (tmp_path / "elsewhere" / "cases" / "x.toml").write_text("not = 'ours'", "utf-8")
    done = run_pytest(tmp_path, "-v")
    assert done.returncode == 1, done.stdout
    assert "hub/cases/good.toml::good PASSED" in done.stdout
    assert "1 passed" in done.stdout
    assert "2 failed" in done.stdout
    assert "\nhub/cases/differs.toml:19: bees: stage: expected test, came out understand.\n" in (
        done.stdout)
    assert '\nhub/cases/bad.toml:19: expect.bees.stge: unknown key. Did you mean "stage"?\n' in (
        done.stdout)
    assert "Traceback" not in done.stdout
    assert "elsewhere" not in done.stdout


def test_a_fault_that_is_no_authors_keeps_its_traceback(write: Write, tmp_path: Path) -> None:
    write(GOOD)
    (tmp_path / "conftest.py").write_text(
        "import hubflow.kit.cases.cases as cases\n"
        "def broken(hub, case): raise ZeroDivisionError('ours')\n"
        "cases.run_case = broken\n", "utf-8")
    done = run_pytest(tmp_path)
    assert done.returncode == 1
    assert "def broken" in done.stdout


def test_one_class_runs_everything_for_a_plugin(write: Write, tmp_path: Path) -> None:
    write(GOOD, name="good")
    write(DIFFERS, name="differs")
    tests = tmp_path / "test_hub.py"
    tests.write_text("from hubflow.testing import HubKit\n\n"
                     "class TestSmall(HubKit):\n    hub = './hub'\n", "utf-8")
    done = run_pytest(tmp_path, "-v", "test_hub.py", "-k", "case")
    assert "test_hub.py::TestSmall::test_case[good] PASSED" in done.stdout
    assert "test_hub.py::TestSmall::test_case[differs] FAILED" in done.stdout
    assert "\nhub/cases/differs.toml:19: bees: stage: expected test, came out understand.\n" in (
        done.stdout)
    assert "warning" not in done.stdout.lower()


@pytest.mark.usefixtures("hub")
def test_a_hub_that_is_not_there_or_has_no_case_is_told(tmp_path: Path) -> None:
    tests = tmp_path / "test_hub.py"
    text = "from hubflow.testing import HubKit\n\nclass TestIt(HubKit):\n    hub = '{}'\n"
    tests.write_text(text.format("./gone"), "utf-8")
    done = run_pytest(tmp_path)
    assert done.returncode == 2
    assert "./gone: there is no such folder." in done.stdout
    tests.write_text(text.format("./hub"), "utf-8")
    done = run_pytest(tmp_path, "-k", "HF401 or HF403")
    assert done.returncode == 1
    assert "the hub has no case. Write one" in done.stdout
    assert "HF403 was not run: there is no case" in done.stdout


def test_each_check_is_a_test_and_expected_failures_are_strict(
    write: Write, hub: Path, tmp_path: Path
) -> None:
    write(GOOD)
    text = (hub / "methodology.toml").read_text("utf-8")
    unused = '[[sources]]\nid = "unused"\ntitle = "Nobody names it"\nstatus = "published"\n'
    expected = '[[expected_failures]]\ncheck = "HF108"\nreason = "It is kept for the archive."\n'
    classes, outcomes = "from hubflow.testing import HubKit\n", {}
    for name, more, unused_source, expectation in (
        ("Unused", unused, "FAILED", "PASSED"),
        ("Excused", unused + expected, "XFAIL", "PASSED"),
        ("Strict", expected, "PASSED", "FAILED"),
    ):
        shutil.copytree(hub, tmp_path / name)
        (tmp_path / name / "methodology.toml").write_text(text + more, "utf-8")
        classes += f"\nclass Test{name}(HubKit):\n    hub = './{name}'\n"
        outcomes[f"Test{name}::test_check[HF108]"] = unused_source
        outcomes[f"Test{name}::test_check[HF112]"] = expectation
    (tmp_path / "test_hub.py").write_text(classes, "utf-8")
    done = run_pytest(tmp_path, "-v", "-k", "HF108 or HF112")
    for check, outcome in outcomes.items():
        assert f"{check} {outcome}" in done.stdout, done.stdout


def test_who_does_not_use_hubflow_pays_nothing(tmp_path: Path) -> None:
    (tmp_path / "test_other.py").write_text(
        "import sys\n"
        "def test_it():\n"
        "    assert 'hubflow.kit.pytest_plugin' in sys.modules\n"
        "    loaded = {name for name in sys.modules if name.startswith('hubflow')}\n"
        "    assert loaded == {'hubflow', 'hubflow.version', 'hubflow.kit',\n"
        "                      'hubflow.kit.pytest_plugin'}\n"
        "    assert not {'polars', 'cattrs', 'click'} & sys.modules.keys()\n", "utf-8")
    done = run_pytest(tmp_path)
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout
