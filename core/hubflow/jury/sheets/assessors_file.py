"""Read the assessors' file: TOML, or a table (CSV, Excel) with one row for each assessor."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from hubflow.model.assessors import Assessor, Assessors
from hubflow.model.input_problems import BadInput, Problem
from hubflow.reading.records.nearest import did_you_mean
from hubflow.reading.records.structuring import attempt, problems_of
from hubflow.reading.toml.key_paths import KeyPath
from hubflow.reading.toml.placed_file import ValuePlace, make_placed_file
from hubflow.reading.toml.source import TomlFile, read_toml
from hubflow.reading.values.cell_table import read_cell_table

_LISTS = ("ventures", "conflicts")
_ALL = ("all", "todas", "todos")


def load_assessors(path: Path, ventures: Collection[str]) -> tuple[Assessor, ...]:
    """Return the assessors in a file, in its order.

    A table has the column ``id``, and if wanted ``name``, ``email``, ``ventures`` and
    ``conflicts``, whose ids are divided by blanks, commas or semicolons; ``all`` is as good as
    blank. ``ventures`` are those that may be named. Raises :class:`BadInput` with all problems.
    """
    file = read_toml(path) if path.suffix.lower() == ".toml" else _table(path)
    made, flaws = attempt(file.data, Assessors)
    problems = problems_of(file, flaws)
    if made is not None:
        problems += _problems(file, made.assessors, ventures)
    if problems or made is None:
        raise BadInput(problems)
    return made.assessors


def _table(path: Path) -> TomlFile:
    """Return the rows as TOML data, each with its line."""
    rows = read_cell_table(path).records(("id",), ("name", "email", *_LISTS))
    assessors = []
    spots: dict[KeyPath, ValuePlace] = {("assessors",): ValuePlace(0, "")}
    for position, row in enumerate(rows):
        told: dict[str, object] = {
            key: row.text(key) for key in ("id", "name", "email") if row.text(key)}
        for key in _LISTS:
            ids = [id for id in re.split(r"[\s,;]+", row.text(key)) if id]
            if ids and [id.casefold() for id in ids] not in [[word] for word in _ALL]:
                told[key] = ids
        assessors.append(told)
        spots["assessors", position] = ValuePlace(row.line, "")
    return make_placed_file({"assessors": assessors}, path, spots)


def _problems(
    file: TomlFile, assessors: tuple[Assessor, ...], ventures: Collection[str]
) -> Iterator[Problem]:
    if not assessors:
        yield file.problem(("assessors",), "names nobody", "Add an assessor with an id.")
    seen: set[str] = set()
    for position, assessor in enumerate(assessors):
        at = ("assessors", position)
        if assessor.id in seen:
            yield file.problem((*at, "id"), f'two assessors have the id "{assessor.id}"')
        seen.add(assessor.id)
        for key in _LISTS:
            for id in getattr(assessor, key):
                if id not in ventures:
                    yield file.problem((*at, key), f'no venture has the id "{id}"',
                                       did_you_mean(id, sorted(ventures)))
