"""Ask the capabilities for what the core's commands leave to them."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

from hubflow.cli.capabilities import capability_hooks
from hubflow.plugins.built_in import add_built_ins
from hubflow.plugins.calling import HubPlugins, Speaker
from hubflow.plugins.markers import PROJECT

FILES = "*/*_capability.py"
"""The files in which capabilities answer these hooks."""


def ask_capabilities(hook: str, **arguments: Any) -> Any:
    """Return the answer to a hook, or all answers: its specification says which."""
    return getattr(_plugins().hook, hook)(**arguments)


def capability_speakers() -> Iterator[tuple[str, Speaker]]:
    """Yield each hook with each capability that answers it."""
    for hook in _HOOKS:
        for impl in getattr(_plugins().hook, hook).get_hookimpls()[::-1]:
            yield hook, impl.plugin


_HOOKS = tuple(name for name in vars(capability_hooks) if name.startswith("hubflow_"))


@functools.cache
def _plugins() -> HubPlugins:
    plugins = HubPlugins(PROJECT)
    plugins.add_hookspecs(capability_hooks)
    for hook in _HOOKS:
        add_built_ins(plugins, hook, FILES)
    return plugins
