"""Tell drawn scores apart only as far as a gate does.

A venture that competes with nobody is decided on by its own score, and the gate's rules see of a
score only on which side of their thresholds it lies. So the engine has to be run once for each side
that any draw leads to, and not once for each draw.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from hubflow.compare.robustness.drawn_weights import Floats
from hubflow.engine.expressions.sql import CALL
from hubflow.engine.method.compiled import PhasePlan
from hubflow.engine.pipeline.hooks import HubHooks

NEAR = 1e-6
"""Scores that are nearer to a threshold than this stand for themselves alone."""


def decided_alone(table: pl.DataFrame, plan: PhasePlan, hooks: HubHooks) -> bool:
    """Return whether each row of a phase is decided on by its own score and fixed values."""
    return (table[CALL].n_unique() == table.height and plan.gate.selection is None
            and not hooks.read_tables and not hooks.hub.implements("hubflow_recommend"))


def classed(scores: Floats, thresholds: Sequence[float]) -> tuple[Floats, npt.NDArray[np.int64]]:
    """Return scores that stand for all draws, and how many draws each of them stands for.

    ``scores`` has shape (draws, rows). Both arrays have shape (classes, rows); a row with fewer
    classes than others repeats a score that counts for none.
    """
    rows = [_row(scores[:, row], np.sort(np.asarray(thresholds, dtype=np.float64)))
            for row in range(scores.shape[1])]
    classes = max(len(counts) for _, counts in rows)
    standing = np.column_stack([np.concatenate(
        [values, np.full(classes - len(values), values[0])]) for values, _ in rows])
    counted = np.column_stack([np.concatenate(
        [counts, np.zeros(classes - len(counts), dtype=np.int64)]) for _, counts in rows])
    return standing, counted


def _row(scores: Floats, thresholds: Floats) -> tuple[Floats, npt.NDArray[np.int64]]:
    side = np.searchsorted(thresholds, scores).astype(np.float64)
    if len(thresholds):
        distances = np.abs(scores[:, None] - thresholds)
        near = (distances < NEAR).any(axis=1)
        side[near] = -1 - scores[near]  # below all sides, each score by itself
    side[np.isnan(scores)] = len(thresholds) + 1
    _, first, counts = np.unique(side, return_index=True, return_counts=True)
    return scores[first], counts.astype(np.int64)
