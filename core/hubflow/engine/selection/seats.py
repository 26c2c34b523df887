"""Give out places of one list with a least and a greatest number for each group.

The best of each group have the group's least number of places first. What is left goes to the best
of the others, whatever their group, as long as their group has not its greatest number.
"""

from __future__ import annotations

import attrs
import polars as pl

from hubflow.engine.gate.competition import CERTAIN, POSSIBLE, CompetitorCount
from hubflow.engine.selection.groups import GROUP, ROW, PerGroup, of_group

_MANY = 2**40


@attrs.frozen(eq=False, repr=False)
class Seats:
    """The places of a list: how many in all, and the least and greatest number of a group.

    ``ceiling`` is a greatest number for every group.
    """

    total: int
    least: PerGroup = None
    most: PerGroup = None
    ceiling: int | None = None

    def bounds(self, group: str) -> tuple[int, int | None]:
        """Return the least and the greatest number of places of a group; None without one."""
        most = [each for each in (of_group(self.most, group), self.ceiling) if each is not None]
        return of_group(self.least, group) or 0, min(most, default=None)

    def exceeded(self, groups: pl.Series) -> bool:
        """Return whether ventures of these groups are more than there are places for."""
        counts = groups.drop_nulls().value_counts().rows()
        return len(groups) > self.total or any(
            count > (_MANY if most is None else most)
            for group, count in counts for most in [self.bounds(group)[1]])

    def standing(self, table: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
        """Return whether each row has a place, for certain and possibly.

        ``table`` is that of a :class:`~hubflow.engine.gate.competition.Competition` over whole
        calls, with a row for each group that a venture may be in. More competitors ahead, and more
        competitors in any group, never help anybody; so the most of both show what is certain.
        """
        counts = [_GroupCount.of(table, group) for group in table[GROUP].unique().sort()]
        certain, possible = (self._has_place(table, counts, most=most) for most in (True, False))
        return certain, possible

    def _has_place(
        self, table: pl.DataFrame, counts: list[_GroupCount], *, most: bool
    ) -> pl.Series:
        frame = table.select(GROUP)
        first, general = pl.lit(0, pl.Int64), pl.lit(0, pl.Int64)
        reserved, room = pl.lit(False), pl.lit(False)
        for number, count in enumerate(counts):
            least, most_of_group = self.bounds(count.group)
            greatest = _MANY if most_of_group is None else max(most_of_group, least)
            ahead, size = (f"_{name}{number}" for name in ("ahead", "size"))
            frame = frame.with_columns(
                (count.ahead_most if most else count.ahead_least).alias(ahead),
                (count.most if most else count.least).alias(size))
            here = pl.col(GROUP) == count.group
            first += pl.col(ahead).clip(0, least)
            general += (pl.col(ahead) - least).clip(0, greatest - least)
            general += pl.col(size).clip(0, least)
            reserved |= here & (pl.col(ahead) < least)
            room |= here & (pl.col(ahead) < greatest)
        return frame.select(
            pl.when(reserved).then(first < self.total).otherwise(room & (general < self.total))
        ).to_series()


@attrs.frozen(eq=False, repr=False)
class _GroupCount:
    """How many of one group compete, and are ahead of each row, at least and at most.

    The row itself is counted in its own group, and not among those ahead.
    """

    group: str
    ahead_least: pl.Series
    ahead_most: pl.Series
    least: pl.Series
    most: pl.Series

    @classmethod
    def of(cls, table: pl.DataFrame, group: str) -> _GroupCount:
        members = table.filter(pl.col(GROUP) == group)
        certain = CompetitorCount.of(members.filter(CERTAIN), "_low")
        possible = CompetitorCount.of(members.filter(POSSIBLE), "_high")
        # a venture of an unknown group has a row in this group, too, which is no rival of its own
        itself = table[ROW].is_in(members.filter(POSSIBLE)[ROW].implode()).cast(pl.Int64)
        here = table[GROUP] == group
        return cls(
            group,
            certain.above(table, "_high", level=False),
            possible.above(table, "_low", level=True) - itself,
            certain.above(table, "_from", level=True) + (here & ~table[CERTAIN]).cast(pl.Int64),
            possible.above(table, "_from", level=True) - itself + here.cast(pl.Int64),
        )
