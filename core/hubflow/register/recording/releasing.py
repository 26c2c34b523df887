"""Record releases: from then on the hub may tell a venture its decision. Letters wait for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from hubflow.engine.call.call_progress import STAYS_IN
from hubflow.model.call import UNDATED
from hubflow.model.input_problems import BadInput, Problem, one_problem
from hubflow.reading.records.nearest import did_you_mean
from hubflow.register.recording.steps import check_final
from hubflow.register.standing.standing_table import ids_of, known_standing, known_standings
from hubflow.register.standing.venture_standing import VentureStanding
from hubflow.register.storage.entries import (
    Draft,
    EntryKind,
    JournalEntry,
    effective,
    with_accepted,
)
from hubflow.register.storage.journal import Journal
from hubflow.text.spoken import say, say_word

DECISION_KINDS: tuple[EntryKind, ...] = ("decision", "pause", "resume", "close")
"""The kinds of decisions that a body takes on a venture."""


def release(
    journal: Journal, hub: str, ventures: Iterable[str], *, body: str, on: dt.date, by: str,
    note: str = "", accepted: str = "", entry: int | None = None,
) -> list[JournalEntry]:
    """Record that the hub may tell ventures what was decided; return the decisions.

    Raises :class:`BadInput` with all problems: where nothing was decided, where it was released
    already, where the day is before the decision or in the future, where the venture's call has no
    final list yet, and where the decision leads on a venture that has left its call.
    """
    problems: list[Problem] = []
    decisions: list[JournalEntry] = []
    for venture in dict.fromkeys(ventures):
        try:
            standing = known_standing(journal, hub, venture)
            decision = _to_release(journal, standing, on, entry)
            why = _why_untold(standing, decision, on)
            if why:
                raise one_problem(venture, why,
                                  say("register-problems.if_it_is_in_the_race", venture=venture))
            if decision.kind == "decision":
                check_final(journal, standing, word_of(decision), on,
                            str(decision.body["phase"]))
            decisions.append(decision)
        except BadInput as bad:
            problems += bad.problems
    if problems:
        raise BadInput(problems)
    journal.append([
        Draft(kind="release", hub=hub, subject=decision.subject, on=on,
              body={"decision": decision.seq},
              personal=with_accepted({"by": by, "body": body, "note": note}, accepted))
        for decision in decisions
    ])
    return decisions


def word_of(decision: JournalEntry) -> str:
    """Return the word of a decision, such as advance."""
    said = decision.body.get("decision")
    return str(said) if said else "stop" if decision.kind == "close" else decision.kind


def _to_release(
    journal: Journal, standing: VentureStanding, on: dt.date, number: int | None
) -> JournalEntry:
    venture = standing.venture
    decisions, releases = recorded_decisions(journal, standing.hub, venture)
    if not decisions:
        raise BadInput([Problem(venture, 0, "",
                                say("register-problems.nothing_was_decided_that_could_be"),
                                say("register-problems.a_body_decides_hubflow_register_decide"))])
    if number is not None:
        decisions = [each for each in decisions if each.seq == number]
        if not decisions:
            raise BadInput([Problem(venture, 0, "", say(
                "register-problems.entry_is_no_decision_on_it", number=number),
                                    say("register-problems.hubflow_register_history_shows_them",
                                        venture=venture))])
    last = decisions[-1]
    if last.seq in releases:
        raise BadInput([Problem(venture, 0, "",
                                say("register-problems.what_was_decided_on_is_released", on=last.on,
                                    seq=releases[last.seq].seq))])
    if on < last.on:
        raise BadInput([Problem(venture, 0, "",
                                say("register-problems.is_before_the_day_of_the_decision", on=on,
                                    on_2=last.on),
                                say("register-problems.is_the_day_right_on_names"))])
    if on > dt.date.today():
        raise BadInput([Problem(venture, 0, "", say("register-problems.is_in_the_future", on=on),
                                say("register-problems.release_it_on_that_day"))])
    return last


def recorded_decisions(
    journal: Journal, hub: str, venture: str
) -> tuple[list[JournalEntry], dict[int, JournalEntry]]:
    """Return a venture's decisions in order, and their releases by the decision's number."""
    entries = effective(journal.read(hub=hub, subject=venture,
                                     kinds=[*DECISION_KINDS, "release", "correction"]))
    decisions = sorted((entry for entry in entries if entry.kind in DECISION_KINDS),
                       key=lambda entry: (entry.on, entry.seq))
    releases = {int(entry.body["decision"]): entry for entry in entries
                if entry.kind == "release"}
    return decisions, releases


def shown_word(decision: JournalEntry) -> str:
    """Return a decision as people read it: a venture that was closed is not said to be stopped."""
    return say("kinds.close") if decision.kind == "close" else say_word(word_of(decision))


def awaiting_release(
    journal: Journal, hub: str, call: str, excepted: Collection[str] = ()
) -> list[str]:
    """Return the ventures of a call whose latest decision is not released yet.

    Raises :class:`BadInput` for exceptions that are not in the call.
    """
    found = []
    ids = ids_of(journal, hub, call=call)
    problems = [Problem(f"--except {id}", 0, "", say("register-problems.is_not_in_this_call"),
                        did_you_mean(id, ids))
                for id in excepted if id not in ids]
    if problems:
        raise BadInput(problems)
    for venture in ids:
        if venture in excepted:
            continue
        decisions, releases = recorded_decisions(journal, hub, venture)
        if decisions and decisions[-1].seq not in releases:
            found.append(venture)
    return found


def untold(
    journal: Journal, hub: str, ventures: Iterable[str], on: dt.date
) -> dict[str, str]:
    """Return why ventures that have left their call are not told their latest decision."""
    found = {}
    for standing in known_standings(journal, hub, ventures):
        decisions, _ = recorded_decisions(journal, hub, standing.venture)
        why = _why_untold(standing, decisions[-1], on)
        if why:
            found[standing.venture] = why
    return found


def _why_untold(standing: VentureStanding, decision: JournalEntry, on: dt.date) -> str:
    """Return why a decision that leads on is not told, empty where the venture is in the race."""
    since = standing.out_since
    if (word_of(decision) not in STAYS_IN or standing.in_race
            or (since is not None and on < since)):
        return ""
    told = {"standing": say_word(standing.call_standing), "call": standing.call}
    undated = since is None or standing.call_standing in UNDATED
    return (say("register.not_told", **told) if undated
            else say("register.not_told_since", since=since, **told))


def release_entries(journal: Journal, hub: str, venture: str) -> dict[int, JournalEntry]:
    """Return the releases of decisions on a venture, by the number of the decision's entry."""
    return recorded_decisions(journal, hub, venture)[1]
