"""Memo and sheet of a venture for whose new place somebody found things out."""

from __future__ import annotations

import datetime as dt
import functools
import re
import shutil
import tempfile
from pathlib import Path

from hubflow.adapt.adaptation import Adaptation, adapt
from hubflow.adapt.memo import memo_markdown
from hubflow.adapt.memo_sheet import sheet_markdown
from hubflow.plugins.importers import load_inputs
from hubflow.plugins.manager import load_hub

EXAMPLES = Path(__file__).parents[2] / "examples"
DAY = dt.date(2025, 12, 1)
YES = 'here = true\nhere_shown_by = "Seen in May."'
MADE_UP = 'here_source = "letter"'
SOURCES = """
[[sources]]
id = "letter"
title = "A letter that is made up"
status = "illustrative"
[[sources]]
id = "register"
title = "The register of clubs"
url = "https://example.org/register"
status = "published"
"""


def adapted(original: str, answers: Path | None = None) -> Adaptation:
    return adapt([load_hub("porto")], load_hub("westmidlands"), load_inputs([Path(original)]),
                 as_of=DAY, language="en",
                 answers=load_inputs([answers]) if answers else None)


@functools.cache
def draft() -> str:
    return adapted(str(EXAMPLES / "girls-club-porto.toml")).draft


@functools.cache
def pages(*answers: tuple[str, str], otherwise: str = "") -> tuple[str, str]:
    """Memo and sheet with these answers by the ids of needs, and one for all other needs."""
    text = draft().replace("[[sources]]", f"{SOURCES}\n[[sources]]", 1)
    for id in re.findall(r'\[\[solution.mechanism.needs\]\]\nid = "(.*)"', text):
        lines = dict(answers).get(id, otherwise)
        text = text.replace(f'[[solution.mechanism.needs]]\nid = "{id}"\n',
                            f'[[solution.mechanism.needs]]\nid = "{id}"\n{lines}\n')
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.toml"
        path.write_text(text, "utf-8")
        found = adapted(str(EXAMPLES / "girls-club-porto.toml"), path)
    return memo_markdown(found), sheet_markdown(found)


NO_TRAINERS = ("trainers-who-stay", "here = false")


def test_a_need_on_which_the_answer_no_longer_hangs_does_not_say_what_to_look_for() -> None:
    memo, sheet = pages(NO_TRAINERS)
    assert "**Look for something else.**" in memo
    assert "**Look for something else.**" in sheet
    assert "if it is missing, look for something else" not in memo
    assert "   - What hangs on it: outcomes: Confidence in speaking before others" in memo
    assert "if it is missing, look for something else" in pages()[0]


def test_the_sheet_always_asks_what_those_concerned_get_today() -> None:
    for _, sheet in (pages(), pages(NO_TRAINERS), pages(otherwise=YES)):
        assert "\nAsk in any case what those concerned get in West Midlands today" in sheet
        assert not [line for line in sheet.splitlines() if re.match(r"\s+\S|.*\S +$", line)]
    assert "**Go ahead.**" in pages(otherwise=YES)[1]


def test_only_what_is_known_to_have_worked_achieved_something(tmp_path: Path) -> None:
    path = tmp_path / "d.toml"
    text = (EXAMPLES / "girls-club-porto.toml").read_text("utf-8")
    text = re.sub(r"(?m)^before = 4.1\n|^after = 6.3\n", "", text)
    path.write_text(text, "utf-8")
    challenge = "young-people-leaving-care-porto.toml"
    shutil.copy(EXAMPLES / "challenges" / challenge, tmp_path / challenge)
    found = adapted(str(path))
    assert "What it is meant to achieve rests on 8 conditions" in memo_markdown(found)
    assert "Known from Porto: not known whether it worked." in sheet_markdown(found)
    memo, sheet = pages()
    assert "What it achieved in Porto rests on 8 conditions" in memo
    assert "not known whether it worked" not in sheet
    assert "evidence from another place only" in sheet


def test_steps_are_counted_alike_everywhere() -> None:
    memo, _ = pages()
    assert "How it works: steps (6)" in memo
    assert "5 of 6 steps" in memo


def test_what_rests_on_a_made_up_source_is_marked() -> None:
    memo, sheet = pages(("trainers-who-stay", f"here = false\n{MADE_UP}"), otherwise=YES)
    says = "This answer rests on illustrative sources, made up to show the way: Trainers who stay"
    assert says in memo
    assert says in sheet
    assert "(illustrative)" in memo.partition("| no: \\[")[2][:30]
    assert "| no (illustrative) |" in sheet
    for page in pages(NO_TRAINERS, ("phones-allowed", f"{YES}\n{MADE_UP}")):
        assert "This answer rests on illustrative" not in page  # another answer decides


def test_the_sources_for_the_new_place_are_listed() -> None:
    memo, _ = pages(("trainers-who-stay", f"here = false\n{MADE_UP}"),
                    ("phones-allowed", f'{YES}\nhere_source = "register"'))
    listed = memo.partition("Sources for West Midlands:")[2].partition("###")[0]
    assert "\\] A letter that is made up (illustrative)" in listed
    assert "\\] The register of clubs. https://example.org/register (published)" in listed
    assert "Sources for West Midlands" not in pages(otherwise=YES)[0]


def test_the_memo_marks_costs_and_results_that_are_made_up() -> None:
    memo, _ = pages()
    assert "4.1 → 6.3" in memo
    assert "These figures are illustrative, made up to show the way." in memo
    assert "€19,500 (illustrative)" in memo


def test_the_sheet_says_how_to_do_without_what_is_missing() -> None:
    for page in pages(("way-home", "here = false"), otherwise=YES):
        assert "**Adapt and pilot.**" in page
        assert "- In place of what is missing (A safe way there" in page
        assert "- If it is missing (A safe way there" not in page
    assert "In place of what is missing" not in pages(otherwise=YES)[1]
