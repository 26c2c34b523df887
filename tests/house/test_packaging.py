"""From wheels, in an environment of their own, in an empty folder: hubs are found and run.

The wheels are built and installed without a network. What they declare as dependencies is taken
from the environment that runs the tests, and nothing else is there: a library that is used and
not declared is missing here.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from collections.abc import Iterable
from pathlib import Path

import attrs
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from tests.house.documents import follow
from tests.hub_head import hub_head

REPO = Path(__file__).parents[2]
HUBS = ("porto", "westmidlands")

METHODOLOGY = hub_head(
    "riverside", "Riverside", place="Riverside",
    sources={"rules": ("The rules of Riverside", "assumption")}) + """\
[[stages.identify.requirements]]
id = "authority"
holds = "identify.authority_named"
says = "The local authority is named."
source = "rules"
"""

DOSSIER = """
id = "repair-cafe"
name = "Repair café"
[identify]
priority_group = "Neighbours out of work"
authority = { name = "Riverside council" }
"""

THIRD_PARTY = """
[build-system]
requires = ["hatchling>=1.25"]
build-backend = "hatchling.build"
[project]
name = "hubflow-riverside"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = ["hubflow>=0.1"]
[project.entry-points.hubflow]
riverside = "hubflow_riverside"
[tool.hatch.build.targets.wheel]
packages = ["hubflow_riverside"]
"""


@attrs.frozen
class Installed:
    """A fresh environment with the wheels in it, and an empty folder to work in."""

    environment: Path
    folder: Path

    def hubflow(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the installed command in the empty folder."""
        program = self.environment / "bin" / "hubflow"
        clean = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "COLUMNS": "80",
                 "LC_ALL": "C.UTF-8"}
        return subprocess.run([str(program), *arguments], cwd=self.folder, env=clean,
                              capture_output=True, text=True, check=False)


def build(project: Path, into: Path, *kinds: str) -> None:
    """Build distributions with the build backend at hand."""
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", *kinds, "--outdir", str(into),
         str(project)],
        check=True, capture_output=True, text=True,
    )


def site_packages(environment: Path) -> Path:
    """Where a virtual environment keeps its libraries."""
    (folder,) = environment.glob("lib/python*/site-packages")
    return folder


def link_dependencies(of: str, extra: str, site: Path) -> None:
    """Link what a distribution declares that it needs, and what that needs, into ``site``."""
    wanted, done = [(of, extra)], set[tuple[str, str]]()
    while wanted:
        name, extra = wanted.pop()
        for text in importlib.metadata.requires(name) or ():
            requirement = Requirement(text)
            needed = canonicalize_name(requirement.name)
            if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
                continue
            for each in {(needed, more) for more in ("", *requirement.extras)} - done:
                done.add(each)
                wanted.append(each)
            if needed != of:
                _link(importlib.metadata.distribution(needed), site)


def _link(distribution: importlib.metadata.Distribution, site: Path) -> None:
    home = Path(str(distribution.locate_file("")))
    for top in {file.parts[0] for file in distribution.files or ()} - {"..", "__pycache__"}:
        if not (site / top).exists():
            (site / top).symlink_to(home / top)


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheels of hubflow, of both hubs, of a third party's hub, and of a new one."""
    folder = tmp_path_factory.mktemp("wheels")
    third = tmp_path_factory.mktemp("third-party")
    (third / "hubflow_riverside").mkdir()
    (third / "hubflow_riverside" / "__init__.py").write_text('"""Riverside."""\n', "utf-8")
    (third / "hubflow_riverside" / "methodology.toml").write_text(METHODOLOGY, "utf-8")
    (third / "pyproject.toml").write_text(THIRD_PARTY, "utf-8")
    new = tmp_path_factory.mktemp("new") / "river-lab"
    subprocess.run(
        [sys.executable, "-m", "hubflow", "new", "river-lab", "--python", "--place", "Riverside",
         "--language", "en", "--currency", "GBP", "--out", str(new)],
        check=True, capture_output=True, text=True,
    )
    for project in (REPO, *(REPO / "plugins" / hub for hub in HUBS), third, new):
        build(project, folder, "--wheel")
    return folder


def environment_of(wheels: Iterable[Path], extra: str, folder: Path) -> Path:
    """A fresh environment that holds some wheels and what hubflow declares, with an extra."""
    environment = folder / "venv"
    venv.create(environment, with_pip=False, symlinks=True)
    link_dependencies("hubflow", extra, site_packages(environment))
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", str(environment / "bin" / "python"), "install",
         "--no-index", "--no-deps", "--quiet", *map(str, wheels)],
        check=True, capture_output=True, text=True,
    )
    return environment


@pytest.fixture(scope="module")
def installed(wheels: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """An environment that holds the wheels and what they declare."""
    environment = environment_of(sorted(wheels.glob("*.whl")), "",
                                 tmp_path_factory.mktemp("environment"))
    return Installed(environment, tmp_path_factory.mktemp("empty"))


def test_the_tutorial_is_all_that_one_needs(wheels: Path, tmp_path: Path) -> None:
    mine = [wheel for wheel in wheels.glob("*.whl")
            if wheel.name.startswith(("hubflow-", "hubflow_porto-"))]
    environment = environment_of(mine, "all", tmp_path)
    folder = tmp_path / "empty"
    shutil.copytree(REPO / "examples", folder / "examples")
    follow(REPO / "docs" / "tutorial.md", folder, environment / "bin")


def test_hubs_are_found(installed: Installed) -> None:
    done = installed.hubflow("plugins")
    assert done.returncode == 0, done.stderr
    for hub in (*HUBS, "riverside", "river-lab"):
        assert hub in done.stdout


@pytest.mark.parametrize("hub", HUBS)
def test_an_example_runs_from_wheels(installed: Installed, hub: str) -> None:
    examples = installed.folder / "examples"
    if not examples.exists():
        shutil.copytree(REPO / "examples", examples)
    dossiers = sorted(str(path.relative_to(installed.folder)) for path in examples.glob("*.toml"))
    assert dossiers
    done = installed.hubflow("run", "-p", hub, *dossiers, "--json")
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert len(result["ventures"]) == len(dossiers)
    assert all(len(venture["stages"]) == 6 for venture in result["ventures"])


def test_a_third_party_runs_from_its_wheel(installed: Installed) -> None:
    (installed.folder / "repair-cafe.toml").write_text(DOSSIER, "utf-8")
    done = installed.hubflow("run", "-p", "riverside", "repair-cafe.toml", "--json")
    assert done.returncode == 0, done.stderr
    (venture,) = json.loads(done.stdout)["ventures"]
    assert venture["stages"][0]["recommendation"] == "advance"


def test_a_new_hub_runs_from_its_wheel_with_its_hook_and_cases(installed: Installed) -> None:
    done = installed.hubflow("test", "-p", "river-lab")
    assert done.returncode == 0, done.stderr
    assert "1 case, all as expected." in done.stdout
    done = installed.hubflow("plugins", "-p", "river-lab", "--trace")
    assert "hubflow_facts" in done.stdout


def test_hubflow_begins_a_hub_from_its_wheel(installed: Installed) -> None:
    done = installed.hubflow("new", "hill-lab", "--place", "Hillside", "--language", "pt",
                             "--currency", "EUR")
    assert done.returncode == 0, done.stderr
    done = installed.hubflow("test", "-p", "./hill-lab")
    assert done.returncode == 0, done.stderr


def test_a_folder_without_python_is_a_hub(installed: Installed) -> None:
    folder = installed.folder / "folder"
    folder.mkdir()
    (folder / "methodology.toml").write_text(METHODOLOGY, "utf-8")
    (installed.folder / "folder-venture.toml").write_text(DOSSIER, "utf-8")
    done = installed.hubflow("run", "-p", "./folder", "folder-venture.toml")
    assert done.returncode == 0, done.stderr
    assert "Repair café" in done.stdout


def test_wheels_hold_types_and_methodologies(wheels: Path) -> None:
    for name, inside in (
        ("hubflow-", "hubflow/py.typed"),
        ("hubflow_porto-", "hubflow_porto/methodology.toml"),
        ("hubflow_porto-", "hubflow_porto/cases/funil.toml"),
        ("hubflow_porto-", "hubflow_porto/cases/juri/funil.csv"),
        ("hubflow_porto-", "hubflow_porto/cases/dossiers/em-mercado.toml"),
        ("hubflow_westmidlands-", "hubflow_westmidlands/methodology.toml"),
        ("hubflow_westmidlands-", "hubflow_westmidlands/cases/match-trading.toml"),
    ):
        (wheel,) = wheels.glob(f"{name}*.whl")
        assert inside in zipfile.ZipFile(wheel).namelist()


def test_the_source_distribution_holds_hubflow_alone(tmp_path: Path) -> None:
    build(REPO, tmp_path, "--sdist")
    (archive,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(archive) as content:
        names = [name.split("/", 1)[1] for name in content.getnames() if "/" in name]
    assert "core/hubflow/py.typed" in names
    assert "LICENSE" in names
    assert not [name for name in names if name.startswith(("plugins/", ".venv/", "out/"))]
