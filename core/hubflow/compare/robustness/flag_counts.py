"""Count set flags quickly, eight at a time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_MOST = 255
"""Bytes of 0 or 1 can be added up so many times before one overflows into the next."""


def count_true(flags: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return how many flags are set in each row.

    >>> count_true(np.array([[True, False, True], [False, False, True]])).tolist()
    [2, 1]
    """
    whole = flags.shape[1] // 8 * 8
    counts: NDArray[np.int64] = flags[:, whole:].sum(axis=1, dtype=np.int64)
    eights = flags[:, :whole].view(np.uint64)
    for at in range(0, eights.shape[1], _MOST):
        sums = eights[:, at:at + _MOST].sum(axis=1)
        counts += sums.view(np.uint8).reshape(-1, 8).sum(axis=1, dtype=np.int64)
    return counts
