"""Put the ventures of a call into groups; one whose group is unknown may be in each of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from hubflow.engine.expressions.sql import CALL
from hubflow.engine.gate.competition import CERTAIN

GROUP = "_group"
"""The group that a row stands for; a venture whose group is unknown has a row for each."""

ROW = "_row"
"""The venture's row in the table of all competitors."""

OTHER = ""
"""A group that nobody of the call is known to be in, and that the method does not name."""

PerGroup = int | Mapping[str, int] | None
"""A number that is the same for every group, or one for each; None where nothing is said."""


def group_rows(keys: pl.DataFrame, labels: Iterable[str], named: Iterable[str]) -> pl.DataFrame:
    """Return a row for each venture and each group that it may be in.

    ``keys`` holds the venture's group in `_group`, null where that is unknown. ``labels`` are all
    groups that there can be, if that is known; otherwise a venture may be in a group that
    is ``named``, in one that somebody of its call is in, or in another. Who may be in several
    groups competes in none for certain.
    """
    numbered = keys.with_row_index(ROW)
    known = numbered.filter(pl.col(GROUP).is_not_null())
    unknown = numbered.filter(pl.col(GROUP).is_null()).drop(GROUP)
    if not unknown.height:
        return known
    anywhere = pl.DataFrame({GROUP: list(labels) or [*named, OTHER]}, schema={GROUP: pl.String})
    groups = pl.concat([
        unknown.select(CALL).unique().join(anywhere, how="cross"),
        known.select(CALL, GROUP),
    ]).unique() if not list(labels) else unknown.select(CALL).unique().join(anywhere, how="cross")
    spread = unknown.join(groups, on=CALL).with_columns(pl.lit(False).alias(CERTAIN))
    return pl.concat([known, spread.select(known.columns)]).sort(ROW, GROUP)


def own_calls(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows in which the number of the call is that of the group within its call."""
    groups = rows.select(CALL, GROUP).unique().sort(CALL, GROUP).with_row_index("_own")
    return (rows.join(groups, on=[CALL, GROUP], how="left", maintain_order="left")
            .with_columns(pl.col("_own").cast(pl.Int64).alias(CALL)).drop("_own"))


def per_group(number: PerGroup) -> pl.Expr:
    """Return a number for each row's group; null where the group has none."""
    if isinstance(number, Mapping):
        return pl.col(GROUP).replace_strict(
            dict(number) or {OTHER: None}, default=None, return_dtype=pl.Int64)
    return pl.lit(number, pl.Int64)


def of_group(number: PerGroup, group: str) -> int | None:
    """Return the number of one group; None where it has none."""
    return number.get(group) if isinstance(number, Mapping) else number


def _end(name: str) -> pl.Expr:
    """Return an end of an amount over several groups; null where one has no such end."""
    value = pl.col(name)
    return pl.when(value.null_count() == 0).then(
        value.min() if name.endswith("least") else value.max())


def by_venture(rows: pl.DataFrame) -> pl.DataFrame:
    """Return standings by venture, from a row for each group that it may be in.

    What holds in each of its groups is certain, what holds in one is possible. The group, and how
    many places it has, are told where there is one.
    """
    one = pl.len() == 1
    return rows.group_by(ROW, maintain_order=True).agg(
        pl.col("best").min(), pl.col("worst").max(), pl.col("of").max(), pl.col("tied").all(),
        group=pl.when(one & (pl.col(GROUP).first() != OTHER)).then(pl.col(GROUP).first()),
        places=pl.when(pl.col("places").n_unique() == 1).then(pl.col("places").first()),
        **{name: pl.col(name).all() if name.endswith(".certain") else pl.col(name).any()
           for name in rows.columns if name.endswith((".certain", ".possible"))},
        **{name: pl.when(pl.col(name).n_unique() == 1).then(pl.col(name).first())
           for name in rows.columns if name.endswith(".uncovered")},
        **{name: _end(name) for name in rows.columns if name.startswith("money.")},
    ).sort(ROW)
