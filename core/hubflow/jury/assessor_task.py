"""The tasks of one assessor, as their scoring sheet shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from hubflow.jury.jury_questions import JuryQuestions
from hubflow.jury.sheets.scoring_marks import ScoringMark


@attrs.frozen(eq=False, repr=False)
class Task:
    """The questions to one assessor about one venture.

    ``title`` is the venture's name, or the text that replaces it in a blind pack; ``key`` is its id
    or code; ``abstains``: a conflict of interest is known beforehand.
    """

    questions: JuryQuestions
    key: str
    title: str
    file: str
    abstains: bool


@attrs.frozen(eq=False, repr=False)
class ScoringSheet:
    """The content of an assessor's workbook.

    ``about`` names hub, edition and call; ``proof`` tells of which register it was made.
    """

    mark: ScoringMark
    assessor: str
    about: str
    language: str
    tasks: Sequence[Task]
    words: Mapping[str, str]
    proof: str = ""
