"""What a methodology must still be after a plugin has amended it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from hubflow.engine.method.guarantees import PREFIX
from hubflow.model.methodology import STAGES, Criterion, Methodology, Phase
from hubflow.reading.method.criterion_checks import scale_of


def amended_flaws(methodology: Methodology) -> Iterator[str]:
    """What a hook may not have done: a file that says so would not have been read."""
    stages = [STAGES.index(phase.stage) for phase in methodology.phases]
    if set(stages) != set(range(len(STAGES))):
        yield "a stage of the common way has no phase"
    if stages != sorted(stages):
        yield "the phases are not in the order of the stages"
    yield from _twice("phase", [phase.id for phase in methodology.phases])
    for phase in methodology.phases:
        yield from _phase_flaws(phase)


def _phase_flaws(phase: Phase) -> Iterator[str]:
    ids = [*(c.id for c in phase.criteria), *(r.id for r in phase.requirements)]
    yield from _twice(f"{phase.id}: rule", ids)
    for id in ids:
        if id.startswith(PREFIX):
            yield f"{phase.id}: the id {id} is the core's own"
    for requirement in phase.requirements:
        if requirement.judged == (requirement.holds is not None):
            yield f"{phase.id}: {requirement.id} must be judged or hold by an expression, not both"
    for criterion in phase.criteria:
        yield from (f"{phase.id}: {criterion.id} {flaw}" for flaw in _criterion_flaws(criterion))


def _criterion_flaws(criterion: Criterion) -> Iterator[str]:
    if criterion.judged == (criterion.measure is not None):
        yield "must be judged or measured, not both"
    scale = scale_of(criterion.scale)
    if scale is None:
        yield "has no scale"
    elif criterion.minimum is not None and scale.why_off(criterion.minimum)[0]:
        yield "has a minimum that is not on its scale"
    if criterion.weight is not None and not 0 < criterion.weight < float("inf"):
        yield f"must weigh more than 0, not {criterion.weight:g}"


def _twice(what: str, ids: list[str]) -> Iterator[str]:
    yield from (f"{what} {id} is there twice" for id, n in Counter(ids).items() if n > 1)
