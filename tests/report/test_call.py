"""What a report on a call says: its funnel, and its ranking with its uncertainty."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import tomli
import tomli_w
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.browser import barriers
from tests.property_examples import examples

from hubflow.compare.kept_run import KeptRun
from hubflow.documents.funnel import funnel
from hubflow.documents.result_words import ResultWords
from hubflow.report.anchors import anchor
from hubflow.report.call_panel import rankings
from hubflow.report.drawing.charts import distinct, drawn, named, quantity, values
from hubflow.report.number_trace import rule_card
from hubflow.report.report_document import call_report
from hubflow.text.catalogue import words

from .conftest import ROOT, Opened, Text, taken


def test_the_funnel(labis: KeptRun, labis_page: bytes) -> None:
    steps = {step.name: (step.reached, step.advanced) for step in funnel(labis.result.ventures)}
    assert steps["Applications"] == (41, 20)
    assert steps["Bootcamp"] == (20, 10)
    assert steps["Acceleration"] == (10, 5)
    assert "Bootcamp 20 10 0 " in str(Text(labis_page))


def test_the_ranking_and_how_far_it_hangs_on_the_weights(labis_page: bytes) -> None:
    text = str(Text(labis_page))
    assert re.search(r"Candidatura sintética 15 in stage “Incubate” Acceleration: advance 95.8 "
                     r"1 of 10 99% to 100%", text)
    assert "1,000 weightings" in text


def test_what_is_missing_makes_bars_of_scores_and_ranks(labis: KeptRun) -> None:
    told = words("en", of="report")
    drawn_ones = list(rankings(labis.result.ventures, ResultWords("en"), told))
    assert [ranking.name for ranking in drawn_ones] == ["Applications", "Bootcamp", "Acceleration"]
    assert [len(ranking.rows) for ranking in drawn_ones] == [41, 20, 10]
    assert drawn_ones[0].chart.head[0] == "Venture"
    assert len(drawn_ones[0].chart.rows) == 41


def test_a_call_is_one_small_page_with_each_card_once(labis_page: bytes) -> None:
    read = Text(labis_page)
    assert len(labis_page) < 700_000
    assert set(read.targets) <= set(read.ids)
    assert len(read.ids) == len(set(read.ids))


def test_the_same_receipt_gives_the_same_bytes(labis_page: bytes) -> None:
    assert call_report(taken("porto", "call-labis-2023")) == labis_page


def test_from_the_table_to_a_venture(opened: Opened, labis_page: bytes) -> None:
    shown = opened(labis_page)
    shown.locator("td, th").get_by_role("link", name="Candidatura sintética 07").first.focus()
    shown.keyboard.press("Enter")
    shown.wait_for_selector("#porto-candidatura-07[open]")
    assert shown.locator("#porto-candidatura-07").is_visible()
    assert not barriers(shown)
    shown.locator("[role=tab]").first.click()
    assert not barriers(shown)


def test_ventures_of_no_call() -> None:
    text = str(Text(call_report(taken("porto", "girls-club-porto.toml", "percursos.toml"))))
    assert "Report on several ventures" in text
    assert "2 ventures" in text


@settings(max_examples=examples(8))
@given(st.text(st.characters(exclude_categories=["Cs"])))
@example("\x00\ufffe<script>")
@example("\U0001f600" * 60)
@example("a" + "\U0001f600" * 60)
def test_a_name_in_a_chart_stays_text(name: str) -> None:
    svg = drawn({"data": values([{"n": name, "v": 1}]), "mark": "bar",
                 "encoding": {"x": quantity("v"), "y": named("n")}})
    root = ET.fromstring(svg)
    assert {one.tag.rpartition("}")[2] for one in root.iter()} <= {"svg", "g", "path", "line",
                                                                   "text"}
    assert not {key for one in root.iter() for key in one.attrib if key.startswith("on")}


@given(st.lists(st.sampled_from(["a", "b", "a (2)"]), max_size=5))
def test_no_two_labels_are_the_same(labels: list[str]) -> None:
    found = distinct(labels)
    assert len(set(found)) == len(labels)
    assert all(new.startswith(old) for new, old in zip(found, labels, strict=True))


def test_of_many_the_furthest_are_told_in_detail(tmp_path: Path) -> None:
    source = tomli.loads((ROOT / "examples/percursos.toml").read_text("utf-8"))
    del source["challenge"]
    for index in range(53):
        (tmp_path / f"v{index}.toml").write_text(tomli_w.dumps(
            {**source, "id": f"v{index}", "call": "round"}), "utf-8")
    text = str(Text(call_report(taken("westmidlands", tmp_path))))
    assert "50 of 53 ventures are shown in detail" in text


def test_labels_that_differ_only_in_what_a_chart_cannot_draw() -> None:
    first, second = distinct(["Clube 🎈", "Clube 🎉"])
    assert first != second
    assert max(map(ord, first + second)) <= 0xFFFF


def test_ids_that_hold_dashes_do_not_share_a_card() -> None:
    assert rule_card("h-club/test-pilot", "x") != rule_card("h-club-test/pilot", "x")
    assert anchor("a b") != anchor("a_20_b")
