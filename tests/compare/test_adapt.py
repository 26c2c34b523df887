"""`hubflow adapt`: a draft that runs elsewhere, and a memo whose every claim is true."""

from __future__ import annotations

import datetime as dt
import functools
import json
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tomli
import tomli_w
from tests.hub_head import hub_head

from hubflow.adapt.adaptation import Adaptation, adapt
from hubflow.adapt.memo import memo_markdown
from hubflow.adapt.place_likeness import compare_places
from hubflow.adapt.possible_answers import Edit, apply
from hubflow.engine.pipeline.run import run
from hubflow.model.results import PhaseResult
from hubflow.plugins.importers import load_inputs
from hubflow.plugins.manager import load_hub
from hubflow.text.catalogue import words

EXAMPLES = Path(__file__).parents[2] / "examples"
DAY = dt.date(2025, 12, 1)
WAYS = [
    ("girls-club-porto", "porto", "westmidlands"),
    ("projeto-familia", "porto", "westmidlands"),
    ("percursos", "porto", "westmidlands"),
    ("sport-4-life-uk", "westmidlands", "porto"),
    ("miss-macaroon", "westmidlands", "porto"),
    ("birmingham-step-down", "westmidlands", "porto"),
]
EVERY_WAY = pytest.mark.parametrize(("venture", "origin", "target"), WAYS)


def adapted(path: Path, origin: str, target: str, language: str | None = None) -> Adaptation:
    return adapt([load_hub(origin)], load_hub(target), load_inputs([path]), as_of=DAY,
                 language=language)


@functools.cache
def of(venture: str, origin: str, target: str, language: str | None = None) -> Adaptation:
    """One example adapted; tests look at the same result and change nothing of it."""
    return adapted(EXAMPLES / f"{venture}.toml", origin, target, language)


def phases(folder: Path, hub: str, data: dict[str, Any]) -> dict[str, PhaseResult]:
    """What a hub's method says of data written to a file, as anybody would run it."""
    path = folder / "tried.toml"
    path.write_text(tomli_w.dumps(data), "utf-8")
    (venture,) = run(load_hub(hub), load_inputs([path]), as_of=DAY, language="en").ventures
    return {phase.phase: phase for stage in venture.stages for phase in stage.phases}


@EVERY_WAY
def test_the_draft_loads_and_runs_as_it_is(
    venture: str, origin: str, target: str, tmp_path: Path
) -> None:
    made = of(venture, origin, target)
    path = tmp_path / f"{made.id}.toml"
    path.write_text(made.draft, "utf-8")
    hub = load_hub(target)
    result = run(hub, load_inputs([path]), as_of=DAY)
    about = hub.methodology.methodology.hub
    (entry,) = load_inputs([path]).entries
    assert entry.dossier.id == made.id == f"{venture}-{target}" == result.ventures[0].id
    assert entry.dossier.currency == about.currency
    assert entry.dossier.place is not None
    assert entry.dossier.place.name == about.place.name
    # it is one of the new place now: it can be taken on from there
    assert adapted(path, target, origin).id == f"{venture}-{target}-{origin}"


@EVERY_WAY
def test_what_stays_behind_is_not_in_the_draft(venture: str, origin: str, target: str) -> None:
    made = of(venture, origin, target)
    own, draft = made.original, tomli.loads(made.draft)
    held = [award.funder for award in own.incubate.awards]
    held += [funder.name for funder in own.incubate.cofunders]
    leader, authority = own.incubate.leader, own.identify.authority
    if leader is not None:
        held += [text for text in (leader.name, leader.lived_experience) if text]
    if authority is not None:
        held += [text for text in (authority.name, authority.how) if text]
    held += [d.by for d in own.decisions] + [d.reasons for d in own.decisions if d.reasons]
    held += list(own.incubate.proposal.values())
    # a source's title stays as it is, whoever is named in it
    texts = json.dumps({**draft, "sources": []}, default=str, ensure_ascii=False)
    comments = "\n".join(line for line in made.draft.splitlines() if line.startswith("#"))
    assert not [name for name in held if name in texts or name in comments]
    assert not {"decisions", "hubs", "challenge", "call", "conflicts"} & draft.keys()
    assert not any(draft[section] for section in ("incubate", "trade", "scale"))
    assert set(draft["test"]) <= {"pilots"}
    held_back = {"group_size", "authority", "responses", "reached_through", "hard_to_reach"}
    assert not held_back & draft["identify"].keys()
    assert all("cost" not in pilot for pilot in draft["test"].get("pilots", ()))


@EVERY_WAY
def test_what_travels_counts_for_nothing_done_here(
    venture: str, origin: str, target: str
) -> None:
    made = of(venture, origin, target)
    draft = tomli.loads(made.draft)
    there = made.place
    for entry in (*draft["understand"].get("activities", ()), *draft["test"].get("pilots", ())):
        assert entry["elsewhere"] == there
    first, *others = draft["understand"]["prior_art"]
    assert first["where"] == there
    assert len(others) == len(made.original.understand.prior_art)
    assert len(draft["solution"]["components"]) == len(made.original.solution.components)
    assert [c.get("role") for c in draft["solution"]["components"]] == [
        c.role for c in made.original.solution.components]
    listed = {source["id"]: source for source in draft["sources"]}
    for source in made.original.sources:
        if source.id in listed:
            assert listed[source.id]["title"] == source.title
            assert listed[source.id]["status"] == source.status
            assert there in listed[source.id]["note"]
            assert not any(cover.endswith("*") for cover in listed[source.id].get("covers", ()))


@EVERY_WAY
def test_the_place_is_told_by_the_new_hubs_figures(
    venture: str, origin: str, target: str
) -> None:
    made = of(venture, origin, target)
    draft = tomli.loads(made.draft)
    given = load_hub(target).methodology.methodology.indicators
    told = {(i["id"], i["area"], i["value"], i["year"]) for i in draft["identify"]["indicators"]}
    assert told == {(i.id, i.area, i.value, i.year) for i in given}
    sources = {source["id"] for source in draft["sources"]}
    assert {i["source"] for i in draft["identify"]["indicators"]} <= sources
    mark = words(made.target.language, "adapt")["national"]
    assert (mark in made.draft) == any(i.national for i in given)


@EVERY_WAY
def test_every_answer_changes_what_the_memo_says(
    venture: str, origin: str, target: str, tmp_path: Path
) -> None:
    made = of(venture, origin, target, "en")
    assert len(made.questions) == 3
    hold_true(made, target, tmp_path)


def hold_true(made: Adaptation, target: str, folder: Path) -> None:
    """Every change that the memo tells comes about, and no other, when the answer is written."""
    draft = tomli.loads(made.draft)
    for question in made.questions:
        before = phases(folder, target, apply(draft, question.given))
        assert any(effect.changes for effect in question.effects)
        for effect, edits in tried(question.effects):
            after = phases(folder, target, apply(draft, (*question.given, *edits)))
            told = {c.phase: c for c in effect.changes}
            for id in before:
                found = [(p[id].recommendation, p[id].possible) for p in (before, after)]
                if id in told:
                    change = told[id]
                    assert found == [(change.before, change.possible_before),
                                     (change.after, change.possible_after)]
                else:
                    assert found[0] == found[1]


def tried(effects: Any) -> Iterator[tuple[Any, tuple[Edit, ...]]]:
    for effect in effects:
        for edits in effect.edits:
            yield effect, edits


@EVERY_WAY
def test_comments_hold_all_that_the_method_asks(
    venture: str, origin: str, target: str
) -> None:
    made = of(venture, origin, target)
    method = load_hub(target).methodology.methodology
    flat = " ".join(line.lstrip("# ") for line in made.draft.splitlines()).replace("  ", " ")
    language = method.hub.language
    for phase in method.phases:
        for rule in phase.requirements:
            assert rule.says[language].rstrip(".") in flat, rule.id
        for criterion in phase.criteria:
            assert criterion.title[language] in flat, criterion.id
    for fact in method.facts:
        assert f"# {fact.id} = " in made.draft
        assert all(label in made.draft for label in fact.labels)
    assert f"# [hubs.{target}]" in made.draft
    assert max(len(line) for line in made.draft.splitlines() if line.startswith("# ")) < 160


ANOTHER_HUB = hub_head(
    "riverside", "Riverside", place="Riverside", country="IE", language="ga", currency="EUR",
    sources={"s": ("Its rules", "assumption")}) + """\
[[facts]]
id = "kind"
type = "label"
labels = ["x y", "z"]
description = "Which kind is it?"
[[facts]]
id = "rooms"
type = "number"
low = 2
high = 9
description = "How many rooms?"
[stages.identify]
[[stages.identify.requirements]]
id = "young"
holds = "identify.age_from < 100 AND identify.age_to < 90"
says = "They are young."
source = "s"
[[stages.identify.criteria]]
id = "need"
title = "Need"
concept = "need-severity"
measure = "place.neet_16_17_pc"
points = [[0, 0], [100, 10]]
scale = [0, 10]
source = "s"
[[stages.identify.criteria]]
id = "way"
title = "The way to them"
concept = "target-group-reach"
measure = "CASE WHEN identify.reached_through.school THEN 1 ELSE 0 END"
scale = ["no", "yes"]
minimum = "yes"
source = "s"
[stages.identify.gate]
advance = { score = 40, when = "local.kind = 'z' AND local.rooms > 4" }
source = "s"
"""


@pytest.mark.filterwarnings("ignore::hubflow.text.catalogue.LanguageWarning")
def test_a_hub_that_nobody_foresaw(tmp_path: Path) -> None:
    hub = tmp_path / "hub"
    hub.mkdir()
    (hub / "methodology.toml").write_text(ANOTHER_HUB, "utf-8")
    for venture in ("girls-club-porto", "birmingham-step-down"):
        origin = "porto" if venture.endswith("porto") else "westmidlands"
        made = adapted(EXAMPLES / f"{venture}.toml", origin, str(hub))
        keys = [question.key for question in made.questions]
        assert keys[0].startswith("identify.")
        assert len(keys) == 3
        hold_true(made, str(hub), tmp_path)
        assert "indicators" not in tomli.loads(made.draft)["identify"]
        memo = memo_markdown(made)
        assert "The two hubs give no figure under the same name." in memo
        assert "they are to be looked up" in memo


def test_texts_of_a_dossier_cannot_leave_their_comment(tmp_path: Path) -> None:
    path = tmp_path / "nasty.toml"
    path.write_text(tomli_w.dumps({
        "id": "nasty", "name": 'Ana Maria Sousa, "A name"\nid = "other"',
        "place": {"name": "Porto", "country": "PT"},
        "identify": {"priority_group": "They\x85 said: \\u0000 'x'\r\n[trade]",
                     "problems": [{"statement": "S", "causes": ["c\n[scale]\nmarkets = 1"]}]},
        "solution": {"complements": "beside\n[incubate]\nleader = 1",
                     "components": [{"name": "| a | \n## b", "delivered_by": "x\n\n[hubs.q]"}]},
        "incubate": {"leader": {"name": "Ana Maria Sousa"}},
        "understand": {"lessons": [{"learnt": "Ana Maria Sousa was told; so was Sousa."}]},
    }), "utf-8")
    made = adapted(path, "porto", "westmidlands")
    draft = tomli.loads(made.draft)
    assert draft["id"] == "nasty-westmidlands"
    assert "hubs" not in draft
    assert not draft["incubate"]
    assert not draft["scale"]
    assert "Sousa" not in made.draft
    memo = memo_markdown(made)
    assert "Sousa" not in memo
    assert "\n## b" not in memo


def test_the_memo_asks_through_whom_and_concludes_no_more() -> None:
    memo = memo_markdown(of("girls-club-porto", "porto", "westmidlands", "en"))
    line = next(line for line in memo.splitlines()
                if line.startswith("| Looked-after children in homes"))
    assert "89.4 % (Portugal, 2024, stands in for the place)" in line
    assert "3–16 % (7 areas, 2025)" in line
    assert "Through whom does one reach them here?" in line
    assert "Conclude no more." in line
    assert "€19,500" in memo
    assert "not converted" in memo
    assert "not known" in memo


def test_the_memo_speaks_both_languages() -> None:
    english, portuguese = words("en", "adapt"), words("pt", "adapt")
    assert english.keys() == portuguese.keys()
    for key, text in english.items():
        assert fields(portuguese[key]) <= fields(text), key
    memo = memo_markdown(of("sport-4-life-uk", "westmidlands", "porto"))
    assert "## Antes de copiar" in memo
    assert "Before you copy" not in memo


def fields(text: str) -> set[str]:
    """The names of the values that a text is filled with."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_figures_are_held_against_each_other_only_where_they_can_be() -> None:
    porto = load_hub("porto").methodology.methodology
    midlands = load_hub("westmidlands").methodology.methodology
    both = {item.id: item.reading for item in compare_places(porto, midlands, "en").shared}
    assert both["looked_after_in_homes_pc"] == "ask"
    assert both["looked_after_number"] == "size"
    assert both["business_survival_2y_pc"] == "ask"
    turned = compare_places(midlands, porto, "en")
    assert {item.id: item.reading for item in turned.shared} == both
    same = compare_places(midlands, midlands, "en")
    assert {i.reading for i in same.shared} <= {"ask", "size", "alike"}
    assert not same.only_here
