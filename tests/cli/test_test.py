"""`hubflow test` as a methodology's author meets it: real processes, files and messages."""

from __future__ import annotations

import json
import os
import pty
import subprocess
from pathlib import Path

import pytest
from tests.hub_head import hub_head
from tests.quick_start import hubflow_command, hubflow_here

HUB = hub_head() + """\
[stages.identify]
gate = { advance = { score = 50 }, source = "s" }
[[stages.identify.criteria]]
id = "depth"
title = "Depth"
concept = "need-severity"
judged = true
scale = [1, 5]
source = "s"
"""

CASE = """says = "A depth of three is enough."  # the rule
as_of = 2024-06-01

[dossier]
id = "well"
name = "A well"
hubs.small.judgements = [{ phase = "identify", criterion = "depth", score = 3 }]

[expect.well.phases.identify]
recommendation = "stop" # wrong
score = 50
"""


@pytest.fixture
def case(tmp_path: Path) -> Path:
    (tmp_path / "hub/cases").mkdir(parents=True)
    (tmp_path / "hub/methodology.toml").write_text(HUB, "utf-8")
    path = tmp_path / "hub/cases/three.toml"
    path.write_text(CASE, "utf-8")
    return path


def run(*args: str, cwd: Path, exit: int = 0) -> subprocess.CompletedProcess[str]:
    done = hubflow_here("test", *args, cwd=cwd)
    assert done.returncode == exit, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done


def test_a_difference_is_told_and_accepted_only_when_asked_to(case: Path, tmp_path: Path) -> None:
    told = run("-p", "./hub", cwd=tmp_path, exit=1).stdout
    assert "differs  three: A depth of three is enough." in told
    assert "hub/cases/three.toml:10: well, identify, recommendation" in told
    assert "    expected  stop\n    came out  advance\n" in told
    assert told.endswith("0 of 1 case as expected.\n")

    refused = run("-p", "./hub", "--accept", cwd=tmp_path, exit=1)
    assert "came out  advance" in refused.stdout
    assert refused.stderr == "Nothing was written: add --yes to accept what came out.\n"
    assert case.read_text("utf-8") == CASE

    done = run("hub/cases/three.toml", "--accept", "--yes", cwd=tmp_path).stdout
    assert done.index("came out  advance") < done.index("Written: hub/cases/three.toml")
    assert case.read_text("utf-8") == CASE.replace('"stop"', '"advance"')
    assert sorted(path.name for path in tmp_path.rglob("*")) == [
        "cases", "hub", "methodology.toml", "three.toml"]
    assert run("hub", cwd=tmp_path).stdout == (
        "ok       three: A depth of three is enough.\n1 case, all as expected.\n")


def test_on_a_terminal_it_asks_once_the_difference_is_shown(case: Path, tmp_path: Path) -> None:
    for answer, after in (("n", CASE), ("y", CASE.replace('"stop"', '"advance"'))):
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [*hubflow_command(), "test", "-p", "./hub", "--accept"], cwd=tmp_path,
            stdin=theirs, stdout=theirs, stderr=theirs,
            env={**os.environ, "NO_COLOR": "1", "TERM": "xterm"})
        os.close(theirs)
        seen = b""
        while b"[y/N]" not in seen:
            seen += os.read(ours, 1024)
        assert case.read_text("utf-8") == CASE
        os.write(ours, f"{answer}\n".encode())
        code = process.wait(timeout=60)
        os.close(ours)
        assert code == (1 if answer == "n" else 0)
        assert seen.index(b"came out  advance") < seen.index(b"[y/N]")
        assert case.read_text("utf-8") == after


@pytest.mark.usefixtures("case")
def test_programs_read_what_differs(tmp_path: Path) -> None:
    data = json.loads(run("-p", "./hub", "--json", cwd=tmp_path, exit=1).stdout)
    assert (data["run"], data["as_expected"], data["written"]) == (1, 0, [])
    (difference,) = data["cases"][0]["differences"]
    assert {key: difference[key] for key in ("line", "venture", "phase", "key", "expected",
                                             "found")} == {
        "line": 10, "venture": "well", "phase": "identify", "key": "recommendation",
        "expected": "stop", "found": "advance"}


def test_bad_cases_are_told_together_and_nothing_is_run(case: Path, tmp_path: Path) -> None:
    case.write_text(CASE.replace("score = 50", "scor = 50"), "utf-8")
    (case.parent / "other.toml").write_text(CASE.replace("expect.well", "expect.wel"), "utf-8")
    done = run("-p", "./hub", "--accept", "--yes", cwd=tmp_path, exit=2)
    assert done.stdout == ""
    assert done.stderr.splitlines() == [
        'hub/cases/other.toml:9: expect.wel: no dossier of the case has the id "wel". Did you mean '
        '"well"?',
        'hub/cases/three.toml:11: expect.well.phases.identify.scor: unknown key. Did you mean '
        '"score"?',
        "2 problems; nothing was done."]


def test_there_must_be_cases(case: Path, tmp_path: Path) -> None:
    case.unlink()
    assert "small has no cases" in run("-p", "./hub", cwd=tmp_path, exit=2).stderr
    assert "there are no cases in this folder" in run("hub", cwd=tmp_path, exit=2).stderr
    assert "there is no such file" in run("-p", "./hub", "gone.toml", cwd=tmp_path, exit=2).stderr
    assert "--yes goes with --accept" in run("-p", "./hub", "--yes", cwd=tmp_path, exit=2).stderr
