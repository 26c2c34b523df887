"""What comes in as an applicant's: no role's statement, wherever it lies in the folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Hubflow, begin_register
from .test_commands import method, sheet
from .test_updates import DECIDED, JUDGED

DOSSIER = 'id = "oak"\nname = "The oak"\nchallenge = "wood"\n'
CHALLENGE = 'kind = "challenge"\nid = "wood"\nname = "The wood"\n'
MARK = '[handed_out]\nto = "applicant"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder beside the small hub and its register."""
    method(tmp_path / "hub")
    begin_register(tmp_path / "hub.db")
    (tmp_path / "sent" / "challenges").mkdir(parents=True)
    return tmp_path / "sent"


def refused(hubflow: Hubflow, *options: str) -> str:
    """What `add` says when it records nothing at all."""
    head = hubflow("register", "verify").out
    done = hubflow("register", "add", "-p", "./hub", *options, "--on", "2025-01-01", code=2)
    assert hubflow("register", "verify").out == head
    return done.err


@pytest.mark.parametrize(("more", "part"), [(JUDGED, "judgements"), (DECIDED, "decisions")])
def test_an_applicants_challenge_states_no_part_of_others(
    hubflow: Hubflow, folder: Path, more: str, part: str
) -> None:
    (folder / "oak.toml").write_text(DOSSIER, "utf-8")
    challenge = folder / "challenges" / "wood.toml"
    challenge.write_text(CHALLENGE + more, "utf-8")
    told = refused(hubflow, "sent", "--from", "applicant")
    assert "wood.toml:" in told
    assert f"{part} are stated by" in told
    assert f"{part} are stated by" in hubflow(
        "run", "-p", "./hub", "sent", "--from", "applicant", code=2).err
    # the mark of a dossier says the same
    (folder / "oak.toml").write_text(DOSSIER + MARK, "utf-8")
    assert f"{part} are stated by" in refused(hubflow, "sent")
    # an office may bring its own challenge, and is told what it states
    done = hubflow("register", "add", "-p", "./hub", "sent", str(challenge), "--on", "2025-01-01")
    assert f"wood: its file also states {part} (1 entry)." in done.out


def test_the_registers_own_challenge_is_nobody_elses(hubflow: Hubflow, folder: Path) -> None:
    challenge = folder / "challenges" / "wood.toml"
    challenge.write_text(CHALLENGE + DECIDED, "utf-8")
    hubflow("register", "add", "-p", "./hub", str(challenge), "--on", "2025-01-01")
    challenge.unlink()
    (folder / "oak.toml").write_text(DOSSIER, "utf-8")
    hubflow("register", "add", "-p", "./hub", "sent", "--from", "applicant", "--on", "2025-01-02")


def test_an_applicants_folder_brings_no_call_and_no_scores(
    hubflow: Hubflow, folder: Path
) -> None:
    (folder / "oak.toml").write_text('id = "oak"\nname = "The oak"\n', "utf-8")
    (folder / "call.toml").write_text('id = "spring"\n', "utf-8")
    (folder / "jury.csv").write_text(
        "venture,phase,criterion,assessor,score\noak,identify,depth,ana,5\n", "utf-8")
    head = hubflow("register", "verify").out
    told = hubflow("register", "add", "-p", "./hub", "sent", "--from", "applicant", code=2).err
    assert "call.toml: a call is the office's" in told
    assert "jury.csv: scores are stated by the panel" in told
    assert "Traceback" not in told
    assert hubflow("register", "verify").out == head


def test_a_run_of_a_calls_folder_takes_the_dossiers_alone_as_applicants(
    hubflow: Hubflow, folder: Path
) -> None:
    (folder / "oak.toml").write_text('id = "oak"\nname = "The oak"\n', "utf-8")
    (folder / "call.toml").write_text('id = "spring"\ndate = 2025-01-01\n', "utf-8")
    (folder / "jury.csv").write_text(
        "venture,phase,criterion,assessor,score\noak,identify,depth,ana,5\n", "utf-8")
    run = ("run", "-p", "./hub", "sent", "--from", "applicant")
    assert "ana" in hubflow(*run, "--json").out
    (folder / "oak.toml").write_text('id = "oak"\nname = "The oak"\n' + DECIDED, "utf-8")
    told = hubflow(*run, code=2).err
    assert "decisions are stated by the body" in told
    assert "call.toml" not in told


def test_a_table_is_no_applicants_and_its_decisions_are_named(
    hubflow: Hubflow, folder: Path
) -> None:
    (folder / "many.csv").write_text("id,decision.identify\noak,advance\n", "utf-8")
    told = hubflow("run", "-p", "./hub", "sent/many.csv", "--from", "applicant", code=2).err
    assert "decision.identify" in told


def test_what_the_register_adds_to_an_applicants_dossier_is_not_the_applicants(
    hubflow: Hubflow, folder: Path
) -> None:
    plain = 'id = "oak"\nname = "The oak"\n'
    (folder / "oak.toml").write_text(plain + MARK, "utf-8")
    hubflow("register", "add", "-p", "./hub", "sent", "--on", "2025-01-01")
    hubflow("register", "judge", sheet(folder.parent, "oak ann 5"), "--on", "2025-01-02")
    hubflow("register", "run", "-p", "./hub", "--on", "2025-01-03")
    by = ("--by", "The board", "--reasons", "As the board sees it", "--on", "2025-01-04")
    hubflow("register", "pause", "oak", *by)
    hubflow("register", "resume", "oak", *by)
    hubflow("register", "decide", "oak", "advance", *by)
    hubflow("register", "award", "oak", "--funder", "A foundation", "--amount", "900",
            "--on", "2025-01-05")
    # the mark goes with a new version, or stays: both are recorded, and guarded as before
    (folder / "oak.toml").write_text(plain, "utf-8")
    hubflow("register", "update", "-p", "./hub", "sent", "--yes", "--on", "2025-01-06")
    (folder / "oak.toml").write_text(plain + "[identify]\ngroup_size = 40\n" + MARK, "utf-8")
    hubflow("register", "update", "-p", "./hub", "sent", "--yes", "--on", "2025-01-07")
    hubflow("register", "run", "-p", "./hub", "--on", "2025-01-08")
    assert "no difference" in hubflow("register", "replay").out
    (folder / "elm.toml").write_text(plain.replace("oak", "elm") + DECIDED + MARK, "utf-8")
    (folder / "oak.toml").unlink()
    assert "decisions are stated by" in refused(hubflow, "sent")
