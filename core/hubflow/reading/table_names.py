"""Recognise tables by name: files by their suffix, and folders that hold a table in parts."""

from __future__ import annotations

import re
from pathlib import Path

FORMATS = {".csv": "csv", ".parquet": "parquet", ".pq": "parquet", ".ndjson": "ndjson",
           ".jsonl": "ndjson"}
"""The format of a table, by the ending of its name."""

_NUMBER = re.compile("([0-9]+)")


def is_table(path: Path) -> bool:
    """Return whether a path has a table's name."""
    return path.suffix.lower() in FORMATS


def part_files(folder: Path) -> list[Path]:
    """Return the files of a folder that holds a table in parts, by the numbers in their names.

    The folder is named as a table, or holds files named ``part…`` and no dossiers. Files whose
    names begin with ``_`` or ``.`` are no parts: Spark writes some beside them. Empty for any other
    path.
    """
    from hubflow.reading.dossiers.file_store import may_be_dossier

    try:
        names = [path.name for path in folder.iterdir()]
    except (OSError, ValueError):
        return []
    if not is_table(folder) and any(may_be_dossier(name) for name in names):
        return []
    begin = "" if is_table(folder) else "part"
    return [folder / name for name in sorted(names, key=_by_number)
            if name.startswith(begin) and not name.startswith(("_", ".")) and is_table(Path(name))]


def _by_number(name: str) -> list[str | int]:
    """Put ``part.10`` after ``part.9``."""
    return [int(each) if at % 2 else each for at, each in enumerate(_NUMBER.split(name))]
