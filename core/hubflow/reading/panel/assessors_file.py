"""Read the list of a jury's assessors: TOML, or a table (CSV, Excel) with a row for each."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

import attrs

from hubflow.model.assessors import Assessor, Assessors
from hubflow.model.files import ASSESSORS
from hubflow.model.input_problems import BadInput, Problem
from hubflow.model.judgements import Judgement
from hubflow.reading.panel.assessor_names import AssessorNames, declared
from hubflow.reading.records.nearest import did_you_mean
from hubflow.reading.records.structuring import attempt, problems_of
from hubflow.reading.toml.key_paths import KeyPath
from hubflow.reading.toml.placed_file import ValuePlace, make_placed_file
from hubflow.reading.toml.source import TomlFile, read_toml
from hubflow.reading.values.normal_text import folded, name_key
from hubflow.text.catalogue import languages, words
from hubflow.text.spoken import say

_TEXTS = ("name", "organisation", "group", "email")
_LISTS = ("ventures", "conflicts")
_WORDS = ("names", "languages", "expertise")
_ALL = ("all", "todas", "todos")


@attrs.frozen(eq=False, repr=False)
class FoundAssessors:
    """A list of assessors, its file, and the headings of a table that were not used."""

    assessors: tuple[Assessor, ...]
    file: TomlFile
    unused: tuple[str, ...] = ()

    @property
    def names(self) -> AssessorNames:
        """The assessors by their names."""
        return AssessorNames.of(self.assessors)

    def conflicts(self) -> Iterator[Judgement]:
        """Yield the conflicts of interest that it declares, as a row of a sheet would."""
        for position, assessor in enumerate(self.assessors):
            line = self.file.line(("assessors", position, "conflicts"))
            yield from declared(assessor, f"{self.file.name}:{line}")

    def unknown_ventures(
        self, ventures: Collection[str], *, conflicts: bool = True
    ) -> Iterator[Problem]:
        """Yield the ventures in it that there are not."""
        for position, assessor in enumerate(self.assessors):
            for key in _LISTS if conflicts else ("ventures",):
                for id in getattr(assessor, key):
                    if id not in ventures:
                        yield self.file.problem(("assessors", position, key),
                                                say("reading-problems.no_venture_has_the_id",
                                                    id=id),
                                                did_you_mean(id, sorted(ventures)))

    def unknown_groups(self, groups: Sequence[str]) -> Iterator[Problem]:
        """Yield the groups in it that a panel with ``groups`` has not."""
        for position, assessor in enumerate(self.assessors) if groups else ():
            if assessor.group and assessor.group not in groups:
                yield self.file.problem(("assessors", position, "group"),
                                        say("reading-problems.the_panel_has_no_group",
                                            group=assessor.group),
                                        did_you_mean(assessor.group, groups))


def assessors_beside(folders: Iterable[Path]) -> list[FoundAssessors]:
    """Return the lists of assessors in folders. Raise :class:`BadInput` with all problems."""
    found = []
    problems: list[Problem] = []
    for folder in dict.fromkeys(folders):
        path = next((folder / name for name in ASSESSORS if (folder / name).is_file()), None)
        if path is None:
            continue
        try:
            found.append(read_assessors(path))
        except BadInput as bad:
            problems += bad.problems
    if problems:
        raise BadInput(problems)
    return found


def read_assessors(path: Path, ventures: Collection[str] | None = None) -> FoundAssessors:
    """Return the list in a file; ``ventures`` are those that it may name, all without it.

    A table has the column ``id``, and if wanted ``name``, ``names``, ``organisation``, ``group``,
    ``email``, ``ventures``, ``conflicts``, ``languages``, ``expertise`` and ``most``, or words for
    them in any language. Ids are divided by blanks, commas or semicolons, names, languages and
    expertise by semicolons; ``all`` is as good as blank. Raises :class:`BadInput` with all
    problems.
    """
    file, unused = (read_toml(path), ()) if path.suffix.lower() == ".toml" else _table(path)
    made, flaws = attempt(file.data, Assessors)
    problems = problems_of(file, flaws)
    if made is None:
        raise BadInput(problems)
    found = FoundAssessors(made.assessors, file, tuple(unused))
    problems += _problems(file, made.assessors)
    problems += found.unknown_ventures(ventures) if ventures is not None else ()
    if problems:
        raise BadInput(problems)
    return found


def _table(path: Path) -> tuple[TomlFile, Sequence[str]]:
    """Return the rows as TOML data, each with its line, and the headings that are not used."""
    from hubflow.reading.values.cell_table import read_cell_table

    table = read_cell_table(path)
    keys = (*_TEXTS, *_WORDS, *_LISTS, "most")
    spoken = _heads()
    rows = table.records(("id",), keys, spoken)
    assessors = []
    spots: dict[KeyPath, ValuePlace] = {("assessors",): ValuePlace(0, "")}
    for position, row in enumerate(rows):
        told: dict[str, object] = {
            key: row.text(key) for key in ("id", *_TEXTS) if row.text(key)}
        for key in _WORDS:
            said = [word.strip() for word in row.text(key).split(";") if word.strip()]
            if said:
                told[key] = said
        if row.text("most"):
            told["most"] = _number(row.text("most"))
        for key in _LISTS:
            ids = [id for id in re.split(r"[\s,;]+", row.text(key)) if id]
            if ids and [id.casefold() for id in ids] not in [[word] for word in _ALL]:
                told[key] = ids
        assessors.append(told)
        spots["assessors", position] = ValuePlace(row.line, "")
    return make_placed_file({"assessors": assessors}, path, spots), table.unused(
        ("id", *keys), spoken)


def _heads() -> dict[str, str]:
    """Return the words for the columns in every language, each with its key."""
    return {folded(word): key for language in languages() for texts in [words(language, "jury")]
            for key in ("id", *_TEXTS, *_WORDS, *_LISTS, "most")
            for word in texts[f"assessor_{key}"].split(";")}


def _number(text: str) -> object:
    """Return a whole number as TOML has it; other texts as they are, for the record to refuse."""
    return int(float(text)) if re.fullmatch(r"\d+([.]0+)?", text) else text


def _problems(file: TomlFile, assessors: tuple[Assessor, ...]) -> Iterator[Problem]:
    if not assessors:
        yield file.problem(("assessors",), say("reading-problems.names_nobody"),
                           say("reading-problems.add_an_assessor_with_an_id"))
    seen: set[str] = set()
    owners: dict[str, str] = {}
    for position, assessor in enumerate(assessors):
        at = ("assessors", position)
        if assessor.id in seen:
            yield file.problem((*at, "id"),
                               say("reading-problems.two_assessors_have_the_id", id=assessor.id))
        seen.add(assessor.id)
        for name in assessor.all_names:
            owner = owners.setdefault(name_key(name), assessor.id)
            if owner != assessor.id:
                key = "names" if name in assessor.names else "name" if name != assessor.id else "id"
                yield file.problem((*at, key), say("reading-problems.is_also_what_is_called",
                                                   name=name, owner=owner),
                                   say("reading-problems.write_in_each_what_tells_the"))
