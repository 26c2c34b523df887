"""All that hubflow asks of a plugin, and the hub's own cases."""

from __future__ import annotations

from hubflow.testing import HubKit


class TestWestMidlands(HubKit):
    """The hub as it is installed."""

    hub = "westmidlands"
