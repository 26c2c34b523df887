"""Fill in a dossier from its challenge, key by key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import attrs

from hubflow.model.dossier import Challenge, Dossier
from hubflow.model.social_problem import Identify, Understand

T = TypeVar("T")
Section = TypeVar("Section", Identify, Understand)

JUDGEMENTS = "judgements"
ANSWERS = "answers"


def inherit(dossier: Dossier, challenge: Challenge) -> Dossier:
    """Return the dossier, completed with the values of its challenge.

    The dossier's own values of place, language, currency and each key of ``identify`` and
    ``understand`` go first. Sources, conflicts and decisions of both are kept; of two with the
    same id or on the same fact, the dossier's own.
    """
    return attrs.evolve(
        dossier,
        place=dossier.place or challenge.place,
        language=dossier.language or challenge.language,
        currency=dossier.currency or challenge.currency,
        identify=_filled(dossier.identify, challenge.identify),
        understand=_filled(dossier.understand, challenge.understand),
        sources=_joined(dossier.sources, challenge.sources, "id"),
        conflicts=_joined(dossier.conflicts, challenge.conflicts, "fact"),
        decisions=(*challenge.decisions, *dossier.decisions),
        hubs=_hubs(dossier.hubs, challenge.hubs),
    )


def as_dossier(challenge: Challenge) -> Dossier:
    """Return a challenge as a dossier, for the phases that assess challenges."""
    shared = {field.name: getattr(challenge, field.name) for field in attrs.fields(Challenge)}
    return Dossier(**shared)


def _filled(own: Section, other: Section) -> Section:
    """Return ``own``, with the values of ``other`` where it has none."""
    missing = {
        field.name: getattr(other, field.name)
        for field in attrs.fields(type(own))
        if getattr(own, field.name) in (None, ())
    }
    return attrs.evolve(own, **missing)


def _joined(own: tuple[T, ...], other: tuple[T, ...], key: str) -> tuple[T, ...]:
    said = {getattr(entry, key) for entry in own}
    return (*own, *(entry for entry in other if getattr(entry, key) not in said))


def _hubs(
    own: Mapping[str, Mapping[str, Any]], other: Mapping[str, Mapping[str, Any]]
) -> dict[str, dict[str, Any]]:
    joined: dict[str, dict[str, Any]] = {}
    for hub in (*other, *(hub for hub in own if hub not in other)):
        first, second = other.get(hub, {}), own.get(hub, {})
        joined[hub] = {**first, **second}
        lists = [block[JUDGEMENTS] for block in (first, second) if JUDGEMENTS in block]
        if len(lists) == 2 and all(isinstance(entries, list) for entries in lists):
            joined[hub][JUDGEMENTS] = [*lists[0], *lists[1]]
    return joined
