"""The words of a memo on the places in which one mechanism was tried."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from hubflow.adapt.draft.travelling_texts import Clean
from hubflow.adapt.effect.tried_places import NeedInPlaces, TriedPlace, TriedPlaces

_YES_NO = {True: "need_yes", False: "need_no", None: "unknown"}
_WORKED = {True: "worked", False: "worked_not", None: "worked_open"}


@attrs.frozen(eq=False, repr=False)
class TriedSection:
    """What a memo says about :class:`TriedPlaces`; ``say`` returns one of its sentences."""

    tried: TriedPlaces
    say: Callable[..., str]
    clean: Clean

    def __bool__(self) -> bool:
        return bool(self.tried.places)

    def limits(self) -> str:
        return self.say("tried_limits", n=len(self.tried.places))

    def place(self, place: TriedPlace) -> str:
        """Return a place with whether it worked there."""
        return f"{place.place}: {self.say(_WORKED[place.worked])}"

    def outcomes(self, place: TriedPlace) -> str:
        """Return which outcomes came about in a place."""
        texts = [f"{self.clean(outcome.indicator)}: {self.say(_YES_NO[outcome.came_about])}"
                 for outcome in place.outcomes]
        return f"{place.place}. {'; '.join(texts) or self.say('nothing_said')}"

    def need(self, need: NeedInPlaces) -> str:
        return self.clean(need.need.what).rstrip(".")

    def cells(self, need: NeedInPlaces) -> list[str]:
        """Return yes, no or not known for each place."""
        return [self.say(_YES_NO[present]) for present in need.present]

    def reading(self, need: NeedInPlaces) -> str:
        return self.say(f"tried_{need.reading}")
