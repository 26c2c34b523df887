"""The benchmarks work, in small: what they compare comes to the same. Nothing is timed here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.mark.parametrize("name", ["loading", "robustness"])
def test_hubflow_and_its_peers_come_to_the_same(name: str) -> None:
    done = subprocess.run(
        [sys.executable, str(BENCHMARKS / f"{name}.py"), "--small", "--rounds", "1"],
        capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "| hubflow |" in done.stdout
