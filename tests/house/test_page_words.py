"""What a page says names no command: a sentence that does has a form for pages beside it."""

from __future__ import annotations

import re
import string
from pathlib import Path

import grimp
import pytest
from scripts.measure_structure import PACKAGE

from hubflow.text.catalogue import words
from hubflow.text.spoken import say, speaking

COMMAND = re.compile(
    r"hubflow [a-z]|(?<![\w-])--[a-z]|pip install|`(add|show|register) ?|\bcall\.toml")
FILES = ("register-problems", "register", "reading-problems", "expression-checks",
         "method-checks", "gate-checks", "kit")
"""The words of what is refused and noted, which screens show as commands do."""
SHOWN = ("engine", "compare", "trading")
"""The words of documents that screens show, too."""
COMMANDS_ONLY = {
    ("engine", "no_panel"), ("engine", "no_calls"), ("compare", "all_methods"),
    ("compare", "map_note"), ("compare", "shapley_means")}
"""Of tables and methods, which no screen shows, and what names this program alone."""
NOT_SHOWN = {
    "name_the_file_that_register_anchor", "hubflow_register_anchor_writes_one",
    "this_is_no_that_hubflow_reads", "the_register_is_in_format_and",
    "these_are_results_that_hubflow_wrote"}
"""Of anchors, which no screen takes; and what only calls this program by its name."""
SAID = re.compile(r'"([a-z-]+)\.(\w+)"')


def keys_that_screens_may_say() -> set[tuple[str, str]]:
    """The keys that modules name which the workbench imports, now or when it answers."""
    graph = grimp.build_graph("hubflow", cache_dir=None)
    ours = {each for each in graph.modules if each.startswith("hubflow.serve")}
    reached = ours.union(*(graph.find_upstream_modules(each) for each in ours))
    return {found for each in reached
            for found in SAID.findall(_source(each))}


def _source(module: str) -> str:
    path = PACKAGE.parent / Path(*module.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return file.read_text("utf-8")


def test_what_a_screen_may_say_of_a_command_has_a_form_for_pages() -> None:
    bare = {key for file, key in keys_that_screens_may_say() if file in FILES
            and COMMAND.search(words("en", file).get(key, ""))
            and f"{key}_page" not in words("en", file)}
    assert bare - NOT_SHOWN == set()
    assert bare >= NOT_SHOWN, "no longer needed"


def test_a_document_on_a_screen_has_forms_for_pages() -> None:
    bare = {(file, key) for file in SHOWN for key, text in words("en", file).items()
            if isinstance(text, str) and COMMAND.search(text)
            and f"{key}_page" not in words("en", file)}
    assert bare - COMMANDS_ONLY == set()


@pytest.mark.parametrize("language", ["en", "pt"])
def test_a_screen_itself_names_no_command(language: str) -> None:
    told = words(language, "serve")
    assert not [key for key, text in told.items() if COMMAND.search(text)]


@pytest.mark.parametrize("language", ["en", "pt"])
def test_a_form_for_pages_names_no_command_and_fills_in_nothing_new(language: str) -> None:
    for file in (*FILES, *SHOWN, "common", "office"):
        texts = words(language, file)
        for key, text in texts.items():
            base = key.removesuffix("_page")
            if base != key and base in texts:
                assert not COMMAND.search(text), key
                assert _fields(text) <= _fields(texts[base]), key


@pytest.mark.parametrize(("language", "called"), [("en", "[Ss]creen"), ("pt", "ecrã")])
def test_a_screen_that_is_named_is_there(language: str, called: str) -> None:
    titles = tuple(text for key, text in words(language, "serve").items()
                   if key.startswith("title_"))
    named = [found for file in (*FILES, "common", "office", "serve", "dues")
             for text in words(language, file).values() if isinstance(text, str)
             for found in re.findall(rf"{called} (?=([A-ZÀ-Ú].*))", text)]
    assert named
    assert not [each for each in named if not each.startswith(titles)]


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_the_medium_is_known_where_a_sentence_is_made() -> None:
    key = "register-problems.a_body_decides_hubflow_register_decide"
    with speaking(lambda: "en", on_page=True):
        assert say(key) == "A body decides on the screen Decide."
        with speaking(lambda: "en"):
            assert "hubflow register decide" in say(key)
    assert "hubflow register decide" in say(key)
