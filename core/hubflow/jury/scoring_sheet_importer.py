"""Filled scoring sheets of a jury's pack, as a plugin that reads files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hubflow.plugins.markers import hookimpl
from hubflow.reading.values.workbook_names import is_workbook

if TYPE_CHECKING:
    from hubflow.jury.sheets.scoring_sheet_reading import FilledScoringSheet


@hookimpl(trylast=True)
def hubflow_import_judgements(path: Path) -> FilledScoringSheet | None:
    """Read the scoring sheet in a workbook; other files are not ours."""
    if not is_workbook(path):
        return None
    from hubflow.jury.sheets.scoring_sheet_reading import filled_scoring_sheet

    return filled_scoring_sheet(path)
