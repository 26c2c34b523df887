"""Judging without the applicants' names, as a blind pack hides them."""

from __future__ import annotations

import html
import re

from tests.serve.conftest import CALL, ORIGIN, Desk, marks_in

from hubflow.jury.sheets.jury_codes import whole_code
from hubflow.plugins.workbench.workbench_page import RoleGrant, Visitor
from hubflow.serve.entrance.invitations import Invitations

LIST = f"{CALL}/assess"
NAME = "Candidatura sintética"
CODE = whole_code("candidatura-01")[:5]


def test_an_assessor_can_ask_for_no_names_and_sees_none(desk: Desk) -> None:
    person = desk.person("assessor", name="assessor-c")
    shown = person.get(LIST).text
    assert NAME in shown
    assert 'href="?blind=1"' in shown
    page = person.get(f"{LIST}?blind=1").text
    assert NAME not in page
    assert "candidatura-0" not in page
    assert f"{LIST}/{CODE}?blind=1" in page
    sheet = person.get(f"{LIST}/{CODE}?blind=1")
    assert f"<h1>Venture {CODE}</h1>" in sheet.text
    assert "Names of people and organisations have been taken out" in sheet.text
    body = re.sub(r'<a href="/language[^>]*>', "", html.unescape(sheet.text))
    assert NAME not in body
    assert "candidatura-0" not in body
    form = {**marks_in(sheet), "score-perfil": "4", "then": "next"}
    done = person.post(f"{LIST}/{CODE}?blind=1", data=form)
    to = done.headers["location"]
    assert re.fullmatch(rf"{LIST}/[2-9A-Z]{{5}}\?blind=1&left={CODE}", to)
    next_one = person.get(to).text
    assert f"Venture {CODE} is not finished. Still unanswered: " in next_one
    assert NAME not in next_one
    told = person.post(to.partition("&")[0], data={"conflict": "yes"}).headers["location"]
    assert "You declared a conflict of interest on Venture " in person.get(told).text
    with desk.bench.register.reading() as journal:
        (entry,) = [one for one in journal.read(kinds=["judgement"], subject="candidatura-01",
                                                hub="porto")
                    if one.personal["assessor"] == "assessor-c"]
    assert entry.body["criterion"] == "perfil"
    assert person.get(f"{LIST}/candidatura-01?blind=1").status_code == 404
    assert "checked" in person.get(f"{LIST}/candidatura-01").text


def test_who_is_invited_to_read_blind_cannot_see_names(desk: Desk) -> None:
    office = desk.person("secretary")
    made = office.post("/porto/people", data={
        "name": "assessor-c", "role-assessor": "on", "days": "3", "blind": "on"})
    link = re.findall(rf'value="({ORIGIN}/enter/[^"]+)"', made.text)[0]
    person = desk.client()
    assert person.post(link).status_code == 303
    for address in (LIST, f"{LIST}?blind=0", f"{LIST}/{CODE}", "/porto/assess"):
        page = person.get(address)
        assert page.status_code == 200, address
        assert NAME not in page.text
    assert person.get(f"{LIST}/candidatura-01").status_code == 404
    assert "as the secretary asked" in person.get(LIST).text


def test_an_older_session_reads_with_names(desk: Desk) -> None:
    address, _ = Invitations(desk.bench.keeper, ORIGIN).make(
        Visitor(name="assessor-c", grants=(RoleGrant(role="assessor"),)), 1)
    person = desk.client()
    person.post(address)
    assert NAME in person.get(LIST).text
