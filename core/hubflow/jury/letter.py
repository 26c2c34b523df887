"""Write a decision letter to a venture: the decision, why, what was missing, what to do next.

It tells what a body decided, never a mere recommendation, and is made only of a decision that the
hub has released.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import attrs

from hubflow.documents.publishing.hub_templates import filled, template_of
from hubflow.documents.result_words import ResultWords, phases_of
from hubflow.documents.safe_markdown import environment, one_line
from hubflow.engine.facts.arithmetic import in_cents
from hubflow.engine.pipeline.case_source import DecisionRecord
from hubflow.engine.results.engine_words import proof_sentence, sentence
from hubflow.engine.results.reasoning.reasons import NOTHING_SCORED
from hubflow.model.dossier import Dossier
from hubflow.model.identity import PASSES
from hubflow.model.methodology import Criterion, Methodology, Phase, text_in
from hubflow.model.results import (
    CriterionResult,
    HubResult,
    PhaseResult,
    RequirementResult,
    VentureResult,
)
from hubflow.model.results.venture_results import RECOMMENDED
from hubflow.plugins.document import Document
from hubflow.plugins.manager import LoadedHub
from hubflow.text.catalogue import words
from hubflow.text.filled_sentences import filled_sentence
from hubflow.text.numbers import day, level, money, ranks

NAME = "letter"
"""The document's name for a hub's templates and renderers."""

_FOUND = ("threshold", "gate", "rank", "money", "draw", "reserve", "tie")
"""The kinds of reasons that a letter gives for what the rules came to."""

ON_VENTURE = frozenset({"pause", "resume", "adopt"})
"""Decisions on the venture, not on a phase: a letter on one says nothing about the phase."""


@attrs.frozen(kw_only=True)
class MissedCondition:
    """A condition that was missing: a rule with its state and what to do, or a fact.

    ``open`` is what could not be told, since it is not known or nobody judged it.
    """

    text: str
    state: str = ""
    to_do: str = ""
    open: bool = False


class JudgedLine(NamedTuple):
    """What a criterion, or a group of them, came to: its value, scale, weight, and in words."""

    title: str
    value: str
    scale: str
    weight: str
    meaning: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Letter:
    """The content of a letter, in one language.

    ``sender`` are the lines of the letterhead, ``to`` those of the address. ``found`` is what the
    rules came to; ``criteria`` are lines of which assessors are never named; ``missing`` is what
    was found wanting, ``unknown`` what could not be told; ``asks`` belongs to ``next``, a sentence
    each. ``whole`` says that it is about the venture, and no phase was decided on. ``complaints``
    tell how the venture's own were answered. ``appeal`` says
    how one may complain, and until when. ``proof`` is the head of the register when it was
    released, by which whoever has the letter can hold the register to it.
    """

    venture: str
    sender: tuple[str, ...]
    to: tuple[str, ...]
    salutation: str
    decision: str
    by: str
    date: str
    released: str
    released_by: str
    phase: str
    stage: str
    call: str
    opens: str
    reasons: str
    found: tuple[str, ...]
    criteria: tuple[JudgedLine, ...]
    missing: tuple[MissedCondition, ...]
    unknown: tuple[MissedCondition, ...]
    next: tuple[str, ...]
    asks: tuple[str, ...]
    step: str
    appeal: str
    whole: bool
    signed_by: str
    proof: str = ""
    complaints: tuple[str, ...] = ()


def letter_of(
    told: DecisionRecord,
    dossier: Dossier,
    venture: VentureResult,
    methodology: Methodology,
    language: str,
) -> Letter:
    """Return the letter on a released decision. ``venture`` is its result on the decision's day."""
    assert told.released is not None
    return _Writing(told, dossier, venture, methodology, language).letter()


def letter_document(hub: LoadedHub, letter: Letter, about: HubResult) -> Document:
    """Return the letter as a document, by the hub's own template if it brings one."""
    language = about.language
    said = _words(language)
    template = template_of(hub, NAME, "md")
    edition = words(language)["edition"].format(edition=about.edition)
    markdown = environment().get_template("letter.md.j2").render(
        l=letter, w=said, hub=about,
        signed=filled_sentence(said["signed"], language, {"by": letter.by}),
        released=filled_sentence(said["released_by" if letter.released_by else "released"],
                                 language, {"by": letter.released_by}, date=letter.released),
        rules=said["rules"].format(hub=about.name, edition=edition),
    ) if template is None else filled(template, {"letter": letter, "hub": about})
    return Document(
        name=NAME, title=one_line(said["title"].format(venture=letter.venture)),
        markdown=markdown, language=language, about=f"{about.name} · {edition}",
        draft=said["not_final_mark"] if letter.step else "")


def _words(language: str) -> Mapping[str, str]:
    return {**words(language), **words(language, "letter")}


@attrs.define(eq=False, repr=False)
class _Writing:
    told: DecisionRecord
    dossier: Dossier
    venture: VentureResult
    methodology: Methodology
    language: str
    showing: ResultWords = attrs.field(init=False)
    said: Mapping[str, str] = attrs.field(init=False)
    at: PhaseResult = attrs.field(init=False)
    stage: str = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.showing = ResultWords(self.language)
        self.said = _words(self.language)
        self.stage, self.at = self._phase()

    def letter(self) -> Letter:
        told = self.told
        whole = told.decision in ON_VENTURE or told.closes or told.puts_out
        missing = () if whole else tuple(self._missing())
        look = self.methodology.hub.look
        return Letter(
            venture=self.venture.name, to=tuple(self._to()),
            sender=tuple(text_in(line, self.language) for line in look.sender) if look else (),
            salutation=self._salutation(), appeal=self._appeal(),
            signed_by=text_in(look.signed_by, self.language) if look and look.signed_by else "",
            decision=told.decision, by=told.by,
            date=day(told.date, self.language),
            released=day(told.released or told.date, self.language),
            released_by=told.released_by, phase=self.at.name, stage=self.said[self.stage],
            call=self.venture.call_name,
            opens=self._fill(f"opens_{'closed' if told.closes else told.decision}"),
            whole=whole, reasons=told.reasons.strip(), found=() if whole else tuple(self._found()),
            criteria=tuple(self._criteria()) if not whole and self._is_scored() else (),
            missing=tuple(one for one in missing if not one.open),
            unknown=tuple(one for one in missing if one.open),
            next=tuple(self._next(missing)), asks=tuple(self._asks(missing)),
            step=told.step(self.language), complaints=tuple(self._complaints()),
            proof=proof_sentence(told.proof, self.language))

    def _phase(self) -> tuple[str, PhaseResult]:
        """Return the phase decided on; for a decision on a stage its last phase."""
        own = [(stage, phase) for stage, phase in phases_of(self.venture)
               if self.told.phase in (stage, phase.phase)]
        return own[-1] if own else next(phases_of(self.venture))

    def _fill(self, key: str, **more: str) -> str:
        return filled_sentence(
            self.said[key], self.language, {"by": self.told.by}, **{
                "venture": self.venture.name, "phase": self.at.name,
                "date": day(self.told.date, self.language), **more})

    def _leader(self) -> str:
        leader = self.dossier.incubate.leader
        return leader.name if leader and leader.name else ""

    def _salutation(self) -> str:
        return (self._fill("dear", name=self._leader()) if self._leader()
                else self._fill("dear_all"))

    def _appeal(self) -> str:
        """Return where and until when one may complain; empty where the method says nothing, and
        for whom the letter tells how a complaint on the phase was answered.
        """
        if any(one.answered is not None and one.phase == self.at.phase
               for one in self.told.complaints):
            return ""
        rules = self.methodology.call
        where = text_in(rules.complaints or {}, self.language, "").strip() if rules else ""
        until = self.told.complaints_until
        last = self._fill("appeal_until", until=day(until, self.language)) if until else ""
        return " ".join(part for part in (where, last) if part)

    def _to(self) -> Iterator[str]:
        people = [self._leader()] if self._leader() else []
        people += [party.name for party in self.dossier.incubate.parties
                   if party.role == "implementing organisation"]
        yield from people or [self._fill("to_all")]

    def _departs(self) -> bool:
        return (self.told.decision in RECOMMENDED and self.at.recommendation in RECOMMENDED
                and self.told.decision != self.at.recommendation)

    def _found(self) -> Iterator[str]:
        if self.at.score is not None and self._is_scored():
            yield self._fill("score_line", score=self.showing.full_score(self.at))
        if self._departs():  # the body's reasons are the reasons; the rules' say the contrary
            yield self._fill("departs", recommendation=self.said[self.at.recommendation])
            return
        for rule in self._barring():
            yield f"{self._unmet(rule)} {rule.what_to_do}".strip()
        in_words = any(reason.kind == "rank" for reason in self.at.reasons)
        if self.at.rank is not None and not self.at.rank.uncontested and not in_words:
            yield self._fill("rank_line", rank=ranks(self.at.rank), of=self.at.rank.among)
        yield from (reason.text for reason in self.at.reasons
                    if reason.kind in _FOUND and (reason.kind != "gate" or self._gate_counts()))
        if not self.told.reasons.strip() and self.at.recommendation == self.told.decision:
            yield self._fill("no_reasons")

    def _is_scored(self) -> bool:
        """Return whether anything is known of the score; else it is the whole scale, and no news.
        """
        return not any(reason.id == NOTHING_SCORED for reason in self.at.reasons)

    def _gate_counts(self) -> bool:
        """Return whether the gate's own rule is news: it is none to whom a condition stopped."""
        return self.told.decision != "stop" or not any(
            rule.status == "fails" for rule in self.at.requirements)

    def _barring(self) -> list[RequirementResult]:
        """Return the unmet conditions that end it by themselves: nothing is left to be done."""
        return [rule for rule in self.at.requirements
                if self.told.decision == "stop" == rule.otherwise and rule.status == "fails"
                and not self._departs()]

    def _unmet(self, rule: RequirementResult) -> str:
        return sentence("requirement_fails", self.language, text=rule.text)

    def _complaints(self) -> Iterator[str]:
        """Yield of each complaint on the phase how and when it was answered, and why."""
        answers = words(self.language, "lists")
        for one in self.told.complaints:
            if one.phase != self.at.phase:
                continue
            if one.answered is None:
                yield self._fill("complaint_open", date=day(one.date, self.language),
                                 until=day(one.answer_by, self.language))
                continue
            key = "complaint_changed" if one.changed else "complaint_same"
            said = filled_sentence(
                self.said[key], self.language, {"by": one.by or self.told.by},
                date=day(one.date, self.language), on=day(one.answered, self.language),
                answer=answers[one.answer])
            yield f"{said} {one.reasons.strip()}".strip()

    def _criteria(self) -> Iterator[JudgedLine]:
        for group in self.at.groups:
            total = self.showing.number(group.total)
            yield JudgedLine(group.title, self.showing.subtotal(group), f"0–{total}", "", "")
        for criterion in self.at.criteria:
            if criterion.applies is not False:
                unjudged = self._unjudged(criterion)
                yield JudgedLine(
                    criterion.title,
                    self.said["not_judged"] if unjudged else self.showing.value(criterion),
                    self.showing.scale(criterion), self.showing.weight(criterion),
                    "" if unjudged else self._meaning(criterion))

    def _meaning(self, criterion: CriterionResult) -> str:
        """Return what the level that a criterion came to means, if the method says."""
        phase = self.methodology.phase(self.at.phase)
        rule = phase.rules.get(criterion.id) if phase else None
        value = criterion.lower_label or criterion.lower
        same = (criterion.lower, criterion.lower_label) == (criterion.upper, criterion.upper_label)
        return (text_in(rule.meaning_of(value), self.language).strip()
                if isinstance(rule, Criterion) and same and value is not None else "")

    def _unjudged(self, result: CriterionResult | RequirementResult) -> bool:
        """Return whether people must judge a criterion, and no judgement of it counts."""
        phase = self.methodology.phase(self.at.phase)
        judged = phase is not None and result.id in {rule.id for rule in phase.judged}
        return judged and not any(one.counted for one in result.assessments)

    def _missing(self) -> Iterator[MissedCondition]:
        barring = self._barring()
        found = self._missed(barring)
        yield from (one for one in found if not (barring and one.open))

    def _missed(self, barring: Sequence[RequirementResult]) -> Iterator[MissedCondition]:
        for rule in self.at.requirements:
            if rule in barring:
                continue
            if rule.status == "fails":
                yield MissedCondition(text=self._unmet(rule), to_do=rule.what_to_do or rule.text)
            elif rule.status != "holds" and self._unjudged(rule):
                yield self._not_judged(rule.text)
            elif rule.status != "holds":
                yield MissedCondition(text=rule.text, state=self.said["missing_unknown"],
                             to_do=rule.what_to_do or rule.text, open=True)
        for criterion in self.at.criteria:
            if criterion.applies is not False and self._unjudged(criterion):
                yield self._not_judged(criterion.title)
            elif criterion.applies is not False and criterion.minimum_status == "fails":
                yield self._floor(criterion)
        for one in self.at.missing:
            if one.kind == "fact":
                yield MissedCondition(text=self._fill("missing_fact", text=one.text),
                             to_do=self._fill("tell_us", text=one.text), open=True)

    def _not_judged(self, text: str) -> MissedCondition:
        """Return the criteria left without judgement: the venture could do nothing about them."""
        return MissedCondition(text=text, state=self.said["not_judged"], open=True)

    def _floor(self, criterion: CriterionResult) -> MissedCondition:
        """Return a criterion below its least level, and what this level means if the method
        says.
        """
        phase = self.methodology.phase(self.at.phase)
        rule = phase.rules.get(criterion.id) if phase else None
        least = level(criterion.minimum, self.language)
        meaning = (text_in(rule.meaning_of(criterion.minimum), self.language).strip()
                   if isinstance(rule, Criterion) else "")
        to_do = self._fill("floor", title=criterion.title, least=least)
        return MissedCondition(
            text=criterion.title, to_do=f"{to_do} {meaning}".strip(),
            state=self._fill("below", value=self.showing.value(criterion), least=least))

    def _next(self, missing: tuple[MissedCondition, ...]) -> Iterator[str]:
        decision = self.told.decision
        if self.told.closes:
            yield self._fill("next_closed")
            yield from self._unpaid()
        elif decision in PASSES:
            following = self._following()
            if following is None:
                yield self._fill("next_passed")
                return
            stage, name, phase = following
            key = "next_phase" if stage == self.stage else "next_phase_stage"
            yield self._fill(key, phase=name, stage=self.said[stage])
            if phase is not None and phase.says:
                yield text_in(phase.says, self.language).strip()
        elif decision in ("revise", "stop"):
            to_do = any(one.to_do for one in missing)
            yield self._fill(f"next_{decision}" if to_do else f"next_{decision}_none")
        else:
            yield self._fill(f"next_{decision}")

    def _unpaid(self) -> Iterator[str]:
        """Yield what of each award to a venture that ended is not recorded as paid."""
        for award in self.dossier.incubate.awards:
            if not isinstance(award.amount, int | float):
                continue
            paid = sum(in_cents(part.amount) for part in award.tranches
                       if part.paid and isinstance(part.amount, int | float))
            left = (in_cents(award.amount) - paid) / 100
            if left > 0:
                shown = (money(amount, award.currency or self.dossier.currency
                               or self.methodology.hub.currency, self.language)
                         for amount in (award.amount, left))
                yield self._fill("unpaid", funder=award.funder,
                                 **dict(zip(("amount", "left"), shown, strict=True)))

    def _asks(self, missing: tuple[MissedCondition, ...]) -> Iterator[str]:
        """Return what the next phase asks and the dossier lacks, or what to do for this phase."""
        if self.told.decision in PASSES:
            following = self._following()
            phases = {phase.phase: phase for phase in self.venture.phases}
            if following and following[2]:
                for rule in phases[following[2].id].requirements:
                    if rule.status != "holds":
                        yield f"{rule.text} {rule.what_to_do}".strip()
        elif self.told.decision in ("revise", "stop") and not self.told.closes:
            yield from (one.to_do for one in missing if one.to_do)

    def _following(self) -> tuple[str, str, Phase | None] | None:
        """Return the phase after the one decided on: its stage, its name, its description."""
        ahead = list(phases_of(self.venture))
        here = next(position for position, (_, phase) in enumerate(ahead)
                    if phase.phase == self.at.phase)
        for stage, phase in ahead[here + 1:]:
            if phase.subject == "venture":
                return stage, phase.name, self.methodology.phase(phase.phase)
        return None
