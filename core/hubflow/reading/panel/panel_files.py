"""Find a jury's sheets in folders and by patterns of names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hubflow.model.files import ASSESSORS
from hubflow.model.input_problems import BadInput, Problem
from hubflow.reading.dossiers.file_patterns import matching
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.reading.panel.assessors_file import FoundAssessors

SUFFIXES = (".csv", ".xlsx")


def panel_files(paths: Sequence[Path]) -> list[Path]:
    """Return the sheets that paths name, sorted within each path.

    A file is itself. A folder stands for the CSV files and workbooks in it and below it. A
    pattern such as ``returned/*.xlsx`` stands for what it matches.

    Names that begin with ``_``, ``.`` or ``~`` are passed over in folders. Raises
    :class:`BadInput` where a folder holds no sheet or nothing fits a pattern.
    """
    found: list[Path] = []
    problems = []
    for path in paths:
        if path.is_dir():
            sheets = sheets_in(path)
            if not sheets:
                problems.append(Problem(str(path), 0, "",
                                        say("reading-problems.there_is_no_jury_sheet_in"),
                                        say("reading-problems.sheets_end_in_csv_or_xlsx")))
        else:
            sheets = matching(path)
            if not sheets:
                problems.append(Problem(str(path), 0, "",
                                        say("reading-problems.no_file_fits_this_pattern")))
        found += sheets
    if problems:
        raise BadInput(problems)
    return found


def assessors_of(paths: Sequence[Path]) -> list[FoundAssessors]:
    """Return the lists of assessors that lie in the folders of jury sheets."""
    from hubflow.reading.panel.assessors_file import assessors_beside

    return assessors_beside([*(path for path in paths if path.is_dir()),
                             *(sheet.parent for sheet in panel_files(paths))])


def sheets_in(folder: Path) -> list[Path]:
    """Return the sheets in a folder and below it, sorted."""
    return sorted(path for path in folder.rglob("*") if _is_sheet(path, folder))


def _is_sheet(path: Path, folder: Path) -> bool:
    inside = path.relative_to(folder).parts
    return (path.suffix.lower() in SUFFIXES and path.name not in ASSESSORS and path.is_file()
            and not any(part.startswith(("_", ".", "~")) for part in inside))
