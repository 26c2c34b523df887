"""Answers to a form become dossiers, or every reason why not is told and nothing is written."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest
import tomli
from tests.quick_start import hubflow

from hubflow.engine.method.compiled import Compiled
from hubflow.intake.drafting.draft_map import draft_map
from hubflow.intake.drafting.form_questions import entry_uses
from hubflow.intake.drafting.heading_match import AnswerUse
from hubflow.intake.intake import dossiers_of
from hubflow.intake.intake_map import load_map
from hubflow.model.input_problems import BadInput
from hubflow.plugins.importers import load_inputs
from hubflow.reading.records.legal import legal
from hubflow.reading.records.model_keys import content_at
from hubflow.reading.values.cell_table import read_cell_table
from hubflow.reading.values.normal_text import folded, slug
from hubflow.text.catalogue import customary_headings, languages
from hubflow.text.spoken import speaking
from hubflow.workbook.reading.dossier_workbook import read_dossier_workbook

HEAD = ("Carimbo;Nome;E-mail;Quem são?;Quantos?;Já existe?;Através de quem?;Problema 1;"
        "Problema 2;Receitas;Distrito\n")
ROWS = (
    "25/04/2024 10:11;Horta São João;a@x.pt;Pessoas idosas, sós;1.250;Não;Escola, Rua;Vivem sós;"
    "Caem;1.234,50;\n"
    "03/04/2024;Coro;b@x.pt;Jovens;Prefiro não dizer;Sim;Lares;;Poucos laços;500;\n")
MAP = """
id = "{Nome}"
left_out = ["E-mail"]
[dossier]
language = "pt"
currency = "EUR"
place = { name = "Porto", country = "PT" }
[[dossier.sources]]
id = "form"
title = "The form"
status = "own record"
covers = ["identify.*"]
[[columns]]
heading = "Carimbo"
key = "date"
[[columns]]
heading = "Nome"
key = "name"
[[columns]]
heading = "Quem são?"
key = "identify.priority_group"
[[columns]]
heading = "Quantos?"
key = "identify.group_size"
means = { "Prefiro não dizer" = "withheld" }
[[columns]]
heading = "Já existe?"
key = "identify.implemented_in_place"
[[columns]]
heading = "Através de quem?"
key = "identify.reached_through"
means = { "Lares" = "residential home" }
[[columns]]
heading = "Problema 1"
key = "identify.problems.statement"
[[columns]]
heading = "Problema 2"
key = "identify.problems.2.statement"
[[columns]]
heading = "Receitas"
key = "trade.baseline_income"
"""
Take = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def take(tmp_path: Path) -> Take:
    """The dossiers of an export with a map, as data."""

    def taken(export: bytes | str | Path, map: str = MAP) -> list[dict[str, Any]]:
        if isinstance(export, Path):
            path = export
        else:
            path = tmp_path / "answers.csv"
            path.write_bytes(export.encode() if isinstance(export, str) else export)
        (tmp_path / "intake.toml").write_text(map, "utf-8")
        loaded = load_map(tmp_path / "intake.toml")
        read = read_cell_table(path, sheet=loaded.map.sheet, delimiter=loaded.map.delimiter,
                               encoding=loaded.map.encoding)
        return [file.data for file in dossiers_of(read, loaded, tmp_path / "out")]

    return taken


def told(take: Take, export: bytes | str | Path, map: str = MAP) -> list[str]:
    with pytest.raises(BadInput) as bad:
        take(export, map)
    return [str(problem) for problem in bad.value.problems]


def test_a_forms_answers_become_dossiers(take: Take) -> None:
    first, second = take(HEAD + ROWS)
    assert first["id"] == "horta-sao-joao"
    assert first["date"] == dt.date(2024, 4, 25)
    assert first["identify"] == {
        "priority_group": "Pessoas idosas, sós", "group_size": 1250,
        "implemented_in_place": False, "reached_through": ["school", "street"],
        "problems": [{"statement": "Vivem sós"}, {"statement": "Caem"}]}
    assert first["trade"] == {"baseline_income": 1234.5}
    assert first["sources"][0]["id"] == "form"
    assert second["date"] == dt.date(2024, 4, 3)
    assert second["identify"] == {
        "priority_group": "Jovens", "group_size": "withheld", "implemented_in_place": True,
        "reached_through": ["residential home"], "problems": [{"statement": "Poucos laços"}]}
    assert "a@x.pt" not in json.dumps([first, second], default=str)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_all_dialects_of_csv_say_the_same(take: Take, encoding: str, delimiter: str) -> None:
    expected = take(HEAD + ROWS)
    lines = [line.split(";") for line in (HEAD + ROWS).splitlines()]
    quoted = "\r\n".join(delimiter.join(
        f'"{cell}"' if "," in cell else cell for cell in line) for line in lines)
    assert take(quoted.encode(encoding)) == expected


def test_a_workbook_says_the_same_with_typed_cells(take: Take, tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "Respostas"
    workbook.create_sheet("Outra", 0)
    sheet.append(HEAD.strip().split(";"))
    for line in ROWS.splitlines():
        cells: list[Any] = line.split(";")
        cells[0] = dt.datetime(2024, 4, 25, 10, 11) if cells[0][:2] == "25" else dt.date(2024, 4, 3)
        cells[4] = 1250 if cells[4] == "1.250" else cells[4]
        cells[9] = 1234.5 if "," in cells[9] else 500
        sheet.append([cell or None for cell in cells])
    workbook.save(tmp_path / "answers.xlsx")
    assert take(tmp_path / "answers.xlsx", f'sheet = "Respostas"\n{MAP}') == take(HEAD + ROWS)
    assert 'there is no sheet "Folha"' in told(take, tmp_path / "answers.xlsx",
                                               f'sheet = "Folha"\n{MAP}')[0]


def test_what_may_mean_two_things_is_an_error_with_all_of_them_at_once(take: Take) -> None:
    rows = ("03/04/2024;A;;x;1.000;Talvez;Escola, Ruela;;p;1.234;\n"
            "05/06/2024;B;;x;muitos;Sim;;p;;7;\n")
    problems = told(take, HEAD + rows)
    assert [problem.partition("answers.csv: ")[2].partition(",")[0] for problem in problems] == [
        *["row 2"] * 5, *["row 3"] * 2]
    for part in ('row 2, column A "Carimbo" (A): "03/04/2024" may mean 2024-04-03 (day first) or '
                 '2024-03-04',
                 'column J "Receitas" (A): "1.234" may mean',
                 'column E "Quantos?" (A): "1.000" may mean',
                 'column F "Já existe?" (A): must be yes or no, not "Talvez"',
                 '"Ruela" is not a word known here',
                 'row 3, column E "Quantos?" (B): must be a number'):
        assert any(part in problem for problem in problems), part
    said = f'dates = "month first"\ndecimal = "point"\n{MAP}'
    assert len(told(take, HEAD + rows, said)) == 3
    (first,) = take(HEAD + "03/04/2024;A;;x;1.000;Sim;;;p;1.234;\n", said)
    assert first["date"] == dt.date(2024, 3, 4)
    assert first["trade"]["baseline_income"] == 1.234


def test_problems_are_told_in_the_language_of_the_hub(
    methods: Mapping[str, Compiled], tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text(
        "Nome,Existe?,Tipo\nHorta,talvez,conversa\n", "utf-8")
    (tmp_path / "m.toml").write_text(
        'id = "{Nome}"\n[[columns]]\nheading = "Nome"\nkey = "name"\n'
        '[[columns]]\nheading = "Existe?"\nkey = "identify.implemented_in_place"\n'
        '[[columns]]\nheading = "Tipo"\nkey = "understand.activities.kind"\n'
        '[[columns]]\nheading = "Quem"\nkey = "summary"\n', "utf-8")
    with pytest.raises(BadInput) as bad, speaking(lambda: "pt"):
        dossiers_of(read_cell_table(tmp_path / "a.csv"), load_map(tmp_path / "m.toml"),
                    tmp_path / "o", methods["porto"].methodology)
    in_cells = [str(problem).partition("a.csv: ")[2] for problem in bad.value.problems]
    assert in_cells[:2] == [
        'linha 2, coluna B «Existe?» (Horta): tem de ser sim ou não, e não "talvez".',
        'linha 2, coluna C «Tipo» (Horta): "conversa" não é uma palavra conhecida aqui. '
        "Conhecidas: entrevista, grupo de discussão, oficina, inquérito, observação, cocriação, "
        "visita, reunião, outro."]
    assert "não tem o cabeçalho «Quem»" in str(bad.value)


def test_headings_that_are_not_there_are_told_with_the_nearest(take: Take) -> None:
    wrong = MAP.replace('"Receitas"', '"Receita"').replace('["E-mail"]', '["Email"]').replace(
        "identify.group_size", "identify.group_sise").replace(
        "identify.problems.2.statement", "identify.2.problems")
    problems = told(take, HEAD + ROWS, wrong)
    assert len(problems) == 4
    assert any('no heading "Receita". Did you mean "Receitas"?' in p for p in problems)
    assert any('no heading "Email". Did you mean "E-mail"?' in p for p in problems)
    assert any('Did you mean "identify.group_size"?' in p for p in problems)
    assert all(":" in p and "intake.toml:" in p for p in problems)


def test_rows_and_ids_that_are_there_twice_are_told(take: Take) -> None:
    first, second = ROWS.splitlines(keepends=True)
    problems = told(take, HEAD + first + first + second.replace(";Coro;", ";Horta, São João;"))
    for part in ("answers.csv: row 3 (Horta São João): says the same as row 2",
                 'row 4 (Horta, São João): id: "horta-sao-joao" is also the id of row 2'):
        assert any(part in problem for problem in problems), part


@pytest.mark.parametrize(("export", "part"), [
    ("", "there is nothing in it"), (HEAD, "there are headings and no answers"),
    (HEAD + ROWS + ";;;;;;;;;;;;x\n", "holds more than there are headings"),
    (HEAD.replace("E-mail", "Nome") + ROWS, "has 2 columns with this heading"),
    ("a;b,c\n1;2,3\n", "its cells may be divided by semicolons or commas"),
    (b"\0\1\2", "this is a binary file"),
])
def test_exports_of_the_wrong_shape_are_told(
    take: Take, export: str | bytes, part: str
) -> None:
    assert any(part in problem for problem in told(take, export))


def test_what_the_dossiers_lack_is_told_by_row_and_heading(take: Take) -> None:
    activity = '[[columns]]\nheading = "Distrito"\nkey = "understand.activities.findings"\n'
    map = MAP.replace('heading = "Nome"\nkey = "name"', 'heading = "Nome"\nkey = "summary"')
    problems = told(take, HEAD + ROWS.replace("500;", "500;y"), map + activity)
    assert any("answers.csv: row 2: name: is missing" in p for p in problems)
    assert any("row 3: understand.activities[0].kind: is missing" in p for p in problems)


def test_ticked_columns_add_their_label(take: Take) -> None:
    form = "Nome;[Escola];[Rua]\nA;Sim;Não\nB;x;[Rua]\nC;;0\n"
    map = ('id = "v-{row}"\n[[columns]]\nheading = "Nome"\nkey = "name"\n' + "".join(
        f'[[columns]]\nheading = "[{word}]"\nkey = "identify.reached_through"\nadds = "{label}"\n'
        for word, label in (("Escola", "school"), ("Rua", "street"))))
    assert [each.get("identify") for each in take(form, map)] == [
        {"reached_through": ["school"]}, {"reached_through": ["school", "street"]}, None]


def test_ids_are_made_of_words() -> None:
    assert slug("Horta São João, 2.ª edição") == "horta-sao-joao-2-a-edicao"
    assert slug("!!!") == ""


def test_the_command_writes_all_or_nothing_and_never_over_other_files(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes((HEAD + ROWS.replace("500;", "500;Porto")).encode("cp1252"))
    (tmp_path / "intake.toml").write_text(MAP, "utf-8")
    out = tmp_path / "out"
    args = ("intake", tmp_path / "a.csv", "--map", tmp_path / "intake.toml", "--out", out)
    done = hubflow(*args)
    assert done.stdout.startswith(f"Written to {out}: 2 dossiers.")
    assert "left out: Distrito" in done.stdout
    assert len(load_inputs([out]).entries) == 2
    assert hubflow(*args).stdout.startswith("2 dossiers as before.")
    (out / "coro.toml").write_text('id = "coro"\nname = "changed by hand"\n')
    before = (out / "horta-sao-joao.toml").stat().st_mtime_ns
    told = hubflow(*args, "--update").stdout
    assert "coro.toml: left as it is, since somebody edited it. The form now says:" in told
    assert 'The name that people use: "changed by hand" → "Coro"' in told
    assert "changed by hand" in (out / "coro.toml").read_text()
    assert (out / "horta-sao-joao.toml").stat().st_mtime_ns == before


def test_a_hubs_own_facts_and_a_draft_that_loads(tmp_path: Path) -> None:
    form = ("Project name,Email address,Who they are.,What matters,How many of them live in the "
            "place.,Begun\nCanal café,a@b.uk,Neighbours,health; skills,40,03/04/2024\n")
    (tmp_path / "a.csv").write_text(form, "utf-8")
    draft = hubflow("intake", tmp_path / "a.csv", "--draft-map", "-p", "westmidlands").stdout
    data = tomli.loads(draft)
    assert data["left_out"] == ["Email address"]
    assert {c["heading"]: c["key"] for c in data["columns"]} == {
        "Project name": "name", "Who they are.": "identify.priority_group",
        "How many of them live in the place.": "identify.group_size"}
    assert '# dates = "day first"' in draft
    more = ('[[columns]]\nheading = "What matters"\nkey = "hubs.westmidlands.priorities"\n')
    (tmp_path / "m.toml").write_text(draft + more, "utf-8")
    hubflow("intake", tmp_path / "a.csv", "--map", tmp_path / "m.toml", "--out", tmp_path / "o")
    made = tomli.loads((tmp_path / "o" / "canal-cafe.toml").read_text("utf-8"))
    assert made["hubs"] == {"westmidlands": {"priorities": ["health", "skills"]}}
    schema = json.loads(hubflow("schema", "intake").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(tomli.loads(draft + more), schema)
    jsonschema.validate(tomli.loads(MAP), schema)


def test_a_draft_maps_no_more_than_it_can_tell(
    methods: Mapping[str, Compiled], tmp_path: Path
) -> None:
    headings = ("Carimbo de data/hora", "Nome do projeto", "E-mail", "Quem são?", "Quantos?",
                "Já existe no Porto?", "Problema", "Quanto custa por mês?", "Nome", "Data")
    (tmp_path / "a.csv").write_text(f"{';'.join(headings)}\n{';' * 9}x\n", "utf-8")
    draft = draft_map(read_cell_table(tmp_path / "a.csv"), methods["porto"])
    assert {c["heading"]: c["key"] for c in tomli.loads(draft)["columns"]} == {
        "Carimbo de data/hora": "date", "Nome do projeto": "name",
        "Quem são?": "identify.priority_group", "Problema": "identify.problems.statement",
        "Já existe no Porto?": "identify.implemented_in_place"}
    assert '# [[columns]]\n# heading = "Quantos?"\n# key = "identify.group_size"' in draft
    for heading in ("Nome", "Data", "Quanto custa por mês?"):
        assert f'# [[columns]]\n# heading = "{heading}"' in draft


def test_customary_headings_are_of_keys_that_a_form_can_answer() -> None:
    for language in languages():
        told = [folded(each) for headings in customary_headings(language).values()
                for each in headings]
        assert len(set(told)) == len(told)
    uses = entry_uses("pt")
    for key in customary_headings("en"):
        if not key:
            continue
        use = uses.get(key, AnswerUse(key))
        path = tuple(use.key.split("."))
        held = content_at(path)
        assert held is not None, key
        assert held.kind is not None, key
        for name, value in use.entry:
            beside = content_at((*path[:-1], name))
            assert beside is not None, key
            assert beside.kind is not None, key
            legal(beside.kind, value)


def test_a_hub_that_the_map_names_is_missed_in_the_map(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes((HEAD + ROWS).encode())
    map_file = tmp_path / "intake.toml"
    map_file.write_text(f'hub = "monteverde"{MAP}', "utf-8")
    args = ("intake", tmp_path / "a.csv", "--map", map_file, "--out", tmp_path / "out")
    told = hubflow(*args, code=2).stderr
    assert told.startswith(f'{map_file}:1: hub: no hub "monteverde" is installed. ')
    assert "or give its folder with -p." in told
    hubflow(*args, "-p", "porto")


def test_an_id_of_its_own_counts_more_than_that_of_the_origin(tmp_path: Path) -> None:
    club = Path(__file__).parents[2] / "examples" / "girls-club-porto.toml"
    for said, id in (((), "girls-club-porto"), (("--id", "other"), "other")):
        book = tmp_path / f"{id}.xlsx"
        hubflow("new-dossier", "-p", "porto", "--from", club, *said, "--out", book)
        assert read_dossier_workbook(book).data["id"] == id


def test_workbooks_from_the_command_line(tmp_path: Path) -> None:
    club = Path(__file__).parents[2] / "examples" / "girls-club-porto.toml"
    book = tmp_path / "club.xlsx"
    told = hubflow("new-dossier", "-p", "porto", "--format", "xlsx", code=2).stderr
    assert "precisa de --out" in told
    hubflow("new-dossier", "-p", "porto", "--from", club, "--out", book)
    text = hubflow("convert", book).stdout
    assert tomli.loads(text) == tomli.loads(club.read_text("utf-8"))
    wrong = hubflow("convert", book, "--out", tmp_path / "again.xlsx", code=2).stderr
    assert "TOML is written" in wrong
    shown = hubflow("run", "-p", "porto", book, club, code=2).stderr
    assert "«girls-club-porto» é também o id em" in shown
    assert 'folha «Iniciativa», célula B15: challenge: o desafio' in shown
    book.write_bytes(book.read_bytes()[:5000])
    assert "not an Excel workbook, or a broken one" in hubflow("convert", book, code=2).stderr


def test_the_privacy_check_looks_at_workbooks(tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text(
        'id = "p"\nname = "P"\n[identify]\ngroup_size = 2\n'
        'priority_group = "Write to ana.silva@example.org"\n')
    hubflow("new-dossier", "-p", "porto", "--from", tmp_path / "p.toml", "--out",
            tmp_path / "p.xlsx")
    found = hubflow("check", "--privacy", tmp_path / "p.xlsx", code=1).stdout
    assert 'p.xlsx: sheet "1 Identificar" cell B5: identify.priority_group: holds' in found
    assert "identify.group_size: 2 is a count below" in found


SURVEY = """Respondent ID,Name,What do you offer?,,Why?
,,Advice,Training,Open-Ended Response
1,A,x,,Because
2,B,,Training,So
"""


def test_two_rows_of_headings_are_read_as_a_survey_tool_writes_them(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(SURVEY, "utf-8")
    table = read_cell_table(tmp_path / "a.csv", of_survey=True)
    assert list(table.headings.values()) == [
        "Respondent ID", "Name", "What do you offer?: Advice", "What do you offer?: Training",
        "Why?"]
    assert [line for line, _ in table.rows] == [3, 4]
    book = openpyxl.Workbook()
    for row in csv.reader(io.StringIO(SURVEY)):
        book.worksheets[0].append([cell or None for cell in row])
    book.save(tmp_path / "a.xlsx")
    assert read_cell_table(tmp_path / "a.xlsx", of_survey=True).headings == table.headings


def test_a_row_of_answers_is_no_heading(tmp_path: Path) -> None:
    for second in ("x,,y,z,w", ",,1,2,w", ",,y,,w"):
        (tmp_path / "a.csv").write_text(SURVEY.replace(
            ",,Advice,Training,Open-Ended Response", second), "utf-8")
        table = read_cell_table(tmp_path / "a.csv", of_survey=True)
        assert len(table.rows) == 3
        assert table.headings[3] == "What do you offer?"


def test_a_blank_cell_that_gives_the_id_is_told_with_row_and_column(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Project,About,\nAlpha,does a,1\n,does b,\n健康,does c,2\n",
                                    "utf-8")
    (tmp_path / "m.toml").write_text(
        'id = "{Project}"\n[[columns]]\nheading = "Project"\nkey = "name"\n'
        '[[columns]]\nheading = "About"\nkey = "summary"\n', "utf-8")
    args = ("intake", tmp_path / "a.csv", "--map", tmp_path / "m.toml", "--out", tmp_path / "o")
    told = hubflow(*args, code=2).stderr
    assert told.splitlines() == [
        f'{tmp_path}/a.csv: row 3, column A "Project": is blank, and the venture\'s id is made of '
        "it. "
        "Fill it in, or make the id otherwise in the map."]
    (tmp_path / "a.csv").write_text("Project,About,\nAlpha,does a,1\n健康,does c,2\n", "utf-8")
    assert "left out: column C (no heading)." in hubflow(*args).stdout
    names = {tomli.loads(path.read_text("utf-8"))["name"]: path.stem
             for path in (tmp_path / "o").iterdir()}
    assert names["Alpha"] == "alpha"
    assert len(names["健康"]) == 8


def test_a_draft_is_right_or_leaves_open(tmp_path: Path) -> None:
    headings = ["What is your role?", "How many people are in your team?", "Amount requested",
                "How many people work for you?", "How many people do you employ?"]
    (tmp_path / "a.csv").write_text(f"{','.join(headings)}\n{',' * 4}x\n", "utf-8")
    draft = draft_map(read_cell_table(tmp_path / "a.csv"), None)
    assert "columns" not in tomli.loads(draft)
    assert draft.count('# key = ""') == len(headings)
