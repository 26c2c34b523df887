"""What a command says of a full disk, of a file that is not to be written, newer or damaged."""

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import Hubflow, begin_register, files_of_at_most, set_up_once
from .test_commands import dossier, method

DAY = "2025-01-02"
AWARD = ("award", "oak", "--funder", "F", "--amount", "5", "--on", DAY)
WRITES = (AWARD, ("pause", "oak", "--by", "B", "--reasons", "r", "--on", DAY))
READS = (("show", "oak"), ("history", "oak"), ("search", "oak"), ("verify",),
         ("export", "--out", "all.zip"), ("backup", "copy.db"))


@set_up_once
def oak(hubflow: Hubflow, tmp_path: Path) -> None:
    """A register with one venture and an award, its file folded whole."""
    hub = method(tmp_path / "hub")
    begin_register()
    hubflow("register", "add", "-p", hub, dossier(tmp_path, "oak"), "--on", "2025-01-01")
    hubflow("register", "award", "oak", "--funder", "First", "--amount", "5", "--on", DAY)


def left(folder: Path) -> set[str]:
    """The names in a folder."""
    return {path.name for path in folder.iterdir()}


def test_a_full_disk_is_told_and_nothing_is_half_written(oak: Hubflow, tmp_path: Path) -> None:
    head = oak("register", "verify").out
    size = (tmp_path / "hub.db").stat().st_size
    before = left(tmp_path)
    for act, limit in ((AWARD, 4096), (("backup", "copy.db"), size // 2),
                       (("init", "--register", "sqlite:///other.db"), 8192)):
        with files_of_at_most(limit):
            told = oak("register", *act, code=2).err
        assert "the disk is full, or fails" in told
    # SQLite's own files may stay beside a register that could not be folded; nothing else does
    assert {name for name in left(tmp_path) - before
            if not name.startswith("hub.db-")} == set()
    assert oak("register", "verify").out == head
    assert "Begun" in oak("register", "init", "--register", "sqlite:///other.db").out


def test_a_file_that_is_not_to_be_written_is_read(oak: Hubflow, tmp_path: Path) -> None:
    address = f"sqlite:///file:{tmp_path / 'hub.db'}?mode=ro&uri=true"
    oak("register", "board", "--register", address)
    oak("register", "verify", "--register", address)
    for write in WRITES:
        told = oak("register", *write, "--register", address, code=2).err
        assert "read-only. Nothing was recorded." in told


def test_a_newer_register_is_left_alone(oak: Hubflow, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "hub.db") as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()
    before = (tmp_path / "hub.db").read_bytes()
    for act in (*WRITES, *READS, ("board",), ("init",)):
        told = oak("register", *act, code=2).err
        assert "It was written by a newer version: install that. Nothing was changed." in told
    assert (tmp_path / "hub.db").read_bytes() == before
    assert not (tmp_path / "copy.db").exists()


@pytest.mark.parametrize("share", [0.0, 0.001, 0.3, 0.6, 0.9])
def test_a_file_that_was_cut_short_is_left_alone(
    oak: Hubflow, tmp_path: Path, share: float
) -> None:
    path = tmp_path / "hub.db"
    cut = path.read_bytes()[: int(path.stat().st_size * share)]
    path.write_bytes(cut)
    for act in (*WRITES, ("backup", "copy.db"), ("verify",)):
        done = oak("register", *act, code=None)
        assert done.code in (1, 2)
        assert "damaged" in done.out + done.err or "there is no register here" in done.err
    assert path.read_bytes() == cut
    assert not (tmp_path / "copy.db").exists()


def test_nothing_is_done_with_an_entry_that_was_changed(oak: Hubflow, tmp_path: Path) -> None:
    path = tmp_path / "hub.db"
    sound = path.read_bytes()
    at = sound.index(b'"kind":"venture"') + 3
    path.write_bytes(sound[:at] + b"X" + sound[at + 1:])
    before = left(tmp_path)
    told = oak("register", "verify", code=1)
    assert "was changed" in told.out
    for act in (*WRITES, ("show", "oak"), ("export", "--out", "all.zip"), ("backup", "copy.db")):
        told = oak("register", *act, code=2)
        assert "it is not what was recorded" in told.err
        assert "entry " in told.err
    assert left(tmp_path) == before


def test_no_flipped_byte_is_worse_than_told(oak: Hubflow, tmp_path: Path) -> None:
    """Anywhere in the file: it is found, or nothing that is kept differs; never a traceback."""
    path, sound = tmp_path / "hub.db", (tmp_path / "hub.db").read_bytes()
    kept = contents(path)
    chance = random.Random(5)
    for _ in range(40):
        at = chance.randrange(len(sound))
        flipped = bytearray(sound)
        flipped[at] ^= 1 << chance.randrange(8)
        for name in ("hub.db-wal", "hub.db-shm", "copy.db", "all.zip"):
            (tmp_path / name).unlink(missing_ok=True)
        path.write_bytes(flipped)
        if oak("register", "verify", code=None).code == 0:
            assert contents(path) == kept, at
        oak("register", *chance.choice((*READS, *WRITES)), code=None)


def contents(path: Path) -> list[list[tuple[object, ...]]]:
    """All rows of all tables."""
    raw = sqlite3.connect(path)
    try:
        return [sorted(raw.execute(f"SELECT * FROM {table}").fetchall())
                for table in ("entries", "standings", "dues", "alembic_version")]
    finally:
        raw.close()


def test_a_number_that_is_none_is_refused(oak: Hubflow) -> None:
    for amount in ("nan", "inf"):
        told = oak("register", "award", "oak", "--funder", "F", "--amount", amount, "--on", DAY,
                   code=2).err
        assert f'must be a number, not "{amount}"' in told


def test_an_old_log_is_not_left_beside_a_backup(oak: Hubflow, tmp_path: Path) -> None:
    """As the documents tell to restore: the old file goes with what lies beside it."""
    oak("register", "backup", "copy.db")
    head = oak("register", "verify").out
    writer = Path(__file__).with_name("writer.py")
    process = subprocess.Popen([sys.executable, str(writer), f"sqlite:///{tmp_path / 'hub.db'}",
                                "busy", "100000"], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()
    process.kill()
    process.communicate()
    assert (tmp_path / "hub.db-wal").exists()
    for name in ("hub.db", "hub.db-wal", "hub.db-shm"):
        (tmp_path / name).replace(tmp_path / f"old-{name}")
    shutil.copy(tmp_path / "copy.db", tmp_path / "hub.db")
    assert oak("register", "verify").out == head


def foreign(path: Path, *, logged: bool = False) -> dict[str, bytes]:
    """Another program's database, with what lies beside it; ``logged``: its log is not folded."""
    other = sqlite3.connect(path)
    if logged:
        other.execute("PRAGMA journal_mode = WAL")
    other.execute("CREATE TABLE bookmarks (url TEXT)")
    # other programs use Alembic, too
    other.execute("CREATE TABLE alembic_version (version_num TEXT)")
    other.execute("INSERT INTO alembic_version VALUES ('00c0ffee')")
    other.commit()
    if logged:
        for beside in ("", "-wal"):
            shutil.copy(f"{path}{beside}", f"{path}{beside}.copy")
        other.close()
        for beside in ("", "-wal"):
            Path(f"{path}{beside}.copy").replace(f"{path}{beside}")
    else:
        other.close()
    return {one.name: one.read_bytes() for one in path.parent.glob("their.db*")
            if not one.name.endswith("-shm")}


@pytest.mark.parametrize("logged", [False, True])
@pytest.mark.parametrize("act", [("board",), ("verify",), ("init",), ("backup", "copy.db"), AWARD])
def test_another_programs_database_is_left_byte_for_byte(
    hubflow: Hubflow, tmp_path: Path, act: tuple[str, ...], *, logged: bool
) -> None:
    path = tmp_path / "their.db"
    before = foreign(path, logged=logged)
    told = hubflow("register", *act, "--register", "sqlite:///their.db", code=2).err
    assert "this is another program's database" in told
    assert {name: (tmp_path / name).read_bytes() for name in before} == before
    if not logged:
        assert left(tmp_path) == {"their.db"}
    # by SQLite's own kind of address it cannot be looked at beforehand, and is left alone, too
    if not logged:
        hubflow("register", *act, "--register", "sqlite:///file:their.db?uri=true", code=2)
        assert path.read_bytes() == before["their.db"]


def test_a_register_that_could_not_be_begun_leaves_nothing(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    for limit in (0, 8192, 40_000):
        with files_of_at_most(limit):
            told = hubflow("register", "init", code=2).err
        assert told.startswith("sqlite:///hub.db: the disk is full, or fails")
        assert ".hubflow-" not in told
        assert left(tmp_path) == set()
    hubflow("register", "init")
    hubflow("register", "verify")
