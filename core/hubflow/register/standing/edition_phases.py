"""The phases of each edition of a method, and which of them correspond."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from hubflow.engine.method.guarantees import COMMON_CHECKPOINTS
from hubflow.model.methodology import STAGES, Methodology, text_in
from hubflow.reading.toml.source import recorded_toml
from hubflow.register.storage.entries import JournalEntry
from hubflow.text.spoken import spoken_language


@attrs.frozen(kw_only=True)
class EditionPhase:
    """A phase of an edition: its stage, its id, its name and whether it is about challenges.

    ``checkpoints`` are the months of test trading after which the edition looks at a business that
    is in it.
    """

    stage: str
    id: str
    name: str
    subject: str = "venture"
    checkpoints: tuple[int, ...] = ()


def criteria_titles(methodology: Methodology) -> Mapping[str, str]:
    """Return the titles of a method's criteria by their ids, in the spoken language."""
    return {one.id: text_in(one.title, spoken_language(), one.id)
            for phase in methodology.phases for one in phase.criteria}


def criteria_named(detail: str, methodology: Methodology) -> str:
    """Return the criteria whose ids the detail of a due lists by their titles."""
    titles = criteria_titles(methodology)
    return "; ".join(titles.get(id, id) for id in detail.split(", "))


def phases_of(edition: JournalEntry) -> list[EditionPhase]:
    """Return the phases in an edition's entry, in order."""
    months = tuple(sorted(_checkpoints(edition))) or tuple(COMMON_CHECKPOINTS)
    return [EditionPhase(**phase, checkpoints=months if phase["stage"] == "trade" else ())
            for phase in edition.body["phases"]]


def phases_in(methodology: Methodology) -> list[EditionPhase]:
    """Return the phases of a method, in order; the register need not hold it."""
    return [EditionPhase(stage=phase.stage, id=phase.id, subject=phase.subject,
                         name=text_in(phase.name, methodology.hub.language, phase.id))
            for phase in methodology.phases]


def _checkpoints(edition: JournalEntry) -> list[int]:
    """Return the months of a method's checkpoints; older entries have them only in their text."""
    if "checkpoints" in edition.body:
        return list(edition.body["checkpoints"])
    said = recorded_toml(str(edition.body["text"])).get("checkpoints", [])
    return [int(point["month"]) for point in said]


def carried(
    phase: str, way: Sequence[EditionPhase], editions: Mapping[str, Sequence[EditionPhase]]
) -> str | None:
    """Return the phase of another edition for which a decision on a phase (or stage) counts.

    On the phase of the same id. Where there is none: on the whole stage, if in an edition that
    has the phase it was the last of its stage; else nowhere.
    """
    if phase in STAGES or any(known.id == phase for known in way):
        return phase
    for others in editions.values():
        stage = next((known.stage for known in others if known.id == phase), None)
        last = [known.id for known in others if known.stage == stage][-1:]
        if last == [phase]:
            return stage
    return None
