"""Tables of judgements, as the plugin that is asked last."""

from __future__ import annotations

from pathlib import Path

from hubflow.plugins.markers import hookimpl
from hubflow.reading.panel.judgement_sheets import JudgementTable


@hookimpl(trylast=True)
def hubflow_import_judgements(path: Path) -> JudgementTable:
    """Read the file as a table; one that is none is refused when it is read."""
    return JudgementTable(path)
