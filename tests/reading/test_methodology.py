"""Methodologies as people write them, and every structural mistake with its line."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from tests.hub_head import hub_head

from hubflow.model.input_problems import BadInput, Problem
from hubflow.model.method.pipeline_stages import STAGES
from hubflow.reading.method.methodology_file import (
    LoadedMethodology,
    load_methodology,
    read_methodology,
)

HEAD = hub_head(
    "testhub", "Casa de teste", place="Testtown", country="PT", language="pt", currency="EUR",
    sources={"rules": ("The rules", "published")})
FIRST = HEAD.count("\n") + 1

CRITERION = """\
[[stages.understand.phases]]
id = "bootcamp"
name = "Bootcamp"
[[stages.understand.phases.criteria]]
id = "one"
title = "One"
concept = "innovation"
source = "rules"
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "methodology.toml"
    path.write_text(text, "utf-8")
    return path


def load(folder: Path, rules: str) -> LoadedMethodology:
    return load_methodology(write(folder, HEAD + rules))


def problems(folder: Path, rules: str) -> tuple[Problem, ...]:
    with pytest.raises(BadInput) as told:
        load(folder, rules)
    return told.value.problems


def test_a_stage_of_which_nothing_is_said_has_one_phase_without_rules(tmp_path: Path) -> None:
    made = load(tmp_path, "").methodology
    assert [(phase.id, phase.stage) for phase in made.phases] == [(s, s) for s in STAGES]
    assert all(not phase.criteria and not phase.requirements for phase in made.phases)
    assert made.phases[0].name == {"en": "Identify", "pt": "Identificar"}
    assert made.hub.name == {"pt": "Casa de teste"}


def test_phases_stand_under_their_stage_or_are_its_table(tmp_path: Path) -> None:
    loaded = load(
        tmp_path,
        """
[stages.test]
id = "incubation"
name = { pt = "Incubação" }
gate = { advance = { score = 40 }, stop = [{ score_below = 20 }] }
[[stages.understand.phases]]
id = "bootcamp"
name = "Bootcamp"
[[stages.understand.phases]]
id = "acceleration"
name = "Aceleração"
""",
    )
    phases = loaded.methodology.phases
    assert [phase.id for phase in phases] == [
        "identify", "bootcamp", "acceleration", "incubation", "incubate", "trade", "scale",
    ]
    gate = phases[3].gate
    assert [rule.score for rule in gate.advance] == [40]
    assert [rule.score_below for rule in gate.stop] == [20]
    assert loaded.where("phases", 2, "name") == ("stages", "understand", "phases", 1, "name")
    assert loaded.where("phases", 3, "gate", "advance", 0, "score") == (
        "stages", "test", "gate", "advance", "score",
    )
    told = loaded.problem(("phases", 3, "gate", "stop", 0, "score_below"), "is wrong")
    assert (told.line, told.key) == (FIRST + 4, "stages.test.gate.stop[0].score_below")


def test_a_parameter_is_one_number_or_dated_ones(tmp_path: Path) -> None:
    made = load(
        tmp_path,
        """
[parameters]
share = { 2023-06-09 = 0.8, 2016-01-01 = 0.7, unit = "share", source = "rules" }
months = { value = 24, source = "rules", says = "Dois anos" }
""",
    ).methodology
    share, months = made.parameters
    assert share.values == ((dt.date(2016, 1, 1), 0.7), (dt.date(2023, 6, 9), 0.8))
    assert (share.id, share.unit) == ("share", "share")
    assert months.values == ((dt.date.min, 24.0),)
    assert months.says == {"pt": "Dois anos"}


@pytest.mark.parametrize(
    ("rules", "line", "key", "said"),
    [
        ("[parameters]\nx = 3\n", 2, "parameters.x", "x = { value = 3"),
        ("[parameters]\nx = { value = 3 }\n", 2, "parameters.x", "needs a source"),
        ("[parameters]\nx = { source = 'rules' }\n", 2, "parameters.x", "no value"),
        ("[parameters]\nx = { 2020-13-01 = 3, source = 'rules' }\n", 2, "parameters.x",
         "neither a date"),
        ("[parameters]\nx = { value = 1, 2020-01-01 = 3, source = 'rules' }\n", 2,
         "parameters.x", "both"),
        ("[parameters]\nx = { value = true, source = 'rules' }\n", 2, "parameters.x",
         "value: must be a number"),
        ("[parameters]\nX-y = { value = 1, source = 'rules' }\n", 2, "parameters.X-y",
         "cannot be named"),
        ("[parameters]\nx = { value = 3, source = 'ruels' }\n", 2, "parameters.x.source",
         'Did you mean "rules"?'),
        ("[stages.tset]\n", 1, "stages.tset", 'Did you mean "test"?'),
        ("[[stages.test]]\n", 1, "stages.test", "[[stages.test.phases]]"),
        ("[stages.test]\nphases = []\n", 2, "stages.test.phases", "list of phases"),
        ("[stages.test]\nstage = 'trade'\n", 2, "stages.test.stage", "stands under"),
        ("[stages.test]\nid = 'a'\n[[stages.test.phases]]\nid = 'b'\nname = 'B'\n", 2,
         "stages.test.id", "beside `phases`"),
        ("[stages.test]\nid = 'identify'\n", 2, "stages.test.id", "used twice"),
        ("[proposl]\n", 1, "proposl", '"proposal"?'),
        ("[[sources]]\nid = 'rules'\ntitle = 'x'\nstatus = 'published'\n", 2, "sources[1].id",
         "used twice"),
        ("[stages.test.gate]\nadvance = { plces = 3 }\n", 2, "stages.test.gate.advance.plces",
         '"places"?'),
        ("[[facts]]\nid = 'a'\ntype = 'label'\ndescription = 'x'\n", 1, "facts[0]", "no labels"),
        ("[[facts]]\nid = 'a'\ntype = 'text'\nlow = 3\ndescription = 'x'\n", 4,
         "facts[0].low", "belongs to a number"),
        ("[[facts]]\nid = 'judgements'\ntype = 'text'\ndescription = 'x'\n", 2, "facts[0].id",
         "another id"),
        ("[[stages.test.requirements]]\nid = 'a'\nsays = 'x'\nsource = 'rules'\n", 1,
         "stages.test.requirements[0]", "does not say whether it holds"),
        ("[[stages.test.requirements]]\nid = 'a'\nsays = 'x'\nsource = 'rules'\njudged = true\n"
         "holds = 'true'\n", 6, "stages.test.requirements[0].holds", "Leave one of them out"),
    ],
)
def test_a_mistake_is_told_once_with_its_line(
    tmp_path: Path, rules: str, line: int, key: str, said: str
) -> None:
    (problem,) = problems(tmp_path, rules)
    assert problem.line == FIRST + line - 1
    assert problem.key == key
    assert said in str(problem)


@pytest.mark.parametrize(
    ("more", "line", "key", "said"),
    [
        ("judged = true\n", 4, "scale", "is missing"),
        ("scale = [1, 5]\n", 4, "", "does not say how it is scored"),
        ("scale = [1, 5]\nmeasure = 'x'\njudged = true\n", 10, "measure", "Leave one"),
        ("judged = true\nscale = [5, 1]\n", 10, "scale", "two rising numbers"),
        ("judged = true\nscale = ['good']\n", 10, "scale", "two different labels"),
        ("judged = true\nscale = ['good', 'good']\n", 10, "scale", "two different labels"),
        ("judged = true\nscale = [1, 5]\nweight = 0\n", 11, "weight", "more than 0"),
        ("judged = true\nscale = ['bad', 'good']\nweight = 1\n", 11, "weight", "not weighed"),
        ("judged = true\nscale = [1, 5]\nminimum = 6\n", 11, "minimum", "from 1 to 5"),
        ("judged = true\nscale = ['bad', 'good']\nminimum = 'goood'\n", 11, "minimum",
         '"good"?'),
        ("judged = true\nscale = [1, 5]\npoints = [[0, 1], [1, 5]]\n", 11, "points",
         "belong to a measure"),
        ("measure = 'x'\nscale = [1, 5]\npoints = [[1, 1], [0, 5]]\n", 11, "points",
         "from the least"),
        ("measure = 'x'\nscale = [1, 5]\npoints = [[0, 1], [1, 6]]\n", 11, "points[1]",
         "not on the scale"),
        ("measure = 'x'\nscale = [1, 5]\npoints = [[0, 1], [1]]\n", 11, "points[1]",
         "a list of 2 values"),
        ("measure = 'x'\nscale = [1, 5]\njustified = true\n", 11, "justified",
         "only a judgement"),
        ("judged = true\nscale = [1, 5]\nstep = 0\n", 11, "step", "more than 0"),
        ("judged = true\nscale = [1, 5]\nstep = 0.3\n", 11, "step", "do not lead from 1 to 5"),
        ("judged = true\nscale = ['bad', 'good']\nstep = 1\n", 11, "step", "has labels"),
        ("measure = 'x'\nscale = [1, 5]\nstep = 1\n", 11, "step", "`round`"),
        ("judged = true\nscale = [1, 5]\nrubric = { 7 = 'x' }\n", 11, "rubric.7",
         "not on the scale"),
    ],
)
def test_a_mistake_in_a_criterion_is_told_once(
    tmp_path: Path, more: str, line: int, key: str, said: str
) -> None:
    (problem,) = problems(tmp_path, CRITERION + more)
    start = "stages.understand.phases[0].criteria[0]"
    assert problem.key == (f"{start}.{key}" if key else start)
    assert problem.line == FIRST + line - 1
    assert said in str(problem)


def test_a_criterion_without_a_source_does_not_hide_other_problems(tmp_path: Path) -> None:
    rules = CRITERION.replace('source = "rules"\n', "") + "judged = true\nscale = [1, 5]\n"
    path = write(tmp_path, HEAD + rules + "wieght = 2\n")
    loaded = read_methodology(path)
    assert [problem.key.rpartition(".")[2] for problem in loaded.problems] == ["source", "wieght"]
    assert loaded.methodology.phases[1].criteria[0].id == "one"
    with pytest.raises(BadInput) as told:
        load_methodology(path)
    assert told.value.problems == loaded.problems


def test_parts_that_are_not_sound_do_not_shift_the_lines_of_others(tmp_path: Path) -> None:
    rules = CRITERION + "judged = true\n" + CRITERION.partition("Bootcamp\"\n")[2].replace(
        '"one"', '"two"'
    ) + "judged = true\nscale = [1, 5]\n"
    loaded = read_methodology(write(tmp_path, HEAD + rules))
    assert [criterion.id for criterion in loaded.methodology.phases[1].criteria] == ["two"]
    assert loaded.where("phases", 1, "criteria", 0) == (
        "stages", "understand", "phases", 0, "criteria", 1,
    )


@pytest.mark.parametrize("api", [2, 0, 10**30])
def test_another_api_is_the_only_thing_told(tmp_path: Path, api: int) -> None:
    path = write(tmp_path, HEAD.replace("api = 1", f"api = {hex(api)}") + "[proposl]\n")
    with pytest.raises(BadInput, match="this hubflow reads format 1") as told:
        load_methodology(path)
    assert len(told.value.problems) == 1


def test_an_instrument_that_closes_before_it_opens_is_told(tmp_path: Path) -> None:
    rules = """\
[[instruments]]
id = "fund"
stage = "incubate"
name = "Fund"
source = "rules"
says = "Pays."
open = { from = 2026-12-31, to = 2026-01-01 }
"""
    (problem,) = problems(tmp_path, rules)
    assert problem.line == FIRST + 6
    assert problem.key.endswith("open.to")
    assert "before the 2026-12-31 of `from`" in problem.what
    load(tmp_path, rules.replace("to = 2026-01-01", "to = 2026-12-31"))


def test_a_folder_stands_for_the_methodology_in_it(tmp_path: Path) -> None:
    write(tmp_path, HEAD)
    assert load_methodology(tmp_path).methodology.hub.id == "testhub"
