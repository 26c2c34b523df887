"""What a report on several hubs says: weights, decisions, what flipped, how far it holds."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from hubflow.compare.drawing import Drawing
from hubflow.compare.run import compare
from hubflow.loading.dossiers import load_inputs
from hubflow.plugins.manager import load_hub
from hubflow.report.report import comparison_report

from .conftest import DAY, ROOT, Opened, Text, barriers, taken


def report(examples: Sequence[str]) -> bytes:
    """The report on examples under both hubs."""
    inputs = load_inputs([ROOT / "examples" / example for example in examples])
    hubs = [load_hub("porto"), load_hub("westmidlands")]
    compared = compare(hubs, lambda _: inputs, Drawing(draws=100, seed=1), as_of=DAY,
                       language="en")
    return comparison_report(compared, [taken(hub.id, *examples) for hub in hubs])


@pytest.fixture(scope="module")
def club() -> bytes:
    return report(["girls-club-porto.toml"])


def test_one_venture_side_by_side(club: bytes) -> None:
    text = str(Text(club))
    for said in ("At least one of the seven priorities is delivered directly by the venture.",
                 "What each hub weighs.", "1 of 1 ventures: the hubs part",
                 "A club for girls in care (Porto, unnamed in the source) porto Applications "
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
    page = Text(report(["girls-club-porto.toml", "percursos.toml"]))
    assert "2 of 2 ventures: the hubs part" in str(page)
    assert len(page.ids) == len(set(page.ids))
    assert set(page.targets) <= set(page.ids)
