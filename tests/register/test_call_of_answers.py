"""Answers to the call of a register: who is late is told and recorded, and nobody writes TOML."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Hubflow, begin_register, set_up_once
from .test_commands import method

ANSWERS = "Sent,Id,Name\n2025-03-31 16:59,ash,The ash\n2025-03-31 17:20,oak,The oak\n"
MAP = '''received = ["Sent"]
time_zone = "Europe/London"
columns = [{ heading = "Id", key = "id" }, { heading = "Name", key = "name" }]
'''
TAKE = ("intake", "answers.csv", "--map", "map.toml", "--out", "in")


@set_up_once
def begun(hubflow: Hubflow, tmp_path: Path) -> None:
    """A register with a call that commands began, and answers of which one is late."""
    hub = method(tmp_path / "hub")
    (tmp_path / "answers.csv").write_text(ANSWERS, "utf-8")
    (tmp_path / "map.toml").write_text(MAP, "utf-8")
    begin_register()
    hubflow("register", "call", "spring", "--begin", "-p", hub, "--name", "Spring",
            "--closes", "2025-03-31T17:00", "--zone", "Europe/London", "--on", "2025-02-01")


def test_who_is_late_is_told_and_recorded(begun: Hubflow, tmp_path: Path) -> None:
    done = begun(*TAKE, "--register", "--call", "spring")
    assert "Late: The oak came in at 2025-03-31 17:20" in done.out
    assert "The call in in/call.toml is the register's" in done.out
    added = begun("register", "add", "-p", "./hub", "in", "--on", "2025-04-01").out
    assert "The oak: received on 2025-03-31 17:20, after the call closed" in added
    assert "late" in begun("register", "show", "oak").out
    assert "late" not in begun("register", "show", "ash").out
    begun("register", "verify")
    # what comes again is held against the folder's call, which is left as it is
    before = (tmp_path / "in/call.toml").read_bytes()
    assert "Late: The oak" in begun(*TAKE, "--register", "--call", "spring").out
    assert (tmp_path / "in/call.toml").read_bytes() == before


@pytest.mark.parametrize(("call", "more", "told"), [
    ("autumn", ("--register",), "--call autumn: "),
    ("spring", (), "--call goes with"),
])
def test_a_call_that_is_nowhere_is_refused_and_nothing_is_written(
    begun: Hubflow, tmp_path: Path, call: str, more: tuple[str, ...], told: str
) -> None:
    assert told in begun(*TAKE, *more, "--call", call, code=2).err
    assert not (tmp_path / "in").exists()


def test_a_folder_of_another_call_is_refused(begun: Hubflow, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/call.toml").write_text('id = "other"\n', "utf-8")
    told = begun(*TAKE, "--register", "--call", "spring", code=2).err
    assert "in/call.toml: the folder's call is other. Name that call after --call" in told
    assert [path.name for path in (tmp_path / "in").iterdir()] == ["call.toml"]
