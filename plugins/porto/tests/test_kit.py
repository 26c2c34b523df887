"""All that hubflow asks of a plugin, and the hub's own cases."""

from __future__ import annotations

from hubflow.testing import HubKit


class TestPorto(HubKit):
    """The hub as it is installed."""

    hub = "porto"
