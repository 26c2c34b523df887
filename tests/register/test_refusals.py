"""What a register's commands must not do, whoever slips: nothing is lost, blank or half told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Hubflow
from .test_commands import dossier, method, small

__all__ = ["small"]

ON = ("--on", "2025-01-05")


def test_no_document_takes_the_place_of_a_register(small: Hubflow, tmp_path: Path) -> None:
    before = (tmp_path / "hub.db").read_bytes()
    for what in (("--venture", "oak"), (), ("--person", "Mrs Oak")):
        small("register", "export", *what, "--out", "hub.db", code=2)
    # whatever the register is called
    (tmp_path / "kept.zip").write_bytes(before)
    told = small("register", "export", "--out", "kept.zip", code=2).err
    assert "kept.zip: a database is there" in told
    assert (tmp_path / "hub.db").read_bytes() == (tmp_path / "kept.zip").read_bytes() == before
    small("register", "verify")


def test_an_export_is_of_somebody_and_named_as_what_it_is(
    small: Hubflow, tmp_path: Path
) -> None:
    there = set(tmp_path.iterdir())
    # a blank name must not mean everybody
    small("register", "export", "--person", "", "--out", "person.json", code=2)
    small("register", "export", "--venture", " ", "--out", "venture.zip", code=2)
    small("register", "export", "--out", "all.json", code=2)
    assert "no entry names this person" in small(
        "register", "export", "--person", "Nobody Here", "--out", "person.json", code=2).err
    assert set(tmp_path.iterdir()) == there


@pytest.mark.parametrize("act", [
    ("pause", "oak", "--by", "The board", "--reasons", " "),
    ("pause", "oak", "--by", "", "--reasons", "A rest"),
    ("close", "oak", "--by", "The board", "--reasons", "", "--learning", "Ask first"),
    ("close", "oak", "--by", "The board", "--reasons", "It ends", "--learning", ""),
    ("adopt", "oak", "--by", " "),
    ("award", "oak", "--funder", " ", "--amount", "5"),
    ("correct", "4", "--withdraw", "--reasons", ""),
    ("redact", "The oak", "--reasons", "", "--yes"),
    ("search", ""),
])
def test_what_must_be_said_is_not_blank(small: Hubflow, act: tuple[str, ...]) -> None:
    if act[0] == "adopt":
        act = ("decide", "oak", "adopt", *act[2:])
    before = small("register", "verify").out
    assert "it is blank" in small(
        "register", *act, *(() if act[0] == "search" else ON), code=2).err
    assert small("register", "verify").out == before


def test_what_is_wrong_is_told_by_its_option(small: Hubflow) -> None:
    award = ("register", "award", "oak", "--funder", "A trust", *ON)
    told = small(*award, "--amount", "5", "--currency", "pounds", "--funder-id", "a b", code=2).err
    assert "oak: --currency: " in told
    assert "oak: --funder-id: " in told
    assert 'must be a number, not "nan"' in small(*award, "--amount", "nan", code=2).err
    assert "oak: --evidence: " in small(
        "register", "decide", "oak", "recognised", "--by", "The board", "--evidence", "nowhere",
        *ON, code=2).err
    small(*award, "--amount", "5")
    entry = json.loads(small("register", "history", "oak", "--json").out)[-1]["seq"]
    assert "oak: --set currency: " in small(
        "register", "correct", str(entry), "--set", "currency=pounds", "--reasons", "r", code=2).err


def test_an_award_is_recorded_once(small: Hubflow) -> None:
    award = ("register", "award", "oak", "--amount", "5", "--id", "R1", *ON)
    small(*award, "--funder", "A trust")
    assert "is recorded already (entry" in small(*award, "--funder", "A trust", code=2).err
    small(*award, "--funder", "Another trust")
    # a reference that was withdrawn may be used again
    entry = json.loads(small("register", "history", "oak", "--json").out)[-1]["seq"]
    small("register", "correct", str(entry), "--withdraw", "--reasons", "A mistake", *ON)
    small(*award, "--funder", "Another trust")


def test_a_digest_copied_in_part_is_no_alarm(small: Hubflow) -> None:
    head = json.loads(small("register", "verify", "--json").out)["head"]
    assert "copy it whole" in small("register", "verify", "--expect", head[:-1], code=2).err
    small("register", "verify", "--expect", f" {head.upper()} ")
    assert "cut off" in small("register", "verify", "--expect", "f" * 64, code=1).out


def test_a_register_moves_to_a_server_and_back(
    hubflow: Hubflow, tmp_path: Path, url: str
) -> None:
    hub = method(tmp_path / "hub")
    here = ("--register", "sqlite:///here.db")
    hubflow("register", "init", *here)
    hubflow("register", "add", "-p", hub, *(dossier(tmp_path, id) for id in ("oak", "elm", "yew")),
            *ON, *here)
    hubflow("register", "export", "--out", "all.zip", *here)
    head = json.loads(hubflow("register", "verify", "--json", *here).out)["head"]
    hubflow("register", "import", "all.zip", "--register", url)
    hubflow("register", "run", "-p", hub, *ON, "--register", url)
    hubflow("register", "import", url, "--register", "sqlite:///back.db")
    hubflow("register", "verify", "--expect", head, "--register", "sqlite:///back.db")
    # and what is derived is worked out anew there, as after an upgrade
    hubflow("register", "init", "--register", url)
    hubflow("register", "verify", "--expect", head, "--register", url)


def test_an_id_that_differs_in_capitals_alone_is_refused(small: Hubflow, tmp_path: Path) -> None:
    (tmp_path / "capitals.toml").write_text(
        (tmp_path / "oak.toml").read_text("utf-8").replace('"oak"', '"OAK"', 1), "utf-8")
    said = small("register", "add", "capitals.toml", "-p", "./hub", *ON, code=2).err
    assert '"OAK" differs from "oak", which is in the register, in capitals alone' in said
