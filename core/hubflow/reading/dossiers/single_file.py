"""Read one dossier or challenge without the challenge and the call that it names."""

from __future__ import annotations

from pathlib import Path

from hubflow.model.dossier import Challenge, Dossier
from hubflow.model.input_problems import BadInput, Problem
from hubflow.reading.dossiers.file_kind import kind_of_file, without_kind
from hubflow.reading.dossiers.file_store import FileStore, ReadFile
from hubflow.reading.dossiers.finding import requested_files
from hubflow.reading.records.structuring import attempt, problems_of
from hubflow.reading.toml.source import TomlFile
from hubflow.text.spoken import say


def read_single_file(path: Path, read_file: ReadFile) -> TomlFile:
    """Return a dossier that passed every check which needs no other file.

    Raises :class:`BadInput` where it did not, or where the file holds several.
    """
    asked = requested_files([path], FileStore(read_file))
    problems = list(asked.problems)
    for file in asked.files:
        cls = Challenge if kind_of_file(file) == "challenge" else Dossier
        problems += problems_of(file, attempt(without_kind(file), cls)[1])
    if len(asked.files) > 1:
        problems.append(Problem(str(path), 0, "", say(
            "reading-problems.dossiers_stand_in_this_file", n=len(asked.files)),
                                say("reading-problems.give_a_file_with_one")))
    if problems:
        raise BadInput(problems)
    return asked.files[0]
