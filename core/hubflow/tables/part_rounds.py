"""Work out, over all parts, what a phase compares in each round of the race of its calls.

See :mod:`hubflow.engine.call.race`: whoever was stopped counts for those who were decided on, and
no more for those who are still undecided.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from hubflow.engine.call.race import takes_part
from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.pipeline.phases_in_order import race_columns


def values_by_round(
    keys: Sequence[pl.DataFrame], plan: PhasePlan, values: Callable[[pl.DataFrame], pl.DataFrame]
) -> list[pl.DataFrame]:
    """Return the values of each round, a row a venture; null where it takes no part in the round.

    ``keys`` holds the phase's keys by round, or one frame for all rounds. If nobody left, there
    is one round.
    """
    columns = race_columns(keys[0], plan)
    if not columns or keys[0][columns[1]].null_count() == keys[0].height:
        return [values(keys[0])]
    own, last = map(pl.col, columns)  # in a table nobody comes back: decisions have no day
    numbered = [frame.with_row_index("_row") for frame in keys]
    rows = numbered[0].select("_row")
    found = []
    for number in range(int(keys[0][columns[0]].max()) + 1):  # type: ignore[arg-type]
        here = numbered[min(number, len(keys) - 1)].filter(takes_part(number, own, last))
        worked = values(here.drop("_row")).with_columns(here["_row"])
        found.append(rows.join(worked, on="_row", how="left", maintain_order="left").drop("_row"))
    return found


def of_own_round(
    found: Sequence[pl.DataFrame], keys: pl.DataFrame, plan: PhasePlan
) -> pl.DataFrame:
    """Return each row's values in its own round."""
    if len(found) == 1:
        return found[0]
    own = keys[race_columns(keys, plan)[0]]
    # a round of one venture has ranks, even where only a quota's cut is wanted
    return pl.concat([values.with_row_index("_row").filter(own == number)
                      for number, values in enumerate(found)], how="diagonal").sort("_row").drop(
                          "_row")
