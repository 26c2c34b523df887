"""Dossiers as forms, lists and letters: what they record is what the commands record."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import html
import io
import re
import zipfile
from pathlib import Path

import httpx
import pytest
from starlette.testclient import TestClient
from tests.serve.conftest import CALL, FIRST, ORIGIN, VENTURES, Desk, marks_in

from hubflow.plugins.workbench.workbench_page import RoleGrant, Visitor
from hubflow.reading.toml.source import recorded_toml
from hubflow.register.archives.filing import file_documents
from hubflow.register.recording.steps import take_step
from hubflow.register.storage.entries import effective
from hubflow.serve.entrance.invitations import Invitations

DOSSIER = f"/porto/ventures/{FIRST}/dossier"
ALL = f"{DOSSIER}?phase=all"
SUMMARY = "answer-solution.description"


def fields_of(person: TestClient, address: str = ALL) -> dict[str, str]:
    """The form as a browser would send it unchanged."""
    page = person.get(address).text
    found = dict(re.findall(r'name="(answer-[^"]+)" value="([^"]*)" maxlength', page))
    found |= dict(re.findall(
        r'<textarea id="[^"]+" name="(answer-[^"]+)"[^>]*>([^<]*)</textarea>', page))
    for name, body in re.findall(r'<select id="[^"]+" name="(answer-[^"]+)"[^>]*>(.*?)</select>',
                                 page, re.DOTALL):
        chosen = re.findall("<option selected>([^<]*)", body)
        found[name] = chosen[0] if chosen else ""
    for name, word in re.findall(
            r'<input type="checkbox" name="(answer-[^"]+)" value="([^"]*)" checked', page):
        found[name] = "\n".join(filter(None, (found.get(name, ""), word)))
    (version,) = re.findall(r'name="version" value="(\d+)"', page)
    return {"version": version, **{name: html.unescape(text) for name, text in found.items()}}


def data_of(desk: Desk) -> list[dict[str, object]]:
    """The versions of the dossier."""
    with desk.bench.register.reading() as journal:
        return [recorded_toml(str(entry.personal["text"])) for entry in effective(
            journal.read(hub="porto", subject=FIRST, kinds=["dossier", "correction"]))]


def applicant(desk: Desk) -> TestClient:
    client = desk.client()
    address, _ = Invitations(desk.bench.keeper, ORIGIN).make(Visitor(
        name="Rui", grants=(RoleGrant(role="applicant", hub="porto", venture=FIRST),)), 1)
    client.post(address)
    return client


def test_a_form_that_is_sent_as_it_is_changes_nothing(desk: Desk) -> None:
    for person in (desk.person("secretary"), applicant(desk)):
        done = person.post(ALL, data=fields_of(person))
        assert done.status_code == 303, done.text
        assert done.headers["location"].endswith("saved=0")
    assert len(data_of(desk)) == 1


def test_answers_become_a_version_that_keeps_all_else(desk: Desk) -> None:
    person = desk.person("secretary")
    form = fields_of(person) | {
        "answer-identify.priority_group": "Older people who live alone",
        "answer-incubate.net_funding_need": "12.500,50",
        "answer-test.pilots[1].name": "A second pilot", "answer-test.pilots[1].cost": "900"}
    assert person.post(ALL, data=form).headers["location"].endswith("saved=1")
    before, after = data_of(desk)
    assert after["identify"]["priority_group"] == "Older people who live alone"  # type: ignore[index]
    assert after["incubate"]["net_funding_need"] == 12500.5  # type: ignore[index]
    pilots = after["test"]["pilots"]  # type: ignore[index]
    assert pilots[0] == before["test"]["pilots"][0]  # type: ignore[index]
    assert pilots[1] == {"name": "A second pilot", "cost": 900}
    assert {key: after[key] for key in before if key not in ("identify", "incubate", "test")} == {
        key: before[key] for key in before if key not in ("identify", "incubate", "test")}
    page = person.get(ALL).text
    assert "Version 2" in page
    assert "incubate.net_funding_need" in page
    with desk.bench.register.reading() as journal:
        entry = journal.read(subject=FIRST, kinds=["dossier"])[-1]
    assert entry.personal["by"] == "Ana Sample (secretary)"


@pytest.mark.parametrize(("key", "typed", "value"), [
    ("answer-incubate.net_funding_need", "1234567,89", 1234567.89),
    ("answer-identify.priority_group", "Older people\nwho live alone", None)])
def test_what_is_saved_unchanged_stays_exactly(
    desk: Desk, key: str, typed: str, value: object
) -> None:
    person = desk.person("secretary")
    assert person.post(ALL, data=fields_of(person) | {key: typed}).status_code == 303
    form = fields_of(person)
    assert "\n" not in typed or f'<textarea id="{key}"' in person.get(ALL).text
    assert person.post(ALL, data=form).headers["location"].endswith("saved=0")
    table, name = key.removeprefix("answer-").split(".")
    assert data_of(desk)[-1][table][name] == (value or typed)  # type: ignore[index]


def test_an_applicant_states_no_more_than_answers(desk: Desk) -> None:
    person = applicant(desk)
    form = fields_of(person) | {SUMMARY: "A choir that visits.", "answer-decisions": "advance",
                                "answer-incubate.awards[0].amount": "99"}
    assert person.post(ALL, data=form).headers["location"].endswith("saved=1")
    before, after = data_of(desk)
    assert after["solution"]["description"] == "A choir that visits."  # type: ignore[index]
    assert after.get("decisions") == before.get("decisions")
    assert "awards" not in after.get("incubate", {})  # type: ignore[operator]


@pytest.mark.parametrize(("field", "typed"), [
    ("answer-incubate.net_funding_need", "a lot"), ("answer-trade.start", "someday"),
    ("answer-incubate.project_months", "2,5,1"), ("answer-identify.implemented_in_place", "maybe"),
])
def test_an_answer_that_cannot_be_taken_is_told_beside_it(
    desk: Desk, field: str, typed: str
) -> None:
    person = desk.person("secretary")
    form = fields_of(person) | {field: typed, SUMMARY: "Typed, not lost."}
    refused = person.post(ALL, data=form)
    assert refused.status_code == 422
    (told,) = re.findall(re.escape(f'<span id="{field}-problem">') + "(.*?)</span>", refused.text)
    assert "wrong" in told
    assert "Typed, not lost." in refused.text
    assert typed in refused.text
    assert len(data_of(desk)) == 1
    checked = person.post(ALL, data=form, headers={"hx-request": "true"})
    assert "<html" not in checked.text
    assert "cannot be taken" in checked.text


def test_what_two_people_changed_is_joined_and_a_clash_is_told(desk: Desk) -> None:
    office, venture = desk.person("secretary"), applicant(desk)
    one, two = fields_of(office), fields_of(venture)
    office.post(ALL, data=one | {"answer-incubate.project_months": "12"})
    done = venture.post(ALL, data=two | {SUMMARY: "A choir."})
    assert done.headers["location"].endswith("saved=1")
    newest = data_of(desk)[-1]
    assert newest["incubate"]["project_months"] == 12  # type: ignore[index]
    assert newest["solution"]["description"] == "A choir."  # type: ignore[index]
    clash = office.post(ALL, data=one | {SUMMARY: "Another choir."})
    assert clash.status_code == 422
    assert "Another choir." in clash.text
    assert "Somebody recorded version 3" in clash.text
    assert len(data_of(desk)) == 3


def test_signs_of_people_served_are_held_back(desk: Desk) -> None:
    person = desk.person("secretary")
    form = fields_of(person) | {SUMMARY: "Call Rosa Pereira, 912 345 678, about her son."}
    refused = person.post(ALL, data=form)
    assert refused.status_code == 422
    assert 'name="accept"' in refused.text
    assert person.post(ALL, data={**form, "accept": "Made up"}).status_code == 303


SOURCES = f"/porto/ventures/{FIRST}/sources"


def test_sources_are_added_edited_and_taken_out(desk: Desk) -> None:
    person = applicant(desk)
    before = data_of(desk)[0].get("sources", [])
    page = person.get(SOURCES).text
    form = {"version": "1"}
    for number, one in enumerate(before):  # type: ignore[arg-type, var-annotated]
        form |= {f"{key}-{number}": str(one.get(key, "")) for key in ("id", "title", "status")}
        form[f"covers-{number}"] = " ".join(one.get("covers", ()))
    new = len(before)  # type: ignore[arg-type]
    form |= {f"title-{new}": "A survey", f"status-{new}": "nosuch", f"covers-{new}": "nosuch.fact",
             f"date-{new}": "soon"}
    assert f'id="title-{new}"' in page
    refused = person.post(SOURCES, data=form)
    assert refused.status_code == 422
    assert f'id="status-{new}-wrong"' in refused.text
    assert ">A survey<" in refused.text
    sound = form | {f"status-{new}": "own record", f"covers-{new}": "identify.priority_group",
                    f"date-{new}": "2026-01-31"}
    done = person.post(SOURCES, data=sound)
    assert done.headers["location"].endswith("saved=1"), done.text
    assert data_of(desk)[-1]["sources"][-1] == {  # type: ignore[index]
        "id": "a-survey", "title": "A survey", "status": "own record",
        "date": dt.date(2026, 1, 31), "covers": ["identify.priority_group"]}
    assert person.post(SOURCES, data=sound).headers["location"].endswith("saved=0")


def test_what_a_source_supports_is_chosen_by_the_questions(desk: Desk) -> None:
    person = applicant(desk)
    page = person.get(SOURCES).text
    covered = data_of(desk)[0]["sources"][0]["covers"]  # type: ignore[index]
    assert covered
    for key in covered:
        assert f'name="covers-0" value="{key}" checked' in page
    shown = re.sub("<[^>]*>", " ", page.partition("<main")[2])
    assert not re.findall(r"\b(?:identify|understand|solution|test|incubate|trade)[.]\S", shown)
    assert '<option value="Problems: The problem in one sentence."></option>' in page
    (title, status) = (html.unescape(found[1]) for found in (
        re.search('id="title-0" name="title-0" value="([^"]*)"', page),
        re.search('<option value="([^"]*)" selected', page)) if found)
    form = {"version": "1", "id-0": str(data_of(desk)[0]["sources"][0]["id"]),  # type: ignore[index]
            "title-0": title, "status-0": status}
    done = person.post(SOURCES, data={**form, "covers-0": [
        covered[0], "problems: THE PROBLEM in one sentence.; All of: Test"]})
    assert done.headers["location"].endswith("saved=1"), done.text
    assert data_of(desk)[-1]["sources"][0]["covers"] == [  # type: ignore[index]
        covered[0], "identify.problems.statement", "test.*"]
    refused = person.post(SOURCES, data={**form, "version": "2", "covers-0": [
        covered[0], "Something else"]})
    assert refused.status_code == 422
    assert 'id="covers-0-wrong"' in refused.text
    assert 'name="covers-0" value="Something else"' in refused.text


def test_attachments_are_known_by_name_and_digest(desk: Desk) -> None:
    person = applicant(desk)
    sent = {"file": ("../Accounts 2024.pdf", b"%PDF-1.7 one")}
    assert person.post(SOURCES, data={"version": "1", "attach": "1"}).status_code == 422
    done = person.post(SOURCES, data={"version": "1", "attach": "1"}, files=sent)
    assert done.headers["location"].endswith("saved=1"), done.text
    newest = data_of(desk)[-1]
    assert newest["incubate"]["attachments"] == ["Accounts 2024.pdf"]  # type: ignore[index]
    digest = hashlib.sha256(b"%PDF-1.7 one").hexdigest()
    assert digest[:16] in person.get(SOURCES).text
    for content, said in ((b"%PDF-1.7 one", "byte by byte"), (b"other", "none of the attachments")):
        page = person.post(SOURCES, data={"version": "2", "compare": "1"},
                           files={"file": ("x.pdf", content)}).text
        assert said in page
    again = person.post(SOURCES, data={"version": "2", "attach": "1"}, files={
        "file": ("Accounts 2024.pdf", b"%PDF-1.7 two")})
    assert again.headers["location"].endswith("saved=1")
    assert len(data_of(desk)) == 3
    assert person.get(SOURCES).text.count("Accounts 2024.pdf</") == 1
    assert digest[:16] not in person.get(SOURCES).text


def decided(desk: Desk) -> TestClient:
    """An office after a decision on the first venture."""
    person = desk.person("secretary", "body")
    marks = marks_in(person.get(f"{CALL}/decide"))
    done = person.post(f"{CALL}/decide", data={
        **marks, "body": "The board", "on": dt.date.today().isoformat(),
        f"decision-{FIRST}": "advance"})
    assert done.status_code == 303
    return person


def waiting_in(page: httpx.Response) -> dict[str, str]:
    """The boxes of the decisions that a page chooses for a release, by name."""
    return dict(re.findall(r'name="(tell-[^"]+)" value="([^"]+)" checked', page.text))


def test_letters_wait_for_a_release(desk: Desk) -> None:
    person = decided(desk)
    letters = f"{CALL}/lists/letters?format=html"
    assert person.get(letters).status_code == 404
    page = person.get(f"{CALL}/lists?phase=candidatura")
    assert set(waiting_in(page)) == {f"tell-{FIRST}"}
    earlier = person.get(f"{CALL}/lists?phase=problemas&kind=preliminary")
    assert "phase=problemas&amp;kind=final" in earlier.text
    assert len(waiting_in(earlier)) == VENTURES - 1
    preview = person.get(f"{CALL}/lists/letters/{FIRST}")
    assert "A preview" in preview.text
    chosen = {**waiting_in(page), "body": "The mayor", "note": ""}
    for wrong, field in (({"body": " "}, "body"), ({f"tell-{FIRST}": "1"}, f"tell-{FIRST}")):
        refused = person.post(f"{CALL}/lists?phase=candidatura", data=chosen | wrong)
        assert refused.status_code == 422
        assert f'id="{field}-wrong"' in refused.text
    none = person.post(f"{CALL}/lists?phase=candidatura", data={"body": "The mayor"})
    assert 'id="release-wrong"' in none.text
    done = person.post(f"{CALL}/lists?phase=candidatura", data=chosen)
    assert done.headers["location"].endswith("phase=candidatura&released=1")
    again = person.post(f"{CALL}/lists", data=chosen)
    assert again.headers["location"].endswith("released=0")
    assert "A preview" not in person.get(f"{CALL}/lists/letters/{FIRST}").text
    with desk.bench.register.reading() as journal:
        releases = journal.read(kinds=["release"])
    assert {entry.personal["by"] for entry in releases} == {"Ana Sample (secretary)"}
    files = zipfile.ZipFile(io.BytesIO(person.get(letters).content))
    assert any(FIRST in name for name in files.namelist())
    assert len(files.namelist()) == len(releases) == 1
    # the last day for complaints, as letters --complaints-until has it
    page_then = person.get(f"{CALL}/lists?until=2999-12-24").text
    assert "--complaints-until 2999-12-24 --out letters" in page_then
    for address in ("lists/letters?until=2999-12-24&format=html",
                    f"lists/letters/{FIRST}?until=2999-12-24"):
        found = person.get(f"{CALL}/{address}").content
        text = found.decode() if address.startswith("lists/letters/") else "".join(
            zipfile.ZipFile(io.BytesIO(found)).read(name).decode()
            for name in files.namelist())
        assert "24 de dezembro de 2999" in text, address
    assert 'href="/porto/calls/labis-2023/lists/letters?format=html&amp;until=2999-12-24"' in (
        page_then)


@pytest.mark.parametrize("standing", ["late", "inadmissible", "excluded"])
def test_lists_and_letters_show_whom_a_body_put_out_of_the_race(
    desk: Desk, standing: str
) -> None:
    person = desk.person("secretary", "body")
    out = {"member": FIRST, "standing": standing, "member-body": "The board",
           "received": "2023-12-31T23:59" if standing == "late" else "", "reasons": "As ruled."}
    assert person.post(CALL, data=out).status_code == 200
    pages = [person.get(f"{CALL}/lists?{query}") for query in (
        "", "phase=problemas&kind=preliminary", "kind=final", "anonymous=1")]
    assert [page.status_code for page in pages] == [200] * 4
    (row,) = re.findall(f'<a href="/porto/ventures/{FIRST}">(?:(?!</tr>).)*</tr>',
                        pages[0].text.partition('id="letters"')[2], re.S)
    assert standing in row
    assert desk.person("body").get(f"{CALL}/lists").status_code == 200


def test_a_letter_that_was_sent_can_be_had_again(desk: Desk, tmp_path: Path) -> None:
    person = decided(desk)
    page = person.get(f"{CALL}/lists?phase=candidatura")
    person.post(f"{CALL}/lists?phase=candidatura",
                data={**waiting_in(page), "body": "The mayor", "note": ""})
    letters = f"{CALL}/lists/letters?format=html"
    (tmp_path / f"{FIRST}.html").write_bytes(zipfile.ZipFile(io.BytesIO(
        person.get(letters).content)).read(f"{FIRST}.html"))
    with desk.bench.register.writing() as journal:
        file_documents(journal, "porto", [("letter", tmp_path / f"{FIRST}.html")],
                       call="labis-2023", venture=None, on=dt.date.today(), by="tests")
    assert person.get(letters).status_code == 404
    (row,) = re.findall(r'<tr class="off">(?:(?!</tr>).)*it was sent on.*?</tr>', person.get(
        f"{CALL}/lists").text, re.S)
    assert f"{CALL}/lists/letters/{FIRST}" in row
    assert "--again" not in row
    again = zipfile.ZipFile(io.BytesIO(person.get(f"{letters}&again=1").content))
    assert again.namelist() == [f"{FIRST}.html"]
    assert "letters?format=html&amp;again=1" in person.get(f"{CALL}/lists").text


def test_a_final_list_stays_as_it_was_until_one_is_made_anew(desk: Desk) -> None:
    with desk.bench.register.writing() as journal:
        for step in ("recebidas", "lista-provisoria", "lista-candidaturas"):
            take_step(journal, "porto", "labis-2023", step, on=dt.date.today(), by="tests",
                      body="The jury")
    page = decided(desk).get(f"{CALL}/lists?phase=candidatura").text
    assert "Decisions since are not in it. “Made anew” makes it of what is recorded now." in page
    (anew,) = re.findall(r'href="([^"]*anew=1)"', page)
    made = desk.person("secretary").get(html.unescape(anew)).text
    assert "The results are those of the final list of" in made
    assert "**" not in made  # most who go on are not decided on: no empty cell is bold
    assert re.search(r'href="[^"]*anew=1[^"]*format=csv', made)
    (published,) = re.findall(r'href="([^"]*)">as published', made)
    assert "anew" not in published


def test_a_list_says_where_it_is_published_and_until_when_one_may_complain(
    reading_desk: Desk
) -> None:
    person = reading_desk.person("secretary")
    query = "place=The+town+hall&until=2026-12-24"
    page = person.get(f"{CALL}/lists?{query}").text
    (document,) = re.findall('<div class="document">.*?</section>', page, re.S)
    assert "The town hall" in document
    assert "24 December 2026" in document
    assert 'value="2026-12-24"' in page
    (file,) = re.findall(r'href="([^"]*lists/file[^"]*format=csv[^"]*)"', page)
    table = person.get(html.unescape(file)).content.decode("utf-8-sig")
    assert "The town hall" in table
    assert "24 December 2026" in table
    wrong = person.get(f"{CALL}/lists?place=Hall&until=soon").text
    assert 'id="until-wrong"' in wrong
    assert 'value="Hall"' in wrong


def test_a_list_is_looked_at_and_downloaded(reading_desk: Desk) -> None:
    person = reading_desk.person("body")
    page = person.get(f"{CALL}/lists").text
    assert "Scores by criterion" in page
    table = person.get(f"{CALL}/lists/file?kind=preliminary&format=csv")
    assert table.headers["content-disposition"].endswith('"preliminary-labis-2023.csv"')
    rows = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert sum(any("candidatura-" in cell for cell in row) for row in rows) >= 12
    assert person.get(f"{CALL}/lists/file?format=exe").status_code == 404
    assert person.post(f"{CALL}/lists", data={"body": "x"}).status_code == 403


def test_a_list_names_who_signs_it_and_the_command_says_the_same(reading_desk: Desk) -> None:
    person = reading_desk.person("secretary")
    query = {"phase": "problemas", "kind": "preliminary", "place": "the notice board",
             "sign": "Ana Sample, chair\r\n\r\nRui Sample"}
    page = person.get(f"{CALL}/lists", params=query).text
    document = page.partition('<div class="document">')[2].partition("</div></section>")[0]
    assert "Ana Sample, chair" in document
    assert "Rui Sample" in document
    assert "--published-at &#39;the notice board&#39;" in page
    assert "--sign &#39;Ana Sample, chair&#39; --sign &#39;Rui Sample&#39;" in page
    file = re.findall('href="([^"]*lists/file[^"]*format=md[^"]*)"', page)
    assert file or "format=html" in page
    links = re.findall('href="([^"]*lists/file[^"]*format=html[^"]*)"', page)
    assert "Rui Sample" in person.get(html.unescape(links[0])).text
