"""Find dated calls and parameters that nobody has looked at lately, or that have ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from hubflow.model.input_problems import Problem
from hubflow.reading.method.methodology_file import LoadedMethodology
from hubflow.text.spoken import say


def stale_rules(loaded: LoadedMethodology, today: dt.date) -> Iterator[Problem]:
    """Yield what `checked` says was last looked at longer ago than the hub's `recheck_days`.

    A call that has closed needs no new look. A parameter that has ended is named too: nothing is
    in force in its place.
    """
    methodology = loaded.methodology
    longest = methodology.hub.recheck_days
    for number, instrument in enumerate(methodology.instruments):
        for position, call in enumerate(instrument.calls):
            at = ("instruments", number, "calls", position)
            closed = call.end is not None and call.end < today
            if not closed and _is_old(call.checked, today, longest):
                yield loaded.problem((*at, "checked"), _last_look(call.checked, today),
                                     say("kit.is_call_as_stated"))
    for number, parameter in enumerate(methodology.parameters):
        where = ("parameters", number)
        if parameter.ends is not None and parameter.ends < today:
            yield loaded.problem((*where, "ends"), say("kit.no_value_since", ends=parameter.ends),
                                 say("kit.add_what_follows"))
        elif parameter.checked is not None and _is_old(parameter.checked, today, longest):
            yield loaded.problem((*where, "checked"), _last_look(parameter.checked, today),
                                 say("kit.does_figure_hold"))


def _is_old(checked: dt.date | None, today: dt.date, longest: int) -> bool:
    return checked is None or (today - checked).days > longest


def _last_look(checked: dt.date | None, today: dt.date) -> str:
    if checked is None:
        return say("kit.never_looked_at")
    return say("kit.last_checked", checked=checked, days=(today - checked).days)
