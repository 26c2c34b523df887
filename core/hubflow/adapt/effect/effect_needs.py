"""Hold a mechanism against another place: which needs it meets, and what hangs on the others."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Literal

import attrs

from hubflow.adapt.place_likeness import PlaceFigure, figures
from hubflow.adapt.possible_answers import COSTS, Cost
from hubflow.documents.mechanism_chain import Hanging, StepChain
from hubflow.model.dossier import Dossier
from hubflow.model.methodology import Methodology
from hubflow.model.solution import MechanismStep, StepNeed
from hubflow.text.vocabulary import indicators

Verdict = Literal["look for something else", "adapt and pilot", "go ahead"]
VERDICTS: tuple[Verdict, ...] = ("look for something else", "adapt and pilot", "go ahead")
"""What a memo says of a step, from the worst to the best."""

Basis = Literal["same place", "dossier", "unproven", "figure", "figure open", "nothing"]
"""What an answer rests on; ``unproven``: a yes that nothing shows, ``figure open``: a figure that
does not settle it."""


@attrs.frozen
class NeedAnswer:
    """Whether the new place meets a need: yes, no, or None while that is not known."""

    need: StepNeed
    met: bool | None
    basis: Basis = "nothing"
    figures: tuple[PlaceFigure, ...] = ()
    shown_by: str = ""
    source: str = ""


@attrs.frozen
class StepReading:
    """A step in the new place. ``worst`` and ``best`` differ while a need is not known."""

    step: MechanismStep
    carries_effect: bool
    answers: tuple[NeedAnswer, ...]
    hanging: Hanging
    worst: Verdict
    best: Verdict


@attrs.frozen
class NeedToFindOut:
    """A need that is not known, with what hangs on it.

    ``if_missing`` is what the whole comes to at best if the place lacks it, ``gates`` the names of
    the phases whose recommendation an answer may change.
    """

    answer: NeedAnswer
    step: StepReading
    cost: Cost
    if_missing: Verdict
    gates: tuple[str, ...] = ()


@attrs.frozen
class EffectReading:
    """What is known of the new place about all that the effect needs.

    ``first`` are the needs that are not known, in the order in which to find them out: first for
    the effect (what the whole comes to if one is missing, then how many outcomes hang on it), then
    for the gates; of equals the cheapest, then the one on which most steps hang that carry the
    effect.
    """

    steps: tuple[StepReading, ...]
    first: tuple[NeedToFindOut, ...]

    @property
    def worst(self) -> Verdict:
        """Return what the whole comes to if nothing that is not known is there."""
        return _least(step.worst for step in self.steps)

    @property
    def best(self) -> Verdict:
        """Return what the whole comes to if all that is not known is there."""
        return _least(step.best for step in self.steps)


def answers_of(
    dossier: Dossier, target: Methodology, new: Dossier | None, *, same_place: bool
) -> dict[str, NeedAnswer]:
    """Return what is known of the new place, by the ids of needs.

    ``new`` is the new place's own dossier, whose answers go before figures of the hub. In the
    same place everything is there that the dossier says was there.
    """
    own = {} if new is None else {need.id: need for _, need in StepChain.of(new).needs()}
    found = {}
    for _, need in StepChain.of(dossier).needs():
        if same_place and (need.there or need.present):
            found[need.id] = NeedAnswer(need, True, "same place")
        elif need.id in own and own[need.id].here is not None:
            found[need.id] = _stated(need, own[need.id])
        else:
            found[need.id] = _by_figures(need, target)
    return found


def read_effect(
    dossier: Dossier, answers: Mapping[str, NeedAnswer],
    gates: Mapping[str, tuple[str, ...]] | None = None,
) -> EffectReading:
    """Return what the answers come to, step by step. A need without an answer is not known.

    ``gates`` are the phases whose recommendation an answer may change, by the ids of needs.
    """
    chain = StepChain.of(dossier)
    steps = tuple(_step(chain, step, answers) for step in chain.steps)
    whole = _least(step.best for step in steps)
    first = [NeedToFindOut(answer, step, _cost(answer.need), _least((whole, _verdict(
                [answer.need], step.carries_effect))), (gates or {}).get(answer.need.id, ()))
             for step in steps for answer in step.answers if answer.met is None]
    carrying = {step.step.id for step in steps if step.carries_effect}
    first.sort(key=lambda each: (
        VERDICTS.index(each.if_missing), -len(each.step.hanging.outcomes), -len(each.gates),
        COSTS.index(each.cost), -len(carrying.intersection(each.step.hanging.steps))))
    return EffectReading(steps, tuple(first))


def without(effect: EffectReading, doubted: Container[str]) -> tuple[Verdict, Verdict]:
    """Return the worst and the best if what is said of these needs (by id) were not known."""
    def met(answer: NeedAnswer) -> bool | None:
        return None if answer.need.id in doubted else answer.met

    worst = _least(_verdict([each.need for each in step.answers if not met(each)],
                            step.carries_effect) for step in effect.steps)
    best = _least(_verdict([each.need for each in step.answers if met(each) is False],
                           step.carries_effect) for step in effect.steps)
    return worst, best


def _step(chain: StepChain, step: MechanismStep, answers: Mapping[str, NeedAnswer]) -> StepReading:
    known = tuple(answers.get(need.id, NeedAnswer(need, None)) for need in step.needs)
    carries = chain.carries_effect(step)
    worst = _verdict([each.need for each in known if not each.met], carries)
    best = _verdict([each.need for each in known if each.met is False], carries)
    return StepReading(step, carries, known, chain.hanging_on(step), worst, best)


def _verdict(missing: Sequence[StepNeed], carries_effect: bool) -> Verdict:
    """Return the verdict on a step of which these needs are missing."""
    if not missing:
        return "go ahead"
    if carries_effect and not all(need.instead for need in missing):
        return "look for something else"
    return "adapt and pilot"


def _least(verdicts: Iterable[Verdict]) -> Verdict:
    return min(verdicts, key=VERDICTS.index, default="go ahead")


def _stated(need: StepNeed, own: StepNeed) -> NeedAnswer:
    basis: Basis = "unproven" if own.here is True and own.present is None else "dossier"
    return NeedAnswer(need, own.present, basis, shown_by=own.here_shown_by or "",
                      source=own.here_source or "")


def _by_figures(need: StepNeed, target: Methodology) -> NeedAnswer:
    """Return what the hub's figures say; they settle a need only if all of them do.

    A figure of the country, an assumption and a figure that is defined otherwise elsewhere settle
    nothing.
    """
    found = figures(target, need.indicator) if need.indicator else ()
    if not found:
        return NeedAnswer(need, None)
    kind = indicators()[need.indicator or ""]
    sound = not kind.asks and not any(each.national or each.assumption for each in found)
    within = {_within(need, each.value) for each in found}
    if not sound or len(within) > 1 or None in within:
        return NeedAnswer(need, None, "figure open", found)
    return NeedAnswer(need, within.pop(), "figure", found)


def _within(need: StepNeed, value: float) -> bool | None:
    bounds = [(need.at_least, 1), (need.at_most, -1)]
    stated = [(bound, sign) for bound, sign in bounds if isinstance(bound, int | float)]
    return all(sign * value >= sign * bound for bound, sign in stated) if stated else None


def _cost(need: StepNeed) -> Cost:
    """Return what it takes to find out.

    A figure or a law can be looked up. What lies with providers, money or the place, or is to be
    seen by something that is named, one asks somebody. The rest shows in a pilot.
    """
    if need.indicator or need.kind == "law":
        return "desk"
    said = need.seen_by or need.kind in ("providers", "money", "place")
    return "conversation" if said else "ground"
