"""What one assessor is asked, as their scoring sheet tells it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from hubflow.jury.jury_questions import JuryQuestions
from hubflow.jury.sheets.scoring_marks import ScoringMark


@attrs.frozen(eq=False, repr=False)
class Task:
    """What one assessor is asked of one venture: ``title`` is its name, or what its code is told
    as; ``key`` its id or code; ``abstains``: a conflict of interest is known beforehand."""

    asked: JuryQuestions
    key: str
    title: str
    file: str
    abstains: bool


@attrs.frozen(eq=False, repr=False)
class ScoringSheet:
    """All that an assessor's workbook says. ``about`` names hub, edition and call."""

    mark: ScoringMark
    assessor: str
    about: str
    language: str
    tasks: Sequence[Task]
    words: Mapping[str, str]
