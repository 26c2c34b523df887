"""The names of files. It imports nothing heavy, because every pytest run may load it."""

from pathlib import Path

METHODOLOGY = "methodology.toml"
"""The file of a hub's methodology, in the hub's folder."""

CASES = "cases"
"""The folder of a hub's cases, beside its methodology."""

WRITTEN = ("dossier", "challenge", "methodology", "case", "intake", "assessors")
"""What people write in TOML, each with a schema."""

SCHEMAS = (*WRITTEN, "result")
"""All that has a schema."""


def is_case(path: Path) -> bool:
    """Return whether a path is a case: TOML in ``cases``, not begun with ``_`` or ``.``."""
    return (path.suffix == ".toml" and path.parent.name == CASES
            and not path.name.startswith(("_", ".")))
