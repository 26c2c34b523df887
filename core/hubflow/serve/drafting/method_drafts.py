"""Keep drafts of methods in a folder: each version for good, the newest as a hub's folder.

A draft is ``HUB/NAME`` in the folder that the workbench was given: its ``versions``, one file each,
and its ``folder``, which every command takes as a hub. The register keeps what happened; a draft
has not happened yet.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from hubflow.cli.atomic_file import PathOccupied, draft_folder, put_new
from hubflow.cli.file_writing import write_file
from hubflow.model.files import METHODOLOGY
from hubflow.model.input_problems import BadInput, one_problem
from hubflow.reading.json_file import plain_json
from hubflow.text.spoken import say

NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
"""What a draft may be called: it is the name of a folder, and a part of an address."""

_ABOUT, _VERSIONS, _FOLDER = "draft.json", "versions", "folder"
_NO_PART = shutil.ignore_patterns("__pycache__", ".*", "*.pyc")


@attrs.frozen
class DraftVersion:
    """One text of a draft: its number, who saved it, and when, by the server's clock."""

    number: int
    by: str
    at: dt.datetime
    text: str


class DraftMoved(Exception):
    """Raised where somebody saved another version since; nothing was saved."""


@attrs.frozen
class MethodDraft:
    """A draft of a hub's method; ``edition`` is the one that it was begun from."""

    path: Path
    hub: str
    name: str
    edition: str

    @property
    def folder(self) -> Path:
        """The hub's folder, which `hubflow check` takes."""
        return self.path / _FOLDER

    def versions(self) -> list[DraftVersion]:
        """Return every version that was saved, the newest last."""
        return [self._version(path) for path in sorted((self.path / _VERSIONS).glob("*.json"))]

    def latest(self) -> DraftVersion:
        """Return the newest version."""
        return self._version(max((self.path / _VERSIONS).glob("*.json")))

    def version(self, number: str) -> DraftVersion | None:
        """Return a version by its number as it stands in a form; None if there is none."""
        path = self._place(int(number)) if re.fullmatch("[0-9]{1,6}", number) else None
        return self._version(path) if path is not None and path.is_file() else None

    def save(self, text: str, seen: int, by: str) -> DraftVersion:
        """Save a version after the one with the number ``seen``, whole or not at all.

        The folder gets it, too, unless somebody edited its file by hand. The same text again is no
        new version. Raises :class:`DraftMoved` if another version was saved since, and
        :class:`BadInput` where the disk takes nothing.
        """
        before = self.latest()
        if before.text == text:
            return before
        if before.number != seen:
            raise DraftMoved
        in_step = self.folder_text() == before.text
        made = DraftVersion(seen + 1, by, dt.datetime.now(dt.UTC), text)
        with _told(self.path), draft_folder(self.path / _VERSIONS) as draft:
            path = draft / "version"
            path.write_text(_version_text(made), "utf-8")
            try:
                put_new(path, self._place(made.number))
            except PathOccupied:
                raise DraftMoved from None
        if in_step:
            self.write_folder(made)
        return made

    def folder_text(self) -> str:
        """Return the methodology's text in the folder; empty where there is none."""
        try:
            return (self.folder / METHODOLOGY).read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            return ""

    def write_folder(self, version: DraftVersion) -> None:
        """Write a version into the folder, whole or not at all."""
        write_file(self.folder / METHODOLOGY, version.text.encode())

    def files(self, text: str) -> Mapping[str, bytes]:
        """Return the folder's files by their paths in it, the methodology with ``text``."""
        found = {path.relative_to(self.folder).as_posix(): path.read_bytes()
                 for path in sorted(self.folder.rglob("*"))
                 if path.is_file() and not path.is_symlink() and "__pycache__" not in path.parts}
        return {**found, METHODOLOGY: text.encode()}

    @contextlib.contextmanager
    def laid_out(self, text: str) -> Iterator[Path]:
        """Yield a copy of the folder in which the methodology has ``text``, to be tried out."""
        import tempfile

        with tempfile.TemporaryDirectory() as made:
            # checks name the folder by its name
            folder = Path(made) / self.name
            shutil.copytree(self.folder, folder, ignore=_NO_PART)
            (folder / METHODOLOGY).write_text(text, "utf-8")
            yield folder

    def _place(self, number: int) -> Path:
        return self.path / _VERSIONS / f"{number:06}.json"

    def _version(self, path: Path) -> DraftVersion:
        data = plain_json(path.read_text("utf-8"))
        return DraftVersion(int(path.stem), str(data["by"]),
                            dt.datetime.fromisoformat(data["at"]), str(data["text"]))


@attrs.frozen
class MethodDrafts:
    """The drafts in a folder, by hub."""

    root: Path

    def of_hub(self, hub: str) -> list[MethodDraft]:
        """Return a hub's drafts by name."""
        found = (self.find(hub, path.parent.name)
                 for path in sorted((self.root / hub).glob(f"*/{_ABOUT}")))
        return [draft for draft in found if draft is not None]

    def find(self, hub: str, name: str) -> MethodDraft | None:
        """Return a draft; None if there is none of this name."""
        if not NAME.fullmatch(name) or not NAME.fullmatch(hub):
            return None
        path = self.root / hub / name
        try:
            about: Mapping[str, Any] = plain_json((path / _ABOUT).read_text("utf-8"))
        except (OSError, ValueError):
            return None
        return MethodDraft(path, hub, name, str(about["edition"]))

    def begin(
        self, hub: str, name: str, edition: str, text: str, beside: Path | None, by: str
    ) -> MethodDraft:
        """Make a draft of an edition's text; ``beside`` is the folder with the hub's other files.

        Raises :class:`BadInput` where the name is none, or is in use.
        """
        if not NAME.fullmatch(name):
            raise one_problem("name", say("serve.draft_name_wrong", name=name),
                              say("serve.draft_name_do"))
        version = DraftVersion(1, by, dt.datetime.now(dt.UTC), text)
        target = self.root / hub / name
        with _told(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            with draft_folder(target.parent) as made:
                whole = made / name
                (whole / _VERSIONS).mkdir(parents=True)
                (whole / _VERSIONS / "000001.json").write_text(_version_text(version), "utf-8")
                if beside is None:
                    (whole / _FOLDER).mkdir()
                else:
                    shutil.copytree(beside, whole / _FOLDER, ignore=_NO_PART)
                (whole / _FOLDER / METHODOLOGY).write_text(text, "utf-8")
                (whole / _ABOUT).write_text(json.dumps({"edition": edition}), "utf-8")
                if target.exists():
                    raise one_problem("name", say("serve.draft_name_used", name=name),
                                      say("serve.draft_name_used_do"))
                whole.rename(target)
        return MethodDraft(target, hub, name, edition)


def _version_text(version: DraftVersion) -> str:
    return json.dumps({"by": version.by, "at": version.at.isoformat(timespec="seconds"),
                       "text": version.text}, ensure_ascii=False)


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    """Raise :class:`BadInput` where the disk does not take what is written."""
    try:
        yield
    except BadInput:
        raise
    except OSError as error:
        raise one_problem(str(path.name), say(
            "serve.draft_unwritten", why=error.strerror or error),
            say("serve.draft_unwritten_do")) from None
