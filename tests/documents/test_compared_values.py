"""What is worked out over a call says over whom, whose it is, and what of whom is missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from hubflow.cli.main import cli
from hubflow.kit.checking.plugin_check import check_hub

METHOD = """
[[facts]]
id = "price"
type = "money"
low = 1
description = "What is the price?"
[[facts]]
id = "complete"
type = "yes_no"
description = "Is the tender complete?"
[[stages.identify.phases]]
id = "tender"
name = "Tender"
[[stages.identify.phases.requirements]]
id = "complete"
holds = "local.complete"
says = "The tender is complete."
otherwise_decision = "stop"
source = "rules"
[[stages.identify.phases.values]]
id = "lowest"
expression = "min(local.price) OVER ()"
says = "The lowest price of the complete tenders."
source = "rules"
[[stages.identify.phases.criteria]]
id = "price"
title = "Price"
concept = "value-for-money"
measure = "80 * (1 - (local.price - values.lowest) / values.lowest)"
scale = [0, 80]
source = "rules"
[stages.identify.phases.gate]
advance = { places = 1 }
otherwise = "stop"
source = "rules"
"""


def tender(id: str, price: float | None, complete: bool = True) -> dict[str, Any]:
    said = {"complete": complete} | ({} if price is None else {"price": price})
    return {"id": id, "name": f"Tender {id.upper()}", "currency": "GBP", "hubs": {"testhub": said}}


@pytest.fixture
def told(run_method: Any, tmp_path: Path) -> Any:
    def told(command: str, *tenders: dict[str, Any], of: str = "") -> str:
        run_method(METHOD, list(tenders), call={"id": "c"})
        folder = max(tmp_path.glob("run*"))
        hub, call = f"{folder}/hub", folder / "dossiers"
        names = [] if command == "handbook" else [str(call / f"{of}.toml" if of else call)]
        options = ["--kind", "preliminary"] if command == "list" else []
        shown = CliRunner().invoke(cli, [command, "-p", hub, *names, *options],
                                   catch_exceptions=False).output
        return " ".join(shown.replace("│", " ").split())
    return told


def test_why_says_over_whom_a_lowest_price_is_and_that_a_value_left_its_scale(told: Any) -> None:
    said = told("why", tender("a", 100), tender("b", 250), tender("d", 80, complete=False), of="b")
    assert "Worked out over all who compete in this phase; it is that of Tender A" in said
    assert "Its own: What is the price? (GBP): 250" in said
    assert "-40 lies beyond the scale from 0 to 80, so it counts as 0" in said
    assert "── Price × 100% [80 * (1" in said
    said = told("run", tender("a", 100), tender("d", 80, complete=False), of="d")
    assert "It does not get as far as the gate: " in said
    said = told("why", tender("a", 100), tender("b", 110), of="b")
    assert "lies beyond" not in said


def test_the_handbook_says_among_whom_a_phase_compares(told: Any) -> None:
    said = told("handbook", tender("a", 100))
    assert ("The lowest price of the complete tenders. Worked out: the least of (“What is the "
            "price? (GBP)”) among those who compete") in said
    assert "“Those who compete” in this phase are the ventures" in said
    assert "whole call" not in said
    assert "advance with rank 1 in the call; otherwise stop" in said


def test_what_others_lack_is_told_by_name(told: Any) -> None:
    tenders = tender("a", 100), tender("b", 110), *(tender(id, None) for id in "efgh")
    said = told("run", *tenders, of="b")
    assert ("Complete what is missing: Tender E: What is the price? (GBP); Tender F: What is the "
            "price? (GBP); Tender G: What is the price? (GBP); and 1 more.") in said
    said = told("list", *tenders)
    assert said.count("Not known yet of it: What is the price? (GBP).") == 4


def test_a_measure_that_compares_and_may_leave_its_scale_is_noted(
    told: Any, tmp_path: Path
) -> None:
    told("handbook", tender("a", 100))
    notes = [each.what for each in check_hub(f"{tmp_path}/run0/hub").notes
             if each.check == "HF314"]
    assert len(notes) == 1
    assert "the measure may come to -" in notes[0]


JUDGED = """
[[stages.identify.criteria]]
id = "need"
title = "Need"
concept = "need-scale"
judged = true
scale = [0, 10]
source = "rules"
[[stages.identify.adjustments]]
id = "penalty"
title = "Penalty"
says = "The panel may take points away."
judged = true
justified = true
floor = -10
source = "rules"
[stages.identify.gate]
advance = { score = 50 }
source = "rules"
"""


def test_a_call_is_told_what_does_not_count_without_a_written_justification(
    run_method: Any,
) -> None:
    def judged(id: str, note: str) -> dict[str, Any]:
        said = {"phase": "identify", "assessor": "Ana"}
        return {"id": id, "name": f"Tender {id.upper()}", "hubs": {"testhub": {"judgements": [
            {**said, "criterion": "need", "score": 5},
            {**said, "criterion": "penalty", "score": 0, **({"note": note} if note else {})}]}}}

    result = run_method(JUDGED, [judged("a", ""), judged("b", "Nothing."), judged("c", "")],
                        call={"id": "c"})
    notes = [str(note) for note in result.notes if "justification" in note]
    assert notes == ["“Penalty”: judgements without a written justification do not count, not even "
                     "one of 0, and it is missing for Tender A, Tender C."]
