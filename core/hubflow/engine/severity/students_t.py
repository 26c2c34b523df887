"""Quantiles of Student's t distribution."""

from __future__ import annotations

import math


def t_quantile(probability: float, degrees: int) -> float:
    """Return the t that a share ``probability`` of the distribution lies below, from 0.5 on.

    By bisection of the finite series for whole degrees of freedom (Abramowitz and Stegun, Handbook
    of Mathematical Functions, 1964, 26.7.3 and 26.7.4). hubflow's core needs no library of
    statistics for it.
    """
    central = 2 * probability - 1
    low, high = 0.0, math.pi / 2
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if _central(middle, degrees) < central else (low, middle)
    return math.sqrt(degrees) * math.tan(low)


def _central(angle: float, degrees: int) -> float:
    """Return the probability between -t and t, where t is sqrt(degrees) times tan(angle)."""
    cosine, odd = math.cos(angle), degrees % 2
    term = cosine if odd else 1.0
    total = term if degrees > 1 else 0.0
    for k in range(3 if odd else 2, degrees - 1, 2):
        term *= cosine * cosine * (k - 1) / k
        total += term
    if odd:
        return 2 / math.pi * (angle + math.sin(angle) * total)
    return math.sin(angle) * total
