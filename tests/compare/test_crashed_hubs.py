"""A hub whose plugin crashes costs the other hubs of a comparison or report nothing."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from tests.quick_start import hubflow_command

from tests.conftest import HEADER

CLUB = Path(__file__).parents[2] / "examples/girls-club-porto.toml"
RULES = """
[[stages.identify.criteria]]
id = "need"
title = "Need"
concept = "need-scale"
measure = "identify.group_size"
scale = [0, 10]
source = "rules"
"""
SCORES = """
from hubflow import hookimpl


@hookimpl
def hubflow_score_phase(phase, table):
    raise RuntimeError("no score today")
"""


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """A hub that fails when it scores."""
    package = tmp_path / "bad"
    package.mkdir()
    (package / "methodology.toml").write_text(HEADER + RULES, "utf-8")
    (package / "__init__.py").write_text(SCORES, "utf-8")
    return package


def hubflow(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*hubflow_command(), *words], text=True, capture_output=True, check=False)


def test_a_comparison_is_of_the_other_hubs(bad: Path, tmp_path: Path) -> None:
    others = ["porto", "westmidlands"]
    hubs = [word for hub in [others[0], str(bad), others[1]] for word in ("-p", hub)]
    done = hubflow("compare", *hubs, "--draws", "10", "--out", str(tmp_path / "out"), str(CLUB))
    assert done.returncode == 3
    assert "testhub is left out, since its plugin failed" in done.stderr
    assert "RuntimeError: no score today" in done.stderr
    page = (tmp_path / "out/comparison.md").read_text("utf-8")
    assert all(hub in page for hub in ("| LAB.IS |", "| West Midlands |"))
    assert "testhub" not in page


@pytest.mark.parametrize("others", [["porto"], ["porto", "westmidlands"]])
def test_a_report_is_of_the_other_hubs(bad: Path, tmp_path: Path, others: list[str]) -> None:
    hubs = [word for hub in [str(bad), *others] for word in ("-p", hub)]
    done = hubflow("report", *hubs, "--out", str(tmp_path / "report.html"), str(CLUB))
    assert done.returncode == 3
    assert "testhub is left out, since its plugin failed" in done.stderr
    assert "<html" in (tmp_path / "report.html").read_text("utf-8")


def test_one_hub_alone_is_compared_with_nothing(bad: Path) -> None:
    done = hubflow("compare", "-p", "porto", "-p", str(bad), str(CLUB))
    assert done.returncode == 3
    assert "plugin" in done.stderr
    assert "hub testhub" in done.stderr


def test_a_crash_of_the_only_hub_ends_the_command(bad: Path, tmp_path: Path) -> None:
    done = hubflow("report", "-p", str(bad), "--out", str(tmp_path / "report.html"), str(CLUB))
    assert done.returncode == 3
    assert "left out" not in done.stderr
    assert not (tmp_path / "report.html").exists()
