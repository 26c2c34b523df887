"""Results are laid out for some ventures at a time, and nobody can tell."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from tests.tables.conftest import quota

from hubflow.tables import part_work as work


@pytest.mark.parametrize("as_long", [False, True], ids=["wide", "long"])
@pytest.mark.parametrize("rows", [0, 1, 12, 40])
def test_some_at_a_time_say_what_all_at_once_say(
    run_table: Any, monkeypatch: pytest.MonkeyPatch, rows: int, as_long: bool
) -> None:
    table = pl.select(
        pl.format("v{}", pl.int_range(rows)).alias("id"), pl.lit("one").alias("call"),
        (pl.int_range(rows) * 37 % 11).cast(pl.Float64).alias("identify.group_size"))
    whole, summary = run_table(quota(5), table, as_long=as_long)
    monkeypatch.setattr(work, "LAID_OUT", 8)
    some, again = run_table(quota(5), table, as_long=as_long)
    assert some.equals(whole)
    assert some.schema == whole.schema
    assert (again.phases, again.stands, again.missing) == (
        summary.phases, summary.stands, summary.missing)
