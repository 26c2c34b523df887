"""Gather the demands on an assignment: conflicts, ties by name, languages, subjects, the panel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import attrs

from hubflow.engine.facts import registry
from hubflow.engine.pipeline.case_source import CaseSet
from hubflow.engine.pipeline.case_table import VentureCase
from hubflow.engine.pipeline.prepare import Prepared
from hubflow.jury.assignment.assignment_task import AssignmentTask, Pair
from hubflow.jury.jury_questions import UnaskedVenture, at_hand, awaited_from, questions_for
from hubflow.jury.jury_ties import JuryTie, jury_ties
from hubflow.model.assessors import Assessor
from hubflow.model.input_problems import one_problem
from hubflow.model.results import VentureResult
from hubflow.reading.panel.assessors_file import read_assessors
from hubflow.reading.records.nearest import did_you_mean
from hubflow.reading.values.normal_text import folded, name_key, unaccented
from hubflow.text.catalogue import words
from hubflow.text.spoken import say

_LOCAL = "local."


@attrs.frozen(kw_only=True)
class AssignmentRequest:
    """The options of an assignment.

    ``language_by`` and ``expertise_by`` are facts whose value an assessor's `languages` and
    `expertise` are held against. ``accept`` says why ties by name are no conflicts.
    """

    assessors: Path
    per_venture: int | None = None
    per_assessor: int | None = None
    previous: Path | None = None
    phase: str | None = None
    language_by: str = ""
    expertise_by: str = ""
    accept: str = ""
    seed: str = ""

    @property
    def limits(self) -> bool:
        """Whether `ventures` are the only ones that an assessor reads.

        In a list that is itself the earlier assignment they say what was assigned.
        """
        return self.previous is None or not self.previous.samefile(self.assessors)


@attrs.frozen(eq=False, repr=False)
class AssignmentDemands:
    """A task with what it was made of: the assessors, and ties by name that count as conflicts.

    ``not_asked`` are the ventures about which a jury is asked nothing, with why.
    """

    task: AssignmentTask
    assessors: tuple[Assessor, ...]
    ties: tuple[JuryTie, ...]
    names: Mapping[str, str]
    not_asked: tuple[UnaskedVenture, ...] = ()


def demands_of(
    cases: CaseSet, prepared: Prepared, request: AssignmentRequest
) -> AssignmentDemands:
    """Return the demands on an assignment of the ventures that a jury is to judge.

    Raises :class:`BadInput` for unknown facts, phases or ventures, and where there is nothing to
    judge.
    """
    _check_facts(prepared, request)
    known = cases.inputs.others | {case.id for case in prepared.cases}
    assessors = read_assessors(request.assessors, known).assessors
    ventures, not_asked = _to_judge(cases, prepared, request.phase, assessors)
    own = {case.id: case for case in prepared.cases}
    declared = {(said.venture, name_key(said.assessor)) for said in prepared.judgements
                if said.conflict}
    ties = tuple(jury_ties([attrs.evolve(one, ventures=()) for one in assessors],
                           [own[id].entry for id in ventures]))
    tied = {} if request.accept.strip() else {(tie.venture, tie.assessor): tie for tie in ties}
    barred: dict[Pair, str] = {}
    for assessor in assessors:
        for id in ventures:
            why = _barred(assessor, own[id], declared, tied, request)
            if why:
                barred[id, assessor.id] = why
    return AssignmentDemands(
        task=AssignmentTask(
            ventures=ventures, assessors=[one.id for one in assessors], barred=barred,
            per_venture=request.per_venture or max(1, prepared.methodology.panel.minimum_assessors),
            most={one.id: _most(one, request, len(ventures)) for one in assessors},
            groups=_groups(prepared, assessors),
            kept=_kept(request.previous, assessors, ventures),
            expert=frozenset(_experts(assessors, (own[id] for id in ventures), request)),
            seed=request.seed),
        assessors=assessors, ties=ties,
        names={id: own[id].entry.dossier.name for id in ventures}, not_asked=tuple(not_asked))


def _to_judge(
    cases: CaseSet, prepared: Prepared, phase: str | None, assessors: Sequence[Assessor]
) -> tuple[list[str], list[UnaskedVenture]]:
    """Return the ventures that a pack would ask a jury about, and the others with why not."""
    phases = [one.id for one in prepared.methodology.phases]
    if phase is not None and phase not in phases:
        raise one_problem(f"--phase {phase}", say("office.the_method_has_no_such_phase"),
                          did_you_mean(phase, phases)
                          or say("office.its_phases", phases=", ".join(phases)))
    result = cases.result(prepared, severity=False)
    asked, others = questions_for(result.ventures, prepared.methodology, result.hub.language,
                                  ("yes", "no"), phase, decided_only=prepared.decided_only,
                                  awaited=awaited_from(assessors, prepared.judgements))
    gone = {one.venture.id: why for one in asked
            if (why := _gone(one.venture, result.hub.language)) is not None}
    others += gone.values()
    asked = [one for one in asked if one.venture.id not in gone]
    if not asked:
        raise one_problem("assign", say("office.there_is_nothing_for_a_jury"),
                          say("office.hubflow_jury_pack_says_of_each"))
    return sorted(one.venture.id for one in asked), others


def _gone(venture: VentureResult, language: str) -> UnaskedVenture | None:
    """Return why nobody is to read a venture: it is out of its call, or a decision ended its way.

    A pack of a phase that is named may still ask of it: it is printed again, too.
    """
    member, at = venture.member, at_hand(venture, decided_only=True)
    if at is not None and at.decision is not None and at.decision.decision in ("stop", "adopt"):
        return UnaskedVenture(venture.id, venture.name, "none_ended", at.name)
    if member is not None and not member.in_race:
        return UnaskedVenture(venture.id, venture.name, "none_not_in_race",
                              words(language, "call")[member.standing or "closed"])
    return None


def _check_facts(prepared: Prepared, request: AssignmentRequest) -> None:
    known = [*registry(), *(f"{_LOCAL}{fact.id}" for fact in prepared.methodology.facts)]
    for option, name in (("--language-by", request.language_by),
                         ("--expertise-by", request.expertise_by)):
        if name and name not in known:
            raise one_problem(f"{option} {name}", say("office.there_is_no_such_fact"),
                              did_you_mean(name, known) or say("office.hubflow_facts_lists_them"))


def _barred(
    assessor: Assessor, case: VentureCase, declared: set[tuple[str, str]],
    tied: Mapping[Pair, JuryTie], request: AssignmentRequest,
) -> str:
    """Return why an assessor may not read a venture; empty where they may."""
    if case.id in assessor.conflicts:
        return say("office.barred_declared")
    if any((case.id, name_key(name)) in declared for name in assessor.all_names):
        return say("office.barred_on_a_sheet")
    if assessor.ventures and request.limits and case.id not in assessor.ventures:
        return say("office.barred_not_to_read")
    tie = tied.get((case.id, assessor.id))
    if tie is not None:
        return say("office.barred_tie", name=tie.name, written=tie.written,
                   stands=say(f"office.stands_{tie.stands}"))
    language = fact_of(case, request.language_by)
    if language and assessor.languages and _plain(language) not in map(_plain, assessor.languages):
        return say("office.barred_language", language=language)
    return ""


def fact_of(case: VentureCase, name: str) -> str:
    """Return a fact of a venture as text; empty where it is missing, or no fact is named."""
    if not name:
        return ""
    value = (case.local.get(name.removeprefix(_LOCAL)) if name.startswith(_LOCAL)
             else case.facts.values.get(name))
    return "" if value is None else str(value)


def _plain(text: str) -> str:
    return unaccented(folded(text)) or folded(text)


def _most(assessor: Assessor, request: AssignmentRequest, ventures: int) -> int:
    """Return the largest number of ventures for an assessor."""
    found = [int(most) for most in (assessor.most, request.per_assessor) if most is not None]
    return min([*found, ventures])


def _groups(
    prepared: Prepared, assessors: Sequence[Assessor]
) -> list[tuple[str, frozenset[str], int]]:
    """Return the groups of the panel with their assessors, and how many each venture needs."""
    return [(group.id, frozenset(one.id for one in assessors if one.group == group.id),
             group.minimum_assessors) for group in prepared.methodology.panel.groups]


def _kept(
    previous: Path | None, assessors: Sequence[Assessor], ventures: Sequence[str]
) -> frozenset[Pair]:
    """Return the pairs of an earlier assignment whose venture and assessor are still there."""
    if previous is None:
        return frozenset()
    now = {one.id for one in assessors}
    before = read_assessors(previous).assessors
    if not any(one.ventures for one in before):
        raise one_problem(str(previous), say("office.assigns_nothing_to_anybody"),
                          say("office.name_with_keep_the_file_that"))
    return frozenset((id, one.id) for one in before if one.id in now
                     for id in one.ventures if id in ventures)


def _experts(
    assessors: Iterable[Assessor], cases: Iterable[VentureCase], request: AssignmentRequest
) -> Iterator[Pair]:
    """Yield the pairs in which an assessor knows the venture's subject."""
    known = {one.id: {_plain(word) for word in one.expertise} for one in assessors}
    for case in cases:
        subject = fact_of(case, request.expertise_by)
        for assessor, subjects in known.items():
            if subject and _plain(subject) in subjects:
                yield case.id, assessor


def conflicts_of(assessor: Assessor, demands: AssignmentDemands) -> tuple[str, ...]:
    """Return the ventures on which an assessor abstains: those listed, and ties that count."""
    tied = [tie.venture for tie in demands.ties if tie.assessor == assessor.id
            and (tie.venture, tie.assessor) in demands.task.barred]
    return tuple(dict.fromkeys((*assessor.conflicts, *tied)))
