"""A finding of a check, and the report on all checks."""

from __future__ import annotations

from typing import Any

import attrs

from hubflow.model.input_problems import Problem
from hubflow.plugins.check_catalogue import checks_of_levels


@attrs.frozen(order=True)
class Finding:
    """One fault, described so that the author can correct it.

    ``about`` names the part by its ids (``understand.listening.criteria.reach``), which stays the
    same when lines move; expected failures name it so. ``hook`` is the hook that was called.
    """

    check: str
    file: str
    line: int
    key: str
    what: str
    to_do: str = ""
    about: str = ""
    hook: str = ""

    @classmethod
    def of(cls, check: str, problem: Problem, *, about: str = "", hook: str = "") -> Finding:
        """Return a problem as the finding of a check."""
        return cls(check, problem.file, problem.line, problem.key, problem.what, problem.to_do,
                   about or problem.key, hook)

    def __str__(self) -> str:
        said = str(Problem(self.file, self.line, self.key, self.what, self.to_do))
        about = f" {self.about}" if self.about and self.about != self.key else ""
        return f"{said} [{self.check}{about}]"


@attrs.frozen
class Expected:
    """A finding that the methodology announced, with its reason."""

    finding: Finding
    reason: str


@attrs.define(kw_only=True)
class Report:
    """The result of checking one hub.

    ``ran`` are the ids of the checks that were carried out, ``not_run`` says for each of the others
    why it was not. ``notes`` are told and are no findings.
    """

    plugin: str
    levels: tuple[int, ...]
    hub: str = ""
    edition: str = ""
    ran: set[str] = attrs.field(factory=set)
    not_run: dict[str, str] = attrs.field(factory=dict)
    findings: list[Finding] = attrs.field(factory=list)
    expected: list[Expected] = attrs.field(factory=list)
    notes: list[Finding] = attrs.field(factory=list)

    @property
    def required(self) -> tuple[str, ...]:
        """The ids of all checks that a hub must pass."""
        return tuple(check.id for check in checks_of_levels(*self.levels))

    @property
    def holds(self) -> bool:
        """Whether all required checks ran and found nothing unexpected."""
        return not self.findings and set(self.required) <= self.ran

    def data(self) -> dict[str, Any]:
        """Return the report as plain data for JSON."""
        return {
            "plugin": self.plugin, "hub": self.hub, "edition": self.edition,
            "holds": self.holds, "required": len(self.required),
            "ran": [id for id in self.required if id in self.ran],
            "not_run": [{"check": id, "why": why} for id, why in sorted(self.not_run.items())],
            "findings": [attrs.asdict(finding) for finding in self.findings],
            "expected": [{**attrs.asdict(each.finding), "reason": each.reason}
                         for each in self.expected],
            "notes": [attrs.asdict(note) for note in self.notes],
        }
