"""What the workbench keeps of a call is what it would work out anew, whoever recorded what."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import attrs
import pytest
from scripts.make_example_register import EXAMPLE
from tests.serve.conftest import CALL, FIRST, MECHANISM, Desk, add_mechanism, marks_in

from hubflow.plugins.importers import load_inputs
from hubflow.plugins.manager import load_hub
from hubflow.register.people.person import person_of
from hubflow.register.people.personal_data import redact
from hubflow.register.recording.adding import add
from hubflow.register.recording.correcting import correct
from hubflow.register.recording.deciding import act, decide
from hubflow.register.recording.editions import edition_draft
from hubflow.register.standing.standing_table import known_standing
from hubflow.register.storage.deriving import derive
from hubflow.register.storage.entries import Draft
from hubflow.register.storage.journal import Journal
from hubflow.serve.call_runs import CallRun

SECOND = "candidatura-02"
LETTER = f"{CALL}/lists/letters/{FIRST}"
LISTS = f"{CALL}/lists"
Desks = tuple[Desk, Desk]


@pytest.fixture
def desks(open_desk: Callable[[], Desk]) -> Desks:
    """Two workbenches over one register, as two processes have it."""
    return open_desk(), open_desk()


def run_at(desk: Desk, *, judged: bool = True) -> CallRun:
    with desk.bench.register.reading() as journal:
        return desk.bench.register.call_run(journal, "porto", "labis-2023", "en", judged=judged)


def corrected(desk: Desk, reasons: str) -> None:
    """Correct the reasons of the decision on the first venture."""
    with desk.bench.register.writing() as journal:
        (entry,) = journal.read(hub="porto", subject=FIRST, kinds=["decision"])
        correct(journal, "porto", entry.seq, changes={"reasons": reasons}, withdraw=False,
                reasons="a slip", on=dt.date.today(), by="tests")


def test_a_letter_says_what_another_process_recorded(desks: Desks) -> None:
    here, there = desks
    office = here.person("secretary")
    before = office.get(LETTER).text
    assert "It serves nobody else" not in before
    assert office.get(LETTER).text == before
    corrected(there, "It serves nobody else")
    assert "It serves nobody else" in office.get(LETTER).text
    assert office.get(f"{LISTS}/letters/{MECHANISM}").status_code == 404  # in no call


def test_lists_say_what_another_process_recorded(desks: Desks) -> None:
    here, there = desks
    office, elsewhere = here.person("secretary"), there.person("secretary")
    with there.bench.register.reading() as journal:
        (entry,) = journal.read(hub="porto", subject=FIRST, kinds=["decision"])
    address = f"{LISTS}?phase={entry.body['phase']}"
    assert f'name="tell-{FIRST}"' in office.get(address).text
    form = {f"tell-{FIRST}": str(entry.seq), "body": "Board"}
    assert elsewhere.post(address, data=form).status_code == 303
    assert f'name="tell-{FIRST}"' not in office.get(address).text


PAGES = (CALL, LISTS, f"{CALL}/panel", f"{CALL}/panel/beside?to=westmidlands", f"{CALL}/decide")


def scored(journal: Journal) -> None:
    draft = next(entry for entry in journal.read(hub="porto", subject=SECOND, kinds=["judgement"])
                 if "score" in entry.body)
    low, high = (0, 5) if "scale" not in draft.body else draft.body["scale"][::len(
        draft.body["scale"]) - 1]
    score = low if draft.body["score"] != low else high
    journal.append([Draft(kind="judgement", hub="porto", subject=SECOND, on=dt.date.today(),
                          body={**draft.body, "score": score}, personal=draft.personal)])
    derive(journal)


def withdrawn(journal: Journal) -> None:
    entry = journal.read(hub="porto", subject=SECOND, kinds=["judgement"])[-1]
    correct(journal, "porto", entry.seq, changes={}, withdraw=True, reasons="a slip",
            on=dt.date.today(), by="tests")


def paused(journal: Journal) -> None:
    act(journal, "pause", known_standing(journal, "porto", SECOND), body="Board",
        on=dt.date.today(), by="tests", reasons="a rest")


def redacted(journal: Journal) -> None:
    redact(journal, person_of(journal, "assessor-a", "as written"), on=dt.date.today(),
           by="tests", reasons="asked")


@pytest.mark.parametrize("record", [scored, withdrawn, paused, redacted])
def test_pages_of_a_call_are_those_of_who_kept_nothing(
    open_desk: Callable[[], Desk], record: Callable[[Journal], None]
) -> None:
    here, there = open_desk(), open_desk()
    office = here.person("secretary")
    before = [office.get(page).text for page in PAGES]
    with there.bench.register.writing() as journal:
        record(journal)
    new = open_desk().person("secretary")
    after = [office.get(page).text for page in PAGES]
    assert after == [new.get(page).text for page in PAGES]
    assert after != before


def test_a_second_redaction_of_an_entry_is_seen(desks: Desks) -> None:
    here, there = desks
    office = here.person("secretary")
    with there.bench.register.reading() as journal:
        name = journal.read(hub="porto", subject=SECOND, kinds=["dossier"])[-1].personal["name"]
    assert name in office.get(CALL).text
    first, second, *_ = (word for word in name.split() if len(word) > 3)
    for word in (first, second):
        with there.bench.register.writing() as journal:
            redact(journal, person_of(journal, word, "as written"), on=dt.date.today(),
                   by="tests", reasons="asked")
        assert word not in office.get(CALL).text


def test_a_call_is_kept_while_only_others_change(desks: Desks) -> None:
    here, there = desks
    first = run_at(here)
    add_mechanism(here.url)  # its challenge comes along, which may be that of the call's ventures
    second = run_at(here)
    with there.bench.register.writing() as journal:
        decide(journal, known_standing(journal, "porto", MECHANISM), "adopt", reasons="a rest",
               body="Board", on=dt.date.today(), by="tests")
    assert run_at(here) is second
    assert second.head >= first.head
    assessor = there.person("assessor", name="assessor-c")
    sheet = f"{CALL}/assess/{FIRST}"
    form = marks_in(assessor.get(sheet)) | {"score-perfil": "5"}
    assert assessor.post(sheet, data=form).status_code == 303
    assert run_at(here, judged=False) is second
    third = run_at(here)
    assert third is not second
    assert run_at(here) is third
    corrected(there, "a slip")
    assert run_at(here) is not third


def test_a_new_edition_is_seen(desks: Desks) -> None:
    here, there = desks
    first, hub = run_at(here), load_hub("porto")
    with there.bench.register.writing() as journal:
        draft = edition_draft(hub, dt.date.today(), "tests")
        journal.append([attrs.evolve(draft, subject="another")])
    assert run_at(here) is not first


def test_what_was_taken_elsewhere_follows_its_dossier(desks: Desks, tmp_path: Path) -> None:
    here, there = desks
    add_mechanism(here.url)
    office = here.person("secretary")
    memo = f"/porto/ventures/{MECHANISM}/across/memo?to=westmidlands"
    first = office.get(memo).text
    assert office.get(memo).text == first
    assert "Another name" not in first
    changed = tmp_path / f"{MECHANISM}.toml"
    text = (EXAMPLE.parent / changed.name).read_text("utf-8")
    changed.write_text(re.sub('(?m)^name = ".*"$', 'name = "Another name"', text, count=1), "utf-8")
    shutil.copytree(EXAMPLE.parent / "challenges", tmp_path / "challenges")
    hub = load_hub("porto")
    with there.bench.register.writing() as journal:
        add(journal, hub, load_inputs([changed], hub), on=dt.date.today(), by="tests", update=True)
    document = office.get(memo).text.partition('<section class="document"')[2]
    assert "Another name" in document
