"""The checks of a methodology that a hook has amended: those of a file, and two of its own."""

from __future__ import annotations

from collections.abc import Iterator

from hubflow.model.methodology import STAGES, Methodology
from hubflow.reading.method.methodology_checks import methodology_flaws
from hubflow.reading.records.plain_data import plain_data
from hubflow.reading.records.structuring import attempt
from hubflow.reading.toml.key_paths import shown_key


def amended_flaws(methodology: Methodology) -> Iterator[str]:
    """Yield what is wrong with an amended methodology, each flaw with its key path.

    A file's phases stand under their stages, so only a hook can leave a stage out or change the
    order of the stages. All else is checked as in a file.
    """
    stages = [STAGES.index(phase.stage) for phase in methodology.phases if phase.stage in STAGES]
    if set(stages) != set(range(len(STAGES))):
        yield "a stage of the common way has no phase"
    if stages != sorted(stages):
        yield "the phases are not in the order of the stages"
    data = plain_data(methodology)
    for flaw in (*methodology_flaws(data), *attempt(data, Methodology)[1]):
        yield f"{shown_key(flaw.path)}: {flaw.what}"
