"""Test trading in a report: what the ledger says, and where it is silent."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from hubflow.compare.kept_run import run_hub
from hubflow.documents.result_words import ResultWords
from hubflow.engine.pipeline.case_source import CaseSet
from hubflow.plugins.importers import load_inputs
from hubflow.plugins.manager import load_hub
from hubflow.report.drawing.charts import Chart
from hubflow.report.number_trace import Trace
from hubflow.report.report_document import venture_report
from hubflow.report.trading_panel import trading_charts
from hubflow.report.venture_view import venture_views

from .conftest import ROOT, Text

LATE = dt.date(2026, 11, 1)


CLUB = ROOT / "examples/girls-club-porto.toml"


def charts(path: Path) -> list[Chart]:
    """The charts of a dossier's test trading."""
    taken = run_hub("porto", CaseSet.of(load_hub("porto"), load_inputs([path]), LATE),
                     language="en")
    showing = ResultWords("en")
    view = next(iter(venture_views(taken, showing, Trace(showing)).values()))
    return trading_charts(view.dossier, view.as_of, view.methodology, view.showing, view.words)


@pytest.fixture(scope="module")
def page() -> str:
    taken = run_hub("porto", CaseSet.of(load_hub("porto"), load_inputs([CLUB]), LATE),
                     language="en")
    return str(Text(venture_report(taken)))


def test_income_costs_and_what_is_left() -> None:
    income, left, users = charts(CLUB)
    assert income.rows == (
        ("2025-04 – 2025-12", "€12,600", "€30,000", "€40,800"),
        ("2026-01 – 2026-06", "€11,300", "€20,000", "€29,900"))
    assert [row[1] for row in left.rows] == ["€1,800", "€3,200"]
    assert [row[1] for row in users.rows] == ["48", "55"]


def test_the_figures_lead_to_how_they_are_worked_out(page: str) -> None:
    assert "Income earned so far, without grants €23,900" in page
    assert ("= “Income earned so far, without grants” / (“Income earned so far, without grants” + "
            "“Income from grants so far”)") in page


def test_what_a_period_does_not_state_is_not_drawn_as_nothing(tmp_path: Path) -> None:
    path = tmp_path / "shop.toml"
    path.write_text("""
id = "shop"
name = "Shop"
currency = "EUR"
[trade]
legal_form = "cooperative"
start = 2025-04-10
[[trade.ledger]]
start = 2025-04-01
end = 2025-06-30
sales = 300
""", "utf-8")
    found = charts(path)
    assert len(found) == 1
    assert found[0].rows == (("2025-04 – 2025-06", "€300", "not known yet", "not known yet"),)


def test_nothing_on_record_is_no_part() -> None:
    taken = run_hub("porto", CaseSet.of(
        load_hub("porto"), load_inputs([ROOT / "examples/percursos.toml"]), LATE),
                     language="en")
    assert 'id="trading"' not in venture_report(taken).decode()


def test_survival_in_the_place_stands_beside_the_ventures_own(page: str) -> None:
    assert "Will it trade on to month 24?" in page
    assert "New businesses of Portugal" in page
    assert "INE, sobrevivência de empresas" in page
