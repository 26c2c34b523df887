"""The ending of a name says what is written; where a command cannot write that, it says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from hubflow.cli.main import cli

REPO = Path(__file__).parents[2]
DOSSIER = str(REPO / "examples/girls-club-porto.toml")
BEGINS = {"pdf": b"%PDF-", "docx": b"PK", "html": b"<!doctype html>", "md": b"# "}


@pytest.mark.parametrize("format", BEGINS)
def test_a_handbook_is_what_its_name_says(tmp_path: Path, format: str) -> None:
    out = tmp_path / f"rules.{format}"
    done = CliRunner().invoke(cli, ["handbook", "-p", "porto", "--as-of", "2025-12-01",
                                    "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert out.read_bytes()[:15].lower().startswith(BEGINS[format].lower())


@pytest.mark.parametrize(("command", "name"), [
    (["handbook", "-p", "porto"], "rules.odt"),
    (["run", "-p", "porto", DOSSIER], "list.xlsx"),
    (["run", "-p", "porto", DOSSIER], "club.pdf"),
    (["compare", "-p", "porto", "-p", "westmidlands", DOSSIER], "page.pdf"),
    (["adapt", DOSSIER, "--from", "porto", "--to", "westmidlands"], "memo.docx"),
    (["trading", "-p", "porto", DOSSIER], "trading.json"),
    (["letters", "-p", "porto", DOSSIER], "letters.pdf"),
    (["jury-pack", "-p", "porto", DOSSIER], "pack.zip"),
])
def test_a_name_that_cannot_be_meant_is_refused(
    tmp_path: Path, command: list[str], name: str
) -> None:
    done = CliRunner().invoke(cli, [*command, "--out", str(tmp_path / name)])
    assert done.exit_code == 2, done.output
    assert name in done.output
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_there_may_have_any_name(tmp_path: Path) -> None:
    out = tmp_path / "results.html"
    out.mkdir()
    done = CliRunner().invoke(cli, ["run", "-p", "porto", DOSSIER, "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert (out / "result.json").exists()
