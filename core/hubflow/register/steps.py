"""The steps of a call, from received to ratified. Nothing preliminary is shown as final."""

from __future__ import annotations

import datetime as dt

from hubflow.loading.nearest import did_you_mean
from hubflow.model.problems import one_problem
from hubflow.register.entries import Draft, Entry, effective
from hubflow.register.journal import Journal

STEPS = ("received", "corrections asked", "admissible", "preliminary list", "hearing",
         "final list", "ratified")
"""In this order; a hub leaves out those that it does not have, but for the final list."""

FINAL = STEPS.index("final list")


def steps_of(journal: Journal, hub: str, call: str) -> list[Entry]:
    """The steps that a call has taken, in order."""
    return [entry for entry in effective(journal.read(
        hub=hub, subject=call, kinds=["step", "correction"])) if entry.kind == "step"]


def step_now(journal: Journal, hub: str, call: str) -> str | None:
    """Where a call is; None where its steps are not kept."""
    taken = steps_of(journal, hub, call) if call else []
    return str(taken[-1].body["step"]) if taken else None


def take_step(
    journal: Journal, hub: str, call: str, step: str, *, on: dt.date, by: str, body: str,
    note: str = "",
) -> None:
    """Record that a call has come to a step.

    Raises :class:`BadInput` for an unknown call or step, a step back, a day that is not after the
    last step's, and for ratifying what was no final list.
    """
    calls = {entry.subject for entry in journal.read(hub=hub, kinds=["call"])}
    if call not in calls:
        raise one_problem(call, f"{hub} has no call of this id in the register",
                          did_you_mean(call, calls))
    if step not in STEPS:
        raise one_problem(call, f'"{step}" is no step of a call', did_you_mean(step, STEPS))
    taken = steps_of(journal, hub, call)
    last = taken[-1] if taken else None
    here = str(last.body["step"]) if last else ""
    if last is not None and STEPS.index(step) <= STEPS.index(here):
        later = ", ".join(STEPS[STEPS.index(here) + 1:]) or "none"
        raise one_problem(call, f'it has come to "{here}" already', f"Allowed are: {later}. A "
                          f"wrong step is withdrawn: hubflow register correct {last.seq} "
                          "--withdraw.")
    if step == "ratified" and here != "final list":
        raise one_problem(call, "only a final list is ratified",
                          f'First record the step "final list". It is at "{here or "none"}".')
    if on > dt.date.today():
        raise one_problem(call, f"{on} is in the future")
    if last is not None and on < last.on:
        raise one_problem(call, f'{on} is before {last.on}, the day of "{here}"')
    journal.append([Draft(kind="step", hub=hub, subject=call, on=on, body={"step": step},
                          personal={"by": by, "body": body, "note": note})])


def check_final(journal: Journal, hub: str, call: str, venture: str, word: str) -> None:
    """Nobody is led on by a list that is not final; who is not admissible may be stopped."""
    step = step_now(journal, hub, call)
    if step is not None and word != "stop" and STEPS.index(step) < FINAL:
        raise one_problem(
            venture, f'its call {call} is at "{step}": nothing is decided before the final list',
            f'When there is one: hubflow register step {call} "final list".')


def mark(step: str | None) -> str:
    """What is said beside anything of a call that is not ratified; empty where it is final."""
    if step is None or step == "ratified":
        return ""
    if step == "final list":
        return "final list, not yet ratified"
    return f"preliminary: the call is at “{step}”"
