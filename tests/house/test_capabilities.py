"""A capability is a folder of its own: without it the rest works."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

REPO = Path(__file__).parents[2]
PORTO = "./plugins/porto/hubflow_porto"
DISPENSABLE = ("tables", "compare", "trading", "report", "adapt", "grants", "intake", "form",
               "repeats", "kit", "register", "jury", "lists", "privacy", "workbook", "weigh",
               "draw", "serve")
LACKING = {
    "tables": (["run", "-p", PORTO, "v.csv"], "nenhum plugin o lê"),
    "register": (["run", "-p", PORTO, "--register"], "nada aqui guarda um registo"),
    "grants": (["run", "-p", PORTO, "package.json"], "nenhum plugin o lê"),
    "workbook": (["run", "-p", PORTO, "v.xlsx"], "nenhum plugin o lê"),
}
"""What a command says, in the hub's language, where it would need the capability."""

CODE = """
import sys
sys.path.insert(0, {site!r})
from click import UsageError
from hubflow.cli.main import cli
from hubflow.model.input_problems import BadInput
import hubflow
assert hubflow.__file__.startswith({site!r})
cli(["--help"], standalone_mode=False)
cli(["plugins", "--trace"], standalone_mode=False)
cli(["run", "-p", {hub!r}, "examples/girls-club-porto.toml"], standalone_mode=False)
for words, message in {lacking!r}:
    try:
        cli(words, standalone_mode=False)
    except (BadInput, UsageError) as error:
        assert message in str(error), error
    else:
        raise AssertionError(words)
"""


@pytest.mark.parametrize("capability", DISPENSABLE)
def test_hubflow_works_without_a_capability(capability: str, tmp_path: Path) -> None:
    site = tmp_path / "site"
    (site / "hubflow").mkdir(parents=True)
    for part in (REPO / "core" / "hubflow").iterdir():
        if part.name != capability:
            (site / "hubflow" / part.name).symlink_to(part)
    lacking = []
    if capability in LACKING:
        words, message = LACKING[capability]
        lacking.append(([_written(tmp_path, word) for word in words], message))
    code = CODE.format(site=str(site), hub=PORTO, lacking=lacking)
    done = subprocess.run([sys.executable, "-c", code], cwd=REPO, capture_output=True, text=True,
                          timeout=120, check=False, env=os.environ | {"NO_COLOR": "1"})
    assert done.returncode == 0, done.stderr
    assert "Crescer" in done.stdout
    assert f"hubflow/{capability}/" not in done.stdout


def _written(folder: Path, word: str) -> str:
    """Return a word; a file's name as that of a file that is there."""
    if not word.endswith((".csv", ".json", ".xlsx")):
        return word
    path = folder / word
    path.write_text('{"grants": []}' if word.endswith(".json") else "id,name\nv,V\n", "utf-8")
    return str(path)
