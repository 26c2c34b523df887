"""Commands killed at random points, and in a crowd: processes of their own, on both databases.

Most are forks that have imported everything, so that most kills fall upon a command's work.
``HUBFLOW_KILLS=500`` kills as often as that on each database (`make kills`).
"""

from __future__ import annotations

import collections
import contextlib
import datetime as dt
import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.quick_start import hubflow_command

from hubflow.register.storage.database_connection import driver_of, engine_for
from hubflow.register.storage.opening import open_register
from hubflow.register.storage.proof import verify

from .conftest import Hubflow
from .test_commands import dossier, method

KILLS = int(os.environ.get("HUBFLOW_KILLS", "6"))
DAY = "2025-01-02"


@pytest.fixture
def begun(url: str, hubflow: Hubflow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a register with one venture, `oak`."""
    monkeypatch.setenv("HUBFLOW_REGISTER", url)
    hub = method(tmp_path / "hub")
    hubflow("register", "init")
    hubflow("register", "add", "-p", hub, dossier(tmp_path, "oak"), "--on", "2025-01-01")
    return url


def command(*arguments: str) -> subprocess.Popen[str]:
    """A command of the register, in a process of its own; it dies with the one that is returned."""
    return subprocess.Popen([*hubflow_command(), "register", *arguments], text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def award(amount: int) -> subprocess.Popen[str]:
    """A command that records an award, known by its amount."""
    return command("award", "oak", "--funder", "F", "--amount", str(amount), "--on", DAY)


def amounts(url: str) -> list[int]:
    """What the register holds of awards; it opens and verifies."""
    register = open_register(url)
    try:
        with register.reading() as journal:
            proof = verify(journal)
            assert proof.findings == ()
            found = [int(entry.body["amount"]) for entry in journal.read(kinds=["award"])]
            assert journal.head() == (proof.entries, proof.head)
    finally:
        register.close()
    return found


def test_a_killed_command_loses_nothing_that_it_reported(begun: str) -> None:
    for amount in (1, 2):  # the first waits for the server that forks
        started = time.monotonic()
        assert award(amount).communicate()[0]
        usual = time.monotonic() - started
    chance = random.Random(20)
    reported, ended = [1, 2], collections.Counter[str]()
    for amount in range(3, KILLS + 3):
        process = award(amount)
        time.sleep(usual * chance.uniform(0.2, 1.1))
        process.kill()
        said, _ = process.communicate()
        if re.search("recorded", said):
            reported.append(amount)
        kept = amounts(begun)
        assert len(kept) == len(set(kept))
        assert set(reported) <= set(kept) <= set(range(1, amount + 1))
        ended["reported" if amount in reported else
              "kept, killed before it could say so" if amount in kept else "nothing kept"] += 1
    print(f"{begun.partition(':')[0]}: {KILLS} kills, {dict(ended)}")


def test_a_killed_command_keeps_all_or_nothing(begun: str, tmp_path: Path) -> None:
    """Many ventures are brought in by one command."""
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(25):
        dossier(folder, f"elm-{number}")
    chance = random.Random(21)
    for _ in range(max(3, KILLS // 5)):
        process = command("add", "-p", "./hub", "many", "--on", DAY)
        time.sleep(chance.uniform(0.1, 0.9))
        process.kill()
        process.communicate()
        register = open_register(begun)
        with register.reading() as journal:
            assert verify(journal).findings == ()
            count = len(journal.read(kinds=["dossier"])) - 1
        register.close()
        assert count in (0, 25)
        if count:
            break


def test_commands_in_a_crowd_lose_and_double_nothing(begun: str) -> None:
    crowd = 6
    processes = [award(number) for number in range(1, crowd + 1)]
    for process in processes:
        said, err = process.communicate()
        assert (process.returncode, err) == (0, ""), said
    assert sorted(amounts(begun)) == list(range(1, crowd + 1))


def test_what_waits_in_vain_says_so(begun: str, hubflow: Hubflow) -> None:
    other = open_register(begun)
    with other.writing():
        told = hubflow("register", "award", "oak", "--funder", "F", "--amount", "1", "--on", DAY,
                       "--wait", "0.1", code=2).err
        assert "another command is still writing to the register after 0.1 s" in told
        assert "Nothing was recorded" in told
        assert "locked" not in told
        hubflow("register", "board")
        hubflow("register", "verify")
    other.close()
    assert amounts(begun) == []


@contextlib.contextmanager
def alone(url: str) -> Iterator[None]:
    """Somebody has the whole database to themselves, as its keeper or a redaction may."""
    engine = engine_for(url)
    with engine.connect() as connection:
        driver = driver_of(connection)
        if connection.dialect.name == "sqlite":
            driver.execute("PRAGMA locking_mode = EXCLUSIVE")
            driver.execute("BEGIN IMMEDIATE")
            driver.execute("UPDATE alembic_version SET version_num = version_num")
            driver.execute("COMMIT")
        else:
            connection.exec_driver_sql("LOCK TABLE entries IN ACCESS EXCLUSIVE MODE")
        yield
        if connection.dialect.name == "sqlite":
            connection.invalidate()
    engine.dispose()


@pytest.mark.parametrize("act", [
    ("board",), ("verify",), ("export", "--out", "all.zip"), ("backup", "copy.db"),
    ("import", "URL", "--register", "sqlite:///copy.db"),
    ("award", "oak", "--funder", "F", "--amount", "1", "--on", DAY),
])
def test_readers_wait_no_longer_than_they_are_told(
    begun: str, hubflow: Hubflow, act: tuple[str, ...]
) -> None:
    arguments = [begun if part == "URL" else part for part in act]
    with alone(begun):
        told = hubflow("register", *arguments, "--wait", "0.1", code=2).err
    assert "keeps the register to itself. Nothing was recorded." in told
    assert "--wait" in told
    hubflow("register", *arguments)


def test_a_terminal_shows_that_it_waits(begun: str) -> None:
    pty = pytest.importorskip("pty", reason="terminals are Unix's")
    other = open_register(begun)
    ours, theirs = pty.openpty()
    with other.writing():
        process = subprocess.Popen(
            [sys.executable, "-m", "hubflow", "register", "award", "oak", "--funder", "F",
             "--amount", "1", "--on", DAY], stdin=theirs, stdout=subprocess.PIPE, stderr=theirs,
            text=True, env={**os.environ, "TERM": "xterm", "COLUMNS": "100"})
        os.close(theirs)
        shown = ""
        while "another command is writing" not in shown.lower():
            shown += os.read(ours, 1000).decode(errors="replace")
    assert "recorded" in process.communicate()[0]
    os.close(ours)
    other.close()
    assert amounts(begun) == [1]


def test_a_backup_is_of_one_moment_while_others_write(
    begun: str, hubflow: Hubflow, tmp_path: Path
) -> None:
    """Backed up and verified again and again, while a process writes without a break."""
    writer = Path(__file__).with_name("writer.py")
    process = subprocess.Popen([sys.executable, str(writer), begun, "busy", "100000"],
                               stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        process.stdout.readline()
        for turn in range(3):
            head = hubflow("register", "backup", f"copy-{turn}.db").out.split()[-1]
            hubflow("register", "verify")
    finally:
        process.kill()
        process.communicate()
    assert not list(tmp_path.glob(".hubflow-*"))
    # the last copy's end is in the chain of the original, and is the head of what is restored
    hubflow("register", "verify", "--expect", head)
    hubflow("register", "import", "copy-2.db", "--register", "sqlite:///restored.db")
    hubflow("register", "verify", "--register", "sqlite:///restored.db", "--expect", head)
    restored = open_register("sqlite:///restored.db")
    with restored.reading() as journal:
        assert journal.head()[1] == head
    restored.close()


def test_a_register_in_two_hands_is_begun_once(url: str, hubflow: Hubflow) -> None:
    processes = [command("init", "--register", url) for _ in range(3)]
    for process in processes:
        _, err = process.communicate()
        assert (process.returncode, err) == (0, "")
    register = open_register(url)
    with register.reading() as journal:
        assert [entry.kind for entry in journal.read()] == ["register"]
        assert journal.read()[0].on <= dt.date.today()
    register.close()
    hubflow("register", "verify", "--register", url)
