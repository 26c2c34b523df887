"""Check a methodology that a hook has amended: by the checks of a file, and two of its own."""

from __future__ import annotations

from collections.abc import Iterator

from hubflow.model.methodology import STAGES, Methodology
from hubflow.reading.method.methodology_checks import methodology_flaws
from hubflow.reading.records.plain_data import plain_data
from hubflow.reading.records.structuring import attempt
from hubflow.reading.toml.key_paths import shown_key
from hubflow.text.spoken import say


def read_amended(methodology: Methodology) -> tuple[Methodology | None, list[str]]:
    """Return an amended methodology as if it were read from a file, and what is wrong with it.

    What a hook left of another type than a file's, such as a list for a tuple, is as in a file;
    what cannot be read as one is a flaw.
    """
    data = plain_data(methodology)
    found, unreadable = attempt(data, Methodology)
    if found is None:
        return None, [f"{shown_key(flaw.path)}: {flaw.what}" for flaw in unreadable]
    return found, [*_stage_flaws(found),
                   *(f"{shown_key(flaw.path)}: {flaw.what}" for flaw in methodology_flaws(data))]


def _stage_flaws(methodology: Methodology) -> Iterator[str]:
    """Yield what is wrong with the stages of an amended methodology.

    A file's phases stand under their stages, so only a hook can leave a stage out or change the
    order of the stages.
    """
    stages = [STAGES.index(phase.stage) for phase in methodology.phases if phase.stage in STAGES]
    if {STAGES[at] for at in stages} != set(methodology.stages):
        yield say("method-checks.stage_without_phase")
    if stages != sorted(stages):
        yield say("method-checks.phases_out_of_order")
