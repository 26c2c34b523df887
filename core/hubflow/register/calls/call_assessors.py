"""Record who judges a call, and what each of them reads: a new version of the call's entry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from hubflow.model.assessors import Assessor
from hubflow.model.input_problems import BadInput, Problem, one_problem
from hubflow.reading.records.nearest import did_you_mean
from hubflow.register.calls.call_entries import assessor_as_data, newest_call_entry
from hubflow.register.recording.steps import check_call
from hubflow.register.standing.standing_table import ids_of
from hubflow.register.storage.entries import Draft, with_accepted
from hubflow.register.storage.journal import Journal
from hubflow.text.spoken import say


def record_assessors(
    journal: Journal, hub: str, call: str, assessors: Sequence[Assessor], *, on: dt.date, by: str,
    accepted: str = "",
) -> None:
    """Record the list of a call's assessors in place of the one that the register has.

    Raises :class:`BadInput` for an unknown call, a day in the future, and with all ventures in the
    list that are not in the call.
    """
    check_call(journal, hub, call)
    if on > dt.date.today():
        raise one_problem(call, say("register-problems.is_in_the_future", on=on),
                          say("register-problems.record_what_has_happened"))
    ventures = ids_of(journal, hub, call=call)
    problems = [Problem(one.id, 0, key,
                        say("register-problems.no_venture_of_has_the_id", call=call, id=id),
                        did_you_mean(id, ventures))
                for one in assessors for key in ("ventures", "conflicts")
                for id in getattr(one, key) if id not in ventures]
    if problems:
        raise BadInput(problems)
    newest = newest_call_entry(journal, hub, call)
    assert newest is not None
    personal = {key: value for key, value in newest.personal.items()
                if key not in ("by", "assessors", "accepted")}
    journal.append([Draft(
        kind="call", hub=hub, subject=call, on=on, body=dict(newest.body),
        personal=with_accepted({**personal, "by": by, "assessors": [
            assessor_as_data(one) for one in assessors]}, accepted))])
