"""Record how a venture stands in its call: withdrawn, excluded, late, inadmissible, or in again."""

from __future__ import annotations

import datetime as dt

from hubflow.model.call import IN_RACE
from hubflow.model.input_problems import one_problem
from hubflow.register.standing.standing_table import refresh
from hubflow.register.standing.venture_standing import VentureStanding
from hubflow.register.storage.entries import Draft, effective, with_accepted
from hubflow.register.storage.journal import Journal
from hubflow.text.spoken import say, say_word


def set_standing(
    journal: Journal, standing: VentureStanding, word: str, *, body: str, on: dt.date, by: str,
    reasons: str, accepted: str = "", received: dt.date | None = None,
) -> VentureStanding:
    """Record how a venture stands in its call from a day on; return where it stands then.

    ``received`` is when its application came in, where that is recorded with it. Raises
    :class:`BadInput` for a venture without a call, one that has ended, a standing that the register
    has of it already, and a day in the future or before it came into the register. A standing that
    only its call's file says may be recorded, so that the venture is told.
    """
    venture = standing.venture
    if not standing.call:
        raise one_problem(venture, say("register-problems.it_competes_in_no_call"),
                          say("register-problems.a_venture_is_closed_with_hubflow"))
    if standing.state in ("closed", "adopted"):
        raise one_problem(venture,
                          say("register-problems.it_is_since", state=say_word(standing.state),
                                       since=standing.since),
                          say("register-problems.a_wrong_record_is_mended_with"))
    if word == (standing.call_standing or IN_RACE) and received is None and (
            word == IN_RACE or _is_recorded(standing, word)):
        raise one_problem(venture, say("register-problems.it_is_already", word=say_word(word))
                          if word != IN_RACE
                          else say("register-problems.it_is_in_the_race"))
    if on > dt.date.today():
        raise one_problem(venture, say("register-problems.is_in_the_future", on=on),
                          say("register-problems.record_what_has_happened"))
    if on < standing.begun:
        raise one_problem(venture,
                          say("register-problems.is_before_the_day_that_it", on=on,
                              begun=standing.begun),
                          say("register-problems.is_the_day_right_on_names"))
    day = received.date() if isinstance(received, dt.datetime) else received
    if day is not None and day > on:
        raise one_problem("--received",
                          say("register-problems.is_after_the_day_of_the", day=day, on=on),
                          say("register-problems.is_the_day_right_on_names_that"))
    journal.append([Draft(
        kind="member", hub=standing.hub, subject=venture, on=on,
        body={"standing": word, "call": standing.call,
              **({"received": received.isoformat()} if received is not None else {})},
        personal=with_accepted({"by": by, "body": body, "reasons": reasons}, accepted))])
    return refresh(journal, standing.hub, [venture])[venture]


def _is_recorded(standing: VentureStanding, word: str) -> bool:
    """Return whether an entry says how a venture stands in its call, not only the call's file."""
    found = [one for one in effective(standing.entries)
             if one.kind == "member" and one.body["call"] == standing.call]
    return bool(found) and found[-1].body["standing"] == word
