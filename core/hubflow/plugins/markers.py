"""The marks that pluggy knows hubflow's hooks by."""

from __future__ import annotations

import pluggy

PROJECT = "hubflow"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)
"""Put ``@hookimpl`` above a function of a plugin to make it a hook."""
