"""Say which acts a venture's state allows, and why not the others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from hubflow.engine.call.call_progress import LEADS_ON
from hubflow.model.input_problems import BadInput, Problem, one_problem
from hubflow.register.standing.venture_standing import VentureStanding

ACTIVE = "a stage"

ALLOWED: Mapping[str, frozenset[str]] = {
    ACTIVE: frozenset({"advance", "revise", "stop", "recognised", "adopt", "pause", "close"}),
    "established": frozenset({"adopt", "stop", "pause", "close"}),
    "paused": frozenset({"resume", "stop", "close"}),
    "closed": frozenset(),
    "adopted": frozenset(),
    "done": frozenset(),
}
"""The acts that may be recorded of a venture in each state."""

WHY: Mapping[str, str] = {
    "established": "it has advanced from the last phase",
    "paused": "it goes on only when it is resumed",
    "closed": "a stop ends its way, and a wrong record is mended with `correct`",
    "adopted": "a public body took it over",
    "done": "it has passed every phase that looks at challenges",
}


def check_day(standing: VentureStanding, on: dt.date, *, moves: bool = False) -> None:
    """Raise :class:`BadInput` for a day in the future, or before the venture began.

    ``moves``: what is recorded moves the venture, so it is not before it came where it stands.
    """
    if on > dt.date.today():
        raise one_problem(standing.venture, f"{on} is in the future",
                          "Record what has happened; --on names the day that it happened.")
    if on < standing.begun:
        raise one_problem(standing.venture, f"{on} is before {standing.begun}, the day that it "
                          "came into the register", "Is the day right? --on names it.")
    if moves and on < standing.since:
        raise one_problem(standing.venture, f"{on} is before {standing.since}, since when it is "
                          f"where it stands ({standing.phase or standing.state})",
                          "Is the day right? --on names it.")


def check_allowed(act: str, standing: VentureStanding) -> None:
    """Raise :class:`BadInput` if the lifecycle forbids an act, and say what it allows."""
    state = ACTIVE if standing.open else standing.state
    allowed = ALLOWED[state]
    if act in allowed:
        return
    where = (f'in stage "{standing.stage}"' if state == ACTIVE
             else f"{state} since {standing.since}")
    why = WHY.get(state, "it is under way" if act == "resume" else "")
    because = f": {why}" if why else ""
    raise _refused(standing, f'"{act}" cannot be recorded: it is {where}{because}', allowed)


def check_in_race(act: str, standing: VentureStanding) -> None:
    """Raise :class:`BadInput` for a decision that leads on a venture that left its call."""
    if not standing.in_race and act in LEADS_ON:
        raise one_problem(
            standing.venture, f'"{act}" cannot be recorded: it is {standing.call_standing} in '
            f"call {standing.call}", "If it is in the race again: hubflow register member "
            f"{standing.venture} in-the-race.")


def check_reasons(
    standing: VentureStanding, act: str, *, reasons: str, learning: str,
    evidence: Sequence[str] = (),
) -> None:
    """Raise :class:`BadInput` where an act lacks what it must come with."""
    if act == "close" and not learning.strip():
        raise _no_learning(standing.venture)
    problems = list(lacking(standing, act, reasons, learning, evidence))
    if problems:
        raise BadInput(problems)


def lacking(
    standing: VentureStanding, word: str, reasons: str, learning: str, evidence: Sequence[str]
) -> Iterable[Problem]:
    """Yield what a decision must come with and lacks."""
    id = standing.venture
    if word in {"advance", "revise", "stop"} and standing.phase and not standing.recommendation:
        yield Problem(id, 0, "", f"nothing was recommended on {standing.phase} yet",
                      f"First `hubflow register run {id}`: a body decides on a recommendation.")
    if departs(standing, word) and not reasons.strip():
        yield Problem(id, 0, "--reasons", f'"{word}" departs from the recommendation '
                      f'"{standing.recommendation}"', "Say why with --reasons.")
    if word == "recognised" and not evidence:
        yield Problem(id, 0, "--evidence", "a phase is recognised only with evidence",
                      "Name the dossier's sources with --evidence.")
    if word == "stop" and not learning.strip():
        yield from _no_learning(id).problems


def _no_learning(venture: str) -> BadInput:
    return one_problem(venture, "a stop leaves a learning note",
                       "Say with --learning what later ventures on the same problem should know.")


def departs(standing: VentureStanding, word: str) -> bool:
    """Return whether a decision departs from the recommendation."""
    return (standing.recommendation in {"advance", "revise", "stop"}
            and word in {"advance", "revise", "stop"} and word != standing.recommendation)


def _refused(standing: VentureStanding, what: str, allowed: frozenset[str]) -> BadInput:
    to_do = f"Allowed are: {', '.join(sorted(allowed))}." if allowed else "Nothing else is allowed."
    return one_problem(standing.venture, what, to_do)
