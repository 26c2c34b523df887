"""A command that forks from the server does what a new process does (:mod:`tests.fork_server`)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.fork_server import STARTED_WITH, needs_new_process
from tests.quick_start import forks, hubflow_command, program_folder

ROOT = Path(__file__).parents[2]
DOSSIER = str(ROOT / "examples" / "girls-club-porto.toml")
NEW = [sys.executable, "-m", "hubflow"]

pytestmark = pytest.mark.skipif(not forks(), reason="tests start new processes on this system")


@pytest.mark.parametrize("words", [
    ("--version",), ("nonsense",), ("run", "-p", "nowhere", DOSSIER),
    ("run", "-p", "porto", DOSSIER, "--json", "--as-of", "2024-06-01"), ("schema", "dossier"),
], ids=lambda words: words[0])
def test_a_fork_says_what_a_new_process_says(words: tuple[str, ...], tmp_path: Path) -> None:
    said = [subprocess.run([*begin, *words], cwd=tmp_path, capture_output=True, check=False)
            for begin in (hubflow_command(), [str(program_folder() / "hubflow")], NEW)]
    assert len({(each.returncode, each.stdout, each.stderr) for each in said}) == 1


def test_a_fork_works_in_the_callers_folder(tmp_path: Path) -> None:
    subprocess.run([*hubflow_command(), "run", "-p", "porto", DOSSIER, "--out", "documents"],
                   cwd=tmp_path, check=True, stdout=subprocess.DEVNULL)
    assert (tmp_path / "documents" / "result.json").exists()


def test_what_a_fork_cannot_follow_is_a_new_process(tmp_path: Path) -> None:
    def new(**variables: str) -> bool:
        return needs_new_process(str(tmp_path), {**STARTED_WITH, **variables}, "module", "hubflow")

    assert not new(NO_COLOR="1", COLUMNS="80")
    assert new(PYTHONHASHSEED="7") or os.environ.get("PYTHONHASHSEED") == "7"
    assert new(POLARS_MAX_THREADS="1") or os.environ.get("POLARS_MAX_THREADS") == "1"
    assert new(LC_ALL="pt_PT.ISO-8859-1")
    (tmp_path / "pytest.py").touch()
    assert new()
    (tmp_path / "pytest.py").unlink()
    (tmp_path / "other-1.dist-info").mkdir()
    assert new()
