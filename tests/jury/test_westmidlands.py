"""West Midlands' appraisal, from the pack to the recommendation, over a dossier that is shipped."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest

from .conftest import Filled, Hubflow

VENTURE = ("venture.toml", "--as-of", "2022-12-31")


@pytest.fixture
def unjudged(tmp_path: Path) -> Path:
    """The dossier of the hub's own cases, before anybody judged it."""
    shipped = files("hubflow_westmidlands").joinpath("cases/dossiers/made-up.toml")
    text = shipped.read_text("utf-8").split("[[hubs.westmidlands.judgements]]")[0]
    (tmp_path / "venture.toml").write_text(text, "utf-8")
    (tmp_path / "assessors.toml").write_text('[[assessors]]\nid = "one"\n', "utf-8")
    return tmp_path


@pytest.mark.parametrize(("good_work", "gate"), [
    ("satisfactory", "advance"), ("requires improvement", "revise")])
def test_an_appraisal_goes_from_the_pack_to_the_gate(
    hubflow: Hubflow, unjudged: Path, good_work: str, gate: str
) -> None:
    hubflow("jury-pack", "-p", "westmidlands", *VENTURE, "--phase", "appraisal",
            "--assessors", "assessors.toml", "--out", "pack", "--format", "md")
    sheet = Filled(unjudged / "pack/one/jury-one.xlsx")
    levels = {"employment": "good", "beneficiaries": "satisfactory", "good-work": good_work}
    assert {criterion for _, criterion, _ in sheet.rows() if criterion} == set(levels)
    sheet.fill({("made-up", criterion): level for criterion, level in levels.items()}).save()
    done = hubflow("run", "-p", "westmidlands", *VENTURE, "--panel", "pack", "--json")
    assert "3 of 3 judged" in done.err
    phases = {phase["phase"]: phase for stage in json.loads(done.out)["ventures"][0]["stages"]
              for phase in stage["phases"]}
    assert phases["appraisal"]["recommendation"] == gate


def test_who_has_not_come_so_far_is_told_what_to_do(hubflow: Hubflow, unjudged: Path) -> None:
    (unjudged / "venture.toml").write_text('id = "early"\nname = "Early"\n', "utf-8")
    said = hubflow("jury-pack", "-p", "westmidlands", *VENTURE, "--phase", "appraisal",
                   "--assessors", "assessors.toml", "--out", "pack", code=2).err
    assert "`hubflow run` tells what is missing." in said
    assert "Name a phase" not in said


def test_a_name_with_a_long_word_is_shown_whole(hubflow: Hubflow, unjudged: Path) -> None:
    text = (unjudged / "venture.toml").read_text("utf-8")
    (unjudged / "venture.toml").write_text(
        text.replace("Made-up venture", f"Eighteen letters – {'w' * 78}"), "utf-8")
    hubflow("jury-pack", "-p", "westmidlands", *VENTURE, "--phase", "appraisal",
            "--assessors", "assessors.toml", "--out", "pack", "--format", "md")
    book = Filled(unjudged / "pack/one/jury-one.xlsx").book
    cell = next(cell for row in book.worksheets[0] for cell in row
                if str(cell.value).startswith("Eighteen"))
    assert cell.row is not None
    height = book.worksheets[0].row_dimensions[cell.row].height
    assert height is not None
    assert height >= 3 * 15, "the long word begins a line of its own and takes two"
