"""Mark a plugin's own failure, as opposed to users' mistakes and hubflow's faults."""

from __future__ import annotations


class PluginCrash(Exception):
    """A plugin raised, or returned what its hook must not. The cause is chained to it."""

    def __init__(
        self, plugin: str, hook: str, what: str, *, hub: str = "", phase: str = "",
        venture: str = "",
    ) -> None:
        self.plugin, self.hook, self.what = plugin, hook, what
        self.hub, self.phase, self.venture = hub, phase, venture
        where = [f"hub {hub}" if hub else "", f"phase {phase}" if phase else "",
                 f"venture {venture}" if venture else ""]
        inside = ", ".join(part for part in where if part)
        super().__init__(f"plugin {plugin} failed in {hook}{f' ({inside})' if inside else ''}: "
                         f"{what}")
