"""One mechanism tried in several places, and places that have no hub."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.compare.riverside import riverside
from tests.quick_start import hubflow_here

from hubflow.adapt.adaptation import Adaptation, adapt
from hubflow.adapt.effect.tried_places import came_about, compare_tried
from hubflow.adapt.memo import memo_markdown
from hubflow.model.dossier import Dossier
from hubflow.model.input_problems import BadInput
from hubflow.model.solution import MechanismStep, Outcome, Solution, StepNeed, Test
from hubflow.plugins.importers import load_inputs
from hubflow.plugins.manager import load_hub

DAY = dt.date(2025, 12, 1)

CLUB = """
id = "club-ID"
name = "A club"
place = { name = "PLACE", country = "COUNTRY" }
[[solution.mechanism]]
id = "meet"
what = "They meet."
leads_to = ["Trust"]
[[solution.mechanism.needs]]
id = "room"
what = "A room of their own"
kind = "place"
FIRST
[[solution.mechanism.needs]]
id = "bus"
what = "A way home"
kind = "place"
SECOND
[[test.outcomes]]
indicator = "Trust"
better = "higher"
before = 3
after = AFTER
"""


def club(
    folder: Path, id: str, place: str, country: str, first: str, second: str, after: int
) -> Path:
    """A dossier of the club in one place."""
    text = CLUB
    for mark, value in (("ID", id), ("PLACE", place), ("COUNTRY", country), ("FIRST", first),
                        ("SECOND", second), ("AFTER", str(after))):
        text = text.replace(mark, value)
    path = folder / f"{id}.toml"
    path.write_text(text, "utf-8")
    return path


@pytest.fixture
def places(tmp_path: Path) -> list[Path]:
    """Porto, where it was first tried and worked; two others that lack the room or the bus."""
    yes, no = 'here = true\nhere_shown_by = "Seen."', "here = false"
    return [
        club(tmp_path, "a", "Porto", "PT", 'there = "The old school."', 'there = "Line 3."', 6),
        club(tmp_path, "b", "Birmingham", "GB", no, yes, 3),
        club(tmp_path, "c", "Nantes", "FR", yes, no, 5),
    ]


def to_riverside(folder: Path, paths: list[Path], *hubs: str) -> Adaptation:
    return adapt([load_hub(hub) for hub in hubs], load_hub(str(riverside(folder))),
                 load_inputs(paths), as_of=DAY, language="en")


def test_places_stand_beside_each_other(places: list[Path], tmp_path: Path) -> None:
    found = to_riverside(tmp_path, places, "porto", "westmidlands")
    assert found.original.id == "club-a"
    assert {(p.place, p.worked) for p in found.tried.places} == {
        ("Porto", True), ("Birmingham", False), ("Nantes", True)}
    assert {need.need.id: need.reading for need in found.tried.needs} == {
        "room": "tells apart", "bus": "worked without"}
    memo = memo_markdown(found)
    assert "| Need | Porto: it worked | Birmingham: it did not work | Nantes: it worked |" in memo
    assert "| A room of their own | yes | no | yes | There wherever it worked" in memo
    assert "Limits: 3 places are few" in memo
    # what other places show is evidence from elsewhere: the answer stays open
    assert (found.effect.worst, found.effect.best) == ("look for something else", "go ahead")
    alone = to_riverside(tmp_path, places[:1], "porto")
    assert alone.draft == found.draft
    assert not alone.tried.places


def test_the_order_of_origins_changes_nothing_but_order(
    places: list[Path], tmp_path: Path
) -> None:
    made = [to_riverside(tmp_path, list(order), *hubs)
            for order, hubs in zip(itertools.permutations(places),
                                   itertools.cycle([("porto", "westmidlands"),
                                                    ("westmidlands", "porto")]), strict=False)]
    first = made[0]
    for other in made[1:]:
        assert other.draft == first.draft
        assert (other.effect.worst, other.effect.best) == (first.effect.worst, first.effect.best)
        assert [each.answer.need.id for each in other.effect.first] == [
            each.answer.need.id for each in first.effect.first]
        assert other.questions == first.questions
        assert set(other.tried.places) == set(first.tried.places)
        assert {n.need.id: n.reading for n in other.tried.needs} == {
            n.need.id: n.reading for n in first.tried.needs}


@st.composite
def tried(draw: st.DrawFn) -> list[tuple[str, Dossier]]:
    """Some places of one mechanism, the first without answers of its own."""
    ids = [f"n{number}" for number in range(draw(st.integers(1, 3)))]

    def dossier(number: int) -> Dossier:
        answers: dict[str, Any] = {} if number == 0 else {"here_shown_by": "Seen."}
        needs = tuple(StepNeed(
            id=id, what="A need", there="So." if number == 0 else None,
            here=None if number == 0 else draw(st.sampled_from([True, False, None])), **answers)
            for id in ids)
        step = MechanismStep(id="s", what="A step", leads_to=("Trust",), needs=needs)
        after = draw(st.sampled_from([None, 2.0, 4.0]))
        outcome = Outcome(indicator="Trust", better="higher", before=3.0, after=after)
        return Dossier(id=f"d{number}", name="D", solution=Solution(mechanism=(step,)),
                       test=Test(outcomes=(outcome,)))

    return [(f"P{number}", dossier(number)) for number in range(draw(st.integers(2, 4)))]


@given(tried(), st.randoms())
def test_a_place_of_which_nothing_is_known_changes_no_reading(
    places: list[tuple[str, Dossier]], random: Any
) -> None:
    main = places[0][1]
    found = compare_tried(main, places)
    unknown = attrs.evolve(main, id="u", test=Test())
    more = compare_tried(main, [*places, ("U", unknown)])
    assert [need.reading for need in more.needs] == [need.reading for need in found.needs]
    random.shuffle(places)
    again = compare_tried(main, places)
    assert [need.reading for need in again.needs] == [need.reading for need in found.needs]
    for need in found.needs:
        worked = [place.worked for place in found.places]
        known = {(w, p) for w, p in zip(worked, need.present, strict=True) if None not in (w, p)}
        assert ((True, False) in known) == (need.reading == "worked without")
        if need.reading == "tells apart":
            assert known == {(True, True), (False, False)}


@pytest.mark.parametrize(("keys", "came"), [
    ({"better": "higher", "before": 3, "after": 4}, True),
    ({"better": "lower", "before": 3, "after": 4}, False),
    ({"better": "higher", "before": 3, "after": 3}, False),
    ({"better": "higher", "after": 4}, None),
    ({"before": 3, "after": 4}, None),
    ({"better": "higher", "before": 3, "after": 4, "comparison": True,
      "comparison_after": 4}, False),
    ({"better": "higher", "before": 3, "after": 4, "comparison": True}, None),
    ({"better": "higher", "after": 4, "comparison": True, "comparison_after": 3}, True),
])
def test_an_outcome_came_about_only_if_all_that_is_stated_says_so(
    keys: dict[str, Any], came: bool | None
) -> None:
    assert came_about(Outcome(indicator="Trust", **keys)) is came


def test_a_place_without_a_hub_is_an_origin(tmp_path: Path) -> None:
    path = club(tmp_path, "a", "Nantes", "FR", 'there = "A hall."', 'there = "Line 3."', 6)
    found = to_riverside(tmp_path, [path])
    assert found.place == "Nantes"
    assert not found.places.shared
    memo = memo_markdown(found)
    assert "No hub of Nantes takes part" in memo
    assert found.draft == to_riverside(tmp_path, [path]).draft


@pytest.mark.parametrize(("files", "hubs", "said"), [
    # each file: id, place, country, whether it answers needs of its own
    ([("a", "Porto", "PT", False)], ["porto", "westmidlands"],
     ["--from westmidlands: no dossier was made for this hub"]),
    ([("a", "Nantes", "FR", False)], ["porto"], ["was not made for porto"]),
    ([("a", "Porto", "PT", False), ("b", "Nantes", "FR", False)], ["porto"],
     ["it says of no need whether its place has it", "it says of no need"]),
])
def test_what_does_not_go_together_is_told(
    files: list[tuple[str, str, str, bool]], hubs: list[str], said: list[str], tmp_path: Path
) -> None:
    paths = [club(tmp_path, id, place, country, "here = false" if own else 'there = "So."', "", 4)
             for id, place, country, own in files]
    with pytest.raises(BadInput) as refused:
        to_riverside(tmp_path, paths, *hubs)
    told = [str(problem) for problem in refused.value.problems]
    assert len(told) == len(said)
    assert all(part in whole for part, whole in zip(said, told, strict=True))


def test_the_command_takes_several(places: list[Path], tmp_path: Path) -> None:
    done = hubflow_here("adapt", *places, "--from", "porto", "--from", "westmidlands", "--to",
                        riverside(tmp_path), "--as-of", DAY, "--lang", "en", "--json")
    assert done.returncode == 0, done.stderr
    tried = json.loads(done.stdout)["effect"]["tried"]
    assert [place["place"] for place in tried["places"]] == ["Porto", "Birmingham", "Nantes"]
    assert [need["reading"] for need in tried["needs"]] == ["tells apart", "worked without"]


EXAMPLES = Path(__file__).parents[2] / "examples"
PAIRS = EXAMPLES / "transfers"


def test_the_two_pairs_of_the_examples_say_what_their_page_says() -> None:
    found = adapt([load_hub("porto")], load_hub("westmidlands"),
                  load_inputs([PAIRS / "housing-first-lisbon.toml"]), as_of=DAY, language="en",
                  answers=load_inputs([PAIRS / "housing-first-west-midlands.toml"]))
    assert found.effect.best == "look for something else"
    missing = {answer.need.id for step in found.effect.steps for answer in step.answers
               if answer.met is False}
    assert missing == {"flats", "years"}
    found = adapt([], load_hub("porto"), load_inputs([PAIRS / "homebuilders-washington.toml"]),
                  as_of=DAY, language="en",
                  answers=load_inputs([PAIRS / "homebuilders-porto.toml"]))
    assert (found.effect.worst, found.effect.best) == ("look for something else", "go ahead")
    assert {each.answer.need.id for each in found.effect.first} == {
        "within-a-day", "two-families", "little-else"}


def test_a_hub_of_few_stages_is_a_place_to_go_to() -> None:
    hub = load_hub(str(EXAMPLES / "hubs" / "bizkaia-social-innovation-2021"))
    found = adapt([load_hub("porto"), load_hub("westmidlands")], hub,
                  load_inputs(sorted(PAIRS.glob("housing-first-*.toml"))), as_of=DAY,
                  language="en")
    assert {need.need.id for need in found.tried.needs if need.reading == "worked without"} == {
        "flats", "years"}
