"""Say which acts a venture's state allows, and why not the others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from hubflow.engine.call.call_progress import STAYS_IN
from hubflow.model.input_problems import BadInput, Problem, one_problem
from hubflow.model.results.venture_results import RECOMMENDED
from hubflow.register.standing.venture_standing import VentureStanding
from hubflow.text.catalogue import words
from hubflow.text.spoken import say, say_word, spoken_language

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

_ENDED = frozenset({"established", "paused", "closed", "adopted", "done"})


def check_day(standing: VentureStanding, on: dt.date, *, moves: bool = False) -> None:
    """Raise :class:`BadInput` for a day in the future, or before the venture began.

    ``moves``: what is recorded moves the venture, so it is not before it came where it stands.
    """
    if on > dt.date.today():
        raise one_problem(standing.venture, say("register-problems.is_in_the_future", on=on),
                          say("register-problems.record_what_has_happened_on_names"))
    if on < standing.begun:
        raise one_problem(standing.venture,
                          say("register-problems.is_before_the_day_that_it", on=on,
                              begun=standing.begun),
                          say("register-problems.is_the_day_right_on_names"))
    if moves and on < standing.since:
        raise one_problem(standing.venture,
                          say("register-problems.is_before_since_when_it_is", on=on,
                              since=standing.since, phase=standing.phase_name or
                              say_word(standing.state)),
                          say("register-problems.is_the_day_right_on_names"))


def check_allowed(act: str, standing: VentureStanding) -> None:
    """Raise :class:`BadInput` if the lifecycle forbids an act, and say what it allows."""
    state = ACTIVE if standing.open else standing.state
    allowed = ALLOWED[state]
    if act in allowed:
        return
    where = (say("register-problems.in_stage", stage=standing.stage) if state == ACTIVE else
             say("register-problems.state_since", state=say_word(state), since=standing.since))
    why = (say(f"register-problems.why_{state}") if state in _ENDED else
           say("register-problems.it_is_under_way") if act == "resume" else "")
    raise _refused(standing, say("register-problems.act_refused", act=act, where=where,
                                 because=f": {why}" if why else ""), allowed)


def check_in_race(act: str, standing: VentureStanding) -> None:
    """Raise :class:`BadInput` for a decision that leads on a venture that left its call."""
    if not standing.in_race and act in STAYS_IN:
        raise one_problem(
            standing.venture, say("register-problems.cannot_be_recorded_it_is_in", act=act,
                                  call_standing=say_word(standing.call_standing),
                                  call=standing.call),
                          say("register-problems.if_it_is_in_the_race", venture=standing.venture))


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
    if word in RECOMMENDED and standing.phase and not standing.recommendation:
        yield Problem(id, 0, "", say("register-problems.nothing_was_recommended_on_yet",
                                     phase=standing.phase_name),
                      say("register-problems.first_hubflow_register_run_a_body", id=id))
    shown = words(spoken_language())  # as the recommendation and the choices are written
    if departs(standing, word) and not reasons.strip():
        yield Problem(id, 0, "--reasons",
                      say("register-problems.departs_from_the_recommendation", word=shown[word],
                          recommendation=shown[standing.recommendation]),
                      say("register-problems.say_why_with_reasons"))
    if word == "recognised" and not evidence:
        yield Problem(id, 0, "--evidence", say("register-problems.a_phase_is_recognised_only_with"),
                      say("register-problems.name_the_dossier_sources_with_evidence"))
    if word == "stop" and not learning.strip():
        yield from _no_learning(id, "--learning").problems


def _no_learning(venture: str, key: str = "") -> BadInput:
    return one_problem(venture, say("register-problems.a_stop_leaves_a_learning_note"),
                       say("register-problems.say_with_learning_what_later_ventures"),
                       key=key)


def departs(standing: VentureStanding, word: str) -> bool:
    """Return whether a decision departs from the recommendation."""
    return (standing.recommendation in RECOMMENDED
            and word in RECOMMENDED and word != standing.recommendation)


def _refused(standing: VentureStanding, what: str, allowed: frozenset[str]) -> BadInput:
    to_do = (say("register-problems.allowed_are_2", allowed=", ".join(sorted(allowed)))
             if allowed else say("register-problems.nothing_else_is_allowed"))
    return one_problem(standing.venture, what, to_do)
