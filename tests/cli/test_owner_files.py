"""Files with people in them belong to their owner; what a killed run left is removed."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from hubflow.cli.atomic_file import draft_path
from hubflow.cli.file_writing import write_file, write_whole
from hubflow.register.storage.temporary_database import temporary_database

needs_owners = pytest.mark.skipif(os.name != "posix", reason="permissions are Unix's")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@needs_owners
def test_private_files_are_their_owners_alone(tmp_path: Path) -> None:
    write_whole(tmp_path / "letters" / "all", {"a/letter.md": b"Dear"}, private=True)
    write_file(tmp_path / "export.zip", b"PK", private=True)
    write_file(tmp_path / "handbook.md", b"#")
    assert mode(tmp_path / "letters/all") == mode(tmp_path / "letters/all/a") == 0o700
    assert mode(tmp_path / "letters/all/a/letter.md") == mode(tmp_path / "export.zip") == 0o600
    assert mode(tmp_path / "handbook.md") == 0o666 & ~_umask()


@needs_owners
def test_a_register_is_its_owners_alone(tmp_path: Path) -> None:
    url = make_url(f"sqlite:///{tmp_path}/hub.db")
    with temporary_database(url, tmp_path / "hub.db") as draft:
        Path(make_url(draft).database or "").write_bytes(b"rows")
    assert mode(tmp_path / "hub.db") == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["hub.db"]


@needs_owners
def test_what_a_killed_run_left_is_removed_by_the_next(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import os, pathlib, sys\n"
         "from hubflow.cli.atomic_file import draft_path\n"
         "draft = draft_path(pathlib.Path(sys.argv[1]))\n"
         "draft.mkdir()\n"
         "(draft / 'letter.md').write_text('Dear')\n"
         "draft_path(pathlib.Path(sys.argv[1])).write_text('x')\n"
         "os._exit(9)", str(tmp_path)], check=False)
    assert done.returncode == 9
    assert len(list(tmp_path.iterdir())) == 2
    write_file(tmp_path / "export.zip", b"PK")
    assert [path.name for path in tmp_path.iterdir()] == ["export.zip"]


def test_what_others_write_at_this_moment_stays(tmp_path: Path) -> None:
    mine = draft_path(tmp_path)
    mine.mkdir()
    elsewhere = tmp_path / f".hubflow-00000000-{os.getpid()}-{'0' * 16}"
    elsewhere.mkdir()
    notes = tmp_path / ".hubflow-notes"
    notes.mkdir()
    write_file(tmp_path / "a.md", b"a")
    assert {mine, elsewhere, notes} < set(tmp_path.iterdir())
    old = time.time() - 90_000
    before = tmp_path / ".hubflow-a1b2c3_d"  # as older versions called theirs
    before.mkdir(mode=0o700)
    mine_too = tmp_path / ".hubflow-settings"
    mine_too.mkdir(mode=0o755)
    for path in (before, mine_too):
        os.utime(path, (old, old))
    os.utime(elsewhere, (old, old))
    os.utime(notes, (old, old))
    write_file(tmp_path / "a.md", b"b")
    assert set(tmp_path.iterdir()) == {mine, notes, mine_too, tmp_path / "a.md"}


def _umask() -> int:
    found = os.umask(0)
    os.umask(found)
    return found
