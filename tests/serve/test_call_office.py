"""What the office does with a call: who leaves it, who judges it, and what was recorded wrongly."""

from __future__ import annotations

import datetime as dt
import html
import re

import httpx
import pytest
from starlette.testclient import TestClient
from tests.serve.conftest import CALL, FIRST, VENTURES, Desk, marks_in, today

from hubflow.register.calls.call_assessors import record_assessors
from hubflow.register.calls.call_entries import assessors_of_call
from hubflow.register.office.entry_words import entry_words
from hubflow.register.standing.standing_table import known_standing, with_call_standing
from hubflow.register.storage.entries import JournalEntry
from hubflow.serve.forms.known_names import known_ventures
from hubflow.text.catalogue import words
from hubflow.text.spoken import speaking

ASSIGNMENT = f"{CALL}/assignment"
LEAVES = {"member": FIRST, "standing": "withdrawn", "member-body": "The board",
          "reasons": "It said so."}


def standing(desk: Desk) -> str:
    with desk.bench.register.reading() as journal:
        (found,) = with_call_standing(journal, "porto", [known_standing(journal, "porto", FIRST)])
    return found.call_standing


def test_a_venture_leaves_its_call_and_is_in_it_again(desk: Desk) -> None:
    person = desk.person("secretary")
    left = person.post(CALL, data=LEAVES)
    assert left.status_code == 200, left.text
    assert "recorded as withdrawn" in left.text
    assert standing(desk) == "withdrawn"
    twice = person.post(CALL, data=LEAVES)
    assert twice.status_code == 422
    assert "It said so." in twice.text
    assert person.post(CALL, data=LEAVES | {"standing": "in the race"}).status_code == 200
    with desk.bench.register.reading() as journal:
        entries = journal.read(subject=FIRST, kinds=["member"])
    assert [entry.body["standing"] for entry in entries] == ["withdrawn", "in the race"]
    assert entries[0].personal["by"] == "Ana Sample (secretary)"


@pytest.mark.parametrize(("wrong", "field"), [
    ({"member-body": " "}, "member-body"), ({"reasons": ""}, "reasons"),
    ({"standing": "gone"}, "standing"), ({"received": "soon"}, "received"),
    ({"member": "nobody"}, "member"), ({"received": "2999-01-01T10:00"}, "received")])
def test_what_is_wrong_with_a_standing_is_told_beside_it(
    desk: Desk, wrong: dict[str, str], field: str
) -> None:
    refused = desk.person("secretary").post(CALL, data=LEAVES | wrong)
    assert refused.status_code == 422
    assert f'id="{field}-wrong"' in refused.text
    assert standing(desk) != "withdrawn"


def rows_in(page: httpx.Response) -> dict[str, str]:
    """The form of a page of assessors as a browser would send it."""
    found: dict[str, str] = {}
    for kind, name, value, checked in re.findall(
            r'<input (?:type="(\w+)"|id="[^"]*") name="([^"]+)" value="([^"]*)"( checked)?',
            page.text):
        if kind != "checkbox" or (checked and name.startswith("conflicts-")):
            found[name] = f"{found[name]}\n{value}" if found.get(name) else value
    return {name: html.unescape(text) for name, text in found.items()}


def listed(desk: Desk) -> dict[str, tuple[str, ...]]:
    with desk.bench.register.reading() as journal:
        return {one.id: one.ventures for one in assessors_of_call(journal, "porto", "labis-2023")}


def asked(person: TestClient, rows: list[dict[str, str]], **more: str) -> dict[str, str]:
    form = rows_in(person.get(ASSIGNMENT))
    own = {f"{key}-{at}": text for at, row in enumerate(rows) for key, text in row.items()}
    return {"seen": form["seen"], "phase": "candidatura", **own, **more}


def test_assessors_are_assigned_without_conflicts_and_recorded(desk: Desk) -> None:
    person = desk.person("secretary")
    rows = [{"id": f"a{number}", "name": f"Assessor {number}",
             "conflicts": FIRST if number == 1 else ""} for number in range(1, 5)]
    before = listed(desk)
    page = person.post(ASSIGNMENT, data=asked(person, rows, per_venture="2", propose="1"))
    assert page.status_code == 200, page.text
    assert listed(desk) == before
    assert "12 applications, readers of each: 2" in page.text
    done = person.post(ASSIGNMENT, data=rows_in(page) | {"record": "1"})
    assert done.headers["location"].endswith("recorded=4"), done.text
    found = listed(desk)
    assert FIRST not in found["a1"]
    assert sorted(map(len, found.values())) == [6, 6, 6, 6]
    gone = rows_in(person.get(ASSIGNMENT))
    fewer = {name: text for name, text in gone.items() if not name.endswith("-3")}
    again = person.post(ASSIGNMENT, data=fewer | {
        "keep": "1", "per_venture": "2", "phase": "candidatura"})
    assert "readings that are new: 6" in again.text  # those of the one who left, and no others
    stale = person.post(ASSIGNMENT, data=rows_in(again) | {"record": "1", "seen": "1"})
    assert stale.status_code == 409
    assert listed(desk) == found


def test_nobody_drops_out_of_the_list_unsaid(desk: Desk) -> None:
    person = desk.person("secretary")
    rows = [{"id": "a1", "name": "Assessor 1"},
            {"id": "a2", "ventures": FIRST}, {"id": "a3"}]
    person.post(ASSIGNMENT, data=asked(person, rows, record="1"))
    page = person.get(ASSIGNMENT)
    assert page.text.count("all applications") == 2
    before = listed(desk)
    assert before == {"a1": (), "a2": (FIRST,), "a3": ()}
    done = person.post(ASSIGNMENT, data=rows_in(page) | {"record": "1"})
    assert done.headers["location"].endswith("recorded=3")
    assert listed(desk) == before
    person.post(ASSIGNMENT, data=rows_in(person.get(ASSIGNMENT)) | {"out-2": "1", "record": "1"})
    assert list(listed(desk)) == ["a1", "a2"]


def test_whom_a_proposal_gives_nothing_is_marked_and_may_stay(desk: Desk) -> None:
    person = desk.person("secretary")
    rows = [{"id": "a1"}, {"id": "a2"}, {"id": "a3", "conflicts": " ".join(
        f"candidatura-{number:02d}" for number in range(1, 13))}]
    page = person.post(ASSIGNMENT, data=asked(person, rows, per_venture="2", propose="1"))
    assert 'name="out-2" value="1" checked' in page.text
    person.post(ASSIGNMENT, data=rows_in(page) | {"out-2": "1", "record": "1"})
    assert list(listed(desk)) == ["a1", "a2"]
    stay = rows_in(page) | {"seen": rows_in(person.get(ASSIGNMENT))["seen"], "record": "1"}
    person.post(ASSIGNMENT, data=stay)
    assert list(listed(desk)) == ["a1", "a2", "a3"]


@pytest.mark.parametrize(("rows", "more", "field"), [
    ([{"id": "a1", "conflicts": "nosuch"}], {}, "conflicts-0"),
    ([{"id": "a1"}, {"id": "a1"}], {}, "name-1"),
    ([{"id": "a1", "most": "many"}], {}, "most-0"),
    ([{"id": "a1"}], {"per_venture": "two"}, "per_venture"),
    ([{"id": "a1"}], {"per_venture": "2"}, ""), ([], {}, ""),
    ([{"id": "a1"}], {"per_venture": "1", "language_by": "nosuch.fact"}, "language_by")])
def test_what_is_wrong_with_assessors_is_told(
    reading_desk: Desk, rows: list[dict[str, str]], more: dict[str, str], field: str
) -> None:
    person = reading_desk.person("secretary")
    refused = person.post(ASSIGNMENT, data=asked(person, rows, **more))
    assert refused.status_code == 422
    assert (f'id="{field}-wrong"' if field else 'role="alert"') in refused.text


def test_the_audit_says_who_judged_and_what_a_call_and_a_run_are(desk: Desk) -> None:
    desk.person("secretary").post(CALL, data={"run": "1"})
    with desk.bench.register.reading() as journal:
        said = next(one for one in journal.read(kinds=["judgement"])
                    if not isinstance(one.body["score"], bool))
    person = desk.person("secretary")
    person.get("/language/pt")
    correct = f"/porto/entries/{said.seq}"
    form = {"reasons": "Lido mal.", "set-conflict": "sim", "set-score": "", "set-note": ""}
    assert 'name="set-conflict" value="não"' in person.get(correct).text
    assert person.post(correct, data=form).status_code == 303
    assert 'name="set-conflict" value="sim"' in person.get(correct).text
    page = person.get(f"/porto/audit?id={said.subject}").text
    (row,) = re.findall(f'<tr[^>]*><th scope="row"><a href="{correct}">.*?</tr>', page, re.S)
    assert said.personal["assessor"] in row
    of_call = person.get("/porto/audit?id=labis-2023").text
    assert '<td data-heading="Conteúdo">LAB.IS, 1.ª edição (sintética)' in of_call
    assert f"{VENTURES} iniciativas, à data de " in of_call


def test_a_score_of_a_judgement_is_written_as_the_language_writes_numbers() -> None:
    entry = JournalEntry(
        seq=1, kind="judgement", hub="porto", subject=FIRST, on=dt.date(2026, 1, 1), at="",
        body={"phase": "", "criterion": "", "score": 4.5, "conflict": False}, personal={},
        digest="")
    with speaking(lambda: "pt"):
        assert entry_words(entry, names=False) == "4,5"


def test_an_entry_is_corrected_and_withdrawn(desk: Desk) -> None:
    person = desk.person("secretary")
    person.post(CALL, data=LEAVES)
    with desk.bench.register.reading() as journal:
        (entry,) = journal.read(subject=FIRST, kinds=["member"])
    address = f"/porto/entries/{entry.seq}"
    for roles in (("secretary",), ("auditor", "secretary")):
        assert f'href="{address}"' in desk.person(*roles).get(f"/porto/audit?id={FIRST}").text
    assert f'href="{address}"' not in desk.person("auditor").get(f"/porto/audit?id={FIRST}").text
    page = person.get(address).text
    assert "It said so." in page
    form = {"set-reasons": "It wrote so.", "set-body": "The board", "day": str(entry.on)}
    assert 'id="reasons-wrong"' in person.post(address, data=form).text
    for wrong in ({"day": "x"}, {"day": "2999-01-01"}, {"set-reasons": "It said so."}):
        refused = person.post(address, data={**form, "reasons": "Misheard.", **wrong})
        assert refused.status_code == 422, wrong
        assert "Misheard." in refused.text
    done = person.post(address, data=form | {"reasons": "Misheard."})
    assert done.status_code == 303, done.text
    assert "It wrote so." in person.get(address).text
    away = person.post(address, data={"reasons": "Another one left.", "withdraw": "1"})
    assert away.status_code == 303, away.text
    assert standing(desk) != "withdrawn"
    assert person.get("/porto/entries/1").status_code in (200, 404)
    assert person.get("/porto/entries/x").status_code == 404
    with desk.bench.register.reading() as journal:
        (dossier, *_) = journal.read(subject=FIRST, kinds=["dossier"])
    page = person.get(f"/porto/entries/{dossier.seq}").text
    assert "mended by a new version" in page


def test_assessors_and_conflicts_are_chosen_by_names(desk: Desk) -> None:
    person = desk.person("secretary")
    with desk.bench.register.reading() as journal:
        names = known_ventures(journal, "porto").labels
    page = person.get(ASSIGNMENT).text
    shown = re.sub("<[^>]*>", " ", page.partition("<main")[2].partition("<footer")[0])
    assert not [id for id in names if id in shown]
    assert '<option value="place.name">Where does it take place?' in page or (
        '<select id="language_by"' in page)
    rows = [{"id": "", "name": "Eva Núñez", "conflicts": f"{names[FIRST].upper()}; "
             + names["candidatura-02"]}]
    done = person.post(ASSIGNMENT, data=asked(person, rows, record="1") | {
        f"out-{number}": "1" for number in (1, 2)})
    assert done.status_code == 303, done.text
    with desk.bench.register.reading() as journal:
        (eva,) = assessors_of_call(journal, "porto", "labis-2023")
    assert (eva.id, eva.name) == ("eva-nunez", "Eva Núñez")
    assert eva.conflicts == (FIRST, "candidatura-02")
    form = rows_in(person.get(ASSIGNMENT))
    assert form["conflicts-0"].strip() == f"{FIRST}\ncandidatura-02"
    person.post(ASSIGNMENT, data={**form, "conflicts-0": FIRST, "record": "1"})
    with desk.bench.register.reading() as journal:
        (eva,) = assessors_of_call(journal, "porto", "labis-2023")
    assert eva.conflicts == (FIRST,)
    refused = person.post(ASSIGNMENT, data={
        **form, "conflicts-0": f"{FIRST}\nNobody", "record": "1"})
    assert 'id="conflicts-0-wrong"' in refused.text
    assert 'name="conflicts-0" value="Nobody"' in refused.text
    assert f'name="conflicts-0" value="{FIRST}" checked' in refused.text
    assert "all the other applications" in person.get(ASSIGNMENT).text
    guest = desk.person("assessor", name="eva núñez")
    assert guest.get(f"{CALL}/assess").text.count(">abstained<") == 1


def test_a_jury_is_asked_nothing_of_whom_a_fact_stops_whatever_it_says(desk: Desk) -> None:
    person = desk.person("secretary", "assessor", name="Assessor A")
    sheets = f"{CALL}/assess/"
    assert person.get(f"{CALL}/assess").text.count(sheets) >= VENTURES
    address = f"/porto/ventures/{FIRST}/dossier?phase=all"
    (version,) = re.findall(r'name="version" value="(\d+)"', person.get(address).text)
    done = person.post(address, data={
        "version": version, "answer-identify.implemented_in_place": "true"})
    assert done.status_code == 303, done.text
    left = person.get(f"{CALL}/assess").text
    assert f"{sheets}{FIRST}" not in left
    assert f"{sheets}candidatura-02" in left


def test_whom_a_body_put_out_of_the_race_waits_for_no_decision(desk: Desk) -> None:
    person = desk.person("secretary", "body")
    person.post(CALL, data=LEAVES | {"standing": "late", "received": "2023-12-31T23:59"})
    person.post(CALL, data={"run": "1"})
    page = person.get(f"{CALL}/decide").text
    assert f'name="decision-{FIRST}"' not in page
    assert "nothing is recommended yet" not in page
    said = page.partition("Out of the race, so nothing is decided on them:")[2]
    assert "(late)" in said.partition("</p>")[0]


def test_a_call_page_says_how_ventures_stand_and_which_phase_the_jury_judges(
    desk: Desk
) -> None:
    person = desk.person("secretary")
    rows = [{"id": "a1", "name": "Assessor 1"}]
    person.post(ASSIGNMENT, data=asked(person, rows, record="1"))
    page = person.get(CALL).text
    assert "The jury now judges " in page
    (reminder,) = re.findall(
        r"Assessor 1: still to be judged, \d+ of your \d+ applications in ([^<]*)", page)
    phases = re.findall("The jury now judges ([^<]*). Who reads", page)[0]
    assert reminder.startswith(phases.split("; ")[0])
    states = re.findall('<td data-heading="State">([^<]*)</td>', page)
    assert "in the race" in states
    assert not {"Identify", "identify", "Incubate", "incubate"} & set(states)


def test_a_message_on_a_decision_has_the_words_of_its_buttons(desk: Desk) -> None:
    person = desk.person("secretary", "body")
    person.post(CALL, data={"run": "1"})
    person.get("/language/pt")
    form = {**marks_in(person.get(f"{CALL}/decide")), "body": "O júri",
            "on": dt.date.today().isoformat()}
    with desk.bench.register.reading() as journal:
        recommended = known_standing(journal, "porto", FIRST).recommendation
    word = next(each for each in ("revise", "advance") if each != recommended)
    refused = html.unescape(person.post(
        f"{CALL}/decide", data=form | {f"decision-{FIRST}": word}).text)
    texts = words("pt")
    assert f"«{texts[word]}» afasta-se da recomendação «{texts[recommended]}»" in refused


def test_a_judgement_in_the_audit_has_the_name_that_the_list_gives_its_assessor(
    desk: Desk
) -> None:
    with desk.bench.register.reading() as journal:
        said = journal.read(subject=FIRST, kinds=["judgement"])[0]
    person = desk.person("secretary")
    rows = [{"id": said.personal["assessor"], "name": "Eva Sample"}]
    person.post(ASSIGNMENT, data=asked(person, rows, record="1"))
    page = person.get(f"/porto/audit?id={FIRST}").text
    (row,) = re.findall(f'<tr[^>]*><th scope="row"><a href="/porto/entries/{said.seq}">.*?</tr>',
                        page, re.S)
    assert ", Eva Sample" in row


def test_without_assessors_the_screen_says_what_to_do_next(desk: Desk) -> None:
    person = desk.person("secretary")
    with desk.bench.register.writing() as journal:
        record_assessors(journal, "porto", "labis-2023", (), on=dt.date.today(), by="tests")
    page = person.get(ASSIGNMENT).text
    assert "There are no assessors yet" in page
    assert '<legend>Assessor 2</legend>' in page
    assert 'by the same name, so that they can sign in: <a href="/porto/people">' in page
    done = person.post(ASSIGNMENT, data=asked(person, [{"id": "", "name": "Rui"}], record="1"))
    assert done.headers["location"].endswith("recorded=1"), done.text
    assert "There are no assessors yet" not in person.get(ASSIGNMENT).text


def test_nobody_reads_whom_a_decision_stopped_or_who_withdrew(desk: Desk) -> None:
    person = desk.person("secretary", "body")
    person.post(CALL, data=LEAVES)
    person.post(f"{CALL}/decide", data={
        **marks_in(person.get(f"{CALL}/decide")), "body": "The board",
        "on": today(), "decision-candidatura-02": "stop", "reasons-candidatura-02": "Too early.",
        "learning-candidatura-02": "Ask again."})
    rows = [{"id": f"a{at}", "name": f"Assessor {at}"} for at in range(3)]
    made = person.post(ASSIGNMENT, data=asked(person, rows, propose="1", per_venture="2"))
    read = {id for text in re.findall('name="ventures-[0-9]+" value="([^"]*)"', made.text)
            for id in text.split()}
    assert len(read) == VENTURES - 2, made.text
    assert not read & {FIRST, "candidatura-02"}
