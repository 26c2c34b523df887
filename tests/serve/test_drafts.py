"""Drafts of a method: checked in the words of `hubflow check`, never lost between two people."""

from __future__ import annotations

import html
import io
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.serve.conftest import CALL, DRAFT, INTERVIEW, VENTURES, Desk

from hubflow.cli import atomic_file
from hubflow.model.input_problems import BadInput
from hubflow.plugins.manager import load_hub
from hubflow.serve.drafting.method_drafts import DraftMoved, MethodDraft

TEXT = load_hub("porto").methodology.file.text
WRONG = TEXT.replace("weight = 1\n", "weight = -1\n", 1).replace("places = 20", "plaxes = 20", 1)


def draft_of(desk: Desk) -> MethodDraft:
    assert desk.bench.drafts is not None
    found = desk.bench.drafts.find("porto", "autumn")
    assert found is not None
    return found


def saved(person: TestClient, text: str, version: int) -> int:
    """Save a text as it was made from a version; the answer's status."""
    return int(person.post(DRAFT, data={"text": text, "version": str(version)}).status_code)


def test_the_editor_says_what_the_command_says_beside_each_line(desk: Desk) -> None:
    author = desk.person("author")
    page = author.post(DRAFT, data={"text": WRONG, "version": "1"}, headers={"hx-request": "true"})
    assert page.status_code == 200
    draft = draft_of(desk)
    assert draft.latest().text == TEXT, "what is only checked is not saved"
    (draft.folder / "methodology.toml").write_text(WRONG, "utf-8")
    said = subprocess.run([sys.executable, "-m", "hubflow", "check", "./folder"], cwd=draft.path,
                          capture_output=True, text=True, check=False,
                          env={**os.environ, "HUBFLOW_LANG": "en"}).stdout
    found = re.findall(r"(?m)^ *folder/methodology\.toml:(\d+): (.*) \[(HF\d+) ", said)
    assert len(found) == 2
    shown = html.unescape(re.sub("<[^>]+>", "", page.text))
    for line, what, check in found:
        assert f"Line {line} " in shown
        assert f"{what.rstrip('.')} {check}" in shown.replace(". HF", " HF")
    whole = author.post(DRAFT, data={"text": WRONG, "version": "1", "check": "1"})
    assert html.unescape(whole.text).count("plaxes = 20") == 2, "kept in the field, and quoted"
    assert "The file in the draft&#39;s folder was changed outside" in whole.text


def test_the_editor_says_what_is_wrong_in_the_language_of_whoever_writes(desk: Desk) -> None:
    author = desk.person("author", name="Rita")
    author.get("/language/pt")
    page = author.post(DRAFT, data={"text": WRONG, "version": "1"}, headers={"hx-request": "true"})
    shown = html.unescape(re.sub("<[^>]+>", "", page.text))
    assert "tem de ser mais do que 0, e não -1" in shown
    assert "chave desconhecida. Quer dizer «places»?" in shown
    assert not re.search("unknown key|must be|Did you mean", shown)
    far = author.post(DRAFT, data={"text": TEXT.replace("places = ", "lugares = ", 1),
                                   "version": "1"}, headers={"hx-request": "true"})
    known = html.unescape(far.text).partition("chave desconhecida. Conhecidas: ")[2]
    assert "places" in known.partition(".")[0].split(", "), "what may stand there is listed"


def test_an_author_reads_counts_roles_and_refusals_in_their_language(desk: Desk) -> None:
    author = desk.person("author", name="Rui")
    author.get("/language/pt")
    refused = html.unescape(author.post("/porto/method/drafts", data={
        "name": "Não Serve", "edition": "2024"}).text)
    assert "O nome do rascunho não serve: «Não Serve». Escreva letras minúsculas" in refused
    one = TEXT.replace("weight = 1\n", "weight = -1\n", 1)
    assert "1 problema, com a sua linha" in author.post(
        DRAFT, data={"text": one, "version": "1", "check": "1"}).text
    saved(author, TEXT.replace('edition = "2024"', 'edition = "2025"', 1), 1)
    for address in (DRAFT, f"{DRAFT}/trial", "/porto/method/drafts"):
        assert "Rui (autor do método)" in author.get(address).text


def test_a_version_is_kept_for_good_and_stands_in_the_folder(desk: Desk) -> None:
    author = desk.person("author", name="Rui")
    changed = TEXT.replace('edition = "2024"', 'edition = "2025"', 1)
    assert saved(author, changed, 1) == 303
    assert saved(author, changed, 1) == 303, "sent twice, saved once"
    draft = draft_of(desk)
    assert [(one.number, one.by) for one in draft.versions()] == [(1, "Rui"), (2, "Rui (author)")]
    assert draft.folder_text() == changed
    page = author.get(f"{DRAFT}?from=1")
    assert 'edition = &#34;2024&#34;' in page.text
    assert '<ins>+edition = &#34;2025&#34;</ins>' in page.text
    archive = zipfile.ZipFile(io.BytesIO(author.get(f"{DRAFT}/folder").content))
    assert archive.read("autumn/methodology.toml").decode() == changed
    assert "autumn/cases/funil.toml" in archive.namelist()
    installed = load_hub("porto").methodology.file.path
    assert installed.read_text("utf-8") == TEXT


def test_two_authors_see_each_other_and_lose_nothing(desk: Desk) -> None:
    one, other = desk.person("author", name="Ana"), desk.person("author", name="Rui")
    first = TEXT.replace("places = 20", "places = 18", 1)
    assert saved(one, first, 1) == 303
    typing = other.post(DRAFT, data={"text": TEXT, "version": "1"}, headers={"hx-request": "true"})
    assert "Ana (author of the method) has saved version 2 since you opened" in typing.text
    second = TEXT.replace('edition = "2024"', 'edition = "2025"', 1)
    page = other.post(DRAFT, data={"text": second, "version": "1"})
    assert page.status_code == 409
    assert "Ana (author of the method) saved version 2 meanwhile" in page.text
    assert draft_of(desk).latest().text == first
    assert "places = 18" in page.text
    assert 'edition = &#34;2025&#34;' in page.text
    assert 'name="version" value="2"' in page.text
    third = TEXT.replace("places = 20", "places = 15", 1)
    page = other.post(DRAFT, data={"text": third, "version": "1"})
    assert page.status_code == 409
    assert "changed the same lines as you" in page.text
    assert "<ins>+" in page.text
    assert "places = 15" in page.text
    assert saved(other, third, 2) == 303
    assert [each.text for each in draft_of(desk).versions()] == [TEXT, first, third]


def test_what_was_edited_in_the_folder_is_never_written_over(desk: Desk) -> None:
    author, draft = desk.person("author"), draft_of(desk)
    by_hand = TEXT.replace("places = 20", "places = 7", 1)
    (draft.folder / "methodology.toml").write_text(by_hand, "utf-8")
    assert saved(author, TEXT.replace("places = 20", "places = 9", 1), 1) == 303
    assert draft.folder_text() == by_hand
    assert "places = 7" in author.get(f"{DRAFT}?outside=1").text
    assert author.post(DRAFT, data={"version": "2", "write": "1"}).status_code == 303
    assert "places = 9" in draft.folder_text()


def test_a_full_disk_is_told_and_nothing_is_half_saved(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    author, draft = desk.person("author"), draft_of(desk)
    monkeypatch.setattr("hubflow.serve.drafting.method_drafts.put_new", full)
    page = author.post(DRAFT, data={"text": WRONG, "version": "1"})
    assert page.status_code == 422
    assert "No space left on device" in page.text
    assert "plaxes = 20" in page.text
    assert [one.number for one in draft.versions()] == [1]
    assert not list(draft.path.rglob(".hubflow-*"))


def test_of_two_that_save_at_once_one_comes_first(desk: Desk) -> None:
    draft = draft_of(desk)
    real = atomic_file.put_new
    raced: list[Path] = []

    def late(path: Path, target: Path) -> None:
        if not raced:
            raced.append(path)
            draft.save("# another\n", 1, "Rui")
        real(path, target)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hubflow.serve.drafting.method_drafts.put_new", late)
        with pytest.raises(DraftMoved):
            draft.save("# one\n", 1, "Ana")
    assert [one.text for one in draft.versions()] == [TEXT, "# another\n"]


def test_a_draft_is_begun_once_from_an_edition_in_the_register(desk: Desk) -> None:
    author = desk.person("author")
    new = author.post("/porto/method/drafts", data={"name": "spring", "edition": "2024"})
    assert new.headers["location"] == "/porto/method/drafts/spring"
    assert author.get(new.headers["location"]).status_code == 200
    for name in ("spring", "../x", "", "A b"):
        again = author.post("/porto/method/drafts", data={"name": name, "edition": "2024"})
        assert again.status_code == 422, name
    assert author.post("/porto/method/drafts",
                       data={"name": "new", "edition": "1999"}).status_code == 422
    assert "spring" in author.get("/porto/method/drafts").text
    with pytest.raises(BadInput):
        desk.bench.drafts.begin("porto", "..", "2024", "", None, "")  # type: ignore[union-attr]


def test_without_a_folder_for_drafts_the_page_says_how_to_have_one(example: Path) -> None:
    from tests.serve.conftest import workbench

    desk = Desk(workbench(f"sqlite:///{example}"), "")
    author = desk.person("author", "assessor")
    assert "Ask whoever runs the workbench" in author.get("/porto/method/drafts").text
    assert author.get(DRAFT).status_code == 404
    assert author.get("/porto/weights").status_code == 200
    desk.bench.register.register.close()


def test_a_draft_is_tried_on_the_checks_the_cases_and_a_past_call(desk: Desk) -> None:
    author = desk.person("author")
    assert "44 of 44" not in author.get(f"{DRAFT}/trial").text
    harsh = TEXT.replace("places = 20", "places = 2", 1)
    assert saved(author, harsh, 1) == 303
    checked = html.unescape(author.get(f"{DRAFT}/trial?what=check").text)
    assert "[HF403 cases.funil]" in checked
    assert "its gate was places 20 | otherwise stop | ranked by score and is places 2" in checked
    cases = author.get(f"{DRAFT}/trial?what=cases").text
    assert re.search("[0-8] of 9 cases as expected.", cases)
    assert "avançam para o bootcamp as 2 candidaturas" in cases or "Lugar" in cases
    body = desk.person("body")
    page = body.get(f"{CALL}/decide")
    marks = dict(re.findall(r'name="(seen[\w-]*)"[^>]*? value="([^"]*)"', page.text))
    ids = re.findall(r'name="decision-([\w-]+)"', page.text)
    done = body.post(f"{CALL}/decide", data={
        **marks, "on": "2999-01-01", "body": "Body", **{f"decision-{id}": "advance" for id in ids}})
    assert done.status_code == 422, "a day in the future"
    past = author.get(f"{DRAFT}/trial?what=call&call=labis-2023").text
    problems, applications = past.split("<h3>")[1:]
    assert f"Of {VENTURES} ventures the draft changes the recommendation on 0." in problems
    assert f"Of {VENTURES} decisions it recommends something else on 0." in problems
    assert f"<summary>{VENTURES} unchanged</summary>" in problems
    assert "decisions" not in applications, "the second phase is open"
    changed, same = applications.split("<summary>")
    differs = changed.count('<tr class="changed">')
    assert f"Of {VENTURES} ventures the draft changes the recommendation on {differs}." in changed
    assert 0 < differs < VENTURES
    assert same.startswith(f"{VENTURES - differs} unchanged")
    assert changed.count(">open</td>") == differs
    assert ">LAB.IS, 1.ª edição (sintética)</option>" in past
    assert author.get(f"{DRAFT}/trial?what=call&call=x").status_code == 404
    beside = author.post(DRAFT, data={"version": "2", "text": TEXT, "cases": "1"}).text
    assert "9 of 9 cases as expected." in beside
    assert "places = 20" in beside
    assert saved(author, WRONG, 2) == 303
    assert author.get(f"{DRAFT}/trial?what=call&call=labis-2023").status_code == 422


def points(*values: object, role: str) -> dict[str, str]:
    return {"role": role, **{f"points-{n}": str(value) for n, value in enumerate(values, 1)}}


def test_nobody_sees_others_weights_before_their_own_are_in(desk: Desk) -> None:
    ana, rui = desk.person("assessor", name="Ana"), desk.person("author", name="Rui")
    wrong = ana.post(INTERVIEW, data=points(50, 50, "x", "", 1, 1, role="youth worker"))
    assert wrong.status_code == 422
    assert "youth worker" in wrong.text
    assert ana.post(INTERVIEW, data=points(100, 50, 50, 50, 50, 50, role="youth worker")
                    ).status_code == 303
    assert "28.57" in ana.get(INTERVIEW).text
    before = rui.get(INTERVIEW).text
    assert "1 has answered" in before
    assert "28.57" not in before
    assert "youth worker" not in before.replace("such as “youth worker”", "")
    assert "youth worker" not in str([path.name for path in draft_of(desk).path.rglob("*")])
    taken = rui.post(INTERVIEW, data=points(50, 50, 100, 50, 50, 50, role="Youth Worker"))
    assert taken.status_code == 422
    assert "somebody has answered as Youth Worker already" in taken.text
    rui.post(INTERVIEW, data=points(50, 50, 100, 50, 50, 50, role="programme manager"))
    page = html.unescape(rui.get(INTERVIEW).text)
    assert "14.3–28.6" in page
    assert re.search("Nobody's weight is further from the mean than 34\\s?% of it", page)
    assert ana.post(INTERVIEW, data={"take": "1"}).status_code == 403
    assert rui.post(INTERVIEW, data={"take": "1"}).headers["location"] == f"{DRAFT}?saved=2"
    text = draft_of(desk).latest().text
    assert 'id = "weights-candidatura-' in text
    assert "band = 0.34" in text
    assert "youth worker, programme manager" in text or "programme manager, youth worker" in text
    assert 'The checks of the file find nothing.' in rui.get(DRAFT).text
    late = ana.post(INTERVIEW, data=points(100, 1, 1, 1, 1, 1, role="youth worker"))
    assert late.status_code == 422
    assert "the interview is closed" in late.text


def test_weights_are_those_of_the_command_whatever_the_method(desk: Desk, tmp_path: Path) -> None:
    rui = desk.person("author", name="Rui")
    places, blanks = (1, 2, 3, 3, 2, 1), ("1", "", "", "", "", "")
    asked = rui.post(f"{DRAFT}/weights", data={"parts": "candidatura", "method": "cards"})
    address = asked.headers["location"]
    assert address == "/porto/weights/autumn/2-cards"
    form = {"role": "lead", "ratio": "4", **{f"place-{n}": str(p) for n, p in enumerate(places, 1)},
            **{f"blanks-{n}": b for n, b in enumerate(blanks, 1)}}
    lacking = rui.post(address, data={**form, "ratio": ""})
    assert lacking.status_code == 422
    assert 'id="ratio-wrong"' in lacking.text
    assert rui.post(address, data=form).status_code == 303
    phase = next(one for one in load_hub("porto").methodology.methodology.phases
                 if one.id == "candidatura")
    ids = [one.id for one in phase.criteria]
    sheet = tmp_path / "answers.csv"
    sheet.write_text("person,criterion,place,blank cards,ratio\n" + "".join(
        f"lead,{id},{place},{blank},{4 if not n else ''}\n" for n, (id, place, blank) in enumerate(
            zip(ids, places, blanks, strict=True))), "utf-8")
    told = subprocess.run(
        [sys.executable, "-m", "hubflow", "weigh", "-p", str(draft_of(desk).folder), "--phase",
         "candidatura", "--with", "cards", "--answers", str(sheet), "--lang", "en"],
        capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    found = re.findall(r"  ([\d.]+) *$", told.stdout, re.MULTILINE)
    assert len(found) == len(ids)
    page = rui.get(address).text
    assert re.findall(r"<strong>([\d.]+)</strong>", page) == found
    pairs = rui.post(f"{DRAFT}/weights", data={"parts": "candidatura", "method": "pairs"})
    page = rui.get(pairs.headers["location"]).text
    assert page.count('name="times-') == 15
    assert rui.post(f"{DRAFT}/weights", data={"parts": "x", "method": "cards"}).status_code == 422
    assert rui.post(f"{DRAFT}/weights",
                    data={"parts": "candidatura", "method": "x"}).status_code == 422
    assert rui.get("/porto/weights").text.count("<tr>") == 4
