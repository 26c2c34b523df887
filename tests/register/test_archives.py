"""What an auditor is given: everything of a venture, and no archive that ends in a traceback."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import random
import shutil
import sqlite3
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import attrs
import pytest

from hubflow.register.archives.archive import zip_of
from hubflow.register.storage.database_tables import entries
from hubflow.register.storage.entries import DOCUMENTS, Draft
from hubflow.register.storage.journal import entry_row

from .conftest import Hubflow, begin_register, set_up_once
from .forging import entry_rows, put_rows
from .test_commands import dossier, method, sheet

BY = ("--by", "The board", "--on", "2025-01-05")


@set_up_once
def oak(hubflow: Hubflow, tmp_path: Path) -> None:
    """A register with one venture that was judged, run, decided on and told so."""
    hub = method(tmp_path / "hub", edition="../2024/25")
    begin_register()
    first = tmp_path / "drought.toml"
    first.write_text('kind = "challenge"\nid = "drought"\nname = "Drought"\n', "utf-8")
    hubflow("register", "add", "-p", hub, dossier(tmp_path, "oak", 'challenge = "drought"\n'),
            "--on", "2025-01-01")
    hubflow("register", "judge", sheet(tmp_path, "oak rosa 5"), "--on", "2025-01-02")
    hubflow("register", "run", "-p", hub, "--on", "2025-01-03")
    hubflow("register", "decide", "oak", "revise", "--reasons", "Too early for us", *BY)


def exported(hubflow: Hubflow, folder: Path, *options: str) -> dict[str, str]:
    """The files of the venture's archive, which proves itself."""
    hubflow("register", "export", "--venture", "oak", "--out", "oak.zip", *options)
    hubflow("register", "verify", "--archive", "oak.zip")
    with zipfile.ZipFile(folder / "oak.zip") as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_letters_are_in_it_once_they_may_be_written(oak: Hubflow, tmp_path: Path) -> None:
    assert not [name for name in exported(oak, tmp_path) if name.startswith("letters/")]
    oak("register", "release", "oak", "--note", "By post", *BY)
    oak("register", "run", "-p", "./hub", "--on", "2025-01-06")
    oak("register", "decide", "oak", "advance", "--by", "The board", "--on", "2025-01-07")
    oak("register", "release", "oak", "--by", "The board", "--on", "2025-01-08")
    files = exported(oak, tmp_path)
    letters = [files[name] for name in sorted(files) if name.startswith("letters/")]
    assert len(letters) == 2
    assert "Too early for us" in letters[0]
    # each carries the head when it was released, to which the register can be held
    digests = [letter.rsplit("digest ", 1)[1].split(".")[0] for letter in letters]
    assert len(set(digests)) == 2
    for digest in digests:
        assert "Anchored: entry" in oak("register", "verify", "--expect", digest).out
    assert "Too early for us" not in letters[1]
    assert "By post" in files["decisions.json"]
    # the same again gives the same bytes
    before = (tmp_path / "oak.zip").read_bytes()
    exported(oak, tmp_path)
    assert (tmp_path / "oak.zip").read_bytes() == before


def released(hubflow: Hubflow, folder: Path) -> None:
    """The letter on the decision is written, edited by hand, and minutes lie beside it."""
    hubflow("register", "release", "oak", *BY)
    hubflow("letters", "--register", "oak", "--out", "sent", "--format", "md")
    with (folder / "sent" / "oak.md").open("a", encoding="utf-8") as file:
        file.write("\nPS: Please ring us.\n")
    (folder / "minutes.md").write_text("# Minutes\n", "utf-8")
    hubflow("register", "file", "--letters", "sent", "--on", "2025-01-06")
    hubflow("register", "file", "--venture", "oak", "--minutes", "minutes.md", "--on",
            "2025-01-06")


def test_what_was_filed_is_in_it_as_it_went_out(oak: Hubflow, tmp_path: Path) -> None:
    released(oak, tmp_path)
    files = exported(oak, tmp_path, "--files", "sent")
    (letter,) = [files[name] for name in files if name.startswith("files/")]
    assert letter.endswith("PS: Please ring us.\n")
    said = oak("register", "export", "--venture", "oak", "--out", "oak.zip").out
    assert "0 of 2 documents that were filed are in it." in said
    assert "minutes.md, oak.md" in said
    listed = json.loads(files["documents.json"])
    assert [(each["type"], each["name"]) for each in listed] == [
        ("letter", "oak.md"), ("minutes", "minutes.md")]
    path = oak("register", "export", "--venture", "oak", "--files", ".", "--out", "oak.zip")
    assert "2 of 2 documents" in path.out
    with zipfile.ZipFile(tmp_path / "oak.zip") as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    name = next(each for each in inside if each.startswith("files/") and "oak" in each)
    for forged in ({**inside, name: b"another"}, {**inside, "files/000099-more.md": b"more"}):
        (tmp_path / "forged.zip").write_bytes(zip_of(forged))
        assert "is not what the entries say" in oak(
            "register", "verify", "--archive", "forged.zip", code=1).out


def test_a_picture_beside_letters_is_left_out_and_a_letter_of_nobody_is_not(
    oak: Hubflow, tmp_path: Path
) -> None:
    oak("register", "release", "oak", *BY)
    oak("letters", "--register", "oak", "--out", "sent", "--format", "md")
    (tmp_path / "sent" / "logo.png").write_bytes(b"x")
    (tmp_path / "sent" / "okk.md").write_text("A slip.", "utf-8")
    refused = oak("register", "file", "--letters", "sent", code=2).err
    assert "okk.md: its name is no venture's" in refused
    assert "logo.png" not in refused
    (tmp_path / "sent" / "okk.md").unlink()
    filed = oak("register", "file", "--letters", "sent").out
    assert "Left out, since they are no letters: logo.png." in filed
    assert "1 document filed." in filed
    assert "logo.png: its name" in oak("register", "file", "--letters", "sent/logo.png",
                                       code=2).err


def test_the_history_names_each_kind_of_document(oak: Hubflow, tmp_path: Path) -> None:
    for kind in set(DOCUMENTS) - {"letter"}:  # of a letter the decision must be released
        (tmp_path / f"{kind}.txt").write_text(f"About the oak: {kind}.", "utf-8")
        oak("register", "file", "--venture", "oak", f"--{kind}", f"{kind}.txt", "--on",
            "2025-01-06")
    told = oak("register", "history", "oak").out
    for said in ("list: list.txt", "minutes: minutes.txt", "document: other.txt"):
        assert said in told


def test_a_letter_that_was_sent_is_not_written_again(oak: Hubflow, tmp_path: Path) -> None:
    released(oak, tmp_path)
    words = ("letters", "--register", "oak", "--format", "md", "--out")
    assert "No letter to The oak [oak]: it was sent on 2025-01-06" in oak(*words, "second").out
    assert "1 letter written" in oak(*words, "third", "--again").out
    assert "Nothing new" in oak("register", "file", "--letters", "sent").out
    assert "document filed: letter: oak.md" in oak("register", "history", "oak").out


@pytest.mark.parametrize(("words", "said"), [
    (("--letters", "minutes.md"), "minutes.md: its name is no venture's"),
    (("--minutes", "minutes.md"), "Name either --call or --venture"),
    (("--venture", "oak", "--call", "x", "--list", "minutes.md"), "Name either --call or"),
    (("--call", "spring", "--list", "minutes.md"), "no call of this id"),
    ((), "Name what is to be filed"),
    (("--letters", "oak.md"), "no decision on oak was released by"),
])
def test_what_cannot_be_filed_is_refused(
    oak: Hubflow, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    for name in ("minutes.md", "oak.md"):
        (tmp_path / name).write_text("Said.\n", "utf-8")
    done = oak("register", "file", *words, code=2)
    assert said in done.out + done.err
    assert "document" not in oak("register", "history", "oak").out


def test_a_judgement_says_from_which_sheet_it_was_read(oak: Hubflow, tmp_path: Path) -> None:
    (judged,) = json.loads(exported(oak, tmp_path)["judgements.json"])
    assert judged["sheet"] == sha256((tmp_path / "jury-new.csv").read_bytes()).hexdigest()


def test_what_earlier_versions_rested_on_is_in_it(oak: Hubflow, tmp_path: Path) -> None:
    second = tmp_path / "flood.toml"
    second.write_text('kind = "challenge"\nid = "flood"\nname = "Flood"\n', "utf-8")
    oak("register", "update", "-p", "./hub", "--yes",
        dossier(tmp_path, "oak", 'challenge = "flood"\n'))
    files = exported(oak, tmp_path)
    assert {name.split("-", 4)[-1] for name in files if name.startswith("dossiers/")} == {
        "drought.toml", "flood.toml", "oak.toml"}
    # whatever an edition is called, its file stays below the archive's folder
    assert [name for name in files if name.startswith("methods/")] == [
        "methods/000002--2024-25.toml"]


def test_a_venture_that_does_not_trade_has_no_trading_in_it(oak: Hubflow, tmp_path: Path) -> None:
    assert not [name for name in exported(oak, tmp_path) if name.startswith("trading/")]


def test_no_damaged_archive_is_worse_than_told(oak: Hubflow, tmp_path: Path) -> None:
    path = tmp_path / "oak.zip"
    exported(oak, tmp_path)
    sound, chance = path.read_bytes(), random.Random(3)
    for _ in range(60):
        at = chance.randrange(len(sound))
        path.write_bytes(sound[:at] + bytes([sound[at] ^ 1 << chance.randrange(8)])
                         + sound[at + 1:])
        assert oak("register", "verify", "--archive", "oak.zip", code=None).code in (0, 1, 2)


@pytest.mark.parametrize("wrong", [
    {}, [], "x", {"seq": 1}, {"body": "no JSON", "kind": "redaction"}, {"personal": None},
    {"seq": "one"}, {"salt": 5}, {"body": "{}", "kind": "redaction"},
    {"personal": "\ud800"}, {"kind": "\ud800"},
    {"body": f'{{"left": {{}}, "marks": 1{"0" * 400}}}', "kind": "redaction"},
])
def test_no_forged_archive_is_worse_than_told(
    oak: Hubflow, tmp_path: Path, wrong: object
) -> None:
    oak("register", "export", "--out", "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    lines = files["entries.jsonl"].splitlines()
    said = {**json.loads(lines[1]), **wrong} if isinstance(wrong, dict) and wrong else wrong
    lines[1] = json.dumps(said)
    files["entries.jsonl"] = "\n".join(lines)
    with zipfile.ZipFile(tmp_path / "forged.zip", "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    told = oak("register", "verify", "--archive", "forged.zip", code=None)
    assert told.code in (1, 2)
    refused = oak("register", "import", "forged.zip", "--register", "sqlite:///new.db", code=2)
    assert "forged.zip" in refused.err
    assert not (tmp_path / "new.db").exists()


def changed(source: Path, target: Path, changes: dict[str, str | None]) -> str:
    """A copy of an archive with some files otherwise, or (None) left out."""
    with zipfile.ZipFile(source) as sound, zipfile.ZipFile(target, "w") as other:
        for name in {*sound.namelist(), *changes}:
            content = changes.get(name, "") if name in changes else sound.read(name).decode()
            if content is not None:
                other.writestr(name, content)
    return target.name


def test_what_people_read_in_it_is_proved_too(oak: Hubflow, tmp_path: Path) -> None:
    files = exported(oak, tmp_path)
    oak("register", "verify", "--archive",
        changed(tmp_path / "oak.zip", tmp_path / "same.zip", {}))
    text = next(name for name in files if name.endswith("oak.toml"))
    for name, content in (
        ("decisions.json", files["decisions.json"].replace("Too early", "Too late")),
        ("judgements.json", None), (text, files[text] + "\n# more\n"),
        ("dossiers/more.toml", "id = 'more'"),
    ):
        other = changed(tmp_path / "oak.zip", tmp_path / "other.zip", {name: content})
        told = oak("register", "verify", "--archive", other, code=1).out
        assert f"{name} is not what the entries say" in told
    lines = files["entries.jsonl"].splitlines()
    other = changed(tmp_path / "oak.zip", tmp_path / "other.zip",
                    {"entries.jsonl": "\n".join(lines[:-1])})
    assert "were written into it" in oak("register", "verify", "--archive", other, code=1).out


DAY = dt.date(2025, 2, 1)
SAID = {"by": "x", "body": "The board", "reasons": "So it is.", "learning": ""}
NO_ENTRIES = {
    "an award without its funder": (Draft(
        kind="award", subject="oak", on=DAY, body={"date": "2025-02-01"}, personal={"by": "x"}),
        "amount is missing"),
    "a month that costs a word": (Draft(
        kind="ledger", subject="oak", on=DAY, personal={"by": "x"}, body={
            "start": "2025-01-01", "end": "2025-01-31", "basis": "month", "costs": "much"}),
        "costs must be a number"),
    "a decision on a run that is none": (Draft(
        kind="decision", subject="oak", on=DAY, personal=SAID, body={
            "phase": "identify", "decision": "revise", "run": 2, "recommendation": "revise",
            "departs": False, "evidence": []}), "its run is entry 2, which is of another kind"),
    "a word that decides nothing": (Draft(
        kind="decision", subject="oak", on=DAY, personal=SAID, body={
            "phase": "identify", "decision": "maybe", "run": 0, "recommendation": "",
            "departs": False, "evidence": []}), "decision must be one of"),
    "a correction that makes a text of an amount": (Draft(
        kind="correction", subject="oak", on=DAY,
        body={"corrects": 3, "withdraw": False, "set": {"amount": "x"}},
        personal={"by": "x", "reasons": "", "set": {}}), "has no amount"),
    "an anchor that holds no line": (Draft(
        kind="anchor", on=DAY, body={"line": "nothing", "answers": []},
        personal={"by": "x", "holder": "", "files": []}), "the anchor cannot be read"),
    "data that nest without end": (Draft(
        kind="anchor", on=DAY, body={"line": "", "answers": [json.loads("[" * 90 + "]" * 90)]},
        personal={"by": "x"}), "objects and lists within each other, at most 64"),
    "a run with an add-on that has no name": (Draft(
        kind="run", on=DAY, personal={"by": "x"}, body={
            "journal": 1, "cohort": [], "edition": "e", "as_of": "2025-02-01", "hooks": "",
            "rates": {}, "add_ons": [{"version": "1"}]}), "add_ons must be a list, each an object"),
    "a decision that knows no rank": (Draft(
        kind="decision", subject="oak", on=DAY, personal=SAID, body={
            "phase": "identify", "decision": "revise", "run": 0, "recommendation": "revise",
            "departs": False, "evidence": [], "changed": [
                {"what": "rank", "id": "", "before": None, "after": [1]}]}),
        "changed must be a list"),
    "an edition whose method is no method": (Draft(
        kind="edition", subject="e", on=DAY, personal={"by": "x"}, body={
            "name": "", "language": "en", "currency": "EUR", "methodology": "", "hooks": "",
            "plugin": "", "text": "id =", "phases": []}), "its method: this is not valid TOML"),
    "a kind that there is not": (
        Draft(kind="gift", on=DAY), 'no entry of the kind "gift"'),  # type: ignore[arg-type]
}
"""Entries that no command makes, and what is told of each."""

NO_LIVES = {
    "a resumption of what is not paused": (Draft(
        kind="resume", subject="oak", on=DAY, personal=SAID,
        body={"phase": "identify", "state": "identify", "trading": False}),
        'oak: "resume" cannot be recorded'),
    "a closure without a learning note": (Draft(
        kind="close", subject="oak", on=DAY, personal=SAID,
        body={"phase": "identify", "state": "identify", "trading": False}),
        "oak: a stop leaves a learning note"),
    "a pause of a venture that nobody knows": (Draft(
        kind="pause", subject="ash", on=DAY, personal=SAID,
        body={"phase": "identify", "state": "identify", "trading": False}),
        "before any dossier"),
    "a day before the venture came": (Draft(
        kind="award", subject="oak", on=dt.date(2020, 1, 1),
        body={"amount": 5, "date": "2020-01-01"},
        personal={"by": "x", "funder": "F", "purpose": ""}), "2020-01-01 is before"),
}
"""Entries that are well formed, and that no command would have recorded then."""


def forged(folder: Path, draft: Draft) -> dict[str, Any]:
    """The register's archive with one more entry, rightly sealed and chained, and its row."""
    with zipfile.ZipFile(folder / "all.zip") as archive:
        lines = archive.read("entries.jsonl").decode().splitlines()
    last = json.loads(lines[-1])
    draft = attrs.evolve(draft, hub=last["hub"] if draft.subject else "")
    row = entry_row(draft, last["seq"] + 1, last["digest"], last["at"], "00" * 16)
    added = dict(zip([column.name for column in entries.c], row, strict=True))
    with zipfile.ZipFile(folder / "forged.zip", "w") as archive:
        archive.writestr("archive.json", json.dumps(
            {"format": 2, "of": "register", "entries": len(lines) + 1}))
        archive.writestr("entries.jsonl", "\n".join([*lines, json.dumps(added)]) + "\n")
    return added


def test_no_entry_that_no_command_makes_is_taken_or_verified(
    oak: Hubflow, tmp_path: Path
) -> None:
    oak("register", "export", "--out", "all.zip")
    for draft, what in (*NO_ENTRIES.values(), *NO_LIVES.values()):
        added = forged(tmp_path, draft)
        told = oak("register", "import", "forged.zip", "--register", "copy.db", code=2).err
        assert what in told
        shutil.copyfile(tmp_path / "hub.db", tmp_path / "forged.db")
        with contextlib.closing(sqlite3.connect(tmp_path / "forged.db")) as database, database:
            database.execute(
                f"INSERT INTO entries ({', '.join(added)}) VALUES "
                f"({', '.join('?' * len(added))})", list(added.values()))
        told = oak("register", "import", "forged.db", "--register", "copy.db", code=2).err
        assert what in told
        assert not (tmp_path / "copy.db").exists()
    for draft, what in NO_ENTRIES.values():
        added = forged(tmp_path, draft)
        assert what in oak("register", "verify", "--archive", "forged.zip", code=1).out


def test_an_archive_of_no_version_is_refused(oak: Hubflow, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "inf.zip", "w") as archive:
        archive.writestr("archive.json", '{"format": Infinity}')
        archive.writestr("entries.jsonl", "")
    assert "no archive of a register" in oak(
        "register", "import", "inf.zip", "--register", "copy.db", code=2).err


@pytest.mark.parametrize(("field", "was", "forged"), [
    ("subject", "oak", "../x"), ("subject", "oak", "con"), ("subject", "oak", "a\x07"),
    ("hub", "small", "../x"), ("hub", "small", "a\x07"),
])
def test_no_archive_brings_in_an_id_that_no_file_may_have(
    oak: Hubflow, tmp_path: Path, field: str, was: str, forged: str
) -> None:
    oak("register", "export", "--out", "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    rows = entry_rows(files)
    for row in rows:
        row[field] = forged if row[field] == was else row[field]
    put_rows(rows, files)
    (tmp_path / "forged.zip").write_bytes(zip_of(files))
    assert " id " in oak("register", "verify", "--archive", "forged.zip", code=1).out
    refused = oak("register", "import", "forged.zip", "--register", "sqlite:///new.db", code=2)
    assert " id " in refused.err
    assert not (tmp_path / "new.db").exists()
