"""Prepare a hub's method for execution: amended by its hooks, compiled, with its problems."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from hubflow.engine.method.compile import compile_methodology
from hubflow.engine.method.compiled import Compiled
from hubflow.engine.pipeline.hooks import HubHooks
from hubflow.model.input_problems import BadInput, Problem
from hubflow.model.methodology import Methodology
from hubflow.model.plain_record import PlainRecord
from hubflow.text.spoken import say

if TYPE_CHECKING:
    from hubflow.plugins.manager import LoadedHub
    from hubflow.reading.method.methodology_file import LoadedMethodology

CODE = ("hubflow_amend_methodology", "hubflow_facts", "hubflow_score_phase", "hubflow_recommend",
        "hubflow_build_proposal")
"""The hooks by which a hub's code has a say in what comes out."""


class PreparedMethod(PlainRecord):
    """A hub's method, ready to be executed unless there are ``problems``.

    ``methodology`` is what the hub's hooks left; problems are those of its file and those that
    compiling it found.
    """

    hooks: HubHooks
    methodology: Methodology
    problems: tuple[Problem, ...]
    _compiled: Compiled | None

    @property
    def compiled(self) -> Compiled:
        """The method that a run executes; raises :class:`BadInput` with all its problems."""
        if self.problems or self._compiled is None:
            raise BadInput(self.problems)
        return self._compiled


def prepare_method(hub: LoadedHub) -> PreparedMethod:
    """Return a hub's method amended by its hooks and compiled.

    Raises :class:`hubflow.plugins.crash.PluginCrash` where a hook fails.
    """
    hooks = HubHooks(hub)
    methodology = hooks.amended(hub.methodology.methodology)
    problems = tuple(hub.methodology.problems)
    try:
        compiled = _compiled_once(hub.methodology, methodology)
    except BadInput as bad:
        return PreparedMethod(hooks, methodology, (*problems, *bad.problems), None)
    return PreparedMethod(hooks, methodology, problems, compiled)


_KEPT: WeakKeyDictionary[LoadedMethodology, Compiled] = WeakKeyDictionary()
"""What the latest compiling of each loaded method gave, as long as the method is in use."""


def _compiled_once(loaded: LoadedMethodology, methodology: Methodology) -> Compiled:
    """Return a method compiled; what was compiled before is kept unless a hook amends it anew."""
    kept = _KEPT.get(loaded)
    if kept is None or (kept.methodology is not methodology and kept.methodology != methodology):
        kept = _KEPT[loaded] = compile_methodology(loaded, methodology)
    return kept


def compiled_method(hub: LoadedHub) -> Compiled:
    """Return the method that a run of this hub executes.

    Raises :class:`BadInput` with all problems of the methodology together.
    """
    return prepare_method(hub).compiled


def unrun_problems(hub: LoadedHub) -> Iterator[Problem]:
    """Yield where a hub's Python has a say in results, if it was not run.

    A method may be looked at without its code; results without it would not be the hub's.
    """
    for each in hub.unrun:
        if each.hook in CODE:
            yield Problem(f"{hub.methodology.file.path.parent / each.file}", each.line, each.hook,
                          say("method-checks.needs_this_code"),
                          say("method-checks.leave_no_code_out"))


def code_of(hub: LoadedHub) -> tuple[str, ...]:
    """Return the hooks through which code can change this hub's results."""
    return tuple(hook for hook in CODE if hub.implements(hook))
