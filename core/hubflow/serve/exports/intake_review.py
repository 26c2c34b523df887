"""The answers of an export beside the register: what is new, what changed, and what to settle."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import attrs
import sqlalchemy as sa

from hubflow.intake.again import is_untouched, marked
from hubflow.intake.arrivals import arrivals
from hubflow.intake.intake import AnswersRead
from hubflow.intake.intake_map import LoadedMap
from hubflow.intake.register_versions import RegisterVersions
from hubflow.model.call import Call
from hubflow.model.methodology import Methodology
from hubflow.privacy.signs import PrivacyFinding
from hubflow.reading.dossiers.key_questions import KeyQuestions
from hubflow.reading.toml.source import TomlFile, parse_toml, recorded_toml
from hubflow.register.office import people_served
from hubflow.register.office.handed_out import version_mark
from hubflow.register.office.recorded_dossiers import latest_dossiers, versions_by_venture
from hubflow.register.storage.database_tables import standings
from hubflow.register.storage.journal import Journal
from hubflow.repeats.likeness import (
    KnownVenture,
    RepeatedApplicant,
    known_venture,
    repeated_applicants,
)
from hubflow.text.spoken import spoken_language
from hubflow.workbook.questions.dossier_toml import dossier_toml

AnswerState = Literal["new", "same", "changed", "edited"]
"""Of a venture in an export: the register lacks it, has it as answered, or has other answers;
``edited``: and somebody changed its dossier in the register."""

NOWHERE = Path("(register)")
"""The folder of dossiers that stand in no file."""

MOST_COMPARED = 3_000
"""Ventures of a register that applicants are compared with at most."""


@attrs.frozen(eq=False)
class ReviewedAnswer:
    """One venture of an export, as it would be recorded, with all that is to be settled.

    ``version`` is that of the register, 0 without one. ``differences`` are what the form says
    otherwise. ``received`` is when the answer came in, ``late`` whether that was after the call
    closed.
    """

    id: str
    name: str
    row: int
    state: AnswerState
    version: int
    differences: tuple[str, ...]
    received: dt.datetime | None
    late: bool
    repeats: tuple[RepeatedApplicant, ...]
    signs: tuple[PrivacyFinding, ...]
    file: TomlFile | None

    @property
    def mark(self) -> str:
        """What changes as soon as somebody records something else of the venture."""
        return f"{self.state}.{self.version}"

    @property
    def to_settle(self) -> bool:
        """Whether a person has to say if it is taken in."""
        return self.state == "edited" or (
            self.state == "new" and bool(self.late or self.repeats))


@attrs.frozen(eq=False)
class IntakeReview:
    """All ventures of an export; ``compared``: they were compared with those of the register."""

    answers: tuple[ReviewedAnswer, ...]
    compared: bool

    def of(self, *states: AnswerState) -> list[ReviewedAnswer]:
        """Return the ventures in some states."""
        return [one for one in self.answers if one.state in states]


def reviewed(
    journal: Journal, hub: str, read: AnswersRead, file: LoadedMap, call: Call | None,
    methodology: Methodology,
) -> IntakeReview:
    """Return the ventures of an export that has no problems, beside the register.

    Raises :class:`BadInput` with every cell that should say when an answer came in and does not.
    """
    ids = {dossier.spots[()].line: str(dossier.data["id"]) for dossier in read.files}
    came = {one.id: one.moment for one in arrivals(
        read.export, file, ids, call, methodology.hub.language)}
    recorded = versions_by_venture(journal, hub, ids.values())
    texts = {id: str(found[-1].personal["text"]) for id, found in recorded.items()}
    known = {id: (recorded_toml(texts[id]), version_mark(found[-1], len(found)))
             for id, found in recorded.items()}
    compared = _count(journal, hub) <= MOST_COMPARED
    pairs = _repeats(journal, hub, read, frozenset(ids.values()) - set(known),
                     compared=compared)
    answers = []
    for row, dossier in zip(ids, read.files, strict=True):
        id = str(dossier.data["id"])
        state, differences, made = _held(
            known, dossier.data, texts.get(id, ""), KeyQuestions(spoken_language(), methodology))
        moment = came.get(id)
        answers.append(ReviewedAnswer(
            id, str(dossier.data.get("name", id)), row, state, len(recorded.get(id, ())),
            differences, moment,
            bool(call is not None and moment is not None and call.is_late(moment)),
            tuple(pair for pair in pairs if id in (pair.first.id, pair.second.id)),
            tuple(_signs(made, methodology)), made))
    return IntakeReview(tuple(answers), compared)


def _held(
    known: Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any]]], data: Mapping[str, Any],
    text: str, questions: KeyQuestions,
) -> tuple[AnswerState, tuple[str, ...], TomlFile | None]:
    """Return how a venture's answers stand to the register, and the dossier to record."""
    versions = RegisterVersions(questions)
    made = versions.held_against(known, data)
    if made is None:
        return "same", (), None
    id = str(data["id"])
    state: AnswerState = "new" if id not in known else (
        "changed" if is_untouched(text) else "edited")
    content = dossier_toml(made)
    return state, versions.changed.get(id, ()), parse_toml(
        content if state == "edited" else marked(content).decode(), f"{id}.toml",
        NOWHERE / f"{id}.toml")


def _count(journal: Journal, hub: str) -> int:
    found = journal.connection.execute(sa.select(sa.func.count()).select_from(standings).where(
        standings.c.hub == hub)).scalar()
    return int(found or 0)


def _repeats(
    journal: Journal, hub: str, read: AnswersRead, new: frozenset[str], *, compared: bool
) -> Sequence[RepeatedApplicant]:
    """Return the pairs that may be of one applicant, one of each pair being new."""
    if not new:
        return ()
    others: Iterable[KnownVenture] = (
        known_venture(data, str(data.get("call") or "")) for data in latest_dossiers(journal, hub)
        if data.get("kind") != "challenge") if compared else ()
    own = [known_venture(dossier.data, "") for dossier in read.files]
    return repeated_applicants([*own, *others], new)


def _signs(file: TomlFile | None, methodology: Methodology) -> Iterator[PrivacyFinding]:
    if file is not None and people_served.can_look():
        yield from people_served.signs_in_files([file], [], methodology)
