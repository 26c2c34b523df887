"""Turn a run of dossiers into the tables of results that a portfolio's run gives."""

from __future__ import annotations

import polars as pl

from hubflow.engine.call.reserve_list import with_reserves
from hubflow.engine.pipeline.prepare import Prepared
from hubflow.model.characters import harmless
from hubflow.tables.output.result_shapes import long, wide


def results_table(prepared: Prepared, taken: pl.DataFrame, *, as_long: bool) -> pl.DataFrame:
    """Return the results of a run, wide or long; ``taken`` is its table after all phases."""
    taken = with_reserves(taken, prepared.compiled)
    entries = [case.entry for case in prepared.cases]
    told = pl.DataFrame({
        "id": pl.Series([entry.dossier.id for entry in entries], dtype=pl.String),
        "name": pl.Series([harmless(entry.dossier.name) for entry in entries], dtype=pl.String),
        "call": pl.Series([entry.call.id if entry.call else None for entry in entries],
                          dtype=pl.String),
    })
    return (long if as_long else wide)(told, taken, prepared.compiled).table()
