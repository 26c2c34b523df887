"""An assessor is a person: one name however it is written, and a conflict with the venture."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.hub_head import hub_head

from hubflow.engine.pipeline.judging import judge
from hubflow.model.input_problems import BadInput
from hubflow.model.judgements import Judgement
from hubflow.plugins.importers import load_inputs, read_panel
from hubflow.plugins.manager import LoadedHub, load_hub
from hubflow.reading.panel.call_jury import Jury
from hubflow.reading.panel.near_names import near_pairs

METHOD = hub_head(
    "fete", "Fete Hub", place="Riverside", sources={"ours": ("Chosen by us", "assumption")}) + """\
[panel]
minimum_assessors = 2
source = "ours"
[stages.identify]
gate = { advance = { score = 50 }, otherwise = "stop", source = "ours" }
[[stages.identify.criteria]]
id = "need"
title = "Need"
concept = "local:need"
judged = true
scale = [0, 10]
source = "ours"
[[stages.identify.criteria]]
id = "team"
title = "Team"
concept = "local:team"
judged = true
scale = [0, 10]
source = "ours"
"""
HEAD = "venture,phase,criterion,assessor,score,conflict\n"


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A call with the ventures ash and bay, and the hub's folder beside it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fete").mkdir()
    (tmp_path / "fete/methodology.toml").write_text(METHOD, "utf-8")
    folder = tmp_path / "call"
    folder.mkdir()
    (folder / "call.toml").write_text('id = "may"\nhub = "fete"\ndate = 2026-03-01\n', "utf-8")
    for id in ("ash", "bay"):
        (folder / f"{id}.toml").write_text(
            f'id = "{id}"\nname = "{id.title()}"\nlanguage = "en"\ncurrency = "GBP"\n', "utf-8")
    return folder


def needs(call: Path, rows: str, **files: str) -> dict[str, list[tuple[str, bool]]]:
    """Return who judged each venture's need by a call's sheet, and whether it counts."""
    (call / "jury.csv").write_text(HEAD + rows, "utf-8")
    for name, text in files.items():
        (call / f"{name}.toml").write_text(text, "utf-8")
    result = run(call)
    return {venture.id: [(said.assessor, said.counted)
                         for said in venture.phases[0].criteria[0].assessments]
            for venture in result.ventures}


def run(call: Path):  # type: ignore[no-untyped-def]
    from hubflow.engine.pipeline.run import run as run_hub

    return run_hub(load_hub("./fete"), load_inputs([call]))


def refused(call: Path, rows: str, **files: str) -> str:
    with pytest.raises(BadInput) as bad:
        needs(call, rows, **files)
    return str(bad.value)


def test_two_spellings_are_one_assessor(call: Path) -> None:
    """Too few for a minimum of two, whatever case, Unicode form and white space."""
    decomposed = unicodedata.normalize("NFD", "INÊS\u00a0 COSTA\u200b")
    rows = f"ash,identify,need,Inês Costa,9,\nash,identify,need,{decomposed},9,\n"
    assert needs(call, rows)["ash"] == [("Inês Costa", True)]
    criterion = run(call).ventures[0].phases[0].criteria[0]
    assert (criterion.lower, criterion.upper) == (0.0, 10.0)


def test_other_scores_by_another_spelling_are_told(call: Path) -> None:
    rows = "ash,identify,need,Inês Costa,9,\nash,identify,need,inês costa,2,\n"
    assert "has judged need of ash already" in refused(call, rows)


def test_a_near_name_is_asked_about(call: Path) -> None:
    rows = "ash,identify,need,Inês Costa,9,\nash,identify,need,Ines Costa,9,\n"
    told = refused(call, rows)
    assert 'is "Ines Costa" the same person as "Inês Costa"' in told
    assert "jury.csv:3" in told
    assert "assessors.toml" in told


def test_a_part_of_a_name_is_asked_about(call: Path) -> None:
    rows = "ash,identify,need,R. Pereira,9,\nash,identify,need,PEREIRA Rosa Maria,9,\n"
    told = refused(call, rows)
    assert 'is "PEREIRA Rosa Maria" the same person as "R. Pereira"' in told


def test_a_list_says_who_is_one_and_who_are_two(call: Path) -> None:
    rows = "ash,identify,need,Inês Costa,9,\nbay,identify,need,Ines Costa,8,\n"
    one = '[[assessors]]\nid = "ines"\nname = "Inês Costa"\nnames = ["Ines Costa", "I. C."]\n'
    assert needs(call, rows + "ash,identify,team,i. c.,3,\n", assessors=one) == {
        "ash": [("ines", True)], "bay": [("ines", True)]}
    two = ('[[assessors]]\nid = "ines-1"\nname = "Inês Costa"\n'
           '[[assessors]]\nid = "ines-2"\nname = "Ines Costa"\n')
    rows = "ash,identify,need,Inês Costa,9,\nash,identify,need,Ines Costa,8,\n"
    assert needs(call, rows, assessors=two)["ash"] == [("ines-1", True), ("ines-2", True)]


def test_a_list_with_one_name_for_two_is_told(call: Path) -> None:
    two = '[[assessors]]\nid = "a-1"\nname = "Ana"\n[[assessors]]\nid = "a-2"\nnames = ["ANA"]\n'
    assert '"ANA" is also what a-1 is called' in refused(call, "", assessors=two)


def test_a_conflict_bars_from_the_venture(call: Path) -> None:
    """It stands in one row, and no row of this assessor on the venture counts."""
    rows = ("ash,identify,team,Ana,,yes\nash,identify,need,Ana,10,\nash,identify,need,Ben,2,\n"
            "bay,identify,need,Ana,7,\n")
    assert needs(call, rows) == {"ash": [("Ana", False), ("Ben", True)], "bay": [("Ana", True)]}


def test_a_row_may_declare_a_conflict_alone(call: Path) -> None:
    rows = "ash,,,ana,,yes\nash,identify,need,Ana,10,\n"
    assert needs(call, rows)["ash"] == [("Ana", False)]
    assert "phase: is blank" in refused(call, "ash,,need,Ana,10,\n")


def test_a_conflict_in_the_list_bars_too(call: Path) -> None:
    listed = '[[assessors]]\nid = "ana"\nname = "Ana"\nconflicts = ["ash"]\n'
    rows = "ash,identify,need,Ana,10,\nbay,identify,need,Ana,10,\n"
    assert needs(call, rows, assessors=listed) == {
        "ash": [("ana", False)], "bay": [("ana", True)]}
    wrong = listed.replace('"ash"', '"ahs"')
    assert "ahs" in refused(call, rows, assessors=wrong)


def test_a_list_beside_sheets_is_used(tmp_path: Path) -> None:
    sheets = tmp_path / "returned"
    sheets.mkdir()
    (sheets / "one.csv").write_text(HEAD + "ash,identify,need,A. Reis,7,\n", "utf-8")
    (sheets / "assessors.toml").write_text(
        '[[assessors]]\nid = "ana"\nname = "Ana Reis"\nnames = ["A. Reis"]\nconflicts = ["bay"]\n',
        "utf-8")
    read = read_panel([sheets], "fete")
    assert [(said.assessor, said.venture, said.conflict) for said in read.judgements] == [
        ("ana", "bay", True), ("ana", "ash", False)]


@pytest.mark.parametrize(("one", "other", "near"), [
    ("inês costa", "ines costa", True), ("costa, inês", "inês costa", True),
    ("i. costa", "inês costa", True), ("ana ribeiro", "ana ribiero", True),
    ("assessor-1", "assessor-2", False), ("assessor a", "assessor b", False),
    ("r. m. pereira", "rosa maria pereira", True), ("rosa", "rosa pereira", True),
    ("inês costa", "costa inês maria", True),
    ("r. pereira", "pereira rosa maria", True), ("rosa pereira", "r. m. pereira", True),
    ("ines", "inês costa", True), ("rosa pereira", "rosa maria costa", False),
    ("r. pereira", "pereira ana maria", False), ("jury", "jury 2", False), ("a", "a. reis", False),
    ("ana", "ann", False), ("rui melo", "ana melo", False), ("健康", "健身", False),
])
def test_near_names(one: str, other: str, near: bool) -> None:
    assert bool(near_pairs([one, other])) is near
    assert near_pairs([one, other]) == near_pairs([other, one])


_SPELLINGS = st.sampled_from((
    str.upper, str.casefold, lambda name: f"\u2003{name} ", lambda name: name.replace(" ", "  "),
    lambda name: unicodedata.normalize("NFD", name), lambda name: name))
_SAID = st.lists(st.tuples(
    st.sampled_from(("ash", "bay")), st.sampled_from(("need", "team")),
    st.sampled_from(("Inês Costa", "Rui Melo", "Zoë Hall")), st.integers(0, 10),
    st.booleans()), unique_by=lambda row: row[:3], max_size=12)


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> LoadedHub:
    folder = tmp_path_factory.mktemp("fete")
    (folder / "methodology.toml").write_text(METHOD, "utf-8")
    return load_hub(str(folder))


@settings(max_examples=60, deadline=None)
@given(_SAID, st.data())
def test_spelling_and_order_change_nothing(
    hub: LoadedHub, rows: list[tuple[str, str, str, int, bool]], data: st.DataObject
) -> None:
    method = hub.methodology.methodology

    def outcome(said: list[tuple[str, str, str, int, bool]]) -> object:
        judgements = [Judgement(venture=venture, phase="identify", criterion=criterion,
                                assessor=name, score=float(score), conflict=conflict)
                      for venture, criterion, name, score, conflict in said]
        found = judge(Jury({}, ()).settled(judgements), method, "en")
        return {key: (one.lower, one.upper, sorted(
            (each.assessor.casefold(), each.counted) for each in one.assessments))
            for key, one in found.items()}

    plain = outcome(rows)
    other = [(venture, criterion, data.draw(_SPELLINGS)(name), score, conflict)
             for venture, criterion, name, score, conflict in data.draw(st.permutations(rows))]
    assert outcome(other) == plain
