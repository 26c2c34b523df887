"""JSON Schemas: valid themselves, and of one mind with the loader."""

from __future__ import annotations

import json
from typing import Any

import attrs
import jsonschema
import pytest
import tomli

from hubflow.kit.cases.case_records import CaseFile
from hubflow.model.dossier import Challenge, Dossier
from hubflow.model.methodology import Methodology
from hubflow.model.results import HubResult, Interval, RankInterval, Receipt, RunResult
from hubflow.reading.records.json_schema import json_schema

CLASSES = [CaseFile, Dossier, Challenge, Methodology, RunResult]


def errors(cls: type, text: str) -> list[str]:
    validator = jsonschema.Draft202012Validator(json_schema(cls, "x"))
    data = json.loads(json.dumps(tomli.loads(text), default=str))
    return [error.message for error in validator.iter_errors(data)]


@pytest.mark.parametrize("cls", CLASSES)
def test_a_schema_is_valid_and_says_what_each_field_is(cls: type) -> None:
    schema = json_schema(cls, "A title")
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["title"] == "A title"
    for record in (schema, *schema["$defs"].values()):
        assert record["description"]
        assert record["additionalProperties"] is False
    assert json.loads(json.dumps(schema)) == schema


DOSSIER = """
id = "x"
name = "X"
date = 2024-05-01
[identify]
group_size = "withheld"
age_from = 12.5
reached_through = ["school"]
[[test.pilots]]
name = "One"
came = 30
start = 2024-01-01
[incubate.proposal]
solution = "…"
[hubs.porto]
visits = 3
"""


def test_it_accepts_what_the_loader_accepts() -> None:
    assert errors(Dossier, DOSSIER) == []
    assert errors(Dossier, 'kind = "venture"\n' + DOSSIER) == []
    assert errors(Challenge, 'kind = "challenge"\nid = "x"\nname = "X"\n') == []


@pytest.mark.parametrize(
    ("cls", "text"),
    [
        (Dossier, 'id = "x"\n'),
        (Dossier, 'id = "X x"\nname = "X"\n'),
        (Dossier, 'id = "x"\nname = " "\n'),
        (Dossier, 'id = "x"\nname = "X"\nnmae = "X"\n'),
        (Dossier, 'id = "x"\nname = "X"\nidentify.group_size = -1\n'),
        (Dossier, 'id = "x"\nname = "X"\nidentify.group_size = 1.5\n'),
        (Dossier, 'id = "x"\nname = "X"\nidentify.group_size = "many"\n'),
        (Dossier, 'id = "x"\nname = "X"\nidentify.reached_through = ["schol"]\n'),
        (Dossier, 'id = "x"\nname = "X"\ntest.pilots = [{ came = 3 }]\n'),
        (Dossier, 'id = "x"\nname = "X"\nkind = "challenge"\n'),
        (Dossier, 'id = "x"\nname = "X"\nhubs.porto = 3\n'),
        (Challenge, 'id = "x"\nname = "X"\n'),
        (Challenge, 'kind = "challenge"\nid = "x"\nname = "X"\ntest = {}\n'),
    ],
)
def test_it_rejects_what_the_loader_rejects(cls: type, text: str) -> None:
    assert len(errors(cls, text)) == 1


def test_texts_may_stand_alone_or_by_language() -> None:
    hub: dict[str, Any] = json_schema(Methodology, "x")["$defs"]["Hub"]["properties"]["name"]
    validator = jsonschema.Draft202012Validator(hub)
    assert validator.is_valid("x")
    assert validator.is_valid({"pt": "x"})
    assert not validator.is_valid({"portuguese": "x"})
    assert not validator.is_valid({})


def test_a_result_is_held_to_its_schema() -> None:
    validator = jsonschema.Draft202012Validator(json_schema(RunResult, "x"))
    result = RunResult(
        hub=HubResult(id="h", name="H", edition="1", place="P", language="en", currency="EUR"),
        as_of="2024-01-01",
        receipt=Receipt(inputs="a", methodology="b", hooks="c", versions={"hubflow": "1"}),
        ventures=(),
    )
    data = json.loads(json.dumps(attrs.asdict(result)))
    assert validator.is_valid(data)
    data["receipt"]["versions"] = "one"
    assert not validator.is_valid(data)


def test_results_may_be_null_where_the_model_has_none() -> None:
    phase = json_schema(RunResult, "x")["$defs"]["PhaseResult"]["properties"]
    assert phase["score"] == {"anyOf": [{"$ref": "#/$defs/Interval"}, {"type": "null"}]}
    assert phase["levels"]["additionalProperties"]["prefixItems"] == [{"type": "string"}] * 2
    for cls, values in ((Interval, {"lower": 1, "upper": 2.5}),
                        (RankInterval, {"best": 1, "worst": 2, "of": 3})):
        jsonschema.validate(values, json_schema(cls, "x"))
