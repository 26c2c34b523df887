"""Make documents venture by venture, so that one that fails costs the others nothing."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import attrs

from hubflow.model.input_problems import BadInput, Problem
from hubflow.plugins.crash import PluginCrash
from hubflow.plugins.trust.guard import first_line
from hubflow.text.spoken import say


@attrs.define(eq=False)
class FailedDocuments:
    """The ventures whose documents could not be made, and how many could."""

    made: int = 0
    errors: dict[str, Exception] = attrs.field(factory=dict)

    @contextlib.contextmanager
    def of(self, venture: str) -> Iterator[None]:
        """Make the documents of one venture within this; what it raises is kept for the end."""
        try:
            yield
        except Exception as error:
            self.errors.setdefault(venture, error)
        else:
            self.made += 1

    def raise_if_all_failed(self) -> None:
        """Raise the first error where no venture has documents: then nothing is to be written."""
        if self.errors and not self.made:
            raise next(iter(self.errors.values()))

    def raise_at_the_end(self) -> None:
        """Raise what failed, once the others are written: a plugin's crash, else the problems."""
        for venture, error in self.errors.items():
            if isinstance(error, PluginCrash):
                named = error.venture or venture
                raise PluginCrash(error.plugin, error.hook, error.what, hub=error.hub,
                                  phase=error.phase, venture=named) from error.__cause__
        if self.errors:
            raise BadInput(
                (problem for venture, error in self.errors.items()
                 for problem in _problems(venture, error)),
                closing=say("office.nothing_made_for", ventures=", ".join(self.errors)))


def _problems(venture: str, error: Exception) -> Iterator[Problem]:
    """Yield what is wrong, each with the venture's id."""
    if not isinstance(error, BadInput):
        yield Problem(venture, 0, "", say("office.documents_cannot_be_made",
                                          why=first_line(error)))
        return
    for problem in error.problems:
        yield attrs.evolve(problem, key=f"{venture}: {problem.key}" if problem.key else venture)
