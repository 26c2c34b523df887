"""An exception is granted by the panel for a written reason, and shown wherever it is read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from hubflow.cli.main import cli
from hubflow.documents.scorecard import scorecard_markdown
from hubflow.model.input_problems import BadInput
from tests.conftest import HEADER

METHOD = """
[panel]
minimum_assessors = 2
source = "rules"
[[stages.identify.phases]]
id = "first-look"
name = "First look"
[[stages.identify.phases.exceptions]]
id = "old-age"
says = "In exceptional circumstances an older business may apply."
source = "rules"
[[stages.identify.phases.requirements]]
id = "young"
holds = "identify.age_from <= 24 OR exceptions.old_age"
says = "The business is young."
otherwise = "Come back with another."
otherwise_decision = "stop"
source = "rules"
[[instruments]]
id = "grant"
stage = "incubate"
name = "Grant"
eligible = "true"
amount = "CASE WHEN exceptions.old_age THEN 2000 ELSE 1000 END"
source = "rules"
"""
YES, NO = {"score": True, "note": "The mill burnt down."}, {"score": False}


def venture(age: int, *said: dict[str, Any], conflict: bool = False) -> dict[str, Any]:
    return {"id": "a", "identify": {"age_from": age}, "hubs": {"testhub": {"judgements": [
        {"phase": "first-look", "criterion": "old-age", "assessor": f"assessor {number}",
         "conflict": conflict, **{"holds" if key == "score" else key: value
                                  for key, value in each.items()}}
        for number, each in enumerate(said)]}}}


@pytest.mark.parametrize(("said", "granted", "recommendation", "amount"), [
    ((), False, "stop", 1000.0),
    ((YES,), False, "stop", 1000.0),  # one assessor of two
    ((YES, YES), True, "advance", 2000.0),
    ((YES, {"score": True}), False, "stop", 1000.0),  # a yes without a reason does not count
    ((NO, NO), False, "stop", 1000.0),
    ((YES, NO), None, "undecided", None),
    ((YES, YES, NO), True, "advance", 2000.0),
])
def test_it_is_granted_for_a_reason_alone(
    run_method: Any, phase_of: Any, venture_of: Any, said: tuple[dict[str, Any], ...],
    granted: bool | None, recommendation: str, amount: float | None,
) -> None:
    result = run_method(METHOD, [venture(30, *said)])
    phase = phase_of(result, "a", "first-look")
    assert phase.recommendation == recommendation
    (exception,) = phase.exceptions
    assert exception.granted is granted
    assert phase.requirements[0].exceptions[0].granted is granted
    assert venture_of(result, "a").instruments[0].amount == amount
    assert phase.missing == ()
    if recommendation == "undecided":
        (cause,) = [each for each in phase.reasons if each.kind == "missing"]
        assert "older business" in cause.text
        assert cause.what_to_do


def test_nobody_needs_one_who_is_young(run_method: Any, phase_of: Any) -> None:
    result = run_method(METHOD, [venture(20, NO, NO)])
    assert phase_of(result, "a", "first-look").recommendation == "advance"


def test_the_scorecard_tells_it_where_the_requirement_stands(run_method: Any) -> None:
    def shown(*said: dict[str, Any]) -> str:
        result = run_method(METHOD, [venture(30, *said)])
        return scorecard_markdown(result.ventures[0], result)

    row = next(line for line in shown(YES, YES).splitlines() if "business is young" in line)
    assert "Exception granted: In exceptional circumstances an older business may apply" in row
    assert "assessor 0: The mill burnt down." in row
    assert "No exception granted" in shown(NO, NO)
    assert "An exception may be granted: In exceptional circumstances" in shown()


@pytest.mark.parametrize(("change", "what"), [
    (("id = \"old-age\"", "id = \"1 old\""), "id"),
    (("exceptions.old_age THEN", "exceptions.old_aeg THEN"), "exceptions.old_age"),
    (("[[instruments]]", """[[stages.understand.phases]]
id = "later"
name = "Later"
[[stages.understand.phases.exceptions]]
id = "old-age"
says = "Again."
source = "rules"
[[instruments]]"""), "an exception of another phase already"),
])
def test_what_is_wrong_in_the_method_is_told(
    run_method: Any, change: tuple[str, str], what: str
) -> None:
    with pytest.raises(BadInput, match=what):
        run_method(METHOD.replace(*change), [venture(30)])


def test_why_and_handbook_show_it(tmp_path: Path) -> None:
    hub = tmp_path / "hub"
    hub.mkdir()
    (hub / "methodology.toml").write_text(HEADER + METHOD, "utf-8")
    dossier = tmp_path / "a.toml"
    dossier.write_text("""
id = "a"
name = "A"
language = "en"
currency = "GBP"
[identify]
age_from = 30
[hubs.testhub]
judgements = [
  { phase = "first-look", criterion = "old-age", holds = true, note = "Flood.", assessor = "Ana" },
  { phase = "first-look", criterion = "old-age", holds = true, note = "Fire.", assessor = "Ben" },
]
""", "utf-8")

    def hubflow(*words: str) -> str:
        done = CliRunner().invoke(cli, [*words, "-p", str(hub)], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return " ".join(done.output.replace("│", " ").split())

    why = hubflow("why", str(dossier))
    assert "exceptions.old_age In exceptional circumstances an older business may apply: yes" in why
    assert "Ana: Flood (from the dossier): yes" in why
    book = hubflow("handbook", "--exact")
    assert "The panel may grant it for a written reason" in book
    assert "read as exceptions.old_age" in book
