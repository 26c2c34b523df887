"""List the functions of expressions: what each takes and gives, and where it may stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from hubflow.model.plain_record import PlainRecord

ValueType = Literal["number", "yes_no", "text", "date"]

VALUE_TYPES: tuple[ValueType, ...] = ("number", "yes_no", "text", "date")

ORDERED: frozenset[ValueType] = frozenset({"number", "date"})
"""Types whose values have an order; labels have none, not even the alphabet's."""

class FunctionShape(PlainRecord):
    """How many values a function takes, of which types, and the type it gives.

    ``gives`` is None where it is the type of its values. ``most`` is None where there is no end.
    A ``window`` looks at the whole call; one of ``measures`` alone would skip in a condition what
    is missing, or is not defined everywhere. Windows that are not ``ordered`` take no ORDER BY.
    """

    least: int
    most: int | None
    takes: frozenset[ValueType]
    gives: ValueType | None = None
    measures: bool = False
    window: bool = False
    ordered: bool = True


_NUMBER: frozenset[ValueType] = frozenset({"number"})
_ANY: frozenset[ValueType] = frozenset(VALUE_TYPES)

_ONE = FunctionShape(1, 1, _NUMBER, "number")
_ONE_IN_MEASURES = _ONE.replace(measures=True)
_ONE_OF_ALL = _ONE.replace(window=True)

_RANKING = ("rank", "dense_rank", "row_number")
COUNTING = frozenset({"count", *_RANKING})
"""Functions by which Polars gives whole numbers, whatever their values are."""

FUNCTIONS: Mapping[str, FunctionShape] = {
    **dict.fromkeys(("abs", "floor", "ceil", "sign"), _ONE),
    "round": _ONE.replace(most=2),
    **dict.fromkeys(("ln", "log10", "exp", "sqrt"), _ONE_IN_MEASURES),
    "power": FunctionShape(2, 2, _NUMBER, "number", measures=True),
    **dict.fromkeys(("least", "greatest"), FunctionShape(1, None, ORDERED, measures=True)),
    **dict.fromkeys(("sum", "avg"), _ONE_OF_ALL),
    "stddev": _ONE_OF_ALL.replace(ordered=False),
    **dict.fromkeys(("min", "max"), FunctionShape(1, 1, ORDERED, window=True)),
    "count": _ONE_OF_ALL.replace(takes=frozenset(VALUE_TYPES)),
    **dict.fromkeys(_RANKING, FunctionShape(0, 0, frozenset(), "number", window=True)),
}
WINDOWS = frozenset(name for name, shape in FUNCTIONS.items() if shape.window)
