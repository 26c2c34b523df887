"""List what a hub's method asks of a venture, sorted by the place of the answer in a dossier."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

import attrs

from hubflow.engine.method.compiled import Compiled
from hubflow.engine.method.rules import HUB, MethodRule, by_phase
from hubflow.model.dossier import SECTIONS
from hubflow.model.methodology import Phase, text_in
from hubflow.model.plain_record import once_for_each

_ASKING = ("exception", "requirement", "guarantee", "criterion", "adjustment", "gate")
"""The kinds of rules of a phase that a venture answers to."""


@attrs.frozen
class Ask:
    """One question of the method, in one language: a rule, and the phase that asks it.

    ``keys`` are the places in a dossier where the answer goes; a judgement goes to the hub's own
    block. ``phase`` is the name of the phase, ``to_do`` what goes with the question.
    """

    rule: MethodRule[Any]
    phase: str
    phase_id: str
    text: str
    to_do: str
    keys: tuple[str, ...]

    @property
    def id(self) -> str:
        """The id of the rule."""
        return self.rule.id

    @property
    def judged(self) -> bool:
        """Whether a panel answers."""
        return self.rule.judged

    @property
    def scale(self) -> tuple[Any, ...]:
        """The scale of the answer; empty for yes and no."""
        return self.rule.scale

    @property
    def step(self) -> float | None:
        """The step between scores that may be given; None where any number may be."""
        return getattr(self.rule.part, "step", None)

    @property
    def justified(self) -> bool:
        """Whether a judgement without a note does not count."""
        return self.judged and getattr(self.rule.part, "justified", False)

    @property
    def scored(self) -> bool:
        """Whether a panel scores it on a scale of its own."""
        return self.judged and self.rule.kind in ("criterion", "adjustment")

    @property
    def section(self) -> str:
        """The last of the sections of its keys; the hub's own block for a judgement."""
        sections = [key.partition(".")[0] for key in self.keys]
        if HUB in sections or not sections or self.scored:
            return HUB
        return max(sections, key=SECTIONS.index)


def asks(compiled: Compiled, language: str) -> tuple[Ask, ...]:
    """Return everything that the rules of a method read or have judged, in order.

    The rules of checkpoints go with the last phase of test trading.
    """
    known = _known_asks(compiled)
    if language not in known:
        known[language] = _asks(compiled, language)
    return known[language]


@once_for_each
def _known_asks(_: Compiled) -> dict[str, tuple[Ask, ...]]:
    """Return what was worked out of a method, by language."""
    return {}


def _asks(compiled: Compiled, language: str) -> tuple[Ask, ...]:
    phases, rules = compiled.methodology.phases, by_phase(compiled.rules)
    trading = next((phase for phase in reversed(phases) if phase.stage == "trade"), None)
    return tuple(
        Ask(rule, text_in(phase.name, language, phase.id), phase.id, rule.text(language),
            rule.detail(language), rule.keys)
        for phase in phases
        for rule in (*(rule for rule in rules[phase.id] if rule.kind in _ASKING
                       and (rule.kind != "gate" or rule.keys)),
                     *(_at_checkpoints(compiled, phase, language) if phase is trading else ())))


def judged_unasked(compiled: Compiled, phases: Collection[str] = ()) -> tuple[Ask, ...]:
    """Return the criteria of some phases, or all, that the jury scores without a fact to go by.

    Of what several phases score it is the first of them.
    """
    return unasked_among(ask for ask in asks(compiled, compiled.methodology.hub.language)
                         if not phases or ask.phase_id in phases)


def unasked_among(among: Iterable[Ask]) -> tuple[Ask, ...]:
    """Return those of some questions that the jury scores without a fact to go by, each once."""
    found: dict[str, Ask] = {}
    for ask in among:
        if ask.scored and not ask.keys:
            found.setdefault(ask.id, ask)
    return tuple(found.values())


def _at_checkpoints(
    compiled: Compiled, trading: Phase, language: str
) -> Iterator[MethodRule[Any]]:
    """Yield each rule of the checkpoints that the phase does not ask itself, once."""
    seen = {text_in(rule.says, language) for rule in trading.requirements}
    months = {f"checkpoints.{point.month:g}": point.month
              for point in compiled.methodology.checkpoints}
    looks = [rule for rule in compiled.rules if rule.kind == "checkpoint rule" and rule.keys]
    for rule in sorted(looks, key=lambda rule: months[rule.within]):
        if rule.text(language) not in seen:
            seen.add(rule.text(language))
            yield rule
