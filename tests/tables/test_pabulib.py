"""Elections of participatory budgets come out as their own rules say.

The files are made up, in the format of Pabulib; the greatest totals of votes come first.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.tables.pabulib import RULES, agrees, outcomes, read_election

FILE = """META
key;value
description;Made up for this test
country;Testland
unit;Testtown
instance;2024
num_projects;6
num_votes;4
budget;1000
vote_type;approval
rule;{rule}
{more}PROJECTS
project_id;cost;votes;name;selected
{projects}
VOTES
voter_id;vote
1;1,2
2;1
3;2,3
4;"1,6"
"""
COSTS = {"1": (600, 40), "2": (500, 30), "3": (250, 20), "4": (160, 12), "5": (150, 9), "6": (1, 3)}


def election(rule: str, winners: str, more: str = "") -> str:
    return FILE.format(rule=rule, more=more, projects="\n".join(
        f'{id};{cost};{votes};"Project; {id}";{int(id in winners)}'
        for id, (cost, votes) in COSTS.items()))


@pytest.mark.parametrize(("rule", "winners", "more"), [
    ("greedy", "135", ""),
    ("greedy-no-skip", "1", ""),
    ("greedy-threshold", "13", "min_project_score_threshold;10\n"),
])
def test_the_winners_are_those_of_the_rule(
    rule: str, winners: str, more: str, tmp_path: Path
) -> None:
    read = read_election(election(rule, winners, more))
    assert read.winners == {*winners}
    assert read.is_whole
    assert RULES[read.meta["rule"]] in ("skip", "stop")
    (found,) = outcomes([read], RULES[rule], tmp_path)
    assert {id for id, said in found.items() if said == "advance"} == {*winners}
    assert agrees(read, found)
    (other,) = outcomes([read], "skip" if rule == "greedy-no-skip" else "stop", tmp_path)
    assert not agrees(read, other)


def test_many_elections_are_calls_of_one_table(tmp_path: Path) -> None:
    read = [read_election(election("greedy", "135")),
            read_election(election("greedy", "13", "min_project_score_threshold;10\n"))]
    assert all(agrees(one, found)
               for one, found in zip(read, outcomes(read, "skip", tmp_path), strict=True))


def test_equals_of_whom_the_money_pays_for_one_are_open(tmp_path: Path) -> None:
    text = election("greedy", "1").replace("2;500;30", "2;400;20").replace("3;250;20", "3;400;20")
    (found,) = outcomes([read_election(text)], "stop", tmp_path)
    assert (found["1"], found["2"], found["3"]) == ("advance", "undecided", "undecided")
