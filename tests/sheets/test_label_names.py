"""A hub's own facts have choices that people read, and answers come back by them."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest

from hubflow.engine.method.prepared_method import compiled_method
from hubflow.engine.results.column_words import rule_in_words
from hubflow.form.application_form import application_form
from hubflow.model.input_problems import BadInput
from hubflow.model.methodology import LocalFact, Methodology
from hubflow.plugins.manager import load_hub
from hubflow.plugins.target import methodology_file
from hubflow.reading.dossiers.key_questions import KeyQuestions
from hubflow.reading.method.methodology_file import load_methodology
from hubflow.reading.values.cell_values import value_of

NEET = "Not in education, employment or training"


@pytest.fixture(scope="module")
def method() -> Methodology:
    return load_hub("westmidlands").methodology.methodology


@pytest.fixture(scope="module")
def groups(method: Methodology) -> LocalFact:
    return next(fact for fact in method.facts if fact.id == "target_groups")


def test_a_form_offers_the_names_of_a_hubs_own_labels() -> None:
    form = application_form(compiled_method(load_hub("westmidlands")))
    offered = {text: means for section in form.sections for question in section.questions
               for text, means in question.choices}
    assert offered[NEET] == "neet"
    assert "neet" not in offered
    assert offered["Dudley"] == "Dudley"  # a label that people call as it is written


@pytest.mark.parametrize("said", [
    NEET, NEET.upper(), "Sem estudar, trabalhar ou estar em formação", "neet"])
def test_an_answer_means_its_label_in_any_language(groups: LocalFact, said: str) -> None:
    assert value_of(groups.kind, said) == "neet"


def test_a_label_as_it_is_written_means_itself_whatever_another_is_called(
    groups: LocalFact,
) -> None:
    named = attrs.evolve(groups, label_names={"outside": {"en": "neet"}})
    assert value_of(named.kind, "neet") == "neet"


def test_a_rule_calls_labels_by_the_names_of_the_fact_that_it_reads(method: Methodology) -> None:
    group = attrs.evolve(next(fact for fact in method.facts if fact.id == "target_groups"),
                         id="group", type="label")
    known = attrs.evolve(method, facts=(*method.facts, group))
    assert "“Outside the tool's groups”" in rule_in_words(known, "local.group = 'outside'", "en")
    assert "“outside”" in rule_in_words(known, "trade.legal_form = 'outside'", "en")


def test_what_changed_is_told_by_the_names(method: Methodology) -> None:
    said = KeyQuestions("pt", method).change(
        ("hubs", "westmidlands", "target_groups"), ["neet"], ["outside"])
    assert "Sem estudar, trabalhar ou estar em formação → Fora dos grupos" in said


def test_without_names_a_label_is_called_as_it_is_written(groups: LocalFact) -> None:
    assert attrs.evolve(groups, label_names={}).label_name("neet", "en") == "neet"
    assert groups.label_name("neet", "fr") == NEET


@pytest.mark.parametrize("name", [
    '{ en = "Outside the tool\'s groups" }', '{ pt = "OUTSIDE  the tool\'s groups" }',
    '{ en = "Outside" }', '"Outside"'])
def test_a_name_of_two_labels_is_refused(tmp_path: Path, name: str) -> None:
    lines = methodology_file("westmidlands").read_text("utf-8").splitlines()
    text = "\n".join(f"label_names.neet = {name}" if line.startswith("label_names.neet") else line
                     for line in lines)
    (tmp_path / "methodology.toml").write_text(text, "utf-8")
    with pytest.raises(BadInput, match="would mean two labels") as refused:
        load_methodology(tmp_path / "methodology.toml")
    assert "label_names" in str(refused.value)
    assert '"neet"' in str(refused.value)


def test_a_name_of_no_label_is_refused(tmp_path: Path) -> None:
    text = methodology_file("westmidlands").read_text("utf-8").replace(
        "label_names.neet", "label_names.neets")
    (tmp_path / "methodology.toml").write_text(text, "utf-8")
    with pytest.raises(BadInput, match=r"label_names\.neets: the fact has no label"):
        load_methodology(tmp_path / "methodology.toml")
