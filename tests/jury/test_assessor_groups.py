"""Groups of assessors: each group's scores are combined first, and then the groups by weight."""

from __future__ import annotations

import json
import math
import statistics
import subprocess
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.hub_head import hub_head
from tests.property_examples import examples
from tests.quick_start import hubflow_here

GROUPS = """
[panel]
combine = "median"
source = "rules"
[[panel.groups]]
id = "experts"
title = "Experts"
weight = 3
minimum_assessors = 2
combine = "trimmed mean"
trim = 0.25
source = "rules"
[[panel.groups]]
id = "users"
title = "Service users"
weight = 2
source = "rules"
"""
RULES = GROUPS + """
[stages.identify]
gate = { advance = { score = 50 }, source = "rules" }
[[stages.identify.criteria]]
id = "need"
title = "Need"
concept = "need-severity"
judged = true
scale = [0, 10]
source = "rules"
[[stages.identify.criteria]]
id = "fit"
title = "Fit"
concept = "problem-solution-fit"
judged = true
scale = ["low", "middle", "high"]
source = "rules"
"""
LABELS = ["low", "middle", "high"]
SCORES = st.integers(0, 1000).map(lambda n: n / 100)


def said(group: str, number: int, criterion: str, score: Any) -> dict[str, Any]:
    return {"phase": "identify", "criterion": criterion, "score": score, "group": group,
            "assessor": f"{group}-{number}"}


def dossier(*judgements: dict[str, Any]) -> dict[str, Any]:
    return {"id": "v", "hubs": {"testhub": {"judgements": list(judgements)}}}


def criterion(result: Any, phase_of: Any, id: str) -> Any:
    return next(c for c in phase_of(result, "v", "identify").criteria if c.id == id)


def trimmed(scores: list[float], share: float) -> Fraction:
    """The mean without the share of the scores at each end, rounded down to whole scores."""
    cut = math.floor(Fraction(str(share)) * len(scores))
    left = sorted(Fraction(str(score)) for score in scores)[cut:len(scores) - cut]
    return sum(left, Fraction()) / len(left)


@settings(max_examples=examples(20), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(experts=st.lists(SCORES, max_size=9), users=st.lists(SCORES, max_size=4))
def test_the_score_is_the_weighted_mean_of_what_each_group_says(
    run_method: Any, phase_of: Any, experts: list[float], users: list[float]
) -> None:
    found = criterion(run_method(RULES, [dossier(
        *(said("experts", n, "need", score) for n, score in enumerate(experts)),
        *(said("users", n, "need", score) for n, score in enumerate(users)))]), phase_of, "need")
    if len(experts) < 2 or not users:
        assert (found.lower, found.upper) == (0, 10)
        assert bool(found.why_missing) == bool(experts or users)
        return
    own = trimmed(experts, 0.25), statistics.median(Fraction(str(score)) for score in users)
    expected = float(round((3 * own[0] + 2 * own[1]) / 5, 9))
    assert found.lower == found.upper == pytest.approx(expected, abs=1e-9)
    assert [(g.id, g.counted) for g in found.assessor_groups] == [
        ("experts", len(experts)), ("users", len(users))]
    for group, score in zip(found.assessor_groups, own, strict=True):
        assert group.lower == group.upper == pytest.approx(float(score), abs=1e-9)


@settings(max_examples=examples(20), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(experts=st.lists(st.sampled_from(LABELS), min_size=2, max_size=4),
       users=st.lists(st.sampled_from(LABELS), min_size=1, max_size=4),
       weights=st.tuples(*2 * [st.integers(1, 2)]))
def test_levels_take_the_weighted_median_of_the_groups(
    run_method: Any, phase_of: Any, experts: list[str], users: list[str],
    weights: tuple[int, int],
) -> None:
    rules = RULES.replace("weight = 2", f"weight = {weights[1]}").replace(
        "weight = 3", f"weight = {weights[0]}")
    found = criterion(run_method(rules, [dossier(
        *(said("experts", n, "fit", level) for n, level in enumerate(experts)),
        *(said("users", n, "fit", level) for n, level in enumerate(users)))]), phase_of, "fit")
    ends = []
    for median in (statistics.median_low, statistics.median_high):
        levels = [median(LABELS.index(each) for each in group) for group in (experts, users)]
        ends.append(median([levels[0]] * weights[0] + [levels[1]] * weights[1]))
    assert (found.lower, found.upper) == tuple(ends)


def test_a_group_below_its_minimum_leaves_the_criterion_open_and_is_named(
    run_method: Any, phase_of: Any
) -> None:
    result = run_method(RULES, [dossier(
        said("experts", 1, "need", 9), said("users", 1, "need", 9))])
    assert criterion(result, phase_of, "need").why_missing == "Experts: 1 of at least 2 assessors"
    found = phase_of(result, "v", "identify")
    assert found.recommendation == "undecided"


def test_a_panel_without_groups_may_trim_its_mean(run_method: Any, phase_of: Any) -> None:
    panel = '[panel]\ncombine = "trimmed mean"\ntrim = 0.2\nsource = "rules"\n'
    rules = panel + RULES.removeprefix(GROUPS)
    scores = [0, 6, 7, 8, 10]
    judgements = [said("any", n, "need", score) for n, score in enumerate(scores)]
    found = criterion(run_method(rules, [dossier(*judgements)]), phase_of, "need")
    assert (found.lower, found.upper) == (7, 7)


METHOD = hub_head(
    "fete", "Fete Hub", place="Riverside",
    sources={"rules": ("Chosen for this test", "assumption")})
PEOPLE = """
[[assessors]]
id = "ana"
name = "Ana Reis"
group = "experts"
[[assessors]]
id = "rui"
group = "experts"
[[assessors]]
id = "eva"
group = "users"
"""
HEAD = "venture,phase,criterion,assessor,score,group\n"


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A call with one venture and a list of assessors with their groups."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fete").mkdir()
    (tmp_path / "fete" / "methodology.toml").write_text(METHOD + RULES, "utf-8")
    (tmp_path / "call").mkdir()
    (tmp_path / "call" / "call.toml").write_text('id = "c"\nhub = "fete"\n', "utf-8")
    (tmp_path / "call" / "assessors.toml").write_text(PEOPLE, "utf-8")
    (tmp_path / "call" / "v.toml").write_text('id = "v"\nname = "V"\n', "utf-8")
    return tmp_path / "call"


def run(*options: str) -> subprocess.CompletedProcess[str]:
    return hubflow_here(*options)


def test_the_list_or_a_column_says_who_is_in_which_group(call: Path) -> None:
    rows = ("v,identify,need,Ana Reis,8,\nv,identify,need,rui,6,\nv,identify,need,EVA,4,\n"
            "v,identify,need,zoe,5,users\n")
    (call / "jury.csv").write_text(HEAD + rows, "utf-8")
    done = run("run", "-p", "./fete", "call", "--json")
    assert done.returncode == 0, done.stderr
    phase = json.loads(done.stdout)["ventures"][0]["stages"][0]["phases"][0]
    need = phase["criteria"][0]
    assert (need["lower"], need["upper"]) == (6.0, 6.0)  # (3 * 7 + 2 * 4.5) / 5
    assert [(g["id"], g["lower"], g["counted"]) for g in need["assessor_groups"]] == [
        ("experts", 7.0, 2), ("users", 4.5, 2)]
    why = run("why", "-p", "./fete", "call/v.toml", "--stage", "identify")
    assert "Experts × 60%" in why.stdout
    assert "Service users × 40%" in why.stdout


@pytest.mark.parametrize(("rows", "line", "what"), [
    ("v,identify,need,zoe,8,\n", 2, '"zoe" is in none of the panel\'s groups'),
    ("v,identify,need,ana,8,\nv,identify,need,zoe,8,expert\n", 3,
     'the panel has no group "expert". Did you mean "experts"?'),
    ("v,identify,need,ana,8,users\n", 2,
     '"ana" is in "users" here, and in "experts" by the list of assessors'),
    ("v,identify,need,zoe,8,users\nv,identify,fit,zoe,low,experts\n", 3,
     '"zoe" is in "experts", and in "users" before'),
])
def test_an_assessor_without_one_group_is_told_with_the_line(
    call: Path, rows: str, line: int, what: str
) -> None:
    (call / "jury.csv").write_text(HEAD + rows, "utf-8")
    done = run("run", "-p", "./fete", "call")
    assert done.returncode == 2
    assert f"jury.csv:{line}: group: {what}" in done.stderr


def test_a_group_in_the_list_that_the_panel_has_not_is_told_there(call: Path) -> None:
    text = PEOPLE.replace('"users"', '"user"')
    (call / "assessors.toml").write_text(text, "utf-8")
    (call / "jury.csv").write_text(HEAD + "v,identify,need,eva,8,\n", "utf-8")
    done = run("run", "-p", "./fete", "call")
    assert done.returncode == 2
    line = text.splitlines().index('group = "user"') + 1
    assert f'assessors.toml:{line}: assessors[2].group: the panel has no group' in done.stderr
    assert done.stderr.count("the panel has no group") == 1


@pytest.mark.usefixtures("call")
def test_the_handbook_shows_the_groups_with_their_weights() -> None:
    page = " ".join(run("handbook", "-p", "./fete").stdout.split())
    assert ("Experts: 60% of the weight, by their mean without the 25% of them that are lowest "
            "and the 25% that are highest, from 2 assessors on") in page
    assert "Service users: 40% of the weight, by their median, from one assessor on" in page


@pytest.mark.parametrize(("rule", "flaw"), [
    ('combine = "trimmed mean"', "panel.combine: does not say how much is trimmed"),
    ("trim = 0.2", "panel.trim: belongs to a trimmed mean"),
    ('combine = "trimmed mean"\ntrim = 0.6', "panel.trim: "),
    ('combine = "trimmed mean"\ntrim = 0.1234', "panel.trim: has more than three decimals"),
    ('[[panel.groups]]\nid = "a"\ntitle = "A"\nsource = "rules"\nweight = 0',
     "panel.groups[0].weight: must be more than 0"),
    (2 * '[[panel.groups]]\nid = "a"\ntitle = "A"\nsource = "rules"\n', '"a" is used twice'),
])
def test_what_is_wrong_with_a_panel_s_rules_is_told_with_its_key(
    call: Path, rule: str, flaw: str
) -> None:
    (call.parent / "fete" / "methodology.toml").write_text(
        METHOD + RULES.replace(GROUPS, f"[panel]\n{rule}\n"), "utf-8")
    done = run("handbook", "-p", "./fete")
    assert done.returncode == 2
    assert flaw in done.stderr


def test_a_pack_names_ventures_that_too_few_of_a_group_read(call: Path) -> None:
    done = run("jury-pack", "-p", "./fete", "call", "--out", "whole", "--format", "md")
    assert "Fewer" not in done.stdout
    people = PEOPLE.replace('id = "rui"', 'id = "rui"\nconflicts = ["v"]')
    (call / "assessors.toml").write_text(people, "utf-8")
    done = run("jury-pack", "-p", "./fete", "call", "--out", "short", "--format", "md")
    assert "Fewer assessors read than the panel and each of its groups needs: V." in done.stdout
