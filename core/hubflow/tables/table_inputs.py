"""Tell tables of ventures among a command's inputs from dossiers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hubflow.model.input_problems import BadInput, one_problem
from hubflow.plugins.crash import PluginCrash
from hubflow.plugins.importers import DOSSIERS
from hubflow.reading.table_names import is_table, part_files
from hubflow.reading.toml.source import is_file
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.plugins.manager import LoadedHub


def only_tables(hub: LoadedHub, paths: Sequence[Path]) -> bool:
    """Return whether the inputs are tables of ventures, and no plugin reads dossiers of one.

    Raises :class:`hubflow.model.input_problems.BadInput` where dossiers stand beside tables.
    """
    tables = [path for path in paths if is_table(path) or part_files(path)]
    if not tables or any(_holds_dossiers(hub, path) for path in tables):
        return False
    if len(tables) < len(paths):
        from hubflow.tables.input.object_storage import path_or_address

        raise one_problem(
            str(path_or_address(tables[0])), say("tables.beside_dossiers"),
            say("tables.one_after_other"))
    return True


def _holds_dossiers(hub: LoadedHub, path: Path) -> bool:
    """Return whether a plugin knows the file; its failure is reported when the file is read."""
    try:
        return is_file(path) and bool(hub.ask_first(DOSSIERS, {"path": path}))
    except (PluginCrash, BadInput):
        return True
