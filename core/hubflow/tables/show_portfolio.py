"""Print what `hubflow run` found in a portfolio: figures by phase that fit 80 columns."""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Iterator, Mapping
from typing import TextIO

from hubflow.documents.result_words import ResultWords
from hubflow.engine.call.money_notes import money_in_words
from hubflow.engine.call.reserve_list import list_in_words
from hubflow.model.method.pipeline_stages import STAGES
from hubflow.tables.output.summary import PhaseFigures, PortfolioSummary
from hubflow.text.catalogue import words
from hubflow.text.numbers import number

_WIDTH = 80
_MISSING = 10
_LISTS = 10
_WORDS = ("advance", "revise", "stop", "undecided")
_BARS = " ▁▂▃▄▅▆▇█"


def show_portfolio(summary: PortfolioSummary, stream: TextIO) -> None:
    """Print the figures of a portfolio's run."""
    for line in _Page(summary).lines():
        stream.write(line.rstrip() + "\n")


class _Page:
    def __init__(self, summary: PortfolioSummary) -> None:
        self.summary = summary
        self.language = summary.language
        self.showing = ResultWords(summary.language)
        self.words: Mapping[str, str] = words(summary.language, "portfolio")

    def lines(self) -> Iterator[str]:
        summary = self.summary
        counts = [self.words["one_venture"] if summary.ventures == 1
                  else self.words["ventures"].format(n=self.count(summary.ventures))]
        if summary.calls:
            counts.append(self.words["one_call"] if summary.calls == 1
                          else self.words["calls"].format(n=self.count(summary.calls)))
        yield ", ".join(counts)
        common = self.showing.words
        yield " · ".join([summary.name, common["edition"].format(edition=summary.edition),
                          common["as_of"].format(date=self.showing.day(summary.as_of))])
        yield ""
        yield from self.funnel()
        yield from self.scores()
        yield from self.standing()
        yield from self.missing()
        yield from self.money()
        yield from self.reserves()
        for note in (*self.showing.changes(summary.changes), *summary.notes):
            yield ""
            yield from textwrap.wrap(note, _WIDTH)

    def funnel(self) -> Iterator[str]:
        """Return a row for each phase: how many reached it, and the recommendations for them."""
        heads = [self.words["phase"], self.words["reached"],
                 *(self.showing.word(word) for word in _WORDS)]
        rows = [
            [figures.name, self.count(figures.reached),
             *(self.count(figures.recommended.get(word, 0)) for word in _WORDS)]
            for figures in self.summary.phases
        ]
        widths = [max(len(row[i]) for row in [heads, *rows]) for i in range(len(heads))]
        widths[0] = min(widths[0], _WIDTH - sum(widths[1:]) - 2 * (len(widths) - 1))
        for row in [heads, *rows]:
            first = row[0] if len(row[0]) <= widths[0] else row[0][:widths[0] - 1] + "…"
            yield "  ".join([f"{first:<{widths[0]}}", *(
                f"{cell:>{width}}" for cell, width in zip(row[1:], widths[1:], strict=True))])

    def scores(self) -> Iterator[str]:
        scored = [figures for figures in self.summary.phases if any(figures.scores)]
        if not scored:
            return
        yield ""
        yield self.words["scores"]
        width = min(max(len(figures.name) for figures in scored), 40)
        for figures in scored:
            yield f"  {figures.name[:width]:<{width}}  {_bars(figures)}  {self.span(figures)}"

    def span(self, figures: PhaseFigures) -> str:
        low, high = (number(end or 0.0, self.language, 1)
                     for end in (figures.lowest, figures.highest))
        return self.words["between"].format(low=low, high=high)

    def standing(self) -> Iterator[str]:
        yield ""
        yield self.words["stands"]
        for state in (*STAGES, "established", "closed"):
            if self.summary.stands.get(state):
                word = self.showing.end(state, self.summary.phases[-1].stage)
                yield f"  {word}: {self.count(self.summary.stands[state])}"

    def missing(self) -> Iterator[str]:
        if not self.summary.missing:
            return
        yield ""
        yield self.words["missing"]
        names = {figures.phase: figures.name for figures in self.summary.phases}
        for missed in self.summary.missing[:_MISSING]:
            id = missed.id if missed.kind == "fact" else self.words["judgement_of"].format(
                id=missed.id)
            yield "  " + self.words["missing_line"].format(
                id=id, phase=names[missed.phase], n=self.count(missed.ventures))
        if len(self.summary.missing) > _MISSING:
            yield "  " + self.words["and_more"].format(n=len(self.summary.missing) - _MISSING)

    def money(self) -> Iterator[str]:
        """Yield the money of calls, the first ones of many."""
        names = {figures.phase: figures.name for figures in self.summary.phases}
        grouped = {(each.call, each.phase) for each in self.summary.money if each.group}
        for each in self.summary.money[:_LISTS]:
            yield ""
            yield from textwrap.wrap(money_in_words(
                names[each.phase], each.call, each.group, self.summary.currency, self.language,
                grouped=(each.call, each.phase) in grouped, asked=each.asked,
                asked_open=each.asked_open, granted=each.granted, funded=each.funded,
                left=each.left, budget=each.budget), _WIDTH)
        if len(self.summary.money) > _LISTS:
            yield self.words["more_money"].format(
                n=self.count(len(self.summary.money) - _LISTS))

    def reserves(self) -> Iterator[str]:
        """Yield the reserve lists, the first ones of many."""
        names = {figures.phase: figures.name for figures in self.summary.phases}
        lists: dict[tuple[str, str, str], dict[str, tuple[int, int]]] = {}
        for one in self.summary.reserves:
            lists.setdefault((one.phase, one.call, one.group), {})[one.venture] = (
                one.best, one.worst)
        for (phase, call, group), places in itertools.islice(lists.items(), _LISTS):
            yield ""
            yield from textwrap.wrap(
                list_in_words(names[phase], call, group, places, self.language), _WIDTH)
        if len(lists) > _LISTS:
            yield self.words["more_lists"].format(n=self.count(len(lists) - _LISTS))

    def count(self, value: int) -> str:
        return number(float(value), self.language, 0)


def _bars(figures: PhaseFigures) -> str:
    most = max(figures.scores)
    steps = len(_BARS) - 1
    return "".join(_BARS[-(-count * steps // most)] for count in figures.scores)
