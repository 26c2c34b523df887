"""Laws of facts: order does not matter, records only add, pauses stop the clock, gaps are open."""

from __future__ import annotations

import datetime as dt
import math
import types
import typing
from collections.abc import Iterator
from typing import Any

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.property_examples import examples

from hubflow.engine.facts import fact_row
from hubflow.model.business import Pause, Period, Trade
from hubflow.model.dossier import SECTION_RECORDS, Dossier
from hubflow.model.values import Gap, Kind

AS_OF = dt.date(2024, 6, 30)
DAYS = st.dates(dt.date(2022, 1, 1), dt.date(2025, 12, 31))
FEW = settings(max_examples=examples(25))


def values_of(kind: Kind) -> st.SearchStrategy[Any]:
    """Legal values of a kind, few enough that they meet."""
    if kind.type == "number":
        low, high = kind.low or 0, kind.high if kind.high is not None else 40
        if kind.whole:
            return st.integers(int(low), int(high)).map(float)
        return st.integers(int(low * 100), int(high * 100)).map(lambda n: n / 100)
    if kind.type == "yes_no":
        return st.booleans()
    if kind.type == "date":
        return DAYS
    if kind.type == "label":
        return st.sampled_from(kind.labels)
    return st.sampled_from(["EUR", "USD"] if kind.pattern == "[A-Z]{3}" else
                           ["looked_after_number", "deprivation_rank"] if kind.pattern else
                           ["one", "two"])


def of_hint(hint: Any) -> st.SearchStrategy[Any]:
    """Values of a field of the model by its annotation, gaps among them."""
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        return st.one_of([of_hint(part) for part in typing.get_args(hint)])
    if origin is typing.Annotated:
        kind = next(part for part in hint.__metadata__ if isinstance(part, Kind))
        gaps = [st.sampled_from(Gap)] if kind.gap else []
        return st.one_of(values_of(kind), *gaps)
    if origin is tuple:
        return st.lists(of_hint(typing.get_args(hint)[0]), max_size=3).map(tuple)
    if isinstance(hint, type) and attrs.has(hint):
        return records(hint)
    return st.just({}) if origin is not None else st.none()


def records(cls: type) -> st.SearchStrategy[Any]:
    hints = typing.get_type_hints(cls, include_extras=True)
    fields = {field.name: of_hint(hints[field.name]) for field in attrs.fields(cls)}
    return st.builds(cls, **fields)


DOSSIERS = st.sampled_from(sorted(SECTION_RECORDS)).flatmap(
    lambda section: records(SECTION_RECORDS[section]).map(
        lambda record: Dossier(id="v", name="V", currency="EUR", **{section: record})
    )
)


def facts(dossier: Dossier, as_of: dt.date = AS_OF) -> dict[str, Any]:
    return dict(fact_row(dossier, as_of, "EUR", {"USD": 0.9}).values)


def reordered(value: Any) -> Any:
    """The same with every list turned round."""
    if isinstance(value, tuple):
        return tuple(reordered(entry) for entry in reversed(value))
    if attrs.has(type(value)):
        return attrs.evolve(value, **{field.name: reordered(getattr(value, field.name))
                                      for field in attrs.fields(type(value))})
    return value


def gaps_at(value: Any, hint: Any = None, path: tuple[Any, ...] = ()) -> Iterator[Any]:
    """The path of every gap, with the kind of value that belongs there."""
    if isinstance(value, Gap):
        parts = typing.get_args(hint) if typing.get_origin(hint) is not typing.Annotated else (
            hint,)
        yield path, next(extra for part in parts for extra in getattr(part, "__metadata__", ())
                         if isinstance(extra, Kind))
    elif isinstance(value, tuple):
        for index, entry in enumerate(value):
            yield from gaps_at(entry, typing.get_args(hint)[0] if hint else None, (*path, index))
    elif attrs.has(type(value)):
        hints = typing.get_type_hints(type(value), include_extras=True)
        for field in attrs.fields(type(value)):
            yield from gaps_at(getattr(value, field.name), hints[field.name],
                               (*path, field.name))


def put(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """The same with a new value at a path."""
    if not path:
        return new
    first, *rest = path
    if isinstance(value, tuple):
        return tuple(put(entry, tuple(rest), new) if index == first else entry
                     for index, entry in enumerate(value))
    return attrs.evolve(value, **{first: put(getattr(value, first), tuple(rest), new)})


@FEW
@given(DOSSIERS)
def test_the_order_of_entries_changes_nothing(dossier: Dossier) -> None:
    # periods of a ledger never overlap, so that one of them is the last
    ledger = {period.start: period for period in dossier.trade.ledger}.values()
    dossier = attrs.evolve(dossier, trade=attrs.evolve(dossier.trade, ledger=tuple(ledger)))
    assert facts(reordered(dossier)) == facts(dossier)


@FEW
@given(DOSSIERS, st.data())
def test_filling_in_a_gap_never_changes_a_fact_that_is_there(
    dossier: Dossier, data: st.DataObject
) -> None:
    before = facts(dossier)
    for path, kind in list(gaps_at(dossier)):
        dossier = put(dossier, path, data.draw(values_of(kind)))
        after = facts(dossier)
        assert {name: after[name] for name, value in before.items() if value is not None} == {
            name: value for name, value in before.items() if value is not None
        }
        before = after


@FEW
@given(DOSSIERS)
def test_numbers_are_finite_and_never_minus_zero(dossier: Dossier) -> None:
    for value in facts(dossier).values():
        if isinstance(value, float):
            assert math.isfinite(value)
            assert value or math.copysign(1, value) > 0


@FEW
@given(DOSSIERS)
def test_only_what_is_missing_has_a_reason(dossier: Dossier) -> None:
    row = fact_row(dossier, AS_OF, "GBP", {})
    reasons = {gap.value for gap in Gap} | {"amount in EUR", "amount in USD"}
    assert all(row.values[name] is None for name in row.why_missing)
    assert set(row.why_missing.values()) <= reasons


def month(number: int, **values: Any) -> Period:
    """The number-th month from January 2020 on."""
    first = dt.date(2020 + number // 12, number % 12 + 1, 1)
    after = dt.date(2020 + (number + 1) // 12, (number + 1) % 12 + 1, 1)
    return Period(start=first, end=after - dt.timedelta(days=1), **values)


def trading(months: set[int], start: int, pauses: list[tuple[int, int]]) -> dict[str, Any]:
    rests = tuple(Pause(start=month(first).start, end=month(first + length).end)
                  for first, length in pauses)
    trade = Trade(legal_form="cooperative", start=month(start).start, pauses=rests,
                  ledger=tuple(month(number, sales=1.0) for number in sorted(months)))
    return facts(Dossier(id="v", name="V", trade=trade))


MONTHS = st.sets(st.integers(0, 60), max_size=40)
PAUSES = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 8)), max_size=3)


@FEW
@given(MONTHS, st.integers(0, 60), st.integers(0, 50), PAUSES)
def test_a_further_month_of_records_never_lowers_what_is_recorded(
    months: set[int], more: int, start: int, pauses: list[tuple[int, int]]
) -> None:
    before = trading(months, start, pauses)["trade.months_recorded"]
    after = trading(months | {more}, start, pauses)["trade.months_recorded"]
    assert before <= after <= before + 1


@FEW
@given(MONTHS, st.integers(0, 50), PAUSES)
def test_pauses_take_their_months_off_the_clock_and_no_others(
    months: set[int], start: int, pauses: list[tuple[int, int]]
) -> None:
    paused = {number for first, length in pauses for number in range(first, first + length + 1)}
    clock = [number for number in range(start, 54) if number not in paused]  # to June 2024
    found = trading(months, start, pauses)
    assert found["trade.months_elapsed"] == len(clock)
    assert found["trade.months_recorded"] == len(months.intersection(clock))
    for year, name in enumerate(("trade.earned_income_year_1", "trade.earned_income_year_2")):
        wanted = clock[12 * year : 12 * year + 12]
        covered = len(wanted) == 12 and months.issuperset(wanted)
        assert found[name] == (12 if covered else None)
