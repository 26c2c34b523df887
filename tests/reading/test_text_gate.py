"""Texts come in by one gate: what none may hold is told by its place, leftovers are taken out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import tomli
import tomli_w
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from hubflow.cli.main import cli
from hubflow.documents.publishing import published_document
from hubflow.grants.published_grants import read_package
from hubflow.model.characters import (
    forbidden,
    forbidden_in,
    harmless,
    harmless_json,
    visible,
    without_leftovers,
)
from hubflow.model.input_problems import BadInput
from hubflow.model.results import RunResult, VentureResult
from hubflow.plugins.importers import load_inputs
from hubflow.reading.panel.assessors_file import read_assessors
from hubflow.reading.toml.source import parse_toml, read_toml
from hubflow.reading.values.cell_table import cell_rows
from hubflow.reading.values.normal_text import id_of

REPO = Path(__file__).parents[2]
DOSSIER = REPO / "examples" / "girls-club-porto.toml"
METHOD = REPO / "plugins" / "porto" / "hubflow_porto" / "methodology.toml"

TOLD = ["\x00", "\x07", "\x1b", "\x7f", "\x9b", "\u202e", "\ufffe", "\U0010ffff"]
GONE = {"a\x0bb": "a\nb", "a\u2028b": "a\nb", "a\r\nb": "a\nb", "\ufeffab": "ab",
        "\u202aab\u202c": "ab"}


def texts(data: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the key path of every text in plain data."""
    if isinstance(data, str):
        yield at
    elif isinstance(data, dict | list):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from texts(value, (*at, key))


def put(data: Any, at: tuple[str | int, ...], value: str) -> None:
    """Put a value at a key path."""
    for key in at[:-1]:
        data = data[key]
    data[at[-1]] = value


def problems(act: Callable[[], object]) -> list[str]:
    """The problems that an act ends in, as they are shown."""
    with pytest.raises(BadInput) as caught:
        act()
    assert not forbidden().search(str(caught.value))
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize("path", [DOSSIER, METHOD], ids=["dossier", "methodology"])
def test_every_text_of_a_file_is_looked_at(path: Path) -> None:
    data = tomli.loads(path.read_text("utf-8"))
    places = list(texts(data))
    for number, at in enumerate(places):
        put(data, at, f"x{TOLD[number % len(TOLD)]}")
    found = problems(lambda: parse_toml(tomli_w.dumps(data), "x.toml"))
    assert len(found) == len(places)
    assert all(line.startswith("x.toml:") and "U+" in line for line in found)


@pytest.mark.parametrize("character", TOLD)
def test_a_character_is_told_with_line_and_key(character: str) -> None:
    text = f'id = "x"\n[place]\nname = "a\\U{ord(character):08x}"\n'
    found, = problems(lambda: parse_toml(text, "x.toml"))
    assert found.startswith(f"x.toml:3: place.name: holds a character that no text may hold (U+"
                            f"{ord(character):04X}")


@pytest.mark.parametrize(("written", "read"), GONE.items())
def test_leftovers_of_other_programs_go(written: str, read: str, tmp_path: Path) -> None:
    assert parse_toml(tomli_w.dumps({"a": {"b": [written]}}), "x.toml").data == {"a": {"b": [read]}}
    sheet = tmp_path / "x.csv"
    sheet.write_text(f'id,note\nx,"{written}"\n', "utf-8", newline="")
    assert cell_rows(sheet)[1][1] == {1: "x", 2: read}


def test_keys_are_texts_too() -> None:
    found, = problems(lambda: parse_toml('"a\\u001b" = 1\n', "x.toml"))
    assert r'a\x1b: its key holds' in found


def test_what_people_write_in_other_scripts_stays() -> None:
    text = ("café 健康 שלום 🏴\U000e0067\U000e0062\U000e007f می\u200cخواهم 👩\u200d🌾 \u200fא "
            "a\tb\n")
    assert (forbidden_in(text), without_leftovers(text), harmless(text)) == ("", text, text)


def test_cells_are_told_by_sheet_and_cell_or_line_and_column(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "People"
    for row in (["id", "name"], ["ana", "Ana _x001B_[2J"], ["rui", "Rui_x000B_Sá"]):
        sheet.append(row)
    book.save(tmp_path / "people.xlsx")
    (tmp_path / "people.csv").write_text("id,name\nana,A\x9bna\nrui,R\u202eui\n", "utf-8")
    assert 'sheet "People" cell B2' in problems(lambda: read_assessors(
        tmp_path / "people.xlsx", ()))[0]
    assert [line.rpartition("people.csv")[2].partition(" holds")[0] for line in problems(
        lambda: read_assessors(tmp_path / "people.csv", ()))] == [
        ":2: column B:", ":3: column B:"]


def test_a_grant_is_left_out_and_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "package.json"
    path.write_text(json.dumps({"grants": [
        {"id": "360G-madeup-1", "title": "A\x0bkitchen"},
        {"id": "360G-madeup-2", "title": "\x1b]0;x\x07"},
        {"id": "360G-madeup-3", "title": "\ud83d"}]}), "utf-8")
    read = read_package(path)
    assert [grant.data["title"] for grant in read.grants] == ["A\nkitchen"]
    assert [fault.key for fault in read.faults] == ["grants[1].title", "grants[2].title"]


def test_a_table_tells_the_row_and_reads_the_rest(tmp_path: Path) -> None:
    table = tmp_path / "many.csv"
    table.write_text("id,name\na,On\u2028e\nb,T\u202ewo\nc,\x9b3\n", "utf-8")
    done = CliRunner().invoke(cli, ["run", "-p", str(METHOD.parent), str(table)])
    assert isinstance(done.exception, BadInput)
    assert [(each.line, each.key) for each in done.exception.problems] == [(3, "name"), (4, "name")]


def test_the_name_of_a_file_is_a_text_too(tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[2J.toml"
    path.write_text('id = "a"\n', "utf-8")
    assert "the name of this file holds" in problems(lambda: read_toml(path))[0]
    assert r"a\x1b[2J.toml" in problems(lambda: load_inputs([tmp_path]))[0]
    done = CliRunner().invoke(cli, ["run", "-p", "x", str(path)])
    assert isinstance(done.exception, BadInput)
    assert "U+001B" in str(done.exception)


@given(st.text())
def test_what_is_shown_steers_nothing(text: str) -> None:
    for made in (visible(text), harmless(text)):
        assert not forbidden().search(made)
        made.encode()
    assert not set(visible(text)) & {"\n", "\r", "\u2028", "\u202a"}
    assert harmless(harmless(text)) == harmless(text)
    assert json.loads(harmless_json(json.dumps(text, ensure_ascii=False))) == text


@pytest.mark.parametrize("id", ["con", "nul.x", "com1", "result.json", "results.xyz", "a" * 121])
def test_an_id_that_no_folder_can_have_is_told_with_its_line(id: str, tmp_path: Path) -> None:
    (tmp_path / "d.toml").write_text(f'name = "D"\nid = "{id}"\n', "utf-8")
    assert "d.toml:2: id: " in problems(lambda: load_inputs([tmp_path]))[0]
    (tmp_path / "t.csv").write_text(f"id\n{id}\n", "utf-8")
    done = CliRunner().invoke(cli, ["run", "-p", str(METHOD.parent), str(tmp_path / "t.csv")])
    assert isinstance(done.exception, BadInput)
    assert done.exception.problems[0].line == 2
    assert id_of("con") == "con-1"
    assert len(id_of("long " * 50)) <= 120


def test_one_venture_that_fails_costs_the_others_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for id in ("a", "b", "c"):
        (tmp_path / f"{id}.toml").write_text(f'id = "{id}"\nname = "{id}"\n', "utf-8")

    def render(venture: VentureResult, _: RunResult) -> str:
        if venture.id == "b":
            raise ValueError("no room for b")
        return f"# {venture.name}\n"

    monkeypatch.setattr(published_document, "scorecard_markdown", render)
    out = tmp_path / "out"
    words = ["run", "-p", str(METHOD.parent), str(tmp_path), "--out", str(out)]
    done = CliRunner().invoke(cli, words)
    assert isinstance(done.exception, BadInput)
    assert str(done.exception) == (
        "b: não se conseguem fazer os seus documentos: ValueError: no room for b.")
    assert sorted(path.name for path in out.iterdir()) == ["a", "c", "result.json"]
    away = tmp_path / "away"
    away.mkdir()
    (out / "b").symlink_to(away)
    monkeypatch.undo()
    done = CliRunner().invoke(cli, words)
    assert "leva para fora da pasta" in str(done.exception)
    assert not list(away.iterdir())
