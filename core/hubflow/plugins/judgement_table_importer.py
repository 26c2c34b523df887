"""The built-in plugin that reads tables of judgements, asked after all others."""

from __future__ import annotations

from pathlib import Path

from hubflow.plugins.markers import hookimpl
from hubflow.reading.panel.judgement_sheets import JudgementTable
from hubflow.reading.table_names import FORMATS


@hookimpl(trylast=True)
def hubflow_import_judgements(path: Path) -> JudgementTable | None:
    """Read the file as a table of cells; one that is none is refused when it is read.

    Tables of typed columns are not ours.
    """
    return JudgementTable(path) if FORMATS.get(path.suffix.lower(), "csv") == "csv" else None
