"""A file of another kind than a command needs gets one message: what it is, and who takes it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.register.conftest import Hubflow, hubflow
from tests.register.test_members import call_folder, hub

__all__ = ["hubflow"]

MADE: dict[str, str] = {
    "sheet.csv": "venture,phase,criterion,assessor,score\nash,identify,need,Ann,5\n",
    "months.csv": "venture,month,sales,costs\nash,2025-01,1,2\n",
    "assessors.toml": '[[assessors]]\nid = "ann"\n',
    "people.csv": "id,name,organisation\nann,Ann,Others\n",
}
IS = {"sheet.csv": "a jury's sheet", "months.csv": "a sheet of a ledger's months",
      "assessors.toml": "a list of assessors", "people.csv": "a list of assessors",
      "ash.xlsx": "a dossier", "scoring.xlsx": "a jury's sheet", "dossier.toml": "a dossier",
      "autumn/call.toml": "a call's file", "weir-1/methodology.toml": "a hub's methodology"}
JUDGE, UPDATE, LEDGER = ("register", "judge"), ("register", "update", "-p", "./weir-1"), (
    "register", "ledger", "--from")
PACK = ("jury-pack", "-p", "./weir-1", "autumn", "--assessors", "people.csv", "--phase",
        "identify", "--format", "md")
RUN = ("run", "-p", "./weir-1", "autumn", "--panel")


@pytest.fixture
def files(hubflow: Hubflow, tmp_path: Path) -> Hubflow:
    """A call in a register, and beside it a file of each kind."""
    hub(tmp_path, "1", 2)
    call_folder(tmp_path)
    for name, text in MADE.items():
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "dossier.toml").write_text('id = "ash"\nname = "The ash"\n', "utf-8")
    hubflow("register", "init")
    hubflow("register", "add", "-p", "./weir-1", "autumn", "--on", "2025-09-30")
    hubflow("new-dossier", "-p", "./weir-1", "--format", "xlsx", "--from", "dossier.toml",
            "--out", "ash.xlsx")
    hubflow(*PACK, "--out", "pack")
    shutil.copy(tmp_path / "pack" / "ann" / "jury-ann.xlsx", tmp_path / "scoring.xlsx")
    return hubflow


def test_a_file_of_another_kind_gets_one_message(files: Hubflow) -> None:
    for command, wrong in (
        (JUDGE, ("ash.xlsx", "months.csv", "assessors.toml", "people.csv", "dossier.toml",
                 "autumn/call.toml", "weir-1/methodology.toml")),
        (RUN, ("ash.xlsx", "months.csv", "dossier.toml")),
        (UPDATE, ("sheet.csv", "months.csv", "people.csv", "scoring.xlsx")),
        (LEDGER, ("ash.xlsx", "sheet.csv", "scoring.xlsx", "people.csv", "dossier.toml")),
    ):
        for name in wrong:
            said = files(*command, name, code=2).err
            assert said.startswith(f"{name}: this is {IS[name]}. "), (command, said)
            assert said.count("\n") == 1, said


def test_columns_of_a_list_of_assessors_and_of_a_map_that_mean_nothing_are_named(
    files: Hubflow, tmp_path: Path
) -> None:
    (tmp_path / "people.csv").write_text("id,name,organisation,Shoe size\nann,Ann,X,9\n", "utf-8")
    line = "people.csv: columns that are not used: Shoe size."
    assert line in files(*PACK, "--out", "again").err
    shutil.copy(tmp_path / "people.csv", tmp_path / "autumn" / "assessors.csv")
    for command in (("run", "-p", "./weir-1", "autumn"), ("run", "-p", "./weir-1", "autumn",
                                                         "--panel", "autumn/jury.csv")):
        assert files(*command).err.count("assessors.csv: columns that are not used: Shoe") == 1
    assert "assessors.csv: columns that are not used" in files(
        "register", "judge", "autumn/jury.csv", "--on", "2025-10-01").out
    (tmp_path / "map.csv").write_text(
        "what,text,belongs to,Colour\nproblem,Nowhere to meet,,red\n", "utf-8")
    assert "map.csv: columns that are not used: Colour." in files(
        "map", "map.csv", "--out", "map.svg").err
