"""Any archive of a register is taken in whole, or told as bad."""

from __future__ import annotations

import functools
import io
import json
import tempfile
import warnings
import zipfile
from collections.abc import Mapping
from pathlib import Path
from random import Random

from tests.fuzz.fuzzing import damaged, fuzzer, torn
from tests.fuzz.lawful_command import lawful
from tests.fuzz.test_fuzz_json import PIECES, any_data
from tests.register.forging import Files, entry_rows, put_rows
from tests.register.test_commands import dossier, method, sheet

DAY = (1980, 1, 1, 0, 0, 0)
KINDS = ["dossier", "judgement", "run", "recommendation", "decision", "close", "pause", "resume",
         "edition", "redaction", "anchor", "correction", "release", "move", "award", "x"]
TEXTS = ["", "oak", "elm", "x", "con", "../x", "2025-13-01", "2025-01-04", "9999-12-31", "\u202e",
         "\x07", "x" * 500, "small"]


@functools.cache
def sound(of: str) -> Mapping[str, bytes]:
    """Return the files of the archive of a register, or of one venture in it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        hub = method(folder / "hub")
        for words in (
            ("init",),
            ("add", "-p", hub, dossier(folder, "oak"), dossier(folder, "elm"),
             "--on", "2025-01-01"),
            ("judge", sheet(folder, "oak rosa 5", "elm rosa 2"), "--on", "2025-01-02"),
            ("run", "-p", hub, "--on", "2025-01-03"),
            ("decide", "oak", "advance", "--by", "The board", "--on", "2025-01-04"),
            ("pause", "elm", "--reasons", "Rest", "--by", "The board", "--on", "2025-01-05"),
            ("export", "--out", "all.zip"),
            ("export", "--venture", "oak", "--out", "oak.zip"),
        ):
            assert lawful(folder, "register", *words).code == 0
        with zipfile.ZipFile(folder / f"{of}.zip") as archive:
            return {each: archive.read(each) for each in archive.namelist()}


def forge(random: Random, files: Files) -> None:
    """Change entries of a whole register's archive; the chain is made to fit."""
    rows = entry_rows(files)
    for _ in range(random.randint(1, 2)):
        at = random.randrange(len(rows))
        form = random.randrange(6)
        if form == 0 and len(rows) > 1:
            del rows[at]
        elif form == 1:
            rows.insert(random.randint(0, len(rows)), dict(rows[at]))
        elif form == 2:
            rows[at]["kind"] = random.choice(KINDS)
        elif form == 3:
            rows[at][random.choice(["hub", "subject", "on_day", "at"])] = random.choice(TEXTS)
        else:
            key = random.choice(["body", "body", "personal"])
            changed = json.dumps(any_data(random, json.loads(rows[at][key])))
            rows[at][key] = changed if random.random() < 0.9 else torn(random, changed, PIECES)
    if random.random() < 0.9:
        for number, row in enumerate(rows, start=1):
            row["seq"] = number
    put_rows(rows, files)


def disturb(random: Random, files: Files) -> None:
    """Take a file of an archive away, rename it, or write something else into it."""
    name = random.choice(list(files))
    form = random.randrange(4)
    content = files.pop(name)
    if form == 1:
        files[random.choice(["../x", "/x", "dossiers/x", "archive.json/x", "é" * 300])] = content
    elif form == 2:
        files[name] = torn(random, content.decode(), PIECES).encode("utf-8", "replace")
    elif form == 3:
        files[name] = random.choice([b"", b"\0" * 5_000_000, b"{}", b"[]", b"null", b"\xff"])


def packed(random: Random, files: Files) -> bytes:
    """Return the archive; now and then a file stands in it twice."""
    made = io.BytesIO()
    how = random.choice([zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
    with zipfile.ZipFile(made, "w", how) as to:
        for name, content in files.items():
            to.writestr(zipfile.ZipInfo(name, DAY), content)
            if random.random() < 0.03:
                with warnings.catch_warnings(action="ignore"):
                    to.writestr(zipfile.ZipInfo(name, DAY), content)
    return damaged(random, made.getvalue())


@fuzzer(short=5)
def test_archives(random: Random) -> None:
    of = random.choice(["all", "all", "oak"])
    files = dict(sound(of))
    if of == "all" and random.random() < 0.7:
        forge(random, files)
    else:
        disturb(random, files)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "x.zip").write_bytes(packed(random, files))
        lawful(folder, "register", "verify", "--archive", "x.zip")
        database = folder / "new.db"
        ended = lawful(folder, "register", "import", "x.zip", "--register", "sqlite:///new.db")
        assert database.exists() == (ended.code == 0)
        if ended.code == 0:
            shown_whole(folder, files)


def shown_whole(folder: Path, files: Files) -> None:
    """Show all of a register that was made of an archive: it may hold nothing that cannot be."""
    at = ("--register", "sqlite:///new.db")
    assert lawful(folder, "register", "verify", *at).code == 0
    told = {(row["hub"], row["subject"]) for row in entry_rows(files) if row["kind"] == "dossier"}
    for hub in {hub for hub, _ in told}:
        assert lawful(folder, "register", "board", "--json", "--hub", hub, *at).code == 0
    for hub, subject in told:
        for words in (("show", subject, "--json"), ("history", subject)):
            assert lawful(folder, "register", *words, "--hub", hub, *at).code == 0
