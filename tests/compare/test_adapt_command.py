"""`hubflow adapt` as a command: what it writes, and what it says to bad input."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from docx import Document
from tests.quick_start import hubflow_here

EXAMPLES = Path(__file__).parents[2] / "examples"


def command(*args: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return hubflow_here("adapt", *args, cwd=cwd)


def test_the_command_writes_both_or_prints_the_memo(tmp_path: Path) -> None:
    club = EXAMPLES / "girls-club-porto.toml"
    ways = ("--from", "porto", "--to", "westmidlands", "--as-of", "2025-12-01")
    out = tmp_path / "out"
    done = command(club, *ways, "--out", out)
    assert done.returncode == 0, done.stderr
    assert sorted(p.name for p in out.iterdir()) == [
        "girls-club-porto-westmidlands.toml", "memo.md", "sheet.md"]
    memo = (out / "memo.md").read_text("utf-8")
    printed = command(club, *ways)
    assert "Before you copy it" in printed.stdout
    assert max(map(len, printed.stdout.splitlines())) <= 80
    sheet = command(club, *ways, "--sheet")
    assert "Would it work in West Midlands?" in sheet.stdout
    assert len(sheet.stdout) < len(printed.stdout) / 3
    data = json.loads(command(club, *ways, "--json").stdout)
    assert data["sheet"] == (out / "sheet.md").read_text("utf-8")
    assert data["memo"] == memo
    assert data["draft"] == (out / "girls-club-porto-westmidlands.toml").read_text("utf-8")
    assert str(EXAMPLES) not in done.stdout + memo + data["draft"]
    # again is as well; over somebody's work it is not
    assert command(club, *ways, "--out", out).returncode == 0
    draft = out / "girls-club-porto-westmidlands.toml"
    draft.write_text(draft.read_text("utf-8") + "\n# mine\n", "utf-8")
    again = command(club, *ways, "--out", out)
    assert again.returncode == 2
    assert "exists already" in again.stderr
    assert draft.read_text("utf-8").endswith("# mine\n")


def test_memo_and_sheet_come_in_the_formats_of_documents(tmp_path: Path) -> None:
    ways = (EXAMPLES / "girls-club-porto.toml", "--from", "porto", "--to", "westmidlands",
            "--as-of", "2025-12-01")
    out = tmp_path / "out"
    done = command(*ways, "--out", out, "--format", "html", "--format", "docx")
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("memo.html, memo.docx, sheet.html and sheet.docx.\n")
    page = (out / "sheet.html").read_text("utf-8")
    assert "<table" in page
    words = " ".join(part.text for part in Document(str(out / "memo.docx")).paragraphs)
    assert "Would its effect come about in West Midlands?" in words
    refused = command(*ways, "--format", "pdf")
    assert refused.returncode == 2
    assert "--format needs --out" in refused.stderr
    refused = command(*ways, "--out", tmp_path / "other", "--format", "odt")
    assert refused.returncode == 2
    assert "this document is not written in this format" in refused.stderr
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize(("file", "origin", "target", "said"), [
    ("sport-4-life-uk.toml", "porto", "westmidlands", "was not made for porto; it names"),
    ("girls-club-porto.toml", "porto", "porto", "é o hub de onde o dossiê vem"),
    ("challenges/care-leavers-birmingham.toml", "westmidlands", "porto", "isto é um desafio"),
    ("no-such.toml", "porto", "westmidlands", "there is no such file"),
    ("girls-club-porto.toml", "nowhere", "westmidlands", "no such hub is installed"),
    ("call-labis-2023", "porto", "westmidlands", "these are 41 dossiers"),
])
def test_bad_input_is_told(
    file: str, origin: str, target: str, said: str, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    done = command(EXAMPLES / file, "--from", origin, "--to", target, "--out", out)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not out.exists()


def test_several_problems_are_told_at_once() -> None:
    done = command(EXAMPLES / "sport-4-life-uk.toml", "--from", "porto", "--to", "porto")
    assert done.returncode == 2
    assert "não foi feito para porto" in done.stderr
    assert "é o hub de onde o dossiê vem" in done.stderr
    done = command("no-such.toml", "--from", "nowhere", "--to", "neither")
    assert done.stderr.count("no such hub is installed") == 2
    assert "there is no such file" in done.stderr


def test_a_dossier_without_hub_or_place_was_made_for_none(tmp_path: Path) -> None:
    path = tmp_path / "d.toml"
    path.write_text('id = "d"\nname = "D"\n', "utf-8")
    done = command(path, "--from", "porto", "--to", "westmidlands")
    assert done.returncode == 2
    assert "it names neither a hub nor a place" in done.stderr
    path.write_text('id = "d"\nname = "D"\nplace = { name = "Lisboa", country = "PT" }\n', "utf-8")
    assert command(path, "--from", "porto", "--to", "westmidlands").returncode == 0


def test_a_call_beside_the_reader_is_not_joined(tmp_path: Path) -> None:
    """Trials run as if alone, wherever the command is given."""
    club = EXAMPLES / "girls-club-porto.toml"
    ways = ("--from", "porto", "--to", "westmidlands", "--as-of", "2025-12-01")
    (tmp_path / "call.toml").write_text('id = "c"\nhub = "westmidlands"\n', "utf-8")
    assert command(club, *ways, cwd=tmp_path).stdout == command(club, *ways).stdout
