"""The table of facts, and which facts rest on a source."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from hubflow.engine.facts import registry, sourced
from hubflow.engine.pipeline.case_table import facts_table
from hubflow.model.business import Trade
from hubflow.model.identity import Source
from hubflow.model.social_problem import Identify, Indicator, PriorArt, Understand
from hubflow.model.solution import Pilot, Test

TYPES = {"number": pl.Float64, "yes_no": pl.Boolean, "label": pl.String, "text": pl.String,
         "date": pl.Date}


def test_the_table_has_a_typed_column_a_fact_even_where_all_is_missing(facts: Any) -> None:
    for rows in ([], [facts()], [facts(identify=Identify(group_size=3.0)), facts()]):
        table = facts_table(rows)
        assert dict(table.schema) == {name: TYPES[f.type] for name, f in registry().items()}
        assert table.height == len(rows)


def test_the_table_keeps_the_order_of_rows_and_only_the_named_columns(facts: Any) -> None:
    rows = [facts(identify=Identify(group_size=size)) for size in (3.0, 1.0, 2.0)]
    table = facts_table(rows, {"identify.group_size", "trade.start", "no.fact"})
    assert table.columns == ["identify.group_size", "trade.start"]
    assert table["identify.group_size"].to_list() == [3, 1, 2]


def source(id: str, *covers: str, status: str = "published") -> Source:
    return Source(id=id, title=id, status=status, covers=covers)


@pytest.mark.parametrize(("covers", "standing"), [
    (["test.people_came"], "sourced"),
    (["test.pilots"], "sourced"),
    (["test.pilots.came"], "sourced"),
    (["test.*"], "sourced"),
    (["test.people_completed"], "unsourced"),
    (["test.pilots.completed"], "unsourced"),
    (["test.pilot"], "unsourced"),
    (["trade.*"], "unsourced"),
    ([], "unsourced"),
])
def test_what_a_source_covers(dossier: Any, covers: list[str], standing: str) -> None:
    record = dossier(sources=(source("s", *covers),), test=Test(pilots=(Pilot(name="a"),)))
    assert sourced(record, "test.people_came") == standing


def test_a_list_covers_every_fact_that_reads_it(dossier: Any) -> None:
    record = dossier(sources=(source("s", "test.pilots"),))
    reading = [name for name, fact in registry().items()
               if all(path.startswith("test.pilots") for path in fact.reads)]
    assert len(reading) > 8
    assert {sourced(record, name) for name in reading} == {"sourced"}


def test_illustration_alone_is_no_source(dossier: Any) -> None:
    made_up = source("m", "test.*", status="illustrative")
    assert sourced(dossier(sources=(made_up,)), "test.people_came") == "illustrative"
    both = dossier(sources=(made_up, source("s", "test.pilots")))
    assert sourced(both, "test.people_came") == "sourced"


def test_a_fact_stands_as_the_weakest_part_it_is_worked_out_of(dossier: Any) -> None:
    trade = Trade(legal_form="cooperative", start=dt.date(2024, 1, 1))
    form = source("s", "trade.legal_form")
    begun = source("m", "trade.start", status="illustrative")
    assert sourced(dossier(trade=trade, sources=(form,)), "trade.formed") == "unsourced"
    assert sourced(dossier(trade=trade, sources=(form, begun)), "trade.formed") == "illustrative"


def test_a_figure_on_the_place_rests_on_the_source_that_it_names(dossier: Any) -> None:
    def standing(*entries: tuple[float, str | None]) -> str:
        figures = tuple(Indicator(id="looked_after_number", value=1.0, year=year, source=name)
                        for year, name in entries)
        record = dossier(identify=Identify(indicators=figures), sources=(
            source("s"), source("m", status="illustrative"),
        ))
        return sourced(record, "place.looked_after_number")

    assert standing((2024.0, "s")) == "sourced"
    assert standing((2024.0, None)) == "unsourced"
    assert standing((2024.0, "not listed")) == "unsourced"
    assert standing((2023.0, "s"), (2024.0, None)) == "unsourced"
    assert standing((2023.0, "s"), (2024.0, "m")) == "illustrative"


def test_prior_art_is_sourced_once_every_example_names_a_source(dossier: Any) -> None:
    def standing(*named: str | None) -> str:
        examples = tuple(PriorArt(name="a", source=name) for name in named)
        record = dossier(understand=Understand(prior_art=examples), sources=(source("s"),))
        return sourced(record, "understand.prior_art")

    assert standing("s", "s") == "sourced"
    assert standing("s", None) == "unsourced"
    assert standing() == "unsourced"
