"""Define facts, and register derived facts beside the functions that derive them."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterable, Mapping
from typing import Literal

import attrs

from hubflow.engine.facts.arithmetic import Cents, how_many
from hubflow.engine.facts.place_figures import indicators_used
from hubflow.engine.facts.trading_ledger import Ledger
from hubflow.model.dossier import Dossier
from hubflow.model.social_problem import Indicator
from hubflow.model.values import FactType

Value = float | bool | str | dt.date | None
FactKind = Literal["given", "record"]


@attrs.frozen(eq=False, repr=False)
class Fact:
    """A column of the table of facts.

    ``kind``: a ``given`` fact that is absent is missing; a ``record`` that is absent is none (0 or
    no). ``derived`` says how it is worked out, empty where a dossier states it; ``reads`` are the
    parts of a dossier that it is worked out of, down to the fields of the entries of a list.
    ``whole`` numbers have no fraction; ``low`` and ``high`` bound them, both included.
    """

    name: str
    type: FactType
    unit: str
    kind: FactKind
    about: str
    derived: str = ""
    labels: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    whole: bool = False
    low: float | None = None
    high: float | None = None


@attrs.frozen(eq=False, repr=False)
class Context:
    """A dossier, with the day and the hub for which its facts are derived.

    ``currency`` is the hub's, ``rates`` the value of one unit of other currencies in it. A dossier
    that states no currency is taken to be in the hub's. ``ledger`` is the business's time and
    records, worked out once for all facts that read them. ``lacking`` collects the currencies
    that an amount could not be taken out of for want of a rate.
    """

    dossier: Dossier
    as_of: dt.date
    currency: str
    rates: Mapping[str, float]
    ledger: Ledger
    lacking: set[str] = attrs.field(factory=set, init=False)

    @functools.cached_property
    def figures(self) -> Mapping[str, Indicator | None]:
        """The figure on the place that counts of each id that has any."""
        return indicators_used(self.dossier)

    def money(self, amount: Cents | None, currency: str | None = None) -> float | None:
        """Return an amount in the hub's currency, in whole cents; None if open or without a rate.

        ``currency`` is the amount's own where it is not the dossier's.
        """
        if amount is None:
            return None
        own = currency or self.dossier.currency or self.currency
        if own == self.currency:
            return amount / 100
        rate = self.rates.get(own)
        if rate is None:
            self.lacking.add(own)
            return None
        return round(amount * rate) / 100


Derivation = Callable[[Context], Value]
DERIVED: dict[str, tuple[Fact, Derivation]] = {}


def derived(
    name: str, type: FactType, unit: str, kind: FactKind, about: str, how: str, *reads: str,
    whole: bool = False, low: float | None = 0,
) -> Callable[[Derivation], Derivation]:
    """Register the function below as the derivation of a fact.

    A derived number is never negative, unless ``low`` is None.
    """

    def register(function: Derivation) -> Derivation:
        least = low if type == "number" else None
        fact = Fact(name, type, unit, kind, about, how, reads=reads, whole=whole, low=least)
        DERIVED[name] = (fact, function)
        return function

    return register


def add(name: str, unit: str, kind: FactKind, about: str, how: str, reads: str,
        function: Derivation, *, type: FactType = "number", whole: bool = False,
        low: float | None = 0) -> None:
    """Register a derivation of one line; ``reads`` separated by spaces."""
    derived(name, type, unit, kind, about, how, *reads.split(), whole=whole, low=low)(function)


def count(name: str, unit: str, about: str, how: str, reads: str,
          function: Callable[[Context], int]) -> None:
    """Register a count of entries, 0 where there are none."""
    add(name, unit, "record", about, how, reads, lambda context: float(function(context)),
        whole=True)


def count_some(name: str, unit: str, about: str, how: str, reads: str,
               function: Callable[[Context], Iterable[bool | None]]) -> None:
    """Register a count of the entries that are marked; missing where a mark is open."""
    add(name, unit, "record", about, how, reads, lambda context: how_many(function(context)),
        whole=True)


def noted(name: str, about: str, how: str, reads: str,
          function: Callable[[Context], bool | None]) -> None:
    """Register a yes where something is on record, and a no where it is not."""
    add(name, "", "record", about, how, reads, function, type="yes_no")
