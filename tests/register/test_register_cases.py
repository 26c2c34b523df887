"""Ventures of a register in every command that takes dossiers: one state, wherever it is shown."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from tests.jury.conftest import METHOD, dossier
from tests.jury.test_letters import JUDGED

from hubflow.cli.main import main

from .conftest import Hubflow, begin_register

NEW = """[[hubs.small.judgements]]
phase = "first-look"
criterion = "new"
holds = true
assessor = "{assessor}"
"""
JUDGEMENTS = JUDGED.format(score=4) + NEW.format(assessor="one") + NEW.format(assessor="another")
DAY = "2025-03-20"
BY = ("--by", "The board", "--on", "2025-03-07")
BUILT = (
    ("init",),
    ("add", "-p", "./small", "call", "yew.toml", "--on", "2025-03-01"),
    ("step", "spring", "received", "--by", "The office", "--on", "2025-03-01"),
    ("run", "-p", "./small", "--on", "2025-03-05"),
    ("step", "spring", "final list", "--by", "The jury", "--on", "2025-03-06"),
    ("decide", "oak", "advance", *BY),
    ("decide", "elm", "stop", *BY, "--reasons", "No room.", "--learning", "Ask earlier."),
    ("pause", "ash", *BY, "--reasons", "The leader is ill."),
    ("decide", "yew", "adopt", *BY),
    ("release", "oak", "--by", "The hub", "--on", "2025-03-10"),
)
STATES = {"oak": "understand", "elm": "closed", "ash": "paused", "fir": "identify",
          "yew": "adopted"}


def carry_out(folder: Path, commands: Sequence[Sequence[str]]) -> None:
    """Carry out commands of the register in a folder."""
    for words in commands:
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(folder)
            patch.setattr(sys, "argv", ["hubflow", "register", *words])
            with pytest.raises(SystemExit) as end:
                main()
        assert not end.value.code, words


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a register: a call of four ventures and one venture on its own."""
    folder = tmp_path_factory.mktemp("office")
    (folder / "small").mkdir()
    (folder / "small/methodology.toml").write_text(METHOD.replace("score = 50", ""), "utf-8")
    (folder / "call").mkdir()
    (folder / "call/call.toml").write_text('id = "spring"\nhub = "small"\n', "utf-8")
    for id in ("oak", "elm", "ash", "fir"):
        dossier(folder / "call", id, f"The {id}", more=JUDGEMENTS)
    dossier(folder, "yew", "The yew", more=JUDGEMENTS)
    (folder / "assessors.csv").write_text("id\none\ntwo\n", "utf-8")
    carry_out(folder, BUILT)
    return folder


@pytest.fixture
def shell(hubflow: Hubflow, office: Path, monkeypatch: pytest.MonkeyPatch) -> Hubflow:
    """Commands in an empty folder; ``--register`` alone is the office's."""
    monkeypatch.setenv("HUBFLOW_REGISTER", f"sqlite:///{office}/hub.db")
    return hubflow


COMMANDS = {
    "run": (("--register", "oak", "--lang", "en"), "Where it stands: in stage “Understand”"),
    "why": (("--register", "oak"), "Second look"),
    "inputs": (("--register", "fir", "--json"), '"id": "fir"'),
    "report": (("--register", "--call", "spring", "--out", "page.html"), "Written to page.html."),
    "map": (("--register", "oak", "--out", "map.svg"), "Written to map.svg."),
    "compare": (("-p", "{office}/small", "-p", "westmidlands", "--register", "yew"), "The yew"),
    "adapt": (("--register", "yew", "--from", "{office}/small", "--to", "westmidlands"),
              "The yew"),
    "trading": (("--register", "oak", "--paths", "100"), "The oak"),
    "letters": (("--register", "--out", "letters", "--format", "md"), "1 letter written"),
    "jury-pack": (("--register", "fir", "--assessors", "{office}/assessors.csv", "--phase",
                   "first-look", "--out", "pack", "--format", "md"), "two: 1 venture"),
    "grants export": (("--register", "oak"), "there is no award in it"),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_takes_ventures_of_a_register(
    shell: Hubflow, office: Path, command: str
) -> None:
    words, shown = COMMANDS[command]
    done = shell(*command.split(), *(word.format(office=office) for word in words),
                 code=2 if command == "grants export" else 0)
    assert shown in " ".join((done.out + done.err).split())


def results(shell: Hubflow, *words: str) -> dict[str, Any]:
    """The ventures of a run from the register, by id."""
    data = json.loads(shell("run", "--register", *words, "--as-of", DAY, "--json").out)
    return {venture["id"]: venture for venture in data["ventures"]}


def here(venture: dict[str, Any]) -> dict[str, Any]:
    """The last phase that a venture reached."""
    phases = [phase for stage in venture["stages"] for phase in stage["phases"]]
    return dict([phase for phase in phases if phase["recommendation"] != "not_reached"][-1])


def test_run_show_and_board_tell_one_state(shell: Hubflow) -> None:
    found = results(shell)
    assert {id: venture["state"] for id, venture in found.items()} == STATES
    board = json.loads(shell("register", "board", "--json").out)
    cards = {card["venture"]: (column["state"], card["phase"])
             for column in board["columns"] for card in column["cards"]}
    for id, venture in found.items():
        standing = json.loads(shell("register", "show", id, "--json").out)
        assert (standing["state"], standing["phase"]) == cards[id]
        assert (venture["state"], here(venture)["phase"]) == cards[id]


def test_scorecards_and_pages_tell_the_state_of_the_register(
    shell: Hubflow, tmp_path: Path
) -> None:
    shell("run", "--register", "--call", "spring", "--as-of", DAY, "--out", "out")
    for id, said in (("oak", "Understand"), ("elm", "closed"), ("ash", "paused"),
                     ("fir", "Identify")):
        text = (tmp_path / "out" / id / "scorecard.md").read_text("utf-8")
        line = next(line for line in text.splitlines() if "here it stands" in line)
        assert said in line, line
    shell("report", "--register", "--call", "spring", "--as-of", DAY, "--out", "page.html")
    page = (tmp_path / "page.html").read_text("utf-8")
    assert "so this is not final yet. It is at “final list”." in page
    data = json.loads((tmp_path / "out/result.json").read_text("utf-8"))
    state, head = data["notes"]
    assert state == ("The call's last step is still to come, so this is not final yet. "
                     "It is at “final list”.")
    assert head.startswith("Register ")


def test_a_run_from_the_register_recommends_what_a_recorded_run_records(
    shell: Hubflow, office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(office / "hub.db", tmp_path / "hub.db")
    monkeypatch.delenv("HUBFLOW_REGISTER")
    found = results(shell)
    ran = json.loads(shell("register", "run", "-p", str(office / "small"), "--on", DAY,
                           "--json").out)
    recorded = {id for one in ran for id in one["recorded"]}
    assert recorded == {"oak", "fir"}
    for one in ran:
        for venture in one["result"]["ventures"]:
            assert json.dumps(venture) == json.dumps(found[venture["id"]])
    for id in recorded:
        entries = json.loads(shell("register", "history", id, "--json").out)
        body = [entry for entry in entries if entry["kind"] == "recommendation"][-1]["body"]
        phase = here(found[id])
        ends = phase["score"] and [phase["score"]["lower"], phase["score"]["upper"]]
        assert [body["phase"], body["recommendation"], body["possible"], body["score"]] == [
            phase["phase"], phase["recommendation"], phase["possible"], ends]
        assert body["criteria"] == {criterion["id"]: [criterion["lower"], criterion["upper"]]
                                    for criterion in phase["criteria"]}


def test_one_venture_competes_with_its_call_and_is_shown_alone(shell: Hubflow) -> None:
    assert results(shell, "oak") == {"oak": results(shell, "--call", "spring")["oak"]}


BAD = {
    "unknown id": ("run", "--register", "oka"),
    "no register": ("why", "--register", "sqlite:///none.db", "oak"),
    "files as well": ("run", "call/oak.toml", "./oak", "--register"),
    "another hub": ("run", "-p", "westmidlands", "--register"),
    "an unknown hub": ("trading", "--register", "--hub", "big"),
    "an unknown call": ("report", "--register", "--call", "autumn", "--out", "x.html"),
    "an unknown edition": ("inputs", "--register", "--edition", "7"),
    "names and a call": ("letters", "--register", "oak", "--call", "spring", "--out", "out"),
    "sheets": ("run", "--register", "--panel", "sheet.csv"),
    "a call of files": ("letters", "--call", "spring", "call", "--out", "out"),
    "nothing": ("run",),
    "several for one": ("adapt", "--register", "oak", "elm", "--from", "a", "--to", "b"),
    "gone": ("register", "letters", "--out", "out"),
}
TOLD = {
    "unknown id": 'Did you mean "oak"?',
    "no register": "there is no register here",
    "files as well": "call/oak.toml, ./oak: with --register ventures are named by their ids",
    "another hub": "--hub westmidlands: the register knows no such hub",
    "an unknown hub": "--hub big: the register knows no such hub",
    "an unknown call": "small has no ventures in a call of this id",
    "an unknown edition": "They are under 1.",
    "names and a call": "Name ventures, or a call with --call.",
    "sheets": "hubflow register judge",
    "a call of files": "--call goes with --register.",
    "nothing": "Name dossiers or folders, or a register with --register.",
    "several for one": "this command takes one alone",
    "gone": "hubflow letters --register does its work",
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_one_clear_message(shell: Hubflow, case: str) -> None:
    done = shell(*BAD[case], code=2)
    (message,) = [line for line in done.err.splitlines()
                  if line and not line.startswith(("Usage:", "Try "))]
    assert TOLD[case] in message
    assert not done.out


def test_ventures_under_two_editions_are_told_apart(
    shell: Hubflow, office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(office / "hub.db", tmp_path / "hub.db")
    monkeypatch.delenv("HUBFLOW_REGISTER")
    (tmp_path / "next").mkdir()
    text = (office / "small/methodology.toml").read_text("utf-8")
    (tmp_path / "next/methodology.toml").write_text(
        text.replace('edition = "1"', 'edition = "2"'), "utf-8")
    shell("register", "move", "fir", "-p", "./next", "--leave-call", "--record", "--by",
          "The board", "--reasons", "Better rules.")
    assert "several editions of the method" in shell("run", "--register", code=2).err
    assert set(results(shell, "--edition", "2")) == {"fir"}
    told = json.loads(shell("trading", "--register", "oak", "fir", "--paths", "100", "--json").out)
    assert sorted(report["edition"] for report in told) == ["1", "2"]


COUNTING = '''
from pathlib import Path
from hubflow import hookimpl
@hookimpl
def hubflow_amend_methodology(methodology):
    with Path("compiled.txt").open("a") as file:
        file.write("once\\n")
    return methodology
'''


def test_a_decision_evaluates_the_venture_once(hubflow: Hubflow, tmp_path: Path) -> None:
    hub = tmp_path / "small"
    hub.mkdir()
    (hub / "methodology.toml").write_text(METHOD.replace("score = 50", ""), "utf-8")
    (hub / "__init__.py").write_text(COUNTING, "utf-8")
    dossier(tmp_path, "oak", "The oak", more=JUDGEMENTS)
    begin_register()
    hubflow("register", "add", "-p", "./small", "oak.toml", "--on", "2025-03-01")
    hubflow("register", "run", "-p", "./small", "--on", "2025-03-05")
    (tmp_path / "compiled.txt").unlink()
    statements: list[str] = []

    def count(_: Any, __: Any, statement: str, *___: Any) -> None:
        statements.append(statement)

    sa.event.listen(sa.engine.Engine, "before_cursor_execute", count)
    try:
        hubflow("register", "decide", "oak", "advance", "-p", "./small", *BY)
    finally:
        sa.event.remove(sa.engine.Engine, "before_cursor_execute", count)
    assert (tmp_path / "compiled.txt").read_text("utf-8") == "once\n"
    assert len(statements) <= 18, statements  # two of them index its words for the search
