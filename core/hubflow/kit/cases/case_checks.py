"""Check that a case names ventures, phases, criteria and other ids that exist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from hubflow.engine.facts import registry
from hubflow.engine.method.guarantees import PREFIX
from hubflow.engine.method.rules import MethodRule, by_phase, rules_of, rules_on
from hubflow.engine.method.score_tree import HUNDRED, group_points
from hubflow.engine.pipeline.column_names import local_column
from hubflow.kit.cases.case_records import CaseFile, ExpectedPhase, ExpectedProposal
from hubflow.model.input_problems import Problem
from hubflow.model.methodology import (
    CriteriaGroup,
    Criterion,
    FinanceLine,
    Instrument,
    LocalFact,
    Methodology,
    Requirement,
    Section,
)
from hubflow.reading.dossiers.load import Inputs
from hubflow.reading.method.criterion_checks import CriterionScale, scale_of
from hubflow.reading.records.nearest import did_you_mean
from hubflow.reading.toml.source import TomlFile
from hubflow.text.spoken import say

NO_LEVEL = ("none", "not applicable")
"""The words that may stand in place of a level."""


def case_problems(
    file: TomlFile, said: CaseFile, methodology: Methodology, inputs: Inputs
) -> list[Problem]:
    """Return a problem, with the nearest name, for each unknown id that a case names."""
    return list(_Checks(file, methodology).all(said, inputs))


class _Checks:
    def __init__(self, file: TomlFile, methodology: Methodology) -> None:
        self.file = file
        self.rules = rules_of(methodology)
        self.phases = by_phase(self.rules)

    def all(self, said: CaseFile, inputs: Inputs) -> Iterator[Problem]:
        kinds = {entry.dossier.id: entry.kind for entry in inputs.entries}
        for id, expected in said.expect.items():
            at = ("expect", id)
            if id not in kinds:
                yield self.file.problem(at, say("kit.no_dossier_of_the_case", id=id),
                                        did_you_mean(id, kinds))
            for phase, of_phase in expected.phases.items():
                here = (*at, "phases", phase)
                known = self.phases.get(phase)
                if known is None:
                    yield self._unknown(here, "phase", phase, self.phases)
                else:
                    yield from self._phase(here, of_phase, known)
            if expected.proposal is not None:
                yield from self._proposal((*at, "proposal"), expected.proposal, kinds.get(id))
            yield from self._ids((*at, "instruments"), "instrument", expected.instruments,
                                 self._named(Instrument))

    def _named(self, kind: type[Any]) -> list[str]:
        return [rule.id for rule in rules_on(self.rules, kind)]

    def _phase(
        self, at: Any, expected: ExpectedPhase, rules: Iterable[MethodRule[Any]]
    ) -> Iterator[Problem]:
        criteria = {rule.id: rule.part for rule in rules_on(rules, Criterion)}
        groups = {rule.id: group_points(rule.phase, rule.part) or HUNDRED
                  for rule in rules_on(rules, CriteriaGroup) if rule.phase is not None}
        levels = (*at, "levels")
        yield from self._ids(levels, "criterion", expected.levels, [*criteria, *groups])
        for id, level in expected.levels.items():
            scale = scale_of(list(criteria[id].scale)) if id in criteria else None
            if id in groups:
                scale = CriterionScale((0.0, groups[id]))
            for one in level if isinstance(level, tuple) else (level,):
                # as it is written: 11, not 11.0
                given = int(one) if isinstance(one, float) and one.is_integer() else one
                what, to_do = scale.why_off(given) if scale else ("", "")
                if what and one not in NO_LEVEL:
                    yield self.file.problem(
                        (*levels, id), say("kit.off_scale_of", what=what, id=id), to_do)
        required = list(rules_on(rules, Requirement))
        for key in ("not_met", "not_known"):
            yield from self._ids((*at, key), "requirement", getattr(expected, key) or (),
                                 [rule.id for rule in required])
        own = [rule.id for rule in required if rule.kind != "guarantee"]
        local = [local_column(rule.part) for rule in rules_on(self.rules, LocalFact)]
        yield from self._ids((*at, "missing"), "fact_or_criterion", expected.missing or (),
                             [*criteria, *own, *local, *registry()])

    def _proposal(
        self, at: Any, expected: ExpectedProposal, kind: str | None
    ) -> Iterator[Problem]:
        if kind == "challenge":
            yield self.file.problem(at, say("kit.no_proposal"), say("kit.leave_this_out"))
            return
        yield from self._ids((*at, "finance"), "line", expected.finance,
                             self._named(FinanceLine))
        yield from self._ids((*at, "sections"), "section", expected.sections or (),
                             self._named(Section))

    def _ids(
        self, at: Any, of: str, named: Iterable[str], known: Iterable[str]
    ) -> Iterator[Problem]:
        """Yield the ids among ``named`` that are not known, each at its place in the file."""
        known = list(known)
        keyed = isinstance(named, Mapping)
        for position, id in enumerate(named):
            if id not in known:
                yield self._unknown((*at, id if keyed else position), of, id, known)

    def _unknown(self, at: Any, of: str, id: str, known: Iterable[str]) -> Problem:
        offered = [name for name in known if not name.startswith(PREFIX) or id.startswith("g")]
        what = say(f"kit.named_{of}")
        return self.file.problem(at, say("kit.no_fact_of_method", what=what, id=id),
                                 did_you_mean(id, offered))
