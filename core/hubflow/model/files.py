"""The names of files. It imports nothing heavy, because every pytest run may load it."""

from pathlib import Path

METHODOLOGY = "methodology.toml"
"""The file of a hub's methodology, in the hub's folder."""

CASES = "cases"
"""The folder of a hub's cases, beside its methodology."""

CALL_FILE = "call.toml"
"""The file of a call, in the folder of its dossiers."""

JURY_CSV = "jury*.csv"
JURY_WORKBOOKS = "jury*.xlsx"
JURY_SHEETS = (JURY_CSV, JURY_WORKBOOKS)
"""Patterns of a jury's sheets beside a call."""

ASSESSORS = ("assessors.toml", "assessors.csv", "assessors.xlsx")
"""The names of a list of assessors that is found by itself, beside a call or a jury's sheets."""

WRITTEN = ("dossier", "challenge", "methodology", "case", "intake", "assessors")
"""The kinds of files that people write in TOML, each with a schema."""

SCHEMAS = (*WRITTEN, "result")
"""All that has a schema."""


def is_case(path: Path) -> bool:
    """Return whether a path is a case: TOML in ``cases``, not begun with ``_`` or ``.``."""
    return (path.suffix == ".toml" and path.parent.name == CASES
            and not path.name.startswith(("_", ".")))
