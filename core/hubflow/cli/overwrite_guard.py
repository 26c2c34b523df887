"""Protect files from being overwritten: those that a run reads, and those that exist."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from hubflow.model.input_problems import BadInput, Problem
from hubflow.reading.dossiers.file_patterns import matching
from hubflow.reading.table_names import is_table
from hubflow.text.spoken import say


def refuse_to_lose(read: Sequence[Path], written: Mapping[str, Path | None]) -> None:
    """Raise :class:`BadInput` for each option that names one of the files being read.

    ``read`` are files, folders and patterns such as ``calls/*.csv``; ``written`` are files by the
    option that names them, of which no two may be the same either. A folder of part files that
    holds a file which is read is not written either.
    """
    taken = {_known(path): say("commands.would_be_lost")
             for each in read for path in matching(each)}
    problems = []
    for option, path in written.items():
        if path is None or (path.is_dir() and not is_table(path)):
            continue
        known = _known(path)
        within = known + os.sep
        if why := next((why for each, why in taken.items()
                        if each == known or each.startswith(within)), ""):
            problems.append(Problem(str(path), 0, "", why,
                                    say("office.choose_another_file_with", option=option)))
        taken[known] = say("commands.written_already", option=option)
    if problems:
        raise BadInput(problems)


def refuse_to_overwrite(
    files: Mapping[Path, bytes],
    instead: str = "",
) -> None:
    """Raise :class:`BadInput` for every file that exists with another content.

    ``instead`` says what to do then.
    """
    problems = []
    for path, content in files.items():
        try:
            other = path.read_bytes() != content
        except (FileNotFoundError, NotADirectoryError):
            other = False
        except OSError:
            other = True
        if other:
            problems.append(Problem(
                str(path), 0, "", say("office.is_there_already_and_says_something"),
                instead or say("office.choose_another_place")))
    if problems:
        raise BadInput(problems)


def _known(path: Path) -> str:
    """Return a file's identity, which is the same under all its names and links."""
    return os.path.realpath(path)
