"""Groups of criteria, and what is said of a phase's score as a whole."""

import attrs

from hubflow.model.values import Identifier, Texts, optional, required


@attrs.frozen(kw_only=True, eq=False, repr=False)
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
    source: Identifier | None = optional("The id of its source.")
