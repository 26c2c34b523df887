"""Whatever is typed into a field comes back as the same text, and never as markup."""

from __future__ import annotations

import html
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from tests.serve.conftest import CALL, DRAFT, FIRST, INTERVIEW, Desk, marks_in

from hubflow.plugins.workbench.workbench_page import Role

MARKUP = " ".join((
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onfocus='alert(1)' x='",
    "{{ 7 * 7 }}{% raw %}", "</textarea><svg/onload=alert(1)>", "' OR 1=1 --", "%3Cscript%3E",
    "🏳️‍🌈 ação", "]]><!--"))
"""What is dangerous wherever it stands: one text, since a field is asked with each."""

HOSTILE = (MARKUP, "javascript:alert(1)", "=HYPERLINK(\"http://evil.example\")", "a\u202eb",
           "../../etc/passwd", "\x00\x07", "-" * 3000)
"""That text, and what is dangerous at the beginning of one, or as the whole of it."""


class Markup(HTMLParser):
    """What a browser would run of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note elements and attributes that no page of the workbench has."""
        given = dict(attrs)
        if tag in {"img", "iframe", "object", "base", "style"} or (
                tag == "script" and not str(given.get("src")).startswith("/static/")):
            self.found.append(tag)
        for name, value in given.items():
            if name.startswith("on") or name == "style" or (
                    name in {"href", "src", "action"} and str(value).startswith("javascript:")):
                self.found.append(f"{tag} {name}")

    handle_startendtag = handle_starttag


DOSSIER = f"/porto/ventures/{FIRST}/dossier?phase=all"


def is_harmless(page: str, typed: str) -> bool:
    """Whether markup that was typed stands nowhere as markup."""
    assert not Markup(page).found
    assert "49{% raw" not in page
    return "\u202e" not in page and "\x00" not in page and bool(typed)


@pytest.mark.parametrize("typed", HOSTILE)
def test_texts_in_addresses_stay_texts(reading_desk: Desk, typed: str) -> None:
    person = reading_desk.person("secretary", "body", "auditor", "author")
    for address, fields in (("/porto/board", ("q", "all", "call", "state", "phase", "due")),
                            ("/porto/money", ("by", "call")), ("/porto/audit", ("id", "expect")),
                            ("/porto/audit/archive", ("id",)),
                            (f"{CALL}/panel", ("phase", "edition", "places-0", "weight-perfil")),
                            (f"{CALL}/panel/sets", ("budget", "phase")),
                            (f"{CALL}/panel/beside", ("to", "stage", "phase")),
                            (f"{CALL}/lists", ("kind", "phase", "released")),
                            (DOSSIER.partition("?")[0], ("phase", "saved")),
                            ("/porto/method", ("edition",)),
                            (f"/porto/ventures/{FIRST}/trading", ("recorded",)),
                            (DRAFT, ("saved",)),
                            (f"{DRAFT}/trial", ("call",)), (INTERVIEW, ("saved",)),
                            ("/porto/across", ("q",)), ("/porto/intake", ("new", "updated")),
                            (f"/porto/ventures/{FIRST}/across", ("hub-x",)),
                            (f"/porto/ventures/{FIRST}/across/memo", ("to",)),
                            (f"/porto/ventures/{FIRST}/across/map/file", ("format",)),
                            (CALL, ("ran", "stepped")), (f"{CALL}/decide", ("decided",)),
                            (f"{CALL}/minutes", ("on", "format"))):
        for field in fields:
            answer = person.get(address, params={field: typed})
            assert answer.status_code < 500, (address, field)
            if "attachment" not in answer.headers.get("content-disposition", ""):
                assert is_harmless(answer.text, typed)


@pytest.mark.parametrize("typed", HOSTILE)
def test_texts_in_forms_come_back_as_they_were_typed(desk: Desk, typed: str) -> None:
    office, jury = desk.person("secretary"), desk.person("assessor", name="assessor-c")
    author = desk.person("author")
    sheet, mark = f"{CALL}/assess/{FIRST}", f"decision-{FIRST}"
    seen = marks_in(jury.get(sheet))
    marks = marks_in(office.get(f"{CALL}/decide"))
    with desk.bench.register.reading() as journal:
        judged = journal.read(kinds=["judgement"], personal=False)[0].seq
    forms = [
        (office, CALL, {"step": "recebidas", "body": "", "note": typed, "seen": "0"}, "note"),
        (office, CALL, {"step": typed, "body": "Body", "note": typed, "seen": "0"}, "note"),
        (office, "/porto/people", {"name": typed, "days": "x"}, "name"),
        (office, "/porto/people", {"name": "N", "call": typed, "days": typed}, "call"),
        (office, "/porto/people", {"withdraw": "1", "number": typed}, "number"),
        (office, f"{CALL}/decide", {**marks, mark: "stop", "on": "x", "body": typed,
                                    f"reasons-{FIRST}": typed, f"evidence-{FIRST}": typed},
         f"reasons-{FIRST}"),
        (office, f"/porto/ventures/{FIRST}/trading", {"months": f"month\tsales\nx\t{typed}"},
         "months"),
        (office, f"/porto/ventures/{FIRST}/trading", {
            "grid": "1", "cell-2025-01-sales": typed, f"cell-{typed}-jobs": typed}, "grid"),
        (office, CALL, {"member": typed, "standing": typed, "member-body": typed,
                        "reasons": typed, "received": typed}, "member-body"),
        (office, f"{CALL}/assignment", {"id-0": "a b", "name-0": typed, "most-0": "x",
                                        "group-0": typed, "seed": typed}, "name-0"),
        (office, f"/porto/entries/{judged}", {"set-note": typed, "set-score": typed, "day": typed,
                                              "reasons": typed}, "reasons"),
        (office, f"/porto/ventures/{FIRST}/sources", {
            "version": "1", "title-0": typed, "status-0": typed, "date-0": typed,
            "covers-0": typed, "note-0": typed}, "title-0"),
        (office, f"{CALL}/lists", {"body": "", "note": typed}, "note"),
        (office, DOSSIER, {"version": "1", "answer-solution.description": typed,
                           "answer-incubate.project_months": "x"}, "solution.description"),
        (office, DOSSIER, {"version": "1", "answer-incubate.project_months": typed},
         "incubate.project_months"),
        (author, "/porto/method/drafts", {"name": typed, "edition": "2024"}, "name"),
        (author, DRAFT, {"version": "1", "check": "1", "text": f"api = 1\n# {typed}\n["}, "text"),
        (jury, INTERVIEW, {"role": typed, "points-1": typed}, "role"),
        (jury, sheet, {**seen, "score-inovacao": "9", "note-inovacao": typed}, "note-inovacao"),
        (jury, sheet, {**seen, "score-inovacao": typed, "note-inovacao": typed}, "note-inovacao"),
    ]
    for person, address, form, field in forms:
        answer = person.post(address, data=form)
        assert answer.status_code == 422, (address, field)
        assert is_harmless(answer.text, typed)
        if typed.isprintable() and field != "grid":  # months that no grid has show nothing
            assert typed in html.unescape(answer.text), (address, field)
    with desk.bench.register.reading() as journal:
        assert not journal.read(kinds=["step"])


@pytest.mark.parametrize("typed", HOSTILE)
def test_exports_and_maps_come_back_as_texts(reading_desk: Desk, typed: str) -> None:
    office = reading_desk.person("secretary")
    cell = typed.replace('"', '""')
    sent = office.post("/porto/intake", files={"export": (
        f"{typed[:40]}.csv", f'Nome,"{cell}"\n"{cell}",x\n')})
    if sent.status_code == 422:  # a character that no export may hold
        assert is_harmless(sent.text, typed)
        return
    address = sent.headers["location"]
    fields = dict.fromkeys((
        "map-id", "same-place", "more-key-0", "more-value-0", "more-value-1",
        "map-dates", "map-sheet", "map-received",
        "map-blanks", "entry-1", "means-1-0", "word-1-0", "constants-1", "dates-1", "adds-1"),
        typed)
    for key in ("identify.problems.statement", "identify.implemented_in_place", typed):
        answer = office.post(address, data={**fields, "key-1": key, "key-2": typed, "go": "1"})
        assert answer.status_code == 422, key
        assert is_harmless(answer.text, typed)
        if typed.isprintable():
            assert html.unescape(answer.text).count(typed) > 3, key
    office.post("/porto/intake", data={"delete": address.rpartition("/")[2]})


@pytest.mark.parametrize("typed", HOSTILE[:3])
def test_what_was_recorded_is_shown_as_text_everywhere(desk: Desk, typed: str) -> None:
    office, jury = desk.person("secretary"), desk.person("assessor", name="assessor-c")
    sheet = f"{CALL}/assess/{FIRST}"
    jury.post(sheet, data={**marks_in(jury.get(sheet)), "score-inovacao": "3",
                           "note-inovacao": typed, "accept": typed})
    marks = marks_in(office.get(f"{CALL}/decide"))
    done = office.post(f"{CALL}/decide", data={
        **marks, f"decision-{FIRST}": "stop", "body": f"Body {typed}", "on": "2999-01-01",
        f"reasons-{FIRST}": typed, f"learning-{FIRST}": typed})
    assert done.status_code == 422
    stepped = office.post(CALL, data={"step": "recebidas", "body": f"Body {typed}",
                                      "note": typed, "seen": "0", "accept": typed})
    assert stepped.status_code == 303
    for address in (CALL, f"/porto/ventures/{FIRST}", "/porto/audit?id=labis-2023",
                    f"/porto/audit?id={FIRST}", "/porto/board"):
        page = office.get(address).text
        assert is_harmless(page, typed)
    assert typed in html.unescape(office.get(CALL).text)


@pytest.mark.parametrize("role", ["secretary", "assessor", "body", "auditor"])
@pytest.mark.parametrize("id", ["<b>", "a b", "..", "%00", "a" * 500, "𝕏"])
def test_odd_ids_in_addresses_are_not_there(reading_desk: Desk, role: Role, id: str) -> None:
    person = reading_desk.person(role, name="assessor-c")
    for address in ("/{id}/board", "/porto/calls/{id}", "/porto/calls/{id}/panel",
                    "/porto/calls/{id}/assess", "/porto/ventures/{id}",
                    "/porto/calls/labis-2023/assess/{id}", "/porto/calls/{id}/decide"):
        answer = person.get(address.replace("{id}", quote(id, safe="")))
        assert answer.status_code in {200, 303, 307, 401, 403, 404, 422}, address
        assert is_harmless(answer.text, id)
