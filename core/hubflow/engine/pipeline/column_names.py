"""Name the columns that a run works on."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping

import polars as pl

from hubflow.engine.expressions.expression import column_name
from hubflow.engine.expressions.expression_checks import FactColumn
from hubflow.engine.expressions.named_values import PREFIX as VALUES
from hubflow.engine.facts import registry
from hubflow.model.characters import harmless
from hubflow.model.methodology import LocalFact, Methodology

PROPOSAL_COMPLETE = "incubate.proposal_complete"
CALL_BUDGET = "call.budget"
CALL_RECEIVED = "call.received"
CALL_RECEIVED_MINUTE = "call.received_minute"
ID = "_id"
"""The venture's id."""

AS_OF = "as_of"
"""The day on which a row is looked at."""

MONEY_RULE = "money.rule"
"""The column of the rule by which a venture is told about money, where several have a budget."""

MAY_WAIT = "may_wait"
"""The column that tells whether a venture may wait for a place."""

SCORE_BY = "score.by"
"""The column of a phase that names the plugin which made the score; null where the rules did."""

RESERVE = ("reserve.best", "reserve.worst")
"""The columns of the best and the worst place on a reserve list."""

ENDS = ("lower", "upper")
"""The ends of what is open."""

MINUTES = 24 * 60
"""The minutes of a day."""

DTYPES: Mapping[str, type[pl.DataType]] = {
    "number": pl.Float64, "yes_no": pl.Boolean, "label": pl.String,
    "text": pl.String, "date": pl.Date,
}
"""The types of columns, by the types of facts."""


def fact_series(name: str, values: Iterable[object], type: str) -> pl.Series:
    """Return a column of facts, or of local facts, of one type."""
    return pl.Series(name, map(fact_cell, values), dtype=DTYPES[type])


def fact_cell(value: object) -> object:
    """Return the value of a fact as a cell of a table holds it."""
    return harmless(value) if isinstance(value, str) else value


def readable_columns(methodology: Methodology) -> dict[str, FactColumn]:
    """Return all columns that expressions may read: facts, local facts, parameters."""
    columns = dict(_fact_columns())
    columns[PROPOSAL_COMPLETE] = FactColumn("yes_no")
    columns[CALL_BUDGET] = FactColumn("number")
    columns[CALL_RECEIVED] = FactColumn("date")
    columns[CALL_RECEIVED_MINUTE] = FactColumn("number", low=0, high=MINUTES)
    for parameter in methodology.parameters:
        columns[parameter_column(parameter.id)] = FactColumn("number")
    for phase in methodology.phases:
        columns.update({exception_column(each.id): FactColumn("yes_no")
                        for each in phase.exceptions})
    for fact in methodology.facts:
        columns.update(local_columns(fact))
    return columns


@functools.cache
def _fact_columns() -> Mapping[str, FactColumn]:
    return {fact.name: FactColumn(fact.type, fact.labels, fact.whole, fact.low, fact.high)
            for fact in registry().values()}


def parameter_column(id: str) -> str:
    """Return the column of a parameter."""
    return f"parameters.{column_name(id)}"


PHASES = "phases."
"""What the names begin with under which rules read what earlier phases came to."""


def is_carried(name: str) -> bool:
    """Return whether a name of an expression is what an earlier phase came to."""
    return name.startswith(PHASES)


def phase_of(name: str) -> str:
    """Return the part of such a name that tells its phase."""
    return name.split(".")[1]


EXCEPTIONS = "exceptions."


NO_FACT = ("parameters.", "phases.", "call.", EXCEPTIONS)
"""How names begin that expressions read and no dossier states as a fact."""


def exception_column(id: str) -> str:
    """Return the column that tells whether an exception is granted."""
    return f"{EXCEPTIONS}{column_name(id)}"


def value_column(id: str) -> str:
    """Return the name by which the expressions of a phase read one of its named parts."""
    return f"{VALUES}{column_name(id)}"


def local_columns(fact: LocalFact) -> Iterator[tuple[str, FactColumn]]:
    """Yield the columns of a local fact: one, or one for each label that can be ticked."""
    if fact.type == "labels":
        for label in fact.labels:
            yield ticked_column(fact, label), FactColumn("yes_no")
    else:
        kind = fact.kind
        yield local_column(fact), FactColumn(kind.type, fact.labels, low=kind.low, high=kind.high)


def local_column(fact: LocalFact) -> str:
    """Return the column of a local fact."""
    return f"local.{column_name(fact.id)}"


def ticked_column(fact: LocalFact, label: str) -> str:
    """Return the yes/no column of one label that can be ticked."""
    return f"{local_column(fact)}.{column_name(label)}"


class PhaseColumns:
    """The columns that one phase adds to the table."""

    def __init__(self, phase: str) -> None:
        self._phase = phase

    def judged(self, id: str) -> tuple[str, str]:
        """Return the columns of the panel's judgement on a criterion, least and greatest."""
        return f"{self._phase}/{id}.judged_lower", f"{self._phase}/{id}.judged_upper"

    def holds(self, id: str) -> str:
        """Return the column that tells whether a requirement holds; null where unknown."""
        return f"{self._phase}/{id}.holds"

    def applies(self, id: str) -> str:
        """Return the column that tells whether a criterion applies; null where unknown."""
        return f"{self._phase}/{id}.applies"

    def measure(self, id: str) -> str:
        """Return the column of a criterion's measure."""
        return f"{self._phase}/{id}.measure"

    def lower(self, id: str) -> str:
        """Return the column of a criterion's least possible value on its scale."""
        return f"{self._phase}/{id}.lower"

    def upper(self, id: str) -> str:
        """Return the column of a criterion's greatest possible value on its scale."""
        return f"{self._phase}/{id}.upper"

    def value(self, id: str) -> str:
        """Return the column of a named part of the phase's expressions."""
        return f"{self._phase}/{id}.value"

    def value_end(self, id: str, end: str) -> str:
        """Return the column of one end of a named part that is open."""
        return f"{self.value(id)}.{end}"

    def share(self, id: str, end: str) -> str:
        """Return the column of one end of a group's subtotal, of 100 and not yet rounded."""
        return f"{self._phase}/{id}.share.{end}"

    def known(self, id: str) -> str:
        """Return the column that tells whether a criterion is scored."""
        return f"{self._phase}/{id}.known"

    def tie(self, id: str) -> str:
        """Return the column of what a venture counts for in a tie of the gate."""
        return f"{self._phase}/{id}.tie"

    def of(self, name: str) -> str:
        """Return a column of the phase itself: `score.lower`, `reached.certain`, `advance`, …"""
        return f"{self._phase}//{name}"
