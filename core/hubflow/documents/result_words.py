"""Put results into words, for the documents and the terminal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from hubflow.engine.facts import registry
from hubflow.engine.facts.fact_sentences import about_fact
from hubflow.engine.results.column_words import scored_in_words
from hubflow.engine.results.engine_words import sentence
from hubflow.engine.results.openings import Opening
from hubflow.engine.results.shown_decimals import decimals_of_fact
from hubflow.model.call import UNDATED
from hubflow.model.method.pipeline_stages import STAGES
from hubflow.model.results import (
    AssessorGroupResult,
    CriterionResult,
    ExceptionResult,
    FinanceResult,
    GroupResult,
    InstrumentResult,
    Interval,
    Missing,
    MoneyResult,
    PhaseResult,
    PluginChange,
    Receipt,
    RequirementResult,
    RunResult,
    StageResult,
    VentureResult,
)
from hubflow.text.catalogue import words
from hubflow.text.numbers import EXACT, day, interval, level, money, money_span, number, percent

PROPOSAL = "hubflow_build_proposal"
_NAMED = 8


class PhaseScore(Protocol):
    """The score of a phase: of 100, and in points out of a total where it is in points."""

    @property
    def score(self) -> Interval | None:
        """The score of 100."""

    @property
    def points(self) -> Interval | None:
        """The score in points."""

    @property
    def total(self) -> float | None:
        """The most points that there can be."""


class ResultWords:
    """The words for results in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.words = words(language)

    def word(self, key: str) -> str:
        """Return a recommendation, decision, stage or state in words."""
        return self.words.get(key, key)

    def state(self, venture: VentureResult) -> str:
        """Return the state of a venture."""
        return self.state_among(venture.state, [stage.stage for stage in venture.stages])

    def state_among(self, state: str, used: Sequence[str]) -> str:
        """Return a state under a method that uses some stages."""
        if state in used:
            return self.words["in_stage"].format(stage=self.word(state))
        return self.end(state, used[-1])

    def end(self, state: str, last_stage: str) -> str:
        """Return a state that is no stage; ``last_stage`` is the last one that the hub uses."""
        if state == "established" and last_stage != STAGES[-1]:
            return self.words["passed_here"].format(stage=self.word(last_stage))
        return self.word(state)

    def member(self, venture: VentureResult) -> str:
        """Return why a venture is not in the race of its call; empty if it is, or has no call."""
        member = venture.member
        if member is None or member.in_race:
            return ""
        texts = words(self.language, "call")
        since = None if member.standing in UNDATED else member.since
        said = texts["left_since" if since else "left_always"].format(
            standing=texts[member.standing], date=self.day(since) if since else "")
        return f"{said} {member.reason}".rstrip()

    def interval(self, found: Interval) -> str:
        """Return a score as one number or two."""
        return interval(found, self.language, self.words["to"])

    def score(self, phase: PhaseScore) -> str:
        """Return the score of a phase; out of its total where it is in points."""
        if phase.total is not None:
            return self.full_score(phase)
        return "–" if phase.score is None else self.interval(phase.score)

    def full_score(self, phase: PhaseScore) -> str:
        """Return the score of a phase, and what it is out of."""
        shown = phase.score if phase.points is None else phase.points
        if shown is None:
            return "–"
        of = self.words["of_100"] if phase.total is None else (
            self.words["of_points"].format(total=self.number(phase.total)))
        return f"{self.interval(shown)} {of}"

    def threshold(self, score: float, phase: PhaseResult) -> str:
        """Return a score of 100 that a gate compares with, in points where the phase has them."""
        return self.number(score if phase.total is None else round(score * phase.total / 100, 6))

    def number(self, value: float, decimals: int = EXACT) -> str:
        """Return a number as people of the language write it, as exactly as rules compare it."""
        return number(value, self.language, decimals)

    def figure(
        self, value: float, unit: str = "", currency: str = "", named: Collection[float] = ()
    ) -> str:
        """Return a number with the digits that pages show.

        ``named`` are the numbers that the method's rules compare with: it is told from each.
        """
        if unit == "money":
            return self.money(value, currency)
        write = percent if unit == "share" else number
        return write(value, self.language, decimals_of_fact(value, unit, named))

    def day(self, iso: str) -> str:
        """Return a day in words."""
        return day(dt.date.fromisoformat(iso), self.language)

    def percent(self, share: float) -> str:
        """Return a share in per cent."""
        return percent(share, self.language)

    def decisions(self, stage: StageResult) -> Iterator[str]:
        """Yield the decisions recorded in a stage."""
        for phase in stage.phases:
            if phase.decision is not None:
                yield (f"{phase.name}: {self.word(phase.decision.decision)} "
                       f"({phase.decision.by}, {self.day(phase.decision.date)})")

    def value(self, criterion: CriterionResult) -> str:
        """Return a criterion's value on its scale, an interval if evidence is missing."""
        if criterion.applies is False:
            return self.words["adds_nothing" if criterion.adds else "does_not_apply"]
        return scored_in_words(criterion, self.language)

    def subtotal(self, group: GroupResult) -> str:
        """Return a group's subtotal, an interval if evidence is missing."""
        if group.applies is False or group.interval is None:
            return self.words["does_not_apply"]
        return scored_in_words(group, self.language)

    def out_of(self, group: GroupResult) -> str:
        """Return a group's subtotal with what it is out of: "42 of 60"."""
        return f"{self.subtotal(group)} {self.words['of']} {self.number(group.total)}"

    def scale(self, criterion: CriterionResult) -> str:
        """Return a scale from its worst to its best."""
        between = " / " if isinstance(criterion.scale[0], str) else "–"
        return between.join(level(each, self.language) for each in criterion.scale)

    def weight(self, criterion: CriterionResult) -> str:
        """Return a criterion's share of the weight; a dash if labels are counted."""
        share = criterion.weight_share
        if criterion.adds:
            return self.words["adds"]
        if share is None:
            return "–"
        return percent(share, self.language, criterion.weight_decimals)

    def assessors(self, criterion: CriterionResult) -> str:
        """Return how many assessors judged, how far apart they are, and who did not count."""
        counted = sum(assessment.counted for assessment in criterion.assessments)
        parts = [" ".join((str(counted), *self.origins(criterion)))] if counted else []
        spread = criterion.spread
        if spread is not None and spread.lower != spread.upper:
            parts.append(self.words["spread"].format(lower=self._level(criterion, spread.lower),
                                                     upper=self._level(criterion, spread.upper)))
        parts += [f"{group.title} {self.group_value(criterion, group)}"
                  for group in criterion.assessor_groups]
        for assessment in criterion.assessments:
            if not assessment.counted:
                parts.append(self.words["abstained"].format(who=assessment.assessor,
                                                            why=assessment.why_not))
        return "; ".join(parts) or criterion.why_missing or "–"

    def group_value(
        self, judged: CriterionResult | RequirementResult | ExceptionResult,
        group: AssessorGroupResult,
    ) -> str:
        """Return the score of a group of assessors; how many it has where these are too few."""
        if group.lower is None or group.upper is None:
            return sentence("assessors_short", self.language, n=group.counted, least=group.least)
        ends = [self._level(judged, end) if isinstance(judged, CriterionResult)
                else self.words["yes" if end else "no"] for end in (group.lower, group.upper)]
        return f" {self.words['to']} ".join(dict.fromkeys(ends))

    def origins(self, judged: CriterionResult | RequirementResult) -> tuple[str, ...]:
        """Return how many judgements that count come from the dossier, if any do."""
        own = sum(said.counted and said.from_dossier for said in judged.assessments)
        return (f"({self.words['from_dossier'].format(n=own)})",) if own else ()

    def exceptions(
        self, item: RequirementResult | InstrumentResult, *, may: bool = True
    ) -> tuple[str, ...]:
        """Return a sentence for each exception that a rule reads; with ``may`` unjudged ones, too.
        """
        return tuple(self.exception(each) for each in item.exceptions
                     if each.assessments or may)

    def exception(self, found: ExceptionResult) -> str:
        """Return whether an exception is granted, and who says so for what reason."""
        said = "; ".join(each.assessor + (f": {each.note}" if each.note else "")
                         + ("" if each.counted else f" ({each.why_not})")
                         for each in found.assessments)
        state = ("exception_split" if found.granted is None else
                 "exception_granted" if found.granted else
                 "exception_refused" if said else "exception_may")
        return self.words[state].format(text=found.text.rstrip("."), who=said)

    def judged_in_dossiers(self, result: RunResult) -> Iterator[str]:
        """Yield a sentence with the ventures for which judgements in their dossiers count, if any.
        """
        who = [venture.id for venture in result.ventures
               if any(self.origins(judged) for phase in venture.phases
                      for each in (phase.criteria, phase.requirements) for judged in each)]
        if who:
            yield self.words["judged_in_dossiers"].format(who=self.some(who))

    def some(self, names: Sequence[str]) -> str:
        """Return names in a row, the first ones of many."""
        named = ", ".join(names[:_NAMED])
        left = len(names) - _NAMED
        return f"{named} {self.words['and_more'].format(n=left)}" if left > 0 else named

    def _level(self, criterion: CriterionResult, position: float) -> str:
        if isinstance(criterion.scale[0], str):
            return str(criterion.scale[int(position)])
        return number(position, self.language)

    def worth(self, missing: Missing) -> str:
        """Return what hangs on a piece of missing evidence."""
        if missing.worth >= 100:
            return self.words["worth_all"]
        return self.words["worth"].format(points=number(missing.worth, self.language, 1))

    def add_ons(self, receipt: Receipt) -> str:
        """Return the add-ons that took part, each with the digest of its code; empty for none."""
        named = ", ".join(f"{each.plugin} {each.digest[:12]}" for each in receipt.add_ons)
        return f"{self.words['add_ons']}: {named}" if named else ""

    def changes(
        self, changes: Iterable[PluginChange], venture: VentureResult | None = None
    ) -> Iterator[str]:
        """Yield what plugins changed, for all or for one venture, a sentence each."""
        for change in changes:
            what = change.what
            if change.hook == PROPOSAL and venture is not None:
                what = tuple(id for id in what if id == venture.id)
                if not what:
                    continue
            text = self.words[f"changed_{change.hook}"].format(
                plugin=change.plugin, what=self.some(what))
            yield text.removesuffix(": ")

    def fits(self, instrument: InstrumentResult, own: Mapping[str, str] | None = None) -> str:
        """Return whether an instrument fits, and what is not known, ``own`` as in :meth:`fact`."""
        if instrument.fits == "unknown" and instrument.missing:
            names = "; ".join(self.fact(name, own) for name in instrument.missing)
            return f"{self.words['unknown']}: {names}"
        return self.words[instrument.fits]

    def fact(self, name: str, own: Mapping[str, str] | None = None) -> str:
        """Return what a fact is, in words; ``own`` are those of the hub's own facts."""
        fact = registry().get(name)
        if fact is None:
            return (own or {}).get(name, name)
        return about_fact(fact, self.language).rstrip(".?")

    def open(self, instrument: InstrumentResult) -> str:
        """Return whether an instrument is open to applications, and for how long."""
        first, last = (dt.date.fromisoformat(day) if day else None
                       for day in (instrument.opens, instrument.closes))
        return Opening(state=instrument.open, start=first, end=last).in_words(
            self.words, self.language)

    def amount(self, instrument: InstrumentResult) -> str:
        """Return the amount that an instrument's rule gives, or its ceiling."""
        if instrument.amount is not None:
            return self.money(instrument.amount, instrument.currency)
        if instrument.amount_between is not None:
            return self.open_amount(instrument.amount_between, instrument.currency)
        if instrument.ceiling is not None:
            ceiling = self.money(instrument.ceiling, instrument.currency)
            return self.words["up_to"].format(amount=ceiling)
        return "–"

    def open_amount(self, ends: tuple[float, float], currency: str) -> str:
        """Return the ends of an amount that follows from a score which is open."""
        return self.words["amount_open"].format(amount=self._span(ends, currency))

    def planned(self, line: FinanceResult, currency: str) -> str:
        """Return the amount of a line of the finance plan, its ends, or that it is not known."""
        if line.amount_between is not None:
            return self.open_amount(line.amount_between, currency)
        return (self.words["not_known"] if line.amount is None
                else self.money(line.amount, currency))

    def asked(self, found: MoneyResult) -> str:
        """Return what a venture asks of its call's money."""
        return self._span((found.asked, found.asked), found.currency)

    def granted(self, found: MoneyResult) -> str:
        """Return what a venture is granted."""
        return self._span(found.granted, found.currency)

    def _span(self, ends: tuple[float | None, float | None], currency: str) -> str:
        unknown = words(self.language, "engine")["money_unknown"]
        return money_span(ends, currency, self.language, unknown)

    def money(self, amount: float, currency: str) -> str:
        """Return an amount of money."""
        return money(amount, currency, self.language)


def phases_of(venture: VentureResult) -> Iterator[tuple[str, PhaseResult]]:
    """Yield every phase with its stage, in order."""
    for stage in venture.stages:
        for phase in stage.phases:
            yield stage.stage, phase
