"""What a workbook shows and holds people to, and what happens to it in their hands."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from hubflow.engine.method.asks import asks
from hubflow.engine.method.compiled import Compiled
from hubflow.intake.intake_targets import value_keys
from hubflow.model.input_problems import BadInput
from hubflow.plugins.importers import dossier_reader, load_panel
from hubflow.reading.dossiers.hub_block import read_hub_block
from hubflow.reading.dossiers.load import read_inputs
from hubflow.reading.records.model_keys import content_at
from hubflow.reading.values.vocabulary_words import label_of, word_in
from hubflow.reading.values.workbook_file import read_workbook
from hubflow.text.vocabulary import key_words
from hubflow.workbook import dossier_workbook
from hubflow.workbook.drawing.planning import plan_of
from hubflow.workbook.drawing.workbook_plan import Questions
from hubflow.workbook.reading.dossier_workbook import read_dossier_workbook

from .conftest import HUBS, Reading, answer_cell, list_sheet

EMPTY = {"id": "cafe", "name": "Café"}


def made(method: Compiled, data: Mapping[str, Any] = EMPTY) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(dossier_workbook(method, data)))


@pytest.mark.parametrize("hub", HUBS)
def test_stage_one_needs_at_most_fifteen_answers(
    methods: Mapping[str, Compiled], hub: str
) -> None:
    method = methods[hub]
    first = {plan.phase.id for plan in method.phases if plan.phase.stage == "identify"}
    asked = [ask for ask in asks(method, "en") if ask.phase_id in first]
    keys = {key for ask in asked for key in ask.keys}
    judged = {(ask.phase_id, ask.id) for ask in asked if ask.judged}
    assert 0 < len(keys) + len(judged) <= 15
    page = next(page for page in plan_of(method, EMPTY).pages
                if isinstance(page, Questions) and page.stage == "identify")
    assert 0 < page.answers <= 15
    needed = {key for ask in asked for key in ask.keys}
    shown = {line.mark.partition(":")[0] for block in page.blocks for line in block.lines
             if hasattr(line, "mark")}
    lists = {key for key in needed if (held := content_at(tuple(key.split(".")))) and held.many}
    for key in needed - lists:
        assert any(mark == key or mark.startswith(f"{key}.") for mark in shown), key


def test_questions_are_in_the_hubs_language_and_locked(methods: Mapping[str, Compiled]) -> None:
    workbook = made(methods["porto"])
    assert workbook.sheetnames[0] == "Comece aqui"
    sheet = workbook["1 Identificar"]
    texts = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row)
    assert "A solução já está em uso no lugar?" in texts
    assert "Is the solution" not in texts
    assert sheet.protection.sheet
    assert not sheet.protection.password
    assert sheet.freeze_panes == "A5"
    answer = answer_cell(workbook, "identify.implemented_in_place")
    assert not answer.protection.locked
    assert sheet.cell(answer.row, 1).protection.locked
    rule = next(r for r in sheet.data_validations.dataValidation if answer.coordinate in r.cells)
    column = rule.formula1.split("!")[1].replace("$", "")
    assert [row[0].value for row in workbook["lists"][column]] == [
        "sim", "não", "não se sabe", "não divulgado", "não se aplica"]


def test_cells_hold_people_to_types_and_ranges(methods: Mapping[str, Compiled]) -> None:
    workbook = made(methods["westmidlands"])
    sheet, columns = list_sheet(workbook, "test.feedback")
    rules = {str(r.cells.sorted_ranges if hasattr(r.cells, 'sorted_ranges') else r.cells): r
             for r in sheet.data_validations.dataValidation}
    people = openpyxl.utils.get_column_letter(columns["people"])
    rule = next(r for cells, r in rules.items() if f"{people}7" in cells)
    assert f"{people}7>=0" in rule.formula1
    assert f"{people}7=INT({people}7)" in rule.formula1
    assert "1048576" in str(rule.cells)


def test_every_key_has_a_question_in_portuguese_and_labels_mean_one_thing() -> None:
    assert set(value_keys()) <= set(key_words("pt"))
    for key in value_keys():
        held = content_at(tuple(key.split(".")))
        assert held is not None
        assert held.kind is not None
        labels = held.kind.labels
        words = [word_in(label, "pt") for label in labels]
        assert len(set(words)) == len(labels), key
        assert [label_of(word, labels) for word in words] == list(labels)
        assert [label_of(label.upper(), labels) for label in labels] == list(labels)


def fill(workbook: openpyxl.Workbook) -> None:
    answer_cell(workbook, "identify.priority_group").value = "Neighbours"
    answer_cell(workbook, "identify.authority.name").value = 1234
    answer_cell(workbook, "test.safeguarding.policy").value = "Sim"
    answer_cell(workbook, "test.safeguarding.designated_lead").value = True
    answer_cell(workbook, "test.safeguarding.risk_assessment").value = "WITHHELD"
    answer_cell(workbook, "test.safeguarding.policy_review").value = "31/12/2027"
    answer_cell(workbook, "test.safeguarding.people_in_contact").value = "1 200"
    answer_cell(workbook, "trade.baseline_income").value = "1.234,50 £"
    answer_cell(workbook, "hubs.westmidlands.priorities").value = "health"
    answer_cell(workbook, "hubs.westmidlands.priorities", 2).value = "skills"
    sheet, columns = list_sheet(workbook, "understand.activities")
    sheet.cell(7, columns["kind"]).value = "Entrevista"
    sheet.cell(9, columns["kind"]).value = "survey"
    sheet.cell(9, columns["service_users"]).value = 12.0


def test_what_people_write_is_understood(changed: Reading) -> None:
    data = changed(fill)
    assert data["identify"] == {"priority_group": "Neighbours", "authority": {"name": "1234"}}
    assert data["test"]["safeguarding"] == {
        "policy": True, "designated_lead": True, "risk_assessment": "withheld",
        "policy_review": dt.date(2027, 12, 31), "people_in_contact": 1200}
    assert data["trade"] == {"baseline_income": 1234.5}
    assert data["hubs"] == {"westmidlands": {"priorities": ["health", "skills"]}}
    assert data["understand"]["activities"] == [
        {"kind": "interview"}, {"kind": "survey", "service_users": 12}]


def test_of_ticked_labels_the_cell_of_the_wrong_one_is_named(
    methods: Mapping[str, Compiled], tmp_path: Path
) -> None:
    workbook = made(methods["westmidlands"])
    ticked = ("employment", "jobs", "wealth")
    cells = [answer_cell(workbook, "hubs.westmidlands.priorities", n) for n in range(3)]
    for cell, label in zip(cells, ticked, strict=True):
        cell.value = label
    path = tmp_path / "cafe.xlsx"
    workbook.save(path)
    (entry,) = read_inputs([path], read_file=dossier_reader()).entries
    with pytest.raises(BadInput) as bad:
        read_hub_block(entry, methods["westmidlands"].methodology)
    assert [(p.key.split(": ")[0].split()[-1], p.what) for p in bad.value.problems] == [
        (cell.coordinate, f'"{label}" is not one of its labels')
        for cell, label in zip(cells[1:], ticked[1:], strict=True)]


def test_an_empty_list_that_was_answered_is_not_a_missing_one(changed: Reading) -> None:
    def none(workbook: openpyxl.Workbook) -> None:
        answer_cell(workbook, "hubs.westmidlands.priorities").value = "(none of these)"

    assert changed(none)["hubs"]["westmidlands"]["priorities"] == []


def test_sheets_may_be_renamed_hidden_moved_and_headings_changed(changed: Reading) -> None:
    def change(workbook: openpyxl.Workbook) -> None:
        fill(workbook)
        for sheet in list(workbook.worksheets):
            sheet.title = f"x {sheet.title}"[:31]
            sheet["A6"].value = "another heading" if sheet["A5"].value else sheet["A6"].value
        workbook.move_sheet(workbook.worksheets[3], 4)
        workbook.worksheets[-2].sheet_state = "hidden"
        del workbook[next(t for t in workbook.sheetnames if "Markets" in t)]

    data = changed(change)
    assert data["identify"]["priority_group"] == "Neighbours"
    assert len(data["understand"]["activities"]) == 2


def wrong(workbook: openpyxl.Workbook) -> None:
    answer_cell(workbook, "trade.baseline_income").value = "1.234"
    answer_cell(workbook, "test.safeguarding.policy_review").value = "03/04/2024"
    answer_cell(workbook, "test.safeguarding.policy").value = "perhaps"
    answer_cell(workbook, "test.evidence_level").value = 9
    answer_cell(workbook, "identify.priority_group").value = "=A1&B1"
    sheet, columns = list_sheet(workbook, "understand.activities")
    sheet.cell(7, columns["kind"]).value = "intervew"
    sheet.cell(8, columns["kind"]).value = "#N/A"
    sheet.cell(8, columns["kind"]).data_type = "e"
    sheet.cell(9, columns["kind"]).value = "survey"
    sheet.merge_cells(start_row=9, end_row=10, start_column=columns["kind"],
                      end_column=columns["kind"])
    sheet.cell(10, columns["service_users"]).value = 3
    sheet.cell(11, 15).value = "a stray note"
    question = answer_cell(workbook, "identify.authority.name")
    question.value = "Council"
    question.parent.cell(question.row, 4).value = "identify.authority.nmae"


def test_every_problem_is_told_with_its_cell(changed: Reading) -> None:
    with pytest.raises(BadInput) as bad:
        changed(wrong)
    told = "\n".join(map(str, bad.value.problems))
    assert 'cafe.xlsx: sheet "' in told
    for part in (
        '"1.234" may mean 1.234 (decimal point) or 1234 (decimal comma)',
        '"03/04/2024" may mean 2024-04-03 (day first) or 2024-03-04 (month first)',
        'must be yes or no, not "perhaps"', "must be between 1 and 5, not 9",
        "holds a formula whose result is not in the file", 'Did you mean "interview"?',
        "holds an error (#N/A)", "is merged with another cell", "stands in a column without a key",
        'Did you mean "identify.authority.name"?',
    ):
        assert part in told, part
    assert len(bad.value.problems) == 10


def test_what_the_model_refuses_is_told_with_its_cell(
    methods: Mapping[str, Compiled], tmp_path: Path
) -> None:
    workbook = made(methods["westmidlands"])
    answer_cell(workbook, "name").value = None
    answer_cell(workbook, "language").value = "English"
    sheet, columns = list_sheet(workbook, "trade.ledger")
    sheet.cell(7, columns["start"]).value = dt.date(2024, 1, 15)
    sheet.cell(7, columns["end"]).value = dt.date(2024, 1, 31)
    sheet.cell(8, columns["start"]).value = dt.date(2024, 2, 1)
    workbook.save(tmp_path / "cafe.xlsx")
    inputs = read_inputs([tmp_path / "cafe.xlsx"], read_file=dossier_reader())
    told = [str(problem) for problem in inputs.problems]
    assert len(told) == 4
    assert any(": name: is missing" in each for each in told)
    assert any('sheet "Venture" cell B' in each and "language" in each for each in told)
    assert any('sheet "5 Ledger" cell B7: trade.ledger[0].start: 2024-01-15 is not the first'
               in each for each in told)
    assert any('sheet "5 Ledger" cell A8: trade.ledger[1].end: is missing' in each
               for each in told)


def test_a_sheet_that_is_there_twice_is_told(changed: Reading) -> None:
    def copy(workbook: openpyxl.Workbook) -> None:
        fill(workbook)
        workbook.copy_worksheet(list_sheet(workbook, "understand.activities")[0])
        workbook.copy_worksheet(answer_cell(workbook, "identify.priority_group").parent)

    with pytest.raises(BadInput) as bad:
        changed(copy)
    assert {problem.what.split(",")[0] for problem in bad.value.problems} == {
        'stands in sheet "2 Activities"', "is answered twice"}


def test_formulas_that_a_program_has_worked_out_are_read_by_their_result(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["venture", "phase", "criterion", "assessor", "score"])
    sheet.append(["a", "p", "c", "x", "=2+2"])
    workbook.save(tmp_path / "plain.xlsx")
    with (zipfile.ZipFile(tmp_path / "plain.xlsx") as old,
          zipfile.ZipFile(tmp_path / "jury.xlsx", "w") as new):
        for name in old.namelist():
            content = old.read(name).replace(b"<f>2+2</f><v />", b"<f>2+2</f><v>4</v>")
            new.writestr(name, content.replace(b"<f>2+2</f><v></v>", b"<f>2+2</f><v>4</v>"))
    (judgement,) = load_panel([tmp_path / "jury.xlsx"], "h")
    assert judgement.score == 4
    with pytest.raises(BadInput, match="formula whose result is not in the file"):
        load_panel([tmp_path / "plain.xlsx"], "h")


def test_jury_sheets_may_be_workbooks_and_lie_beside_a_call(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in (["Venture", "Phase", "Criterion", "Assessor", "Score", "Date", "Conflict"],
                ["a", "p", "c", "x", 3.5, dt.date(2024, 5, 1), True], [None] * 7,
                ["a", "p", "d", "x", "good", None, "não"]):
        sheet.append(row)
    workbook.save(tmp_path / "jury-x.xlsx")
    (tmp_path / "call.toml").write_text('id = "c"')
    (tmp_path / "a.toml").write_text('id = "a"\nname = "A"')
    inputs = read_inputs([tmp_path], read_file=dossier_reader())
    assert not inputs.problems
    assert [path.name for path, _ in inputs.panel] == ["jury-x.xlsx"]
    first, second = load_panel([tmp_path / "jury-x.xlsx"], "h")
    assert (first.score, first.date, first.conflict) == (3.5, dt.date(2024, 5, 1), True)
    assert second.score == "good"
    assert second.where.endswith("jury-x.xlsx:4")


def test_files_that_are_no_workbooks_are_told_clearly(
    methods: Mapping[str, Compiled], tmp_path: Path
) -> None:
    good = dossier_workbook(methods["porto"], EMPTY)
    form = io.BytesIO()
    openpyxl.Workbook().save(form)
    ods = io.BytesIO()
    with zipfile.ZipFile(ods, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (40 * 2**20))
    entities = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(entities, "w") as new:
        for name in old.namelist():
            lol = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10)
                           for n in range(1, 12))
            head = b'<!DOCTYPE x [<!ENTITY l0 "lol">' + lol + b"]>"
            content = old.read(name)
            if name.endswith("sheet2.xml"):
                content = head + content.replace(b"<sheetData>", b"<sheetData>&l11;", 1)
            new.writestr(name, content)
    for name, raw, what in (
        ("empty.xlsx", b"", "not an Excel workbook, or a broken one"),
        ("text.xlsx", b"id = 1", "not an Excel workbook, or a broken one"),
        ("cut.xlsx", good[:-2000], "not an Excel workbook, or a broken one"),
        ("zip.xlsx", ods.getvalue().replace(b"mimetype", b"mimetyp3"), "cannot be read"),
        ("ods.xlsx", ods.getvalue(), "this is an OpenDocument spreadsheet"),
        ("old.xlsx", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "of an old kind or has a password"),
        ("bomb.xlsx", bomb.getvalue(), "too large to be read"),
        ("entities.xlsx", entities.getvalue(), "cannot be read"),
        ("form.xlsx", form.getvalue(), "this workbook is not a dossier"),
        ("d.xls", good, ".xls spreadsheets are not read"),
        ("d.ods", good, ".ods spreadsheets are not read"),
    ):
        (tmp_path / name).write_bytes(raw)
        (problem,) = read_inputs([tmp_path / name], read_file=dossier_reader()).problems
        assert what in problem.what
        assert problem.to_do
        assert problem.file.endswith(name)


def test_a_value_far_out_costs_nothing(changed: Reading) -> None:
    def far(workbook: openpyxl.Workbook) -> None:
        fill(workbook)
        workbook[workbook.sheetnames[0]]["XFD1048576"].value = "far"
        sheet, columns = list_sheet(workbook, "understand.activities")
        sheet.cell(1_048_576, columns["kind"]).value = "visit"

    assert [a["kind"] for a in changed(far)["understand"]["activities"]] == [
        "interview", "survey", "visit"]


def test_what_was_written_is_no_formula(
    methods: Mapping[str, Compiled], tmp_path: Path
) -> None:
    evil = '=HYPERLINK("http://example.org","click")'
    raw = dossier_workbook(methods["porto"], {"id": "d", "name": evil, "summary": "=1+1",
                                              "sources": [{"id": "s", "title": evil,
                                                           "status": "published"}]})
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist()
                  if name.startswith("xl/worksheets/")]
    formulas = [part.split("</f>")[0] for sheet in sheets for part in sheet.split("<f>")[1:]]
    assert all(formula.startswith("IF(TRIM(SUBSTITUTE(B") for formula in formulas)
    (tmp_path / "d.xlsx").write_bytes(raw)
    assert read_dossier_workbook(tmp_path / "d.xlsx").data["name"] == evil
    assert read_workbook(tmp_path / "d.xlsx").sheets
