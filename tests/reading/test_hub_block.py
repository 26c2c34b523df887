"""What a dossier says for one hub alone."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from tests.hub_head import hub_head

from hubflow.model.input_problems import BadInput
from hubflow.model.values import Gap
from hubflow.plugins.importers import load_inputs
from hubflow.reading.dossiers.hub_block import HubBlock, read_hub_block
from hubflow.reading.method.methodology_file import load_methodology

METHOD = hub_head(
    "testhub", "Test hub", place="Testtown", sources={"rules": ("The rules", "published")}) + """\
[[facts]]
id = "visits"
type = "number"
low = 0
description = "How many visits?"
[[facts]]
id = "priorities"
type = "labels"
labels = ["jobs", "health"]
description = "Which priorities apply?"
[[facts]]
id = "tier"
type = "label"
labels = ["a", "b"]
description = "Which tier?"
[stages.identify]
subject = "challenge"
[[stages.identify.criteria]]
id = "need"
title = "Need"
concept = "local:need"
judged = true
scale = [1, 5]
source = "rules"
[[stages.identify.criteria]]
id = "half"
title = "Half"
concept = "local:half"
judged = true
scale = [1, 5]
step = 0.5
source = "rules"
[[stages.identify.criteria]]
id = "fit"
title = "Fit"
concept = "local:fit"
judged = true
scale = ["poor", "good"]
source = "rules"
[[stages.identify.requirements]]
id = "novel"
says = "It is new."
judged = true
source = "rules"
"""

HEAD = 'id = "a"\nname = "A"\n'


def read(folder: Path, text: str, challenge: str | None = None) -> HubBlock:
    (folder / "hub.toml").write_text(METHOD, "utf-8")
    dossiers = folder / "dossiers"
    dossiers.mkdir()
    head = HEAD
    if challenge is not None:
        head += 'challenge = "c"\n'
        (dossiers / "c.toml").write_text(
            'kind = "challenge"\nid = "c"\nname = "C"\n' + challenge, "utf-8"
        )
    (dossiers / "a.toml").write_text(head + text, "utf-8")
    (entry,) = load_inputs([dossiers]).entries
    return read_hub_block(entry, load_methodology(folder / "hub.toml").methodology)


def test_local_facts_and_judgements_come_as_the_model_has_them(tmp_path: Path) -> None:
    block = read(
        tmp_path,
        """
[hubs.testhub]
visits = 3
priorities = ["health"]
tier = "unknown"
[[hubs.testhub.judgements]]
phase = "identify"
criterion = "need"
score = 4
assessor = "Ana"
note = "Because."
date = 2024-05-01
[[hubs.testhub.judgements]]
phase = "identify"
criterion = "fit"
level = "good"
[[hubs.testhub.judgements]]
phase = "identify"
criterion = "novel"
holds = true
[[hubs.testhub.judgements]]
phase = "identify"
criterion = "novel"
assessor = "Rui"
conflict = true
[hubs.another]
whatever = { it = "says" }
""",
    )
    assert block.local == {"visits": 3.0, "priorities": ("health",), "tier": Gap.UNKNOWN}
    first, *others = block.judgements
    assert (first.venture, first.assessor, first.score, first.note, first.date) == (
        "a", "Ana", 4.0, "Because.", dt.date(2024, 5, 1),
    )
    assert [(one.assessor, one.score, one.conflict) for one in others] == [
        ("panel", "good", False), ("panel", True, False), ("Rui", None, True),
    ]


def test_a_challenges_block_is_joined(tmp_path: Path) -> None:
    block = read(
        tmp_path,
        '[hubs.testhub]\nvisits = 5\njudgements = [{ phase = "identify", criterion = "fit", '
        'level = "good" }]\n',
        '[hubs.testhub]\nvisits = 3\ntier = "a"\njudgements = [{ phase = "identify", '
        'criterion = "need", score = 2 }]\n',
    )
    assert block.local == {"visits": 5.0, "tier": "a"}
    assert [(one.venture, one.score) for one in block.judgements] == [("a", 2.0), ("a", "good")]


def test_a_mistake_in_a_challenges_block_is_told_in_its_file(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as told:
        read(tmp_path, "", "[hubs.testhub]\nvisit = 5\n")
    (problem,) = told.value.problems
    assert (Path(problem.file).name, problem.line) == ("c.toml", 5)


def judged(more: str) -> str:
    return f'judgements = [{{ phase = "identify", {more} }}]'


@pytest.mark.parametrize(
    ("line", "key", "said"),
    [
        ("visit = 3", "visit", 'Did you mean "visits"?'),
        ("visits = -1", "visits", "0 or more"),
        ("visits = '3'", "visits", "must be a number"),
        ("tier = 'c'", "tier", "Known: a, b."),
        ("priorities = 'jobs'", "priorities", "list of labels"),
        ("priorities = ['jbos']", "priorities[0]", '"jobs"?'),
        ("priorities = [[1]]", "priorities[0]", "a list is not one"),
        ("judgements = 3", "judgements", "[[hubs.testhub.judgements]]"),
        ("judgements = [3]", "judgements[0]", "must be a table"),
        (judged("criterion = 'nede', score = 3"), "judgements[0].criterion", '"need"?'),
        (judged("criterion = 'need', score = 9"), "judgements[0].score", "from 1 to 5"),
        (judged("criterion = 'need', score = nan"), "judgements[0].score", "not on the scale"),
        (judged("criterion = 'need', score = [1]"), "judgements[0].score", "not a list"),
        (judged("criterion = 'need', level = 'good'"), "judgements[0].level", "not on the scale"),
        (judged("criterion = 'half', score = 2.2"), "judgements[0].score", "give 2 or 2.5"),
        (judged("criterion = 'fit', level = 'godo'"), "judgements[0].level", '"good"?'),
        (judged("criterion = 'novel', score = 3"), "judgements[0].score", "yes or no"),
        (judged("criterion = 'need'"), "judgements[0].score", "no score"),
        (judged("criterion = 'need', score = 3, level = 'x'"), "judgements[0].level",
         "stands beside"),
        (judged("criterion = 'need', scroe = 3, score = 3"), "judgements[0].scroe", '"score"?'),
        ('judgements = [{ phase = "identfy", criterion = "need", score = 3 }]',
         "judgements[0].phase", '"identify"?'),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, line: str, key: str, said: str) -> None:
    with pytest.raises(BadInput) as told:
        read(tmp_path, f"[hubs.testhub]\n{line}\n")
    (problem,) = told.value.problems
    assert (problem.line, problem.key) == (4, f"hubs.testhub.{key}")
    assert said in str(problem)


def test_two_undated_judgements_by_one_assessor_are_told(tmp_path: Path) -> None:
    one: dict[str, Any] = {"phase": "identify", "criterion": "need"}
    entry = ", ".join(f'{key} = "{value}"' for key, value in one.items())
    with pytest.raises(BadInput, match="latest counts"):
        read(tmp_path, f"[hubs.testhub]\njudgements = [{{ {entry}, score = 1 }}, "
                       f"{{ {entry}, score = 2 }}]\n")
