"""Files that a command makes where there are none yet."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from hubflow.model.input_problems import BadInput, Problem


def refuse_to_overwrite(files: Mapping[Path, bytes]) -> None:
    """Raise :class:`BadInput` for every file that is there already and says something else."""
    problems = []
    for path, content in files.items():
        try:
            other = path.exists() and path.read_bytes() != content
        except OSError:
            other = True
        if other:
            problems.append(Problem(str(path), 0, "", "is there already, and says something else",
                                    "Choose another place with --out, or move it away."))
    if problems:
        raise BadInput(problems)
