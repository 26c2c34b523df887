"""The documents are complete: every key of a methodology, every hook, every dependency.

The reference is made from the code. Here it is made again, and its parts are counted.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import attrs
import pytest
import tomli
from packaging.requirements import Requirement
from scripts.reference_methodology import PARTS, records

from hubflow.kit.cases import case_records as case
from hubflow.model.methodology import Methodology
from hubflow.plugins import hookspecs
from hubflow.reading.records.converter import toml_key

REPO = Path(__file__).parents[2]
DOCS = REPO / "docs"
REFERENCE = DOCS / "reference"

WRITTEN_OTHERWISE = {
    ("Methodology", "phases"),  # they stand under their stages
    ("Parameter", "id"),  # the name of its table
    ("Parameter", "values"),  # written as `value`, or as dates
    ("Phase", "stage"),  # the table that it stands in
}

HOOK_NAMES = {name for name in vars(hookspecs) if name.startswith("hubflow_")}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reference as the code is now."""
    folder = tmp_path_factory.mktemp("reference")
    subprocess.run([sys.executable, "-m", "scripts.make_reference", str(folder)], cwd=REPO,
                   check=True)
    return folder


def test_the_reference_is_that_of_the_code(made: Path) -> None:
    command = "run: python -m scripts.make_reference"
    assert {path.name for path in made.iterdir()} == {
        path.name for path in REFERENCE.glob("*.md")} - {"index.md"}, command
    for page in made.iterdir():
        assert page.read_text("utf-8") == (REFERENCE / page.name).read_text("utf-8"), command


def test_every_record_of_a_methodology_has_its_part() -> None:
    assert set(records(Methodology)) == set(PARTS)


@pytest.mark.parametrize("record", PARTS, ids=lambda record: record.__name__)
def test_every_key_of_a_methodology_is_told(record: type) -> None:
    page = (REFERENCE / "methodology.md").read_text("utf-8")
    part = page.split(f"## {PARTS[record][0]}: ")[1].split("\n## ")[0]
    told = set(re.findall(r"^\| `([\w.<>]+)` \|", part, re.MULTILINE))
    keys = {toml_key(field) for field in attrs.fields(record)
            if (record.__name__, field.name) not in WRITTEN_OTHERWISE}
    assert keys <= told


def test_the_guide_names_every_hook_and_no_other() -> None:
    assert set(re.findall(r"^\|.*`(hubflow_\w+)` \|$", (DOCS / "hooks.md").read_text("utf-8"),
                          re.MULTILINE)) == HOOK_NAMES


def test_every_key_of_a_case_is_told() -> None:
    told = set(re.findall(r"`([\w.<>]+)`", (DOCS / "cases.md").read_text("utf-8")))
    for cls in (case.CaseFile, case.ExpectedVenture, case.ExpectedPhase, case.ExpectedProposal):
        keys = {"phases.<phase>" if field.name == "phases" else field.name
                for field in attrs.fields(cls)}
        assert keys - told <= {"finance"}, cls


def test_every_dependency_is_accounted_for() -> None:
    project = tomli.loads((REPO / "pyproject.toml").read_text("utf-8"))["project"]
    needed = {Requirement(text).name for text in project["dependencies"]}
    table = (DOCS / "architecture.md").read_text("utf-8").partition("## Why each dependency")[2]
    told = {name for names in re.findall(r"^\| ([a-z][\w, -]*) \|", table, re.MULTILINE)
            for name in names.split(", ")} - {"library"}
    assert told == needed
