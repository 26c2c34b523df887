"""Dossiers, their challenges and their calls, from files and folders."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from hubflow.model.input_problems import BadInput, Problem
from hubflow.plugins.importers import load_inputs
from hubflow.reading.dossiers.load import Inputs, read_inputs

CHALLENGE = """\
kind = "challenge"
id = "leaving-care"
name = "Leaving care"
place = { name = "Testtown", country = "GB" }
language = "en"
currency = "GBP"
[[sources]]
id = "survey"
title = "The challenge's survey"
status = "published"
[[sources]]
id = "shared"
title = "As the challenge cites it"
status = "published"
[identify]
priority_group = "Young people leaving care"
group_size = 120
[[understand.prior_art]]
name = "A house elsewhere"
source = "survey"
[[decisions]]
hub = "testhub"
phase = "identify"
decision = "advance"
date = 2024-01-10
by = "The board"
[hubs.testhub]
visits = 3
judgements = [{ phase = "identify", criterion = "need", score = 4 }]
"""


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def dossier(folder: Path, id: str, more: str = "", name: str | None = None) -> Path:
    return write(folder, name or f"{id}.toml", f'id = "{id}"\nname = "{id}"\n{more}')


def problems(*paths: Path) -> tuple[Problem, ...]:
    with pytest.raises(BadInput) as told:
        load_inputs(paths)
    return told.value.problems


def ids(inputs: Inputs) -> list[str]:
    return [entry.dossier.id for entry in inputs.entries]


def test_a_dossier_takes_from_its_challenge_what_it_does_not_say(tmp_path: Path) -> None:
    write(tmp_path, "challenges/c.toml", CHALLENGE)
    path = dossier(
        tmp_path, "a",
        'challenge = "leaving-care"\ncurrency = "EUR"\n'
        '[[sources]]\nid = "shared"\ntitle = "As the dossier cites it"\nstatus = "interview"\n'
        "[identify]\ngroup_size = 30\n"
        '[[understand.needs]]\nstatement = "x"\nsource = "survey"\n'
        "[hubs.testhub]\nvisits = 5\n"
        'judgements = [{ phase = "identify", criterion = "need", score = 2 }]\n',
    )
    (entry,) = load_inputs([path]).entries
    whole = entry.dossier
    assert entry.kind == "venture"
    assert entry.challenge is not None
    assert (whole.currency, whole.language, whole.place) == ("EUR", "en", entry.challenge.place)
    assert whole.identify.group_size == 30
    assert whole.identify.priority_group == "Young people leaving care"
    assert [art.name for art in whole.understand.prior_art] == ["A house elsewhere"]
    assert [(source.id, source.status) for source in whole.sources] == [
        ("shared", "interview"), ("survey", "published"),
    ]
    assert [decision.by for decision in whole.decisions] == ["The board"]
    assert whole.hubs["testhub"]["visits"] == 5
    assert [judged["score"] for judged in whole.hubs["testhub"]["judgements"]] == [4, 2]
    assert entry.own.place is None
    assert entry.own.decisions == ()


@pytest.mark.parametrize("place", ["c.toml", "challenges/c.toml", "../challenges/c.toml"])
def test_a_challenge_is_looked_up_by_its_id_near_the_dossier(tmp_path: Path, place: str) -> None:
    folder = tmp_path / "dossiers"
    write(folder, place, CHALLENGE)
    path = dossier(folder, "a", 'challenge = "leaving-care"\n')
    (entry,) = load_inputs([path]).entries
    assert entry.challenge is not None


def test_a_challenge_may_be_given_beside_the_dossier(tmp_path: Path) -> None:
    challenge = write(tmp_path / "far" / "away", "c.toml", CHALLENGE)
    path = dossier(tmp_path / "dossiers", "a", 'challenge = "leaving-care"\n')
    inputs = load_inputs([path, challenge])
    assert [(entry.kind, entry.dossier.id) for entry in inputs.entries] == [
        ("venture", "a"), ("challenge", "leaving-care"),
    ]
    assert inputs.entries[0].challenge is not None


def test_a_challenge_that_is_not_there_is_told_with_the_nearest(tmp_path: Path) -> None:
    write(tmp_path, "challenges/c.toml", CHALLENGE)
    (problem,) = problems(dossier(tmp_path, "a", 'challenge = "leaving-car"\n'))
    assert (problem.line, problem.key) == (3, "challenge")
    assert 'Did you mean "leaving-care"?' in problem.to_do
    assert str(tmp_path / "challenges") in problem.to_do


def test_two_challenges_of_one_id_are_told(tmp_path: Path) -> None:
    write(tmp_path, "challenges/c.toml", CHALLENGE)
    write(tmp_path, "challenges/d.toml", CHALLENGE)
    (problem,) = problems(dossier(tmp_path, "a", 'challenge = "leaving-care"\n'))
    assert "c.toml" in problem.what
    assert "d.toml" in problem.what


def test_a_challenges_mistakes_are_told_once_for_all_its_dossiers(tmp_path: Path) -> None:
    write(tmp_path, "challenges/c.toml", CHALLENGE.replace("= 120", "= -1"))
    dossier(tmp_path, "a", 'challenge = "leaving-care"\n')
    dossier(tmp_path, "b", 'challenge = "leaving-care"\nsummary = 3\n')
    assert [(Path(p.file).name, p.line) for p in problems(tmp_path)] == [
        ("b.toml", 4), ("c.toml", 17),
    ]


def test_a_folder_gives_its_dossiers_by_name_and_nothing_else(tmp_path: Path) -> None:
    dossier(tmp_path, "b")
    dossier(tmp_path, "a", 'kind = "x"\n'.replace("x", "venture"))
    dossier(tmp_path, "c", name="_draft.toml")
    dossier(tmp_path / "deeper", "d")
    write(tmp_path, "challenge.toml", CHALLENGE)
    write(tmp_path, "call.toml", 'id = "round"\n')
    write(tmp_path, "methodology.toml", "api = 1\n")
    write(tmp_path, "notes.txt", "x")
    assert ids(load_inputs([tmp_path])) == ["a", "b"]


def test_a_folder_of_challenges_runs_them(tmp_path: Path) -> None:
    write(tmp_path, "c.toml", CHALLENGE)
    (entry,) = load_inputs([tmp_path]).entries
    assert (entry.kind, entry.challenge, entry.call) == ("challenge", None, None)
    assert entry.dossier.identify.group_size == 120


def test_a_folder_without_dossiers_is_told(tmp_path: Path) -> None:
    write(tmp_path, "call.toml", 'id = "round"\n')
    (problem,) = problems(tmp_path)
    assert "holds no dossiers" in problem.what


def test_the_same_file_given_twice_counts_once(tmp_path: Path) -> None:
    path = dossier(tmp_path, "a")
    assert ids(load_inputs([path, tmp_path, tmp_path / "." / "a.toml"])) == ["a"]


def test_the_digest_depends_on_the_files_not_on_their_order(tmp_path: Path) -> None:
    a, b = dossier(tmp_path, "a"), dossier(tmp_path, "b")
    first = load_inputs([a, b]).digest
    assert load_inputs([b, a]).digest == first
    dossier(tmp_path, "b", "# changed\n")
    assert load_inputs([a, b]).digest != first


def test_ids_that_are_used_twice_are_told_with_both_files(tmp_path: Path) -> None:
    first, second = dossier(tmp_path, "a"), dossier(tmp_path, "a", name="b.toml")
    (problem,) = problems(tmp_path)
    assert (problem.file, problem.line) == (str(second), 1)
    assert str(first) in problem.what


@pytest.mark.parametrize("id", ["E01000001", "NORTE2030-2024-8", "506.780.120"])
def test_official_codes_are_ids_as_they_are(tmp_path: Path, id: str) -> None:
    dossier(tmp_path, id, f'call = "{id}"\n', name="a.toml")
    (entry,) = load_inputs([tmp_path]).entries
    assert (entry.dossier.id, entry.dossier.call) == (id, id)
    dossier(tmp_path, id.swapcase(), name="b.toml")
    if id != id.swapcase():
        (problem,) = problems(tmp_path)
        assert "is also the id in" in problem.what


@pytest.mark.parametrize("id", ["CON", "Nul", "Result.json", "a.TOML"])
def test_no_id_is_the_name_of_a_device_or_of_a_kind_of_file(tmp_path: Path, id: str) -> None:
    dossier(tmp_path, id, name="a-file.toml")
    (problem,) = problems(tmp_path)
    assert "cannot name a folder" in problem.what


def test_a_call_and_its_jury_sheets_stand_in_the_dossiers_folder(tmp_path: Path) -> None:
    write(tmp_path, "call.toml", 'id = "round"\nhub = "porto"\ndate = 2024-03-01\nbudget = 1000\n')
    sheet = write(tmp_path, "jury-1.csv", "")
    a = dossier(tmp_path, "a")
    dossier(tmp_path, "b", 'call = "another"\n')
    inputs = load_inputs([tmp_path])
    first, second = (entry.call for entry in inputs.entries)
    assert first is not None
    assert second is not None
    assert (first.id, first.hub, first.date, first.budget) == (
        "round", "porto", dt.date(2024, 3, 1), 1000.0,
    )
    assert (second.id, second.date) == ("another", None)
    assert (inputs.panel, inputs.others) == (((sheet, "porto"),), frozenset())
    alone = load_inputs([a])
    assert (alone.panel, alone.others) == (((sheet, "porto"),), frozenset({"b"}))


def test_without_a_call_a_dossier_competes_in_the_one_it_names_or_in_none(tmp_path: Path) -> None:
    dossier(tmp_path, "a")
    dossier(tmp_path, "b", 'call = "round"\n')
    first, second = (entry.call for entry in load_inputs([tmp_path]).entries)
    assert first is None
    assert second is not None
    assert second.id == "round"


def test_a_call_file_with_a_mistake_is_told_once(tmp_path: Path) -> None:
    write(tmp_path, "call.toml", 'id = "round"\nbugdet = 3\n')
    dossier(tmp_path, "a")
    dossier(tmp_path, "b")
    (problem,) = problems(tmp_path)
    assert (problem.line, problem.key) == (2, "bugdet")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("api = 1\n", "methodology"),
        ("zzz = 1\n", "not a dossier"),
        ('kind = "ventrue"\n', 'Did you mean "venture"?'),
        ("kind = [1]\n", "not a kind"),
        ("a = = 1\n", "not valid TOML"),
    ],
)
def test_a_file_that_is_no_dossier_is_told(tmp_path: Path, text: str, said: str) -> None:
    (problem,) = problems(write(tmp_path, "x.toml", text))
    assert said in str(problem)


def test_all_problems_of_all_files_are_told_together(tmp_path: Path) -> None:
    dossier(tmp_path, "a", "summary = 3\n")
    write(tmp_path, "b.toml", "x = = 1\n")
    dossier(tmp_path, "c", 'challenge = "none"\n[identify]\nage_from = 9\nage_to = 3\n')
    found = problems(tmp_path, tmp_path / "missing.toml", tmp_path / ("x" * 5000))
    assert [(Path(problem.file).name[:7], problem.line) for problem in found] == [
        ("a.toml", 3), ("b.toml", 1), ("c.toml", 3), ("c.toml", 6), ("missing", 0),
        ("xxxxxxx", 0),
    ]


def test_what_is_sound_can_be_read_together_with_the_problems(tmp_path: Path) -> None:
    path = dossier(tmp_path, "a", "[identify]\ngroup_size = -1\nage_from = 9\n")
    inputs = read_inputs([path])
    assert [problem.key for problem in inputs.problems] == ["identify.group_size"]
    (entry,) = inputs.entries
    assert (entry.own.identify.group_size, entry.own.identify.age_from) == (None, 9)


@pytest.mark.parametrize(("file", "said", "to_do"), [
    ("result.json", "results that hubflow wrote", "dossiers that they were made from"),
    ("comparison.json", "results that hubflow wrote", "dossiers that they were made from"),
    ("methodology.toml", "a hub's method", "-p "),
    ("awards.json", "JSON", "awards.json"),
])
def test_a_folder_of_something_else_is_told_for_what_it_is(
    tmp_path: Path, file: str, said: str, to_do: str
) -> None:
    (tmp_path / file).write_text("{}" if file.endswith("json") else "api = 1\n", "utf-8")
    (problem,) = problems(tmp_path)
    assert said in problem.what
    assert to_do in problem.to_do


def test_a_file_of_results_is_told_for_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "result.json").write_text('{"hub": {}}', "utf-8")
    (problem,) = problems(tmp_path / "result.json")
    assert "results that hubflow wrote" in problem.what


def test_a_package_with_faults_says_how_to_leave_them_out(tmp_path: Path) -> None:
    grant = {"id": "360G-x-1", "title": "A", "description": "B", "currency": "GBP",
             "amountAwarded": 10, "awardDate": "2018-07-31",
             "plannedDates": [{"startDate": "2018-09-01", "endDate": "2018-08-31"}],
             "recipientOrganization": [{"id": "GB-CHC-1090095", "name": "Org"}],
             "fundingOrganization": [{"id": "360G-x", "name": "F"}]}
    sound = {**grant, "id": "360G-x-2", "plannedDates": [{"startDate": "2018-09-01"}]}
    (tmp_path / "awards.json").write_text(json.dumps({"grants": [grant, sound]}), "utf-8")
    found = problems(tmp_path / "awards.json")
    assert any("hubflow grants import" in problem.to_do for problem in found), found
