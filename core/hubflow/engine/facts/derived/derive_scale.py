"""Derive facts from the markets that a business serves or plans to serve."""

from __future__ import annotations

from collections.abc import Iterator

from hubflow.engine.facts.arithmetic import chosen, day, every, has_come, says, some, total_of_some
from hubflow.engine.facts.fact import Context, Value, add, count_some, noted
from hubflow.model.business import Market

WIDE = ("national", "international")


def _entered(context: Context, *kinds: str) -> Iterator[tuple[bool | None, Market]]:
    """Yield for each market whether it is of these kinds and was entered by the day."""
    for market in context.dossier.scale.markets:
        of_kind = some(says(market.kind, kind) for kind in kinds)
        yield every([of_kind, has_come(market.entered, context.as_of)]), market


def _add_markets(kind: str) -> None:
    count_some(f"scale.{kind}_markets", "markets", f"How many {kind} markets are described.",
               f"number of scale.markets of kind {kind}", "scale.markets.kind",
               lambda c: (says(m.kind, kind) for m in c.dossier.scale.markets))
    noted(f"scale.{kind}_entered", f"Does the business sell on a {kind} market?",
          f"yes where one of scale.markets of kind {kind} was entered by the day",
          "scale.markets.kind scale.markets.entered",
          lambda c: some(entered for entered, _ in _entered(c, kind)))


def _add_demand(kind: str) -> None:
    noted(f"scale.{kind}_paid_demand", f"Does somebody pay on a {kind} market?",
          f"yes where the demand of one of scale.markets of kind {kind} is paid",
          "scale.markets.kind scale.markets.demand",
          lambda c: some(every([says(m.kind, kind), says(m.demand, "paid")])
                         for m in c.dossier.scale.markets))

    def size(context: Context) -> Value:
        sizes = chosen((says(m.kind, kind), m.size) for m in context.dossier.scale.markets)
        return None if sizes is None else total_of_some(sizes)

    add(f"scale.{kind}_market_size", "people", "given", f"How large the {kind} markets are.",
        f"sum of size over scale.markets of kind {kind}",
        "scale.markets.kind scale.markets.size", size)


for _kind in ("local", *WIDE):
    _add_markets(_kind)
for _kind in ("local", "national"):
    _add_demand(_kind)


def _national_after_local(context: Context) -> bool | None:
    """Return no if a wider market was surely entered before any local one can have been."""
    local, wide = list(_entered(context, "local")), list(_entered(context, *WIDE))
    first_local = min((d for yes, m in local if yes and (d := day(m.entered))), default=None)
    first_wide = min((d for yes, m in wide if yes and (d := day(m.entered))), default=None)
    holds = first_wide is None or (first_local is not None and first_local <= first_wide)
    # an unknown wide market can only break the order, an unknown local one only mend it
    open_ones = wide if holds else local
    return None if any(yes is None for yes, _ in open_ones) else holds


noted("scale.national_after_local", "Does every wider market come after a local one?",
      "no where a national or international market was entered and no local one on or before it",
      "scale.markets.kind scale.markets.entered", _national_after_local)
