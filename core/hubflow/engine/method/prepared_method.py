"""A hub's method as it is executed: amended by its hooks, compiled, every problem raised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubflow.engine.method.compile import compile_methodology
from hubflow.engine.method.compiled import Compiled
from hubflow.engine.pipeline.hooks import HubHooks
from hubflow.model.input_problems import BadInput, Problem

if TYPE_CHECKING:
    from hubflow.plugins.manager import LoadedHub

CODE = ("hubflow_amend_methodology", "hubflow_facts", "hubflow_score_phase", "hubflow_recommend",
        "hubflow_build_proposal")
"""The hooks by which a hub's code has a say in what comes out."""


def compiled_method(hub: LoadedHub) -> Compiled:
    """The method that a run of this hub executes.

    Raises :class:`BadInput` with all problems of the methodology together.
    """
    problems: list[Problem] = list(hub.methodology.problems)
    try:
        methodology = HubHooks(hub).amended(hub.methodology.methodology)
        compiled = compile_methodology(hub.methodology, methodology)
    except BadInput as bad:
        raise BadInput([*problems, *bad.problems]) from None
    if problems:
        raise BadInput(problems)
    return compiled


def code_of(hub: LoadedHub) -> tuple[str, ...]:
    """The hooks through which code has a say in this hub's results."""
    return tuple(hook for hook in CODE if hub.implements(hook))
