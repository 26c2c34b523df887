"""The phases of each edition of a method, what they are called, and which of them correspond."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence

import attrs

from hubflow.engine.method.guarantees import COMMON_CHECKPOINTS
from hubflow.model.input_problems import BadInput
from hubflow.model.methodology import STAGES, Methodology, text_in
from hubflow.reading.toml.source import recorded_toml
from hubflow.register.recording.editions import editions, methodology_of
from hubflow.register.storage.entries import JournalEntry
from hubflow.register.storage.journal import Journal
from hubflow.text.short_names import short_name
from hubflow.text.spoken import spoken_language

_KEPT = 1024
"""Editions and languages whose names are kept at most: a register's, however many."""


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


@attrs.frozen(eq=False, repr=False)
class EditionNames:
    """Names in one language.

    ``hub`` is the hub's, ``phases`` are by id, ``own`` the same in the hub's language, ``criteria``
    by ``PHASE/ID``.
    """

    hub: str
    phases: Mapping[str, str]
    own: Mapping[str, str]
    criteria: Mapping[str, str]

    def criteria_named(self, detail: str) -> str:
        """Return the criteria whose ids the detail of a due lists by their titles."""
        titles = {key.rpartition("/")[2]: title for key, title in self.criteria.items()}
        return "; ".join(titles.get(id, id) for id in detail.split(", "))


@attrs.frozen
class _Edition:
    """An edition that is known by its hub and the digest of its text."""

    hub: str
    digest: str
    entry: JournalEntry = attrs.field(eq=False)


def names_of_edition(edition: JournalEntry, language: str) -> EditionNames:
    """Return what an edition's hub, phases and criteria are called in a language.

    Under an edition that this hubflow cannot read any more, the hub and phases have the names that
    its entry holds, and criteria their ids.
    """
    return _names(_Edition(edition.hub, str(edition.body["methodology"]), edition), language)


def hub_names(journal: Journal, hubs: Iterable[str], language: str) -> Mapping[str, str]:
    """Return the short names of hubs by their latest editions; a hub without one has its id."""
    latest = {hub: list(editions(journal, hub).values())[-1:] for hub in hubs}
    return {hub: short_name(names_of_edition(last[0], language).hub) if last else hub
            for hub, last in latest.items()}


@functools.lru_cache(maxsize=_KEPT)
def _names(edition: _Edition, language: str) -> EditionNames:
    try:
        method = methodology_of(edition.entry)
    except BadInput:
        recorded = {one.id: one.name for one in phases_of(edition.entry)}
        return EditionNames(str(edition.entry.body.get("name", edition.hub)),
                            recorded, recorded, {})
    return EditionNames(
        hub=text_in(method.hub.name, language, method.hub.id),
        phases={phase.id: text_in(phase.name, language, phase.id) for phase in method.phases},
        own={phase.id: text_in(phase.name, method.hub.language, phase.id)
             for phase in method.phases},
        criteria={f"{phase.id}/{one.id}": text_in(one.title, language, one.id)
                  for phase in method.phases for one in phase.criteria})


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
