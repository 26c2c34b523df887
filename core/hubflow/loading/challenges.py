"""Finding the challenge that a dossier names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs

from hubflow.loading.nearest import nearest
from hubflow.loading.shelf import Shelf, kind_of_file
from hubflow.loading.structuring import attempt, copied, mended, problems_of
from hubflow.loading.toml_file import TomlFile, true_path
from hubflow.model.dossier import Challenge
from hubflow.model.problems import Problem


@attrs.frozen(eq=False, repr=False)
class FoundChallenge:
    """A challenge, its file, and what is wrong in it; None where nothing in it is sound."""

    challenge: Challenge | None
    file: TomlFile
    problems: tuple[Problem, ...]


@attrs.define(eq=False)
class Challenges:
    """The challenges within reach: beside a dossier, in ``challenges/``, or given."""

    shelf: Shelf
    given: list[TomlFile] = attrs.field(factory=list)
    _found: dict[tuple[Path, str], FoundChallenge] = attrs.field(factory=dict)

    def find(self, id: str, dossier: TomlFile) -> FoundChallenge | Problem:
        """The challenge with this id, or the problem of the dossier that names it."""
        known: list[str] = []
        for files in (self.given, *(self.shelf.sound(folder) for folder in _folders(dossier))):
            by_id: dict[str, list[TomlFile]] = {}
            for file in files:
                by_id.setdefault(_challenge_id(file), []).append(file)
            named = by_id.get(id, [])
            if len(named) > 1:
                return dossier.problem(("challenge",), f'the challenge "{id}" stands in '
                                       f"{' and in '.join(file.name for file in named)}",
                                       "Give each challenge an id of its own.")
            if named:
                return self.read(named[0])
            known += by_id
        near = nearest(id, known)
        places = [str(folder) for folder in _folders(dossier) if folder.is_dir()]
        looked = f"Looked in {', '.join(places)} and among the files given."
        offer = f'Did you mean "{near}"? ' if near else ""
        return dossier.problem(("challenge",), f'there is no challenge "{id}"',
                               f"{offer}{looked}{self._unread(dossier)}")

    def read(self, file: TomlFile) -> FoundChallenge:
        """The challenge in a file, structured once."""
        true = (true_path(file.path), file.digest)  # one file may hold several records
        if true not in self._found:
            data = without_kind(file)
            challenge, flaws = attempt(data, Challenge)
            if challenge is None:
                challenge = mended(data, Challenge, flaws)
            self._found[true] = FoundChallenge(challenge, file, tuple(problems_of(file, flaws)))
        return self._found[true]

    def _unread(self, dossier: TomlFile) -> str:
        """That files which might hold the challenge cannot be read."""
        broken = [
            problem.file
            for folder in _folders(dossier)
            for bad in self.shelf.unreadable(folder)
            for problem in bad.problems
        ]
        return f" Not readable: {', '.join(dict.fromkeys(broken))}." if broken else ""


def _challenge_id(file: TomlFile) -> str:
    """The id of a challenge; empty for other files."""
    id = file.data.get("id")
    return id if kind_of_file(file) == "challenge" and isinstance(id, str) else ""


def without_kind(file: TomlFile) -> dict[str, Any]:
    """A copy of a file's data as the model has them: ``kind`` only tells files apart."""
    data: dict[str, Any] = copied(file.data)
    data.pop("kind", None)
    return data


def _folders(dossier: TomlFile) -> list[Path]:
    here = dossier.path.parent
    above = here / ".." if here.name in ("", "..") else here.parent
    return [here / "challenges", above / "challenges", here]
