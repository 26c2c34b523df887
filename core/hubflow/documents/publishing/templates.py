"""A hub's own templates: files beside its methodology, or what its hook names."""

from __future__ import annotations

from pathlib import Path

from hubflow.model.problems import BadInput, Problem

FOLDER = "templates"


class TemplateError(BadInput):
    """A hub's template that fails, told with its line."""

    def __init__(self, template: Path, line: int, what: str) -> None:
        super().__init__([Problem(str(template), line, "", f"the template fails: {what}",
                                  "Ask the hub's authors, or take the template away.")])
