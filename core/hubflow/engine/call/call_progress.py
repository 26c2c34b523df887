"""How far a call has come: the steps that its hub's method sets, and those that it has taken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

import attrs

from hubflow.model.call import Call, CallRules, CallStep, TakenStep
from hubflow.model.methodology import Methodology, text_in
from hubflow.text.catalogue import ENGLISH, entries, texts
from hubflow.text.deadlines import deadline_in_words
from hubflow.text.spoken import say, spoken_language

STAYS_IN = ("advance", "revise", "recognised")
"""The decisions that wait for a call's final list, and that nobody out of the race can get.

A stop and an adoption end a venture's race: they wait for no list.
"""


@attrs.frozen(eq=False, repr=False)
class CallProgress:
    """The steps of one call by the edition that it began under, and those that it has taken.

    ``call_name`` is what people call it; empty where it has no name beside its id.
    """

    call: str
    rules: CallRules
    language: str
    taken_steps: tuple[TakenStep, ...]
    closes: dt.datetime | None = None
    day: dt.date | None = None
    grace_minutes: float = 0
    call_name: str = ""

    @property
    def open_until(self) -> dt.datetime | None:
        """The deadline, without the grace, if the call is open on the day that is looked at."""
        if self.closes is None or self.day is None or self.day >= self.closes.date():
            return None
        return self.closes - dt.timedelta(minutes=self.grace_minutes)

    @property
    def furthest(self) -> TakenStep | None:
        """The step that the call has come to: of those taken the last one in the rules' order."""
        return max(self.taken_steps, key=lambda step: self.rules.position(step.step), default=None)

    @property
    def position(self) -> int:
        """The position of the furthest step taken; -1 before the first."""
        return self.rules.position(self.furthest.step) if self.furthest is not None else -1

    @property
    def may_advance(self) -> bool:
        """Whether ventures may advance: no steps are recorded, or the final list exists."""
        return not self.taken_steps or self.position >= self.rules.position(self.rules.final)

    def is_final(self, phase: str) -> bool:
        """Return whether the list of a phase is final: that of the call, or one of its own."""
        least = self.rules.position(self.rules.final_for(phase))
        return not self.taken_steps or self.position >= least

    def final_since(self, phase: str) -> dt.date | None:
        """Return the day of a phase's final list; None while there is none, or no steps are taken.
        """
        step = self.final_step(phase)
        return step.date if step is not None else None

    def final_step(self, phase: str) -> TakenStep | None:
        """Return the step by which a phase's list became final, if it was taken."""
        least = self.rules.position(self.rules.final_for(phase))
        return next((step for step in self.taken_steps
                     if self.rules.position(step.step) >= least), None)

    @property
    def complaints_until(self) -> dt.date | None:
        """The last day on which one may complain of the step that the call is at."""
        taken = self.furthest
        return self.complaints_of(taken) if taken is not None else None

    def complaints_of(self, taken: TakenStep) -> dt.date | None:
        """Return the last day for complaints of a step: its own, else by the days of the rules."""
        days = self.rules.steps[self.rules.position(taken.step)].complaint_days
        return taken.complaints_until or (
            taken.date + dt.timedelta(days=days) if days else None)

    def on(self, day: dt.date) -> CallProgress:
        """Return how far the call had come on a day."""
        return attrs.evolve(
            self, day=day, taken_steps=tuple(step for step in self.taken_steps if step.date <= day))

    def up_to(self, step: TakenStep) -> CallProgress:
        """Return how far the call had come when it took a step."""
        return attrs.evolve(self, day=step.date, taken_steps=self.taken_steps[
            : self.taken_steps.index(step) + 1])

    def name(self, id: str, language: str = "") -> str:
        """Return a step in the hub's words, in its own language unless another is named."""
        at = self.rules.position(id)
        return text_in(self.rules.steps[at].name, language or self.language, id) if at >= 0 else id

    def here(self, language: str = "") -> str:
        """Return the name of the step that an unfinished call is at; empty where it is final."""
        if self.furthest is None or self.position == len(self.rules.steps) - 1:
            return ""
        return self.name(self.furthest.step, language)

    def here_for(self, phases: Sequence[str], language: str = "") -> str:
        """Return as :meth:`here` for what was decided on the first of ``phases``, of which the
        others come after it; empty, too, once the final list of its own exists.
        """
        own = self.rules.own_final(phases)
        final = own is not None and self.position >= self.rules.position(own)
        return "" if final else self.here(language)

    @property
    def preliminary_mark(self) -> str:
        """The words that mark a call's results as preliminary; empty if they are final."""
        language = spoken_language()
        name = self.here(language)
        if self.open_until is not None and not name:
            return say("register.preliminary_open", until=deadline_in_words(
                self.open_until, self.grace_minutes, language))
        if name and self.may_advance:
            return say("register.preliminary_not_yet", here=name,
                       last=self.name(self.rules.steps[-1].id, language))
        return name and say("register.preliminary_at", here=name)


def common_steps() -> CallRules:
    """Return hubflow's assumption of a call's steps, for methods that set none.

    They follow a Portuguese programme, Bairros Saudáveis, in which corrections are asked for, a
    preliminary list is open to a hearing, and the final one is ratified.
    """
    final = "final-list"
    steps = tuple(CallStep(id=id, name=texts("call-steps", id), optional=id != final)
                  for id in entries(ENGLISH, "call-steps"))
    return CallRules(steps=steps, final=final, source="hubflow")


def in_order(rules: CallRules, steps: Iterable[TakenStep]) -> tuple[TakenStep, ...]:
    """Return steps by date, those of one day in the order of the rules."""
    return tuple(sorted(steps, key=lambda step: (step.date, rules.position(step.step))))


def progress_of(call: Call, methodology: Methodology) -> CallProgress:
    """Return how far a call has come by the steps of a method; unknown steps count for nothing."""
    own = methodology.call
    rules = own or common_steps()
    named = step_names(rules)
    taken = [attrs.evolve(step, step=named[plain(step.step)].id) for step in call.steps
             if plain(step.step) in named]
    return CallProgress(call.id, rules, methodology.hub.language if own else ENGLISH,
                        in_order(rules, taken), call.closes,
                        grace_minutes=call.grace_minutes, call_name=call.name or "")


def step_names(rules: CallRules) -> Mapping[str, CallStep]:
    """Return the steps by every name that they have, as :func:`plain` writes it."""
    return {plain(each): step for step in rules.steps for each in (step.id, *step.name.values())}


def plain(name: str) -> str:
    """Return a step's name without capitals and hyphens."""
    return " ".join(name.replace("-", " ").casefold().split())
