"""One dossier or challenge on its own, without the challenge and the call that it names."""

from __future__ import annotations

from pathlib import Path

from hubflow.model.dossier import Challenge, Dossier
from hubflow.model.input_problems import BadInput
from hubflow.reading.dossiers.file_kind import kind_of_file, without_kind
from hubflow.reading.dossiers.file_store import FileStore
from hubflow.reading.dossiers.finding import asked_files
from hubflow.reading.records.structuring import attempt, problems_of
from hubflow.reading.toml.source import TomlFile


def read_alone(path: Path) -> TomlFile:
    """The file, if it is sound by itself; raises :class:`BadInput` with all problems."""
    asked = asked_files([path], FileStore())
    problems = list(asked.problems)
    for file in asked.files:
        cls = Challenge if kind_of_file(file) == "challenge" else Dossier
        problems += problems_of(file, attempt(without_kind(file), cls)[1])
    if problems:
        raise BadInput(problems)
    return asked.files[0]
