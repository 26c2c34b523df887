"""Groups of criteria, and what is said of a phase's score as a whole."""

from typing import Annotated

import attrs

from hubflow.model.late_record import frozen_at_use
from hubflow.model.values import Identifier, Kind, Text, Texts, optional, required

MOST_DECIMALS = 6
"""No published score has more decimals."""

Decimals = Annotated[float, Kind("number", whole=True, low=0, high=MOST_DECIMALS, gap=False)]


@frozen_at_use(kw_only=True, eq=False, repr=False)
class CriteriaGroup:
    """A group of criteria with a subtotal.

    Its subtotal is the weighted mean of its criteria, and of the groups in it, each taken to 0 to
    100; in points if the group is worth points.
    """

    id: Identifier = required("Its name.")
    title: Texts = required("Its title.")
    says: Texts | None = optional("What is looked at, in a plain sentence.")
    group: Identifier | None = optional("The id of the group that it is part of.")
    weight: float | None = optional("Its weight among what stands beside it; 1 if unsaid.")
    points: float | None = optional("How many points it is worth, in place of a weight.")
    minimum: float | None = optional(
        "A floor: the least subtotal without which nobody advances; in points if it has points, "
        "else 0 to 100."
    )
    round: Decimals | None = optional(
        "To how many decimals its subtotal is rounded, half up, before it counts in the score and "
        "in gates."
    )
    source: Identifier = required("The id of its source.")

    @property
    def score_weight(self) -> float:
        """The points or the weight that it has among what stands beside it, 1 by default."""
        said = self.points if self.points is not None else self.weight
        return 1.0 if said is None else said


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ScoreRules:
    """What is published of a phase's score as a whole."""

    points: float | None = optional(
        "The total of the phase; its weights or points must add up to it, and the score is shown "
        "out of it."
    )
    round: Decimals | None = optional(
        "To how many decimals the score is rounded, half up, before thresholds and ranks; in "
        "points where it is in points."
    )
    band: float | None = optional(
        "How far a weight may be off, as a share of it (0 to 1): robustness draws weights within "
        "it. `hubflow weigh` writes how far people were from their mean."
    )
    floor: float | None = optional(
        "The least that the score comes to with its adjustments; 0 if unsaid. In points where it "
        "is in points."
    )
    cap: float | None = optional(
        "The most that the score comes to with its adjustments; its total if unsaid."
    )
    source: Identifier | None = optional("The id of its source.")


@frozen_at_use(kw_only=True, eq=False, repr=False)
class TieBreak:
    """What comes first among ventures of equal score, by a fact or a date that has no weight.

    The least or the greatest value of an expression comes first, or the labels of a fact in the
    order in which they are ``listed``, or who has a value that nobody ranked higher has.
    """

    id: Identifier = required("Its name in `rank_by`.")
    least: Text | None = optional(
        "An SQL expression over facts, a number or a date: the least, or the earliest, comes first."
    )
    most: Text | None = optional("The same, where the greatest or the latest comes first.")
    fact: Text | None = optional("A fact that is a label, in place of an expression.")
    listed: tuple[Text, ...] = optional(
        "Labels of the fact, the one that comes first at the beginning; all others come last.",
        default=()
    )
    uncovered: Text | None = optional(
        "A fact, such as a topic: who has a value of it that nobody ranked higher has comes first. "
        "What `rank_by` names before it says who is ranked higher."
    )
    says: Texts = required("What comes first, in a few plain words.")
    source: Identifier = required("The id of its source.")


@frozen_at_use(kw_only=True, eq=False, repr=False)
class NamedValue:
    """A named part of a phase's expressions, which they read as `values.<id>`."""

    id: Identifier = required("Its name.")
    expression: Text = required(
        "An SQL expression over facts, parameters and the `values` before it."
    )
    says: Texts = required("What it is, in a plain sentence.")
    source: Identifier = required("The id of its source.")
