"""Calling hooks: wrappers and order as in pytest; who answers and who fails is named."""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import attrs
import polars as pl
import pytest
from tests.plugins.test_plugins import METHOD

from hubflow import LoadedHub, Methodology, hookimpl, load_hub, load_inputs, run
from hubflow.documents.publishing.publish import published
from hubflow.plugins.crash import PluginCrash

HOOK = "import hubflow, attrs\nimport polars as pl\n"


@pytest.fixture
def hub_of(tmp_path: Path) -> Callable[[str], LoadedHub]:
    def made(code: str) -> LoadedHub:
        folder = tmp_path / "good"
        folder.mkdir()
        (folder / "__init__.py").write_text(HOOK + code, "utf-8")
        (folder / "methodology.toml").write_text(METHOD.format(name="good"), "utf-8")
        (tmp_path / "v.toml").write_text(
            'id = "v"\nname = "V"\n[identify]\nage_from = 6\n[hubs.good]\nvisits = 3\n', "utf-8")
        return load_hub(f"{folder}/")

    return made


def first_phase(hub: LoadedHub) -> Any:
    dossier = hub.methodology.file.path.parents[1] / "v.toml"
    return run(hub, load_inputs([dossier])).ventures[0].stages[0].phases[0]


def test_a_wrapper_sees_what_the_rules_say_and_may_change_it(
    hub_of: Callable[[str], LoadedHub],
) -> None:
    phase = first_phase(hub_of("""
@hubflow.hookimpl(wrapper=True)
def hubflow_score_phase(phase):
    found = yield
    return found.with_columns(upper=pl.col("upper") + 10.0) if phase.id == "identify" else found
"""))
    assert (phase.score.lower, phase.score.upper) == (60.0, 70.0)
    assert phase.from_plugin.endswith("good/")


def test_a_wrapper_that_changes_nothing_is_not_named(hub_of: Callable[[str], LoadedHub]) -> None:
    phase = first_phase(hub_of("""
@hubflow.hookimpl(wrapper=True)
def hubflow_recommend(phase, table):
    return (yield)
"""))
    assert phase.recommendation == "advance"
    assert not phase.from_plugin


def test_a_hook_may_ask_for_what_the_rules_say(hub_of: Callable[[str], LoadedHub]) -> None:
    phase = first_phase(hub_of("""
@hubflow.hookimpl
def hubflow_score_phase(rules):
    return rules.score().with_columns(pl.col("lower", "upper") / 2)
"""))
    assert phase.score.lower == 30.0


@pytest.mark.parametrize(("code", "said"), [
    ("    1 / 0\n    return (yield)\n", "ZeroDivisionError"),
    ("    found = yield\n    1 / 0\n    return found\n", "ZeroDivisionError"),
    ("    found = yield\n    return 7\n", "returned int, not LazyFrame"),
    ("    found = yield\n    yield found\n", "yields a second time"),
    ("    return\n    yield\n", "does not yield"),
])
def test_a_wrapper_that_fails_is_named(
    hub_of: Callable[[str], LoadedHub], code: str, said: str,
) -> None:
    hub = hub_of("@hubflow.hookimpl\ndef hubflow_recommend(rules):\n    return rules.recommend()\n")
    space: dict[str, Any] = {"hookimpl": hookimpl}
    exec("@hookimpl(wrapper=True)\ndef hubflow_recommend(phase):\n" + code, space)
    hub.manager.register(type("Odd", (), {"hubflow_recommend": staticmethod(
        space["hubflow_recommend"])})(), "odd")
    with pytest.raises(PluginCrash, match=said) as crash:
        first_phase(hub)
    assert (crash.value.plugin, crash.value.phase, crash.value.hub) == ("odd", "identify", "good")


def test_an_error_within_a_wrapper_stays_its_authors(hub_of: Callable[[str], LoadedHub]) -> None:
    hub = hub_of("@hubflow.hookimpl\ndef hubflow_recommend(table):\n    raise KeyError('x')\n")
    seen = []

    class Around:
        @hookimpl(wrapper=True)
        def hubflow_recommend(self) -> Generator[Any, Any, Any]:
            try:
                return (yield)
            except KeyError as error:
                seen.append(error)
                raise

    hub.manager.register(Around(), "around")
    with pytest.raises(PluginCrash) as crash:
        first_phase(hub)
    assert crash.value.plugin.endswith("good/")
    assert seen == [crash.value.__cause__]


def test_a_table_that_fails_late_is_its_makers_and_not_the_wrappers(
    hub_of: Callable[[str], LoadedHub],
) -> None:
    hub = hub_of("@hubflow.hookimpl\ndef hubflow_recommend(table):\n"
                 "    return table.select(advance=pl.lit('no').cast(pl.Int64) == 1,\n"
                 "                        revise=pl.lit(True), stop=pl.lit(False))\n")

    class Around:
        @hookimpl(wrapper=True)
        def hubflow_recommend(self) -> Generator[Any, Any, Any]:
            found = yield
            return found.with_columns(stop=pl.lit(True))

    hub.manager.register(Around(), "around")
    with pytest.raises(PluginCrash) as crash:
        first_phase(hub)
    assert crash.value.plugin.endswith("good/")


def amending(word: str, *, tryfirst: bool = False, trylast: bool = False) -> object:
    """An add-on that adds a word to the hub's place."""

    class Amending:
        @hookimpl(tryfirst=tryfirst, trylast=trylast)
        def hubflow_amend_methodology(self, methodology: Methodology) -> Methodology:
            return with_word(methodology, word)

    return Amending()


def with_word(methodology: Methodology, word: str) -> Methodology:
    place = attrs.evolve(methodology.hub.place, name=f"{methodology.hub.place.name} {word}")
    return attrs.evolve(methodology, hub=attrs.evolve(methodology.hub, place=place))


def test_amendments_follow_one_another_the_hub_after_add_ons(
    hub_of: Callable[[str], LoadedHub],
) -> None:
    hub = hub_of("""
@hubflow.hookimpl
def hubflow_amend_methodology(methodology):
    place = attrs.evolve(methodology.hub.place, name=methodology.hub.place.name + " hub")
    return attrs.evolve(methodology, hub=attrs.evolve(methodology.hub, place=place))
""")
    hub.manager.register(amending("last", trylast=True), "c")
    hub.manager.register(amending("add-on"), "a")
    hub.manager.register(amending("first", tryfirst=True), "b")
    dossier = hub.methodology.file.path.parents[1] / "v.toml"
    assert run(hub, load_inputs([dossier])).hub.place == "Town first add-on hub last"


def test_a_format_is_a_few_lines_over_blocks(hub_of: Callable[[str], LoadedHub]) -> None:
    hub = hub_of("""
@hubflow.hookimpl
def hubflow_render(format, blocks):
    if format == "txt":
        return blocks.text
""")
    dossier = hub.methodology.file.path.parents[1] / "v.toml"
    result = run(hub, load_inputs([dossier]))
    files = dict(published(hub, result, result.ventures[0], ["txt", "html"]))
    assert b"Identify" in files["scorecard.txt"]
    assert b"**" not in files["scorecard.txt"]
    assert b"<html" in files["scorecard.html"]


def test_the_order_of_calling_ends_with_hubflows_own(hub_of: Callable[[str], LoadedHub]) -> None:
    hub = hub_of("@hubflow.hookimpl\ndef hubflow_render(format): return None\n")
    names = [speaker.plugin for speaker in hub.speakers("hubflow_render")]
    assert names[0].endswith("good/")
    assert {"hubflow markdown format", "hubflow web format", "hubflow word format",
            "hubflow pdf format"} == set(names[1:])
