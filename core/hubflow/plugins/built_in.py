"""Register hubflow's own plugins: files that answer hooks, imported at the first call."""

from __future__ import annotations

import functools
import threading
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

from hubflow.plugins.calling import HubPlugins, Speaker, bare_manager

PACKAGE = Path(__file__).parents[1]

BUILT_IN: Mapping[str, str] = {
    "hubflow_score_phase": "engine/pipeline/own_rules.py",
    "hubflow_recommend": "engine/pipeline/own_rules.py",
    "hubflow_build_proposal": "engine/pipeline/own_rules.py",
    "hubflow_render": "documents/publishing/*_format.py",
    "hubflow_import": "*/*_importer.py",
    "hubflow_import_judgements": "*/*_importer.py",
    "hubflow_page": "serve/*/*_screen.py",
}
"""The files in hubflow that may answer a hook: a pattern for each.

A file that a pattern fits and that defines the hook is a plugin. They are asked in the order of
their paths, unless they say ``tryfirst`` or ``trylast``.
"""

_LOCK = threading.Lock()


@functools.cache
def built_in_modules(hook: str, pattern: str = "") -> Mapping[str, str]:
    """Return the modules of hubflow's plugins that answer a hook, by the plugins' names.

    ``pattern`` is of the files that may answer, in place of that of :data:`BUILT_IN`.
    """
    pattern = pattern or BUILT_IN.get(hook, "")
    files = [file for file, code in _code(pattern).items() if f"def {hook}(" in code]
    return {f"hubflow {file.stem.replace('_', ' ')}":
            ".".join(("hubflow", *file.relative_to(PACKAGE).with_suffix("").parts))
            for file in files}


@functools.cache
def _code(pattern: str) -> Mapping[Path, str]:
    """Return the files that a pattern fits, in the order of their paths, with their code."""
    found = sorted(PACKAGE.glob(pattern)) if pattern else []
    return {file: file.read_text("utf-8") for file in found}


def add_built_ins(plugins: HubPlugins, hook: str, pattern: str = "") -> None:
    """Register hubflow's plugins that answer a hook, unless they are registered already."""
    for name, module in built_in_modules(hook, pattern).items():
        if not plugins.has_plugin(name):
            code = import_module(module)
            with _LOCK:
                if not plugins.has_plugin(name):
                    plugins.register(Speaker(code, name, built_in=True), name=name)


@functools.cache
def own_plugins(hook: str) -> HubPlugins:
    """Return a manager with hubflow's own plugins that answer a hook, and no hub."""
    plugins = bare_manager()
    add_built_ins(plugins, hook)
    return plugins
