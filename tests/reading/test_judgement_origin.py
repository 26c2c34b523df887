"""Judgements in a dossier are shown as what they are, or refused where a method says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.hub_head import hub_head

from hubflow.cli.main import main

METHOD = hub_head("fen", "Fen", place="Fenton") + """\
%s
[stages.identify]
[[stages.identify.requirements]]
id = "clear"
judged = true
otherwise = "Say what it is about."
says = "It is clear what it is about."
source = "s"
[[stages.identify.criteria]]
id = "depth"
title = "Depth"
concept = "need-severity"
judged = true
scale = [1, 5]
source = "s"
[stages.identify.gate]
advance = [{ score = 50 }]
source = "s"
"""
DOSSIER = """
id = "reeds"
name = "Reeds"
[[hubs.fen.judgements]]
phase = "identify"
criterion = "depth"
score = 5
[[hubs.fen.judgements]]
phase = "identify"
criterion = "clear"
holds = true
"""

Said = Callable[..., tuple[int, str]]


@pytest.fixture
def said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Said:
    """Run a command in a folder with the hub and the dossier; ``panel`` is the hub's block."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fen").mkdir()
    (tmp_path / "reeds.toml").write_text(DOSSIER, "utf-8")

    def run(*arguments: str, panel: str = "") -> tuple[int, str]:
        (tmp_path / "fen" / "methodology.toml").write_text(METHOD % panel, "utf-8")
        monkeypatch.setattr("sys.argv", ["hubflow", *arguments])
        code: object = 0
        try:
            main()
        except SystemExit as ended:
            code = ended.code or 0
        shown = capsys.readouterr()
        return int(str(code)), shown.out + shown.err

    return run


def test_a_judgement_in_a_dossier_is_shown_as_such(said: Said, tmp_path: Path) -> None:
    _, text = said("why", "-p", "./fen", "reeds.toml")
    assert text.count("(from the dossier)") >= 2
    _, text = said("run", "-p", "./fen", "reeds.toml", "--json")
    assert '"from_dossier": true' in text
    said("run", "-p", "./fen", "reeds.toml", "--out", "out")
    card = next((tmp_path / "out").rglob("scorecard*.md")).read_text("utf-8")
    assert card.count("(1 from the dossier)") == 2
    said("report", "-p", "./fen", "reeds.toml", "--out", "page.html")
    assert "from the dossier" in (tmp_path / "page.html").read_text("utf-8")


def test_the_table_of_a_call_names_who_is_judged_in_a_dossier(said: Said, tmp_path: Path) -> None:
    (tmp_path / "moss.toml").write_text('id = "moss"\nname = "Moss"\n', "utf-8")
    (tmp_path / "call.toml").write_text('id = "may"\ndate = 2026-05-01\n', "utf-8")
    _, text = said("run", "-p", "./fen", "reeds.toml", "moss.toml")
    assert "on no sheet of a jury, count for: reeds." in text
    (tmp_path / "reeds.toml").write_text('id = "reeds"\nname = "Reeds"\n', "utf-8")
    _, text = said("run", "-p", "./fen", "reeds.toml", "moss.toml")
    assert "count for" not in text


def test_the_table_of_a_call_shows_the_last_score_of_who_advanced(
    said: Said, tmp_path: Path
) -> None:
    (tmp_path / "moss.toml").write_text(
        DOSSIER.replace("reeds", "moss").replace("score = 5", "score = 1"), "utf-8")
    _, text = said("run", "-p", "./fen", "reeds.toml", "moss.toml")
    rows = {line.split()[0]: line.split() for line in text.splitlines() if line}
    assert rows["reeds"][1:4] == ["Understand", "undecided", "100"]
    assert rows["moss"][1:4] == ["Identify", "revise", "0"]


def test_a_judgement_on_a_sheet_is_not(said: Said, tmp_path: Path) -> None:
    (tmp_path / "reeds.toml").write_text('id = "reeds"\nname = "Reeds"\n', "utf-8")
    (tmp_path / "jury.csv").write_text("venture,phase,criterion,assessor,score\n"
                                       "reeds,identify,depth,ana,4\n", "utf-8")
    for panel in ("", '[panel]\nfrom = "sheets"\nsource = "s"'):
        code, text = said("why", "-p", "./fen", "reeds.toml", "--panel", "jury.csv", panel=panel)
        assert code == 0
        assert "from the dossier" not in text


def test_a_hub_may_refuse_judgements_in_dossiers(said: Said) -> None:
    code, text = said("run", "-p", "./fen", "reeds.toml",
                      panel='[panel]\nfrom = "sheets"\nsource = "s"')
    assert code == 2
    assert "reeds.toml:" in text
    assert "hubs.fen.judgements: this method counts no judgements in dossiers" in text


def test_a_hub_says_so_with_a_source_and_its_handbook_tells_it(said: Said) -> None:
    code, text = said("check", "./fen", panel='[panel]\nfrom = "sheets"')
    assert "the jury's rules name no source" in text
    _, text = said("handbook", "-p", "./fen", panel='[panel]\nfrom = "sheets"\nsource = "s"')
    assert "the jury's own sheets alone" in text
    code, text = said("run", "-p", "./fen", "reeds.toml", panel='[panel]\nfrom = "paper"')
    assert code == 2
    assert "sheets and dossiers" in text
