"""Updates: what changes is shown and asked about; nobody's statements are lost or slipped in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Hubflow, begin_register, set_up_once
from .test_commands import method, sheet

PLAIN = '''id = "oak"
name = "The oak"

[identify]
group_size = 40
priority_group = "Neighbours of the wood"

[[understand.activities]]
kind = "interview"
service_users = 30
'''
JUDGED = '''
[[hubs.small.judgements]]
phase = "identify"
criterion = "depth"
score = 5
'''
DECIDED = '''
[[decisions]]
hub = "small"
phase = "identify"
decision = "advance"
date = 2025-01-01
by = "Ourselves"
'''
AWARDED = '''
[[incubate.awards]]
funder = "A foundation"
amount = 900
'''


@set_up_once
def oak(hubflow: Hubflow, tmp_path: Path) -> None:
    """A register with one venture, whose file is `oak.toml`."""
    hub = method(tmp_path / "hub")
    (tmp_path / "oak.toml").write_text(PLAIN, "utf-8")
    begin_register()
    hubflow("register", "add", "-p", hub, "oak.toml", "--on", "2025-01-01")


def copy(folder: Path, old: str = "", new: str = "", more: str = "") -> str:
    """Another copy of the dossier, changed."""
    assert old in PLAIN
    path = folder / "copy.toml"
    path.write_text(PLAIN.replace(old, new, 1) + more if old else PLAIN + more, "utf-8")
    return path.name


def update(oak: Hubflow, file: str, *options: str, code: int = 0) -> str:
    """What `update --yes` says."""
    done = oak("register", "update", "-p", "./hub", file, "--yes", *options, code=code)
    return done.out + done.err


def newest(oak: Hubflow) -> str:
    """The text of the version in force."""
    history = json.loads(oak("register", "history", "oak", "--json", "--names").out)
    return str([entry for entry in history if entry["kind"] == "dossier"][-1]["personal"]["text"])


def test_changes_are_shown_and_nothing_is_recorded_unasked(oak: Hubflow, tmp_path: Path) -> None:
    head = oak("register", "verify").out
    done = oak("register", "update", "-p", "./hub", copy(tmp_path, "40", "55"), code=2)
    assert "How many of them live in the place: 40 → 55" in done.out
    assert "--yes" in done.err
    assert oak("register", "verify").out == head
    assert "recorded, version 2" in update(oak, "copy.toml")
    assert "nothing to record" in update(oak, "copy.toml")


@pytest.mark.parametrize(("more", "part"), [
    (JUDGED, "judgements"), (DECIDED, "decisions"), (AWARDED, "awards")])
def test_others_statements_in_a_dossier_need_to_be_named(
    oak: Hubflow, tmp_path: Path, more: str, part: str
) -> None:
    head = oak("register", "verify").out
    told = update(oak, copy(tmp_path, more=more), code=2)
    line = PLAIN.count("\n") + 2
    assert f"copy.toml:{line}: " in told
    assert f"--with {part}" in told
    assert oak("register", "verify").out == head
    update(oak, "copy.toml", "--with", part)
    # a file that leaves it out, as an applicant's does, takes nothing away
    again = update(oak, copy(tmp_path, "40", "41"))
    assert f"{part}: kept" in again
    assert more.strip().splitlines()[0].strip("[]").split(".")[-1] in newest(oak)
    assert "41" in newest(oak)


def test_an_applicants_own_scores_do_not_count(oak: Hubflow, tmp_path: Path) -> None:
    oak("register", "judge", sheet(tmp_path, "oak ana 2"), "--on", "2025-01-02")
    before = oak("run", "--register", "oak", "--json").out
    for options in ((), ("--from", "applicant"), ("--from", "applicant", "--with", "judgements")):
        update(oak, copy(tmp_path, more=JUDGED), *options, code=2)
    assert json.loads(before)["ventures"] == json.loads(
        oak("run", "--register", "oak", "--json").out)["ventures"]


def test_two_copies_of_one_version_are_merged(oak: Hubflow, tmp_path: Path) -> None:
    update(oak, copy(tmp_path, "40", "55"))
    second = copy(tmp_path, "service_users = 30", "service_users = 80")
    told = update(oak, second, code=2)
    assert "goes back from 55 to 40, as in version 1" in told
    told = update(oak, second, "--made-from", "1")
    assert "what others changed since stays" in told
    assert "group_size" not in told
    assert "55" in newest(oak)
    assert "service_users = 80" in newest(oak)


def test_one_value_that_both_changed_is_refused(oak: Hubflow, tmp_path: Path) -> None:
    update(oak, copy(tmp_path, "40", "55"))
    told = update(oak, copy(tmp_path, "40", "60"), "--made-from", "1", code=2)
    assert "is 60 here, and 55 in version 2" in told
    assert "recorded, version 3" in update(oak, "copy.toml", "--made-from", "2")


def test_a_mark_says_which_version_a_file_was_made_from(oak: Hubflow, tmp_path: Path) -> None:
    history = json.loads(oak("register", "history", "oak", "--json").out)
    digest = next(entry["digest"] for entry in history if entry["kind"] == "dossier")
    mark = f'[handed_out]\nto = "office"\nversion = 1\ndigest = "{digest[:12]}"\n'
    update(oak, copy(tmp_path, "40", "55"))
    other = mark.replace(digest[:12], "0" * 12)
    assert "is not the one" in update(oak, copy(tmp_path, "= 30", "= 80", other), code=2)
    assert "no version 7" in update(
        oak, copy(tmp_path, "= 30", "= 80", mark.replace("= 1", "= 7")), code=2)
    update(oak, copy(tmp_path, "= 30", "= 80", mark))
    assert "55" in newest(oak)
    assert "service_users = 80" in newest(oak)


def test_a_file_of_another_venture_is_refused_by_both_names(
    oak: Hubflow, tmp_path: Path
) -> None:
    elm = tmp_path / "elm.toml"
    elm.write_text('id = "elm"\nname = "The elm"\n', "utf-8")
    oak("register", "add", "-p", "./hub", "elm.toml", "--on", "2025-01-01")
    named = PLAIN.replace("The oak", "The elm")
    history = json.loads(oak("register", "history", "elm", "--json").out)
    digest = next(entry["digest"] for entry in history if entry["kind"] == "dossier")
    mark = f'[handed_out]\nto = "applicant"\nversion = 1\ndigest = "{digest[:12]}"\n'
    for text, why in ((named, "has the name of"), (PLAIN + mark, "was handed out to")):
        (tmp_path / "copy.toml").write_text(text, "utf-8")
        for options in ((), ("--made-from", "1")):
            told = update(oak, "copy.toml", *options, code=2)
            assert f'this file {why} elm ("The elm"), and carries the id of oak' in told
            assert "--made-from" not in told
    assert "The elm" not in newest(oak)


def test_a_file_that_asks_little_leaves_the_rest(oak: Hubflow, tmp_path: Path) -> None:
    part = tmp_path / "part.toml"
    part.write_text('id = "oak"\nname = "The oak"\n[identify]\ngroup_size = 41\n'
                    '[handed_out]\nto = "applicant"\nasks = ["identify"]\n', "utf-8")
    told = update(oak, "part.toml")
    assert "How many of them live in the place: 40 → 41" in told
    assert 'Who they are: "Neighbours of the wood" → nothing' in told
    assert "service_users = 30" in newest(oak)
    assert "handed_out" not in newest(oak)


def test_a_closed_venture_is_not_updated_unasked(oak: Hubflow, tmp_path: Path) -> None:
    oak("register", "close", "oak", "--by", "The hub", "--reasons", "r", "--learning", "l",
        "--on", "2025-01-03")
    assert "oak is closed" in update(oak, copy(tmp_path, "40", "55"), code=2)
    assert "version 2" in update(oak, "copy.toml", "--closed")


def test_a_name_that_was_taken_out_does_not_come_back(oak: Hubflow, tmp_path: Path) -> None:
    leader = '\n[incubate.leader]\nname = "Rosa Exemplo"\nrole = "Rosa Exemplo leads it"\n'
    update(oak, copy(tmp_path, more=leader))
    oak("register", "redact", "Rosa Exemplo", "--reasons", "Left", "--yes")
    told = update(oak, copy(tmp_path, "40", "55", leader), code=2)
    assert "incubate.leader.name: a name was taken out here" in told
    assert "incubate.leader.role: a name was taken out here" in told
    marked = leader.replace("Rosa Exemplo", "[redacted]")
    update(oak, copy(tmp_path, "40", "55", marked))
    other = marked.replace('name = "[redacted]"', 'name = "Rui Exemplo"')
    update(oak, copy(tmp_path, "40", "55", other), code=2)
    assert "Rui" in update(oak, "copy.toml", "--with", "names")


def test_what_another_records_meanwhile_is_not_overwritten(
    oak: Hubflow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hubflow.register.office import accepted_signs

    file = copy(tmp_path, "40", "55")
    (tmp_path / "other.toml").write_text(PLAIN.replace("= 30", "= 90"), "utf-8")
    looked = accepted_signs.accepted_files

    def meanwhile(*arguments: object) -> object:
        monkeypatch.setattr("hubflow.register.office.accepted_signs.accepted_files", looked)
        update(oak, "other.toml")
        return looked(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("hubflow.register.office.accepted_signs.accepted_files", meanwhile)
    oak("register", "update", "-p", "./hub", file, "--yes", code=2)
    assert "group_size = 40" in newest(oak)
    assert "service_users = 90" in newest(oak)


def test_a_dossier_that_is_added_tells_what_it_states_for_others(
    oak: Hubflow, tmp_path: Path
) -> None:
    elm = tmp_path / "elm.toml"
    elm.write_text(PLAIN.replace("oak", "elm") + JUDGED + DECIDED, "utf-8")
    refused = oak("register", "add", "-p", "./hub", "elm.toml", "--from", "applicant", code=2).err
    assert "elm.toml:12: hubs.small.judgements[0]: judgements are stated by the panel" in refused
    assert "decisions[0]: decisions are stated by the body" in refused
    told = oak("register", "add", "-p", "./hub", "elm.toml", "--on", "2025-01-02").out
    assert "elm: its file also states judgements (1 entry), decisions (1 entry)." in told


def test_what_is_handed_out_from_the_register_knows_its_version(
    oak: Hubflow, tmp_path: Path
) -> None:
    new = ("new-dossier", "-p", "./hub", "--register", "--from", "oak")
    oak(*new, "--out", "mine.toml")
    oak(*new, "--out", "theirs.xlsx", "--for", "applicant", "--stage", "identify")
    mine = tmp_path / "mine.toml"
    assert mine.read_text("utf-8").startswith(PLAIN.rstrip())
    mine.write_text(mine.read_text("utf-8").replace("= 30", "= 80"), "utf-8")
    assert "recorded, version 2" in update(oak, "mine.toml")
    # the applicant's workbook was made from version 1, and did not ask for activities
    assert "nothing to record" in update(oak, "theirs.xlsx")
    assert "service_users = 80" in newest(oak)
    for wrong in (("--stage", "identify"), ("--missing",), ("--for", "applicant", "--missing")):
        oak("new-dossier", "-p", "./hub", "--out", "x.xlsx", *wrong, code=2)
    assert "no venture of this id" in oak(*new[:-1], "elm", "--out", "x.xlsx", code=2).err


def test_a_workbook_of_what_is_missing_asks_for_little(oak: Hubflow, tmp_path: Path) -> None:
    (tmp_path / "hub" / "methodology.toml").write_text(
        (tmp_path / "hub" / "methodology.toml").read_text("utf-8") + """
[[stages.identify.requirements]]
id = "new"
holds = "NOT identify.implemented_in_place"
otherwise = "Look elsewhere."
says = "Nobody does it here."
source = "s"
""", "utf-8")
    oak("new-dossier", "-p", "./hub", "--from", "oak.toml", "--for", "applicant", "--missing",
        "--out", "gaps.xlsx")
    toml = oak("convert", "gaps.xlsx").out
    assert '"identify.implemented_in_place"' in toml
    assert "group_size" not in toml


def in_call(folder: Path, text: str) -> str:
    """A folder with the oak's file and a call.toml, as `update` takes it."""
    place = folder / "round"
    place.mkdir(exist_ok=True)
    (place / "oak.toml").write_text(PLAIN, "utf-8")
    (place / "call.toml").write_text(text, "utf-8")
    return place.name


def test_a_call_brings_no_name_back_unasked(oak: Hubflow, tmp_path: Path) -> None:
    text = 'id = "spring"\nname = "A round"\nnote = "Ask Berta Quill"\n'
    place = in_call(tmp_path, text)
    update(oak, place)
    oak("register", "redact", "Berta Quill", "--reasons", "She asked", "--yes")
    told = update(oak, place, code=2)
    assert "call.toml:3: note: a name was taken out here" in told
    update(oak, place, "--with", "names")


def test_a_name_like_a_key_leaves_a_call_readable(oak: Hubflow, tmp_path: Path) -> None:
    text = 'id = "spring"\nname = "A round"\nnote = "Ask Note, the keeper"\n'
    place = in_call(tmp_path, text)
    update(oak, place)
    oak("register", "redact", "Note", "--reasons", "He asked", "--yes")
    assert "a name was taken out here" in update(oak, place, code=2)


def test_a_new_version_takes_no_venture_into_another_call(oak: Hubflow, tmp_path: Path) -> None:
    named = '"The oak"\n'
    update(oak, copy(tmp_path, named, named + 'call = "spring"\n'))
    told = update(oak, copy(tmp_path, named, named + 'call = "autumn"\n'), code=2)
    assert 'is in the call "spring"' in told
    assert "--leave-call" in told


def test_a_whole_number_is_one_number_however_it_is_written(
    oak: Hubflow, tmp_path: Path
) -> None:
    assert "nothing to record" in update(oak, copy(tmp_path, "= 40", "= 40.0"))
