"""What a hub's method asks of a venture, sorted by where in a dossier the answer goes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

import attrs

from hubflow.engine.facts import registry
from hubflow.engine.gate.gate_words import gate_in_words
from hubflow.engine.method.compiled import Compiled, PhasePlan
from hubflow.engine.pipeline.column_names import CALL_BUDGET, PROPOSAL_COMPLETE, local_column
from hubflow.model.dossier import SECTIONS
from hubflow.model.methodology import text_in

HUB = "hubs"
"""The section of an answer that only one hub asks for."""

PROPOSAL = "incubate.proposal"


@attrs.frozen
class Ask:
    """One question of the method.

    ``keys`` are the places in a dossier where the answer goes, ``section`` the last of their
    sections; a judgement's place is the hub's own block. ``id`` is that of the rule, ``reads`` are
    the facts and parameters that it reads. ``justified``: a judgement without a note does not
    count.
    """

    id: str
    phase: str
    phase_id: str
    section: str
    text: str
    to_do: str
    keys: tuple[str, ...]
    judged: bool = False
    scale: tuple[object, ...] = ()
    kind: Literal["requirement", "guarantee", "criterion", "gate", "checkpoint"] = "requirement"
    reads: tuple[str, ...] = ()
    justified: bool = False


def asks(compiled: Compiled, language: str) -> tuple[Ask, ...]:
    """Everything that the rules of a compiled methodology read or have judged, in order.

    What is looked for at checkpoints goes with the last phase of test trading.
    """
    trading = [plan for plan in compiled.phases if plan.phase.stage == "trade"][-1]
    return tuple(
        ask for plan in compiled.phases
        for ask in (*_of_phase(compiled, plan, language),
                    *(_of_checkpoints(compiled, plan, language) if plan is trading else ()))
    )


def keys_of(compiled: Compiled, names: Iterable[str]) -> tuple[str, ...]:
    """Where in a dossier the facts of these names are stated, each place once."""
    keys: dict[str, None] = {}
    for name in names:
        keys.update(dict.fromkeys(_keys(compiled, name)))
    return tuple(keys)


def _keys(compiled: Compiled, name: str) -> Iterator[str]:
    if name == PROPOSAL_COMPLETE:
        yield PROPOSAL
    elif name.startswith("local."):
        for fact in compiled.methodology.facts:
            column = local_column(fact)
            if name == column or name.startswith(f"{column}."):
                yield f"{HUB}.{compiled.methodology.hub.id}.{fact.id}"
    elif name != CALL_BUDGET and not name.startswith("parameters."):
        yield from registry()[name].reads


def _of_phase(compiled: Compiled, plan: PhasePlan, language: str) -> Iterator[Ask]:
    phase = text_in(plan.phase.name, language, plan.phase.id)
    for rule in (*plan.requirements, *plan.guarantees):
        requirement = rule.requirement
        keys = keys_of(compiled, rule.holds.reads) if rule.holds else ()
        yield Ask(
            requirement.id, phase, plan.phase.id, _section(keys),
            text_in(requirement.says, language), text_in(requirement.otherwise, language), keys,
            judged=rule.holds is None, kind="guarantee" if rule.guarantee else "requirement",
            reads=rule.holds.reads if rule.holds else (),
        )
    for scored in plan.criteria:
        criterion = scored.criterion
        reads = (*scored.reads, *(scored.applies.reads if scored.applies else ()))
        keys = keys_of(compiled, reads)
        judged = scored.measure is None
        yield Ask(
            criterion.id, phase, plan.phase.id, HUB if judged else _section(keys),
            text_in(criterion.title, language), text_in(criterion.says, language), keys,
            judged=judged, scale=criterion.scale, kind="criterion",
            reads=tuple(dict.fromkeys(reads)), justified=judged and criterion.justified,
        )
    keys = keys_of(compiled, plan.gate_reads)
    if keys:
        yield Ask("gate", phase, plan.phase.id, _section(keys),
                  gate_in_words(plan.phase, language), "", keys, kind="gate",
                  reads=plan.gate_reads)


def _of_checkpoints(compiled: Compiled, trading: PhasePlan, language: str) -> Iterator[Ask]:
    """Each rule of the checkpoints that the phase does not ask itself, once."""
    phase = text_in(trading.phase.name, language, trading.phase.id)
    told = {text_in(rule.requirement.says, language) for rule in trading.requirements}
    for point in sorted(compiled.checkpoints, key=lambda plan: plan.checkpoint.month):
        for each in point.rules:
            keys = keys_of(compiled, each.holds.reads) if each.holds else ()
            text = text_in(each.rule.says, language)
            if not keys or text in told:
                continue
            told.add(text)
            yield Ask(each.rule.id, phase, trading.phase.id, _section(keys), text,
                      text_in(each.rule.otherwise, language), keys, kind="checkpoint",
                      reads=each.holds.reads if each.holds else ())


def _section(keys: tuple[str, ...]) -> str:
    sections = [key.partition(".")[0] for key in keys]
    return HUB if HUB in sections or not sections else max(sections, key=SECTIONS.index)
