"""What goes wrong around a register: killed and crowded writers, full disks, damaged files."""

from __future__ import annotations

import datetime as dt
import random
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.quick_start import script_command

from hubflow.model.input_problems import BadInput
from hubflow.register.storage.database_tables import HEAD
from hubflow.register.storage.entries import Draft
from hubflow.register.storage.opening import Register, init_register, open_register
from hubflow.register.storage.proof import verify

from .conftest import no_bytecode

WRITER = str(Path(__file__).with_name("writer.py"))
DAY = dt.date(2025, 1, 1)


def begun(url: str) -> Register:
    """A register with its first entry."""
    return init_register(url, DAY, "test")[0]


def writer(url: str, name: str, count: int, *begin: str) -> subprocess.Popen[str]:
    """A process that writes; ``begin`` begins its command line, if it need not be a new one."""
    begin = begin or (sys.executable, WRITER)
    return subprocess.Popen([*begin, url, name, str(count)], text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def numbers(url: str, name: str) -> list[int]:
    """What one writer's entries say, in order."""
    register = open_register(url)
    with register.reading() as journal:
        found = [int(entry.body["number"]) for entry in journal.read(subject=name)]
        assert verify(journal).findings == ()
    register.close()
    return found


def test_a_killed_writer_loses_nothing_that_it_reported(url: str) -> None:
    begun(url).close()
    chance = random.Random(7)
    for turn in range(4):
        name = f"killed-{turn}"
        process = writer(url, name, 500)
        assert process.stdout is not None
        reported = [int(process.stdout.readline()) for _ in range(chance.randrange(1, 120))]
        process.kill()
        reported += [int(line) for line in process.stdout.read().split()]
        process.communicate()
        kept = numbers(url, name)
        assert kept[: len(reported)] == reported
        assert kept == list(range(len(kept)))
        assert len(kept) <= len(reported) + 1


@pytest.mark.parametrize("crowd", [2, 8])
def test_writers_wait_for_each_other(url: str, crowd: int) -> None:
    begun(url).close()
    each = 80 // crowd
    processes = [writer(url, f"writer-{number}", each, *script_command(Path(WRITER)))
                 for number in range(crowd)]
    for process in processes:
        _, err = process.communicate()
        assert (process.returncode, err) == (0, "")
    for number in range(crowd):
        assert numbers(url, f"writer-{number}") == list(range(each))
    register = open_register(url)
    with register.reading() as journal:
        assert journal.head()[0] == 1 + each * crowd
    register.close()


def test_a_full_disk_is_told_and_leaves_all_as_it_was(sqlite_url: str) -> None:
    register = begun(sqlite_url)
    draft = Draft(kind="dossier", hub="h", subject="v", on=DAY,
                  body={"kind": "venture", "edition": "1", "call": None, "challenge": None},
                  personal={"by": "", "name": "V", "text": "x" * 300_000})

    def append() -> None:
        with register.writing() as journal:
            pages = journal.connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            journal.connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 5}")
            journal.append([draft])

    with pytest.raises(BadInput, match=r"the disk is full.*Nothing was recorded"):
        append()
    with register.reading() as journal:
        proof = verify(journal)
    assert (proof.entries, proof.findings) == (1, ())


def test_a_disk_quota_is_told_the_same_way(sqlite_url: str) -> None:
    """The operating system itself refuses to let the file grow."""
    resource = pytest.importorskip("resource", reason="limits of a process are Unix's")
    begun(sqlite_url).close()
    limit = 200_000
    done = subprocess.run(
        [sys.executable, WRITER, sqlite_url, "v", "2000"], capture_output=True, text=True,
        check=False, env=no_bytecode(),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
    assert done.returncode != 0
    assert "the disk is full, or fails" in done.stderr
    assert numbers(sqlite_url, "v") == [int(line) for line in done.stdout.split()]


def test_a_file_that_may_only_be_read_is_read(sqlite_url: str, tmp_path: Path) -> None:
    begun(sqlite_url).close()
    address = f"sqlite:///file:{tmp_path / 'hub.db'}?mode=ro&uri=true"
    register = open_register(address)
    with register.reading() as journal:
        assert verify(journal).findings == ()
    with pytest.raises(BadInput, match="read-only"), register.writing() as journal:
        journal.append([Draft(kind="register", on=DAY, personal={"by": ""})])
    register.close()


def test_a_newer_register_is_left_alone(url: str) -> None:
    register = begun(url)
    with register.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    for opening in (lambda: open_register(url), lambda: init_register(url, DAY, "test")):
        with pytest.raises(BadInput, match=r"format 9999.*newer version"):
            opening()
    with register.engine.begin() as connection:
        connection.execute(sa.text(f"UPDATE alembic_version SET version_num = '{HEAD}'"))
    register.close()


def filled(url: str, tmp_path: Path) -> Path:
    """The file of a register with some entries, folded into one file."""
    register = begun(url)
    with register.writing() as journal:
        journal.append([Draft(kind="award", hub="h", subject=f"v{n}", on=DAY,
                              body={"amount": n, "date": "2025-01-01", "text": "recorded " * 20},
                              personal={"by": "somebody " * 20, "funder": "F", "purpose": ""})
                        for n in range(200)])
    register.close()
    return tmp_path / "hub.db"


def test_a_truncated_file_is_told(sqlite_url: str, tmp_path: Path) -> None:
    path = filled(sqlite_url, tmp_path)
    size = path.stat().st_size
    for part in (0.2, 0.6, 0.95):
        content = path.read_bytes()
        cut = tmp_path / f"cut-{part}.db"
        cut.write_bytes(content[: int(size * part)])
        before = cut.read_bytes()
        assert said_of(f"sqlite:///{cut}")
        assert cut.read_bytes() == before


def test_any_flipped_byte_of_an_entry_is_found(sqlite_url: str, tmp_path: Path) -> None:
    path = filled(sqlite_url, tmp_path)
    content = path.read_bytes()
    chance = random.Random(11)
    inside = [at for word in (b"recorded ", b"somebody ", b'"amount":')
              for at in _places(content, word)]
    for at in chance.sample(inside, 25):
        flipped = bytearray(content)
        flipped[at] ^= 1 << chance.randrange(7)
        other = tmp_path / "flipped.db"
        other.write_bytes(flipped)
        assert said_of(f"sqlite:///{other}"), at


def _places(content: bytes, word: bytes) -> list[int]:
    found, at = [], content.find(word)
    while at >= 0:
        found.append(at + len(word) // 2)
        at = content.find(word, at + 1)
    return found


def said_of(url: str) -> list[str]:
    """What opening and verifying says of a register; empty where all is well."""
    try:
        register = open_register(url)
        try:
            with register.reading() as journal:
                return list(verify(journal).findings)
        finally:
            register.close()
    except BadInput as bad:
        return [str(problem) for problem in bad.problems]


def test_entries_that_were_cut_off_are_missed(sqlite_url: str, tmp_path: Path) -> None:
    path = filled(sqlite_url, tmp_path)
    register = open_register(sqlite_url)
    with register.reading() as journal:
        head = journal.head()[1]
    register.close()
    with sqlite3.connect(path) as raw:
        raw.execute("DROP TRIGGER entries_are_kept")
        raw.execute("DELETE FROM entries WHERE seq > 190")
    raw.close()
    register = open_register(sqlite_url)
    with register.reading() as journal:
        # the chain alone says nothing of it; a note of its end does
        assert [found for found in verify(journal).findings if "trigger" not in found] == []
        assert "cut off" in verify(journal, head).findings[-1]
    register.close()


def test_the_database_itself_refuses_to_rewrite(url: str) -> None:
    register = begun(url)
    for statement in ("UPDATE entries SET body = '{}'", "DELETE FROM entries"):
        with pytest.raises(sa.exc.DBAPIError, match="can only grow"), \
                register.engine.begin() as connection:
            connection.execute(sa.text(statement))
    register.close()


def test_the_migrations_make_the_tables_that_are_used(url: str) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.config import Config
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    from hubflow.register import migrations
    from hubflow.register.storage.database_tables import metadata

    register = begun(url)
    with register.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={
            "include_name": lambda name, *_: not str(name).startswith("searched_words")})
        assert compare_metadata(context, metadata) == []
    register.close()
    config = Config()
    config.set_main_option("script_location", str(Path(str(migrations.__file__)).parent))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]
