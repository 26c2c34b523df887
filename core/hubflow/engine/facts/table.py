"""All facts of a dossier: one row of the table that every methodology scores over."""

from __future__ import annotations

import datetime as dt
import functools
import math
from collections.abc import Mapping

import attrs

from hubflow.engine.facts import derive_business, derive_problem, derive_solution, derive_trade
from hubflow.engine.facts.fact import DERIVED, Context, Fact, Value
from hubflow.engine.facts.scalars import Path, read_scalar, scalar_facts
from hubflow.model.dossier import Dossier

_ORDER = ("identify", "place", "understand", "solution", "test", "incubate", "trade", "scale")
DERIVING = (derive_problem, derive_solution, derive_business, derive_trade)
"""The modules whose derivations are registered by being imported."""


@attrs.frozen
class FactRow:
    """The facts of one dossier by name, None where missing, and why where the reason is known."""

    values: Mapping[str, Value]
    why_missing: Mapping[str, str]


@functools.cache
def _scalars() -> tuple[tuple[Fact, Path], ...]:
    return tuple(scalar_facts())


@functools.cache
def registry() -> Mapping[str, Fact]:
    """Every fact that methodologies can use, by name, stage by stage."""
    facts = [fact for fact, _ in _scalars()] + [fact for fact, _ in DERIVED.values()]
    facts.sort(key=lambda fact: _ORDER.index(fact.name.split(".")[0]))
    return {fact.name: fact for fact in facts}


def fact_row(
    dossier: Dossier, as_of: dt.date, currency: str, rates: Mapping[str, float]
) -> FactRow:
    """Work out all facts of a dossier on the day ``as_of``, amounts in ``currency``.

    ``rates`` gives the value of one unit of another currency in ``currency``; amounts in a
    currency without a rate are missing. A dossier that states no currency is taken to be in
    the hub's.
    """
    own = dossier.currency or currency
    context = Context(dossier, as_of, 1.0 if own == currency else rates.get(own))
    values: dict[str, Value] = {}
    why: dict[str, str] = {}
    for fact, path in _scalars():
        values[fact.name], reason = read_scalar(context, fact, path)
        if reason:
            why[fact.name] = reason
    for name, (fact, derivation) in DERIVED.items():
        value = derivation(context)
        if isinstance(value, float) and not math.isfinite(value):
            value = None
        values[name] = value
        if value is None and fact.unit == "money" and context.rate is None:
            why[name] = f"amount in {own}"
    return FactRow(values, why)
