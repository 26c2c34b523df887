"""A report on test trading as Markdown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import attrs

from hubflow.documents.design.assumption_mark import assumption_mark, explained
from hubflow.documents.result_words import ResultWords
from hubflow.documents.safe_markdown import environment
from hubflow.engine.facts.trading_ledger import month_of
from hubflow.engine.method.guarantees import TRADING_MONTHS
from hubflow.text.catalogue import words
from hubflow.text.numbers import day, money, number, percent
from hubflow.text.spoken import words_here
from hubflow.trading.base_rate import BaseFigure
from hubflow.trading.trading_records import (
    InstrumentPayment,
    RuleResult,
    TradingFigures,
    TradingReport,
    VentureTrading,
    Year,
)

FIGURES = ("earned", "grants", "costs", "share", "cash", "cash_low", "burn", "runway")


def trading_markdown(report: TradingReport) -> str:
    """Return the report of every venture, one after the other."""
    page = _Page(report)
    common = words(report.language)
    markdown = environment().get_template("trading.md.j2").render(
        r=report, w=page.words, p=page,
        edition=common["edition"].format(edition=report.edition),
        as_of=lambda venture: common["as_of"].format(date=page.day(venture.as_of)),
    )
    return explained(markdown, report.language).strip() + "\n"


def venture_markdown(report: TradingReport, venture: VentureTrading) -> str:
    """Return the report of one venture."""
    return trading_markdown(attrs.evolve(report, ventures=(venture,)))


class _Page:
    """The functions that the template calls."""

    figures = FIGURES

    def __init__(self, report: TradingReport) -> None:
        self.report = report
        self.words = words_here(report.language, "trading")

    def money(self, amount: float | None) -> str:
        """Return an amount in the hub's currency, with cents where there are any."""
        if amount is None:
            return self.words["unknown"]
        sign = "−" if amount < 0 else ""
        return sign + money(abs(amount), self.report.currency, self.report.language)

    def percent(self, share: float, decimals: int = 0) -> str:
        """Return a share in per cent."""
        return percent(share, self.report.language, decimals)

    def months(self, count: float, decimals: int = 1) -> str:
        """Return so many months."""
        key = "month_one" if count == 1 else "months"
        return self.words[key].format(n=number(count, self.report.language, decimals))

    def figure(self, figures: TradingFigures, name: str) -> str:
        """One figure in words."""
        value: float | None = getattr(figures, name)
        if name == "runway" and value is None and figures.burn == 0:
            return self.words["no_shortfall"]
        if value is None:
            return self.words["unknown"]
        if name == "share":
            return self.percent(value, figures.share_decimals)
        if name == "runway":
            return self.months(value, figures.runway_decimals)
        return self.money(value)

    def time(self, venture: VentureTrading) -> str:
        """Return how long the business has traded, and which months are on record."""
        elapsed = venture.elapsed or 0
        key = "time" if elapsed < TRADING_MONTHS else "time_over"
        parts = [self.words[key].format(
            start=venture.start and self.day(venture.start), elapsed=elapsed, all=TRADING_MONTHS)]
        if venture.paused:
            parts.append(self.words["paused"].format(n=venture.paused))
        if venture.unrecorded:
            parts.append(self.words["unrecorded"].format(
                months=", ".join(self._stretches(venture.unrecorded))))
        elif elapsed:
            parts.append(self.words["all_recorded"])
        if venture.spread:
            parts.append(self.words["spread"])
        return " ".join(parts)

    def _stretches(self, months: Sequence[str]) -> Iterator[str]:
        """Months written as 2025-07; those that follow one another as one stretch."""
        stretches: list[list[str]] = []
        for month in months:
            number = month_of(dt.date.fromisoformat(f"{month}-01"))
            last = stretches[-1][-1] if stretches else ""
            if last and number == month_of(dt.date.fromisoformat(f"{last}-01")) + 1:
                stretches[-1].append(month)
            else:
                stretches.append([month])
        for stretch in stretches:
            yield stretch[0] if len(stretch) == 1 else self.words["stretch"].format(
                first=stretch[0], last=stretch[-1], n=len(stretch))

    def up_to(self, venture: VentureTrading) -> str:
        """Return the last day that the figures cover."""
        return self.words["up_to"].format(day=self.day(venture.recorded_to or venture.as_of))

    def day(self, iso: str) -> str:
        """A day in words."""
        return day(dt.date.fromisoformat(iso), self.report.language)

    def _facts(self, names: Sequence[str]) -> str:
        """Return what facts are, in words."""
        showing = ResultWords(self.report.language)
        return "; ".join(showing.fact(name) for name in names)

    def missing(self, venture: VentureTrading) -> Iterator[str]:
        """Return the figures that are not known, what the dossier lacks for them, and its key."""
        for keys in dict.fromkeys(venture.missing.values()):
            names = [self.words[name] for name, lacks in venture.missing.items() if lacks == keys]
            told = ", ".join([names[0], *(name[0].lower() + name[1:] for name in names[1:])])
            said = self.words["missing"].format(figures=told, keys=keys)
            opening = keys == "trade.opening_cash"
            yield f"{said} {self.words['opening_do']}" if opening else said

    def baseline(self, venture: VentureTrading) -> str:
        """Return the earned income of the year before, or what the dossier has to state."""
        said = self.words["baseline"].format(amount=self.money(venture.baseline))
        return said if venture.baseline is not None else f"{said} {self.words['baseline_do']}"

    def grew(self, year: Year) -> str:
        """A year's growth, in money and as a share of the baseline."""
        said = self.money(year.growth)
        if year.rate is None:
            return said
        return f"{said} ({self._signed(year.rate, year.rate_decimals)})"

    def _signed(self, rate: float, decimals: int) -> str:
        sign = "+" if rate >= 0 else "−"
        return sign + self.percent(abs(rate), decimals)

    def own(self, venture: VentureTrading) -> bool:
        """Whether the checkpoints are the hub's own."""
        return any(point.own for point in venture.checkpoints)

    def on(self, rule: RuleResult) -> str:
        """Return the facts of a rule, and what is missing."""
        source = self.words["source"].format(source=rule.source)
        said = [source + assumption_mark(rule.assumption)]
        if rule.missing:
            said.append(self.words["lacks"].format(keys=self._facts(rule.missing)))
        return f"({'; '.join(said)})"

    def due(self, paid: InstrumentPayment) -> str:
        """Return the amount that the instrument pays."""
        if paid.instrument.fits == "no":
            return self.money(0)
        if paid.instrument.amount_between is not None:
            return ResultWords(self.report.language).open_amount(
                paid.instrument.amount_between, self.report.currency)
        return self.money(paid.instrument.amount)

    def money_notes(self, venture: VentureTrading) -> Iterator[str]:
        """The rules, what was paid beyond them, and what cannot be placed."""
        for paid in venture.instruments:
            name = paid.instrument.name
            if paid.instrument.text:
                yield f"{name}: {paid.instrument.text}"
            if paid.instrument.missing and paid.left is None:
                yield self.words["lacks_for"].format(
                    name=name, keys=self._facts(paid.instrument.missing))
            if paid.over:
                yield self.words["over"].format(name=name, amount=self.money(paid.over))
        if venture.unassigned:
            yield self.words["unassigned"].format(amount=self.money(venture.unassigned))

    def chance(self, venture: VentureTrading) -> Iterator[str]:
        """The estimate with its range, or why there is none."""
        found = venture.survival
        if found.why_not is not None:
            yield self.words[f"why_{found.why_not}"].format(all=TRADING_MONTHS)
        elif found.estimate is not None and found.lower is not None and found.upper is not None:
            yield self.words["chance"].format(
                estimate=self.percent(found.estimate), lower=self.percent(found.lower),
                upper=self.percent(found.upper))
        if found.why_not_own is not None:
            yield self.words[f"own_{found.why_not_own}"]

    def speaks(self, venture: VentureTrading) -> list[tuple[str, str, str]]:
        """Return the parts of the estimate: what each is, its share, its weight."""
        found, rows = venture.survival, []
        own, base = found.own, found.base
        weight = "" if base is None else self.percent(found.own_weight)
        if own is not None:
            said = self.words["give_or_take"].format(share=self.percent(own.share),
                                                     error=self.percent(own.error))
            rows.append((self.words["own"].format(n=own.months), said, weight))
            rows.append((self.words["own_without"], self.percent(own.without_grants), ""))
        if base is not None:
            rows.append((self.words["base"].format(area=base.figures[-1].area),
                         self.percent(base.share), self.percent(1 - found.own_weight)))
        if found.estimate is not None and own is not None:
            rows.append((self.words["both"], self.percent(found.estimate), self.percent(1)))
        return rows

    def how(self, venture: VentureTrading) -> Iterator[str]:
        """Return how each part was found, and what it assumes."""
        found = venture.survival
        language = self.report.language
        if found.own is not None:
            yield self.words["how_own"].format(
                paths=number(found.simulation.paths, language),
                run=number(found.own.run, language, 1), seed=found.simulation.seed)
        if found.base is not None:
            said = "; ".join(map(self._figure, found.base.figures))
            yield self.words["how_base"].format(n=found.base.from_month, figures=f"{said}.")
        if found.own is not None and found.base is not None:
            yield self.words["how_both"].format(k=found.prior_months)

    def _figure(self, figure: BaseFigure) -> str:
        said = self.words["base_figure"].format(
            share=percent(figure.share, self.report.language, 1), n=figure.months,
            area=figure.area, year=figure.year or "–", source=figure.source)
        said += assumption_mark(figure.assumption)
        return ", ".join([said, *([figure.note.rstrip(".")] if figure.note else [])])



