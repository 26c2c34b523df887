"""Methods that compare ventures within a call are judged on calls of several, ties and gaps."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from hubflow.kit.checking.plugin_check import check_hub
from tests.conftest import HEADER

pytestmark = pytest.mark.usefixtures("forked_checks")

FACTS = """
[[facts]]
id = "gain"
type = "number"
low = 0
high = 10
description = "What it brings"
[[facts]]
id = "cost"
type = "number"
low = 1
high = 1000
description = "What it costs"
"""
WEIGHTS = {"gain": 0.6, "cost": 0.4}


def best(fact: str) -> str:
    return f"{'min' if fact == 'cost' else 'max'}(local.{fact}) OVER ()"


def worst(fact: str) -> str:
    return f"{'max' if fact == 'cost' else 'min'}(local.{fact}) OVER ()"


def topsis() -> str:
    """Closeness to the ideal solution (Hwang and Yoon 1981)."""
    far, near = (f"sqrt({' + '.join(terms)})" for terms in (
        [f"power({weight}, 2) * power(local.{fact} - {end(fact)}, 2) "
         f"/ sum(local.{fact} * local.{fact}) OVER ()" for fact, weight in WEIGHTS.items()]
        for end in (worst, best)))
    return f"{far} / ({near} + {far})"


def vikor() -> str:
    """One minus S of the compromise ranking (Opricovic 1998), over the range of the call."""
    lost = " + ".join(f"{weight} * ({best(fact)} - local.{fact}) / ({best(fact)} - {worst(fact)})"
                      for fact, weight in WEIGHTS.items())
    return f"1 - ({lost})"


def promethee() -> str:
    """The net flow of PROMETHEE II with the usual preference (Brans and Vincke 1985)."""
    flows = []
    for fact, weight in WEIGHTS.items():
        up, down = ("DESC", "ASC") if fact == "cost" else ("ASC", "DESC")
        flows.append(f"{weight} * (rank() OVER (ORDER BY local.{fact} {up}) "
                     f"- rank() OVER (ORDER BY local.{fact} {down})) / (count(*) OVER () - 1)")
    return f"0.5 + ({' + '.join(flows)}) / 2"


def hub(folder: Path, measure: str, score: float) -> Path:
    folder.mkdir()
    (folder / "methodology.toml").write_text(HEADER + FACTS + f'''
[[stages.identify.criteria]]
id = "place"
title = "How it compares within its call"
concept = "need-scale"
measure = """{measure}"""
scale = [0, 1]
source = "rules"
[stages.identify.gate]
advance = [{{ score = {score} }}]
source = "rules"
''', "utf-8")
    return folder


@pytest.mark.parametrize("score", [60, 100])
@pytest.mark.parametrize("measure", [topsis(), vikor(), promethee()],
                         ids=["topsis", "vikor", "promethee"])
def test_somebody_can_advance_and_go_all_the_way(
    tmp_path: Path, measure: str, score: float
) -> None:
    report = check_hub(str(hub(tmp_path / "hub", measure, score)))
    assert [str(found) for found in report.findings
            if found.check.startswith("HF3")] == []


def test_a_score_that_no_call_gives_is_still_found(tmp_path: Path) -> None:
    report = check_hub(str(hub(tmp_path / "hub", f"({promethee()}) * 0.9", 95)))
    assert "HF308" in {found.check for found in report.findings}


JUDGED = '''
[[stages.identify.criteria]]
id = "need"
title = "Need"
concept = "need-scale"
judged = true
scale = [0, 10]
source = "rules"
[stages.identify.gate]
advance = [{{ {rule} }}]
otherwise = "stop"
source = "rules"
'''


@pytest.mark.parametrize("rule", [
    'budget = "call.budget", cost = "local.cost", cut = "stop"',
    'budget = "call.budget", cost = "local.cost", cut = "skip"',
    "places = 2000",
    "per = \"identify.hard_to_reach\", places = { easy = 1000, hard = 700 }",
])
def test_calls_that_are_tried_have_one_budget_and_are_too_large_for_any_places(
    tmp_path: Path, rule: str
) -> None:
    (tmp_path / "hub").mkdir()
    (tmp_path / "hub" / "methodology.toml").write_text(
        HEADER + FACTS + JUDGED.format(rule=rule), "utf-8")
    report = check_hub(str(tmp_path / "hub"))
    assert [str(found) for found in report.findings
            if found.check.startswith("HF3")] == []


HOOK = '''
import polars as pl
from hubflow import hookimpl


@hookimpl
def hubflow_score_phase(phase, table):
    """A share of the call's greatest; whoever is alone has nobody to compare with."""
    if phase.id != "understand":
        return None
    people = pl.col("understand.service_users_involved").fill_null(0)
    compared = (pl.len() > 1) & (people.max() > 0)
    score = pl.when(compared).then(100 * people / people.max()).otherwise(0.0)
    return table.select(score.alias("lower"), score.alias("upper"))
'''


def test_a_hook_that_compares_within_a_call_is_judged_on_calls_of_several(
    zoo: ModuleType, tmp_path: Path
) -> None:
    package: Path = zoo.write(tmp_path, "compares")
    (package / "__init__.py").write_text(HOOK, "utf-8")
    report = check_hub(str(package))
    assert [str(found) for found in report.findings
            if found.check in ("HF301", "HF308", "HF309")] == []
