"""Record the steps of a call that its hub's method sets. No preliminary list passes for final."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from hubflow.model.call_steps import CallRules, CallStep
from hubflow.model.input_problems import one_problem
from hubflow.model.methodology import text_in
from hubflow.reading.records.nearest import did_you_mean
from hubflow.register.storage.entries import Draft, JournalEntry, effective, with_accepted
from hubflow.register.storage.journal import Journal
from hubflow.text.catalogue import ENGLISH, entries, texts


@attrs.frozen(eq=False, repr=False)
class CallProgress:
    """The steps of one call by the edition that it began under, and those that it has taken."""

    call: str
    rules: CallRules
    language: str
    taken_steps: tuple[JournalEntry, ...]

    @property
    def position(self) -> int:
        """The position of the last step taken; -1 before the first."""
        return self.rules.position(id_of(self.taken_steps[-1])) if self.taken_steps else -1

    @property
    def may_advance(self) -> bool:
        """Whether ventures may advance: no steps are recorded, or the final list exists."""
        return not self.taken_steps or self.position >= self.rules.position(self.rules.final)

    def name(self, id: str, language: str = "") -> str:
        """Return a step in the hub's words, in its own language unless another is named."""
        at = self.rules.position(id)
        return text_in(self.rules.steps[at].name, language or self.language, id) if at >= 0 else id

    @property
    def preliminary_mark(self) -> str:
        """The words that mark a call's results as preliminary; empty if they are final."""
        if not self.taken_steps or self.position == len(self.rules.steps) - 1:
            return ""
        name = self.name(id_of(self.taken_steps[-1]))
        if self.may_advance:
            return f"“{name}”, not yet “{self.name(self.rules.steps[-1].id)}”"
        return f"preliminary: the call is at “{name}”"


def rules_as_data(rules: CallRules | None) -> dict[str, Any] | None:
    """Return the steps of a method as plain data for an edition's entry."""
    if rules is None:
        return None
    return {"final": rules.final, "steps": [
        {"id": step.id, "name": dict(step.name), "optional": step.optional}
        for step in rules.steps]}


def id_of(step: JournalEntry) -> str:
    """Return the id of a recorded step."""
    return str(step.body["step"]).replace(" ", "-")


def call_progress(journal: Journal, hub: str, call: str) -> CallProgress:
    """Return a call's steps; the common ones for a call that the register does not know."""
    entries = effective(journal.read(hub=hub, subject=call, kinds=["call", "step", "correction"]))
    begun = next((entry for entry in entries if entry.kind == "call"), None)
    rules, language = _rules(journal, hub, begun)
    return CallProgress(call, rules, language, tuple(e for e in entries if e.kind == "step"))


def _rules(journal: Journal, hub: str, begun: JournalEntry | None) -> tuple[CallRules, str]:
    """Return the steps of the edition that a call began under, and its language."""
    body: Mapping[str, Any] = {}
    if begun is not None:
        found = [entry for entry in journal.read(hub=hub, kinds=["edition"], until=begun.seq)
                 if entry.subject == begun.body.get("edition", entry.subject)]
        body = found[-1].body if found else {}
    steps_data = body.get("call")
    if steps_data is None:
        return _common_steps(), "en"  # they are hubflow's own words, not the hub's
    steps = tuple(CallStep(**step) for step in steps_data["steps"])
    return CallRules(steps=steps, final=steps_data["final"], source=""), str(body["language"])


def _common_steps() -> CallRules:
    """Return hubflow's assumption of a call's steps, for methods that set none.

    They follow a Portuguese programme, Bairros Saudáveis, in which corrections are asked for, a
    preliminary list is open to a hearing, and the final one is ratified.
    """
    final = "final-list"
    steps = tuple(CallStep(id=id, name=texts("call-steps", id), optional=id != final)
                  for id in entries(ENGLISH, "call-steps"))
    return CallRules(steps=steps, final=final, source="hubflow")


def take_step(
    journal: Journal, hub: str, call: str, step: str, *, on: dt.date, by: str, body: str,
    note: str = "", accepted: str = "",
) -> CallProgress:
    """Record that a call has come to a step, named by its id or by the hub's name for it.

    Raises :class:`BadInput` for an unknown call or step, a step back, one that leaves out what
    the hub does not, and a day before the last step's or in the future.
    """
    check_call(journal, hub, call)
    progress = call_progress(journal, hub, call)
    chosen = _chosen(progress, step)
    _check_order(progress, chosen)
    if on > dt.date.today():
        raise one_problem(call, f"{on} is in the future")
    if progress.taken_steps and on < progress.taken_steps[-1].on:
        raise one_problem(call, f"{on} is before {progress.taken_steps[-1].on}, the day of "
                          f'"{progress.name(id_of(progress.taken_steps[-1]))}"')
    journal.append([Draft(kind="step", hub=hub, subject=call, on=on,
                          body={"step": chosen.id},
                          personal=with_accepted({"by": by, "body": body, "note": note},
                                                 accepted))])
    return call_progress(journal, hub, call)


def check_call(journal: Journal, hub: str, call: str) -> None:
    """Raise :class:`BadInput` for a call that the register does not know."""
    calls = {entry.subject for entry in journal.read(hub=hub, kinds=["call"])}
    if call not in calls:
        raise one_problem(call, f"{hub} has no call of this id in the register",
                          did_you_mean(call, calls))


def _chosen(progress: CallProgress, name: str) -> CallStep:
    named = {_plain(each): step for step in progress.rules.steps
             for each in (step.id, *step.name.values())}
    if _plain(name) not in named:
        names = [progress.name(step.id) for step in progress.rules.steps]
        raise one_problem(progress.call, f'"{name}" is no step of this call',
                          did_you_mean(name, names))
    return named[_plain(name)]


def _plain(name: str) -> str:
    return " ".join(name.replace("-", " ").casefold().split())


def _check_order(progress: CallProgress, chosen: CallStep) -> None:
    """Refuse a step backwards, or one past a step that is not optional."""
    steps, here, to = progress.rules.steps, progress.position, progress.rules.position(chosen.id)
    between = [step for step in steps[here + 1 : max(to, here + 1)] if not step.optional]
    if to > here and not between:
        return
    allowed = _names(progress, _next(steps, here))
    if to <= here:
        last = progress.taken_steps[-1]
        raise one_problem(
            progress.call, f'it has come to "{progress.name(id_of(last))}" already',
            f"Allowed are: {allowed}. A wrong step is withdrawn: hubflow register correct "
            f"{last.seq} --withdraw.")
    raise one_problem(
        progress.call, f'"{progress.name(chosen.id)}" comes after {_names(progress, between)}, '
        "which is not recorded", f"Allowed are: {allowed}.")


def _next(steps: Sequence[CallStep], here: int) -> list[CallStep]:
    """Return the steps that may follow: the optional ones, and the first that is not."""
    found = []
    for step in steps[here + 1 :]:
        found.append(step)
        if not step.optional:
            break
    return found


def _names(progress: CallProgress, steps: Sequence[CallStep]) -> str:
    return ", ".join(f'"{progress.name(step.id)}"' for step in steps) or "none"


def check_final(journal: Journal, hub: str, call: str, venture: str, word: str) -> None:
    """Refuse an advance before the call's final list; stops are allowed before it."""
    if not call or word == "stop":
        return
    progress = call_progress(journal, hub, call)
    if not progress.may_advance:
        final = progress.name(progress.rules.final)
        raise one_problem(
            venture, f'its call {call} is at "{progress.name(id_of(progress.taken_steps[-1]))}": '
            f'nothing is decided before "{final}"',
            f'When that is there: hubflow register step {call} "{final}".')


def mark_of(journal: Journal, hub: str, call: str) -> str:
    """Return the words that mark a call's results as preliminary; empty if they are final."""
    return call_progress(journal, hub, call).preliminary_mark if call else ""
