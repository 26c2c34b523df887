"""What a chain cannot prove alone: an anchor kept elsewhere does, and lost guards are seen."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from hubflow.register.anchoring.anchor_line import AnchorLine, anchor_lines
from hubflow.register.anchoring.der import NotDer
from hubflow.register.anchoring.open_timestamps import (
    NotOts,
    OpenTimestamp,
    read_open_timestamp,
)
from hubflow.register.anchoring.time_stamp import read_time_stamp
from hubflow.register.storage.clock import SKEW, backwards, recorded_at
from hubflow.register.storage.database_connection import engine_for
from hubflow.register.storage.entries import Draft
from hubflow.register.storage.journal import Journal, entry_row

from .conftest import Hubflow
from .test_commands import dossier, method

NOON = dt.datetime(2025, 3, 1, 12, tzinfo=dt.UTC)


@contextlib.contextmanager
def behind(url: str) -> Iterator[sa.Connection]:
    """A connection of somebody who does not ask hubflow: with no guards on the entries."""
    engine = engine_for(url)
    with engine.begin() as connection:
        on = "" if engine.dialect.name == "sqlite" else " ON entries"
        for name in ("entries_stay", "entries_are_kept"):
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}{on}")
        yield connection
    engine.dispose()


def begun(hubflow: Hubflow, url: str) -> tuple[str, ...]:
    """A register with two ventures; the options that name it."""
    here = ("--register", url)
    hubflow("register", "init", *here)
    hub = method(Path("hub").absolute())
    hubflow("register", "add", "-p", hub, dossier(Path.cwd(), "oak"), dossier(Path.cwd(), "elm"),
            "--on", "2025-01-01", *here)
    return here


@pytest.fixture
def here(hubflow: Hubflow, url: str) -> tuple[str, ...]:
    """A register on both databases."""
    return begun(hubflow, url)


@pytest.fixture
def local(hubflow: Hubflow, sqlite_url: str) -> tuple[str, ...]:
    """A register on SQLite alone."""
    return begun(hubflow, sqlite_url)


def line_of(path: str) -> AnchorLine:
    """The line in a file."""
    (line,) = anchor_lines(Path(path).read_text("utf-8"))
    return line


def test_the_head_is_a_line_that_finds_a_cut_and_a_rewritten_end(
    hubflow: Hubflow, here: tuple[str, ...]
) -> None:
    assert "nothing is anchored" in hubflow("register", "verify", *here).out
    written = hubflow("register", "anchor", "--out", "anchor.txt", "--on", "2025-01-02", *here).out
    line = line_of("anchor.txt")
    assert written.strip() == line.text
    assert line.day == dt.date(2025, 1, 2)
    head = json.loads(hubflow("register", "verify", "--json", *here).out)
    assert (line.entry, line.digest) == (head["entries"], head["head"])
    told = hubflow("register", "verify", "--anchor", "anchor.txt", *here).out
    assert f"Anchored: entry {line.entry} ({line.digest[:16]}) since 2025-01-02" in told
    assert "WARNING" not in told
    hubflow("register", "pause", "oak", "--by", "Board", "--reasons", "r", "--on", "2025-02-01",
            *here)
    assert "is not anchored yet" in hubflow(
        "register", "verify", "--anchor", "anchor.txt", *here).out
    with behind(here[1]) as connection:
        connection.exec_driver_sql(f"DELETE FROM entries WHERE seq >= {line.entry}")
    hubflow("register", "init", *here)
    # everything is consistent again, but for who remembers
    assert "nothing changed" in hubflow("register", "verify", *here).out
    told = hubflow("register", "verify", "--anchor", "anchor.txt", *here, code=1).out
    assert "entries were cut off at the end" in told
    # other entries in their place do not help
    for _ in range(2):
        hubflow("register", "update", "-p", "./hub", "--yes", "--on", "2025-01-03",
                dossier(Path.cwd(), "oak", f'summary = "Version {_}"\n'), *here)
    told = hubflow("register", "verify", "--anchor", "anchor.txt", *here, code=1).out
    assert f"entry {line.entry} is not the one that was anchored" in told


def test_a_trigger_that_is_gone_or_foreign_is_found(
    hubflow: Hubflow, here: tuple[str, ...]
) -> None:
    sqlite = here[1].startswith("sqlite")
    with behind(here[1]) as connection:
        does = "BEGIN SELECT 1; END" if sqlite else "EXECUTE FUNCTION nothing()"
        if not sqlite:
            connection.exec_driver_sql("CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql "
                                       "AS $$ BEGIN RETURN NULL; END $$")
        connection.exec_driver_sql(
            f"CREATE TRIGGER helper AFTER INSERT ON standings FOR EACH ROW {does}")
    told = hubflow("register", "verify", *here, code=1).out
    for name in ("entries_stay", "entries_are_kept"):
        assert f"the trigger {name} is gone" in told
    assert '"helper" in the database is none of hubflow\'s' in told
    said = hubflow("register", "init", *here).out
    assert "Put back in the database: entries_stay, entries_are_kept" in said
    assert hubflow("register", "verify", *here, code=1).out.count("trigger") == 0
    engine = engine_for(here[1])
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER helper" + ("" if sqlite else " ON standings"))
    hubflow("register", "verify", *here)
    for statement in ("UPDATE entries SET body = '{}'", "DELETE FROM entries"):
        with pytest.raises(sa.exc.DBAPIError, match="can only grow"), engine.begin() as connection:
            connection.execute(sa.text(statement))
    engine.dispose()


def test_a_trigger_that_does_something_else_under_its_name_is_found(
    hubflow: Hubflow, here: tuple[str, ...]
) -> None:
    engine = engine_for(here[1])
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("DROP TRIGGER entries_are_kept")
            connection.exec_driver_sql("CREATE TRIGGER entries_are_kept BEFORE DELETE ON entries "
                                       "BEGIN SELECT 1; END")
        else:
            connection.exec_driver_sql(
                "CREATE OR REPLACE FUNCTION entries_refuse() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RETURN OLD; END $$")
    told = hubflow("register", "verify", *here, code=1).out
    assert "the trigger entries_are_kept is not as hubflow made it" in told
    if engine.dialect.name != "sqlite":
        hubflow("register", "init", *here)
        with engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE entries DISABLE TRIGGER entries_stay")
            connection.exec_driver_sql("CREATE RULE quiet AS ON DELETE TO dues DO INSTEAD NOTHING")
        told = hubflow("register", "verify", *here, code=1).out
        assert "the trigger entries_stay is switched off" in told
        assert '"quiet" in the database is none of hubflow\'s' in told
        assert "not as hubflow made it" not in told
    engine.dispose()


def appended(url: str, at: dt.datetime) -> None:
    """Append an entry by hand, sound but for when it says it was recorded."""
    engine = engine_for(url)
    with engine.begin() as connection:
        seq, previous = Journal(connection).head()
        row = entry_row(Draft(kind="award", hub="small", subject="oak", on=at.date(),
                              body={"amount": 1, "date": at.date().isoformat()},
                              personal={"by": "x", "funder": "F", "purpose": ""}),
                        seq + 1, previous, at.isoformat(), "00" * 16)
        connection.exec_driver_sql(
            "INSERT INTO entries VALUES (" + ", ".join(
                ["?" if engine.dialect.name == "sqlite" else "%s"] * len(row)) + ")", row)
    engine.dispose()


def test_an_entry_that_is_dated_back_is_found(hubflow: Hubflow, here: tuple[str, ...]) -> None:
    appended(here[1], dt.datetime.now(dt.UTC) + dt.timedelta(seconds=30))
    hubflow("register", "init", *here)
    hubflow("register", "verify", *here)
    # a clock that is a little behind is no alarm, now or later
    hubflow("register", "pause", "elm", "--by", "Board", "--reasons", "r", *here)
    hubflow("register", "verify", *here)
    appended(here[1], dt.datetime.now(dt.UTC) - dt.timedelta(days=40))
    hubflow("register", "init", *here)
    told = hubflow("register", "verify", *here, code=1).out
    assert "before the entry before it" in told
    assert "dated back" in told


@given(st.timedeltas(dt.timedelta(days=-3), dt.timedelta(days=3)))
def test_what_is_recorded_runs_forward_or_is_found(step: dt.timedelta) -> None:
    at = recorded_at(NOON + step, NOON.isoformat(timespec="microseconds"))
    found = backwards(at, NOON.isoformat())
    assert bool(found) == (step < -SKEW)
    assert found or at >= NOON.isoformat(timespec="microseconds")
    assert "no moment" in backwards("yesterday", "")


def der(tag: int, *parts: bytes) -> bytes:
    """A value in DER."""
    content = b"".join(parts)
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    digits = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 128 + len(digits)]) + digits + content


SHA256, SHA1 = bytes.fromhex("608648016503040201"), bytes.fromhex("2b0e03021a")


def token(content: bytes, *, at: str = "20250301120000Z", algorithm: bytes = SHA256) -> bytes:
    """A time stamp as an authority would sign it, without its signature."""
    imprint = der(0x30, der(0x30, der(0x06, algorithm), der(0x05)),
                  der(0x04, hashlib.sha256(content).digest()))
    info = der(0x30, der(0x02, b"\x01"), der(0x06, b"\x2a\x03"), imprint, der(0x02, b"\x07"),
               der(0x18, at.encode()))
    kind = der(0x06, bytes.fromhex("2a864886f70d0109100104"))
    return der(0x30, der(0x06, bytes.fromhex("2a864886f70d010702")), der(0xA0, der(
        0x30, der(0x02, b"\x03"), der(0x31), der(0x30, kind, der(0xA0, der(0x04, info))))))


def answer(
    content: bytes, status: int = 0, at: str = "20250301120000Z", algorithm: bytes = SHA256
) -> bytes:
    """An authority's answer on a file."""
    return der(0x30, der(0x30, der(0x02, bytes([status]))),
               token(content, at=at, algorithm=algorithm))


OTS = bytes.fromhex("004f70656e54696d657374616d7073000050726f6f6600bf89e2e884e8929401")


def proof(content: bytes) -> bytes:
    """A proof of OpenTimestamps with a fork: one calendar is asked, one block attests it."""
    pending = b"\x00" + bytes.fromhex("83dfe30d2ef90c8e") + b"\x0b\x0ahttps://ex"
    block = b"\x00" + bytes.fromhex("0588960d73d71901") + b"\x03\xb8\xd8\x31"
    return (OTS + b"\x08" + hashlib.sha256(content).digest() + b"\xf0\x02ab\x08\xff" + pending
            + b"\xf1\x01z\x08" + block)


@pytest.mark.usefixtures("local")
def test_what_is_given_back_is_recorded_and_told(
    hubflow: Hubflow
) -> None:
    hubflow("register", "anchor", "--out", "anchor.txt")
    content = Path("anchor.txt").read_bytes()
    assert "nothing says that somebody else" in hubflow(
        "register", "anchor", "--line", "anchor.txt", code=2).err
    stamped = f"{dt.datetime.now(dt.UTC):%Y%m%d%H%M%S}Z"
    Path("anchor.txt.tsr").write_bytes(answer(content, at=stamped))
    Path("anchor.txt.ots").write_bytes(proof(content))
    said = hubflow("register", "anchor", "--line", "anchor.txt").out
    assert "a time stamp (RFC 3161) on this line" in said
    assert "a proof of OpenTimestamps on this line" in said
    Path("minutes.txt").write_bytes(b"Noted by the board:\n\n" + content.replace(b", ", b",\n "))
    Path("scan.pdf").write_bytes(b"%PDF-1.4 a signed page")
    hubflow("register", "anchor", "--line", "anchor.txt", "--answer", "minutes.txt", "--answer",
            "scan.pdf", "--held-by", "The municipal archive")
    told = hubflow("register", "verify").out
    assert "by entry 5 of the register itself." in told
    assert "held by The municipal archive" in told
    assert "Who signed it is not checked here: openssl ts -verify" in told
    assert "ots verify" in told
    assert "stand in the register alone" in told
    assert "not anchored yet" not in told
    moment = dt.datetime.strptime(stamped, "%Y%m%d%H%M%SZ")
    outside = hubflow("register", "verify", "--anchor", "anchor.txt").out
    assert f"since {moment:%Y-%m-%d %H:%M:%S} UTC, by anchor.txt." in outside
    # minutes in which it was published are an anchor, too
    assert "by minutes.txt" in hubflow("register", "verify", "--anchor", "minutes.txt").out
    # what was recorded can be had again, byte for byte
    hubflow("register", "anchor", "--recorded", "5", "--out", "again.txt")
    for ending in ("", ".tsr", ".ots"):
        assert Path(f"again.txt{ending}").read_bytes() == Path(
            f"anchor.txt{ending}").read_bytes()
    assert "there is a file already" in hubflow(
        "register", "anchor", "--out", "again.txt", code=2).err
    assert "records no anchor" in hubflow(
        "register", "anchor", "--recorded", "1", "--out", "x.txt", code=2).err
    hubflow("register", "backup", "copy.db")
    hubflow("register", "verify", "--register", "sqlite:///copy.db", "--anchor", "anchor.txt")
    hubflow("register", "replay")


@pytest.mark.parametrize(("name", "content", "said"), [
    ("a.tsr", answer(b"something else"), "it stamps something else than the line"),
    ("a.ots", proof(b"something else"), "it stamps something else than the line"),
    ("a.tsr", b"", "the file is empty"),
    ("a.tsr", b"no DER at all", "this is no time stamp (RFC 3161) that hubflow reads"),
    ("a.tsr", answer(b"", status=2), "the authority refused to stamp it (status 2)"),
    ("a.tsr", der(0x30, der(0x02, b"\x01"), der(0x30)), "this is the query to an authority"),
    ("a.tsr", answer(b"", algorithm=SHA1), "can be forged; ask for sha256"),
    ("a.ots", OTS + b"\x08" + b"0" * 32, "this is no proof of OpenTimestamps"),
    ("a.txt", b"The head of the register was published.\n", "does not stand in it"),
    ("a.bin", der(0x30, der(0x30, der(0x02, b"\1" * 4_000))), "nothing says that somebody else"),
    ("a.tsr", der(0x30, der(0x30, der(0x02, b"\1" * 4_000))), "a number of 4,000 bytes"),
    ("a.tsr", answer(b"x", algorithm=b"\xff" * 4_000 + b"\1"), "a number of 4,001 bytes"),
    ("a.tsr", b"0" * 300_000, "too large to be read as a stamp: at most 256 KiB"),
])
@pytest.mark.usefixtures("local")
def test_an_answer_to_something_else_is_refused(
    hubflow: Hubflow, name: str, content: bytes, said: str
) -> None:
    hubflow("register", "anchor", "--out", "anchor.txt")
    Path(name).write_bytes(content)
    before = hubflow("register", "verify").out
    told = hubflow("register", "anchor", "--line", "anchor.txt", "--answer", name, code=2).err
    assert said in told
    assert "Traceback" not in told
    assert hubflow("register", "verify").out == before


@pytest.mark.usefixtures("local")
def test_a_line_of_another_register_or_of_none_is_refused(
    hubflow: Hubflow
) -> None:
    other = ("--register", "sqlite:///other.db")
    hubflow("register", "init", *other)
    hubflow("register", "anchor", "--out", "theirs.txt", *other)
    told = hubflow("register", "anchor", "--line", "theirs.txt", "--held-by", "X", code=2).err
    assert "this anchor is of another register" in told
    assert "of another register" in hubflow(
        "register", "verify", "--anchor", "theirs.txt", code=1).out
    Path("none.txt").write_text("nothing", "utf-8")
    assert "no anchor line of a register" in hubflow(
        "register", "verify", "--anchor", "none.txt", code=2).err
    assert "cannot be read" in hubflow(
        "register", "verify", "--anchor", "gone.txt", code=2).err
    for wrong in (["--held-by", "X"], ["--recorded", "1"], ["--line", "a", "--out", "b"]):
        hubflow("register", "anchor", *wrong, code=2)


@pytest.mark.usefixtures("local")
def test_a_stamp_older_than_what_it_stamps_is_found(
    hubflow: Hubflow
) -> None:
    hubflow("register", "anchor", "--out", "anchor.txt")
    Path("anchor.tsr").write_bytes(answer(Path("anchor.txt").read_bytes(), at="20010101000000Z"))
    told = hubflow("register", "verify", "--anchor", "anchor.txt", code=1).out
    assert "after it was stamped (2001-01-01" in told


@pytest.mark.usefixtures("local")
def test_an_archive_is_held_to_anchors_and_carries_its_head(
    hubflow: Hubflow
) -> None:
    hubflow("register", "anchor", "--out", "anchor.txt")
    line = line_of("anchor.txt")
    hubflow("register", "anchor", "--line", "anchor.txt", "--held-by", "The notary")
    for what in ((), ("--venture", "oak")):
        hubflow("register", "export", *what, "--out", "all.zip")
        told = hubflow("register", "verify", "--archive", "all.zip", "--anchor", "anchor.txt",
                       "--expect", line.digest[:16]).out
        assert f"Anchored: entry {line.entry}" in told
        assert "held by The notary" in told
    other = Path("other.txt")
    other.write_bytes(AnchorLine(line.register, line.entry, "0" * 64, line.day).file)
    assert "is not the one that was anchored" in hubflow(
        "register", "verify", "--archive", "all.zip", "--anchor", "other.txt", code=1).out


@given(st.binary(max_size=200))
def test_no_bytes_are_worse_than_told(data: bytes) -> None:
    sound = answer(b"x")
    for read, begins, wrong in ((read_time_stamp, sound[:40], NotDer),
                                (read_open_timestamp, OTS, NotOts)):
        with contextlib.suppress(wrong):
            read(begins + data)
        with contextlib.suppress(wrong):
            read(data)


@given(st.integers(0, 10**6), st.integers(0, 255))
def test_no_changed_byte_of_a_stamp_is_worse_than_told(at: int, byte: int) -> None:
    for read, sound, wrong in ((read_time_stamp, answer(b"x"), NotDer),
                               (read_open_timestamp, proof(b"x"), NotOts)):
        changed = bytearray(sound)
        changed[at % len(sound)] = byte
        with contextlib.suppress(wrong):
            read(bytes(changed))


def test_stamps_say_what_they_are_of() -> None:
    stamp = read_time_stamp(answer(b"x", at="20250301120000.25Z"))
    assert stamp.imprint == hashlib.sha256(b"x").digest()
    assert stamp.at == NOON.replace(microsecond=250_000)
    assert read_time_stamp(token(b"x")).bare
    assert read_open_timestamp(proof(b"x")) == OpenTimestamp(
        hashlib.sha256(b"x").digest(), (814_136,), 1)


@given(st.from_regex(r"[0-9a-f]{16}", fullmatch=True), st.integers(1, 10**9),
       st.binary(min_size=32, max_size=32), st.dates())
def test_a_line_is_read_as_it_was_written(
    register: str, entry: int, digest: bytes, day: dt.date
) -> None:
    line = AnchorLine(register, entry, digest.hex(), day)
    assert [*anchor_lines(f"Minutes.\n{line.text}.\nNext: {line.text.replace(' ', chr(10))}")] == [
        line, line]


CONFIGURATION = """
[ tsa ]
default_tsa = one
[ one ]
serial = ./serial
signer_cert = ./tsa.pem
signer_key = ./tsa.key
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256, sha512
accuracy = secs:1
"""


@pytest.mark.usefixtures("local")
def test_what_an_authority_really_answers_is_read(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("NOT TESTED WITH A REAL TIME STAMP: no openssl here.")

    def run(*words: str) -> None:
        subprocess.run([openssl, *words], check=True, capture_output=True, cwd=tmp_path)

    hubflow("register", "anchor", "--out", "anchor.txt")
    Path("tsa.conf").write_text(CONFIGURATION, "utf-8")
    Path("serial").write_text("01", "utf-8")
    run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "tsa.key", "-out", "tsa.pem",
        "-subj", "/CN=A made-up authority", "-addext", "extendedKeyUsage=critical,timeStamping")
    for digest in ("sha256", "sha512"):
        run("ts", "-query", "-data", "anchor.txt", f"-{digest}", "-cert", "-out", "query.tsq")
        run("ts", "-reply", "-config", "tsa.conf", "-queryfile", "query.tsq", "-out",
            f"{digest}.tsr")
        hubflow("register", "anchor", "--line", "anchor.txt", "--answer", f"{digest}.tsr")
    entry = json.loads(hubflow("register", "verify", "--json").out)["entries"]
    hubflow("register", "anchor", "--recorded", str(entry), "--out", "again.txt")
    # as verify says that the signature is checked
    run("ts", "-verify", "-data", "again.txt", "-in", "again.txt.tsr", "-CAfile", "tsa.pem")
    query = hubflow("register", "anchor", "--line", "anchor.txt", "--answer", "query.tsq",
                    code=2).err
    assert "query" in query


def test_what_leaves_a_register_carries_its_head(
    hubflow: Hubflow, local: tuple[str, ...], tmp_path: Path
) -> None:
    here = local
    (tmp_path / "assessors.toml").write_text('[[assessors]]\nid = "one"\n', "utf-8")
    head = hubflow("register", "verify", *here, "--json").out
    short = json.loads(head)["head"][:16]
    said = f"digest {short}."
    at = ("--register", here[1])
    assert said in hubflow("register", "board", *here).out
    assert said in json.loads(hubflow("register", "board", *here, "--json").out)["proof"]
    assert said in hubflow("register", "run", "-p", "./hub", "--what-if", *here).out
    assert said in json.loads(hubflow("run", *at, "oak", "--json").out)["notes"][-1]
    hubflow("run", *at, "oak", "--out", "out", "--format", "md")
    assert said in (tmp_path / "out/oak/scorecard.md").read_text("utf-8")
    hubflow("jury-pack", *at, "oak", "--assessors", "assessors.toml",
            "--out", "pack", "--format", "html")
    (page,) = (tmp_path / "pack").glob("*/*.html")
    assert said in page.read_text("utf-8")
    hubflow("register", "verify", *here, "--expect", short)
