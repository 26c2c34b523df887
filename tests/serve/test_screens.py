"""What the screens show, and that they record what the commands record."""

from __future__ import annotations

import datetime as dt
import html
import io
import re
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient
from tests.serve.conftest import CALL, FIRST, ORIGIN, VENTURES, Desk, marks_in, today, workbench

from hubflow.cli.main import cli
from hubflow.model.assessors import Assessor
from hubflow.plugins.workbench.workbench_page import RoleGrant, Visitor
from hubflow.register.calls.call_assessors import record_assessors
from hubflow.register.recording.steps import call_progress
from hubflow.register.storage.entries import EntryKind, JournalEntry
from hubflow.serve.entrance.invitations import Invitations
from hubflow.text.numbers import day

SHEET = f"{CALL}/assess/{FIRST}"
CRITERIA = ("inovacao", "adequacao", "impacto-sistemico", "viabilidade", "perfil", "recursos")


def recorded(desk: Desk, *kinds: EntryKind, since: int = 0) -> list[JournalEntry]:
    with desk.bench.register.reading() as journal:
        return [entry for entry in journal.read(kinds=kinds) if entry.seq > since]


def head(desk: Desk) -> int:
    with desk.bench.register.reading() as journal:
        return journal.head()[0]


def answers(person: TestClient, address: str = SHEET, **more: str) -> dict[str, str]:
    """A filled-in form of the screen to judge on."""
    page = person.get(address)
    ids = re.findall(r'id="problem-([\w-]+)"', page.text)
    return {"seen": marks_in(page)["seen"], **{f"score-{id}": "4" for id in ids}, **more}


def test_the_board_shows_who_stands_where_and_finds_words_of_dossiers(reading_desk: Desk) -> None:
    person = reading_desk.person("secretary")
    page = person.get("/porto/board").text
    assert f"LAB.IS, 1.ª edição (sintética)</strong></a> · {VENTURES} ventures" in page
    assert page.count("/porto/ventures/candidatura-") >= VENTURES
    found = person.get("/porto/board?q=coro").text
    assert 0 < len(set(re.findall(r"/porto/ventures/[\w-]+", found))) < VENTURES
    passages = found.partition('id="passages"')[2].partition("</section>")[0]
    assert re.match(r'><span role="status">(?:\d+ ventures have|One venture has) these words',
                    passages)
    assert re.search(r'<span class="fact">[^<]+</span> … [^<]*coro', passages, re.I)
    assert "hubflow register search coro --hub porto" in found
    assert "register board --hub porto" in page
    assert "There are no ventures here" in person.get("/porto/board?q=nosuchword").text
    assert page.count('<option value="">all</option>') == 4
    assert "<button>Show</button>" in page
    assert page.find("id=\"due\"") < page.index("class=\"wall\"")
    assert f'href="#state-identify"><span class="sentence">Identify</span> {VENTURES}</a>' in page


def test_a_hub_is_read_in_its_own_language_whatever_the_browser_asks_for(
    example: Path
) -> None:
    bench = workbench(f"sqlite:///{example}", language="")
    desk = Desk(bench, f"sqlite:///{example}")
    invitation, _ = Invitations(bench.keeper, ORIGIN).make(
        Visitor(name="Rui", grants=(RoleGrant(role="secretary", hub="porto"),)), 1)
    person = desk.client()
    assert '<html lang="pt"' in person.get(invitation).text
    person.post(invitation)
    assert '<html lang="pt"' in person.get("/porto/board").text
    assert '<html lang="pt"' in person.get("/nothing").text
    person.get("/language/en")
    assert '<html lang="en"' in person.get("/porto/board").text
    bench.register.register.close()


def test_the_screens_speak_the_language_that_one_chose(reading_desk: Desk) -> None:
    person = reading_desk.person("secretary", "body")
    person.get("/language/pt")
    for address, words in (("/porto/board", "Quadro"), (CALL, "Participantes"),
                           (f"{CALL}/panel", "Pontuação"), (f"{CALL}/decide", "Dia da decisão")):
        page = person.get(address).text
        assert words in page
        assert '<html lang="pt"' in page


def test_only_steps_that_may_be_taken_now_are_offered_with_their_day(desk: Desk) -> None:
    person = desk.person("secretary")
    page = person.get(CALL).text
    (offered,) = re.findall('<select id="step".*?</select>', page)
    with desk.bench.register.reading() as journal:
        steps = call_progress(journal, "porto", "labis-2023").rules.steps
    assert f'value="{steps[0].id}"' in offered
    assert f'value="{steps[-1].id}"' not in offered
    assert "not yet: " in page
    form = {"step": steps[0].id, "body": "The office", "seen": "0", "step-on": "soon"}
    assert 'id="step-on-wrong"' in person.post(CALL, data=form).text
    yesterday = dt.date.today() - dt.timedelta(1)
    person.post(CALL, data=form | {"step-on": yesterday.isoformat()})
    (entry,) = recorded(desk, "step")
    assert entry.on == yesterday


def test_a_step_of_a_call_is_recorded_as_the_command_does(desk: Desk) -> None:
    person = desk.person("secretary")
    form = {"step": "recebidas", "body": "The office", "note": "", "seen": "0"}
    for _ in range(2):  # sent twice: recorded once
        assert person.post(CALL, data=form).status_code == 303
    (entry,) = recorded(desk, "step")
    assert entry.body == {"step": "recebidas"}
    assert entry.personal == {"by": "Ana Sample (secretary)", "body": "The office", "note": ""}
    wrong = person.post(CALL, data={**form, "step": "recebidas", "seen": "1"})
    assert wrong.status_code == 422
    assert "it has come to &#34;Applications received&#34; already" in wrong.text
    assert 'value="The office"' in wrong.text  # what was typed stays
    assert "A wrong step is withdrawn on the screen Audit: click entry" in wrong.text
    assert "hubflow register correct" not in wrong.text
    assert person.post(CALL, data={**form, "body": " "}).status_code == 422


def test_a_step_says_what_stands_below_its_list(desk: Desk) -> None:
    person = desk.person("secretary")
    form = {"step": "recebidas", "body": "The office", "note": "", "seen": "0",
            "step-place": "The town hall", "step-sign": "Ana\nRui"}
    for wrong in ("soon", "2000-01-01"):
        refused = person.post(CALL, data={**form, "step-until": wrong})
        assert refused.status_code == 422
        assert 'id="step-until-wrong"' in refused.text
        assert "--published-at &#39;The town hall&#39;" in refused.text
        assert 'value="The town hall"' in refused.text
    for field, text, why in (
            ("step-place", "x" * 201, "Write at most 200 characters."),
            ("step-sign", "Ana\nRui; chair", "Write each signer on a line of their own")):
        refused = person.post(CALL, data={**form, field: text})
        assert (refused.status_code, recorded(desk, "step")) == (422, [])
        assert why in refused.text.partition(f'id="{field}-wrong"')[2][:200]
        assert text in refused.text
    assert person.post(CALL, data={**form, "step-until": "2999-01-02"}).status_code == 303
    (entry,) = recorded(desk, "step")
    assert entry.body["complaints_until"] == "2999-01-02"
    assert (entry.personal["published_at"], entry.personal["signers"]) == (
        "The town hall", "Ana; Rui")


def test_the_run_of_a_call_is_recorded_with_its_receipt(desk: Desk) -> None:
    before = head(desk)
    answer = desk.person("secretary").post(CALL, data={"run": "1"})
    assert answer.headers["location"] == f"{CALL}?ran={VENTURES}"
    (run,) = recorded(desk, "run", since=before)
    assert run.body["journal"] == before
    assert len(recorded(desk, "recommendation", since=before)) == VENTURES


def test_an_assessor_judges_and_comes_to_the_next_application(desk: Desk) -> None:
    person, before = desk.person("assessor", name="assessor-c"), head(desk)
    page = person.get(SHEET).text
    assert f"1 of {VENTURES}" in page
    assert "Others said" not in page
    assert "<strong>Finance plan:</strong> No amount was given." in page
    assert "what each level means: 1 is the lowest, 5 the highest." in page
    done = person.post(SHEET, data=answers(person, then="next", **{"note-inovacao": "New here."}))
    assert done.headers["location"] == f"{CALL}/assess/candidatura-02"
    new = recorded(desk, "judgement", since=before)
    assert {entry.body["criterion"] for entry in new} == set(re.findall(
        r'id="problem-([\w-]+)"', page))
    assert {entry.body["score"] for entry in new} == {4}
    assert {entry.personal["by"] for entry in new} == {"assessor-c (assessor)"}
    assert {entry.personal["assessor"] for entry in new} == {"assessor-c"}
    assert [entry.personal["note"] for entry in new if entry.personal["note"]] == ["New here."]
    assert "1 of 12 done" in person.get("/porto/assess").text
    # what others said is shown once one's own is in
    assert "Others said" in person.get(SHEET).text


def test_a_form_sent_twice_is_recorded_once(desk: Desk) -> None:
    person, before = desk.person("assessor", name="assessor-c"), head(desk)
    form = answers(person)
    assert person.post(SHEET, data=form).status_code == 303
    count = len(recorded(desk, "judgement", since=before))
    assert person.post(SHEET, data={**form, "seen": answers(person)["seen"]}).status_code == 303
    assert len(recorded(desk, "judgement", since=before)) == count


def test_two_windows_see_each_other_and_lose_nothing(desk: Desk) -> None:
    person = desk.person("assessor", name="assessor-c")
    one, two = answers(person), answers(person)
    person.post(SHEET, data=one)
    late = person.post(SHEET, data={**two, "score-inovacao": "2", "note-inovacao": "Second."})
    assert late.status_code == 409
    assert "Second." in late.text
    assert 'value="2" checked' in late.text
    again = {**two, "score-inovacao": "2", "seen": marks_in(late)["seen"]}
    assert person.post(SHEET, data=again).status_code == 303
    said = [entry.body["score"] for entry in recorded(desk, "judgement")
            if entry.personal["assessor"] == "assessor-c" and entry.subject == FIRST
            and entry.body["criterion"] == "inovacao"]
    assert said == [4, 2]


def test_what_is_saved_while_one_judges_tells_what_it_saw(desk: Desk) -> None:
    person = desk.person("assessor", name="assessor-c")
    form = {key: value for key, value in answers(person).items()
            if key in {"seen", "score-inovacao"}}
    saved = person.post(SHEET, data=form, headers={"hx-request": "true"})
    assert "Saved." in saved.text
    assert "<html" not in saved.text
    assert int(marks_in(saved)["seen"]) == head(desk)
    wrong = person.post(SHEET, headers={"hx-request": "true"}, data={
        **form, "seen": marks_in(saved)["seen"], "score-inovacao": "9"})
    assert "is off the scale" in html.unescape(wrong.text) or "1 to 5" in wrong.text
    assert int(re.findall(r'id="problem-inovacao"[^>]*>\s*<strong', wrong.text) != []) == 1


@pytest.mark.parametrize("headers", [{}, {"hx-request": "true"}])
def test_a_note_without_a_score_is_told_beside_it_and_the_rest_is_saved(
    desk: Desk, headers: dict[str, str]
) -> None:
    person, before = desk.person("assessor", name="assessor-c"), head(desk)
    form = {"seen": answers(person)["seen"], "score-perfil": "3", "note-inovacao": "No score."}
    done = person.post(SHEET, data=form, headers=headers)
    assert done.status_code == (200 if headers else 422)
    assert "Saved." not in done.text
    assert re.findall(r'id="problem-inovacao"[^>]*><strong[^>]*>The note is not saved', done.text)
    (entry,) = recorded(desk, "judgement", since=before)
    assert entry.body["criterion"] == "perfil"
    cleared = person.post(SHEET, headers=headers, data={
        "seen": marks_in(done)["seen"], "score-perfil": ""})
    assert "Saved." not in cleared.text
    assert "the score that is recorded, 3, stays" in cleared.text


def test_a_conflict_can_be_declared_at_any_time(desk: Desk) -> None:
    person, before = desk.person("assessor", name="assessor-c"), head(desk)
    person.post(SHEET, data=answers(person))
    assert person.post(SHEET, data={"conflict": "yes", "seen": "0"}).status_code == 303
    entry = recorded(desk, "judgement", since=before)[-1]
    assert entry.body["conflict"] is True
    page = person.get(SHEET).text
    assert "You declared a conflict of interest" in page
    assert 'name="score-' not in page


def test_notes_that_tell_of_people_served_are_not_recorded_unsaid(desk: Desk) -> None:
    person, before = desk.person("assessor", name="assessor-c"), head(desk)
    note = "Call Rosa Pereira at 912 345 678 about her son."
    form = answers(person, **{"note-inovacao": note})
    refused = person.post(SHEET, data=form)
    assert refused.status_code == 422
    assert note in html.unescape(refused.text)
    assert 'name="accept"' in refused.text
    assert "It looks like the " in refused.text.partition('name="accept"')[0]
    person.get("/language/pt")
    pt = person.post(SHEET, data=form, headers={"hx-request": "true"}).text
    said = re.findall(r'role="alert">([^<]*)<', pt)[0]
    assert re.fullmatch(r"(Parece[^.]*: [^.]*\. ?)+", said.replace("…", "")), said
    assert re.search(r'role="alert">[^<]*</strong>.*Manter, porque', pt, re.S)
    person.get("/language/en")
    assert head(desk) == before
    assert person.post(SHEET, data={**form, "accept": "A made-up person"}).status_code == 303
    told = {entry.personal.get("accepted", "") for entry in recorded(
        desk, "judgement", since=before)}
    assert all(each.startswith("A made-up person (HF7") for each in told)


def test_who_is_not_asked_about_a_venture_cannot_judge_it(desk: Desk) -> None:
    person = desk.person("assessor", name="assessor-c")
    for address in (f"{CALL}/assess/no-such", "/porto/calls/other/assess/candidatura-01"):
        assert person.get(address).status_code in {404, 422}
        assert person.post(address, data={"seen": "0"}).status_code in {404, 422}


def test_the_call_shows_how_far_each_assessor_is(reading_desk: Desk) -> None:
    page = reading_desk.person("secretary").get(CALL).text
    assert page.count(f"{VENTURES} of {VENTURES}") >= 2
    assert re.search(f"assessor-c: still to be judged, {VENTURES} of your {VENTURES} applications "
                     "in [^:]+: ", page)


def test_an_abstention_is_no_application_done(desk: Desk) -> None:
    person = desk.person("assessor", name="assessor-c")
    person.post(SHEET, data={"conflict": "yes", "seen": "0"})
    page = desk.person("secretary").get(CALL).text
    (row,) = re.findall('<tr><th scope="row">assessor-c.*?</tr>', page, re.S)
    assert f"0 of {VENTURES - 1}</span>" in row
    assert f"{VENTURES - 1} of your {VENTURES - 1} applications" in row
    (abstains,) = re.findall('data-heading="Abstains from">([^<]*)<', row)
    assert abstains not in ("", "–")
    assert f"0 of {VENTURES - 1} done" in person.get(f"{CALL}/assess").text
    assert f"0 of {VENTURES - 1} done" in person.get("/porto/assess").text


def test_the_panel_shows_who_would_change_and_records_nothing(reading_desk: Desk) -> None:
    person, before = reading_desk.person("body"), head(reading_desk)
    page = person.get(f"{CALL}/panel").text
    assert "Degree of innovation" in page
    fewer = person.get(f"{CALL}/panel", params={"phase": "candidatura", "places-0": "5"}).text
    assert fewer.count('class="changed') == VENTURES - 5
    assert f"advance → <strong>stop</strong> ({VENTURES - 5}): " in fewer
    part = person.get(f"{CALL}/panel", params={"phase": "candidatura", "places-0": "5"},
                      headers={"hx-request": "true"}).text
    assert "<html" not in part
    assert part.count('class="changed') == VENTURES - 5
    same = person.get(f"{CALL}/panel", params={"phase": "candidatura", "places-0": "12"}).text
    assert 'class="changed' not in same
    assert head(reading_desk) == before


@pytest.mark.parametrize(("field", "value"), [
    ("places-0", "2.5"), ("places-0", "-1"), ("weight-inovacao", "many"),
    ("weight-inovacao", "-3"), ("weight-inovacao", "inf")])
def test_a_number_of_a_what_if_that_is_none_is_told_beside_its_field(
    reading_desk: Desk, field: str, value: str
) -> None:
    page = reading_desk.person("body").get(
        f"{CALL}/panel", params={"phase": "candidatura", field: value})
    assert page.status_code == 200
    assert f'id="{field}-wrong"' in page.text
    assert f'value="{value}"' in page.text


def deciding(person: TestClient, **more: str) -> dict[str, str]:
    return {"body": "The board", "on": today(), **marks_in(person.get(f"{CALL}/decide")), **more}


def test_many_decisions_are_recorded_together_and_once(desk: Desk) -> None:
    person, before = desk.person("body"), head(desk)
    form = deciding(person, **{
        f"decision-{FIRST}": "advance", "decision-candidatura-02": "stop",
        "reasons-candidatura-02": "Too early.", "learning-candidatura-02": "Ask again in a year."})
    for count in (2, 0):  # sent twice
        done = person.post(f"{CALL}/decide", data=form)
        assert done.headers["location"] == f"{CALL}/decide?decided={count}"
    first, second = recorded(desk, "decision", since=before)
    assert (first.body["decision"], first.body["departs"]) == ("advance", False)
    assert (second.body["decision"], second.body["departs"]) == ("stop", True)
    assert second.personal == {
        "by": "Ana Sample (body)", "body": "The board", "reasons": "Too early.",
        "learning": "Ask again in a year."}


def test_a_departure_without_reasons_is_told_beside_it_and_nothing_is_recorded(desk: Desk) -> None:
    person, before = desk.person("secretary"), head(desk)
    form = deciding(person, **{f"decision-{FIRST}": "advance",
                               "decision-candidatura-02": "stop"})
    refused = person.post(f"{CALL}/decide", data=form)
    assert refused.status_code == 422
    assert 'id="reasons-candidatura-02-wrong"' in refused.text
    assert "departs from the recommendation" in refused.text
    assert head(desk) == before
    checked = re.findall(r'name="decision-([\w-]+)" value="(\w+)" checked', refused.text)
    assert (FIRST, "advance") in checked


def test_a_stop_without_a_note_is_told_at_its_field_by_the_name_of_the_field(desk: Desk) -> None:
    person, before = desk.person("secretary"), head(desk)
    form = deciding(person, **{f"decision-{FIRST}": "stop", f"reasons-{FIRST}": "Too early."})
    refused = person.post(f"{CALL}/decide", data=form).text
    assert f'id="learning-{FIRST}-wrong"' in refused
    assert f'<a href="#learning-{FIRST}">' in refused
    assert "Write the note in the field" in refused
    assert "--learning" not in refused.split("<footer>")[0]
    assert head(desk) == before
    done = person.post(f"{CALL}/decide", data=form | {"learning-all": "Ask again."})
    assert done.headers["location"].endswith("decided=1")
    (entry,) = recorded(desk, "decision", since=before)
    assert entry.personal["learning"] == "Ask again."


def test_all_of_a_phase_are_chosen_as_recommended_but_for_what_was_changed(desk: Desk) -> None:
    person, before = desk.person("body"), head(desk)
    form = deciding(person, **{f"decision-{FIRST}": "revise", f"reasons-{FIRST}": "Unclear."})
    chosen = person.post(f"{CALL}/decide", data=form | {"body": "", "choose": "candidatura"})
    assert chosen.status_code == 200
    assert head(desk) == before
    found = dict(re.findall(r'name="decision-([\w-]+)" value="(\w+)" checked', chosen.text))
    assert found[FIRST] == "revise"
    assert len(found) == VENTURES
    assert {word for id, word in found.items() if id != FIRST} == {"advance"}
    del found["candidatura-02"]
    done = person.post(f"{CALL}/decide", data=form | {
        f"decision-{id}": word for id, word in found.items()})
    assert done.headers["location"].endswith(f"decided={VENTURES - 1}")


def test_a_decision_on_what_changed_meanwhile_is_held_back(desk: Desk) -> None:
    person, other, before = desk.person("body"), desk.person("body", name="Bo"), head(desk)
    form = deciding(person, **{f"decision-{FIRST}": "advance"})
    theirs = deciding(other, **{f"decision-{FIRST}": "revise",
                                f"reasons-{FIRST}": "The budget is unclear."})
    assert other.post(f"{CALL}/decide", data=theirs).status_code == 303
    late = person.post(f"{CALL}/decide", data=form)
    assert late.status_code == 409
    assert "Somebody decided on it" in late.text
    assert len(recorded(desk, "decision", since=before)) == 1


@pytest.mark.parametrize("wrong", [{"body": " "}, {"on": "31/3"}, {"on": "2999-01-01"},
                                   {f"decision-{FIRST}": ""}])
def test_a_sitting_needs_its_body_its_day_and_a_decision(
    desk: Desk, wrong: dict[str, str]
) -> None:
    person, before = desk.person("body"), head(desk)
    form = deciding(person, **{f"decision-{FIRST}": "advance", **wrong})
    assert person.post(f"{CALL}/decide", data=form).status_code == 422
    assert head(desk) == before


def test_minutes_hold_the_decisions_and_the_digest(desk: Desk) -> None:
    person = desk.person("body")
    person.post(f"{CALL}/decide", data=deciding(person, **{f"decision-{FIRST}": "advance"}))
    with desk.bench.register.reading() as journal:
        _, entry, digest = journal.proof()
    text = person.get(f"{CALL}/minutes?format=md").text
    assert f"entry {entry}, digest {digest}" in text
    assert "The board" in text
    assert "# Decisions: LAB.IS, 1.ª edição (sintética), " in text
    for blank in ("Place", "Present", "Signatures"):
        assert f"**{blank}:** \\_" in text
    assert "**Members of the jury who judged:** assessor-a; assessor-b" in text
    page = person.get(CALL).text.partition("Phases decided on")[2]
    assert f'<td data-heading="Decided on">{day(dt.date.today(), "en")} · ' in page
    assert "assessor-a (12), assessor-b (12)" in page.partition("</table>")[0]
    assert "| Candidatura sintética 01 | Candidatura | 87.5 | 2 | advance | advance | " in text
    word = person.get(f"{CALL}/minutes?format=docx")
    assert word.headers["content-disposition"].endswith(f'{today()}.docx"')
    content = zipfile.ZipFile(io.BytesIO(word.content)).read("word/document.xml").decode()
    assert digest in content
    assert person.get(f"{CALL}/minutes?format=exe").status_code == 404


def test_minutes_tell_who_had_abstained_when_their_scores_were_made(desk: Desk) -> None:
    person = desk.person("body")
    desk.person("assessor", name="assessor-b").post(SHEET, data={"conflict": "yes", "seen": "0"})
    assert recorded(desk, "judgement")[-1].body["conflict"] is True
    person.post(f"{CALL}/decide", data=deciding(person, **{f"decision-{FIRST}": "advance"}))
    with desk.bench.register.register.writing() as journal:
        record_assessors(journal, "porto", "labis-2023", (
            Assessor(id="assessor-a", conflicts=(FIRST,)), Assessor(id="assessor-b")),
            on=dt.date.today(), by="tests")
    text = person.get(f"{CALL}/minutes?format=md").text
    assert "| Candidatura sintética 01 | Candidatura | 87.5 | 2 | " in text
    assert "Abstained" not in text
    assert "judged:** assessor-a; assessor-b" in text


def test_why_leads_from_a_recommendation_to_its_sources(reading_desk: Desk) -> None:
    page = reading_desk.person("auditor").get(f"/porto/ventures/{FIRST}").text
    assert "Degree of innovation" in page
    assert "<details" in page
    assert f"hubflow why {FIRST} --register --hub porto" in page
    assert "4.5 on the scale from 1 to 5 counts as 87.5 of 100: 100 × (4.5 − 1) ÷ (5 − 1)" in page
    assert "LAB.IS, 1.ª edição (sintética)</a>" in page
    shown = day(dt.date.today(), "en")
    assert f"Example body, {shown}: <strong>advance" in page
    assert f'data-heading="Day">{shown}' in page
    assert "Applications: advance</td>" in page
    assert today() not in page
    assert reading_desk.person("auditor").get("/porto/ventures/no-such").status_code == 422


def test_the_audit_and_money_call_ventures_and_calls_by_their_names(reading_desk: Desk) -> None:
    person = reading_desk.person("auditor")
    assert "Candidatura sintética 12</a>" in person.get("/porto/audit").text
    assert "History of Candidatura sintética 01" in person.get(f"/porto/audit?id={FIRST}").text
    assert '"labis-2023">LAB.IS, 1.ª edição (sintética)</option>' in person.get(
        "/porto/money").text


@pytest.mark.parametrize(("language", "name"), [("en", "Applications"), ("pt", "Candidatura")])
def test_a_phase_has_one_name_on_every_screen(
    reading_desk: Desk, language: str, name: str
) -> None:
    person = reading_desk.person("auditor", "body")
    person.cookies.set("hubflow_language", language)
    for address in ("/porto/board", CALL, f"{CALL}/decide", f"/porto/ventures/{FIRST}"):
        page = person.get(address).text
        assert name in page, address
        assert {"en": "Candidatura<", "pt": "Applications"}[language] not in page, address


def test_an_address_of_nothing_keeps_the_menu_of_who_is_signed_in(reading_desk: Desk) -> None:
    page = reading_desk.person("auditor").get("/porto/nowhere")
    assert page.status_code == 404
    assert 'href="/porto/board"' in page.text


def test_why_names_assessors_as_the_list_of_the_call_does(desk: Desk) -> None:
    with desk.bench.register.register.writing() as journal:
        record_assessors(journal, "porto", "labis-2023", (
            Assessor(id="assessor-a", name="The first reader"), Assessor(id="assessor-b")),
            on=dt.date.today(), by="tests")
    page = desk.person("auditor").get(f"/porto/ventures/{FIRST}").text
    assert "<li>The first reader: <strong>" in page
    assert "<li>assessor-b: <strong>" in page
    assert "assessor-a" not in page


def test_the_audit_proves_repeats_and_shows_the_history(reading_desk: Desk) -> None:
    person = reading_desk.person("auditor")
    with reading_desk.bench.register.reading() as journal:
        seq, digest = journal.head()
    sound = person.get(f"/porto/audit?verify=1&expect={digest}").text
    assert f"{seq} entries, nothing changed." in sound
    assert digest in sound
    assert "1 finding." in person.get(f"/porto/audit?verify=1&expect={'f' * 64}").text
    assert "differences: 0" in person.get("/porto/audit?replay=1").text
    assert "decision" in person.get(f"/porto/audit?id={FIRST}").text
    assert person.get("/porto/audit?id=no-such").status_code == 404


def test_an_invitation_from_the_screen_opens_the_workbench(desk: Desk) -> None:
    person = desk.person("secretary")
    form = {"name": "assessor-c", "role-assessor": "on", "days": "7", "call": "labis-2023"}
    page = person.post("/porto/people", data=form).text
    (address,) = re.findall(r'id="link" readonly value="([^"]+)"', page)
    (number,) = re.findall("to withdraw it: ([0-9a-f]{16})", page)
    guest = desk.client()
    assert guest.post(address).status_code == 303
    assert guest.get("/").headers["location"] == "/porto/assess"
    assert guest.get("/porto/board").status_code == 403
    listed = person.get("/porto/people").text
    assert '<option value="labis-2023">' in listed
    assert re.search(r'row">assessor-c</th>\s*<td[^>]*>assessor \(LAB.IS, [^)]*\)\)</td>', listed)
    assert 'State">taken<' in listed
    assert f'name="number" value="{number}"><button' in listed
    withdrawn = person.post("/porto/people", data={"withdraw": "1", "number": number})
    assert 'State">withdrawn<' in withdrawn.text
    assert f'name="number" value="{number}"><button' not in withdrawn.text
    assert guest.get("/porto/assess").status_code == 401
    file = person.post("/porto/people", data={**form, "file": "1"})
    assert file.text.startswith("assessor-c: open this link once")


@pytest.mark.parametrize("call", ["labis-2023", ""])
def test_an_assessor_whom_no_list_names_is_invited_with_a_warning(desk: Desk, call: str) -> None:
    person = desk.person("secretary")
    form = {"role-assessor": "on", "days": "7", "call": call}
    for more in ({}, {"file": "1"}):
        page = person.post("/porto/people", data={**form, "name": "Nobody Known", **more}).text
        assert "No list of assessors here names Nobody Known" in page
        assert "assessor-c" in page
        assert 'id="link"' in page
        assert 'name="name" value=""' in page
    page = person.post("/porto/people", data={**form, "name": "ASSESSOR-C"}).text
    assert "The invitation for ASSESSOR-C is ready" in page
    assert "No list of assessors" not in page
    body = {**form, "role-body": "on", "name": "Nobody Known"}
    del body["role-assessor"]
    assert "No list of assessors" not in person.post("/porto/people", data=body).text


@pytest.mark.parametrize(("wrong", "field"), [
    ({"name": " "}, "name"), ({"days": "0"}, "days"), ({"days": "x"}, "days"),
    ({"call": "no-such"}, "call"), ({"role-assessor": ""}, "roles")])
def test_what_is_wrong_with_an_invitation_stands_beside_its_field(
    reading_desk: Desk, wrong: dict[str, str], field: str
) -> None:
    form = {"name": "Bo", "role-assessor": "on", "days": "7", "call": "", **wrong}
    form = {key: value for key, value in form.items() if key != "role-assessor" or value}
    page = reading_desk.person("secretary").post("/porto/people", data=form)
    assert page.status_code == 422
    assert f'id="{field}-wrong"' in page.text


def test_an_archive_is_that_of_the_command_and_of_nobody_elses_hub(
    desk: Desk, tmp_path: Path
) -> None:
    auditor = desk.person("auditor")
    assert f"/porto/audit/archive?id={FIRST}" in auditor.get(f"/porto/audit?id={FIRST}").text
    for query, more in ((f"?id={FIRST}", ["--venture", FIRST]), ("", [])):
        made = tmp_path / "made.zip"
        assert CliRunner().invoke(cli, [
            "register", "export", *more, "--out", str(made), "--register", desk.url]).exit_code == 0
        own, other = (zipfile.ZipFile(file) for file in (
            io.BytesIO(auditor.get(f"/porto/audit/archive{query}").content), made))
        assert own.namelist() == other.namelist()
        assert own.read("entries.jsonl") == other.read("entries.jsonl")
    assert auditor.get("/porto/audit/archive?id=nobody").status_code == 404
    of_hub = desk.person("auditor", hub="porto")
    assert of_hub.get("/porto/audit/archive").status_code == 200, "the register holds one hub"


def test_a_long_board_is_read_page_by_page(
    reading_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hubflow.serve.screens import board_screen

    person, shown = reading_desk.person("secretary"), "/porto/ventures/(candidatura-[0-9]+)\""
    whole = person.get("/porto/board").text
    state = max(re.findall('id="state-([a-z]+)"', whole), key=lambda one: len(re.findall(
        shown, person.get(f"/porto/board?state={one}").text)))
    wall = person.get(f"/porto/board?state={state}").text.partition('class="wall"')[2]
    every = re.findall(shown, wall)
    monkeypatch.setattr(board_screen, "_MOST", 3)
    found: list[str] = []
    address = f"?state={state}"
    while address:
        page = person.get(f"/porto/board{address}").text.partition('class="wall"')[2]
        found += re.findall(shown, page)
        following = re.search('href="([?][^"]*after=[^"]*)"', page)
        address = html.unescape(following[1]) if following else ""
    assert len(every) > 3
    assert found == every
    monkeypatch.setattr(board_screen, "_MOST", 300)
    row = '<th scope="row"><a href="/porto/ventures/[^<]*</a></th>.*'
    every = re.findall(row, person.get("/porto/board?due=all").text)
    monkeypatch.setattr(board_screen, "_MOST", 10)
    page = person.get("/porto/board?due=all").text
    found = re.findall(row, page)
    while following := re.search('href="([?][^"]*due_after=[^"]*)"', page):
        page = person.get(f"/porto/board{html.unescape(following[1])}").text
        found += re.findall(row, page)
    assert len(every) > 10
    assert found == every
