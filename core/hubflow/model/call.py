"""A call: a round in which ventures compete, with its members, deadline, steps and budget."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Literal

import attrs

from hubflow.model.late_record import frozen_at_use
from hubflow.model.values import Code, Day, Identifier, Kind, Text, Texts, label, optional, required

if TYPE_CHECKING:
    from hubflow.model.assessors import Assessor

StandingWord = Literal[
    "in the race", "late", "inadmissible", "withdrawn", "declined", "excluded", "paused", "closed"]

IN_RACE = "in the race"
NEVER_IN_RACE = frozenset({"late", "inadmissible"})
"""Standings of members that never were in the race of their call."""

DECLINED = "declined"
"""The standing of a venture that does not take the place that a body gave it."""

GIVES_PLACE_BACK = frozenset({"withdrawn", DECLINED, "excluded"})
"""Standings of members that have no place any more, though a body gave them one."""

OUT_OF_RACE = NEVER_IN_RACE | GIVES_PLACE_BACK
"""Standings that the office of a call gives members that are not in the race, or no more."""

OUT_BY_BODY = NEVER_IN_RACE | {"excluded"}
"""Standings that a body gives a member, who must hear of them."""

UNDATED = frozenset({"late"})
"""Standings shown without the day from which they hold: an application is late by its receipt, and
that day is only when it was recorded."""

SIGNERS_APART = ";"
"""What parts who signed a list in an entry's text: nobody's name has it."""

STANDINGS = (IN_RACE, "late", "inadmissible", "withdrawn", DECLINED, "excluded", "paused", "closed")

Digest = Annotated[str, Kind("text", pattern=r"[0-9a-f]{64}", gap=False)]
"""A SHA-256 in hexadecimal."""

Minutes = Annotated[float, Kind("number", whole=True, low=0, unit="minutes", gap=False)]

Days = Annotated[float, Kind("number", whole=True, low=1, unit="days", gap=False)]

PublishedList = Annotated[str, label("preliminary", "final", "reserve")]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class CallStep:
    """A step of a call."""

    id: Identifier = required("Its name.")
    name: Texts = required("The hub's name for it.")
    says: Texts | None = optional("What happens at it.")
    phase: Identifier | None = optional(
        "The phase whose results it makes known. The step waits until everybody who stands there, "
        "or before it, was decided on or recommended. Without it the step is the whole call's."
    )
    leads_on: bool = optional(
        "True for the final list of its phase: from then on ventures are led past that phase.",
        default=False
    )
    complaint_days: Days | None = optional(
        "The number of days after it in which complaints are received; none without it."
    )
    optional: bool = optional("True where a call may go on without it.", default=False)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class CallRules:
    """How a call proceeds in the register. A hub without it has the common steps."""

    steps: tuple[CallStep, ...] = required("The steps, in the order in which they are taken.")
    final: Identifier = required(
        "The step with the list that is final. Until then whatever is shown of the call is "
        "preliminary, and nobody is led on, but past a phase that has a final list of its own, "
        "from which on the letters on that phase are final too; after the last step all of it is."
    )
    complaints: Texts | None = optional(
        "Where complaints go, and who decides on them. It stands below lists."
    )
    anonymous_lists: tuple[PublishedList, ...] = optional(
        "The lists that show codes in place of names.", default=()
    )
    source: Identifier = required("The id of the source of the steps.")

    def final_for(self, phase: str) -> str:
        """Return the id of the step from which on ventures are led past a phase."""
        return next((step.id for step in self.steps if step.leads_on and step.phase == phase),
                    self.final)

    def own_final(self, phases: Iterable[str]) -> str | None:
        """Return the id of the final list of its own that the first of ``phases`` to have one has.

        ``phases`` are a phase and those after it: who is stopped before the first list of a call
        is told by that list.
        """
        lists = {step.phase: step.id for step in self.steps if step.leads_on}
        return next((lists[phase] for phase in phases if phase in lists), None)

    def position(self, id: str) -> int:
        """Return the index of a step; -1 for an unknown one."""
        return next((at for at, step in enumerate(self.steps) if step.id == id), -1)


@attrs.frozen(kw_only=True, repr=False)
class CallMember:
    """A venture of a call, and whether it is in the race."""

    id: Code = required("The venture's id.", examples=("the-kitchen",))
    standing: Annotated[str, label(*STANDINGS)] | None = optional(
        "Where it stands in the call. Without it a venture is in the race, or late if it was "
        "received after the deadline and the time of grace."
    )
    date: Day | None = optional("The day from which that holds; always, without it.")
    reason: Text | None = optional("Why.")
    received: dt.datetime | None = optional("When its application was received.")

    @property
    def in_race(self) -> bool:
        """Whether it competes."""
        return self.standing in (None, IN_RACE)


@frozen_at_use(repr=False)
class Absence:
    """A time for which a venture was out of the race: its first day out, and the first day back.

    ``gives_place_back``: it had no place any more, though a body had given it one.
    """

    since: dt.date
    back: dt.date
    gives_place_back: bool = False


@attrs.frozen(kw_only=True, repr=False)
class TakenStep:
    """A step that a call has taken."""

    step: Text = required("The step's id, or the hub's name for it.")
    date: Day = required("The day on which it was taken.")
    by: Text = required("The body that took it.")
    note: Text = optional("What should be known about it.", default="")
    published_at: Text = optional("Where its list was published.", default="")
    complaints_until: Day | None = optional(
        "The last day for complaints, where it is another than the days of the hub's step give."
    )
    signers: tuple[Text, ...] = optional("Who signed its list.", default=())


def drawn_number(seed: str, id: str) -> str:
    """Return a venture's number in a draw, in hexadecimal; the least is first."""
    import hashlib

    return hashlib.sha256((seed + id).encode()).hexdigest()


@frozen_at_use(kw_only=True, repr=False)
class Draw:
    """A draw among the ventures of a call: the list that was closed, and the seed that came after.

    The ventures come in the order of SHA-256 over the seed and the venture's id, least first.
    """

    phase: Identifier = required("The phase in which it is drawn.")
    closed: dt.datetime = required("When the list was closed, such as 2026-06-01T12:00:00Z.")
    list: Digest = required("The digest of the closed list, as `hubflow draw` shows it.")
    seed: Text | None = optional("The seed, as its source published it; open without it.")
    seeded: dt.datetime | None = optional("When the seed became known.")
    commitment: Digest | None = optional(
        "The SHA-256 of the seed, where that was published before the list was closed."
    )
    note: Text | None = optional("Where the seed can be read.")

    def place(self, id: str) -> str | None:
        """Return a venture's number in hexadecimal, of which the least is first; None if open."""
        return None if self.seed is None else drawn_number(self.seed, id)


@frozen_at_use(repr=False)
class Call:
    """A round in which dossiers compete. ``budget`` is in the hub's currency.

    ``deadline`` has a time zone. ``members`` lists those of whom something is recorded; all
    others of its ventures are in the race. ``assessors`` is the list of its jury, ``draws`` are
    the lots that were drawn. ``receipts`` are the days or moments at which a register received
    applications, by venture; what a member's record says comes before them.
    """

    id: str
    hub: str | None = None
    name: str | None = None
    date: dt.date | None = None
    budget: float | None = None
    edition: str | None = None
    deadline: dt.datetime | None = None
    grace_minutes: float = 0
    members: tuple[CallMember, ...] = ()
    steps: tuple[TakenStep, ...] = ()
    assessors: tuple[Assessor, ...] = ()
    draws: tuple[Draw, ...] = ()
    receipts: Mapping[str, dt.date] = attrs.field(factory=dict)

    def draw(self, phase: str) -> Draw | None:
        """Return the draw of a phase; None where there is none."""
        return next((draw for draw in self.draws if draw.phase == phase), None)

    def drawn_on(self, phase: str, day: dt.date) -> Draw | None:
        """Return the draw of a phase if its seed was known on a day; None before that."""
        draw = self.draw(phase)
        known = draw is not None and draw.seed is not None and (
            draw.seeded is None or draw.seeded.date() <= day)
        return draw if known else None

    @property
    def closes(self) -> dt.datetime | None:
        """The last moment at which an application is in time: the deadline and the grace."""
        if self.deadline is None:
            return None
        return self.deadline + dt.timedelta(minutes=self.grace_minutes)

    def is_late(self, received: dt.datetime | None) -> bool:
        """Return whether an application came after the deadline and the time of grace."""
        if received is None or self.closes is None:
            return False
        return in_zone(received, self.closes.tzinfo) > self.closes

    def received(self, id: str) -> tuple[dt.date | None, float | None]:
        """Return the day on which an application was received, and the minute of that day.

        They are those of the deadline's time zone; None where they are not known.
        """
        said = [each.received for each in self._members_by_id.get(id, ()) if each.received]
        moment = said[-1] if said else self.receipts.get(id)
        if not isinstance(moment, dt.datetime):
            return moment, None
        zone = self.deadline.tzinfo if self.deadline is not None else None
        here = moment.astimezone(zone) if zone is not None and moment.tzinfo else moment
        return here.date(), 60 * here.hour + here.minute + here.second / 60

    def member(self, id: str, on: dt.date) -> CallMember:
        """Return how a venture stands on a day."""
        history = self._history(id, on)
        return history[-1] if history else CallMember(id=id)

    def out(self, id: str, on: dt.date) -> CallMember | None:
        """Return how a venture stands that is out of the race on a day; None if it is in it.

        Its date is the day since which it has been out.
        """
        member = self.member(id, on)
        return None if member.in_race else attrs.evolve(member, date=self.out_since(id, on))

    def out_since(self, id: str, on: dt.date) -> dt.date | None:
        """Return the day since which a venture that is out of the race on a day has been out.

        None if it is in the race, or was never in it as far as is known.
        """
        since = None
        for each in reversed(self._history(id, on)):
            if each.in_race:
                break
            since = each.date
        return since

    def absences(self, id: str, on: dt.date) -> list[Absence]:
        """Return the times for which a venture was out of the race and came back, until a day."""
        found: list[Absence] = []
        out: list[CallMember] = []
        for each in self._history(id, on):
            if not each.in_race:
                out.append(each)
            elif out:
                found.append(Absence(out[0].date or dt.date.min, each.date or dt.date.min,
                                     any(one.standing in GIVES_PLACE_BACK for one in out)))
                out = []
        return [each for each in found if each.since < each.back]

    def _history(self, id: str, on: dt.date) -> list[CallMember]:
        """Return how a venture stood until a day, by date; records without one come first."""
        found = []
        for each in self._members_by_id.get(id, ()):
            if each.standing is None and self.is_late(each.received):
                found.append(attrs.evolve(each, standing="late"))
            elif each.date is None or each.date <= on:
                found.append(each)
        return found

    @functools.cached_property
    def _members_by_id(self) -> Mapping[str, list[CallMember]]:
        found: dict[str, list[CallMember]] = {}
        for each in sorted(self.members, key=lambda one: one.date or dt.date.min):
            found.setdefault(each.id, []).append(each)
        return found


def in_zone(moment: dt.datetime, zone: dt.tzinfo | None) -> dt.datetime:
    """Return a moment with a time zone: its own, else ``zone``."""
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)


def zone_named(name: str) -> dt.tzinfo | None:
    """Return the time zone of a name such as `Europe/Lisbon`; None for an unknown one."""
    import zoneinfo

    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return None
