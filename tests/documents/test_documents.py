"""Documents: what stands in them, and that a dossier's text stays text."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import attrs
import pytest
import tomli
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.property_examples import examples

import hubflow.text
from hubflow import RunResult, VentureResult, load_hub, load_inputs, run
from hubflow.cli.run_page import show_run
from hubflow.documents.proposal import proposal_markdown
from hubflow.documents.safe_markdown import escape, paragraphs
from hubflow.documents.scorecard import scorecard_markdown

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def club() -> RunResult:
    import datetime as dt

    inputs = load_inputs([ROOT / "examples" / "girls-club-porto.toml"])
    return run(load_hub("porto"), inputs, as_of=dt.date(2026, 7, 1), language="en")


def only(result: RunResult) -> VentureResult:
    return result.ventures[0]


def test_a_scorecard_tells_every_requirement_and_what_it_rests_on(club: RunResult) -> None:
    text = scorecard_markdown(only(club), club)
    for stage in only(club).stages[:5]:
        for phase in stage.phases:
            for requirement in phase.requirements:
                assert escape(requirement.text) in text
            for criterion in phase.criteria:
                assert escape(criterion.title) in text
    assert "100% of the weight rests on assumptions" in text
    assert "9 months to go" in text
    assert club.receipt.inputs[:12] in text


def test_a_proposal_is_complete_with_its_plan(club: RunResult) -> None:
    text = proposal_markdown(only(club), club)
    assert "DRAFT" not in text
    for amount in ("€20,000", "€80,000", "€68,000", "€12,000", "€100,000"):
        assert amount in text
    assert "The lines add up to the total." in text


def test_an_incomplete_proposal_is_a_draft_that_says_what_is_missing() -> None:
    inputs = load_inputs([ROOT / "examples" / "percursos.toml"])
    result = run(load_hub("porto"), inputs)
    text = proposal_markdown(only(result), result)
    assert "RASCUNHO" in text
    assert text.count("[Por preencher]") == 5
    for problem in only(result).proposal.problems:  # type: ignore[union-attr]
        assert escape(problem) in text


def test_the_words_are_the_same_in_every_language() -> None:
    folder = Path(hubflow.text.__file__).parent
    tables = {path.parent.name: tomli.loads(path.read_text("utf-8"))
              for path in folder.glob("*/common.toml")}
    assert set(tables) == {"en", "pt"}
    assert set(tables["en"]) == set(tables["pt"])
    for key, text in tables["en"].items():
        assert sorted(re.findall(r"\{(\w+)\}", text)) == sorted(
            re.findall(r"\{(\w+)\}", tables["pt"][key]))


NASTY = st.text(max_size=60) | st.sampled_from([
    "# heading", "| a | b |", "<script>alert(1)</script>", "- item", "1. item", "> quote",
    "---", "===", "[x](javascript:y)", "![x](y)", "`code`", "\x1b[31mred", "&lt;b&gt;", "~~~",
])


@given(NASTY)
def test_no_text_gets_a_meaning_in_markdown(text: str) -> None:
    # the one mark that paragraphs keep is that of a list's item
    items = (line.removeprefix("- ") for line in paragraphs(text).splitlines())
    for line in (escape(text), *items):
        assert "\n" not in line
        assert not re.match(r"\s*([#>+\-=]|\d+[.)](\s|$)|\|)", line)
        assert not re.search(r"(?<!\\)[<>`|*_\[\]]", line)
        assert not any(ord(char) < 32 for char in line)


@settings(max_examples=examples(12))
@given(name=NASTY, answer=NASTY)
def test_a_hostile_dossier_changes_no_structure(club: RunResult, name: str, answer: str) -> None:
    venture = only(club)
    assert venture.proposal is not None
    sections = (attrs.evolve(venture.proposal.sections[0], text=answer or "x"),
                *venture.proposal.sections[1:])
    evil = attrs.evolve(venture, name=name,
                        proposal=attrs.evolve(venture.proposal, sections=sections))
    for document in (scorecard_markdown, proposal_markdown):
        plain, changed = document(venture, club), document(evil, club)
        for mark in (r"^#+ ", r"^\| ", r"^- ", r"^> "):
            found, expected = (len(re.findall(mark, text, re.M)) for text in (changed, plain))
            # an answer's own list is the one thing that it may bring
            items = len(re.findall(mark, paragraphs(answer), re.M)) if mark == r"^- " and (
                document is proposal_markdown) else 0
            assert found == expected + items
        assert not re.search(r"(?<!\\)<", changed)


@settings(max_examples=examples(12))
@given(name=NASTY, width=st.integers(40, 120))
def test_the_terminal_keeps_its_width_and_gets_no_control_characters(
    club: RunResult, name: str, width: int
) -> None:
    evil = attrs.evolve(only(club), name=name)
    for ventures in ((evil,), (evil, attrs.evolve(evil, id="other"))):
        stream = io.StringIO()
        show_run(attrs.evolve(club, ventures=ventures), stream, colour=False, width=width)
        lines = stream.getvalue().split("\n")
        assert all(len(line) <= width for line in lines)
        assert not any(ord(char) < 32 for line in lines for char in line)


MEASURED = """
[[stages.identify.phases]]
id = "evaluation"
name = "Evaluation of whom it reaches"
source = "rules"
[[stages.identify.phases.requirements]]
id = "reached"
holds = "identify.hard_to_reach = 'hard'"
says = "The group is hard to reach."
otherwise_decision = "stop"
source = "rules"
[[stages.identify.phases.criteria]]
id = "size"
title = "Size"
concept = "need-scale"
measure = "identify.group_size"
scale = [0, 100]
source = "rules"
[stages.identify.phases.gate]
advance = [{ places = 1 }]
otherwise = "stop"
source = "rules"
"""


def test_a_table_is_in_order_of_rank_and_cuts_names_before_figures(run_method: Any) -> None:
    call = [{"id": id, "identify": {"hard_to_reach": reached, "group_size": size}}
            for id, reached, size in (("a-barred", "easy", 99), ("b-second", "hard", 40),
                                      ("c-first-with-a-longer-name", "hard", 60))]
    stream = io.StringIO()
    show_run(run_method(MEASURED, call, call={"id": "c"}), stream, colour=False, width=64)
    rows = stream.getvalue().split("\n\n")[1].splitlines()
    assert [row.split()[0] for row in rows[1:]] == ["c-first-with-a-…", "b-second", "a-barred"]
    assert rows[0].endswith("Rank  missing")
    assert rows[1].endswith("1/2   3")


@pytest.mark.parametrize(("language", "day"), [
    ("en", "as of 1 July 2026"), ("pt", "à data de 1 de julho de 2026")])
def test_a_run_prints_days_in_words_and_breaks_none(
    club: RunResult, language: str, day: str
) -> None:
    told = attrs.evolve(club, hub=attrs.evolve(club.hub, language=language))
    for width in range(40, 100):
        stream = io.StringIO()
        show_run(told, stream, colour=False, width=width)
        assert day in stream.getvalue()
    assert not re.search(r"20\d\d-\d\d", stream.getvalue())


def test_colour_only_where_it_is_wanted(club: RunResult, monkeypatch: Any) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.delenv("NO_COLOR", raising=False)
    shown = Terminal()
    show_run(club, shown)
    assert "\033[32m" in shown.getvalue()
    monkeypatch.setenv("NO_COLOR", "1")
    plain = Terminal()
    show_run(club, plain)
    assert "\033" not in plain.getvalue()
