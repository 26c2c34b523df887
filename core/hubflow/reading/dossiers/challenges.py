"""Find the challenge that a dossier names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import attrs

from hubflow.model.dossier import Challenge
from hubflow.model.input_problems import Problem
from hubflow.model.plain_record import PlainRecord
from hubflow.reading.dossiers.checks.dossier_checks import dossier_flaws
from hubflow.reading.dossiers.checks.source_checks import source_flaws, source_ids
from hubflow.reading.dossiers.file_kind import without_kind
from hubflow.reading.dossiers.file_store import FileStore, challenges_by_id
from hubflow.reading.records.nearest import nearest
from hubflow.reading.records.structuring import attempt, copy_data, problems_of, salvage
from hubflow.reading.toml.source import TomlFile
from hubflow.text.spoken import say


class FoundChallenge(PlainRecord):
    """A challenge, its file, the ids of the sources it lists, and its problems.

    ``challenge`` is None where nothing in the file is sound.
    """

    challenge: Challenge | None
    file: TomlFile
    sources: frozenset[str]
    problems: tuple[Problem, ...]


@attrs.define(eq=False, repr=False)
class Challenges:
    """The challenges that dossiers may name: beside them, in ``challenges/``, or in the paths."""

    store: FileStore
    requested: list[TomlFile] = attrs.field(factory=list)
    _checked: dict[tuple[str, str], FoundChallenge] = attrs.field(factory=dict)
    _named: dict[tuple[str, str], FoundChallenge] = attrs.field(factory=dict)

    def find(self, id: str, dossier: TomlFile) -> FoundChallenge | Problem:
        """Return the challenge with this id, or the problem of the dossier that names it."""
        # Thousands of dossiers in one folder name the same few challenges.
        asked = (dossier.folder, id)
        if asked in self._named:
            return self._named[asked]
        found = self._find(id, dossier)
        if isinstance(found, FoundChallenge):
            self._named[asked] = found
        return found

    def _find(self, id: str, dossier: TomlFile) -> FoundChallenge | Problem:
        known: list[str] = []
        for by_id in self._within_reach(dossier):
            named = by_id.get(id, [])
            if len(named) > 1:
                return dossier.problem(("challenge",),
                                       say("reading-problems.the_challenge_stands_in", id=id,
                                           named=say("reading-problems.and_in").join(
                                               file.name for file in named)),
                                       say("reading-problems.give_each_challenge_an_id_of"))
            if named:
                return self.read(named[0])
            known += by_id
        near = nearest(id, known)
        folders = _folders(dossier)
        places = [str(folder) for folder in folders if folder.is_dir()]
        looked = say("reading-problems.looked_in", places=", ".join(places))
        offer = say("reading-problems.did_you_mean", near=near) + " " if near else ""
        return dossier.problem(("challenge",), say("reading-problems.there_is_no_challenge", id=id),
                               f"{offer}{looked}{self._unread(dossier)}")

    def read(self, file: TomlFile) -> FoundChallenge:
        """Return the challenge in a file; a file is checked and structured once."""
        key = (self.store.resolved(file.path), file.digest)  # a file may hold several records
        if key not in self._checked:
            self._checked[key] = _found(file)
        return self._checked[key]

    def _within_reach(self, dossier: TomlFile) -> Iterator[dict[str, list[TomlFile]]]:
        """Yield the challenges of each place by their ids, the nearest place first."""
        yield challenges_by_id(self.requested)
        for folder in _folders(dossier):
            yield self.store.challenges(folder)

    def _unread(self, dossier: TomlFile) -> str:
        """Return a sentence that names unreadable files, which may hold the challenge."""
        broken = [
            problem.file
            for folder in _folders(dossier)
            for bad in self.store.unreadable(folder)
            for problem in bad.problems
        ]
        return say("reading-problems.not_readable",
                   files=", ".join(dict.fromkeys(broken))) if broken else ""


def _found(file: TomlFile) -> FoundChallenge:
    data = without_kind(file)
    flaws = [*dossier_flaws(file.data), *source_flaws(file.data, ())]
    challenge, found = attempt(data, Challenge)
    if challenge is None:
        challenge = salvage(copy_data(data), Challenge, found)
    problems = tuple(problems_of(file, [*flaws, *found]))
    return FoundChallenge(challenge, file, source_ids(file.data), problems)


def _folders(dossier: TomlFile) -> list[Path]:
    here = dossier.path.parent
    above = here / ".." if here.name in ("", "..") else here.parent
    return [here / "challenges", above / "challenges", here]
