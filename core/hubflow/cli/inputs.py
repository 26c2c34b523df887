"""Inputs of a command: TOML files and folders, and what a plugin knows how to read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hubflow.loading.dossiers import Inputs, read_inputs
from hubflow.model.problems import one_problem

if TYPE_CHECKING:
    from hubflow.plugins.manager import LoadedHub


def read_any(hub: LoadedHub, paths: Sequence[Path]) -> Inputs:
    """The dossiers in ``paths``; files that are not TOML go to the hub's import hook."""
    for path in paths:
        if path.is_file() and path.suffix != ".toml" and not hub.implements("hubflow_import"):
            raise one_problem(str(path), "this is not a TOML file, and no plugin reads it",
                              "Dossiers and challenges are .toml files.")
    return read_inputs(paths)
