"""A hub from methodology text, and a portfolio's run over a table of plain data."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.kept_hubs import hub_of_text

from hubflow.plugins.manager import LoadedHub, load_hub
from hubflow.tables.output.summary import PortfolioSummary
from hubflow.tables.run_tables import open_run
from tests.conftest import AS_OF, HEADER

Run = Callable[..., tuple[pl.DataFrame, PortfolioSummary]]


def quota(places: int) -> str:
    """A method with one phase, in which so many of a call advance by the size of their group."""
    return f"""
[stages.identify]
[[stages.identify.criteria]]
id = "size"
title = "Size"
concept = "need-scale"
measure = "identify.group_size"
scale = [0, 100]
source = "rules"
[stages.identify.gate]
advance = [{{ places = {places} }}]
source = "rules"
"""


@pytest.fixture
def hub_of(tmp_path: Path, request: pytest.FixtureRequest) -> Callable[..., LoadedHub]:
    """Load a hub from methodology text (after the usual header); with hooks it is a module."""
    count = itertools.count()

    def load(rules: str, hooks: str = "") -> LoadedHub:
        method = tmp_path / (f"hooked_{tmp_path.name}_{next(count)}" if hooks
                             else f"hub{next(count)}")
        method.mkdir()
        (method / "methodology.toml").write_text(HEADER + rules, "utf-8")
        if not hooks:
            return hub_of_text(HEADER + rules, request)
        (method / "__init__.py").write_text(hooks, "utf-8")
        request.getfixturevalue("monkeypatch").syspath_prepend(tmp_path)
        return load_hub(method.name)

    return load


@pytest.fixture
def run_table(tmp_path: Path, hub_of: Callable[..., LoadedHub]) -> Run:
    """Run methodology text over a table; gives the table of results and the summary."""
    count = itertools.count()

    def runner(
        rules: str, table: pl.DataFrame | Iterable[Path], *, panel: pl.DataFrame | None = None,
        hooks: str = "", as_long: bool = False, **options: Any,
    ) -> tuple[pl.DataFrame, PortfolioSummary]:
        folder = tmp_path / f"table{next(count)}"
        folder.mkdir()
        paths = [folder / "ventures.parquet"]
        if isinstance(table, pl.DataFrame):
            table.write_parquet(paths[0])
        else:
            paths = list(table)
        sheets = []
        if panel is not None:
            sheets = [folder / "judgements.parquet"]
            panel.write_parquet(sheets[0])
        options.setdefault("as_of", AS_OF)
        run = open_run(hub_of(rules, hooks), paths, panel=sheets, **options)
        out = folder / "results.parquet"
        summary = run.written(out, as_long=as_long)
        return pl.read_parquet(out), summary

    return runner
