"""The content of an issue map, from a dossier or from a sheet filled in at a table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import attrs

Kind = Literal["group", "problem", "cause", "effect", "responder", "left-out", "evidence",
               "solution", "step", "need", "change"]
PROBLEM_KINDS: tuple[Kind, ...] = ("group", "problem", "cause", "effect", "responder", "left-out",
                                   "evidence", "solution")
"""What a problem's map shows."""

MECHANISM_KINDS: tuple[Kind, ...] = ("step", "need", "change")
"""What the picture of a mechanism shows: steps, what each needs, and what changes in the end."""

KINDS: tuple[Kind, ...] = (*PROBLEM_KINDS, *MECHANISM_KINDS)

Mark = Literal["", "essential", "adaptable", "met", "missing", "open"]
"""What is known of a step (may it be done otherwise?) or of a need (is it there?)."""


@attrs.frozen(kw_only=True)
class Item:
    """One item of the map; ``about`` are the texts of the items that it belongs to or answers."""

    kind: Kind
    text: str
    about: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    mark: Mark = ""


@attrs.frozen(kw_only=True)
class MapOffer:
    """An instrument for a stage, and whether it can be applied for."""

    name: str
    open: str


@attrs.frozen(kw_only=True)
class ServedStage:
    """A stage with the instruments that a hub knows for it."""

    stage: str
    name: str
    offers: tuple[MapOffer, ...] = ()

    @property
    def open(self) -> bool:
        """Return whether one of the stage's instruments is known to be open."""
        return any(offer.open == "open" for offer in self.offers)


@attrs.frozen(kw_only=True)
class IssueMap:
    """A problem of a place: the group, the causes, who responds, what is known.

    ``stages`` is empty where no hub was named.
    """

    title: str
    items: tuple[Item, ...]
    stages: tuple[ServedStage, ...] = ()

    def of(self, *kinds: Kind) -> tuple[Item, ...]:
        """Return the items of these kinds, in order."""
        return tuple(item for item in self.items if item.kind in kinds)

    def unanswered(self) -> frozenset[str]:
        """Return the texts of the items that no one responds to today.

        What someone who responds is said to leave out. A problem that nobody answers, neither
        itself nor anything that belongs to it; who is not said to answer something of its own
        answers every problem. A cause or effect that nobody names, where anybody names one.
        """
        answered = _named(self.of("responder"))
        all_problems = any(not item.about for item in self.of("responder"))
        parts = self.of("cause", "effect")
        found = {item.text for item in self.of("left-out")}
        for problem in self.of("problem"):
            own = {problem.text} | {part.text for part in parts if problem.text in part.about}
            if not all_problems and not own & answered:
                found.add(problem.text)
        if any(part.text in answered for part in parts):
            found |= {part.text for part in parts if part.text not in answered}
        return frozenset(found)

    def addressed(self) -> frozenset[str]:
        """Return the texts that the solution answers; every problem if it names none."""
        solutions = self.of("solution")
        if any(not item.about for item in solutions):
            return _named(solutions) | {item.text for item in self.of("problem")}
        return _named(solutions)


def _named(items: Iterable[Item]) -> frozenset[str]:
    return frozenset(text for item in items for text in item.about)
