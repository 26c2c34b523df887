"""`hubflow check --privacy` as a user runs it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tests.quick_start import hubflow_here

REPO = Path(__file__).parents[2]

BAD = """id = "x"
name = "X"
summary = "A girl called Zenobia came."
[[test.pilots]]
name = "Spring"
came = 6
"""


def check(*args: str | Path, code: int) -> subprocess.CompletedProcess[str]:
    done = hubflow_here("check", "--privacy", *args, environment={"NO_COLOR": "1"})
    assert done.returncode == code, done.stderr + done.stdout
    assert "Traceback" not in done.stderr
    return done


def test_a_call_with_its_sheets_holds_nothing() -> None:
    done = check("-p", "porto", REPO / "examples/call-labis-2023", code=0)
    assert done.stdout.startswith("Nada encontrado, em 45 ficheiros.")


def test_findings_are_told_with_their_place_and_id(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text(BAD, "utf-8")
    done = check(path, code=1)
    first, *_ = done.stdout.splitlines()
    assert first.startswith(f"{path}:3: summary: names a person (Z…). ")
    assert first.endswith("[HF701]")


def test_json_and_the_hub_s_own_least_count(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text(BAD, "utf-8")
    hub = tmp_path / "hub"
    hub.mkdir()
    text = (REPO / "plugins/porto/hubflow_porto/methodology.toml").read_text("utf-8")
    (hub / "methodology.toml").write_text(text.replace("least_count = 5", "least_count = 8"))
    data = json.loads(check("-p", hub, path, "--json", code=1).stdout)
    assert data["least_count"] == 8
    assert [(f["check"], f["line"], f["sure"]) for f in data["findings"]] == [
        ("HF701", 3, True), ("HF713", 6, True)]
    assert data["accepted"] == []


def test_bad_input_is_told(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("= 1", "utf-8")
    done = check(tmp_path / "broken.toml", tmp_path / "none.toml", code=2)
    assert "broken.toml:1" in done.stderr
    assert "none.toml: there is no such file" in done.stderr
    assert done.stdout == ""
