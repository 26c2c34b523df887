"""One dossier of a call is judged within its call, and what a reader must know of it is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.register.conftest import Hubflow, hubflow
from tests.register.test_members import call_folder, hub

__all__ = ["hubflow"]


def folder(tmp_path: Path, more: str = "") -> str:
    hub(tmp_path, "1", 2)
    return call_folder(tmp_path, more)


def shown(hubflow: Hubflow, *words: str, code: int = 0) -> str:
    done = hubflow(*words, code=code)
    return " ".join((done.out + done.err).split())


def test_one_dossier_of_a_call_is_shown_with_its_rank_in_the_call(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    folder(tmp_path)
    said = shown(hubflow, "run", "-p", "./weir-1", "autumn/cedar.toml", "--lang", "en")
    assert "Rank 3 of 3 for 2 places." in said
    assert "Identify stop" in said
    assert "Shown here: The cedar. The whole call autumn was run, with 3 in the race." in said
    data = json.loads(hubflow("run", "-p", "./weir-1", "autumn/cedar.toml", "--json").out)
    assert [one["id"] for one in data["ventures"]] == ["cedar"]
    assert data["ventures"][0]["member"]["standing"] == "in the race"
    assert "Shown here: The cedar." in shown(
        hubflow, "inputs", "-p", "./weir-1", "autumn/cedar.toml", "--lang", "en")


def test_the_whole_calls_sheet_is_welcome_beside_one_dossier(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    folder(tmp_path)
    (tmp_path / "autumn" / "jury.csv").rename(tmp_path / "scores.csv")
    said = shown(hubflow, "run", "-p", "./weir-1", "autumn/cedar.toml", "--panel", "scores.csv")
    assert "Rank 3 of 3" in said


def test_dossiers_that_name_their_call_find_each_other_without_a_call_file(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    folder(tmp_path)
    (tmp_path / "autumn" / "call.toml").unlink()
    (tmp_path / "autumn" / "jury.csv").rename(tmp_path / "scores.csv")
    for id, call in (("ash", "autumn"), ("birch", "winter"), ("cedar", "autumn")):
        path = tmp_path / "autumn" / f"{id}.toml"
        path.write_text(f'{path.read_text("utf-8")}call = "{call}"\n', "utf-8")
    rows = (tmp_path / "scores.csv").read_text("utf-8").splitlines()
    (tmp_path / "scores.csv").write_text(
        "\n".join(row for row in rows if "birch" not in row), "utf-8")
    said = shown(hubflow, "run", "-p", "./weir-1", "autumn/cedar.toml", "--panel", "scores.csv",
                 "--lang", "en")
    assert "Rank 2 of 2" in said


def test_what_is_wrong_with_another_dossier_of_the_call_is_told(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    folder(tmp_path)
    (tmp_path / "autumn" / "ash.toml").write_text('id = "ash"\nnme = "The ash"\n', "utf-8")
    assert "ash.toml:2: nme: unknown key" in shown(
        hubflow, "run", "-p", "./weir-1", "autumn/cedar.toml", code=2)


def test_why_tells_who_is_just_ahead_and_by_what(hubflow: Hubflow, tmp_path: Path) -> None:
    folder(tmp_path)
    said = shown(hubflow, "why", "-p", "./weir-1", "autumn/cedar.toml", "--lang", "en")
    assert "Rank: 3 of 3" in said
    assert "Just ahead: The birch (rank 2), with a score of 80 against 70" in said, "a name, no id"
    assert "Need: 8 against 7" in said
    assert "Just ahead" not in shown(hubflow, "why", "-p", "./weir-1", "autumn/ash.toml")


def test_members_who_left_are_named_with_the_places_that_became_free(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    folder(tmp_path, """
[[members]]
id = "ash"
standing = "withdrawn"
date = 2025-09-20
reason = "They moved away."
""")
    said = shown(hubflow, "run", "-p", "./weir-1", "autumn", "--lang", "en")
    assert "ash withdrawn" in said
    assert "cedar moves up (rank 3 of 3 → 2 of 2)" in said
    one = shown(hubflow, "run", "-p", "./weir-1", "autumn/ash.toml", "--lang", "en")
    assert "Not in the race: withdrawn since 20 September 2025. They moved away." in one


@pytest.mark.parametrize(("received", "grace", "late"), [
    ("2025-09-30T17:00:00", 0, False), ("2025-09-30T17:00:01", 0, True),
    ("2025-09-30T17:10:00", 15, False), ("2025-09-30T16:30:00Z", 0, True),
])
def test_an_application_is_late_after_the_deadline_and_its_grace(
    hubflow: Hubflow, tmp_path: Path, received: str, grace: int, late: bool
) -> None:
    folder(tmp_path, f"""deadline = 2025-09-30T17:00:00
time_zone = "Europe/London"
grace_minutes = {grace}
[[members]]
id = "ash"
received = {received}
""")
    said = shown(hubflow, "run", "-p", "./weir-1", "autumn", "--lang", "en")
    assert ("ash late" in said) == late


def test_what_is_not_final_is_said_wherever_the_call_is_shown(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    folder(tmp_path, """name = "Autumn call"
deadline = 2025-09-30T17:00:00+01:00
[[steps]]
step = "Preliminary list"
date = 2025-10-05
by = "The jury"
""")
    for day, expected in (("2025-09-01", "Autumn call receives applications until 30 September"),
                          ("2025-10-06", "It is at “preliminary list”.")):
        options = ("autumn/ash.toml", "--as-of", day, "--lang", "en")
        for command in ("run", "why", "inputs", "trading"):
            assert expected in shown(hubflow, command, "-p", "./weir-1", *options), command
    hubflow("run", "-p", "./weir-1", *options, "--out", "out")
    assert "not final" in (tmp_path / "out" / "ash" / "scorecard.md").read_text("utf-8")
    after = shown(hubflow, "run", "-p", "./weir-1", "autumn", "--as-of", "2025-10-01")
    assert "not final" not in after


def test_a_call_of_another_hub_or_edition_is_named_as_such(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    folder(tmp_path, 'edition = "1"\n')
    hub(tmp_path, "2", 1)
    said = shown(hubflow, "run", "-p", "./weir-2", "autumn", "--lang", "en")
    assert "The call autumn is under edition 1 of the method; here edition 2 is applied" in said
    other = shown(hubflow, "run", "-p", "porto", "autumn", "--lang", "en")
    assert "The call autumn is one of the hub weir. Here the method of porto is applied" in other
    assert "is under edition" not in shown(hubflow, "run", "-p", "./weir-1", "autumn")


def test_a_hub_of_a_call_that_is_nearly_the_one_in_use_is_an_error(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    folder(tmp_path, '[[members]]\nid = "ash"\nstanding = "late"\n')
    path = tmp_path / "autumn" / "call.toml"
    path.write_text(path.read_text("utf-8").replace('"weir"', '"wier"'), "utf-8")
    for command in (("run", "-p", "./weir-1", "autumn"),
                    ("register", "add", "-p", "./weir-1", "autumn")):
        if command[0] == "register":
            hubflow("register", "init")
        said = shown(hubflow, *command, code=2)
        assert 'call.toml:2: hub: there is no hub "wier"; the hub in use is weir.' in said
        assert 'Did you mean "weir"?' in said


@pytest.mark.parametrize(("more", "expected"), [
    ("deadline = 2025-09-30T17:00:00", "deadline: in which time zone is not said"),
    ('deadline = 2025-09-30\ntime_zone = "Europe/London"', "must be a day with a time"),
    ('time_zone = "Europe/Lisboa"', '"Europe/Lisboa" is no time zone'),
    ('[[members]]\nid = "oak"', 'no dossier here is "oak"'),
    ('[[members]]\nid = "ash"\nstanding = "gone"', '"gone" is not a word known here'),
    ('[[steps]]\nstep = "final lst"\ndate = 2025-10-01\nby = "X"', '"final lst" is no step'),
    ('[[steps]]\nstep = "received"\ndate = 2025-10-02\nby = "X"\n'
     '[[steps]]\nstep = "final list"\ndate = 2025-10-01\nby = "X"', "2025-10-01 is before"),
])
def test_what_is_wrong_in_a_call_file_is_told_with_its_line(
    hubflow: Hubflow, tmp_path: Path, more: str, expected: str
) -> None:
    folder(tmp_path, more)
    said = shown(hubflow, "run", "-p", "./weir-1", "autumn", code=2)
    assert "call.toml:" in said
    assert expected in said


def test_a_decision_dated_before_the_final_list_is_refused(
    hubflow: Hubflow, tmp_path: Path
) -> None:
    taken = {"received": "2025-10-01", "final list": "2025-10-20"}
    steps = "".join(f'[[steps]]\nstep = "{step}"\ndate = {day}\nby = "The jury"\n'
                    for step, day in taken.items())
    folder(tmp_path, steps)
    path = tmp_path / "autumn" / "ash.toml"
    text = path.read_text("utf-8")
    for day, code in (("2025-10-10", 2), ("2025-10-20", 0)):
        path.write_text(f"""{text}[[decisions]]
hub = "weir"
phase = "identify"
decision = "advance"
date = {day}
by = "The board"
""", "utf-8")
        said = shown(hubflow, "run", "-p", "./weir-1", "autumn", code=code)
        assert ("nothing is decided before it" in said) == (code == 2)
