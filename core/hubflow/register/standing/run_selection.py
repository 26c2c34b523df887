"""Choose the ventures of a register that a recorded run takes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa

from hubflow.model.input_problems import BadInput, Problem, one_problem
from hubflow.register.standing.standing_table import phases_by_edition, standing_of, unknown_venture
from hubflow.register.standing.venture_standing import VentureStanding
from hubflow.register.storage.database_tables import standings
from hubflow.register.storage.journal import Journal
from hubflow.text.spoken import say, say_word

_FEW = 500
"""Ventures that are asked for by name in the database; more are chosen from all."""


def standings_asked_for(
    journal: Journal, hub: str, ventures: Sequence[str], call: str | None
) -> list[VentureStanding]:
    """Return the standings of the ventures named, and of those in the calls named.

    They are folded anew. Raises :class:`BadInput` for ventures that the hub has not.
    """
    columns = standings.c
    query = sa.select(columns.venture, columns.call).where(columns.hub == hub)
    if (ventures or call is not None) and len(ventures) <= _FEW:
        # of a register of many only those named, and whom they compete with
        own = columns.venture.in_(list(ventures))
        named = own if not call else sa.or_(own, columns.call == call) if ventures else (
            columns.call == call)
        theirs = {row.call for row in journal.connection.execute(query.where(named))} - {""}
        beside = columns.call.in_(sorted(theirs))
        # beside nobody a condition on calls would go through all ventures of the hub
        query = query.where(own if not theirs else sa.or_(own, beside) if ventures else beside)
    rows = journal.connection.execute(query.order_by(columns.venture)).all()
    names = {row.venture for row in rows}
    problems = [problem for venture in ventures if venture not in names
                for problem in unknown_venture(journal, hub, venture).problems]
    if problems:
        raise BadInput(problems)
    if call is not None and call not in {row.call for row in rows}:
        raise one_problem(f"--call {call}",
                          say("register-problems.has_no_ventures_in_a_call", hub=hub))
    calls = {row.call for row in rows if row.venture in ventures or row.call == call} - {""}
    phases = phases_by_edition(journal, hub)
    found = [
        standing_of(journal, hub, row.venture, phases) for row in rows
        if (not ventures and call is None) or row.venture in ventures or row.call in calls
    ]
    return [standing for standing in found if standing is not None]


def ventures_to_run(
    folded: Sequence[VentureStanding], ventures: Sequence[str], call: str | None, on: dt.date
) -> set[str]:
    """Return the ventures to run: those named, else all whose present phase began by that day.

    Raises :class:`BadInput` for a day before a venture that is named came where it stands.
    """

    late = [s for s in folded if s.since > on]
    wrong = [Problem(s.venture, 0, "",
                     say("register-problems.is_before_since_when_it_is", on=on, since=s.since,
                         phase=s.phase_name or say_word(s.state)),
                     say("register-problems.is_the_day_right_on_names"))
             for s in late if s.venture in ventures]
    if wrong:
        raise BadInput(wrong)
    if ventures:
        return set(ventures)
    return {s.venture for s in folded if call in (None, s.call) and s.since <= on}
