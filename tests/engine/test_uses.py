"""A hub that takes part in some stages ends its part of the way there, and speaks of no others."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from hubflow import load_hub
from hubflow.cli.main import cli
from hubflow.documents.handbook import handbook_document
from hubflow.documents.result_words import ResultWords
from hubflow.documents.scorecard import scorecard_markdown
from hubflow.engine.method.prepared_method import compiled_method
from hubflow.kit.checking.plugin_check import check_hub
from hubflow.model.input_problems import BadInput
from tests.conftest import HEADER

USES = 'uses = ["identify", "incubate"]\n' + HEADER
RULES = """
[[stages.identify.requirements]]
id = "many"
holds = "identify.problems >= 0"
says = "There are problems, or there are none."
source = "rules"
"""

def stages(result: Any) -> list[str]:
    return [stage.stage for stage in result.ventures[0].stages]


def test_only_the_stages_that_are_used_are_there(run_method: Any) -> None:
    result = run_method(RULES, [{"id": "v"}], header=USES)
    assert stages(result) == ["identify", "incubate"]
    (venture,) = result.ventures
    assert venture.state == "incubate"
    assert [rule.id for phase in venture.phases for rule in phase.requirements] == [
        "many", "guarantee.leader", "guarantee.proposal", "guarantee.award"]


def test_the_way_ends_with_the_last_stage(run_method: Any) -> None:
    header = 'uses = ["identify"]\n' + HEADER
    result = run_method(RULES, [{"id": "v"}], header=header)
    (venture,) = result.ventures
    assert venture.state == "established"
    assert "the last stage here" in ResultWords("en").state(venture)
    assert "Identify" in ResultWords("en").state(venture)


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    (tmp_path / "methodology.toml").write_text(USES + RULES, "utf-8")
    return tmp_path


def test_documents_speak_of_no_other_stage(hub: Path, run_method: Any) -> None:
    handbook = handbook_document(compiled_method(load_hub(f"{hub}/")), "en", dt.date(2024, 6, 1))
    headings = [line for line in handbook.markdown.splitlines() if line.startswith("## ")]
    result = run_method(RULES, [{"id": "v"}], header=USES)
    card = scorecard_markdown(result.ventures[0], result)
    for word in ("Understand", "Test", "Trade", "Scale"):
        assert not [line for line in headings if line.endswith(f". {word}")]
        assert f"| {word} |" not in handbook.markdown
        assert f"## {word}" not in card


def test_a_check_of_the_hub_runs_through(hub: Path) -> None:
    report = check_hub(f"{hub}/")
    assert set(report.not_run) == {"HF403"}  # there is no case
    assert "HF309" not in {finding.check for finding in report.findings}  # the whole path is there


def test_a_comparison_has_the_stages_of_either_hub(hub: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "methodology.toml").write_text(
        HEADER.replace('"testhub"', '"otherhub"') + RULES, "utf-8")
    (tmp_path / "v.toml").write_text('id = "v"\nname = "V"\n', "utf-8")
    result = CliRunner().invoke(cli, ["compare", "-p", f"{hub}/", "-p", f"{other}/",
                                      str(tmp_path / "v.toml"), "--json"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    (venture,) = json.loads(result.output)["ventures"]
    found = {row["stage"]: [cell["recommendation"] for cell in row["cells"].values()]
             for row in venture["stages"]}
    assert found["identify"] == ["advance", "advance"]
    assert found["understand"][0] == "not_reached"
    assert len(found) == 6


@pytest.mark.parametrize(("uses", "rules", "key", "said"), [
    ('["identify", "trial"]', "", "uses[1]", "trial"),
    ('["incubate", "identify"]', "", "uses", "in order"),
    ('["identify", "identify"]', "", "uses", "each there once"),
    ('["incubate"]', RULES, "stages.identify", "names no such stage"),
])
def test_what_uses_cannot_name_is_refused(
    run_method: Any, uses: str, rules: str, key: str, said: str
) -> None:
    with pytest.raises(BadInput) as bad:
        run_method(rules, [{"id": "v"}], header=f"uses = {uses}\n" + HEADER)
    assert [each for each in bad.value.problems
            if each.key == key and said in f"{each.what} {each.to_do}" and each.line], bad.value


SPEAKS = re.compile(r"\b(Understand|Trade)\b")


@pytest.mark.parametrize("words", [
    ("handbook",), ("inputs",), ("new-dossier", "--out", "OUT.toml"),
    ("new-dossier", "--out", "OUT.xlsx"), ("new-dossier", "--for", "applicant", "--out", "A.xlsx"),
    ("run", "v.toml"), ("why", "v.toml"), ("run", "v.toml", "--out", "OUT"),
    ("map", "v.toml", "--out", "OUT.svg"), ("report", "v.toml", "--out", "OUT.html"),
    ("compare", "-p", "OTHER"), ("compare", "-p", "OTHER", "v.toml"),
], ids=" ".join)
def test_every_document_speaks_of_the_used_stages_alone(
    hub: Path, tmp_path_factory: Any, monkeypatch: Any, words: tuple[str, ...]
) -> None:
    other = tmp_path_factory.mktemp("other")
    (other / "methodology.toml").write_text(
        USES.replace('"testhub"', '"otherhub"') + RULES, "utf-8")
    folder = tmp_path_factory.mktemp("documents")
    monkeypatch.chdir(folder)
    (folder / "v.toml").write_text('id = "v"\nname = "V"\n', "utf-8")
    call = [str(other) if word == "OTHER" else word for word in words]
    done = CliRunner().invoke(cli, [call[0], "-p", str(hub), *call[1:]], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    texts = [done.output]
    for path in folder.rglob("*"):
        if path.suffix == ".xlsx":
            book = openpyxl.load_workbook(path)
            texts += [str(cell) for sheet in book for row in sheet.values for cell in row if cell]
            texts += book.sheetnames
        elif path.is_file():
            texts.append(path.read_text("utf-8"))
    # a scale is also what a criterion is judged on
    said = [text[max(0, found.start() - 40):found.end() + 40] for text in texts
            for found in SPEAKS.finditer(text)]
    assert not said


def test_a_register_says_which_stage_is_the_last(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    method = tmp_path / "hub"
    method.mkdir()
    (method / "methodology.toml").write_text(
        'uses = ["identify"]\n' + HEADER + RULES, "utf-8")
    (tmp_path / "v.toml").write_text('id = "v"\nname = "V"\n', "utf-8")

    def register(*words: str) -> str:
        done = CliRunner().invoke(cli, ["register", *words], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.output

    register("init")
    register("add", "-p", "./hub", "v.toml", "--on", "2024-06-01")
    register("run", "-p", "./hub", "--on", "2024-06-02")
    said = register("decide", "v", "advance", "--by", "Board", "--reasons", "It is new.",
                    "--on", "2024-06-03")
    assert "has passed identify, the last stage here" in said
    board = register("board")
    assert "Passed Identify, the last stage here (1)" in board
    assert "stablished" not in said + board + register("show", "v")
    assert "no difference" in register("replay")
