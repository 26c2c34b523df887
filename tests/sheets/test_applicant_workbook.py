"""An applicant's workbook: one to three sheets of facts and answers; it states nothing else."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import tomli
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.property_examples import examples

from hubflow import load_hub
from hubflow.cli.main import cli, main
from hubflow.engine.method.prepared_method import compiled_method
from hubflow.model.input_problems import BadInput
from hubflow.plugins.importers import dossier_reader
from hubflow.reading.dossiers.load import as_from_applicants, read_inputs
from hubflow.reading.dossiers.roles import parts_in
from hubflow.workbook import applicant_workbook, dossier_workbook

REPO = Path(__file__).parents[2]
CLUB = "girls-club-porto"


@pytest.fixture(scope="module")
def porto() -> Any:
    """The hub of Porto."""
    return load_hub("porto")


@pytest.fixture(scope="module")
def club() -> dict[str, Any]:
    """A dossier in which a jury, a body and funders have their say."""
    return tomli.loads((REPO / "examples" / f"{CLUB}.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A register with that dossier."""
    from hubflow.register.storage.opening import open_register

    url = f"sqlite:///{tmp_path_factory.mktemp('register') / 'hub.db'}"
    with pytest.MonkeyPatch.context() as patch:
        for arguments in (["init"], ["add", "-p", "porto", "--on", "2024-03-01",
                                     str(REPO / "examples" / f"{CLUB}.toml")]):
            patch.setattr("sys.argv", ["hubflow", "register", *arguments, "--register", url])
            with contextlib.suppress(SystemExit):
                main()
    opened = open_register(url)
    yield opened
    opened.close()


def shown_sheets(path: Path) -> list[Any]:
    """The sheets of a workbook that show."""
    return [sheet for sheet in openpyxl.load_workbook(path).worksheets
            if sheet.sheet_state == "visible"]


@pytest.mark.parametrize("stages", [(), ("understand",), ("incubate", "trade")])
def test_it_has_few_sheets_and_nothing_of_others(
    porto: Any, club: dict[str, Any], tmp_path: Path, stages: tuple[str, ...]
) -> None:
    path = tmp_path / "club.xlsx"
    path.write_bytes(applicant_workbook(compiled_method(porto), club, stages=stages))
    sheets = shown_sheets(path)
    assert 1 <= len(sheets) <= 3
    text = "\n".join(str(cell.value) for sheet in openpyxl.load_workbook(path).worksheets
                     for row in sheet.iter_rows() for cell in row if cell.value is not None)
    for part, _, value in parts_in(club):
        assert part.name not in text
        for entry in value:
            for words in (entry.get("note"), entry.get("reasons"), entry.get("learning")):
                assert not words or words not in text
    assert all(source["title"] not in text for source in club["sources"])


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook for whoever applies, as the command makes it without --id."""
    path = tmp_path_factory.mktemp("form") / "form.xlsx"
    made = CliRunner().invoke(cli, ["new-dossier", "-p", "westmidlands", "--for", "applicant",
                                    "--out", str(path)])
    assert made.exit_code == 0, made.output
    return path


def test_a_form_for_anybody_asks_who_it_is(form: Path, tmp_path: Path) -> None:
    """Two that come back are two ventures, each by the name of its file; none is nameless."""
    book = openpyxl.load_workbook(form)
    blank = read_inputs([form], read_file=dossier_reader()).problems
    assert [(problem.key, problem.what) for problem in blank] == [("name", "is missing")]
    rows = {row[3].value: row for row in book.worksheets[0].iter_rows()}
    assert "id" not in rows
    rows["name"][1].value = "Ours"
    for name in ("Rosa.xlsx", "Horta São João.xlsx"):
        book.save(tmp_path / name)
    read = read_inputs([tmp_path], read_file=dossier_reader())
    assert not read.problems
    assert {entry.own.id for entry in read.entries} == {"rosa", "horta-sao-joao"}


def test_a_form_asks_nothing_of_the_jury_and_says_what_none_is(form: Path) -> None:
    text = "\n".join(str(cell.value) for sheet in shown_sheets(form)
                     for row in sheet.iter_rows() for cell in row if cell.value is not None)
    assert "Judged where" not in text
    assert "empty list" not in text
    assert "“(none of these)” where none applies" in text


def test_it_asks_in_words_and_hides_the_keys(form: Path) -> None:
    book = openpyxl.load_workbook(form)
    first, questions, lists = book.worksheets[:3]
    assert first.column_dimensions["D"].hidden
    assert questions.column_dimensions["D"].hidden
    marks = [row for row in range(1, lists.max_row) if "[[" in str(lists.cell(row, 1).value)]
    assert marks
    assert all(lists.row_dimensions[row].hidden for row in marks)


def test_what_the_jury_judges_and_no_fact_informs_is_asked_and_read_back(
    porto: Any, tmp_path: Path
) -> None:
    """As a form asks it; each in the first stage in which it is judged."""
    path = tmp_path / "horta.xlsx"
    compiled = compiled_method(porto)
    path.write_bytes(applicant_workbook(compiled, {}, stages=["identify"]))
    book = openpyxl.load_workbook(path)
    rows = {str(row[3].value): row for sheet in shown_sheets(path) for row in sheet.iter_rows()
            if len(row) > 3}
    key = "hubs.porto.answers.inovacao: text"
    assert "Grau de inovação" in str(rows[key][0].value)
    at = rows[key][1]
    book[at.parent.title][at.coordinate] = "Vizinhos e alunos, juntos.\nCom hortas."
    name = next(row[1] for mark, row in rows.items() if mark == "name")
    book[name.parent.title][name.coordinate] = "Horta"
    book.save(path)
    entry = read_inputs([path], read_file=dossier_reader(porto)).entries[0]
    said = {"inovacao": "Vizinhos e alunos, juntos.\nCom hortas."}
    assert entry.file.data["hubs"] == {"porto": {"answers": said}}
    again = tmp_path / "again.xlsx"
    again.write_bytes(applicant_workbook(compiled, entry.file.data, stages=["identify"]))
    back = read_inputs([again], read_file=dossier_reader(porto)).entries[0]
    assert back.file.data["hubs"] == {"porto": {"answers": said}}
    later = tmp_path / "later.xlsx"
    later.write_bytes(applicant_workbook(compiled, {}, stages=["test"]))
    assert "answers." not in "".join(str(row[3].value) for sheet in shown_sheets(later)
                                     for row in sheet.iter_rows() if len(row) > 3)


def test_its_answers_come_back(porto: Any, club: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "club.xlsx"
    path.write_bytes(applicant_workbook(compiled_method(porto), club))
    read = read_inputs([path], read_file=dossier_reader(porto)).entries[0].file.data
    assert read["handed_out"]["to"] == "applicant"
    assert not list(parts_in(read))
    for section in ("identify", "understand", "solution", "test"):
        for key, value in read.get(section, {}).items():
            assert club[section][key] == value, f"{section}.{key}"


def test_what_is_slipped_in_is_named_and_converts_to_nothing(
    porto: Any, club: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole, own = tmp_path / "whole.xlsx", tmp_path / "own.xlsx"
    whole.write_bytes(dossier_workbook(compiled_method(porto), club))
    marked = {**club, "handed_out": {"to": "applicant"}}
    own.write_bytes(dossier_workbook(compiled_method(porto), marked))
    stated = {part.name for part, *_ in parts_in(club)}
    assert len(stated) > 2
    for path, options in ((own, []), (whole, ["--from", "applicant"])):
        monkeypatch.setattr("sys.argv", ["hubflow", "convert", str(path), *options])
        with contextlib.suppress(SystemExit):
            main()
        told = capsys.readouterr()
        data = tomli.loads(told.out)
        assert not list(parts_in(data))
        assert data["identify"] == club["identify"]
        for name in stated:
            assert f"{name} are stated by" in told.err
    monkeypatch.setattr("sys.argv", ["hubflow", "convert", str(whole)])
    with contextlib.suppress(SystemExit):
        main()
    told = capsys.readouterr()
    assert {part.name for part, *_ in parts_in(tomli.loads(told.out))} == stated
    assert told.err == ""


def test_several_lists_on_a_sheet_grow(porto: Any, club: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "club.xlsx"
    path.write_bytes(applicant_workbook(compiled_method(porto), club))
    book = openpyxl.load_workbook(path)
    sheet: Any = book[shown_sheets(path)[2].title]
    marks = [row for row in range(1, sheet.max_row + 1)
             if str(sheet.cell(row, 1).value).startswith("[[")]
    assert len(marks) > 1
    for top in marks:
        column = next(number for number in range(2, 12) if sheet.cell(top, number).value)
        filled = [row for row in range(top + 2, top + 40) if sheet.cell(row, column).value]
        assert not filled or filled[0] == top + 2
    key = sheet.cell(marks[0], 1).value.strip("[]").split(".")
    before = read_inputs([path], read_file=dossier_reader(porto)).entries[0].file.data
    row = marks[0] + 2 + len(before.get(key[0], {}).get(key[1], []))
    for number in range(2, 12):
        if sheet.cell(marks[0], number).value:
            sheet.cell(row, number).value = sheet.cell(row - 1, number).value
    book.save(path)
    after = read_inputs([path], read_file=dossier_reader(porto)).entries[0].file.data
    assert len(after[key[0]][key[1]]) == len(before[key[0]][key[1]]) + 1


KEYS = ("hubs.porto.judgements", "decisions", "incubate.awards", "trade.ledger",
        'hubs."porto".judgements', "hubs.porto", "hubs", "incubate", "handed_out",
        "handed_out.to", "handed_out.asks")
VALUES = (
    '[{phase = "bootcamp", criterion = "innovation", score = 5}]', "[]", '"office"', "1",
    '[{hub = "porto", phase = "bootcamp", decision = "advance", date = 2024-01-01, by = "Me"}]',
    '{porto = {judgements = [{phase = "bootcamp", criterion = "innovation", score = 5}]}}',
    '{awards = [{funder = "Me", amount = 5}]}', '["hubs", "decisions", "incubate"]',
)
TRICKS = st.lists(st.one_of(
    st.tuples(st.just("delete"), st.sampled_from(("rest", "all hidden"))),
    st.tuples(st.just("copy"), st.sampled_from(("jury", "decisions", "awards", "ledger"))),
    st.tuples(st.just("rest"), st.tuples(st.sampled_from(KEYS), st.sampled_from(VALUES))),
    st.tuples(st.just("key"), st.tuples(st.sampled_from(KEYS), st.integers(0, 60))),
), min_size=1, max_size=4)


@pytest.fixture(scope="module")
def books(
    porto: Any, club: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Any]:
    """The applicant's workbook, and the sheets of the staff's, with other scores and awards."""
    folder = tmp_path_factory.mktemp("books")
    own, staff = folder / "own.xlsx", folder / "staff.xlsx"
    own.write_bytes(applicant_workbook(compiled_method(porto), club, stages=("identify",)))
    forged = tomli.loads((REPO / "examples" / f"{CLUB}.toml").read_text("utf-8"))
    for judgement in forged["hubs"]["porto"]["judgements"]:
        judgement["note"] = "Excellent"
    forged["incubate"]["awards"][0]["amount"] = 1_000_000
    forged["decisions"][0]["by"] = "Ourselves"
    staff.write_bytes(dossier_workbook(compiled_method(porto), forged))
    return own, openpyxl.load_workbook(staff).worksheets


def tampered(books: tuple[Path, Any], tricks: list[tuple[str, Any]]) -> Any:
    """The applicant's workbook after somebody tried to have more than their say."""
    book: Any = openpyxl.load_workbook(books[0])
    marks = {"jury": "judgements]]", "decisions": "[[decisions", "awards": "[[incubate.awards]]",
             "ledger": "[[trade.ledger"}
    for number, (trick, what) in enumerate(tricks):
        if trick == "delete":
            for sheet in [each for each in book.worksheets if each.sheet_state == "hidden"]:
                if what == "all hidden" or sheet.cell(2, 1).value == "key = TOML":
                    book.remove(sheet)
        elif trick == "copy":
            source = next(sheet for sheet in books[1]
                          if marks[what] in str(sheet.cell(5, 1).value))
            target = book.create_sheet(f"more {number}")
            for row in source.iter_rows():
                for cell in row:
                    if cell.value is not None:
                        target.cell(cell.row, cell.column).value = cell.value
        elif trick == "rest":
            target = book.create_sheet(f"kept {number}")
            target.cell(2, 1).value = "key = TOML"
            target.cell(3, 1).value, target.cell(3, 2).value = what
        else:
            sheet = book.worksheets[1]
            sheet.cell(5 + what[1] % 10, 4).value = what[0]
            sheet.cell(5 + what[1] % 10, 2).value = "5"
    return book


def stated(data: Any) -> list[Any]:
    """What others than the applicant state in a dossier's data."""
    return [(part.name, path, value) for part, path, value in parts_in(data)]


@settings(max_examples=examples(20), suppress_health_check=[
    HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(tricks=TRICKS)
def test_no_workbook_of_an_applicant_changes_what_others_state(
    porto: Any, club: dict[str, Any], register: Any, books: tuple[Path, Any],
    tmp_path: Path, tricks: list[tuple[str, Any]],
) -> None:
    from hubflow.register.office.updates import UpdateRules, challenges_in, planned_updates

    path = tmp_path / "tampered.xlsx"
    tampered(books, tricks).save(path)
    with register.reading() as journal:
        challenges = list(challenges_in(journal, "porto", [str(club["challenge"])]).values())
        try:
            inputs = read_inputs([path], read_file=dossier_reader(porto), challenges=challenges)
            alone = as_from_applicants(inputs)
            assert alone.problems or not stated(alone.entries[0].file.data)
            plan = planned_updates(journal, "porto", inputs, UpdateRules())
        except BadInput:
            return
    assert stated(plan.inputs.entries[0].file.data) == stated(club)
