"""Check judgements against the methodology: known phases and criteria, scores on their scales."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import attrs

from hubflow.model.input_problems import Problem
from hubflow.model.judgements import Judgement
from hubflow.model.methodology import Criterion, Methodology, Requirement, text_in
from hubflow.reading.method.criterion_checks import judged_scale, scale_of
from hubflow.reading.panel.judged_scales import (
    converted,
    is_between_steps,
    is_on_another_scale,
    scale_text,
)
from hubflow.reading.records.legal import shown
from hubflow.reading.records.nearest import did_you_mean
from hubflow.reading.values.normal_text import name_key
from hubflow.text.spoken import say, spoken_language

Told = tuple[str, str, str]
"""The key that is wrong (``phase``, ``criterion``, ``score``), what, and what to do."""


@attrs.frozen(eq=False, repr=False)
class JudgementRules:
    """The rules that a methodology's panel judges, by phase and id, with the hub's language.

    With ``only`` they are the rules of these ventures, and nothing is said of others.
    ``groups`` are the ids of the panel's groups of assessors.
    """

    phases: Mapping[str, Mapping[str, Criterion | Requirement]]
    language: str = ""
    only: Collection[str] | None = None
    groups: Sequence[str] = ()

    @classmethod
    def of(
        cls, methodology: Methodology, only: Collection[str] | None = None
    ) -> JudgementRules:
        """Return the rules of every phase, computed ones included."""
        rules = _rules_of(methodology)
        return rules if only is None else attrs.evolve(rules, only=only)

    def find(self, phase: str, criterion: str) -> Criterion | Requirement | None:
        """Return the criterion or requirement with this id in this phase."""
        return self.phases.get(phase, {}).get(criterion)

    def scale(self, phase: str, criterion: str) -> tuple[float | str, ...]:
        """Return the scale of a criterion; empty for a requirement, and for none."""
        rule = self.find(phase, criterion)
        return tuple(rule.scale) if isinstance(rule, Criterion) else ()

    def on_own_scales(self, judgements: Iterable[Judgement]) -> list[Judgement]:
        """Return judgements on the scales of their rules, converted where the method says how."""
        return [said if (rule := self.find(said.phase, said.criterion)) is None
                else converted(said, rule) for said in judgements]

    def scale_problems(self, judgement: Judgement) -> Iterator[Problem]:
        """Yield a problem for a judgement on a scale other than its rule's."""
        rule = self.find(judgement.phase, judgement.criterion)
        if rule is not None and is_on_another_scale(rule, judgement):
            file, line = place_of(judgement)
            for key, what, to_do in self.problems(judgement):
                yield Problem(file, line, key, what, to_do)

    def problems(self, judgement: Judgement) -> Iterator[Told]:
        """Yield what is wrong with one judgement."""
        if judgement.declares_alone or (
                self.only is not None and judgement.venture not in self.only):
            return
        rules = self.phases.get(judgement.phase)
        if rules is None:
            yield ("phase", say("reading-problems.there_is_no_phase", phase=judgement.phase),
                   did_you_mean(judgement.phase, self.phases))
            return
        rule = rules.get(judgement.criterion)
        if rule is None or not rule.judged:
            judged = [id for id, known in rules.items() if known.judged]
            what = (say("reading-problems.phase_has_no_criterion", phase=judgement.phase,
                        criterion=judgement.criterion) if rule is None else
                    say("reading-problems.is_computed_not_judged", criterion=rule.id))
            yield "criterion", what, did_you_mean(judgement.criterion, judged)
            return
        yield from _score(rule, judgement)


@functools.lru_cache(maxsize=64)
def _rules_of(methodology: Methodology) -> JudgementRules:
    return JudgementRules({phase.id: phase.rules for phase in methodology.phases},
                          methodology.hub.language, None, methodology.panel.group_ids)


def _score(rule: Criterion | Requirement, judgement: Judgement) -> Iterator[Told]:
    score = judgement.score
    if score is None:
        if not judgement.conflict:
            yield ("score", say("reading-problems.there_is_no_score"),
                   say("reading-problems.give_one_or_mark_the_row"))
        return
    if is_on_another_scale(rule, judgement) and not is_between_steps(rule, judgement):
        own_scale = (scale_text(rule.scale) if isinstance(rule, Criterion)
                     else say("reading-problems.yes_or_no"))
        yield ("score", say("reading-problems.was_given_on_the_scale", rule=_title(rule),
                            given=scale_text(judgement.scale), own=own_scale),
               say("reading-problems.ask_for_the_judgement_again"))
        return
    if isinstance(rule, Requirement):
        if not isinstance(score, bool):
            yield "score", say("reading-problems.must_be_yes_or_no_not", value=shown(score)), ""
        return
    own = not judgement.scale or tuple(judgement.scale) == tuple(rule.scale)
    scale = judged_scale(rule) if own else scale_of(judgement.scale)
    if scale is not None:
        what, to_do = scale.why_off(score)
        if what:
            yield "score", say("reading-problems.of_criterion", what=what,
                               rule=_title(rule)), to_do


def _title(rule: Criterion | Requirement) -> str:
    title = rule.title if isinstance(rule, Criterion) else rule.says
    return text_in(title, spoken_language(), rule.id)


def place_of(judgement: Judgement) -> tuple[str, int]:
    """Return the file, or the sheet and cell, of a judgement, and the line; 0 without one."""
    file, _, line = judgement.where.rpartition(":")
    return (file, int(line)) if line.isdecimal() else (judgement.where, 0)


def ambiguous(judgements: Sequence[Judgement]) -> Iterator[tuple[Judgement, Judgement]]:
    """Yield pairs by one assessor on one criterion for which no date shows which one counts.

    One file may say the same twice.
    """
    def said(judgement: Judgement) -> tuple[object, ...]:
        return (judgement.score, (judgement.note or "").strip(), judgement.conflict,
                place_of(judgement)[0].partition(": ")[0])

    seen: dict[tuple[str, str, str, str], list[Judgement]] = {}
    for judgement in judgements:
        if judgement.declares_alone:
            continue
        key = (judgement.venture, judgement.phase, judgement.criterion,
               name_key(judgement.assessor))
        before = seen.setdefault(key, [])
        if any(said(each) == said(judgement) and each.date == judgement.date for each in before):
            continue
        for earlier in before:
            same_day = None in (earlier.date, judgement.date) or earlier.date == judgement.date
            if same_day and said(earlier) != said(judgement):
                yield earlier, judgement
                break
        before.append(judgement)
