"""What the screen of test trading shows: months to fill in, charts, checkpoints, awards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING

import attrs

from hubflow.documents.publishing.blocks import untitled_blocks
from hubflow.documents.result_words import ResultWords
from hubflow.engine.facts.trading_ledger import days_of, month_of, paused_months
from hubflow.plugins.document import Blocks
from hubflow.register.agenda.award_titles import (
    award_key,
    award_title,
    described_awards,
    funder_and_programme,
)
from hubflow.register.standing.award_plan import PlanPart, RecordedAward, open_parts
from hubflow.register.standing.dues import month_text, recorded_months, time_of
from hubflow.register.standing.venture_standing import VentureStanding
from hubflow.register.storage.journal import Journal
from hubflow.serve.across_places import venture_abroad
from hubflow.serve.register_access import SharedRegister
from hubflow.text.catalogue import words

if TYPE_CHECKING:
    from hubflow.report.drawing.charts import Chart

MOST_MONTHS = 12
"""Months without a record that can be filled in at once."""

_PATHS = 2_000
"""Ways of going on that are drawn: enough for a page, and quick."""

_NEEDED = ("numpy", "scipy", "vl_convert")


def months_to_fill_in(standing: VentureStanding, today: dt.date) -> list[str]:
    """Return the months that are over and have no record, from the day trading began."""
    trade = time_of(standing)
    if not isinstance(trade.start, dt.date):
        return []
    taken = recorded_months(standing.entries)
    last = month_of(today)
    return [month_text(month) for month in range(month_of(trade.start), last)
            if month not in taken and month not in paused_months(trade, last)
            and days_of(month)[1] < today]


@attrs.frozen(eq=False)
class TradingPicture:
    """A venture's test trading as the reports show it: charts, and all that can be said of it."""

    charts: Sequence[Chart]
    text: Blocks | None


def trading_picture(
    register: SharedRegister, journal: Journal, hub: str, venture: str, language: str
) -> TradingPicture:
    """Return the picture of a venture; an empty one where the libraries for it are missing."""
    abroad = venture_abroad(register, journal, hub, venture)
    if abroad is None or not all(find_spec(name) is not None for name in _NEEDED):
        return TradingPicture((), None)
    from hubflow.report.trading_panel import trading_charts
    from hubflow.trading.survival import Simulation
    from hubflow.trading.trading_page import venture_markdown
    from hubflow.trading.trading_report import trading_report

    (found,) = abroad.cases.case_sets()
    prepared = found.prepared(language=language)
    report = trading_report(prepared, Simulation(paths=_PATHS), chosen=[venture])
    case = next(case for case in prepared.cases if case.id == venture)
    charts = trading_charts(case.entry.dossier, case.as_of, prepared.methodology,
                            ResultWords(language), words(language, of="report"))
    text = untitled_blocks(venture_markdown(report, report.ventures[0]))
    return TradingPicture(charts, text)


@attrs.frozen(eq=False)
class AwardPart:
    """A tranche or a report of an award; ``done`` is the day on which it was paid or sent.

    ``open`` where it is planned and still to be done.
    """

    number: int
    amount: float | None
    due: dt.date | None
    says: str
    done: dt.date | None
    open: bool


@attrs.frozen(eq=False)
class ShownAward:
    """An award as the screen shows it; ``key`` is what commands call it.

    ``whose`` names its funder and programme; ``name`` has its amount and day, too.
    """

    key: str
    name: str
    whose: str
    currency: str
    tranches: tuple[AwardPart, ...]
    reports: tuple[AwardPart, ...]


def shown_awards(journal: Journal, standing: VentureStanding, language: str) -> list[ShownAward]:
    """Return the awards of a venture with what was paid, reported, and is still to come."""
    return [ShownAward(
        award_key(award), award_title(award, language), funder_and_programme(award),
        award.currency, tuple(_parts(award, "tranches")), tuple(_parts(award, "reports")))
        for award in described_awards(journal, standing.hub, standing.venture)]


def _parts(award: RecordedAward, part: PlanPart) -> Iterator[AwardPart]:
    done, says = ("paid", "condition") if part == "tranches" else ("sent", "what")
    still_open = [id(item) for item in open_parts(award, part)]
    for item in award.plan[part]:
        yield AwardPart(
            item.get("number", 0), item.get("amount"), item.get("date"),
            str(item.get(says) or ""), item.get(done), id(item) in still_open)


def payments_seen(standing: VentureStanding) -> str:
    """Return what changes as soon as somebody records a payment, or a report that was sent."""
    return str(sum(entry.kind in ("payment", "report") for entry in standing.entries))


def grid_sheet(
    form: Mapping[str, str], months: Sequence[str], figures: Sequence[str]
) -> tuple[str, list[str]]:
    """Return the months of a grid as a sheet with tabs, and which month stands on each row.

    Months in which nothing was typed are left out.
    """
    rows = [["month", *figures]]
    filled: list[str] = []
    for month in months:
        cells = [" ".join(form.get(f"cell-{month}-{figure}", "").split()) for figure in figures]
        if any(cells):
            rows.append([month, *cells])
            filled.append(month)
    return "\n".join("\t".join(row) for row in rows) + "\n", filled
