"""Files that hubflow's own plugins read, whatever the hub."""

from __future__ import annotations

import functools
from pathlib import Path

from hubflow.plugins import hookspecs
from hubflow.plugins.built_in import add_built_ins
from hubflow.plugins.calling import CallContext, HubPlugins, call_hook
from hubflow.plugins.markers import PROJECT
from hubflow.reading.toml.source import TomlFile

HOOK = "hubflow_import"


def imported_file(path: Path) -> TomlFile | None:
    """Return the dossier in a file that is no TOML; None where no plugin of hubflow's reads it."""
    answers = call_hook(_plugins(), CallContext(HOOK), {"path": path})
    return next(iter(answers[0].value)) if answers else None


@functools.cache
def _plugins() -> HubPlugins:
    plugins = HubPlugins(PROJECT)
    plugins.add_hookspecs(hookspecs)
    add_built_ins(plugins, HOOK)
    return plugins
