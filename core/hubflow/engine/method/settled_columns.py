"""Record what is known on every row of a phase's table."""

from __future__ import annotations

from hubflow.model.plain_record import PlainRecord


class SettledColumns(PlainRecord):
    """Facts about all rows of a table, which save a phase work on single rows.

    ``ventures``: no challenge is among the rows. ``undecided``: nobody recorded a decision in this
    phase. The others are only filled where the table was ``looked_at``: ``scored`` and ``inside``
    name criteria that have one value, and measures that lie on their scale; ``applying`` those of
    which it is known whether they apply.
    """

    ventures: bool = False
    undecided: bool = False
    looked_at: bool = False
    scored: frozenset[str] = frozenset()
    inside: frozenset[str] = frozenset()
    applying: frozenset[str] = frozenset()
