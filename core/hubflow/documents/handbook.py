"""Print a hub's method as a call's published rules, from the rules that are executed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from hubflow.documents.design.assumption_mark import assumption_mark, explained
from hubflow.documents.safe_markdown import Safe, environment, escape, one_line
from hubflow.engine.gate.gate_rules import GateRule, GateRules
from hubflow.engine.gate.windows import has_windows
from hubflow.engine.method.compiled import Compiled
from hubflow.engine.method.guarantees import SOURCE, TRADING_MONTHS
from hubflow.engine.method.rules import MethodRule, by_phase
from hubflow.engine.method.score_tree import HUNDRED, parts_within, points_of, score_points
from hubflow.engine.pipeline.column_names import exception_column, value_column
from hubflow.engine.pipeline.tabulation import value_on
from hubflow.engine.results.column_words import gate_facts_in_words, rule_in_words
from hubflow.engine.results.openings import Opening, opening_on
from hubflow.model.call import CallStep
from hubflow.model.methodology import (
    Checkpoint,
    CriteriaGroup,
    Criterion,
    ExceptionRule,
    FinanceLine,
    Instrument,
    InstrumentCall,
    LocalFact,
    NamedValue,
    Parameter,
    Phase,
    Section,
    text_in,
)
from hubflow.model.values import Texts
from hubflow.plugins.document import Document
from hubflow.text.catalogue import words
from hubflow.text.numbers import day as day_in_words
from hubflow.text.numbers import in_steps, level, money, percent


def handbook_document(
    compiled: Compiled, language: str, day: dt.date, code: Iterable[str] = (), *,
    exact: bool = False,
) -> Document:
    """Return the method in ``language``: what is asked, judged and decided, with sources.

    ``day`` is that on which instruments are open and dated parameters in force; ``code`` names
    the hooks through which code has a say in results. If it is ``exact``, the names and expressions
    by which the method is executed stand beside the words.
    """
    page = _Page(compiled, language, day, exact=exact)
    methodology = compiled.methodology
    markdown = environment().get_template("handbook.md.j2").render(
        p=page, m=methodology, c=compiled, hub=methodology.hub, w=page.words,
        day=day_in_words(day, language),
        t=page.text, code=in_code, id=page.id, rule=page.rule, exact=exact, ref=page.ref,
        stages=methodology.stages, hooks=tuple(code), trading=TRADING_MONTHS,
    )
    name = page.text(methodology.hub.name, methodology.hub.id)
    edition = page.words["edition"].format(edition=methodology.hub.edition)
    return Document(name="handbook", title=one_line(f"{name}: {page.words['rules']}"),
                    markdown=explained(markdown, language), language=language,
                    about=one_line(f"{name} · {edition}"))


def in_code(text: str) -> Safe:
    """Return an expression as code, on one line."""
    line = one_line(text)
    marks = "`"
    while marks in line:
        marks += "`"
    space = " " if "`" in line else ""
    return Safe(f"{marks}{space}{line}{space}{marks}")


class _Page:
    """The functions that the template calls, for one compiled methodology."""

    def __init__(
        self, compiled: Compiled, language: str, day: dt.date, *, exact: bool
    ) -> None:
        self.exact = exact
        self.compiled = compiled
        self.language = language
        self.day = day
        self.words = {**words(language), **words(language, "handbook")}
        self.numbers = {s.id: i for i, s in enumerate(compiled.methodology.sources, start=1)}

    def id(self, name: str) -> Safe:
        """Return the name by which the method is executed, if that is asked for."""
        return Safe(f" ({in_code(name)})" if self.exact else "")

    def rule(self, expression: str, *, in_phase: bool = False) -> Safe:
        """Return an expression in words, and as it is executed if that is asked for."""
        said = rule_in_words(self.compiled.methodology, expression, self.language,
                             in_phase=in_phase)
        return Safe(f"{escape(said)}{self.id(expression)}")

    def compares(self, phase: Phase) -> bool:
        """Return whether rules of a phase compare those who compete in it."""
        return any(has_windows(plan) for plan in self.compiled.phases if plan.phase.id == phase.id)

    def local(self, fact: LocalFact) -> Safe:
        """Return the kind of answer to a hub's own question, and its name if that is asked for."""
        kind = escape(self.words[f"kind_{fact.type}"])
        return Safe(f"{in_code(f'local.{fact.id}')}: {kind}" if self.exact else kind)

    def of_step(self, step: CallStep) -> Safe:
        """Return whether a step may be left out, and how long one may complain of it."""
        said = [self.words["step_optional"]] if step.optional else []
        if step.complaint_days:
            days = self.number(step.complaint_days)
            said.append(self.words["step_complaints"].format(days=days))
        return Safe(f" ({escape('; '.join(said))})" if said else "")

    def title(self, parameter: Parameter) -> str:
        """Return what a number of the method is."""
        return self.text(parameter.says, parameter.id).rstrip(".")

    def text(self, texts: Texts | None, fallback: str = "") -> str:
        """Return a text of the methodology in the language of the page."""
        return text_in(texts, self.language, fallback).strip()

    def sentence(self, texts: Texts | None, fallback: str = "") -> str:
        """Return a text of the methodology, ended like a sentence."""
        text = self.text(texts, fallback)
        return text if not text or text[-1] in ".?!…" else f"{text}."

    def ref(self, id: str | None) -> Safe:
        """Return the number of a source, and the mark of an assumption."""
        if not id:
            return Safe(f" ({escape(self.words['no_source'])})")
        if id == SOURCE and id not in self.numbers:
            return Safe(f" ({escape(self.words['common_way'])})")
        found = f"\\[{self.numbers[id]}\\]" if id in self.numbers else escape(id)
        return Safe(f" {found}{assumption_mark(self.compiled.methodology.is_assumption(id))}")

    def phases(self, stage: str) -> list[list[MethodRule[Any]]]:
        """Return the rules of each phase of a stage; the phase itself is the first."""
        return [rules for rules in by_phase(self.compiled.rules).values()
                if rules[0].part.stage == stage]

    def gate(self, phase: Phase) -> GateRules:
        """Return the gate of a phase."""
        return GateRules.read(phase)

    def executed(self, phase: Phase) -> str:
        """Return a gate's rules in words, as they are executed."""
        said = gate_facts_in_words(self.compiled.methodology, phase, self.language)
        return GateRules.read(said).words(said, self.language)

    def says(self, rule: MethodRule[Any]) -> str:
        """Return a rule's own sentence or title."""
        return rule.text(self.language).strip()

    def number(self, value: Any) -> str:
        """Return a number as the language writes it, or a label unchanged."""
        return level(value, self.language)

    def money(self, amount: float) -> str:
        """Return an amount in the hub's currency."""
        return money(amount, self.compiled.methodology.hub.currency, self.language)

    def combines(self, combine: str, trim: float | None) -> str:
        """Return how scores are combined."""
        if trim is None:
            return str(self.words[f"combine_{combine}"])
        decimals = 1 if round(trim * 1000) % 10 else 0
        return self.words["combine_trimmed"].format(
            share=percent(trim, self.language, decimals))

    def assessor_groups(self) -> list[str]:
        """Return a line for each group of assessors, with its weight and its source.

        A last one says how far weights may be off.
        """
        panel = self.compiled.methodology.panel
        total = sum(group.weight for group in panel.groups)
        lines = []
        for group in panel.groups:
            key = "panel_group_one" if group.minimum_assessors == 1 else "panel_group_least"
            lines.append(escape(self.words["panel_group"].format(
                title=self.text(group.title), share=percent(group.weight / total, self.language, 1),
                combine=self.combines(*panel.combines(group)),
                n=self.words[key].format(n=group.minimum_assessors))) + self.ref(group.source))
        if panel.groups and panel.band is not None:
            lines.append(escape(self.words["group_weights_agreed"].format(
                band=percent(panel.band, self.language))))
        return list(map(Safe, lines))

    def months(self, phase: Phase) -> str:
        """Return the length of a phase."""
        if phase.months is None:
            return str(self.words["no_length"])
        key = "month" if phase.months == 1 else "months"
        return self.words[key].format(n=self.number(phase.months))

    def checkpoints(self) -> list[Checkpoint]:
        """Return the checkpoints of test trading, the first one first."""
        return sorted(self.compiled.methodology.checkpoints, key=lambda point: point.month)

    def step(self, id: str) -> str:
        """Return the name of a step of a call."""
        call = self.compiled.methodology.call
        return next((self.text(step.name, id) for step in (call.steps if call else ())
                     if step.id == id), id)

    def after(self, month: float) -> str:
        """Return the time of a checkpoint in months."""
        key = "after_month" if month == 1 else "after_months"
        return self.words[key].format(n=self.number(month))

    def scale(self, criterion: Criterion) -> str:
        """Return a scale from its worst to its best."""
        scale = (" / " if criterion.ordinal else "–").join(map(self.number, criterion.scale))
        return in_steps(scale, criterion.step, self.language)

    def weight(self, rule: MethodRule[Criterion] | MethodRule[CriteriaGroup]) -> str:
        """Return a criterion's or group's share of the score, and the weight or points behind it.
        """
        if rule.weight is None or rule.share is None or rule.phase is None:
            return str(self.words["level"])
        beside = parts_within(rule.phase, rule.part.group)
        in_points = any(points_of(part) is not None for part in beside)
        total = sum(part.score_weight or 0.0 for part in beside)
        weight, points = rule.weight, score_points(rule.phase)
        if not in_points and points is not None:  # it shares the points of its group by weight
            weight, total = (round(rule.share * points * each / weight, 2)
                             for each in (weight, total))
        told = self.words["weight_share" if points is None else "points_share"].format(
            share=self.number(round(rule.share * 100, 1)), weight=self.number(weight),
            total=self.number(total))
        around = next((each for each in rule.phase.groups if each.id == rule.part.group), None)
        if around is None:
            return told
        title = self.text(around.title, around.id)
        return f"{told}; {self.words['part_of_group'].format(group=title)}"

    def exception(self, rule: ExceptionRule) -> str:
        """Return the name by which expressions read an exception."""
        return exception_column(rule.id)

    def named(self, value: NamedValue) -> str:
        """Return a named part as its name and its expression."""
        return f"{value_column(value.id)} = {value.expression}"

    def total(self, phase: Phase) -> str:
        """Return what the score of a phase is out of, and how it is rounded; empty without both."""
        total = score_points(phase)
        told = [] if total is None else [
            self.words["total_points"].format(total=self.number(total))]
        if phase.score.band is not None:
            told.append(self.words["weights_agreed"].format(
                band=percent(phase.score.band, self.language)))
        if phase.adjustments:
            most = total or HUNDRED
            told.append(self.words["score_limits"].format(
                floor=self.number(phase.score.floor or 0.0),
                cap=self.number(most if phase.score.cap is None else phase.score.cap)))
        return " ".join([*told, self.rounded(phase.score.round, "score_rounded")]).strip()

    def limits(self, adjustment: Criterion) -> str:
        """Return the least and the most that an adjustment adds."""
        floor, cap = map(self.number, adjustment.scale)
        return in_steps(self.words["limits"].format(floor=floor, cap=cap), adjustment.step,
                        self.language)

    def rounded(self, decimals: float | None, key: str = "rounded") -> str:
        """Return to how many decimals something is rounded; empty where nothing is said."""
        if decimals is None:
            return ""
        return self.words[key if decimals > 1 else f"{key}_{decimals:g}"].format(
            n=self.number(decimals))

    def points(self, criterion: Criterion) -> str:
        """Return the points that a measure is worth."""
        return "; ".join(f"{self.number(x)} → {self.number(y)}" for x, y in criterion.curve)

    def amounts(self, rule: GateRule) -> Safe:
        """Return the amounts with which a rule of a gate computes."""
        found = []
        for key, text in rule.amounts.items():
            word, _, group = key.partition(".")
            of = f" ({escape(group)})" if group else ""
            found.append(f"{escape(self.words[word])}{of}: {self.rule(text, in_phase=True)}.")
        return Safe(" ".join(found))

    def limit(self, section: Section) -> str:
        """Return a section's limit, and whether it must be answered."""
        limit = self.words["no_limit"] if section.max_words is None else (
            self.words["at_most_words"].format(n=section.max_words))
        return limit if section.required else f"{limit}; {self.words['optional']}"

    def part_of(self, line: FinanceLine) -> str:
        """Return the name of the line to which a line of the finance plan belongs."""
        return next((self.text(each.name, each.id)
                     for each in self.compiled.methodology.proposal.finance
                     if each.id == line.part_of), "")

    def open(self, instrument: Instrument) -> str:
        """Return whether an instrument is open on the day in the hub's place, and for how long."""
        hub = self.compiled.methodology.hub
        return opening_on(instrument, self.day, hub, hub.place).in_words(self.words, self.language)

    def call(self, call: InstrumentCall) -> str:
        """Return an instrument's call with its places, days, money and the day of the last look."""
        window = Opening(state="open", start=call.start, end=call.end).days(
            self.words, self.language)
        parts = [call.region or "", *call.places, window,
                 "" if call.budget is None else self.money(call.budget),
                 "" if call.checked is None else self.words["checked_on"].format(
                     day=day_in_words(call.checked, self.language))]
        return "; ".join(filter(None, parts))

    def value(self, parameter: Parameter) -> str:
        """Return the value of a parameter that is in force on the day."""
        value = value_on(parameter, self.day)
        return self.words["not_yet"] if value is None else self._amount(parameter, value)

    def _amount(self, parameter: Parameter, value: float) -> str:
        """Return a value of a parameter, of a share as a percentage."""
        if parameter.unit != "share":
            return self.number(value)
        decimals = len(f"{100 * value:.9g}".partition(".")[2])
        return percent(value, self.language, decimals)

    def dated(self, parameter: Parameter) -> str:
        """Return every value of a parameter with its first day, if there are several."""
        if len(parameter.values) < 2:
            return ""
        return "; ".join(
            self.words["value_from"].format(
                value=self._amount(parameter, value), day=day_in_words(start, self.language))
            for start, value in sorted(parameter.values))
