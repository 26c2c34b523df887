"""JSON Schemas as the files of a new hub."""

from __future__ import annotations

import json

from hubflow.engine.severity.severity_records import JudgedRunResult
from hubflow.intake.intake_map import IntakeMap
from hubflow.kit.cases.case_records import CaseFile
from hubflow.model.assessors import Assessors
from hubflow.model.dossier import Challenge, Dossier
from hubflow.model.files import WRITTEN
from hubflow.reading.method.methodology_schema import methodology_schema
from hubflow.reading.records.json_schema import json_schema
from hubflow.reading.toml.schema_directive import FOLDER

_CLASSES: dict[str, tuple[type, str]] = {
    "dossier": (Dossier, "A dossier: all that is known of one venture"),
    "challenge": (Challenge, "A challenge: a place's social problem"),
    "case": (CaseFile, "A case: what a method is expected to say of dossiers"),
    "intake": (IntakeMap, "Which column of a form's answers goes to which key"),
    "assessors": (Assessors, "A jury's assessors, for `hubflow jury-pack`"),
    "result": (JudgedRunResult, "The results of `hubflow run`"),
}


def schema_text(what: str) -> str:
    """Return the JSON Schema of one of :data:`hubflow.model.files.SCHEMAS`."""
    made = methodology_schema() if what == "methodology" else json_schema(*_CLASSES[what])
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def schema_files() -> dict[str, bytes]:
    """Return the schemas of all that people write, by their path."""
    return {f"{FOLDER}/{what}.schema.json": schema_text(what).encode() for what in WRITTEN}
