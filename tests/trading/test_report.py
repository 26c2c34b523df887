"""Reports on test trading: the clock, checkpoints as of their day, what rules pay, and words."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from tests.hub_head import hub_head

from hubflow.engine.facts.trading_ledger import days_of, month_of
from hubflow.engine.method.prepared_method import compiled_method
from hubflow.engine.pipeline.prepare import prepare
from hubflow.model.input_problems import BadInput
from hubflow.plugins.importers import load_inputs
from hubflow.plugins.manager import load_hub
from hubflow.text.catalogue import languages, words
from hubflow.trading.survival import Simulation
from hubflow.trading.trading_page import trading_markdown
from hubflow.trading.trading_records import TradingReport, VentureTrading
from hubflow.trading.trading_report import trading_report

METHOD = hub_head(
    "mill", "The Mill", place="Riverside",
    sources={"rules": ("The rules", "published"),
             "guess": ("A choice made here", "assumption")}) + """\
[parameters]
cap = { 2024-01-01 = 100, 2024-09-01 = 500, source = "rules" }
"""
POINTS = """
[[checkpoints]]
month = 12
source = "rules"
[[checkpoints.rules]]
id = "cash"
holds = "trade.cash >= parameters.cap"
says = "Cash is above the cap."
otherwise = "Talk about cash."
source = "guess"
[[checkpoints]]
month = 3
name = "Spring"
source = "rules"
[[checkpoints.rules]]
id = "cash"
holds = "trade.cash >= parameters.cap"
says = "Cash is above the cap."
source = "guess"
[[checkpoints.rules]]
id = "paid"
holds = "trade.earned_income_year_1 > 0 OR trade.cash > 0"
says = "Somebody paid."
source = "rules"
"""
MATCH = """
[[instruments]]
id = "match"
stage = "trade"
name = "Match"
eligible = "trade.months_recorded >= 12"
amount = "least(5000, greatest(0, trade.earned_income_year_1 - trade.earned_income_baseline))"
source = "rules"
"""
RATES = """
[[indicators]]
id = "business_survival_2y_pc"
value = 72
year = 2010
area = "Riverside"
source = "rules"
"""
START = dt.date(2024, 1, 1)
count = itertools.count()


def ledger(*nets: tuple[float, float]) -> list[dict[str, Any]]:
    """A period a month from the start: sales and costs."""
    return [{"start": days_of(month_of(START) + at)[0], "end": days_of(month_of(START) + at)[1],
             "sales": sales, "grants": 0, "costs": costs}
            for at, (sales, costs) in enumerate(nets)]


def trade(*nets: tuple[float, float], **more: Any) -> dict[str, Any]:
    return {"legal_form": "cooperative", "start": START, "opening_cash": 1000,
            "ledger": ledger(*nets), **more}


@pytest.fixture
def report(tmp_path: Path) -> Any:
    """The report on one venture under a hub with these rules."""

    def made(
        rules: str, trading: Mapping[str, Any], as_of: dt.date, *, whole: bool = False,
        language: str | None = None, **more: Any,
    ) -> VentureTrading | TradingReport:
        folder = tmp_path / str(next(count))
        folder.mkdir()
        (folder / "methodology.toml").write_text(METHOD + rules, "utf-8")
        dossier = {"id": "shop", "name": "Shop", "currency": "GBP", "trade": dict(trading), **more}
        (folder / "shop.toml").write_text(tomli_w.dumps(dossier), "utf-8")
        prepared = prepare(load_hub(str(folder)), load_inputs([folder / "shop.toml"]),
                           as_of=as_of, language=language)
        found = trading_report(prepared, Simulation(paths=200, seed=1))
        return found if whole else found.ventures[0]

    return made


def test_a_checkpoint_sees_the_records_and_rules_of_its_own_day(report: Any) -> None:
    """Cash was 700 in March, when the cap was 100; it is 100 in December, when the cap is 500."""
    found = report(POINTS, trade(*[(0, 100)] * 3, *[(0, 0)] * 8, (0, 600)), dt.date(2025, 1, 5))
    first, second = found.checkpoints
    assert (first.month, first.day, first.name, first.state) == (3, "2024-03-31", "Spring",
                                                                 "reached")
    assert first.figures.cash == 700
    assert [rule.status for rule in first.rules] == ["holds", "holds"]
    assert first.rules[0].facts == {"trade.cash": 700, "parameters.cap": 100}
    (rule,) = second.rules
    assert (rule.status, rule.facts["parameters.cap"]) == ("fails", 500)
    assert (rule.talk_about, rule.source, rule.assumption) == (
        "Talk about cash.", "A choice made here", True)


SCORED = """
[[stages.identify.criteria]]
id = "need"
title = "Need"
concept = "need-severity"
judged = true
scale = [0, 10]
source = "rules"
[[instruments]]
id = "growth"
stage = "trade"
name = "Growth"
eligible = "trade.months_recorded >= 1"
amount = "100 * phases.identify.score"
source = "rules"
[[checkpoints]]
month = 3
source = "rules"
[[checkpoints.rules]]
id = "kept"
holds = "trade.cash > 10 * phases.identify.score"
says = "The promise was kept."
source = "rules"
"""


@pytest.mark.parametrize(("judgements", "status", "due"), [
    ([{"phase": "identify", "criterion": "need", "score": 8}], "holds", (8000.0, None)),
    ([], "unknown", (None, (0.0, 10000.0))),
])
def test_checkpoints_and_instruments_read_what_a_phase_came_to(
    report: Any, judgements: list[dict[str, Any]], status: str, due: Any
) -> None:
    found = report(SCORED, trade(*[(5, 5)] * 3), dt.date(2024, 4, 5), hubs={
        "mill": {"judgements": judgements}})
    (rule,) = found.checkpoints[0].rules
    assert (rule.status, rule.missing) == (status, () if judgements else ("phases.identify.score",))
    paid = found.instruments[0].instrument
    assert (paid.amount, paid.amount_between) == due


def test_what_is_not_known_is_said_with_what_is_missing(report: Any) -> None:
    found = report(POINTS, trade(*[(5, 5)] * 3, opening_cash="unknown"), dt.date(2024, 4, 5))
    rules = found.checkpoints[0].rules
    assert [rule.status for rule in rules] == ["unknown", "unknown"]
    assert rules[0].missing == ("trade.cash",)
    assert found.missing["cash"] == "unknown"
    assert "burn" not in found.missing


def test_pauses_move_checkpoints_and_the_next_one_has_a_day(report: Any) -> None:
    rest = {"start": dt.date(2024, 2, 1), "end": dt.date(2024, 2, 29)}
    found = report(POINTS, trade((5, 5), pauses=[rest]), dt.date(2024, 4, 10))
    first, second = found.checkpoints
    assert (found.elapsed, found.paused, found.unrecorded) == (2, 1, ("2024-03",))
    assert (first.state, first.day, first.figures) == ("to come", "2024-04-30", None)
    assert second.day == "2025-01-31"


@pytest.mark.parametrize("day", [dt.date(2024, 3, 30), dt.date(2024, 3, 31)])
def test_a_checkpoint_is_reached_on_the_last_day_of_its_month(report: Any, day: dt.date) -> None:
    found = report(POINTS, trade((5, 5)), day).checkpoints[0]
    assert found.state == ("reached" if day.day == 31 else "to come")
    assert found.day == "2024-03-31"


def test_without_checkpoints_of_its_own_the_half_years_are_looked_at(report: Any) -> None:
    found = report("", trade(*[(9, 5)] * 7), dt.date(2024, 8, 1))
    assert [point.month for point in found.checkpoints] == [6, 12, 18, 24]
    assert not any(point.own or point.rules for point in found.checkpoints)
    assert found.checkpoints[0].figures.earned == 54


YEAR = [(1_000, 900)] * 12


@pytest.mark.parametrize(("grants", "paid", "left", "over"), [
    ([], 0, 3000, 0),
    ([(1200, "match", "2025-01-05")], 1200, 1800, 0),
    ([(1200, "match", "2025-01-05"), (2500.5, "match", None)], 3700.5, 0, 700.5),
    ([(1200, "match", "2026-01-05")], 0, 3000, 0),
    ([(1200, None, None), (300, "mach", None)], 0, 3000, 0),
    ([("unknown", "match", None)], None, None, None),
])
def test_what_was_paid_stands_beside_what_the_rule_gives(
    report: Any, grants: list[Any], paid: float | None, left: float | None, over: float | None
) -> None:
    """Growth of 12,000 over 9,000: a pound for a pound."""
    resources = [{"kind": "grant", "amount": amount,
                  **({"instrument": by} if by else {}),
                  **({"date": dt.date.fromisoformat(on)} if on else {})}
                 for amount, by, on in grants]
    resources.append({"kind": "mentoring", "hours": 3})
    found = report(MATCH, trade(*YEAR, baseline_income=9_000, resources=resources),
                   dt.date(2025, 2, 1))
    (money,) = found.instruments
    assert money.instrument.amount == 3000
    assert (money.paid, money.left, money.over) == (paid, left, over)
    assert found.unassigned == sum(a for a, by, _ in grants if by != "match")


def test_without_a_baseline_the_amount_is_unknown_never_the_cap(report: Any) -> None:
    found = report(MATCH, trade(*YEAR), dt.date(2025, 2, 1))
    (money,) = found.instruments
    assert (money.instrument.amount, money.left) == (None, None)
    assert found.years[0].growth is None
    assert "trade.earned_income_baseline" in money.instrument.missing


def test_money_paid_before_it_fits_is_beyond_the_rule(report: Any) -> None:
    paid = [{"kind": "grant", "amount": 400, "instrument": "match"}]
    found = report(MATCH, trade(*YEAR[:5], baseline_income=0, resources=paid),
                   dt.date(2024, 6, 1))
    assert [(m.instrument.fits, m.left, m.over) for m in found.instruments] == [("no", 0, 400)]


def test_growth_is_told_in_money_and_as_a_share_of_the_baseline(report: Any) -> None:
    first, second = report("", trade(*YEAR, *YEAR, baseline_income=8_000),
                           dt.date(2026, 1, 1)).years
    assert (first.earned, first.growth, first.rate) == (12_000, 4_000, 0.5)
    assert (second.number, second.growth) == (2, 4_000)
    from_nothing = report("", trade(*YEAR, baseline_income=0), dt.date(2025, 1, 1)).years[0]
    assert (from_nothing.growth, from_nothing.rate) == (12_000, None)


def test_a_share_that_misses_a_rule_by_little_is_not_shown_as_met(report: Any) -> None:
    """Of the income 49.96 % is earned, where a checkpoint asks for a half."""
    half = POINTS.replace("trade.cash >= parameters.cap", "trade.earned_share >= 0.5")
    shop = trade(*[(1249, 0)] * 3, *[(0, 0)] * 9)
    shop["ledger"][0]["grants"] = 3753
    page = trading_markdown(report(half, shop, dt.date(2025, 1, 5), whole=True, language="pt"))
    assert "49,96\xa0%" in page or "49,96 %" in page
    assert "50 %" not in page.replace("\xa0", " ")


def test_survival_begins_where_the_records_end(report: Any) -> None:
    found = report(RATES, trade(*[(5, 25)] * 6), dt.date(2024, 12, 15)).survival
    assert (found.from_month, found.to_month, found.own.months) == (6, 24, 6)
    assert found.base.share == pytest.approx(0.72 ** (18 / 24), abs=1e-6)
    assert found.own.share == 1  # 880 left, 18 months of 20 to pay
    assert found.estimate == pytest.approx((6 + 12 * found.base.share) / 18)


@pytest.mark.parametrize(("trading", "as_of", "why"), [
    ({}, dt.date(2024, 6, 1), "not_formed"),
    ({"legal_form": "not yet formed"}, dt.date(2024, 6, 1), "not_formed"),
    (trade(*YEAR, *YEAR), dt.date(2026, 1, 1), "over"),
    (trade(*YEAR), dt.date(2026, 1, 1), "over"),
])
def test_where_there_is_nothing_to_reckon_it_says_why(
    report: Any, trading: dict[str, Any], as_of: dt.date, why: str
) -> None:
    found = report(RATES, trading, as_of)
    assert found.survival.why_not == why
    assert found.survival.estimate is None
    page = report(RATES, trading, as_of, whole=True)
    assert "Shop" in trading_markdown(page)


def test_without_a_base_rate_no_estimate_is_made(report: Any) -> None:
    found = report("", trade(*[(5, 25)] * 6), dt.date(2024, 7, 15)).survival
    assert (found.why_not, found.estimate) == ("no_base_rate", None)
    assert found.own is not None


@pytest.mark.parametrize("language", ["en", "pt"])
@pytest.mark.parametrize("trading", [
    trade(*YEAR, baseline_income=9_000),
    trade((0, 2_000), opening_cash="withheld"),
    trade((0, 2_000), (0, 0)),
    trade(),
    {"legal_form": "unknown", "start": START},
])
def test_a_page_is_told_in_the_reader_s_language_whatever_is_known(
    report: Any, trading: dict[str, Any], language: str
) -> None:
    made = report(POINTS + MATCH + RATES, trading, dt.date(2025, 2, 1), whole=True,
                  language=language, name="A <b>shop</b> | *x*")
    page = trading_markdown(made)
    assert "<b>" not in page.replace("\\<b", "")
    assert "{" not in page.replace("\\{", "")
    if made.ventures[0].formed:
        said = words(language, "trading")
        assert f"## {said['checkpoints']}" in page
        assert f"## {said['survival'].format(n=24)}" in page


def test_its_words_are_there_in_every_language() -> None:
    assert len({frozenset(words(language, "trading")) for language in languages()}) == 1


def test_a_method_with_bad_checkpoints_is_told_everything_at_once(tmp_path: Path) -> None:
    rule = ('[[checkpoints.rules]]\nid = "{id}"\nsays = "x"\nsource = "{source}"\n'
            'holds = "{holds}"\n')
    (tmp_path / "methodology.toml").write_text(METHOD + "".join([
        '[[checkpoints]]\nmonth = 6\nsource = "rules"\n',
        rule.format(id="a", source="rulez", holds="trade.cash > 0"),
        rule.format(id="a", source="rules", holds="trade.cahs > 0"),
        '[[checkpoints]]\nmonth = 6\nsource = "rules"\n',
        rule.format(id="b", source="rules", holds="trade.cash"),
        '[[checkpoints]]\nmonth = 1.5\nsource = "rules"\nmonths = 3\n',
    ]), "utf-8")
    with pytest.raises(BadInput) as bad:
        compiled_method(load_hub(str(tmp_path)))
    told = "\n".join(map(str, bad.value.problems))
    for said in ('"rulez" is not among the [[sources]]', '"a" is used twice',
                 "unknown fact trade.cahs", "a checkpoint at month 6 already",
                 "is not a condition", "checkpoints[2].month", "checkpoints[2].months"):
        assert said in told
    assert all(":" in str(problem).split(" ")[0] for problem in bad.value.problems)


def test_the_one_thing_that_is_missing_is_named(report: Any) -> None:
    whole = trade((5, 10))
    day = dt.date(2024, 2, 5)
    found = report(POINTS, whole, day)
    assert set(found.missing) == {"burn", "runway"}
    assert found.missing["burn"] == "records of 3 months in the ledger (there are 1)"
    costless = {**whole, "ledger": [{key: value for key, value in period.items() if key != "costs"}
                                    for period in whole["ledger"]]}
    assert report(POINTS, costless, day).missing["costs"] == "trade.ledger.costs"
    for key in ("legal_form", "start"):
        without = {name: value for name, value in whole.items() if name != key}
        assert report(POINTS, without, day).missing == {"formed": f"trade.{key}"}
    assert report(POINTS, {**whole, "start": dt.date(2030, 1, 1)}, day).missing == {}
