"""`hubflow new` as people use it: with options, on a terminal, in a pipe."""

from __future__ import annotations

import os
import pty
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.quick_start import forks, hubflow_command, program_folder

from hubflow.cli.main import cli
from hubflow.reading.method.methodology_file import load_methodology

PLACE = ("--place", "Porto", "--country", "pt", "--language", "pt", "--currency", "eur")


def new(*args: str | Path) -> Result:
    """Run it in this process, where nothing can be asked."""
    return CliRunner().invoke(cli, ["new", *map(str, args)])


def process(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join(map(str, (
        *([program_folder()] if forks() else []), Path(sys.executable).parent, os.environ["PATH"])))
    return subprocess.run(["bash", "-c", command], cwd=folder, text=True, capture_output=True,
                          env={**os.environ, "PATH": path}, stdin=subprocess.DEVNULL, check=False)


def test_the_three_commands_that_it_prints_work(tmp_path: Path) -> None:
    made = process(f"hubflow new river-lab {shlex.join(PLACE)}", tmp_path)
    assert made.returncode == 0, made.stderr
    first, *commands = made.stdout.splitlines()
    assert first == "Escrito em river-lab/. A seguir:"
    assert len(commands) == 3
    for command in commands:
        done = process(command, tmp_path)
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"


def test_the_commands_of_its_readme_work(tmp_path: Path) -> None:
    made = new("river-lab", *PLACE, "--out", tmp_path / "hub")
    assert made.exit_code == 0, made.output
    readme = (tmp_path / "hub" / "README.md").read_text("utf-8")
    commands = [line for block in re.findall(r"^```sh\n(.*?)^```$", readme, re.M | re.S)
                for line in block.splitlines()]
    assert len(commands) == 5
    done = process("set -e\n" + "\n".join(commands), tmp_path / "hub")
    assert done.returncode == 0, done.stderr


def test_on_a_terminal_it_asks_again_until_it_has_an_answer(tmp_path: Path) -> None:
    answers = ["", "Porto", "Portugal", "pt", "pt", "euro", "eur"]
    ours, theirs = pty.openpty()
    os.write(ours, "".join(f"{answer}\n" for answer in answers).encode())
    done = subprocess.run([*hubflow_command(), "new", "river-lab"], cwd=tmp_path,
                          stdin=theirs, text=True, capture_output=True, check=False,
                          env={**os.environ, "LC_ALL": "C.UTF-8"})
    os.close(ours)
    os.close(theirs)
    assert done.returncode == 0, done.stderr
    for asked in ("Place", "country", "Language", "Currency", "such as PT", "such as EUR"):
        assert asked in done.stdout
    hub = load_methodology(tmp_path / "river-lab").methodology.hub
    assert (hub.place.name, hub.place.country, hub.language, hub.currency) == (
        "Porto", "PT", "pt", "EUR")


def test_in_a_pipe_it_names_what_it_cannot_ask(tmp_path: Path) -> None:
    done = new("river-lab", "--language", "pt", "--out", tmp_path / "hub")
    assert done.exit_code == 2
    assert "--place, --currency." in done.output
    assert not (tmp_path / "hub").exists()


def test_the_country_may_be_left_open(tmp_path: Path) -> None:
    done = new("river-lab", "--place", "Porto", "--language", "pt", "--currency", "EUR",
               "--out", tmp_path / "hub")
    assert done.exit_code == 0, done.output
    assert load_methodology(tmp_path / "hub").methodology.hub.place.country is None


@pytest.mark.parametrize(("name", "said"), [
    ("River Lab", "Did you mean river-lab?"),
    ("river.lab", "Did you mean river-lab?"),
    ("hubs/river", "hubflow new river --out hubs/river"),
    ("..", "no id for a hub"),
    ("São João", "Did you mean sao-joao?"),
])
def test_a_name_that_is_no_id_is_refused(name: str, said: str, tmp_path: Path) -> None:
    done = new(name, *PLACE, "--out", tmp_path / "hub")
    assert done.exit_code == 2
    assert said in " ".join(done.output.split())
    assert not (tmp_path / "hub").exists()


@pytest.mark.parametrize(("option", "value", "said"), [
    ("--language", "english", "such as pt"),
    ("--currency", "€", "such as EUR"),
    ("--country", "Portugal", "such as PT"),
    ("--place", " ", "Name the place"),
])
def test_an_answer_that_is_none_is_refused(
    option: str, value: str, said: str, tmp_path: Path
) -> None:
    done = new("river-lab", *PLACE, option, value, "--out", tmp_path / "hub")
    assert done.exit_code == 2
    assert said in done.output
    assert not (tmp_path / "hub").exists()


def test_what_is_there_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "river-lab"
    folder.mkdir()
    (folder / "notes.txt").write_text("ours", "utf-8")
    done = process(f"hubflow new river-lab {shlex.join(PLACE)}", tmp_path)
    assert done.returncode == 2
    assert done.stderr == ("river-lab: is there already. Nothing was written. Choose another "
                           "name, or another folder with --out.\n")
    assert [path.name for path in tmp_path.rglob("*")] == ["river-lab", "notes.txt"]


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    done = process(f"mkdir hub && cd hub && hubflow new river-lab {shlex.join(PLACE)} --out .",
                   tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "hub" / "methodology.toml").is_file()


def test_a_package_is_not_called_as_one_that_is_installed(tmp_path: Path) -> None:
    done = new("porto", *PLACE, "--python", "--out", tmp_path / "hub")
    assert done.exit_code == 2
    assert "A hub called porto is installed already" in done.output
    assert new("porto", *PLACE, "--out", tmp_path / "hub").exit_code == 0


def test_a_new_dossier_points_to_the_schema_above_it(tmp_path: Path) -> None:
    assert new("river-lab", *PLACE, "--out", tmp_path / "hub").exit_code == 0
    for place, line in (("hub/a.toml", "#:schema ./.hubflow/dossier.schema.json"),
                        ("hub/more/a.toml", "#:schema ../.hubflow/dossier.schema.json"),
                        ("a.toml", "")):
        done = CliRunner().invoke(cli, ["new-dossier", "-p", str(tmp_path / "hub"),
                                        "--out", str(tmp_path / place)])
        assert done.exit_code == 0, done.output
        first = (tmp_path / place).read_text("utf-8").splitlines()[0]
        assert first == line if line else not first.startswith("#:")


def test_a_draft_for_another_place_points_to_it_too(tmp_path: Path) -> None:
    assert new("river-lab", *PLACE, "--out", tmp_path / "hub").exit_code == 0
    club = Path(__file__).parents[2] / "examples" / "girls-club-porto.toml"
    for _ in range(2):  # a draft that nobody has touched may be written again
        done = CliRunner().invoke(cli, ["adapt", str(club), "--from", "porto", "--to",
                                        "westmidlands", "--as-of", "2025-12-01",
                                        "--out", str(tmp_path / "hub" / "drafts")])
        assert done.exit_code == 0, done.output
    (draft,) = (tmp_path / "hub" / "drafts").glob("*.toml")
    assert draft.read_text("utf-8").startswith("#:schema ../.hubflow/dossier.schema.json\n")
