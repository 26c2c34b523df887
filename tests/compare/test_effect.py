"""The mechanism held against another place: what the memo says, and its laws."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from tests.compare.riverside import riverside
from tests.quick_start import hubflow_here

from hubflow.adapt.adaptation import Adaptation, adapt
from hubflow.adapt.effect.effect_needs import (
    VERDICTS,
    EffectReading,
    NeedAnswer,
    answers_of,
    read_effect,
)
from hubflow.adapt.memo import memo_markdown
from hubflow.adapt.memo_sheet import memo_documents, sheet_markdown
from hubflow.adapt.place_likeness import compare_places
from hubflow.adapt.possible_answers import COSTS
from hubflow.adapt.relevant_figures import tells_of
from hubflow.documents.mechanism_chain import StepChain
from hubflow.documents.publishing.publish import rendered
from hubflow.model.dossier import Dossier
from hubflow.model.social_problem import Identify
from hubflow.model.solution import Component, MechanismStep, Solution, StepNeed
from hubflow.plugins.importers import load_inputs
from hubflow.plugins.manager import load_hub
from hubflow.text.vocabulary import indicators

EXAMPLE = Path(__file__).parents[2] / "examples" / "girls-club-porto.toml"
DAY = dt.date(2025, 12, 1)
MIDLANDS = load_hub("westmidlands").methodology.methodology


@st.composite
def dossiers(draw: st.DrawFn) -> Dossier:
    """Ventures of a few steps, each of which leads only to later ones, to parts and outcomes."""
    roles = draw(st.lists(st.sampled_from(["essential", "adaptable", None]), max_size=3))
    parts = [f"Part {number}" for number in range(len(roles))]
    steps = []
    for number in range(count := draw(st.integers(1, 5))):
        later = [f"s{other}" for other in range(number + 1, count)]
        needs = [StepNeed(id=f"n{number}-{need}", what="A need", there="So.",
                          instead=draw(st.sampled_from([None, "Another."])))
                 for need in range(draw(st.integers(0, 3)))]
        links = draw(st.lists(st.sampled_from([*later, *parts, "Trust"]), max_size=3, unique=True))
        steps.append(MechanismStep(
            id=f"s{number}", what="A step", leads_to=tuple(links), needs=tuple(needs),
            component=draw(st.sampled_from([None, *parts]))))
    components = tuple(Component(name=name, role=role)
                       for name, role in zip(parts, roles, strict=True))
    return Dossier(id="x", name="X", solution=Solution(components=components,
                                                       mechanism=tuple(steps)))


@st.composite
def read(draw: st.DrawFn) -> tuple[Dossier, dict[str, NeedAnswer]]:
    dossier = draw(dossiers())
    answers = {need.id: NeedAnswer(need, draw(st.sampled_from([True, False, None])))
               for _, need in StepChain.of(dossier).needs()}
    return dossier, answers


def ends(effect: EffectReading) -> list[int]:
    """The verdicts as numbers, those of the whole first; more is better."""
    said = [effect.worst, effect.best]
    said += [verdict for step in effect.steps for verdict in (step.worst, step.best)]
    return [VERDICTS.index(verdict) for verdict in said]


@given(read())
def test_learning_of_one_need_moves_all_verdicts_one_way_only(
    case: tuple[Dossier, dict[str, NeedAnswer]],
) -> None:
    dossier, answers = case
    before = ends(read_effect(dossier, answers))
    for id, answer in answers.items():
        better = ends(read_effect(dossier, {**answers, id: attrs.evolve(answer, met=True)}))
        worse = ends(read_effect(dossier, {**answers, id: attrs.evolve(answer, met=False)}))
        assert all(after >= was for after, was in zip(better, before, strict=True))
        assert all(after <= was for after, was in zip(worse, before, strict=True))
        if answer.met is None:  # whatever is found out lies between the ends told before
            assert before[0] <= worse[0] <= better[1] <= before[1]


@given(read())
def test_a_step_without_needs_never_blocks(case: tuple[Dossier, dict[str, NeedAnswer]]) -> None:
    dossier, answers = case
    effect = read_effect(dossier, answers)
    assert all(step.worst == step.best == "go ahead" for step in effect.steps if not step.answers)
    rest = [step for step in effect.steps if step.answers]
    assert effect.worst == min((s.worst for s in rest), key=VERDICTS.index, default="go ahead")


@given(dossiers())
def test_the_same_place_has_nothing_to_find_out_or_to_change(dossier: Dossier) -> None:
    effect = read_effect(dossier, answers_of(dossier, MIDLANDS, None, same_place=True))
    assert not effect.first
    assert effect.worst == effect.best == "go ahead"


@given(read(), st.data())
def test_what_hangs_most_is_found_out_first(
    case: tuple[Dossier, dict[str, NeedAnswer]], data: st.DataObject
) -> None:
    dossier, answers = case
    gates = {id: ("Gate",) for id in answers if data.draw(st.booleans())}
    effect = read_effect(dossier, answers, gates)
    order = [(VERDICTS.index(each.if_missing), -len(each.step.hanging.outcomes),
              -len(each.gates), COSTS.index(each.cost)) for each in effect.first]
    assert order == sorted(order)
    for each in effect.first:  # what is said of its absence comes about
        id = each.answer.need.id
        absent = read_effect(dossier, {**answers, id: attrs.evolve(answers[id], met=False)})
        assert absent.best == each.if_missing
        assert each.gates == gates.get(id, ())
    assert {each.answer.need.id for each in effect.first} == {
        id for id, answer in answers.items() if answer.met is None}
    for step in effect.steps:  # what hangs on a step hangs on every step before it
        for other in effect.steps:
            if other.step.id in step.hanging.steps:
                assert set(other.hanging.steps) <= set(step.hanging.steps)
                assert set(other.hanging.outcomes) <= set(step.hanging.outcomes)


def with_need(**keys: Any) -> NeedAnswer:
    """The answer that the West Midlands' figures give to a need."""
    need = StepNeed(id="n", what="N", **keys)
    step = MechanismStep(id="s", what="S", needs=(need,))
    dossier = Dossier(id="x", name="X", solution=Solution(mechanism=(step,)))
    return answers_of(dossier, MIDLANDS, None, same_place=False)["n"]


@pytest.mark.parametrize(("keys", "met", "basis"), [
    ({}, None, "nothing"),
    ({"indicator": "neet_16_17_pc"}, None, "figure open"),
    ({"indicator": "neet_16_17_pc", "at_most": 5}, True, "figure"),
    ({"indicator": "neet_16_17_pc", "at_least": 5}, False, "figure"),
    # some of the seven areas have it
    ({"indicator": "neet_16_17_pc", "at_least": 3}, None, "figure open"),
    # definitions differ between countries: no figure settles it
    ({"indicator": "looked_after_in_homes_pc", "at_most": 99}, None, "figure open"),
])
def test_a_figure_answers_only_what_it_settles(
    keys: dict[str, Any], met: bool | None, basis: str
) -> None:
    answer = with_need(**keys)
    assert (answer.met, answer.basis) == (met, basis)


@pytest.mark.parametrize(("group", "shown"), [
    ({"age_from": 45, "age_to": 64}, False),
    ({"age_from": 12, "age_to": 21}, True),
    ({}, True),
    ({"age_from": 12, "age_to": 15, "reached_through": ("residential home",)}, True),
    ({"age_from": 12, "age_to": 15, "reached_through": ("school",)}, False),
    ({"reached_through": ("other",)}, True),
    ({"reached_through": ("own family",)}, True),  # before a child comes into care
    ({"includes_children": False}, False),
])
def test_only_figures_that_may_tell_of_the_group_are_shown(
    group: dict[str, Any], shown: bool
) -> None:
    dossier = Dossier(id="x", name="X", identify=Identify(**group))
    assert tells_of(indicators()["looked_after_per_10k"], dossier) is shown
    assert tells_of(indicators()["business_survival_1y_pc"], dossier)
    need = StepNeed(id="n", what="N", indicator="looked_after_per_10k")
    step = MechanismStep(id="s", what="S", needs=(need,))
    named = attrs.evolve(dossier, solution=Solution(mechanism=(step,)))
    assert tells_of(indicators()["looked_after_per_10k"], named)


def test_figures_that_are_left_out_are_named() -> None:
    places = compare_places(
        load_hub("porto").methodology.methodology, MIDLANDS, "en",
        lambda kind: tells_of(kind, Dossier(id="x", name="X", identify=Identify(age_from=45))))
    assert "Looked-after children in homes" in places.left_out
    names = {*places.left_out, *places.only_here, *places.only_there,
             *(item.name for item in places.shared)}
    assert len(names) == len({i.id for hub in ("porto", "westmidlands")
                              for i in load_hub(hub).methodology.methodology.indicators})
    assert not any("ooked-after" in item.name for item in places.shared)


def made(answers: Path | None = None) -> Adaptation:
    return adapt([load_hub("porto")], load_hub("westmidlands"), load_inputs([EXAMPLE]), as_of=DAY,
                 language="en", answers=load_inputs([answers]) if answers else None)


@pytest.fixture(scope="module")
def draft() -> str:
    return made().draft


def filled(draft: str, **answers: str) -> str:
    """The draft with what somebody found out, by the ids of needs."""
    for id, lines in answers.items():
        draft, count = re.subn(rf'(\[\[solution.mechanism.needs\]\]\nid = "{id}"\n)',
                               rf"\g<1>{lines}\n", draft)
        assert count == 1
    return draft


def needs_of(draft: str) -> list[str]:
    return re.findall(r'\[\[solution.mechanism.needs\]\]\nid = "(.*)"', draft)


@pytest.mark.parametrize(("keys", "cost"), [
    ({"indicator": "neet_16_17_pc", "kind": "people"}, "desk"),
    ({"kind": "law"}, "desk"),
    ({"kind": "money"}, "conversation"),
    ({"kind": "people", "seen_by": "Who would do it."}, "conversation"),
    ({"kind": "people"}, "ground"),
    ({"kind": "time"}, "ground"),
    ({}, "ground"),
])
def test_the_cheapest_way_to_find_out_follows_from_the_need(
    keys: dict[str, Any], cost: str
) -> None:
    step = MechanismStep(id="s", what="S", needs=(StepNeed(id="n", what="N", **keys),))
    dossier = Dossier(id="x", name="X", solution=Solution(mechanism=(step,)))
    assert [each.cost for each in read_effect(dossier, {}).first] == [cost]


def test_the_first_question_of_the_readme_has_an_answer() -> None:
    memo = memo_markdown(made())
    assert "**Nobody can say yet.** What it achieved in Porto rests on 8 conditions" in memo
    assert "If these are all there: go ahead. If any one of 5 among them is missing: look" in (
        memo)
    first = memo.partition("### Find out first")[2]
    assert first.strip().splitlines()[2].startswith("1. **Adults who may work with children in")
    assert "Looked-after children in homes: 3–16 % (7 areas, 2025)" in memo
    listed = next(line for line in memo.splitlines() if "Our reading: steps and needs that" in line)
    number = listed.replace("\\", "").removeprefix("- ").partition(" ")[0]
    assert listed.endswith("the source does not name (illustrative)")
    assert number[:1] + number[-1:] == "[]"
    assert memo.replace("\\", "").count(number) > 1  # where the source is named, and in the list


def test_the_sheet_says_the_answer_and_leaves_room_for_others() -> None:
    sheet = sheet_markdown(made())
    memo = memo_markdown(made())
    answer = next(line for line in sheet.splitlines() if line.startswith("**Nobody can say yet"))
    assert answer in memo
    asks = "Ask in any case what those concerned get in West Midlands today"
    assert asks in memo
    assert asks in sheet
    # the figures of the example are made up, and the sheet says so
    assert "4.1 → 6.3" in sheet
    assert "These figures are illustrative" in sheet
    rows = [line for line in sheet.splitlines() if line.endswith("|  |")]
    assert len(rows) == 8


def pages_of(found: Adaptation) -> dict[str, int]:
    hub = load_hub("westmidlands")
    return {page.name: len(PdfReader(io.BytesIO(rendered(hub, page, "pdf"))).pages)
            for page in memo_documents(found)}


@pytest.mark.parametrize("language", ["en", "pt"])
def test_the_sheet_is_one_page_and_the_memo_more(language: str) -> None:
    found = adapt([load_hub("porto")], load_hub("westmidlands"), load_inputs([EXAMPLE]), as_of=DAY,
                  language=language)
    pages = pages_of(found)
    assert pages["sheet"] == 1
    assert pages["memo"] > 1


@pytest.mark.parametrize("length", [3, 9, 12, 20])
def test_a_sheet_of_many_needs_is_one_page_too(length: int, tmp_path: Path) -> None:
    needs = "".join(f"""
[[solution.mechanism.needs]]
id = "n{number}"
what = "{"A need of so many words that they take room " * (length // 4 + 1)}"
kind = "people"
there = "{"So. " * length}"
""" for number in range(length))
    path = tmp_path / "d.toml"
    path.write_text(f"""
id = "d"
name = "D"
place = {{ name = "Porto", country = "PT" }}
[[solution.mechanism]]
id = "s"
what = "They meet."
{needs}""", "utf-8")
    found = adapt([load_hub("porto")], load_hub("westmidlands"), load_inputs([path]), as_of=DAY,
                  language="en")
    assert pages_of(found)["sheet"] == 1
    sheet = sheet_markdown(found)
    shown = sum(line.endswith("|  |") for line in sheet.splitlines())
    assert (f"More needs in the memo: {length - shown}." in sheet) is (shown < length)


@pytest.mark.parametrize(("asked", "gates"), [(8, ("Does the place have it",)), (7, ())])
def test_a_need_says_which_gates_hang_on_it(
    asked: int, gates: tuple[str, ...], tmp_path: Path
) -> None:
    """Of eight needs each decides where all are asked for, and none alone where seven are."""
    found = adapt([load_hub("porto")], load_hub(str(riverside(tmp_path, asked))),
                  load_inputs([EXAMPLE]), as_of=DAY, language="en")
    assert {each.gates for each in found.effect.first} == {gates}
    memo = memo_markdown(found)
    assert "read the needs in Does the place have it" in memo
    assert ("For the gates: an answer may change Does the place have it" in memo) is bool(gates)
    asks = "look for something else. For the gates: an answer may change Does the place have it."
    assert (asks in sheet_markdown(found)) is bool(gates)


def test_the_draft_says_how_it_works_and_claims_nothing_for_the_new_place(draft: str) -> None:
    assert needs_of(draft) == [need.id for _, need in StepChain.of(made().original).needs()]
    assert "\nhere" not in draft
    assert 'id = "outcome-1"\nwhat = "Confidence in speaking before others"' in draft


def test_the_answers_of_the_new_place_decide(draft: str, tmp_path: Path) -> None:
    path = tmp_path / "draft.toml"
    every = dict.fromkeys(needs_of(draft), 'here = true\nhere_shown_by = "Seen in May."')
    path.write_text(filled(draft, **every), "utf-8")
    effect = made(path).effect
    assert (effect.worst, effect.best, effect.first) == ("go ahead", "go ahead", ())
    path.write_text(filled(draft, **{**every, "homes-that-send": "here = false"}), "utf-8")
    adaptation = made(path)
    assert adaptation.effect.worst == adaptation.effect.best == "adapt and pilot"
    memo = memo_markdown(adaptation)
    assert "**Adapt and pilot.**" in memo
    assert "Then it is no longer what worked in Porto" in memo
    path.write_text(filled(draft, **{**every, "trainers-who-stay": "here = false"}), "utf-8")
    assert made(path).effect.best == "look for something else"
    path.write_text(filled(draft, **{**every, "phones-allowed": "here = false"}), "utf-8")
    assert made(path).effect.best == "adapt and pilot"


def test_a_yes_that_nothing_shows_stays_open(draft: str, tmp_path: Path) -> None:
    path = tmp_path / "draft.toml"
    path.write_text(filled(draft, **{"place-of-their-own": "here = true"}), "utf-8")
    memo = memo_markdown(made(path))
    assert "not known: said to be there, and nothing shows it" in memo


def command(*args: str) -> subprocess.CompletedProcess[str]:
    return hubflow_here(*args)


def test_the_command_takes_the_answers_and_refuses_another_places(
    draft: str, tmp_path: Path
) -> None:
    path = tmp_path / "draft.toml"
    path.write_text(filled(draft, **{"trainers-who-stay": "here = false"}), "utf-8")
    way = ["adapt", str(EXAMPLE), "--from", "porto", "--to", "westmidlands", "--as-of", str(DAY)]
    done = command(*way, "--answers", str(path), "--json")
    assert done.returncode == 0, done.stderr
    effect = json.loads(done.stdout)["effect"]
    assert {effect["best"], effect["worst"]} == {"look for something else"}
    assert len(effect["first"]) == 7
    refused = command(*way, "--answers", str(EXAMPLE))
    assert refused.returncode == 2
    assert "was not made for westmidlands" in refused.stderr
    path.write_text(draft.partition("[[solution.mechanism]]")[0], "utf-8")
    refused = command(*way, "--answers", str(path))
    assert refused.returncode == 2
    assert "it answers no need of the original's mechanism" in refused.stderr


def test_without_a_mechanism_nothing_is_said_on_the_effect() -> None:
    found = adapt([load_hub("westmidlands")], load_hub("porto"),
                  load_inputs([EXAMPLE.parent / "sport-4-life-uk.toml"]), as_of=DAY, language="en")
    memo = memo_markdown(found)
    assert "The dossier does not say how the solution works" in memo
    assert "[[solution.mechanism" not in found.draft
