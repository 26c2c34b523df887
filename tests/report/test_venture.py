"""What a report on one venture says, and that its text stays text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import tomli
import tomli_w
from tests.browser import barriers

from hubflow.documents.traces.trace_node import Node
from hubflow.documents.traces.trace_tree import why
from hubflow.report.report_document import venture_report

from .conftest import ROOT, Opened, Text, club_page, taken

SCRIPT = "<script>window.hit=1</script><img src=x onerror='window.hit=1'>\"'</style>{{7*7}}"
TEXTS = frozenset({
    "name", "summary", "priority_group", "statement", "who", "how", "gap", "title", "findings",
    "where", "what_works", "learnt", "changed", "description", "complements", "what", "dose",
    "delivered_by", "why", "reasons", "by", "indicator", "instrument", "note", "evidence",
    "plan", "unit", "component", "pilot", "seen_by", "there", "instead",
})
LINKS = frozenset({"causes", "effects", "leads_to"})


@pytest.fixture(scope="module")
def club() -> bytes:
    return club_page()


def hostile(example: str, folder: Path) -> Path:
    """An example with script in every text that people write freely."""

    def bad(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            # what the challenge lists goes with it; a need's indicator is an id
            return {k: bad(v, k) for k, v in value.items() if k not in {"challenge", "evidence"}
                    and v != "casa-2024" and not (k == "indicator" and "seen_by" in value)}
        if isinstance(value, list):
            return [bad(item, key if key in LINKS else "") for item in value]
        if isinstance(value, str) and key in TEXTS | LINKS and value not in steps:
            return f"{value} {SCRIPT}"
        return "javascript:window.hit=1" if key == "url" else value

    data = tomli.loads((ROOT / "examples" / example).read_text("utf-8"))
    steps = {step["id"] for step in data["solution"].get("mechanism", ())}
    path = folder / "bad.toml"
    path.write_text(tomli_w.dumps(bad(data)), "utf-8")
    return path


def test_it_tells_the_way_the_reasons_and_what_to_do(club: bytes) -> None:
    text = str(Text(club))
    assert "stands here" in text
    for said in ("Score 79.2 of 100", "Record the award: funder, amount, date.",
                 "Rede Social do Porto, 15 May 2023", "€80,000",
                 "100% of the weight rests on assumptions"):
        assert said in text


def test_every_number_leads_to_a_card_that_is_there_once(club: bytes) -> None:
    page = Text(club)
    assert page.targets
    assert set(page.targets) <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))


def test_all_that_why_tells_stands_on_the_cards(club: bytes) -> None:
    run = taken("porto", "girls-club-porto.toml")
    found = why(run.result.ventures[0], run.prepared.cases[0].entry.dossier,
                run.prepared.methodology, "en")

    def below(nodes: tuple[Node, ...]) -> set[str]:
        # a decision stands in the way itself, its day in words
        return {text for node in nodes if node.kind != "decision"
                for text in (node.text, *below(node.children))}

    text = str(Text(club))
    reached = {phase.phase for stage in run.result.ventures[0].stages for phase in stage.phases
               if phase.recommendation != "not_reached"}
    rules = {one for stage in found for phase in stage.children if phase.id in reached
             for one in below(phase.children)}
    assert rules
    assert not {one for one in rules if " ".join(one.split()) not in text}


def test_the_same_receipt_gives_the_same_bytes(club: bytes) -> None:
    assert venture_report(taken("porto", "girls-club-porto.toml")) == club


def test_nothing_in_it_could_run_or_be_fetched(tmp_path: Path) -> None:
    page = Text(venture_report(taken("porto", hostile("girls-club-porto.toml", tmp_path))))
    handlers = {name for name in page.attributes if name.split()[1].startswith("on")}
    assert not handlers
    assert not {name for name in page.attributes if name.split()[1] in {"style", "src", "srcset"}}
    assert SCRIPT in " ".join(page.text)


def test_it_speaks_the_hubs_language_and_is_small() -> None:
    page = club_page(None)
    assert b'<html lang="pt"' in page
    assert "está aqui" in page.decode()
    assert len(page) < 300_000


def test_what_a_method_with_levels_says() -> None:
    made_up = ROOT / "plugins/westmidlands/hubflow_westmidlands/cases/dossiers/made-up.toml"
    text = str(Text(venture_report(taken("westmidlands", made_up))))
    assert "requires improvement / satisfactory / good" in text


def test_script_in_a_dossier_does_not_run(opened: Opened, tmp_path: Path) -> None:
    page = opened(venture_report(taken("porto", hostile("girls-club-porto.toml", tmp_path))))
    assert page.evaluate("window.hit") is None
    assert SCRIPT in page.inner_text("h1")


def test_tabs_by_keyboard(opened: Opened, club: bytes) -> None:
    page = opened(club)
    tabs = page.locator("[role=tab]")
    tabs.first.focus()
    page.keyboard.press("ArrowRight")
    assert tabs.nth(1).get_attribute("aria-selected") == "true"
    assert page.locator("#scores").is_visible()
    assert not page.locator("#journey").is_visible()
    page.keyboard.press("End")
    assert page.locator("#sources").is_visible()
    page.keyboard.press("ArrowRight")
    assert page.locator("#journey").is_visible()


def test_where_a_number_came_from_by_keyboard(opened: Opened, club: bytes) -> None:
    page = opened(club)
    button = page.locator("#journey .number", has_text="79.2")
    button.focus()
    page.keyboard.press("Enter")
    card = page.locator(".card:popover-open")
    assert "Degree of innovation" in card.inner_text()
    page.keyboard.press("Escape")
    assert page.locator(".card:popover-open").count() == 0
    assert button.evaluate("button => button === document.activeElement")


def test_a_link_opens_the_part_that_it_leads_into(opened: Opened, club: bytes) -> None:
    page = opened(club, "#money")
    assert page.locator("#money").is_visible()
    assert not page.locator("#journey").is_visible()


_BROKEN = """stage => {
  const text = stage.firstChild, range = document.createRange();
  return [...text.data.matchAll(/\\S+/g)].some(word => {
    range.setStart(text, word.index); range.setEnd(text, word.index + word[0].length);
    return range.getClientRects().length > 1; }); }"""


@pytest.mark.parametrize("width", [320, 760, 900, 1200])
def test_stages_names_are_never_broken(opened: Opened, width: int) -> None:
    page = opened(club_page(None))
    page.set_viewport_size({"width": width, "height": 900})
    stages = page.locator(".way .stage").all()
    assert len(stages) == 6
    assert not [stage.inner_text() for stage in stages if stage.evaluate(_BROKEN)]
    wide = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide[0] <= wide[1], "nothing is wider than the screen"


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_no_barrier_that_axe_calls_serious(opened: Opened, club: bytes, colours: str) -> None:
    page = opened(club)
    page.emulate_media(color_scheme="dark" if colours == "dark" else "light")
    for index in range(page.locator("[role=tab]").count()):
        page.locator("[role=tab]").nth(index).click()
        for number in page.locator(".panel:visible .number").all()[:1]:
            number.click()
        assert not barriers(page)
        page.keyboard.press("Escape")
