"""Model records from TOML data: what is legal, and how each mistake is told."""

from __future__ import annotations

import datetime as dt

import pytest

from hubflow.model.dossier import Dossier
from hubflow.model.input_problems import BadInput, Problem
from hubflow.model.methodology import Instrument
from hubflow.model.values import Gap
from hubflow.reading.records.structuring import structure
from hubflow.reading.toml.source import parse_toml

HEAD = 'id = "x"\nname = "X"\n'


def dossier(text: str) -> Dossier:
    file = parse_toml(HEAD + text, "x.toml")
    return structure(file.data, Dossier, file)


def problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(BadInput) as told:
        dossier(text)
    return told.value.problems


def test_values_come_as_the_model_has_them() -> None:
    made = dossier(
        """
        date = 2024-05-01
        [identify]
        group_size = 30
        age_from = 12.5
        includes_children = true
        reached_through = ["school"]
        includes_adults_at_risk = "unknown"
        [[trade.ledger]]
        start = 2024-01-01
        end = 2024-01-31
        sales = "withheld"
        [incubate.proposal]
        solution = ""
        [hubs.porto]
        anything = [1, { x = 2 }]
        """
    )
    assert made.date == dt.date(2024, 5, 1)
    assert made.identify.group_size == 30.0
    assert isinstance(made.identify.group_size, float)
    assert made.identify.includes_children is True
    assert made.identify.includes_adults_at_risk is Gap.UNKNOWN
    assert made.identify.reached_through == ("school",)
    assert made.trade.ledger[0].sales is Gap.WITHHELD
    assert made.incubate.proposal == {"solution": ""}
    assert made.hubs == {"porto": {"anything": [1, {"x": 2}]}}


@pytest.mark.parametrize(
    ("text", "key", "said"),
    [
        ('nmae = "x"', "nmae", 'Did you mean "name"?'),
        ("identify.group_size = -3", "identify.group_size", "0 or more, not -3"),
        ("identify.group_size = 2.5", "identify.group_size", "whole number"),
        ("identify.group_size = true", "identify.group_size", "a number, not true"),
        ("identify.group_size = inf", "identify.group_size", "a number, not inf"),
        ("identify.group_size = nan", "identify.group_size", "a number, not nan"),
        ('identify.group_size = "30"', "identify.group_size", '"not applicable"'),
        ("identify.age_to = 131", "identify.age_to", "between 0 and 130"),
        ("incubate.leader.full_time_share = 80", "incubate.leader.full_time_share",
         "Write 80 % as 0.8."),
        ('identify.reached_through = ["schol"]', "identify.reached_through[0]", '"school"?'),
        ('identify.reached_through = "school"', "identify.reached_through", "square brackets"),
        ('identify.includes_children = "yes"', "identify.includes_children", "true or false"),
        ('date = "2024-05-01"', "date", "without quotes"),
        ("date = 2024-05-01T10:00:00", "date", "Write 2024-05-01."),
        ("summary = 3", "summary", "Put it in quotes"),
        ('place = { name = " " }', "place.name", "blank"),
        ('place = { name = "A", country = "Portugal" }', "place.country", "ISO 3166-1"),
        ('currency = "€"', "currency", "ISO 4217"),
        ("test.pilots = [{ came = 3 }]", "test.pilots[0].name", "is missing. What it is called"),
        ("[scale.markets]\nkind = 'local'", "scale.markets", "[[…]]"),
        ("hubs.porto = 3", "hubs.porto", "a table"),
        ("identify = []", "identify", "a table"),
        ("understand.activities = [3]", "understand.activities[0]", "a table"),
    ],
)
def test_a_mistake_is_told_with_key_line_and_what_to_do(text: str, key: str, said: str) -> None:
    (problem,) = problems(text)
    assert problem.key == key
    assert problem.file == "x.toml"
    assert problem.line == 3
    assert said in str(problem)


def test_all_mistakes_are_told_together_each_with_its_line() -> None:
    told = problems("nmae = 1\n[identify]\ngroup_size = -1\nage_from = 'x'\n[[test.pilots]]\n")
    assert [(problem.line, problem.key) for problem in told] == [
        (3, "nmae"),
        (5, "identify.group_size"),
        (6, "identify.age_from"),
        (7, "test.pilots[0].name"),
    ]


def test_texts_take_one_text_or_one_by_language_and_keys_may_be_renamed() -> None:
    file = parse_toml(
        'id = "m"\nstage = "trade"\nname = "Um"\nsays = { en = "One" }\nsource = "s"\n'
        "open = { from = 2020-01-01 }\n", "x.toml",
    )
    made = structure(file.data, Instrument, file, language="pt")
    assert (made.name, made.says) == ({"pt": "Um"}, {"en": "One"})
    assert made.open is not None
    assert made.open.start == dt.date(2020, 1, 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [("name = {}", "must be text"), ("name = { english = 'x' }", "two small letters"),
     ("name = { en = '' }", "no text in en"), ("open = { form = 2020-01-01 }", '"from"?')],
)
def test_texts_that_say_nothing_are_told(text: str, said: str) -> None:
    start = 'id = "m"\nstage = "trade"\nsource = "s"\n'
    more = "" if text.startswith("name") else "\nname = 'x'"
    file = parse_toml(start + text + more, "x.toml")
    with pytest.raises(BadInput) as told:
        structure(file.data, Instrument, file)
    (problem,) = told.value.problems
    assert problem.line == 4
    assert said in str(problem)
