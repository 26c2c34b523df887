"""Days that cannot be: before a venture began, in the future, across what was decided."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Hubflow, begin_register, set_up_once
from .test_commands import dossier, method, sheet

FUTURE = "2999-01-01"


@set_up_once
def oak(hubflow: Hubflow, tmp_path: Path) -> None:
    """A register with one venture, in test trading since April 2025."""
    hub = method(tmp_path / "hub")
    hubflow("register", "init", "--on", "2024-12-01", "--by", "The office")
    trading = '[trade]\nlegal_form = "association"\nstart = 2025-04-01\n'
    hubflow("register", "add", "-p", hub, dossier(tmp_path, "oak", trading), "--on", "2025-01-10")
    sheet(tmp_path, "oak ana 4")


def seq(hubflow: Hubflow, kind: str, place: int = -1) -> str:
    """The number of an entry of a kind."""
    found = json.loads(hubflow("register", "history", "oak", "--json").out)
    return str([entry["seq"] for entry in found if entry["kind"] == kind][place])


@pytest.mark.parametrize("act", [
    ["init"], ["add", "-p", "./hub", "elm.toml"], ["update", "-p", "./hub", "oak.toml", "--yes"],
    ["judge", "jury-new.csv"], ["run", "-p", "./hub", "oak"],
    ["decide", "oak", "adopt", "--by", "B"],
    ["ledger", "oak", "--month", "2025-05", "--sales", "1"],
    ["award", "oak", "--funder", "F", "--amount", "1"],
    ["resource", "oak", "--kind", "mentoring", "--hours", "1"],
    ["pause", "oak", "--by", "B", "--reasons", "r"],
    ["close", "oak", "--by", "B", "--reasons", "r", "--learning", "l"],
])
def test_no_act_is_of_the_future_or_before_the_beginning(
    oak: Hubflow, tmp_path: Path, act: list[str]
) -> None:
    dossier(tmp_path, "elm")
    (tmp_path / "oak.toml").write_text('id = "oak"\nname = "Another name"\n', "utf-8")
    head = oak("register", "verify").out
    assert "in the future" in oak("register", *act, "--on", FUTURE, code=2).err
    if act[0] not in ("init", "add"):
        assert "before 2025-01-10" in oak("register", *act, "--on", "2025-01-09", code=2).err
    assert oak("register", "verify").out == head


def test_a_what_if_may_look_ahead(oak: Hubflow) -> None:
    assert "as of 1 January 2999" in oak("register", "run", "-p", "./hub", "--what-if", "--on",
                                     FUTURE).out


def test_a_corrected_day_keeps_the_order_of_what_was_decided(oak: Hubflow) -> None:
    oak("register", "pause", "oak", "--by", "B", "--reasons", "r", "--on", "2025-03-01")
    oak("register", "resume", "oak", "--by", "B", "--on", "2025-03-20")
    correct = ("register", "correct", seq(oak, "pause"), "--reasons", "r", "--day")
    assert "before 2025-01-10" in oak(*correct, "2025-01-09", code=2).err
    assert "it came before entry" in oak(*correct, "2025-03-21", code=2).err
    assert "in the future" in oak(*correct, FUTURE, code=2).err
    oak(*correct, "2025-03-05")
    oak("register", "verify")


def test_an_awards_corrected_day_is_what_rules_read(oak: Hubflow) -> None:
    oak("register", "award", "oak", "--funder", "F", "--amount", "5", "--on", "2025-02-01")
    oak("register", "correct", seq(oak, "award"), "--day", "2025-02-03", "--reasons", "r")
    found = json.loads(oak("register", "history", "oak", "--json").out)
    assert found[-1]["body"]["set"] == {"date": "2025-02-03"}


def test_a_stop_that_a_dossier_tells_leaves_a_note_too(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    hub = method(tmp_path / "hub")
    (tmp_path / "challenges").mkdir()
    (tmp_path / "challenges" / "lonely.toml").write_text(
        'kind = "challenge"\nid = "lonely"\nname = "Loneliness"\n', "utf-8")
    stop = ('challenge = "lonely"\n[[decisions]]\nhub = "small"\nphase = "identify"\n'
            'decision = "stop"\ndate = 2024-05-01\nby = "Board"\n')
    begin_register()
    add = ("register", "add", "-p", hub, "--on", "2025-01-01")
    refused = hubflow(*add, dossier(tmp_path, "first", stop), code=2).err
    assert "first.toml:4: decisions[0]: a stop leaves a learning note" in refused
    hubflow(*add, dossier(tmp_path, "first", f'{stop}learning = "Evenings suit nobody"\n'))
    assert json.loads(hubflow("register", "show", "first", "--json").out)["state"] == "closed"
    assert "Evenings suit nobody" in hubflow(
        *add, dossier(tmp_path, "second", 'challenge = "lonely"\n')).out
