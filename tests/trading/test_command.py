"""`hubflow trading` as its users run it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.quick_start import hubflow_here

from hubflow.cli.main import cli
from hubflow.model.input_problems import BadInput
from hubflow.trading import trading_page
from hubflow.trading.trading_records import TradingReport, VentureTrading

EXAMPLES = Path(__file__).parents[2] / "examples"
CLUB = str(EXAMPLES / "girls-club-porto.toml")


def trading(*args: str, exit: int = 0) -> subprocess.CompletedProcess[str]:
    done = hubflow_here("trading", *args)
    assert done.returncode == exit, done.stderr
    assert "Traceback" not in done.stderr
    return done


def test_a_venture_is_shown_and_written_and_the_seed_fixes_every_byte(tmp_path: Path) -> None:
    args = ("-p", "porto", CLUB, "--lang", "en", "--as-of", "2026-07-15", "--paths", "500")
    shown = trading(*args, "--out", str(tmp_path / "one"))
    assert "15 of 24 months" in shown.stdout
    assert max(map(len, shown.stdout.splitlines())) <= 80
    assert "\033" not in shown.stdout
    printed = trading(*args, "--json", "--out", str(tmp_path / "two")).stdout
    written = [(tmp_path / folder / "trading.json").read_text("utf-8") for folder in ("one", "two")]
    assert written == [printed, printed]
    (venture,) = json.loads(printed)["ventures"]
    assert venture["figures"]["earned"] == 23_900
    page = (tmp_path / "one" / "girls-club-porto" / "trading.md").read_text("utf-8")
    assert page.startswith("# Test trading: A club for girls in care")


def test_a_whole_call_without_trade_is_told_venture_by_venture() -> None:
    shown = trading("-p", "porto", str(EXAMPLES / "call-labis-2023"), "--paths", "100").stdout
    assert shown.count("Nenhuma empresa constituída") == 41


def test_what_is_wrong_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text('id = "bad"\nname = "Bad"\n[trade]\nopening_cash = -5\n')
    done = trading("-p", "porto", str(tmp_path / "bad.toml"), "--out", str(tmp_path / "out"),
                   exit=2)
    assert "opening_cash" in done.stderr
    assert not (tmp_path / "out").exists()


def test_one_venture_that_fails_costs_the_others_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for id in ("a", "b"):
        (tmp_path / f"{id}.toml").write_text(f'id = "{id}"\nname = "{id}"\n', "utf-8")
    plain = trading_page.venture_markdown

    def markdown(report: TradingReport, venture: VentureTrading) -> str:
        if venture.id == "b":
            raise ValueError("no room for b")
        return plain(report, venture)

    monkeypatch.setattr(trading_page, "venture_markdown", markdown)
    done = CliRunner().invoke(cli, ["trading", "-p", "porto", str(tmp_path), "--paths", "100",
                                    "--out", str(tmp_path / "out")])
    assert isinstance(done.exception, BadInput)
    assert str(done.exception) == (
        "b: não se conseguem fazer os seus documentos: ValueError: no room for b.")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a", "trading.json"]


def test_a_hub_whose_instruments_read_what_a_phase_came_to() -> None:
    hub = str(EXAMPLES / "hubs/bizkaia-social-innovation-2021")
    assert "A club for girls in care" in trading("-p", hub, CLUB).stdout
