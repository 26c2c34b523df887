"""Cases that stay as they are are run once, and others made of them are run anew."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from hubflow.engine.pipeline.case_source import CaseSet
from hubflow.plugins.importers import load_inputs
from hubflow.plugins.manager import load_hub
from hubflow.serve.kept_cases import KeptCases

CLUB = Path(__file__).parents[2] / "examples" / "girls-club-porto.toml"


def test_cases_are_prepared_and_run_once_and_anew_where_they_are_others() -> None:
    cases = KeptCases.of_cases(
        CaseSet.of(load_hub("porto"), load_inputs([CLUB]), dt.date(2024, 12, 11)))
    prepared = cases.prepared(language="en")
    assert cases.prepared(language="en") is prepared
    assert cases.prepared(language="pt") is not prepared
    assert cases.result(prepared) is cases.result(prepared)
    assert cases.replace(decided_only=True).prepared(language="en").decided_only
    assert not cases.replace(chosen=frozenset()).result(prepared).ventures
