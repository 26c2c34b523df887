"""A capability is a folder of its own: without it the rest works."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPO = Path(__file__).parents[2]
DISPENSABLE = ("report", "adapt", "grants", "intake", "kit", "register", "jury", "privacy")


@pytest.mark.parametrize("capability", DISPENSABLE)
def test_hubflow_works_without_a_capability(capability: str, tmp_path: Path) -> None:
    copy = tmp_path / "hubflow"
    shutil.copytree(REPO / "core" / "hubflow", copy, ignore=lambda folder, names: {
        name for name in names
        if name == "__pycache__" or (Path(folder).name == "hubflow" and name == capability)})
    code = (f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from hubflow.cli.main import cli;"
            f"import hubflow; assert hubflow.__file__.startswith({str(tmp_path)!r});"
            "cli(['--help'], standalone_mode=False);"
            "cli(['run', '-p', './plugins/porto/hubflow_porto',"
            " 'examples/girls-club-porto.toml'], standalone_mode=False)")
    done = subprocess.run([sys.executable, "-c", code], cwd=REPO, capture_output=True, text=True,
                          timeout=120, check=False, env=os.environ | {"NO_COLOR": "1"})
    assert done.returncode == 0, done.stderr
    assert "Crescer" in done.stdout
