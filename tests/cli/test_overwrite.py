"""No command writes over a file that it reads."""

from __future__ import annotations

import shutil
from pathlib import Path

from click.testing import CliRunner

from hubflow.cli.main import cli

REPO = Path(__file__).parents[2]


def test_a_handbook_is_not_written_over_its_method(tmp_path: Path) -> None:
    hub = tmp_path / "hub"
    shutil.copytree(REPO / "examples/hubs/social-enterprise-exchange", hub)
    method = hub / "methodology.toml"
    before = method.read_bytes()
    done = CliRunner().invoke(cli, ["handbook", "-p", str(hub), "--out", str(method)])
    assert "would be lost" in str(done.exception)
    assert method.read_bytes() == before


def test_a_map_is_not_written_over_its_sheet(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    CliRunner().invoke(cli, ["map", "--blank", "--out", str(sheet)])
    before = sheet.read_bytes()
    done = CliRunner().invoke(cli, ["map", str(sheet), "--out", str(sheet)])
    assert "would be lost" in str(done.exception)
    assert sheet.read_bytes() == before
