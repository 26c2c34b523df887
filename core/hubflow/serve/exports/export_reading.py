"""Have an export read in a process of its own, within limits of time and memory."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import attrs

from hubflow.model.input_problems import BadInput, Problem, one_problem
from hubflow.reading.json_file import plain_json
from hubflow.reading.limits import UPLOAD_MEMORY, UPLOAD_TIME
from hubflow.reading.values.cell_table import CellTable
from hubflow.serve.bounded_process import WALL, ProcessEndedError, answer_of
from hubflow.serve.entrance.kept_files import KeptFile
from hubflow.serve.exports.export_process import table_of
from hubflow.text.spoken import say, spoken_language

LARGEST_EXPORT = 10_000_000
"""Bytes of an export at most."""

MOST_ANSWERS = 2_000
"""Answers of an export at most; a larger one is left to the command."""

_WALL: float = WALL

_READ_BY = ("sheet", "repeats", "delimiter", "encoding")
"""The keys of a map by which the file itself is read."""


@attrs.frozen(eq=False, repr=False)
class ReadExport:
    """The answers in an export, and the sheets of its workbook."""

    table: CellTable
    sheets: tuple[str, ...]


def read_export(kept: KeptFile, said: Mapping[str, Any]) -> ReadExport:
    """Return the answers in a file as a map says to read them; read once for each way to read it.

    Raises :class:`BadInput` with all problems of the file's shape, and where it is too large.
    """
    ways = {"sheet": None, "repeats": (), "delimiter": None, "encoding": None} | {
        key: said[key] for key in _READ_BY if said.get(key)} | {"language": spoken_language()}
    text = json.dumps(ways, sort_keys=True)
    note = f"read-{hashlib.sha256(text.encode()).hexdigest()[:16]}.json"
    found = kept.note(note)
    if not found:
        found = _read(kept, text)
        kept.set_note(note, found)
    data = plain_json(found)
    if "problems" in data:
        raise BadInput(Problem(*problem) for problem in data["problems"])
    if len(data["rows"]) > MOST_ANSWERS:
        raise one_problem(kept.name, say(
            "serve.answers_many", count=len(data["rows"]), most=MOST_ANSWERS),
            say("serve.answers_many_do"))
    return ReadExport(table_of(data), tuple(data["sheets"]))


def _read(kept: KeptFile, ways: str) -> str:
    try:
        return answer_of("hubflow.serve.exports.export_process", kept.name, ways,
                         seconds=_WALL * UPLOAD_TIME.most, folder=kept.path.parent).decode()
    except ProcessEndedError as ended:
        if ended.why == "server":
            raise
        raise (UPLOAD_MEMORY if ended.why == "memory" else UPLOAD_TIME).refusal(
            kept.name) from None
