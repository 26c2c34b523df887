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

_INSTEAD = {
    "methodology": ("this is a methodology, not a dossier", "Give its folder with -p."),
    "call": ("this is a call, not a dossier", "Give the folder that it stands in."),
    "unknown": ("this is not a dossier", "A dossier has an `id` and a `name`."),
}

_RESULTS = frozenset({"result.json", "comparison.json", "comparison.md", "methods.md",
                      "scorecard.md", "proposal.md"})
"""The names of files that `--out` writes, which tell a folder of results."""
_RESULTS_INSTEAD = "Name the dossiers that they were made from."


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
                _RESULTS_INSTEAD)]
        for number, file in enumerate(read or ()):
            kind = kind_of_file(file)
            if kind in ("venture", "challenge"):
                self.add(path, number, file, kind)
            else:
                wrong = _wrong_kind(file)
                self.problems.append(wrong or file.problem((), *_INSTEAD[kind]))

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
    what, to_do = "no dossiers", "Dossiers and challenges are .toml or .xlsx files in it."
    if _RESULTS.intersection(names):
        what, to_do = "results that hubflow wrote, not dossiers", _RESULTS_INSTEAD
    elif "methodology.toml" in names:
        what, to_do = "a hub's method, not dossiers", f"Give it with -p {folder}."
    elif packages:
        what = "no dossiers, but JSON"
        to_do = f"Packages of awards are read where they are named: {folder / packages[0]}."
    return Problem(str(folder), 0, "", f"this folder holds {what}", to_do)


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
    return file.problem(("kind",), f"{shown(kind)} is not a kind of dossier",
                        did_you_mean(kind, ("venture", "challenge")))
