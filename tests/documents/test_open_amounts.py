"""An amount that is open is shown with both ends, wherever amounts are shown."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from tests.engine.test_carried_scores import AMOUNTS, venture

from hubflow.cli.main import main
from tests.conftest import HEADER

ENDS = "£10,000 – £30,000, as not all is known yet"


@pytest.fixture
def shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Any:
    """What a command prints about a venture whose first round is open."""
    hub = tmp_path / "hub"
    hub.mkdir()
    (hub / "methodology.toml").write_text(HEADER + AMOUNTS.replace(
        'eligible = "phases.second_round.score >= 50"\n', "").replace(
            'name = "Bands"\n', 'name = "Bands"\neligible = "1 = 1"\n'), "utf-8")
    dossier = {**venture("oak", depth=5), "name": "The oak"}
    (tmp_path / "oak.toml").write_text(tomli_w.dumps(dossier), "utf-8")
    monkeypatch.chdir(tmp_path)

    def show(*words: str) -> str:
        monkeypatch.setattr(sys, "argv", ["hubflow", *words])
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            main()
        assert not end.value.code
        return " ".join(capsys.readouterr().out.split())

    return show


def test_the_terminal_and_the_scorecard_show_both_ends(shown: Any) -> None:
    assert ENDS in shown("run", "-p", "./hub", "oak.toml")
    shown("run", "-p", "./hub", "oak.toml", "--out", "out", "--format", "md")
    card, proposal = (Path(f"out/oak/{name}.md").read_text("utf-8")
                      for name in ("scorecard", "proposal"))
    assert ENDS in card
    assert "| £30,000 – £50,000, as not all is known yet |" in proposal
    assert "from 30 to 50, not known yet" in proposal.replace("\\", "")


def test_why_shows_the_amount_and_the_ends_of_the_score_that_it_follows_from(shown: Any) -> None:
    said = shown("why", "-p", "./hub", "oak.toml")
    assert ENDS in said
    assert "phases.first_round.score First round: 30 to 50" in said


def test_the_result_and_the_report_tell_both_ends(shown: Any) -> None:
    data = json.loads(shown("run", "-p", "./hub", "oak.toml", "--json"))
    (oak,) = data["ventures"]
    bands = next(each for each in oak["instruments"] if each["id"] == "bands")
    assert (bands["amount"], bands["amount_between"]) == (None, [10000.0, 30000.0])
    assert oak["proposal"]["total_between"] == [30000.0, 50000.0]
    shown("report", "-p", "./hub", "oak.toml", "--out", "oak.html")
    assert ENDS in Path("oak.html").read_text("utf-8")
