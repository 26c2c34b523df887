"""Each address answers to its roles, of its hub and call, and to nobody else."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.serve.conftest import CALL, DRAFT, FIRST, INTERVIEW, ORIGIN, Desk, marks_in

from hubflow.plugins.workbench.workbench_page import ROLES, Role, RoleGrant, Visitor
from hubflow.serve.entrance.invitations import Invitations
from hubflow.serve.page_table import workbench_pages

OFFICE = {"secretary", "body", "auditor"}
WEIGHERS = {"author", "assessor", "body"}
ADDRESSES: dict[str, tuple[str, set[str]]] = {
    "/{hub}/board": ("/porto/board", OFFICE),
    "/{hub}/people": ("/porto/people", {"secretary"}),
    "/{hub}/money": ("/porto/money", OFFICE),
    "/{hub}/intake": ("/porto/intake", {"secretary"}),
    "/{hub}/intake/{export}": ("/porto/intake/0", {"secretary"}),
    "/{hub}/intake/{export}/map": ("/porto/intake/0/map", {"secretary"}),
    "/{hub}/intake/{export}/ventures": ("/porto/intake/0/ventures", {"secretary"}),
    "/{hub}/audit": ("/porto/audit", {"secretary", "auditor"}),
    "/{hub}/assess": ("/porto/assess", {"assessor"}),
    "/{hub}/calls/{call}": (CALL, OFFICE),
    "/{hub}/calls": ("/porto/calls", {"secretary"}),
    "/{hub}/calls/{call}/details": (f"{CALL}/details", {"secretary"}),
    "/{hub}/calls/{call}/assignment": (f"{CALL}/assignment", {"secretary"}),
    "/{hub}/entries/{entry}": ("/porto/entries/2", {"secretary"}),
    "/{hub}/calls/{call}/assess": (f"{CALL}/assess", {"assessor"}),
    "/{hub}/calls/{call}/assess/{venture}": (f"{CALL}/assess/{FIRST}", {"assessor"}),
    "/{hub}/calls/{call}/panel": (f"{CALL}/panel", OFFICE),
    "/{hub}/calls/{call}/decide": (f"{CALL}/decide", {"secretary", "body"}),
    "/{hub}/calls/{call}/minutes": (f"{CALL}/minutes?format=md", OFFICE),
    "/{hub}/calls/{call}/lists": (f"{CALL}/lists", {"secretary", "body"}),
    "/{hub}/calls/{call}/lists/file": (f"{CALL}/lists/file?format=csv", {"secretary", "body"}),
    "/{hub}/calls/{call}/lists/letters": (f"{CALL}/lists/letters?format=x", {"secretary"}),
    "/{hub}/calls/{call}/lists/letters/{venture}": (
        f"{CALL}/lists/letters/{FIRST}", {"secretary"}),
    "/{hub}/method": ("/porto/method", {*OFFICE, "author"}),
    "/{hub}/method/file": ("/porto/method/file", {*OFFICE, "author"}),
    "/{hub}/audit/archive": (f"/porto/audit/archive?id={FIRST}", {"secretary", "auditor"}),
    "/{hub}/calls/{call}/panel/sets": (f"{CALL}/panel/sets", OFFICE),
    "/{hub}/calls/{call}/panel/beside": (f"{CALL}/panel/beside", OFFICE),
    "/{hub}/method/drafts": ("/porto/method/drafts", {"author"}),
    "/{hub}/method/drafts/{draft}": (DRAFT, {"author"}),
    "/{hub}/method/drafts/{draft}/folder": (f"{DRAFT}/folder", {"author"}),
    "/{hub}/method/drafts/{draft}/trial": (f"{DRAFT}/trial", {"author"}),
    "/{hub}/method/drafts/{draft}/weights": (f"{DRAFT}/weights", {"author"}),
    "/{hub}/weights": ("/porto/weights", WEIGHERS),
    "/{hub}/weights/{draft}/{interview}": (INTERVIEW, WEIGHERS),
    "/{hub}/across": ("/porto/across", OFFICE),
    "/{hub}/ventures/{venture}/across": (f"/porto/ventures/{FIRST}/across", OFFICE),
    "/{hub}/ventures/{venture}/across/memo": (f"/porto/ventures/{FIRST}/across/memo", OFFICE),
    "/{hub}/ventures/{venture}/across/memo/file": (
        f"/porto/ventures/{FIRST}/across/memo/file?format=x", OFFICE),
    "/{hub}/ventures/{venture}/across/map": (f"/porto/ventures/{FIRST}/across/map", OFFICE),
    "/{hub}/ventures/{venture}/across/map/file": (
        f"/porto/ventures/{FIRST}/across/map/file?format=svg", OFFICE),
    "/{hub}/ventures/{venture}/trading": (f"/porto/ventures/{FIRST}/trading", OFFICE),
    "/{hub}/ventures/{venture}/complaints": (
        f"/porto/ventures/{FIRST}/complaints", {"secretary", "body"}),
    "/{hub}/ventures/{venture}/dossier": (
        f"/porto/ventures/{FIRST}/dossier", {"secretary", "applicant"}),
    "/{hub}/ventures/{venture}/sources": (
        f"/porto/ventures/{FIRST}/sources", {"secretary", "applicant"}),
    "/{hub}/ventures/{venture}": (f"/porto/ventures/{FIRST}", OFFICE),
}
"""Every screen with an address of it and the roles that may open it."""

OPENED = {200, 404}
"""A screen that answers a role, even where it has nothing to show: there are no letters yet."""

ANY_CALL = {"/{hub}/assess", "/{hub}/weights", "/{hub}/weights/{draft}/{interview}"}
"""The screens of a hub that are open to a role of any of its calls."""

OF_ONE_CALL = ANY_CALL | {path for path in ADDRESSES if "{call}" in path or "{venture}" in path}
"""The screens that are open to those whose role is limited to a call."""

FORM = {"step": "recebidas", "body": "Body", "seen": "0", "run": "1",
        "on": dt.date.today().isoformat(),
        f"decision-{FIRST}": "stop", f"learning-{FIRST}": "Ask again.", "conflict": "yes",
        "months": "month\tsales\n2025-01\t5", "version": "1"}
"""What every screen that writes can be sent."""


def test_every_screen_is_in_the_table_with_its_roles() -> None:
    assert {page.path: set(page.roles) for page in workbench_pages()} == {
        path: roles for path, (_, roles) in ADDRESSES.items()}


@pytest.mark.parametrize("role", ROLES)
def test_each_address_answers_only_to_its_roles(reading_desk: Desk, role: Role) -> None:
    person = reading_desk.person(role, name="assessor-c")
    for path, (address, roles) in ADDRESSES.items():
        assert person.get(address).status_code in (OPENED if role in roles else {403}), path


@pytest.mark.parametrize("role", ROLES)
def test_a_role_of_one_hub_opens_nothing_of_another(reading_desk: Desk, role: Role) -> None:
    elsewhere = reading_desk.person(role, name="assessor-c", hub="elsewhere")
    here = reading_desk.person(role, name="assessor-c", hub="porto")
    for path, (address, roles) in ADDRESSES.items():
        assert elsewhere.get(address).status_code == 403, path
        assert here.get(address).status_code in (OPENED if role in roles else {403}), path


@pytest.mark.parametrize("role", ROLES)
def test_a_role_of_one_call_opens_nothing_of_another(reading_desk: Desk, role: Role) -> None:
    other = reading_desk.person(role, name="assessor-c", hub="porto", call="other-call")
    own = reading_desk.person(role, name="assessor-c", hub="porto", call="labis-2023")
    for path, (address, roles) in ADDRESSES.items():
        opens = role in roles and path in OF_ONE_CALL
        assert own.get(address).status_code in (OPENED if opens else {403}), path
        if path not in ANY_CALL:
            assert other.get(address).status_code == 403, path
    if role == "assessor":
        assert "labis-2023" not in other.get("/porto/assess").text


@pytest.mark.parametrize("role", ROLES)
def test_a_role_of_one_call_writes_nothing_of_another(desk: Desk, role: Role) -> None:
    person = desk.person(role, name="assessor-c", hub="porto", call="other-call")
    with desk.bench.register.reading() as journal:
        before = journal.head()
    form = {**FORM, **marks_in(desk.person("body").get(f"{CALL}/decide")), "seen": "0",
            f"reasons-{FIRST}": "As we saw it."}
    for path, (address, _) in ADDRESSES.items():
        if path in OF_ONE_CALL - ANY_CALL:
            assert person.post(address, data=form).status_code in {403, 405}, path
            of_other = address.replace("labis-2023", "other-call")
            assert person.post(of_other, data=form).status_code < 500, path
    with desk.bench.register.reading() as journal:
        assert journal.head() == before


@pytest.mark.parametrize("role", ROLES)
def test_nobody_writes_with_a_role_that_only_reads(desk: Desk, role: Role) -> None:
    person = desk.person(role, name="assessor-c")
    with desk.bench.register.reading() as journal:
        before = journal.head()
    allowed = {"/{hub}/people": {"secretary"}, "/{hub}/calls/{call}": {"secretary"},
               "/{hub}/calls": {"secretary"}, "/{hub}/calls/{call}/details": {"secretary"},
               "/{hub}/intake": {"secretary"}, "/{hub}/intake/{export}": {"secretary"},
               "/{hub}/intake/{export}/ventures": {"secretary"},
               "/{hub}/calls/{call}/assignment": {"secretary"},
               "/{hub}/entries/{entry}": {"secretary"},
               "/{hub}/ventures/{venture}/sources": {"secretary", "applicant"},
               "/{hub}/calls/{call}/assess/{venture}": {"assessor"},
               "/{hub}/calls/{call}/decide": {"secretary", "body"},
               "/{hub}/calls/{call}/lists": {"secretary"},
               "/{hub}/ventures/{venture}/trading": {"secretary"},
               "/{hub}/ventures/{venture}/complaints": {"secretary"},
               "/{hub}/ventures/{venture}/dossier": {"secretary", "applicant"},
               "/{hub}/method/drafts": {"author"}, "/{hub}/method/drafts/{draft}": {"author"},
               "/{hub}/method/drafts/{draft}/weights": {"author"},
               "/{hub}/weights/{draft}/{interview}": WEIGHERS}
    for path, (address, _) in ADDRESSES.items():
        if role not in allowed.get(path, set()):
            assert person.post(address, data=FORM).status_code in {403, 405}, path
    with desk.bench.register.reading() as journal:
        assert journal.head() == before


def test_an_applicant_opens_one_dossier_and_nothing_else(reading_desk: Desk) -> None:
    client = reading_desk.client()
    address, _ = Invitations(reading_desk.bench.keeper, ORIGIN).make(Visitor(
        name="Rui", grants=(RoleGrant(role="applicant", hub="porto", venture=FIRST),)), 1)
    client.post(address)
    own = f"/porto/ventures/{FIRST}/dossier"
    assert client.get("/").headers["location"] == own
    page = client.get(own)
    assert page.status_code == 200
    assert "/porto/board" not in page.text
    for screen in ("dossier", "sources"):
        assert client.get(f"/porto/ventures/candidatura-02/{screen}").status_code == 403
    for path, (elsewhere, roles) in ADDRESSES.items():
        if elsewhere != own and "applicant" not in roles:
            assert client.get(elsewhere).status_code == 403, path


def test_the_menu_leads_only_where_one_may_go(reading_desk: Desk) -> None:
    body = reading_desk.person("body").get("/porto/board").text
    assert "/porto/audit" not in body
    assert "/porto/people" not in body
    assert "/porto/audit" in reading_desk.person("body", "auditor").get("/porto/board").text


def test_the_start_leads_to_the_first_screen_of_ones_role(reading_desk: Desk) -> None:
    for role, start in (("secretary", "/porto/board"), ("assessor", "/porto/assess")):
        person = reading_desk.person(role)  # type: ignore[arg-type]
        assert person.get("/").headers["location"] == start
    assert reading_desk.person("applicant").get("/").status_code == 404


@pytest.mark.parametrize("role", ["body", "auditor", "secretary"])
def test_a_role_of_one_call_starts_at_that_call_and_its_menu_leads_there(
    reading_desk: Desk, role: Role
) -> None:
    person = reading_desk.person(role, hub="porto", call="labis-2023")
    assert person.get("/").headers["location"] == CALL
    for address in (CALL, f"{CALL}/panel", f"/porto/ventures/{FIRST}", "/porto/board"):
        page = person.get(address).text
        assert f'<a href="{CALL}"' in page.partition("</nav>")[0]
        assert 'href="/porto/board"' not in page
    assert f'<a href="{CALL}" aria-current="page"' in person.get(CALL).text


def test_an_assessor_of_one_call_starts_at_what_they_judge(reading_desk: Desk) -> None:
    person = reading_desk.person("assessor", name="assessor-c", hub="porto", call="labis-2023")
    assert person.get("/").headers["location"] == "/porto/assess"
    assert f"{CALL}/assess" in person.get("/porto/assess").text


def test_who_may_open_all_calls_has_none_of_them_in_the_menu(reading_desk: Desk) -> None:
    assert CALL not in reading_desk.person("body").get("/porto/board").text.partition("</nav>")[0]
