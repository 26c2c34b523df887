"""The documents are complete: every key of a methodology, every hook, every optional extra."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import attrs
import pytest
import tomli
from packaging.requirements import Requirement

from hubflow.model import case
from hubflow.model import methodology as model
from hubflow.plugins import hookspecs

REPO = Path(__file__).parents[2]
DOCS = REPO / "docs"
METHODOLOGY = (DOCS / "methodology.md").read_text("utf-8")
HOOKS = (DOCS / "hooks.md").read_text("utf-8")

SECTIONS = {
    "hub": model.Hub,
    "sources": model.MethodSource,
    "parameters": model.Parameter,
    "facts": model.LocalFact,
    "assumed": model.Assumed,
    "panel": model.Panel,
    "privacy": model.Privacy,
    "phases": model.Phase,
    "requirements": model.Requirement,
    "criteria": model.Criterion,
    "gate": model.Gate,
    "advance": model.AdvanceRule,
    "stop": model.StopRule,
    "instruments": model.Instrument,
    "proposal": model.Proposal,
    "proposal.sections": model.Section,
    "proposal.finance": model.FinanceLine,
    "indicators": model.PlaceIndicator,
    "expected_failures": model.ExpectedFailure,
}
"""The table of methodology.md about each class of the model, by the name in its heading."""

TOLD_OTHERWISE = {
    ("phases", "stage"),  # the table that a phase stands in says it
    ("parameters", "id"),  # the parameter's key is its id
    ("parameters", "values"),  # written as `value`, or as dates
}

HOOK_NAMES = sorted(name for name in vars(hookspecs) if name.startswith("hubflow_"))


def section(name: str) -> str:
    """What stands under the heading that ends in a name in code marks."""
    match = re.search(rf"^#+ [^\n]*`{re.escape(name)}`\n(.*?)(?=^#|\Z)", METHODOLOGY,
                      re.MULTILINE | re.DOTALL)
    assert match, f"docs/methodology.md has no heading for `{name}`"
    return match[1]


@pytest.mark.parametrize("name", SECTIONS)
def test_every_key_of_a_methodology_is_told(name: str) -> None:
    told = set(re.findall(r"^\| `([\w.<>]+)` \|", section(name), re.MULTILINE))
    keys = {
        field.metadata.get("key") or field.name
        for field in attrs.fields(SECTIONS[name])
        if (name, field.name) not in TOLD_OTHERWISE
    }
    assert keys <= told


def test_no_key_is_told_that_is_not_there() -> None:
    for name, cls in SECTIONS.items():
        told = set(re.findall(r"^\| `([\w.<>]+)` \|", section(name), re.MULTILINE))
        keys = {field.metadata.get("key") or field.name for field in attrs.fields(cls)}
        extra = {"parameters": {"value", "<date>"}}.get(name, set())
        assert told <= keys | extra, name


def test_every_key_of_a_case_is_told() -> None:
    told = set(re.findall(r"`([\w.<>]+)`", (DOCS / "cases.md").read_text("utf-8")))
    for cls in (case.CaseFile, case.ExpectedVenture, case.ExpectedPhase, case.ExpectedProposal):
        keys = {"phases.<phase>" if field.name == "phases" else field.name
                for field in attrs.fields(cls)}
        assert keys - told <= {"finance"}, cls


@pytest.mark.parametrize("hook", HOOK_NAMES)
def test_every_hook_is_told_with_its_arguments(hook: str) -> None:
    arguments = ", ".join(inspect.signature(getattr(hookspecs, hook)).parameters)
    assert f"`{hook}({arguments})`" in HOOKS


def test_no_hook_is_told_that_is_not_there() -> None:
    assert set(re.findall(r"`(hubflow_\w+)\(", HOOKS)) <= set(HOOK_NAMES)


def test_every_dependency_is_accounted_for() -> None:
    project = tomli.loads((REPO / "pyproject.toml").read_text("utf-8"))["project"]
    needed = {Requirement(text).name for text in project["dependencies"]}
    table = (DOCS / "architecture.md").read_text("utf-8").partition("## Why each dependency")[2]
    told = {name for names in re.findall(r"^\| ([a-z][\w, -]*) \|", table, re.MULTILINE)
            for name in names.split(", ")} - {"library"}
    assert told == needed
