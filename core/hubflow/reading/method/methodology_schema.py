"""Make the JSON Schema of ``methodology.toml`` as people write it.

It is the model's own schema, taken back to the written form: the inverse of what
:mod:`~hubflow.reading.method.shape` does. So keys, types and sentences are the model's, and
only what the two forms say differently is said here. Where a later draft of JSON Schema has a
neater word, the older one is used, for the sake of editors.
"""

from __future__ import annotations

from typing import Any

from hubflow.model.methodology import API, Methodology
from hubflow.reading.method.parameters import NAMEABLE, WORDS
from hubflow.reading.records.json_schema import Schema, json_schema
from hubflow.text.catalogue import ENGLISH, words
from hubflow.text.vocabulary import concepts, indicators

DATE = r"^\d{4}-\d{2}-\d{2}$"


def methodology_schema() -> Schema:
    """Return a new copy of the schema."""
    whole = json_schema(Methodology, "A hub's methodology")
    records = whole["$defs"]
    records["DatedParameter"], records["Parameter"] = _parameters(records["Parameter"])
    records["Stage"], records["Phases"] = _stages(records["Phase"])
    for word, rule in (("advance", "AdvanceRule"), ("stop", "StopRule")):
        told = records["Gate"]["properties"][word]
        records["Gate"]["properties"][word] = {
            "description": told["description"],
            "anyOf": [_reference(rule), {"type": "array", "items": _reference(rule)}],
        }
    _one_of_two(records["Requirement"], "holds")
    _one_of_two(records["Criterion"], "measure")
    _one_of_two(records["Adjustment"], "add")
    records["Section"]["oneOf"] = [{"required": ["answer"]}, {"required": ["text"]}]
    _vocabulary(records)
    _values(records)
    return {
        **whole,
        "properties": _top(whole["properties"]),
        "required": [key for key in whole["required"] if key != "phases"],
        "$defs": dict(sorted(records.items())),
    }


def _reference(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _top(properties: dict[str, Any]) -> dict[str, Any]:
    """Replace the model's keys by the file's: ``stages`` for phases, parameters by their ids."""
    made = dict(properties)
    made["api"] = {**made["api"], "enum": [API]}
    made["parameters"] = {
        "type": "object",
        "description": made["parameters"]["description"],
        "patternProperties": {f"^{NAMEABLE}$": {"anyOf": [
            _reference("Parameter"), _reference("DatedParameter")]}},
        "additionalProperties": False,
    }
    del made["phases"]
    made["stages"] = {
        "type": "object",
        "description": "The six stages. Each is one phase, whose keys stand in the stage's own "
                       "table, or several `phases`.",
        "properties": {
            stage: {"description": f"The stage “{name}”.",
                    "anyOf": [_reference("Stage"), _reference("Phases")]}
            for stage, name in words(ENGLISH, "stages").items()
        },
        "additionalProperties": False,
    }
    return made


def _parameters(model: Schema) -> tuple[Schema, Schema]:
    """Return the schema of parameters by id: each with one value, or a value for each date."""
    number = {"type": "number", "description": "The number."}
    said = {key: value for key, value in model["properties"].items() if key in WORDS}
    common = {"type": "object", "description": model["description"], "additionalProperties": False}
    dated = {
        **common,
        "properties": said,
        "patternProperties": {DATE: {**number, "description": "The number from that day on."}},
        "required": ["source"],
        # a key beside the words must be there: a date
        "not": {"patternProperties": {DATE: {"not": {}}}},
    }
    single = {**common, "properties": {"value": number, **said}, "required": ["value", "source"]}
    return dated, single


def _stages(phase: Schema) -> tuple[Schema, Schema]:
    """Return the schema of stages: each one phase, or several; none repeats its stage's name."""
    del phase["properties"]["stage"]
    phase["required"].remove("stage")
    alone = {**phase, "required": [], "description": "A stage of one phase."}
    several = {
        "type": "object",
        "description": "A stage of several phases.",
        "properties": {"phases": {"type": "array", "items": _reference("Phase"), "minItems": 1,
                                  "description": "The phases of the stage, in order."}},
        "required": ["phases"],
        "additionalProperties": False,
    }
    return alone, several


def _one_of_two(rule: Schema, computed: str) -> None:
    """Require a rule to be computed or judged by the panel, never both."""
    rule["if"] = {"properties": {"judged": {"enum": [True]}}, "required": ["judged"]}
    rule["then"] = {"not": {"required": [computed]}}
    rule["else"] = {"required": [computed]}


def _vocabulary(records: dict[str, Any]) -> None:
    """Offer editors the words that hubs share."""
    shared = {"anyOf": [{"enum": sorted(concepts())},
                        {"type": "string", "pattern": "^local:"}]}
    for rule in ("Requirement", "Criterion", "Adjustment"):
        told = records[rule]["properties"]["concept"]
        records[rule]["properties"]["concept"] = {"description": told["description"], **shared}
        several = records[rule]["properties"]["concepts"]
        several["propertyNames"] = shared
        several["additionalProperties"] = {"type": "number", "exclusiveMinimum": 0}
    kind = records["PlaceIndicator"]["properties"]["id"]
    records["PlaceIndicator"]["properties"]["id"] = {
        "description": kind["description"], "enum": sorted(indicators())}


def _values(records: dict[str, Any]) -> None:
    """Describe values that the model leaves open, since a scale or a fact decides their type."""
    level = {"type": ["number", "string"]}
    scale = {"anyOf": [
        {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
        {"type": "array", "items": {"type": "string", "pattern": r"\S"}, "minItems": 2,
         "uniqueItems": True},
    ]}
    criterion = records["Criterion"]["properties"]
    criterion["scale"] = {"description": criterion["scale"]["description"], **scale}
    criterion["minimum"].update(level)
    records["AdvanceRule"]["properties"]["criteria"]["additionalProperties"] = level
    records["Assumed"]["properties"]["value"]["type"] = ["number", "string", "boolean"]
    fact = records["LocalFact"]
    fact["if"] = {"properties": {"type": {"enum": ["label", "labels"]}}}
    fact["then"] = {"required": ["labels"]}
