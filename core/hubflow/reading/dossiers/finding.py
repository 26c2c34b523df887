"""Find the dossier files that a list of paths asks for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import attrs

from hubflow.model.input_problems import BadInput, Problem
from hubflow.model.plain_record import PlainRecord
from hubflow.reading.dossiers.file_kind import FileKind, kind_of_file
from hubflow.reading.dossiers.file_store import FileStore
from hubflow.reading.records.legal import shown
from hubflow.reading.records.nearest import did_you_mean
from hubflow.reading.toml.source import TomlFile, is_folder
from hubflow.text.spoken import say

_RESULTS = frozenset({"result.json", "comparison.json", "comparison.md", "methods.md",
                      "scorecard.md", "proposal.md"})
"""The names of files that `--out` writes, which tell a folder of results."""


class RequestedFiles(PlainRecord):
    """The files to run, the challenge files among the paths, and problems with the paths."""

    files: tuple[TomlFile, ...]
    challenges: tuple[TomlFile, ...]
    problems: tuple[Problem, ...]


@attrs.define(eq=False, repr=False)
class _Gathering:
    store: FileStore
    files: dict[tuple[str, int], TomlFile] = attrs.field(factory=dict)
    challenges: dict[tuple[str, int], TomlFile] = attrs.field(factory=dict)
    problems: list[Problem] = attrs.field(factory=list)

    def add(
        self, path: Path, number: int, file: TomlFile, kind: FileKind, *, to_run: bool = True
    ) -> None:
        """Add what stands at a number in a file; a file that two paths name counts once."""
        key = self.store.resolved(path), number
        if kind == "challenge":
            self.challenges.setdefault(key, file)
        if to_run:
            self.files.setdefault(key, file)

    def add_file(self, path: Path) -> None:
        """Add a path that is not a folder."""
        before = len(self.problems)
        read = self._read(path)
        if read is None and path.name in _RESULTS:
            self.problems[before:] = [Problem(
                str(path), 0, "", say("reading-problems.these_are_results_that_hubflow_wrote"),
                say("reading-problems.name_the_dossiers"))]
        for number, file in enumerate(read or ()):
            kind = kind_of_file(file)
            if kind in ("venture", "challenge"):
                self.add(path, number, file, kind)
            else:
                wrong = _wrong_kind(file)
                self.problems.append(wrong or file.problem(
                    (), say(f"reading-problems.instead_{kind}"),
                    say(f"reading-problems.instead_{kind}_do")))

    def add_folder(self, folder: Path) -> None:
        """Add a folder's ventures, or its challenges where it has no ventures."""
        files: list[tuple[Path, int, TomlFile, FileKind]] = []
        found_problem = False
        for path in self.store.listed(folder):
            read = self._read(path)
            found_problem = found_problem or read is None
            for number, file in enumerate(read or ()):
                wrong = _wrong_kind(file)
                if wrong:
                    self.problems.append(wrong)
                    found_problem = True
                if (kind := kind_of_file(file)) in ("venture", "challenge"):
                    files.append((path, number, file, kind))
        has_ventures = any(kind == "venture" for *_, kind in files)
        for path, number, file, kind in files:
            self.add(path, number, file, kind, to_run=not has_ventures or kind == "venture")
        if not files and not found_problem:
            self.problems.append(_no_dossiers(folder))

    def _read(self, path: Path) -> Sequence[TomlFile] | None:
        try:
            return self.store.read(path)
        except BadInput as bad:
            self.problems.extend(bad.problems)
            return None


def _no_dossiers(folder: Path) -> Problem:
    """Return the problem of a folder without dossiers, by what it holds in their place."""
    names = sorted(path.name for path in folder.iterdir())
    packages = [name for name in names if name.endswith(".json")]
    what = say("reading-problems.holds_no_dossiers")
    to_do = say("reading-problems.dossiers_are_toml_or_xlsx")
    if _RESULTS.intersection(names):
        what = say("reading-problems.holds_results")
        to_do = say("reading-problems.name_the_dossiers")
    elif "methodology.toml" in names:
        what = say("reading-problems.holds_a_method")
        to_do = say("reading-problems.give_it_with_p", folder=folder)
    elif packages:
        what = say("reading-problems.holds_json")
        to_do = say("reading-problems.packages_where_named", path=folder / packages[0])
    return Problem(str(folder), 0, "", what, to_do)


def requested_files(paths: Sequence[Path], store: FileStore) -> RequestedFiles:
    """Return the dossiers and challenges that the paths name."""
    gathering = _Gathering(store)
    for path in paths:
        if is_folder(path):
            gathering.add_folder(path)
        else:
            gathering.add_file(path)
    return RequestedFiles(tuple(gathering.files.values()), tuple(gathering.challenges.values()),
                 tuple(gathering.problems))


def _wrong_kind(file: TomlFile) -> Problem | None:
    """Return the problem of a file whose ``kind`` is unknown."""
    kind = file.data.get("kind")
    if kind in (None, "venture", "challenge"):
        return None
    return file.problem(("kind",), say("reading-problems.is_no_kind_of_dossier", kind=shown(kind)),
                        did_you_mean(kind, ("venture", "challenge")))
