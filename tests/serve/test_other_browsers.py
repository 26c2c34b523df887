"""The workbench in WebKit and Firefox: it lets people in, records, and saves by keys."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.serve.conftest import CALL, FIRST
from tests.serve.other_engines import Tab, firefox, read, type_into, wait_for, webkit
from tests.serve.served import serving

DECIDED = "candidatura-02"
ENTER = "\ue007"
OPEN = "document.querySelectorAll('details').forEach(one => { one.open = true })"
CHOSEN = """[...document.querySelectorAll("fieldset[data-question] input:checked")]
.map(one => one.value).join("")"""
FORBIDDEN = """(() => { const script = document.createElement("script");
script.textContent = "document.title = 'ran'"; document.head.append(script); })()"""


@pytest.mark.long
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # the client's own
@pytest.mark.parametrize("engine", [webkit, firefox])
def test_a_body_decides_and_an_assessor_judges_by_keys(
    engine: Callable[[Path], contextlib.AbstractContextManager[Tab]], example: Path, tmp_path: Path
) -> None:
    register = shutil.copy(example, tmp_path / "hub.db")
    with engine(tmp_path) as tab, serving(Path(register)) as (base, address):
        enter(tab, address)
        decide(tab, base)
        enter(tab, invite(tab, base))
        judge(tab, base)
        tab.run(FORBIDDEN)
        assert "ran" not in read(tab, "title")


def enter(tab: Tab, address: str) -> None:
    """Sign in by an invitation."""
    tab.go(address)
    type_into(tab, "main form button", ENTER)
    wait_for(tab, ".who")


def decide(tab: Tab, base: str) -> None:
    """Record a decision with its reasons, which the venture's page then shows."""
    tab.go(f"{base}{CALL}/decide")
    type_into(tab, "#body", "The board")
    type_into(tab, f"[name='decision-{DECIDED}'][value='stop']", " ")
    tab.run(OPEN)
    type_into(tab, f"#reasons-{DECIDED}", "Too early for the place.")
    type_into(tab, f"#learning-{DECIDED}", "Ask again in a year.")
    type_into(tab, "form[data-guard] button.main", ENTER)
    wait_for(tab, ".good[role=status]")
    tab.go(f"{base}/porto/ventures/{DECIDED}")
    assert "Too early for the place." in read(tab, "main")


def invite(tab: Tab, base: str) -> str:
    """The address of an invitation for an assessor; the office is no longer signed in."""
    tab.go(f"{base}/porto/people")
    type_into(tab, "#name", "assessor-c")
    type_into(tab, "[name=role-assessor]", " ")
    type_into(tab, "form button.main", ENTER)
    address = read(tab, "#link", "value")
    tab.forget()
    return address


def judge(tab: Tab, base: str) -> None:
    """Judge a venture by keys alone: saved as one goes, and with Enter on to the next."""
    sheet = f"{base}{CALL}/assess/{FIRST}"
    tab.go(sheet)
    wait_for(tab, "fieldset[data-question]")
    for level in "123454":
        tab.type(level)
    wait_for(tab, "[data-saved]:not(:empty)")
    tab.type(ENTER)
    wait_for(tab, f"a[rel=prev][href*='{FIRST}']")
    tab.go(sheet)
    wait_for(tab, "fieldset[data-question]")
    assert tab.run(CHOSEN) == "123454"
