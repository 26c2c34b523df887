"""Define a compiled criterion, and turn its levels into numbers."""

from __future__ import annotations

from typing import Any

import polars as pl

from hubflow.engine.expressions.expression import Expression
from hubflow.model.methodology import Criterion
from hubflow.model.plain_record import PlainRecord


class CriterionPlan(PlainRecord):
    """A criterion with its measure and its condition."""

    criterion: Criterion
    measure: Expression | None
    applies: Expression | None

    @property
    def id(self) -> str:
        """The criterion's id."""
        return self.criterion.id

    @property
    def minimum(self) -> Any:
        """The least level without which nobody advances."""
        return self.criterion.minimum

    @property
    def score_weight(self) -> float:
        """The weight among the parts of the score beside it; 1 for labels, which nobody weighs."""
        return self.criterion.score_weight or 1.0

    @property
    def adds(self) -> bool:
        """Whether its value is added to the score, and not weighed."""
        return self.criterion.adds

    @property
    def always_applies(self) -> bool:
        """Whether it applies to everyone."""
        return self.applies is None

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and greatest value on its scale; for labels their positions."""
        scale = self.criterion.scale
        if self.criterion.ordinal:
            return 0.0, float(len(scale) - 1)
        return float(scale[0]), float(scale[1])

    @property
    def reads(self) -> tuple[str, ...]:
        """The facts and parameters that its measure reads."""
        return self.measure.reads if self.measure else ()

    @property
    def ends(self) -> tuple[pl.Expr, pl.Expr] | None:
        """The columns between which its measure lies where it is missing; None without them."""
        return self.measure.ends if self.measure else None

    def position(self, level: object) -> float:
        """Return a level of its scale as a number."""
        if self.criterion.ordinal:
            return float(self.criterion.scale.index(level))
        return float(level)  # type: ignore[arg-type]
