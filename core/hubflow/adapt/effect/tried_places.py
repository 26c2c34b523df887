"""Lay places beside each other in which one mechanism was tried: needs, and whether it worked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import attrs

from hubflow.adapt.origin import answers_needs
from hubflow.documents.mechanism_chain import StepChain
from hubflow.model.dossier import Dossier
from hubflow.model.solution import Outcome, StepNeed

NeedReading = Literal["worked without", "not enough", "tells apart", "open"]
"""What several places show of a need. ``worked without``: it worked in a place that lacks it;
``not enough``: it did not work in a place that has it; ``tells apart``: there wherever it worked,
missing wherever it did not."""


@attrs.frozen
class TriedOutcome:
    """An outcome in a place, and whether it came about; None where that is not known."""

    indicator: str
    came_about: bool | None


@attrs.frozen
class TriedPlace:
    """A place in which the mechanism was tried.

    ``worked`` is whether every outcome that is known came about, or none did; None otherwise.
    """

    dossier: str
    place: str
    outcomes: tuple[TriedOutcome, ...]
    worked: bool | None


@attrs.frozen
class NeedInPlaces:
    """A need, whether each place had it (in the order of the places), and what that shows."""

    need: StepNeed
    present: tuple[bool | None, ...]
    reading: NeedReading


@attrs.frozen
class TriedPlaces:
    """The places in which a mechanism was tried, and its needs in each of them."""

    places: tuple[TriedPlace, ...] = ()
    needs: tuple[NeedInPlaces, ...] = ()


def compare_tried(main: Dossier, places: Sequence[tuple[str, Dossier]]) -> TriedPlaces:
    """Return the places beside each other, need by need of ``main``; empty for one place alone."""
    if len(places) < 2:
        return TriedPlaces()
    tried = tuple(tried_place(main, name, dossier) for name, dossier in places)
    worked = [place.worked for place in tried]
    known = [_presence(dossier) for _, dossier in places]
    needs = []
    for _, need in StepChain.of(main).needs():
        present = tuple(found.get(need.id) for found in known)
        needs.append(NeedInPlaces(need, present, _reading(worked, present)))
    return TriedPlaces(tried, tuple(needs))


def tried_place(main: Dossier, name: str, dossier: Dossier) -> TriedPlace:
    """Return whether the outcomes of ``main``'s mechanism came about in a dossier's place."""
    chain = StepChain.of(main)
    ends = {outcome for step in chain.steps for outcome in chain.hanging_on(step).outcomes}
    outcomes = tuple(TriedOutcome(outcome.indicator, came_about(outcome))
                     for outcome in dossier.test.outcomes if outcome.indicator in ends)
    known = {outcome.came_about for outcome in outcomes} - {None}
    return TriedPlace(dossier.id, name, outcomes, known.pop() if len(known) == 1 else None)


def came_about(outcome: Outcome) -> bool | None:
    """Return whether an outcome is better than before, and than the comparison group's.

    What is not stated is not compared; None if nothing can be compared, if a comparison group's
    value is not stated, or if it is not said whether higher or lower is better.
    """
    after, sign = outcome.after, {"higher": 1, "lower": -1}.get(str(outcome.better))
    others = [outcome.comparison_after] if outcome.comparison else []
    others += [outcome.before] if isinstance(outcome.before, int | float) else []
    if not isinstance(after, int | float) or sign is None or not others:
        return None
    if not all(isinstance(other, int | float) for other in others):
        return None
    return all(sign * after > sign * float(other or 0) for other in others)


def _presence(dossier: Dossier) -> dict[str, bool | None]:
    """Return whether a dossier's place has each need.

    Where a dossier says so of any need (`here`), that counts alone; else it is the place where
    the needs were found, and `there` says how it met them.
    """
    needs = [need for _, need in StepChain.of(dossier).needs()]
    if answers_needs(dossier):
        return {need.id: need.present for need in needs}
    return {need.id: True if need.there else None for need in needs}


def _reading(worked: Sequence[bool | None], present: Sequence[bool | None]) -> NeedReading:
    pairs = set(zip(worked, present, strict=True))
    if (True, False) in pairs:
        return "worked without"
    if (False, True) in pairs:
        return "not enough"
    where_known = {pair for pair in pairs if pair[0] is not None}
    return "tells apart" if where_known == {(True, True), (False, False)} else "open"
