"""Reading dossier files: each once, told apart by what they say, and found again by id."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import attrs

from hubflow.loading.calls import CALL_FILE, JURY_SHEETS
from hubflow.loading.converter import toml_key
from hubflow.loading.toml_file import TomlFile, read_toml, true_path
from hubflow.loading.workbook_file import is_workbook, refuse_other_spreadsheets
from hubflow.model.dossier import Dossier
from hubflow.model.problems import BadInput

FileKind = Literal["venture", "challenge", "methodology", "call", "unknown"]

_DOSSIER_KEYS = frozenset(toml_key(field) for field in attrs.fields(Dossier))


def kind_of_file(file: TomlFile) -> FileKind:
    """What a file is: it says so in ``kind``, or shows it by its keys."""
    kind = file.data.get("kind")
    if kind in ("venture", "challenge"):
        return "challenge" if kind == "challenge" else "venture"
    if kind is not None:
        return "unknown"
    if file.path.name == CALL_FILE:
        return "call"
    if "api" in file.data or "stages" in file.data:
        return "methodology"
    return "venture" if _DOSSIER_KEYS & file.data.keys() else "unknown"


@attrs.define(eq=False)
class Shelf:
    """The files read so far, by their true paths."""

    _read: dict[Path, TomlFile | BadInput] = attrs.field(factory=dict)

    def read(self, path: Path) -> TomlFile:
        """The file, read once; raises :class:`BadInput`, every time."""
        true = true_path(path)
        if true not in self._read:
            try:
                self._read[true] = read_dossier_file(path)
            except BadInput as bad:
                self._read[true] = bad
        found = self._read[true]
        if isinstance(found, BadInput):
            raise found
        return found

    def sound(self, folder: Path) -> Iterator[TomlFile]:
        """The files of a folder that can be read; the others are passed over."""
        for path in dossier_paths(folder):
            try:
                yield self.read(path)
            except BadInput:
                continue

    def unreadable(self, folder: Path) -> Iterator[BadInput]:
        """Why files of a folder cannot be read."""
        for path in dossier_paths(folder):
            try:
                self.read(path)
            except BadInput as bad:
                yield bad


def read_dossier_file(path: Path) -> TomlFile:
    """A file of a kind that is told by its name; what it does not tell is TOML."""
    if is_workbook(path):
        # Most dossiers are no workbooks, and reading those takes much more code.
        from hubflow.loading.dossier_workbook import read_dossier_workbook

        return read_dossier_workbook(path)
    refuse_other_spreadsheets(path)
    return read_toml(path)


def dossier_paths(folder: Path) -> list[Path]:
    """The TOML files and workbooks of a folder that may be dossiers or challenges, by name."""
    if not folder.is_dir():
        return []
    sheets = {path for pattern in JURY_SHEETS for path in folder.glob(pattern)}
    return sorted(
        path for path in folder.iterdir()
        if (path.suffix == ".toml" or is_workbook(path)) and path not in sheets
        and path.name != CALL_FILE and not path.name.startswith(("_", ".", "~$"))
        and path.is_file()
    )
