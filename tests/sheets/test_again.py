"""A form that is exported again brings what is new; applicants who come again are pointed at."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st
from tests.quick_start import hubflow_here

from hubflow.intake.again import differences_of, laid_over
from hubflow.repeats.likeness import (
    ALIKE,
    known_venture,
    likeness,
    repeated_applicants,
    runs_of,
    web_page,
)

MAP = '''id = "{Project}"
[dossier]
language = "en"
currency = "GBP"
place = { name = "Dudley" }
[[columns]]
heading = "Project"
key = "name"
[[columns]]
heading = "About"
key = "summary"
[[columns]]
heading = "People"
key = "identify.group_size"
[[columns]]
heading = "Charity"
key = "incubate.parties.identifier"
prefix = "GB-CHC-"
entry = { role = "implementing organisation", name = "The applicant" }
'''
FIRST = "Project,About,People,Charity\nGarden,Beds for all,40,1090095\nChoir,Songs,12,\n"
Run = Callable[..., str]


@pytest.fixture
def intake(tmp_path: Path) -> Run:
    """Take an export in, and return what is told."""
    (tmp_path / "m.toml").write_text(MAP, "utf-8")

    def run(export: str, *more: str) -> str:
        (tmp_path / "a.csv").write_text(export, "utf-8")
        done = hubflow_here("intake", "a.csv", "--map", "m.toml", "--out", "call", *more,
                            cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def test_the_same_export_changes_nothing(intake: Run, tmp_path: Path) -> None:
    assert intake(FIRST).startswith("Written to call: 2 dossiers.")
    before = {path.name: path.read_bytes() for path in (tmp_path / "call").iterdir()}
    assert intake(FIRST) == "2 dossiers as before.\n"
    assert {path.name: path.read_bytes() for path in (tmp_path / "call").iterdir()} == before


def test_a_summary_tells_what_is_empty_and_how_a_number_was_read(intake: Run) -> None:
    export = ("Project,About,People,Charity\nGarden,Beds,1.934,1090095\nChoir,,12,\n"
              "Shed,Tools,\"1.250,5\",\n")
    said = intake(export.replace('"1.250,5"', "250"))
    assert "Read: 4 columns with 9 cells; empty cells: 3." in said
    assert "  About: 2 read, 1 empty (row 3)\n  Charity: 1 read, 2 empty (rows 3, 4)\n" in said
    assert "  People: “1.934” (row 2) is read as 1,934, since nothing else is allowed" in said
    told = json.loads(intake(export.replace('"1.250,5"', "250"), "--json"))
    people = next(one for one in told["columns"] if one["heading"] == "People")
    assert (people["column"], people["read"], people["empty"]) == ("C", 3, [])
    assert people["decided"] == [
        {"row": 2, "written": "1.934", "value": 1934, "because": "kind"}]
    assert told["as_before"] == ["garden.toml", "choir.toml", "shed.toml"]


def test_what_is_new_comes_in_and_what_changed_is_shown(intake: Run, tmp_path: Path) -> None:
    intake(FIRST)
    again = f"{FIRST.replace(',40,', ',45,')}Workshop,Tools,7,\n"
    told = intake(again)
    assert "Written to call: 1 dossier." in told
    assert "garden.toml: left as it is; --update replaces it. The form now says:" in told
    assert "  How many of them live in the place: 40 → 45" in told
    garden = tmp_path / "call" / "garden.toml"
    assert tomli.loads(garden.read_text("utf-8"))["identify"]["group_size"] == 40
    assert "garden.toml: replaced." in intake(again, "--update")
    assert tomli.loads(garden.read_text("utf-8"))["identify"]["group_size"] == 45
    assert intake(again, "--update") == "3 dossiers as before.\n"


def test_a_dossier_that_somebody_edited_stays_as_it_is(intake: Run, tmp_path: Path) -> None:
    intake(FIRST)
    garden = tmp_path / "call" / "garden.toml"
    edited = garden.read_text("utf-8").replace("Beds for all", "Beds for all who ask")
    garden.write_text(edited, "utf-8")
    told = intake(FIRST.replace(",40,", ",45,"), "--update")
    assert "garden.toml: left as it is, since somebody edited it" in told
    assert 'a reader in a hurry: "Beds for all who ask" → "Beds for all"' in told
    assert garden.read_text("utf-8") == edited


def test_a_register_takes_changed_answers_as_new_versions(intake: Run, tmp_path: Path) -> None:
    def hubflow(*args: str) -> str:
        done = hubflow_here(*args, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        return done.stdout

    intake(FIRST)
    hubflow("register", "init")
    hubflow("register", "add", "-p", "westmidlands", "call")
    for path in (tmp_path / "call").iterdir():
        path.unlink()
    again = (f"{FIRST.replace(',40,', ',45,')}Allotment,Other beds,7,1090095\n")
    told = intake(again, "-p", "westmidlands", "--register")
    assert "In the register already: 1." in told
    assert ("Garden [garden] is in the register; `hubflow register update` records what "
            "changed:") in told
    assert {path.name for path in (tmp_path / "call").iterdir()} == {
        "garden.toml", "allotment.toml"}
    assert 'and garden "Garden"' in told
    assert "same organisation number: GB-CHC-1090095" in told
    hubflow("register", "update", "-p", "westmidlands", "--yes", "call/garden.toml")
    shown = hubflow("register", "history", "garden")
    assert shown.count("dossier") >= 2
    pairs = json.loads(hubflow("repeats", "call/allotment.toml", "--register", "--json"))
    assert [(pair["first"], pair["second"]) for pair in pairs] == [("allotment", "garden")]


STORY = ("We turn empty shops on the high street into workshops in which people who look for work "
         "repair bicycles and sell them at a price that neighbours can pay.")


def venture(id: str, **data: object) -> dict[str, object]:
    return {"id": id, "name": id.title(), **data}


def test_one_applicant_under_two_names_is_pointed_at_with_every_sign() -> None:
    first = venture(
        "spokes", summary=STORY, sources=[{"url": "https://www.spokes.org/about",
                                           "status": "own record"}],
        incubate={"leader": {"name": "Inês Costa"}, "parties": [
            {"role": "implementing organisation", "name": "Spokes CIC",
             "identifier": "GB-COH-09506232"},
            {"role": "social investor", "name": "The Fund", "identifier": "GB-CHC-1"}]})
    second = venture(
        "wheels", summary=STORY.replace("bicycles", "bikes"),
        sources=[{"url": "spokes.org", "status": "own record"}],
        incubate={"leader": {"name": "INES  COSTA"}, "parties": [
            {"role": "implementing organisation", "identifier": "GB-COH-09506232"},
            {"role": "social investor", "name": "The Fund", "identifier": "GB-CHC-1"}]})
    third = venture("choir", summary="People of a quarter sing together every week, and then eat.",
                    incubate={"parties": [{"role": "social investor", "name": "The Fund"}]})
    known = [known_venture(data, "call") for data in (first, second, third)]
    (pair,) = repeated_applicants(known)
    assert {pair.first.id, pair.second.id} == {"spokes", "wheels"}
    assert [sign.kind for sign in pair.signs] == [
        "organisation number", "leader", "web page", "texts"]
    assert {sign.kind: sign.value for sign in pair.signs}["leader"] == (
        "Inês Costa / INES  COSTA")
    assert repeated_applicants(known, frozenset({"choir"})) == []


def test_pairs_that_are_most_alike_come_first() -> None:
    words = STORY.split()
    known = [known_venture(venture(id, summary=" ".join(text)), "call") for id, text in (
        ("a-half", words[: len(words) * 2 // 3]), ("b-whole", words), ("c-whole", words))]
    pairs = [(one.first.id, one.second.id) for one in repeated_applicants(known)]
    assert pairs == [("b-whole", "c-whole"), ("a-half", "b-whole"), ("a-half", "c-whole")]


def test_a_host_that_many_share_is_no_sign_without_its_path() -> None:
    assert web_page("https://facebook.com/one") != web_page("facebook.com/two")
    assert web_page("http://[") == "http://["
    assert web_page("http://www.one.org/a") == web_page("https://one.org/b?c=d")


TEXTS = st.lists(st.sampled_from("abcdefghij"), min_size=12, max_size=40)


@given(TEXTS, TEXTS)
def test_likeness_is_a_share_that_is_the_same_from_both_sides(
    one: list[str], other: list[str]
) -> None:
    first, second = runs_of([" ".join(one)]), runs_of([" ".join(other)])
    assert 0 <= likeness(first, second) <= 1
    assert likeness(first, second) == likeness(second, first)
    assert likeness(first, first) in (0, 1)


def test_short_texts_are_like_nothing() -> None:
    assert likeness(runs_of(["a garden for all"]), runs_of(["a garden for all"])) < ALIKE


DATA = st.recursive(
    st.integers() | st.text(max_size=3) | st.booleans(),
    lambda inner: st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
    | st.lists(st.dictionaries(st.sampled_from("abc"), inner, max_size=2), max_size=3))


@given(st.dictionaries(st.sampled_from("abc"), DATA), st.dictionaries(st.sampled_from("abc"), DATA))
def test_what_is_laid_over_differs_no_more(before: object, after: object) -> None:
    assert not list(differences_of(laid_over(before, after), after))
