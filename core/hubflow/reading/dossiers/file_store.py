"""Read each dossier file once, and find challenges by their ids."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path

import attrs

from hubflow.model.files import ASSESSORS, CALL_FILE, JURY_SHEETS
from hubflow.model.input_problems import BadInput
from hubflow.reading.dossiers.file_kind import kind_of_file
from hubflow.reading.toml.source import TomlFile, read_toml, resolved_path
from hubflow.reading.values.workbook_names import is_workbook

ReadFile = Callable[[Path], Sequence[TomlFile]]
"""Reads a file: its one dossier, or all that stand in it. Raises :class:`BadInput`."""


def read_toml_alone(path: Path) -> Sequence[TomlFile]:
    """Return a TOML file; the plugins, which read other kinds, stand above this layer."""
    return (read_toml(path),)


@attrs.define(eq=False, repr=False)
class FileStore:
    """The files read so far, by their resolved paths; ``read_file`` reads one."""

    read_file: ReadFile = read_toml_alone
    _read: dict[str, Sequence[TomlFile] | BadInput] = attrs.field(factory=dict)
    _resolved: dict[str, str] = attrs.field(factory=dict)
    _listed: dict[Path, tuple[Path, ...]] = attrs.field(factory=dict)
    _challenges: dict[Path, dict[str, list[TomlFile]]] = attrs.field(factory=dict)

    def read(self, path: Path) -> Sequence[TomlFile]:
        """Return what stands in a file, which is read once; else raise :class:`BadInput`."""
        resolved = self.resolved(path)
        if resolved not in self._read:
            try:
                self._read[resolved] = self.read_file(path)
            except BadInput as bad:
                self._read[resolved] = bad
        found = self._read[resolved]
        if isinstance(found, BadInput):
            raise found
        return found

    def resolved(self, path: Path) -> str:
        """Return the resolved path: the key under which a file is stored."""
        name = str(path)
        if name not in self._resolved:
            self._resolved[name] = str(resolved_path(path))
        return self._resolved[name]

    def listed(self, folder: Path) -> tuple[Path, ...]:
        """Return the TOML files and workbooks of a folder that may be dossiers, sorted by name."""
        if folder not in self._listed:
            entries = sorted(_dossiers(folder), key=lambda entry: entry.name)
            paths = tuple(folder / entry.name for entry in entries)
            within = str(resolved_path(folder)).rstrip(os.sep) + os.sep
            # To resolve each of many files by itself takes long.
            self._resolved.update((str(path), within + entry.name)
                              for path, entry in zip(paths, entries, strict=True)
                              if not entry.is_symlink())
            self._listed[folder] = paths
        return self._listed[folder]

    def sound(self, folder: Path) -> Iterator[TomlFile]:
        """Yield the files of a folder that can be read."""
        for path in self.listed(folder):
            with contextlib.suppress(BadInput):
                yield from self.read(path)

    def challenges(self, folder: Path) -> dict[str, list[TomlFile]]:
        """Return the challenges of a folder that can be read, by their ids."""
        if folder not in self._challenges:
            self._challenges[folder] = challenges_by_id(self.sound(folder))
        return self._challenges[folder]

    def unreadable(self, folder: Path) -> Iterator[BadInput]:
        """Yield an error for each file of a folder that cannot be read."""
        for path in self.listed(folder):
            try:
                self.read(path)
            except BadInput as bad:
                yield bad


def challenges_by_id(files: Iterable[TomlFile]) -> dict[str, list[TomlFile]]:
    """Return the challenges among the files by their ids."""
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
                if may_be_dossier(entry.name) and entry.is_file():
                    yield entry
    except (OSError, ValueError):
        return


def may_be_dossier(name: str) -> bool:
    """Return whether a file's name may be that of a dossier: TOML or a workbook.

    A call's own files and the jury's sheets are none, nor is ``~$…``, which Excel writes beside
    an open workbook.
    """
    if name.startswith(("_", ".", "~$")) or name == CALL_FILE or name in ASSESSORS:
        return False
    return name.endswith(".toml") or (
        is_workbook(Path(name)) and not any(fnmatch(name, sheets) for sheets in JURY_SHEETS))
