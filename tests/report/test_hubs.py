"""What a report on several hubs says: weights, decisions, what flipped, how far it holds."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest
from tests.browser import NARROW, WIDE, barriers, barriers_in

from hubflow.compare.comparison_run import compare
from hubflow.compare.kept_run import run_hub
from hubflow.compare.methods import compare_methods
from hubflow.compare.robustness.drawn_weights import WeightDraw
from hubflow.engine.pipeline.case_source import CaseSet
from hubflow.plugins.importers import load_inputs
from hubflow.plugins.manager import LoadedHub, load_hub
from hubflow.report.report_document import comparison_report, methods_report

from .conftest import DAY, ROOT, Opened, Text, taken


@functools.cache
def report(*examples: str) -> bytes:
    """The report on examples under both hubs; made once for all tests that look at it."""
    inputs = load_inputs([ROOT / "examples" / example for example in examples])
    hubs = [load_hub("porto"), load_hub("westmidlands")]
    compared = compare(hubs, lambda hub: CaseSet.of(hub, inputs, DAY),
                       WeightDraw(draws=100, seed=1), language="en")
    return comparison_report(compared, [taken(hub.id, *examples) for hub in hubs])


@pytest.fixture(scope="module")
def club() -> bytes:
    return report("girls-club-porto.toml")


def test_one_venture_side_by_side(club: bytes) -> None:
    text = str(Text(club))
    for said in ("At least one of the seven priorities is delivered directly by the venture.",
                 "What each hub weighs.", "They part first in “Identify”", "would be undecided",
                 "Counted by concept they have 15% in common",
                 "A club for girls in care (Porto, unnamed in the source) LAB.IS Applications "
                 "advance 100%", "The least that would have to change"):
        assert said in text


def test_every_number_leads_to_a_card_that_is_there_once(club: bytes) -> None:
    page = Text(club)
    assert set(page.targets) <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))


def test_it_opens_without_barriers(opened: Opened, club: bytes) -> None:
    page = opened(club)
    for tab in page.locator("[role=tab]").all():
        tab.click()
        assert not barriers(page)


def test_several_ventures_side_by_side() -> None:
    page = Text(report("girls-club-porto.toml", "percursos.toml"))
    assert "2 of 2 ventures: the hubs part" in str(page)
    assert len(page.ids) == len(set(page.ids))
    assert set(page.targets) <= set(page.ids)


@functools.cache
def many() -> tuple[list[LoadedHub], bytes]:
    """Both plugins and every hub in examples/hubs, and the page on their methods."""
    hubs = [load_hub(name) for name in ("porto", "westmidlands", *map(str, sorted(
        (ROOT / "examples/hubs").iterdir())))]
    return hubs, methods_report(compare_methods(hubs, "en"))


def test_many_methods_without_a_venture_have_a_map_and_no_barriers(opened: Opened) -> None:
    hubs, html = many()
    assert html.count(b"<circle") == len(hubs) - 2  # two have nothing in common with any other
    assert f"{len(hubs)} hubs" in str(Text(html))
    page = opened(html)
    for width in (NARROW, WIDE):
        for scheme in ("light", "dark"):
            assert not barriers_in(page, width, scheme)


def test_one_venture_under_all_hubs_is_told_where_it_would_stand(opened: Opened) -> None:
    hubs, _ = many()
    inputs = load_inputs([ROOT / "examples/girls-club-porto.toml"])
    compared = compare(hubs, lambda hub: CaseSet.of(hub, inputs, DAY),
                       WeightDraw(draws=50, seed=1), language="en")
    html = comparison_report(compared, [
        run_hub(run.name, CaseSet.of(hub, inputs, DAY), language="en")
        for run, hub in zip(compared.runs, hubs, strict=True)])
    text = str(Text(html))
    assert "It gets furthest under LAB.IS" in text
    assert "Where would it stand?" in text
    assert not barriers(opened(html))


def test_two_editions_of_one_hub_side_by_side(opened: Opened, tmp_path: Path) -> None:
    """Their names hold a space, which the part of an address after # and lists of ids do not."""
    method = tmp_path / "methodology.toml"
    text = (ROOT / "plugins/porto/hubflow_porto/methodology.toml").read_text("utf-8")
    method.write_text(text.replace('edition = "2024"', 'edition = "2025 nova/ção"', 1), "utf-8")
    inputs = load_inputs([ROOT / "examples/girls-club-porto.toml"])
    hubs = [load_hub("porto"), load_hub(str(tmp_path))]
    compared = compare(hubs, lambda hub: CaseSet.of(hub, inputs, DAY),
                       WeightDraw(draws=100, seed=1), language="en")
    takens = [run_hub(run.name, CaseSet.of(hub, inputs, DAY), language="en")
              for run, hub in zip(compared.runs, hubs, strict=True)]
    html = comparison_report(compared, takens)
    assert not [id for id in Text(html).ids if " " in id]
    assert str(Text(html)).count("What serves each stage") >= 2
    page = opened(html)
    page.locator("[role=tab]", has_text="nova").click()
    assert page.locator("section.panel:visible").count() == 1
