"""Sentences that commands say: each is in the words, with the values that the code gives it."""

from __future__ import annotations

import ast
import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from hubflow.text import catalogue
from hubflow.text.catalogue import words
from hubflow.text.locales import locale_of
from hubflow.text.spoken import say, say_amount, say_word, speaking, spoken_language

CORE = Path(catalogue.__file__).parents[1]


def said() -> Iterator[tuple[str, str, set[str], bool]]:
    """Each sentence in the code: its place, its name, its values, and whether there may be more."""
    for path in sorted(CORE.rglob("*.py")):
        text = path.read_text("utf-8")
        if "say(" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
                    and node.func.id == "say" and node.args
                    and isinstance(node.args[0], ast.Constant)):
                keys = {each.arg for each in node.keywords if each.arg}
                more = any(each.arg is None for each in node.keywords)
                yield f"{path.name}:{node.lineno}", str(node.args[0].value), keys, more


def test_every_sentence_is_in_the_words_with_all_of_its_values() -> None:
    wrong = []
    for place, name, values, more in said():
        of, _, key = name.partition(".")
        text = words("en", of).get(key)
        if text is None:
            wrong.append(f"{place}: {name} is in no file")
            continue
        asked = {re.split(r"[!:.\[]", each)[0]
                 for each in re.findall(r"(?<!\{)\{([^{}]+)\}(?!\})", text)}
        if asked - values and not more:
            wrong.append(f"{place}: {name} lacks {sorted(asked - values)}")
    assert not wrong
    assert sum(1 for _ in said()) > 100


def test_english_is_spoken_unless_somebody_says_otherwise() -> None:
    assert spoken_language() == "en"
    with speaking(lambda: "pt"):
        assert say("register.months_recorded", n=1) == "1 mês registado."
    assert say("register.months_recorded", n=2) == "2 months recorded."


@pytest.mark.parametrize(("language", "told"), [
    ("en", "oak: award of £1,234.50 by A fund recorded."),
    ("pt", f"oak: registado o apoio de 1{locale_of('pt').thousands}234,50\xa0£ (A fund).")])
def test_numbers_are_written_as_the_language_writes_them(language: str, told: str) -> None:
    with speaking(lambda: language):
        assert say("register.award_recorded", venture="oak", funder="A fund",
                   amount=say_amount(1234.5, "GBP")) == told
        less = say("office.must_be_more_than_not", above=0.5, number=0.25)
        assert ("0,25" if language == "pt" else "0.25") in less


def test_days_and_recorded_words_are_those_of_the_language() -> None:
    with speaking(lambda: "pt"):
        assert "1 de março de 2026" in say(
            "register.complaint_recorded", venture="oak", answer_by=dt.date(2026, 3, 1))
        assert say_word("partly upheld") == "deferida em parte"
        assert say_word("withdrawn") == "desistiu"
    assert say_word("not_reached") == "not reached"
