"""Keep files that were sent and are still being worked on, for a day, for the people of a hub."""

from __future__ import annotations

import contextlib
import json
import re
import secrets
import shutil
import tempfile
import time
import weakref
from collections.abc import Iterator
from pathlib import Path

import attrs

from hubflow.model.input_problems import one_problem
from hubflow.reading.json_file import plain_json
from hubflow.serve.entrance.seals import DAY
from hubflow.text.spoken import say

_MOST = 20
"""Files of one hub that are kept at most."""

_ABOUT = "about.json"


@attrs.frozen(kw_only=True)
class KeptFile:
    """A file that is kept: its number, the folder in which it lies alone, its name, who sent it."""

    number: str
    folder: Path
    name: str
    by: str
    since: float

    @property
    def path(self) -> Path:
        """Where its content lies."""
        return self.folder / "sent" / self.name

    def note(self, name: str) -> str:
        """Return a text that was noted beside the file; empty if there is none."""
        with contextlib.suppress(FileNotFoundError):
            return (self.folder / name).read_text("utf-8")
        return ""

    def set_note(self, name: str, text: str) -> None:
        """Note a text beside the file: whole, or not at all."""
        draft = self.folder / f"{name}-{secrets.token_hex(4)}"
        draft.write_text(text, "utf-8")
        draft.replace(self.folder / name)

    def forget(self) -> None:
        """Delete the file with all that was noted beside it."""
        shutil.rmtree(self.folder, ignore_errors=True)


class KeptFiles:
    """The files that are kept; in ``folder`` several processes share them and a restart loses none.

    Without it they last as long as the process. Whoever can read the folder can read the files: it
    is its owner's alone.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._parent = folder

    def begin(self, hub: str, by: str, name: str, content: bytes) -> KeptFile:
        """Keep a file. Raise :class:`BadInput` if the hub has too many already."""
        if len(self.of(hub)) >= _MOST:
            raise one_problem(name, say("serve.files_many", most=_MOST),
                              say("serve.files_many_do"))
        number = secrets.token_hex(8)
        folder = self._home(hub) / number
        (folder / "sent").mkdir(mode=0o700, parents=True)
        found = KeptFile(number=number, folder=folder, name=safe_name(name), by=by,
                         since=time.time())
        found.path.write_bytes(content)
        found.set_note(_ABOUT, json.dumps({"name": found.name, "by": by, "since": found.since}))
        return found

    def find(self, hub: str, number: str) -> KeptFile | None:
        """Return a hub's file by its number; None if it is not kept, or no longer."""
        return next((one for one in self.of(hub) if one.number == number), None)

    def of(self, hub: str) -> list[KeptFile]:
        """Return the files of a hub, the newest first; those older than a day are deleted."""
        found: list[KeptFile] = []
        for one in self._all(hub):
            if one.since < time.time() - DAY:
                one.forget()
            else:
                found.append(one)
        return sorted(found, key=lambda one: -one.since)

    def _all(self, hub: str) -> Iterator[KeptFile]:
        home = self._home(hub)
        for folder in home.iterdir() if home.is_dir() else ():
            try:
                about = plain_json((folder / _ABOUT).read_text("utf-8"))
            except OSError:  # another process is writing it, or deletes it
                continue
            yield KeptFile(number=folder.name, folder=folder, name=about["name"],
                           by=about["by"], since=about["since"])

    def _home(self, hub: str) -> Path:
        if self._parent is None:
            self._parent = Path(tempfile.mkdtemp(prefix="hubflow-"))
            weakref.finalize(self, shutil.rmtree, self._parent, ignore_errors=True)
        home = self._parent / "files" / safe_name(hub)
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        return home


def safe_name(name: str) -> str:
    """Return a file's name without what may lead to another folder or make it a hidden file.

    >>> safe_name("..\\\\x/../Answers (1).XLSX"), safe_name("...")
    ('Answers-1-.XLSX', 'file')
    """
    last = re.split(r"[/\\\\]", name)[-1]
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", last).strip(".-")[-80:].lstrip(".-") or "file"
