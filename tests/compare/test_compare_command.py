"""`hubflow compare` as its users run it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tests.quick_start import hubflow_here

EXAMPLES = Path(__file__).parents[2] / "examples"
HUBS = ("-p", "porto", "-p", "westmidlands")


def compare(*args: str, exit: int = 0) -> subprocess.CompletedProcess[str]:
    done = hubflow_here("compare", *args)
    assert done.returncode == exit, done.stderr
    assert "Traceback" not in done.stderr
    return done


def test_the_methods_alone_fit_80_columns() -> None:
    short, text = compare(*HUBS).stdout, compare(*HUBS, "--all").stdout
    assert short.split("\n\n")[1].startswith("Both ask about “")
    assert "--all" in short
    assert "the best 20 applications" not in short
    assert "the best 20 applications" in text
    for page in (short, text):
        assert max(map(len, page.splitlines())) <= 80
        assert "\033" not in page


def test_methods_are_lined_up_by_a_framework() -> None:
    assert "Efficiency" in compare(*HUBS, "--by", "dac", "--all").stdout
    assert "Levels are: concept, family, dac" in compare(*HUBS, "--by", "due", exit=2).stderr


@pytest.mark.parametrize("example", ["girls-club-porto", "projeto-familia", "sport-4-life-uk"])
@pytest.mark.parametrize("hubs", [HUBS, ("-p", "westmidlands", "-p", "porto")])
def test_every_example_is_compared_in_both_directions(
    example: str, hubs: tuple[str, ...], tmp_path: Path
) -> None:
    compare(*hubs, str(EXAMPLES / f"{example}.toml"), "--draws", "100", "--as-of", "2025-12-01",
            "--out", str(tmp_path / "out"))
    data: Any = json.loads((tmp_path / "out/comparison.json").read_text("utf-8"))
    (venture,) = data["ventures"]
    for row in venture["stages"]:
        said = {name: cell["recommendation"] for name, cell in row["cells"].items()}
        assert set(said) == {"porto", "westmidlands"}
        if row["flip"]:
            assert row["flip"]["source"]
            assert said[row["flip"]["hub"]] != said[row["flip"]["than"]]
    page = (tmp_path / "out/comparison.md").read_text("utf-8")
    for heading in ("What makes the difference", "| LAB.IS |",
                    "| West Midlands |",
                    "The least that would have to change: LAB.IS",
                    "The least that would have to change: West Midlands"):
        assert heading in page
    assert (tmp_path / "out/methods.md").is_file()


def test_the_call_of_41_under_two_editions_of_one_method(tmp_path: Path) -> None:
    """The other edition leaves the jury's last criterion out and takes four teams at the end."""
    other = tmp_path / "porto-2025"
    other.mkdir()
    import hubflow_porto

    text = (Path(hubflow_porto.__file__).parent / "methodology.toml").read_text("utf-8")
    text = text.replace('edition = "2024"', 'edition = "2025"').replace(
        "places = 5 }", "places = 4 }")
    (other / "methodology.toml").write_text(text, "utf-8")
    done = compare("-p", "porto", "-p", str(other), str(EXAMPLES / "call-labis-2023"), "--json",
                   "--draws", "200")
    data: Any = json.loads(done.stdout)
    assert [run["name"] for run in data["runs"]] == ["porto 2024", "porto 2025"]
    by_stage = {row["stage"]: row for row in data["agreements"]}
    assert by_stage["identify"]["kappa"]["value"] == 1.0
    understand = by_stage["understand"]
    assert (understand["through_a"], understand["through_b"], understand["both"]) == (5, 4, 4)
    assert understand["overlap"]["value"] == pytest.approx(0.8)
    assert understand["tau"]["value"] == 1.0
    (divided,) = data["divided"]
    assert divided["shares"]["gates"] == pytest.approx(1)
    first = data["robustness"][0]
    assert sum(f["lower"] for f in first["funded"]) == pytest.approx(5, abs=0.5)
    (changes,) = data["changes"]
    assert (changes["a"], changes["b"], changes["of"]) == ("porto 2024", "porto 2025", 41)
    (changed,) = changes["changed"]  # whoever had the fifth place, and nobody else
    assert (changed["said_a"], changed["said_b"]) == ("advance", "stop")
    said = {v["id"]: v["stages"][1]["cells"]["porto 2025"] for v in data["ventures"]}
    assert said[changed["venture"]]["recommendation"] == "stop"


def test_a_change_of_method_is_told_with_whose_decisions_change(tmp_path: Path) -> None:
    """Two folders with one edition: the later one looks for innovation three times as hard."""
    import hubflow_porto

    text = (Path(hubflow_porto.__file__).parent / "methodology.toml").read_text("utf-8")
    for name, change in (("old", ""), ("new", "weight = 3")):
        (tmp_path / name).mkdir()
        begin = text.index("weight = 1", text.index('id = "inovacao"', text.index('"bootcamp"')))
        (tmp_path / name / "methodology.toml").write_text(
            text[:begin] + (change or "weight = 1") + text[begin + len("weight = 1"):], "utf-8")
    call = str(EXAMPLES / "call-labis-2023")
    compare("-p", str(tmp_path / "old"), "-p", str(tmp_path / "new"), call, "--draws", "20",
            "--lang", "en", "--out", str(tmp_path / "out"))
    page = (tmp_path / "out/comparison.md").read_text("utf-8")
    told = page.partition("## What would change\n")[2].partition("## Decisions")[0]
    assert "Of 41 ventures, " in told
    data: Any = json.loads((tmp_path / "out/comparison.json").read_text("utf-8"))
    (changes,) = data["changes"]
    assert 0 < len(changes["changed"]) < 41
    for change in changes["changed"]:
        assert f"| {change['venture']} |" in told
        assert change["said_a"] != change["said_b"]
    assert "--carry-judgements" not in page  # the judgements are made for both


def test_methods_of_different_hubs_have_no_changes(tmp_path: Path) -> None:
    compare(*HUBS, str(EXAMPLES / "girls-club-porto.toml"), "--draws", "20", "--out",
            str(tmp_path / "out"), "--as-of", "2025-12-01")
    assert json.loads((tmp_path / "out/comparison.json").read_text("utf-8"))["changes"] == []


def test_wrong_input_is_told_at_once(tmp_path: Path) -> None:
    girls = str(EXAMPLES / "girls-club-porto.toml")
    assert "pelo menos dois hubs" in compare("-p", "porto", girls, exit=2).stderr
    assert "exatamente o mesmo método" in compare("-p", "porto", "-p", "porto", exit=2).stderr
    broken = tmp_path / "broken.toml"
    broken.write_text('id = "x"\nnam = "X"\n')
    done = compare(*HUBS, str(broken), "--out", str(tmp_path / "out"), exit=2)
    assert done.stderr.count("unknown key") == 1
    assert not (tmp_path / "out").exists()


def test_carried_judgements_are_called_indicative() -> None:
    girls = str(EXAMPLES / "girls-club-porto.toml")
    alone = compare(*HUBS, girls, "--draws", "50").stdout
    assert "--carry-judgements" in alone
    carried = compare(*HUBS, girls, "--draws", "50", "--carry-judgements", "--json").stdout
    assert set(json.loads(carried)["carried"]) <= {"porto", "westmidlands"}


def test_a_challenge_is_compared_where_challenges_are_looked_at() -> None:
    challenge = str(EXAMPLES / "challenges" / "care-leavers-birmingham.toml")
    data: Any = json.loads(compare(*HUBS, challenge, "--json", "--draws", "50").stdout)
    ((id, least),) = data["least"].items()
    assert id == "care-leavers-birmingham"
    assert [change["phase"] for change in least["porto"]] == ["problemas"]
