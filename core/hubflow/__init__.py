"""hubflow: from a social problem to a social business, each hub by its own methodology.

The names below are all that plugins need; everything else may change between versions. They are
loaded when they are first asked for, so that ``import hubflow`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from hubflow.version import __version__

if TYPE_CHECKING:
    from hubflow.engine.pipeline.run import run
    from hubflow.model.dossier import Challenge, Dossier
    from hubflow.model.input_problems import BadInput, Problem
    from hubflow.model.judgements import Judgement
    from hubflow.model.methodology import Methodology, Phase
    from hubflow.model.results import PhaseResult, ProposalResult, RunResult, VentureResult
    from hubflow.plugins.document import Blocks
    from hubflow.plugins.importers import load_inputs, load_panel
    from hubflow.plugins.manager import LoadedHub, load_hub
    from hubflow.plugins.markers import hookimpl
    from hubflow.plugins.phase_rules import Explanation
    from hubflow.plugins.workbench.workbench_page import PageAnswer, PageRequest, WorkbenchPage
    from hubflow.reading.method.methodology_file import load_methodology

_HOMES = {
    "BadInput": "model.input_problems",
    "Blocks": "plugins.document",
    "Challenge": "model.dossier",
    "Dossier": "model.dossier",
    "Explanation": "plugins.phase_rules",
    "Judgement": "model.judgements",
    "LoadedHub": "plugins.manager",
    "Methodology": "model.methodology",
    "PageAnswer": "plugins.workbench.workbench_page",
    "PageRequest": "plugins.workbench.workbench_page",
    "Phase": "model.methodology",
    "PhaseResult": "model.results",
    "Problem": "model.input_problems",
    "ProposalResult": "model.results",
    "RunResult": "model.results",
    "VentureResult": "model.results",
    "WorkbenchPage": "plugins.workbench.workbench_page",
    "hookimpl": "plugins.markers",
    "load_hub": "plugins.manager",
    "load_inputs": "plugins.importers",
    "load_methodology": "reading.method.methodology_file",
    "load_panel": "plugins.importers",
    "run": "engine.pipeline.run",
}

__all__ = [
    "BadInput", "Blocks", "Challenge", "Dossier", "Explanation", "Judgement", "LoadedHub",
    "Methodology", "PageAnswer", "PageRequest", "Phase", "PhaseResult", "Problem",
    "ProposalResult", "RunResult", "VentureResult", "WorkbenchPage", "__version__", "hookimpl",
    "load_hub", "load_inputs", "load_methodology", "load_panel", "run",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'hubflow' has no attribute {name!r}")
    return getattr(import_module(f"hubflow.{_HOMES[name]}"), name)
