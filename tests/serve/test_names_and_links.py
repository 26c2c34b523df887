"""People choose by names, never by ids, and no link leads where its reader may not go."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator

import pytest
from scripts.make_example_register import EXAMPLE
from starlette.routing import compile_path
from tests.serve.conftest import FIRST, ORIGIN, Desk
from tests.serve.test_roles import ADDRESSES

from hubflow.plugins.importers import load_inputs
from hubflow.plugins.manager import load_hub
from hubflow.plugins.workbench.workbench_page import Role, RoleGrant, Visitor
from hubflow.register.recording.adding import add
from hubflow.serve.entrance.invitations import Invitations
from hubflow.serve.forms import known_names
from hubflow.serve.forms.known_names import KnownNames
from hubflow.serve.page_table import grant_for, workbench_pages

CALL_NAME = "LAB.IS, 1.ª edição (sintética)"


def name_of_first(desk: Desk) -> str:
    with desk.bench.register.reading() as journal:
        return known_names.known_ventures(journal, "porto").labels[FIRST]


def options(page: str, list: str) -> list[str]:
    """What a list offers."""
    (found,) = re.findall(rf'<datalist id="{list}">(.*?)</datalist>', page, re.DOTALL)
    return [html.unescape(each) for each in re.findall('value="([^"]*)"', found)]


def test_names_are_found_however_they_are_typed() -> None:
    known = KnownNames.of({"a": "Horta São João", "b": "Coro; e mais", "c": "Coro", "d": "coro",
                           "e": "e", "f": ""})
    assert known.find("  horta sao  joão ") == known.find("a") == "a"
    assert known.find("Coro") == "", "two have this name"
    assert [known.find(label) for label in known.labels.values()] == [*"abcde", "f"]
    assert known.find_all("Horta São João; e\nCoro; e mais\nc d; nobody") == (
        ["a", "e", "b", "c", "d"], ["nobody"])
    assert known.near("HORTA") == ["Horta São João"]


def test_an_applicant_is_invited_to_a_venture_by_its_name(desk: Desk) -> None:
    person, name = desk.person("secretary"), name_of_first(desk)
    page = person.get("/porto/people").text
    assert name in options(page, "all-ventures")
    assert FIRST not in page
    assert f'<option value="labis-2023">{CALL_NAME}</option>' in page
    form = {"name": "Rui", "role-applicant": "on", "days": "7"}
    page = person.post("/porto/people", data={**form, "venture": name.upper()}).text
    (address,) = re.findall(r'id="link" readonly value="([^"]+)"', page)
    assert f"applicant ({html.escape(name)})" in person.get("/porto/people").text
    guest = desk.client()
    guest.post(address)
    assert guest.get(f"/porto/ventures/{FIRST}/dossier").status_code == 200
    refused = person.post("/porto/people", data={**form, "venture": name[:-1]})
    assert refused.status_code == 422
    assert f"Which of these is it? {html.escape(name)}" in refused.text
    unknown = person.post("/porto/people", data={**form, "venture": "Zzyzx"})
    assert "No venture of this hub is called “Zzyzx”." in unknown.text


def test_of_many_ventures_those_are_offered_whose_name_is_typed(
    reading_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, name = reading_desk.person("secretary"), name_of_first(reading_desk)
    monkeypatch.setattr(known_names, "OFFERED", 5)
    assert options(person.get("/porto/people").text, "all-ventures") == []
    form = {"name": "", "role-applicant": "on", "days": "7"}
    page = person.post("/porto/people", data={**form, "venture": name[2:-1]}).text
    assert name in options(page, "all-ventures")
    assert 'id="venture-wrong"' in page
    assert 'id="venture-wrong"' not in person.post(
        "/porto/people", data={**form, "venture": name}).text


def test_the_audit_takes_the_name_of_a_venture_and_of_a_call(reading_desk: Desk) -> None:
    person, name = reading_desk.person("auditor"), name_of_first(reading_desk)
    shown = person.get("/porto/audit", params={"id": name})
    assert shown.status_code == 200
    assert f"hubflow register history {FIRST}" in shown.text
    assert {name, CALL_NAME} <= set(options(shown.text, "known"))
    assert person.get("/porto/audit", params={"id": CALL_NAME.lower()}).status_code == 200
    missed = person.get("/porto/audit", params={"id": name[:-1]})
    assert missed.status_code == 404
    assert f">{html.escape(name)}</a>" in missed.text


@pytest.fixture
def two_hubs(desk: Desk) -> Desk:
    """A workbench with a venture of another hub beside the example."""
    hub = load_hub("westmidlands")
    with desk.bench.register.writing() as journal:
        add(journal, hub, load_inputs([EXAMPLE.parent / "birmingham-step-down.toml"], hub),
            on=dt.date.today(), by="tests")
    return desk


def hub_link(page: str, hub: str) -> str:
    (found,) = re.findall(rf'<a href="([^"]+)">{hub}</a>', page)
    return str(found)


def test_the_other_hub_opens_at_the_same_screen_where_one_may_open_it(two_hubs: Desk) -> None:
    person = two_hubs.person("secretary")
    for here, there in (("audit?verify=1", "audit"), ("people", "people"), ("board", "board"),
                        (f"ventures/{FIRST}/across", "across"), ("calls/labis-2023", "board"),
                        (f"ventures/{FIRST}/trading", "board")):
        assert hub_link(person.get(f"/porto/{here}").text, "West Midlands") == (
            f"/westmidlands/{there}"), here
    grants = (RoleGrant(role="secretary", hub="porto"),
              RoleGrant(role="auditor", hub="westmidlands", call="nowhere"))
    for more, found in (((RoleGrant(role="auditor", hub="westmidlands"),),
                         "/westmidlands/board"), ((), None)):
        client = two_hubs.client()
        address, _ = Invitations(two_hubs.bench.keeper, ORIGIN).make(
            Visitor(name="Ana", grants=(grants[0], *more)), 1)
        client.post(address)
        page = client.get("/porto/people").text
        assert (hub_link(page, "West Midlands") if found else None) == found
        assert ("West Midlands" in page) == bool(found)
        assert "<strong>LAB.IS</strong>" in page or not found


LIMITS = [(role, call) for role in ("secretary", "body", "auditor", "assessor", "author")
          for call in ("", "labis-2023")]


@pytest.mark.parametrize(("role", "call"), LIMITS)
def test_no_link_leads_where_its_reader_may_not_go(
    reading_desk: Desk, role: Role, call: str
) -> None:
    grant = RoleGrant(role=role, hub="porto", call=call)
    visitor = Visitor(name="assessor-c", grants=(grant,))
    person = reading_desk.person(role, name="assessor-c", hub="porto", call=call)
    pages = [(page, compile_path(page.path)[0]) for page in workbench_pages()]

    def closed(links: Iterator[str]) -> Iterator[str]:
        for each in dict.fromkeys(links):
            page, path = next(((page, found.groupdict()) for page, address in pages
                               if (found := address.match(each))), (None, {}))
            if page is not None and grant_for(
                    page, visitor, path, reading_desk.bench.register.call_of(path)) is None:
                yield each

    for address, roles in ADDRESSES.values():
        if role not in roles or "file" in address.rpartition("/")[2]:
            continue
        answer = person.get(address)
        if "text/html" not in answer.headers["content-type"] or answer.status_code == 403:
            continue
        links = (html.unescape(each) for each in re.findall('href="(/[^"?#]*)', answer.text))
        assert not list(closed(links)), address
