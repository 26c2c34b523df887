"""Write and read the marks that identify a jury's scoring sheet, in whatever language it is.

They stand in the first columns, which are hidden. The first cell holds :class:`ScoringMark`. A
venture's own row has its id, or its code, and a phase, and in the column of conflicts whether one
is declared; each row of a criterion has the criterion's id, too. The row of the day begins with
:data:`DAY`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from hubflow.reading.json_file import plain_json

VENTURE, PHASE, CRITERION = 1, 2, 3
"""The columns of what a row is about."""

WHAT, SCALE, SCORE, NOTE, CONFLICT = 4, 5, 6, 7, 8
"""The columns that people read and fill in."""

DAY = "day"
_FORMAT = 1


@attrs.frozen
class ScoringMark:
    """The owner of a sheet: hub, edition and assessor; ``blind``: ventures by codes.

    ``scales`` are those of the criteria when it was made, by phase and criterion.
    """

    hub: str
    edition: str
    assessor: str
    blind: bool = False
    scales: Mapping[str, Mapping[str, Sequence[float | str]]] = attrs.field(factory=dict)

    def text(self) -> str:
        """The mark as text for the first cell."""
        return json.dumps({"hubflow": "scores", "format": _FORMAT, **attrs.asdict(self)},
                          ensure_ascii=False)


def scoring_mark(cell: Any) -> ScoringMark | None:
    """Return the mark in a first cell; None if it holds anything else."""
    if not isinstance(cell, str) or not cell.startswith("{"):
        return None
    try:
        found = plain_json(cell)
    except ValueError:
        return None
    if not isinstance(found, dict) or found.get("hubflow") != "scores":
        return None
    return ScoringMark(str(found.get("hub", "")), str(found.get("edition", "")),
                       str(found.get("assessor", "")), found.get("blind") is True,
                       _scales(found.get("scales")))


def _scales(said: Any) -> dict[str, dict[str, tuple[float | str, ...]]]:
    if not isinstance(said, dict):
        return {}
    return {str(phase): {str(id): tuple(scale) for id, scale in of.items()
                         if isinstance(scale, list)}
            for phase, of in said.items() if isinstance(of, dict)}
