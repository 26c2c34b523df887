"""A what-if says what the method with these numbers would say, run from the start."""

from __future__ import annotations

import attrs
import pytest
from tests.serve.conftest import Desk

from hubflow.compare.kept_run import KeptRun, run_hub
from hubflow.engine.call.phase_outlook import PhaseOutlook
from hubflow.model.results import Interval, PhaseResult
from hubflow.serve.call_runs import EditionRun
from hubflow.serve.what_if import outlooks_with

PHASE = "candidatura"


@pytest.fixture(scope="module")
def edition(reading_desk: Desk) -> EditionRun:
    """The example call under its method."""
    with reading_desk.bench.register.reading() as journal:
        run = reading_desk.bench.register.call_run(journal, "porto", "labis-2023", "en")
    return run.editions[0]


def whole_run(edition: EditionRun, moved: dict[str, float]) -> KeptRun:
    """The run of a method whose file has these weights and places."""
    weights = {name: value for name, value in moved.items() if name.startswith("weight-")}
    loaded = edition.cases.hub.methodology
    method = attrs.evolve(loaded.methodology, phases=tuple(
        attrs.evolve(phase, criteria=tuple(
            attrs.evolve(one, weight=weights[f"weight-{one.id}"])
            if f"weight-{one.id}" in weights else one
            for one in phase.criteria), gate=attrs.evolve(phase.gate, advance=tuple(
                attrs.evolve(rule, places=int(moved[f"places-{number}"]))
                if f"places-{number}" in moved else rule
                for number, rule in enumerate(phase.gate.advance))))
        if phase.id == PHASE else phase for phase in loaded.methodology.phases))
    return run_hub("whole", edition.cases.replace(hub=attrs.evolve(
        edition.cases.hub, methodology=attrs.evolve(loaded, methodology=method))))


@pytest.mark.parametrize("moved", [
    {"places-0": 4.0}, {"weight-inovacao": 70.0}, {"weight-perfil": 0.0, "places-0": 7.0}])
def test_a_what_if_is_the_run_of_the_changed_method(
    edition: EditionRun, moved: dict[str, float]
) -> None:
    found = outlooks_with(edition, PHASE, moved, "en")
    whole = whole_run(edition, moved)
    then, now = said(whole), said(edition.run)
    assert {id: (one.recommendation, one.possible, rank_of(one), ends_of(one.score),
                 ends_of(one.points)) for id, one in found.items()} == then
    assert then != now


def said(run: KeptRun) -> dict[str, tuple[object, ...]]:
    """What a run says of the phase, by venture."""
    return {id: (at.recommendation, at.possible, rank_of(at), ends_of(at.score),
                 ends_of(at.points)) for id, venture in run.ventures.items()
            for at in venture.phases if at.phase == PHASE}


def ends_of(found: Interval | None) -> tuple[float, float] | None:
    return None if found is None else (found.lower, found.upper)


def rank_of(found: PhaseOutlook | PhaseResult) -> tuple[object, ...] | None:
    rank = found.rank
    return None if rank is None else (rank.best, rank.worst, rank.of, rank.uncontested, rank.group)
