"""What panel members said: one judgement is one assessor's word on one criterion."""

import datetime as dt

import attrs

from hubflow.model.values import Identifier, Text, needed, told


@attrs.frozen(kw_only=True, repr=False)
class Judgement:
    """One assessor's judgement of one criterion (or judged requirement) of one venture.

    ``score`` is a number on the criterion's scale, one of its labels, or yes/no for a
    requirement. An assessor with a ``conflict`` abstains: the score does not count and the
    abstention is shown.
    """

    venture: Identifier = needed("The venture's id.")
    phase: Identifier = needed("The phase's id.")
    criterion: Identifier = needed("The id of the criterion or judged requirement.")
    assessor: Text = told("Who judged.", default="panel")
    score: float | str | bool | None = told("The score, level, or yes/no.")
    note: Text | None = told("The written justification.")
    date: dt.date | None = told("When; of several by one assessor the latest counts.")
    conflict: bool = told("A conflict of interest was declared.", default=False)
    where: Text = told("Where it was read, for messages.", default="")


@attrs.frozen
class Call:
    """A round that dossiers compete in. ``budget`` is in the hub's currency."""

    id: str
    hub: str | None = None
    name: str | None = None
    date: dt.date | None = None
    budget: float | None = None
