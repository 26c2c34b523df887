"""The register's commands as a hub's staff meets them: what is allowed, and what is said if not."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from .conftest import Done, Hubflow, begin_register, set_up_once

CLUB = "girls-club-porto"

METHOD = """
api = 1
[hub]
id = "small"
edition = "{edition}"
name = "A small hub"
place = {{ name = "Smalltown", country = "GB" }}
language = "en"
currency = "GBP"
[[sources]]
id = "s"
title = "Its rules"
status = "published"
[stages.identify]
[[stages.identify.criteria]]
id = "depth"
title = "Depth"
concept = "need-severity"
judged = true
scale = [1, 5]
source = "s"
[stages.identify.gate]
advance = [{{ score = {score} }}]
source = "s"
"""


def method(folder: Path, edition: str = "1", score: int = 50) -> str:
    """A hub with one judged criterion, as a folder; how -p names it."""
    folder.mkdir()
    (folder / "methodology.toml").write_text(METHOD.format(edition=edition, score=score), "utf-8")
    return f"./{folder.name}"


def dossier(folder: Path, id: str, more: str = "") -> str:
    """A small dossier's file."""
    path = folder / f"{id}.toml"
    path.write_text(f'id = "{id}"\nname = "The {id}"\n{more}', "utf-8")
    return path.name


def sheet(folder: Path, *rows: str) -> str:
    """A jury's sheet on the one criterion: venture, assessor, score."""
    path = folder / "jury-new.csv"
    lines = [",".join((row.split()[0], "identify", "depth", *row.split()[1:])) for row in rows]
    path.write_text("\n".join(["venture,phase,criterion,assessor,score", *lines]), "utf-8")
    return path.name


@set_up_once
def small(hubflow: Hubflow, tmp_path: Path) -> None:
    """A register with the small hub and two ventures, `oak` and `elm`."""
    hub = method(tmp_path / "hub")
    begin_register()
    hubflow("register", "add", "-p", hub, dossier(tmp_path, "oak"), dossier(tmp_path, "elm"),
            "--on", "2025-01-01")


def shown(hubflow: Hubflow, venture: str) -> dict[str, object]:
    """Where a venture stands, as data."""
    found: dict[str, object] = json.loads(hubflow("register", "show", venture, "--json").out)
    return found


def test_a_call_is_begun_in_a_new_register_before_its_ventures(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    hub = method(tmp_path / "hub")
    begin_register()
    refused = hubflow("register", "call", "spring", "--begin", "--hub", "small", code=2)
    assert "hubflow register call CALL --begin -p HUB" in refused.err
    begun = hubflow("register", "call", "spring", "--begin", "-p", hub, "--name", "Spring",
                    "--closes", "2025-03-31T17:00", "--zone", "Europe/London", "--on", "2025-01-01")
    assert "spring: Spring, applications until 31 March 2025, 17:00 (Europe/London)." in begun.out
    named = hubflow("register", "call", "spring", "--name", "Spring call", "--on", "2025-01-01")
    assert "Spring call" in named.out
    hubflow("form", "-p", hub, "--register", "--call", "spring", "--for", "google",
            "--out", "form")
    assert "Spring call" in (tmp_path / "form" / "form.gs").read_text("utf-8")
    hubflow("register", "add", "-p", hub, dossier(tmp_path, "oak"), "--call", "spring",
            "--on", "2025-01-02")
    assert shown(hubflow, "oak")["call"] == "spring"
    assert "does not have the right form" in hubflow(
        "register", "call", "a b/c", "--begin", "-p", hub, code=2).err
    hubflow("register", "call", "E01000001", "--begin", "-p", hub)  # an official code
    hubflow("register", "verify")
    twice = hubflow("register", "call", "spring", "--begin", "-p", hub, code=2)
    assert "is in the register already" in twice.err
    hubflow("register", "verify")


def test_a_recommendation_moves_nobody_and_a_decision_does(
    small: Hubflow, tmp_path: Path
) -> None:
    small("register", "judge", sheet(tmp_path, "oak ana 5"), "--on", "2025-01-02")
    small("register", "run", "-p", "./hub", "oak", "--on", "2025-01-03")
    assert shown(small, "oak")["stage"] == "identify"
    departs = small("register", "decide", "oak", "stop", "--by", "Board", code=2).err
    assert "departs from the recommendation" in departs
    assert "--learning" in departs
    small("register", "decide", "oak", "advance", "--by", "Board", "--on", "2025-01-04")
    assert shown(small, "oak")["stage"] == "understand"
    skipped = small("register", "decide", "oak", "advance", "--by", "Board", "--phase", "trade",
                    code=2).err
    assert "No phase is skipped" in skipped
    assert "nothing was recommended on Understand yet" in small(
        "register", "decide", "oak", "advance", "--by", "Board", code=2).err


def test_a_what_if_is_never_recorded(small: Hubflow) -> None:
    before = small("register", "verify").out
    assert "Nothing was recorded" in small("register", "run", "-p", "./hub", "--what-if").out
    assert small("register", "verify").out == before


def test_guarantees_hold_whoever_decides(hubflow: Hubflow, examples: Path) -> None:
    begin_register()
    club = examples / f"{CLUB}.toml"
    head, _, tail = club.read_text("utf-8").partition("[[incubate.awards]]")
    club.write_text(head + tail[tail.index("[trade]"):], "utf-8")
    hubflow("register", "add", "-p", "porto", str(club), "--on", "2024-01-01")
    for day in ("2024-12-11", "2024-12-12", "2024-12-13", "2024-12-14"):
        hubflow("register", "run", "-p", "porto", CLUB, "--on", day)
        hubflow("register", "decide", CLUB, "advance", "--by", "Jury", "--on", day)
    hubflow("register", "run", "-p", "porto", CLUB, "--on", "2024-12-15")
    refused = hubflow("register", "decide", CLUB, "advance", "--by", "Jury", "--reasons", "x",
                      code=2).err
    assert "Nobody leaves incubation without a recorded award" in refused
    assert shown(hubflow, CLUB)["stage"] == "incubate"
    hubflow("register", "award", CLUB, "--funder", "A foundation", "--amount", "1000",
            "--stage", "trade", "--on", "2025-01-10")
    hubflow("register", "decide", CLUB, "advance", "--by", "Jury", "--reasons", "x")
    assert shown(hubflow, CLUB)["stage"] == "trade"
    hubflow("register", "replay")


def test_a_stop_leaves_a_note_for_those_that_come_after(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    hub = method(tmp_path / "hub")
    (tmp_path / "challenges").mkdir()
    (tmp_path / "challenges" / "lonely.toml").write_text(
        'kind = "challenge"\nid = "lonely"\nname = "Loneliness"\n', "utf-8")
    begin_register()
    first = dossier(tmp_path, "first", 'challenge = "lonely"\n')
    hubflow("register", "add", "-p", hub, first, "--on", "2025-01-01")
    hubflow("register", "close", "first", "--by", "Board", "--reasons", "No takers",
            "--learning", "Evenings suit nobody", "--on", "2025-02-01")
    second = dossier(tmp_path, "second", 'challenge = "lonely"\n')
    assert "Evenings suit nobody" in hubflow("register", "add", "-p", hub, second).out
    assert "Evenings suit nobody" in hubflow("register", "show", "second").out


@pytest.mark.parametrize(("before", "act", "said"), [
    (["pause"], ["decide", "oak", "advance", "--by", "B"], "Allowed are: close, resume, stop"),
    (["pause"], ["pause", "oak", "--by", "B", "--reasons", "r"], "paused since"),
    ([], ["resume", "oak", "--by", "B"], "Allowed are: adopt, advance, close, pause"),
    (["close"], ["resume", "oak", "--by", "B"], "Nothing else is allowed"),
    (["adopt"], ["pause", "oak", "--by", "B", "--reasons", "r"], "adopted since"),
    ([], ["pause", "oak", "--by", "B", "--reasons", "r", "--on", "2024-12-31"],
     "before 2025-01-01"),
    ([], ["pause", "oak", "--by", "B", "--reasons", "r", "--on", "2999-01-01"],
     "is in the future"),
    ([], ["pause", "oka", "--by", "B", "--reasons", "r"], 'Did you mean "oak"?'),
    ([], ["show", "ellm"], 'Did you mean "elm"?'),
    ([], ["correct", "99", "--withdraw", "--reasons", "r"], "there is no such entry"),
    ([], ["correct", "3", "--withdraw", "--reasons", "r"], "Record a new version"),
    ([], ["ledger", "oak", "--month", "2025-01", "--sales", "1"], "has not begun to trade"),
    ([], ["ledger", "oak", "--month", "2025-13", "--sales", "1"], "Write it as 2025-04"),
    ([], ["board", "--hub", "smal"], 'Did you mean "small"?'),
    ([], ["decide", "oak", "recognised", "--by", "B"], "only with evidence"),
    ([], ["move", "oak", "--to", "2"], "no edition of this name"),
    ([], ["step", "spring", "received", "--by", "B"], "no call of this id"),
])
def test_what_is_not_allowed_is_said(
    small: Hubflow, before: list[str], act: list[str], said: str
) -> None:
    for kind in before:
        told = {"pause": ["pause", "oak", "--by", "B", "--reasons", "r"],
                "close": ["close", "oak", "--by", "B", "--reasons", "r", "--learning", "l"],
                "adopt": ["decide", "oak", "adopt", "--by", "B"]}[kind]
        small("register", *told, "--on", "2025-03-01")
    head = small("register", "verify").out
    done = small("register", *act, code=2)
    assert said in done.err
    assert "Traceback" not in done.err
    assert small("register", "verify").out == head


@pytest.mark.parametrize(("url", "said"), [
    ("hub", "not the address of a database"),
    ("nowhere.db", "there is no register here"),
    ("mysql://server/hub", "cannot be kept in mysql"),
    ("sqlite:///nowhere.db", "there is no register here"),
    ("postgresql+psycopg://u@127.0.0.1:1/hub", "no server answers"),
    ("postgresql+psycopg://u:secret@127.0.0.1:1/hub", "no server answers"),
])
def test_a_wrong_address_is_said(hubflow: Hubflow, url: str, said: str) -> None:
    done = hubflow("register", "board", "--register", url, code=2)
    assert said in done.err
    assert "secret" not in done.err


def test_a_file_that_is_no_register_is_said(hubflow: Hubflow, tmp_path: Path) -> None:
    (tmp_path / "hub.db").write_text("Dear diary, " * 500)
    for command in ("board", "init"):
        assert "is no register" in hubflow("register", command, code=2).err
    assert (tmp_path / "hub.db").read_text().startswith("Dear diary")


def test_ledger_months_once_and_not_before_their_end(
    small: Hubflow, tmp_path: Path
) -> None:
    trading = dossier(tmp_path, "ash", '[trade]\nlegal_form = "association"\nstart = 2025-01-01\n')
    small("register", "add", "-p", "./hub", trading, "--on", "2025-01-01")
    small("register", "ledger", "ash", "--month", "2025-01", "--sales", "10", "--on",
          "2025-02-01")
    (tmp_path / "months.csv").write_text(
        "month,sales,costs\n2025-01,1,1\n2025-02,x,1\n2025-03,1,1\n2025-03,1,1\n2024-12,1,1\n",
        "utf-8")
    wrong = small("register", "ledger", "ash", "--from", "months.csv", code=2).err
    assert 'months.csv:3: sales: must be a number, not "x"' in wrong
    (tmp_path / "months.csv").write_text(
        "month,sales,costs\n2025-01,1,1\n2025-03,1,1\n2025-03,1,1\n2024-12,1,1\n2025-04,,\n",
        "utf-8")
    wrong = small("register", "ledger", "ash", "--from", "months.csv", "--on", "2025-05-01",
                  code=2).err
    for line, what in ((2, "recorded already (entry"), (4, "given twice here"),
                       (5, "after this month")):
        assert any(f"months.csv:{line}:" in text and what in text
                   for text in wrong.splitlines()), (line, what, wrong)
    assert "months.csv:6" not in wrong, "a month that is still blank says nothing"
    assert small("register", "history", "ash").out.count("ledger month") == 1


def test_correcting_what_was_wrong(small: Hubflow, tmp_path: Path) -> None:
    small("register", "judge", sheet(tmp_path, "oak ana 1"), "--on", "2025-01-02")
    small("register", "run", "-p", "./hub", "oak", "--on", "2025-01-03")
    wrong = json.loads(small("register", "history", "oak", "--json").out)
    seq = next(entry["seq"] for entry in wrong if entry["kind"] == "judgement")
    small("register", "correct", str(seq), "--set", "score=5", "--reasons", "Mistyped")
    again = small("register", "run", "-p", "./hub", "oak").out
    assert "identify: advance" in again.lower()
    assert "Changed since the last run" in again
    assert "[corrected]" in small("register", "history", "oak").out
    last = json.loads(small("register", "history", "oak", "--json").out)
    correction = next(entry["seq"] for entry in last if entry["kind"] == "correction")
    small("register", "correct", str(correction), "--withdraw", "--reasons", "It was right")
    assert "[corrected]" not in small("register", "history", "oak").out
    # a decision is withdrawn last one first
    small("register", "decide", "oak", "advance", "--by", "B")
    small("register", "pause", "oak", "--by", "B", "--reasons", "r")
    found = json.loads(small("register", "history", "oak", "--json").out)
    decided = next(entry["seq"] for entry in found if entry["kind"] == "decision")
    assert "rests on it" in small("register", "correct", str(decided), "--withdraw", "--reasons",
                                  "r", code=2).err
    small("register", "replay")
    small("register", "verify")


def test_an_edition_does_not_change_under_its_decisions(
    small: Hubflow, tmp_path: Path
) -> None:
    small("register", "judge", sheet(tmp_path, "oak ana 4"), "--on", "2025-01-02")
    path = tmp_path / "hub" / "methodology.toml"
    path.write_text(path.read_text("utf-8").replace("score = 50", "score = 90"), "utf-8")
    refused = small("register", "add", "-p", "./hub", dossier(tmp_path, "fir"), code=2).err
    assert "stands in the register with another text" in refused
    newer = method(tmp_path / "newer", "2", 90)
    small("register", "add", "-p", newer, dossier(tmp_path, "fir"), "--on", "2025-01-02")
    # both go on, each under the edition that it began under
    ran = small("register", "run", "-p", newer, "--on", "2025-01-03").out
    assert "edition 1" in ran
    assert "edition 2" in ran
    assert "The oak [oak]: Identify: advance" in ran
    shown_only = small("register", "move", "oak", "-p", newer).out
    assert "advance → revise" in shown_only
    assert "Nothing was recorded" in shown_only
    assert shown(small, "oak")["edition"] == "1"
    small("register", "move", "oak", "-p", newer, "--record", "--by", "B", "--reasons", "r")
    assert shown(small, "oak")["edition"] == "2"
    small("register", "replay")


def test_a_call_goes_through_its_steps(hubflow: Hubflow, examples: Path) -> None:
    def english(*words: str, code: int = 0) -> Done:
        return hubflow(*words, "--lang", "en", code=code)

    begin_register()
    added = english("register", "add", "-p", "porto", str(examples / "call-labis-2023"),
                    "--on", "2024-06-30").out
    assert added.count("recorded, version 1") == 44  # with their challenges

    def step(name: str, on: str, code: int = 0) -> str:
        done = english("register", "step", "labis-2023", name, "--by", "O júri", "--on", on,
                       code=code)
        return done.out + done.err

    step("recebidas", "2024-06-30")
    told = step("lista-provisoria", "2024-07-01", code=2)
    assert 'in "Problemas prioritários" nobody decided yet on Candidatura sintética 01' in told
    assert "hubflow register decide --call labis-2023 --phase problemas" in told
    # what only admits waits for no list
    english("register", "run", "-p", "porto", "--call", "labis-2023", "--on", "2024-06-30")
    english("register", "decide", "--call", "labis-2023", "--as-recommended", "--by", "Jury",
            "--on", "2024-06-30")
    told = step("lista-provisoria", "2024-07-01", code=2)
    assert 'in "Candidatura" nothing is recommended yet on Candidatura sintética 01' in told
    ran = english("register", "run", "-p", "porto", "--call", "labis-2023", "--on",
                  "2024-07-01").out
    step("lista-provisoria", "2024-07-01")
    assert "Preliminary: the call is at" in ran
    one = "candidatura-15"
    assert "nada se decide antes de «Lista definitiva de candidaturas»" in hubflow(
        "register", "decide", one, "advance", "--by", "Jury", code=2).err
    assert "preliminary" in english("register", "show", one).out
    assert "has come to" in step("recebidas", "2024-07-02", code=2)
    assert '"Ratified" comes after "Final list of applications"' in step(
        "homologada", "2024-07-02", code=2)
    step("lista-candidaturas", "2024-07-10")
    told = step("lista-bootcamp", "2024-07-11", code=2)
    assert 'in "Candidatura" nobody decided yet' in told
    assert "hubflow register decide --call labis-2023 --phase candidatura" in told
    english("register", "decide", one, "advance", "--by", "Jury", "--on", "2024-07-10")
    assert "not yet “Homologada”" not in english("register", "show", one).out
    wall = json.loads(english("register", "board", "--json").out)
    assert sum(column["count"] for column in wall["columns"]) == 41
    english("register", "replay")


@pytest.mark.long
def test_portos_call_goes_from_its_opening_to_its_ratification(
    hubflow: Hubflow, examples: Path
) -> None:
    begin_register()
    hubflow("register", "add", "-p", "porto", str(examples / "call-labis-2023"), "--on",
            "2024-06-30")

    def step(name: str, on: str) -> str:
        return hubflow("register", "step", "labis-2023", name, "--by", "O júri", "--on", on).out

    step("recebidas", "2024-06-30")
    counts = []
    for phase, day, steps in (
            ("problemas", "2024-06-30", ()),
            ("candidatura", "2024-07-01", ("lista-provisoria", "lista-candidaturas")),
            ("bootcamp", "2024-08-01", ("lista-bootcamp",)),
            ("aceleracao", "2024-10-01", ("lista-finalistas",))):
        hubflow("register", "run", "-p", "porto", "--call", "labis-2023", "--on", day)
        for name in steps:
            step(name, day)
        said = hubflow("register", "decide", "--call", "labis-2023", "--phase", phase,
                       "--as-recommended", "--learning", "Candidatar-se outra vez.", "--by",
                       "O júri", "--on", day).out
        counts.append(said.splitlines()[0])
    assert counts == ["41 decisões registadas (avança: 41).",
                      "41 decisões registadas (avança: 20, termina: 21).",
                      "20 decisões registadas (avança: 10, termina: 10).",
                      "10 decisões registadas (avança: 5, termina: 5)."]
    assert "A seguir" not in step("homologada", "2024-10-20")
    wall = json.loads(hubflow("register", "board", "--json").out)
    assert {column["state"]: column["count"] for column in wall["columns"]} == {
        "test": 5, "closed": 36}
    hubflow("register", "verify")
    hubflow("register", "replay")


def test_a_person_is_taken_out_and_the_chain_still_verifies(
    small: Hubflow, tmp_path: Path
) -> None:
    led = dossier(tmp_path, "yew", 'summary = "Begun by Rosa Exemplo."\n'
                  '[incubate.leader]\nname = "Rosa Exemplo"\n')
    small("register", "add", "-p", "./hub", led, "--on", "2025-01-01", "--by", "rosa exemplo")
    rows = tmp_path / "jury-rosa.csv"
    rows.write_text("venture,phase,criterion,assessor,score,note\n"
                    "oak,identify,depth,Rosa Exemplo,4,As I told Mr Other\n", "utf-8")
    small("register", "judge", str(rows), "--on", "2025-01-02", "--accept", "Not a real person")
    small("register", "run", "-p", "./hub", "--on", "2025-01-03")
    head = json.loads(small("register", "verify", "--json").out)["head"]
    assert "Rosa" not in small("register", "history", "oak").out
    assert "Rosa" in small("register", "history", "oak", "--names").out
    small("register", "export", "--person", "Rosa Exemplo", "--out", "rosa.json")
    data = json.loads((tmp_path / "rosa.json").read_text("utf-8"))
    assert {entry["kind"] for entry in data["entries"]} >= {"dossier", "judgement"}
    assert "--yes does it" in small("register", "redact", "Rosa Exemplo", "--reasons", "r").out
    assert "1 found" in small("register", "search", "begun", "rosa").out

    small("register", "redact", "ROSA exemplo", "--reasons", "She asked", "--yes")
    small("register", "verify", "--expect", head)
    small("register", "replay")
    small("register", "run", "-p", "./hub")
    assert "0 found" in small("register", "search", "rosa").out
    for path in tmp_path.glob("hub.db*"):
        assert b"rosa exemplo" not in path.read_bytes().lower()
    small("register", "export", "--venture", "oak", "--out", "oak.zip")
    small("register", "verify", "--archive", "oak.zip")
    assert "no entry names this person" in small(
        "register", "redact", "Rosa Exemplo", "--reasons", "r", "--yes", code=2).err


def test_a_wrong_dossier_records_nothing(small: Hubflow, tmp_path: Path) -> None:
    head = small("register", "verify").out
    wrong = dossier(tmp_path, "wrong", "colour = 1\n")
    sound = dossier(tmp_path, "sound")
    assert "unknown key" in small("register", "add", "-p", "./hub", sound, wrong, code=2).err
    assert "already" in small("register", "add", "-p", "./hub", "oak.toml", code=2).err
    assert "Did you mean" in small("register", "update", "-p", "./hub",
                                   dossier(tmp_path, "oakk"), code=2).err
    assert small("register", "verify").out == head


def test_two_hubs_see_their_own(small: Hubflow, examples: Path) -> None:
    small("register", "add", "-p", "porto", str(examples / f"{CLUB}.toml"), "--on", "2025-01-01")
    assert "several hubs" in small("register", "board", code=2).err
    assert CLUB not in small("register", "board", "--hub", "small").out
    assert CLUB in small("register", "board", "--all-hubs").out
    assert shown(small, CLUB)["hub"] == "porto"


def test_letters_and_gates_are_due(small: Hubflow, tmp_path: Path) -> None:
    letter = dossier(tmp_path, "box", '[[incubate.cofunders]]\nname = "A foundation"\n'
                     "amount = 5\nletter = true\ndate = 2025-01-01\nexpires = 2025-06-30\n")
    small("register", "add", "-p", "./hub", letter, "--on", "2025-01-01")
    wall = json.loads(small("register", "board", "--on", "2025-06-10", "--json").out)
    assert ("box", "letter", "A foundation") in {
        (item["venture"], item["what"], item["detail"]) for item in wall["due"]}
    assert dt.date.fromisoformat(wall["on"]) == dt.date(2025, 6, 10)


def test_a_venture_and_a_challenge_never_share_an_id(small: Hubflow, tmp_path: Path) -> None:
    head = small("register", "verify").out
    above = tmp_path / "above.toml"
    above.write_text('kind = "challenge"\nid = "oak"\nname = "A challenge"\n', "utf-8")
    told = small("register", "add", "-p", "./hub", "above.toml", "--on", "2025-01-02", code=2).err
    assert '"oak" is a venture in the register, and here a challenge' in told
    small("register", "update", "-p", "./hub", "above.toml", "--on", "2025-01-02", code=2)
    below = dossier(tmp_path, "yew", 'challenge = "oak"\n')
    told = small("register", "add", "-p", "./hub", below, "--on", "2025-01-02", code=2).err
    assert "above.toml" in told
    assert "and here a challenge" in told
    assert small("register", "verify").out == head


@pytest.mark.parametrize(("change", "told"), [
    ("score=99", "score: "), ("score=deep", "score: "), ("conflict=maybe", "must be yes or no"),
    ("conflict=5", "must be yes or no"),
])
def test_a_judgement_is_not_corrected_off_its_scale(
    small: Hubflow, tmp_path: Path, change: str, told: str
) -> None:
    small("register", "judge", sheet(tmp_path, "oak ana 5"), "--on", "2025-01-02")
    seq = json.loads(small("register", "history", "oak", "--json").out)[-1]["seq"]
    correct = ("register", "correct", str(seq), "--reasons", "r", "--set")
    assert told in small(*correct, change, code=2).err
    small(*correct, "score=4")
    small(*correct, "conflict=yes")


def test_a_jurys_notes_are_searched(small: Hubflow, tmp_path: Path) -> None:
    rows = tmp_path / "jury-1.csv"
    rows.write_text("venture,phase,criterion,assessor,score,note\n"
                    "oak,identify,depth,ana,4,Thoroughly thought out\n", "utf-8")
    small("register", "judge", rows.name, "--on", "2025-01-02")
    assert "1 found" in small("register", "search", "thoroughly").out


@pytest.mark.parametrize(("address", "told"), [
    ("sqlite://", "in memory"), ("sqlite:///:memory:", "in memory"),
    ("postgresql+psycopg://host:port/name", "not the address of a database"),
    ("sqlite:///hub.db?timeout=long", "not the address of a database"),
    ("sqlite+aiosqlite:///hub.db", "not reached this way"),
    ("postgresql+asyncpg://host/name", "not reached this way"),
])
def test_a_wrong_address_is_told(hubflow: Hubflow, address: str, told: str) -> None:
    for act in (("init",), ("board",)):
        assert told in hubflow("register", *act, "--register", address, code=2).err


def test_what_is_no_text_is_told(small: Hubflow) -> None:
    for act in (("pause", "oak", "--by", "B", "--reasons", "\udcff"), ("show", "\udcff"),
                ("search", "\udcff"), ("award", "\udcff", "--funder", "F", "--amount", "1")):
        assert "Traceback" not in small("register", *act, code=None).err
    assert "holds a character that no text may hold (U+DCFF" in small(
        "register", "pause", "oak", "--by", "\udcff", "--reasons", "r", code=2).err


def test_any_wait_can_be_asked_for(small: Hubflow) -> None:
    small("register", "board", "--wait", "inf")
    small("register", "pause", "oak", "--by", "B", "--reasons", "r", "--wait", "inf")
    assert "number of seconds" in small("register", "board", "--wait", "nan", code=2).err


def test_money_goes_to_ventures_alone(small: Hubflow, tmp_path: Path) -> None:
    above = tmp_path / "above.toml"
    above.write_text('kind = "challenge"\nid = "above"\nname = "A challenge"\n', "utf-8")
    small("register", "add", "-p", "./hub", "above.toml", "--on", "2025-01-02")
    for act in (("award", "above", "--funder", "F", "--amount", "1"),
                ("resource", "above", "--kind", "other", "--hours", "1")):
        assert "this is a challenge" in small("register", *act, code=2).err


@pytest.mark.parametrize("act", [
    ("decide", "oak", "revise", "--by", "B", "--reasons", "r", "--evidence", "nothing-known"),
    ("decide", "oak", "adopt", "--by", "B", "--evidence", ""),
    ("decide", "oak", "revise", "--by", "", "--reasons", "r"),
    ("pause", "oak", "--by", "", "--reasons", "r"),
    ("close", "oak", "--by", "", "--reasons", "r", "--learning", "l"),
])
def test_nothing_is_decided_with_which_no_run_could_be_made(
    small: Hubflow, tmp_path: Path, act: tuple[str, ...]
) -> None:
    """What a decision says becomes a part of the dossier: every later run reads it."""
    small("register", "judge", sheet(tmp_path, "oak ana 5"), "--on", "2025-01-02")
    small("register", "run", "-p", "./hub", "oak", "--on", "2025-01-03")
    head = small("register", "verify").out
    small("register", *act, "--on", "2025-01-04", code=2)
    assert small("register", "verify").out == head
    small("register", "run", "-p", "./hub", "--on", "2025-01-05")


def test_an_id_that_not_every_database_keeps_is_refused(small: Hubflow, tmp_path: Path) -> None:
    head = small("register", "verify").out
    long = "a" * 121
    for act in ((dossier(tmp_path, long),), (dossier(tmp_path, "yew"), "--call", long)):
        told = small("register", "add", "-p", "./hub", *act, code=2).err
        assert "has 121 characters" in told
        assert "120" in told.partition("has 121 characters")[2]
    small("register", "add", "-p", method(tmp_path / "late", edition=long), "yew.toml", code=2)
    assert small("register", "verify").out == head
    small("register", "add", "-p", "./hub", dossier(tmp_path, "b" * 120), "--call", "c" * 120)


@pytest.fixture
def trading(small: Hubflow, tmp_path: Path) -> Hubflow:
    """The register with a third venture, `ash`, that trades since January 2025."""
    ash = dossier(tmp_path, "ash", '[trade]\nlegal_form = "association"\nstart = 2025-01-01\n')
    small("register", "add", "-p", "./hub", ash, "--on", "2025-01-01")
    return small


def test_a_ledger_whose_numbers_may_mean_two_things_is_refused_whole(
    trading: Hubflow, tmp_path: Path
) -> None:
    (tmp_path / "months.csv").write_text(
        "month;sales;costs;grants;contracts\n2025-03;1.934;5.351;2.500;0\n"
        "2025-04;2225,5;5100;2500;0\n", "utf-8")
    wrong = trading("register", "ledger", "ash", "--from", "months.csv", "--on", "2025-06-01",
                    code=2).err
    assert ('months.csv:2: sales: "1.934" may mean 1.934 (decimal point) or 1934 (decimal comma). '
            "Write it without marks for thousands.") in wrong
    assert "3 problems; nothing was done." in wrong
    (tmp_path / "months.csv").write_text(
        "month;sales;costs;Notes\nmar/25;1.934,00 €;5.351,10;slow\nAbril 2025;2.225,50;5100;\n",
        "cp1252")
    done = trading("register", "ledger", "ash", "--from", "months.csv", "--on", "2025-06-01")
    assert done.out == "2 months recorded.\nNot read: Notes.\n"
    body = json.loads(trading("register", "history", "ash", "--json").out)[-1]["body"]
    assert (body["start"], body["sales"], body["costs"]) == ("2025-04-01", 2225.5, 5100)


def test_a_ledger_s_column_of_numbers_with_an_unknown_heading_is_refused(
    trading: Hubflow, tmp_path: Path
) -> None:
    (tmp_path / "months.csv").write_text("month,sales,parking\n2025-03,100,80\n", "utf-8")
    wrong = trading("register", "ledger", "ash", "--from", "months.csv", "--on", "2025-06-01",
                    code=2).err
    assert "months.csv:1: parking: unknown heading, with numbers below it. Known: sales," in wrong
    assert "ledger" not in trading("register", "history", "ash").out


def test_a_correction_reads_numbers_as_sheets_do(trading: Hubflow) -> None:
    trading("register", "ledger", "ash", "--month", "mar/25", "--sales", "10", "--on",
            "2025-06-01")
    seq = str(json.loads(trading("register", "history", "ash", "--json").out)[-1]["seq"])
    trading("register", "correct", seq, "--set", "sales=12,5", "--reasons", "r")
    assert "may mean" in trading("register", "correct", seq, "--set", "sales=1.250",
                                 "--reasons", "r", code=2).err


def test_a_sheet_is_recorded_once(small: Hubflow, tmp_path: Path) -> None:
    rows = sheet(tmp_path, "oak ana 5", "elm ana 4")
    first = small("register", "judge", rows, "--on", "2025-01-02").out
    assert first.splitlines()[0] == "2 judgements recorded."
    again = small("register", "judge", rows, "--on", "2025-01-03").out
    assert again.splitlines()[0] == "Nothing new: the register holds all of it."
    more = small("register", "judge", sheet(tmp_path, "oak ana 5", "elm ana 3"),
                 "--on", "2025-01-04").out
    assert more.splitlines()[:2] == ["1 judgement recorded.", "1 more was recorded before."]
    back = ("register", "judge", sheet(tmp_path, "elm ana 4"), "--on", "2025-01-05")
    assert "ana's 4 became 3 (entry 7, 2025-01-04)" in small(*back, code=2).err
    restored = small(*back, "--restore").out
    assert restored.startswith("1 judgement recorded."), "ana changed her mind, and back"


def test_a_corrected_judgement_is_not_undone_by_its_sheet(small: Hubflow, tmp_path: Path) -> None:
    rows = sheet(tmp_path, "oak ana 1")
    small("register", "judge", rows, "--on", "2025-01-02")
    history = json.loads(small("register", "history", "oak", "--json").out)
    seq = next(entry["seq"] for entry in history if entry["kind"] == "judgement")
    small("register", "correct", str(seq), "--set", "score=4", "--reasons", "Misread")
    again = small("register", "judge", rows).out
    assert again.startswith("Nothing new")
    assert "Left as it is, for it was corrected: oak, identify, depth: ana's 1 became 4" in again
    restored = small("register", "judge", rows, "--restore").out
    assert restored.startswith("1 judgement recorded.")


def test_an_abstention_is_no_judgement(small: Hubflow, tmp_path: Path) -> None:
    rows = tmp_path / "jury-abstain.csv"
    rows.write_text("venture,phase,criterion,assessor,score,conflict\n"
                    "oak,identify,depth,ana,,yes\nelm,identify,depth,ana,4,\n", "utf-8")
    said = small("register", "judge", rows.name, "--on", "2025-01-02").out
    assert said.startswith("1 judgement and 1 abstention recorded.")


def test_figures_of_options_are_read_as_those_of_sheets(trading: Hubflow) -> None:
    month = ("register", "ledger", "ash", "--month", "2025-03", "--on", "2025-06-01")
    wrong = trading(*month, "--sales", "1.234", code=2).err
    assert ('"1.234" may mean 1.234 (decimal point) or 1234 (decimal comma). Write it without '
            "marks for thousands.") in wrong
    assert "must be a number, not" in trading(*month, "--sales", "much", code=2).err
    assert "must be a number, not" in trading(*month, "--jobs", "5 €", code=2).err
    trading(*month, "--sales", "1.234,5", "--costs", "£500")
    body = json.loads(trading("register", "history", "ash", "--json").out)[-1]["body"]
    assert (body["sales"], body["costs"]) == (1234.5, 500)
    award = ("register", "award", "ash", "--funder", "A trust", "--on", "2025-06-01", "--amount")
    assert "must be more than 0" in trading(*award, "0", code=2).err


@pytest.mark.parametrize("heading", ["parking", "income", "receitas"])
def test_a_column_of_money_with_an_unknown_heading_stops_a_ledger(
    trading: Hubflow, tmp_path: Path, heading: str
) -> None:
    (tmp_path / "months.csv").write_text(f"month,sales,{heading}\n2025-03,100,80\n", "utf-8")
    wrong = trading("register", "ledger", "ash", "--from", "months.csv", "--on", "2025-06-01",
                    code=2).err
    assert f"{heading}: unknown heading, with numbers below it" in wrong
    assert "ledger" not in trading("register", "history", "ash").out


def test_a_run_takes_the_register_s_hub_or_the_venture_s_where_none_is_named(
    small: Hubflow, tmp_path: Path
) -> None:
    refused = small("register", "decide", "oak", "advance", "--by", "The board",
                    "--on", "2025-01-02", code=2).err
    command = "hubflow register run oak"
    assert f"First `{command}`" in refused
    small(*command.split()[1:], "--on", "2025-01-02")
    small("register", "run", "--on", "2025-01-02")
    other = method(tmp_path / "other")
    path = tmp_path / "other" / "methodology.toml"
    path.write_text(path.read_text("utf-8").replace('"small"', '"other"'), "utf-8")
    small("register", "add", "-p", other, dossier(tmp_path, "ash", 'call = "spring"\n'),
          "--on", "2025-01-03")
    assert "ash" in small("register", "run", "ash", "--on", "2025-01-04").out
    assert "ash" in small("register", "run", "--call", "spring", "--on", "2025-01-04").out
    assert "ash" in small("register", "run", "--hub", "other", "--on", "2025-01-04").out
    assert "Choose one with --hub: other, small." in small("register", "run", code=2).err
