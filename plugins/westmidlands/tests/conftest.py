"""A venture that has everything, and a run of the West Midlands' method over changed copies."""

from __future__ import annotations

import copy
import datetime as dt
import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from hubflow import LoadedHub, PhaseResult, VentureResult, load_hub, load_inputs, run

AS_OF = dt.date(2025, 6, 1)

Data = dict[str, Any]
Change = Callable[[Data], object]
Runner = Callable[..., VentureResult]


def _judged(criterion: str, level: str, note: str = "It is shown how.") -> Data:
    return {"phase": "appraisal", "criterion": criterion, "level": level,
            "assessor": "assessor-1", "note": note}


def _complete() -> Data:
    """A made-up venture of which everything is recorded, so that each gate can be passed."""
    return {
        "id": "made-up",
        "name": "Made-up venture",
        "currency": "GBP",
        "identify": {
            "priority_group": "Adults out of work",
            "includes_children": False,
            "includes_adults_at_risk": False,
            "problems": [{"statement": "They find no work."}],
            "authority": {"name": "The district council"},
        },
        "understand": {
            "activities": [{"kind": "workshop", "people": 12, "service_users": 9}],
            "prior_art": [{"name": "A practice elsewhere"}],
        },
        "test": {
            "pilots": [{"name": "First pilot", "came": 20, "completed": 15}],
            "feedback": [{"whom": "service users", "people": 15}],
            "outcomes": [{"indicator": "In work", "after": 8, "before": 0, "better": "higher"}],
            "evidence_level": 1,
        },
        "incubate": {
            "leader": {"name": "A Leader"},
            "parties": [{"role": "implementing organisation", "name": "The venture"}],
            "net_funding_need": 40000,
            "budget": [{"item": "Everything", "amount": 45000}],
            "cofunders": [{"name": "A funder", "amount": 30000, "letter": True}],
            "expected_outcomes": [{"indicator": "In work", "target": 20}],
            "awards": [{"funder": "A funder", "amount": 30000, "date": dt.date(2022, 12, 1)}],
            "proposal": dict.fromkeys(("need", "idea", "people", "money"), "An answer."),
        },
        "trade": {
            "legal_form": "cooperative",
            "start": dt.date(2023, 1, 1),
            "baseline_income": 20000,
            "ledger": [_year(2023, 30000), _year(2024, 45000)],
        },
        "scale": {"markets": [
            {"kind": "local", "demand": "paid", "entered": dt.date(2023, 2, 1)},
        ]},
        "hubs": {"westmidlands": {
            "district": "Walsall",
            "priorities": ["employment"],
            "target_groups": ["out-of-employment"],
            "judgements": [_judged("employment", "good"), _judged("beneficiaries", "good"),
                           _judged("good-work", "satisfactory")],
        }},
    }


def _year(year: int, sales: float) -> Data:
    return {"start": dt.date(year, 1, 1), "end": dt.date(year, 12, 31),
            "basis": "annual accounts", "sales": sales, "contracts": 0, "outcome_payments": 0,
            "grants": 5000, "costs": sales}


@pytest.fixture(scope="session")
def hub() -> LoadedHub:
    """The hub as it is installed."""
    return load_hub("westmidlands")


@pytest.fixture
def judged() -> Callable[..., Data]:
    """One judgement of the appraisal as a dossier holds it."""
    return _judged


@pytest.fixture
def ledger_year() -> Callable[[int, float], Data]:
    """One year of accounts."""
    return _year


@pytest.fixture
def run_one(tmp_path: Path, hub: LoadedHub) -> Runner:
    """Run the method over the complete venture after changes to it."""
    count = itertools.count()

    def runner(*changes: Change, with_hub: LoadedHub | None = None,
               as_of: dt.date = AS_OF, language: str | None = None) -> VentureResult:
        data = copy.deepcopy(_complete())
        for change in changes:
            change(data)
        path = tmp_path / f"venture{next(count)}.toml"
        path.write_text(tomli_w.dumps(data), "utf-8")
        result = run(with_hub or hub, load_inputs([path]), as_of=as_of, language=language)
        return result.ventures[0]

    return runner


@pytest.fixture
def phase_of() -> Callable[[VentureResult, str], PhaseResult]:
    """Find one phase of a venture's result."""

    def find(venture: VentureResult, id: str) -> PhaseResult:
        return next(phase for stage in venture.stages for phase in stage.phases
                    if phase.phase == id)

    return find
