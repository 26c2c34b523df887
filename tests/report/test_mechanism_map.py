"""The picture of a mechanism: the chain, its supports, its blank, and the sheet that comes back."""

from __future__ import annotations

import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.quick_start import hubflow_here
from tests.report.conftest import drawn_text

from hubflow.model.dossier import Dossier
from hubflow.model.solution import MechanismStep, Solution, StepNeed
from hubflow.plugins.importers import load_inputs
from hubflow.reading.dossiers.load import read_inputs
from hubflow.reading.toml.source import parse_toml
from hubflow.report.issue_map.blank_map import blank_mechanism
from hubflow.report.issue_map.issue import MECHANISM_KINDS, IssueMap, Item
from hubflow.report.issue_map.map_sheet import blank_sheet, read_map, sheet_of
from hubflow.report.issue_map.mechanism_drawing import drawn_mechanism, in_order
from hubflow.report.issue_map.mechanism_items import mechanism_map
from hubflow.report.issue_map.mechanism_toml import mechanism_dossier

from .conftest import ROOT

CLUB = ROOT / "examples" / "girls-club-porto.toml"


@pytest.fixture(scope="module")
def club() -> IssueMap:
    (entry,) = load_inputs([CLUB]).entries
    return mechanism_map(entry.dossier, "en")


def boxes(svg: str) -> list[tuple[float, float, float, float]]:
    """Where the cards of a picture stand: x, y, right and bottom; the sheet itself left out."""
    found = []
    for group in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}g"):
        (rect,) = group.findall("{http://www.w3.org/2000/svg}rect")
        x, y, width, height = (float(rect.attrib[key]) for key in ("x", "y", "width", "height"))
        found.append((x, y, x + width, y + height))
    return found


def test_the_club_as_a_chain(club: IssueMap) -> None:
    steps = club.of("step")
    assert [step.mark for step in steps].count("adaptable") == 1
    assert len(club.of("need")) == 8
    assert [item.text for item in club.of("change")] == ["Confidence in speaking before others"]
    # what a part of the solution brings about is what a link to the part leads to
    trainers = next(step for step in steps if step.text.startswith("Some who benefited"))
    assert trainers.about == (next(s.text for s in steps if s.text.startswith("They meet")),)
    text = drawn_text(drawn_mechanism(club, "en"))
    assert "1. Girls in care hear of the club" in text
    assert "can be done otherwise" in text
    assert "By way of 5" in text


def test_a_step_stands_before_what_it_leads_to(club: IssueMap) -> None:
    later = list(club.of("step"))
    mixed = IssueMap(title="", items=(*later[::-1], *club.of("need", "change")))
    order = [step.text for step in in_order(mixed)]
    assert sorted(order) == sorted(step.text for step in later)
    assert [step.text for step in in_order(IssueMap(title="", items=tuple(later)))] == [
        step.text for step in later]
    chain = [step for step in later if step.text.startswith(("Girls", "They train", "They pract"))]
    assert [order.index(step.text) for step in chain] == sorted(
        order.index(step.text) for step in chain)


@pytest.mark.parametrize(("here", "shown", "said"), [
    (True, "Seen.", "it is there"), (True, None, "not known"), (False, None, "it is missing"),
    (None, None, "not known"),
])
def test_a_need_says_whether_it_is_there(here: bool | None, shown: str | None, said: str) -> None:
    need = StepNeed(id="n", what="A room", here=here, here_shown_by=shown)
    step = MechanismStep(id="s", what="They come.", needs=(need,))
    dossier = Dossier(id="x", name="X", solution=Solution(mechanism=(step,)))
    assert said in drawn_text(drawn_mechanism(mechanism_map(dossier, "en"), "en"))


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1,
                max_size=60)


@given(st.lists(TEXTS, min_size=1, max_size=5, unique=True),
       st.lists(st.tuples(st.integers(0, 4), TEXTS), max_size=9),
       st.sampled_from(["en", "pt"]))
def test_any_mechanism_is_drawn_without_cards_on_cards(
    texts: list[str], needs: list[tuple[int, str]], language: str
) -> None:
    items = [Item(kind="step", text=text, about=tuple(texts[number + 1:number + 3]))
             for number, text in enumerate(texts)]
    items += [Item(kind="need", text=text, about=(texts[step % len(texts)],), mark="open")
              for step, text in needs]
    cards = boxes(drawn_mechanism(IssueMap(title="T", items=tuple(items)), language))
    assert len(cards) == len(items) + 1
    for number, one in enumerate(cards):
        for other in cards[number + 1:]:
            assert (one[2] <= other[0] + 0.2 or other[2] <= one[0] + 0.2
                    or one[3] <= other[1] + 0.2 or other[3] <= one[1] + 0.2)


def test_the_sheet_comes_back(club: IssueMap, tmp_path: Path) -> None:
    for ending in (".csv", ".xlsx"):
        path = tmp_path / f"m{ending}"
        path.write_bytes(sheet_of(club, "pt", ending))
        back = read_map(path, club.title)
        assert [(i.kind, i.text, i.about) for i in back.items] == [
            (i.kind, i.text, i.about) for i in club.items]


def test_the_blank_can_be_filled_in_by_hand_or_as_a_sheet() -> None:
    for language in ("en", "pt"):
        assert len(boxes(blank_mechanism(language))) == 4 * 3 + 1
        rows = blank_sheet(language, ".csv", MECHANISM_KINDS).decode("utf-8-sig").splitlines()
        assert len(rows) == 1 + 6 + 12 + 2


def test_the_command_draws_it(tmp_path: Path) -> None:
    outs = [tmp_path / name for name in ("m.svg", "m.csv", "m.pdf")]
    ways = [["map", str(CLUB), "--mechanism", *(f"--out={out}" for out in outs)],
            ["map", str(outs[1]), "--mechanism", f"--out={tmp_path / 'again.svg'}"],
            ["map", "--blank", "--mechanism", "--lang=pt", f"--out={tmp_path / 'blank.svg'}"]]
    for way in ways:
        done = hubflow_here(*way)
        assert done.returncode == 0, done.stderr
    assert "What it needs" in drawn_text(outs[0].read_text("utf-8"))
    assert "They train together" in drawn_text((tmp_path / "again.svg").read_text("utf-8"))
    assert "De que precisa" in drawn_text((tmp_path / "blank.svg").read_text("utf-8"))
    assert outs[2].read_bytes().startswith(b"%PDF")


def test_a_dossier_without_a_mechanism_says_so() -> None:
    empty = mechanism_map(Dossier(id="x", name="X"), "en")
    assert not empty.items
    assert "No step is stated yet." in drawn_text(drawn_mechanism(empty, "en"))


STEPS = st.lists(TEXTS.filter(lambda text: "*" not in text and ";" not in text), min_size=1,
                 max_size=6, unique=True)


@example(["a"], [], [(0, 0)]).via("a part that is named as an id would be")
@given(STEPS, st.lists(st.tuples(st.integers(0, 5), TEXTS, st.booleans()), max_size=8),
       st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=6))
def test_a_sheet_becomes_a_dossier_that_draws_the_same(
    texts: list[str], needs: list[tuple[int, str, bool]], links: list[tuple[int, int]]
) -> None:
    """Links may lead back: what strengthens an earlier step leads to it as to a part."""
    about: dict[str, list[str]] = {text: [] for text in texts}
    for start, end in links:
        about[texts[start % len(texts)]].append(texts[end % len(texts)])
    items = [Item(kind="step", text=text, about=tuple(dict.fromkeys(about[text])))
             for text in texts]
    items += [Item(kind="need", text=text, about=(texts[step % len(texts)],),
                   mark="missing" if missing else "") for step, text, missing in needs]
    text = mechanism_dossier(IssueMap(title="T", items=tuple(items)), Path("club.toml"), "m.csv")
    (entry,) = read_inputs([], [parse_toml(text, "club.toml")]).entries
    back = mechanism_map(entry.dossier, "en")
    assert [(i.text, set(i.about)) for i in back.of("step")] == [
        (i.text, set(i.about)) for i in items if i.kind == "step"]
    assert sorted((i.text, i.about, i.mark == "missing") for i in back.of("need")) == sorted(
        (i.text, i.about, i.mark == "missing") for i in items if i.kind == "need")


FILLED = """what,text,belongs to
step,They come every week.,They trust somebody.
step,They trust somebody.,
need,A room of their own,They come every week.
need,A bus home *,They come every week.
change,They speak up.,They trust somebody.
"""


def command(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return hubflow_here("map", *args, cwd=folder)


def test_a_filled_sheet_is_read_into_a_dossier(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text(FILLED, "utf-8")
    own = '# Ours.\nid = "club"\nname = "The club"\n\n[solution]\ndescription = "A club."\n'
    (tmp_path / "club.toml").write_text(own, "utf-8")
    done = command(tmp_path, "m.csv", "--mechanism", "--out", "new.toml", "--into", "club.toml")
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "club.toml").read_text("utf-8")
    assert text.startswith(own)
    for path in ("club.toml", "new.toml"):
        (entry,) = load_inputs([tmp_path / path]).entries
        first, second, last = entry.dossier.solution.mechanism
        assert (first.id, second.id, last.id) == (
            "they-come-every-week", "they-trust-somebody", "they-speak-up")
        assert first.leads_to == (second.id,)
        assert second.leads_to == (last.id,)
        assert [(need.what, need.here) for need in first.needs] == [
            ("A room of their own", None), ("A bus home", False)]
    again = command(tmp_path, "m.csv", "--mechanism", "--into", "club.toml")
    assert again.returncode == 2
    assert "it says already how the solution works" in again.stderr
    assert (tmp_path / "club.toml").read_text("utf-8") == text


@pytest.mark.parametrize(("rows", "said"), [
    (["need,A room,", "need,A bus,"],
     ['the need "A room" belongs to no step', 'the need "A bus" belongs to no step',
      "no step is filled in"]),
    (["change,They speak up.,"], ["no step is filled in"]),
])
def test_a_sheet_that_makes_no_mechanism_is_told(
    rows: list[str], said: list[str], tmp_path: Path
) -> None:
    (tmp_path / "m.csv").write_text("\n".join(["what,text,belongs to", *rows]) + "\n", "utf-8")
    done = command(tmp_path, "m.csv", "--mechanism", "--out", "new.toml")
    assert done.returncode == 2
    assert all(part in done.stderr for part in said)
    assert done.stderr.count("m.csv") == len(said)
    assert not (tmp_path / "new.toml").exists()


@pytest.mark.parametrize("args", [
    ("m.csv", "--out", "new.toml"),
    ("m.csv", "--mechanism"),
    ("club.toml", "--mechanism", "--out", "new.toml"),
    ("--blank", "--mechanism", "--out", "new.toml"),
    ("m.csv", "--mechanism", "--out", "club.toml"),
])
def test_a_dossier_is_made_of_a_mechanisms_sheet_alone(
    args: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "m.csv").write_text(FILLED, "utf-8")
    (tmp_path / "club.toml").write_text('id = "club"\nname = "The club"\n', "utf-8")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert command(tmp_path, *args).returncode == 2
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
