"""`hubflow report` as a user runs it."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.quick_start import hubflow_here

from .conftest import ROOT


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return hubflow_here("report", *arguments, cwd=folder)


def test_it_writes_one_file_and_says_where(tmp_path: Path) -> None:
    done = run(tmp_path, "-p", "porto", str(ROOT / "examples/girls-club-porto.toml"),
               "--as-of", "2024-12-11", "--out", "new/club.html")
    assert (done.returncode, done.stdout) == (0, "Escrito em new/club.html.\n"), done.stderr
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["club.html"]
    (tmp_path / "taken").write_text("a file")
    done = run(tmp_path, "-p", "porto", str(ROOT / "examples/girls-club-porto.toml"),
               "--out", "taken/club.html")
    assert done.returncode == 2
    assert "não se consegue escrever" in done.stderr


def test_two_hubs_and_what_is_wrong_with_a_dossier(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text('id = "x"\nnmae = "X"\n', "utf-8")
    done = run(tmp_path, "-p", "porto", "-p", "westmidlands", "bad.toml", "--out", "x.html")
    assert done.returncode == 2
    assert 'bad.toml:2: nmae: unknown key. Did you mean "name"?' in done.stderr
    assert not (tmp_path / "x.html").exists()


def test_it_writes_over_nothing_but_a_page(tmp_path: Path) -> None:
    dossier = tmp_path / "d.toml"
    dossier.write_text("mine", "utf-8")
    done = hubflow_here("report", "-p", "porto", dossier, "--out", dossier)
    assert done.returncode == 2
    assert "tem de terminar em .html" in done.stderr
    assert dossier.read_text("utf-8") == "mine"
    spoken = hubflow_here("run", "-p", "porto", dossier, "--lang", "pt-PT")
    assert spoken.returncode == 2
    assert "Write two small letters" in spoken.stderr
