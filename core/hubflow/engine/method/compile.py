"""Compile a methodology once and check it without data, all problems together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hubflow.engine.call.list_phases import locked_steps
from hubflow.engine.expressions.expression import (
    BadExpression,
    Expression,
    parse_expression,
    try_out,
)
from hubflow.engine.expressions.expression_checks import FactColumn, Use
from hubflow.engine.expressions.named_values import ValueTree, value_names_in
from hubflow.engine.facts import registry
from hubflow.engine.gate.gate_rules import GateRules
from hubflow.engine.method.carried_scores import carried_columns
from hubflow.engine.method.compiled import (
    CheckpointPlan,
    CheckpointRulePlan,
    Compiled,
    FinancePlan,
    InstrumentPlan,
    PhasePlan,
    RequirementPlan,
    SectionPlan,
    ValuePlan,
)
from hubflow.engine.method.criterion_plan import CriterionPlan
from hubflow.engine.method.guarantees import GUARDED, guarantees_of
from hubflow.engine.method.phase_texts import flaws_in_text, names_in_texts
from hubflow.engine.method.rules import MethodRule, rules_of
from hubflow.engine.pipeline.column_names import (
    NO_FACT,
    PROPOSAL_COMPLETE,
    is_carried,
    readable_columns,
    value_column,
)
from hubflow.engine.results.dossier_texts import TEXT_PATHS, is_text_path
from hubflow.model.input_problems import BadInput, Problem
from hubflow.model.methodology import Criterion, Methodology, NamedValue, Phase
from hubflow.model.values import Texts
from hubflow.reading.records.nearest import did_you_mean
from hubflow.reading.toml.key_paths import KeyPath, shown_key
from hubflow.text.spoken import say
from hubflow.text.vocabulary import concepts, indicators

if TYPE_CHECKING:
    from hubflow.reading.method.methodology_file import LoadedMethodology


def compile_methodology(
    loaded: LoadedMethodology, methodology: Methodology | None = None
) -> Compiled:
    """Return every rule with its checked expression.

    ``methodology`` is the amended one where a hook amended what was loaded. Raises
    :class:`BadInput` with every problem: unknown facts and functions, wrong types, gates that
    name unknown criteria or labels, unknown concepts and indicators.
    """
    return _Compiler(loaded, methodology or loaded.methodology).compiled()


class _Compiler:
    def __init__(self, loaded: LoadedMethodology, methodology: Methodology) -> None:
        self.loaded = loaded
        self.methodology = methodology
        self.columns: Mapping[str, FactColumn] = readable_columns(methodology)
        self.problems: list[Problem] = []
        self.reads: set[str] = set()
        self.parsed: list[tuple[KeyPath, Expression]] = []
        self.values: dict[str, ValueTree | None] = {}
        self.later: set[str] = set()

    def compiled(self) -> Compiled:
        # what phases come to is read by the phases after them, and by all that is no phase
        phases = [self._with_scores(self._phase(index, phase))
                  for index, phase in enumerate(self.methodology.phases)]
        checkpoints = tuple(self._checkpoints())
        instruments = tuple(self._instruments())
        sections, finance = tuple(self._sections()), tuple(self._finance())
        self._text(("proposal", "note"), self.methodology.proposal.note)
        total = self.expression(self.methodology.proposal.total, "measure", ("proposal", "total"))
        rules = rules_of(self.methodology, dict(self.parsed))
        self._try_out()
        self._vocabulary(rules)
        self._assumed()
        self._call_order()
        if self.problems:
            raise BadInput(self.problems)
        scores = frozenset(filter(is_carried, self.reads))
        whole = tuple(plan.replace(carries=scores & {*carried_columns(plan)})
                      for plan in phases)
        return Compiled(self.loaded, self.methodology, self.columns, rules, whole, checkpoints,
                        instruments, sections, finance, total, frozenset(self.reads - scores))

    def _with_scores(self, plan: PhasePlan) -> PhasePlan:
        """Return a phase; from now on expressions may read what it came to."""
        self.columns = {**self.columns, **carried_columns(plan)}
        return plan

    def problem(self, at: KeyPath, what: str, to_do: str = "") -> None:
        self.problems.append(self.loaded.problem(at, what, to_do))

    def expression(self, text: str | None, use: Use, at: KeyPath) -> Expression | None:
        """Compile one expression; its flaws become problems at ``at``."""
        if text is None or any(name in self.values and self.values[name] is None
                               for name in value_names_in(text)):
            return None  # what is wrong with a named part is told where it stands
        for name in self.later & {*value_names_in(text)}:
            self.problem(at, say("method-checks.not_before_it", name=name),
                         say("method-checks.parts_in_order"))
            return None
        try:
            expression = parse_expression(text, use, self._known(text), self.values)
        except BadExpression as bad:
            self._flawed(at, bad)
            return None
        self.reads.update(expression.reads)
        self.parsed.append((at, expression))
        return expression

    def _call_order(self) -> None:
        """Report the steps of a call that wait for a phase which is reached only after them."""
        rules = self.methodology.call
        for at, earlier, final in locked_steps(self.methodology, rules) if rules else ():
            step = rules.steps[at] if rules else None
            assert step is not None
            key = "locked_by_itself" if final == step.id else "locked_by_later"
            self.problem(("call", "steps", at, "phase"),
                         say(f"method-checks.{key}", step=step.id, phase=step.phase,
                             earlier=earlier, final=final),
                         say("method-checks.final_list_before", phase=earlier))

    def _flawed(self, at: KeyPath, bad: BadExpression) -> None:
        for flaw in bad.flaws:
            self.problem(at, flaw.what, flaw.to_do)

    def _try_out(self) -> None:
        """Try all expressions at once, and one by one where that fails, to find the faulty ones."""
        try:
            try_out([expression for _, expression in self.parsed], self.columns)
        except BadExpression:
            for at, expression in self.parsed:
                try:
                    try_out([expression], self.columns)
                except BadExpression as bad:
                    self._flawed(at, bad)

    def _phase(self, index: int, phase: Phase) -> PhasePlan:
        at: KeyPath = ("phases", index)
        if phase.subject == "challenge" and phase.stage not in {"identify", "understand"}:
            self.problem((*at, "subject"),
                         say("method-checks.challenge_cannot_go", stage=phase.stage),
                         say("method-checks.from_test_on"))
        self.values = {}
        self.later = {value_column(value.id) for value in phase.values}
        values = tuple(self._value(value, (*at, "values", position))
                       for position, value in enumerate(phase.values))
        criteria = tuple(
            self._criterion(criterion, (*at, "criteria", position))
            for position, criterion in enumerate(phase.criteria)
        ) + tuple(
            self._criterion(each.criterion, (*at, "adjustments", position), "add")
            for position, each in enumerate(phase.adjustments)
        )
        requirements, guarantees = (
            tuple(
                RequirementPlan(requirement, self.expression(
                    requirement.holds, "condition", (*at, key, position, "holds")),
                    guarantee=key == "guarantees")
                for position, requirement in enumerate(each)
            )
            for key, each in (("requirements", phase.requirements),
                              ("guarantees", guarantees_of(self.methodology, phase)))
        )
        gate = GateRules.read(phase)
        if not self._has_unsound_criteria(at):
            gate = gate.compile(self, phase, (*at, "gate"))
        self.values = {}
        return PhasePlan(phase, index, criteria, requirements, gate, guarantees,
                         values=tuple(value for value in values if value is not None))

    def _value(self, value: NamedValue, at: KeyPath) -> ValuePlan | None:
        """Return a named part; from now on the phase's expressions may refer to it."""
        name = value_column(value.id)
        expression = self.expression(value.expression, "value", (*at, "expression"))
        self.later.discard(name)
        if expression is None or expression.tree is None:
            self.values[name] = None
            return None
        self.values[name] = ValueTree(expression.tree, expression.values)
        return ValuePlan(value, expression)

    def _known(self, text: str) -> Mapping[str, FactColumn]:
        """Return the columns; where an unknown name looks like a named part, the parts as well."""
        if any(name not in self.values for name in value_names_in(text)):
            return {**self.columns, **dict.fromkeys(self.values, FactColumn("number"))}
        return self.columns

    def _has_unsound_criteria(self, at: KeyPath) -> bool:
        """Return whether a phase was read without one of its criteria, which its gate may name."""
        key = shown_key((*self.loaded.where(*at), "criteria"))
        return any(problem.key.startswith(key) for problem in self.loaded.problems)

    def _criterion(
        self, criterion: Criterion, at: KeyPath, computed: str = "measure"
    ) -> CriterionPlan:
        return CriterionPlan(
            criterion,
            self.expression(criterion.measure, "measure", (*at, computed)),
            self.expression(criterion.applies, "condition", (*at, "applies")),
        )

    def _checkpoints(self) -> Iterator[CheckpointPlan]:
        for index, checkpoint in enumerate(self.methodology.checkpoints):
            at: KeyPath = ("checkpoints", index)
            yield CheckpointPlan(checkpoint, tuple(
                CheckpointRulePlan(
                    rule, self.expression(rule.holds, "condition", (*at, "rules", i, "holds")))
                for i, rule in enumerate(checkpoint.rules)
            ))

    def _instruments(self) -> Iterator[InstrumentPlan]:
        for index, instrument in enumerate(self.methodology.instruments):
            at: KeyPath = ("instruments", index)
            yield InstrumentPlan(
                instrument,
                self.expression(instrument.eligible, "condition", (*at, "eligible")),
                self.expression(instrument.amount, "measure", (*at, "amount")),
            )

    def _sections(self) -> Iterator[SectionPlan]:
        for index, section in enumerate(self.methodology.proposal.sections):
            at: KeyPath = ("proposal", "sections", index)
            if section.answer is not None and not is_text_path(section.answer):
                self.problem((*at, "answer"),
                             say("method-checks.no_text_of_a_dossier", path=section.answer),
                             did_you_mean(section.answer, TEXT_PATHS)
                             or say("method-checks.write_proposal_text"))
            self._text((*at, "text"), section.text)
            yield SectionPlan(
                section, self.expression(section.applies, "condition", (*at, "applies"))
            )

    def _text(self, at: KeyPath, text: Texts | None) -> None:
        """Note what a text of the proposal reads; report names that are nothing to be read."""
        for name in flaws_in_text(text, self.columns):
            self.problem(at, say("method-checks.comes_to_nothing", name=name),
                         did_you_mean(name, filter(is_carried, self.columns))
                         or say("method-checks.write_phase_result"))
        self.reads.update(names_in_texts([text]))

    def _finance(self) -> Iterator[FinancePlan]:
        lines = self.methodology.proposal.finance
        ids = [line.id for line in lines]
        for index, line in enumerate(lines):
            at: KeyPath = ("proposal", "finance", index)
            if line.part_of is not None and line.part_of not in ids[:index]:
                self.problem((*at, "part_of"),
                             say("method-checks.no_earlier_line", line=repr(line.part_of)),
                             did_you_mean(line.part_of, ids[:index]))
            yield FinancePlan(line, self.expression(line.amount, "measure", (*at, "amount")))

    def _vocabulary(self, rules: Sequence[MethodRule[Any]]) -> None:
        for rule in rules:
            if rule.concept:
                self._concept(rule.concept, (*rule.at, "concept"))
            self._concepts(rule)
            if rule.kind == "indicator" and rule.id not in indicators():
                self.problem((*rule.at, "id"),
                             say("method-checks.unknown_indicator", indicator=repr(rule.id)),
                             did_you_mean(rule.id, indicators())
                             or say("method-checks.indicators_listed"))

    def _concept(self, concept: str, at: KeyPath) -> None:
        if not concept.startswith("local:") and concept not in concepts():
            self.problem(at, say("method-checks.unknown_concept", concept=repr(concept)),
                         did_you_mean(concept, concepts()) or say("method-checks.concepts_listed"))

    def _concepts(self, rule: MethodRule[Any]) -> None:
        """Check the concepts of a rule that is about several."""
        said: Mapping[str, float] = getattr(rule.part, "concepts", {})
        at: KeyPath = (*rule.at, "concepts")
        for concept, part in said.items():
            if concept != rule.concept:
                self._concept(concept, (*at, concept))
            if part <= 0:
                self.problem((*at, concept), say("method-checks.part_above_0", part=part),
                             say("method-checks.leave_a_concept_out"))
        if said and rule.concept not in said:
            self.problem(at,
                         say("method-checks.own_concept_missing", concept=rule.concept)
                         if rule.concept
                         else say("method-checks.no_concept_of_its_own"),
                         say("method-checks.concept_first"))

    def _assumed(self) -> None:
        words: dict[str, tuple[type, ...]] = {"number": (int, float), "yes_no": (bool,)}
        for index, assumed in enumerate(self.methodology.assumed):
            at: KeyPath = ("assumed", index)
            column = self.columns.get(assumed.fact)
            if column is None or assumed.fact.startswith(NO_FACT):
                self.problem((*at, "fact"),
                             say("expression-checks.unknown_fact", name=assumed.fact),
                             did_you_mean(assumed.fact, self.columns))
                continue
            if assumed.fact in GUARDED or assumed.fact == PROPOSAL_COMPLETE:
                self.problem((*at, "fact"),
                             say("method-checks.guarantees_rest_on", fact=assumed.fact),
                             say("method-checks.cannot_be_assumed"))
                continue
            fact = registry().get(assumed.fact)
            if fact is not None and fact.kind == "record":
                self.problem((*at, "fact"), say("method-checks.never_missing", fact=assumed.fact),
                             say("method-checks.only_given_assumed"))
            is_flag = isinstance(assumed.value, bool)
            if not isinstance(assumed.value, words.get(column.dtype, (str,))) or (
                is_flag and column.dtype != "yes_no"
            ):
                self.problem((*at, "value"), say(f"method-checks.no_value_of_type_{column.dtype}",
                                                 value=repr(assumed.value)))
            elif column.labels and assumed.value not in column.labels:
                self.problem((*at, "value"),
                             say("expression-checks.is_never", name=assumed.fact,
                                 text=repr(assumed.value)),
                             did_you_mean(str(assumed.value), column.labels))
