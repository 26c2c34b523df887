"""Complaints and their answers, recorded on a venture's own screen."""

from __future__ import annotations

import re

import pytest
from tests.serve.conftest import CALL, FIRST, Desk, marks_in, today

from hubflow.plugins.workbench.workbench_page import Role

COMPLAINTS = f"/porto/ventures/{FIRST}/complaints"


def test_a_complaint_is_recorded_and_a_body_answers_it(desk: Desk) -> None:
    office, body = desk.person("secretary"), desk.person("body", name="Rui")
    seen = marks_in(office.get(COMPLAINTS))
    form = {**seen, "says": "One <score> was left out.", "on": today(), "answer-by": "2999-01-01"}
    for field, wrong in (("says", " "), ("on", "someday"), ("on", "2999-01-01"),
                         ("on", "1999-01-01"), ("answer-by", ""), ("answer-by", "1999-01-01"),
                         ("says", "Rosa, 912 345 678, was left out.")):
        refused = office.post(COMPLAINTS, data=form | {field: wrong})
        assert refused.status_code == 422, wrong
        assert f'id="{field}-wrong"' in refused.text
        assert (wrong if field == "says" else "One &lt;score&gt; was left out.") in refused.text
    assert body.post(COMPLAINTS, data=form).status_code == 403
    done = office.post(COMPLAINTS, data=form)
    assert done.headers["location"].endswith("done=complaint"), done.text
    assert office.post(COMPLAINTS, data=form).status_code == 409  # sent twice

    page = body.get(COMPLAINTS)
    assert "register complain" not in page.text
    with desk.bench.register.reading() as journal:
        (complaint,) = journal.read(subject=FIRST, kinds=["complaint"])
    at = complaint.seq
    assert f"register answer {FIRST} ANSWER --by BODY --reasons REASONS --entry {at}" in page.text
    answer = {**marks_in(page), "entry": str(at), f"answer-{at}": "partly upheld",
              f"body-{at}": "The jury", f"on-{at}": today(), f"reasons-{at}": "It was left out."}
    for field, wrong in (("answer", "perhaps"), ("body", ""), ("on", "2999-01-01"),
                         ("on", "1999-01-01"), ("reasons", " ")):
        refused = body.post(COMPLAINTS, data=answer | {f"{field}-{at}": wrong})
        assert refused.status_code == 422, field
        assert f'id="{field}-{at}-wrong"' in refused.text
        assert field == "reasons" or "It was left out." in refused.text
    other = {**answer, "entry": "1"}
    other |= {field.replace(str(at), "1"): text for field, text in answer.items()
              if field.endswith(f"-{at}")}
    assert "entry 1 is no complaint that is open" in body.post(COMPLAINTS, data=other).text
    assert body.post(COMPLAINTS, data=answer | {"seen": ""}).status_code == 409
    assert body.post(COMPLAINTS, data=answer).headers["location"].endswith("done=answer")
    assert body.post(COMPLAINTS, data=answer).status_code == 409
    with desk.bench.register.reading() as journal:
        (found,) = journal.read(subject=FIRST, kinds=["answer"])
    assert (found.body["complaint"], found.body["answer"]) == (at, "partly upheld")
    assert (found.personal["body"], found.personal["by"]) == ("The jury", "Rui (body)")
    assert complaint.personal["by"] == "Ana Sample (secretary)"
    page_now = office.get(COMPLAINTS).text
    assert "partly upheld" in page_now
    assert "It was left out." in page_now


def test_the_screen_of_complaints_is_opened_from_the_venture(reading_desk: Desk) -> None:
    assert COMPLAINTS in reading_desk.person("body").get(f"/porto/ventures/{FIRST}").text
    assert COMPLAINTS not in reading_desk.person("auditor").get(f"/porto/ventures/{FIRST}").text


@pytest.mark.parametrize("role", ["secretary", "body", "auditor"])
def test_what_is_due_leads_to_the_screen_where_it_is_dealt_with(desk: Desk, role: Role) -> None:
    office = desk.person("secretary")
    office.post(COMPLAINTS, data={**marks_in(office.get(COMPLAINTS)), "says": "A score is missing.",
                                  "on": today(), "answer-by": today()})
    person = desk.person(role, name="Rui")
    due = re.findall(r'<td data-heading="What"><a href="([^"]+)">([^<]+)', person.get(
        "/porto/board").text)
    complaint = next(address for address, text in due if "complaint" in text)
    assert complaint == (COMPLAINTS if role != "auditor" else f"/porto/ventures/{FIRST}")
    gates = {address for address, text in due if "gate to take" in text}
    assert role == "auditor" or gates == {f"{CALL}/decide"}
    for address in {address for address, _ in due}:
        assert person.get(address).status_code == 200, address
