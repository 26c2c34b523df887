"""`hubflow run` as a user meets it: real processes, files and messages."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.hub_head import hub_head
from tests.quick_start import hubflow_here

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
CLUB = str(EXAMPLES / "girls-club-porto.toml")


def hubflow(*args: str, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    return hubflow_here(*args, cwd=cwd, environment=env)


HUB = hub_head() + """\
[stages.identify]
[[stages.identify.criteria]]
id = "depth"
title = "Depth"
concept = "need-severity"
judged = true
scale = [1, 5]
source = "s"
[stages.identify.gate]
advance = [{ score = 50 }]
source = "s"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "hub").mkdir()
    (tmp_path / "hub" / "methodology.toml").write_text(HUB, "utf-8")
    (tmp_path / "v.toml").write_text('id = "v"\nname = "A venture"\n', "utf-8")
    return tmp_path


def test_a_folder_without_python_runs(folder: Path) -> None:
    done = hubflow("run", "-p", "./hub", "v.toml", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "A venture" in done.stdout
    assert "undecided" in done.stdout
    assert "Judgement of “Depth”: decides" in done.stdout or "worth 100" in done.stdout


def test_a_pipe_gets_plain_text_of_80_columns() -> None:
    done = hubflow("run", "-p", "porto", CLUB, "--lang", "en")
    assert done.returncode == 0
    assert "\033" not in done.stdout
    assert max(len(line) for line in done.stdout.splitlines()) <= 80
    call = hubflow("run", "-p", "porto", str(EXAMPLES / "call-labis-2023"))
    assert max(len(line) for line in call.stdout.splitlines()) <= 80
    assert "41 chegaram, 20 avançam" in call.stdout


def test_an_instrument_that_is_closed_on_the_day_is_not_among_those_that_fit() -> None:
    def fitting(day: str) -> str:
        return hubflow("run", "-p", "porto", CLUB, "--lang", "en",
                       "--as-of", day).stdout.partition("Instruments that fit")[2]
    assert "Partnerships for Social Innovation" in fitting("2024-08-30")  # the last day
    assert "Partnerships for Social Innovation" not in fitting("2024-08-31")


def test_files_are_written_whole(folder: Path) -> None:
    out = folder / "out"
    out.mkdir()
    (out / "mine.txt").write_text("keep", "utf-8")
    done = hubflow("run", "-p", "porto", CLUB, "--out", str(out))
    assert done.returncode == 0, done.stderr
    names = sorted(str(p.relative_to(out)) for p in out.rglob("*") if p.is_file())
    assert names == ["girls-club-porto/proposal.md", "girls-club-porto/scorecard.md", "mine.txt",
                     "result.json"]
    assert json.loads((out / "result.json").read_text("utf-8"))["hub"]["id"] == "porto"
    assert not [p for p in folder.iterdir() if p.name.startswith(".hubflow")]


def test_a_folder_that_cannot_be_written_leaves_nothing_behind(folder: Path) -> None:
    blocked = folder / "file"
    blocked.write_text("", "utf-8")
    done = hubflow("run", "-p", "porto", CLUB, "--out", str(blocked / "out"))
    assert done.returncode == 2
    assert "não se consegue escrever" in done.stderr
    assert "Traceback" not in done.stderr
    assert blocked.read_text("utf-8") == ""


def test_nothing_is_written_when_an_input_is_bad(folder: Path) -> None:
    (folder / "bad.toml").write_text('id = "b"\nname = "B"\n[identify]\ngroup_size = -1\n', "utf-8")
    done = hubflow("run", "-p", "./hub", "v.toml", "bad.toml", "--out", "out", cwd=folder)
    assert done.returncode == 2
    assert not (folder / "out").exists()
    assert "bad.toml:4: identify.group_size" in done.stderr


def bad(folder: Path, **files: str) -> str:
    """What is said of bad input: all of it, with exit 2, no traceback, nothing on stdout."""
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode("latin-1") if "\xff" in text else text.encode())
    inputs = [n.replace("__", "/").replace("_", ".") for n in files
              if n.endswith("toml") and not n.startswith("hub")]
    args = ["--panel", "jury.csv"] if "jury_csv" in files else []
    done = hubflow("run", "-p", "./hub", *(inputs or ["v.toml"]), *args, cwd=folder)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    return done.stderr


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"a_toml": "id = \n"}, ["a.toml:1", "TOML"]),
        ({"a_toml": "\xff\x00\x01"}, ["a.toml", "binary"]),
        ({"a_toml": 'id = "a"\nname = "A"\nidentfy = 1\n'},
         ["a.toml:3", 'Did you mean "identify"']),
        ({"a_toml": 'id = "a"\nname = "A"\n[identify]\ngroup_size = "many"\n[test]\n'
                    'evidence_level = 9\n'}, ["a.toml:4", "a.toml:6", "2 problems"]),
        ({"a_toml": 'id = "a"\nname = "A"\n[[test.feedback]]\nwhom = "staff"\nsatisfied = 1.5\n'},
         ["a.toml:5", "satisfied"]),
        ({"a_toml": 'id = "a"\nname = "A"\n[trade]\n[[trade.ledger]]\nstart = 2024-01-01\n'
                    'end = 2024-03-31\n[[trade.ledger]]\nstart = 2024-03-01\nend = 2024-04-30\n'},
         ["overlap"]),
        ({"a_toml": 'id = "a"\nname = "A"\n', "b_toml": 'id = "a"\nname = "B"\n'},
         ["a.toml", "b.toml"]),
        ({"a_toml": 'id = "a"\nname = "A"\n[hubs.small]\n[[hubs.small.judgements]]\n'
                    'phase = "identify"\ncriterion = "depht"\nscore = 3\n'}, ['"depth"']),
        ({"a_toml": 'id = "a"\nname = "A"\n[hubs.small]\n[[hubs.small.judgements]]\n'
                    'phase = "identify"\ncriterion = "depth"\nscore = 9\n'}, ["9", "a.toml"]),
        ({"a_toml": 'id = "a"\nname = "A"\nchallenge = "nowhere"\n'}, ["nowhere", "a.toml:3"]),
        ({"a_toml": 'id = "a"\nname = "A"\n[[decisions]]\nhub = "small"\nphase = "identfy"\n'
                    'decision = "advance"\ndate = 2024-01-01\nby = "B"\n'}, ['"identify"']),
        ({"jury_csv": "venture,phase,criterion,assessor,score\nw,identify,depth,a,3\n"},
         ["jury.csv:2", "w"]),
        ({"hub__methodology_toml": HUB + '[[stages.test.criteria]]\nid = "x"\ntitle = "X"\n'
          'concept = "retention"\nmeasure = "test.retentoin"\nscale = [0, 1]\n'},
         ["source", "test.retentoin", 'Did you mean "test.retention"', "2 problems"]),
        ({"hub__methodology_toml": HUB.replace("need-severity", "amizade")},
         ["amizade", "hubflow facts --concepts"]),
        ({"hub__methodology_toml": HUB.replace("api = 1", "api = 2")}, ["format 2", "newer"]),
    ],
)
def test_bad_input_is_told_problem_by_problem(
    folder: Path, files: dict[str, str], said: list[str]
) -> None:
    message = bad(folder, **files)
    for part in said:
        assert part in message


def test_a_block_of_nearly_the_hubs_name_is_noted(folder: Path) -> None:
    head = (folder / "v.toml").read_text("utf-8")
    (folder / "v.toml").write_text(f"{head}[hubs.smal]\nx = 1\n[hubs.porto]\n", "utf-8")
    done = hubflow("run", "-p", "./hub", "v.toml", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith("Note: v.toml:3: hubs.smal: is passed over: the hub in use is "
                                  "small. If it is meant, write [hubs.small].")
    assert done.stderr.count("Note") == 1
    (folder / "v.toml").write_text(f"{head}[hubs.smal]\n[hubs.small]\n", "utf-8")
    assert "Note" not in hubflow("run", "-p", "./hub", "v.toml", cwd=folder).stderr


def test_check_says_of_a_dossier_that_it_takes_privacy(folder: Path) -> None:
    done = hubflow("check", "./v.toml", cwd=folder)
    assert done.returncode == 2
    assert "v.toml: this is a file, and a hub is a folder. " in done.stderr + done.stdout
    assert "add --privacy" in done.stderr + done.stdout


def test_a_folder_without_dossiers(folder: Path) -> None:
    (folder / "empty").mkdir()
    done = hubflow("run", "-p", "./hub", "empty", cwd=folder)
    assert done.returncode == 2
    assert "empty" in done.stderr


@pytest.mark.parametrize(("sound", "broken"), [
    ('id = "depth"', 'id = "The Depth"'),
    ("scale = [1, 5]", 'scale = "1-5"'),
    ("judged = true", 'judged = "yes"'),
])
def test_rules_that_could_not_be_read_are_the_only_problem_told(
    folder: Path, sound: str, broken: str
) -> None:
    """What the dossier and the jury say on them is not called wrong."""
    message = bad(
        folder,
        hub__methodology_toml=HUB.replace(sound, broken),
        a_toml='id = "a"\nname = "A"\n[[hubs.small.judgements]]\n'
               'phase = "identify"\ncriterion = "depth"\nscore = 3\n',
        jury_csv="venture,phase,criterion,assessor,score\na,identify,depth,x,4\n",
    )
    line = HUB[:HUB.index(sound)].count("\n") + 1
    assert f"methodology.toml:{line}: " in message
    assert "1 problem;" in message or message.count(".toml:") == 1, message
    assert "jury.csv" not in message


def test_problems_of_method_dossier_and_panel_are_told_together(folder: Path) -> None:
    message = bad(
        folder,
        hub__methodology_toml=HUB.replace('concept = "need-severity"', 'concept = "need-severty"'),
        a_toml='id = "a"\nname = "A"\n[identify]\ngroup_size = -4\n',
        jury_csv="venture,phase,criterion,assessor,score\na,identify,depth,x,7\n",
    )
    for part in ("methodology.toml", "a.toml:4", "jury.csv:2", "3 problems"):
        assert part in message


@pytest.mark.parametrize("args", [
    ["run", "-p", "nosuchhub", CLUB],
    ["run", "-p", "./nosuchfolder", CLUB],
    ["run", "-p", "porto", "nosuchfile.toml"],
    ["run", "-p", "porto"],
    ["run", "-p", "porto", CLUB, "--rate", "pounds"],
    ["run", "-p", "porto", CLUB, "--as-of", "soon"],
    ["run", "-p", "porto", CLUB, "--format", "papyrus", "--out", "out"],
    ["run", CLUB],
    ["rnu"],
])
def test_usage_errors_exit_2_without_a_traceback(args: list[str], tmp_path: Path) -> None:
    done = hubflow(*args, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_json_is_one_document_and_the_same_each_time() -> None:
    first = hubflow("run", "-p", "porto", CLUB, "--json", "--as-of", "2026-01-01")
    again = hubflow("run", "-p", "porto", CLUB, "--json", "--as-of", "2026-01-01",
                    PYTHONHASHSEED="5")
    assert first.stdout == again.stdout
    data = json.loads(first.stdout)
    assert set(data) >= {"hub", "as_of", "receipt", "ventures"}
    stage = data["ventures"][0]["stages"][0]
    assert set(stage) == {"stage", "recommendation", "phases"}
    assert set(stage["phases"][0]) >= {
        "phase", "recommendation", "possible", "decision", "reasons", "score", "levels", "rank",
        "requirements", "criteria", "missing"}


def test_the_day_picks_dated_rules() -> None:
    def investors(day: str) -> Any:
        done = hubflow("run", "-p", "porto", CLUB, "--json", "--as-of", day)
        return json.loads(done.stdout)["ventures"][0]["proposal"]["finance"][0]["amount"]

    assert (investors("2019-01-01"), investors("2024-01-01")) == (30000, 20000)


def test_help_imports_nothing_heavy() -> None:
    code = ("import sys\nfrom hubflow.cli.main import cli\n"
            "try: cli(['--help'])\nexcept SystemExit: pass\n"
            "heavy = {'polars', 'rich', 'attrs', 'attr', 'cattrs', 'jinja2', 'pluggy', 'tomli',"
            " 'importlib.metadata', 'json'} & set(sys.modules)\n"
            "assert not heavy, heavy")
    done = subprocess.run([sys.executable, "-c", code], text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_command_is_in_the_help_with_its_own_line() -> None:
    from hubflow.cli.main import cli, commands

    shown = hubflow("--help").stdout
    for name in commands():
        assert name in shown
        command = cli.get_command(None, name)  # type: ignore[arg-type]
        assert command is not None
        assert command.help


def test_facts_and_schemas() -> None:
    facts = json.loads(hubflow("facts", "--json").stdout)
    assert {"name", "type", "unit", "kind", "about", "derived"} <= set(facts[0])
    assert "test.retention" in {fact["name"] for fact in facts}
    assert "test.retention" in hubflow("facts", "retention").stdout
    concepts = json.loads(hubflow("facts", "--concepts", "severity", "--json").stdout)
    assert [concept["id"] for concept in concepts] == ["need-severity"]
    assert hubflow("facts", "--concepts", "--section", "test").returncode == 2
    assert "`hubflow explain` lists them" in hubflow("explain", "HF999").stderr
    for what in ("dossier", "challenge", "result"):
        assert json.loads(hubflow("schema", what).stdout)["$schema"]


def test_a_rate_is_told_with_its_source() -> None:
    for rate, told in (("EUR=0.85@ECB, 11 December 2024", "(ECB, 11 December 2024)"),
                       ("EUR=0.85", "an assumption, no source was given")):
        done = hubflow("run", "-p", "westmidlands", CLUB, "--rate", rate)
        assert told in " ".join(done.stdout.split())
