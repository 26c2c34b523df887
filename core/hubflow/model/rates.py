"""Exchange rates that are given to a run."""

from collections.abc import Mapping

import attrs


@attrs.frozen
class Rate:
    """What one unit of a currency is worth in the hub's, and who says so."""

    value: float
    source: str = ""


Rates = Mapping[str, "float | Rate"]
"""Rates by currency; a bare number has no source, which the results then say."""


def as_rates(rates: Rates) -> dict[str, Rate]:
    """All rates as records."""
    return {currency: rate if isinstance(rate, Rate) else Rate(float(rate))
            for currency, rate in sorted(rates.items())}
