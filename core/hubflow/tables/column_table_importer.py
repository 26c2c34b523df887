"""The built-in plugin that reads a jury's judgements from tables of typed columns."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hubflow.plugins.markers import hookimpl
from hubflow.reading.table_names import is_table

if TYPE_CHECKING:
    from hubflow.tables.input.panel_rows import ColumnTable


@hookimpl(trylast=True)
def hubflow_import_judgements(path: Path) -> ColumnTable | None:
    """Read Parquet and NDJSON; other files are not ours."""
    if not is_table(path):
        return None
    from hubflow.tables.input.panel_rows import ColumnTable

    return ColumnTable(path)
