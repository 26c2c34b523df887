"""What a fact is, and how derived facts are registered beside the function that derives them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Literal

import attrs

from hubflow.model.dossier import Dossier
from hubflow.model.values import FactType, Gap

Value = float | bool | str | dt.date | None
FactKind = Literal["given", "record"]


@attrs.frozen
class Fact:
    """A column of the table of facts.

    ``kind``: a ``given`` fact that is absent is missing; a ``record`` that is absent is none (0 or
    no). ``derived`` says how it is worked out, empty where a dossier states it; ``reads`` are the
    parts of a dossier that it is worked out of.
    """

    name: str
    type: FactType
    unit: str
    kind: FactKind
    about: str
    derived: str = ""
    labels: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()


@attrs.frozen(eq=False, repr=False)
class Context:
    """A dossier looked at on a day, with its amounts taken in the hub's currency.

    ``rate`` is the value of one unit of the dossier's currency in the hub's, None where the two
    differ and no rate is given.
    """

    dossier: Dossier
    as_of: dt.date
    rate: float | None = 1.0


Derivation = Callable[[Context], Value]
DERIVED: dict[str, tuple[Fact, Derivation]] = {}


def derived(
    name: str, type: FactType, unit: str, kind: FactKind, about: str, how: str,
    reads: tuple[str, ...],
) -> Callable[[Derivation], Derivation]:
    """Register the function below as the derivation of a fact."""

    def register(function: Derivation) -> Derivation:
        DERIVED[name] = (Fact(name, type, unit, kind, about, how, reads=reads), function)
        return function

    return register


def add(name: str, unit: str, kind: FactKind, about: str, how: str, reads: str,
        function: Derivation, *, type: FactType = "number") -> None:
    """Register a derivation that is a line."""
    derived(name, type, unit, kind, about, how, (reads,))(function)


def count(name: str, unit: str, about: str, how: str, reads: str,
          function: Callable[[Context], int]) -> None:
    """Register a count of entries: none where there are none."""
    add(name, unit, "record", about, how, reads, lambda context: float(function(context)))


def noted(name: str, about: str, how: str, reads: str,
          function: Callable[[Context], bool]) -> None:
    """Register a yes where something is on record, and a no where it is not."""
    add(name, "", "record", about, how, reads, function, type="yes_no")


def number(value: object) -> float | None:
    """A stated number, or None where it is absent or a gap."""
    return None if value is None or isinstance(value, Gap) else float(value)  # type: ignore[arg-type]


def flag(value: object) -> bool | None:
    """A stated yes or no, or None where it is absent or a gap."""
    return value if isinstance(value, bool) else None


def day(value: object) -> dt.date | None:
    """A stated day, or None where it is absent or a gap."""
    return value if isinstance(value, dt.date) else None


def total(values: Iterable[object]) -> float | None:
    """The sum of stated numbers, exact to the thousandth; None if one of them is not stated."""
    numbers = [number(value) for value in values]
    if any(value is None for value in numbers):
        return None
    return sum(round(value * 1000) for value in numbers if value is not None) / 1000


def total_of_some(values: Iterable[object]) -> float | None:
    """Like :func:`total`, but None where there is nothing to add."""
    listed = list(values)
    return total(listed) if listed else None


def all_three_valued(values: Iterable[bool | None]) -> bool | None:
    """AND: no where one is no, unknown where one is unknown, else yes."""
    listed = list(values)
    if False in listed:
        return False
    return None if None in listed else True


def share(part: float | None, whole: float | None) -> float | None:
    """Part of a whole; None where either is not known or the whole is nothing."""
    return None if part is None or not whole else part / whole
