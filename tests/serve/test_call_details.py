"""A call is begun, named and given a deadline on the workbench, as `register call` does."""

from __future__ import annotations

import html
import re
import shlex

import pytest
from click.testing import CliRunner
from tests.serve.conftest import CALL, FIRST, Desk, marks_in

from hubflow.cli.main import cli
from hubflow.register.calls.call_details import details_of

DETAILS = f"{CALL}/details"
NEW = {"name": "Outono, 2.ª edição", "closes": "2031-03-31T17:00", "zone": "Europe/Lisbon"}


def command_in(page: str) -> list[str]:
    """The command at the foot of a page, as a shell takes it."""
    return shlex.split(html.unescape(re.findall(r"<code>(hubflow register call [^<]*)</code>",
                                                page)[-1]))[1:]


def recorded(desk: Desk, call: str) -> dict[str, object]:
    with desk.bench.register.reading() as journal:
        return details_of(journal, "porto", call)


def test_a_call_gets_a_name_and_a_deadline_and_keeps_all_else(desk: Desk) -> None:
    person = desk.person("secretary")
    page = person.get(DETAILS)
    assert 'value="LAB.IS, 1.ª edição (sintética)"' in page.text
    before = recorded(desk, "labis-2023")
    form = {**marks_in(page), "date": "2024-06-30", **NEW}
    done = person.post(DETAILS, data={**form, "grace": "15"})
    assert done.status_code == 200, done.text
    after = recorded(desk, "labis-2023")
    assert {**before, **{key: after[key] for key in (
        "name", "deadline", "time_zone", "grace_minutes")}} == after
    assert (after["name"], after["time_zone"], after["grace_minutes"]) == (
        NEW["name"], NEW["zone"], 15)
    call = person.get(CALL).text
    assert ("Applications until 31 March 2031, 17:00 (Europe/Lisbon), with 15 minutes of grace."
            in call)
    assert DETAILS in call
    stale = person.post(DETAILS, data={**form, "name": "Other"})
    assert stale.status_code == 409
    assert 'value="Other"' in stale.text
    assert person.post(DETAILS, data={**marks_in(stale), **NEW, "date": "2024-06-30", "grace": "15",
                                      "name": "Other"}).status_code == 200
    assert recorded(desk, "labis-2023")["name"] == "Other"
    shown = CliRunner().invoke(cli, ["register", "call", "labis-2023", "--register", desk.url,
                                     "--lang", "en"])
    assert "Other, applications until 31 March 2031, 17:00 (Europe/Lisbon)" in shown.output


@pytest.mark.parametrize(("typed", "field"), [
    ({"name": " "}, "name"), ({"closes": "soon"}, "closes"),
    ({"closes": "2031-03-31"}, "closes"), ({"closes": "2031-03-31T17:00", "zone": ""}, "closes"),
    ({"zone": "Atlantis"}, "zone"), ({"grace": "-1"}, "grace"), ({"date": "x"}, "date")])
def test_what_is_wrong_with_a_call_stands_beside_its_field(
    reading_desk: Desk, typed: dict[str, str], field: str
) -> None:
    person = reading_desk.person("secretary")
    marks = marks_in(person.get(DETAILS))
    for address, form in ((DETAILS, {**marks, "name": "N", "date": "2024-06-30", **typed}),
                          ("/porto/calls", {"name": "N", **typed})):
        refused = person.post(address, data=form)
        assert refused.status_code == 422, address
        assert f'id="{field}-wrong"' in refused.text, address
        assert html.escape(next(iter(typed.values())).strip()) in refused.text


def test_a_new_call_has_an_id_made_of_its_name_and_screens_of_its_own(desk: Desk) -> None:
    person = desk.person("secretary")
    assert "/porto/calls" in person.get("/porto/board").text
    done = person.post("/porto/calls", data=NEW)
    assert done.headers["location"] == "/porto/calls/outono-2-a-edicao?begun=1"
    call = "/porto/calls/outono-2-a-edicao"
    assert "The call has begun." in person.get(done.headers["location"]).text
    assert person.post("/porto/calls", data=NEW).headers["location"].startswith(f"{call}-2?")
    for part in ("", "/lists", "/assignment", "/details", "/decide"):
        assert person.get(f"{call}{part}").status_code == 200, part
    for part in ("/panel", "/panel/sets", "/panel/beside", "/minutes?format=md"):
        assert person.get(f"{call}{part}").status_code in (200, 404), part
    for address in ("/porto/board", "/porto/people", "/porto/calls", "/porto/money"):
        assert NEW["name"] in person.get(address).text, address
    jury = desk.person("assessor", name="assessor-c")
    assert jury.get("/porto/assess").status_code == 200
    assert jury.get(f"{call}/assess").status_code == 200
    listed = person.post(f"{call}/assignment", data={
        "seen": marks_in(person.get(f"{call}/assignment"))["seen"], "name-0": "Eva",
        "id-0": "", "record": "1"})
    assert listed.status_code == 303, listed.text
    step = person.post(call, data={"step": "recebidas", "body": "B", "seen": "0"})
    assert step.status_code in (303, 422)
    for used in ("labis-2023", "LABIS-2023", FIRST, "a b"):
        refused = person.post("/porto/calls", data={**NEW, "id": used})
        assert refused.status_code == 422
        assert 'id="id-wrong"' in refused.text


def test_the_command_beside_begins_and_changes_the_same_call(desk: Desk) -> None:
    person = desk.person("secretary")
    page = person.post("/porto/calls", data={**NEW, "grace": "x"})
    both = person.post("/porto/calls", data={"name": "N", "zone": "Atlantis", "grace": "x"}).text
    assert 'id="zone-wrong"' in both
    assert 'id="grace-wrong"' in both
    command = command_in(page.text)
    assert command[:4] == ["register", "call", "outono-2-a-edicao", "--begin"]
    del command[command.index("--grace"):command.index("--grace") + 2]
    more = ["--register", desk.url, "--lang", "en"]
    assert CliRunner().invoke(cli, [*command, *more]).exit_code == 0
    by_command = recorded(desk, "outono-2-a-edicao")
    person.post("/porto/calls", data=NEW)
    assert by_command | {"id": "outono-2-a-edicao-2"} == recorded(desk, "outono-2-a-edicao-2")
    again = CliRunner().invoke(cli, [*command, *more])
    assert "is in the register already" in str(again.exception)
