"""What a phase requires, scores, and adds to a score or takes from it."""

from collections.abc import Mapping
from typing import Any

import attrs

from hubflow.model.late_record import frozen_at_use
from hubflow.model.method.gates import NotAdvance
from hubflow.model.score.score_rules import Decimals
from hubflow.model.values import Identifier, Text, Texts, optional, required


def concept_shares(concept: str | None, concepts: Mapping[str, float]) -> Mapping[str, float]:
    """Return what a rule is about: the share of each concept, adding to 1; empty for none."""
    said = concepts or ({concept: 1.0} if concept else {})
    total = sum(said.values())
    return {id: share / total for id, share in said.items()}


def _several_concepts() -> Any:
    """Return the field of a rule that is about several concepts."""
    return attrs.field(factory=dict, metadata={
        "about": "What it is about if that is more than `concept`: every concept with its part, "
                 "such as `{ feasibility = 2, efficiency = 1 }`, `concept` among them."})


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Requirement:
    """Something that must hold. ``holds`` is an expression; ``judged``: the panel says yes or no.
    """

    id: Identifier = required("Its name.")
    holds: Text | None = optional("An SQL condition over facts and parameters.")
    judged: bool = optional("True where the panel says whether it holds.", default=False)
    says: Texts = required("The rule in a plain sentence.")
    otherwise: Texts | None = optional("What to do when it does not hold.")
    otherwise_decision: NotAdvance = optional("What the gate then recommends.", default="revise")
    concept: Text | None = optional("What it is about, in the shared vocabulary.")
    concepts: Mapping[str, float] = _several_concepts()
    source: Identifier = required("The id of its source.")



@attrs.frozen(kw_only=True, eq=False, repr=False)
class JudgedException(Requirement):
    """An exception in the form of a judged requirement: the panel says whether it grants it."""



@frozen_at_use(kw_only=True, eq=False, repr=False)
class ExceptionRule:
    """An exception that the panel may grant with a written reason, as `exceptions.<id>`.

    Where nobody has judged it, none is granted. A yes without a reason does not count.
    """

    id: Identifier = required("Its name; each exception of the methodology has one of its own.")
    says: Texts = required("What may be granted, and when, in a plain sentence.")
    source: Identifier = required("The id of its source.")

    @property
    def judged(self) -> bool:
        """True: a panel grants it."""
        return True

    @property
    def justified(self) -> bool:
        """True: it is granted for a written reason alone."""
        return True

    @property
    def requirement(self) -> JudgedException:
        """The exception in the form of a requirement, as it is judged."""
        return JudgedException(id=self.id, judged=True, says=self.says, source=self.source)



@frozen_at_use(kw_only=True, eq=False, repr=False)
class ScaleConversion:
    """How a judgement on another scale becomes one on a criterion's own scale.

    ``points`` are pairs of a score there and a score here. Between the numbers of two pairs lies a
    straight line; of labels each has a pair.
    """

    scale: tuple[Any, ...] = required("The other scale: `[low, high]`, or labels.")
    points: tuple[tuple[Any, Any], ...] = required(
        "Pairs of a score on the other scale and the score on this one.")



@attrs.frozen(kw_only=True, eq=False, repr=False)
class Criterion:
    """Something that is scored: computed (``measure``) or judged by a panel (``judged``).

    ``scale`` is two numbers, low and high, or ordered labels from worst to best. Pairs of
    ``points`` turn a measure into points on the scale, linearly between them and flat beyond; one
    number of ``points`` is what the criterion is worth.
    """

    id: Identifier = required("Its name.")
    title: Texts = required("Its title.")
    says: Texts | None = optional("What is looked at, in a plain sentence.")
    concept: Text = required(
        "What it is about, in the shared vocabulary (`hubflow facts --concepts` lists it), or "
        "`local:…`.")
    concepts: Mapping[str, float] = _several_concepts()
    measure: Text | None = optional("An SQL expression over facts and parameters.")
    points: float | tuple[tuple[float, float], ...] = optional(
        "How many points it is worth, in place of a weight. A list of pairs turns the measure into "
        "points on the scale: straight lines between them, flat beyond.",
        default=(),
    )
    rises_and_falls: bool = optional(
        "True where the points are meant to go up and down: the best lies in between.",
        default=False,
    )
    lower_is_better: bool = optional(
        "True where a lower measure is better: the scale is counted from its high end.",
        default=False
    )
    judged: bool = optional("True where a panel scores it.", default=False)
    scale: tuple[Any, ...] = required("`[low, high]`, or labels from worst to best.")
    step: float | None = optional(
        "The step between scores that may be given, from the low end on: `0.5` takes whole and "
        "half points. Any number on the scale if unsaid."
    )
    rubric: Mapping[str, Texts] = attrs.field(
        factory=dict, metadata={"about": "What a level means: `{ \"1\" = \"…\", \"5\" = \"…\" }`."}
    )
    weight: float | None = optional(
        "Its weight among the phase's criteria with numbers, or among those of its group; 1 if "
        "unsaid. Labels are counted, not weighed."
    )
    group: Identifier | None = optional("The id of the group that it is part of.")
    round: Decimals | None = optional(
        "To how many decimals its value on the scale is rounded, half up, before it counts."
    )
    conversions: tuple[ScaleConversion, ...] = optional(
        "How judgements on other scales, such as an earlier edition's, are converted. Without it "
        "they are refused.", default=()
    )
    justified: bool = optional(
        "True: a judgement without a written note does not count.", default=False
    )
    applies: Text | None = optional(
        "A condition; where it does not hold the criterion is left out."
    )
    minimum: Any = optional(
        "A floor: the least number or label without which nobody advances."
    )
    source: Identifier = required("The id of its source.")

    @property
    def ordinal(self) -> bool:
        """Whether the scale is ordered labels."""
        return bool(self.scale) and isinstance(self.scale[0], str)

    @property
    def adds(self) -> bool:
        """Whether its value is added to the score, as an adjustment's is, and not weighed."""
        return False

    @property
    def weighed(self) -> bool:
        """Whether it has a weight in the score: labels are counted, adjustments added."""
        return not self.ordinal and not self.adds

    @property
    def curve(self) -> tuple[tuple[float, float], ...]:
        """The pairs that turn its measure into points on the scale; empty without them."""
        return self.points if isinstance(self.points, tuple) else ()

    @property
    def worth(self) -> float | None:
        """How many points it is worth; None where it says no number of points."""
        return None if isinstance(self.points, tuple) else self.points

    @property
    def score_weight(self) -> float | None:
        """The points or the weight among the criteria and groups beside it, 1 by default.

        None for labels, which are counted, and for adjustments, which are added.
        """
        if not self.weighed:
            return None
        said = self.weight if self.worth is None else self.worth
        return 1.0 if said is None else said

    def meaning_of(self, level: Any) -> Texts | None:
        """Return what the rubric says of a level of the scale, if it says anything."""
        return next((texts for key, texts in self.rubric.items()
                     if key == level or (not self.ordinal and float(key) == level)), None)



@attrs.frozen(kw_only=True, eq=False, repr=False)
class AddedCriterion(Criterion):
    """An adjustment in the form of a criterion: its scale goes from its floor to its cap."""

    @property
    def adds(self) -> bool:
        """True: it has no weight, and its value is added to the score."""
        return True



@frozen_at_use(kw_only=True, eq=False, repr=False)
class Adjustment:
    """Something added to a phase's score, or taken from it: a bonus, a penalty.

    It is computed (``add``) or ``judged``, and never less than ``floor`` or more than ``cap``.
    """

    id: Identifier = required("Its name.")
    title: Texts = required("Its title.")
    says: Texts = required("What it is for, in a plain sentence.")
    add: Text | None = optional(
        "An SQL expression: what is added to the score, in points where it is in points. A number "
        "below 0 is taken away."
    )
    judged: bool = optional("True where a panel says how much is added.", default=False)
    step: float | None = optional(
        "The step between numbers that the panel may give, from the floor on. Any number if unsaid."
    )
    floor: float = optional("The least that it adds: below 0 for a penalty.", default=0.0)
    cap: float = optional("The most that it adds.", default=0.0)
    applies: Text | None = optional("A condition; where it does not hold nothing is added.")
    justified: bool = optional(
        "True: a judgement without a written note does not count.", default=False
    )
    concept: Text | None = optional("What it is about, in the shared vocabulary.")
    concepts: Mapping[str, float] = _several_concepts()
    source: Identifier = required("The id of its source.")

    @property
    def criterion(self) -> AddedCriterion:
        """The adjustment in the form of a criterion, as it is computed and judged."""
        return AddedCriterion(
            id=self.id, title=self.title, says=self.says, measure=self.add, judged=self.judged,
            scale=tuple(int(end) if end.is_integer() else end for end in (self.floor, self.cap)),
            step=self.step, applies=self.applies, justified=self.justified,
            concept=self.concept or f"local:{self.id}", concepts=self.concepts,
            source=self.source)

