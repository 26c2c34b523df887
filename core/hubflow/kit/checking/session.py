"""One hub being checked, in a process of its own that sends an event for each step."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TextIO

import attrs

from hubflow.kit.checking.findings import Finding
from hubflow.model.input_problems import Problem
from hubflow.plugins.check_catalogue import checks_of_levels
from hubflow.plugins.target import PluginTarget
from hubflow.reading.method.methodology_file import LoadedMethodology

if TYPE_CHECKING:
    from hubflow.engine.method.compiled import Compiled
    from hubflow.plugins.manager import LoadedHub


@attrs.define(eq=False)
class Session:
    """All that the levels have found out about the hub; None for what a level could not get.

    ``loaded`` is the file, ``hub`` the plugin with its hooks, ``compiled`` the method as executed.
    """

    spec: str
    out: TextIO
    target: PluginTarget | None = None
    loaded: LoadedMethodology | None = None
    hub: LoadedHub | None = None
    compiled: Compiled | None = None
    found: list[Finding] = attrs.field(factory=list)

    def tell(self, **event: Any) -> None:
        """Send one event at once."""
        self.out.write(json.dumps(event, ensure_ascii=False) + "\n")
        self.out.flush()

    def finding(self, finding: Finding) -> None:
        """Send a finding, unless the same was sent before."""
        if finding not in self.found:
            self.found.append(finding)
            self.tell(finding=attrs.asdict(finding))

    def problems(self, check: str, problems: Iterable[Problem]) -> None:
        """Send problems of the methodology's file as findings of a check."""
        for problem in problems:
            self.finding(Finding.of(check, problem, about=self.about(problem.key)))

    def note(self, finding: Finding) -> None:
        """Send a remark that is no finding."""
        self.tell(note=attrs.asdict(finding))

    def ran(self, *checks: str) -> None:
        """Send that checks ran to the end."""
        self.calls_over()
        for check in checks:
            self.tell(ran=check)

    def not_run(self, why: str, *checks: str, level: int = 0) -> None:
        """Send that checks, or a whole level, could not run."""
        self.calls_over()
        for check in (*checks, *(each.id for each in checks_of_levels(level))):
            self.tell(not_run=check, why=why)

    def calling(self, plugin: str, hook: str) -> None:
        """Send that the plugin's code is about to be called."""
        self.tell(calling=hook, plugin=plugin)

    def calls_over(self) -> None:
        """Send that no code of the plugin runs any more: tables of hooks may run only later."""
        self.tell(calling="")

    def about(self, key: str) -> str:
        """Return a key with ids for positions: ``sources[3].url`` as ``sources.a.url``."""
        return with_ids(self.loaded.file.data, key) if self.loaded else key


def with_ids(data: Any, key: str) -> str:
    """Return a shown key with the ids of list entries in place of their positions.

    >>> with_ids({"sources": [{"id": "a"}]}, "sources[0].url")
    'sources.a.url'
    """
    here: Any = data
    words = []
    for word, position in re.findall(r"([^.\[\]]+)|\[(\d+)\]", key):
        part = int(position) if position else word
        try:
            here = here[part]
        except (KeyError, IndexError, TypeError):
            here = None
        id = here.get("id") if position and isinstance(here, dict) else None
        words.append(str(id if isinstance(id, str) else word or position))
    return ".".join(words)
