"""Ask several people for weights at once, each on a screen of their own, beside a draft."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from hubflow.cli.file_writing import write_file
from hubflow.model.files import METHODOLOGY
from hubflow.model.input_problems import BadInput, Problem, one_problem
from hubflow.reading.json_file import plain_json
from hubflow.reading.method.methodology_file import LoadedMethodology, methodology_of_file
from hubflow.reading.toml.source import parse_toml
from hubflow.reading.values.csv_output import csv_bytes
from hubflow.reading.values.normal_text import folded
from hubflow.serve.drafting.method_drafts import DraftVersion, MethodDraft
from hubflow.text.spoken import say
from hubflow.weigh.interview import (
    METHODS,
    GroupWeights,
    Method,
    PersonAnswers,
    group_weights,
)
from hubflow.weigh.weigh_fields import AnswerRow, answer_rows, field_of
from hubflow.weigh.weighed_parts import WeighedParts, weighed_parts
from hubflow.weigh.weight_sheet import COLUMNS, read_answers

_ABOUT, _ANSWERS = "question.json", "answers"


@attrs.frozen(eq=False, repr=False)
class OwnAnswers:
    """What one person typed: their role, and the fields by name, in a language's manner."""

    role: str
    fields: Mapping[str, str]
    language: str


@attrs.frozen(eq=False, repr=False)
class JointWeights:
    """The weights of all whose answers fit the draft as it stands; ``unfit`` counts the others."""

    found: GroupWeights | None
    unfit: int


@attrs.frozen(eq=False, repr=False)
class WeightInterview:
    """A question for weights: which parts of which phase, asked by which method.

    While it is open, people answer. ``closed``: nobody answers any more, and all see all.
    """

    path: Path
    draft: MethodDraft
    phase: str
    group: str | None
    method: Method
    closed: bool

    @property
    def id(self) -> str:
        """Its name in addresses."""
        return self.path.name

    def parts(self, text: str, language: str) -> WeighedParts:
        """Return what is weighed, as a text of the draft has it; raises :class:`BadInput`."""
        return weighed_parts(loaded_text(text), self.phase, self.group, language)

    @property
    def count(self) -> int:
        """How many people have answered."""
        return len(list((self.path / _ANSWERS).glob("*.json")))

    def own(self, name: str) -> OwnAnswers | None:
        """Return what a person answered; None if they have not."""
        path = self._place(name)
        return _answers_in(path) if path.is_file() else None

    def answer(self, name: str, parts: WeighedParts, said: OwnAnswers) -> None:
        """Keep a person's answers in place of their earlier ones.

        Raises :class:`BadInput`, each problem with its field as the key, if they give no weights,
        if somebody else answers in this role, and once the interview is closed.
        """
        if self.closed:
            raise one_problem("weights", say("serve.interview_closed"),
                              say("serve.nothing_was_kept"))
        others = {folded(one.role) for path, one in self._all() if path != self._place(name)}
        problems = list(_problems(self.method, parts, said))
        if folded(said.role) in others:
            problems.append(Problem("", 0, "role", say("serve.role_used", role=said.role),
                                    say("serve.role_used_do", role=said.role)))
        if problems:
            raise BadInput(problems)
        write_file(self._place(name), json.dumps(
            {"role": said.role, "language": said.language, "fields": dict(said.fields)},
            ensure_ascii=False).encode(), private=True)

    def joint(self, parts: WeighedParts) -> JointWeights:
        """Return the weights that follow from everybody's answers."""
        people: list[PersonAnswers] = []
        unfit = 0
        for _, said in self._all():
            try:
                people.append(_read(self.method, parts, said))
            except BadInput:
                unfit += 1
        people.sort(key=lambda one: folded(one.role))
        return JointWeights(group_weights(self.method, list(parts.titles), people)
                            if people else None, unfit)

    def close(self) -> None:
        """End it: nobody answers any more."""
        _write(attrs.evolve(self, closed=True))

    def with_weights(
        self, version: DraftVersion, parts: WeighedParts, found: GroupWeights, language: str
    ) -> str:
        """Return a version's text with the weights, and the interview as their source.

        Raises :class:`BadInput` where the file cannot be edited in place.
        """
        from hubflow.weigh.weight_page import interview_source
        from hubflow.weigh.written_weights import with_weights

        loaded = loaded_text(version.text)
        source = interview_source(loaded.methodology, parts, found, dt.date.today(), language)
        return with_weights(loaded, parts.position, found.rounded(), source, found.band).decode()

    def _all(self) -> Iterator[tuple[Path, OwnAnswers]]:
        for path in sorted((self.path / _ANSWERS).glob("*.json")):
            yield path, _answers_in(path)

    def _place(self, name: str) -> Path:
        """Return the file of a person's answers; it holds their role, and nothing of their name."""
        key = hashlib.sha256(f"{self.id} {folded(name)}".encode()).hexdigest()[:24]
        return self.path / _ANSWERS / f"{key}.json"


def loaded_text(text: str) -> LoadedMethodology:
    """Return a draft's text as a methodology; raises :class:`BadInput` with what is wrong."""
    loaded = methodology_of_file(parse_toml(text, METHODOLOGY))
    if loaded.problems:
        raise BadInput(loaded.problems)
    return loaded


def weighable(text: str, language: str) -> list[WeighedParts]:
    """Return the phases of a draft, and their groups, of which weights can be asked."""
    try:
        loaded = loaded_text(text)
    except BadInput:
        return []
    found = []
    for phase in loaded.methodology.phases:
        for group in (None, *(one.id for one in phase.groups)):
            try:
                found.append(weighed_parts(loaded, phase.id, group, language))
            except BadInput:
                continue
    return found


def interviews_of(draft: MethodDraft) -> list[WeightInterview]:
    """Return a draft's interviews, in order of their ids."""
    found = (find_interview(draft, path.parent.name)
             for path in sorted((draft.path / "weights").glob(f"*/{_ABOUT}")))
    return [one for one in found if one is not None]


def find_interview(draft: MethodDraft, id: str) -> WeightInterview | None:
    """Return an interview; None if there is none."""
    path = draft.path / "weights" / id
    if not id.replace("-", "").isalnum() or not id.isascii():
        return None
    try:
        data = plain_json((path / _ABOUT).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return WeightInterview(path, draft, data["phase"], data["group"], data["method"],
                           data["closed"])


def begin_interview(
    draft: MethodDraft, parts: WeighedParts, method: str
) -> WeightInterview:
    """Open an interview on a draft; raises :class:`BadInput` for an unknown method."""
    known = next((one for one in METHODS if one == method), None)
    if known is None:
        raise one_problem("method", say("serve.no_such_interview", method=method),
                          ", ".join(METHODS))
    number = 1 + max((int(one.id.partition("-")[0]) for one in interviews_of(draft)), default=0)
    made = WeightInterview(draft.path / "weights" / f"{number}-{known}", draft, parts.phase.id,
                           parts.group, known, False)
    _write(made)
    return made


def _write(one: WeightInterview) -> None:
    about = {"phase": one.phase, "group": one.group, "method": one.method, "closed": one.closed}
    write_file(one.path / _ABOUT, json.dumps(about).encode())


def _answers_in(path: Path) -> OwnAnswers:
    data: Mapping[str, Any] = plain_json(path.read_text("utf-8"))
    return OwnAnswers(data["role"], data["fields"], data["language"])


def _read(method: Method, parts: WeighedParts, said: OwnAnswers) -> PersonAnswers:
    """Return a person's answers as `hubflow weigh --answers` reads their rows of its table."""
    rows = answer_rows(method, parts.titles)
    with tempfile.TemporaryDirectory() as folder:
        sheet = Path(folder) / "answers.csv"
        sheet.write_bytes(csv_bytes([COLUMNS[method], *_cells(method, rows, said)]))
        (answers,) = read_answers(sheet, method, list(parts.titles), said.language)
    return answers


def _cells(
    method: Method, rows: Sequence[AnswerRow], said: OwnAnswers
) -> Iterator[Sequence[str]]:
    for row in rows:
        yield [said.role if name == "person" else row.fixed[name] if name in row.fixed else
               said.fields.get(row.fields.get(name, ""), "").strip() for name in COLUMNS[method]]


def _problems(method: Method, parts: WeighedParts, said: OwnAnswers) -> Iterator[Problem]:
    """Yield what is wrong with a person's answers, each with its field as the key."""
    try:
        _read(method, parts, said)
    except BadInput as bad:
        rows = answer_rows(method, parts.titles)
        for one in bad.problems:
            yield attrs.evolve(one, file="", line=0, key=field_of(rows, one))
