"""A form for each tool asks what the method reads, and its answers come back by its own map."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from tests.quick_start import hubflow_here

from hubflow.engine.method.compiled import Compiled
from hubflow.form.application_form import (
    ApplicationForm,
    FormQuestion,
    FormSection,
    application_form,
)
from hubflow.form.google_form import google_form
from hubflow.form.limesurvey_form import COLUMNS, limesurvey_form
from hubflow.form.microsoft_form import microsoft_form
from hubflow.form.printed_form import printed_form
from hubflow.form.xlsform import name_of, xlsform
from hubflow.intake.answers_table import read_answers
from hubflow.intake.intake import dossiers_of
from hubflow.intake.intake_map import load_map
from hubflow.model.input_problems import BadInput
from hubflow.model.values import Kind
from hubflow.reading.toml.key_paths import key_parts

CALL = {"porto": ("problemas", "candidatura"), "westmidlands": (
    "place-and-problem", "strategic-fit", "who-benefits")}
Answers = Mapping[str, Any]
Writer = Callable[[ApplicationForm, Path], Path]


def answer(question: FormQuestion) -> Any:
    """A legal answer to a question, as the form's own words."""
    kind = question.kind
    if question.choices:
        return [word for word, _ in question.choices[:2 if question.many else 1]]
    if kind.type == "date":
        return "2025-05-13"
    if question.number:
        return int(kind.low or 1)
    if question.is_share:
        return "35 %"
    return "PT-NIPPC-501964843" if kind.pattern else f"Answer to {question.code}"


def meaning(question: FormQuestion) -> Any:
    """What the answer must become in a dossier."""
    said = answer(question)
    if question.choices:
        values = [dict(question.choices)[word] for word in said]
        return values if question.many else values[0]
    if question.is_share:
        return 0.35
    return [said] if question.many else str(said) if question.kind.type == "date" else said


def in_one_cell(form: ApplicationForm, mark: str) -> dict[str, Any]:
    """A row of answers by question, several choices in one cell."""
    return {question.text: mark.join(said) if isinstance(said := answer(question), list) else said
            for question in form.questions}


def google_export(form: ApplicationForm, folder: Path) -> Path:
    row = {"Carimbo de data/hora" if form.language == "pt" else "Timestamp":
           "2025/05/13 10:11:12 PM GMT+1", **in_one_cell(form, ", ")}
    return _csv(folder, row)


def microsoft_export(form: ApplicationForm, folder: Path) -> Path:
    time = "Hora de conclusão" if form.language == "pt" else "Completion time"
    cells = {"ID": 1, "Start time": "5/13/25", time: "2025-05-13 10:11:12", "Email": "anonymous",
             "Name": "", **in_one_cell(form, ";")}
    book = openpyxl.Workbook()
    for row in (list(cells), list(cells.values())):
        book.worksheets[0].append(row)
    book.save(folder / "answers.xlsx")
    return folder / "answers.xlsx"


def page_export(form: ApplicationForm, folder: Path) -> Path:
    return _csv(folder, in_one_cell(form, "; "))


def limesurvey_export(form: ApplicationForm, folder: Path) -> Path:
    """Codes as headings, and codes as answers, as LimeSurvey exports them."""
    row: dict[str, Any] = {"id": 4, "submitdate": "2025-05-13 10:11:12", "lastpage": 6,
                           "startlanguage": form.language, "seed": 81}
    for question in form.questions:
        words = [word for word, _ in question.choices]
        if question.choices and question.many:
            row |= {f"{question.code}[SQ{number:03}]": "Y" if word in answer(question) else ""
                    for number, word in enumerate(words, 1)}
        elif question.choices:
            row[question.code] = f"A{words.index(answer(question)[0]) + 1}"
        else:
            row[question.code] = answer(question)
    return _csv(folder, row)


def kobo_export(form: ApplicationForm, folder: Path) -> Path:
    """XML values and headers with groups; a group that repeats has a sheet of its own."""
    rows = {sheet.title: list(sheet.values) for sheet in openpyxl.load_workbook(
        folder / "form.xlsx").worksheets}
    names = {(row[0], row[2]): row[1] for row in rows["choices"][1:]}
    main: dict[str, Any] = {"start": "2025-05-13T10:00:00.000+01:00"}
    repeats: dict[str, dict[str, Any]] = {}
    for section in form.sections:
        for question in section.questions:
            said = answer(question)
            if isinstance(said, list):
                said = " ".join(str(names[name_of(question), word]) for word in said)
            where = repeats.setdefault(section.list_key.replace(".", "_"), {}) if (
                section.list_key) else main
            where[f"group_{section.number}/{name_of(question)}"] = said
    main |= {"_uuid": "7c1", "_submission_time": "2025-05-13T10:11:12", "_index": 1}
    book = openpyxl.Workbook()
    for title, cells in (("answers", main), *repeats.items()):
        sheet = book.create_sheet(title)
        whole = cells if title == "answers" else {**cells, "_index": 1, "_parent_index": 1}
        for row in (list(whole), list(whole.values())):
            sheet.append(row)
    book.remove(book.worksheets[0])
    book.save(folder / "export.xlsx")
    return folder / "export.xlsx"


def _csv(folder: Path, row: Mapping[str, Any]) -> Path:
    with (folder / "answers.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(row))
        writer.writeheader()
        writer.writerow(row)
    return folder / "answers.csv"


TOOLS: Mapping[str, tuple[Callable[[ApplicationForm], Mapping[str, bytes]], Writer]] = {
    "google": (google_form, google_export),
    "microsoft": (microsoft_form, microsoft_export),
    "limesurvey": (limesurvey_form, limesurvey_export),
    "xlsform": (lambda form: xlsform(form, "1", "Not allowed."), kobo_export),
    "page": (printed_form, page_export),
}


def form_of(methods: Mapping[str, Compiled], hub: str, tool: str) -> ApplicationForm:
    return application_form(methods[hub], CALL[hub], 0 if tool == "xlsform" else 1)


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("hub", CALL)
def test_answers_come_back_by_the_forms_own_map(
    methods: Mapping[str, Compiled], tmp_path: Path, hub: str, tool: str
) -> None:
    form = form_of(methods, hub, tool)
    write, export = TOOLS[tool]
    for name, content in write(form).items():
        (tmp_path / name).write_bytes(content)
    file = load_map(tmp_path / "intake.toml")
    (dossier,) = dossiers_of(read_answers(export(form, tmp_path), file.map), file,
                             tmp_path / "out", methods[hub].methodology)
    assert len(form.questions) > 8
    for question in form.questions:
        assert _plain(_at(dossier.data, question.key)) == meaning(question), question.key
    assert dossier.data["language"] == form.language
    assert tool == "page" or str(dossier.data["date"]) == "2025-05-13"


def _at(data: Any, key: str) -> Any:
    for part in key_parts(key):
        data = data[int(part) - 1] if part.isdecimal() else (
            data[0] if isinstance(data, list) else data)[part]
    return data


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def test_a_form_asks_what_its_phases_read_in_the_hubs_language(
    methods: Mapping[str, Compiled]
) -> None:
    form = form_of(methods, "porto", "google")
    keys = [question.key for question in form.questions]
    assert {"name", "identify.priority_group", "identify.problems.statement",
            "solution.description"} <= set(keys)
    assert not [key for key in keys if key.startswith(("trade", "hubs.porto.judgements", "id"))
                and not key.startswith("identify")]
    texts = [question.text for question in form.questions]
    assert len(set(texts)) == len(texts)
    assert texts[0] == "Nome da iniciativa"
    assert "Candidatura" in form.title
    assert not any("Aceleração" in question.help for question in form.questions)
    whole = application_form(methods["porto"])
    assert {"incubate.proposal.ambito"} <= {question.key for question in whole.questions}
    (scope,) = [each for each in whole.questions if each.key == "incubate.proposal.ambito"]
    assert "400" in scope.help


def test_several_entries_of_a_list_have_numbers(methods: Mapping[str, Compiled]) -> None:
    form = application_form(methods["porto"], CALL["porto"], 3)
    statements = [question for question in form.questions if question.key.endswith(".statement")]
    assert [question.key for question in statements] == [
        "identify.problems.statement", "identify.problems.2.statement",
        "identify.problems.3.statement"]
    assert [question.text.partition(":")[0] for question in statements] == [
        "Problemas 1", "Problemas 2", "Problemas 3"]


@pytest.mark.parametrize("hub", CALL)
def test_an_xlsform_keeps_the_rules_of_its_standard(
    methods: Mapping[str, Compiled], hub: str
) -> None:
    form = application_form(methods[hub], (), 0)
    book = openpyxl.load_workbook(io.BytesIO(xlsform(form, "2", "No.")["form.xlsx"]))
    tables = {sheet.title: _records(sheet) for sheet in book.worksheets}
    assert list(tables) == ["survey", "choices", "settings"]
    open_groups: list[str] = []
    names: list[str] = []
    lists = {row["list_name"] for row in tables["choices"]}
    for row in tables["survey"]:
        kind = str(row["type"])
        if kind.startswith("begin_"):
            open_groups.append(kind[6:])
        elif kind.startswith("end_"):
            assert open_groups.pop() == kind[4:]
            continue
        else:
            assert re.fullmatch(r"note|text|integer|decimal|date|select_(one|multiple) \w+", kind)
        if kind.startswith("select"):
            assert kind.split()[1] in lists
        assert re.fullmatch(r"[a-z_][a-z0-9_]*", str(row["name"])), row["name"]
        assert row["label"]
        names.append(str(row["name"]))
    assert not open_groups
    assert len(set(names)) == len(names)
    for row in tables["choices"]:
        assert re.fullmatch(r"[a-z0-9_]+", str(row["name"])), row
        assert row["label"]
    assert set(tables["settings"][0]) >= {"form_title", "form_id", "version"}


def _records(sheet: Any) -> list[dict[str, Any]]:
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.mark.parametrize("hub", CALL)
def test_a_limesurvey_structure_has_the_rows_that_it_imports(
    methods: Mapping[str, Compiled], hub: str
) -> None:
    form = application_form(methods[hub], (), 1)
    text = limesurvey_form(form)["form.txt"].decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter="\t"))
    assert tuple(rows[0]) == COLUMNS
    assert [row["class"] for row in rows[:8]] == ["S"] * 5 + ["SL"] * 3
    questions = [row for row in rows if row["class"] == "Q"]
    codes = [row["name"] for row in questions]
    assert len(set(codes)) == len(codes) == len(form.questions)
    assert all(re.fullmatch(r"[a-zA-Z][a-zA-Z0-9]{0,19}", code) for code in codes)
    assert {row["type/scale"] for row in questions} <= set("STNDLM")
    before = ""
    for row in rows[8:]:
        assert row["language"] == form.language
        if row["class"] == "A":
            assert before == "L"
            assert len(row["name"]) <= 5
        elif row["class"] == "SQ":
            assert before == "M"
        before = row["type/scale"] if row["class"] == "Q" else before if (
            row["class"] in ("A", "SQ")) else ""


def test_a_google_script_is_a_script_that_makes_every_question(
    methods: Mapping[str, Compiled], tmp_path: Path
) -> None:
    form = application_form(methods["westmidlands"])
    script = google_form(form)["form.gs"].decode()
    content = json.loads(script[script.index("const CONTENT = ") + 16:script.index(";\n\nconst")])
    asked = [item for item in content["items"] if item["type"] != "page"]
    assert [item["title"] for item in asked] == [question.text for question in form.questions]
    assert {item["type"] for item in asked} >= {"text", "paragraph", "choice", "checkbox", "date"}
    node = shutil.which("node")
    if node is None:
        return
    run = "\ncreateForm();\nconsole.log(made);"
    (tmp_path / "form.gs").write_text(STUB + script + run, "utf-8")
    done = subprocess.run([node, tmp_path / "form.gs"], capture_output=True, text=True, check=True)
    assert int(done.stdout) == len(form.questions)


STUB = """
let made = 0;
const any = () => new Proxy({}, {get: (_, name) => () => (name === 'build' ? {} : any())});
const FormApp = {createTextValidation: any, createParagraphTextValidation: any, create: () =>
  new Proxy({}, {get: (_, name) => () => {
    if (/^add(?!PageBreak)/.test(name)) { made += 1; }
    return any();
  }})};
const Logger = {log: () => 0};
"""


def test_a_word_document_numbers_questions_and_letters_choices(
    methods: Mapping[str, Compiled]
) -> None:
    form = form_of(methods, "porto", "microsoft")
    document = docx.Document(io.BytesIO(microsoft_form(form)["form.docx"]))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert "1. Nome da iniciativa" in texts
    at = texts.index("5. A solução já está em uso no lugar?")
    assert texts[at + 1:at + 3] == ["A. sim", "B. não"]
    assert sum(bool(re.match(r"\d+\. ", text)) for text in texts) == len(form.questions)


def test_long_lists_and_great_limits_are_written_whole() -> None:
    kind = Kind("number", low=0.25, high=1_234_567, gap=False)
    name = FormQuestion("name", "name", "Which?", "", Kind("text"))
    amount = FormQuestion("local.amount", "amount", "How much?", "", kind)
    choices = tuple((f"word {n}", f"w{n}") for n in range(60))
    place = FormQuestion("local.place", "place", "Where?", "", Kind("label"), choices=choices)
    form = ApplicationForm("h", "en", "EUR", "", "", "Form", "", (
        FormSection("Part", "", (name, amount, place)),))
    document = docx.Document(io.BytesIO(microsoft_form(form)["form.docx"]))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert {"Z. word 25", "AA. word 26", "AZ. word 51", "BA. word 52", "BH. word 59"} <= set(texts)
    book = openpyxl.load_workbook(io.BytesIO(xlsform(form, "1", "No.")["form.xlsx"]))
    assert ". >= 0.25 and . <= 1234567" in [
        row["constraint"] for row in _records(book["survey"])]
    assert "\t0.25\t1234567\t" in limesurvey_form(form)["form.txt"].decode("utf-8-sig")


def test_more_questions_than_microsoft_takes_are_refused() -> None:
    name = FormQuestion("name", "name", "Which?", "", Kind("text"))

    def asking(count: int) -> ApplicationForm:
        return ApplicationForm("h", "en", "EUR", "", "", "Form", "", (
            FormSection("Part", "", (name,) * count),))

    assert microsoft_form(asking(200))
    with pytest.raises(BadInput, match="holds 200 questions, and there are 201"):
        microsoft_form(asking(201))


def test_a_page_has_every_question_and_a_sheet_for_the_answers(
    methods: Mapping[str, Compiled]
) -> None:
    form = form_of(methods, "westmidlands", "page")
    files = printed_form(form)
    page = files["form.html"].decode()
    assert '<html lang="en">' in page
    assert page.count("<div class=question>") == len(form.questions)
    (headings,) = csv.reader(io.StringIO(files["answers.csv"].decode("utf-8-sig")))
    assert headings == [question.text for question in form.questions]


def lines_of(*args: str | Path) -> Iterator[str]:
    done = hubflow_here(*args)
    yield str(done.returncode)
    yield from (done.stdout + done.stderr).splitlines()


def test_a_form_is_named_by_its_call_and_says_what_the_jury_looks_at(tmp_path: Path) -> None:
    (tmp_path / "call.toml").write_text(
        'id = "a1"\nhub = "porto"\nname = "Bairros 2026"\ntime_zone = "Europe/Lisbon"\n'
        "deadline = 2026-03-31T17:00:00\n", "utf-8")
    code, *_ = lines_of("form", "-p", "porto", "--phase", "candidatura", "--for", "page", "--call",
                        tmp_path, "--out", tmp_path / "f")
    assert code == "0"
    page = (tmp_path / "f" / "form.html").read_text("utf-8")
    assert "<h1>Bairros 2026</h1>" in page
    assert "31 de março de 2026, 17:00 (Europe/Lisbon)" in page
    assert "Candidatura: O júri escolhe as melhores 20 candidaturas." in page
    assert "<h2>O que o júri aprecia</h2>" in page
    assert page.count("Grau de inovação") == 1
    code, *_ = lines_of("form", "-p", "porto", "--phase", "candidatura", "--for", "page",
                        "--no-answers", "--out", tmp_path / "g")
    assert code == "0"
    assert "– Grau de inovação: Quão nova é a solução" in (tmp_path / "g/form.html").read_text()


def test_the_command_writes_a_folder_and_names_an_unknown_phase(tmp_path: Path) -> None:
    code, told, unasked, honest = lines_of("form", "-p", "porto", "--phase", "candidatura",
                                           "--for", "microsoft", "--no-answers", "--out",
                                           tmp_path / "f")
    assert code == "0"
    assert "que nenhuma pergunta pede: Grau de inovação; Adequação" in unasked
    assert "form.docx, intake.toml" in told
    assert "não descreve um formato para importar" in honest
    code, *told_all = lines_of("form", "-p", "porto", "--phase", "candidaturas", "--for", "page",
                               "--out", tmp_path / "g")
    assert code == "2"
    assert 'a fase «candidaturas» não existe. Quer dizer «candidatura»?' in " ".join(told_all)
    assert not (tmp_path / "g").exists()


def test_a_question_is_whole_and_its_help_says_nothing_of_what_fails(
    methods: dict[str, Compiled]
) -> None:
    questions = {each.key: each for each in application_form(methods["porto"]).questions}
    assert questions["identify.priority_group"].text == "Grupo prioritário: quem são?"
    assert "Quem são" not in questions["identify.priority_group"].help
    told = " ".join(each.help for each in questions.values())
    assert "Esta edição não a pode receber" not in told
