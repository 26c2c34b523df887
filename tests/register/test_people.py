"""People in a register: those served stay out of it, others are told and taken out hub by hub."""

from __future__ import annotations

import io
import itertools
import json
import zipfile
from pathlib import Path

import pytest

from hubflow.reading.limits import PACKED_SIZE
from hubflow.register.office import files_with_names
from hubflow.register.office.files_with_names import files_holding
from hubflow.register.people.name_forms import longer_name, name_pattern

from .conftest import Hubflow, begin_register, set_up_once
from .test_commands import dossier, method, sheet

NAMED = 'summary = "Mrs Maria Exemplo said that she would come."\n'


@set_up_once
def begun(tmp_path: Path) -> None:
    """An empty register, and the small hub's folder beside it."""
    method(tmp_path / "hub")
    begin_register()


def test_signs_of_people_served_are_not_recorded_unless_accepted(
    begun: Hubflow, tmp_path: Path
) -> None:
    head = begun("register", "verify").out
    add = ("register", "add", "-p", "./hub", "--on", "2025-01-01")
    refused = begun(*add, dossier(tmp_path, "yew", NAMED), dossier(tmp_path, "oak"), code=1)
    assert "yew.toml:3: summary: looks like the name of a person" in refused.err
    assert "nothing was recorded" in refused.err
    assert "Maria" not in refused.err + refused.out
    assert begun("register", "verify").out == head

    begun(*add, "yew.toml", "oak.toml", "--accept", "A made-up person")
    told = {venture: json.loads(begun("register", "history", venture, "--json").out)[-1]
            for venture in ("yew", "oak")}
    assert told["yew"]["personal"]["accepted"] == "A made-up person (HF701)"
    assert "accepted" not in told["oak"]["personal"]
    # a reason beside the line is enough
    with_reason = dossier(tmp_path, "elm", f"# HF701: made up to show the way\n{NAMED}")
    begun(*add, with_reason)
    later = dossier(tmp_path, "oak", NAMED)
    begun("register", "update", "-p", "./hub", later, code=1)


def test_a_jurys_notes_are_looked_through(begun: Hubflow, tmp_path: Path) -> None:
    begun("register", "add", "-p", "./hub", dossier(tmp_path, "oak"), "--on", "2025-01-01")
    rows = tmp_path / "jury-1.csv"
    rows.write_text("venture,phase,criterion,assessor,score,note\n"
                    "oak,identify,depth,ana,4,A girl aged 14 asked for it\n", "utf-8")
    refused = begun("register", "judge", rows.name, code=1).err
    assert "jury-1.csv:2: note" in refused
    begun("register", "judge", rows.name, "--on", "2025-01-02", "--accept", "An age group's word")
    assert "An age group" in begun("register", "history", "oak", "--json").out


def test_reports_leave_names_out_unless_asked(begun: Hubflow, tmp_path: Path) -> None:
    led = dossier(tmp_path, "oak", '[incubate.leader]\nname = "Rosa Exemplo"\n')
    begun("register", "add", "-p", "./hub", led, "--on", "2025-01-01", "--by", "Rosa Exemplo")
    begun("register", "judge", sheet(tmp_path, "oak rosa 5"), "--on", "2025-01-02")
    begun("register", "run", "-p", "./hub", "--on", "2025-01-03")
    for command in (["history", "oak"], ["history", "oak", "--json"], ["show", "oak"],
                    ["show", "oak", "--json"], ["board"], ["board", "--json"]):
        assert "rosa" not in begun("register", *command).out.lower(), command
    assert "Rosa Exemplo" in begun("register", "history", "oak", "--json", "--names").out


def test_a_hub_takes_names_out_of_its_own_entries(begun: Hubflow, tmp_path: Path) -> None:
    other = method(tmp_path / "other")
    path = tmp_path / "other" / "methodology.toml"
    path.write_text(path.read_text("utf-8").replace('id = "small"', 'id = "other"'), "utf-8")
    leader = '[incubate.leader]\nname = "Rosa Exemplo"\n'
    begun("register", "add", "-p", "./hub", dossier(tmp_path, "oak", leader), "--on", "2025-01-01")
    begun("register", "add", "-p", other, dossier(tmp_path, "elm", leader), "--on", "2025-01-01")
    redact = ("register", "redact", "Rosa Exemplo", "--reasons", "She asked", "--yes")
    assert "several hubs" in begun(*redact, code=2).err
    begun(*redact, "--hub", "small")
    begun("register", "export", "--person", "Rosa Exemplo", "--all-hubs", "--out", "rosa.json")
    left = json.loads((tmp_path / "rosa.json").read_text("utf-8"))["entries"]
    assert {entry["venture"] for entry in left} == {"elm"}
    begun("register", "correct", "3", "--withdraw", "--reasons", "r", "--hub", "other", code=2)
    begun("register", "verify")


def test_files_that_still_hold_a_name_are_told(begun: Hubflow, tmp_path: Path) -> None:
    leader = '[incubate.leader]\nname = "Rosa Exemplo"\n'
    begun("register", "add", "-p", "./hub", dossier(tmp_path, "oak", leader), "--on", "2025-01-01")
    begun("register", "backup", "old.db")
    with zipfile.ZipFile(tmp_path / "letter.docx", "w") as letter:
        letter.writestr("word/document.xml", "<w:t>Rosa</w:t><w:t>Exemplo</w:t>")
    (tmp_path / "paper.pdf").write_bytes(b"%PDF-1.7")
    told = begun("register", "redact", "rosa exemplo", "--reasons", "r", "--files", ".").out
    for name in ("oak.toml", "old.db", "letter.docx"):
        assert f"file {name}: holds the name" in told
    assert "file paper.pdf: cannot be looked into" in told
    assert "methodology.toml" not in told
    assert "oak" in begun("register", "search", "ROSA").out
    begun("register", "redact", "rosa exemplo", "--reasons", "r", "--yes")
    assert json.loads(begun("register", "search", "rosa", "--json").out) == []
    assert b"exemplo" not in (tmp_path / "hub.db").read_bytes().lower()  # nor in the index


def test_free_text_that_rules_read_is_not_chained(hubflow: Hubflow, tmp_path: Path) -> None:
    hub = method(tmp_path / "hub")
    path = tmp_path / "hub" / "methodology.toml"
    path.write_text(path.read_text("utf-8") + """
[[stages.identify.requirements]]
id = "authority"
holds = "identify.authority.name = 'Rosa Exemplo'"
says = "It is her."
source = "s"
""", "utf-8")
    begin_register()
    hubflow("register", "add", "-p", hub, "--on", "2025-01-01",
            dossier(tmp_path, "oak", '[identify.authority]\nname = "Rosa Exemplo"\n'))
    hubflow("register", "run", "-p", hub, "--on", "2025-01-02")
    hubflow("register", "redact", "Rosa Exemplo", "--reasons", "r", "--yes")
    ran = [entry for entry in json.loads(hubflow("register", "history", "oak", "--json").out)
           if entry["kind"] == "recommendation"]
    assert "Rosa" not in json.dumps(ran)
    assert ran[0]["body"]["requirements"]["authority"] == "holds"


TOLD = "Mrs Maria Exemplo said that she would come."
BY = ("--by", "The board", "--on", "2025-01-05")


@pytest.mark.parametrize(("act", "kind"), [
    (("decide", "oak", "revise", "--reasons", TOLD), "decision"),
    (("decide", "oak", "stop", "--reasons", "r", "--learning", TOLD), "decision"),
    (("pause", "oak", "--reasons", TOLD), "pause"),
    (("close", "oak", "--reasons", "r", "--learning", TOLD), "close"),
    (("move", "oak", "-p", "./new", "--record", "--reasons", TOLD), "move"),
    (("award", "oak", "--funder", "F", "--amount", "5", "--purpose", TOLD), "award"),
    (("resource", "oak", "--kind", "other", "--hours", "1", "--what", TOLD), "resource"),
    (("step", "spring", "received", "--note", TOLD), "step"),
    (("correct", "5", "--set", f"note={TOLD}", "--reasons", "r"), "correction"),
    (("correct", "5", "--withdraw", "--reasons", TOLD), "correction"),
])
def test_every_text_is_looked_through(
    begun: Hubflow, tmp_path: Path, act: tuple[str, ...], kind: str
) -> None:
    begun("register", "add", "-p", "./hub", dossier(tmp_path, "oak"), "--call", "spring",
          "--on", "2025-01-01")
    begun("register", "judge", sheet(tmp_path, "oak rosa 5"), "--on", "2025-01-02")
    begun("register", "run", "-p", "./hub", "--on", "2025-01-03")
    method(tmp_path / "new", edition="2")
    head = begun("register", "verify").out
    refused = begun("register", *act, *BY, code=1).err
    about = "spring" if kind == "step" else "oak"
    key = next(f"{option} note" if option == "--set" else option
               for option, said in itertools.pairwise(act) if said.endswith(TOLD))
    assert refused.startswith(f"{about}: {key}: looks like the name of a person (M…)")
    assert "nothing was recorded" in refused
    assert begun("register", "verify").out == head

    begun("register", *act, *BY, "--accept", "A made-up person")
    begun("register", "verify")
    begun("register", "export", "--person", "Maria Exemplo", "--out", "maria.json")
    told = json.loads((tmp_path / "maria.json").read_text("utf-8"))["entries"]
    assert [entry["kind"] for entry in told] == [kind]
    begun("register", "export", "--out", "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert archive.read("entries.jsonl").decode().count("A made-up person (HF701)") == 1


def test_a_release_is_looked_through(begun: Hubflow, tmp_path: Path) -> None:
    begun("register", "add", "-p", "./hub", dossier(tmp_path, "oak"), "--on", "2025-01-01")
    begun("register", "pause", "oak", "--reasons", "r", *BY)
    begun("register", "release", "oak", "--note", TOLD, *BY, code=1)
    begun("register", "release", "oak", "--note", TOLD, *BY, "--accept", "Made up")


def test_names_of_the_ventures_own_people_may_be_told(begun: Hubflow, tmp_path: Path) -> None:
    led = dossier(tmp_path, "oak", '[incubate.leader]\nname = "Rosa Exemplo"\n')
    begun("register", "add", "-p", "./hub", led, "--on", "2025-01-01")
    begun("register", "pause", "oak", "--by", "Maria Modelo, the chair", "--on", "2025-01-02",
          "--reasons", "Rosa Exemplo told Maria Modelo that she needs a rest")
    begun("register", "resume", "oak", "--by", "The chair", "--on", "2025-01-03",
          "--reasons", "Maria Modelo agrees, as does Ana Silva", code=1)


def test_assessors_whose_names_are_taken_out_stay_as_many(begun: Hubflow, tmp_path: Path) -> None:
    """Two who judged the same on one day are not taken for one, and one by two spellings is one."""
    begun("register", "add", "-p", "./hub", dossier(tmp_path, "oak"), "--on", "2025-01-01")
    rows = tmp_path / "jury-1.csv"
    rows.write_text("venture,phase,criterion,assessor,score\noak,identify,depth,Ana Silva,5\n"
                    "oak,identify,depth,Rui Costa,1\n", "utf-8")
    begun("register", "judge", rows.name, "--on", "2025-01-02")
    rows.write_text("venture,phase,criterion,assessor,score\noak,identify,depth,rui costa,3\n",
                    "utf-8")
    begun("register", "judge", rows.name, "--on", "2025-01-02")
    begun("register", "run", "-p", "./hub", "--on", "2025-01-03")
    for name in ("Ana Silva", "Rui Costa"):
        begun("register", "redact", name, "--reasons", f"{name} asked", "--yes")
    assert "no difference" in begun("register", "replay").out
    begun("register", "verify")
    history = begun("register", "history", "oak", "--names").out.lower()
    assert "ana silva" not in history
    assert "rui costa" not in history


def test_a_name_is_found_however_its_letters_are_written(begun: Hubflow, tmp_path: Path) -> None:
    for id, name in (("oak", "José Exemplo"), ("elm", "Jose\u0301 Exemplo"),
                     ("yew", "Jos\\u00e9 Exemplo")):
        begun("register", "add", "-p", "./hub", "--on", "2025-01-01",
              dossier(tmp_path, id, f'[incubate.leader]\nname = "{name}"\nrole = "chair"\n'))
    told = begun("register", "redact", "José Exemplo", "--reasons", "r", "--files", ".").out
    for name in ("oak.toml", "elm.toml", "yew.toml"):
        assert f"file {name}: holds the name" in told
    assert "Found in 3 entries" in told
    begun("register", "redact", "José Exemplo", "--reasons", "r", "--yes")
    begun("register", "verify")
    begun("register", "run", "-p", "./hub", "--on", "2025-01-02")
    texts = "".join(begun("register", "history", id, "--json", "--names").out
                    for id in ("oak", "elm", "yew"))
    assert texts.count("[redacted") == 3
    assert "chair" in texts
    for left in ("Exemplo", "u00e9"):
        assert left not in texts


@pytest.mark.parametrize(("person", "written"), [
    ("Søren Łukasz", "Soren Lukasz"), ("Soren Lukasz", "SØREN ŁUKASZ"),
    ("Strauß Groß", "Strauss Gross"), ("Aesa Strauss", "Æsa Strauß"),
    ("Anne-Marie O'Brien", "Anne Marie O\u2019Brien"),
    ("Anne-Marie O'Brien", "anne\u2011marie obrien"),
    ("José da Silva", "Jos\u00adé da\u200b Silva"),
])
def test_a_name_is_found_as_other_keyboards_write_it(person: str, written: str) -> None:
    assert name_pattern(person, every_form=False).search(f"by {written}.")
    assert not name_pattern(person, every_form=False).search(f"by {written}a.")


def test_signs_alone_are_no_name(begun: Hubflow, tmp_path: Path) -> None:
    begun("register", "add", "-p", "./hub", dossier(tmp_path, "oak"), "--on", "2025-01-01")
    said = begun("register", "redact", "'" * 4, "--reasons", "r", code=2).err
    assert "fewer than 3 letters" in said


def packed(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize(("name", "content", "held"), [
    ("excel.csv", "José Exemplo".encode("cp1252"), True),
    ("excel.txt", "José Exemplo".encode("utf-16"), True),
    ("page.xml", b"<a>Jos&#233;</a> <b>Exemplo</b>", True),
    ("pack.zip", packed({"a/sheet.xlsx": packed({"xl/x.xml": "José Exemplo".encode()})}), True),
    ("letters.zip", packed({"letter.pdf": b"%PDF"}), False),
    ("deep.zip", packed({f"{at}.zip": packed({"x": b"0" * 2**18}) for at in range(4)}), False),
])
def test_files_of_other_programs_are_looked_into_for_a_name(
    tmp_path: Path, name: str, content: bytes, held: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    # what is unpacked adds up: each archive by itself has less than the limit
    monkeypatch.setattr(files_with_names, "PACKED_SIZE", PACKED_SIZE.replace(most=1))
    (tmp_path / name).write_bytes(content)
    (tmp_path / "other.txt").write_text("Rosa Exemplar", "utf-8")
    assert list(files_holding(tmp_path, "José Exemplo")) == [(tmp_path / name, held)]


def test_every_form_of_a_name_is_taken_out(begun: Hubflow, tmp_path: Path) -> None:
    begun("register", "add", "-p", "./hub", dossier(tmp_path, "oak", (
        '[incubate.leader]\nname = "Inês Sá Exemplo"\nrole = "Exemplo, Inês; INES EXEMPLO; I. '
        'Exemplo; I.S.E.; Inês; ines.exemplo@example.org; a inesperada Rosa Exemplo"\n')),
        "--on", "2025-01-01", "--accept", "A made-up person")
    redact = ("register", "redact", "Inês Sá Exemplo", "--reasons", "r")
    told = begun(*redact).out
    for form in ("Inês Sá Exemplo", "Exemplo, Inês", "INES EXEMPLO", "I. Exemplo", "I.S.E.",
                 "ines.exemplo@example.org"):
        assert form in told
    assert "Not looked at: backups" in told
    assert "Middle names and the family name by themselves" in told
    assert "PostgreSQL" in told
    only = begun(*redact, "--as-written").out
    assert "INES" not in only
    begun(*redact, "--yes")
    begun("register", "verify")
    left = begun("register", "history", "oak", "--json", "--names").out
    assert "a inesperada Rosa Exemplo" in left
    for form in ("Inês", "INES", "I. Ex", "I.S.E.", "@example.org"):
        assert form not in left


@pytest.mark.parametrize("written", [
    "Rosa Maria Pereira", "ROSA MARIA DA LUZ PEREIRA", "rosa maria pereira", "Rosa-Maria Pereira",
    "R. M. Pereira", "Pereira, Rosa Maria", "R.M.P."])
def test_middle_names_are_taken_along(begun: Hubflow, tmp_path: Path, written: str) -> None:
    led = dossier(tmp_path, "oak", f'[incubate.leader]\nname = "{written}"\n')
    begun("register", "add", "-p", "./hub", led, "--on", "2025-01-01")
    redact = ("register", "redact", "Rosa Pereira", "--reasons", "r")
    assert f"({written})" in begun(*redact).out
    begun(*redact, "--yes")
    begun("register", "verify")
    told = json.loads(begun("register", "history", "oak", "--json", "--names").out)[-1]
    assert 'name = "[redacted]"\n' in told["personal"]["text"]


@pytest.mark.parametrize("longer", [
    "Rosa Costa", "Rosa Pereira da Costa", "Rosa Pereira-Costa", "Ana Rosa Pereira", "Ana-Rosa"])
def test_a_longer_name_is_left_whole_and_told(
    begun: Hubflow, tmp_path: Path, longer: str
) -> None:
    led = dossier(tmp_path, "oak", f'[incubate.leader]\nname = "{longer}"\nrole = "Rosa"\n')
    begun("register", "add", "-p", "./hub", led, "--on", "2025-01-01")
    out = begun("register", "redact", "Rosa Pereira", "--reasons", "r", "--yes").out
    assert f'"{longer}" (entry ' in out
    assert f'hubflow register redact "{longer}" --as-written' in out
    told = begun("register", "history", "oak", "--json", "--names").out
    assert longer in told
    assert 'role = \\"[redacted]' in told
    again = begun("register", "redact", "Rosa Pereira", "--reasons", "r", code=2).err
    assert f"There is {longer}" in again
    if " Pereira" in longer:
        refused = begun("register", "export", "--person", "Rosa Pereira", "--out", "r.json", code=2)
        assert f"There is {longer}" in refused.err
        begun("register", "export", "--person", longer, "--out", "r.json")
    part = begun("register", "redact", longer.split()[0].split("-")[0], "--reasons", "r",
                 "--as-written").out
    assert "a part stays" in part
    begun("register", "redact", longer, "--reasons", "r", "--yes", "--as-written")
    assert longer not in begun("register", "history", "oak", "--json", "--names").out


@pytest.mark.parametrize("sentence", [
    "Yesterday Rosa Pereira came.", "We met Dr. Rosa Pereira there.", "Ana and Rosa Pereira came."])
def test_a_title_or_the_opening_of_a_sentence_is_no_part_of_a_name(sentence: str) -> None:
    (found,) = name_pattern("Rosa Pereira").finditer(sentence)
    assert longer_name(sentence, *found.span()) is None


def judged(begun: Hubflow, tmp_path: Path, assessors: str) -> None:
    """Oak, in a call with a list of assessors, is judged by the ids ``rosa`` and ``a-2``."""
    call = tmp_path / "call"
    call.mkdir()
    dossier(call, "oak", '[[hubs.small.judgements]]\nphase = "identify"\ncriterion = "depth"\n'
            'assessor = "rosa"\nscore = 4\n')
    (call / "call.toml").write_text('id = "spring"\n', "utf-8")
    if assessors:
        (call / "assessors.csv").write_text(f"id,name\n{assessors}", "utf-8")
    begun("register", "add", "-p", "./hub", "call", "--on", "2025-01-01")
    begun("register", "judge", sheet(tmp_path, "oak rosa 5", "oak a-2 3"), "--on", "2025-01-02")
    begun("register", "run", "-p", "./hub", "--on", "2025-01-03")


@pytest.mark.parametrize(("assessors", "taken"), [
    ("rosa,Rosa Pereira\na-2,Ana Silva\n", {"rosa"}),
    ("rosa,Rosa Costa\na-2,Rosa Maria Pereira\n", {"a-2"}), ("", {"rosa"})])
def test_ids_of_assessors_go_with_their_names(
    begun: Hubflow, tmp_path: Path, assessors: str, taken: set[str]
) -> None:
    judged(begun, tmp_path, assessors)
    if assessors:
        begun("register", "correct", "5", "--set", "note=By Rosa Pereira da Costa",
              "--reasons", "r", "--accept", "Made up")
        out = begun("register", "export", "--person", "Rosa Pereira", "--out", "rosa.json").out
        assert 'export --person "Rosa Pereira da Costa"' in out
        told = json.loads((tmp_path / "rosa.json").read_text("utf-8"))["entries"]
        assert {"call", "judgement"} <= {entry["kind"] for entry in told}
    redact = ("register", "redact", "Rosa Pereira", "--reasons", "r")
    assert all(f"({id}" in begun(*redact).out or f", {id})" in begun(*redact).out for id in taken)
    begun(*redact, "--yes")
    begun("register", "verify")
    assert "no difference" in begun("register", "replay").out
    left = "".join(begun("register", "history", of, "--json", "--names").out
                   for of in ("oak", *(["spring"] if assessors else [])))
    for id in ("rosa", "a-2"):
        assert (f'"{id}"' in left.replace("\\", "")) is (id not in taken)
