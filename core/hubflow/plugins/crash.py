"""Mark a plugin's own failure, as opposed to users' mistakes and hubflow's faults."""

from __future__ import annotations

from hubflow.text.spoken import say


class PluginCrash(Exception):
    """A plugin raised, or returned what its hook must not. The cause is chained to it.

    ``what`` is what Python says, in English; the sentence around it is in the spoken language.
    """

    def __init__(
        self, plugin: str, hook: str, what: str, *, hub: str = "", phase: str = "",
        venture: str = "",
    ) -> None:
        self.plugin, self.hook, self.what = plugin, hook, what
        self.hub, self.phase, self.venture = hub, phase, venture
        where = [say("plugin-problems.of_hub", hub=hub) if hub else "",
                 say("kit.in_phase", phase=phase) if phase else "",
                 say("kit.of_venture", venture=venture) if venture else ""]
        inside = ", ".join(part for part in where if part)
        super().__init__(say("plugin-problems.failed_in", plugin=plugin, hook=hook, what=what,
                             where=f" ({inside})" if inside else ""))
