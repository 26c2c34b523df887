"""An export is mapped by clicking, settled, and taken in as the commands would do it."""

from __future__ import annotations

import datetime as dt
import html
import io
import re
from collections.abc import Mapping
from pathlib import Path

import httpx
import openpyxl
import pytest
import tomli
from starlette.testclient import TestClient
from tests.serve.conftest import Desk

from hubflow.engine.method.prepared_method import compiled_method
from hubflow.intake.intake_map import load_map
from hubflow.intake.taking_in import take_in
from hubflow.plugins.manager import load_hub
from hubflow.reading.toml.source import parse_toml, recorded_toml
from hubflow.register.storage.entries import Draft
from hubflow.serve.exports import export_reading
from hubflow.serve.exports.same_fields import same_in_rows, same_rows

INTAKE = "/porto/intake"
CALL_ID = "spring-2026"
HEAD = "Carimbo;Nome;E-mail;Quem são?;Quantos meses dura?;Já existe?;A solução num parágrafo\n"
ROWS = (
    "25/04/2024 10:11;Horta São João;a@x.pt;Pessoas idosas, sós;12;Não;Uma horta que junta vizinhos"
    "\n03/04/2024 09:00;Coro;b@x.pt;Jovens;18;Ainda não;Um coro que visita lares\n")


def brought(person: TestClient, content: bytes | str, name: str = "answers.csv") -> str:
    """The address of the map of an export that a person brings."""
    done = person.post(INTAKE, files={"export": (name, content)})
    assert done.status_code == 303, done.text
    return str(done.headers["location"])


def fields_of(page: httpx.Response) -> dict[str, str]:
    """The form of a page as a browser would send it unchanged."""
    text = page.text
    found = dict(re.findall(r'<input (?:id="[^"]*" |type="hidden" )?name="([^"]+)" value="([^"]*)"',
                            text))
    found |= dict(re.findall(r'<textarea[^>]*? name="([^"]+)"[^>]*>([^<]*)</textarea>', text))
    for name, body in re.findall(r'<select id="[^"]+" name="([^"]+)"[^>]*>(.*?)</select>', text,
                                 re.DOTALL):
        chosen = re.findall(r'<option(?: value="([^"]*)")?(?: lang="..")? selected>([^<]*)', body)
        found[name] = (chosen[0][0] or chosen[0][1]) if chosen else ""
    for name, value in re.findall(r'type="radio" name="([^"]+)" value="([^"]*)" checked', text):
        found[name] = value
    return {name: html.unescape(value) for name, value in found.items()}


def number_of(page: httpx.Response, heading: str) -> str:
    """The number of a column."""
    (found,) = re.findall(rf'id="heading-(\d+)">{re.escape(html.escape(heading))}<', page.text)
    return str(found)


def mapped(person: TestClient, address: str, **more: str) -> httpx.Response:
    """Choose what the draft left open, and go on."""
    page = person.get(address)
    number = {name: number_of(page, heading) for name, heading in (
        ("months", "Quantos meses dura?"), ("exists", "Já existe?"), ("name", "Nome"),
        ("text", "A solução num parágrafo"))}
    form = fields_of(page) | {
        f"key-{number['months']}": "incubate.project_months",
        f"key-{number['exists']}": "identify.implemented_in_place",
        f"key-{number['name']}": "name", f"key-{number['text']}": "solution.description",
        "map-id": "{Nome}", "same-call": CALL_ID, **more}
    looked = person.post(address, data=form)
    led: httpx.Response = person.post(address, data=fields_of(looked) | {"go": "1"} | meant(looked))
    return led


def meant(page: httpx.Response) -> dict[str, str]:
    """What the one word of the form that nobody else knows means."""
    words = re.findall(r'name="(word-[^"]+)" value="Ainda não"', page.text)
    return {words[0].replace("word", "means", 1): "no"} if words else {}


def taken(person: TestClient, address: str, **more: str) -> httpx.Response:
    """Take in what is to be taken in."""
    address = f"{address}/ventures"
    done: httpx.Response = person.post(address, data=fields_of(person.get(address)) | more)
    return done


def dossiers(desk: Desk) -> Mapping[str, list[Mapping[str, object]]]:
    """The versions of the dossiers that came in by the intake."""
    found: dict[str, list[Mapping[str, object]]] = {}
    with desk.bench.register.reading() as journal:
        for entry in journal.read(hub="porto", kinds=["dossier"]):
            if entry.subject in ("horta-sao-joao", "coro"):
                found.setdefault(entry.subject, []).append(
                    recorded_toml(str(entry.personal["text"])))
    return found


def by_command(folder: Path, own_map: str) -> dict[str, str]:
    """The dossiers that `hubflow intake` writes of the export by a map."""
    (folder / "intake.toml").write_text(own_map, "utf-8")
    (folder / "answers.csv").write_text(HEAD + ROWS, "utf-8")
    method = compiled_method(load_hub("porto")).methodology
    take_in(folder / "answers.csv", load_map(folder / "intake.toml"), folder / "out", method,
            update=False)
    return {path.stem: path.read_text("utf-8") for path in (folder / "out").glob("*.toml")}


def test_an_export_is_mapped_and_taken_in(desk: Desk, tmp_path: Path) -> None:
    person = desk.person("secretary")
    address = brought(person, HEAD + ROWS)
    page = person.get(address)
    assert "Horta São João" in page.text
    assert '<option value="-" lang="en" selected>' in page.text  # the contact is left out
    led = mapped(person, address)
    assert led.status_code == 303, led.text
    own_map = person.get(f"{address}/map").text
    assert parse_toml(own_map, "intake.toml").data["dossier"]["call"] == CALL_ID
    assert "hubflow intake answers.csv --map intake.toml" in person.get(address).text
    shown = person.get(f"{address}/ventures").text
    assert f"--call {CALL_ID}" in shown
    done = taken(person, address)
    assert done.headers["location"].endswith("new=2&updated=0"), done.text
    found = dossiers(desk)
    assert found["coro"][0]["incubate"] == {"project_months": 18}
    assert found["coro"][0]["identify"]["implemented_in_place"] is False  # type: ignore[index]
    assert person.get(address).status_code == 404  # the export is gone
    with desk.bench.register.reading() as journal:
        entry = journal.read(subject="coro", kinds=["dossier"])[0]
        (begun,) = journal.read(subject=CALL_ID, kinds=["call"])
    assert by_command(tmp_path, own_map)["coro"] == entry.personal["text"]
    assert (entry.body["call"], entry.personal["by"]) == (CALL_ID, "Ana Sample (secretary)")
    assert begun.body["edition"]  # its steps are those of the hub's method
    assert "b@x.pt" not in str(entry.personal)


def again(person: TestClient, rows: str, **more: str) -> str:
    """Bring another export of the same form, and map it; the address of its ventures."""
    address = brought(person, HEAD + rows)
    assert mapped(person, address, **more).status_code == 303
    return address


def edited(person: TestClient, venture: str) -> None:
    """Change a dossier on its own screen."""
    address = f"/porto/ventures/{venture}/dossier?phase=all"
    (version,) = re.findall(r'name="version" value="(\d+)"', person.get(address).text)
    done = person.post(address, data={
        "version": version, "answer-identify.priority_group": "Vizinhos sós"})
    assert done.headers["location"].endswith("saved=1"), done.text


def test_an_export_brought_again_shows_what_changed_and_spares_what_was_edited(desk: Desk) -> None:
    person = desk.person("secretary")
    taken(person, again(person, ROWS))
    edited(person, "coro")
    for months in ("14", "15"):  # a dossier that only the form changed stays the form's
        rows = ROWS.replace(";12;", f";{months};").replace(";18;", ";24;")
        address = again(person, rows)
        page = person.get(f"{address}/ventures").text
        assert f"→ {months}" in page
        assert "stays as it is" in page
        settle = taken(person, address)
        assert settle.status_code == 422  # of the edited one nobody said anything
        assert "Choose whether it is taken in" in settle.text
        done = taken(person, address, **{"take-coro": "no"})
        assert done.headers["location"].endswith("new=0&updated=1"), done.text
    found = dossiers(desk)
    assert [each["incubate"]["project_months"] for each in found["horta-sao-joao"]] == [12, 14, 15]  # type: ignore[index]
    assert found["coro"][-1]["incubate"] == {"project_months": 18}
    address = again(person, ROWS.replace(";18;", ";24;").replace(";12;", ";15;"))
    assert taken(person, address, **{"take-coro": "yes"}).status_code == 303
    newest = dossiers(desk)["coro"][-1]
    assert newest["incubate"] == {"project_months": 24}
    assert newest["identify"]["priority_group"] == "Jovens"  # type: ignore[index]


def test_who_is_late_repeats_or_shows_people_is_settled(desk: Desk) -> None:
    person = desk.person("secretary")
    taken(person, again(person, ROWS))
    own = f'id = "{CALL_ID}"\nhub = "porto"\ndeadline = 2026-01-31T17:00:00+00:00\n'
    with desk.bench.register.writing() as journal:
        journal.append([Draft(
            kind="call", hub="porto", subject=CALL_ID, on=dt.date.today(), body={
                "name": None, "date": None, "budget": None, "edition": "2025"},
            personal={"by": "tests", "text": own})])
    rows = ("31/01/2026 18:00;Horta de S. João;c@x.pt;Maria Silva, 912 345 678;12;Não;Uma horta que"
            " junta vizinhos\n30/01/2026 10:00;Coro Novo;d@x.pt;Jovens;6;Sim;Outro coro\n")
    address = again(person, rows, **{"map-received": "Carimbo"})
    page = person.get(f"{address}/ventures").text
    assert "Late: it came in on" in page
    assert "No column says when answers came in" not in page
    unseen = again(person, rows, **{"map-received": "No such column"})
    assert "No column says when answers came in: No such column." in person.get(
        f"{unseen}/ventures").text
    assert 'name="accept-horta-de-s-joao"' in page
    refused = taken(person, address, **{"take-coro-novo": "yes"})
    assert refused.status_code == 422
    assert "1 application is to be settled first" in refused.text
    assert '<a href="#settle-horta-de-s-joao">Horta de S. João: ' in refused.text
    assert len(desk_ventures(desk)) == 2
    chosen = {"take-horta-de-s-joao": "yes"}
    assert "Say why" in taken(person, address, **chosen).text
    done = taken(person, address, **chosen, **{"accept-horta-de-s-joao": "Made up"})
    assert done.headers["location"].endswith("new=2&updated=0"), done.text
    with desk.bench.register.reading() as journal:
        (late,) = [entry for entry in journal.read(kinds=["member"])
                   if entry.body["standing"] == "late"]
        dossier = journal.read(subject="horta-de-s-joao", kinds=["dossier"])[0]
    assert (late.subject, late.body["received"][:16]) == ("horta-de-s-joao", "2026-01-31T18:00")
    assert dossier.personal["accepted"].startswith("Made up (HF7")
    # who was in time stays in time, whenever other answers come in
    address = again(person, rows.replace("30/01/2026 10:00;Coro Novo", "01/02/2026 10:00;Coro Novo"
                                         ).replace(";6;", ";7;"), **{"map-received": "Carimbo"})
    page = person.get(f"{address}/ventures").text
    assert "These answers came in on" in page
    assert "recorded as late" not in page
    assert taken(person, address, **{"take-coro-novo": "yes"}).status_code == 303
    with desk.bench.register.reading() as journal:
        assert [entry.body["standing"] for entry in journal.read(
            subject="coro-novo", kinds=["member"])] == ["in the race"]


def desk_ventures(desk: Desk) -> set[str]:
    """The ventures of the call of these tests."""
    with desk.bench.register.reading() as journal:
        return {entry.subject for entry in journal.read(kinds=["dossier"])
                if entry.body["call"] == CALL_ID}


def test_a_form_that_is_sent_twice_records_once(desk: Desk) -> None:
    person = desk.person("secretary")
    first, second = again(person, ROWS), again(person, ROWS)
    form = fields_of(person.get(f"{second}/ventures"))
    assert taken(person, first).status_code == 303
    stale = person.post(f"{second}/ventures", data=form)
    assert stale.headers["location"].endswith("new=0&updated=0")
    assert {id: len(versions) for id, versions in dossiers(desk).items()} == {
        "horta-sao-joao": 1, "coro": 1}


def test_what_cannot_be_read_is_told_beside_its_column(reading_desk: Desk) -> None:
    person = reading_desk.person("secretary")
    address = brought(person, HEAD + ROWS.replace(";12;", ";uma dúzia;"))
    refused = mapped(person, address)
    number = number_of(refused, "Quantos meses dura?")
    beside = refused.text.split(f'id="beside-{number}"')[1].split("</section>")[0]
    assert "must be" in beside
    assert "uma dúzia" in beside
    assert 'value="spring-2026"' in refused.text
    checked = person.post(address, data=fields_of(refused), headers={"hx-request": "true"})
    assert "<html" not in checked.text
    assert 'hx-swap-oob="true"' in checked.text
    broken = person.post(address, data=fields_of(refused) | {
        "more-key-0": "incubate.project_months", "more-value-0": "a dozen", "map-id": "{No}"})
    assert broken.status_code == 422
    assert 'name="more-value-0" value="a dozen"' in broken.text
    assert 'id="more-value-0-wrong"' in broken.text
    assert 'id="map-id-wrong"' in broken.text
    assert person.post(INTAKE, data={"delete": address.rpartition("/")[2]}).status_code == 303
    assert person.get(address).status_code == 404


def workbook() -> bytes:
    """Answers in a workbook with two sheets."""
    book, file = openpyxl.Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    sheet.append(["Nome", "Quantos meses dura?"])
    sheet.append(["Horta", 12])
    book.create_sheet("Second").append(["Nome"])
    book.save(file)
    return file.getvalue()


def test_a_workbook_is_read_in_a_process_of_its_own(reading_desk: Desk) -> None:
    person = reading_desk.person("secretary")
    address = brought(person, workbook(), "../Answers 2026.xlsx")
    page = person.get(address)
    assert "Answers-2026.xlsx" in page.text
    assert "Second" in page.text
    refused = person.post(address, data=fields_of(page) | {"map-sheet": "Third"})
    assert "there is no sheet" in html.unescape(refused.text)
    assert person.get(address).status_code == 200
    person.get("/language/pt")  # another process read the file
    refused = person.post(address, data=fields_of(page) | {"map-sheet": "Third"})
    assert "não há nenhuma folha «Third»" in html.unescape(refused.text)


@pytest.mark.parametrize(("name", "content"), [
    ("answers.exe", b"MZ"), ("answers.xlsx", b"no workbook"), ("answers.csv", b""),
    ("answers.csv", b"\x00\x01\x02"), ("answers.csv", b"a;b\n" + b"\x00"),
    ("answers.csv", b"one,two\n"), ("answers.xlsx", b"PK\x03\x04" + b"0" * 200)])
def test_a_file_that_is_no_export_is_told(reading_desk: Desk, name: str, content: bytes) -> None:
    person = reading_desk.person("secretary")
    refused = person.post(INTAKE, files={"export": (name, content)})
    if refused.status_code == 303:  # headings without answers can be mapped already
        assert content == b"one,two\n"
        return
    assert refused.status_code == 422
    assert 'id="export-wrong"' in refused.text
    assert "tmp" not in refused.text


def test_a_file_that_takes_too_long_or_too_much_ends_its_own_process_alone(
    reading_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = reading_desk.person("secretary")
    monkeypatch.setattr(export_reading, "_WALL", 0.001)
    refused = person.post(INTAKE, files={"export": ("answers.csv", HEAD + ROWS)})
    assert refused.status_code == 422
    assert "seconds of reading" in refused.text


def test_a_form_with_a_file_is_taken_up_to_its_size_by_its_screen_alone(
    reading_desk: Desk
) -> None:
    person = reading_desk.person("secretary")
    large = b"x" * 10_200_000
    assert person.post(INTAKE, files={"export": ("a.csv", large)}).status_code == 413
    assert person.post(INTAKE, files={"export": ("a.exe", large[:2_000_000])}).status_code == 422
    assert person.post("/porto/people", files={"x": ("a", large[:2_000_000])}).status_code == 413
    assert person.post("/porto/people", files={"x": ("a", b"x")}).status_code in (400, 422)
    assert reading_desk.person("auditor").post(
        INTAKE, files={"export": ("a.csv", "a")}).status_code == 403


def test_the_menu_of_a_column_asks_whole_questions_under_headings(desk: Desk) -> None:
    person = desk.person("secretary")
    page = person.get(brought(person, HEAD + ROWS)).text
    (menu,) = re.findall(r'<select id="key-1".*?</select>', page, re.DOTALL)
    groups = {html.unescape(title): dict(re.findall('<option value="([^"]+)">([^<]*)', body))
              for title, body in re.findall('<optgroup label="([^"]+)">(.*?)</optgroup>', menu)}
    assert groups["Respostas atuais"]["identify.responses.gap"] == (
        "Respostas atuais: Quem ou o que deixa de fora.")
    assert groups["Pilotos"]["test.pilots.came"] == (
        "Pilotos: Quantos vieram pelo menos uma vez.")
    assert list(groups)[-1] == "About the dossier itself"
    assert len(groups["About the dossier itself"]) < 6
    shown = [html.unescape(text) for choices in groups.values() for text in choices.values()]
    keys = [key for choices in groups.values() for key in choices if "." in key]
    assert not [text for text in shown if any(f"({key})" in text for key in keys)]
    assert not [title for title in groups if title.endswith(".") or ": " in title]
    assert set(groups["A autarquia"]) >= {"identify.authority.name", "identify.authority.support"}
    assert "solution.mechanism.needs.what" in groups["Condições do mecanismo"]


def test_an_export_competes_in_a_call_chosen_by_its_name(desk: Desk) -> None:
    person = desk.person("secretary")
    address = brought(person, HEAD + ROWS)
    page = person.get(address)
    assert '<option value="LAB.IS, 1.ª edição (sintética)"></option>' in page.text
    shown = person.post(address, data={
        **fields_of(page), "same-call": "lab.is, 1.ª EDIÇÃO (sintética)"})
    assert 'name="same-call" value="LAB.IS, 1.ª edição (sintética)"' in shown.text
    assert 'call = "labis-2023"' in person.get(f"{address}/map").text
    refused = person.post(address, data={**fields_of(page), "same-call": "Some other call"})
    assert refused.status_code == 422
    assert 'id="same-call-wrong"' in refused.text
    assert 'value="Some other call"' in refused.text
    assert 'call = "labis-2023"' in person.get(f"{address}/map").text


def test_what_is_wrong_with_a_row_names_the_question_not_its_key(desk: Desk) -> None:
    person = desk.person("secretary")
    address = brought(person, HEAD + ROWS)
    page = person.post(address, data=fields_of(person.get(address)) | {"go": "1"})
    assert "row 2: Nome da iniciativa:" in page.text
    assert "row 2: name:" not in page.text


def test_a_map_that_names_the_moment_of_arrival_in_several_ways_keeps_them_all(
    desk: Desk
) -> None:
    person = desk.person("secretary")
    address = brought(person, HEAD + ROWS)
    own = person.get(f"{address}/map").text
    own = "\n".join(line for line in own.splitlines() if not line.startswith("received"))
    several = 'received = [\n    "Timestamp",\n    "carimbo",\n]'
    done = person.post(INTAKE, files={"export": ("answers.csv", HEAD + ROWS),
                                      "map": ("intake.toml", f"{several}\n{own}")})
    address = str(done.headers["location"])
    page = person.get(address)
    assert fields_of(page)["map-received"] == "Carimbo"
    looked = person.post(address, data=fields_of(page))
    assert several in person.get(f"{address}/map").text
    person.post(address, data=fields_of(looked) | {"map-received": "Nome"})
    own = parse_toml(person.get(f"{address}/map").text, "intake.toml")
    assert own.data["received"] == ["Nome"]
    person.post(address, data=fields_of(looked) | {"map-received": ""})
    assert "received" not in person.get(f"{address}/map").text


def test_an_export_competes_in_the_only_call_unless_it_is_cleared(desk: Desk) -> None:
    person = desk.person("secretary")
    address = brought(person, HEAD + ROWS)
    page = person.get(address)
    assert fields_of(page)["same-call"] == "LAB.IS, 1.ª edição (sintética)"
    person.post(address, data=fields_of(page) | {"same-call": ""})
    assert fields_of(person.get(address))["same-call"] == ""


def test_what_is_the_same_in_all_is_a_question_and_its_answer(desk: Desk) -> None:
    person = desk.person("secretary")
    address = brought(person, HEAD + ROWS)
    page = person.get(address)
    assert page.text.count('name="more-key-') == 2
    assert "identify.problems.statement" not in page.text.split('id="more-key-0"')[1].split(
        "</select>")[0], "what is asked of each entry of a list"
    typed = {"more-key-0": "trade.legal_form", "more-value-0": "associação",
             "more-key-1": "identify.implemented_in_place", "more-value-1": "não"}
    shown = person.post(address, data=fields_of(page) | typed)
    assert shown.text.count('name="more-key-') == 4, "room for more"
    data = tomli.loads(person.get(f"{address}/map").text)["dossier"]
    assert data["trade"]["legal_form"] == "association"
    assert data["identify"]["implemented_in_place"] is False
    again = fields_of(person.get(address))
    assert sorted(text for name, text in again.items() if name.startswith("more-")) == [
        "", "", "", "", "association", "identify.implemented_in_place", "no", "trade.legal_form"]
    for wrong, field in (({"more-value-2": "x"}, "more-key-2"),
                         ({"more-key-2": "trade.legal_form", "more-value-2": "x"}, "more-key-2"),
                         ({"more-key-2": "trade.start", "more-value-2": "soon"}, "more-value-2")):
        refused = person.post(address, data=again | wrong)
        assert refused.status_code == 422
        assert f'id="{field}-wrong"' in refused.text
        assert 'name="more-value-2" value="' + wrong["more-value-2"] in refused.text
    assert person.post(address, data=again | {
        name: "" for name in again if name.startswith("more-")}).status_code in (200, 422)
    assert "trade" not in tomli.loads(person.get(f"{address}/map").text)["dossier"]


def test_a_text_of_several_lines_that_no_row_can_show_stays_as_it_was() -> None:
    before = {"summary": "One line.\nAnother.", "trade": {"legal_form": "association"}}
    shown = same_rows(before, None)
    assert "summary" not in shown.values()
    assert same_in_rows(shown, before, None, {}) == before
