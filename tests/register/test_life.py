"""Three years of two real ventures through one register, on both databases.

The girls' club goes the whole way under Porto's method, and is moved to a new edition in the
middle; Miss Macaroon, begun long before, has earlier stages recognised under the West Midlands'.
Figures and decisions are made up to show the way.
"""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest
import sqlalchemy as sa

from hubflow.register.storage import database_tables as schema
from hubflow.register.storage.database_connection import engine_for

from .conftest import REPO, Hubflow

CLUB, MACAROON = "girls-club-porto", "miss-macaroon"
NEW_RULE = """
[[stages.incubate.phases.requirements]]
id = "mais-ouvidos"
holds = "understand.service_users_involved >= 1000"
says = { pt = "Regra inventada para o teste.", en = "A rule made up for the test." }
otherwise = { pt = "Ouça mais pessoas.", en = "Hear more people." }
concept = "service-user-involvement"
source = "escolha"

"""
JURY = ("--by", "The jury (made up)")


@pytest.fixture
def lived(hubflow: Hubflow, url: str, examples: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A register in which both ventures have gone their way."""
    monkeypatch.setenv("HUBFLOW_REGISTER", url)

    def register(*arguments: str) -> str:
        return hubflow("register", *arguments).out

    register("init")
    club = examples / f"{CLUB}.toml"
    text = club.read_text("utf-8")
    club.write_text(_without_ledger(text), "utf-8")
    register("add", "-p", "porto", str(club), "--on", "2023-06-01")
    register("add", "-p", "westmidlands", str(examples / f"{MACAROON}.toml"),
             "--on", "2023-06-01")

    run = ("run", "-p", "porto", CLUB, "--on")
    for run_on, on in (("2024-12-11", "2024-12-12"), ("2024-12-12", "2024-12-13"),
                       ("2024-12-13", "2024-12-14"), ("2024-12-14", "2024-12-15")):
        register(*run, run_on)
        register("decide", CLUB, "advance", *JURY, "--on", on)
    # a change of edition in the middle: looked at, made
    edition = _new_edition(examples.parent / "porto-2025")
    shown = register("move", CLUB, "-p", f"{edition}", "--on", "2024-12-20")
    assert "Nada foi registado" in shown
    assert ": não se sabe → não cumprida" in shown
    register("move", CLUB, "-p", f"{edition}", "--record", "--by", "Porto", "--reasons",
             "The funder asks for it", "--on", "2024-12-20")
    register(*run, "2025-04-02")
    register("decide", CLUB, "advance", *JURY, "--on", "2025-04-03", "--reasons",
             "The new rule came when most was done")
    months = examples.parent / "club.csv"
    months.write_text("month;sales;costs\n" + "".join(
        f"{year}-{month:02};{300 + month},50;250\n" for year, month in _months(2025, 4, 12)))
    register("ledger", CLUB, "--from", str(months), "--on", "2026-04-01")
    register(*run, "2026-04-01")
    register("decide", CLUB, "revise", *JURY, "--on", "2026-04-02")
    # a correction: the March figure was mistyped
    history = json.loads(register("history", CLUB, "--json"))
    march = next(entry["seq"] for entry in history if entry["kind"] == "ledger"
                 and entry["body"]["start"] == "2026-03-01")
    register("correct", str(march), "--set", "sales=30.50", "--reasons", "Mistyped",
             "--on", "2026-04-05")
    register(*run, "2026-04-06")

    for _ in range(20):
        where = json.loads(register("show", MACAROON, "--json"))
        if where["stage"] == "trade":
            break
        register("decide", MACAROON, "recognised", "--by", "The hub (made up)", "--evidence",
                 "express-star-2022", "--reasons", "Passed before the hub was there",
                 "--on", "2023-07-01")
    else:
        raise AssertionError("it never came to trade")
    months.write_text("venture,month,sales,costs\n" + "".join(
        f"{MACAROON},{year}-{month:02},20000,19000\n" for year, month in _months(2023, 7, 24)))
    register("ledger", "--from", str(months), "--hub", "westmidlands", "--on", "2025-07-02")
    register("pause", MACAROON, *JURY, "--reasons", "Moving the kitchen", "--on", "2025-07-10")
    register("resume", MACAROON, *JURY, "--on", "2025-08-20")
    register("run", "-p", "westmidlands", MACAROON, "--on", "2025-09-01")
    register("decide", MACAROON, "advance", "--by", "The hub (made up)", "--reasons",
             "Two years are recorded", "--on", "2025-09-02")
    return url


def _without_ledger(text: str) -> str:
    return re.sub(r"\[\[trade\.ledger\]\].*?(?=\n\[)", "", text, flags=re.DOTALL)


def _months(year: int, month: int, count: int) -> list[tuple[int, int]]:
    return [((year * 12 + month - 1 + step) // 12, (month - 1 + step) % 12 + 1)
            for step in range(count)]


def _new_edition(folder: Path) -> Path:
    """Porto's method with another edition and one gate that asks for more."""
    folder.mkdir()
    method = REPO / "plugins" / "porto" / "hubflow_porto" / "methodology.toml"
    text = method.read_text("utf-8")
    text = text.replace('edition = "2024"', 'edition = "2025"', 1)
    place = text.index('[[stages.incubate.phases.requirements]]\nid = "entidade"')
    (folder / "methodology.toml").write_text(text[:place] + NEW_RULE + text[place:], "utf-8")
    return folder


@pytest.mark.long
def test_three_years(hubflow: Hubflow, lived: str, tmp_path: Path) -> None:
    club = json.loads(hubflow("register", "show", CLUB, "--json").out)
    assert (club["stage"], club["state"], club["edition"]) == ("trade", "trade", "2025")
    assert club["passed"] == ["problemas", "candidatura", "bootcamp", "aceleracao", "incubacao",
                              "proposta"]
    assert json.loads(hubflow("register", "show", MACAROON, "--json").out)["stage"] == "scale"

    proof = json.loads(hubflow("register", "verify", "--json").out)
    assert proof["findings"] == []
    for hub in ("porto", "westmidlands"):
        replayed = json.loads(hubflow("register", "replay", "--hub", hub, "--json").out)
        assert replayed["differences"] == replayed["failed"] == []
        assert replayed["runs"] > 0

    # what changed since is recorded, and the correction is among it
    history = json.loads(hubflow("register", "history", CLUB, "--json").out)
    last = [entry for entry in history if entry["kind"] == "recommendation"][-1]
    assert any(change["what"] == "fact" and change["id"].startswith("trade.")
               for change in last["body"]["changed"])
    wall = hubflow("register", "board", "--all-hubs", "--on", "2026-05-15").out
    assert "ledger missing from April 2026 on" in " ".join(wall.split())
    assert "Scale (1)" in wall

    # an auditor's archive proves itself, and names no other venture
    hubflow("register", "export", "--venture", CLUB, "--out", "club.zip")
    hubflow("register", "verify", "--archive", "club.zip", "--expect", proof["head"])
    with zipfile.ZipFile(tmp_path / "club.zip") as archive:
        assert not [name for name in archive.namelist() if MACAROON in name]
        assert MACAROON not in archive.read("entries.jsonl").decode()
        assert any(name.endswith("scorecard.md") for name in archive.namelist())
        assert archive.read("trading/trading.md").decode().startswith("# Teste de mercado: A club")
        assert json.loads(archive.read("trading/trading.json"))["ventures"][0]["id"] == CLUB

    # a backup is a register, with the same digests
    hubflow("register", "backup", "backup.db")
    copy = json.loads(hubflow("register", "verify", "--register", "sqlite:///backup.db",
                              "--expect", proof["head"], "--json").out)
    assert copy["head"] == proof["head"]

    # the same register: to live it takes most of the time
    a_whole_register_moves(hubflow, tmp_path)
    moving_back_is_recorded_too(hubflow)
    _tamper(lived)
    found = hubflow("register", "verify", code=1).out
    assert "entry" in found
    assert "was changed" in found


def _tamper(url: str) -> None:
    """Change one digit of one recorded figure, behind the register's back."""
    engine = engine_for(url)
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("DROP TRIGGER entries_stay")
        else:
            connection.exec_driver_sql("ALTER TABLE entries DISABLE TRIGGER entries_stay")
        table = schema.entries
        first = connection.execute(
            sa.select(sa.func.min(table.c.seq)).where(table.c.kind == "ledger")).scalar_one()
        connection.execute(sa.update(table).where(table.c.seq == first).values(
            body=sa.func.replace(table.c.body, '"sales":3', '"sales":4')))
    engine.dispose()


def moving_back_is_recorded_too(hubflow: Hubflow) -> None:
    hubflow("register", "move", CLUB, "--back", "--record", "--by", "Porto", "--reasons",
            "Too early")
    assert json.loads(hubflow("register", "show", CLUB, "--json").out)["edition"] == "2024"
    history = hubflow("register", "history", CLUB).out
    assert history.count("mudança de edição") == 2
    hubflow("register", "verify")


def a_whole_register_moves(hubflow: Hubflow, tmp_path: Path) -> None:
    head = json.loads(hubflow("register", "verify", "--json").out)["head"]
    hubflow("register", "export", "--out", "all.zip")
    hubflow("register", "import", "all.zip", "--register", "sqlite:///copy.db")
    copied = hubflow("register", "verify", "--register", "sqlite:///copy.db", "--expect", head)
    assert head in copied.out
    taken = hubflow(
        "register", "import", "all.zip", "--register", "sqlite:///copy.db", code=2).err
    assert "there is a register already" in taken
    assert "`import` makes the register itself" in taken
    shutil.copy(tmp_path / "all.zip", tmp_path / "cut.zip")
    with (tmp_path / "cut.zip").open("r+b") as file:
        file.truncate(1000)
    hubflow("register", "import", "cut.zip", "--register", "sqlite:///cut.db", code=2)
    assert not (tmp_path / "cut.db").exists()
