"""Record how a venture stands in its call: withdrawn, excluded, late, inadmissible, or in again."""

from __future__ import annotations

import datetime as dt

from hubflow.model.call import IN_RACE
from hubflow.model.input_problems import one_problem
from hubflow.register.standing.standing_table import refresh
from hubflow.register.standing.venture_standing import VentureStanding
from hubflow.register.storage.entries import Draft, with_accepted
from hubflow.register.storage.journal import Journal


def set_standing(
    journal: Journal, standing: VentureStanding, word: str, *, body: str, on: dt.date, by: str,
    reasons: str, accepted: str = "", received: dt.date | None = None,
) -> VentureStanding:
    """Record how a venture stands in its call from a day on; return where it stands then.

    ``received`` is when its application came in, where that is recorded with it. Raises
    :class:`BadInput` for a venture without a call, one that has ended, a standing that it has
    already, and a day in the future or before it came into the register.
    """
    venture = standing.venture
    if not standing.call:
        raise one_problem(venture, "it competes in no call",
                          "A venture is closed with hubflow register close.")
    if standing.state in ("closed", "adopted"):
        raise one_problem(venture, f"it is {standing.state} since {standing.since}",
                          "A wrong record is mended with hubflow register correct.")
    if word == (standing.call_standing or IN_RACE) and received is None:
        raise one_problem(venture, f"it is {word} already" if word != IN_RACE
                          else "it is in the race")
    if on > dt.date.today():
        raise one_problem(venture, f"{on} is in the future", "Record what has happened.")
    if on < standing.begun:
        raise one_problem(venture, f"{on} is before {standing.begun}, the day that it came into "
                          "the register", "Is the day right? --on names it.")
    day = received.date() if isinstance(received, dt.datetime) else received
    if day is not None and day > on:
        raise one_problem("--received", f"{day} is after {on}, the day of the record",
                          "Is the day right? --on names that of the record.")
    journal.append([Draft(
        kind="member", hub=standing.hub, subject=venture, on=on,
        body={"standing": word, "call": standing.call,
              **({"received": received.isoformat()} if received is not None else {})},
        personal=with_accepted({"by": by, "body": body, "reasons": reasons}, accepted))])
    return refresh(journal, standing.hub, [venture])[venture]
