"""A plugin's command: found in what is installed, imported when it runs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.quick_start import hubflow_command

CODE = '''"""Count the hubs of a garden."""

import click


@click.command(name="garden")
@click.argument("word", default="bees")
def garden(word):
    """Count."""
    if word == "crash":
        raise ValueError("no bees")
    click.echo(f"counted {word}")
'''


class Site:
    """A folder of distributions as pip leaves them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def install(self, name: str, entry: str, code: str = CODE) -> None:
        """Lay a distribution with a command there."""
        (self.folder / f"{name}.py").write_text(code, "utf-8")
        info = self.folder / f"{name}-1.2.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.2\n",
                                       "utf-8")
        (info / "entry_points.txt").write_text(
            f"[other]\na = b\n\n[hubflow.commands]\n{entry}\n\n[hubflow]\n", "utf-8")

    def hubflow(self, *args: str) -> subprocess.CompletedProcess[str]:
        """Run the program with that folder on the path."""
        return subprocess.run(
            [*hubflow_command(), *args], cwd=self.folder, text=True,
            capture_output=True, check=False,
            env={**os.environ, "PYTHONPATH": str(self.folder)})


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def test_a_command_of_a_plugin_runs_and_stands_in_the_help(site: Site) -> None:
    site.install("plot", "garden = plot:garden")
    done = site.hubflow("garden", "moths")
    assert (done.returncode, done.stdout) == (0, "counted moths\n")
    help = site.hubflow("--help").stdout
    assert "Count the hubs of a garden. (plot 1.2)" in " ".join(help.split())
    assert 'Did you mean "garden"?' in site.hubflow("gardn").stderr


def test_the_help_imports_no_plugin(site: Site) -> None:
    site.install("loud", "garden = loud:garden", code="raise RuntimeError('imported')\n")
    done = site.hubflow("--help")
    assert done.returncode == 0
    assert "garden" in done.stdout
    broken = site.hubflow("garden")
    assert broken.returncode == 3
    assert broken.stderr.startswith("plugin loud 1.2 failed in hubflow garden: RuntimeError")


def test_a_command_that_crashes_names_its_plugin(site: Site) -> None:
    site.install("plot", "garden = plot:garden")
    done = site.hubflow("garden", "crash")
    assert done.returncode == 3
    assert done.stderr.startswith("plugin plot 1.2 failed in hubflow garden: ValueError: no bees")
    assert "Traceback" in done.stderr


@pytest.mark.parametrize("failure", [
    "open('no-bees.txt')", "(_ for _ in ()).throw(ConnectionRefusedError(111, 'refused'))"])
def test_a_file_or_connection_that_fails_is_the_plugins(site: Site, failure: str) -> None:
    site.install("plot", "garden = plot:garden",
                 CODE.replace('raise ValueError("no bees")', failure))
    done = site.hubflow("garden", "crash")
    assert done.returncode == 3
    assert done.stderr.startswith("plugin plot 1.2 failed in hubflow garden: ")
    assert "output could not be written" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
def test_an_output_that_takes_no_more_is_not_the_plugins(site: Site) -> None:
    site.install("plot", "garden = plot:garden")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*hubflow_command(), "garden"], cwd=site.folder, text=True, stdout=full,
            stderr=subprocess.PIPE, check=False,
            env={**os.environ, "PYTHONPATH": str(site.folder)})
    assert done.returncode == 2
    assert "The output could not be written" in done.stderr
    assert "plot" not in done.stderr


def test_hubflows_own_command_keeps_its_name(site: Site) -> None:
    site.install("plot", "facts = plot:garden")
    assert "counted" not in site.hubflow("facts").stdout


def test_two_plugins_of_one_command_are_told(site: Site) -> None:
    site.install("plot", "garden = plot:garden")
    site.install("yard", "garden = yard:garden")
    done = site.hubflow("garden")
    assert done.returncode == 2
    assert "plot 1.2, yard 1.2" in done.stderr


def test_the_help_imports_click_alone() -> None:
    code = ("import sys; sys.argv = ['hubflow', '--help']\n"
            "from hubflow.cli.main import cli\n"
            "cli.main(standalone_mode=False)\n"
            "heavy = {'attrs', 'polars', 'tomli', 'pluggy', 'importlib.metadata', 'jinja2'}\n"
            "print('HEAVY', sorted(heavy & sys.modules.keys()))\n")
    done = subprocess.run([sys.executable, "-c", code], text=True, capture_output=True, check=True)
    assert done.stdout.splitlines()[-1] == "HEAVY []"
