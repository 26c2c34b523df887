"""The built-in plugin that reads dossiers from workbooks."""

from __future__ import annotations

from pathlib import Path

from hubflow.plugins.markers import hookimpl
from hubflow.reading.toml.source import TomlFile
from hubflow.reading.values.workbook_names import is_workbook


@hookimpl(trylast=True)
def hubflow_import(path: Path) -> list[TomlFile] | None:
    """Return the dossier in a workbook; None for other files."""
    if not is_workbook(path):
        return None
    # Most dossiers are no workbooks, and reading those takes much more code.
    from hubflow.workbook.reading.dossier_workbook import read_dossier_workbook

    return [read_dossier_workbook(path)]
