"""Work out the facts of dossiers, a row each."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import math
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from typing import Any

from hubflow.engine.facts.fact import Context, Derivation, Value
from hubflow.engine.facts.gaps import gap_behind, gaps_in
from hubflow.engine.facts.registry import derivations_of
from hubflow.engine.facts.trading_ledger import read_ledger
from hubflow.model.dossier import SECTIONS, Dossier
from hubflow.model.plain_record import PlainRecord


class FactRow(PlainRecord):
    """The facts of one dossier by name, None where missing, with reasons where known.

    A reason is the word that the dossier gives in the value's place ("unknown", "withheld",
    "not applicable"), or "amount in GBP" where no rate takes an amount out of that currency.
    """

    values: Mapping[str, Value]
    why_missing: Mapping[str, str]


KnownFacts = dict[tuple[Any, ...], tuple[Dossier, FactRow]]
"""Facts of sections of dossiers, each with a dossier, by the section as the object that it is."""

_SHARED: ContextVar[KnownFacts | None] = ContextVar("_SHARED", default=None)


@contextlib.contextmanager
def facts_shared(known: KnownFacts) -> Iterator[None]:
    """Work out the facts of a section but once for dossiers in which it is the very same record.

    ``known`` may serve again.
    """
    token = _SHARED.set(known)
    try:
        yield
    finally:
        _SHARED.reset(token)


def fact_row(
    dossier: Dossier, as_of: dt.date, currency: str, rates: Mapping[str, float]
) -> FactRow:
    """Return all facts of a dossier on the day ``as_of``, with amounts in ``currency``.

    ``rates`` gives the value of one unit of another currency in ``currency``; amounts in a
    currency without a rate are missing. A dossier that states no currency is taken to be in
    the hub's.
    """
    shared = _SHARED.get()
    known = {} if shared is None else shared
    rest = (dossier.currency, as_of, currency, *rates.items())
    context = functools.cache(lambda: Context(
        dossier, as_of, currency, rates, read_ledger(dossier.trade, as_of)))
    values: dict[str, Value] = {}
    why: dict[str, str] = {}
    for section in SECTIONS:
        key = section, id(getattr(dossier, section)), *rest
        if key not in known:
            known[key] = dossier, _worked_out(section, context())
        found = known[key][1]
        values |= found.values
        why |= found.why_missing
    return FactRow(values, why)


def _worked_out(section: str, context: Context) -> FactRow:
    """Return the facts of one section: each reads nothing of another one."""
    dossier = context.dossier
    gaps = gaps_in(dossier, section)
    values: dict[str, Value] = {}
    why: dict[str, str] = {}
    for fact, derivation in derivations_of(section):
        if context.lacking:
            context.lacking.clear()
        value = _finite(derivation, context)
        values[fact.name] = value
        if value is None and (gaps or context.lacking):
            reason = amount_in(min(context.lacking)) if context.lacking else gap_behind(
                gaps, dossier, fact)
            if reason:
                why[fact.name] = reason
    return FactRow(values, why)


def amount_in(currency: str) -> str:
    """Return why an amount is missing that no rate takes out of its currency."""
    return f"amount in {currency}"


def _finite(derivation: Derivation, context: Context) -> Value:
    """Return a fact's value, or None where it is no finite number."""
    try:
        value = derivation(context)
    except OverflowError:
        return None
    return None if isinstance(value, float) and not math.isfinite(value) else value
