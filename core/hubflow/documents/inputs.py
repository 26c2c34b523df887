"""List what a method reads, stage by stage, and what a dossier still lacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from hubflow.documents.result_words import ResultWords, phases_of
from hubflow.engine.method.asks import Ask, asks
from hubflow.engine.method.compiled import Compiled
from hubflow.engine.method.rules import keys_of, rules_on
from hubflow.engine.pipeline.column_names import NO_FACT
from hubflow.model.methodology import Section, text_in
from hubflow.model.results import Missing, PhaseResult, RunResult, VentureResult
from hubflow.text.catalogue import words
from hubflow.text.numbers import in_steps


@attrs.frozen(kw_only=True)
class PhaseInput:
    """One thing that a phase reads, with the keys of a dossier that answer it.

    A judgement goes to a table of its own, whose first two lines ``within`` holds.
    """

    id: str
    kind: str
    text: str
    judged: bool
    scale: tuple[object, ...]
    step: float | None
    facts: tuple[str, ...]
    keys: tuple[str, ...]
    within: str = ""


@attrs.frozen(kw_only=True)
class PhaseInputs:
    """Everything that one phase reads."""

    stage: str
    phase: str
    name: str
    reads: tuple[PhaseInput, ...]


@attrs.frozen(kw_only=True)
class TextAnswer:
    """A text of the proposal that a dossier answers."""

    heading: str
    key: str
    max_words: int | None
    required: bool


@attrs.frozen(kw_only=True)
class MissingInput:
    """A piece of evidence that is missing, a requirement that does not hold, or what else is open.

    ``worth`` is the number of score points that hang on it, 100 where the recommendation does.
    """

    id: str
    kind: str
    text: str
    worth: float
    why: str = ""
    needed_by: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    within: str = ""


@attrs.frozen(kw_only=True)
class PhaseGaps:
    """What a dossier lacks for one phase, most valuable first."""

    stage: str
    phase: str
    name: str
    reached: bool
    missing: tuple[MissingInput, ...]
    not_met: tuple[MissingInput, ...]


@attrs.frozen(kw_only=True)
class VentureGaps:
    """What one venture lacks; phases that it reached come first."""

    id: str
    name: str
    phases: tuple[PhaseGaps, ...]


def inputs_of(compiled: Compiled, language: str) -> tuple[PhaseInputs, ...]:
    """Return what each phase reads, in order."""
    asked = asks(compiled, language)
    return tuple(
        PhaseInputs(stage=phase.stage, phase=phase.id,
                    name=text_in(phase.name, language, phase.id),
                    reads=tuple(_read(compiled, ask) for ask in asked if ask.phase_id == phase.id))
        for phase in compiled.methodology.phases)


def _read(compiled: Compiled, ask: Ask) -> PhaseInput:
    return PhaseInput(
        id=ask.id, kind=ask.rule.kind.removesuffix(" rule"), text=ask.text, judged=ask.judged,
        scale=ask.scale, step=ask.step,
        facts=tuple(name for name in ask.rule.reads
                    if not name.startswith(NO_FACT)),
        keys=(_judgements(compiled), *ask.keys) if ask.judged else ask.keys,
        within=_judgement_lines(ask.phase_id, ask.id) if ask.judged else "")


def answers_of(compiled: Compiled, language: str) -> tuple[TextAnswer, ...]:
    """Return the texts that the proposal is made of."""
    return tuple(
        TextAnswer(heading=rule.text(language), key=rule.part.path,
                   max_words=rule.part.max_words, required=rule.part.required)
        for rule in rules_on(compiled.rules, Section) if rule.part.path)


def _judgements(compiled: Compiled) -> str:
    return f"hubs.{compiled.methodology.hub.id}.judgements"


def _judgement_lines(phase: str, id: str) -> str:
    return f'phase = "{phase}", criterion = "{id}"'


def gaps_of(compiled: Compiled, result: RunResult) -> tuple[VentureGaps, ...]:
    """Return what each venture of a run lacks."""
    return tuple(_gaps(compiled, venture) for venture in result.ventures)


def _gaps(compiled: Compiled, venture: VentureResult) -> VentureGaps:
    """Return the phases with a gap; a fact appears again only if more hangs on it later."""
    told: dict[tuple[str, str], float] = {}
    phases = []
    for stage, phase in phases_of(venture):
        if venture.kind == "challenge" and phase.subject != "challenge":
            continue
        missing = []
        for item in phase.missing:
            key = (item.kind if item.kind == "fact" else phase.phase, item.id)
            if item.worth > told.get(key, -1.0):
                told[key] = item.worth
                missing.append(_missing(compiled, phase, item))
        found = PhaseGaps(
            stage=stage, phase=phase.phase, name=phase.name,
            reached=phase.recommendation != "not_reached", missing=tuple(missing),
            not_met=(*_not_met(compiled, phase), *_open(phase)),
        )
        if found.missing or found.not_met:
            phases.append(found)
    return VentureGaps(id=venture.id, name=venture.name,
                        phases=tuple(sorted(phases, key=lambda phase: not phase.reached)))


def _missing(compiled: Compiled, phase: PhaseResult, item: Missing) -> MissingInput:
    judged = item.kind == "judgement"
    return MissingInput(
        id=item.id, kind=item.kind, text=item.text, worth=item.worth, why=item.why,
        needed_by=item.needed_by,
        keys=(_judgements(compiled),) if judged else keys_of(compiled.methodology, [item.id]),
        within=_judgement_lines(phase.phase, item.id) if judged else "",
    )


def _open(phase: PhaseResult) -> Iterator[MissingInput]:
    """Yield what leaves the phase undecided besides missing facts and judgements."""
    for reason in phase.reasons:
        if reason.kind in {"missing", "tie", "hook"} and reason.what_to_do:
            yield MissingInput(id=reason.id, kind="cause", worth=100.0, needed_by=(reason.id,),
                               text=f"{reason.text} {reason.what_to_do}")


def _not_met(compiled: Compiled, phase: PhaseResult) -> Iterator[MissingInput]:
    for rule in phase.requirements:
        if rule.status == "fails":
            judged = not rule.facts and bool(rule.assessments)
            yield MissingInput(
                id=rule.id, kind="requirement", text=f"{rule.text} {rule.what_to_do}".strip(),
                worth=100.0, needed_by=(rule.id,),
                keys=((_judgements(compiled),) if judged
                      else keys_of(compiled.methodology, rule.facts)),
                within=_judgement_lines(phase.phase, rule.id) if judged else "",
            )


def input_lines(
    phases: Sequence[PhaseInputs], answers: Sequence[TextAnswer], hub: str, language: str
) -> Iterator[tuple[int, str]]:
    """Yield what a method reads, as lines each with its depth."""
    said, shared = words(language, "dossier"), words(language)
    yield 0, said["reads"].format(hub=hub)
    for phase in phases:
        yield 0, ""
        yield 0, f"{shared[phase.stage]}: {phase.name} ({phase.phase})"
        for read in phase.reads:
            scale, judged = "", f", {said['judgement']}" if read.judged else ""
            if read.scale:
                mark = " / " if isinstance(read.scale[0], str) else "–"
                shown = in_steps(mark.join(map(str, read.scale)), read.step, language)
                scale = f" ({shown})"
            yield 1, f"- {read.text}{scale}{judged}"
            yield from _place(read.keys, read.within)
        if not phase.reads:
            yield 1, said["nothing_read"]
    if answers:
        yield 0, ""
        yield 0, said["proposal_answers"]
    for answer in answers:
        most = "" if answer.max_words is None else (
            f" ({said['at_most'].format(n=answer.max_words)})")
        yield 1, f"- {answer.heading}{most}"
        yield from _place((answer.key,), "")


def gap_lines(
    ventures: Sequence[VentureGaps], language: str
) -> Iterator[tuple[int, str]]:
    """Yield what ventures lack, as lines each with its depth."""
    said, shared, showing = words(language, "dossier"), words(language), ResultWords(language)
    for number, venture in enumerate(ventures):
        if number:
            yield 0, ""
        yield 0, said["missing_in"].format(name=venture.name)
        for phase in venture.phases:
            state = said["reached" if phase.reached else "later"]
            yield 0, ""
            yield 0, f"{shared[phase.stage]}: {phase.name} ({state})"
            for lack in phase.missing:
                worth = showing.worth(Missing(id=lack.id, kind="fact", text="", worth=lack.worth))
                why = f" ({lack.why})" if lack.why else ""
                yield 1, f"- {lack.text.rstrip('.')}{why}: {worth}"
                yield from _place(lack.keys, lack.within)
            for lack in phase.not_met:
                label = "" if lack.kind == "cause" else f"{said['not_met']}: "
                yield 1, f"- {label}{lack.text}"
                yield from _place(lack.keys, lack.within)
        if not venture.phases:
            yield 1, said["nothing_missing"]


def _place(keys: Sequence[str], within: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that say where an answer goes."""
    if within:
        yield 3, f"-> [[{keys[0]}]] {within}"
        keys = keys[1:]
    if keys:
        yield 3, f"-> {', '.join(keys)}"
