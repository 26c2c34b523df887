"""The built-in plugin that reads dossiers from TOML, before any other plugin is asked."""

from __future__ import annotations

from pathlib import Path

from hubflow.plugins.markers import hookimpl
from hubflow.reading.toml.source import TomlFile, is_file, read_toml


@hookimpl(tryfirst=True)
def hubflow_import(path: Path) -> list[TomlFile] | None:
    """Return the dossier in a TOML file; None for other files. A missing file is refused."""
    return [read_toml(path)] if path.suffix == ".toml" or not is_file(path) else None
