"""Lay out a dossier for a jury in the order of the stages: facts, texts, lists and tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

import attrs

from hubflow.documents.proposal import line_depths
from hubflow.documents.result_words import ResultWords
from hubflow.jury.hub_content import HubContent
from hubflow.model.business import BudgetLine
from hubflow.model.dossier import Dossier
from hubflow.model.methodology import LocalFact, text_in
from hubflow.model.results import FinanceResult
from hubflow.model.solution import MechanismStep, Safeguarding
from hubflow.model.values import Gap
from hubflow.reading.values.vocabulary_words import word_in
from hubflow.text.locales import locale_of
from hubflow.text.numbers import day, money, number, percent
from hubflow.text.vocabulary import key_words

Hide = Callable[[str], str]
"""Takes the names of people and organisations out of a text."""


@attrs.frozen(kw_only=True)
class ShownFact:
    """One line: a label and the dossier's value."""

    kind: Literal["fact"] = attrs.field(default="fact", init=False)
    label: str
    text: str


@attrs.frozen(kw_only=True)
class Points:
    """A list of short texts."""

    kind: Literal["points"] = attrs.field(default="points", init=False)
    label: str
    items: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Grid:
    """A table with one row for each entry, without columns that no entry fills."""

    kind: Literal["grid"] = attrs.field(default="grid", init=False)
    label: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@attrs.frozen(kw_only=True)
class DossierPart:
    """A part of the document with its heading; never empty."""

    title: str
    blocks: tuple[ShownFact | Points | Grid, ...]


Block = ShownFact | Points | Grid


class DossierParts:
    """A dossier in one language, with what a hub adds to it.

    ``hide`` is applied to every text from the dossier. Awards and periods of trade that begin after
    ``as_of`` are left out.
    """

    def __init__(
        self, dossier: Dossier, language: str, words: Mapping[str, str], hide: Hide,
        hub: HubContent | None = None, as_of: dt.date | None = None,
    ) -> None:
        self.dossier = dossier
        self.language = language
        self.words = words
        self.hide = hide
        self.hub = hub or HubContent()
        self.as_of = as_of or dt.date.max

    def parts(self) -> Iterator[DossierPart]:
        """Return every part for which the dossier has content."""
        for key, blocks in (
            ("problem", self._problem()), ("understanding", self._understanding()),
            ("solution", self._solution()), ("tests", self._tests()),
            ("leaders", self._leaders()), ("money", self._money()),
            ("trading", self._trading()), ("markets", self._markets()),
            ("own_facts", self._own_facts()),
        ):
            told = tuple(blocks)
            if told:
                yield DossierPart(title=self.words[key], blocks=told)

    def _problem(self) -> Iterator[Block]:
        told = self.dossier.identify
        yield from self._fact("group", told.priority_group)
        yield from self._fact("group_size", told.group_size)
        ages = [self.words[key].format(low=self._text(value), high=self._text(value))
                for key, value in (("ages_from", told.age_from), ("ages_to", told.age_to))
                if value is not None]
        yield from self._fact("ages", " ".join(ages) or None)
        yield from self._fact("reached_through", ", ".join(
            word_in(each, self.language) for each in told.reached_through) or None)
        yield from self._fact("hard_to_reach", told.hard_to_reach)
        for problem in told.problems:
            yield from self._fact("statement", problem.statement)
            yield from self._points("causes", problem.causes)
            yield from self._points("effects", problem.effects)
        yield from self._grid("responses", ("who", "how", "reaches", "gap"), (
            (each.who, each.how, each.reaches, each.gap) for each in told.responses))
        if told.authority is not None:
            yield from self._fact("authority", told.authority.name)
            yield from self._fact("support", ": ".join(
                self._text(each) for each in (told.authority.support, told.authority.how)
                if each) or None, ready=True)
        yield from self._fact("implemented", told.implemented_in_place)

    def _understanding(self) -> Iterator[Block]:
        told = self.dossier.understand
        yield from self._grid("activities", ("kind", "date", "people", "service_users",
                                             "findings", "where"), (
            (a.kind, a.date, a.people, a.service_users, a.findings, a.elsewhere)
            for a in told.activities))
        yield from self._grid("prior_art", ("name", "who", "where", "works", "evidence_level"), (
            (p.name, p.who, p.where, p.what_works, p.evidence_level) for p in told.prior_art))
        yield from self._grid("needs", ("what_it_is", "figure"), (
            (n.statement, self._figure(n.value, n.unit, n.share)) for n in told.needs))
        yield from self._grid("lessons", ("learnt", "changed"), (
            (each.learnt, each.changed) for each in told.lessons))

    def _solution(self) -> Iterator[Block]:
        told = self.dossier.solution
        yield from self._fact("solution", told.description)
        yield from self._fact("complements", told.complements)
        parts = ("component", "what_it_is", "role", "dose", "by_whom")
        yield from self._grid("components", parts, (
            (c.name, c.what, c.role, c.dose, c.delivered_by) for c in told.components))
        yield from self._mechanism(told.mechanism)
        yield from self._grid("variants", ("tried", "dropped", "why"), (
            (v.what, v.dropped, v.why) for v in told.variants))

    def _mechanism(self, steps: Sequence[MechanismStep]) -> Iterator[Block]:
        names = {step.id: step.what for step in steps}
        yield from self._grid("mechanism", ("step", "for_whom", "component", "leads_to",
                                            "evidence_level"), (
            (step.what, step.whom, step.component,
             "; ".join(names.get(link, link).rstrip(".") for link in step.leads_to) or None,
             step.evidence_level) for step in steps))
        yield from self._grid("mechanism_needs", ("step", "need_of_step", "need_kind",
                                                  "need_there", "need_here", "need_shown_by"), (
            (step.what, need.what, need.kind, need.there, need.here, need.here_shown_by)
            for step in steps for need in step.needs))

    def _tests(self) -> Iterator[Block]:
        told = self.dossier.test
        yield from self._fact("plan", told.plan)
        of_pilot = ("name", "what_it_is", "period", "invited", "came", "stayed", "completed",
                    "cost", "where")
        yield from self._grid("pilots", of_pilot, (
            (p.name, p.what, self._period(p.start, p.end), p.invited, p.came, p.stayed,
             p.completed, self._money_of(p.cost), p.elsewhere) for p in told.pilots))
        if told.safeguarding is not None:
            yield from self._grid("safeguarding", ("question", "answer"),
                                  self._safeguards(told.safeguarding))
        yield from self._grid("feedback", ("whom", "people", "satisfied", "findings"), (
            (f.whom, f.people, self._share(f.satisfied), f.findings) for f in told.feedback))
        yield from self._grid("outcomes", ("indicator", "before", "after", "n", "basis"), (
            (self._joined(o.indicator, o.unit), o.before, o.after, o.n,
             self._joined(o.basis, o.instrument)) for o in told.outcomes))
        yield from self._fact("evidence_level", told.evidence_level)

    def _safeguards(self, told: Safeguarding) -> Iterator[tuple[str, Any]]:
        asked = key_words(self.language)
        for field in attrs.fields(Safeguarding):
            value = getattr(told, field.name)
            if value is not None:
                question = asked.get(f"test.safeguarding.{field.name}", field.metadata["about"])
                yield question, value

    def _leaders(self) -> Iterator[Block]:
        told = self.dossier.incubate
        if told.leader is not None:
            yield from self._fact("leader", self._joined(told.leader.name, told.leader.role))
            if told.leader.consented is True:
                yield from self._fact("lived_experience", told.leader.lived_experience)
            yield from self._fact("full_time", self._share(told.leader.full_time_share))
        yield from self._grid("parties", ("role", "name"), (
            (party.role, party.name) for party in told.parties))

    def _money(self) -> Iterator[Block]:
        told = self.dossier.incubate
        yield from self._fact("need", self._money_of(told.net_funding_need))
        yield from self._fact("months", told.project_months)
        yield from self._fact("public_aid", self._money_of(told.public_aid_3y))
        yield from self._budget(told.budget)
        yield from self._finance_plan()
        yield from self._grid("cofunders", ("who", "amount", "letter", "date", "expires",
                                            "conditions"), (
            (c.name, self._money_of(c.amount), c.letter, c.date, c.expires, c.conditions)
            for c in told.cofunders))
        yield from self._grid("unit_costs", ("item", "amount", "per_unit"), (
            (each.item, self._money_of(each.amount), each.unit) for each in told.unit_costs))
        yield from self._grid("expected", ("indicator", "target", "by_when"), (
            (e.indicator, self._figure(e.target, e.unit, None), e.by)
            for e in told.expected_outcomes))
        yield from self._grid("awards", ("who", "amount", "date", "purpose"), (
            (a.funder, self._money_of(a.amount, a.currency), a.date, a.purpose)
            for a in told.awards if self._has_come(a.date)))

    def _budget(self, lines: Sequence[BudgetLine]) -> Iterator[Grid]:
        """Return the lines of the budget, and their sum where every amount is known."""
        rows = [(line.item, line.kind, self._year(line.year), self._money_of(line.amount))
                for line in lines]
        amounts = [line.amount for line in lines]
        if len(lines) > 1 and all(isinstance(amount, int | float) for amount in amounts):
            rows.append((self.words["total"], None, None, self._money_of(self._sum(*amounts))))
        yield from self._grid("budget", ("item", "kind", "year", "amount"), rows)

    def _finance_plan(self) -> Iterator[Block]:
        """Return the finance plan in the hub's format; a line's parts begin with a dash."""
        plan = self.hub.finance
        if self.hub.finance_scored:
            yield ShownFact(label=self.words["finance"], text=self.words["finance_scored"])
        if plan is None or not plan.finance:
            return
        lines = [line for line in plan.finance if line.amount or line.amount_between is not None]
        if not lines:
            yield ShownFact(label=self.words["finance"], text=self.words["finance_empty"])
            return
        showing = ResultWords(self.language)
        total = FinanceResult(id="", name=self.words["total"], amount=plan.total,
                              amount_between=plan.total_between)
        known = plan.total is not None or plan.total_between is not None
        depth = line_depths(plan.finance)
        yield from self._grid("finance", ("line", "amount"), (
            ("– " * depth.get(line.id, 0) + line.name, showing.planned(line, plan.currency))
            for line in (*plan.finance, *([total] if known else []))))

    def _trading(self) -> Iterator[Block]:
        told = self.dossier.trade
        yield from self._fact("legal_form", told.legal_form)
        yield from self._fact("started", told.start)
        yield from self._grid("trading", ("period", "earned", "grants", "costs", "service_users"), (
            (self._period(p.start, p.end), self._money_of(self._sum(
                p.sales, p.contracts, p.outcome_payments)), self._money_of(p.grants),
             self._money_of(p.costs), p.service_users)
            for p in told.ledger if self._has_come(p.start)))

    def _has_come(self, date: object) -> bool:
        """Return whether a date lies not after the day of the document, or is not known."""
        return not (isinstance(date, dt.date) and date > self.as_of)

    def _markets(self) -> Iterator[Block]:
        yield from self._grid("markets", ("kind", "where", "size", "demand", "evidence", "buyers",
                                          "price"), (
            (m.kind, m.place, m.size, m.demand, m.evidence, ", ".join(m.buyers) or None,
             self._money_of(m.price)) for m in self.dossier.scale.markets))

    def _own_facts(self) -> Iterator[Block]:
        """Return the answers to what the hub alone asks, in the order of its method."""
        yield from self._grid("own_answers", ("question", "answer"), (
            (text_in(fact.description, self.language, fact.id), self._answer(fact, value))
            for fact, value in self.hub.facts))

    def _answer(self, fact: LocalFact, value: Any) -> str:
        if isinstance(value, tuple):
            return ", ".join(self._text(fact.label_name(one, self.language)) for one in value
                             ) or locale_of(self.language).none_of_these
        if value in fact.labels:
            return self._text(fact.label_name(value, self.language))
        if fact.type == "money":
            return self._money_of(value) or ""
        unit = "" if isinstance(value, Gap) else word_in(fact.unit or "", self.language)
        return f"{self._text(value)} {unit}".strip()

    def _fact(self, key: str, value: Any, *, ready: bool = False) -> Iterator[ShownFact]:
        if value is not None:
            yield ShownFact(label=self.words[key], text=value if ready else self._text(value))

    def _points(self, key: str, texts: Iterable[str]) -> Iterator[Points]:
        items = tuple(self.hide(text) for text in texts)
        if items:
            yield Points(label=self.words[key], items=items)

    def _grid(
        self, key: str, head: Sequence[str], rows: Iterable[Sequence[Any]]
    ) -> Iterator[Grid]:
        cells = [["" if value is None else self._text(value) for value in row] for row in rows]
        kept = [column for column in range(len(head)) if any(row[column] for row in cells)]
        if cells and kept:
            yield Grid(label=self.words[key], head=tuple(self.words[head[c]] for c in kept),
                       rows=tuple(tuple(row[c] for c in kept) for row in cells))

    def _text(self, value: Any) -> str:
        """Return a value in the document's language, without names in a blind document."""
        if isinstance(value, bool):
            return self.words["yes" if value else "no"]
        if isinstance(value, Gap):
            return word_in(value.value, self.language)
        if isinstance(value, dt.date):
            return day(value, self.language)
        if isinstance(value, int | float):
            return number(value, self.language)
        spoken = word_in(str(value), self.language)
        return spoken if spoken != value else self.hide(str(value))

    def _joined(self, *values: str | None) -> str | None:
        return ", ".join(word_in(value, self.language) for value in values if value) or None

    def _figure(self, value: Any, unit: str | None, share: Any) -> str | None:
        if value is None:
            return None if share is None else self._share(share)
        return f"{self._text(value)} {word_in(unit or '', self.language)}".strip()

    def _share(self, share: Any) -> str | None:
        if share is None or isinstance(share, Gap):
            return None if share is None else self._text(share)
        return percent(share, self.language)

    def _year(self, year: Any) -> str | None:
        return None if year is None else (
            self._text(year) if isinstance(year, Gap) else f"{year:.0f}")

    def _money_of(self, amount: Any, currency: str | None = None) -> str | None:
        if amount is None or isinstance(amount, Gap):
            return None if amount is None else self._text(amount)
        known = currency or self.dossier.currency
        return money(amount, known, self.language) if known else number(amount, self.language)

    def _period(self, start: Any, end: Any) -> str | None:
        told = [self._text(at) for at in (start, end) if at is not None]
        return " – ".join(told) or None

    def _sum(self, *amounts: Any) -> float | None:
        known = [amount for amount in amounts if isinstance(amount, int | float)]
        return float(sum(known)) if known else None
