"""Define the flaws that keep data from becoming a record."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from hubflow.model.late_record import frozen_at_use
from hubflow.reading.records.legal import RefusedError
from hubflow.reading.toml.key_paths import KeyPath


@frozen_at_use(eq=False, repr=False)
class RecordFlaw:
    """A flaw at a key path of the data."""

    path: KeyPath
    what: str
    to_do: str = ""
    missing: bool = False


class FlawedError(ValueError):
    """Data that cannot become a record, a list or a table, with every flaw."""

    def __init__(self, flaws: Iterable[RecordFlaw]) -> None:
        super().__init__()
        self.flaws = tuple(flaws)


def flaws_at(
    step: str | int | None, error: FlawedError | RefusedError
) -> list[RecordFlaw]:
    """Return the flaws of what stands at a key or position; None is the place itself."""
    start = () if step is None else (step,)
    if isinstance(error, FlawedError):
        return [attrs.evolve(flaw, path=(*start, *flaw.path)) for flaw in error.flaws]
    return [RecordFlaw(start, error.what, error.to_do)]
