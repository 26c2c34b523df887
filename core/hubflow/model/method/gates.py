"""The gate of a phase: when a venture advances, and when it stops."""

from collections.abc import Mapping
from typing import Annotated, Any

import attrs

from hubflow.model.late_record import frozen_at_use
from hubflow.model.score.score_rules import TieBreak
from hubflow.model.values import Identifier, Kind, Text, Texts, label, optional

NotAdvance = Annotated[str, label("revise", "stop")]
Cut = Annotated[str, label("stop", "skip", "best_set", "equal")]
Unfilled = Annotated[str, label("lapse", "general")]
ReserveCount = Annotated[float, Kind("number", whole=True, low=1, gap=False)]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class AdvanceRule:
    """One way to advance; everything it names must hold."""

    score: float | None = optional("The least score (0 to 100).")
    points: float | None = optional("The least score in the phase's points.")
    places: int | Mapping[str, int] | None = optional(
        "How many of the call advance, best first; with `per` how many of each group, or a number "
        "for each: `places.north = 3`."
    )
    per: Text | None = optional(
        "A fact: ventures compete within its values, and each value has places or a budget of its "
        "own."
    )
    unfilled: Unfilled | None = optional(
        "What becomes of places that a group leaves unfilled. With `general` they go to the best "
        "of the others; they lapse if unsaid."
    )
    across: Text | None = optional(
        "A fact over whose values the places of one list are spread, or its money where a `cut` "
        "says how it is given out, as the keys with `_each` say."
    )
    least_each: int | Mapping[str, int] | None = optional(
        "The best of each group have so many places first, or so much of the money; a number, or "
        "one for each group."
    )
    most_each: int | Mapping[str, int] | None = optional(
        "No group has more places, or more of the money; a number, or one for each group."
    )
    share_each: float | None = optional(
        "No group has more than this share of the places, or of the money (0 to 1), rounded down."
    )
    budget: str | Mapping[str, Text] | None = optional(
        "How much the call has: `call.budget`, a parameter or a number; with `per` how much each "
        "group has, or an amount for each: `budget.north`."
    )
    cost: Text | None = optional(
        "What one venture takes of it, in order of rank. The two go together."
    )
    cut: Cut | None = optional(
        "Where the money ends: it stops at the first venture that it does not cover (`stop`), "
        "skips that one and tries the next (`skip`), pays for the set with the greatest total "
        "score (`best_set`), or is divided equally (`equal`). Without it the money stops, and "
        "those take their cost of it, too, who are out for another reason."
    )
    least_share: float | None = optional(
        "The first venture that the money does not cover gets what is left, if that is at least "
        "this share of its cost; with `equal` nobody gets a smaller share."
    )
    one_of: Text | None = optional(
        "A fact: of the ventures with the same value only one is funded, such as of those on one "
        "site; of those with the value `none` all can be."
    )
    together: Text | None = optional(
        "A fact: ventures with the same value are funded together or not at all; those with the "
        "value `none` each by itself."
    )
    at_least: Mapping[str, int] = attrs.field(
        factory=dict,
        metadata={"about": "So many criteria at a label or above: `at_least.good = 2`."},
    )
    criteria: Mapping[str, Any] = attrs.field(
        factory=dict,
        metadata={"about": "The least level of single criteria, or of groups: "
                  "`criteria.impact = 3`."},
    )
    when: Text | None = optional("An SQL condition over facts and parameters.")



@frozen_at_use(kw_only=True, eq=False, repr=False)
class StopRule:
    """One way to be stopped; everything it names must hold. Ranks never stop a venture."""

    score_below: float | None = optional("The score lies below this.")
    points_below: float | None = optional("The score lies below this, in the phase's points.")
    below: Mapping[str, int] = attrs.field(
        factory=dict,
        metadata={"about": "So many criteria lie below a label: `below.fair = 2`."},
    )
    when: Text | None = optional("An SQL condition over facts and parameters.")



@attrs.frozen(kw_only=True, eq=False, repr=False)
class Gate:
    """The recommendation of a phase. Requirements and floors come first, then stop and advance."""

    advance: tuple[AdvanceRule, ...] = optional(
        "Any of these; one without keys always holds.", default=(AdvanceRule(),)
    )
    stop: tuple[StopRule, ...] = optional("Any of these, decided first.", default=())
    otherwise: NotAdvance = optional("What is recommended if nothing else holds.", default="revise")
    rank_by: tuple[Text, ...] = optional(
        "What breaks ties in rank, in order: `score`, or ids of criteria, groups and `ties`; last "
        "of all `draw`, a lot. `draw` alone draws among all. Without it a tie across the last "
        "place is `undecided`.", default=()
    )
    draw_from: Text | None = optional(
        "Where the seed of a draw comes from, named before the list is closed: a public beacon's "
        "next value, or a number whose digest is published beforehand."
    )
    ties: tuple[TieBreak, ...] = optional(
        "Facts and dates that break ties and have no weight.", default=()
    )
    reserve: ReserveCount | None = optional(
        "How many are on a reserve list, in order of rank, behind those with a place or money. "
        "They move up when somebody withdraws, declines or is excluded."
    )
    says: Texts | None = optional("The rule in a plain sentence.")
    source: Identifier | None = optional("The id of its source.")

