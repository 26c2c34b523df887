"""The schema of a methodology's file: of one mind with the loader about keys, types, and needs."""

from __future__ import annotations

import copy
import functools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import tomli
import tomli_w
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.property_examples import examples

from hubflow.model.input_problems import BadInput
from hubflow.model.methodology import Methodology
from hubflow.reading.method.methodology_file import load_methodology
from hubflow.reading.method.methodology_schema import methodology_schema
from hubflow.reading.records.json_schema import json_schema

REPO = Path(__file__).parents[2]
HUBS = sorted(REPO.glob("plugins/*/hubflow_*/methodology.toml"))
BLOCK = re.compile(r"^```toml file=(\S*methodology\.toml)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SHOWN = [
    pytest.param(text, id=f"{document.name}:{name}")
    for document in [REPO / "README.md", *sorted(REPO.glob("docs/**/*.md"))]
    for name, text in BLOCK.findall(document.read_text("utf-8"))
    if not name.startswith("wrong/")
]

WHOLE = """
api = 1
[hub]
id = "whole"
edition = "1"
name = { en = "Whole", pt = "Todo" }
place = { name = "Riverside", country = "GB", code = "E1" }
language = "en"
currency = "GBP"
summary = "All of it."
[[sources]]
id = "ours"
title = "Chosen by us"
url = "https://example.org"
status = "assumption"
note = "A note."
[parameters]
one = { value = 2, unit = "ways", says = "One.", source = "ours", note = "A note." }
dated = { 2020-01-01 = 0.5, 2024-07-01 = 1, source = "ours" }
[[facts]]
id = "visits"
type = "number"
unit = "visits"
low = 0
high = 9
description = "How often?"
[[facts]]
id = "where"
type = "label"
labels = ["here", "there"]
description = "Where?"
[[assumed]]
fact = "identify.implemented_in_place"
value = false
source = "ours"
says = "Why."
[panel]
minimum_assessors = 2
combine = "median"
source = "ours"
[stages.identify]
id = "first"
subject = "venture"
name = "First"
says = "What happens."
activities = ["One", { en = "Two" }]
months = 1.5
source = "ours"
requirements = [
  { id = "a", holds = "identify.authority_named", says = "S.", otherwise = "O.",
    otherwise_decision = "stop", concept = "local-authority-support", source = "ours" },
  { id = "b", judged = true, says = "S.", concept = "local:b", source = "ours" },
]
[[stages.understand.phases]]
id = "listening"
name = "Listening"
[[stages.understand.phases.criteria]]
id = "heard"
title = "Heard"
says = "S."
concept = "service-user-involvement"
measure = "understand.service_users_involved"
points = [[0, 0], [10.5, 5]]
scale = [0, 10]
weight = 2
applies = "identify.authority_named"
minimum = 1
source = "ours"
[[stages.understand.phases.criteria]]
id = "promise"
title = "Promise"
concept = "innovation"
judged = true
justified = true
scale = ["poor", "fair"]
rubric = { poor = "P.", fair = { en = "F." } }
source = "ours"
[stages.understand.phases.gate]
otherwise = "revise"
rank_by = ["score"]
says = "S."
source = "ours"
advance = [{ score = 50, places = 3, at_least.fair = 1, criteria.heard = 2 }, { when = "TRUE" },
           { budget = "call.budget", cost = "1" }]
stop = { score_below = 10, below.fair = 1, when = "FALSE" }
[stages.test]
gate = { advance = { when = "TRUE" }, stop = [{ when = "FALSE" }] }
[[instruments]]
id = "grant"
stage = "trade"
name = "Grant"
says = "S."
programme = "P"
eligible = "TRUE"
amount = "1"
ceiling = 2
applicant = "organisation"
open = { from = 2024-01-01, to = 2024-12-31 }
source = "ours"
[proposal]
title = "Proposal"
total = "1"
source = "ours"
note = "N."
sections = [{ id = "s", heading = "H", asks = "A?", max_words = 5, answer = "summary",
              required = false, applies = "TRUE", source = "ours" }]
finance = [{ id = "f", name = "F", amount = "1", source = "ours" },
           { id = "g", name = "G", amount = "1", part_of = "f" }]
[[indicators]]
id = "care_leavers_number"
value = 1
year = 2024
area = "Riverside"
national = true
source = "ours"
note = "N."
"""


@functools.cache
def validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(methodology_schema())


def refused(data: dict[str, Any]) -> list[str]:
    """What the schema has against a file's data; days are text to JSON."""
    plain = json.loads(json.dumps(data, default=str))
    return [f"{list(error.absolute_path)}: {error.message}"
            for error in validator().iter_errors(plain)]


def loads(data: dict[str, Any], path: Path) -> bool:
    path.write_text(tomli_w.dumps(data), "utf-8")
    try:
        load_methodology(path)
    except BadInput:
        return False
    return True


def tables(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The paths of all tables of a file."""
    if isinstance(data, dict):
        yield path
        for key, value in data.items():
            yield from tables(value, (*path, key))
    if isinstance(data, list):
        for position, value in enumerate(data):
            yield from tables(value, (*path, position))


def at(data: Any, path: tuple[str | int, ...]) -> Any:
    for part in path:
        data = data[part]
    return data


DATA = tomli.loads(WHOLE)
TABLES = list(tables(DATA))
KEYS = [(*path, key) for path in TABLES for key in at(DATA, path)]


def test_it_is_a_schema_and_explains_every_key() -> None:
    schema = methodology_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert "phases" not in schema["properties"]
    for record in (schema, *schema["$defs"].values()):
        assert record["description"]
        assert record["additionalProperties"] is False
        for key, told in record["properties"].items():
            assert told["description"], key


def test_its_sentences_are_the_models_own() -> None:
    written, model = methodology_schema()["$defs"], json_schema(Methodology, "x")["$defs"]
    for name in model:
        for key, told in written[name]["properties"].items():
            if key != "value":
                assert told["description"] == model[name]["properties"][key]["description"]


@pytest.mark.parametrize("path", HUBS, ids=lambda path: path.parent.name)
def test_it_accepts_the_hubs(path: Path) -> None:
    assert refused(tomli.loads(path.read_text("utf-8"))) == []


@pytest.mark.parametrize("text", SHOWN)
def test_it_accepts_what_the_documents_show(text: str) -> None:
    assert refused(tomli.loads(text)) == []


def test_it_accepts_every_key_and_every_way_of_writing(tmp_path: Path) -> None:
    assert refused(DATA) == []
    assert loads(DATA, tmp_path / "methodology.toml")


OWN_KEYS = [path for path in TABLES if path[-2:] == (0, "criteria")]
"""Whose keys are the author's own and whose values the loader leaves to the compiler."""


@pytest.mark.parametrize("path", [path for path in TABLES if path not in OWN_KEYS],
                         ids=lambda path: ".".join(map(str, path)))
def test_both_refuse_an_unknown_key_in_every_table(
    path: tuple[str | int, ...], tmp_path: Path
) -> None:
    data = copy.deepcopy(DATA)
    at(data, path)["zz_unknown"] = {"x": 1}
    assert refused(data)
    assert not loads(data, tmp_path / "methodology.toml")


@pytest.mark.parametrize("path", [path for path in KEYS if path != ("sources",)],
                         ids=lambda path: ".".join(map(str, path)))
def test_both_say_the_same_of_a_missing_key(path: tuple[str | int, ...], tmp_path: Path) -> None:
    data = copy.deepcopy(DATA)
    del at(data, path[:-1])[path[-1]]
    accepted = loads(data, tmp_path / "methodology.toml")
    assert (not refused(data)) == accepted, refused(data)


COMPILED = {"concept", "id", "heard", "minimum", "value"}
"""Keys whose values the loader leaves to the compiler: shared words, levels, assumed values."""

WRONG = st.sampled_from([True, 7, 0.5, "", "a word", [], [1], ["x"], {}, {"x": 1}, {"en": "T"}])


@settings(max_examples=examples(60),
          suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from(KEYS), value=WRONG)
def test_what_the_loader_accepts_the_schema_accepts(
    path: tuple[str | int, ...], value: Any, tmp_path: Path
) -> None:
    """An editor must not mark what hubflow reads."""
    data = copy.deepcopy(DATA)
    at(data, path[:-1])[path[-1]] = value
    if loads(data, tmp_path / "methodology.toml"):
        assert path[-1] in COMPILED or not refused(data), refused(data)
