"""The hubs in ``examples``, published methods most of them, are sound, and their cases hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner

from hubflow.cli.main import cli
from hubflow.kit.checking.plugin_check import check_hub

pytestmark = pytest.mark.usefixtures("forked_checks")

HUBS = Path(__file__).parents[2] / "examples" / "hubs"
FOLDERS = sorted(path.parent for path in HUBS.glob("*/methodology.toml"))
KOREA = HUBS / "korea-incubation-2022"
by_name = pytest.mark.parametrize("hub", FOLDERS, ids=lambda hub: hub.name)


def hubflow(*words: Any) -> str:
    done = CliRunner().invoke(cli, [str(word) for word in words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


@by_name
def test_every_check_holds_and_every_case_comes_out(hub: Path) -> None:
    report = check_hub(str(hub))
    assert list(map(str, report.findings)) == []
    assert report.holds
    assert not report.not_run


@by_name
def test_what_is_assumed_is_said_and_no_code_is_needed(hub: Path, tmp_path: Path) -> None:
    assert not list(hub.rglob("*.py"))
    assert "assum" in (hub / "README.md").read_text("utf-8").lower()
    hubflow("handbook", "-p", hub, "--lang", "en", "--out", tmp_path / "rules.md")
    assert "† Rests on an assumption" in (tmp_path / "rules.md").read_text("utf-8")


@by_name
def test_the_page_of_published_methods_has_it(hub: Path) -> None:
    page = (HUBS.parents[1] / "docs/explanation/published-methods.md").read_text("utf-8")
    assert f"(`{hub.name}`)" in page


def test_all_of_them_are_compared_with_porto() -> None:
    text = hubflow("compare", "-p", "porto", *(word for hub in FOLDERS for word in ("-p", hub)),
                   "--lang", "en", "--json")
    assert all(hub.name in text for hub in FOLDERS)


def teams(folder: Path, track: str, count: int) -> tuple[Path, Path]:
    """Return a table of teams, each a point better than the one before, and the jury's sheet."""
    ids = [f"team-{number:02}" for number in range(count)]
    pl.DataFrame({"id": ids, "call": "c", "local.track": track, "local.region": "seoul",
                  "local.team_members": 3, "local.failed_before": True,
                  "identify.includes_children": False,
                  "identify.includes_adults_at_risk": False, "trade.formed": False,
                  }).write_csv(folder / "teams.csv")
    pl.DataFrame([
        {"venture": id, "phase": phase, "criterion": criterion, "assessor": "a", "score": 40 + row}
        for row, id in enumerate(ids)
        for phase, criterion in (("local-list", "idea"), ("local-list", "will"),
                                 ("central-decision", "committee"))
    ]).write_csv(folder / "jury.csv")
    return folder / "teams.csv", folder / "jury.csv"


@pytest.mark.parametrize(("track", "chosen"), [("second-chance", 45), ("early-stage", 47)])
def test_korea_has_45_places_for_a_second_chance(
    tmp_path: Path, track: str, chosen: int
) -> None:
    table, jury = teams(tmp_path, track, 47)
    hubflow("run", "-p", KOREA, table, "--panel", jury, "--as-of", "2022-02-01",
            "--out", tmp_path / "out.csv")
    decided = pl.read_csv(tmp_path / "out.csv").filter(pl.col("phase") == "central-decision")
    first = [f"team-{number:02}" for number in range(47 - chosen, 47)]
    assert decided.filter(pl.col("recommendation") == "advance")["id"].sort().to_list() == first
