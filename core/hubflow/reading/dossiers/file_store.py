"""Reading dossier files: each once, told apart by what they say, and found again by id."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from importlib import import_module
from pathlib import Path

import attrs

from hubflow.model.input_problems import BadInput
from hubflow.reading.dossiers.calls import CALL_FILE, JURY_SHEETS
from hubflow.reading.dossiers.file_kind import kind_of_file
from hubflow.reading.toml.source import TomlFile, read_toml, true_path
from hubflow.reading.values.workbook_file import is_workbook, refuse_other_spreadsheets


@attrs.define(eq=False)
class FileStore:
    """The files read so far, by their resolved paths."""

    _read: dict[str, TomlFile | BadInput] = attrs.field(factory=dict)
    _true: dict[str, str] = attrs.field(factory=dict)
    _listed: dict[Path, tuple[Path, ...]] = attrs.field(factory=dict)
    _challenges: dict[Path, dict[str, list[TomlFile]]] = attrs.field(factory=dict)

    def read(self, path: Path) -> TomlFile:
        """The file, read once; raises :class:`BadInput`, every time."""
        true = self.true(path)
        if true not in self._read:
            try:
                self._read[true] = read_dossier_file(path)
            except BadInput as bad:
                self._read[true] = bad
        found = self._read[true]
        if isinstance(found, BadInput):
            raise found
        return found

    def true(self, path: Path) -> str:
        """The path by which one file is always the same, however it was named."""
        name = str(path)
        if name not in self._true:
            self._true[name] = str(true_path(path))
        return self._true[name]

    def listed(self, folder: Path) -> tuple[Path, ...]:
        """The TOML files and workbooks of a folder that may be dossiers or challenges, by name."""
        if folder not in self._listed:
            entries = sorted(_dossiers(folder), key=lambda entry: entry.name)
            paths = tuple(folder / entry.name for entry in entries)
            within = str(true_path(folder)).rstrip(os.sep) + os.sep
            # To resolve each of many files by itself takes long.
            self._true.update((str(path), within + entry.name)
                              for path, entry in zip(paths, entries, strict=True)
                              if not entry.is_symlink())
            self._listed[folder] = paths
        return self._listed[folder]

    def sound(self, folder: Path) -> Iterator[TomlFile]:
        """The files of a folder that can be read; the others are passed over."""
        for path in self.listed(folder):
            try:
                yield self.read(path)
            except BadInput:
                continue

    def challenges(self, folder: Path) -> dict[str, list[TomlFile]]:
        """The challenges of a folder that can be read, by their ids."""
        if folder not in self._challenges:
            self._challenges[folder] = challenges_by_id(self.sound(folder))
        return self._challenges[folder]

    def unreadable(self, folder: Path) -> Iterator[BadInput]:
        """Why files of a folder cannot be read."""
        for path in self.listed(folder):
            try:
                self.read(path)
            except BadInput as bad:
                yield bad


def read_dossier_file(path: Path) -> TomlFile:
    """Return a dossier's file: TOML, or what one of hubflow's own plugins reads.

    The plugins stand above this layer; so they are named as text, and asked for what is no TOML.
    """
    if path.suffix != ".toml":
        found: TomlFile | None = import_module("hubflow.plugins.own_importers").imported_file(path)
        if found is not None:
            return found
        refuse_other_spreadsheets(path)
    return read_toml(path)


def challenges_by_id(files: Iterable[TomlFile]) -> dict[str, list[TomlFile]]:
    """The challenges among the files that have an id, by it."""
    found: dict[str, list[TomlFile]] = {}
    for file in files:
        id = file.data.get("id")
        if kind_of_file(file) == "challenge" and isinstance(id, str):
            found.setdefault(id, []).append(file)
    return found


def _dossiers(folder: Path) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if _may_be_dossier(entry.name) and entry.is_file():
                    yield entry
    except (OSError, ValueError):
        return


def _may_be_dossier(name: str) -> bool:
    """Whether a file of this name is looked into: a TOML file or workbook, unless it is the call's
    own or a jury's sheet; ``~$`` is what Excel lays beside a workbook that is open.
    """
    if name.startswith(("_", ".", "~$")) or name == CALL_FILE:
        return False
    return name.endswith(".toml") or (
        is_workbook(Path(name)) and not any(fnmatch(name, sheets) for sheets in JURY_SHEETS))
