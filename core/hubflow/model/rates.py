"""Exchange rates that the user gives to a run."""

from collections.abc import Mapping

from hubflow.model.late_record import frozen_at_use


@frozen_at_use(repr=False)
class Rate:
    """The worth of one unit of a currency in the hub's, and the source of that figure."""

    value: float
    source: str = ""


Rates = Mapping[str, "float | Rate"]
"""Rates by currency; a bare number has no source, which the results then say."""


def as_rates(rates: Rates) -> dict[str, Rate]:
    """Return all rates as records."""
    return {currency: rate if isinstance(rate, Rate) else Rate(float(rate))
            for currency, rate in sorted(rates.items())}
