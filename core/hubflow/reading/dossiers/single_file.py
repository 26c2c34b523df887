"""Read one dossier or challenge without the challenge and the call that it names."""

from __future__ import annotations

from pathlib import Path

from hubflow.model.dossier import Challenge, Dossier
from hubflow.model.input_problems import BadInput
from hubflow.reading.dossiers.file_kind import kind_of_file, without_kind
from hubflow.reading.dossiers.file_store import FileStore
from hubflow.reading.dossiers.finding import requested_files
from hubflow.reading.records.structuring import attempt, problems_of
from hubflow.reading.toml.source import TomlFile


def read_single_file(path: Path) -> TomlFile:
    """Return a file that passed every check which needs no other file; else :class:`BadInput`."""
    asked = requested_files([path], FileStore())
    problems = list(asked.problems)
    for file in asked.files:
        cls = Challenge if kind_of_file(file) == "challenge" else Dossier
        problems += problems_of(file, attempt(without_kind(file), cls)[1])
    if problems:
        raise BadInput(problems)
    return asked.files[0]
