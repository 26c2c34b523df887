"""What the README promises of every hub, held against the hubs and commands that there are."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from hubflow.cli.commands.run import command as run_command
from hubflow.cli.main import commands
from hubflow.engine.method.prepared_method import compiled_method
from hubflow.engine.pipeline.prepare import prepare
from hubflow.engine.pipeline.run import run
from hubflow.model.method.pipeline_stages import STAGES
from hubflow.plugins.importers import load_inputs
from hubflow.plugins.manager import load_hub

REPO = Path(__file__).parents[2]
README = (REPO / "README.md").read_text("utf-8")
FOLDERS = sorted(path.parent for path in REPO.glob("examples/hubs/*/methodology.toml"))
HUBS = ["porto", "westmidlands", *map(str, FOLDERS)]
DAY = dt.date(2026, 6, 1)

GUARANTEES = {
    "safeguarding": {"guarantee.safeguarding"},
    "all three of them": {"guarantee.leader", "guarantee.proposal", "guarantee.award"},
    "24 months of records": {"guarantee.trading"},
    "a local market before a national one": {"guarantee.markets"},
}
"""What the last column of the table of stages means by its words."""


def stage_rows() -> list[tuple[str, str]]:
    """Each stage of the table with what nobody leaves it without."""
    return [(row[1], row[2]) for row in
            re.finditer(r"^\| `(\w+)` \| [^|]+ \| ?([^|]*?) ?\|$", README, re.MULTILINE)]


def test_the_stages_of_the_table_are_those_of_the_code() -> None:
    assert tuple(stage for stage, _ in stage_rows()) == STAGES


@pytest.mark.parametrize("hub", HUBS)
def test_what_nobody_leaves_a_stage_without_holds_in_every_hub(hub: str) -> None:
    compiled = compiled_method(load_hub(hub))
    assert [plan.phase.stage for plan in compiled.phases] == sorted(
        (plan.phase.stage for plan in compiled.phases), key=STAGES.index)
    for stage, words in stage_rows():
        promised = next((ids for start, ids in GUARANTEES.items() if words.startswith(start)),
                        set())
        assert bool(words) == bool(promised), words
        guarding = [
            {rule.requirement.id for rule in plan.guarantees}
            for plan in compiled.phases
            if plan.phase.stage == stage and plan.phase.subject == "venture"
        ]
        assert not guarding or guarding[-1] == promised, (hub, stage)


@pytest.mark.parametrize("path", sorted(REPO.glob("examples/*.toml")), ids=lambda path: path.stem)
def test_every_hub_reads_the_same_of_the_same_dossier(path: Path) -> None:
    """The same facts, up to what is a hub's own: its place, its local facts, money it converts."""
    own = ("local.", "place.", "hub.", "call.", "parameters.")
    seen = []
    for name in HUBS:
        hub = load_hub(name)
        rates = {cur: 1.0 for cur in ("EUR", "GBP")
                 if cur != hub.methodology.methodology.hub.currency}
        prepared = prepare(hub, load_inputs([path]), as_of=DAY, rates=rates)
        row = prepared.cases[0].facts.values
        assumed = {fact.fact for fact in prepared.methodology.assumed}
        seen.append((name, assumed, row))
    _, _, first = seen[0]
    for name, assumed, row in seen:
        skipped = assumed | seen[0][1] | {"incubate.proposal_complete"}
        shared = {fact for fact in first if not fact.startswith(own)} - skipped
        assert {fact for fact in row if not fact.startswith(own)} - skipped == shared, name
        assert {fact: row[fact] for fact in shared} == {fact: first[fact] for fact in shared}, name
        result = run(load_hub(name), load_inputs([path]), as_of=DAY)
        stages = tuple(stage.stage for stage in result.ventures[0].stages)
        assert stages == load_hub(name).methodology.methodology.stages


def test_every_command_is_told_and_none_that_is_not_there() -> None:
    documents = [README, *(path.read_text("utf-8") for path in REPO.glob("docs/**/*.md"))]
    told = {word for text in documents for word in re.findall(r"\bhubflow ([a-z-]+)", text)}
    assert set(commands()) <= told
    blocks = "\n".join(re.findall(r"^```\w.*?^```", README, re.MULTILINE | re.DOTALL))
    ordered = set(re.findall(r"^(?:\$ )?hubflow ([a-z-]+)", blocks, re.MULTILINE))
    assert ordered
    assert ordered <= set(commands())


def test_every_option_told_of_run_is_one_of_its_own() -> None:
    table = README.partition("| option of `hubflow run` |")[2].partition("\n\n")[0]
    told = set(re.findall(r"^\| `(--?[a-z-]+)", table, re.MULTILINE))
    options = {name for parameter in run_command.params for name in parameter.opts}
    assert told
    assert told <= options
