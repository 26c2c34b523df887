"""Record the ventures of an export that were chosen, as the register's commands do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import attrs

from hubflow.model.call import Call
from hubflow.model.input_problems import BadInput
from hubflow.plugins.manager import LoadedHub
from hubflow.reading.dossiers.load import Inputs, as_marked, read_inputs
from hubflow.reading.toml.source import TomlFile
from hubflow.register.calls.receipts import record_received
from hubflow.register.office.people_served import reasons_by_file
from hubflow.register.office.updates import UpdateRules, challenges_in, planned_updates
from hubflow.register.recording.adding import add
from hubflow.register.storage.journal import Journal
from hubflow.serve.exports.intake_review import IntakeReview, ReviewedAnswer


@attrs.frozen
class AnswerChoice:
    """What a person chose for a venture.

    ``take`` is None where nothing was chosen. ``accept`` says why signs of people who are served
    are right. ``seen`` is the mark of the venture when the form was shown.
    """

    take: bool | None
    accept: str
    seen: str


class IntakeRefused(Exception):
    """Raised where ventures cannot be taken in; then none is. ``problems`` are by venture."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("ventures cannot be taken in")
        self.problems = problems


@attrs.frozen
class IntakeCounts:
    """How many ventures became new, and how many got a new version."""

    new: int
    updated: int


def record_answers(
    journal: Journal, hub: LoadedHub, review: IntakeReview, choices: Mapping[str, AnswerChoice],
    call: Call | None, *, on: dt.date, by: str, told: Mapping[str, str],
) -> IntakeCounts:
    """Record the ventures that were chosen: all of them, or none.

    What the register has already is left out. ``told`` are the screens' words. Raises
    :class:`IntakeRefused` with what is to be settled first, and :class:`BadInput`.
    """
    wanted = _wanted(review, choices, told)
    accepted: dict[str, str] = {}
    for one in wanted:
        accepted |= reasons_by_file(one.signs, choices[one.id].accept.strip())
    try:
        new = [one for one in wanted if one.state == "new"]
        later = [one for one in wanted if one.state != "new"]
        if new:
            add(journal, hub, _inputs(journal, hub.id, new), on=on, by=by,
                call=call.id if call else None, accepted=accepted)
            for one in new:
                if one.received is not None and call is not None and call.closes is not None:
                    record_received(journal, hub.id, [one.id], one.received, on=on, by=by)
        if later:
            plan = planned_updates(journal, hub.id, _inputs(journal, hub.id, later), UpdateRules())
            add(journal, hub, plan.inputs, on=on, by=by, update=True, accepted=accepted)
    except BadInput as bad:
        raise _by_venture(bad, [one.id for one in wanted]) from None
    return IntakeCounts(len(new), len(later))


def _wanted(
    review: IntakeReview, choices: Mapping[str, AnswerChoice], told: Mapping[str, str]
) -> list[ReviewedAnswer]:
    problems: dict[str, str] = {}
    wanted = []
    for one in review.answers:
        choice = choices.get(one.id)
        if one.state == "same" or choice is None:
            continue
        if choice.seen != one.mark:
            problems[one.id] = told["intake_stale"]
        elif choice.take is None:
            problems[one.id] = told["intake_settle"]
        elif choice.take and one.signs and not choice.accept.strip():
            problems[one.id] = told["intake_signs"]
        elif choice.take:
            wanted.append(one)
    if problems:
        raise IntakeRefused(problems)
    return wanted


def _inputs(journal: Journal, hub: str, answers: Sequence[ReviewedAnswer]) -> Inputs:
    files: list[TomlFile] = [one.file for one in answers if one.file is not None]
    named = {str(file.data["challenge"]) for file in files if "challenge" in file.data}
    inputs = as_marked(read_inputs(
        [], files, challenges=[*challenges_in(journal, hub, named).values()]))
    if inputs.problems:
        raise BadInput(inputs.problems)
    return inputs


def _by_venture(bad: BadInput, ventures: Sequence[str]) -> IntakeRefused | BadInput:
    """Return problems by the venture in whose dossier they are, if all are in one."""
    files = {f"{id}.toml": id for id in ventures} | {id: id for id in ventures}
    if not all(problem.file in files for problem in bad.problems):
        return bad
    found: dict[str, list[str]] = {}
    for problem in bad.problems:
        text = ": ".join(filter(None, (problem.key, problem.what)))
        found.setdefault(files[problem.file], []).append(f"{text}. {problem.to_do}".strip())
    return IntakeRefused({id: " ".join(said) for id, said in found.items()})
