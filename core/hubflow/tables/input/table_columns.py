"""The columns that a portfolio's table may have, and the values that each allows."""

from __future__ import annotations

import typing
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import attrs
import polars as pl

from hubflow.engine.facts import Fact, registry
from hubflow.engine.method.prepared_method import compiled_method
from hubflow.engine.pipeline.column_names import (
    AS_OF,
    CALL_BUDGET,
    CALL_RECEIVED,
    CALL_RECEIVED_MINUTE,
    DTYPES,
    MINUTES,
    PROPOSAL_COMPLETE,
    local_columns,
)
from hubflow.model.methodology import STAGES, LocalFact, Methodology
from hubflow.model.values import Currency, Day, FileCode, Kind, Text

if TYPE_CHECKING:
    from hubflow.plugins.manager import LoadedHub

DECISION = "decision."
"""The beginning of the names of columns with decisions; a phase or a stage follows."""

SEED = "seed."
"""The beginning of the names of columns with the seeds of draws; a phase follows."""

DECISIONS = ("advance", "revise", "stop")


@attrs.frozen
class TableColumn:
    """A column that a table may have: its name, its legal values, and its meaning."""

    name: str
    kind: Kind
    about: str


def identity_columns() -> Iterator[TableColumn]:
    """Return the columns beside the facts; only ``id`` is required."""
    yield TableColumn("id", _kind(FileCode), "A short, unchanging name of the venture's own.")
    yield TableColumn("name", _kind(Text), "The name that people use.")
    yield TableColumn("call", _kind(FileCode), "The call that it competes in; without one it "
                      "is a call of one.")
    yield TableColumn(AS_OF, _kind(Day), "The day on which it is looked at, such as the call's.")
    yield TableColumn("currency", _kind(Currency), "The currency of its amounts; the hub's "
                      "where it is not said.")


def table_columns(methodology: Methodology | None) -> Mapping[str, TableColumn]:
    """Return every column that a table may have, by name; with a methodology its local ones too."""
    columns = [*identity_columns(), *(fact_column(fact) for fact in registry().values()),
               TableColumn(PROPOSAL_COMPLETE, Kind("yes_no"),
                           "Is the proposal complete, in the hub's format?"),
               TableColumn(CALL_BUDGET, Kind("number", low=0, unit="money"),
                           "How much the call has, in the hub's currency."),
               TableColumn(CALL_RECEIVED, Kind("date"),
                           "The day on which its call received its application."),
               TableColumn(CALL_RECEIVED_MINUTE, Kind("number", low=0, high=MINUTES),
                           "The minute of that day.")]
    if methodology is not None:
        for local in methodology.facts:
            columns += _local(local)
        phases = [phase.id for phase in methodology.phases]
        columns += [
            TableColumn(f"{DECISION}{place}", Kind("label", labels=DECISIONS),
                        f"The decision that was recorded on {place}.")
            for place in dict.fromkeys([*phases, *STAGES])
        ]
        columns += [TableColumn(f"{SEED}{phase.id}", _kind(Text),
                                f"The seed of its call's draw in {phase.id}; open without it.")
                    for phase in methodology.phases if phase.gate.draw_from is not None]
    return {column.name: column for column in columns}


def fact_column(fact: Fact) -> TableColumn:
    """Return the column of a fact."""
    kind = Kind(fact.type, whole=fact.whole, low=fact.low, high=fact.high, labels=fact.labels,
                unit=fact.unit)
    return TableColumn(fact.name, kind, fact.about)


def _local(local: LocalFact) -> Iterator[TableColumn]:
    about = local.description.get("en") or next(iter(local.description.values()), "")
    for name, column in local_columns(local):
        if column.dtype == "yes_no":
            yield TableColumn(name, Kind("yes_no"), about)
        else:
            yield TableColumn(name, local.kind, about)


def _kind(annotated: object) -> Kind:
    kind: Kind = typing.get_args(annotated)[1]
    return attrs.evolve(kind, gap=False)


def template(hub: LoadedHub | None) -> pl.DataFrame:
    """Return a table without rows: identity columns, then all facts, or those that a method reads.

    Raises :class:`hubflow.model.input_problems.BadInput` with what is wrong in the hub's
    methodology.
    """
    if hub is None:
        columns = table_columns(None)
        wanted = list(columns)
    else:
        compiled = compiled_method(hub)
        columns = table_columns(compiled.methodology)
        reads = {name for plan in compiled.phases for name in plan.reads}
        who = {column.name for column in identity_columns()}
        wanted = [name for name in columns if name in who | reads]
    return pl.DataFrame(schema={name: DTYPES[columns[name].kind.type] for name in wanted})
