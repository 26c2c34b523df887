"""Say which acts a venture's state allows, and why not the others."""

from __future__ import annotations

from collections.abc import Mapping

from hubflow.engine.call.call_progress import LEADS_ON
from hubflow.model.input_problems import BadInput, one_problem
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
"""What may be recorded of a venture in each state."""

WHY: Mapping[str, str] = {
    "established": "it has advanced from the last phase",
    "paused": "it goes on only when it is resumed",
    "closed": "a stop ends its way, and a wrong record is mended with `correct`",
    "adopted": "a public body took it over",
    "done": "it has passed every phase that looks at challenges",
}


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


def _refused(standing: VentureStanding, what: str, allowed: frozenset[str]) -> BadInput:
    to_do = f"Allowed are: {', '.join(sorted(allowed))}." if allowed else "Nothing else is allowed."
    return one_problem(standing.venture, what, to_do)
