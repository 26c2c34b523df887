"""The quick ways of trying a draft's answers give what the plain ones do."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import attrs
import pytest
import tomli

from hubflow.adapt.adaptation import adapt
from hubflow.adapt.answer_trials import first_questions
from hubflow.adapt.draft_runs import PLACE, DraftRuns, run_draft
from hubflow.adapt.possible_answers import answers, apply
from hubflow.engine.facts.fact_rows import KnownFacts, fact_row, facts_shared
from hubflow.model.dossier import SECTIONS
from hubflow.model.methodology import LocalFact
from hubflow.plugins.importers import load_inputs
from hubflow.plugins.manager import load_hub
from hubflow.reading.dossiers.load import read_inputs
from hubflow.reading.records.converter import records_shared
from hubflow.reading.toml.source import file_of_record

EXAMPLES = Path(__file__).parents[2] / "examples"
DAY = dt.date(2025, 12, 1)
WAYS = [("girls-club-porto", "porto", "westmidlands"), ("miss-macaroon", "westmidlands", "porto")]


@pytest.mark.parametrize(("venture", "origin", "target"), WAYS)
def test_questions_are_the_first_of_all_and_shared_records_are_the_same(
    venture: str, origin: str, target: str
) -> None:
    made = adapt([load_hub(origin)], load_hub(target),
                 load_inputs([EXAMPLES / f"{venture}.toml"]), as_of=DAY, language="en")
    data = tomli.loads(made.draft)
    runs = DraftRuns(load_hub(target), data, DAY, "en")
    draft = run_draft(runs.hub, read_inputs([], [file_of_record(data, PLACE / "0.toml", 0)]),
                      DAY, "en")
    every = first_questions(runs, draft, 1000)
    for count in (1, 2, 3, 5):
        assert first_questions(runs, draft, count) == every[:count]
    assert made.questions == every[:3]

    drafts = [data, apply(data, [(f"hubs.{target}.said", True)])]
    for question in every:
        given = apply(data, question.given)
        drafts += [apply(given, edits) for effect in question.effects for edits in effect.edits]
    files = [file_of_record({**each, "id": f"t{number}"}, PLACE / f"{number}.toml", number)
             for number, each in enumerate(drafts)]
    with records_shared({}):
        shared = read_inputs([], files).entries
    alone = read_inputs([], files).entries
    assert [each.dossier for each in shared] == [each.dossier for each in alone]
    worked_out: KnownFacts = {}
    with facts_shared(worked_out):
        known = [fact_row(each.dossier, DAY, "EUR", {}) for each in shared]
    plain = [fact_row(each.dossier, DAY, "EUR", {}) for each in alone]
    assert [(each.values, each.why_missing) for each in known] == [
        (each.values, each.why_missing) for each in plain]
    assert len(worked_out) < len(known) * len(SECTIONS), "sections that drafts share, once"


@pytest.mark.parametrize("type", ["label", "labels"])
def test_answers_of_a_hubs_own_choices_are_said_by_their_names(type: str) -> None:
    fact = LocalFact(id="track", type=type, labels=("start", "grow"),
                     label_names={"start": {"pt": "Arranque"}}, description={"en": "Which?"})
    target = attrs.evolve(load_hub("porto").methodology.methodology, facts=(fact,))
    found = answers("hubs.porto.track", [], DAY, target, "pt")
    assert [each.word for each in found if each.word != "none"] == ["Arranque", "grow"]
    edits = [value for each in found for _, value in each.edits if value]
    assert edits == (["start", "grow"] if type == "label" else [["start"], ["grow"]])


def test_answers_to_common_questions_are_in_the_language() -> None:
    target = load_hub("porto").methodology.methodology
    said = {each.word for each in answers(
        "identify.reached_through", ["identify.reached_through.school"], DAY, target, "pt")}
    assert "escola" in said
    assert not said & {"school", "other"}
