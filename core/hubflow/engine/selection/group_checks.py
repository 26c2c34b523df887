"""Check what a rule says of groups: keys that need each other, and numbers that fit together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hubflow.engine.gate.keys.clause import Checker, Clause
from hubflow.engine.gate.keys.group_clauses import GroupClause, OwnLists, Spread
from hubflow.engine.gate.keys.ranked_clauses import Budget, Places
from hubflow.engine.selection.groups import of_group
from hubflow.reading.toml.key_paths import KeyPath
from hubflow.text.spoken import say

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
        yield ("across",), say("gate-checks.per_or_across"), say("gate-checks.list_each_or_one")
    if own is None:
        for key, value in (("places", places and places.places),
                           ("budget", budget and budget.budget)):
            if isinstance(value, Mapping):
                yield (key,), say("gate-checks.number_without_groups"), (
                    say("gate-checks.name_with_per"))
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
        yield ("per",), say("gate-checks.nothing_by_group"), say("gate-checks.add_places_or_budget")
    if places is None and own.unfilled is not None:
        yield ("unfilled",), say("gate-checks.none_unfilled"), say("gate-checks.add_places")
    if places is None:
        return
    if isinstance(places.places, Mapping):
        yield from _negative(("places",), places.places)
    elif own.unfilled == "general" and own.expressions and not own.labels:
        yield ("unfilled",), say("gate-checks.how_many_values", fact=own.per), (
            say("gate-checks.give_each_group"))


def _spread(places: Places | None, spread: Spread) -> Iterator[Finding]:
    if places is None or not isinstance(places.places, int):
        yield ("across",), say("gate-checks.nothing_to_spread"), (
            say("gate-checks.add_places_or_money"))
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
        what = say("gate-checks.groups_have_more", reserved=reserved, total=seats.total)
        yield ("least_each",), what, say("gate-checks.more_places_or_fewer")
    for low, high in map(seats.bounds, groups):
        if high is not None and low > high:
            yield ("least_each",), say("gate-checks.least_most_places", low=low, high=high), (
                say("gate-checks.least_no_more"))
            break


def _spread_money(budget: Budget, spread: Spread) -> Iterator[Finding]:
    """Yield what is wrong where money is spread: it is given out in order of rank, and in full."""
    if budget.cut not in ("stop", "skip"):
        yield ("cut",), say("gate-checks.across_in_order"), say("gate-checks.write_cut")
    for key in ("least_share", "one_of", "together"):
        if getattr(budget, key) is not None:
            yield ((key,), say("gate-checks.not_with_across", key=key),
                   say("gate-checks.leave_out_one"))
    for key in ("least_each", "most_each"):
        numbers = getattr(spread, key)
        each = numbers if isinstance(numbers, Mapping) else {"": numbers or 0}
        yield from _negative((key,), each, "less_than_no_money")
    named = {group for each in (spread.least_each, spread.most_each) if isinstance(each, Mapping)
             for group in each}
    for group in sorted(spread.labels or named or {""}):
        least, most = (of_group(each, group) for each in (spread.least_each, spread.most_each))
        if least is not None and most is not None and least > most:
            yield ("least_each",), say("gate-checks.least_most_money", least=least, most=most), (
                say("gate-checks.least_part_no_more"))
            break


def _negative(
    key: tuple[str, ...], numbers: Mapping[str, int], what: str = "fewer_than_no_places"
) -> Iterator[Finding]:
    for group, number in numbers.items():
        if number < 0:
            yield (*key, *filter(None, [group])), say(f"gate-checks.{what}"), (
                say("gate-checks.whole_number_from_0"))
