"""The picture of a mechanism: the chain, its supports, its blank, and the sheet that comes back."""

from __future__ import annotations

import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.quick_start import hubflow_command

from hubflow.model.dossier import Dossier
from hubflow.model.solution import MechanismStep, Solution, StepNeed
from hubflow.plugins.importers import load_inputs
from hubflow.report.issue_map.blank_map import blank_mechanism
from hubflow.report.issue_map.issue import MECHANISM_KINDS, IssueMap, Item
from hubflow.report.issue_map.map_sheet import blank_sheet, read_map, sheet_of
from hubflow.report.issue_map.mechanism_drawing import drawn_mechanism, in_order
from hubflow.report.issue_map.mechanism_items import mechanism_map

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


def plain(svg: str) -> str:
    return " ".join(" ".join(ET.fromstring(svg).itertext()).split())


def test_the_club_as_a_chain(club: IssueMap) -> None:
    steps = club.of("step")
    assert [step.mark for step in steps].count("adaptable") == 1
    assert len(club.of("need")) == 8
    assert [item.text for item in club.of("change")] == ["Confidence in speaking before others"]
    # what a part of the solution brings about is what a link to the part leads to
    trainers = next(step for step in steps if step.text.startswith("Some who benefited"))
    assert trainers.about == (next(s.text for s in steps if s.text.startswith("They meet")),)
    text = plain(drawn_mechanism(club, "en"))
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
    assert said in plain(drawn_mechanism(mechanism_map(dossier, "en"), "en"))


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
        done = subprocess.run([*hubflow_command(), *way], text=True, capture_output=True,
                              check=False)
        assert done.returncode == 0, done.stderr
    assert "What it needs" in plain(outs[0].read_text("utf-8"))
    assert "They train together" in plain((tmp_path / "again.svg").read_text("utf-8"))
    assert "De que precisa" in plain((tmp_path / "blank.svg").read_text("utf-8"))
    assert outs[2].read_bytes().startswith(b"%PDF")


def test_a_dossier_without_a_mechanism_says_so() -> None:
    empty = mechanism_map(Dossier(id="x", name="X"), "en")
    assert not empty.items
    assert "No step is stated yet." in plain(drawn_mechanism(empty, "en"))
