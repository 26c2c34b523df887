"""The line by which a TOML file tells an editor where its JSON Schema is."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = ".hubflow"
"""The folder that schemas lie in, beside the files that they are for or above them."""


def directive(path: str) -> str:
    """Return the first line of a TOML file by which editors (Taplo, Tombi) find its schema.

    ``path`` is the schema's, relative to the file.
    """
    return f"#:schema {path}\n"


def directive_for(file: Path, what: str) -> str:
    """Return the directive for a file about to be written; empty where no schema lies about.

    The nearest ``.hubflow/`` counts, beside the file or in a folder above it.
    """
    folder = file.absolute().parent
    for above in (folder, *folder.parents):
        schema = above / FOLDER / f"{what}.schema.json"
        if schema.is_file():
            relative = Path(os.path.relpath(schema, folder)).as_posix()
            return directive(relative if relative.startswith("..") else f"./{relative}")
    return ""
