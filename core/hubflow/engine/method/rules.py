"""One walk over a method: every rule in it, and every other part that has a name.

Everything that shows, compares or checks a method's rules, or asks for what they read, is a view of
this walk.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Generic, TypeVar

import attrs

from hubflow.engine.expressions.expression import Expression
from hubflow.engine.facts import registry
from hubflow.engine.method.guarantees import guarantees_of
from hubflow.engine.method.score_tree import shares
from hubflow.engine.pipeline.column_names import NO_FACT, PROPOSAL_COMPLETE, local_column
from hubflow.engine.results.column_words import gate_said
from hubflow.model import methodology as model
from hubflow.model.call import CallRules, CallStep
from hubflow.model.method.criteria import concept_shares
from hubflow.model.methodology import Methodology, Phase, text_in
from hubflow.model.plain_record import PlainRecord
from hubflow.reading.records.converter import toml_key
from hubflow.reading.toml.key_paths import KeyPath

HUB = "hubs"
"""The section of a dossier with what only one hub asks for."""

PROPOSAL = "incubate.proposal"
"""Where a dossier's answers to a proposal's questions stand."""


class RuleKind(PlainRecord):
    """The name of a kind of rule, and the keys of its own sentence and of the one beside it."""

    name: str
    text: str = ""
    detail: str = ""


KINDS: Mapping[type, RuleKind] = {
    model.Hub: RuleKind("hub", "name", "summary"),
    model.MethodSource: RuleKind("source"),
    model.Parameter: RuleKind("parameter", "says"),
    model.LocalFact: RuleKind("fact", "description"),
    model.Assumed: RuleKind("assumed", "says"),
    model.Panel: RuleKind("panel"),
    model.AssessorGroup: RuleKind("assessor group", "title"),
    model.Privacy: RuleKind("privacy"),
    CallRules: RuleKind("call"),
    CallStep: RuleKind("step", "name", "says"),
    model.Publisher: RuleKind("publisher"),
    model.Phase: RuleKind("phase", "name", "says"),
    model.NamedValue: RuleKind("value", "says"),
    model.ExceptionRule: RuleKind("exception", "says"),
    model.Requirement: RuleKind("requirement", "says", "otherwise"),
    model.CriteriaGroup: RuleKind("group", "title", "says"),
    model.ScoreRules: RuleKind("score"),
    model.Criterion: RuleKind("criterion", "title", "says"),
    model.Adjustment: RuleKind("adjustment", "title", "says"),
    model.Gate: RuleKind("gate"),
    model.TieBreak: RuleKind("tie", "says"),
    model.Checkpoint: RuleKind("checkpoint", "name", "says"),
    model.CheckpointRule: RuleKind("checkpoint rule", "says", "otherwise"),
    model.Instrument: RuleKind("instrument", "name", "says"),
    model.Proposal: RuleKind("proposal", "title", "note"),
    model.Section: RuleKind("section", "heading", "asks"),
    model.FinanceLine: RuleKind("line", "name"),
    model.PlaceIndicator: RuleKind("indicator"),
}
"""The kinds of rules by their records; a guarantee of the core is a requirement, too."""

_GUARANTEE = RuleKind("guarantee", "says", "otherwise")
_UNNAMED = {"steps", "rules"}
"""Lists whose names do not stand in the keys of the rules within them."""

Part = TypeVar("Part")


class MethodRule(PlainRecord, Generic[Part]):
    """A rule of a method, or another part of it that has a name.

    ``part`` is its record in the model, that of an adjustment in the form of a criterion. ``at`` is
    the key path of the record in the methodology, ``key`` the same path with ids in place of
    numbers, ``within`` the key of the rule around it.
    ``phase`` is the phase that it belongs to, None outside the phases. ``expressions`` are the
    compiled expressions that stand in it, by their key paths from ``at`` on; a method that is not
    compiled has none.
    """

    part: Part
    kind: str
    id: str
    at: KeyPath
    key: str
    within: str
    method: Methodology
    phase: Phase | None
    expressions: dict[KeyPath, Expression]
    _form: RuleKind

    def text(self, language: str) -> str:
        """Return its own sentence or title."""
        if isinstance(self.part, model.Gate):
            assert self.phase is not None
            return gate_said(self.method, self.phase, language)
        return text_in(getattr(self.part, self._form.text, None), language, self.id)

    def detail(self, language: str) -> str:
        """Return what goes with its text: what to do, what is looked at, what is asked."""
        return text_in(getattr(self.part, self._form.detail, None), language)

    @property
    def judged(self) -> bool:
        """Whether a panel says what holds, or scores it."""
        return isinstance(
            self.part, model.Criterion | model.Requirement | model.ExceptionRule
        ) and self.part.judged

    @property
    def scale(self) -> tuple[Any, ...]:
        """The scale of a criterion; empty for other rules."""
        return getattr(self.part, "scale", ())

    @property
    def concept(self) -> str | None:
        """Its concept in the shared vocabulary; None if the method names none."""
        return getattr(self.part, "concept", None)

    @property
    def concepts(self) -> Mapping[str, float]:
        """All concepts that it is about, with shares that add to 1; empty if it names none."""
        return concept_shares(self.concept, getattr(self.part, "concepts", {}))

    @property
    def weight(self) -> float | None:
        """The weight of a criterion or group among what stands beside it in the score.

        None for labels and other rules.
        """
        if isinstance(self.part, model.Criterion | model.CriteriaGroup):
            return self.part.score_weight
        return None

    @property
    def share(self) -> float | None:
        """The share of its phase's score that a criterion or group has if all criteria apply."""
        if self.weight is None or self.phase is None:
            return None
        return shares(self.phase).get(self.id)

    @property
    def source(self) -> str | None:
        """The id of its source; a part of the proposal has the proposal's if it names none."""
        inherited = self.within == "proposal" and self.method.proposal.source
        return getattr(self.part, "source", None) or inherited or None

    @property
    def source_title(self) -> str:
        """The title of its source; empty without one."""
        return self.method.source_title(self.source)

    @property
    def assumed(self) -> bool:
        """Whether it is an assumption of the method."""
        return self.method.is_assumption(self.source)

    @property
    def reads(self) -> tuple[str, ...]:
        """The facts and parameters that its expressions read, in order."""
        found = (name for each in self.expressions.values() for name in each.reads)
        return tuple(dict.fromkeys(found))

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of a dossier that its expressions read, in order."""
        return keys_of(self.method, self.reads)


def rules_of(
    method: Methodology, expressions: Mapping[KeyPath, Expression] | None = None
) -> tuple[MethodRule[Any], ...]:
    """Return every rule of a method in the order of its keys; a phase comes before its rules.

    The guarantees that guard a phase follow its requirements. ``expressions`` are the method's
    compiled expressions by their key paths; each goes with the innermost rule around it.
    """
    found = tuple(_walk(method, method, (), "", None))
    homes = {rule.at: rule for rule in found}
    for path, expression in (expressions or {}).items():
        size = next(n for n in range(len(path), 0, -1) if path[:n] in homes)
        homes[path[:size]].expressions[path[size:]] = expression
    return found


def rules_on(rules: Iterable[MethodRule[Any]], *kinds: type[Part]) -> Iterator[MethodRule[Part]]:
    """Yield the rules whose records are of these classes of the model."""
    return (rule for rule in rules if isinstance(rule.part, kinds))


def by_phase(rules: Iterable[MethodRule[Any]]) -> dict[str, list[MethodRule[Any]]]:
    """Return the rules of each phase by its id: the phase itself, and then all within it."""
    found: dict[str, list[MethodRule[Any]]] = {}
    for rule in rules:
        if rule.phase is not None:
            found.setdefault(rule.phase.id, []).append(rule)
    return found


def _walk(
    record: Any, method: Methodology, at: KeyPath, within: str, phase: Phase | None
) -> Iterator[MethodRule[Any]]:
    for name, key in _fields(record.__class__):
        value = getattr(record, name)
        if type(value) in KINDS:
            yield from _rule(value, method, (*at, key), within, phase)
        elif isinstance(value, tuple):
            for number, each in enumerate(value):
                if type(each) in KINDS:
                    yield from _rule(each, method, (*at, key, number), within, phase)
        if record is phase and name == "requirements":
            yield from _guarantees(phase, method, at, within)


@functools.cache
def _fields(record: type) -> tuple[tuple[str, str], ...]:
    """Return the names of a record's fields, each with its key in TOML."""
    return tuple((field.name, toml_key(field)) for field in attrs.fields(record))


def _rule(
    part: Any, method: Methodology, at: KeyPath, within: str, phase: Phase | None
) -> Iterator[MethodRule[Any]]:
    """Yield one rule and those within it."""
    form = KINDS[type(part)]
    name = next(str(each) for each in reversed(at) if isinstance(each, str))
    id = _id(part, name)
    listed = isinstance(at[-1], int)
    key = ".".join([*([within] if within else []), *([] if name in _UNNAMED else [name]),
                    *([id] if listed else [])])
    phase = part if isinstance(part, Phase) else phase
    shown = part.criterion if isinstance(part, model.Adjustment) else part
    yield MethodRule(shown, form.name, id, at, key, within, method, phase, {}, form)
    yield from _walk(part, method, at, key, phase)


def _id(part: Any, name: str) -> str:
    if isinstance(part, model.Checkpoint):
        return f"{part.month:g}"
    if isinstance(part, model.Assumed):
        return part.fact
    return getattr(part, "id", name)


def _guarantees(
    phase: Phase, method: Methodology, at: KeyPath, within: str
) -> Iterator[MethodRule[model.Requirement]]:
    for number, part in enumerate(guarantees_of(method, phase)):
        yield MethodRule(part, _GUARANTEE.name, part.id, (*at, "guarantees", number),
                   f"{within}.{part.id}", within, method, phase, {}, _GUARANTEE)


def keys_of(method: Methodology, names: Iterable[str]) -> tuple[str, ...]:
    """Return where in a dossier the facts of these names are stated, each place once."""
    return tuple(dict.fromkeys(key for name in names for key in _keys(method, name)))


def _keys(method: Methodology, name: str) -> Iterator[str]:
    if name == PROPOSAL_COMPLETE:
        yield PROPOSAL
    elif name.startswith("local."):
        for fact in method.facts:
            column = local_column(fact)
            if name == column or name.startswith(f"{column}."):
                yield f"{HUB}.{method.hub.id}.{fact.id}"
    elif not name.startswith(NO_FACT):
        yield from registry()[name].reads
