"""What the panel's screens share: the edition and the phase that are looked at."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from hubflow.plugins.workbench.workbench_page import PageRequest

if TYPE_CHECKING:
    from hubflow.model.methodology import Phase
    from hubflow.serve.call_runs import CallRun, EditionRun

FOLDER = Path(__file__).parent / "layout"
"""The folder of the templates."""


def edition_in(request: PageRequest) -> EditionRun | None:
    """Return the run of the edition that is asked for; without a name that of the most ventures.
    """
    run = call_run_of(request)
    name = request.query.get("edition", "")
    if name:
        return next((one for one in run.editions if one.run.name == name), None)
    return max(run.editions, key=lambda one: len(one.run.result.ventures), default=None)


def call_run_of(request: PageRequest) -> CallRun:
    """Return what the method recommends for the call in the address."""
    with request.register.reading() as journal:
        found: CallRun = request.register.call_run(
            journal, request.hub, request.path["call"], request.language)
    return found


def phase_in(request: PageRequest, edition: EditionRun) -> Phase | None:
    """Return the phase that is asked for; without a name that in which most ventures stand."""
    named = request.query.get("phase") or phase_at_hand(call_run_of(request), edition)
    return edition.run.prepared.methodology.phase(named)


def phase_at_hand(run: CallRun, edition: EditionRun) -> str:
    """Return the phase in which most of the ventures stand."""
    count = Counter(run.standings[id].phase for id in edition.run.ventures)
    count.pop("", None)
    if count:
        return str(count.most_common(1)[0][0])
    return str(edition.run.prepared.methodology.phases[-1].id)
