"""The benchmarks work, in small: what they compare comes to the same. Nothing is timed here."""

from __future__ import annotations

import gc
import importlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def portfolio(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(BENCHMARKS)
    module = importlib.import_module("portfolio")
    gc.freeze()  # collected before each side is timed; what other tests made here is left out
    yield module
    gc.unfreeze()
    for name in ("portfolio", "portfolio_methods", "measuring"):
        sys.modules.pop(name, None)


def test_portfolios_say_what_polars_by_hand_says(portfolio: Any, tmp_path: Path) -> None:
    # ten thousand rows and more take the ways of long tables
    for rows in (500, 12_000):
        folder = tmp_path / str(rows)
        assert portfolio.score_and_gate(folder, rows, 1, peers=())
        assert portfolio.stages(folder, rows, 1)


@pytest.mark.parametrize("name", ["cluster", "decisions", "loading", "register", "robustness"])
def test_hubflow_and_its_peers_come_to_the_same(name: str) -> None:
    done = subprocess.run(
        [sys.executable, str(BENCHMARKS / f"{name}.py"), "--small", "--rounds", "1"],
        capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "| hubflow |" in done.stdout
