"""One dossier or challenge on its own, without the challenge and the call that it names."""

from __future__ import annotations

from pathlib import Path

from hubflow.loading.asked import asked_files
from hubflow.loading.challenges import without_kind
from hubflow.loading.reading import kind_of_file
from hubflow.loading.shelf import Shelf
from hubflow.loading.structuring import attempt, problems_of
from hubflow.loading.toml_file import TomlFile
from hubflow.model.dossier import Challenge, Dossier
from hubflow.model.problems import BadInput


def read_alone(path: Path) -> TomlFile:
    """The file, if it is sound by itself; raises :class:`BadInput` with all problems."""
    asked = asked_files([path], Shelf())
    problems = list(asked.problems)
    for file in asked.files:
        cls = Challenge if kind_of_file(file) == "challenge" else Dossier
        problems += problems_of(file, attempt(without_kind(file), cls)[1])
    if problems:
        raise BadInput(problems)
    return asked.files[0]
