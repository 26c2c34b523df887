"""Check what a rule says of groups: keys that need each other, and numbers that fit together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hubflow.engine.gate.clause import Checker, Clause
from hubflow.engine.gate.group_clauses import GroupClause, OwnLists, Spread
from hubflow.engine.gate.ranked_clauses import Budget, Places
from hubflow.engine.selection.groups import of_group
from hubflow.reading.toml.key_paths import KeyPath

Finding = tuple[tuple[str, ...], str, str]
"""Where in a rule something is wrong, what, and what to do."""


def check_groups(checker: Checker, clauses: Sequence[Clause], at: KeyPath) -> None:
    """Report what is wrong with the groups of a compiled rule."""
    places = next((each for each in clauses if isinstance(each, Places)), None)
    budget = next((each for each in clauses if isinstance(each, Budget)), None)
    groupings = [each for each in clauses if isinstance(each, GroupClause)]
    own = next((each for each in groupings if isinstance(each, OwnLists) and each.per), None)
    spread = next((each for each in groupings if isinstance(each, Spread) and each.across), None)
    for within, what, to_do in _findings(places, budget, own, spread):
        checker.problem((*at, *within), what, to_do)
    if own is not None:
        for key, numbers in (("places", places and places.places),
                             ("budget", budget and budget.budget)):
            own.check_groups(checker, (*at, key), numbers, all_of=True)
    if spread is not None:
        spread.check_groups(checker, (*at, "least_each"), spread.least_each)
        spread.check_groups(checker, (*at, "most_each"), spread.most_each)


def _findings(
    places: Places | None, budget: Budget | None, own: OwnLists | None, spread: Spread | None
) -> Iterator[Finding]:
    if own is not None and spread is not None:
        yield ("across",), "`per` and `across` exclude each other", (
            "With `per` each group has a list of its own, with `across` all share one.")
    if own is None:
        for key, value in (("places", places and places.places),
                           ("budget", budget and budget.budget)):
            if isinstance(value, Mapping):
                yield (key,), "a number for each group, and no groups", (
                    "Name with `per` the fact that puts ventures into groups.")
    else:
        yield from _own_lists(places, budget, own)
    if spread is not None and spread.money and budget is not None:
        yield from _spread_money(budget, spread)
    elif spread is not None:
        yield from _spread(places, spread)


def _own_lists(
    places: Places | None, budget: Budget | None, own: OwnLists
) -> Iterator[Finding]:
    if places is None and budget is None:
        yield ("per",), "nothing is given out by group", "Add `places`, or `budget` and `cost`."
    if places is None and own.unfilled is not None:
        yield ("unfilled",), "there are no places that could stay unfilled", "Add `places`."
    if places is None:
        return
    if isinstance(places.places, Mapping):
        yield from _negative(("places",), places.places)
    elif own.unfilled == "general" and own.expressions and not own.labels:
        yield ("unfilled",), f"how many values {own.per} has is not known, nor how many places", (
            "Give each group its number: `places.north = 3`.")


def _spread(places: Places | None, spread: Spread) -> Iterator[Finding]:
    if places is None or not isinstance(places.places, int):
        yield ("across",), "there are neither places nor money to spread", (
            "Add `places`, or `budget`, `cost` and `cut`.")
        return
    for key in ("least_each", "most_each"):
        numbers = getattr(spread, key)
        each = numbers if isinstance(numbers, Mapping) else {"": numbers or 0}
        yield from _negative((key,), each)
    seats, least = spread.seats(places.places), spread.least_each
    named = {group for each in (least, spread.most_each) if isinstance(each, Mapping)
             for group in each}
    groups = sorted(spread.labels or named or {""})
    reserved = sum(seats.bounds(group)[0] for group in groups)
    if reserved > seats.total:
        what = f"the groups have {reserved} places of their own, of {seats.total}"
        yield ("least_each",), what, (
            "Give out more places, or keep fewer for each group.")
    for low, high in map(seats.bounds, groups):
        if high is not None and low > high:
            yield ("least_each",), f"at least {low} and at most {high} places for a group", (
                "The least number of a group is no more than the greatest.")
            break


def _spread_money(budget: Budget, spread: Spread) -> Iterator[Finding]:
    """Yield what is wrong where money is spread: it is given out in order of rank, and in full."""
    if budget.cut not in ("stop", "skip"):
        yield ("cut",), "with `across` money is given out in order of rank", (
            'Write cut = "stop" or "skip": what becomes of whoever costs more than is left.')
    for key in ("least_share", "one_of", "together"):
        if getattr(budget, key) is not None:
            yield (key,), f"`{key}` does not go with `across`", "Leave out one of the two."
    for key in ("least_each", "most_each"):
        numbers = getattr(spread, key)
        each = numbers if isinstance(numbers, Mapping) else {"": numbers or 0}
        yield from _negative((key,), each, "less than no money")
    named = {group for each in (spread.least_each, spread.most_each) if isinstance(each, Mapping)
             for group in each}
    for group in sorted(spread.labels or named or {""}):
        least, most = (of_group(each, group) for each in (spread.least_each, spread.most_each))
        if least is not None and most is not None and least > most:
            yield ("least_each",), f"at least {least} and at most {most} for a group", (
                "The least part of a group is no more than the greatest.")
            break


def _negative(
    key: tuple[str, ...], numbers: Mapping[str, int], what: str = "fewer than no places"
) -> Iterator[Finding]:
    for group, number in numbers.items():
        if number < 0:
            yield (*key, *filter(None, [group])), what, (
                "Write a whole number from 0 up.")
