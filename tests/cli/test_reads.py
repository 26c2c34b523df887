"""`hubflow inputs` and `hubflow new-dossier`: what a method reads, and where answers go."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import tomli
from tests.quick_start import hubflow

from hubflow.engine.method.asks import asks, judged_unasked
from hubflow.engine.method.prepared_method import compiled_method
from hubflow.engine.method.rules import PROPOSAL
from hubflow.plugins.manager import load_hub
from hubflow.workbook.questions.cell_questions import CellQuestions
from hubflow.workbook.questions.dossier_template import dossier_template

REPO = Path(__file__).parents[2]
CLUB = REPO / "examples" / "girls-club-porto.toml"
HUBS = ("porto", "westmidlands")


def data_of(*args: str | Path) -> Any:
    return json.loads(hubflow(*args, "--json").stdout)


@pytest.mark.parametrize("hub", HUBS)
def test_inputs_tells_every_rule_of_every_phase(hub: str) -> None:
    data = data_of("inputs", "-p", hub, "--lang", "en")
    compiled = compiled_method(load_hub(hub))
    assert [p["phase"] for p in data["phases"]] == [p.phase.id for p in compiled.phases]
    for plan, phase in zip(compiled.phases, data["phases"], strict=True):
        rules = {r.requirement.id for r in (*plan.requirements, *plan.guarantees)}
        rules |= {c.criterion.id for c in plan.criteria}
        assert rules <= {read["id"] for read in phase["reads"]}
        for read in phase["reads"]:
            assert bool(read["within"]) == read["judged"]
            assert read["keys"]
    assert [a["key"] for a in data["proposal"]] == [s.section.answer for s in compiled.sections]
    shown = hubflow("inputs", "-p", hub).stdout
    for phase in data["phases"]:
        assert f"({phase['phase']})" in shown


@pytest.mark.parametrize("hub", HUBS)
def test_what_checkpoints_look_at_is_asked_once_with_the_stage_of_trade(hub: str) -> None:
    compiled = compiled_method(load_hub(hub))
    asked = [ask for ask in asks(compiled, "en") if ask.rule.kind == "checkpoint rule"]
    assert {"trade.opening_cash"} <= {key for ask in asked for key in ask.keys}
    assert {ask.section for ask in asked} == {"trade"}
    assert len({ask.text for ask in asked}) == len(asked)


def test_what_is_missing_is_told_with_its_key_reached_phases_first() -> None:
    (club,) = data_of("inputs", "-p", "westmidlands", CLUB, "--as-of", "2025-12-01")["ventures"]
    first = club["phases"][0]
    assert first["reached"]
    assert first["missing"][0]["keys"] == ["hubs.westmidlands.priorities"]
    reached = [phase["reached"] for phase in club["phases"]]
    assert reached == sorted(reached, reverse=True)
    for phase in club["phases"]:
        worths = [item["worth"] for item in phase["missing"]]
        assert worths == sorted(worths, reverse=True)
        for item in (*phase["missing"], *phase["not_met"]):
            assert item["keys"], item


def test_what_was_missing_is_not_once_it_is_answered(tmp_path: Path) -> None:
    answered = CLUB.read_text("utf-8") + '\n[hubs.westmidlands]\npriorities = ["health"]\n'
    path = tmp_path / "club.toml"
    path.write_text(answered, "utf-8")
    for name in ("challenges",):
        if (CLUB.parent / name).is_dir():
            (tmp_path / name).symlink_to(CLUB.parent / name)
    (club,) = data_of("inputs", "-p", "westmidlands", path, "--as-of", "2025-12-01")["ventures"]
    missing = {item["id"] for phase in club["phases"] for item in phase["missing"]}
    assert "local.priorities" not in missing
    assert "local.target_groups" in missing


def test_a_call_tells_of_each_venture_and_bad_input_is_told() -> None:
    data = data_of("inputs", "-p", "porto", REPO / "examples/call-labis-2023")
    assert len(data["ventures"]) == 41
    hubflow("inputs", "-p", "porto", "nothing-here.toml", code=2)
    hubflow("inputs", "-p", "porto", "--panel", "jury.csv", code=2)


@pytest.mark.parametrize("hub", HUBS)
def test_a_new_dossier_runs_as_it_is_under_every_hub(hub: str, tmp_path: Path) -> None:
    out = tmp_path / "sub" / "cafe.toml"
    hubflow("new-dossier", "-p", hub, "--id", "cafe", "--out", out)
    for other in HUBS:
        data = data_of("run", "-p", other, out, "--as-of", "2025-12-01")
        assert data["ventures"][0]["id"] == "cafe"
    assert hubflow("new-dossier", "-p", hub, "--id", "cafe").stdout == out.read_text("utf-8")


def filled(text: str) -> str:
    """Every line that waits for an answer with one, and every heading without its mark."""
    lines = []
    for line in text.splitlines():
        if re.match(r"# \[+[\w.-]+\]+$", line):
            line = line[2:]
        elif match := re.match(r"# ([a-z_]+) =\s*(.*)$", line):
            line = f"{match[1]} = {_answer(match[1], match[2])}"
        lines.append(line)
    return "\n".join(lines)


def _answer(key: str, blank: str) -> str:
    value, _, hint = blank.partition("#")
    first = hint.strip().rpartition(": ")[2].split(" / ")[0]
    if value.strip().startswith('"'):
        return value if value.strip() != '""' else f'"{first or "x"}"'
    if value.strip() == "[]":
        return f'["{first}"]' if first else "[]"
    if key == "holds":
        return "true"
    assert hint, (key, blank)
    found = re.search(r"true|\d{4}-\d\d-\d\d|\d+(?:\.\d+)?", hint)
    if key == "policy_review":
        return "2026-12-31"
    return found[0] if found else "0"


@pytest.mark.parametrize("hub", HUBS)
def test_every_key_stands_below_its_question_in_the_hubs_language(hub: str) -> None:
    compiled = compiled_method(load_hub(hub))
    asking = CellQuestions(compiled.methodology.hub.language)
    path, above, asked = "", "", []
    for line in dossier_template(compiled, "cafe").splitlines():
        if heading := re.fullmatch(r"(?:# )?\[+([\w.-]+)\]+", line):
            path, above = heading[1], ""
        elif key := re.match(r"# (\w+) =", line):
            at = (*path.split("."), key[1])
            if path and path != PROPOSAL and not path.startswith("hubs."):
                assert asking.about(at) in above, at
                assert "≥" not in line
                asked.append(".".join(at))
            above = ""
        else:
            above += f" {line.lstrip('# ')}"
    assert {"identify.includes_children", "understand.activities.kind"} <= set(asked)


def test_a_facts_rules_stand_above_it_and_its_hint_behind_it() -> None:
    text = dossier_template(compiled_method(load_hub("westmidlands")), "cafe")
    before, key, after = text.partition("# priorities = []")
    assert key
    assert after.startswith("  # any of: employment / skills / ")
    assert "Name the priority that the venture delivers" in before.partition("# district = ")[2]


@pytest.mark.parametrize("hub", [*HUBS, "./examples/hubs/inr-projects-2019"])
def test_it_asks_for_texts_on_what_the_jury_judges_as_forms_do(hub: str) -> None:
    compiled = compiled_method(load_hub(hub))
    text = dossier_template(compiled, "cafe")
    asked = judged_unasked(compiled)
    assert asked
    assert re.findall(r'^# answers\.([\w-]+) = ""$', text, re.MULTILINE) == [
        ask.id for ask in asked]
    said = re.sub(r"\n# +", " ", text)
    for ask in asked:
        assert ask.rule.detail(compiled.methodology.hub.language).strip() in said, ask.id


@pytest.mark.parametrize("hub", HUBS)
def test_filled_in_it_answers_all_that_the_method_reads(hub: str, tmp_path: Path) -> None:
    text = filled(hubflow("new-dossier", "-p", hub).stdout)
    text = re.sub(r"^challenge = .*$", "", text, flags=re.MULTILINE)
    text = re.sub(r"^(\w+) = 0(\.0)?$", r"\1 = 1\2", text, flags=re.MULTILINE)
    path = tmp_path / "new-venture.toml"
    path.write_text(text, "utf-8")
    data = tomli.loads(text)

    def there(holder: Any, parts: list[str]) -> bool:
        if not parts:
            return True
        if isinstance(holder, list):
            return any(there(entry, parts) for entry in holder)
        return parts[0] in holder and there(holder[parts[0]], parts[1:])

    for ask in asks(compiled_method(load_hub(hub)), "en"):
        for key in ask.keys:
            assert there(data, key.split(".")), key
    (venture,) = data_of("inputs", "-p", hub, path, "--as-of", "2026-06-01")["ventures"]
    missing = {item["id"] for phase in venture["phases"] for item in phase["missing"]}
    assert missing <= {"trade.earned_income_year_2"}  # the ledger filled in is of one year


def test_only_what_is_read_is_asked_for() -> None:
    porto = hubflow("new-dossier", "-p", "porto").stdout
    assert "implemented_in_place" in porto
    assert "evidence_level" not in porto
    assert "Necessário para o plano financeiro" in porto
    other = hubflow("new-dossier", "-p", "westmidlands").stdout
    assert "evidence_level" in other
    assert "implemented_in_place" not in other
    assert "priorities = []" in other


def test_a_dossier_that_somebody_went_on_with_is_kept(tmp_path: Path) -> None:
    out = tmp_path / "cafe.toml"
    hubflow("new-dossier", "-p", "porto", "--out", out)
    hubflow("new-dossier", "-p", "porto", "--out", out)
    out.write_text(out.read_text("utf-8") + "# mine\n", "utf-8")
    done = hubflow("new-dossier", "-p", "porto", "--out", out, code=2)
    assert "já lá está" in done.stderr
    assert out.read_text("utf-8").endswith("# mine\n")
    hubflow("new-dossier", "-p", "porto", "--id", "No Id", code=2)
    table = tmp_path / "cafe.csv"
    done = hubflow("new-dossier", "-p", "porto", "--out", table, code=2)
    assert "termine em .toml ou .xlsx" in done.stderr
    assert not table.exists()
