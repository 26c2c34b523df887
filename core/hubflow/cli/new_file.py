"""Protect files that exist from a command that makes new ones."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from hubflow.model.input_problems import BadInput, Problem


def refuse_to_overwrite(
    files: Mapping[Path, bytes],
    instead: str = "Choose another place with --out, or move it away.",
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
                str(path), 0, "", "is there already, and says something else", instead))
    if problems:
        raise BadInput(problems)
