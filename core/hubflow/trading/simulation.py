"""Simulate months ahead from a business's own months: how often does its cash last?

The months ahead are drawn by the stationary bootstrap (D. N. Politis and J. P. Romano, "The
stationary bootstrap", Journal of the American Statistical Association 89, 1994, 1303-1313): months
on record are taken in runs, each of which begins at a month drawn at random and goes on, round the
end of the record to its beginning, for a number of months that is geometrically distributed. So a
good or a bad season stays together, which drawing single months would tear apart. A mean length of
1 is the ordinary bootstrap of independent months.

Money is in whole cents, so that sums are exact. All draws of one question come from one stream in
a fixed order: how many paths are worked on at once changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

AT_ONCE = 400_000
"""How many drawn months are worked on at once, so that memory stays bounded."""


def run_length(months: int) -> float:
    """Return the mean length of runs for a record of this many months: its cube root.

    The order that is best for estimating a bias or a variance (P. Hall,
    J. L. Horowitz and B.-Y. Jing, "On blocking rules for the bootstrap with dependent data",
    Biometrika 82, 1995, 561-574). That its factor is 1 is an assumption.
    """
    return float(max(1.0, round(months ** (1 / 3), 6)))


def drawn(uniform: Floats, months: int, run: float) -> Ints:
    """Return the month of the record drawn for each place, of shape (paths, places).

    ``uniform`` is of shape (paths, places, 2), in 0..1: whether a new run begins, and where.
    """
    places = np.arange(uniform.shape[1])
    begins = uniform[..., 0] < 1 / run
    begins[:, :1] = True
    fresh = (uniform[..., 1] * months).astype(np.int64)
    began = np.maximum.accumulate(np.where(begins, places, 0), axis=1)
    return np.asarray((np.take_along_axis(fresh, began, axis=1) + places - began) % months)


def lasts(cash: int, flows: Ints) -> Flags:
    """Return on which paths the cash is never below 0 at the end of a month.

    ``flows`` is of shape (…, months): what each month brings, less what it costs.
    """
    return np.asarray((cash + np.cumsum(flows, axis=-1)).min(axis=-1) >= 0)


def share_lasting(
    cash: int, record: Ints, ahead: int, *, paths: int, run: float, rng: np.random.Generator,
    at_once: int = AT_ONCE,
) -> float:
    """Return the share of drawn paths of ``ahead`` months on which the cash lasts."""
    total = 0
    for size in _sizes(paths, ahead, at_once):
        months = drawn(rng.random((size, ahead, 2)), len(record), run)
        total += int(lasts(cash, record[months]).sum())
    return total / paths


def shares_of_records(
    cash: int, record: Ints, ahead: int, *, records: int, paths: int, run: float,
    rng: np.random.Generator, at_once: int = AT_ONCE,
) -> Floats:
    """The share of paths on which the cash lasts, for each of so many records that might have been.

    Each is as long as the record and drawn from it: how far the shares lie apart says how much
    hangs on which months happened to be recorded (the double bootstrap; B. Efron and
    R. J. Tibshirani, An Introduction to the Bootstrap, 1993).
    """
    months = len(record)
    others = record[drawn(rng.random((records, months, 2)), months, run)]
    shares: list[float] = []
    for size in _sizes(records, paths * ahead, at_once):
        mine = others[len(shares) : len(shares) + size]
        at = drawn(rng.random((size * paths, ahead, 2)), months, run)
        flows = np.take_along_axis(mine[:, None, :], at.reshape(size, paths, ahead), axis=2)
        shares += lasts(cash, flows).mean(axis=1).tolist()
    return np.array(shares)


def _sizes(total: int, each: int, at_once: int) -> Iterator[int]:
    """So many pieces at a time, each of so many months, that memory stays bounded."""
    step = max(1, at_once // max(1, each))
    for start in range(0, total, step):
        yield min(step, total - start)
