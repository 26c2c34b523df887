"""One hub being checked, in a process of its own that tells what it does, line by line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TextIO

import attrs

from hubflow.kit.checking.findings import Finding
from hubflow.model.input_problems import Problem
from hubflow.plugins.check_catalogue import of_levels
from hubflow.plugins.target import PluginTarget
from hubflow.reading.method.methodology_file import LoadedMethodology

if TYPE_CHECKING:
    from hubflow.engine.method.compiled import Compiled
    from hubflow.plugins.manager import LoadedHub


@attrs.define(eq=False)
class Session:
    """What is known of the hub so far. Each level adds to it, or leaves None what it could not.

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
        """One event for the process that waits, written at once."""
        self.out.write(json.dumps(event, ensure_ascii=False) + "\n")
        self.out.flush()

    def finding(self, finding: Finding) -> None:
        """Something is not as it should be; the same is told once."""
        if finding not in self.found:
            self.found.append(finding)
            self.tell(finding=attrs.asdict(finding))

    def problems(self, check: str, problems: Iterable[Problem]) -> None:
        """Problems of the methodology's file, found by a check."""
        for problem in problems:
            self.finding(Finding.of(check, problem, about=self.about(problem.key)))

    def note(self, finding: Finding) -> None:
        """Something that a reader should know and that is no finding."""
        self.tell(note=attrs.asdict(finding))

    def ran(self, *checks: str) -> None:
        """Checks that were carried out to the end."""
        self.calls_over()
        for check in checks:
            self.tell(ran=check)

    def not_run(self, why: str, *checks: str, level: int = 0) -> None:
        """Checks, or a whole level, that could not be carried out."""
        self.calls_over()
        for check in (*checks, *(each.id for each in of_levels(level))):
            self.tell(not_run=check, why=why)

    def calling(self, plugin: str, hook: str) -> None:
        """The plugin's code is about to be called."""
        self.tell(calling=hook, plugin=plugin)

    def calls_over(self) -> None:
        """Whatever the plugin's code began is over: hooks may give tables that run only later."""
        self.tell(calling="")

    def about(self, key: str) -> str:
        """A key of the file, ids in place of positions: ``sources[3].url`` as ``sources.a.url``."""
        return with_ids(self.loaded.file.data, key) if self.loaded else key


def with_ids(data: Any, key: str) -> str:
    """A shown key with the ids of list entries in place of their positions.

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
