"""The benchmarks' own comparisons, on little data: what is measured says the same as its peers."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def portfolio(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(BENCHMARKS)
    module = importlib.import_module("portfolio")
    yield module
    for name in ("portfolio", "portfolio_methods", "measuring"):
        sys.modules.pop(name, None)


def test_portfolios_say_what_polars_by_hand_says(portfolio: Any, tmp_path: Path) -> None:
    # ten thousand rows and more take the ways of long tables
    for rows in (500, 12_000):
        folder = tmp_path / str(rows)
        assert portfolio.score_and_gate(folder, rows, 1, peers=())
        assert portfolio.stages(folder, rows, 1)
