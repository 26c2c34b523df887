"""The built-in plugin that reads dossiers from 360Giving packages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hubflow.model.input_problems import BadInput, Problem
from hubflow.plugins.markers import hookimpl
from hubflow.reading.json_file import plain_json
from hubflow.reading.toml.source import read_bytes
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hubflow.reading.toml.source import TomlFile


@hookimpl(trylast=True)
def hubflow_import(path: Path) -> Sequence[TomlFile] | None:
    """Return a dossier for each recipient in a package; None for other files.

    It is as `hubflow grants import` would write it, which also lists what was changed, and leaves
    out faulty grants: here any of these is an error.
    """
    if path.suffix.lower() != ".json" or not _may_be_package(path):
        return None
    from hubflow.grants.grant_dossiers import dossiers_of
    from hubflow.grants.published_grants import read_package

    made = dossiers_of(read_package(path), path.parent)
    if made.faults:
        raise BadInput([*made.faults, Problem(
            str(path), 0, "", say("grants.package_with_faults", n=len(made.faults)),
            say("grants.import_leaves_out"))])
    return made.dossiers


def _may_be_package(path: Path) -> bool:
    """Return whether a file is JSON with a list of grants, or broken JSON (reported later)."""
    try:
        content = plain_json(read_bytes(path))
    except ValueError:
        return True
    return isinstance(content, dict) and isinstance(content.get("grants"), list)
