"""Give out the money of every call or group, and put the outcome into columns, in cents."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import attrs
import polars as pl

from hubflow.engine.gate.competition import CERTAIN, POSSIBLE
from hubflow.engine.pipeline.column_names import ENDS
from hubflow.engine.selection.best_set import best_set
from hubflow.engine.selection.bids import NONE, Bid, CostEnds, Shared, all_open
from hubflow.engine.selection.equal_shares import EqualShares
from hubflow.engine.selection.turns import Turns

MILLIONTHS = 10**6
"""Scores are added up in so many parts of a point."""

COLUMNS = ("money.asked", "money.budget", "money.granted.least", "money.granted.most",
           "money.before.least", "money.before.most", "money.left.least", "money.left.most")
"""What is told of the money, all in cents: `before` is what was left when a venture's turn came."""


def cost_ends(row: Mapping[str, Any], cost: str) -> CostEnds:
    """Return the ends of a venture's cost, where its column has them."""
    low, high = (row.get(f"{cost}.{end}") for end in ENDS)
    return (0, None) if low is None else (low, high)


Share = Callable[[Sequence[Bid], int | None], Shared]


@attrs.frozen(eq=False, repr=False)
class Envelope:
    """The rule by which a call's money is given out.

    ``cut`` is the key of the gate; the others name the columns of what is read.
    """

    cut: str
    least_share: float | None
    cost: str
    one_of: str | None
    together: str | None

    @property
    def share(self) -> Share:
        """The function that gives out the money of one call."""
        if self.cut == "best_set":
            return best_set
        if self.cut == "equal":
            return EqualShares(self.least_share).share
        return Turns(self.cut == "skip", self.least_share).share

    def given_out(self, table: pl.DataFrame, cents: pl.Series) -> pl.DataFrame:
        """Return `certain`, `possible` and :data:`COLUMNS` for each row.

        ``table`` is that of a :class:`~hubflow.engine.gate.competition.Competition` over whole
        calls, ``cents`` the money of each row's call. Who cannot compete gets nothing.
        """
        parts = table.with_columns(cents.alias("_cents")).with_row_index("_at").partition_by(
            "_from", maintain_order=True)
        found: dict[int, dict[str, Any]] = {}
        for part in parts:
            found |= self._of_call(part)
        nothing: dict[str, Any] = {"certain": False, "possible": False}
        return pl.DataFrame(
            [found.get(at, nothing) for at in range(table.height)],
            schema={"certain": pl.Boolean, "possible": pl.Boolean,
                    **dict.fromkeys(COLUMNS, pl.Int64)})

    def _of_call(self, part: pl.DataFrame) -> dict[int, dict[str, Any]]:
        budget = part["_cents"][0]
        rows = part.filter(POSSIBLE)
        absent = set() if self.together is None else {
            each for each in part.filter(~pl.col(POSSIBLE))[self.together] if each != NONE}
        bids = [self._bid(row) for row in rows.iter_rows(named=True)]
        complete = [bid for bid in bids if bid.linked is None or bid.linked not in absent]
        # somebody who does not compete may belong to any package, and break it
        doubtful = None in absent and any(bid.linked != NONE for bid in bids)
        shared = (all_open if doubtful else self.share)(complete, budget)
        found = {}
        for bid in bids:
            grant = shared.grants.get(bid.row)
            amounts = [bid.cost, budget, *((0, 0) if grant is None else (grant.least, grant.most)),
                       *((grant and grant.before) or (None, None)), *(shared.left or (None, None))]
            found[bid.row] = {"certain": bool(grant and grant.certain),
                              "possible": bool(grant and grant.possible),
                              **dict(zip(COLUMNS, amounts, strict=True))}
        return found

    def _bid(self, row: Mapping[str, Any]) -> Bid:
        value = NONE if self.one_of is None else row[self.one_of]
        linked = NONE if self.together is None else row[self.together]
        return Bid(row["_at"], row[CERTAIN], row["_low"], row["_high"], row[self.cost],
                   self._score(row), frozenset() if value == NONE else frozenset({value}), linked,
                   costs=cost_ends(row, self.cost))

    def _score(self, row: Mapping[str, Any]) -> tuple[int, int]:
        """Return the least and the greatest score; 0 where no scores are added up."""
        if self.cut != "best_set":
            return 0, 0
        low, high = (max(0, round(row[f"_{end}0"] * MILLIONTHS)) for end in ("low", "high"))
        return low, high
