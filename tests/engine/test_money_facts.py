"""A hub's own amounts have the dossier's currency: converted by a rate, or missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hubflow.model.input_problems import BadInput
from hubflow.model.results import PhaseResult, RunResult
from hubflow.plugins.manager import load_hub

METHOD = """
[[facts]]
id = "ask"
{kind}
description = "How much is asked?"
[stages.identify.gate]
advance = {{ budget = "100", cost = "local.ask" }}
rank_by = ["need"]
source = "rules"
[[stages.identify.criteria]]
id = "need"
title = "Need"
concept = "need-severity"
judged = true
scale = ["low", "high"]
source = "rules"
"""
KINDS = ['type = "money"', 'type = "number"\nunit = "GBP"']


def venture(id: str, ask: object, level: str, currency: str | None = None) -> dict[str, Any]:
    said = {"phase": "identify", "criterion": "need", "level": level}
    return {"id": id, "call": "spring", **({"currency": currency} if currency else {}),
            "hubs": {"testhub": {"ask": ask, "judgements": [said]}}}


def first(result: RunResult) -> dict[str, PhaseResult]:
    return {each.id: each.phases[0] for each in result.ventures}


@pytest.mark.parametrize("kind", KINDS)
def test_a_budget_never_adds_two_currencies(run_method: Any, kind: str) -> None:
    ventures = [venture("a", 60, "high", "EUR"), venture("b", 50, "low")]
    found = first(run_method(METHOD.format(kind=kind), ventures))
    (missing,) = found["a"].missing
    assert (missing.id, missing.why, missing.text) == (
        "local.ask", "amount in EUR", "How much is asked? (GBP)")
    assert {found[id].recommendation for id in "ab"} == {"undecided"}

    found = first(run_method(METHOD.format(kind=kind), ventures, rates={"EUR": 0.8}))
    assert [found[id].recommendation for id in "ab"] == ["advance", "advance"]  # 48 and 50
    found = first(run_method(METHOD.format(kind=kind), ventures, rates={"EUR": 1.2}))
    assert [found[id].recommendation for id in "ab"] == ["advance", "revise"]  # 72 and 50


def test_a_table_converts_as_dossiers_do(run_method: Any, tmp_path: Path) -> None:
    import polars as pl

    from hubflow.tables.run_tables import open_run

    ventures = [venture("a", 60, "high", "EUR"), venture("b", 50, "low")]
    dossiers = first(run_method(METHOD.format(kind=KINDS[0]), ventures, rates={"EUR": 1.2}))
    pl.DataFrame({"id": ["a", "b"], "call": ["spring"] * 2, "currency": ["EUR", None],
                  "local.ask": [60.0, 50.0]}).write_csv(tmp_path / "t.csv")
    (tmp_path / "jury.csv").write_text(
        "venture,phase,criterion,assessor,score\na,identify,need,Ana,high\n"
        "b,identify,need,Ana,low\n")
    hub = load_hub(str(tmp_path / "run0/hub"))
    open_run(hub, [tmp_path / "t.csv"], panel=[tmp_path / "jury.csv"],
             rates={"EUR": 1.2}).written(tmp_path / "out.parquet")
    table = pl.read_parquet(tmp_path / "out.parquet").filter(pl.col("phase") == "identify")
    assert dict(zip(table["id"], table["recommendation"], strict=True)) == {
        id: phase.recommendation for id, phase in dossiers.items()}


def test_money_has_no_unit_of_its_own_and_is_not_negative(run_method: Any) -> None:
    with pytest.raises(BadInput, match="belongs to a number; money is in the hub's currency"):
        run_method(METHOD.format(kind='type = "money"\nunit = "USD"'),
                   [venture("a", 1, "high")])
    with pytest.raises(BadInput, match="must be 0 or more"):
        run_method(METHOD.format(kind=KINDS[0]), [venture("a", -1, "high")])
