"""The list of one phase of a call: who stands where, with which score, decided how, and why."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Literal, get_args

import attrs

from hubflow.documents.figures.list_money import MoneyLine, Span, money_lines
from hubflow.documents.judged_phase import Standing, competes, ranking
from hubflow.documents.result_words import ResultWords
from hubflow.engine.call.tie_breaks import AHEAD, tie_break
from hubflow.engine.pipeline.case_source import ComplaintRecord
from hubflow.engine.results.engine_words import few_names
from hubflow.model.methodology import Phase
from hubflow.model.results import (
    CriterionResult,
    GroupResult,
    HubResult,
    Interval,
    PhaseResult,
    RunResult,
    VentureResult,
)
from hubflow.text.catalogue import words
from hubflow.text.numbers import day, ranks

ListKind = Literal["preliminary", "final", "reserve"]
KINDS: tuple[ListKind, ...] = get_args(ListKind)

_WHY = ("requirement", "guarantee", "floor", "threshold", "rank", "money", "tie", "missing", "hook")
"""The kinds of reasons that a list gives, where there is one; else the gate's own rule."""


@attrs.frozen
class ListCell:
    """A cell: its text in the list's language, and its number if it holds one."""

    text: str = ""
    value: float | None = None


@attrs.frozen
class CallListColumn:
    """A column; ``short`` is what heads it where there is little room."""

    key: str
    title: str
    short: str = ""
    right: bool = False


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ListRow:
    """A venture in the list; ``cells`` are by the key of their column.

    ``reasons`` say why it does not go on, or why a body departed from the recommendation, which
    ``departs`` says that it did.
    """

    id: str
    name: str
    cells: Mapping[str, ListCell]
    reasons: tuple[str, ...] = ()
    goes_on: bool = False
    departs: bool = False


@attrs.frozen(kw_only=True, eq=False, repr=False)
class CallList:
    """A list as every format shows it.

    ``columns`` are those of the ranking, ``scores`` those of groups and criteria. ``left_out`` are
    who has no rank. ``notes`` say how far the call has come, ``ties`` who is level and what was
    drawn. Of a list that corrects another one ``changes`` say what was and what is now. With
    ``anonymous`` a code stands for each name.
    """

    kind: ListKind
    title: str
    hub: HubResult
    as_of: str
    call: str
    phase: str
    rule: str
    columns: tuple[CallListColumn, ...]
    scores: tuple[CallListColumn, ...]
    rows: tuple[ListRow, ...]
    left_out: tuple[ListRow, ...]
    notes: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    ties: tuple[str, ...] = ()
    complaints: tuple[str, ...] = ()
    anonymous: bool = False

    @property
    def explained(self) -> tuple[ListRow, ...]:
        """The rows with reasons: who does not go on, and decisions that depart."""
        return tuple(row for row in self.rows if row.reasons)


def list_title(kind: str, phase: str, call: str) -> str:
    """Return a list's title: its ``kind`` in words with a place for the phase, and the call."""
    return " · ".join(filter(None, (kind.format(phase=phase), call)))


def call_list(
    result: RunResult, ventures: Sequence[VentureResult], phase: str, kind: ListKind, *,
    call: str = "", codes: Mapping[str, str] | None = None, notes: Sequence[str] = (),
    complaints: Sequence[ComplaintRecord] = (), rules: Phase | None = None,
    listed: Collection[str] = (),
) -> CallList:
    """Return the list of a phase of ``ventures``, those of one call.

    ``codes`` stand for the names of an anonymous list. ``call`` is the call's name. ``rules`` is
    the phase as the method has it: by it the list says what broke ties. ``listed`` are the ids of
    the phases that have a list of their own.
    """
    listing = _Listing(result.hub, result.as_of, ventures, phase, kind, codes,
                       rules, listed)
    return attrs.evolve(listing.made(call, notes), complaints=tuple(
        listing.complaint(said) for said in complaints
        if listing.shows(said)))


@attrs.define(eq=False, repr=False)
class _Listing:
    hub: HubResult
    as_of: str
    ventures: Sequence[VentureResult]
    phase: str
    kind: ListKind
    codes: Mapping[str, str] | None
    rules: Phase | None
    listed: Collection[str]
    showing: ResultWords = attrs.field(init=False)
    words: Mapping[str, str] = attrs.field(init=False)
    ranked: list[Standing] = attrs.field(init=False)
    money: Mapping[str, MoneyLine] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.showing = ResultWords(self.hub.language)
        self.words = {**words(self.hub.language), **words(self.hub.language, "lists")}
        everybody = ranking(self.ventures, self.phase)
        self.money = money_lines(everybody)
        self.ranked = [(venture, at) for venture, at in everybody
                       if self.kind != "reserve" or at.reserve is not None]
        if self.kind == "reserve":
            self.ranked.sort(key=lambda one: (one[1].reserve or (0, 0), one[0].id))

    def made(self, call: str, notes: Sequence[str]) -> CallList:
        one = self.ventures[0].phase(self.phase)
        assert one is not None
        return CallList(
            kind=self.kind, hub=self.hub, as_of=self.as_of, call=call, phase=one.name,
            rule=one.gate, title=list_title(self.words[f"title_{self.kind}"], one.name, call),
            columns=tuple(self.columns()), scores=tuple(self.score_columns(one)),
            rows=tuple(self.row(venture, at) for venture, at in self.ranked),
            left_out=() if self.kind == "reserve" else tuple(self.left_out()),
            notes=(*notes, *self.open_ranks()), ties=tuple(self.ties()),
            anonymous=self.codes is not None)

    def columns(self) -> Iterator[CallListColumn]:
        """Yield the columns of the ranking; those that no row fills are left out."""
        found = [at for _, at in self.ranked]
        if self.kind == "reserve":
            yield CallListColumn("reserve", self.words["reserve_place"], right=True)
        if any(at.rank is not None and at.rank.group for at in found):
            yield CallListColumn("group", self.words["group_word"])
        if any(at.rank is not None for at in found):
            yield CallListColumn("rank", self.words["rank"], right=True)
        yield CallListColumn("name", self.words["code" if self.codes is not None else "venture"])
        if any(at.shown_score is not None for at in found):
            yield CallListColumn("score", self.words["score"], right=True)
        yield CallListColumn("recommendation", self.words["recommendation"])
        if any(at.decision is not None for at in found):
            yield CallListColumn("decision", self.words["decision"])
        if self.money:
            for key in ("asked", "amount", "running", "left"):
                yield CallListColumn(key, self.words[f"money_{key}"], right=True)

    def score_columns(self, one: PhaseResult) -> Iterator[CallListColumn]:
        """Yield a column for each group and criterion, numbered."""
        parts: list[GroupResult | CriterionResult] = [*one.groups, *one.criteria]
        if len(one.criteria) < 1:
            return
        for number, part in enumerate(parts, 1):
            yield CallListColumn(_key(part), part.title, str(number), right=True)

    def row(self, venture: VentureResult, at: PhaseResult) -> ListRow:
        cells = {"name": ListCell(self.name(venture)),
                 "recommendation": ListCell(self.recommendation(at)), **self.scores(at)}
        if at.rank is not None:
            rank = at.rank
            cells["rank"] = ListCell(
                self.words["rank_open"].format(ranks=ranks(rank)) if has_open_rank(at)
                else ranks(rank), rank.best if rank.best == rank.worst else None)
            cells["group"] = ListCell(rank.group_name or "")
        if at.shown_score is not None:
            cells["score"] = self.interval(at.shown_score)
        if at.decision is not None:
            cells["decision"] = ListCell(self.decision(at))
        if at.reserve is not None:
            low, high = at.reserve
            cells["reserve"] = ListCell(str(low) if low == high else f"{low}–{high}",
                                        low if low == high else None)
        if venture.id in self.money:
            cells |= self.amounts(self.money[venture.id])
        return ListRow(id="" if self.codes is not None else venture.id, name=self.name(venture),
                       cells=cells, reasons=tuple(self.reasons(venture, at)),
                       goes_on=venture.has_place(at), departs=departs(at))

    def scores(self, at: PhaseResult) -> dict[str, ListCell]:
        """Return the subtotals of groups and the values of criteria."""
        found = {}
        for group in at.groups:
            value = group.interval if group.applies else None
            found[_key(group)] = ListCell(self.showing.subtotal(group), _one(value))
        for criterion in at.criteria:
            found[_key(criterion)] = ListCell(self.showing.value(criterion), _value(criterion))
        return found

    def interval(self, score: Interval) -> ListCell:
        return ListCell(self.showing.interval(score), _one(score))

    def amounts(self, line: MoneyLine) -> dict[str, ListCell]:
        """Return the amounts of a row: from the least to the most where evidence leaves one open,
        and a dash where it is not known.
        """
        asked = None if line.asked is None else (line.asked, line.asked)
        return {key: self.amount(value, line.currency)
                for key, value in (("asked", asked), ("amount", line.amounts),
                                   ("running", line.running), ("left", line.left))}

    def amount(self, span: Span | None, currency: str) -> ListCell:
        if span is None:
            return ListCell("–")
        low, high = (self.showing.money(value, currency) for value in span)
        if span[0] == span[1]:
            return ListCell(low, span[0])
        return ListCell(self.words["money_span"].format(low=low, high=high))

    def recommendation(self, at: PhaseResult) -> str:
        """Return the recommendation in words, with any place on the reserve list."""
        said = self.showing.word(at.recommendation)
        if at.reserve is None or self.kind == "reserve":
            return said
        low, high = at.reserve
        place = str(low) if low == high else f"{low}–{high}"
        return f"{said} ({self.words['reserve'].format(place=place)})"

    def decision(self, at: PhaseResult) -> str:
        assert at.decision is not None
        said = self.showing.word(at.decision.decision)
        return f"{said} ({self.words['departs']})" if at.decision.departs else said

    def reasons(self, venture: VentureResult, at: PhaseResult) -> Iterator[str]:
        """Yield why a venture does not go on; where a body departed, its own reasons alone."""
        decision = at.decision
        if decision is not None and decision.reasons and (decision.departs or not at.goes_on):
            yield self.words["body_says"].format(by=decision.by, reasons=decision.reasons.strip())
        yield from self.rule_reasons(venture, at)

    def rule_reasons(self, venture: VentureResult, at: PhaseResult) -> Iterator[str]:
        """Yield why a venture does not go on by the rules, unless a body departed from them."""
        decision = at.decision
        if venture.has_place(at) or (decision is not None and decision.departs):
            return
        contested = at.rank is None or not at.rank.uncontested
        found = [reason.text for reason in at.reasons
                 if reason.kind in _WHY and reason.id != AHEAD
                 and (contested or reason.kind != "rank")]
        if at.recommendation == "undecided" and at.missing:
            found.append(self.words["not_known_of_it"].format(what=few_names(
                [each.text.rstrip(".?") for each in at.missing], self.hub.language, "; ")))
        yield from found or [reason.text for reason in at.reasons if reason.kind == "gate"]

    def left_out(self) -> Iterator[ListRow]:
        """Yield who has no rank: who left the race, never was in it, is at an earlier phase, or
        lacks a requirement.
        """
        for venture in sorted(self.ventures, key=lambda one: one.id):
            at = venture.phase(self.phase)
            if at is None or competes(venture, at):
                continue
            reasons = tuple(self.why_out(venture, at))
            if not reasons:
                continue
            yield ListRow(
                id="" if self.codes is not None else venture.id, name=self.name(venture),
                cells={"name": ListCell(self.name(venture)), **(
                    {"decision": ListCell(self.decision(at))} if at.decision else {})},
                reasons=reasons, departs=departs(at))

    def why_out(self, venture: VentureResult, at: PhaseResult) -> Iterator[str]:
        """Yield why a venture has no rank; nothing of whom the list of an earlier phase has."""
        reached = at.recommendation != "not_reached"
        left = self.showing.member(venture)
        if left and (reached or not self.is_listed_before(venture)):
            yield left
        if reached and not left:
            yield from self.reasons(venture, at)
        elif reached and venture.member is not None and venture.member.standing == "closed":
            yield from self.rule_reasons(venture, at)
        elif not left and (earlier := self.earlier_phase(venture)) is not None:
            yield self.not_so_far(at, earlier)

    def is_listed_before(self, venture: VentureResult) -> bool:
        """Return whether a venture that has not come to the list's phase stands in the list of the
        phase where it stopped, or where it would have begun.
        """
        before = self.before(venture)
        here = last_reached(before)
        return (here.phase in self.listed if here is not None
                else any(one.phase in self.listed for one in before))

    def before(self, venture: VentureResult) -> list[PhaseResult]:
        return list(itertools.takewhile(lambda one: one.phase != self.phase, venture.phases))

    def earlier_phase(self, venture: VentureResult) -> PhaseResult | None:
        """Return the phase before the list's at which a venture still is.

        None for a venture that reached the list's phase, for one whose phase has a list of its own,
        and for one that an earlier phase with a ranking stopped: it stands in that phase's list.
        """
        before = self.before(venture)
        at = venture.phase(self.phase)
        if at is None or at.recommendation != "not_reached" or not before:
            return None
        here = last_reached(before) or before[0]
        outcome = here.decision.decision if here.decision is not None else here.recommendation
        stands_there = here.phase in self.listed or (
            outcome == "stop" and competes(venture, here))
        return None if stands_there else here

    def not_so_far(self, at: PhaseResult, earlier: PhaseResult) -> str:
        """Return that a venture has not come to the list's phase, and what was said of it."""
        said = earlier.decision.decision if earlier.decision is not None else earlier.recommendation
        return self.words["not_so_far_decided" if earlier.decision is not None
                          else "not_so_far"].format(
            phase=at.name, earlier=earlier.name, outcome=self.showing.word(said))

    def shows(self, said: ComplaintRecord) -> bool:
        """Return whether a complaint belongs to the list: it is about the list's phase, or about
        an earlier one without a list of its own at which its venture still is.
        """
        venture = next((one for one in self.ventures if one.id == said.venture), None)
        if venture is None or said.phase == self.phase:
            return venture is not None
        earlier = self.earlier_phase(venture) if self.kind != "reserve" else None
        return earlier is not None and earlier.phase == said.phase

    def open_ranks(self) -> Iterator[str]:
        """Yield what two ranks mean, where a score that is open leaves ranks open."""
        if any(has_open_rank(at) for _, at in self.ranked):
            yield self.words["ranks_open"]

    def ties(self) -> Iterator[str]:
        """Yield who is level and whom the rules told apart, and what was drawn."""
        levels: dict[tuple[str, float], list[Standing]] = {}
        for venture, at in self.ranked:
            if at.rank is not None and at.score is not None and at.score.lower == at.score.upper:
                key = at.rank.group or "", at.score.lower
                levels.setdefault(key, []).append((venture, at))
        for found in levels.values():
            if len(found) > 1:
                _, at = found[0]
                assert at.shown_score is not None
                places = [ranks(each.rank) for _, each in found if each.rank is not None]
                yield self.words["tie_open" if len(set(places)) == 1 else "tie_told"].format(
                    who=", ".join(self.name(one) for one, _ in found),
                    score=self.showing.interval(at.shown_score), how=self.tie_breaks(found),
                    ranks=", ".join(dict.fromkeys(places)))
        yield from dict.fromkeys(reason.text for _, at in self.ranked for reason in at.reasons
                                 if reason.kind == "draw")

    def tie_breaks(self, found: Sequence[Standing]) -> str:
        """Return by what each of those with the same score was told from the next."""
        texts = (tie_break(self.rules, ahead, behind, self.hub.language)
                 for (_, ahead), (_, behind) in itertools.pairwise(found)
                 if ahead.rank is not None and behind.rank is not None
                 and ranks(ahead.rank) != ranks(behind.rank))
        return "; ".join(dict.fromkeys(texts))

    def complaint(self, said: ComplaintRecord) -> str:
        """Return a complaint in a sentence: of when, and what was answered and changed."""
        language = self.hub.language
        name = next(self.name(one) for one in self.ventures if one.id == said.venture)
        if said.answered is None:
            return self.words["complaint_open"].format(
                venture=name, date=day(said.date, language), until=day(said.answer_by, language))
        return self.words["complaint_changed" if said.changed else "complaint_same"].format(
            venture=name, date=day(said.date, language), on=day(said.answered, language),
            answer=self.words[said.answer])

    def name(self, venture: VentureResult) -> str:
        return self.codes[venture.id] if self.codes is not None else venture.name


def has_open_rank(at: PhaseResult) -> bool:
    """Return whether a venture's rank is open since its own score is."""
    return (at.rank is not None and at.rank.best != at.rank.worst
            and at.score is not None and at.score.lower != at.score.upper)


def departs(at: PhaseResult) -> bool:
    """Return whether a body decided something else than was recommended."""
    return at.decision is not None and at.decision.departs


def last_reached(phases: Sequence[PhaseResult]) -> PhaseResult | None:
    """Return the last of the phases that a venture reached."""
    return next((one for one in reversed(phases) if one.recommendation != "not_reached"), None)


def _key(part: GroupResult | CriterionResult) -> str:
    return f"{'group' if isinstance(part, GroupResult) else 'criterion'}:{part.id}"


def _one(found: Interval | None) -> float | None:
    if found is None or found.lower != found.upper:
        return None
    return round(found.lower, found.decimals)


def _value(criterion: CriterionResult) -> float | None:
    """Return a criterion's value as a number; None for labels and what is open."""
    if (criterion.applies is not True or criterion.lower_label is not None
            or criterion.lower is None or criterion.lower != criterion.upper):
        return None
    return round(criterion.lower, criterion.decimals)
